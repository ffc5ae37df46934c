"""What items of a tracker, boards and files record as intended."""

from datetime import date

import pytest
from fakes.small_facts import Story, day, ours, rows_of

from twohats.formats.plan_file import PlanLine
from twohats.links import Linking, linked
from twohats.links.planned import TrackedItem, commitments_of
from twohats.workspace.iterations import Iterations

HOW = Linking(iterations=Iterations(date(2024, 1, 1), 14))
KEY = "github:tidewater/plan#9"


def _made(labels=(), title="Quotas people can see", how=HOW, **columns):
    dated = {label: day(2) for label in labels} if not isinstance(labels, dict) else labels
    item = TrackedItem(KEY, title, day(1), labels=dated, **columns)
    return commitments_of(item, how)


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["recurrent"], "plan_item"),
        (["Good-Community-Citizen"], "plan_item"),
        (["iteration 3"], "plan_item"),
        (["initiative"], "initiative"),
        (["Contract Deliverable"], "contract"),
        (["co-funded:open-tides"], "contract"),
        (["duty"], "duty"),
        (["kind: directed"], "plan_item"),
    ],
)
def test_a_label_makes_a_commitment_from_when_it_was_put_on(labels, kind):
    """Of its kind."""
    (one,) = _made(labels)

    assert (one.kind, one.recorded_at, one.item) == (kind, day(2), KEY)


@pytest.mark.parametrize(
    "labels",
    [[], ["bug"], ["support"], ["interested:open-tides"], ["directed engagement"], ["initiatives"]],
)
def test_other_labels_commit_to_nothing(labels):
    """Being interested is no promise, and a request for help is a cause, not a plan."""
    assert _made(labels) == ()


def test_the_usual_title_is_a_plan_item_from_the_start():
    """Or from when it got that title."""
    (one,) = _made(title="upstream OSS contributions")
    (renamed,) = _made(title="Upstream OSS Contributions", titled_at=day(7))

    assert (one.kind, one.recorded_at) == ("plan_item", day(1))
    assert renamed.recorded_at == day(7)


def test_one_item_may_be_several_commitments():
    """Each has its own key and its own time."""
    made = _made({"initiative": day(2), "co-funded:b": day(3), "co-funded:a": day(4)})

    assert [(one.kind, one.funder, one.recorded_at) for one in made] == [
        ("contract", "a", day(4)),
        ("contract", "b", day(3)),
        ("initiative", "a", day(2)),
    ]
    assert len({one.key for one in made}) == 3


@pytest.mark.parametrize(
    ("labels", "body", "direction"),
    [
        (["initiative", "kind: directed"], "", "directed"),
        (["initiative", "Stakeholder-Led"], "", "directed"),
        (["initiative", "upstream-led"], "", "foundational"),
        (["initiative"], "### Kind\n\nFoundational\n", "foundational"),
        (["initiative"], "kind: directed", "directed"),
        (["initiative", "kind: directed"], "kind: foundational", "mixed"),
    ],
)
def test_the_direction_is_read_where_it_is_stated(labels, body, direction):
    """In a label, or in a field of the text."""
    assert {one.direction for one in _made(labels, body=body)} >= {direction}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "This is directed at newcomers.",
        "> kind: directed",
        "```\nkind: directed\n```",
        "<!-- kind: directed -->",
        "### Kind\n\n_No response_\n",
        "kind: enhancement",
    ],
)
def test_prose_states_no_direction(body):
    """Nor do quotations, code, or what a template says to whoever fills it in."""
    (one,) = _made(["initiative"], body=body)

    assert one.direction == "unstated"


def test_two_labels_put_on_in_one_go_are_one_statement():
    """The later of the two has the date."""
    made = _made({"initiative": day(2), "kind: directed": day(2.001)})

    assert [(one.direction, one.recorded_at) for one in made] == [("directed", day(2.001))]


def test_a_direction_stated_days_later_stands_beside():
    """It must not be older than it is, nor make the plan younger."""
    plain, beside = _made({"initiative": day(2), "kind: directed": day(9)})

    assert (plain.direction, plain.recorded_at, plain.is_beside) == ("unstated", day(2), False)
    assert (beside.direction, beside.recorded_at, beside.is_beside) == ("directed", day(9), True)


def test_a_direction_without_a_date_borrows_none():
    """The plan keeps its own."""
    plain, beside = _made({"initiative": day(2), "kind: directed": None})

    assert (plain.recorded_at, beside.recorded_at) == (day(2), None)


@pytest.mark.parametrize(
    ("labels", "columns", "iteration"),
    [
        (["recurrent"], {}, "1"),
        (["recurrent", "iteration 12"], {}, "12"),
        (["recurrent"], {"milestone": "Sprint 4"}, "4"),
        ({"recurrent": None}, {}, None),
        (["initiative"], {}, None),
    ],
)
def test_a_plan_item_is_of_the_iteration_named_or_else_of_its_date(labels, columns, iteration):
    """An initiative is of none."""
    made = _made(labels, **columns)

    assert {one.iteration for one in made if one.kind != "contract"} == {iteration}


def test_boards_of_ours_plan_and_those_of_others_do_not():
    """Upstream has iterations of its own."""
    story = Story(team=[ours("wren")])
    change = story.item(1, "wren", 1)
    for owner, moments in (("tidewater", (4, 8)), ("lantern-project", (3,))):
        for at in moments:
            story.add(
                "board_values", board=f"github:{owner}/projects/1", item=change,
                field="Iteration", value="Iteration 7", looked_at=day(at),
            )  # fmt: skip
    facts = linked(story.facts(), Linking(owners=("github:tidewater",)))
    rows = [row for row in rows_of(facts.tables["commitments"]) if row["item"]]

    assert [(row["iteration"], row["recorded_at"]) for row in rows] == [("7", day(4))]


def test_a_line_of_a_plan_file_binds_what_it_names():
    """From the day it says it was recorded."""
    story = Story(team=[ours("wren")])
    change = story.item(1, "wren", 9)
    line = PlanLine("plan/1.toml", 1, "Review", recorded_at=day(3), items=(change,))
    facts = linked(story.facts(), Linking(plan=(line,)))
    rows = {row["item"]: row for row in rows_of(facts.tables["commitments"])}

    assert set(rows) == {None, change}
    assert rows[change]["recorded_at"] == day(3)


def test_a_label_taken_off_and_put_on_again_counts_from_the_second_time():
    """In between it was no plan."""
    tracker = "github:tidewater/plan"
    story = Story(team=[ours("wren")])
    plan = story.item(9, "wren", 1, kind="issue", repository=tracker, labels=["recurrent"])
    for kind, at in (("labeled", 1), ("unlabeled", 5), ("labeled", 8)):
        story.event(plan, kind, "wren", at, subject="recurrent")
    gone = story.item(10, "wren", 1, kind="issue", repository=tracker, labels=[])
    for kind, at in (("labeled", 1), ("unlabeled", 5)):
        story.event(gone, kind, "wren", at, subject="recurrent")
    facts = linked(story.facts(), Linking(trackers=(tracker,)))
    rows = rows_of(facts.tables["commitments"])

    assert [(row["commitment"], row["recorded_at"]) for row in rows] == [
        (f"plan_item:{plan}", day(8))
    ]
