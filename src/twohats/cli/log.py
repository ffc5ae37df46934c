"""``twohats log``: write down work that leaves no trace, in one line."""

import secrets
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse, why_unread

if TYPE_CHECKING:
    from twohats.flow.log import Books, Outcome, Work

NAME = "log"
HELP = (
    "Write down work that leaves no trace: meetings, mentoring, moderation, care. Hours stay yours."
)
EXAMPLE = "twohats log 'led the monthly meeting' --community github:lantern-project --hours 1h30"

COLUMNS = ("item", "date", "activity", "community", "title", "hours", "class", "url")


def run(
    context: typer.Context,
    what: Annotated[
        str | None, typer.Argument(help="What you did. Without it: list what you logged.")
    ] = None,
    activity: Annotated[
        str | None, typer.Option("--activity", help="Kind of work; else proposed by your words.")
    ] = None,
    community: Annotated[
        str | None, typer.Option("--community", help="For whom: github:owner; else by the link.")
    ] = None,
    hours: Annotated[
        str | None, typer.Option("--hours", help="How long: 1.5, 1h30, '90 min'. Kept private.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--date", help="Which day; else today.", metavar="DATE")
    ] = None,
    link: Annotated[
        list[str] | None, typer.Option("--link", help="Where it can be read; may be repeated.")
    ] = None,
    class_: Annotated[
        str | None, typer.Option("--class", help="Whose need it served, with --why.")
    ] = None,
    hat: Annotated[
        str | None,
        typer.Option("--hat", help="The hat you wore: org, upstream, personal."),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")] = "",
    from_: Annotated[
        str | None,
        typer.Option("--from", help="A file of comments or an activity log; - is standard input."),
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", help="Your account, where git's e-mail does not tell.")
    ] = None,
    worked: Annotated[
        str | None,
        typer.Option("--worked", help="Your working time in the month of --date. Kept private."),
    ] = None,
    forget: Annotated[
        str | None, typer.Option("--forget", help="Erase the hours of this log:… of yours.")
    ] = None,
    proposed: Annotated[
        bool,
        typer.Option("--proposed", help="List what people wrote or ticked in our own trackers."),
    ] = False,
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take",
            help="Confirm a proposal of yours, or all; may be repeated.",
            metavar="PROPOSAL",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be logged; write nothing.")
    ] = False,
    how: How = Format.table,
) -> None:
    """Log one thing, a file of them, or list what was logged."""
    from twohats.flow.log import Work, forget_hours, log_work, log_working_time, worker_of

    books = _books(context)
    account = worker_of(books, as_)
    day = _day(on) or now().date()
    asked = (what, from_, worked, forget, take or None, proposed or None)
    if sum(one is not None for one in asked) > 1:
        raise WrongUse(
            "one thing at a time: WHAT, --from, --worked, --forget, --proposed or --take."
        )
    if proposed or take:
        said = Work("", day, activity, community, why=why)
        _proposed(context, books, account, tuple(take or ()), said, how)
        return
    if forget is not None:
        forget_hours(books, forget)
        say(f"The hours of {forget} are erased. What you did stays in the journal.")
    elif worked is not None:
        log_working_time(books, day, _hours(worked, "--worked"), account)
        say(f"Your working time of {day:%Y-%m} is kept in the private part.")
    elif from_ is not None:
        _from(books, from_, account, Work("", day, activity, community, why=why), dry_run, how)
    elif what is not None:
        took = _hours(hours, "--hours") if hours is not None else None
        work = Work(
            what, day, activity or _ask(what), community, took, False, tuple(link or ()),
            class_, why, hat,
        )  # fmt: skip
        if dry_run:
            _show([work], how)
        else:
            _tell(log_work(books, [work], account))
    else:
        _list(books, account, how)


def _books(context: typer.Context) -> "Books":
    from twohats.cli.place import who_runs_this
    from twohats.flow.log import Books
    from twohats.journal import PrivateJournal

    workspace = context.obj.workspace()
    return Books(
        workspace,
        context.obj.journal(workspace),
        PrivateJournal(workspace.private_folder),
        who_runs_this(workspace.folder),
        now(),
        secrets.token_bytes,
    )


