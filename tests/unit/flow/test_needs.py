"""The verbs ``needs`` and ``goals`` over a workspace: rows, matrix, priorities, refusals."""

import json
from dataclasses import replace

import pytest

from twohats.errors import SettingsErrors, WrongUse
from twohats.flow.demo import make_demo
from twohats.flow.facts import Moments, open_facts
from twohats.flow.goals import goal_rows, moved, read_goals
from twohats.flow.measure import Asked, measure_named, measured
from twohats.flow.needs import (
    COLUMNS,
    MATRIX_COLUMNS,
    PART_COLUMNS,
    Wanted,
    matrix,
    needs,
    priorities,
    read_register,
)
from twohats.formats.goals_file import Goal
from twohats.needs import rules
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The made-up organization's workspace."""
    place = tmp_path_factory.mktemp("needs") / "workspace"
    make_demo(place, 1)
    return place


@pytest.fixture(scope="module")
def opened(folder):
    """Its facts, open."""
    workspace = load_workspace(folder)
    return open_facts(workspace, FactStore(workspace.facts_folder), Moments(), secret=b"made up")


@pytest.fixture(scope="module")
def listed(opened):
    """Every need."""
    return needs(opened, Wanted())


def test_rows_have_every_column_and_stand_in_order(listed):
    """Ranks count from one; each row says why, since when, and how to open it."""
    assert [row["rank"] for row in listed.rows] == list(range(1, len(listed.rows) + 1))
    for row in listed.rows:
        assert {*COLUMNS, *PART_COLUMNS} <= row.keys()
        assert row["because"]
        assert row["since"]
        assert row["rule"] in rules()
        assert row["need"].startswith(f"{row['rule']}:")
        assert row["activity"] in rules()[row["rule"]].activities
    assert len({row["need"] for row in listed.rows}) == len(listed.rows)


def test_no_row_names_one_of_ours(opened, listed):
    """Our people stand under their pseudonyms, wherever a row speaks of them."""
    text = json.dumps(listed.rows, default=str)
    logins = {identity.partition(":")[2] for identity in opened.people.ours if ":" in identity}

    assert not [login for login in logins if f'"{login}"' in text or f"@{login}" in text]
    assert any(row["stated_by_ours"] for row in listed.rows)


def test_filters_keep_what_was_asked_for(opened, listed):
    """By community, activity and rule, alone and together; ranks begin anew."""
    some = needs(opened, Wanted(communities=("kelp-forge",), activities=("triage",)))
    expected = [
        row["need"]
        for row in listed.rows
        if row["community"] == "github:kelp-forge" and row["activity"] == "triage"
    ]

    assert [row["need"] for row in some.rows] == expected
    assert expected
    assert {row["rule"] for row in needs(opened, Wanted(rules=("n03",))).rows} == {"N03"}


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Wanted(rules=("N99",)), "--rule 'N99': there is no such rule"),
        (Wanted(communities=("nowhere",)), "--community 'nowhere': no facts are there of any"),
        (Wanted(activities=("cooking",)), "--activity 'cooking': no rule asks for such help"),
    ],
)
def test_what_is_not_known_is_refused(opened, wanted, message):
    """With what could have been said."""
    with pytest.raises(WrongUse) as refused:
        needs(opened, wanted)

    assert message in str(refused.value)


def test_what_drops_out_is_counted(opened, listed):
    """Each rule's own count, in words; what waits on its author is a view of its own."""
    waiting = needs(opened, Wanted(waiting_on_author=True))

    assert listed.waiting_on_author == len(waiting.rows) > 0
    assert not {row["need"] for row in waiting.rows} & {row["need"] for row in listed.rows}
    assert any(sentence.startswith("N02 left out: ") for sentence in listed.left_out)
    assert any(loss.key.startswith("N07:") for loss in listed.skipped)


