"""From a plan to the sheet that is handed out: people called as they agreed to be."""

from collections.abc import Iterable, Mapping, Sequence

from twohats.flow.words import many, short
from twohats.records.needs import Need
from twohats.records.plan import Burden, Pick, Plan, Slot, Stage
from twohats.records.sheets import Sheet, SheetLine
from twohats.workspace.iterations import Iteration


def sheet_of(
    plan: Plan,
    slots: Sequence[Slot],
    iteration: Iteration,
    organization: str,
    *,
    pseudonyms: Mapping[str, str],
    agreed: Iterable[str] = (),
    needs: Mapping[str, Need] | None = None,
) -> Sheet:
    """Make a sheet of a plan.

    Parameters
    ----------
    plan
        Who holds what.
    slots
        All slots of the iteration, held or not.
    iteration
        Number and span.
    organization
        Ours, as people call it.
    pseudonyms
        What to call each person who did not agree to be named.
    agreed
        Persons who agreed that plans name them. Whoever pulled a slot has.
    needs
        Needs by key, for their addresses.
    """
    known = needs or {}
    by_slot = {pick.slot: pick for pick in plan.picks}
    calling = _Calling(pseudonyms, frozenset(agreed) | _claimed(plan.picks))
    lines = tuple(
        _line(slot, by_slot.get(slot.key), calling, known)
        for slot in sorted(slots, key=lambda slot: slot.key)
    )
    titles = {slot.key: slot.title or slot.name for slot in slots}
    return Sheet(
        organization,
        iteration.number,
        iteration.since,
        iteration.until,
        lines,
        tuple((_what(one.what, titles, calling), one.reason) for one in plan.left_out),
        tuple(_proof(stage) for stage in plan.stages),
        tuple(_burden(one) for one in plan.burdens if one.adds),
    )


def names_in(plan: Plan, agreed: Iterable[str]) -> tuple[str, ...]:
    """List the persons whom a sheet of this plan may name."""
    held = {person for pick in plan.picks for person in (pick.holder, pick.pair) if person}
    return tuple(sorted(held & (frozenset(agreed) | _claimed(plan.picks))))


class _Calling:
    """How people are called."""

    def __init__(self, pseudonyms: Mapping[str, str], agreed: frozenset[str]):
        self._pseudonyms, self._agreed = pseudonyms, agreed

    def login(self, person: str | None) -> str | None:
        """Login of who agreed; None: they did not, or have none."""
        forge, _, name = (person or "").partition(":")
        return name if person in self._agreed and forge != "mail" else None

    def __call__(self, person: str | None) -> str | None:
        if person is None:
            return None
        login = self.login(person)
        return f"@{login}" if login else self._pseudonyms.get(person, "one of us")


def _claimed(picks: Iterable[Pick]) -> frozenset[str]:
    holders = {pick.holder for pick in picks if pick.is_claimed}
    pairs = {pick.pair for pick in picks if pick.is_pair_claimed and pick.pair}
    return frozenset(holders | pairs)


def _line(slot: Slot, pick: Pick | None, calling: _Calling, needs: Mapping[str, Need]) -> SheetLine:
    candidates = [needs[key] for key in slot.candidates if key in needs]
    return SheetLine(
        slot.key,
        _title(slot),
        slot.duty.activity,
        slot.duty.community,
        slot.count,
        slot.points,
        calling(pick.holder) if pick else None,
        calling(pick.pair) if pick else None,
        pick.pair_part if pick else None,
        bool(pick and pick.is_claimed),
        calling.login(pick.holder) if pick else None,
        tuple(need.url for need in candidates if need.url)[: slot.count + 1],
        pick.reason if pick else "",
    )


def _title(slot: Slot) -> str:
    """Say what is to be done; where, stands beside it."""
    words, _, where = slot.title.rpartition(",")
    if words and where.strip().lower() in (slot.duty.community, short(slot.duty.community)):
        return words.strip()
    return slot.title or many(slot.count, slot.duty.activity, f"times {slot.duty.activity}")


def _what(key: str, titles: Mapping[str, str], calling: _Calling) -> str:
    if key in titles:
        return titles[key]
    return short(key) if key.startswith(("slot:", "N")) else calling(key) or key


def _proof(stage: Stage) -> str:
    if stage.objective is None:
        return f"{stage.name}: not reached"
    unit = f" {stage.unit}" if stage.unit else ""
    if stage.is_proven or stage.gap == 0:
        return f"{stage.name}: {stage.objective:g}{unit}, proven best"
    if stage.gap is None:
        return f"{stage.name}: {stage.objective:g}{unit}; how good that is, is not known"
    return f"{stage.name}: {stage.objective:g}{unit}, at most {stage.gap:.1%} from the best"


def _burden(one: Burden) -> str:
    queue = "unknown" if one.open_queue is None else f"{one.open_queue} open"
    return f"{short(one.community)}: {one.adds} of ours to look at; now {queue}, median wait {one.wait}"
