"""What a public page tells of few: nothing, in no section, and not by sorting its rows."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.flow.report.book import (
    SOME_LEFT_OUT,
    TOO_FEW,
    WITHHELD,
    Book,
    Counted,
    item_name,
    of_page,
)
from twohats.flow.report.community import by_need, open_grid
from twohats.flow.report.counting import count_all, own_key
from twohats.flow.report.material import Material
from twohats.formats.disputes import Disputed, mark_of, read_mark
from twohats.guards.public import Forbidden
from twohats.journal.disputes import Answered
from twohats.records.times import Window

PAGES = ("lantern", "harbour")
DAY = datetime(2026, 1, 2, tzinfo=UTC)
KINDS = ("changes", "issues", "reviews", "answers", "triage", "merges", "reviews_received")
CLASSES = ("directed", "foundational", "personal", "undecided")


def row(item, person, kind, page="lantern", **more):
    return {
        "item": f"github:{page}/core#{item}", "url": f"https://example.org/{page}/core/{item}",
        "title": f"Item {item}", "kind": kind, "happened_at": DAY, "person": person, "place": page,
        **more,
    }  # fmt: skip


def book(**more):
    titles = {"index": "Tide", "lantern": "lantern", "harbour": "harbour"}
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    where = "https://example.org/tide/open/issues/new"
    return Book(window, "1a2b3c4d5e6f", where, titles, more.pop("forbidden", Forbidden()), **more)


def material(deeds=(), entries=(), done=(), ours=()):
    return Material(deeds, entries, done, ours, (), (), {}, {})


def entry(item, person, kind, class_, page, is_ruled):
    more = {
        "class": class_,
        "rule": "R1",
        "is_ruled": is_ruled,
        "beneficiaries": [],
        "item_kind": "issue",
    }
    return row(item, person, kind, page, **more)  # fmt: skip


def settled(**rows):
    found = book()
    count_all(found, material(**rows), PAGES, ())
    return found


ENOUGH = [row(item, f"p{item % 3}", "reviews") for item in range(6)]


def test_enough_is_told_and_opens_to_as_many_rows():
    """Six reviews by three people: the number, its rows, and where to dispute it."""
    found = settled(deeds=ENOUGH)
    rows = found.rows_of("lantern")["given.reviews"]

    assert found.cell("lantern", "given.reviews").value == 6
    assert (rows.total, len(rows.grid.rows)) == (6, 6)
    assert rows.file == "lantern.csv"
    assert "lantern%20given.reviews%202026-01-01..2026-04-01%201a2b3c4d" in rows.dispute


@pytest.mark.parametrize(
    "few",
    [
        [row(item, f"p{item % 2}", "reviews") for item in range(9)],
        [row(item, f"p{item}", "reviews") for item in range(4)],
        [row(1, "p1", "reviews")],
    ],
    ids=["two people", "four things", "one"],
)
def test_few_are_not_told(few):
    """Neither the number nor one row of it, nor a total that is made of nothing else."""
    found = settled(deeds=few)

    assert found.cell("lantern", "given.reviews").value == TOO_FEW
    assert found.cell("lantern", "given").value == TOO_FEW
    assert found.cell("index", "given").value == TOO_FEW
    assert "given.reviews" not in found.rows_of("lantern")
    assert found.sheet("lantern") == found.sheet("index") == []


def test_nothing_is_told_as_nothing():
    """Zero speaks of nobody."""
    found = settled(deeds=ENOUGH)

    assert found.cell("lantern", "given.merges").value == 0
    assert found.cell("harbour", "given").value == 0


def test_a_total_does_not_give_its_hidden_part_away():
    """Six reviews and one merge: the reviews are told, and the total says at least six."""
    found = settled(deeds=[*ENOUGH, row(9, "p1", "merges")])

    assert found.cell("lantern", "given.reviews").value == 6
    assert found.cell("lantern", "given.merges").value == TOO_FEW
    assert found.cell("lantern", "given").value == "at least 6"
    assert found.cell("index", "given").value == "at least 6"


def test_another_section_does_not_give_it_away():
    """The same reviews as shares: what is hidden among deeds is hidden there, too."""
    few = [row(item, "p1", "reviews") for item in range(9)]
    done = [{**one, "kind": "review", "whose": "ours", "author": "q"} for one in few]
    others = [row(item, f"q{item}", "review", whose="others", author="q") for item in range(20, 30)]
    found = settled(deeds=few, done=[*done, *others])

    assert found.value("lantern", "given.reviews") is None
    assert found.value("lantern", "share.review") is None


def test_rows_of_a_total_leave_out_what_a_part_hides():
    """Fifteen reviews and six merges by two people: the total counts the reviews, and says so."""
    reviews = [row(item, f"p{item % 3}", "reviews") for item in range(15)]
    merges = [row(item, f"p{item % 2}", "merges") for item in range(50, 56)]
    more = [row(item, f"p{item % 3}", "answers") for item in range(70, 74)]
    found = settled(deeds=[*reviews, *merges, *more])
    rows = found.rows_of("lantern")["given"]

    assert found.cell("lantern", "given").value == "at least 15"
    assert found.answer("lantern", "given") == "at least"
    assert rows.total == 15
    assert SOME_LEFT_OUT in rows.says
    assert {one["kind"] for one in found.sheet("lantern") if one["number"] == "given"} == {
        "reviews"
    }


def test_a_share_opens_to_ours_and_to_all_of_it():
    """Of a kind that is told in full: ours, and what nobody knows, each counted; of another, all alone."""
    ours = [row(item, f"p{item % 3}", "review", whose="ours", author="q") for item in range(9)]
    merges = [row(item, "p1", "merge", whose="ours", author="q") for item in range(20, 24)]
    others = [
        row(90 + at, f"q{at}", kind, whose=whose, author="q")
        for at, (kind, whose) in enumerate([("merge", "others")] * 3 + [("review", "unknown")] * 2)
    ]
    found = settled(done=[*ours, *merges, *others])
    told = {
        key: (found.value("lantern", key), found.answer("lantern", key))
        for _, key in found.counted
        if key.startswith(("share.review", "share.merge", "share.all"))
    }

    assert told == {
        "share.review": (9, "counted"), "share.review.unknown": (2, "counted"),
        "share.review.of": (11, "counted"), "share.merge": (None, "too few"),
        "share.merge.unknown": (None, "not told"), "share.merge.of": (7, "counted"),
        "share.all": (9, "at least"), "share.all.unknown": (None, "not told"),
        "share.all.of": (18, "counted"),
    }  # fmt: skip
    assert not [one for one in found.sheet("lantern") if "whose" in one]


def kinds(count, people, kind, start, **more):
    return [row(start + at, f"p{at % people}", kind, **more) for at in range(count)]


def change(item, person, kind, **more):
    """A change of ours, as it stands on the as-of date."""
    found = {"waits": False, "is_stuck": False, "open_d": 5.0, "wait_d": None, "draft": False}
    return row(item, person, kind, **{**found, **more})


def needs(rows, class_="directed"):
    """The same work, as the ledger has it."""
    kind = {"changes": "change", "reviews": "review", "answers": "answer", "merges": "merge"}
    return [
        {**one, "kind": kind.get(one["kind"], one["kind"]), "class": class_, "rule": "R1",
         "is_ruled": False, "beneficiaries": []}
        for one in rows
    ]  # fmt: skip


LOUD = [*kinds(15, 3, "reviews", 0), *kinds(9, 3, "answers", 30)]


def test_rows_about_need_are_listed():
    """Fifteen reviews and nine answers, each by three people: both lists stand."""
    found = settled(deeds=LOUD, entries=needs(LOUD))

    assert found.rows_of("lantern")["need.directed"].total == 24
    assert found.rows_of("index")["need.directed"].total == 24


@pytest.mark.parametrize(
    "few",
    [
        kinds(2, 1, "releases", 60),
        kinds(6, 2, "merges", 60),
        kinds(2, 2, "commit", 60),
        [{**one, "item": f"log:{at}"} for at, one in enumerate(kinds(2, 2, "meeting", 60))],
    ],
    ids=["releases", "merges", "commits without a change", "logged"],
)
def test_rows_about_need_are_not_listed_of_a_kind_that_is_few(few):
    """Names and links of items say of what kind they are: such rows stand nowhere, the others everywhere."""
    deeds = [*LOUD, *(one for one in few if one["kind"] in ("releases", "merges"))]
    found = settled(deeds=deeds, entries=needs([*LOUD[1:-1], *few]))
    rows = found.rows_of("lantern")

    assert rows["given.reviews"].total == 15
    for page in ("lantern", "index"):
        assert found.cell(page, "need.directed").value == "at least 22"
        items = {one["item"] for one in found.sheet(page)}
        assert items == {f"lantern/core#{at}" for at in (*range(15), *range(30, 39))}


MERGED = [change(at or 70, f"p{at % 3}", "merged") for at in range(9)]
OPENED = [row(at, f"p{at % 3}", "changes") for at in range(9)]
OPEN = [change(20 + at, f"p{at % 3}", "open") for at in range(9)]


@pytest.mark.parametrize("is_hidden", [True, False], ids=["one is open", "many are open"])
def test_what_is_open_cannot_be_read_from_what_was_opened_and_merged(is_hidden):
    """Where what is open is hidden, no such change is listed: what was opened is "at least" what ended."""
    still = OPEN[:1] if is_hidden else OPEN
    asked = [*OPENED, *(row(20 + at, f"p{at % 3}", "changes") for at in range(len(still)))]
    closed = [change(50 + at, f"p{at % 3}", "closed without merge") for at in range(6)]
    received = [
        row(one["item"].partition("#")[2], one["person"], "reviews_received") for one in asked
    ]
    found = settled(
        deeds=[*asked, *received], ours=[*MERGED, *closed, *still], entries=needs(asked)
    )
    hidden = {item_name(one) for one in still} if is_hidden else set()

    assert found.is_told("lantern", "now.open") is not is_hidden
    for page in ("lantern", "index"):
        assert hidden.isdisjoint(one["item"] for one in found.sheet(page))
    for key, count in {"now.merged": 9, "now.closed": 6}.items():
        assert found.cell("lantern", key).value == count
    for key in ("asked.changes", "asked.reviews-received", "need"):
        assert found.cell("lantern", key).value == ("at least 9" if is_hidden else 18)


def test_stuck_and_waiting_cannot_be_read_where_they_are_hidden():
    """The change stands in no list of ours; it may in the queue, which says of none whose it is."""
    late = {"waits": True, "is_stuck": True, "open_d": 60.0, "wait_d": 60.0}
    rows = [*OPEN, change(40, "p1", "open", **late)]
    queue = [{**one, "kind": "waits"} for one in rows[-1:]]
    opened = [{**one, "kind": "changes"} for one in rows]
    found = book()
    count_all(found, Material(opened, needs(opened), (), rows, queue, (), {}, {}), PAGES, ())

    assert found.cell("lantern", "now.open").value == "at least 9"
    assert not found.is_told("lantern", "now.stuck")
    assert not found.is_told("lantern", "now.waiting")
    assert {one["number"] for one in found.sheet("lantern") if one["item"].endswith("#40")} == {
        "now.queue"
    }


def test_what_somebody_agreed_to_show_does_not_say_that_it_is_stuck():
    """It stands last, without days, where the number of what is stuck is too small."""
    late = {"waits": True, "is_stuck": True, "open_d": 60.0, "wait_d": 60.0}
    rows = [change(40, "p1", "open", **late), *OPEN]
    found = settled(ours=rows)
    lines = open_grid(found, "lantern", by_need(found, rows)).rows

    assert [cell.value for cell in lines[-1]][2:] == ["open", "not told", "not told"]
    assert [line[3].value for line in lines[:-1]] == [5.0] * 9


def test_stuck_and_waiting_are_said_where_they_are_told():
    """Six of each by three people: days and words stand, what is stuck first."""
    late = {"waits": True, "is_stuck": True, "open_d": 60.0, "wait_d": 60.0, "wait_days": 60.0}
    rows = [*OPEN, *(change(40 + at, f"p{at % 3}", "open", **late) for at in range(6))]
    found = book()
    count_all(found, Material((), (), (), rows, rows, (), {}, {}), PAGES, ())
    lines = open_grid(found, "lantern", by_need(found, rows)).rows

    assert [line[2].value for line in lines] == ["stuck"] * 6 + ["open"] * 9
    assert [line[3].value for line in lines] == [60.0] * 6 + [5.0] * 9
    assert {one["day"] for one in found.sheet("lantern")} == {"2026-01-02"}
    assert "now.queue" in {one["number"] for one in found.sheet("lantern")}


def test_roles_are_counted_like_all_else():
    """Four of ours among six people who may merge: each number opens to as many rows, which name nobody."""
    held = [
        row(0, f"p{at}", "role", whose="ours" if at < 4 else "others", where="lantern/core",
            how="by its roster")
        for at in range(6)
    ]  # fmt: skip
    found = book()
    count_all(found, Material((), (), (), (), (), held, {}, {}), PAGES, ())
    shown = found.rows_of("lantern")

    assert (found.value("lantern", "roles.ours"), found.value("lantern", "roles")) == (4, 6)
    assert [len(shown[key].grid.rows) for key in ("roles.ours", "roles")] == [4, 6]
    assert {tuple(cell.value for cell in line) for line in shown["roles"].grid.rows} == {
        ("lantern/core", "by its roster")
    }


def test_what_we_carry_stands_but_for_what_is_held_back():
    """Two things on record: one leads to a change of ours that is one of few, and is not listed."""
    carried = [row(40, "", "carried"), row(99, "", "carried")]
    found = book()
    ours = [*OPENED_LONG_AGO, change(40, "p1", "open")]
    count_all(found, Material((), (), (), ours, (), (), {}, {}, carried=carried), PAGES, ())

    assert found.cell("lantern", "now.carried").value == "at least 1"
    assert [one["item"] for one in found.sheet("lantern") if one["number"] == "now.carried"] == [
        "lantern/core#99"
    ]
    assert found.answer("harbour", "now.carried") == "not measured"


def own(count, whose, people=3, start=0):
    return [
        row(start + at, f"{whose}{at % people}", "own change", "index", whose=whose,
            repository="github:tide/hubs")
        for at in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([*own(9, "ours"), *own(6, "others", start=20)], (15, 6, 9)),
        ([*own(9, "ours")], (9, 0, 9)),
        ([*own(9, "ours"), *own(2, "others", start=20)], (11, None, None)),
        ([*own(9, "ours", 2), *own(6, "others", start=20)], (15, None, None)),
    ],
    ids=["both", "none by others", "few by others", "few of us"],
)
def test_neither_part_of_our_own_projects_gives_the_other_away(rows, told):
    """All of it is told; the parts together, or not at all."""
    found = book()
    keys = [f"own.github.tide.hubs.changes{part}" for part in ("", ".others", ".ours")]
    nothing = Material((), (), (), (), (), (), {}, {}, own=rows)
    count_all(found, nothing, PAGES, (), own=["github:tide/hubs"])

    assert tuple(found.value("index", key) for key in keys) == told


@pytest.mark.parametrize(
    "own_projects",
    [
        ("github:acme/map", "gitlab:acme/map"),
        ("github:acme/tide-map", "github:acme-tide/map"),
        (
            "gitlab:acme/tide.map",
            "gitlab:acme/tide/map",
            "gitlab:acme/tide_map",
            "gitlab:acme/tide-map",
        ),
        ("github:acme/map", "github:acme/tide"),
    ],
    ids=["at two forges", "hyphens", "dots and groups", "nothing alike"],
)
def test_each_project_of_ours_has_numbers_of_its_own(own_projects):
    """Whatever two are called, each counts its own rows, under a title of its own."""
    rows = [
        {**one, "repository": project}
        for count, project in enumerate(own_projects, 6)
        for one in own(count, "ours")
    ]
    found = book()
    count_all(
        found, Material((), (), (), (), (), (), {}, {}, own=rows), PAGES, (), own=own_projects
    )
    keys = [own_key(one, "own change") for one in own_projects]

    assert [found.value("index", key) for key in keys] == [6 + at for at in range(len(keys))]
    titles = [found.counted["index", key].title for key in keys]
    assert len(set(titles)) == len(keys)
    assert (titles[0] == f"{own_projects[0]}: changes") is (own_projects[1] == "gitlab:acme/map")


SIGNS = st.text("ab2e-._~", min_size=1, max_size=4)
PROJECTS = st.builds(
    lambda forge, names: f"{forge}:{'/'.join(names)}",
    SIGNS,
    st.lists(SIGNS, min_size=1, max_size=3),
)


@given(one=PROJECTS, other=PROJECTS)
def test_no_two_projects_share_a_number_and_every_number_can_be_disputed(one, other):
    """A number is called by what its project is, and the mark of a dispute says it in full."""
    key = own_key(one, "own change")

    assert (key == own_key(other, "own change")) is (one == other)
    mark = mark_of(Disputed("index", key, "2026-01-01", "2026-04-01", "1a2b3c4d"))
    assert read_mark(mark).number == key


OPENED_LONG_AGO = [change(60 + at, f"p{at % 3}", "merged") for at in range(9)]


def test_what_was_not_read_is_not_measured():
    """It is no zero."""
    found = book()
    shares = {"lantern": SimpleNamespace(rows=[{"answer": "not measured"}])}
    count_all(found, Material((), (), (), (), (), (), shares, {}), PAGES, ())

    assert found.answer("lantern", "share.all") == "not measured"
    assert found.value("lantern", "share.all") is None
    assert found.value("harbour", "share.all") == 0


def test_titles_not_shown_are_counted_on_each_page():
    """One page's number does not hold those of the pages before it."""
    word = "Pin for Project Saltbox"
    deeds = [{**row(at, f"p{at % 3}", "reviews", page), "title": word}
             for page, count in zip(PAGES, (6, 9), strict=True) for at in range(count)]  # fmt: skip
    found = book(forbidden=Forbidden(words=(("Project Saltbox", "a private word"),)))
    count_all(found, material(deeds=deeds), PAGES, ())
    for page in PAGES:
        found.rows_of(page)

    assert {page: len(items) for page, items in found.withheld.items()} == {
        "lantern": 6, "harbour": 9,
    }  # fmt: skip


