"""Finding a workspace and reading all of it."""

import subprocess
import sys

import pytest

from twohats.errors import SettingsErrors, WrongUse
from twohats.workspace import find_workspace, load_workspace


def test_a_workspace_is_found_from_any_folder_within(folder):
    """As git finds its repository."""
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)

    assert find_workspace(inner) == find_workspace(folder) == folder.resolve()


def test_the_nearest_workspace_is_taken(folder):
    """One may lie within another's folder."""
    inner = folder / "inner"
    inner.mkdir()
    (inner / "twohats.toml").write_text('organization = "x"\n')

    assert find_workspace(inner) == inner.resolve()


def test_no_workspace_names_the_next_step(tmp_path):
    """Nobody has to look up how to begin."""
    with pytest.raises(WrongUse) as raised:
        find_workspace(tmp_path)

    assert str(raised.value) == (
        f"{tmp_path}: no workspace found: neither this folder nor one above it holds "
        "twohats.toml. Make one with `twohats init`."
    )
    with pytest.raises(WrongUse, match="Make one with `twohats init`"):
        load_workspace(tmp_path)


def test_settings_alone_are_a_workspace(folder):
    """Useful before it is configured; what is lacking is said, not refused."""
    workspace = load_workspace(folder)

    assert (workspace.team, workspace.communities) == ((), ())
    assert list(map(str, workspace.warnings)) == [
        "team.yml: is not there, so nobody counts as ours: write one login per line, as `- login`"
    ]


def test_all_files_are_read(folder):
    """Settings, team, communities and mailmap together, with nothing to warn of."""
    (folder / "team.yml").write_text("- login: jane\n  from: 2024-01-01\n")
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@harbour"\nurl = "https://github.com/harbour"\n'
    )
    (folder / ".mailmap").write_text("Jane Made-Up <jane@example.org>\n")

    workspace = load_workspace(folder)

    assert workspace.warnings == ()
    assert [member.key for member in workspace.team] == ["github:jane"]
    assert [community.owner for community in workspace.communities] == ["github:harbour"]
    assert workspace.mailmap.resolve("j", "jane@example.org")[0] == "Jane Made-Up"
    assert workspace.facts_folder == workspace.folder / ".twohats" / "facts"
    assert workspace.derived_folder == workspace.folder / ".twohats" / "derived"
    assert workspace.private_folder == workspace.folder / ".twohats" / "private"
    assert workspace.journal_folder == workspace.folder / "journal"


def test_mistakes_of_all_files_come_together(folder):
    """Whoever mends them runs the command once, not once per mistake."""
    (folder / "twohats.toml").write_text('organisaton = "x"\nwindow_days = "many"\n')
    (folder / "team.yml").write_text("- a b\n")
    (folder / "team.txt").write_text("jane\n")
    (folder / "key-communities.toml").write_bytes(b"# \xff\n")

    with pytest.raises(SettingsErrors) as raised:
        load_workspace(folder)

    assert raised.value.exit_code == 2
    assert str(raised.value).splitlines() == [
        "key-communities.toml:1: is not UTF-8 here: save the file as UTF-8",
        "team.txt: team.yml is here too: keep one, or name it as `team_file` in twohats.toml",
        "team.yml:1: `a b` is not a login: only letters, digits and hyphens, no spaces",
        "twohats.toml:1: unknown key `organisaton`: did you mean `organization`?",
        "twohats.toml:2: `window_days` must be a whole number",
    ]


def test_a_plain_list_of_logins_will_do(folder):
    """A lead has a list of logins, nothing else."""
    (folder / "team.txt").write_text("jane\nsam\n")

    assert [m.source for m in load_workspace(folder).team] == ["team.txt:1", "team.txt:2"]


def test_files_kept_elsewhere_are_read_there(folder):
    """A team file that lives with its history is better named than copied."""
    (folder / "people").mkdir()
    (folder / "people" / "us.yml").write_text("- jane\n")
    with (folder / "twohats.toml").open("a") as settings:
        settings.write('team_file = "people/us.yml"\ncommunities_file = "gone.toml"\n')

    with pytest.raises(SettingsErrors) as raised:
        load_workspace(folder)
    assert str(raised.value) == "gone.toml: cannot be read: no such file or directory"

    (folder / "gone.toml").write_text("# none yet\n")
    assert [m.source for m in load_workspace(folder).team] == ["people/us.yml:1"]


def test_a_forge_of_the_settings_holds_in_all_files(folder):
    """Logins and addresses on it become its keys."""
    with (folder / "twohats.toml").open("a") as settings:
        settings.write('[[forges]]\nname = "lab"\nhost = "lab.example"\n')
    (folder / "team.yml").write_text("- lab:jane\n")
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "x"\nurl = "https://lab.example/harbour"\n'
    )
    workspace = load_workspace(folder)

    assert workspace.team[0].key == "lab:jane"
    assert workspace.communities[0].owner == "lab:harbour"


