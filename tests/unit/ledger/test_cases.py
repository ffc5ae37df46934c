"""What finders start from; and whole stories, from facts to class."""

import re

import ibis
import pyarrow as pa
import pytest
from fakes.small_facts import promise, rows_of
from fakes.told import OWN, PLANS, REPOSITORY, RUBRIC, TRACES, day, of, told

from twohats.ledger.cases import Case, Rubric, label_pattern
from twohats.ledger.entries import COLUMNS, entries
from twohats.ledger.evidence import find_all, finders
from twohats.ledger.judged import judge_all
from twohats.records.evidence import EVIDENCE_COLUMNS
from twohats.workspace.labels import Labels

LABELS = Labels(contract=("Contract Deliverable", "owed: *"), interested=("interested:", "likes :"))


@pytest.mark.parametrize("meaning", ["contract", "interested", "iteration", "directed"])
@pytest.mark.parametrize(
    "label",
    [
        "contract deliverable", "Contract  Deliverable", "contract", "owed: tide", "owed:", "x owed: y",
        "interested:moon", "interested: moon", "Interested :moon", "interesting", "likes: x",
        "sprint 12", "sprint", "sprints 12", "kind: directed", "kind:directed", "directed engagement",
    ],
)  # fmt: skip
def test_engines_read_labels_as_we_do(meaning, label):
    """The expression for engines says of a label what the workspace's own reading says."""
    found = re.fullmatch(label_pattern(LABELS, meaning), label, re.IGNORECASE)

    assert (found is not None) is LABELS.mean(meaning, label)


def test_no_label():
    """Where a meaning has no label, none has it."""
    pattern = label_pattern(Labels(support=()), "support")

    assert not any(re.fullmatch(pattern, text) for text in ("", "support", "x\ny"))


def judged(story, rubric=RUBRIC, labels=LABELS):
    """Classes by entry, all the way from facts."""
    facts = story.facts(until=400, as_of=400)
    every = entries(facts)
    rubric = Rubric.of(facts.coverage, TRACES, iterations=rubric.iterations)
    case = Case(facts, every, TRACES, rubric, labels)
    ended = case.work.select("entry", "ended_at")
    rows = rows_of(every.left_join(ended, "entry").drop("entry_right"))
    return judge_all(rows, rows_of(find_all(case)), {}, rubric)


def flagship(*coverage):
    """The reason stands only in an issue of our tracker, which names the change."""
    story = told()
    story.coverage = coverage
    story.item(9, "ada", -300)
    change = story.merged(1, "vera", 10, "ada", additions=40, deletions=2, labels=[])
    story.event(change, "reviewed", "wim", 10.2)
    return story, change


def test_flagship():
    """It is directed with the links of our tracker, and undecided while nobody read them."""
    read = promise("links.backlink", PLANS, -400, 400)
    planned = promise("commitments", PLANS, -400, 400)
    story, change = flagship(planned, read)
    issue = story.issue(5, 3, body="The Hill Observatory needs it.")
    story.link(issue, change, 9)

    with_links = judged(story)
    without = judged(flagship(planned)[0])
    bare = judged(flagship()[0])

    assert [with_links[of(change)].class_, with_links[of(change)].rule] == ["directed", "R1"]
    assert with_links[of(change, "review", "wim")].rule == "inherits"
    assert with_links[of(change, "review", "wim")].class_ == "directed"
    assert [without[of(change)].class_, *without[of(change)].lacks] == ["undecided", "backlinks"]
    assert bare[of(change)].lacks == ("plan", "backlinks")


