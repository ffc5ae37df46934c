"""``twohats import``: recordings into facts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from twohats.flow.importing import Outcome

NAME = "import"
HELP = "Read clones, backups and databases; their kind is known by looking at them."
EXAMPLE = "twohats import ~/clones/lantern lantern-backup.tar.gz"


def run(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(help="Clones, bundles, backups, databases.", metavar="PATH...")
    ],
    repository: Annotated[
        str | None,
        typer.Option(
            "--repository", help="Which one a clone without a remote is: github:owner/name."
        ),
    ] = None,
    seen_at: Annotated[
        str | None,
        typer.Option(
            "--seen-at",
            help="When the recording was made, where it does not tell; else its newest entry.",
            metavar="DATE",
        ),
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Count lines of commits too; slower.")
    ] = False,
    how: How = Format.table,
) -> None:
    """Read inputs into the facts of the workspace."""
    from tempfile import TemporaryDirectory

    from twohats.cli.progress import ReadingLine
    from twohats.errors import SourceUnreadable
    from twohats.flow.importing import Outcome, read_into, summary
    from twohats.records.times import parse_moment
    from twohats.sources.recognize import Reading, recognize

    place = context.obj
    workspace = place.workspace()
    store = place.store(workspace)
    outcomes: list[Outcome] = []
    with TemporaryDirectory(prefix="twohats-") as workdir, ReadingLine() as line:
        reading = Reading(
            {forge.name: forge.host for forge in workspace.settings.forges},
            Path(workdir),
            repository=repository and repository.lower(),
            seen_at=parse_moment(seen_at, "--seen-at") if seen_at else None,
            lines=lines,
        )
        for path in paths:
            try:
                source = recognize(path, reading)
            except SourceUnreadable as unreadable:
                outcomes.append(Outcome(str(path), "unknown", None, True, str(unreadable)))
                continue
            outcomes += read_into(store, [source], line)
            if getattr(source, "repository_is_guess", False):
                guess = getattr(source, "repository", "unknown")
                say(
                    f"{path}: nothing tells which repository this is; read as {guess}. "
                    "Import it again with --repository github:owner/name to have it under its own."
                )
    rows = [row for outcome in outcomes for row in _rows(outcome)]
    losses = [loss for outcome in outcomes for loss in outcome.losses]
    if how is Format.table:
        for outcome in outcomes:
            print(_line(outcome))
    else:
        columns = ("location", "source", "table", "rows", "new")
        write_rows(rows, columns, how, {"facts": store.digest()}, losses)
    left_out = summary(outcomes)
    if left_out:
        say(left_out)
    if not all(outcome.is_whole for outcome in outcomes):
        raise typer.Exit(3)


def _line(outcome: "Outcome") -> str:
    """Say of one input what it was and what it brought."""
    if outcome.read is None:
        return f"{outcome.location}: nothing was read."
    counts = ", ".join(
        f"{count:,} {_counted(table, count)}"
        for table, count in sorted(outcome.read.rows.items(), key=lambda pair: -pair[1])
        if count
    )
    news = "" if outcome.is_new else "nothing new; "
    kept_out = outcome.read.forgotten
    without = f"; in {kept_out:,} of them somebody forgotten was left out" if kept_out else ""
    return f"{outcome.location} ({outcome.source}): {news}{counts or 'no rows'}{without}"


def _counted(table: str, count: int) -> str:
    """Name what a table holds, in the number of its count."""
    words = table.replace("_", " ")
    if count != 1:
        return words
    for many, one in (("people", "person"), ("ies", "y"), ("s", "")):
        if words.endswith(many):
            return words.removesuffix(many) + one
    return words


def _rows(outcome: "Outcome") -> list[dict[str, object]]:
    if outcome.read is None:
        return []
    return [
        {
            "location": outcome.location,
            "source": outcome.source,
            "table": table,
            "rows": count,
            "new": outcome.is_new,
        }
        for table, count in sorted(outcome.read.rows.items())
        if count
    ]
