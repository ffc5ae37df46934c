"""``draft``: the plan and recurring items as drafts that passed the door."""

from datetime import datetime

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.plan.from_journal import agreed_to_names, plan_in
from twohats.flow.plan.sheet import names_in, sheet_of
from twohats.flow.recurring import Recurring, look_at_trackers, recurring
from twohats.guards.drafts import clear_draft
from twohats.publish.plans import (
    to_calendar,
    to_issue,
    to_json,
    to_project_csv,
    to_project_json,
    to_text,
)
from twohats.publish.plans.words import heading
from twohats.records.drafts import ClearedDraft, Draft
from twohats.records.sheets import Sheet
from twohats.workspace.iterations import Iteration


def recurring_drafts(
    opened: Opened, iteration: Iteration, by: str
) -> tuple[Recurring, tuple[ClearedDraft, ...]]:
    """Draft what recurs and is due in an iteration.

    Parameters
    ----------
    opened
        A workspace with its facts: they tell what is open in the trackers.
    iteration
        The one to plan.
    by
        Who stands behind it.
    """
    settings = opened.workspace.settings
    trackers = {one.tracker or next(iter(settings.trackers), "") for one in settings.recurring}
    looks = look_at_trackers(opened.facts, sorted(trackers - {""}))
    found = recurring(settings, looks, iteration)
    return found, tuple(_cleared(opened, draft, by) for draft in found.drafts)


def plan_draft(
    opened: Opened, iteration: Iteration, form: str, now: datetime, by: str
) -> tuple[Sheet, ClearedDraft]:
    """Write the plan of an iteration in one of its forms.

    Parameters
    ----------
    opened
        A workspace with its facts.
    iteration
        Which one.
    form
        ``text``, ``issue``, ``json``, ``calendar``, ``project`` or ``project-csv``.
    now
        When it is written.
    by
        Who stands behind it.

    Raises
    ------
    WrongUse
        No plan holds a slot in that iteration.
    """
    settings = opened.workspace.settings
    plan, slots, needs = plan_in(opened, iteration)
    if not slots:
        raise WrongUse(
            f"iteration {iteration.number} ({iteration.since} to {iteration.until}): no slot is "
            "open. Open one with `twohats plan --open`."
        )
    agreed = agreed_to_names(opened)
    names = names_in(plan, agreed)
    sheet = sheet_of(
        plan,
        slots,
        iteration,
        settings.organization,
        pseudonyms=opened.people.pseudonyms,
        agreed=[*agreed, *_named(opened)],
        needs=needs,
    )
    tracker = next(iter(settings.trackers), None)
    draft = _written(sheet, form, tracker, names, _domain(opened), now)
    return sheet, _cleared(opened, draft, by)


def _written(
    sheet: Sheet,
    form: str,
    tracker: str | None,
    names: tuple[str, ...],
    domain: str,
    now: datetime,
) -> Draft:
    if form == "issue":
        return to_issue(sheet, tracker, names)
    if form == "calendar":
        text = to_calendar(sheet, domain, now).decode()
    else:
        write = {
            "text": to_text,
            "json": to_json,
            "project": to_project_json,
            "project-csv": to_project_csv,
        }[form]
        text = write(sheet)
    return Draft(f"plan-{form}:{sheet.iteration}", heading(sheet), text, names=names)


def _cleared(opened: Opened, draft: Draft, by: str) -> ClearedDraft:
    settings = opened.workspace.settings
    draft = Draft(**{**vars(draft), "drafted_by": by})
    return clear_draft(draft, opened.people.pseudonyms, settings.is_ours_or_tracker)


def _named(opened: Opened) -> list[str]:
    """List everybody of ours where names were asked for."""
    if not opened.is_named:
        return []
    return [person.key for person in opened.people.persons if person.key in opened.people.ours]


def _domain(opened: Opened) -> str:
    """Make a domain of the organization's first owner, for identifiers."""
    owner = next(iter(opened.workspace.settings.owners), "github:workspace")
    forge, _, name = owner.partition(":")
    return f"{name}.{forge}.invalid"
