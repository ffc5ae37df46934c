"""Issues triaged by us: by the label taken off, never by closing."""

import pytest
from fakes.small_facts import Story, day, ours, rows_of

from twohats.measures.triaged import triaged


@pytest.fixture
def told():
    return Story(team=[ours("vera"), ours("wim")])


def issue(told, number=1, author="ada"):
    return told.item(number, author, 1, kind="issue")


def rows(told, **window):
    return rows_of(triaged(told.facts(**window)))


@pytest.mark.parametrize(
    "label", ["status:Needs Triage", "needs-triage", "Needs Triage", "status: needs triage"]
)
def test_label_taken_off(told, label):
    """Whoever takes off the label that asks for triage has triaged, however it is spelled."""
    item = issue(told)
    told.event(item, "labeled", "robot", 1, subject=label)
    told.event(item, "unlabeled", "vera", 3, subject=label)

    (row,) = rows(told)

    assert (row["label"], row["happened_at"], row["basis"]) == ("vera", day(3), "label taken off")


def test_other_signs_where_there_is_a_label(told):
    """Where a label asks for triage, other labels and milestones are no sign."""
    item = issue(told)
    told.event(item, "labeled", "robot", -30, subject="needs triage")
    told.event(item, "labeled", "vera", 3, subject="bug")
    told.event(item, "milestoned", "vera", 3, subject="5.0")
    told.event(item, "labeled", "vera", 3, subject="needs triage")

    assert rows(told) == []


def test_state_set(told):
    """Where no label asks for triage, a label or milestone of ours is the sign, and the row says so."""
    told.event(issue(told, 1), "labeled", "vera", 3, subject="bug")
    told.event(issue(told, 2), "milestoned", "wim", 4, subject="5.0")

    assert sorted((row["label"], row["basis"]) for row in rows(told)) == [
        ("vera", "state set"),
        ("wim", "state set"),
    ]


@pytest.mark.parametrize("kind", ["closed", "commented", "assigned", "unlabeled", "renamed"])
def test_what_is_no_triage(told, kind):
    """Closing, above all, is none; nor is talk."""
    told.event(issue(told), kind, "vera", 3, subject="bug")

    assert rows(told) == []


def test_whose(told):
    """Issues of ours, changes, other people's triage and other days are left out; nobody's are in."""
    told.event(issue(told, 1, "wim"), "labeled", "vera", 3, subject="bug")
    told.event(told.item(2, "ada", 1), "labeled", "vera", 3, subject="bug")
    told.event(issue(told, 3), "labeled", "bo", 3, subject="bug")
    told.event(issue(told, 4), "labeled", "vera", 95, subject="bug")
    told.event(issue(told, 5, None), "labeled", "vera", 3, subject="bug")

    assert [row["item"].rpartition("#")[2] for row in rows(told)] == ["5"]


def test_once(told):
    """Several labels on one issue are one issue triaged."""
    item = issue(told)
    for label in ("bug", "docs"):
        told.event(item, "labeled", "vera", 3, subject=label)

    assert len(rows(told)) == 1


def test_a_name_of_ones_own(told):
    """A community's own label counts where it is named."""
    item = issue(told)
    told.event(item, "unlabeled", "vera", 3, subject="Fresh-Catch")

    assert rows(told) == []
    assert len(rows_of(triaged(told.facts(), ["fresh catch"]))) == 1
