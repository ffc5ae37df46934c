import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fakes.scripted_forge import BEGINNING, MovedClock
from hypothesis import given
from hypothesis import strategies as st

from twohats.errors import WrongUse
from twohats.sources.asking.allowance import Allowance
from twohats.sources.asking.budget import Budget
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.faults import Limited
from twohats.sources.asking.limits import Window
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.ports import LimitReached
from twohats.sources.asking.tokens import FixedToken, Token
from twohats.sources.github_api.limits import GithubLimits


def budget_of(
    clock: MovedClock, tokens: int = 1, allowance: Allowance | None = None, **more
) -> Budget:
    sources = [FixedToken(Token(f"made-up-{n}", f"T{n}")) for n in range(tokens)]
    return Budget(
        "github.com",
        GithubLimits(),
        sources,
        allowance or Allowance(),
        ServerClock(clock.now),
        clock.wait,
        Meter(),
        chance=lambda: 0.0,
        **more,
    )


class Hour:
    """One token's limit, kept as GitHub keeps it."""

    def __init__(self, clock: MovedClock, limit: int, used_by_others: int):
        self.clock, self.limit = clock, limit
        self.left = limit - used_by_others
        self.resets_at = clock.at + timedelta(minutes=37)

    def take(self, points: int) -> Window:
        if self.clock.at >= self.resets_at:
            self.left, self.resets_at = self.limit, self.clock.at + timedelta(hours=1)
        self.left -= points
        return Window(self.left, self.limit, self.resets_at)


@given(
    limits=st.lists(st.tuples(st.integers(20, 5000), st.integers(0, 20)), min_size=1, max_size=4),
    share=st.integers(1, 100).map(lambda percent: percent / 100),
    costs=st.lists(st.integers(1, 5), min_size=1, max_size=60),
    may_wait=st.booleans(),
)
def test_reserve_is_never_broken_into(limits, share, costs, may_wait):
    """Whatever queries cost: once a token's limit is known, none goes below its reserve."""
    clock = MovedClock()
    allowance = Allowance(share=share, wait_s=1e6 if may_wait else 0)
    budget = budget_of(clock, len(limits), allowance)
    hours = {f"T{n}": Hour(clock, limit, used) for n, (limit, used) in enumerate(limits)}
    # The dearest query is known from the beginning.
    with budget.turn("graphql") as turn:
        turn.know(hours[turn.token.origin].take(5))
        turn.paid(5)
    reached = None
    for cost in costs:
        try:
            with budget.turn("graphql") as turn:
                hour = hours[turn.token.origin]
                was_known = budget.accounts[int(turn.token.origin[1:])].left("graphql", clock.at)
                turn.know(hour.take(cost))
                turn.paid(cost)
        except LimitReached as error:
            reached = error
            break
        assert was_known is None or hour.left >= allowance.reserve(hour.limit)
    if reached:
        assert reached.resets_at > clock.at
        # Where waiting is allowed only a limit smaller than the dearest query ends a run.
        assert not may_wait or max(limit for limit, _ in limits) * share < 6


@given(seed=st.randoms(), tokens=st.integers(1, 4), threads=st.integers(1, 6))
def test_one_at_a_time(seed, tokens, threads):
    """However many threads ask, a token is never lent twice at once, and all come to an end."""
    clock = MovedClock()
    budget = budget_of(clock, tokens)
    lent: set[str] = set()
    guard = threading.Lock()

    def work(rests: bool) -> None:
        with budget.turn("graphql") as turn:
            with guard:
                assert turn.token.origin not in lent
                lent.add(turn.token.origin)
            if rests:
                turn.rest(Limited("slow down", "secondary", 3.0))
            with guard:
                lent.remove(turn.token.origin)

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work, seed.random() < 0.2) for _ in range(20)]:
            done.result()


