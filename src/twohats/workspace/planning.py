"""How the team plans its upstream work: ``[plan]`` of ``twohats.toml``, all of it optional."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PersonTerms:
    """What one of ours agreed on for planning; a field that is None was not said."""

    account: str
    """Account key."""
    points: float | None = None
    """Working points in an iteration, where it is not the team's usual."""
    service: float = 0.0
    """Points of an iteration that go to service work before anything is planned."""
    offer: float | None = None
    """Points for planned upstream work, where it is not the team's usual share."""
    skills: tuple[str, ...] | None = None
    knows: tuple[str, ...] = ()
    """Duties known by their own word: ``review jupyterhub``, or ``review`` alone."""
    rights: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rights upstream by community: ``jupyterhub = ["merge", "release"]``."""
    pair_limit: int | None = None
    is_mentor: bool = True
    is_named: bool = False
    """Whether they agreed that plans call them by name before they pulled anything."""
    is_public: bool = False
    """Whether they agreed that their own open work upstream is listed on public pages."""


@dataclass(frozen=True)
class Planning:
    """All of ``[plan]``."""

    points: float = 10.0
    """Working points of a full-time person in an iteration; ten: one for each working day."""
    share: float | None = None
    """Share of working points for upstream work, of 1; None: the upper end of the policy's band."""
    floor: float | None = None
    """Least share of it that the plan should hold; None: the lower end of the policy's band."""
    free: float = 0.2
    """Part of each one's upstream points that is kept for free choice, of 1; no plan takes it."""
    window: int = 6
    """Iterations over which the load is spread, this one included."""
    rotation: int = 2
    """Most turns running that one person has at one duty, unless nobody else is able."""
    pair_share: float = 0.5
    """Points of a second person, as a share of the slot's."""
    help_turns: int = 2
    """Turns with help after which somebody is no longer new; help ends there."""
    pair_limit: int = 1
    """Slots in which one person helps at once."""
    rights: Mapping[str, str] = field(
        default_factory=lambda: {"release": "release", "merge": "merge"}
    )
    """Right upstream that an activity takes."""
    adds: tuple[str, ...] = ("change", "docs", "ci")
    """Activities whose slots open pull requests that somebody upstream has to look at."""
    nodes: int = 5000
    """Nodes of its tree that the solver may look at in each stage: a limit no machine changes."""
    people: tuple[PersonTerms, ...] = ()
