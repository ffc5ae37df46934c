"""What rules share: a situation or a silence about one change, and words for shares and counts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from twohats.checks.inputs import Inputs, Row
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


def sorted_out(
    code: str,
    inputs: Inputs,
    silence: Callable[[Inputs, Row], str | None],
    situation: Callable[[Inputs, Row], Situation],
) -> tuple[tuple[Situation, ...], tuple[Quiet, ...]]:
    """Look at every change of ours merged in the window.

    Parameters
    ----------
    code
        Of the rule.
    inputs
        What rules see.
    silence
        Why a change is left alone; None: it is not.
    situation
        Makes the situation of one that is not.
    """
    found: list[Situation] = []
    silent: list[Quiet] = []
    for row in inputs.merged:
        because = silence(inputs, row)
        if because is None:
            found.append(situation(inputs, row))
        else:
            silent.append(quiet(code, row, because))
    return tuple(found), tuple(silent)


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
