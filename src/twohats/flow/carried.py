"""``carried``: what we carry instead of contributing it, and where each of it is going.

Everything carried wants one of two words: a link upstream, or a reason with a day on which somebody
looks again. A word stands beside the thing (a mark, a header, a message) or in the journal, where the
later one holds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from twohats.errors import WrongUse
from twohats.flow.rows import Row
from twohats.flow.words import many, short
from twohats.formats.suggest import nearest
from twohats.journal import to_supersede
from twohats.journal.carrying import CARRIED, ONLY_LINKED, carried_content, words_of
from twohats.records import Skipped
from twohats.records.carried import Found, Word
from twohats.records.decisions import Decision
from twohats.records.keys import covers
from twohats.sources.git.carrying import Carrying, read_carrying

COLUMNS = (
    "id", "kind", "what", "repository", "path", "line", "upstream", "answer", "link", "reason",
    "until", "since", "age_d", "lines", "landed_on",
)  # fmt: skip
UPSTREAMED_COLUMNS = ("repository", "commit", "what", "how", "upstream_commit", "lines", "since")

LANDED, CLOSED = "landed", "closed upstream"
WAITS = ("nothing said", "no day to look again", "look again", LANDED, CLOSED)
"""Answers that wait for a person."""

FEW = 3
"""Repositories that one sentence names."""


@dataclass(frozen=True)
class Asked:
    """What is to be looked at."""

    paths: tuple[Path, ...]
    branch: str = "HEAD"
    upstream: str | None = None
    as_of: datetime | None = None
    """Take the branch, and upstream's, as they were then."""


@dataclass(frozen=True)
class Known:
    """What the workspace adds, where there is one."""

    hosts: Mapping[str, str]
    own: frozenset[str] = frozenset()
    """Keys of our own owners and repositories."""
    decisions: tuple[Decision, ...] = ()


