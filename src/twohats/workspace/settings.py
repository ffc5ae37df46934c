"""What ``twohats.toml`` says, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from twohats.formats.engine_urls import EMBEDDED_URL, EngineUrl
from twohats.formats.forums import Forum
from twohats.workspace.checking import Checking
from twohats.workspace.iterations import Iterations
from twohats.workspace.labels import Labels
from twohats.workspace.measuring import Holiday, Measuring
from twohats.workspace.planning import Planning
from twohats.workspace.words import Initiating, Words

ForgeKind = Literal["github", "gitlab", "discourse"]
Scope = Literal["upstream", "own-project", "personal-project", "unknown"]
BalanceUnit = Literal["hours", "points"]
OnClockScope = Literal["key-communities", "any-upstream"]
OutsidePlanTime = Literal["own", "personal-on-clock"]
Term = Literal["band_upstream", "on_clock_scope", "free_choice_share", "outside_plan_time"]
"""A key of a policy that a waiver may set aside."""


@dataclass(frozen=True)
class Forge:
    """A place where repositories live."""

    name: str
    """First part of every key: ``github``."""
    host: str
    """Host of its addresses: ``github.com``."""
    kind: ForgeKind | None = None
    """What runs there; None: its name and host tell."""


@dataclass(frozen=True)
class Policy:
    """What the organization agreed on, from one date to the next.

    A field that is None was not agreed on: whoever needs it asks, and nobody guesses.
    """

    name: str
    effective_from: date
    effective_until: date | None = None
    """Exclusive; None: until the next policy."""
    band_upstream: tuple[float, float] | None = None
    """Lowest and highest share of working time for upstream-driven work, of 1."""
    balance_unit: BalanceUnit | None = None
    """What the balance is counted in."""
    on_clock_scope: OnClockScope | None = None
    """Which upstream work is working time."""
    free_choice_share: float | None = None
    """Share of working time that needs no reason of ours, of 1."""
    outside_plan_time: OutsidePlanTime | None = None
    """Whose time work outside the plan is."""


@dataclass(frozen=True)
class Waiver:
    """One term of a policy set aside by somebody, for a reason, until a day."""

    name: str
    what: Term
    """The term whose limit does not hold meanwhile."""
    who: str
    """Who granted it."""
    why: str
    until: date
    """Exclusive: from this day on the waiver does nothing."""
    since: date | None = None
    """None: from the first day on."""
    community: str | None = None
    """Owner or repository key it is for; None: all."""

    def holds(self, day: date, repository: str | None = None) -> bool:
        """Whether it is in force on a day for a repository.

        One for a community says nothing where no repository is named.
        """
        if day >= self.until or (self.since is not None and day < self.since):
            return False
        if self.community is None:
            return True
        key = (repository or "").lower()
        return key == self.community or key.startswith(f"{self.community}/")


@dataclass(frozen=True)
class BotRule:
    """The workspace's word on whether an account is a bot; it wins over every other sign."""

    account: str
    """Account key."""
    is_bot: bool = True
    reason: str = ""


@dataclass(frozen=True)
class ScopeRule:
    """The workspace's word on what a repository, or all of an owner's, is to us."""

    key: str
    """Repository or owner key."""
    scope: Scope
    reason: str = ""

    def covers(self, repository: str) -> bool:
        """Whether a repository is meant; case does not matter."""
        return repository.lower() == self.key or repository.lower().startswith(f"{self.key}/")


@dataclass(frozen=True)
class RecurringItem:
    """Something the team plans again and again; there is never more than one open."""

    name: str
    """Stable, lower case: by it, hidden in the issue, an open one is found."""
    title: str
    """Of the issue, without a date or a number of an iteration."""
    every: int = 1
    """Iterations from one to the next, counted from the first iteration."""
    tracker: str | None = None
    """Key of a tracker of ours; None: the first of ``trackers``."""
    labels: tuple[str, ...] = ()
    activity: str | None = None
    """Kind of work, as the ledger calls it."""
    community: str | None = None
    """Owner key it is for; None: none in particular."""
    points: float | None = None
    done_when: str | None = None
    """When it is done, in a sentence."""


@dataclass(frozen=True)
class Funder:
    """Who pays for upstream work of ours, and what they ask for it."""

    name: str
    url: str | None = None
    community: str | None = None
    """Owner or repository key it pays for; None: all of it."""
    strings: str | None = None
    """``none``, or what they ask in return, in words; None: not said."""
    since: date | None = None
    until: date | None = None
    """Exclusive; None: still."""

    def pays_for(self, place: str, since: date, until: date) -> bool:
        """Whether it paid for work in a community on any day of ``[since, until)``."""
        if (self.since and self.since >= until) or (self.until and self.until <= since):
            return False
        key = place.lower()
        return (
            self.community is None or key == self.community or key.startswith(f"{self.community}/")
        )


