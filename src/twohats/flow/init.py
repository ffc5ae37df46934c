"""Lay out a new workspace: as few fields as a first page needs, each with a word of why."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from twohats.errors import Mistake, SettingsErrors, WrongUse
from twohats.formats.addresses import read_account, read_owner
from twohats.formats.key_communities import parse_key_communities
from twohats.formats.team import parse_team
from twohats.formats.team_edit import add_to_team
from twohats.formats.toml_edit import set_value
from twohats.workspace import (
    CACHE_FOLDER,
    COMMUNITIES_FILE,
    SETTINGS_FILE,
    TEAM_FILES,
    create_text,
    read_settings,
    read_text,
    replace_text,
)

_SETTINGS = """\
# Settings of this twohats workspace. Edit freely: the program keeps comments and order.
# All of them are explained in docs/workspace.md.

organization = ""  # the name people see

# Our own organizations: work in them is own work, not upstream.
owners = []

# Where we plan. Links from there tell whose need upstream work serves.
trackers = []  # as "owner/repository"

# When the team began to plan its upstream work. Before this day nothing counts as unplanned.
# framework_from = 2026-01-01

# What the team agreed on, one [[policies]] per change. What is left out is asked for, not guessed.
# [[policies]]
# name = "first"
# effective_from = 2026-01-01
# band_upstream = [0.15, 0.25]             # share of working time that upstream drives
# on_clock_scope = "key-communities"       # or "any-upstream"
# outside_plan_time = "personal-on-clock"  # or "own"
"""

_TEAM = """\
# Who is one of ours: one login per line. The file's history in git tells since when;
# where that is wrong, write it down:
#   - login: jane-made-up
#     from: 2024-01-01
#     until:
"""

_COMMUNITIES = """\
# Upstream communities that extra resources go to. An organization, or one repository:
# [[communities]]
# title = "@an-organization"
# url = "https://github.com/an-organization"
"""

_IGNORED = f"{CACHE_FOLDER}/"


def initialize(
    folder: Path,
    organization: str,
    team: Path | None = None,
    communities: Path | None = None,
    logins: Sequence[str] = (),
    *,
    owners: Sequence[str] = (),
) -> list[Path]:
    """Make a workspace and name the files written.

    Everything given is checked before anything is written.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    organization
        The name people see. If it reads as a login and ``owners`` is empty, it is also taken for
        the organization's own account, which the settings file says.
    team, communities
        Files to copy; those already in ``folder`` under their usual names are left as they are.
    logins
        Further people of ours.
    owners
        Our own organizations' accounts.

    Raises
    ------
    WrongUse
        A file would be overwritten, or one that was named is not there.
    SettingsErrors
        What was given is not usable; all of it is named.
    """
    mistakes: list[Mistake] = []
    planned = {
        folder / SETTINGS_FILE: _settings(organization, owners, mistakes),
        **_team(folder, team, logins, mistakes),
        **_communities(folder, communities, mistakes),
    }
    if mistakes:
        raise SettingsErrors(mistakes)
    _refuse_to_overwrite(folder, planned)
    for file, text in planned.items():
        create_text(file, text)
    return [*planned, *_ignore(folder)]


def _refuse_to_overwrite(folder: Path, planned: Iterable[Path]) -> None:
    for file in planned:
        # A second team file beside the first would leave open which one holds.
        rivals = TEAM_FILES if file.name in TEAM_FILES else (file.name,)
        for name in rivals:
            if (folder / name).exists():
                raise WrongUse(
                    f"{folder / name}: not written: it exists already. Move it away or edit it."
                )


def _settings(organization: str, owners: Sequence[str], mistakes: list[Mistake]) -> str:
    assumed = not owners and _reads_as_owner(organization)
    named = [organization] if assumed else list(owners)
    text = set_value(_SETTINGS, ("organization",), organization)
    text = set_value(text, ("owners",), [name.strip() for name in named])
    if assumed:
        line = text.index("\n", text.index("\nowners = ") + 1)
        text = f"{text[:line]}  # taken from the name: check it{text[line:]}"
    mistakes += read_settings(text).mistakes
    return text


def _reads_as_owner(organization: str) -> bool:
    try:
        return read_owner(organization) == f"github:{organization.strip().lower()}"
    except ValueError:
        return False


def _team(
    folder: Path, given: Path | None, logins: Sequence[str], mistakes: list[Mistake]
) -> dict[Path, str]:
    """Text of the team file; none where nobody is named, or it is there already."""
    if given is None:
        text = _TEAM if logins else ""
        target = folder / TEAM_FILES[0]
    else:
        text = _copied(given, mistakes, lambda text: parse_team(text, given.name).mistakes)
        is_yaml = given.suffix.lower() in (".yml", ".yaml")
        target = folder / (TEAM_FILES[0] if is_yaml else TEAM_FILES[-1])
    known = {account for row in parse_team(text, target.name).rows for account in row.accounts}
    for login in logins:
        try:
            account = read_account(login)
        except ValueError as error:
            mistakes.append(Mistake("login", None, str(error)))
            continue
        if account not in known:
            known.add(account)
            text = add_to_team(text, login.strip().removeprefix("@"), path=target.name)
    unchanged = given is not None and _is_same(given, target) and text == read_text(target)
    return {target: text} if text and not unchanged else {}


def _communities(folder: Path, given: Path | None, mistakes: list[Mistake]) -> dict[Path, str]:
    target = folder / COMMUNITIES_FILE
    if given is None:
        return {} if target.exists() else {target: _COMMUNITIES}
    text = _copied(given, mistakes, lambda text: parse_key_communities(text, str(given)).mistakes)
    return {} if _is_same(given, target) else {target: text}


def _copied(given: Path, mistakes: list[Mistake], check: Callable[[str], Iterable[Mistake]]) -> str:
    try:
        text = read_text(given)
    except FileNotFoundError as error:
        raise WrongUse(f"{given}: not copied: there is no such file. Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{given}: not copied: {error}. Save it as UTF-8 text.") from error
    mistakes += (Mistake(str(given), m.line, m.message) for m in check(text))
    return text


def _is_same(given: Path, target: Path) -> bool:
    return target.exists() and given.samefile(target)


def _ignore(folder: Path) -> list[Path]:
    """Keep the caches out of git; nothing to do where they are out already."""
    file = folder / ".gitignore"
    text = read_text(file) if file.exists() else ""
    if {line.strip().strip("/") for line in text.splitlines()} & {CACHE_FOLDER}:
        return []
    lead = "" if not text or text.endswith("\n") else "\n"
    replace_text(file, f"{text}{lead}{_IGNORED}\n")
    return [file]
