"""What rules share: a situation or a silence about one change, and words for shares and counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from twohats.records.situations import Figure, Quiet, Situation


def about(
    rule: str,
    row: Mapping[str, Any],
    at: datetime,
    because: str,
    concerned: Iterable[str | None],
    *,
    role: str | None = None,
    url: str | None = None,
    figures: Mapping[str, Figure] | None = None,
) -> Situation:
    """Make a situation about one change.

    Parameters
    ----------
    rule
        Its code.
    row
        The change: ``item, community, repository, title, url``.
    at
        When it happened.
    because
        What was seen, without a name.
    concerned
        Whose doing it is.
    role, figures
        As in `Situation`.
    url
        Where just this can be seen, where that is not the change's own address.
    """
    return Situation(
        f"{rule}:{row['item']}",
        rule,
        row["community"],
        row["title"] or row["item"],
        at,
        because,
        row["repository"],
        row["item"],
        url or row["url"],
        tuple(sorted({one for one in concerned if one})),
        role,
        figures or {},
    )


def quiet(
    rule: str, row: Mapping[str, Any], because: str, figures: Mapping[str, Figure] | None = None
) -> Quiet:
    """Say why a rule says nothing of a change."""
    return Quiet(rule, row["item"], row["community"], because, row["url"], figures or {})


def percent(share: float) -> str:
    """Say a share.

    Examples
    --------
    >>> percent(0.504), percent(0.5)
    ('50 %', '50 %')
    """
    return f"{share:.0%}".replace("%", " %")


def counted(number: int, one: str, more: str) -> str:
    """Say how many.

    Examples
    --------
    >>> counted(2, "person", "people")
    '2 people'
    """
    return f"{number:,} {one if number == 1 else more}"
