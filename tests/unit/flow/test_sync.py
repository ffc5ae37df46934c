"""What a sync reads, in which order, and what becomes of it when something goes wrong."""

from threading import Barrier, Event

import pytest
from fakes.dying_disk import DyingDisk, PowerCut
from fakes.small_forge import START, SmallForge
from hypothesis import given
from hypothesis import strategies as st

from twohats.errors import SourceUnreadable
from twohats.flow.register import PURPOSES, Named
from twohats.flow.sync import Held, Reach, Visit, carry_out, plan_sync, rows_of
from twohats.flow.sync.planning import order
from twohats.flow.sync.saying import said_after, said_before
from twohats.sources.asking.ports import LimitReached
from twohats.store.facts import FactStore

WINDOW = Reach(START)
NAMED = (
    Named("github:tidewater/plan", "tracker"),
    Named("github:lantern", "community", is_owner=True),
    Named("github:tidewater", "own project", is_owner=True),
)
HOLDS = {
    "github:lantern/core": 5,
    "github:lantern/docs": 3,
    "github:tidewater/plan": 4,
    "github:tidewater/site": 1,
}


def synced(store, forge, named=NAMED, history_of=(), held=None, **more):
    """Plan and carry out."""
    forges = {forge.name: forge}
    plan = plan_sync(store, forges, named, WINDOW, held=held or Held(), history_of=history_of)
    return carry_out(plan, store, forges, now=START, **more)


@pytest.fixture
def store(tmp_path):
    """An empty one."""
    return FactStore(tmp_path / "facts")


def rows_in(store):
    """How many items are held, by owner."""
    return {owner: store.manifest(owner).tables["items"].rows for owner in store.owners()}


def test_everything_named_is_read_once(store):
    """Owners are taken whole, and a tracker that lies in one is read as a tracker."""
    done = synced(store, SmallForge(HOLDS))

    assert rows_in(store) == {"github:lantern": 8, "github:tidewater": 5}
    assert [(row["repository"], row["purpose"], row["state"]) for row in rows_of(done)] == [
        ("github:tidewater/plan", "tracker", "read"),
        ("github:lantern/core", "community", "read"),
        ("github:lantern/docs", "community", "read"),
        ("github:tidewater/site", "own project", "read"),
    ]
    assert (done.exit_code, done.losses) == (0, ())


def test_a_second_sync_reads_nothing(store):
    """Nothing new costs a look."""
    synced(store, SmallForge(HOLDS))
    digest = store.digest()
    again = SmallForge(HOLDS)
    done = synced(store, again)

    assert (again.asked_for, again.served) == ([], [])
    assert [row["state"] for row in rows_of(done)] == ["unchanged"] * 4
    assert store.digest() == digest
    assert said_before(done.plan)[0] == "Nothing new in 4 repositories."


def test_only_what_has_news_is_read(store):
    """One repository moved on; the others are left alone."""
    synced(store, SmallForge(HOLDS))
    again = SmallForge({**HOLDS, "github:lantern/docs": 6})
    synced(store, again)

    assert again.asked_for == ["github:lantern/docs"]
    assert rows_in(store)["github:lantern"] == 11


def test_a_failure_in_one_repository_does_not_stop_the_others(store):
    """It is named, the rest is in, and the exit code says so."""

    def happens(repository, page):
        if repository == "github:lantern/core":
            raise SourceUnreadable("github:lantern/core: not read: GitHub is out of reach. Wait.")

    done = synced(store, SmallForge(HOLDS, happens=happens))

    assert rows_in(store) == {"github:lantern": 3, "github:tidewater": 5}
    assert done.exit_code == 3
    assert [loss.key for loss in done.losses] == ["github:lantern/core"]
    assert said_after(done)[-1] == (
        "1 left out: github:lantern/core: not read: GitHub is out of reach. Wait."
    )


def test_a_limit_leaves_the_rest_for_later_and_says_when(store):
    """Trackers came first; the next run goes on with the page it was cut at."""

    def happens(repository, page):
        if (repository, page) == ("github:lantern/core", 1):
            raise LimitReached("the limit is used up. Go on later.", START.replace(hour=9))

    first = SmallForge(HOLDS, happens=happens)
    done = synced(store, first)

    assert rows_in(store) == {"github:tidewater": 4}
    assert [row["state"] for row in rows_of(done)] == ["read", "left", "left", "left"]
    assert (done.exit_code, done.goes_on_at) == (3, START.replace(hour=9))
    assert said_after(done)[-1] == (
        "Run `twohats sync` again after 09:00 UTC: it goes on where this one stopped."
    )
    second = SmallForge(HOLDS)
    synced(store, second)
    assert second.served[0] == "github:lantern/core 2"
    assert rows_in(store) == {"github:lantern": 8, "github:tidewater": 5}


def test_a_wish_to_stop_is_heard_after_the_page_in_hand(store):
    """Nothing is lost, nothing is read twice, and nothing more is begun."""
    stop = Event()

    def on_page(source, page, rows):
        if source.location == "github:lantern/core":
            stop.set()

    first = SmallForge(HOLDS)
    done = synced(store, first, stop=stop, on_page=on_page)

    assert [row["state"] for row in rows_of(done)] == ["read", "stopped", "stopped", "stopped"]
    assert first.served[-1] == "github:lantern/core 0"
    second = SmallForge(HOLDS)
    synced(store, second)
    assert set(first.served).isdisjoint(second.served)
    assert rows_in(store) == {"github:lantern": 8, "github:tidewater": 5}


