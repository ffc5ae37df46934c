"""A workspace from a name and a list of logins, and communities that nobody had to name."""

import pytest
from fakes.small_forge import START, SmallForge

from twohats.errors import WrongUse
from twohats.flow.first_look import folder_for, nothing_proposed, prepare, propose
from twohats.workspace import load_workspace

HOLDS = {"github:tidewater/plan": 2, "github:lantern/core": 3}
TOGETHER = {"github:lantern/core": 4, "github:tidewater/plan": 3}


@pytest.fixture
def logins(tmp_path):
    """Three people."""
    file = tmp_path / "logins.txt"
    file.write_text("ada\nbob\ncy\n")
    return file


@pytest.fixture
def forge():
    """Where the organization has one repository, and its people work in another."""
    return SmallForge(HOLDS, together=TOGETHER)


def test_the_folder_is_named_after_the_organization(tmp_path):
    """One that is given, or there already, is taken as it is."""
    assert folder_for("Tidewater Commons!", None, tmp_path) == tmp_path / "tidewater-commons"
    assert folder_for("Tidewater", tmp_path / "w", tmp_path) == tmp_path / "w"
    (tmp_path / "Old Name").mkdir()
    (tmp_path / "Old Name" / "twohats.toml").write_text('organization = "Tidewater"\n')
    assert folder_for("Old Name", None, tmp_path) == tmp_path / "Old Name"
    with pytest.raises(WrongUse, match="give the organization's name"):
        folder_for("!!", None, tmp_path)


def test_a_workspace_is_made_and_says_what_it_assumed(tmp_path, logins, forge):
    """The account of that name is taken for the organization's own, and the file says so."""
    workspace, told = prepare(tmp_path / "w", "Tidewater", logins, None, forge)

    assert workspace.settings.owners == ("github:tidewater",)
    assert "taken from the name: check it" in (tmp_path / "w" / "twohats.toml").read_text()
    assert [member.key for member in workspace.team] == ["github:ada", "github:bob", "github:cy"]
    assert told[1] == (
        "Assumed: tidewater on GitHub is your own; `owners` in twohats.toml says so."
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Gone", "GitHub knows no account `gone`"),
        ("Tidewater Commons", "`Tidewater Commons` does not read as an account"),
    ],
)
def test_an_account_that_is_not_there_is_not_assumed(tmp_path, logins, forge, name, why):
    """Nothing would be ours under a wrong name, and everything upstream."""
    workspace, told = prepare(tmp_path / "w", name, logins, None, forge)

    assert workspace.settings.owners == ()
    assert told[1] == f"{why}: name your own under `owners` in twohats.toml."


def test_a_workspace_that_is_there_is_left_as_people_edited_it(tmp_path, logins, forge):
    """A second run takes it, and says which files it did not read."""
    prepare(tmp_path / "w", "Tidewater", logins, None, forge)
    (tmp_path / "w" / "team.txt").write_text("ada\n")
    workspace, told = prepare(tmp_path / "w", "Tidewater", logins, None, forge)

    assert [member.key for member in workspace.team] == ["github:ada"]
    assert told == [f"{tmp_path / 'w'} is there already: --team not read."]


def test_without_a_list_nobody_is_ours(tmp_path, forge):
    """The next step is said, and no folder is left behind."""
    with pytest.raises(WrongUse, match="Give a file with one login per line: --team FILE"):
        prepare(tmp_path / "w", "Tidewater", None, None, forge)

    assert not (tmp_path / "w").exists()


def test_proposals_leave_out_our_own(tmp_path, logins, forge):
    """Where the team works at home says nothing of upstream."""
    workspace, _ = prepare(tmp_path / "w", "Tidewater", logins, None, forge)

    assert [one.repository for one in propose(workspace, forge, START, START, print)] == [
        "github:lantern/core"
    ]


def test_two_people_are_no_aggregate(tmp_path, forge):
    """Nothing is asked about so few; communities have to be named."""
    (tmp_path / "two.txt").write_text("ada\nbob\n")
    workspace, _ = prepare(tmp_path / "w", "Tidewater", tmp_path / "two.txt", None, forge)

    assert propose(workspace, forge, START, START, print) == []
    assert "Give --communities FILE" in nothing_proposed(load_workspace(tmp_path / "w"))
