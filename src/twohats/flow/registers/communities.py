"""``register communities``: whether each key community shares our values, and which should be listed."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import ibis.expr.types as ir

from twohats.checks.inputs import OURS
from twohats.checks.values import (
    QUESTIONS,
    Licensed,
    Value,
    document_value,
    employers_value,
    license_value,
)
from twohats.errors import WrongUse
from twohats.facts import INDEPENDENT, Facts
from twohats.facts.author_lines import authored
from twohats.flow.facts import Opened
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.readiness import readiness_rows
from twohats.flow.registers import Line, Listed, line_of, missing_first
from twohats.flow.registers.looked import looked_on
from twohats.flow.registers.maintaining import maintaining
from twohats.flow.rows import Row, fetch
from twohats.flow.words import many, named
from twohats.formats.license_text import license_of
from twohats.formats.licenses import is_open
from twohats.formats.suggest import nearest
from twohats.journal.registers import ANSWERS, COMMUNITY, Said, said_content, said_of
from twohats.needs.documents import latest_documents
from twohats.records.decisions import Decision
from twohats.workspace import COMMUNITIES_FILE, CommunityFinder, KeyCommunity, Workspace

T = TypeVar("T")

COLUMNS = (
    "community", "asks", "answer", "says", "url", "looked_on", "by", "waits", "path", "line",
)  # fmt: skip
ASKS = (*QUESTIONS, "work", "listed")
"""What may be answered: the values, whether we work there, and whether it should be listed."""
ORDER = ("no", "unknown", "yes")
OFTEN = 5
"""Things done in the window from which on a community that is not listed is proposed."""
STALE_D = 365
"""Days after which somebody looks again at what a person answered."""


def communities(
    workspace: Workspace, decisions: Sequence[Decision], opened: Opened | None, today: date
) -> Listed:
    """Answer the checklist for each key community, and propose what is worked in much and not listed.

    Parameters
    ----------
    workspace
        Its register.
    decisions
        The journal, for what people answered.
    opened
        The facts; None: nothing was read yet.
    today
        Day by which answers grow old.

    Returns
    -------
    Listed
        One row per listed community and question, and one per community that is proposed.
    """
    said = said_of(decisions, COMMUNITY)
    seen = _Seen.of(opened) if opened else None
    work = seen.work if seen else {}
    hosts = workspace.settings.hosts
    rows = [
        _row(_key(one), value, said.get((_key(one), value.asks)), one.line, today, hosts)
        for one in workspace.communities
        for value in (*_values(one, seen), _working(one, seen))
    ]
    finder = CommunityFinder(workspace.communities)
    for owner, count in sorted(work.items(), key=lambda pair: (-sum(pair[1].values()), pair[0])):
        much = sum(count.values())
        if much >= OFTEN and not any(finder.of(at) for at in count):
            value = Value("listed", "no", f"ours did {many(much, 'thing', 'things')} there in the window",
                          None, opened.facts.as_of.date() if opened else None)  # fmt: skip
            rows.append(_row(owner, value, said.get((owner, "listed")), None, today, hosts))
    window = str(opened.facts.window) if opened else "no facts were read yet"
    asked = {
        **{str(name): sentence for name, sentence in QUESTIONS.items()},
        "work": "ours did something there in the window",
        "listed": "it stands in the register",
    }
    meta = {"window": window, "questions": asked}
    rows = shown_with(rows, pseudonyms_of(opened)) if opened else rows
    return Listed(missing_first(rows, ORDER, "answer"), meta)


def answering(
    about: str,
    told: str,
    url: str | None,
    why: str,
    workspace: Workspace,
    decisions: Sequence[Decision],
) -> Line:
    """Write down what a person answers of a community.

    Raises
    ------
    WrongUse
        There is no such question or answer, or a value without a place where it can be read.
    """
    asks, _, answer = told.partition("=")
    if asks not in ASKS:
        raise WrongUse(f"--say {told}: nothing was written: no such question{nearest(asks, ASKS)}")
    if answer not in ANSWERS:
        raise WrongUse(
            f"--say {told}: nothing was written: say one of {', '.join(f'{asks}={one}' for one in ANSWERS)}."
        )
    if asks in QUESTIONS and answer != "unknown" and not url:
        raise WrongUse(
            f"--say {told}: nothing was written: say where that can be read, as --url URL."
        )
    if asks not in QUESTIONS and not why.strip():
        raise WrongUse(f"--say {told}: nothing was written: say why, as --why REASON.")
    if url and not re.match(r"https?://\S+$", url):
        raise WrongUse(f"--url {url}: nothing was written: write the whole address, https://…")
    content = said_content(about, asks, answer, url)
    return line_of(COMMUNITY, f"{about} {asks}", why or f"as read at {url}", content, decisions)


def _key(community: KeyCommunity) -> str:
    return community.repository or community.owner


def _row(
    community: str,
    value: Value,
    said: Said | None,
    line: int | None,
    today: date,
    hosts: Mapping[str, str],
) -> Row:
    """Lay a person's answer over what the facts say."""
    is_old = said is not None and (today - said.said_on).days > STALE_D
    command = _command(named(community, hosts), value.asks)
    row: Row = {
        "community": community,
        "asks": value.asks,
        "answer": value.answer,
        "says": value.says,
        "url": value.url,
        "looked_on": value.looked_on,
        "by": "facts" if value.looked_on else None,
        "waits": None if value.answer == "yes" else command,
        "path": COMMUNITIES_FILE if line else None,
        "line": line,
    }
    if said is None:
        return row
    row |= {
        "answer": said.answer,
        "says": said.why,
        "url": said.url,
        "looked_on": said.said_on,
        "by": "a person",
        "waits": f"look again, it was said {said.said_on}: {command}" if is_old else None,
    }
    return row


