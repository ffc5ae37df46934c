"""Beside the class: hat, plan, who benefits, who pays, and who upstream asked for it.

None of these is derived from the class, and no class from them. What nobody said stays unsaid.
See docs/policy.md#beside-the-class.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit

from twohats.journal import in_force, logged_of
from twohats.ledger.lean import EDGE
from twohats.records.decisions import Decision
from twohats.records.judgement import Judgement, Ruling

Hat = Literal["org", "upstream", "personal", "not stated"]

HATS: tuple[Hat, ...] = ("org", "upstream", "personal", "not stated")
NOT_STATED: Hat = "not stated"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Around:
    """What the workspace says of members, and of what is our own."""

    members: tuple[str, ...] = ()
    """Names of member communities, as people see them."""
    owners: tuple[str, ...] = ()
    """Owner keys of our organizations."""
    repositories: tuple[str, ...] = ()
    """Keys of our own repositories and trackers elsewhere."""
    hosts: Mapping[str, str] = field(default_factory=lambda: {"github.com": "github"})
    """Forge name by host."""

    def is_ours(self, url: str) -> bool:
        """Whether an address lies in a space of our own, where upstream has no need to state."""
        parts = urlsplit(url)
        forge = self.hosts.get((parts.hostname or "").removeprefix("www."))
        if forge is None:
            return False
        # The slash at the end keeps `tidewater` from holding what is `tidewater-labs`.
        key = f"{forge}:{parts.path.strip('/').removeprefix('orgs/')}/".lower()
        return any(key.startswith(f"{own}/") for own in (*self.owners, *self.repositories))

    def members_in(self, text: str) -> Iterator[str]:
        """Find the member communities that a text names."""
        for name, pattern in self._patterns:
            if pattern.search(text):
                yield name

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        edge = EDGE.replace(r"\pL\pN_", r"\w")
        return tuple(
            (name, re.compile(rf"(?:^|{edge}){_spelt(name)}(?:{edge}|$)", re.IGNORECASE))
            for name in self.members
        )


def _spelt(name: str) -> str:
    """Take spaces, hyphens and underscores for one another, as labels do."""
    return r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", name))


@dataclass(frozen=True)
class Need:
    """Where upstream asked for it."""

    url: str
    who: str | None
    """Identity of whoever asked; None: not known."""


@dataclass(frozen=True)
class Beside:
    """What is known of an entry beside its class."""

    hat: Hat = NOT_STATED
    is_planned: bool | None = None
    """None: what would tell was never read."""
    is_planned_late: bool = False
    beneficiaries: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    upstream_need: Need | None = None
    has_initiative: bool = False
    """Whether an initiative of ours is linked."""


def beside(
    judgement: Judgement,
    evidence: Iterable[Row],
    around: Around,
    *,
    commitments: Iterable[Row] = (),
    ruling: Ruling | None = None,
    hat: Hat = NOT_STATED,
) -> Beside:
    """Gather what is known of one entry beside its class.

    Parameters
    ----------
    judgement
        Of the entry; only its words on the plan are used.
    evidence
        Its evidence, in rows as `twohats.records.evidence.EVIDENCE_COLUMNS` names them, any order.
    around
        Who the members are, and what is our own.
    commitments
        Rows of ``commitments`` for its item.
    ruling
        What people answered about it; its links may name the upstream need.
    hat
        As its person said, if they did; see `hats_of`.
    """
    holding = sorted((row for row in evidence if row["holds"]), key=_when)
    committed = sorted(commitments, key=lambda row: str(row["commitment"]))
    named = [row["community"] for row in committed if row["community"]]
    paying = [row["funder"] for row in committed if row["funder"]]
    for row in holding:
        if row["kind"].startswith("D"):
            said = " ".join(filter(None, (row["quote"], row["because"])))
            named += around.members_in(said)
            paying += _CO_FUNDED.findall(row["quote"] or "")
    return Beside(
        hat=hat,
        is_planned=judgement.is_planned,
        is_planned_late=judgement.is_planned_late,
        # Money does not decide whose need it is: who pays need not be who benefits.
        beneficiaries=_names(named, around, only_members=True),
        funders=_names(paying, around),
        upstream_need=_need(holding, ruling, around),
        has_initiative=any(row["kind"] == "initiative" for row in committed)
        or any(row["kind"] in ("D1", "D6") for row in holding),
    )


_CO_FUNDED = re.compile(r"co-funded:\s*([^`'\"\n,;]+)", re.IGNORECASE)


_LAST = datetime.max.replace(tzinfo=UTC)


def _when(row: Row) -> tuple[bool, datetime, str]:
    """Sort by date; what has none comes last."""
    said_at = row["said_at"]
    return said_at is None, said_at or _LAST, f"{row['kind']} {row['url']} {row['quote']}"


def _names(found: Iterable[str], around: Around, *, only_members: bool = False) -> tuple[str, ...]:
    """Names as the workspace spells them, each once, in order of the alphabet."""
    names: set[str] = set()
    for written in found:
        members = tuple(around.members_in(written))
        names.update(members or (() if only_members else (written.strip(),)))
    return tuple(sorted(names, key=str.casefold))


def _need(holding: Sequence[Row], ruling: Ruling | None, around: Around) -> Need | None:
    """First of the places where upstream asked; an address of our own is none."""
    for row in holding:
        if row["kind"] == "F1" and row["url"] and not around.is_ours(row["url"]):
            return Need(row["url"], row["who"])
    for url in ruling.links if ruling else ():
        if not around.is_ours(url):
            return Need(url, None)
    return None


def hats_of(decisions: Iterable[Decision]) -> Mapping[str, Hat]:
    """Find the hat that people said they wore, by entry key.

    Parameters
    ----------
    decisions
        Lines of any kind, in any order. ``hat`` lines count, and any other that says ``hat`` of what
        it is about, as logged work does; of several in force the latest.
    """
    lines = tuple(decisions)
    said = [(row["entry"], row["hat"]) for row in logged_of(lines)]
    said += [(key, one.content.get("hat")) for one in in_force(lines) for key in one.about]
    return {key: hat for key, words in said for hat in HATS if words == hat}


@dataclass(frozen=True)
class Missing:
    """Something a class asks for that is not there; a finding, never an error."""

    entry: str
    what: Literal["beneficiary", "upstream need"]
    found: str
    next_step: str


def missing(
    judgement: Judgement, known: Beside, word: str = "member community"
) -> Iterator[Missing]:
    """List what the class of an entry asks for and what is known does not hold.

    What was done for a colleague's change has its class from there, and is not asked again. ``word``
    is what the organization calls a member community.
    """
    if judgement.rule == "inherits":
        return
    if (
        judgement.class_ == "directed"
        and not known.beneficiaries
        and not known.funders
        and not known.has_initiative
    ):
        yield Missing(
            judgement.entry,
            "beneficiary",
            f"directed, and no {word} or product initiative is named",
            "link it from the issue in your tracker that says for whom, or settle it again",
        )
    if judgement.class_ == "foundational" and known.upstream_need is None:
        yield Missing(
            judgement.entry,
            "upstream need",
            "foundational, and nothing says who upstream asked for it",
            "settle it again with a link to where upstream asked",
        )
