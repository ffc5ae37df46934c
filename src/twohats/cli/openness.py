"""``twohats openness``: who from outside takes part in our own projects."""

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments
from twohats.cli.output import Format, write_rows

NAME = "openness"
HELP = "Show how open your own projects are to people who are not yours; apart from upstream work."
EXAMPLE = "twohats openness --days 365"


def run(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Show outside authors and reviewers, who merges, and how long outsiders wait."""
    from twohats.flow.own_projects import COLUMNS, openness

    shown = openness(context.obj.open(moments(since, until, as_of, days), names))
    document = shown.page.document
    if how in (Format.json, Format.csv):
        write_rows(shown.rows, COLUMNS, how, document.meta)
    elif how is Format.md:
        from twohats.publish import to_markdown

        print(to_markdown(shown.page))
    else:
        from rich.console import Console

        from twohats.cli.show import show_document

        show_document(document, Console())
