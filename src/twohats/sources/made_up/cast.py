"""The people of the made-up world, and who of them acts in which community."""

from dataclasses import dataclass, field

import numpy as np

from twohats.sources.made_up.words import MADE_UP, employer, login_of_stranger, name_of
from twohats.sources.made_up.working_time import DAY, Bools, Floats, Ints, is_weekend
from twohats.sources.made_up.world import (
    BOTS,
    MAIL,
    NO_REPLY,
    ORGANIZATION,
    OWNER,
    TEAM,
    Community,
)

NOBODY = -1
"""Position of an account that was deleted: rows about it hold NULL."""
FIRST_ID = 9_000_000_000
"""Ids begin far above any the forge has given out."""
_OFFSETS = (-480, -420, -360, -300, -180, 0, 0, 60, 60, 60, 120, 120, 180, 330, 480, 540, 600)


@dataclass
class Accounts:
    """Every account, by position."""

    logins: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    strangers: int = 0

    def add(
        self, login: str, name: str, kind: str, company: str, offset: int, email: str | None
    ) -> int:
        """Add an account and return its position."""
        position = len(self.logins)
        self.logins.append(login)
        self.names.append(name)
        self.kinds.append(kind)
        self.companies.append(company)
        self.offsets.append(offset)
        self.emails.append(email or f"{FIRST_ID + position}+{login}@{NO_REPLY}")
        return position

    def add_strangers(self, rng: np.random.Generator, count: int) -> Ints:
        """Add people nobody of ours knows; a third commit with the forge's private address."""
        offsets = rng.choice(_OFFSETS, size=count).tolist()
        private = (rng.random(count) < 0.35).tolist()
        first = len(self.logins)
        for offset, is_private in zip(offsets, private, strict=True):
            login = login_of_stranger(self.strangers)
            email = None if is_private else f"{login}@people.example"
            works_for = employer(self.strangers)
            self.add(login, name_of(login), "user", works_for, offset, email)
            self.strangers += 1
        return np.arange(first, first + count, dtype=np.int64)

    def forge_id(self, position: int) -> str:
        """Tell the number by which the forge knows the account."""
        return str(FIRST_ID + position)


@dataclass
class Team:
    """Positions of our people's accounts, and when each of them works for us."""

    accounts: dict[str, int]
    since: Ints
    until: Ints


def add_team(accounts: Accounts, since: int, until: int) -> Team:
    """Add our people; those with two accounts twice."""
    positions: dict[str, int] = {}
    joins: list[int] = []
    leaves: list[int] = []
    for mate in TEAM:
        logins = [mate.login] + ([mate.also] if mate.also else [])
        for login in logins:
            # The first commits with an address of ours, the others with the forge's private one.
            email = f"{mate.first_name.lower()}@{MAIL}" if login == mate.login else None
            name = f"{mate.first_name} {MADE_UP}"
            positions[login] = accounts.add(
                login, name, "user", ORGANIZATION, mate.offset_minutes, email
            )
            days = (until - since) // DAY
            joins.append(since + int(days * mate.joins) * DAY if mate.joins else -(2**62))
            leaves.append(since + int(days * mate.leaves) * DAY if mate.leaves < 1 else 2**62)
    return Team(positions, np.array(joins, dtype=np.int64), np.array(leaves, dtype=np.int64))


def second_accounts(ours: Ints, team: Team) -> Bools:
    """Tell which accounts are the second ones of their people."""
    return np.isin(ours, [team.accounts[mate.also] for mate in TEAM if mate.also])


def add_bots(accounts: Accounts) -> dict[str, int]:
    """Add the programs; what the forge says of them is not always the truth."""
    return {
        bot.login: accounts.add(
            bot.login, name_of(bot.login), bot.kind, f"a program {MADE_UP}", 0, None
        )
        for bot in BOTS
    }


