"""``twohats initiatives``: what we plan beside what became of it upstream."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse, why_unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twohats.cli.place import Place
    from twohats.flow.facts import Opened
    from twohats.flow.initiatives import Gaps, Listed
    from twohats.flow.rows import Row
    from twohats.initiatives.linting import Known
    from twohats.journal import PrivateState

NAME = "initiatives"
HELP = (
    "Set your initiatives beside upstream: state, time, forecast, and what is missing between them."
)
EXAMPLE = "twohats initiatives --gaps"

AT_ONCE = 40
SHOWN = ("initiative", "title", "state", "upstream", "last", "spent", "half_by", "most_by")
"""Columns in a terminal."""


def run(
    context: typer.Context,
    names_: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INITIATIVE|FILE]…",
            help="One initiative: its whole story. With --lint: files; - is standard input.",
        ),
    ] = None,
    gaps: Annotated[
        bool,
        typer.Option(
            "--gaps",
            help="List what is missing: work without one, one without a trace, nobody told.",
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="With --gaps: what was looked at and left alone.")
    ] = False,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="With --gaps: only I01, I02 or I03.")
    ] = None,
    answer: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--answer",
            help="Answer a gap: its name, then told, not-needed or waits.",
            metavar="GAP ANSWER",
        ),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")] = "",
    link: Annotated[
        str | None, typer.Option("--link", help="With --answer: where they were told.")
    ] = None,
    look_again: Annotated[
        str | None,
        typer.Option("--look-again", help="With --answer: day to look again.", metavar="DATE"),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="With --answer: who answers, beside you.")
    ] = None,
    lint: Annotated[
        bool, typer.Option("--lint", help="Look at texts of initiatives, or at all open ones.")
    ] = False,
    form: Annotated[
        Path | None, typer.Option("--form", help="With --lint: your issue form.")
    ] = None,
    new_form: Annotated[
        bool, typer.Option("--new-form", help="Print an issue form that asks for all of it.")
    ] = False,
    tried: Annotated[
        bool, typer.Option("--tried", help="Say how often forecasts held, on history.")
    ] = False,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Of one initiative: print words for its gaps.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the story here: .html or .md.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """List initiatives; or tell one, list gaps, answer one, look at texts."""
    asked = {
        "--gaps": gaps,
        "--answer": answer is not None,
        "--lint": lint,
        "--new-form": new_form,
        "--tried": tried,
    }
    chosen = [option for option, is_set in asked.items() if is_set]
    if len(chosen) > 1:
        raise WrongUse(f"{' and '.join(chosen)}: ask for one of them.")
    place: Place = context.obj
    if new_form:
        _new_form(place)
        return
    if lint:
        _lint(place, names_ or [], form, how)
        return
    when = moments(since, until, as_of, days)
    if len(names_ or ()) > 1 or (names_ and chosen):
        raise WrongUse(
            f"{names_[-1] if names_ else ''}: name one initiative, and no list beside it."
        )
    opened = place.open(when, names)
    if answer is not None:
        _answer(place, opened, answer, why, by, link, look_again)
    elif gaps:
        _gaps(opened, tuple(rule or ()), quiet, how)
    elif tried:
        _tried(opened, how)
    elif drafts:
        _drafts(opened, names_ or [])
    elif names_:
        _story(opened, names_[0], out, how)
    else:
        _list(opened, how)


def _list(opened: "Opened", how: Format) -> None:
    from twohats.flow.initiatives import COLUMNS, listed

    found = listed(opened, _private(opened))
    if how is not Format.table:
        write_rows(found.rows, COLUMNS, how, found.meta)
        return
    _show(found)


def _show(found: "Listed") -> None:
    from twohats.flow.initiatives.story import tail
    from twohats.flow.words import many

    if not found.rows:
        say(
            "No initiative is known. One is an issue of your tracker with the label `initiative`, or "
            "stands in a plan file: docs/workspace.md."
        )
        return
    keys = [row["initiative"] for row in found.rows]
    shown = [{**_short(row), "initiative": tail(row["initiative"], keys)} for row in found.rows]
    write_rows(shown[:AT_ONCE], SHOWN, Format.table)
    more = len(found.rows) - AT_ONCE
    if more > 0:
        say(f"{more:,} more: --format csv lists them.")
    say(
        "half_by, most_by: days by which half, and four fifths, of changes like the slowest were merged or closed. "
        "How often that held: twohats initiatives --tried"
    )
    if found.unread:
        say(
            f"{many(found.unread, 'item upstream was', 'items upstream were')} not read: twohats sync owner/name"
        )
    if found.to_close:
        say(
            f"{many(found.to_close, 'landed and is', 'landed and are')} open still: "
            "twohats initiatives --gaps --rule I03"
        )


def _short(row: "Row") -> "Row":
    """Put a row into few columns: what is not known is said so."""
    upstream = [one.partition(" ")[2] for one in row["upstream"]]
    counted = [f"{upstream.count(state)} {state}" for state in dict.fromkeys(upstream)]
    last = row["last_sign"]
    spent = "no change of ours"
    if row["build_d"] is not None:
        spent = f"{row['build_d']:.0f} d ours, {row['waiting_d']:.0f} d theirs"
    # What is closed waits for nothing, even where something upstream is open still.
    is_closed = row["state"] == "closed"
    return {
        "initiative": row["initiative"],
        "title": row["title"][:50],
        "state": "waits to be closed" if row["needs_closing"] else row["state"],
        "upstream": ", ".join(counted) or "nothing",
        "last": last.date() if last else None,
        "spent": spent,
        "half_by": "" if is_closed else row["decided_50"] or "",
        "most_by": "" if is_closed else row["decided_80"] or "",
    }


def _story(opened: "Opened", name: str, out: Path | None, how: Format) -> None:
    from twohats.flow.initiatives import STORY_COLUMNS, story
    from twohats.publish import to_markdown, write_page

    found = story(opened, name, _private(opened))
    if out is not None or how is Format.table:
        path = out or opened.workspace.folder / ".twohats" / "pages" / "initiative.html"
        write_page(found.page, path)
        say(f"The page: {path}")
    if how is Format.md:
        print(to_markdown(found.page))
    elif how is not Format.table:
        write_rows(found.rows, STORY_COLUMNS, how, found.meta)
    elif out is None:
        from rich.console import Console

        from twohats.cli.show import show_document

        show_document(found.page.document, Console())


def _drafts(opened: "Opened", names: "Sequence[str]") -> None:
    from twohats.flow.initiatives import drafts_named

    if not names:
        raise WrongUse("--drafts: name one initiative; `twohats initiatives` lists them.")
    found = drafts_named(opened, names[0])
    for row in found:
        say(f"{row['what']}: {row['note']}{': ' + row['url'] if row['url'] else ''}")
        print(f"{row['value'].rstrip()}\n")
    if not found:
        say("Nothing is missing that words would close.")


def _gaps(opened: "Opened", rules: "Sequence[str]", quiet: bool, how: Format) -> None:
    from twohats.flow.initiatives import GAP_COLUMNS, QUIET_COLUMNS, gaps_of

    found = gaps_of(opened, rules)
    if quiet:
        write_rows(found.quiet, QUIET_COLUMNS, how, found.meta, found.skipped)
        return
    if how is not Format.table:
        write_rows(found.rows, GAP_COLUMNS, how, found.meta, found.skipped)
    else:
        _show_gaps(found)
    if found.waiting:
        raise typer.Exit(4)


def _show_gaps(found: "Gaps") -> None:
    shown = [
        {**row, "since": row["since"].date(), "title": row["title"][:50]}
        for row in found.rows[:AT_ONCE]
    ]
    if shown:
        write_rows(shown, ("gap", "state", "since", "title", "because"), Format.table)
    else:
        say("Nothing is missing. --quiet lists what was looked at, and why it is quiet.")
    more = len(found.rows) - AT_ONCE
    if more > 0:
        say(f"{more:,} more: --format csv lists them.")
    if found.skipped:
        say(f"{len(found.skipped):,} could not be looked at: --format json says which and why.")
    if found.waiting:
        verb = "waits" if found.waiting == 1 else "wait"
        say(
            f"{found.waiting:,} {verb} for a person: twohats initiatives --answer GAP "
            "told|not-needed|waits --why REASON"
        )


def _answer(
    place: "Place",
    opened: "Opened",
    answer: tuple[str, str],
    why: str,
    by: str | None,
    link: str | None,
    look_again: str | None,
) -> None:
    from twohats.cli.place import who_runs_this
    from twohats.flow.initiatives import answering
    from twohats.records.times import parse_moment

    until = parse_moment(look_again, "--look-again").date() if look_again else None
    writer = who_runs_this(opened.workspace.folder)
    line, says = answering(opened, *answer, why, [by] if by else [], writer, link=link, until=until)
    place.decide(
        opened.workspace,
        line.what,
        line.about,
        line.why,
        "--why",
        content=line.content,
        supersedes=line.supersedes,
    )
    say(says)


def _tried(opened: "Opened", how: Format) -> None:
    from twohats.cli.progress import waiting
    from twohats.flow.initiatives import TRIED_COLUMNS, tried_rows
    from twohats.flow.meta import meta

    with waiting("asking history"):
        rows = tried_rows(opened)
    columns = (
        "community",
        "asked",
        "end",
        "part",
        "told",
        "held",
        "share",
        "not_reached",
        "too_few",
    )
    write_rows(rows, columns if how is Format.table else TRIED_COLUMNS, how, meta(opened))
    say(
        "A forecast is true where `share` comes near `part`. Whoever waits long is asked about often, so that "
        "what was asked while open is no row of independent tries."
    )


def _lint(place: "Place", files: "Sequence[str]", form: Path | None, how: Format) -> None:
    from twohats.flow.initiatives import look_at
    from twohats.flow.initiatives.looked_at import LINT_COLUMNS, look_at_tracked, said_at_all

    known, opened = _known(place, form)
    texts = {path: _text(path) for path in files}
    if texts:
        found = look_at(texts, known)
    elif opened is None:
        raise WrongUse(
            "--lint: name a file, or - for standard input: no facts of a tracker are here."
        )
    else:
        found = look_at_tracked(opened, known)
    if how is not Format.table:
        write_rows(found.rows, LINT_COLUMNS, how)
    else:
        for row in found.rows:
            mark = "" if row["level"] == "must" else " (advice)"
            print(
                f"{row['path']}:{row['line']}:{row['column']}: {row['rule']}: {row['says']}{mark}"
            )
    advice = len(found.rows) - found.musts
    say(f"{found.texts:,} looked at: {found.musts:,} to mend, {advice:,} to think about.")
    for lacking in said_at_all(known):
        say(f"Not looked at: {lacking}.")
    if found.musts:
        raise typer.Exit(1)


def _known(place: "Place", form: Path | None) -> "tuple[Known, Opened | None]":
    """Gather what is known; without a workspace, or without facts, there is less of it."""
    from twohats.cli.brief import workspace_or_none
    from twohats.flow.initiatives.looked_at import known_in

    said = (str(form), _text(str(form), "--form")) if form is not None else None
    workspace = workspace_or_none(place)
    opened = None
    if workspace is not None and place.store(workspace).snapshot().manifests:
        opened = place.open(moments(None, None, None))
    return known_in(workspace, opened, now().date(), said), opened


def _text(path: str, option: str = "--lint") -> str:
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(
            f"{option} {path}: nothing was read: {why_unread(error)}. Name a text file."
        ) from None


def _new_form(place: "Place") -> None:
    from twohats.cli.brief import workspace_or_none
    from twohats.formats.initiative_form import form_text

    workspace = workspace_or_none(place)
    words = workspace.settings.words.member_community if workspace else "member community"
    print(form_text(words), end="")


def _private(opened: "Opened") -> "PrivateState | None":
    """Take people's own part, where there is one: only what may be told of it is added up."""
    from twohats.journal import PrivateJournal

    folder = opened.workspace.private_folder
    return PrivateJournal(folder).read() if folder.is_dir() else None
