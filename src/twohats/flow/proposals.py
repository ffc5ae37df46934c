"""``log --proposed``: what people wrote and ticked in our own trackers, for them to confirm.

A proposal is its author's alone. It goes into the journal when they take it, once, and what they
change in the comment later is proposed again in the place of what they took.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from twohats.errors import WrongUse
from twohats.flow.log import Books, Work, log_work, withdraw_work, worker_of
from twohats.formats.log_comment import LogEntry, parse_log_comments
from twohats.formats.task_list import Task, read_tasks
from twohats.journal import hours_of, in_force
from twohats.journal.logged import LOGGED
from twohats.journal.proposing import propose_activity
from twohats.links.told import Text
from twohats.records import Skipped
from twohats.records.decisions import Decision

State = Literal["new", "edited", "gone"]

COLUMNS = (
    "proposal",
    "state",
    "who",
    "date",
    "activity",
    "title",
    "hours",
    "takes_place_of",
    "url",
)
TRACELESS = frozenset(
    {
        *("meeting", "mentoring", "moderation", "governance", "talk", "funding", "care", "goals"),
        *("sponsoring", "newcomers"),
    }
)
"""Kinds of work that leave no trace of their own, so that a ticked box says something new."""


@dataclass(frozen=True)
class Proposal:
    """One line that somebody may take into the journal."""

    key: str
    """Short, and equal as long as its text says the same."""
    told: str
    """The event it stands in, and a digest of what it says but for hours."""
    state: State
    person: str
    """Whose work it is; nobody else can take it."""
    work: Work
    url: str | None
    supersedes: str | None = None
    """Id of the line that was taken before from the same text."""


@dataclass(frozen=True)
class _Told:
    """One thing that a text tells, not yet compared with the journal."""

    person: str
    work: Work
    said: tuple[str, ...]
    """What makes it the same thing when it is read again."""


def proposals(
    texts: Iterable[Text],
    decisions: Sequence[Decision],
    persons: Mapping[str, str],
    hours: Mapping[str, float] | None = None,
) -> tuple[tuple[Proposal, ...], tuple[Skipped, ...]]:
    """Compare what trackers tell with what the journal holds.

    Parameters
    ----------
    texts
        Of our trackers; see `twohats.links.told.texts_told`.
    decisions
        Every line of the journal.
    persons
        Keys of people of ours, by account.
    hours
        By logged item, of whoever asks: whose hours alone changed is proposed again.

    Returns
    -------
    tuple
        Proposals in the order of the texts, and what was left out with the reason.
    """
    taken = _taken(decisions)
    found: list[Proposal] = []
    losses: list[Skipped] = []
    for text in texts:
        told = [] if text.is_gone else _told(text, persons, losses)
        found += _compared(text, told, taken.get(text.event, []), hours or {})
    return tuple(found), tuple(losses)


def _told(text: Text, persons: Mapping[str, str], losses: list[Skipped]) -> list[_Told]:
    """Read what a text tells, of whom, and say what it does not."""
    found = []
    place = text.url or text.event
    if text.said_at is None:
        losses.append(Skipped(place, "nobody read when it was written"))
        return []
    read = parse_log_comments(text.body, path=place)
    tasks = [task for task in read_tasks(text.body) if task.done]
    problems = [problem for problem in read.problems if problem.line]  # else it is no log at all
    if not (read.entries or problems or tasks):
        return []
    writer = text.person if text.is_ours else None
    if writer is None and (read.entries or not text.is_first):
        losses.append(Skipped(place, "whoever wrote it was none of the team then"))
    elif writer is not None:
        losses += [Skipped(f"{place}:{one.line}", one.message) for one in problems]
        found += [_logged(one, writer, text) for one in read.entries]
    for task in tasks:
        person = _whose(task, text, writer, persons)
        activity = propose_activity(task.text)
        if isinstance(person, Skipped):
            losses.append(person)
        elif activity not in TRACELESS:
            kind = activity or "work of which no word says the kind"
            losses.append(
                Skipped(f"{place}:{task.line}", f"{kind}: its own traces tell, or log it yourself")
            )
        else:
            work = Work(task.text, text.said_at.date(), activity, links=_links((), text))
            # Not the day: the issue goes on changing after the box was ticked.
            found.append(_Told(person, work, (task.key or "", task.text)))
    return found


def _logged(entry: LogEntry, writer: str, text: Text) -> _Told:
    links = _links(entry.links, text)
    work = Work(entry.what, entry.on, hours=entry.hours, is_about=entry.is_about, links=links)
    # Hours are left out: a digest of a small number gives it away.
    return _Told(writer, work, (entry.on.isoformat(), entry.what, *links))


def _whose(task: Task, text: Text, writer: str | None, persons: Mapping[str, str]) -> str | Skipped:
    """Find whose work a ticked box is: who it calls, else who wrote the comment it stands in."""
    place = f"{text.url or text.event}:{task.line}"
    forge = text.item.partition(":")[0]
    called = {login: persons.get(f"{forge}:{login}") for login in task.called}
    if not called:
        if writer is not None and not text.is_first:
            return writer
        return Skipped(place, "ticked, and it calls nobody: write @login beside it")
    if len(called) > 1:
        return Skipped(place, "ticked, and it calls several: give each a box of their own")
    ((login, person),) = called.items()
    if person is None:
        return Skipped(place, f"ticked, and @{login} is none of the team")
    if not text.is_first and person != writer:
        return Skipped(place, "nobody logs for somebody else")
    return person


def _links(links: tuple[str, ...], text: Text) -> tuple[str, ...]:
    """Link to what somebody named, and to where they said it."""
    return tuple(dict.fromkeys([*links, *([text.url] if text.url else [])]))


def _compared(
    text: Text, told: Sequence[_Told], taken: Sequence[Decision], hours: Mapping[str, float]
) -> list[Proposal]:
    """Leave out what was taken; what else stands there takes the place of what no longer does."""
    marks = [_mark(text, one, told[:at]) for at, one in enumerate(told)]
    held = {str(one.content["told"]): one for one in taken}
    stale = [one for mark, one in held.items() if mark not in marks]
    found = []
    for one, mark in zip(told, marks, strict=True):
        if mark in held:
            line = held[mark]
            before = hours.get(line.about[0]) if line.about else None
            if before is None or one.work.hours is None or before == one.work.hours:
                continue
            state: State = "edited"
        else:
            same = [old for old in stale if old.content.get("account") == one.person]
            line = same[0] if same else None  # type: ignore[assignment]
            state = "edited" if same else "new"
            if same:
                stale.remove(same[0])
        found.append(
            Proposal(_short(mark, one.work.hours if state == "edited" else None), mark, state, one.person,
                     one.work, text.url, line.id if state == "edited" else None)
        )  # fmt: skip
    for old in stale:
        mark = str(old.content["told"])
        work = Work(
            str(old.content.get("title")), date.fromisoformat(str(old.content["date"])[:10])
        )
        person = str(old.content.get("account"))
        found.append(Proposal(_short(mark, "gone"), mark, "gone", person, work, text.url, old.id))
    return found


def _mark(text: Text, one: _Told, before: Sequence[_Told]) -> str:
    """Digest what is told, and how many before it in this text say the same."""
    twice = sum((other.person, other.said) == (one.person, one.said) for other in before)
    digest = hashlib.sha256(json.dumps([one.person, *one.said, twice]).encode()).hexdigest()[:16]
    return f"{text.event}|{digest}"


def _short(mark: str, more: object) -> str:
    return hashlib.sha256(f"{mark}{more or ''}".encode()).hexdigest()[:8]


def _taken(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    """Find the lines in force that came from a text, by its event."""
    found: dict[str, list[Decision]] = {}
    for one in in_force(decision for decision in decisions if decision.what == LOGGED):
        told = one.content.get("told")
        if isinstance(told, str) and "date" in one.content:
            found.setdefault(told.rpartition("|")[0], []).append(one)
    return found


def events_taken(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """List the events from whose texts lines were taken, which are read whatever they say now."""
    return tuple(sorted(_taken(decisions)))


def own_hours(books: Books, account: str) -> dict[str, float]:
    """Hours of one person by logged item."""
    state = books.private.read()
    lines = tuple(line for line in state.lines if line.who == account)
    return hours_of(replace(state, lines=lines))


def rows_of(
    found: Iterable[Proposal], labels: Mapping[str, str], account: str
) -> list[dict[str, Any]]:
    """List proposals; hours only to whose they are."""
    return [
        {
            "proposal": one.key,
            "state": one.state,
            "who": labels.get(one.person, one.person),
            "date": one.work.on,
            "activity": one.work.activity or propose_activity(one.work.title) or "other",
            "title": one.work.title,
            "hours": one.work.hours if one.person == account else None,
            "takes_place_of": one.supersedes,
            "url": one.url,
        }
        for one in found
    ]


def take(
    books: Books, found: Sequence[Proposal], keys: Sequence[str], account: str, said: Work
) -> list[str]:
    """Put proposals into the journal, as their author confirms them.

    Parameters
    ----------
    books
        Where to, and by whom.
    found
        All there are.
    keys
        Which; ``all`` is every new or edited one of the author's.
    account
        Whoever confirms; see `twohats.flow.log.worker_of`.
    said
        What they say besides: another activity or community.

    Returns
    -------
    list of str
        What became of each, in words.

    Raises
    ------
    WrongUse
        There is no such proposal, or it is somebody else's; nothing was written.
    """
    if account != worker_of(books, None) and worker_of(books, None) in {
        member.key for member in books.workspace.team
    }:
        raise WrongUse("nothing was logged: git calls you somebody else. Each confirms their own.")
    wanted = _wanted(found, keys, account)
    told = []
    for one in wanted:
        if one.state == "gone":
            withdraw_work(books, str(one.supersedes), "it was taken out of the tracker")
            told.append(f"{one.key}: {one.work.title}: withdrawn")
            continue
        work = replace(
            one.work,
            activity=said.activity or one.work.activity,
            community=said.community,
            why=said.why,
            told=one.told,
            supersedes=one.supersedes,
        )
        outcome = log_work(books, [work], account)
        told += [f"{one.key}: logged {row['item']}: {row['title']}" for row in outcome.rows]
        told += [f"{one.key}: not logged: {loss.key}: {loss.reason}" for loss in outcome.skipped]
    return told


def _wanted(found: Sequence[Proposal], keys: Sequence[str], account: str) -> list[Proposal]:
    if list(keys) == ["all"]:
        return [one for one in found if one.person == account and one.state != "gone"]
    by_key = {one.key: one for one in found}
    unknown = [key for key in keys if key not in by_key]
    others = [key for key in keys if key in by_key and by_key[key].person != account]
    if unknown or others:
        said = [*(f"{key}: there is no such proposal" for key in unknown)]
        said += [f"{key}: it is somebody else's, who has to confirm it" for key in others]
        raise WrongUse(
            f"nothing was logged: {'; '.join(said)}. `twohats log --proposed` lists all."
        )
    return [by_key[key] for key in keys]
