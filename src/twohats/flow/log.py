"""``log``: write down work that leaves no trace; hours stay with whoever worked them.

The private line is written first, then the public one that holds its digest. What is cut off between
the two is a private line that speaks of nothing; it is counted nowhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from twohats.errors import Mistake, WrongUse
from twohats.formats.activity_log import Activity, is_activity_log, parse_activity_log
from twohats.formats.addresses import read_place
from twohats.formats.log_comment import LogEntry, parse_log_comments
from twohats.formats.references import find_references
from twohats.journal import (
    ACTIVITIES,
    Journal,
    PrivateJournal,
    PrivateLine,
    hours_of,
    logged_of,
    ulid,
)
from twohats.journal.fold import WITHDRAWN
from twohats.journal.logged import LOGGED, account_of, logged_content
from twohats.journal.proposing import propose_activity
from twohats.journal.sums import TEAM_HOURS, due_sums, sum_content
from twohats.records import Skipped, owner_of
from twohats.records.decisions import Decision
from twohats.records.judgement import ALIASES, CLASSES
from twohats.workspace import Workspace

HATS = ("org", "upstream", "personal")
"""Hats that somebody may say they wore; see docs/journal.md#logged."""


@dataclass(frozen=True)
class Books:
    """Where things are written down, and by whom."""

    workspace: Workspace
    journal: Journal
    private: PrivateJournal
    who: str
    """The person who runs this, as git knows them."""
    now: datetime
    chance: Callable[[int], bytes]


