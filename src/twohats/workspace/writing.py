"""Write one thing into a workspace's files; comments, order and every other byte stay.

Each function checks the outcome first: what would break the file is not written.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from twohats.errors import Mistake, SettingsErrors, WrongUse
from twohats.formats import toml_edit
from twohats.formats.addresses import read_account, read_owner, read_repository
from twohats.formats.key_communities import add_key_community, parse_key_communities
from twohats.formats.team import parse_team
from twohats.formats.team_edit import add_to_team
from twohats.formats.toml_errors import syntax_mistake
from twohats.workspace.files import not_utf8, read_text, replace_text
from twohats.workspace.load import COMMUNITIES_FILE, TEAM_FILES
from twohats.workspace.reading import SETTINGS_FILE, read_settings
from twohats.workspace.settings import Scope


def set_value(folder: Path, dotted_key: str, value: Any) -> None:
    """Set one value of ``twohats.toml``.

    Parameters
    ----------
    folder
        The workspace.
    dotted_key
        ``window_days``; with a position for what is listed, ``policies.0.balance_unit``.
    value
        Text, number, bool, date, or a list of these.

    Raises
    ------
    WrongUse
        There is no such place in the file.
    SettingsErrors
        The file would be wrong with it; nothing was written.
    """
    path = tuple(int(part) if part.isdecimal() else part for part in dotted_key.split("."))

    def change(text: str) -> str:
        try:
            return toml_edit.set_value(text, path, value)
        except KeyError as error:
            raise WrongUse(
                f"{SETTINGS_FILE}: `{dotted_key}` not set: there is nothing at position "
                f"{error.args[0]}. Add it to the file first."
            ) from error

    _change_settings(folder, change)


def add_bot(folder: Path, account: str, *, reason: str = "", is_bot: bool = True) -> None:
    """Say that an account is a bot, or with ``is_bot=False`` that it is none; the last word holds.

    Raises
    ------
    WrongUse
        ``account`` is not one.
    SettingsErrors
        The file would be wrong with it; nothing was written.
    """
    _add_rule(
        folder,
        "bots",
        {"account": _checked(read_account, folder, account), "is_bot": is_bot, "reason": reason},
        ("account",),
        read_account,
    )


def add_scope(
    folder: Path,
    scope: Scope,
    *,
    repository: str | None = None,
    owner: str | None = None,
    reason: str = "",
) -> None:
    """Say what a repository, or all of an owner's, is to us; the last word holds.

    Raises
    ------
    WrongUse
        Neither or both are given, or it is none.
    SettingsErrors
        The file would be wrong with it; nothing was written.
    """
    if (repository is None) == (owner is None):
        raise WrongUse("scope not set: name a repository or an owner, one of the two.")
    name, read = ("repository", read_repository) if repository else ("owner", read_owner)
    key = _checked(read, folder, repository or owner or "")
    _add_rule(folder, "scopes", {name: key, "scope": scope, "reason": reason}, (name,), read)


def add_member(
    folder: Path,
    login: str,
    *,
    group: str | None = None,
    name: str | None = None,
    emails: Iterable[str] = (),
    accounts: Iterable[str] = (),
    from_on: date | None = None,
    until_on: date | None = None,
) -> None:
    """Put one person into the team file, in the spelling the file has.

    Parameters
    ----------
    folder
        The workspace.
    login
        As people write it.
    group
        The comment under which to put the person; None: at the end.
    name, emails, accounts, from_on, until_on
        What else is known.

    Raises
    ------
    WrongUse
        The file has no room for it.
    SettingsErrors
        The file would be wrong with it; nothing was written.
    """
    settings = read_settings(_text(folder, SETTINGS_FILE))
    found = [name for name in TEAM_FILES if (folder / name).exists()]
    path = settings.team_file or next(iter(found), TEAM_FILES[0])

    def change(text: str) -> str:
        try:
            return add_to_team(
                text,
                login,
                path=path,
                group=group,
                name=name,
                emails=emails,
                accounts=accounts,
                from_on=from_on,
                until_on=until_on,
            )
        except ValueError as error:
            raise WrongUse(f"{path}: `{login}` not added: the file {error}.") from error

    _change(folder, path, change, lambda text: parse_team(text, path, settings.hosts).mistakes)


def add_community(folder: Path, title: str, url: str, proposed: str | None = None) -> None:
    """Put one community into the register of key communities; ``proposed``: why the program did.

    Raises
    ------
    SettingsErrors
        The file would be wrong with it; nothing was written.
    """
    settings = read_settings(_text(folder, SETTINGS_FILE))
    path = settings.communities_file or COMMUNITIES_FILE
    _change(
        folder,
        path,
        lambda text: add_key_community(text, title, url, proposed),
        lambda text: parse_key_communities(text, path, settings.hosts).mistakes,
    )


_Reader = Callable[[str, Mapping[str, str]], str]


def _checked(read: _Reader, folder: Path, written: str) -> str:
    try:
        return read(written, read_settings(_text(folder, SETTINGS_FILE)).hosts)
    except ValueError as error:
        raise WrongUse(f"{SETTINGS_FILE}: nothing written: {error}.") from error


def _add_rule(
    folder: Path, name: str, rule: Mapping[str, Any], keys: Iterable[str], read: _Reader
) -> None:
    """Add one table, or change the one that speaks of the same thing."""
    hosts = read_settings(_text(folder, SETTINGS_FILE)).hosts
    shown = {key: value for key, value in rule.items() if value != ""}

    def change(text: str) -> str:
        tables = tomllib.loads(text).get(name, [])
        for i, table in enumerate(tables):
            if all(_same(table.get(key), rule[key], read, hosts) for key in keys):
                for key, value in rule.items():
                    # An old reason must not stand beside a new word.
                    if key not in keys and (value != "" or key in table):
                        text = toml_edit.set_value(text, (name, i, key), value)
                return text
        return toml_edit.append_table(text, name, shown)

    _change_settings(folder, change)


def _same(written: Any, key: str, read: _Reader, hosts: Mapping[str, str]) -> bool:
    try:
        return isinstance(written, str) and read(written, hosts) == key
    except ValueError:
        return False


def _change_settings(folder: Path, change: Callable[[str], str]) -> None:
    _change(folder, SETTINGS_FILE, change, lambda text: read_settings(text).mistakes)


def _change(
    folder: Path,
    name: str,
    change: Callable[[str], str],
    check: Callable[[str], tuple[Mistake, ...]],
) -> None:
    """Change a file if that brings no mistake it did not have."""
    before = _text(folder, name)
    _refuse_unless_toml(name, before)
    after = change(before)
    had = {mistake.message for mistake in check(before)}
    brought = [mistake for mistake in check(after) if mistake.message not in had]
    if brought:
        raise SettingsErrors(brought)
    if after != before:
        replace_text(folder / name, after)


def _refuse_unless_toml(name: str, text: str) -> None:
    """Refuse a file that does not parse: it cannot be changed in place."""
    try:
        if name.endswith(".toml"):
            tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsErrors([syntax_mistake(name, text, error)]) from error


def _text(folder: Path, name: str) -> str:
    try:
        return read_text(folder / name)
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise SettingsErrors([not_utf8(name, error)]) from error
