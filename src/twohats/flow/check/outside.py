"""What others may see of situations, and nothing of whose doing it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from twohats.checks.found import seen_outside
from twohats.checks.inputs import Inputs
from twohats.flow.check.answers import said_in
from twohats.flow.check.gathering import inputs_of
from twohats.flow.check.rows import situation_row
from twohats.flow.check.wanted import Wanted, find_wanted, is_wanted
from twohats.flow.facts import Opened
from twohats.flow.page import shown_with
from twohats.flow.report.book import WITHHELD
from twohats.flow.report.forbidden import forbidden_of
from twohats.flow.rows import Row
from twohats.guards.public import leaks
from twohats.journal import PrivateState
from twohats.records.situations import Said, Situation

PUBLIC_COLUMNS = ("rule", "state", "community", "item", "title", "happened_at", "because", "figures", "answer", "url")  # fmt: skip
"""What others may see: nothing of whose doing it is."""


@dataclass(frozen=True)
class Outside:
    """What others may see, and how much of it holds what is not ours to tell."""

    rows: tuple[Row, ...]
    """Situations, with `PUBLIC_COLUMNS`."""
    untitled: int
    """How many of them stand without their title."""
    held: int
    """Situations that are not among them, because more than a title must not leave."""


def public_rows(
    opened: Opened, wanted: Wanted | None = None, private: PrivateState | None = None
) -> Outside:
    """List what others may see: what the team answered, or had its time to answer.

    Nothing in it says whose doing it is; see `PUBLIC_COLUMNS`. The guard of public pages looks at it,
    and places that stand on no page do not stand here.

    Parameters
    ----------
    opened
        A workspace with its facts.
    wanted
        Which situations.
    private
        What is somebody's own, so that none of it leaves.
    """
    inputs, _ = inputs_of(opened, ())
    wanted, report = wanted or Wanted(), opened.workspace.settings.report
    found = find_wanted(opened, inputs, wanted)
    said = said_in(opened, found.situations)
    forbidden = forbidden_of(opened, private or PrivateState())
    rows, untitled, held = [], 0, 0
    for one in seen_outside(found.situations, said, opened.facts.as_of):
        if not is_wanted(one.community, one.repository, wanted):
            continue
        if any(report.leaves_out(place) for place in (one.community, one.repository) if place):
            continue
        unnamed = opened.workspace.settings.words.unnamed
        row = _outside(one, said[one.key], inputs, report.named_members, unnamed)
        is_titled = forbidden.found_in(row["title"]) is None
        row["title"] = row["title"] if is_titled else WITHHELD
        if leaks(row, forbidden, "situation"):
            held += 1
            continue
        untitled += not is_titled
        rows.append(row)
    return Outside(tuple(shown_with(rows, opened.people.pseudonyms)), untitled, held)


def _outside(one: Situation, said: Said, inputs: Inputs, named: Sequence[str], unnamed: str) -> Row:
    """Give a situation as others may read it; communities of ours stand without a name."""
    row = situation_row(one, said, {})
    if "done_for" in row["figures"]:
        # From the names themselves: in the words there may be a comma within one.
        asked = inputs.paying.get(one.item or "", ())
        shown = dict.fromkeys(name if name in named else unnamed for name in asked)
        row["figures"] = {**row["figures"], "done_for": ", ".join(shown)}
    return {name: row[name] for name in PUBLIC_COLUMNS}
