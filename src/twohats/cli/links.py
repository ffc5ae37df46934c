"""``twohats links``: initiatives beside upstream, both ways."""

from typing import Annotated

import typer

from twohats.cli.options import AsOf, How, moments
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

NAME = "links"
HELP = "Set your initiatives beside upstream: who names whom, and where a link is missing."
EXAMPLE = "twohats links --state 'only theirs'"

AT_ONCE = 40


def run(
    context: typer.Context,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", help="Only: none, only theirs, only ours, both. May be repeated."),
    ] = None,
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """List initiatives with the items upstream they have to do with; gaps first."""
    from twohats.flow.links import COLUMNS, links
    from twohats.formats.suggest import nearest
    from twohats.initiatives.matrix import STATES

    for one in state or ():
        if one not in STATES:
            raise WrongUse(
                f"--state {one!r}: nothing was listed: it is no state{nearest(one, STATES)}"
            )
    found = links(context.obj.open(moments(None, None, as_of)), tuple(state or ()))
    if how is not Format.table:
        write_rows(found.rows, COLUMNS, how, found.meta)
        return
    write_rows(found.rows[:AT_ONCE], ("initiative", "direction", "upstream", "state"), how)
    more = len(found.rows) - AT_ONCE
    if more > 0:
        say(f"{more:,} more: --format csv lists them.")
    counted = ", ".join(f"{count:,} {name}" for name, count in found.counts.items())
    say(f"{len(found.rows):,} rows: {counted}.")
    if found.counts["only theirs"]:
        say(
            "Close a gap in your own issue with the line in `draft`: --state 'only theirs' --format csv"
        )
