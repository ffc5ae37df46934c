"""*Organizational Influence*: whose people contribute, merge, release and decide."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts import INDEPENDENT, Facts
from twohats.facts.deciding import deciding_periods
from twohats.measures import elephant_factor
from twohats.measures.contributions import in_window
from twohats.measures.contributors import active
from twohats.measures.elephant_factor import MOST_UNKNOWN
from twohats.measures.measure import Measure, Sums
from twohats.measures.organizational_diversity import FEWEST
from twohats.records.measures import Definition, Number

OF = ("contributors", "merges", "releases", "roles")
"""What influence is read from; people count in the first and the last."""
SEVERAL, LARGEST, OURS = "of employers with several", "largest employer", "ours"

DEFINITION = Definition(
    name="organizational_influence",
    title="Organizational influence",
    says="Share of each employer's people in contributors, merges, releases and roles that decide.",
    unit="share",
    source="https://chaoss.community/?p=3560",
    needs=elephant_factor.DEFINITION.needs,
    choices={
        "affiliation": elephant_factor.DEFINITION.choices["affiliation"],
        "of employers with several": "contributors whose employer has more than one there / "
        "contributors",
        "largest employer": "not named; who works for nobody else is an employer of their own",
        "roles": "who could decide on merges at the window's end: by a roster, where one names "
        "anybody, else who had merged in the year before; each person once per repository",
        "unknown": "low and high: if none or all that is unknown were the same employer's; above 20 % "
        "there is no number",
        "few": "an employer with fewer than three people is not named",
        "bots": "left out",
    },
    parts=("contributors, " + SEVERAL, *(f"{of}, {part}" for of in OF for part in (LARGEST, OURS))),
)
_SHOWN = (
    "repository", "community", "of", "item", "actor", "actor_person", "actor_label",
    "actor_is_ours", "actor_employer", "actor_employer_basis", "happened_at",
)  # fmt: skip


def rows(facts: Facts) -> ir.Table:
    """List contributors, merges and releases of the window, and who could decide at its end.

    Returns
    -------
    ibis.Table
        One row per person and community (``of``: contributors), per merge, per release, and per person
        and repository (roles), with the employer of the day (``happened_at``: of the deed, of a
        contributor's last one, or the window's end).
    """
    found = _contributors(facts).union(_deeds(facts)).union(_roles(facts))
    return facts.employed(found, "happened_at", "actor").select(_SHOWN)


_COLUMNS = (
    "repository", "community", "of", "item", "actor", "actor_person", "actor_label",
    "actor_is_ours", "happened_at",
)  # fmt: skip


def _contributors(facts: Facts) -> ir.Table:
    found = active(facts)
    return found.mutate(
        of=ibis.literal("contributors"), item=ibis.null("string"), happened_at=found.last_at
    ).select(_COLUMNS)


def _deeds(facts: Facts) -> ir.Table:
    done = in_window(facts).filter(lambda t: t.kind.isin(["merge", "release"]))
    return done.mutate(of=done.kind + "s").select(_COLUMNS)


def _roles(facts: Facts) -> ir.Table:
    """List who could decide in the window's last moment."""
    end = ibis.literal(min(facts.window.until, facts.as_of)) - ibis.interval(seconds=1)
    held = deciding_periods(facts).filter(lambda t: (t.from_at <= end) & (t.until_at > end))
    each = held.group_by("repository", "community", "person").agg(label=held.label.min())
    each = each.mutate(_at=end.cast("timestamp('UTC', 6)"))
    who = facts.who(each, "person", "_at", "actor")
    return who.mutate(
        of=ibis.literal("roles"),
        item=ibis.null("string"),
        actor=who.person,
        actor_label=who.label,
        happened_at=who._at,
    ).select(_COLUMNS)


def sums(rows: ir.Table) -> ir.Table:
    """Count things and people per employer; per person where none is known or they have none."""
    alone = rows.actor_employer.isnull() | (rows.actor_employer.lower() == INDEPENDENT)
    # Of people each counts once, in however many communities.
    is_person = rows.of.isin(["contributors", "roles"]) & rows.actor_person.notnull()
    thing = is_person.ifelse(
        rows.actor_person, rows.item.fill_null("") + " " + rows.actor_person.fill_null("")
    )
    named = rows.mutate(
        _key=rows.actor_employer.lower(), alone=alone.ifelse(rows.actor_person, None), _thing=thing
    )
    return named.group_by("group", "of", "_key", "alone").agg(
        employer=named.actor_employer.min(),
        things=named._thing.nunique(),
        people=named.actor_person.nunique(),
        ours=named._thing.nunique(where=named.actor_is_ours),
        our_people=named.actor_person.nunique(where=named.actor_is_ours),
    )


def numbers(counts: Sums) -> Sequence[Number]:
    """Divide by the total of each group and kind."""
    keys = sorted({(row["group"] or "", row["of"]) for row in counts})
    found: list[Number] = []
    for group, of in keys:
        here = [row for row in counts if (row["group"] or "", row["of"]) == (group, of)]
        found += _numbers(group or None, of, here)
    return found


def _numbers(group: str | None, of: str, rows: Sequence[Mapping[str, Any]]) -> Iterable[Number]:
    total = sum(row["things"] for row in rows)
    people = sum(row["people"] for row in rows)
    known = [row for row in rows if row["employer"] is not None]
    unknown = total - sum(row["things"] for row in known)

    def share(part: str, some: int, of_people: int) -> Number:
        low, high = some / total, (some + unknown) / total
        name = f"{of}, {part}"
        if unknown / total > MOST_UNKNOWN:
            return Number(group, name, None, total, of_people, low, high, "only a range")
        return Number(group, name, low, total, of_people, low, high)

    if of == "contributors":
        several = [row["things"] for row in known if not row["alone"] and row["people"] > 1]
        yield share(SEVERAL, sum(several), people)
    yield share(LARGEST, max((row["things"] for row in known), default=0), people)
    ours = sum(row["ours"] for row in rows)
    our_people = sum(row["our_people"] for row in rows)
    # Ours are known by the team file, so that nothing unknown could be theirs.
    yield Number(group, f"{of}, {OURS}", ours / total, total, our_people if ours else None)
    for row in sorted(known, key=lambda one: (-one["things"], one["employer"])):
        if not row["alone"] and row["people"] >= FEWEST:
            yield share(row["employer"], row["things"], row["people"])


MEASURE = Measure(DEFINITION, rows, sums, numbers)
