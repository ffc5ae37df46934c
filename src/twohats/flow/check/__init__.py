"""``check``: what our own work looks like from outside, open for an answer; nobody is accused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from twohats.checks import rules
from twohats.flow.check.answers import answering, said_in
from twohats.flow.check.gathering import inputs_of, terms_of
from twohats.flow.check.hours import keeping_hours, own_hours, read_hours
from twohats.flow.check.outside import PUBLIC_COLUMNS, Outside, public_rows
from twohats.flow.check.rows import COLUMNS, QUIET_COLUMNS, shown_key, situation_row
from twohats.flow.check.shares import SHARE_COLUMNS, share_rows
from twohats.flow.check.wanted import Wanted, communities_of, find_wanted, is_wanted
from twohats.flow.facts import Opened
from twohats.flow.growth import Myself
from twohats.flow.meta import meta
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.rows import Row
from twohats.flow.words import many
from twohats.journal import PrivateLine
from twohats.records import Skipped
from twohats.records.situations import WAITING, Situation

__all__ = [
    "COLUMNS",
    "PUBLIC_COLUMNS",
    "QUIET_COLUMNS",
    "SHARE_COLUMNS",
    "Checked",
    "Outside",
    "Wanted",
    "answering",
    "check",
    "communities_of",
    "inputs_of",
    "keeping_hours",
    "own_hours",
    "public_rows",
    "read_hours",
    "said_in",
    "share_rows",
    "shown_key",
    "situation_row",
    "terms_of",
]


@dataclass(frozen=True)
class Checked:
    """What was seen, as rows."""

    rows: tuple[Row, ...]
    """Situations, those that wait first."""
    quiet: tuple[Row, ...]
    """What was looked at and nothing is said of, with the reason."""
    meta: Mapping[str, object]
    skipped: tuple[Skipped, ...]
    waiting: int
    """Situations that wait for an answer."""


def check(
    opened: Opened,
    wanted: Wanted,
    private: Sequence[PrivateLine] = (),
    viewer: Myself | None = None,
) -> Checked:
    """List situations with how each stands.

    Parameters
    ----------
    opened
        A workspace with its facts.
    wanted
        Which ones.
    private
        Lines of the private part; time zones are read from it.
    viewer
        Who looks; what is somebody's own is shown to nobody else, and only to whom git knows as them.
        None: to nobody.

    Raises
    ------
    WrongUse
        No rule or community is called so.
    """
    inputs, lost = inputs_of(opened, private)
    # A word on the command line is no proof: anybody can type anybody's login.
    viewer = viewer if viewer is not None and viewer.is_by_git else None
    found = find_wanted(opened, inputs, wanted)
    said = said_in(opened, found.situations)
    seen = [one for one in found.situations if _may_see(one, viewer, opened)]
    seen = [one for one in seen if is_wanted(one.community, one.repository, wanted)]
    labels = {person.key: person.label for person in opened.people.persons}
    rows = [situation_row(one, said[one.key], labels) for one in seen]
    rows.sort(key=lambda row: row["state"] not in WAITING)
    quiet: list[Row] = [
        {**vars(one), "looked_at": one.key, "figures": dict(one.figures)}
        for one in found.quiet
        if one.person is None or (viewer is not None and viewer.person == one.person)
        if is_wanted(one.community, one.key, wanted)
    ]
    names = pseudonyms_of(opened)
    return Checked(
        tuple(shown_with(rows, names)),
        tuple(shown_with(quiet, names)),
        _meta(opened, quiet),
        (*lost, *found.not_measured),
        sum(row["state"] in WAITING for row in rows),
    )


def _may_see(one: Situation, viewer: Myself | None, opened: Opened) -> bool:
    """Whether a situation may be shown to whoever looks."""
    if one.audience != "person":
        return True
    if viewer is None:
        return False
    lead = opened.workspace.settings.checks.lead
    # Hours are nobody's but one's own; of a load the lead is told, too.
    is_lead = lead is not None and lead in viewer.identities and one.rule == "C08"
    return viewer.person in one.concerned or is_lead


def _meta(opened: Opened, quiet: Sequence[Row]) -> dict[str, object]:
    counts: dict[str, Counter[str]] = {}
    for row in quiet:
        counts.setdefault(row["rule"], Counter())[row["because"]] += 1
    said = opened.workspace.settings.checks
    public = (
        f"{many(said.answer_days, 'day', 'days')} after the team could see it, from "
        f"{said.public_from} on"
        if said.public_from
        else "never: `public_from` in [checks] is not said"
    )
    return {
        **meta(opened),
        "unit": "situations: what was seen, open for an answer; never a verdict",
        "rules": {code: rule.sentence for code, rule in rules().items()},
        "quiet": {code: dict(counted.most_common()) for code, counted in counts.items()},
        "shown_outside": public,
        "definitions": "docs/checks.md",
    }
