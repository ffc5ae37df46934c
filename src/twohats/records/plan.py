"""The plan: slots for kinds of help, who holds them, why, and what was left out.

A slot is a place for a kind of help in a community ("two reviews, jupyterhub"), never a named pull
request: those go stale in days, so the needs behind a slot are drawn anew when somebody pulls it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Part = Literal["holder", "mentor", "shadow"]
"""What somebody does in a slot: holds it, helps an unfamiliar holder, or learns beside a familiar one."""

PARTS: tuple[Part, ...] = ("holder", "mentor", "shadow")


@dataclass(frozen=True, order=True)
class Duty:
    """One kind of help in one community: what people know, rotate and are short of."""

    activity: str
    """As ledger entries call it: ``review``, ``triage``, ``release``, …"""
    community: str
    """Owner key."""


@dataclass(frozen=True)
class Turn:
    """One person had a part in one duty in one iteration."""

    person: str
    duty: Duty
    iteration: int
    points: float
    part: Part = "holder"
    basis: Literal["plan", "facts", "declared"] = "plan"
    """Whether an adopted plan, traces, or somebody's word says so."""


@dataclass(frozen=True)
class Member:
    """One person of the team, in one iteration."""

    person: str
    """Person key, ``github:ada``."""
    points: float
    """Working points in this iteration, days off taken away."""
    offer: float
    """Points for planned upstream work: service load and the share for free choice taken away."""
    window_offer: float | None = None
    """Points offered over the whole rolling window, this iteration included; None: as now, always."""
    service: float = 0.0
    """Points given to service work in this iteration."""
    free: float = 0.0
    """Points kept for free choice; no plan takes them."""
    skills: frozenset[str] | None = None
    """Skills stated; None: nothing is known, so nothing is ruled out."""
    done: frozenset[Duty] = frozenset()
    """Duties held before."""
    shadowed: frozenset[Duty] = frozenset()
    """Duties done beside somebody who knew them."""
    asks_alone: frozenset[str] = frozenset()
    """Activities this person asked to hold alone though new to them."""
    rights: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rights upstream by owner key: ``merge``, ``release``, ``triage``."""
    days_off: tuple[date, ...] = ()
    pair_limit: int = 1
    """In how many slots they help somebody unfamiliar at once."""
    is_mentor: bool = True
    """Whether they agree to help others."""

    def is_away(self) -> bool:
        """Whether nothing is left to give."""
        return self.points <= 0


@dataclass(frozen=True)
class Slot:
    """A place in the plan for a kind of help in a community."""

    key: str
    """``slot:`` and a name short enough to type, ``slot:24-review-jupyterhub``."""
    iteration: int
    """In which it is held; the first in which it may be, where `latest` says more."""
    duty: Duty
    points: float
    """For the whole slot, by whoever holds it; a pair gives a share of it beside."""
    count: int = 1
    """How many things are to be done: two reviews."""
    title: str = ""
    candidates: tuple[str, ...] = ()
    """Keys of needs that would fill it now, the best first."""
    worth: float | None = None
    """Expected worth, from its best candidates; None: none of them has a score."""
    is_duty: bool = False
    """Whether it must be held: somebody promised it."""
    is_paired: bool = False
    """Whether it is opened for two from the start."""
    skills: frozenset[str] = frozenset()
    """What it takes; empty: not known."""
    right: str | None = None
    """Right upstream it takes: ``merge``, ``release``, ``triage``; None: anybody may."""
    opened_by: str | None = None
    opened_at: datetime | None = None
    decision: str | None = None
    """Id of the journal's line that opened it."""
    reserved_for: str | None = None
    """The only person it is meant for; None: anybody's."""
    latest: int | None = None
    """Last iteration in which it may be held, for looking ahead; None: its own alone."""

    @property
    def name(self) -> str:
        """What a person types."""
        return self.key.partition(":")[2]


@dataclass(frozen=True)
class Claim:
    """Somebody pulled a slot, or agreed to what was proposed."""

    slot: str
    person: str
    part: Part = "holder"
    is_alone: bool = False
    """Whether they asked to hold it alone though new to it."""
    said_at: datetime | None = None
    decision: str | None = None


@dataclass(frozen=True)
class Decline:
    """Somebody said "not this time"; it needs no reason, and none is kept."""

    person: str
    iteration: int
    duty: Duty | None = None
    """Nothing like it is proposed to them again in this iteration; None: nothing at all is."""
    said_at: datetime | None = None
    decision: str | None = None


@dataclass(frozen=True)
class Pick:
    """One slot, and who is to hold it."""

    slot: str
    holder: str
    pair: str | None = None
    """A second person: a mentor where the holder is new to it, else somebody who learns."""
    pair_part: Part | None = None
    need: str | None = None
    """The best need now, as an example; the holder chooses among what is there then."""
    points: float = 0.0
    pair_points: float = 0.0
    is_claimed: bool = False
    """Whether the holder said so; else it is a proposal."""
    is_pair_claimed: bool = False
    reason: str = ""
    """Why this person, in a sentence."""
    iteration: int = 0


@dataclass(frozen=True)
class LeftOut:
    """A slot nobody is proposed for, or a person nothing is proposed to, and why."""

    what: str
    """Key of a slot, a need or a person."""
    reason: str


@dataclass(frozen=True)
class Stage:
    """One question the fill answered, after all before it."""

    name: str
    objective: float | None
    """Value reached; None: the stage was not reached."""
    bound: float | None
    """No plan can do better than this; None: not known."""
    gap: float | None
    """Distance of the two as a share of the bound; 0: proven best."""
    is_proven: bool = False
    is_maximized: bool = True
    unit: str = ""


@dataclass(frozen=True)
class Burden:
    """What a plan brings to a community that has to look at it, beside what waits there now."""

    community: str
    adds: int
    """Pull requests or requests of ours that the plan would open."""
    gives: int
    """Reviews, triage and answers that it would give."""
    open_queue: int | None = None
    """Open pull requests there; None: not known."""
    median_wait_d: float | None = None
    """Median days to a first response, the waiting counted; None: not known or not reached."""
    wait: str = "unknown"
    """The wait in words: ``3.5 days``, ``not reached``, ``too few``, ``unknown``."""


@dataclass(frozen=True)
class Plan:
    """Who holds what in an iteration, how good that is, and what was left out."""

    iteration: int
    picks: tuple[Pick, ...]
    left_out: tuple[LeftOut, ...] = ()
    stages: tuple[Stage, ...] = ()
    burdens: tuple[Burden, ...] = ()
    points: float = 0.0
    """Points of all picks, pairs included."""
    cap: float | None = None
    """Most points the policy allows in this iteration; None: none agreed."""
    floor: float | None = None
    """Fewest points the policy asks for; None: none agreed."""
    below_floor: str | None = None
    """Why it was adopted with fewer points than the floor; None: it was not."""

    def of_slot(self, slot: str) -> Pick | None:
        """Find the pick of a slot; None: nobody holds it."""
        return next((pick for pick in self.picks if pick.slot == slot), None)


@dataclass(frozen=True)
class Breach:
    """One way in which a plan breaks a rule."""

    rule: str
    """Short name of the rule: ``cap``, ``capacity``, ``alone``, ``right``, ``declined``, …"""
    what: str
    """Slot, person or community."""
    sentence: str
    """What is wrong, with the numbers."""
