"""``people``: see who is who and why, and correct it."""

from collections.abc import Sequence

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.journal import Journal, in_force
from twohats.records.people import Affiliation, Join

UNDONE = "join-undone"


def undone_joins(journal: Journal) -> tuple[tuple[str, str], ...]:
    """Recall which joins people took apart."""
    decisions, _ = journal.read()
    return tuple(
        (decision.about[0], decision.about[1])
        for decision in in_force(decisions)
        if decision.what == UNDONE
    )


def join_between(joins: Sequence[Join], left: str, right: str) -> Join:
    """Find the join of two identities.

    Raises
    ------
    WrongUse
        Nothing joins just these two.
    """
    for join in joins:
        if {join.left, join.right} == {left.lower(), right.lower()}:
            return join
    raise WrongUse(
        f"{left} and {right}: nothing was taken apart: no join holds just these two. "
        "`twohats people joins` lists them all."
    )


def people_rows(opened: Opened) -> list[dict[str, object]]:
    """List people of ours, bots, and whoever has more than one identity.

    Who has one identity and is neither ours nor a bot needs no correction, and is counted instead.
    """
    ours = opened.people.ours
    periods_of: dict[str, list[Affiliation]] = {}
    for one in opened.people.affiliations:
        periods_of.setdefault(one.identity, []).append(one)
    rows: list[dict[str, object]] = []
    for person in opened.people.persons:
        is_ours = person.key in ours
        if not (is_ours or person.is_bot or len(person.identities) > 1):
            continue
        periods = periods_of.get(person.key, [])
        rows.append(
            {
                "person": person.key,
                "kind": "bot" if person.is_bot else "ours" if is_ours else "other",
                "identities": list(person.identities),
                "from": periods[0].from_at if periods else None,
                "until": periods[-1].until_at if periods else None,
                "basis": ", ".join(dict.fromkeys(period.basis for period in periods)) or None,
                "because": person.bot_because or (periods[0].source if periods else None),
            }
        )
    order = {"ours": 0, "bot": 1, "other": 2}
    return sorted(rows, key=lambda row: (order[str(row["kind"])], str(row["person"])))


def join_rows(opened: Opened) -> list[dict[str, object]]:
    """List every join, with what it rests on."""
    return [
        {"left": join.left, "right": join.right, "because": join.because, "source": join.source}
        for join in opened.people.joins
    ]


def scope_rows(opened: Opened) -> list[dict[str, object]]:
    """List what each repository is to us, and why."""
    return [
        {
            "repository": scope.repository,
            "scope": scope.scope,
            "key": scope.is_key,
            "reason": scope.reason,
        }
        for scope in opened.scopes
    ]