def test_every_class_occurs():
    """A small month has a directed, a foundational and an unplanned piece of work, and an own one."""
    story = told()
    story.coverage = [
        promise("links.backlink", PLANS, -400, 400),
        promise("commitments", PLANS, -400, 400),
    ]
    story.item(9, "ada", -300)
    review, answer = story.item(2, "ada", 8), story.item(3, "bo", 8, kind="issue")
    story.event(review, "reviewed", "vera", 10)
    story.event(answer, "commented", "vera", 10)
    story.promise(review, 9)
    directed = story.merged(1, "vera", 10, "ada", labels=[])
    story.promise(directed, 9, direction="directed")
    open_ = story.merged(4, "vera", 10, "ada", labels=[])
    story.promise(open_, 9)
    own = story.merged(1, "vera", 10, "wim", repository=OWN)

    found = {entry: (one.class_, one.rule) for entry, one in judged(story).items()}

    assert found[of(directed)] == ("directed", "R1")
    assert found[of(review, "review")] == ("foundational", "R5")
    assert found[of(answer, "answer")] == ("personal", "R7")
    assert found[of(open_)] == ("undecided", "R8")
    assert found[of(own)] == ("own-project", "G2")


def test_shape():
    """All evidence has one shape; no facts at all give none."""
    facts = told().facts()
    table = find_all(Case(facts, entries(facts), TRACES, RUBRIC))

    assert tuple(table.columns) == EVIDENCE_COLUMNS
    assert rows_of(table) == []


# Logged work

LINK = "https://github.com/lantern-project/team/issues/3"


def logged(number, activity, url=None, account="github:vera"):
    """Make a row of the ledger of what somebody logged."""
    item = f"log:{number}"
    values = {
        "entry": f"{account}:{item}:{activity}",
        "account": account,
        "person": account,
        "label": "tern",
        "basis": "declared",
        "repository": "github:lantern-project",
        "community": "github:lantern-project",
        "scope": "upstream",
        "is_key": True,
        "item": item,
        "activity": activity,
        "happened_at": day(10),
        "title": "What was done",
        "url": url,
        "item_kind": "log",
    }
    return {name: values.get(name) for name in COLUMNS}


def test_logged_work():
    """Work of an upstream team is needed if it is linked, or its person has a role there."""
    cases = (
        (logged(1, "meeting", LINK), True, True),
        (logged(2, "meeting"), None, True),
        (logged(3, "meeting", "https://github.com/tidewater/plans/issues/3"), None, True),
        (logged(4, "governance", None, "github:wim"), True, True),
        (logged(5, "talk", LINK), None, False),
        (logged(6, "funding", LINK), None, False),
        (logged(7, "other", LINK), None, None),
    )
    story = told()
    story.item(1, "vera", 1)
    story.add(
        "memberships",
        owner="github:lantern-project",
        account="github:wim",
        role="council member",
        body="council",
        from_at=day(-50),
    )
    facts = story.facts()
    found = entries(facts)
    more = pa.Table.from_pylist([case[0] for case in cases], found.schema().to_pyarrow())
    case = Case(facts, found.union(ibis.memtable(more)), TRACES, RUBRIC)
    needed, listed = (
        {row["entry"]: row["holds"] for row in rows_of(finders()[kind](case))}
        for kind in ("F1", "F3")
    )

    for row, is_needed, is_listed in cases:
        assert (needed[row["entry"]], listed[row["entry"]]) == (is_needed, is_listed), row["entry"]


def test_without_a_role():
    """A role elsewhere, or at another time, is none here."""
    story = told()
    story.item(1, "vera", 1)
    for owner, since, until in (
        ("github:far-away", -50, None),
        ("github:lantern-project", -50, 9),
        ("github:lantern-project", 11, None),
    ):
        story.add(
            "memberships",
            owner=owner,
            account="github:wim",
            role="member",
            body="council",
            from_at=day(since),
            until_at=None if until is None else day(until),
        )
    facts = story.facts()
    row = logged(1, "governance", None, "github:wim")
    more = pa.Table.from_pylist([row], entries(facts).schema().to_pyarrow())
    case = Case(facts, entries(facts).union(ibis.memtable(more)), TRACES, RUBRIC)
    holds = {piece["entry"]: piece["holds"] for piece in rows_of(finders()["F1"](case))}

    assert holds[row["entry"]] is None
    assert holds[f"github:vera:{REPOSITORY}#1:change"] is False
