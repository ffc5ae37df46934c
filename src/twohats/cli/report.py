"""``twohats report``: public pages for everybody, and what readers say is wrong on them."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Days, Since, Until, moments
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from twohats.flow.facts import Opened

NAME = "report"
HELP = "Write public pages: what we depend on, ask, give, hold and pay for; take back what is disputed."
EXAMPLE = "twohats report --public --out site"


class Form(StrEnum):
    """As what pages are written, or rows are shown."""

    html = "html"
    myst = "myst"
    md = "md"
    table = "table"
    json = "json"
    csv = "csv"


def run(
    context: typer.Context,
    public: Annotated[
        bool, typer.Option("--public", help="Write a page per community, and one for the whole.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="With --public: the folder for the pages.")
    ] = None,
    community: Annotated[
        list[str] | None,
        typer.Option("--community", help="Only this one: owner, or owner/name. May be repeated."),
    ] = None,
    disputes: Annotated[
        bool, typer.Option("--disputes", help="List what readers said is wrong, from our tracker.")
    ] = False,
    answer: Annotated[
        str | None,
        typer.Option(
            "--answer",
            help="Answer a dispute by its name in the list, or PAGE/NUMBER; --note says how.",
            metavar="DISPUTE",
        ),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", help="With --answer: what readers of the next page are told."),
    ] = None,
    stands: Annotated[
        bool, typer.Option("--stands", help="With --answer: the number was right.")
    ] = False,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 365,
    how: Annotated[
        Form | None,
        typer.Option(
            "--format",
            help="With --public html, myst or md pages, or table, json, csv: the numbers alone.",
        ),
    ] = None,
) -> None:
    """Write, list or answer; one of the three."""
    from twohats.errors import WrongUse

    wanted = [
        name
        for name, given in (("--public", public), ("--disputes", disputes), ("--answer", answer))
        if given
    ]
    if len(wanted) != 1:
        raise WrongUse(
            "report: nothing was done: say one of --public, --disputes or --answer DISPUTE. "
            f"Example: {EXAMPLE}"
        )
    opened = context.obj.open(moments(since, until, as_of, days))
    if public:
        _write(opened, out, community or (), how or Form.html)
    elif disputes:
        _list(opened, how or Form.table)
    else:
        _answer(context, opened, str(answer), note, stands)


def _write(
    opened: "Opened", out: Path | None, community: "list[str] | tuple[()]", how: Form
) -> None:
    from twohats.cli.progress import waiting
    from twohats.errors import WrongUse
    from twohats.flow.report import COLUMNS, public_report
    from twohats.formats.addresses import read_place
    from twohats.journal import PrivateJournal
    from twohats.publish.site import write_site
    from twohats.workspace.interests import read_interests

    is_page = how in (Form.html, Form.myst, Form.md)
    if is_page and out is None:
        raise WrongUse("--public: no page was written: name a folder with --out FOLDER.")
    hosts, asked = opened.workspace.settings.hosts, []
    for one in community:
        try:
            owner, repository = read_place(one, hosts)
        except ValueError as wrong:
            raise WrongUse(f"--community: {wrong}.") from wrong
        asked.append(repository or owner)
    with waiting("counting"):
        found = public_report(
            opened,
            PrivateJournal(opened.workspace.private_folder).read(),
            read_interests(opened.workspace.folder),
            asked,
            how.value if is_page else "html",  # type: ignore[arg-type]
        )
    if is_page and out is not None:
        written = write_site(found.texts, out)
        suffix = ".html" if how is Form.html else ".md"
        say(f"{len(written)} files, all cleared: {out / f'index{suffix}'}")
        for one in found.unsaid:
            say(f"Not stated yet: {one}")
    else:
        shown = ("page", "number", "value", "answer") if how is Form.table else COLUMNS
        # Others read this, too: places that stand on no page are named to whoever runs it alone.
        write_rows(found.numbers, shown, Format(how.value), found.meta)
    for loss in found.losses:
        say(f"No page: {loss.key}: {loss.reason}.")
    if found.withheld:
        say(f"{found.withheld} titles are not shown, because they hold what is not yours to tell.")


def _list(opened: "Opened", how: Form) -> None:
    from twohats.errors import WrongUse
    from twohats.flow.page import pseudonyms_of, shown_with
    from twohats.flow.report.disputes import COLUMNS, disputes, trackers_of

    if how in (Form.html, Form.myst):
        raise WrongUse(f"--format {how.value}: disputes are rows: say table, json, csv or md.")
    if not trackers_of(opened):
        say("No tracker is read for disputes: name it under `dispute` in [report] of twohats.toml.")
    rows, losses = disputes(opened)
    shown = shown_with(rows, pseudonyms_of(opened))
    write_rows(shown, COLUMNS, Format(how.value), {"trackers": trackers_of(opened)}, losses)
    for loss in losses:
        say(f"Left out: {loss.key}: {loss.reason}.")
    new = sum(row["state"] == "new" for row in rows)
    if new:
        say(f"{new} wait for an answer: twohats report --answer DISPUTE --note TEXT")
        raise typer.Exit(4)


def _answer(
    context: typer.Context, opened: "Opened", dispute: str, note: str | None, stands: bool
) -> None:
    from twohats.errors import WrongUse
    from twohats.flow.report.disputes import answered
    from twohats.journal import PrivateJournal

    if not (note or "").strip():
        raise WrongUse("--answer: nothing was written: say with --note TEXT what readers are told.")
    private = PrivateJournal(opened.workspace.private_folder).read()
    line = answered(opened, private, dispute, "stands" if stands else "corrected", str(note))
    context.obj.decide(
        opened.workspace,
        line.what,
        line.about,
        line.why,
        "--note",
        content=line.content,
        supersedes=line.supersedes,
    )
    say(f"Written: {line.content['answer']}. The next `twohats report --public` says so.")
