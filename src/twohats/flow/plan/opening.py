"""Opening and closing slots."""

from collections import Counter
from collections.abc import Iterable
from math import isfinite

from twohats.errors import WrongUse
from twohats.flow.experiments import Line
from twohats.flow.facts import Opened
from twohats.flow.plan.gathering import LISTED, Planned
from twohats.flow.words import short
from twohats.formats.addresses import read_place
from twohats.formats.suggest import nearest
from twohats.journal import ACTIVITIES
from twohats.journal.fold import WITHDRAWN
from twohats.journal.planned import (
    SLOT,
    slot_content,
    slots_of,
)
from twohats.needs.search import OURS
from twohats.plan.problem import cents
from twohats.plan.slots import name_of, read_wish
from twohats.records.plan import Duty, Slot

KINDS_OF_HELP = tuple(sorted({*ACTIVITIES, "merge"} - {"other"}))


def opening(
    words: str,
    at: Planned,
    *,
    points: float,
    must: bool = False,
    for_two: bool = False,
    right: str | None = None,
    skills: Iterable[str] = (),
) -> Line:
    """Open a slot.

    Raises
    ------
    WrongUse
        The words say no kind of help or no community that the workspace knows, or the points are
        none or beyond the cap.
    """
    try:
        wish = read_wish(words, KINDS_OF_HELP)
        community = _community(wish.where, at)
    except ValueError as error:
        raise WrongUse(f"--open {words!r}: no slot was opened: {error}.") from None
    if not (isfinite(points) and points > 0):
        raise WrongUse(f"--points {points:g}: no slot was opened: it takes more than nothing.")
    cap = at.problem.cap
    if cap is not None and cents(points) > cents(cap):
        raise WrongUse(
            f"--points {points:g}: no slot was opened: the cap of iteration "
            f"{at.iteration.number} is {cap:g} points for all slots. Say fewer points."
        )
    taken = {slot.name for slot in slots_of(at.opened.decisions)}
    name = name_of(at.iteration.number, wish.activity, community, taken)
    slot = Slot(
        f"slot:{name}", at.iteration.number, Duty(wish.activity, community), points, wish.count,
        words.strip(), is_duty=must, is_paired=for_two, skills=frozenset(skills), right=right,
    )  # fmt: skip
    return Line(SLOT, (slot.key,), f"opened {name}", dict(slot_content(slot)))


def _community(said: str, at: Planned) -> str:
    """Find a community by the name of its owner, or by a repository of it.

    Raises
    ------
    ValueError
        Neither the facts nor the register name it: a slot there would never find a need.
    """
    known = _communities(at.opened)
    word = said.strip().lower()
    found = known.get(word) or known.get(_as_key(said, at))
    if found is None:
        words = {short(one) for one in known}
        near = nearest(word, words)
        told = near.rstrip("?") if "did you mean" in near or len(words) <= LISTED else ""
        raise ValueError(
            f"`{said}` is no community that this workspace knows"
            f"{told or '; `twohats needs --priorities` lists them'}"
        )
    return found


def _as_key(said: str, at: Planned) -> str:
    try:
        owner, repository = read_place(said, at.opened.workspace.settings.hosts)
    except ValueError:
        return ""
    return (repository or owner).lower()


def _communities(opened: Opened) -> dict[str, str]:
    """List communities by all that people call them: owner, repository, with or without the forge."""
    pairs = [(one.repository, one.community) for one in opened.scopes]
    pairs += [(one.repository or one.owner, one.owner) for one in opened.workspace.communities]
    found: dict[str, str] = {}
    for repository, community in sorted(pairs):
        for key in (community, repository):
            found[key.lower()] = community
            found.setdefault(short(key).lower(), community)
    return found


def example_of(at: Planned) -> str:
    """Give a command that opens a slot in this workspace: where most upstream repositories are.

    Communities of the register come first.
    """
    register = [one.owner for one in at.opened.workspace.communities]
    upstream = Counter(one.community for one in at.opened.scopes if one.scope not in OURS)
    place = next(iter(register or [one for one, _ in upstream.most_common(1)]), "OWNER")
    return f"twohats plan --open '2 reviews, {short(place)}' --points 2"


def closing(name: str, at: Planned) -> Line:
    """Take a slot away; whoever pulled it is free of it."""
    slot = at.slot(name, "--close")
    return Line(SLOT, (slot.key,), f"closed {slot.name}", {WITHDRAWN: True}, slot.decision)
