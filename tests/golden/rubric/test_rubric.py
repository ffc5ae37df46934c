"""The worked examples: what rules may say of each by what was read, and what people answer."""

import re
import tomllib
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from fakes.small_facts import Story, ours, rows_of

from twohats.journal import rulings_for
from twohats.ledger.cases import EntryCase, Rubric
from twohats.ledger.entries import entries
from twohats.ledger.judge import judge
from twohats.ledger.judged import judge_all
from twohats.ledger.steps import QUESTIONS
from twohats.records.decisions import Decision
from twohats.records.evidence import Evidence
from twohats.records.judgement import CLASSES, Judgement, Ruling

AT = datetime(2026, 3, 4, tzinfo=UTC)
SAID = {"late": 2, "after": 30, "undated": None}
"""Days after the work began; otherwise three before."""
HOLDS = {"yes": True, "no": False, "unknown": None}
AUTHORS = {"ours": True, "others": False, "nobody": None}

EXAMPLES = [
    example
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for example in tomllib.loads(path.read_text("utf-8"))["examples"]
]
CASES = [(example, case) for example in EXAMPLES for case in example["cases"]]


def name(example, case):
    return f"{example['id']}: {case['says']}"


def piece(example, line):
    kind, holds, *words = line.split()
    strength = next((word for word in words if word in ("weak", "none")), "strong")
    days = next((SAID[word] for word in words if word in SAID), -3)
    return Evidence(
        example["id"],
        kind,
        HOLDS[holds],
        strength,
        url=f"https://example.org/{kind}",
        said_at=None if days is None else AT + timedelta(days=days),
        because=f"{kind} was looked at.",
    )


def entry(example, case, **more):
    unread = case.get("unread", ())
    change = case.get("change")
    return EntryCase(
        example["id"],
        example.get("activity", "change"),
        AT,
        AT + timedelta(days=9),
        example.get("scope", "upstream"),
        author_is_ours=AUTHORS[example.get("author", "ours")],
        item_kind=example.get("item_kind", "pull_request"),
        has_plan="plan" not in unread,
        has_backlinks="backlinks" not in unread,
        is_before_plan=case.get("before_plan", False),
        change=change
        and Judgement("c", change, *{"undecided": (None, "R13", ("plan",))}.get(change, ("strong", "R1"))),
        **more,
    )  # fmt: skip


def judged(example, case, **more):
    pieces = [piece(example, line) for line in case["evidence"]]
    return judge(entry(example, case, **more), pieces, trace=True)


def test_all_are_there():
    """All thirty examples and the five negatives have their data."""
    numbers = {re.match(r"N-[a-e]|\d+", example["id"])[0] for example in EXAMPLES}

    assert numbers >= {str(number) for number in range(1, 31)} | {
        f"N-{letter}" for letter in "abcde"
    }


@pytest.mark.parametrize(("example", "case"), CASES, ids=[name(*both) for both in CASES])
def test_what_rules_may_say(example, case):
    """By what was read and found, the rules give this class, by this rule, and lack this."""
    found = judged(example, case)

    assert (found.class_, found.rule) == (case["auto"], case["rule"])
    assert list(found.lacks) == case.get("lacks", [])
    assert found.suggestion == case.get("suggestion")
    assert found.is_planned_late is case.get("planned_late", False)
    assert (found.confidence is None) is (found.class_ == "undecided")
    if "note" in case:
        assert found.note == case["note"]


@pytest.mark.parametrize(("example", "case"), CASES, ids=[name(*both) for both in CASES])
def test_why(example, case):
    """Why goes from gate to gate to what decided, and each step says what was seen."""
    steps = judged(example, case).steps
    names = [name for name, _ in groupby(step.name for step in steps)]

    gates = ["G0", "G1", "G2"]
    if example.get("scope") == "own-project":
        assert names == gates
    elif case["rule"] == "inherits":
        assert names == [*gates, "G3", "G4", "D", "inherits"]
    else:
        told = [*gates, "G3", "G4", "D", "F1", "F2", "F3", "veto", case["rule"]]
        assert names in (told, [*told, "R12"])
    assert all(step.because.endswith(".") for step in steps)
    assert all(step.question in QUESTIONS.values() or step.name not in QUESTIONS for step in steps)
    answers = {step.name: step.answer for step in reversed(steps)}
    assert answers.get("G4", "no") == ("no" if case.get("unread") else answers.get("G4", "no"))
    for line in case["evidence"]:
        kind, holds = line.split()[:2]
        links = [step.url for step in steps]
        if holds == "yes" and "G4" in names and "inherits" not in names:
            assert f"https://example.org/{kind}" in links


@pytest.mark.parametrize(("example", "case"), CASES, ids=[name(*both) for both in CASES])
def test_after_the_answer(example, case):
    """What people answer holds, whatever the rules said; in own projects there is nothing to answer."""
    for final in example["final"]:
        ruling = Ruling("01J", final, tuple(example.get("secondary", ())), ("ada", "bo"), AT, "so")
        found = judged(example, case, ruling=ruling)

        assert found.class_ == final
        if final == "own-project":
            assert found.rule == "G2"
        else:
            assert found.rule == "G3"
            assert found.confidence == (None if final == "undecided" else "ruled")
            assert found.secondary == tuple(example.get("secondary", ()))
            assert found.steps[-1].because.startswith("ada and bo answered ")


def test_one_answer_for_an_effort():
    """An answer about an effort holds for all of its contributions, in all projects."""
    launch = [example for example in EXAMPLES if example.get("effort") == "launch"]
    rows = [
        {
            "entry": example["id"],
            "item": f"github:a/b#{example['id']}",
            "activity": "change",
            "happened_at": AT,
            "scope": "upstream",
            "basis": "declared",
            "author_is_ours": True,
            "item_kind": "pull_request",
            "undertaking": "launch",
        }
        for example in launch
    ]

    content = {"class": "directed", "settled_by": ["ada", "bo"]}
    line = Decision("01J", "ada", AT, "ruling", ("launch",), "so", content)
    found = judge_all(rows, [], rulings_for(rows, [line]), Rubric())

    assert [found[example["id"]].class_ for example in launch] == ["directed"] * 3


def test_thirty_is_no_entry_of_ours():
    """What a member gave to a tool of one of ours is counted as others', and stored nowhere."""
    (example,) = [example for example in EXAMPLES if example.get("gate") == "G1"]
    repository = "github:vera/toy"
    story = Story(team=[ours("vera")], scopes={repository: "personal-project"})
    story.merged(11, "member", 3, "vera", repository=repository)
    rows = rows_of(entries(story.facts()))

    assert example["final"] == ["not-ours"]
    assert [row["activity"] for row in rows] == ["merge"]
    assert rows[0]["scope"] == "personal-project"
    assert "not-ours" not in CLASSES