def test_the_window_of_all_comes_before_the_history_of_any(store):
    """History lies behind, and is remembered apart."""
    done = synced(store, SmallForge(HOLDS), history_of=PURPOSES)

    reaches = [one.visit.reach for one in done.done]
    assert reaches == [WINDOW] * 4 + [Reach(None)] * 4


def test_trackers_are_read_whole_unless_told_otherwise(store):
    """Plans and reasons are often older than what they are for."""
    forge = SmallForge(HOLDS)
    plan = plan_sync(store, {"github": forge}, NAMED, WINDOW, held=Held())

    behind = [visit.repository for visit in plan.visits if visit.reach.is_history]
    assert behind == ["github:tidewater/plan"]


def test_as_many_repositories_at_once_as_there_are_tokens(store):
    """Two tokens, two repositories in hand: each waits for the other's first page here."""
    together = Barrier(2)

    def happens(repository, page):
        if repository.startswith("github:lantern") and page == 0:
            together.wait(timeout=10)

    done = synced(store, SmallForge(HOLDS, happens=happens, workers=2))

    assert done.exit_code == 0
    assert rows_in(store) == {"github:lantern": 8, "github:tidewater": 5}


@given(
    st.permutations(
        [
            Visit("github:a/tracker", "tracker", WINDOW, seen_at=START),
            Visit("github:b/waiting", "community", WINDOW, waited_for=3, seen_at=START),
            Visit("github:b/waits-less", "community", WINDOW, waited_for=1, seen_at=START),
            Visit("github:b/never", "community", WINDOW),
            Visit("github:b/old", "community", WINDOW, seen_at=START),
            Visit("github:b/recent", "community", WINDOW, seen_at=START.replace(month=3)),
            Visit("github:c/own", "own project", WINDOW),
            Visit("github:a/tracker", "tracker", Reach(None)),
            Visit("github:b/never", "community", Reach(None)),
        ]
    )
)
def test_small_budgets_are_spent_well(visits):
    """Trackers and where we are waited for, then what was seen longest ago; our own last."""
    assert [f"{v.repository} {v.reach.is_history}" for v in order(visits)] == [
        "github:b/waiting False",
        "github:b/waits-less False",
        "github:a/tracker False",
        "github:b/never False",
        "github:b/old False",
        "github:b/recent False",
        "github:c/own False",
        "github:a/tracker True",
        "github:b/never True",
    ]


def test_only_who_switched_it_on_is_followed(store):
    """Their place in the rows names nobody, and asking for one repository follows nobody."""
    held = Held(followed=("github:ada",))
    forge = SmallForge(HOLDS)
    done = synced(store, forge, held=held)
    asked = SmallForge(HOLDS)
    synced(store, asked, named=(Named("github:lantern/docs", "asked for"),), held=held)

    assert forge.asked_for[-1] == "github:ada"
    assert rows_of(done)[-1]["purpose"] == "followed"
    assert "ada" not in str(rows_of(done))
    assert "github:ada" not in asked.asked_for
    quiet = SmallForge(HOLDS)
    synced(store, quiet)
    assert "github:ada" not in quiet.asked_for


def test_what_is_on_another_forge_is_named_not_dropped(store):
    """There is another way in for it."""
    named = (*NAMED, Named("lab:lantern/core", "community"))
    done = synced(store, SmallForge(HOLDS), named=named)

    assert done.exit_code == 3
    assert [loss.key for loss in done.losses] == ["lab:lantern/core"]
    assert "import a copy" in done.losses[0].reason


@pytest.mark.parametrize("dies_at", range(0, 60, 7))
def test_a_power_cut_at_any_step_loses_and_doubles_nothing(tmp_path, dies_at):
    """The next run leaves the same facts as one that was never cut."""
    whole = FactStore(tmp_path / "whole")
    synced(whole, SmallForge(HOLDS))
    cut = FactStore(tmp_path / "cut", DyingDisk(dies_at))
    with pytest.raises(PowerCut):
        synced(cut, SmallForge(HOLDS))
    synced(FactStore(tmp_path / "cut"), SmallForge(HOLDS))

    assert FactStore(tmp_path / "cut").digest() == whole.digest()


def test_a_full_disk_stops_all_and_is_said(tmp_path):
    """It would cost points to hear of it from each repository."""

    class FullDisk(DyingDisk):
        def step(self, what):
            if what.startswith("begin p"):
                raise OSError(28, "No space left on device")

    forge = SmallForge(HOLDS)
    done = synced(FactStore(tmp_path / "facts", FullDisk(10**9)), forge)

    assert done.exit_code == 1
    assert [one.state for one in done.done] == ["failed", "stopped", "stopped", "stopped"]
    assert "No space left on device" in done.losses[0].reason
    synced(FactStore(tmp_path / "facts"), SmallForge(HOLDS))
    assert rows_in(FactStore(tmp_path / "facts")) == {"github:lantern": 8, "github:tidewater": 5}


def test_the_budget_is_said_first(store):
    """What will be read, what it should cost, and what there is to spend."""
    forge = SmallForge(HOLDS)
    plan = plan_sync(store, {"github": forge}, NAMED, WINDOW, held=Held(), history_of=())

    assert said_before(plan) == [
        "To read: 4 repositories, 4 of them for the first time. Estimated: 13 points, 13 requests.",
        "SMALL_TOKEN: 4,000 of 5,000 points left until 01:00 UTC; 500 are kept for people.",
    ]
