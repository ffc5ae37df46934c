"""Initiatives looked at as people write them."""

from dataclasses import replace
from datetime import date

import pytest

from twohats.initiatives.linting import RULES, Known, lint

GOOD = """\
### Problem statement

{problem}

### Proposed solution

{solution}

### Kind

directed

### Beneficiaries

- Open Tides

### Upstream

lantern/core#7, for us/plan#2

### Build time

3 days

### Coordination time

unknown

### Target date

2026-09-30
""".format(problem="A teacher loses work. " * 15, solution="Nobody loses work any more. " * 12)
KNOWN = Known(
    members=("Open Tides", "Kelp School"),
    upstream_titles=("@jupyterhub",),
    upstream=frozenset({"github:lantern/core", "github:harbour"}),
    own=frozenset({"github:us"}),
    template={"problem statement": "As a...\n", "endorsements": "-"},
    today=date(2026, 3, 1),
)


def musts(text, known=KNOWN):
    return [(one.rule, one.line, one.column) for one in lint(text, known) if one.level == "must"]


def test_a_good_one_is_left_alone():
    """Not a word about it."""
    assert lint(GOOD, KNOWN) == ()


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "column"),
    [
        ("### Kind\n\ndirected", "### Kind\n\n_No response_", "missing", 9, 1),
        ("### Beneficiaries\n\n- Open Tides\n", "", "missing", 28, 11),
        ("### Build time\n\n3 days\n", "", "missing", 28, 11),
        ("lantern/core#7, for us/plan#2", "", "missing", 17, 1),
        ("A teacher loses work. " * 15, "As a...", "template", 3, 1),
        ("unknown", "unknown\n\n...", "template", 29, 1),
        ("- Open Tides", "-", "template", 15, 1),
        ("directed", "urgent", "kind", 11, 1),
        ("3 days", "a while", "estimate", 23, 1),
        ("2026-09-30", "2026-02-30", "date", 31, 1),
        ("2026-09-30", "2026-01-01", "date", 31, 1),
        ("2026-09-30", "soon", "date", 31, 1),
        ("any more. \n", "any more. From 2026-04-31 on.\n", "date", 7, 342),
        ("- Open Tides", "- Open Tides\n- Open Tide", "member", 16, 3),
        ("- Open Tides", "- JupyterHub", "member", 15, 3),
        ("core#7", "coer#7", "upstream", 19, 1),
        ("lantern/core#7, for us/plan#2", "the core, one day", "upstream", 19, 1),
    ],
)  # fmt: skip
def test_each_mistake_is_named_where_it_stands(old, new, rule, line, column):
    """One change to a good one gives one hint, with line and column."""
    assert old in GOOD

    assert musts(GOOD.replace(old, new, 1)) == [(rule, line, column)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ["`Who tests it` is not there: add it as `### Who tests it`"]),
        ("### Who tests it\n\n_No response_\n", ["`Who tests it` has no answer"]),
        ("### Who tests it\n\nOpen Tides\n", []),
    ],
)
def test_what_the_form_requires_is_missed(written, expected):
    """Also what is asked for nowhere else; of one thing that both want there is one hint."""
    known = replace(KNOWN, required=("problem", "target date", "who tests it"))
    without = GOOD.replace("### Target date\n\n2026-09-30\n", "")

    assert [one.says for one in lint(GOOD + written, known)] == expected
    assert musts(without) == []
    assert {one.says for one in lint(without + written, known)} == {
        "`Target date` is not there: add it as `### Target date`",
        *expected,
    }


def test_every_rule_has_a_case():
    """Loud above, and quiet in the good one; length is advice."""
    short = lint(GOOD.replace("A teacher loses work. " * 15, "Work is lost."), KNOWN)

    assert [(one.rule, one.level) for one in short] == [("length", "look")]
    loud = {mark.args[1][n][2] for mark in test_each_mistake_is_named_where_it_stands.pytestmark for n in range(len(mark.args[1]))}  # fmt: skip
    assert loud | {"length"} == set(RULES)


def test_an_upstream_community_is_no_member_of_that_name():
    """The words say which is which; where both have the name, a member is meant."""
    text = GOOD.replace("Open Tides", "JupyterHub")
    (hint,) = lint(text, replace(KNOWN, word="customer"))

    assert hint.says.startswith("`JupyterHub` is an upstream community, and no customer")
    assert lint(text, replace(KNOWN, members=("jupyterhub",))) == ()


@pytest.mark.parametrize(
    "known",
    [
        Known(),
        replace(KNOWN, members=None, upstream=None, today=None),
    ],
)
def test_what_nobody_told_is_not_looked_at(known):
    """Without a workspace nobody knows who is a member, or what is upstream."""
    text = GOOD.replace("Open Tides", "Somebody").replace("lantern/core", "some/where")

    assert lint(text.replace("2026-09-30", "2020-01-01"), known) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("directed", "Foundational"),
        ("directed", "stakeholder-led"),
        ("3 days", "about 20 hours, maybe\n\nunless it rains"),
        ("- Open Tides", "- open tides"),
        ("lantern/core#7", "https://github.com/harbour/nets/pull/3"),
        ("for us/plan#2", "for `nobody/here#2` <!-- TODO -->"),
        ("2026-09-30", "unknown"),
    ],
)
def test_what_people_write_in_their_own_way_is_fine(old, new):
    """Quiet cases beside the loud ones."""
    text = GOOD.replace(old, new, 1)
    if old == "3 days":
        assert [rule for rule, *_ in musts(text)] == ["estimate"]
        return
    assert musts(text) == []


def test_the_day_it_was_opened_bounds_its_target():
    """What runs late is late, and no mistake; a day before it began cannot be."""
    opened = replace(KNOWN, opened_on=date(2026, 10, 1))

    assert musts(GOOD, opened) == [("date", 31, 1)]
    assert musts(GOOD, replace(opened, opened_on=date(2025, 1, 1), today=date(2027, 1, 1))) == []
