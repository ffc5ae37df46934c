"""Plan files and names, as part of a workspace."""

import pytest

from twohats.errors import SettingsErrors
from twohats.workspace import load_workspace

SETTINGS = 'organization = "T"\nowners = ["tidewater"]\nmember_communities = ["Tide Book"]\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "twohats.toml").write_text(SETTINGS)
    (tmp_path / "team.txt").write_text("jane\n")
    return tmp_path


def test_every_plan_file_is_read_in_order(folder):
    """Whatever else lies in that folder."""
    (folder / "plan").mkdir()
    (folder / "plan" / "2.toml").write_text('[[items]]\ntitle = "b"\n')
    (folder / "plan" / "1.toml").write_text('[[items]]\ntitle = "a"\n')
    (folder / "plan" / "notes.md").write_text("# no plan\n")

    assert [line.title for line in load_workspace(folder).plan] == ["a", "b"]


def test_without_plan_files_there_is_no_plan(folder):
    """Most teams plan in a tracker."""
    assert load_workspace(folder).plan == ()


def test_mistakes_in_plan_files_are_named_with_all_others(folder):
    """At once, with file and line."""
    (folder / "plan").mkdir()
    (folder / "plan" / "1.toml").write_text("[[items]]\n")
    (folder / "twohats.toml").write_text('organization = "T"\nowner = []\n')

    with pytest.raises(SettingsErrors) as raised:
        load_workspace(folder)

    assert [str(one) for one in raised.value.mistakes] == [
        "plan/1.toml:1: `title` is missing",
        "twohats.toml:2: unknown key `owner`: did you mean `owners`?",
    ]


@pytest.mark.parametrize(("title", "is_asked"), [("@tide-book", True), ("@tide-books", False)])
def test_a_member_called_like_an_upstream_community_is_a_question(folder, title, is_asked):
    """Texts that name it could mean either."""
    (folder / "key-communities.toml").write_text(
        f'[[communities]]\ntitle = "{title}"\nurl = "https://github.com/lantern"\n'
    )
    question = (
        "twohats.toml: `Tide Book` is a member community, and `@tide-book` an upstream community: which "
        "is meant where a text names it? Write the member's name as only its own issues do"
    )

    assert (question in map(str, load_workspace(folder).warnings)) is is_asked