def _proposed(
    context: typer.Context,
    books: "Books",
    account: str,
    keys: tuple[str, ...],
    said: "Work",
    how: Format,
) -> None:
    """List proposals, or take some of one's own."""
    from twohats.cli.options import moments
    from twohats.flow.page import pseudonyms_of, shown_with
    from twohats.flow.proposals import (
        COLUMNS,
        events_taken,
        own_hours,
        proposals,
        rows_of,
        take,
    )
    from twohats.flow.words import many
    from twohats.links.linking import Linking
    from twohats.links.told import texts_told

    opened = context.obj.open(moments(None, None, None))
    people = opened.people
    decisions = books.journal.read()[0]
    how_linked = Linking.of(books.workspace.settings)
    found, skipped = proposals(
        texts_told(opened.facts, how_linked, events_taken(decisions)),
        decisions,
        {key: person.key for key, person in people.person_of.items() if key in people.ours},
        own_hours(books, account),
    )
    if keys:
        for line in take(books, found, keys, account, said) or ["Nothing of yours is proposed."]:
            say(line)
        return
    names = pseudonyms_of(opened)
    rows = shown_with(rows_of(found, names, account), names)
    losses = shown_with(skipped, names)
    if not rows and how is Format.table:
        trackers = many(len(books.workspace.settings.trackers), "tracker", "trackers")
        say(f"Nothing is proposed; looked at {trackers}.")
        for loss in losses:
            say(f"not proposed: {loss.key}: {loss.reason}")
        return
    write_rows(rows, COLUMNS, how, {}, losses)
    if how is Format.table:
        for loss in losses:
            say(f"not proposed: {loss.key}: {loss.reason}")
    mine = sum(one.person == account for one in found)
    say(f"{mine} of {len(found)} are yours: `twohats log --take PROPOSAL` confirms one, or all.")


def _ask(what: str) -> str:
    """Propose an activity; ask only where somebody sits there to answer."""
    from twohats.journal import ACTIVITIES
    from twohats.journal.proposing import propose_activity

    proposed = propose_activity(what)
    if sys.stdin.isatty():
        return str(typer.prompt(f"Activity ({', '.join(ACTIVITIES)})", default=proposed or "other"))
    if proposed is None:
        raise WrongUse(
            f"{what!r}: no word says what kind of work this was. "
            f"Say --activity with one of {', '.join(ACTIVITIES)}."
        )
    return proposed


def _from(
    books: "Books", name: str, account: str, said: "Work", dry_run: bool, how: Format
) -> None:
    from dataclasses import replace

    from twohats.flow.log import log_work, read_works

    place = "standard input" if name == "-" else name
    works, read = read_works(_text(name), place, books, account)
    # What was said on the command line holds for all of them.
    works = [
        replace(work, activity=said.activity, community=said.community, why=said.why)
        for work in works
    ]
    if dry_run:
        _show(works, how)
    else:
        _tell(log_work(books, works, account))
    left_out = [*(f"{loss.key}: {loss.reason}" for loss in read.skipped), *map(str, read.problems)]
    for line in left_out:
        say(line)
    if left_out:
        say(f"{len(left_out)} left out or not complete.")
        raise typer.Exit(3)


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{name}: not read: {why_unread(error)}. Name a text file, or - for standard input.") from error  # fmt: skip


def _tell(outcome: "Outcome") -> None:
    for row in outcome.rows:
        place = f" for {row['community']}" if row["community"] else ""
        hours = ", hours kept private" if row["private"] else ""
        say(
            f"logged {row['item']}: {row['activity']}{place} on {row['happened_at']:%Y-%m-%d}{hours}"
        )
    for loss in outcome.skipped:
        say(f"not logged: {loss.key}: {loss.reason}")


def _show(works: "list[Work]", how: Format) -> None:
    from twohats.journal.proposing import propose_activity

    rows = [
        {
            "date": work.on,
            "activity": work.activity or propose_activity(work.title) or "other",
            "community": work.community,
            "title": work.title,
            "hours": work.hours,
            "url": work.links[0] if work.links else None,
        }
        for work in works
    ]
    write_rows(rows, ("date", "activity", "community", "title", "hours", "url"), how)
    say("Nothing was written.")


def _list(books: "Books", account: str, how: Format) -> None:
    from twohats.flow.log import own_rows

    rows = [{**row, "date": row["happened_at"].date()} for row in own_rows(books, account)]
    write_rows(rows, COLUMNS, how)
    if not rows:
        say(f"Nothing logged yet. Example: {EXAMPLE}")


def _day(text: str | None) -> date | None:
    from twohats.formats.days import parse_days

    if text is None:
        return None
    try:
        return parse_days(text).first
    except ValueError as error:
        raise WrongUse(f"--date: {error}.") from error


def _hours(text: str, option: str) -> float:
    from twohats.formats.durations import parse_duration

    found = parse_duration(text, "h")
    if found is None:
        raise WrongUse(f"{option} {text!r} is no duration. Write it like 1.5, 1h30 or '90 min'.")
    return found.hours