@dataclass(frozen=True)
class Reporting:
    """What holds for public pages."""

    dispute: str | None = None
    """Address of the form for new issues in a tracker of ours, or a mail address; None: not said."""
    private_words: tuple[str, ...] = ()
    """Words that never stand on a public page."""
    public_words: tuple[str, ...] = ()
    """Words that may stand there although they are also a login or a name of ours."""
    named_members: tuple[str, ...] = ()
    """Member communities that agreed to be named."""
    own_projects: tuple[str, ...] = ()
    """Keys of our own repositories that are public, and shown."""
    leave_out: tuple[str, ...] = ()
    """Owner or repository keys that get no page and stand on none."""

    def leaves_out(self, repository: str) -> bool:
        """Whether a repository stands on no public page; case does not matter."""
        key = repository.lower()
        return any(key == one or key.startswith(f"{one}/") for one in self.leave_out)


@dataclass(frozen=True)
class Settings:
    """All of ``twohats.toml``."""

    organization: str
    """Name people see."""
    owners: tuple[str, ...] = ()
    """Owner keys of our own organizations."""
    repositories: tuple[str, ...] = ()
    """Keys of our own repositories outside these."""
    trackers: tuple[str, ...] = ()
    """Keys of the repositories in which we plan."""
    forums: tuple[Forum, ...] = ()
    """Forums of our own, or categories of one."""
    forges: tuple[Forge, ...] = (Forge("github", "github.com"),)
    """Those of ``[[forges]]``, and each forum that anything here or a key community names."""
    policies: tuple[Policy, ...] = ()
    """Oldest first, never two at once."""
    waivers: tuple[Waiver, ...] = ()
    """Those that have ended too: old work is judged by what held on its day."""
    framework_from: date | None = None
    """Day from which work was planned; before it nothing counts as outside the plan."""
    bots: tuple[BotRule, ...] = ()
    scopes: tuple[ScopeRule, ...] = ()
    member_communities: tuple[str, ...] = ()
    """Names of the communities that use our service."""
    window_days: int = 90
    """How far back a page looks when nobody says."""
    labels: Labels = field(default_factory=Labels)
    """What labels of our trackers mean."""
    labels_are_named: bool = False
    """Whether the workspace said so itself; else it is a guess that they are named as usual."""
    iterations: Iterations | None = None
    """When we plan; None: not said, so nothing is told by iteration."""
    plan: Planning = field(default_factory=Planning)
    """How we plan upstream work, and what each of ours agreed on."""
    plan_is_said: bool = False
    """Whether the workspace said so itself; else these are the usual terms."""
    recurring: tuple[RecurringItem, ...] = ()
    funders: tuple[Funder, ...] = ()
    report: Reporting = field(default_factory=Reporting)
    """What may stand on public pages, and where they can be disputed."""
    measures: Measuring = field(default_factory=Measuring)
    """How communities approve, and what an answer takes."""
    holidays: tuple[Holiday, ...] = ()
    """Days that trends mark."""
    checks: Checking = field(default_factory=Checking)
    """When others may see what a check on ourselves saw, and who is told of a load."""
    engine: EngineUrl = EMBEDDED_URL
    """Where facts are asked; see docs/engines.md."""
    # No number comes from it: whatever is named by a digest of the settings stays as it is.
    engine_readers: tuple[str, ...] = field(default=(), repr=False)
    """Roles of PostgreSQL that may read the facts which we load there."""
    words: Words = field(default_factory=Words)
    """What we call things."""
    initiatives: Initiating = field(default_factory=Initiating)
    """When an initiative is asked about."""

    journal_server: EngineUrl | None = None
    """Where decisions are kept; None: in git."""

    @property
    def hosts(self) -> Mapping[str, str]:
        """Forge name by host."""
        return {forge.host: forge.name for forge in self.forges}

    @property
    def forum_hosts(self) -> Mapping[str, str]:
        """Forge name by host, of forums alone."""
        return {forge.host: forge.name for forge in self.forges if forge.kind == "discourse"}

    def policy_on(self, day: date) -> Policy | None:
        """Policy in force on a day; None: none was."""
        for policy in reversed(self.policies):
            if policy.effective_from <= day:
                ended = policy.effective_until and policy.effective_until <= day
                return None if ended else policy
        return None

    def waivers_on(self, day: date, repository: str | None = None) -> tuple[Waiver, ...]:
        """Waivers in force on a day, those for all and those for a repository."""
        return tuple(waiver for waiver in self.waivers if waiver.holds(day, repository))

    def scope_of(self, repository: str) -> ScopeRule | None:
        """Most exact word on a repository; None: the workspace says nothing."""
        rules = [rule for rule in self.scopes if rule.covers(repository)]
        return max(rules, key=lambda rule: len(rule.key), default=None)

    def is_ours(self, repository: str) -> bool:
        """Whether a repository is our own organization's, by owner or by name."""
        key = repository.lower()
        return (
            key in self.repositories
            or any(key.startswith(f"{o}/") for o in self.owners)
            or any(forum.covers(key) for forum in self.forums)
        )

    def is_ours_or_tracker(self, repository: str) -> bool:
        """Whether we may write there: it is our own organization's, or a tracker of ours."""
        return self.is_ours(repository) or repository.lower() in self.trackers
