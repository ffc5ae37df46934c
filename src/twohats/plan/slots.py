"""Slots: read from a few words, named, and set beside the needs that would fill them now."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from twohats.formats.suggest import nearest
from twohats.records.needs import Need
from twohats.records.plan import Slot

SHOWN = 5
"""Candidates kept beside those a slot asks for, so that whoever pulls it has a choice."""
_WORDS = re.compile(
    r"\s*(?:(?P<count>\d+|one|two|three|four|five|six)\s+)?(?P<what>[^\d,][^,]*),\s*(?P<where>\S.*?)\s*",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True)
class Wish:
    """A slot as somebody wrote it."""

    count: int
    activity: str
    where: str
    """Community, as written."""


def read_wish(text: str, activities: Collection[str]) -> Wish:
    """Read ``2 reviews, jupyterhub``.

    Raises
    ------
    ValueError
        What is wrong with it, and how to write it.

    Examples
    --------
    >>> read_wish("two reviews, jupyterhub", ["review", "triage"])
    Wish(count=2, activity='review', where='jupyterhub')
    """
    found = _WORDS.fullmatch(text)
    if not found:
        raise ValueError('write how many, what and where: "2 reviews, jupyterhub"')
    said = (found["count"] or "1").lower()
    count = _COUNTS.get(said) or int(said)
    if count < 1:
        raise ValueError("a slot is for one thing at least")
    return Wish(count, _activity(found["what"].strip().lower(), activities), found["where"])


def _activity(said: str, activities: Collection[str]) -> str:
    # "docs" and "ci" are singular already; "releases" and "reviews" are not.
    forms = (said, said.removesuffix("s"), said.removesuffix("es"))
    known = next((one for one in forms if one in activities), None)
    if known is None:
        told = ", ".join(sorted(activities))
        raise ValueError(
            f"`{said}` is no kind of help{nearest(said, activities)} It is one of {told}"
        )
    return known


def name_of(iteration: int, activity: str, community: str, taken: Collection[str]) -> str:
    """Name a new slot, short enough to type and unlike those there are.

    Examples
    --------
    >>> name_of(24, "review", "github:jupyterhub", {"24-review-jupyterhub"})
    '24-review-jupyterhub-2'
    """
    owner = re.sub(r"[^a-z0-9]+", "-", community.partition(":")[2].lower()).strip("-")
    name = f"{iteration}-{activity}-{owner}"
    number = 1
    while (f"{name}-{number}" if number > 1 else name) in taken:
        number += 1
    return f"{name}-{number}" if number > 1 else name


def with_candidates(
    slots: Iterable[Slot], needs: Iterable[Need], rights: Mapping[str, str]
) -> tuple[Slot, ...]:
    """Set each slot beside the needs that would fill it now, and say what it is worth.

    Parameters
    ----------
    slots
        As the journal holds them.
    needs
        In order of rank. A need is a candidate of every slot of its kind; no slot keeps it.
    rights
        Right upstream by activity, for slots that name none.

    Returns
    -------
    tuple of Slot
        Worth is the sum of the scores of the best needs, as many as the slot asks for; of slots alike
        the second starts where the first ends. None: no need there has a score.
    """
    queues: dict[tuple[str, str], list[Need]] = {}
    for need in needs:
        queues.setdefault((need.activity, need.community), []).append(need)
    used: dict[tuple[str, str], int] = {}
    found = []
    for slot in sorted(slots, key=lambda one: one.key):
        key = slot.duty.activity, slot.duty.community
        start = used.get(key, 0)
        queue = queues.get(key, [])
        used[key] = start + slot.count
        scores = [one.score for one in queue[start : start + slot.count] if one.score is not None]
        found.append(
            replace(
                slot,
                candidates=tuple(one.key for one in queue[start : start + slot.count + SHOWN]),
                worth=round(sum(scores), 4) if scores else None,
                right=slot.right or rights.get(slot.duty.activity),
            )
        )
    return tuple(found)
