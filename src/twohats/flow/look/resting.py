"""What a page rests on: coverage, what was left out, and what every number means."""

from collections.abc import Sequence

from twohats.facts import spans
from twohats.flow.facts import Opened
from twohats.flow.look.words import many, short
from twohats.records.pages import Cell, Column, Grid, Section
from twohats.records.times import show_date


def resting_section(opened: Opened, left_out: Sequence[str]) -> Section:
    """Show what is not held, and why."""
    lines: dict[tuple[str, str], set[str]] = {}
    for promise in opened.facts.coverage:
        if not promise.complete and not spans(opened.facts.coverage, promise.holds, promise.scope):
            key = promise.scope, promise.reason or "no reason given"
            lines.setdefault(key, set()).add(promise.holds)
    return Section(
        "coverage",
        "What this rests on",
        f"{many(len(opened.scopes), 'repository', 'repositories')}. "
        "What was not held is listed; nothing was filled in.",
        grid=Grid(
            (Column("scope", "Repository"), Column("holds", "Not held"), Column("reason", "Why")),
            tuple(
                (Cell(short(scope)), Cell(", ".join(sorted(holds))), Cell(reason))
                for (scope, reason), holds in sorted(lines.items())
            ),
            "One row per repository and reason.",
            "All that was looked for is held.",
        ),
        notes=tuple(f"Left out while reading: {what}" for what in left_out),
    )


def meta(opened: Opened) -> dict[str, str]:
    """Say what every number of a page rests on."""
    facts = opened.facts
    bases = sorted({affiliation.basis for affiliation in opened.people.affiliations})
    bots = sum(person.is_bot for person in opened.people.persons)
    return {
        "window": f"{facts.window}, half-open, UTC",
        "as_of": show_date(facts.as_of),
        "unit": "things done (items, reviews, entries), never hours",
        "bots": f"{many(bots, 'account', 'accounts')} left out: the forge's word, "
        "[bot] endings, the named list and the workspace's",
        "affiliation": f"team file; dates: {', '.join(bases) or 'nobody is listed'}",
        "names": "our people under their logins, as was asked for and written down"
        if opened.is_named
        else "our people under pseudonyms",
        "coverage": "twohats sql 'from coverage'",
        "digest": facts.digest,
    }