def test_a_title_that_holds_what_is_ours_is_not_shown_and_counted():
    """The row stays: it counts."""
    deeds = [*ENOUGH[1:], {**ENOUGH[0], "title": "Pin for Project Saltbox"}]
    found = book(forbidden=Forbidden(words=(("Project Saltbox", "a private word"),)))
    count_all(found, material(deeds=deeds), PAGES, ())
    titles = [line[1].value for line in found.rows_of("lantern")["given.reviews"].grid.rows]

    assert titles.count(WITHHELD) == 1
    assert found.withheld == {"lantern": {"github:lantern/core#0"}}


def test_logged_work_has_neither_title_nor_link():
    """What people write in their log stays inside."""
    entries = [
        entry(item, f"p{item % 3}", "meeting", "directed", "lantern", False) for item in range(6)
    ]
    entries = [
        {**one, "item": f"log:01J{at}", "title": "called Cobblestone"}
        for at, one in enumerate(entries)
    ]
    found = settled(entries=entries)
    shown = found.rows_of("lantern")["need.directed"]

    assert all(line[0].link is None and line[0].value == "logged" for line in shown.grid.rows)
    assert "Cobblestone" not in repr((shown, found.sheet("lantern")))


def test_members_are_named_only_where_they_agreed():
    """Others are one of our communities."""
    entries = [
        entry(item, f"p{item % 3}", "change", "directed", "lantern", False) for item in range(6)
    ]
    for at, one in enumerate(entries):
        one["beneficiaries"] = ["Cobblestone College"] if at % 2 else ["Open Tides"]
    found = book()
    count_all(found, material(entries=entries), PAGES, ["Open Tides"])
    said = {line[-1].value for line in found.rows_of("lantern")["need.directed"].grid.rows}

    assert said == {"Open Tides", "one of our communities"}


