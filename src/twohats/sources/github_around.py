"""What has to be known of a GitHub backup before its first page is made.

When each backup was made may stand in the last file of an archive, and who was renamed while the
backup was kept shows only once every file has been seen. Hence a quick pass over all of them.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from twohats.sources.columns import utc_text
from twohats.sources.github_files import ARCHIVE_ERRORS, json_files

KIND_OF_FOLDER = {"issues": "issue", "pulls": "pull_request"}
STATE = "state.json"

# Quotes inside of texts are escaped in JSON, so that only keys match.
_TIME = re.compile(rb'_at":\s*"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"')


class State(msgspec.Struct):
    """What the backup program left behind about its last run."""

    last_backup: str | None = None
    failed_issues: list[Any] = []
    failed_pulls: list[Any] = []


class Look(msgspec.Struct):
    """One backup below the path, and when it was made."""

    seen_at: datetime
    state: State


class Around(msgspec.Struct):
    """What has to be known before the first page."""

    looks: dict[str, Look]
    """By the folder of each backup."""
    present: dict[tuple[str | None, int | None], str]
    """Logins that accounts have now, by the older login and the number of the account."""


class _Name(msgspec.Struct, gc=False):
    """An account, as far as tells its names apart."""

    login: str | None = None
    id: int | None = None


class _Names(msgspec.Struct, gc=False):
    """An item, event or comment, as far as it names accounts."""

    updated_at: str | None = None
    actor: _Name | None = None
    user: _Name | None = None


class _Logins(msgspec.Struct, gc=False):
    """A recording, as far as it names accounts."""

    issue: _Names | None = None
    pull: _Names | None = None
    events: list[_Names] = []
    comments: list[_Names] = []


_decode_logins = msgspec.json.Decoder(_Logins, strict=False).decode


def split_name(name: str) -> tuple[str, str, str]:
    """Split a file's name into the folder of its backup, the folder in it, and the file.

    >>> split_name("gui/issues/1.json"), split_name("state.json")
    (('gui', 'issues', '1.json'), ('.', '', 'state.json'))
    """
    folders, _, file = name.rpartition("/")
    root, _, folder = folders.rpartition("/")
    return (root or ".", folder, file) if folder in KIND_OF_FOLDER else (folders or ".", "", file)


def look_around(path: Path, given: datetime | None) -> Around:
    """Go through all files once, quickly, for what has to be known before the first page."""
    states: dict[str, State] = {}
    logins: dict[int, dict[str, str]] = {}
    try:
        for name, read in json_files(path):
            root, _, file = split_name(name)
            if file == STATE:
                states[root] = _state(read())
            else:
                states.setdefault(root, State())
                _note_logins(read, logins)
    except ARCHIVE_ERRORS:
        pass  # reading proper comes to the same place, and tells
    times = {root: given or _moment(state.last_backup) for root, state in states.items()}
    if None in times.values():
        latest = _latest_times(path)
        times = {root: time or _moment(latest.get(root)) for root, time in times.items()}
    # A recording without any time loses to every other look.
    never = datetime.fromtimestamp(0, UTC)
    looks = {root: Look(times[root] or never, state) for root, state in states.items()}
    return Around(looks, _present_logins(logins))


def _note_logins(read: Callable[[], bytes], logins: dict[int, dict[str, str]]) -> None:
    """Note under which logins a file knows its accounts, and when its item last changed."""
    try:
        file = _decode_logins(read())
    except (msgspec.MsgspecError, UnicodeDecodeError, PermissionError):
        return
    item = file.pull or file.issue or _Names()
    found = {(one.id, one.login) for act in file.events for one in (act.actor, act.user) if one}
    found |= {(act.user.id, act.user.login) for act in (item, *file.comments) if act.user}
    changed_at = item.updated_at or ""
    for number, login in found:
        if number is not None and login:
            known = logins.setdefault(number, {})
            if changed_at >= known.get(login, ""):
                known[login] = changed_at


def _present_logins(logins: dict[int, dict[str, str]]) -> dict[tuple[str | None, int | None], str]:
    """Find out who was renamed while the backup was kept: the file that changed last is right.

    A backup only fetches again what has changed, so that old files keep old logins.
    """
    present: dict[tuple[str | None, int | None], str] = {}
    for number, known in logins.items():
        if len(known) > 1:
            newest = max(known, key=lambda login: (known[login], login))
            present |= {(login, number): newest for login in known if login != newest}
    return present


def _state(content: bytes) -> State:
    try:
        return msgspec.json.decode(content, type=State)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return State()


def _latest_times(path: Path) -> dict[str, str]:
    """Find the latest time that stands in any file, by folder of the backup."""
    latest: dict[str, str] = {}
    try:
        for name, read in json_files(path):
            root, found = split_name(name)[0], _TIME.findall(read())
            latest[root] = max([latest.get(root, ""), *(time.decode() for time in set(found))])
    except ARCHIVE_ERRORS:
        pass
    return latest


def _moment(text: str | None) -> datetime | None:
    at_utc = utc_text(text)
    return datetime.fromisoformat(at_utc) if at_utc else None