class TestChoice:
    def test_most_left_first(self, clock):
        """Of several tokens the one with most left is next; one not known yet goes before."""
        budget = budget_of(clock, 3)
        for account, left in zip(budget.accounts, (700, 900), strict=False):
            budget.know(account, "graphql", Window(left, 5000, clock.at + timedelta(hours=1)))

        assert origin_of(budget) == "T2"
        budget.know(budget.accounts[2], "graphql", Window(800, 5000, clock.at + timedelta(hours=1)))
        assert origin_of(budget) == "T1"

    def test_limit_that_is_over(self, clock):
        """A token whose hour is over is as good as new."""
        budget = budget_of(clock)
        budget.know(budget.accounts[0], "graphql", Window(0, 5000, clock.at))

        assert origin_of(budget) == "T0"

    def test_sooner_of_two_ends(self, clock):
        """Where every token has to wait, the first that is ready again decides."""
        budget = budget_of(clock, 2, Allowance(wait_s=7200))
        for account, minutes in zip(budget.accounts, (50, 20), strict=True):
            budget.know(account, "graphql", Window(0, 5000, clock.at + timedelta(minutes=minutes)))

        assert origin_of(budget) == "T1"
        assert clock.waits == [20 * 60 + 1]


class TestWaiting:
    def test_allowance_is_for_the_whole_run(self, clock):
        """What was waited is gone from what a run may wait."""
        budget = budget_of(clock, 1, Allowance(wait_s=3000))
        for _ in range(2):
            window = Window(0, 5000, clock.at + timedelta(seconds=1999))
            budget.know(budget.accounts[0], "core", window)
            if clock.waits:
                break
            origin_of(budget, "core")

        with pytest.raises(LimitReached, match="this hour's REST requests are used up: 0 are left"):
            origin_of(budget, "core")
        assert clock.waits == [2000.0]

    def test_short_rest_is_always_taken(self, clock):
        """A rest of up to five minutes is taken though waiting is not allowed."""
        budget = budget_of(clock)
        rest(budget, 300.0)

        assert origin_of(budget) == "T0"
        assert clock.waits == [300.0]

    def test_long_rest(self, clock):
        """A longer one ends the run, with the time at which to go on."""
        budget = budget_of(clock)
        rest(budget, 3000.0)

        with pytest.raises(LimitReached) as caught:
            origin_of(budget)
        assert caught.value.resets_at == BEGINNING + timedelta(seconds=3000)
        assert str(caught.value) == (
            "github.com: stopped: it asks for a longer pause. "
            "Run the command again after 13:50 UTC; it goes on from here."
        )

    def test_tomorrow(self, clock):
        """A time on another day is said with its day."""
        budget = budget_of(clock)
        rest(budget, 86400.0)

        with pytest.raises(LimitReached, match="after 13:00 UTC on 2026-11-21;"):
            origin_of(budget)

    def test_rests_grow(self, clock):
        """Secondary limits in a row are rested from ever longer; a good answer begins anew."""
        budget = budget_of(clock)
        for _ in range(3):
            rest(budget)
        with budget.turn("graphql") as turn:
            turn.paid(1)
        rest(budget)
        origin_of(budget)

        assert clock.waits == [60.0, 120.0, 240.0, 60.0]

    def test_spread(self, clock):
        """Runs that were stopped together do not come back together."""
        budget = budget_of(clock)
        budget._chance = lambda: 0.5
        rest(budget, 60.0)
        origin_of(budget)

        assert clock.waits == [63.0]


class TestAllowance:
    @pytest.mark.parametrize(
        ("text", "points", "share"),
        [
            (None, None, 0.9),
            ("", None, 0.9),
            ("300", 300, 0.9),
            ("100%", None, 1.0),
            (" 5 % ", None, 0.05),
        ],
    )
    def test_understood(self, text, points, share):
        """A budget is points of the run, or percent of every limit; without one a tenth is kept."""
        allowance = Allowance.parse(text)

        assert (allowance.points, allowance.share) == (points, share)

    @pytest.mark.parametrize("text", ["0", "-3", "0%", "101%", "half", "3.5", "1e3", "٣", "%"])
    def test_not_understood(self, text):
        """Anything else is said to be neither."""
        with pytest.raises(WrongUse) as caught:
            Allowance.parse(text)

        assert str(caught.value) == (
            f"--budget {text}: not understood. Give points, as in 2000, "
            "or how much of the limit this run may use, as in 50%."
        )

    @pytest.mark.parametrize(("limit", "reserve"), [(5000, 500), (1000, 100), (60, 6), (1, 0)])
    def test_reserve(self, limit, reserve):
        """The reserve follows the limit, also that of Actions' own token."""
        assert Allowance().reserve(limit) == reserve


def origin_of(budget: Budget, resource="graphql") -> str:
    with budget.turn(resource) as turn:
        return turn.token.origin


def rest(budget: Budget, seconds: float | None = None) -> None:
    with budget.turn("graphql") as turn:
        turn.rest(Limited("slow down", "secondary", seconds))