def test_a_correction_stands_beside_the_number_and_below_its_rows():
    """With its day and note; what stood is told below the rows alone."""
    day = datetime(2026, 4, 3, tzinfo=UTC).date()
    answers = {
        ("lantern", "given.reviews"): Answered(
            "1", "lantern", "given.reviews", "corrected", day, "One was by a bot.", None, None
        ),
        ("lantern", "given.merges"): Answered(
            "2", "lantern", "given.merges", "stands", day, "Counted again.", None, None
        ),
    }
    merges = [row(item, f"p{item % 3}", "merges") for item in range(20, 26)]
    found = book(answers=answers)
    count_all(found, material(deeds=[*ENOUGH, *merges]), PAGES, ())
    rows = found.rows_of("lantern")

    assert found.cell("lantern", "given.reviews").note == "corrected on 2026-04-03"
    assert rows["given.reviews"].says.endswith("Corrected on 2026-04-03: One was by a bot.")
    assert found.cell("lantern", "given.merges").note is None
    assert "looked at on 2026-04-03: Counted again." in rows["given.merges"].says


PEOPLE = st.sampled_from(["p1", "p2", "p3", "p4"])
DEEDS = st.lists(
    st.builds(row, st.integers(1, 9), PEOPLE, st.sampled_from(KINDS), st.sampled_from(PAGES)),
    max_size=40,
)


@given(deeds=DEEDS)
def test_each_row_is_counted_on_one_page(deeds):
    """The page for the whole counts what the others count, and nothing twice."""
    found = settled(deeds=deeds)
    whole = sum(len(found.counted["index", side].rows) for side in ("asked", "given"))

    assert whole == len(deeds)
    assert whole == sum(len(of_page(deeds, page)) for page in PAGES)


def test_a_number_stands_once():
    """Two of one key would hide one another."""
    found = book()
    number = Counted("lantern", "x", "x", "x", [])
    found.count(number)

    with pytest.raises(AssertionError):
        found.count(number)