@dataclass
class Cast:
    """Who acts in one community, as positions of accounts."""

    maintainers: Ints
    regulars: Ints
    newcomers: Ints
    ours: Ints
    our_second_accounts: Bools
    """Which of these somebody uses beside another, mostly on weekends."""
    our_weights: Floats
    our_since: Ints
    our_until: Ints
    can_merge: Ints
    """Maintainers, ours among them."""
    members: Ints
    """Who the forge calls a member: those, and in our own organization all of ours."""
    bot: int
    updates: int
    offsets: Ints
    """Minutes from UTC, by position of account."""

    def draw_ours(self, rng: np.random.Generator, at: Ints) -> Ints:
        """Draw one of ours for each moment; hardly ever before they join or after they leave."""
        inside = (self.our_since <= at[:, None]) & (at[:, None] < self.our_until)
        weekend = is_weekend(at)[:, None] & self.our_second_accounts
        weights = self.our_weights * np.where(inside, 1.0, 0.03) * np.where(weekend, 12.0, 1.0)
        return self.ours[_weighted(rng, weights)]

    def draw_regulars(self, rng: np.random.Generator, count: int) -> Ints:
        """Draw people who come often, the first of them most often."""
        return self.regulars[_skewed(rng, len(self.regulars), count)]

    def draw_maintainers(self, rng: np.random.Generator, count: int) -> Ints:
        """Draw maintainers; few do most."""
        return self.maintainers[_skewed(rng, len(self.maintainers), count)]

    def draw_newcomers(self, rng: np.random.Generator, count: int) -> Ints:
        """Draw people who come once, some twice or three times within a while."""
        order = np.arange(count, dtype=np.int64)
        step_back = np.where(rng.random(count) < 0.25, rng.integers(0, 8, size=count), 0)
        return self.newcomers[np.clip(order - step_back, 0, len(self.newcomers) - 1)]

    def someone_else(self, rng: np.random.Generator, taken: Ints, drawn: Ints) -> Ints:
        """Where the drawn person is the one taken, put another who may merge."""
        same = taken == drawn
        if not same.any():
            return drawn
        pool = np.concatenate([self.can_merge, self.regulars])
        other = pool[rng.integers(0, len(pool), size=len(drawn))]
        still = other == taken
        after = np.searchsorted(np.sort(pool), other)
        other = np.where(still, np.sort(pool)[(after + 1) % len(pool)], other)
        return np.where(same, other, drawn)


def assemble(
    rng: np.random.Generator,
    accounts: Accounts,
    team: Team,
    bots: dict[str, int],
    community: Community,
    items: int,
) -> Cast:
    """Put together who acts in a community that will have so many items."""
    growth = max(1.0, items / community.items) ** 0.5
    maintainers = accounts.add_strangers(rng, round(community.maintainers * growth))
    regulars = accounts.add_strangers(rng, max(2, round(community.regulars * growth)))
    newcomers = accounts.add_strangers(rng, max(3, round(items * community.newcomers * 1.15)))
    weights = np.array(
        [
            mate.upkeep * (6.0 if community.owner in mate.home else 0.6) * share
            for mate in TEAM
            for share in ((0.85, 0.15) if mate.also else (1.0,))
        ]
    )
    ours = np.array(list(team.accounts.values()), dtype=np.int64)
    mergers = [team.accounts[login] for login in community.our_maintainers]
    if community.owner_kind == "user":
        weights = np.where(ours == mergers[0], 1.0, 0.0)
    if not community.maintainers:
        maintainers = np.array(mergers, dtype=np.int64)
    can_merge = np.unique(np.concatenate([maintainers, np.array(mergers, dtype=np.int64)]))
    return Cast(
        maintainers=maintainers,
        regulars=regulars,
        newcomers=newcomers,
        ours=ours,
        our_second_accounts=second_accounts(ours, team),
        our_weights=weights,
        our_since=team.since,
        our_until=team.until,
        can_merge=can_merge,
        members=np.union1d(can_merge, ours) if community.owner == OWNER else can_merge,
        bot=bots[community.bot.login] if community.bot else NOBODY,
        updates=bots["made-up-updates"],
        offsets=np.array(accounts.offsets, dtype=np.int64),
    )


def _skewed(rng: np.random.Generator, people: int, count: int) -> Ints:
    """Positions among people, each about half as likely as the one two places before."""
    weights = 1.0 / np.arange(1, people + 1) ** 1.2
    return rng.choice(people, size=count, p=weights / weights.sum())


def _weighted(rng: np.random.Generator, weights: Floats) -> Ints:
    """One position per row of weights."""
    sums = np.cumsum(weights, axis=1)
    return np.asarray((rng.random(len(weights))[:, None] * sums[:, -1:] > sums).sum(axis=1))


def deleted_accounts(rng: np.random.Generator, accounts: Accounts, newcomers: Ints) -> Bools:
    """Choose which accounts were deleted since: a few of those who came once or twice."""
    gone = np.zeros(len(accounts.logins), dtype=bool)
    gone[newcomers[rng.random(len(newcomers)) < 0.03]] = True
    return gone
