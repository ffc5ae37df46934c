"""Laying out a new workspace."""

import pytest

from twohats.errors import SettingsErrors, WrongUse
from twohats.flow.init import initialize
from twohats.workspace import load_workspace

TEAM = "# Engineering\n- jane\n- sam\n"
REGISTER = '# ours\n[[communities]]\ntitle = "@harbour"\nurl = "https://github.com/harbour"\n'


def _names(files):
    return [file.name for file in files]


def test_a_name_alone_makes_a_workspace(tmp_path):
    """It loads, and says what is lacking; the name is taken for the account, and that is said."""
    files = initialize(tmp_path / "new", "Tidewater")
    workspace = load_workspace(tmp_path / "new")

    assert _names(files) == ["twohats.toml", "key-communities.toml", ".gitignore"]
    assert workspace.settings.organization == "Tidewater"
    assert workspace.settings.owners == ("github:tidewater",)
    assert 'owners = ["Tidewater"]  # taken from the name: check it\n' in files[0].read_text()
    assert [mistake.path for mistake in workspace.warnings] == ["team.yml"]


def test_a_name_that_is_no_account_names_no_owner(tmp_path):
    """No answer beats a guessed one."""
    initialize(tmp_path, "Tidewater Commons")

    assert load_workspace(tmp_path).settings.owners == ()


def test_owners_that_were_named_are_taken(tmp_path):
    """Nothing is guessed beside them."""
    initialize(tmp_path, "Tidewater", owners=["tide", "water"])

    assert load_workspace(tmp_path).settings.owners == ("github:tide", "github:water")


def test_given_files_are_copied_as_they_are(tmp_path):
    """Notes and all; logins beside them are added."""
    (tmp_path / "their.yaml").write_text(TEAM)
    (tmp_path / "their.toml").write_text(REGISTER)

    files = initialize(
        tmp_path / "new",
        "Tidewater",
        tmp_path / "their.yaml",
        tmp_path / "their.toml",
        logins=["@kim", "Jane"],
    )

    assert _names(files) == ["twohats.toml", "team.yml", "key-communities.toml", ".gitignore"]
    assert files[1].read_text() == TEAM + "- kim\n"
    assert files[2].read_text() == REGISTER


def test_a_list_of_logins_is_enough(tmp_path):
    """In a file or by themselves."""
    (tmp_path / "logins").write_text("jane\nsam\n")
    initialize(tmp_path / "one", "Tidewater", tmp_path / "logins")
    initialize(tmp_path / "two", "Tidewater", logins=["jane", "sam"])

    assert (tmp_path / "one" / "team.txt").read_text() == "jane\nsam\n"
    for name in ("one", "two"):
        team = load_workspace(tmp_path / name).team
        assert [member.key for member in team] == ["github:jane", "github:sam"]


def test_the_first_page_of_settings_is_short(tmp_path):
    """Fifteen fields at most, filled in or waiting."""
    initialize(tmp_path, "Tidewater")
    text = (tmp_path / "twohats.toml").read_text()

    fields = [line for line in text.splitlines() if " = " in line]
    assert len(fields) <= 15
    assert max(map(len, text.splitlines())) <= 100


def test_the_settings_that_wait_are_good_as_they_are(tmp_path):
    """Whoever takes the mark off a waiting line gets a file that loads."""
    initialize(tmp_path, "Tidewater", logins=["jane"])
    file = tmp_path / "twohats.toml"
    waiting = ("# framework_from", "# [[", "# name", "# effective", "# band", "# on_", "# outside")
    file.write_text(
        "\n".join(
            line[2:] if line.startswith(waiting) else line for line in file.read_text().splitlines()
        )
    )
    settings = load_workspace(tmp_path).settings

    assert settings.framework_from is not None
    assert settings.policies[0].band_upstream == (0.15, 0.25)


@pytest.mark.parametrize("name", ["twohats.toml", "key-communities.toml", "team.yml", "team.txt"])
def test_nothing_that_is_there_is_written_over(tmp_path, name):
    """The file is named, and nothing else is written."""
    (tmp_path / "register").write_text(REGISTER)
    (tmp_path / name).write_text("mine")

    with pytest.raises(WrongUse) as raised:
        initialize(tmp_path, "Tidewater", None, tmp_path / "register", logins=["jane"])

    assert str(raised.value) == (
        f"{tmp_path / name}: not written: it exists already. Move it away or edit it."
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "register"])


def test_files_already_in_place_are_left_as_they_are(tmp_path):
    """A team that has its files there may name them, or not."""
    (tmp_path / "team.yml").write_text(TEAM)
    (tmp_path / "key-communities.toml").write_text(REGISTER)

    files = initialize(tmp_path, "Tidewater", tmp_path / "team.yml")

    assert _names(files) == ["twohats.toml", ".gitignore"]
    assert len(load_workspace(tmp_path).team) == 2


def test_all_that_is_wrong_in_what_was_given_is_named(tmp_path):
    """Before anything is written."""
    (tmp_path / "t.yml").write_text("- a b\n")
    (tmp_path / "k.toml").write_text('[[communities]]\ntitle = "x"\n')

    with pytest.raises(SettingsErrors) as raised:
        initialize(
            tmp_path / "new",
            " ",
            tmp_path / "t.yml",
            tmp_path / "k.toml",
            logins=["c d"],
            owners=["e f"],
        )

    assert [mistake.message for mistake in raised.value.mistakes] == [
        "`url` is missing",
        "`a b` is not a login: only letters, digits and hyphens, no spaces",
        "`c d` is not a login: only letters, digits and hyphens, no spaces",
        "`organization` must not be empty",
        "`e f` is not an owner: write it as `owner`",
    ]
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    """The path as it was given."""
    with pytest.raises(WrongUse) as raised:
        initialize(tmp_path, "Tidewater", tmp_path / "gone.yml")

    assert str(raised.value) == (
        f"{tmp_path / 'gone.yml'}: not copied: there is no such file. Check the path."
    )


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        (None, ".twohats/\n", True),
        ("build/", "build/\n.twohats/\n", True),
        ("/.twohats\n", "/.twohats\n", False),
        (".twohats/\n", ".twohats/\n", False),
    ],
)
def test_caches_stay_out_of_git(tmp_path, before, after, written):
    """What was ignored before stays so."""
    if before is not None:
        (tmp_path / ".gitignore").write_text(before)

    files = initialize(tmp_path, "Tidewater")

    assert (tmp_path / ".gitignore").read_text() == after
    assert (".gitignore" in _names(files)) is written


def test_the_field_s_own_files_make_a_workspace(tmp_path, recordings):
    """Real files of a real team, as they are."""
    formats = recordings / "formats"
    initialize(tmp_path, "Tidewater", formats / "team.yml", formats / "key-communities.toml")

    workspace = load_workspace(tmp_path)
    assert (len(workspace.team), len(workspace.communities)) == (10, 11)
    assert (tmp_path / "team.yml").read_bytes() == (formats / "team.yml").read_bytes()