def test_dates_come_from_the_history_unless_it_is_not_wanted(git, folder):
    """Verbs that need no dates save the time."""
    git.commit("2023-01-01", team_yml="- jane\n")
    git.commit("2023-02-01", team_yml="- jane\n- sam\n")

    assert [m.basis for m in load_workspace(folder).team] == [
        "assumed",
        "file history",
        "file history",
    ]
    without = load_workspace(folder, team_history=False)
    assert [m.basis for m in without.team] == ["assumed", "assumed"]
    assert without.warnings == ()


def test_what_is_odd_is_a_warning(git, folder):
    """Nothing stops, but somebody should know."""
    git.commit("2023-01-01", team_yml="- jane\n- sam\n")
    (folder / "team.yml").write_text("- jane\n- new\n")
    (folder / ".mailmap").write_text("Jane\n")
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@tidewater"\nurl = "https://github.com/tidewater"\n'
    )
    (folder / "twohats.toml").write_text('organization = "x"\nowners = ["tidewater"]\n')

    assert list(map(str, load_workspace(folder).warnings)) == [
        ".mailmap:1: is passed over: write it as `Name <e-mail> <other e-mail>`",
        "team.yml:2: `new` is not committed yet, so their start is unknown: "
        "commit it, or give `from:`",
        "team.yml: `sam` is removed, but that is not committed yet: they count as ours until it is",
        "key-communities.toml: `@tidewater` is our own: its work counts as own project, "
        "not as upstream",
    ]


def test_assumed_dates_and_missing_owners_are_said(tmp_path):
    """Both change what can be concluded."""
    (tmp_path / "twohats.toml").write_text('organization = "x"\n')
    (tmp_path / "team.yml").write_text("- {login: sam, from: 2024-01-01}\n- jane\n")

    assert list(map(str, load_workspace(tmp_path).warnings)) == [
        "team.yml:2: says since when for nobody from here on, and it is not in a git repository "
        "with commits: all time counts, as assumed. Give `from:` for each",
        "twohats.toml: names no `owners`, so no project can be told to be our own",
    ]


def test_importing_is_light():
    """``--help`` must not wait for libraries it does not use."""
    heavy = ["pydantic", "ruamel.yaml", "tomlkit", "ibis", "duckdb", "pyarrow", "pandas"]
    script = f"import sys, twohats.workspace; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert shown.stdout == "[]\n"


def test_the_field_s_own_files_load(folder, recordings):
    """Real files of a real team, as they are."""
    for name in ("team.yml", "key-communities.toml"):
        (folder / name).write_text((recordings / "formats" / name).read_text())
    workspace = load_workspace(folder)

    assert (len(workspace.team), len(workspace.communities)) == (10, 11)


def test_a_plain_list_is_told_where_dates_can_stand(folder):
    """A list of logins has no place for them, and a commit made today would date nothing."""
    (folder / "team.txt").write_text("jane\n")

    assert str(load_workspace(folder).warnings[0]) == (
        "team.txt:1: says since when for nobody from here on, and it is not in a git repository "
        "with commits: all time counts, as assumed. Write team.yml in its place, with `from:` for "
        "each"
    )


def test_a_forum_that_somebody_names_is_a_forge(folder):
    """Accounts there are people's, and its name comes from its host, or from the workspace."""
    (folder / "twohats.toml").write_text(
        'organization = "Tidewater"\nforums = ["https://talk.example.org/c/news/3"]\n'
        '[[forges]]\nname = "talk"\nhost = "talk.example.org"\nkind = "discourse"\n'
    )
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@harbour"\nurl = "https://github.com/harbour"\n'
        'forum = "https://forum.example.org/c/harbour"\n'
    )
    (folder / "team.yml").write_text(
        "- login: jane\n  from: 2024-01-01\n"
        "  accounts: [forum.example.org:jane.m, https://talk.example.org/u/jm]\n"
    )

    workspace = load_workspace(folder)

    assert workspace.settings.forum_hosts == {
        "talk.example.org": "talk",
        "forum.example.org": "forum.example.org",
    }
    assert [forum.key for forum in workspace.settings.forums] == ["talk:c/news"]
    assert workspace.team[0].accounts == ("github:jane", "forum.example.org:jane.m", "talk:jm")


def test_wrong_forums_are_named_with_their_line(folder):
    """What is no forum, and what is listed twice."""
    (folder / "twohats.toml").write_text(
        'organization = "Tidewater"\n'
        "forums = [\n"
        '  "https://talk.example.org",\n  "talk",\n  "https://talk.example.org/latest",\n]\n'
    )
    with pytest.raises(SettingsErrors) as raised:
        load_workspace(folder)

    assert [str(one).partition(":")[0] for one in raised.value.mistakes] == ["twohats.toml"] * 2
    assert "`talk` is not the address of a forum" in str(raised.value)
    assert "`talk.example.org:c` is listed twice" in str(raised.value)
