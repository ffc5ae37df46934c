r"""CODEOWNERS: who is asked to review which paths, by GitHub's and GitLab's rules.

The last rule that matches a path holds. Patterns are those of ``.gitignore`` without three things:
no ``!`` to negate, no ``[a-z]`` ranges, no ``\#`` to escape. A line GitHub cannot read it skips,
and so do we, and say which.

GitLab knows headings of sections, ``[Documentation] @docs``: there the last rule of each section holds,
and rules without owners have those of their heading. A file below ``.gitlab`` is read so.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from twohats.errors import Mistake
from twohats.records.keys import account_key
from twohats.records.roles import Role

OwnerKind = Literal["account", "team", "email"]

_TEAM = re.compile(r"@[A-Za-z0-9][\w.-]*(?:/[\w.-]+)+")
_ACCOUNT = re.compile(r"@[A-Za-z0-9][\w.-]*(?:\[bot\])?")
_HEADING = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?:\s+(?P<owners>.*))?$")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Owner:
    """One owner named by a rule."""

    text: str
    """As written: ``@alice``, ``@example-hub/docs``, ``alice@example.org``."""
    kind: OwnerKind


@dataclass(frozen=True)
class Rule:
    """One line: a pattern and its owners; without owners, the paths have none."""

    pattern: str
    owners: tuple[Owner, ...]
    line: int
    matches: re.Pattern[str] = field(repr=False, compare=False)
    """Matched against ``/`` and the path."""
    section: str = ""
    """Name of the section it stands in, lower case; empty: none."""


@dataclass(frozen=True)
class Codeowners:
    """One file of rules, in its order."""

    rules: tuple[Rule, ...]
    problems: tuple[Mistake, ...]

    def rule_for(self, path: str) -> Rule | None:
        """Find the rule that decides on a file, given as a path from the repository's root."""
        subject = "/" + path.lstrip("/")
        for rule in reversed(self.rules):
            if rule.matches.match(subject):
                return rule
        return None

    def owners_of(self, path: str) -> tuple[str, ...]:
        r"""Owners of one file as written; empty where nobody owns it.

        Examples
        --------
        >>> rules = parse_codeowners("* @alice\n/docs/ @bob carol@example.org\n/docs/build/\n")
        >>> rules.owners_of("docs/index.md")
        ('@bob', 'carol@example.org')
        >>> rules.owners_of("docs/build/log.txt")
        ()
        """
        subject = "/" + path.lstrip("/")
        last = {rule.section: rule for rule in self.rules if rule.matches.match(subject)}
        found = (owner.text for rule in last.values() for owner in rule.owners)
        return tuple(dict.fromkeys(found))

    def roles(self, forge: str = "github") -> tuple[Role, ...]:
        """One role per rule and owner, held in the rule's pattern.

        A team has no account; its handle is the name.
        """
        return tuple(
            Role(
                None if owner.kind == "account" else owner.text,
                account_key(forge, owner.text[1:]) if owner.kind == "account" else None,
                "code_owner",
                rule.pattern,
                source_line=rule.line,
            )
            for rule in self.rules
            for owner in rule.owners
        )


def parse_codeowners(
    text: str, *, path: str = "CODEOWNERS", sections: bool | None = None
) -> Codeowners:
    r"""Read rules; a line the forge would skip is named and left out.

    Parameters
    ----------
    text
        The file.
    path
        Where it lies, as mistakes should name it.
    sections
        Whether headings count, as at GitLab; None: the path tells.

    Examples
    --------
    >>> rules = parse_codeowners("* @ada\n[Docs] @bo\n/docs/\n", sections=True)
    >>> rules.owners_of("docs/index.md")
    ('@ada', '@bo')
    """
    has_sections = path.startswith(".gitlab/") if sections is None else sections
    rules: list[Rule] = []
    problems: list[Mistake] = []
    whose = "GitLab" if has_sections else "GitHub"
    section = ""
    usual: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if has_sections and (heading := _HEADING.match(line.strip())):
            section, usual = heading["name"].strip().casefold(), _words(heading["owners"] or "")
            continue
        words = _words(line)
        if not words:
            continue
        try:
            owners = words[1:] or (usual if section else [])
            rules.append(_rule(words[0], owners, number, section))
        except ValueError as error:
            problems.append(Mistake(path, number, f"rule left out, as {whose} does: {error}"))
    return Codeowners(tuple(rules), tuple(problems))


