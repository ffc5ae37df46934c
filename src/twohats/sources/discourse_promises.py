"""What a read of a forum may promise."""

from collections.abc import Iterator
from dataclasses import replace

from twohats.records import Coverage
from twohats.records.tables import EVENT_KINDS
from twohats.sources.discourse_rows import HIDDEN, WHISPERS
from twohats.sources.forge_tally import Promiser

SAID = ("opened", "commented")
"""Kinds of events by which Discourse counts a topic as active."""

SILENT = ("closed", "reopened", "answered")
"""Kinds that happen without that."""

NEVER_TOLD = (
    "labeled",
    "unlabeled",
    "renamed",
    "assigned",
    "unassigned",
    "milestoned",
    "demilestoned",
)
_WHY_NEVER = "only revisions of a topic tell it, and they are not read"


def silent_kinds(promiser: Promiser) -> list[str]:
    """List the kinds that are seen only where everything is read."""
    others = {name.partition(".")[2] for name in promiser.tally.rows if name.startswith("events.")}
    return [*SILENT, *sorted(others - {*SAID, *SILENT, *EVENT_KINDS})]


def said_in(promiser: Promiser) -> Iterator[Coverage]:
    """Promise topics, and what was said in them."""
    yield promiser.promise("items.discussion")
    yield promiser.promise("events.opened")
    said = promiser.promise("events.commented")
    whispers, hidden = (promiser.tally.left_out[name] for name in (WHISPERS, HIDDEN))
    yield said if not (whispers or hidden) else _with_reason(said, whispers, hidden)


def nothing_of(promiser: Promiser) -> Iterator[Coverage]:
    """Promise that there is nothing of what no forum holds, and deny what it does not tell."""
    yield promiser.promise("repositories")
    yield promiser.promise("items.issue")
    yield promiser.promise("items.pull_request")
    for kind in EVENT_KINDS:
        if kind in NEVER_TOLD:
            yield promiser.deny(f"events.{kind}", _WHY_NEVER)
        elif kind not in (*SAID, *SILENT):
            yield promiser.promise(f"events.{kind}")


def _with_reason(said: Coverage, whispers: int, hidden: int) -> Coverage:
    told = [
        f"{whispers} that only staff sees are left out" if whispers else "",
        f"the words of {hidden} are hidden by the forum" if hidden else "",
    ]
    reason = "; ".join(filter(None, [said.reason or "", *told]))
    return replace(said, skipped=said.skipped + whispers, reason=reason)
