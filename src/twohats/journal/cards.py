"""What people confirmed of a community's card, and what they read; a changed file asks again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.journal.fold import in_force
from twohats.journal.rulings import texts
from twohats.records import Skipped
from twohats.records.decisions import Decision

CONFIRMED = "card-confirmed"
READ = "standards-read"


@dataclass(frozen=True)
class Confirmed:
    """One fact, as a person said it holds."""

    decision: str
    repository: str
    fact: str
    value: str
    path: str
    """The file it rests on; empty where a person entered what no file says."""
    digest: str
    by: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Acknowledged:
    """One document that a person read."""

    repository: str
    path: str
    digest: str
    by: str
    at: datetime


def digest_of(text: str) -> str:
    r"""Digest of a document; line ends do not count.

    Examples
    --------
    >>> digest_of("a\r\nb") == digest_of("a\nb")
    True
    """
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:16]


def confirmed_of(decisions: Iterable[Decision], repository: str) -> Mapping[str, Confirmed]:
    """Give what holds by a person's word, by fact; the latest word on each."""
    found: dict[str, Confirmed] = {}
    for one in in_force(one for one in decisions if one.what == CONFIRMED):
        read = read_confirmed(one)
        if isinstance(read, Confirmed) and read.repository == repository:
            found[read.fact] = read
    return found


def read_confirmed(decision: Decision) -> Confirmed | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    wanted = [content.get(name) for name in ("repository", "fact", "value", "path", "digest")]
    if not all(isinstance(one, str) for one in wanted):
        return Skipped(decision.id, "it does not say which fact of which card holds, by which file")
    repository, fact, value, path, digest = map(str, wanted)
    by = texts(content.get("by")) or (decision.who,)
    return Confirmed(decision.id, repository, fact, value, path, digest, by, decision.at)


def confirmed_content(
    repository: str, fact: str, value: str, path: str, text: str, by: str
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_confirmed` reads it."""
    return {
        "repository": repository,
        "fact": fact,
        "value": value,
        "path": path,
        "digest": digest_of(text),
        "by": [by],
    }


def acknowledged_of(decisions: Iterable[Decision], repository: str) -> tuple[Acknowledged, ...]:
    """List who read which document, oldest first."""
    found: list[Acknowledged] = []
    for one in in_force(one for one in decisions if one.what == READ):
        read = read_acknowledged(one)
        found += (
            ()
            if isinstance(read, Skipped)
            else (one for one in read if one.repository == repository)
        )
    return tuple(found)


def read_acknowledged(decision: Decision) -> tuple[Acknowledged, ...] | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    repository, digests = decision.content.get("repository"), decision.content.get("digests")
    if not isinstance(repository, str) or not isinstance(digests, dict) or not digests:
        return Skipped(decision.id, "it does not say which documents of which repository were read")
    by = (texts(decision.content.get("by")) or (decision.who,))[0]
    return tuple(
        Acknowledged(repository, str(path), str(digest), by, decision.at)
        for path, digest in digests.items()
    )


def acknowledged_content(
    repository: str, documents: Mapping[str, str], by: str
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_acknowledged` reads it."""
    digests = {path: digest_of(text) for path, text in sorted(documents.items())}
    return {"repository": repository, "digests": digests, "by": [by]}
