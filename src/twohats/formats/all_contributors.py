"""``.all-contributorsrc``: everybody a project credits, and for what kinds of contribution."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from twohats.errors import Mistake
from twohats.records.keys import account_key
from twohats.records.roles import Role

_LIST = re.compile(r'"contributors"\s*:\s*\[')


@dataclass(frozen=True)
class Credited:
    """One person of the list."""

    login: str | None
    """None for somebody without an account."""
    name: str | None
    profile: str | None
    contributions: tuple[str, ...]
    """Words of all-contributors: ``code``, ``doc``, ``review``, or the project's own."""
    line: int


@dataclass(frozen=True)
class AllContributors:
    """The file as read."""

    project: str | None
    """``owner/name`` as the file says."""
    repo_type: str
    """``github`` or ``gitlab``."""
    contributors: tuple[Credited, ...]
    problems: tuple[Mistake, ...]

    def roles(self, forge: str | None = None) -> tuple[Role, ...]:
        """One role per person and kind: ``contributor`` in that kind of contribution."""
        place = forge or self.repo_type
        return tuple(
            Role(
                one.name,
                account_key(place, one.login) if one.login else None,
                "contributor",
                kind,
                source_line=one.line,
            )
            for one in self.contributors
            for kind in one.contributions or (None,)
        )


def parse_all_contributors(text: str, *, path: str = ".all-contributorsrc") -> AllContributors:
    """Read the list; in a file that is broken somewhere, each person that can still be read.

    Examples
    --------
    >>> read = parse_all_contributors(
    ...     '{"contributors": [{"login": "Ada", "contributions": ["code", "doc"]}]}'
    ... )
    >>> [(role.account, role.body) for role in read.roles()]
    [('github:ada', 'code'), ('github:ada', 'doc')]
    """
    text = text.removeprefix("\ufeff")
    problems: list[Mistake] = []
    settings: dict[str, Any] = {}
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        problems.append(Mistake(path, error.lineno, f"not JSON here: {error.msg}"))
    except RecursionError:
        problems.append(Mistake(path, None, "not read: nested too deeply to be a list of people"))
    else:
        if isinstance(whole, dict):
            settings = whole
        if not isinstance(settings.get("contributors", []), list) or not isinstance(whole, dict):
            problems.append(Mistake(path, 1, 'not read: expected {"contributors": [...]}'))
            return AllContributors(None, "github", (), tuple(problems))
    found = list(_records(text))
    listed = settings.get("contributors")
    if listed is not None and [record for record, _ in found] != listed:
        # The first `"contributors": [` stood inside some other text: lines cannot be told.
        found = [(record, 1) for record in listed]
    people = tuple(
        credited
        for record, line in found
        if (credited := _credited(record, line, path, problems)) is not None
    )
    owner, name = settings.get("projectOwner"), settings.get("projectName")
    return AllContributors(
        project=f"{owner}/{name}" if owner and name else None,
        repo_type=str(settings.get("repoType") or "github"),
        contributors=people,
        problems=tuple(problems),
    )


def _records(text: str) -> Iterator[tuple[Any, int]]:
    """Each entry of the list with its line; a broken one is stepped over to the next ``{``."""
    begin = _LIST.search(text)
    if begin is None:
        return
    decoder = json.JSONDecoder()
    at, line, counted = begin.end(), 1, 0
    between = re.compile(r"[\s,]*")
    while at < len(text):
        at = between.match(text, at).end()  # type: ignore[union-attr]  # always matches
        if at >= len(text) or text[at] == "]":
            return
        line += text.count("\n", counted, at)
        counted = at
        try:
            record, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            following = text.find("{", at + 1)
            if following < 0:
                return
            at = following
        else:
            yield record, line


def _credited(record: Any, line: int, path: str, problems: list[Mistake]) -> Credited | None:
    if not isinstance(record, dict):
        problems.append(Mistake(path, line, "left out: an entry is an object, `{...}`"))
        return None
    login, name = _text(record.get("login")), _text(record.get("name"))
    if login is None and name is None:
        problems.append(Mistake(path, line, "left out: it has neither `login` nor `name`"))
        return None
    kinds = record.get("contributions")
    return Credited(
        login=login,
        name=name,
        profile=_text(record.get("profile")),
        contributions=tuple(
            kind for one in (kinds if isinstance(kinds, list) else []) if (kind := _kind(one))
        ),
        line=line,
    )


def _kind(contribution: Any) -> str | None:
    """Read a word, or an object whose ``type`` is the word."""
    if isinstance(contribution, dict):
        contribution = contribution.get("type")
    return _text(contribution)


def _text(value: Any) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None