@dataclass
class Carried:
    """What was found, oldest first."""

    rows: list[Row] = field(default_factory=list)
    upstreamed: list[Row] = field(default_factory=list)
    meta: dict[str, object] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Sentences for people: how far a fork went, what was left out."""
    is_complete: bool = True
    uncompared: list[str] = field(default_factory=list)
    """Keys of repositories of which nobody knows whether they are forks."""

    def count(self) -> None:
        """Count kinds and answers into what stands beside the rows."""
        for name, column in (("kinds", "kind"), ("answers", "answer")):
            self.meta[name] = dict(Counter(str(row[column]) for row in self.rows))

    @property
    def waiting(self) -> list[Row]:
        """Rows that wait for a person."""
        return [row for row in self.rows if row["answer"] in WAITS]


def carried(asked: Asked, known: Known, today: date, workdir: Path) -> Carried:
    """Look through repositories for what they carry.

    Parameters
    ----------
    asked
        Where to look.
    known
        Hosts, our own projects and the journal.
    today
        Day from which ages are counted, and on which reviews are due.
    workdir
        A folder the caller owns and removes.

    Raises
    ------
    WrongUse
        A path is no repository, or a branch or upstream is not there; all of them at once.
    """
    found, wrong = Carried(), list[str]()
    for path in asked.paths:
        try:
            one = read_carrying(
                path,
                workdir=workdir,
                hosts=known.hosts,
                branch=asked.branch,
                upstream=asked.upstream,
                before=asked.as_of,
            )
        except WrongUse as error:
            wrong.append(str(error))
            continue
        _add(found, one, known, today)
    if wrong:
        raise WrongUse("\n".join(wrong))
    # Age is unknown where history does not reach; what nobody can date is not the youngest.
    found.rows.sort(key=lambda row: (row["since"] or "", row["path"], row["line"] or 0))
    found.meta["as_of"] = today
    _tell_what_was_looked_for(found)
    found.count()
    return found


def saying(
    ids: Sequence[str],
    word: Word,
    found: Carried,
    decisions: Sequence[Decision],
    today: date,
) -> list[tuple[str, str, dict[str, object], str | None]]:
    """Write a word down about things that are carried.

    Returns
    -------
    list
        About, reason, content and what it supersedes, one per thing.

    Raises
    ------
    WrongUse
        The word is not whole, or a name is that of nothing carried; nothing was written.
    """
    if not word.link and not (word.reason and word.until):
        raise WrongUse(
            "nothing was written: say where it goes with --link URL, or why it stays with "
            "--reason WHY --until DATE."
        )
    if word.link and not word.link.startswith(("https://", "http://")):
        raise WrongUse(
            f"--link {word.link}: nothing was written: write the whole address, https://…"
        )
    if word.until and word.until <= today:
        raise WrongUse(f"--until {word.until}: nothing was written: that day is not to come.")
    lines = []
    for name in ids:
        row = _called(name, found.rows)
        key = f"carried:{row['id']}"
        supersedes = to_supersede(decisions, CARRIED, [key])
        first, more = (supersedes[0], supersedes[1:]) if supersedes else (None, ())
        thing = f"{row['what']} ({row['repository']}, {row['path']})"
        content = dict(carried_content(word.link, word.until, thing, more))
        lines.append((key, word.reason or ONLY_LINKED, content, first))
    return lines


def _add(found: Carried, one: Carrying, known: Known, today: date) -> None:
    words = words_of(known.decisions)
    found.skipped += one.skipped
    found.is_complete &= one.is_complete and not any(one.fork.skipped if one.fork else ())
    ours = 0
    taken: Counter[str] = Counter()
    for thing in one.found:
        if thing.kind == "pin" and _is_own(thing.upstream, known.own):
            ours += 1
            continue
        id_ = thing.id_in(one.repository)
        taken[id_] += 1
        if taken[id_] > 1:
            identity = f"{thing.identity or thing.what}\0{taken[id_]}"
            id_ = replace(thing, identity=identity).id_in(one.repository)
        said = words.get(f"carried:{id_}")
        word = said.word.beside(thing.word) if said else thing.word
        found.rows.append(_row(thing, id_, word, one, today))
    if ours:
        found.said.append(
            f"{many(ours, 'pin takes', 'pins take')} packages from your own repositories; where one is "
            "a fork, look there: twohats carried PATH --upstream UPSTREAM"
        )
        found.skipped.append(Skipped(one.repository, f"{ours} pinned to our own repositories"))
    if one.fork:
        _fork(found, one)
    elif one.upstream is None:
        found.uncompared.append(one.repository)


def _tell_what_was_looked_for(found: Carried) -> None:
    """Say what an empty list means, and where nobody compared commits."""
    if not found.rows:
        found.said.insert(
            0,
            "Nothing in the files is carried: no patch, override, copy or mark, and no pin to another project.",
        )
    if found.uncompared:
        found.meta["uncompared"] = found.uncompared
        whose = ", ".join(short(one) for one in found.uncompared[:FEW])
        more = len(found.uncompared) - FEW
        found.said.append(
            f"Commits were not compared in {whose}{f' and {more:,} more' if more > 0 else ''}: "
            "no remote `upstream` was fetched. For a fork, name it: --upstream origin/main, or a clone"
        )


def _fork(found: Carried, one: Carrying) -> None:
    fork = one.fork
    assert fork is not None
    how = Counter(gone.how for gone in fork.upstreamed)
    found.upstreamed += [
        {
            "repository": one.repository,
            "commit": gone.change.oid,
            "what": gone.change.subject,
            "how": gone.how,
            "upstream_commit": gone.commit,
            "lines": gone.change.lines,
            "since": gone.change.authored_at.date().isoformat(),
        }
        for gone in fork.upstreamed
    ]
    counted = {
        "upstream": one.upstream,
        "base": fork.base,
        "ahead": fork.ahead,
        "behind": fork.behind,
        "merges": fork.merges,
        "upstreamed": len(fork.upstreamed),
        "empty": fork.empty,
        "carried": len(fork.carried),
    }
    found.meta.setdefault("forks", {})[one.repository] = counted  # type: ignore[index]
    said = f"{short(one.repository)}: {many(fork.ahead, 'commit', 'commits')} ahead of and {fork.behind:,} behind {short(one.upstream or 'upstream')}"
    if fork.upstreamed:
        parts = ", ".join(f"{count:,} {name}" for name, count in sorted(how.items()))
        said += f"; {len(fork.upstreamed):,} of them are upstream already ({parts}): --upstreamed"
        first = min(gone.change.authored_at for gone in fork.upstreamed)
        said += f". The oldest of these was written on {first.date()}"
    found.said.append(f"{said}.")


def _row(thing: Found, id_: str, word: Word, one: Carrying, today: date) -> Row:
    since = thing.since.date() if thing.since else None
    return {
        "id": id_,
        "kind": thing.kind,
        "what": thing.what,
        "repository": one.repository,
        "path": thing.path,
        "line": thing.line,
        "upstream": thing.upstream,
        "answer": answer_of(word, today),
        "link": word.link,
        "reason": word.reason,
        "until": word.until,
        "since": since.isoformat() if since else None,
        "age_d": (today - since).days if since else None,
        "lines": thing.lines,
        "landed_on": None,
    }


def answer_of(word: Word, today: date) -> str:
    """Say in two words whether anybody said where a thing goes.

    Examples
    --------
    >>> answer_of(Word(reason="our proxy", until=date(2026, 1, 1)), date(2026, 1, 1))
    'look again'
    >>> answer_of(Word(link="https://example.org/pull/1"), date(2026, 1, 1))
    'linked'
    """
    if word.until and word.until <= today:
        return "look again"
    if word.link:
        return "linked"
    if word.reason and word.until:
        return "stays for now"
    return "no day to look again" if word.reason else "nothing said"


def _is_own(upstream: str | None, own: frozenset[str]) -> bool:
    if upstream is None or upstream.startswith("http"):
        return False
    return any(covers(one, upstream) for one in own)


def _called(name: str, rows: Iterable[Row]) -> Row:
    known = {str(row["id"]): row for row in rows}
    meant = [id_ for id_ in known if id_.startswith(name)] if len(name) >= 4 else []
    if len(meant) != 1:
        hint = f": say one of {', '.join(meant)}" if meant else nearest(name, known)[:200]
        raise WrongUse(f"--about {name}: nothing was written: nothing carried is called so{hint}")
    return known[meant[0]]
