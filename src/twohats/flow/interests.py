"""``disclose --write`` and ``--statements``: the roles of ours in public, and why we depend on a community."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from twohats.errors import SettingsErrors, WrongUse
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.formats.interests import Disclosed, add_interest, parse_interests
from twohats.formats.key_communities import KeyCommunity
from twohats.workspace import create_text, read_text, replace_text
from twohats.workspace.files import not_utf8
from twohats.workspace.interests import FOLDER, Interest

FILE = "interests.yml"
COLUMNS = ("community", "state", "reviewed", "path", "waits")
STATES = ("missing", "no date", "old", "good")
"""States of a statement, what is missing first."""
YEAR_D = 365


def write_interest(path: Path, one: Disclosed) -> tuple[Disclosed, ...]:
    """Put one role into a file, and read the whole file back.

    Parameters
    ----------
    path
        The file; made if it is not there. Comments, order and every other byte stay.
    one
        The role.

    Returns
    -------
    tuple of Disclosed
        All roles of the file, as it is now.

    Raises
    ------
    WrongUse
        The role is there already, or the file has no place for it.
    SettingsErrors
        The file, or the role, is wrong; nothing was written.
    """
    if one.from_on and one.to_on and one.from_on >= one.to_on:
        raise WrongUse(
            "--to: nothing was written: it must lie after --from: it is the day after the last one."
        )
    if one.statement and not re.match(r"https?://\S+$", one.statement):
        raise WrongUse("--statement-at: nothing was written: write the whole address, https://…")
    text = _text(path)
    found, mistakes = parse_interests(text, str(path)) if text.strip() else ((), ())
    if mistakes:
        raise SettingsErrors(mistakes)
    same = next((old for old in found if _is_same(old, one)), None)
    if same:
        raise WrongUse(
            f"{path}:{same.line}: nothing was written: {one.person} is {one.role} of {one.project} there already. "
            "Change that entry, or give it an end with `to:`."
        )
    try:
        written = add_interest(text, one)
    except ValueError as error:
        raise WrongUse(f"{path}: nothing was written: {error}.") from error
    after, wrong = parse_interests(written, str(path))
    if wrong:
        raise SettingsErrors(wrong)
    if path.exists():
        replace_text(path, written)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        create_text(path, written)
    return after


def statements(
    communities: Iterable[KeyCommunity], written: Mapping[str, Interest], today: date
) -> list[Row]:
    """Say for each key community whether a statement of interest is there, and when it was read through.

    Returns
    -------
    list of dict
        One row per community, with `COLUMNS`; what is missing first.
    """
    rows = []
    for one in communities:
        called = short(one.repository or one.owner)
        name = called.replace("/", "-")
        found = written.get(called.rpartition("/")[2]) or written.get(name)
        rows.append(
            {
                "community": one.repository or one.owner,
                "state": (state := _state(found, today)),
                "reviewed": found.reviewed if found else None,
                "path": f"{FOLDER}/{called.rpartition('/')[2]}.md",
                "waits": None if state == "good" else _next(state, called),
            }
        )
    return sorted(rows, key=lambda row: (STATES.index(row["state"]), row["community"]))


def _state(found: Interest | None, today: date) -> str:
    if found is None:
        return "missing"
    if found.reviewed is None:
        return "no date"
    return "old" if (today - found.reviewed).days > YEAR_D else "good"


def _next(state: str, called: str) -> str:
    if state == "missing":
        return f"twohats disclose --statement {called}"
    return "read it through, and write the day as `reviewed:`"


def _is_same(old: Disclosed, new: Disclosed) -> bool:
    """Whether both speak of one role that has not ended before the other began."""
    has_ended = old.to_on is not None and (new.from_on is None or old.to_on <= new.from_on)
    names = [
        (one.person.casefold(), one.project.casefold(), one.role.casefold()) for one in (old, new)
    ]
    return (
        names[0] == names[1]
        and old.employer.casefold() == new.employer.casefold()
        and not has_ended
    )


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise SettingsErrors([not_utf8(str(path), error)]) from error
    except OSError as error:
        raise WrongUse(
            f"--interests {path}: nothing was written: {error.strerror}. Name a file."
        ) from error