def test_the_matrix_shows_every_cell_and_adds_up(opened, listed):
    """Every kind of help in every community; the cells hold all needs."""
    rows = matrix(opened, Wanted())
    activities, communities = ({row[name] for row in rows} for name in ("activity", "community"))

    assert len(rows) == len(activities) * len(communities)
    assert all(set(MATRIX_COLUMNS) == row.keys() for row in rows)
    assert sum(row["needs"] for row in rows) == len(listed.rows)
    assert {row["state"] for row in rows} >= {
        "needed, not done", "needed and done", "nothing seen", "not measured",
    }  # fmt: skip
    cell = next(row for row in rows if row["needs"])
    inside = needs(opened, Wanted((cell["community"],), activities=(cell["activity"],)))
    assert len(inside.rows) == cell["needs"]


def test_the_fields_of_the_triage_board_stand_beside_pull_requests(opened, listed):
    """For each pull request of the list, and for nothing else; the order stays."""
    rows = needs(opened, Wanted(triage_fields=True)).rows
    with_fields = [row for row in rows if row["author_kind"] is not None]

    assert [row["need"] for row in rows] == [row["need"] for row in listed.rows]
    assert {row["rule"] for row in with_fields} == {"N01", "N02"}
    assert all(row["author_kind"] is not None for row in rows if row["rule"] in ("N01", "N02"))
    assert {row["author_kind"] for row in rows if row["rule"] == "N02"} == {
        "First Time Contributor"
    }


def test_priorities_say_what_is_missing(opened):
    """Nothing was said of any community, so no number is made up."""
    rows = priorities(opened)

    assert {row["priority"] for row in rows} == {None}
    assert all("health_risk" in row["missing"] for row in rows)
    assert {row["we_depend"] for row in rows} == {True, None}


def test_a_welcome_in_a_space_of_our_own_is_refused(opened, tmp_path):
    """Upstream says nothing there; with its line."""
    (tmp_path / "needs.toml").write_text(
        '[[communities]]\ncommunity = "kelp-forge"\n[[communities.welcome]]\n'
        'url = "https://example.org/tidewater-commons/initiatives/issues/1"\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsErrors) as refused:
        read_register(replace(opened.workspace, folder=tmp_path))

    assert str(refused.value) == (
        "needs.toml:4: `https://example.org/tidewater-commons/initiatives/issues/1` lies in a space "
        "of our own: link where the community itself asks"
    )


@pytest.mark.parametrize(
    ("trend", "baseline", "now", "expected"),
    [
        ("down", 6, 4, "as wanted"),
        ("down", 6, 8, "the other way"),
        ("up", 6, 8, "as wanted"),
        ("up", 6, 6, "unchanged"),
        ("steady", 6, 6, "as wanted"),
        ("steady", 6, 7, "the other way"),
        ("up", None, 7, "unknown"),
        ("up", 6, None, "unknown"),
    ],
)
def test_how_a_figure_moved(trend, baseline, now, expected):
    """Beside the trend that was wanted."""
    goal = Goal("o", "b", "k", False, trend, "leading", baseline)

    assert moved(goal, now) == expected


def test_goals_are_set_beside_the_figure_that_measure_gives(opened, tmp_path):
    """The same number as `twohats measure`, and none where people count."""
    (tmp_path / "goals.toml").write_text(
        '[[goals]]\nobjective = "a"\nobservable = "b"\nkpi = "time_to_first_response"\n'
        'part = "newcomer"\nbaseline = 6\ntrend = "down"\nsignal = "leading"\n'
        '[[goals]]\nobjective = "c"\nobservable = "d"\nkpi = "manual: e"\nbaseline = 1\n'
        'trend = "up"\nsignal = "lagging"\n',
        encoding="utf-8",
    )
    goals = read_goals(replace(opened.workspace, folder=tmp_path))
    computed, manual = goal_rows(goals, opened)
    numbers = measured(opened, measure_named("time_to_first_response"), Asked()).rows
    (expected,) = [row["value"] for row in numbers if row["part"] == "newcomer"]

    assert (computed["now"], computed["kind"]) == (expected, "computable")
    assert (manual["now"], manual["kind"], manual["answer"]) == (None, "manual", "people count")
    assert goal_rows(goals, None)[0]["now"] is None