def _command(community: str, asks: str) -> str:
    """Say what a person may do about an answer."""
    say = f"twohats register communities --about {community} --say"
    if asks == "listed":
        return f"list it in {COMMUNITIES_FILE}; or: {say} listed=no --why REASON"
    if asks == "work":
        return f"take it out of {COMMUNITIES_FILE}; or: {say} work=no --why REASON"
    return f"{say} {asks}=yes --url URL"


@dataclass(frozen=True)
class _Seen:
    """What the facts hold of all communities, fetched once."""

    opened: Opened
    repositories: Mapping[str, Row]
    """What a forge says, by repository."""
    files: tuple[Row, ...]
    """Licenses and codes of conduct."""
    governance: tuple[Row, ...]
    """Where it stands, by community."""
    maintainers: tuple[Row, ...]
    """Repository, person and employer of whoever may merge."""
    work: Mapping[str, Mapping[str, int]]
    """What ours did in the window, by community and repository."""

    @classmethod
    def of(cls, opened: Opened) -> "_Seen":
        facts = opened.facts
        told = facts.tables["repositories"]
        told = told.select("repository", "url", "license_spdx", "archived", "seen_at")
        return cls(
            opened,
            {row["repository"]: row for row in fetch(told)},
            tuple(latest_documents(facts, ("license", "conduct"))),
            tuple(
                row
                for row in readiness_rows(opened)
                if row["asks"] == "governance" and row["state"] in ("found", "substitute")
            ),
            maintaining(facts),
            _work(facts),
        )

    def within(self, community: KeyCommunity) -> Sequence[str]:
        """List the repositories of a community that the facts know."""
        return self._repositories_of.get(community, ())

    @cached_property
    def _repositories_of(self) -> Mapping[KeyCommunity, Sequence[str]]:
        known = [scope.repository for scope in self.opened.scopes]
        return _by_community(self.opened, known, lambda one: one)

    @cached_property
    def conduct_of(self) -> Mapping[KeyCommunity, Sequence[Row]]:
        """Codes of conduct, by community of the register."""
        known = {scope.repository for scope in self.opened.scopes}
        rows = [
            row for row in self.files if row["kind"] == "conduct" and row["repository"] in known
        ]
        return _by_community(self.opened, rows, lambda row: row["repository"])

    @cached_property
    def governance_of(self) -> Mapping[KeyCommunity, Sequence[Row]]:
        """Where governance stands, by community of the register."""
        return _by_community(
            self.opened, self.governance, lambda row: row["repository"] or row["community"]
        )

    @cached_property
    def files_at(self) -> Mapping[str, Sequence[Row]]:
        """Licenses and codes of conduct, by repository."""
        found: dict[str, list[Row]] = {}
        for row in self.files:
            found.setdefault(row["repository"], []).append(row)
        return found

    @cached_property
    def work_of(self) -> Mapping[KeyCommunity, Sequence[tuple[str, int]]]:
        """What ours did in each repository in the window, by community of the register."""
        done = [pair for count in self.work.values() for pair in count.items()]
        return _by_community(self.opened, done, lambda pair: pair[0])

    @cached_property
    def maintainers_of(self) -> Mapping[KeyCommunity, Sequence[Row]]:
        """Whoever may merge, by community of the register."""
        return _by_community(self.opened, self.maintainers, lambda row: row["repository"])

    def url_of(self, row: Row) -> str | None:
        """Address of a file, where a forge said that of its repository."""
        base = self.repositories.get(row["repository"], {}).get("url")
        return f"{base}/blob/HEAD/{row['path']}" if base else None


def _by_community(
    opened: Opened, things: Iterable[T], place: Callable[[T], str]
) -> dict[KeyCommunity, list[T]]:
    """Part things by the communities of the register they belong to, in the order they have."""
    finder = CommunityFinder(opened.workspace.communities)
    found: dict[KeyCommunity, list[T]] = {}
    for one in things:
        for community in finder.every(place(one)):
            found.setdefault(community, []).append(one)
    return found


