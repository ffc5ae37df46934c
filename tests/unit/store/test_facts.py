"""The store: atomic, idempotent, and the same whatever order reads come in."""

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.dying_disk import DyingDisk, PowerCut
from fakes.recordings_of import REPOSITORY, day, events_page, items_page
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twohats.errors import WrongUse
from twohats.records import Coverage, Page, Skipped
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore

FIRST = [events_page(day(5), [1, 2, 3]), events_page(day(5), [4, 5])]
SECOND = [events_page(day(9), [2, 3, 4, 5, 6])]


def read(store: FactStore, pages: list[Page], place: str = "a") -> None:
    with store.begin("test", place, f"{place} {[page.seen_at for page in pages]}") as staging:
        for page in pages[1 if staging.cursor else 0 :]:
            staging.add(page)
        staging.finish()


def rows(store: FactStore, table: str, *columns: str) -> list[tuple[object, ...]]:
    found = fact_tables(connect(store.snapshot()))[table].to_pyarrow().to_pylist()
    return sorted(tuple(row[name] for name in columns) for row in found)


def test_what_was_read_is_there(tmp_path):
    """Rows of every page of a read are in the facts."""
    store = FactStore(tmp_path)
    read(store, FIRST)

    assert rows(store, "events", "event") == [(f"github:commented:{n}",) for n in range(1, 6)]
    assert store.owners() == ("github:lantern-project",)


def test_nothing_is_visible_before_the_end(tmp_path):
    """Staged pages show nowhere until the read is finished."""
    store = FactStore(tmp_path)
    staging = store.begin("test", "a", "x")
    staging.add(FIRST[0])

    assert rows(store, "events", "event") == []


def test_reading_twice_adds_nothing(tmp_path):
    """A second read of the same leaves the manifest as it is."""
    store = FactStore(tmp_path)
    read(store, FIRST)
    before = store.manifest("github:lantern-project")
    read(store, FIRST)

    assert store.manifest("github:lantern-project") == before


def test_a_later_look_wins_column_by_column_and_null_never_does(tmp_path):
    """The later value stands; where the later look has none, the earlier one stays."""
    store = FactStore(tmp_path)
    item = f"{REPOSITORY}#1"
    read(store, [items_page(day(1), [{"item": item, "title": "Old", "milestone": "1.0"}])], "a")
    read(store, [items_page(day(2), [{"item": item, "title": "New"}])], "b")

    assert rows(store, "items", "title", "milestone") == [("New", "1.0")]


def test_null_says_that_there_is_nothing_where_its_source_would_know(tmp_path):
    """Whoever knows the author's standing knows the milestone: without one, there is none any more."""
    item = {"item": f"{REPOSITORY}#1", "association": "member"}
    looks = [
        items_page(day(1), [{**item, "milestone": "1.0"}]),
        items_page(day(3), [{**item, "milestone": None}]),
    ]
    for number, order in enumerate(itertools.permutations(looks)):
        store = FactStore(tmp_path / str(number))
        for page in order:
            read(store, [page], str(page.seen_at))

        assert rows(store, "items", "milestone") == [(None,)]


def test_a_promise_replaces_the_earlier_one_whole(tmp_path):
    """What was lacking once is no reason any more, and a limit that was lifted is none."""
    store = FactStore(tmp_path)
    lacking = Coverage(
        *("test", REPOSITORY, "checks", day(1), False, day(0)), reason="2 could not be read"
    )
    for promise in (lacking, Coverage("test", REPOSITORY, "checks", day(2), complete=True)):
        page = Page("github:lantern-project", seen_at=promise.seen_at, coverage=(promise,))
        read(store, [page], "a")

    told = rows(store, "coverage", "complete", "reason", "covers_from")
    assert told == [(True, None, None)]


def test_a_reopened_item_has_no_close(tmp_path):
    """NULL cannot undo a close, but the state can."""
    store = FactStore(tmp_path)
    item = f"{REPOSITORY}#1"
    closed = {"item": item, "state": "closed", "closed_at": day(0.5)}
    read(store, [items_page(day(1), [closed])], "a")
    read(store, [items_page(day(2), [{"item": item, "state": "open"}])], "b")

    assert rows(store, "items", "state", "closed_at") == [("open", None)]


def test_what_a_complete_later_look_does_not_find_is_gone(tmp_path):
    """A vanished comment keeps its row and gets the day it was missed."""
    store = FactStore(tmp_path)
    read(store, FIRST, "a")
    read(store, SECOND, "b")

    gone = [(event, at) for event, at in rows(store, "events", "event", "gone_at") if at]
    assert gone == [("github:commented:1", day(9))]


def test_what_a_look_in_part_does_not_find_is_not_gone(tmp_path):
    """Missing from an incomplete look says nothing."""
    store = FactStore(tmp_path)
    read(store, FIRST, "a")
    read(store, [events_page(day(9), [2], complete=False)], "b")

    assert {at for _, at in rows(store, "events", "event", "gone_at")} == {None}


def test_a_table_that_nobody_filled_is_empty_and_typed(tmp_path):
    """Every fact table can be asked, also in a new workspace."""
    assert fact_tables(connect(FactStore(tmp_path).snapshot()))["releases"].count().execute() == 0


def test_losses_are_remembered(tmp_path):
    """What a read left out is known long after it."""
    store = FactStore(tmp_path)
    loss = Skipped("pulls/7.json", "cut off")
    staging = store.begin("test", "a", "x")
    staging.add(Page("github:lantern-project", skipped=(loss,)))
    staging.finish()

    assert store.reads()[0].skipped == (loss,)


