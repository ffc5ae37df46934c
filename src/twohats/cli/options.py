"""Options that mean the same in every verb."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.output import Format

if TYPE_CHECKING:
    from twohats.flow.facts import Moments

Since = Annotated[str | None, typer.Option("--since", help="First day, UTC.", metavar="DATE")]
Until = Annotated[
    str | None, typer.Option("--until", help="Day after the last one, UTC.", metavar="DATE")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Look as if it were that day; nothing later is known.", metavar="DATE"
    ),
]
Communities = Annotated[
    list[str] | None,
    typer.Option("--community", help="Only there: an owner or owner/name. May be repeated."),
]
How = Annotated[Format, typer.Option("--format", help="Form of the rows on standard output.")]
Days = Annotated[
    int, typer.Option("--days", help="How far back, where --since is not given.", min=1)
]
Names = Annotated[
    str | None,
    typer.Option(
        "--names",
        help="Show our people under their logins; the reason is kept in the journal.",
        metavar="REASON",
    ),
]


def moments(since: str | None, until: str | None, as_of: str | None, days: int = 90) -> "Moments":
    """Read the three dates, with one clear message for each that is none."""
    from twohats.flow.facts import Moments
    from twohats.records.times import parse_moment

    def read(text: str | None, option: str) -> datetime | None:
        return None if text is None else parse_moment(text, option)

    return Moments(read(since, "--since"), read(until, "--until"), read(as_of, "--as-of"), days)


def now() -> datetime:
    """Read the clock; only here and in `twohats.cli.place`."""
    return datetime.now(UTC)