@dataclass(frozen=True)
class Work:
    """Something somebody did."""

    title: str
    on: date
    activity: str | None = None
    """None: by the words of the title."""
    community: str | None = None
    """None: by the links."""
    hours: float | None = None
    is_about: bool = False
    links: tuple[str, ...] = ()
    class_: str | None = None
    why: str = ""
    hat: str | None = None
    told: str | None = None
    """Which text of a tracker it was taken from; see `twohats.flow.proposals`."""
    supersedes: str | None = None
    """Id of the line whose place it takes."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    rows: tuple[dict[str, Any], ...] = ()
    """As `twohats.journal.logged_of` gives them."""
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Mistake, ...] = field(default=())
    """What could not be read of a file."""


def read_works(text: str, path: str, books: Books, account: str) -> tuple[list[Work], Outcome]:
    """Read work from a comment or an activity log, whichever the text is.

    Rows of an activity log that are somebody else's stay out: their hours are their own.
    """
    if not is_activity_log(text):
        read = parse_log_comments(text, path=path)
        return [_of_comment(entry) for entry in read.entries], Outcome(problems=read.problems)
    log = parse_activity_log(text, path=path)
    names = _names_of(books, account)
    works, skipped = [], []
    for row in log.entries:
        if row.person is not None and row.person.strip().lstrip("@").casefold() not in names:
            skipped.append(Skipped(f"{path}:{row.line}", "it is somebody else's"))
        elif row.on is None:
            skipped.append(Skipped(f"{path}:{row.line}", "it has no date"))
        else:
            works.append(_of_activity(row, row.on))
    return works, Outcome(skipped=tuple(skipped), problems=log.problems)


def log_work(books: Books, works: Sequence[Work], account: str) -> Outcome:
    """Write work down; what was written before is left as it is.

    Parameters
    ----------
    books
        Where to, and by whom.
    works
        What was done.
    account
        Whose work it is; see `worker_of`.

    Raises
    ------
    WrongUse
        Something that was said is not usable; nothing was written.
    """
    ready = [_ready(work, books) for work in works]
    decisions, _ = books.journal.read()
    known = {_mark(row): row["item"] for row in logged_of(decisions)}
    roots = {row["decision"]: row["item"] for row in logged_of(decisions)}
    skipped: list[Skipped] = []
    fresh: list[tuple[str, Work]] = []
    for work in ready:
        mark = (account, work.on, work.title, work.links)
        if mark in known and work.supersedes is None:
            skipped.append(Skipped(work.title, f"it was logged before, as {known[mark]}"))
            continue
        id_ = ulid(books.now, books.chance(10))
        known[mark] = f"log:{id_}"
        fresh.append((id_, work))
    # A correction keeps the item of the line whose place it takes.
    items = {id_: roots.get(work.supersedes or "", f"log:{id_}") for id_, work in fresh}
    digests = _keep_hours(books, fresh, items, account)
    made = [
        _decision(books, id_, items[id_], work, account, digests.get(id_)) for id_, work in fresh
    ]
    if made:
        books.journal.append(*made)
    write_sums(books)
    rows = logged_of([*decisions, *made])
    ids = {one.id for one in made}
    return Outcome(tuple(row for row in rows if row["decision"] in ids), tuple(skipped))


def withdraw_work(books: Books, decision: str, why: str) -> None:
    """Take back a logged line: nothing stands in its place."""
    held = next(one for one in books.journal.read()[0] if one.id == decision)
    books.journal.append(
        Decision(
            ulid(books.now, books.chance(10)),
            books.who,
            books.now,
            LOGGED,
            held.about,
            why,
            {WITHDRAWN: True},
            held.id,
        )
    )


def log_working_time(books: Books, month: date, hours: float, account: str) -> None:
    """Write down how many hours somebody worked in a month; it stays in the private part."""
    content = {"hours": hours, "date": month.isoformat()}
    line = PrivateLine(ulid(books.now, books.chance(10)), "hours", account, books.now, content)
    books.private.append(line)
    write_sums(books)


def forget_hours(books: Books, item: str) -> int:
    """Erase the hours of one's logged work; what was done stays in the journal.

    Raises
    ------
    WrongUse
        There are none, or they are somebody else's.
    """
    lines = [line for line in books.private.read().lines if line.content.get("item") == item]
    mine = [line.id for line in lines if line.who == worker_of(books, None)]
    if not mine:
        reason = "they are somebody else's" if lines else "there are none"
        raise WrongUse(f"{item}: no hours were erased: {reason}. `twohats log` lists yours.")
    return len(books.private.erase(mine, books.now))


def own_rows(books: Books, account: str) -> list[dict[str, Any]]:
    """List one's own logged work with one's own hours, newest first."""
    decisions, _ = books.journal.read()
    state = books.private.read()
    hours = hours_of(replace(state, lines=tuple(one for one in state.lines if one.who == account)))
    rows = [row for row in logged_of(decisions) if row["account"] == account]
    return [{**row, "hours": hours.get(row["item"])} for row in reversed(rows)]


def worker_of(books: Books, said: str | None) -> str:
    """Key of the person whose work it is: one of the team, else as git knows them.

    Raises
    ------
    WrongUse
        An account was named that nobody of the team has.
    """
    name = (said or books.who).strip().lower()
    for member in books.workspace.team:
        emails = [email.lower() for email in member.emails]
        logins = [account.partition(":")[2] for account in member.accounts]
        if name in (*member.accounts, *logins, *emails):
            return member.key
    if said is not None:
        raise WrongUse(f"--as {said}: nobody of the team has this account. List them in team.yml.")
    return account_of(books.who)


def write_sums(books: Books) -> None:
    """Publish the team's hours of months that are over, where nobody's own hours follow from them.

    What went into a sum is noted in the private part first, with the line to be published; where the
    program was stopped between the two, that line is published now.
    """
    state = books.private.read()
    decisions, _ = books.journal.read()
    public = {row["item"] for row in logged_of(decisions)}
    written = {one.id for one in decisions}
    for line in state.lines:
        if line.kind == "counted" and line.content["decision"] not in written:
            books.journal.append(_sum_decision(line, decisions))
            decisions, _ = books.journal.read()
    lines = [line for line in state.lines if line.content.get("item", "") in {"", *public}]
    for due in due_sums(lines, books.now):
        content = {
            "month": due.sum.month,
            "ids": list(due.ids),
            "decision": ulid(books.now, books.chance(10)),
            "sum": sum_content(due.sum),
        }
        line = PrivateLine(
            ulid(books.now, books.chance(10)), "counted", books.who, books.now, content
        )
        books.private.append(line)
        books.journal.append(_sum_decision(line, decisions))
        decisions, _ = books.journal.read()


def community_of_links(links: Iterable[str], workspace: Workspace) -> str | None:
    """Owner key of the first link that leads to somebody's project and not to our own."""
    hosts = workspace.settings.hosts
    for link in links:
        for reference in find_references(link, repository="github:a/a", hosts=hosts):
            if reference.to_item:
                repository = reference.to_item.rpartition("#")[0] or reference.to_item
                if not workspace.settings.is_ours(repository):
                    return owner_of(repository.rpartition("!")[0] or repository)
        try:
            owner, repository_there = read_place(link, hosts)
        except ValueError:
            continue
        if "://" in link and not workspace.settings.is_ours(repository_there or f"{owner}/"):
            return owner
    return None


