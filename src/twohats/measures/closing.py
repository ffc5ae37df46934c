"""Slots closed by what was done: nobody has to report, and nobody is blamed.

A deed closes one slot at most: first one that its person holds, then one that they help in, then one
that nobody holds, which is the whole team's. Source: docs/outcome.md#slots.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from twohats.records.outcomes import Deed, SlotOutcome, State
from twohats.records.plan import Pick, Slot

Known = Callable[[str, str], bool]
"""Whether facts tell of an activity in a community over the whole of the iteration."""


def close_slots(
    slots: Sequence[Slot],
    picks: Sequence[Pick],
    deeds: Iterable[Deed],
    *,
    ends_at: datetime,
    now: datetime,
    is_known: Known = lambda activity, community: True,
) -> tuple[SlotOutcome, ...]:
    """Say what became of the slots of one iteration.

    Parameters
    ----------
    slots
        Of the iteration.
    picks
        Who holds them.
    deeds
        What was done in the iteration; what was done outside it is the caller's to leave out.
    ends_at
        End of the iteration.
    now
        Up to when deeds are known.
    is_known
        Where facts do not reach, what was not seen was not necessarily left undone.

    Returns
    -------
    tuple of SlotOutcome
        One per slot, by key.
    """
    ordered = sorted(slots, key=lambda slot: slot.key)
    given = _given(ordered, {pick.slot: pick for pick in picks}, deeds)
    held = {pick.slot for pick in picks}
    outcomes = []
    for slot in ordered:
        done = tuple(given[slot.key])
        known = is_known(slot.duty.activity, slot.duty.community)
        state, because = _state(slot, done, slot.key in held, now >= ends_at, known)
        outcomes.append(
            SlotOutcome(
                slot.key,
                slot.iteration,
                slot.duty.activity,
                slot.duty.community,
                slot.title,
                slot.count,
                slot.points,
                state,
                because,
                done,
            )
        )
    return tuple(outcomes)


def share_of_time(spent_h: float, planned_h: float) -> float | None:
    """Say which part of the time meant for something was spent on it; None: none was meant.

    Examples
    --------
    >>> round(100 * share_of_time(2.5, 8))
    31
    """
    return spent_h / planned_h if planned_h > 0 else None


def _given(
    slots: Sequence[Slot], picks: Mapping[str, Pick], deeds: Iterable[Deed]
) -> dict[str, list[Deed]]:
    """Give each slot the deeds that close it."""
    left = sorted(
        set(deeds), key=lambda deed: (deed.happened_at, deed.item, deed.person, deed.basis)
    )
    given: dict[str, list[Deed]] = {slot.key: [] for slot in slots}

    def take(slot: Slot, may: Callable[[Deed], bool]) -> None:
        found = given[slot.key]
        for deed in list(left):
            if len(found) >= slot.count:
                break
            is_same = (deed.activity, deed.community) == (slot.duty.activity, slot.duty.community)
            # Two who reviewed one change did one review of the plan, together.
            if is_same and may(deed) and deed.item not in {one.item for one in found}:
                found.append(deed)
                left.remove(deed)

    for slot in slots:
        if pick := picks.get(slot.key):
            take(slot, lambda deed, who=pick.holder: deed.person == who)  # type: ignore[misc]
    for slot in slots:
        if (pick := picks.get(slot.key)) and pick.pair:
            take(slot, lambda deed, who=pick.pair: deed.person == who)  # type: ignore[misc]
    for slot in slots:
        if slot.key not in picks:
            take(slot, lambda deed: True)
    return {
        key: sorted(found, key=lambda deed: (deed.happened_at, deed.item))
        for key, found in given.items()
    }


def _state(
    slot: Slot, done: Sequence[Deed], is_held: bool, is_over: bool, is_known: bool
) -> tuple[State, str]:
    said = f"{len(done)} of {slot.count}"
    if len(done) >= slot.count:
        return "done", "facts show it" if _by_facts(done) else "it was logged"
    if not is_known:
        return "not known", f"{said} seen, and facts do not reach over the whole iteration"
    if not is_over:
        return "running", f"{said} so far"
    if done:
        return "in part", f"{said}; no time for the rest"
    return ("no time", said) if is_held else ("not held", f"{said}; nobody held it")


def _by_facts(done: Sequence[Deed]) -> bool:
    return all(deed.basis == "facts" for deed in done)