def test_owners_of_groups_within_groups_are_found(tmp_path):
    """An owner is everything up to the last slash."""
    store = FactStore(tmp_path)
    read(store, [Page("gitlab:group/sub", FIRST[0].tables, day(1))], "a")
    read(store, [Page("gitlab:group", FIRST[1].tables, day(1))], "b")

    assert store.owners() == ("gitlab:group", "gitlab:group/sub")


def test_only_two_states_and_recent_files_are_kept(tmp_path):
    """Old manifests go once nobody can hold them any more; the present one stays whole."""
    import os

    store = FactStore(tmp_path)
    for number in range(1, 5):
        read(store, [events_page(day(number), [number], complete=False)], str(number))
        for path in tmp_path.rglob("*"):
            if path.is_file() and path.name != "HEAD":
                os.utime(path, (0, 0))
    read(store, [events_page(day(9), [9])], "9")

    folder = tmp_path / "github" / "lantern-project"
    assert len(list(folder.glob("[0-9]*.json"))) == 2
    assert len(rows(store, "events", "event")) == 5


looks = st.lists(
    st.tuples(st.integers(0, 6), st.sets(st.integers(1, 8)), st.booleans()),
    min_size=2,
    max_size=4,
    unique_by=lambda look: look[0],
)


@settings(max_examples=20, deadline=None)
@given(looks=looks)
@example(looks=[(2, set(), True), (0, {1}, False), (1, {1}, False)])
def test_the_order_of_reads_makes_no_difference(looks, tmp_path_factory):
    """Facts are the same whichever recording was read first."""
    digests = set()
    for order in itertools.islice(itertools.permutations(looks), 4):
        store = FactStore(tmp_path_factory.mktemp("facts"))
        for number, found, complete in order:
            page = events_page(day(number), sorted(found), complete=complete)
            read(store, [page], str(number))
        digests.add(store.digest())
    assert len(digests) == 1


def steps_of(tmp_path: Path) -> list[str]:
    store = FactStore(tmp_path / "first")
    read(store, FIRST)
    disk = DyingDisk(10**9)
    read(FactStore(tmp_path / "first", disk), SECOND)
    return disk.steps


def test_a_power_cut_at_any_step_leaves_old_or_new_and_the_next_run_ends_the_same(tmp_path):
    """Killed at every write in turn: readers see one whole state, and reading again completes it."""
    store = FactStore(tmp_path / "whole")
    read(store, FIRST)
    old = store.digest()
    read(store, SECOND)
    new = store.digest()
    steps = steps_of(tmp_path)
    assert len(steps) > 20

    for number in range(len(steps)):
        folder = tmp_path / f"cut-{number}"
        read(FactStore(folder), FIRST)
        with pytest.raises(PowerCut):
            read(FactStore(folder, DyingDisk(number)), SECOND)
        after = FactStore(folder)
        assert after.digest() in (old, new), steps[number]
        assert len(rows(after, "events", "event")) in (5, 6), steps[number]
        read(after, SECOND)
        assert after.digest() == new, steps[number]
        assert not list((folder / "staging").glob("*")), steps[number]


KILLED = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from fakes.dying_disk import DyingDisk
from test_facts import SECOND, read
from twohats.store.facts import FactStore
read(FactStore(Path({folder!r}), DyingDisk({number}, for_real=True)), SECOND)
"""


@pytest.mark.parametrize("part", [0.1, 0.4, 0.6, 0.8, 0.95])
def test_a_killed_process_loses_nothing(tmp_path, part):
    """The same with a process that really dies (SIGKILL)."""
    steps = steps_of(tmp_path)
    folder = tmp_path / "facts"
    read(FactStore(folder), FIRST)
    path = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]
    script = KILLED.format(path=path, folder=str(folder), number=int(len(steps) * part))
    died = subprocess.run([sys.executable, "-c", script], check=False)
    assert died.returncode == -9

    assert len(rows(FactStore(folder), "events", "event")) in (5, 6)
    read(FactStore(folder), SECOND)
    assert len(rows(FactStore(folder), "events", "event")) == 6
    assert FactStore(folder).digest() == FactStore(tmp_path / "first").digest()


def test_a_cut_read_goes_on_from_its_last_page(tmp_path):
    """Pages that are safely on disk are not asked for again."""
    store = FactStore(tmp_path)
    first = Page(FIRST[0].owner, FIRST[0].tables, day(5), cursor="page 1")
    with store.begin("test", "a", "same") as staging:
        staging.add(first)

    with store.begin("test", "a", "same") as staging:
        assert staging.cursor == "page 1"
    with store.begin("test", "a", "changed since") as staging:
        assert staging.cursor is None


def test_two_reads_of_one_place_do_not_run_into_each_other(tmp_path):
    """The second is told to wait; the first loses no page."""
    store = FactStore(tmp_path)
    with store.begin("test", "a", "x") as first:
        first.add(FIRST[0])
        with pytest.raises(WrongUse, match="another import is reading it"):
            FactStore(tmp_path).begin("test", "a", "x")
        first.add(FIRST[1])
        first.finish()

    assert len(rows(store, "events", "event")) == 5


def test_what_a_reader_holds_stays_while_others_import(tmp_path):
    """Views opened before two imports still read what they opened, however old the facts were."""
    import os

    store = FactStore(tmp_path)
    read(store, FIRST, "a")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    held = fact_tables(connect(store.snapshot()))["events"]
    read(store, SECOND, "b")
    read(store, [events_page(day(10), [7])], "c")

    assert held.count().execute() == 5


def test_a_snapshot_does_not_see_what_is_imported_later(tmp_path):
    """Digest and tables are of one moment."""
    store = FactStore(tmp_path)
    read(store, FIRST, "a")
    snapshot = store.snapshot()
    before = snapshot.digest()
    read(store, SECOND, "b")

    assert snapshot.digest() == before != store.digest()
    assert fact_tables(connect(snapshot))["events"].count().execute() == 5
