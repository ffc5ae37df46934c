"""What rules look at, gathered from facts, ledger and team."""

from collections.abc import Sequence

from twohats.checks.found import Terms
from twohats.checks.inputs import Deed, Inputs
from twohats.flow.check.hours import own_hours
from twohats.flow.facts import Opened
from twohats.flow.ledger import Ledger, ledger_of, traces_of
from twohats.flow.outcome.diagnostics import team_in
from twohats.flow.rows import fetch
from twohats.journal import PrivateLine
from twohats.ledger.cases import Case, Rubric
from twohats.ledger.entries import all_entries
from twohats.ledger.evidence import n1_major
from twohats.records import Skipped


def inputs_of(
    opened: Opened, private: Sequence[PrivateLine] = ()
) -> tuple[Inputs, tuple[Skipped, ...]]:
    """Gather what rules look at, and what of it could not be used."""
    ledger = ledger_of(opened)
    upstream = [row for row in ledger.rows if row["scope"] == "upstream"]
    hours, lost = own_hours(opened, private)
    facts = opened.facts
    plain = Inputs(facts)
    return (
        Inputs(
            facts,
            _majors(opened, [row["item"] for row in plain.opened]),
            _paying(ledger),
            [Deed(row["person"], row["community"], row["happened_at"]) for row in upstream],
            team_in(opened),
            hours,
        ),
        lost,
    )


def terms_of(opened: Opened) -> Terms:
    """Take from the settings when others may see a situation."""
    said = opened.workspace.settings.checks
    return Terms(said.public_from, said.answer_days)


def _majors(opened: Opened, items: Sequence[str]) -> dict[str, str | None]:
    """Ask evidence N1 which changes are major; None: nobody can tell."""
    if not items:
        return {}
    facts, settings = opened.facts, opened.workspace.settings
    every = all_entries(facts)
    changes = every.filter((every.activity == "change") & every.item.isin(list(items)))
    traces = traces_of(opened.workspace)
    rubric = Rubric.of(
        facts.coverage,
        traces,
        framework_from=settings.framework_from,
        iterations=settings.iterations,
    )
    case = Case(facts, changes, traces, rubric, settings.labels)
    found = n1_major.find(case).select("entry", "holds", "because")
    rows = fetch(found.inner_join(changes.select("entry", "item"), "entry"))
    return {
        row["item"]: row["because"] if row["holds"] else None
        for row in sorted(rows, key=lambda row: row["entry"])
        if row["holds"] is not False
    }


def _paying(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """Find communities that pay us, or are members, for which we worked on something, by item."""
    found: dict[str, set[str]] = {}
    for row in ledger.rows:
        named = {*(row["beneficiaries"] or ()), *(row["funders"] or ())}
        if row["item"] and named:
            found.setdefault(row["item"], set()).update(named)
    return {item: tuple(sorted(named)) for item, named in found.items()}