def _values(community: KeyCommunity, seen: _Seen | None) -> list[Value]:
    """Answer the four questions by facts."""
    if seen is None:
        return [Value(asks, "unknown", "no facts were read yet") for asks in QUESTIONS]
    facts = seen.opened.facts
    here = seen.within(community)
    looked = looked_on(facts, here)
    conduct = next(iter(seen.conduct_of.get(community, ())), None)
    governance = next(iter(seen.governance_of.get(community, ())), None)
    told = [seen.repositories[at]["seen_at"].date() for at in here if at in seen.repositories]
    return [
        license_value(_licensed(seen, here), looked or max(told, default=None)),
        document_value(
            "conduct",
            conduct["path"] if conduct else None,
            seen.url_of(conduct) if conduct else None,
            looked,
        ),
        document_value(
            "governance",
            governance["where"] if governance else None,
            governance["url"] if governance else None,
            looked,
        ),
        _employers(seen, community),
    ]


def _licensed(seen: _Seen, here: Sequence[str]) -> list[Licensed]:
    """Take the text of a license before the forge's word; what is archived is not asked about."""
    found = []
    for at in here:
        row = seen.repositories.get(at, {})
        texts = [
            one
            for one in seen.files_at.get(at, ())
            if one["kind"] == "license" and "/" not in one["path"]
        ]
        forge = row.get("license_spdx")
        forge = None if forge == "NOASSERTION" else forge
        was_read = texts or forge or looked_on(seen.opened.facts, [at])
        if row.get("archived") or not was_read:
            continue
        named = [license_of(one["text"] or "") for one in texts]
        # A text that nobody can tell may say anything, whatever stands beside it.
        is_told = bool(named) and None not in named
        license_ = " AND ".join(dict.fromkeys(map(str, named))) if is_told else forge
        url = seen.url_of(texts[0]) if texts else row.get("url")
        found.append(Licensed(at, license_, is_open(license_), url))
    return found


def _employers(seen: _Seen, community: KeyCommunity) -> Value:
    """Ask for whom those work who may merge; who has no known employer is counted."""
    by_person: dict[str, str | None] = {}
    for row in seen.maintainers_of.get(community, ()):
        employer, person = row["m_employer"], row["m_person"]
        # Who works for nobody else is a unit of their own.
        by_person[person] = f"{employer} {person}" if employer == INDEPENDENT else employer
    as_of = seen.opened.facts.as_of.date()
    return employers_value(list(by_person.values()), community.url, as_of)


def _work(facts: Facts) -> dict[str, dict[str, int]]:
    """Count what ours did in the window, by upstream community and repository."""
    acts = facts.within(facts.acts)
    acts = acts.filter(
        acts.actor_is_ours.fill_null(False) & ~acts.actor_is_bot & ~acts.scope.isin(list(OURS))
    )
    told = fetch(acts.group_by("community", "repository").agg(n=acts.event.nunique()))
    # A change has its commits; where no forge was read, these are all that tells.
    told += fetch(_commits(facts).anti_join(facts.items.select("repository"), "repository"))
    found: dict[str, dict[str, int]] = {}
    for row in told:
        if row["community"]:
            found.setdefault(row["community"], {})[row["repository"]] = row["n"]
    return found


def _commits(facts: Facts) -> ir.Table:
    """Count the commits that ours wrote in the window, by community and repository."""
    made = facts.within(authored(facts), "committed_at")
    made = made.filter(made.actor_is_ours.fill_null(False) & ~made.actor_is_bot)
    scopes = facts.scopes.filter(~facts.scopes.scope.isin(list(OURS)))
    made = made.inner_join(scopes.select("repository", "community"), "repository")
    return made.group_by("community", "repository").agg(n=made.oid.nunique())


def _working(community: KeyCommunity, seen: _Seen | None) -> Value:
    """Say whether ours did anything there in the window; what was not read is unknown."""
    if seen is None:
        return Value("work", "unknown", "no facts were read yet")
    facts = seen.opened.facts
    much = sum(count for _, count in seen.work_of.get(community, ()))
    if much:
        says = f"ours did {many(much, 'thing', 'things')} there in the window"
        return Value("work", "yes", says, community.url, facts.as_of.date())
    since, until = facts.window.since, facts.window.until
    read = any(
        start < until and end > since
        for at in seen.within(community)
        for kind in ("items", "items.pull_request", "items.issue", "commits")
        for start, end in facts.promised.spans(kind, at)
    )
    if not read:
        return Value("work", "unknown", "nothing of it was read for the window", community.url)
    says = "nothing of ours was seen there in the window: is it still a key community?"
    return Value("work", "no", says, community.url, facts.as_of.date())
