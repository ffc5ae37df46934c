"""What a public page holds back can be put together from nothing that it shows.

The attacker has the page, the forge (who did what, and what became of every item) and the size of the
team; what they do not have is who of all these people is ours. So worlds are made here of things that
anybody did, some of which are ours, and everything but that is the same for every reader.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import permutations
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from twohats.flow.report.book import NOT_TOLD, Book
from twohats.flow.report.community import need_chart, rest_lines
from twohats.flow.report.counting import NEED_REST, count_all
from twohats.flow.report.held_back import held_back, hidden_parts, is_few, shown_by
from twohats.flow.report.material import Material
from twohats.guards.public import Forbidden
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.records.times import Window

PAGE = "lantern"
DAY = datetime(2026, 1, 2, tzinfo=UTC)
OURS = ("p1", "p2", "p3", "p4")
OTHERS = ("q1", "q2", "q3")
CLASSES = ("directed", "foundational", "personal", "undecided")
ACTS = ("review", "comment", "triage", "merge", "release")
STATES = ("fresh", "answered", "stuck", "merged", "closed")
DEED = {"review": "reviews", "comment": "answers", "triage": "triage", "merge": "merges",
        "release": "releases"}  # fmt: skip


@dataclass(frozen=True)
class Did:
    """Something somebody did on the forge; an item of its own."""

    item: int
    kind: str
    person: str
    is_ours: bool
    state: str = "merged"
    """What became of a change."""
    received: tuple[str, ...] = ()
    """What others did for an item that somebody opened."""
    opened_before: bool = False
    class_: str = "directed"
    is_ruled: bool = False


def row(did, kind, **more):
    item = f"github:{PAGE}/core#{did.item}"
    return {
        "item": item, "url": f"https://example.org/{PAGE}/core/{did.item}", "title": f"Item {did.item}",
        "kind": kind, "happened_at": DAY, "person": did.person, "place": PAGE, **more,
    }  # fmt: skip


def material(world):
    """Give what the flows would fetch of a world."""
    deeds, entries, done, ours, queue, openers = [], [], [], [], [], set()
    for did in sorted(world, key=lambda one: one.item):
        whose = {"whose": "ours" if did.is_ours else "others", "author": did.person}
        is_change, is_open = did.kind == "change", did.state in ("fresh", "answered", "stuck")
        for what in did.received:
            who = {"whose": "others", "person": f"r{did.item}"}
            done.append({**row(did, what, **whose), **who})
        if is_change:
            openers.add(did.person)
            if did.state == "merged":
                done.append(row(did, "change", **whose))
            if did.state in ("fresh", "stuck"):
                queue.append(row(did, "waits", wait_d=3.0))
        else:
            done.append(row(did, did.kind, **{**whose, "author": f"q{did.item}"}))
        if not did.is_ours:
            continue
        if is_change:
            kind = (
                "open" if is_open else {"closed": "closed without merge"}.get(did.state, did.state)
            )
            ours.append(row(did, kind, waits=did.state in ("fresh", "stuck"), open_d=5.0, wait_d=3.0,
                            is_stuck=did.state == "stuck", draft=False))  # fmt: skip
        if is_change or did.kind == "issue":
            if not did.opened_before:
                deeds.append(row(did, "changes" if is_change else "issues"))
            deeds += [row(did, {"review": "reviews_received", "comment": "answers_received"}[what])
                      for what in did.received]  # fmt: skip
        else:
            deeds.append(row(did, DEED[did.kind]))
        if did.kind not in ("issue", "release"):
            entries.append(row(did, did.kind, rule="R1", beneficiaries=[], is_ruled=did.is_ruled,
                               **{"class": did.class_}))  # fmt: skip
    return Material(deeds, entries, done, ours, queue, (), {}, {}, {PAGE: len(openers)})


def book_of(world):
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    titles = {"index": "Tide", PAGE: PAGE}
    found = Book(window, "1a2b3c4d", "https://example.org/new", titles, Forbidden())
    count_all(found, material(world), [PAGE], ())
    return found


def public(book):
    """Give all that readers get of the numbers: what they say, and every row as pages and files hold it."""
    return (
        book.numbers(),
        [(book.sheet(page), book.rows_of(page)) for page in ("index", PAGE)],
    )


def world_of(seed):
    """Make up things of ours, before things of others among which ours could be."""
    chance = Random(seed)
    kinds = chance.sample(("change", "issue", *ACTS), chance.randint(1, 3))
    ours = [
        Did(item, kind, chance.choice(OURS), True, chance.choice(STATES), chance.choice(_received(kind)),
            chance.random() < 0.5, chance.choice(CLASSES), chance.random() < 0.5)
        for item, kind in enumerate(kind for kind in kinds for _ in range(chance.randint(1, 9)))
    ]  # fmt: skip
    background = [
        (kind, state, received, before)
        for kind in sorted({*kinds, "change", "issue"})
        for state in (STATES if kind == "change" else STATES[:3])
        for received in _received(kind)
        for before in ((False, True) if kind in ("change", "issue") else (False,))
    ]
    return ours, [
        Did(100 + at, kind, OTHERS[at % 3], False, state, received, before)
        for at, (kind, state, received, before) in enumerate(background)
    ]


def _received(kind):
    """Say what others may have done for an item."""
    answered = [(), ("comment",)]
    return {"change": [*answered, ("review", "comment")], "issue": answered}.get(kind, [()])


def twins(book, ours, background):
    """Give worlds that differ in what no reader knows: whose things are, and whose need they met."""
    # Few people may have done many things, so what is held back may be one person's.
    alone = [
        did if book.may_show(row(did, did.kind)) else replace(did, person=OURS[0]) for did in ours
    ]
    for at, one in enumerate(background):
        rest = background[:at] + background[at + 1 :]
        for class_, is_ruled in {(did.class_, did.is_ruled) for did in ours}:
            mine = replace(one, is_ours=True, person=OURS[0], class_=class_, is_ruled=is_ruled)
            yield [*alone, mine, *rest]
    for at, one in enumerate(ours):
        for class_ in CLASSES:
            yield [*ours[:at], replace(one, class_=class_), *ours[at + 1 :], *background]
        yield [*ours[:at], replace(one, is_ruled=not one.is_ruled), *ours[at + 1 :], *background]


WORLDS = given(st.integers(0, 10**6))
# A world that fails is as good as a smaller one, and takes minutes to find.
FEW = settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@FEW
@WORLDS
def test_no_number_held_back_can_be_derived(seed):
    """For each there is another world with the same page, the same forge, and another number."""
    ours, background = world_of(seed)
    book = book_of([*ours, *background])
    held = {at: len(one.rows) for at, one in book.counted.items()
            if one.is_about_us and one.rows and not book.is_exact(*at)}  # fmt: skip
    seen, found = public(book), set()
    for twin in twins(book, ours, background):
        if held.keys() <= found:
            break
        other = book_of(twin)
        differs = {at for at, count in held.items() if len(other.counted[at].rows) != count}
        if differs - found and public(other) == seen:
            found |= differs

    assert held.keys() - found == set()


MANY = settings(FEW, max_examples=40)


@MANY
@WORLDS
def test_every_number_told_opens_to_as_many_rows(seed):
    """On pages and in files; what is not told opens to none."""
    ours, background = world_of(seed)
    book = book_of([*ours, *background])
    for page in ("index", PAGE):
        shown, sheet = book.rows_of(page), Counter(one["number"] for one in book.sheet(page))
        for one in book.numbers():
            if one["page"] == page:
                key, value = one["number"], one["value"] or 0
                assert sheet[key] == value
                assert (shown[key].total if key in shown else 0) == value
                assert not value or not one["answer"].startswith(("too", "not"))


@MANY
@WORLDS
def test_rows_give_no_number_that_is_held_back(seed):
    """By the forge: no list, and no difference, overlap or sum of lists, holds a thing of it. By class: what
    is left of all our work without the classes told is never few."""
    ours, background = world_of(seed)
    book = book_of([*ours, *background])
    lists = {
        at: {thing for line in book.listed(*at) for thing in shown_by(line)}
        for at, one in book.counted.items()
        if one.is_about_us
    }
    held = {
        at: {thing for line in one.rows for thing in shown_by(line)}
        for at, one in book.counted.items()
        if one.is_about_us
        and one.rows
        and not book.is_told(*at)
        and at[1].partition(".")[0] != "need"
    }
    made = [*lists.values(), *(a - b for a, b in permutations(lists.values(), 2))]
    for things in held.values():
        assert all(things.isdisjoint(one) for one in made)
    told = [book.listed(PAGE, f"need.{class_}") for class_ in CLASSES]
    left = {id(line): line for line in book.listed(PAGE, "need")}
    for line in (line for lines in told for line in lines):
        del left[id(line)]
    assert not is_few(list(left.values()))
    assert list(left.values()) == book.listed(PAGE, NEED_REST)


@MANY
@WORLDS
def test_no_list_is_of_few(seed):
    """Each is of three people and five things at least."""
    ours, background = world_of(seed)
    book = book_of([*ours, *background])
    for at, one in book.counted.items():
        lines = book.listed(*at)
        if one.is_about_us and lines:
            assert len(lines) >= FEWEST_EVENTS
            assert len({line["person"] for line in lines}) >= FEWEST_PEOPLE


def of(people, kind="reviews", start=0, **more):
    """Give one row per person."""
    return [
        {"kind": kind, "item": f"github:l/c#{start + at}", "person": person, "place": PAGE, **more}
        for at, person in enumerate(people)
    ]


def test_what_is_few_takes_along_what_its_links_show():
    """Two changes are open: what others did for them is not listed, and enough of the rest stays."""
    opened = of("ab", "open")
    asked = [*of("ab", "changes"), *of("abcabc", "changes", 10)]
    received = [*of("ab", "reviews_received"), *of("abcabc", "reviews_received", 10)]
    held = held_back([opened, asked, received])

    assert held == {("opened", "github:l/c#0"), ("opened", "github:l/c#1")}
    assert [held.isdisjoint(shown_by(line)) for line in received] == [False] * 2 + [True] * 6


def test_a_commit_shows_the_change_that_brought_it():
    """Where that may not be shown, neither may the commit, nor one of which nobody knows what brought it."""
    merged, change = of("ab", "merged"), "github:l/c#0"
    known = of("abcabc", "commit", 50, brought_by={change})
    other = of("abcabc", "commit", 60, brought_by={"github:l/c#9"})
    unknown = of("abcabc", "commit", 70)
    held = held_back([merged, [*known, *other, *unknown]])

    assert [held.isdisjoint(shown_by(group[0])) for group in (known, other, unknown)] == [
        False, True, False,
    ]  # fmt: skip


def test_what_is_held_back_may_leave_others_few():
    """They go as well: seven, of which three may be shown."""
    held = held_back([of("abcdabc", "changes"), of("abcd", "open")])

    assert len(held) == 7


def test_enough_holds_nothing_back():
    """Of people and of things, in every group."""
    assert held_back([of("abcab"), of("abcabc", "merges", 20), []]) == set()


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ({"one": "abcabc", "two": "abcabcabc"}, set()),
        ({"one": "abcabc", "two": ""}, set()),
        ({"one": "a", "two": "abcabc", "three": "abcabcabc"}, {"one", "two"}),
        ({"one": "ab", "two": "cab", "three": "abcabcabc"}, {"one", "two"}),
        ({"one": "a", "two": "abcabc"}, {"one", "two"}),
        ({"one": "a"}, {"one"}),
    ],
)
def test_a_small_part_is_never_hidden_alone(parts, hidden):
    """With the next smallest, until they are enough together; parts without any are told."""
    assert hidden_parts({name: of(people) for name, people in parts.items()}) == hidden


@pytest.mark.parametrize(
    ("people", "is_small"),
    [("abc", False), ("abca", False), ("ab", True), ("aaaa", True), ("", False)],
)
def test_three_people_are_enough_where_people_are_counted(people, is_small):
    """Five of them are not asked for."""
    assert is_few(of(people), counts_people=True) is is_small


def test_where_few_did_such_a_thing_none_is_not_said():
    """Two people made releases here: whether one of them is ours is not told by saying none or too few."""
    some = [Did(1, "release", *whose) for whose in (("p1", True), ("q2", False))]
    others = [Did(at, "release", "q1", is_ours=False) for at in (2, 3)]
    pages = [public(book_of([one, *others])) for one in some]

    assert pages[0][0] == pages[1][0]


def test_of_a_class_that_is_hidden_no_row_tells():
    """Neither its class, nor by what it was settled, nor for whom it was."""
    ours = [Did(at, "review", f"p{at % 3 + 1}", True, class_="foundational") for at in range(9)]
    few = [Did(20 + at, "review", f"p{at % 3 + 1}", True, class_="undecided") for at in range(3)]
    more = [Did(30 + at, "review", f"p{at % 3 + 1}", True, class_="personal") for at in range(6)]
    book = book_of([*ours, *few, *more])
    cells = {
        tuple(cell.value for cell in line[-3:]) for line in book.rows_of(PAGE)["need"].grid.rows
    }

    told, rest = (book.value(PAGE, f"need.{part}") for part in ("foundational", "not-told"))

    settled = "rule R1: A member or our product drove it, and nobody upstream had asked."
    assert cells == {("foundational", settled, ""), (NOT_TOLD,) * 3}
    assert (told, rest) == (9, 9)
    assert book.value(PAGE, "need") == 18
    assert [(cell.value, cell.opens) for cell in rest_lines(book, PAGE)[0]] == [
        (NOT_TOLD, None), (9, NEED_REST), (50.0, NEED_REST),
    ]  # fmt: skip
    bar = need_chart(book, [(PAGE, PAGE)])
    assert sum(mark["pieces"] for mark in bar.data) == 18
    assert bar.data[-1] == {"community": PAGE, "class": NOT_TOLD, "pieces": 9}
    assert {one["class"] for one in book.sheet(PAGE) if one["number"] == "need"} == {
        "foundational", NOT_TOLD,
    }  # fmt: skip