def _words(line: str) -> list[str]:
    r"""Words of a line, up to a comment; ``\ `` keeps a space within a pattern."""
    words: list[str] = []
    for word in re.findall(r"(?:\\.|[^\s\\]|\\$)+", line):
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _rule(pattern: str, owners: list[str], line: int, section: str = "") -> Rule:
    if pattern.startswith("!"):
        raise ValueError(f"`{pattern}`: `!` cannot negate here; write a later rule instead")
    if pattern.startswith("\\#"):
        raise ValueError(f"`{pattern}`: a `#` at the start cannot be escaped here")
    if re.match(r"\^?\[.*\]", pattern):
        raise ValueError(f"`{pattern}`: a section heading, which only GitLab knows")
    if "***" in pattern:
        raise ValueError(f"`{pattern}`: three stars in a row mean nothing")
    named = tuple(_owner(owner) for owner in owners)
    return Rule(pattern, named, line, _compiled(pattern), section)


def _owner(text: str) -> Owner:
    kinds: tuple[tuple[OwnerKind, re.Pattern[str]], ...] = (
        ("team", _TEAM),
        ("account", _ACCOUNT),
        ("email", _EMAIL),
    )
    for kind, form in kinds:
        if form.fullmatch(text):
            return Owner(text, kind)
    raise ValueError(f"`{text}` is neither @login, @org/team nor an e-mail address")


def _compiled(pattern: str) -> re.Pattern[str]:
    """Turn the pattern into an expression for ``/`` and a path.

    Groups of segments between ``**`` are matched at their first place and not tried again
    (``(?>…)``): that is enough for wildcards, and a file from outside cannot make it slow.
    """
    segments = [one for one in pattern.split("/") if one]
    if not segments:
        return re.compile(r"(?!)")  # GitHub: a lone slash matches nothing
    anchored = "/" in pattern.rstrip("/")
    if not anchored:
        segments.insert(0, "**")
    if pattern.endswith("/"):
        segments.append("**")

    groups: list[list[str]] = [[]]
    for segment in segments:
        if segment == "**":
            groups.append([])
        else:
            groups[-1].append(segment)

    expression = "".join(map(_segment, groups[0]))
    for at, group in enumerate(groups[1:], start=2):
        inner = "".join(map(_segment, group))
        if at == len(groups):
            expression += rf"(?:/[^/]+)*?{inner}" if group else r"/.+"
        elif group:
            expression += rf"(?>(?:/[^/]+)*?{inner})"
    # A last `*` stands for files only; any other name may be a folder, and holds all below.
    below = "" if segments[-1] in ("*", "**") else "(?:/.*)?"
    return re.compile(rf"\A{expression}{below}\Z", re.DOTALL)


def _segment(segment: str) -> str:
    """One path segment with ``*`` and ``?``, with the slash before it."""
    first, *rest = [_literal(chunk) for chunk in _chunks(segment)]
    if not rest:
        return f"/{first}(?=/|\\Z)"
    middle = "".join(f"(?>[^/]*?{chunk})" for chunk in rest[:-1] if chunk)
    if segment == "*":
        return r"/[^/]+(?=/|\Z)"
    return f"/{first}{middle}[^/]*{rest[-1]}(?=/|\\Z)"


def _chunks(segment: str) -> list[str]:
    """Split into the parts between stars; an escaped star is none."""
    return re.split(r"(?<!\\)\*+", segment)


def _literal(chunk: str) -> str:
    """Text between stars: ``?`` is one character, a backslash takes the next as it is."""
    return "".join(
        "[^/]" if word == "?" else re.escape(word[1:] if len(word) == 2 else word)
        for word in re.findall(r"\\.|.", chunk, re.DOTALL)
    )