def _of_comment(entry: LogEntry) -> Work:
    return Work(entry.what, entry.on, hours=entry.hours, is_about=entry.is_about, links=entry.links)


def _of_activity(row: Activity, on: date) -> Work:
    return Work(row.what, on, hours=row.total_h, links=row.links)


def _names_of(books: Books, account: str) -> set[str]:
    """Names under which a log may speak of one person."""
    names = {account, account.partition(":")[2], books.who.casefold()}
    for member in books.workspace.team:
        if member.key == account:
            names |= {one for key in member.accounts for one in (key, key.partition(":")[2])}
            names |= {email.casefold() for email in member.emails}
            names |= {member.name.casefold()} if member.name else set()
    return names


def _ready(work: Work, books: Books) -> Work:
    """Fill in what follows from the rest, and check the words."""
    title = " ".join(work.title.split())
    if not title:
        raise WrongUse("nothing logged: say what was done, in a few words.")
    activity = work.activity or propose_activity(title) or "other"
    if activity not in ACTIVITIES:
        raise WrongUse(f"--activity {activity!r} is none. Say one of {', '.join(ACTIVITIES)}.")
    class_ = ALIASES.get(work.class_ or "", work.class_)
    if class_ is not None and class_ not in CLASSES:
        raise WrongUse(f"--class {class_!r} is none. Say one of {', '.join(CLASSES)}.")
    if class_ is not None and not work.why.strip():
        raise WrongUse("--class needs --why: the reason is kept in the journal.")
    if work.hat is not None and work.hat not in HATS:
        raise WrongUse(f"--hat {work.hat!r} is none. Say one of {', '.join(HATS)}.")
    if work.on > books.now.date():
        raise WrongUse(f"{work.on}: nothing logged: that day has not come yet.")
    community = work.community
    if community is not None:
        try:
            community, _ = read_place(community, books.workspace.settings.hosts)
        except ValueError as error:
            raise WrongUse(f"--community: {error}.") from error
    else:
        community = community_of_links(work.links, books.workspace)
    return replace(work, title=title, activity=activity, class_=class_, community=community)


def _mark(row: Mapping[str, Any]) -> tuple[str, date, str, tuple[str, ...]]:
    return row["account"], row["happened_at"].date(), row["title"], row["links"]


def _keep_hours(
    books: Books, fresh: Sequence[tuple[str, Work]], items: Mapping[str, str], account: str
) -> dict[str, str]:
    lines = {
        id_: PrivateLine(
            ulid(books.now, books.chance(10)),
            "hours",
            account,
            books.now,
            {
                "item": items[id_],
                "date": work.on.isoformat(),
                "hours": work.hours,
                "is_about": work.is_about,
            },
        )
        for id_, work in fresh
        if work.hours is not None
    }
    if not lines:
        return {}
    return dict(zip(lines, books.private.append(*lines.values()), strict=True))


def _decision(
    books: Books, id_: str, item: str, work: Work, account: str, private: str | None
) -> Decision:
    content = logged_content(
        work.title,
        work.on,
        work.activity or "other",
        community=work.community,
        account=account,
        links=work.links,
        class_=work.class_,
        hat=work.hat,
        private=private,
    )
    if work.told:
        content = {**content, "told": work.told}
    return Decision(id_, books.who, books.now, LOGGED, (item,), work.why, content, work.supersedes)


def _sum_decision(line: PrivateLine, decisions: Sequence[Decision]) -> Decision:
    month = line.content["month"]
    earlier = [one.id for one in decisions if one.what == TEAM_HOURS and month in one.about]
    return Decision(
        line.content["decision"],
        line.who,
        line.at,
        TEAM_HOURS,
        (month,),
        "the month is over",
        line.content["sum"],
        max(earlier, default=None),
    )
