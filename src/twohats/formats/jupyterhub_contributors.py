"""JupyterHub's list of contributors: who is on which team, and what they care for.

``docs/_data/contributors/contributors-jupyterhub.yaml`` in the team compass, with
``contributor_key.csv`` beside it. Affiliations are free text, lists are comma separated in several
spacings, and a person without a team counts as inactive.
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from twohats.errors import Mistake
from twohats.formats.lists import split_affiliations, split_words
from twohats.formats.terms import parse_day
from twohats.formats.yaml_text import YamlMap, parse_records
from twohats.records.keys import account_key
from twohats.records.roles import Role


@dataclass(frozen=True)
class Contributor:
    """One person of the list."""

    name: str
    handle: str | None
    """Login as written, without ``@``."""
    affiliation_text: str
    """Free text as written; may be empty."""
    affiliations: tuple[str, ...]
    """What the text seems to name."""
    contributions: tuple[str, ...]
    """Words of all-contributors, and words of people's own."""
    focus: tuple[str, ...]
    teams: tuple[str, ...]
    checked_in_at: datetime | None
    """When the person last said they are still there; to the month, so its first day."""
    status: str | None
    line: int

    @property
    def is_active(self) -> bool:
        """Whether the list counts the person as active: on a team, and not marked inactive."""
        return bool(self.teams) and (self.status or "active").casefold() != "inactive"

    def roles(self, forge: str) -> tuple[Role, ...]:
        """One role per team; somebody inactive is emeritus."""
        account = account_key(forge, self.handle) if self.handle else None
        word = "member" if self.is_active else "emeritus"
        return tuple(
            Role(
                self.name,
                account,
                word,
                team,
                affiliation_text=self.affiliation_text or None,
                source_line=self.line,
            )
            for team in self.teams or (None,)
        )


@dataclass(frozen=True)
class Contributors:
    """The list as read."""

    contributors: tuple[Contributor, ...]
    problems: tuple[Mistake, ...]

    def roles(self, forge: str = "github") -> tuple[Role, ...]:
        """Roles of everybody, in the order of the list."""
        return tuple(role for one in self.contributors for role in one.roles(forge))


def parse_contributors(text: str, *, path: str = "contributors-jupyterhub.yaml") -> Contributors:
    r"""Read the list of contributors; a record that is no use is named, the rest is read.

    Examples
    --------
    >>> read = parse_contributors("- name: Ada Example\n  handle: ada\n  teams: [council]\n")
    >>> read.roles()[0].account, read.roles()[0].body
    ('github:ada', 'council')
    """
    records = parse_records(text, path)
    problems = list(records.problems)
    contributors: list[Contributor] = []
    seen: dict[str, int] = {}
    for record in records.mappings:
        contributor = _contributor(record, path, problems)
        if contributor is None:
            continue
        key = (contributor.handle or "").casefold()
        if key and key in seen:
            message = (
                f"handle {contributor.handle!r} also stands at line {seen[key]}; both are read"
            )
            problems.append(Mistake(path, contributor.line, message))
        seen.setdefault(key, contributor.line)
        contributors.append(contributor)
    return Contributors(tuple(contributors), tuple(problems))


def _contributor(record: YamlMap, path: str, problems: list[Mistake]) -> Contributor | None:
    name, handle = record.text("name"), record.text("handle")
    if name is None and handle is None:
        problems.append(
            Mistake(path, record.line, "left out: it has neither `name:` nor `handle:`")
        )
        return None
    affiliation = record.text("affiliation") or ", ".join(record.texts("affiliation"))
    return Contributor(
        name=name or handle or "",
        handle=handle.lstrip("@") if handle else None,
        affiliation_text=affiliation,
        affiliations=split_affiliations(affiliation),
        contributions=_words(record, "contributions"),
        focus=_words(record, "focus"),
        teams=_words(record, "teams"),
        checked_in_at=_checked_in_at(record, path, problems),
        status=record.text("status"),
        line=record.line,
    )


def _words(record: YamlMap, key: str) -> tuple[str, ...]:
    """Read a list, written as one or as a comma list."""
    return tuple(word for text in record.texts(key) for word in split_words(text))


def _checked_in_at(record: YamlMap, path: str, problems: list[Mistake]) -> datetime | None:
    text = record.text("last-check-in")
    if text is None:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        problems.append(Mistake(path, record.line_of("last-check-in"), f"last-check-in: {error}"))
        return None


@dataclass(frozen=True)
class ContributionKind:
    """One word for a kind of contribution."""

    word: str
    image: str
    description: str


@dataclass(frozen=True)
class ContributorKey:
    """The words the list uses, as read."""

    kinds: tuple[ContributionKind, ...]
    problems: tuple[Mistake, ...]


def parse_contributor_key(text: str, *, path: str = "contributor_key.csv") -> ContributorKey:
    """Read the words for kinds of contribution: ``word,image,description``."""
    kinds: list[ContributionKind] = []
    problems: list[Mistake] = []
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        for at, row in enumerate(reader):
            word, image, description = (*(cell.strip() for cell in row), "", "", "")[:3]
            if word and (at or word.casefold() != "word"):
                kinds.append(ContributionKind(word, image, description))
    except csv.Error as error:
        problems.append(Mistake(path, reader.line_num, f"not read from here on: {error}"))
    return ContributorKey(tuple(kinds), tuple(problems))
