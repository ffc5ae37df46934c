"""Reading GitHub live: against a simulator that executes queries by GitHub's published schema."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from github import faults, made
from github.backup import write_backup
from github.simulator import Simulator
from github.world import World

from twohats.flow.importing import Outcome, read_into
from twohats.records import TABLES
from twohats.sources.asking.ports import LimitReached
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy
from twohats.sources.github_backup import open_backup
from twohats.sources.github_live import GithubBoards, GithubRepository, has_news, scout
from twohats.sources.github_live.cost import look_ups, points
from twohats.store.facts import FactStore, read_key

ANVIL = "github:acme/anvil"


@contextmanager
def connected(server: Simulator) -> Iterator[Connection]:
    """Connect to a simulator, whose clock is everybody's."""
    environment = {
        "GITHUB_TOKEN": server.token,
        "GITHUB_API_URL": server.url,
        "GITHUB_GRAPHQL_URL": server.graphql_url,
    }
    clock = server.clock
    with connect("github.com", environment, now=clock.now, wait=clock.wait) as connection:
        yield connection


@pytest.fixture
def serve(
    github: Callable[..., Simulator],
) -> Iterator[Callable[..., tuple[Simulator, Connection]]]:
    """Serve a world whose clock stands still, and connect to it."""
    with ExitStack() as open_ones:

        def both(world: World, **options: Any) -> tuple[Simulator, Connection]:
            server = github(world, **{"latency": 0, **options})
            return server, open_ones.enter_context(connected(server))

        yield both


class Small:
    """A connection that finds large questions too heavy, and stops after so many answers."""

    def __init__(self, connection: Connection, most: int = 4, stop_after: int | None = None):
        self._connection = connection
        self._most = most
        self.left = stop_after
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        variables = variables or {}
        if variables.get("first", 0) > self._most or query.count(": node(") > self._most:
            raise TooHeavy
        if self.left == 0:
            raise LimitReached("cut: not read on: for a test")
        if self.left is not None:
            self.left -= 1
        self.asked.append((query, variables))
        return self._connection.ask(query, variables)

    def get(self, path: str, etag: str | None = None) -> Any:
        return self._connection.get(path, etag)

    def pages(self, path: str) -> Any:
        return self._connection.pages(path)


def read(store: FactStore, connection: Any, key: str = ANVIL, **options: Any) -> Outcome:
    """Read a repository into a store, going on behind the last read of it."""
    finished = store.finished(read_key("github", key))
    before = finished.cursor if finished else None
    options = {"since": None, "before": before, **options}
    return read_into(store, [GithubRepository(connection, key, **options)])[0]


def rows(store: FactStore, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows of a table by their key, without when they were seen."""
    found = [
        row for file in store.snapshot().files(table) for row in pq.read_table(file).to_pylist()
    ]
    for row in found:
        del row["seen_at"]
    return {tuple(row[column] for column in TABLES[table].key): row for row in found}


def present(store: FactStore, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The same, of what has not vanished."""
    return {key: row for key, row in rows(store, table).items() if not row.get("gone_at")}


def promise(store: FactStore, holds: str) -> dict[str, Any]:
    """What is promised of something."""
    return next(row for row in rows(store, "coverage").values() if row["holds"] == holds)


FROM_ITEMS = ("items", "events", "item_commits", "links", "accounts", "milestones")

LIVE_ALONE = {
    "items": lambda row: row["kind"] == "discussion",
    "events": lambda row: "discussion" in (row["url"] or "") or row["kind"] == "answered",
    "accounts": lambda row: True,
    "milestones": lambda row: True,
}
"""What a backup does not hold: discussions, who only wrote in them, milestones of no item."""

WORLDS = {
    "chance": lambda: made.made_world(1, repositories=1, items=40),
    "another chance": lambda: made.made_world(7, repositories=1, items=25, skew=1.1),
    "every kind": made.every_kind,
    "overflowing": made.overflowing,
    "awkward": made.awkward,
}


def names_of(world: World) -> list[str]:
    """Keys of the repositories that hold items and that a stranger may read."""
    held = [one for one in world.repositories if one.items and not one.is_private]
    return [f"github:{one.owner.login}/{one.name}".lower() for one in held]


@pytest.mark.parametrize("make", WORLDS.values(), ids=WORLDS.keys())
def test_a_live_read_equals_a_backup(make, serve, tmp_path):
    """What is read live and from a backup is the same row with the same key, in every column of both."""
    world = make()
    _, connection = serve(world)
    for number, key in enumerate(names_of(world)):
        live, saved = (FactStore(tmp_path / f"{kind}{number}") for kind in ("live", "saved"))
        repository = world.find(key.partition(":")[2])
        folder = write_backup(world, repository, tmp_path / f"backup{number}")

        assert not read(live, connection, key).failure
        assert not read_into(saved, [open_backup(folder)])[0].failure

        for table in FROM_ITEMS:
            ours, theirs = rows(live, table), rows(saved, table)
            assert not set(theirs) - set(ours), f"{table}: only the backup holds them"
            silent = {
                row["event"]
                for row in ours.values()
                if table == "events" and _only_replies(world, row)
            }
            alone = [ours[one] for one in set(ours) - set(theirs) if one[0] not in silent]
            assert all(LIVE_ALONE.get(table, lambda row: False)(row) for row in alone), table
            assert {one: ours[one] for one in theirs} == theirs, table


def _only_replies(world: World, row: dict[str, Any]) -> bool:
    """Whether an event is a review that timelines, and so backups, leave out."""
    number = int(row["event"].rpartition(":")[2]) if row["kind"] == "reviewed" else None
    return number is not None and any(
        review.number_in_database == number and review.only_replies
        for repository in world.repositories
        for item in repository.items.values()
        for review in getattr(item, "reviews", ())
    )


def test_every_list_is_read_to_its_end(serve, tmp_path):
    """Comments, labels, files, reviews, line comments and discussions are there beyond the hundredth."""
    world = made.overflowing()
    _, connection = serve(world)
    store = FactStore(tmp_path)

    outcome = read(store, connection)

    anvil = world.find("acme/anvil")
    told = rows(store, "events").values()
    of_kind = lambda kind: sum(row["kind"] == kind for row in told)  # noqa: E731
    items = anvil.items.values()
    assert outcome.is_whole
    assert of_kind("opened") == len(items) + len(anvil.discussions)
    assert of_kind("review_commented") == sum(
        len(getattr(one, "line_comments", ())) for one in items
    )
    assert of_kind("reviewed") == sum(len(getattr(one, "reviews", ())) for one in items)
    assert len(rows(store, "item_files")) == sum(len(getattr(one, "files", ())) for one in items)
    assert len(rows(store, "releases")) == len(anvil.releases)
    by_item = {row["number"]: row for row in rows(store, "items").values()}
    assert all(len(by_item[one.number]["labels"]) == len(one.labels) for one in items)
    assert max(len(one.labels) for one in items) > 100


@pytest.mark.parametrize(
    "make", [made.every_kind, lambda: made.made_world(3, repositories=1, items=8)]
)
def test_a_read_cut_at_every_request_ends_as_an_uncut_one(make, serve, tmp_path):
    """Wherever a read is cut, the next run goes on: the same facts, and no page is asked for again."""
    world = make()
    key = names_of(world)[0]
    _, connection = serve(world)
    whole = FactStore(tmp_path / "whole")
    uncut = Small(connection)
    read(whole, uncut, key)

    for after in range(len(uncut.asked)):
        store = FactStore(tmp_path / f"cut{after}")
        cut, rest = Small(connection, stop_after=after), Small(connection)
        on_disk = [0]
        source = GithubRepository(cut, key, since=None)
        note = lambda *_, cut=cut, on_disk=on_disk: on_disk.append(len(cut.asked))  # noqa: E731
        assert read_into(store, [source], note)[0].failure
        assert read(store, rest, key).read

        assert store.digest() == whole.digest()
        # One more look, and pages that are cut elsewhere because sizes start over.
        assert len(rest.asked) <= len(uncut.asked) - on_disk[-1] + 4


def test_facts_do_not_depend_on_how_much_is_asked_for_at_once(serve, tmp_path):
    """However small the questions have to be, the same facts come of them."""
    world = made.made_world(5, repositories=1, items=20, skew=1.1)
    key = names_of(world)[0]
    _, connection = serve(world)
    digests = set()
    for most in (1, 3, 7, 149):
        store = FactStore(tmp_path / str(most))
        read(store, Small(connection, most), key)
        digests.add(store.digest())

    assert len(digests) == 1


def test_each_request_costs_what_the_model_says(serve, tmp_path):
    """Points told before a query is sent are those that GitHub takes, and each query takes one."""
    world = made.overflowing()
    server, connection = serve(world)
    small = Small(connection, 149)
    read(FactStore(tmp_path), small)

    said = [points(look_ups(query, variables)) for query, variables in small.asked]
    assert said == [call.points for call in server.calls]
    assert set(said) == {1}


def change(world: World) -> None:
    """Do a little of everything in a repository."""
    anvil = world.find("acme/anvil")
    issues = [one for one in anvil.items.values() if one.typename == "Issue"]
    pulls = [one for one in anvil.items.values() if one.typename == "PullRequest"]
    zoe = world.user("zoe")
    world.comment(issues[0], zoe, "It is still heavy.")
    world.add_label(issues[0], zoe, "late")
    world.issue(anvil, zoe, "Another one")
    pull = world.pull(anvil, zoe, "Lighter still")
    review = world.review(pulls[0], zoe, "APPROVED")
    assert review
    world.close(pull, zoe)
    world.release(anvil, zoe, "v99")


def changed_world() -> World:
    world = made.every_kind()
    world.now += timedelta(days=1)
    return world


def test_an_incremental_read_equals_a_full_one(serve, tmp_path):
    """After changes, what changed is read, and all is as if everything had been read anew."""
    world = made.every_kind()
    server, connection = serve(world)
    step, anew = FactStore(tmp_path / "step"), FactStore(tmp_path / "anew")
    read(step, connection)
    server.clock.advance(86_400)
    world.now = server.clock.now()
    change(world)
    server.clock.advance((world.now - server.clock.now()).total_seconds() + 600)

    first = server.count.requests
    read(step, connection)
    taken = server.count.requests - first
    read(anew, connection)

    for table in set(TABLES) - {"coverage", "checks"}:
        assert present(step, table) == present(anew, table), table
    assert taken < server.count.requests - first - taken
    assert promise(step, "events.commented")["complete"]
    assert (
        promise(step, "events.commented")["covers_to"]
        > promise(step, "links.backlink")["covers_to"]
    )


def test_nothing_new_over_a_hundred_repositories_takes_one_request(serve, tmp_path):
    """A look at a hundred repositories tells that none has anything new."""
    world = World()
    ada = world.user("ada")
    keys = []
    for number in range(100):
        repository = world.repository(f"acme/anvil-{number}")
        world.issue(repository, ada, "It is too heavy")
        keys.append(f"github:acme/anvil-{number}")
    server, connection = serve(world)
    server.clock.advance(3_600)
    before = {}
    for key, scouted in scout(connection, keys).items():
        store = FactStore(tmp_path / key.rpartition("/")[2])
        if len(before) < 3:
            before[key] = read(store, connection, key, scouted=scouted).read.cursor
    start = server.count.requests, server.count.points

    told = scout(connection, keys)

    assert server.count.requests - start[0] == 1
    assert server.count.points - start[1] <= 5
    assert not any(has_news(told[key], cursor) for key, cursor in before.items())
    assert all(has_news(told[key], None) for key in keys)


def test_a_repository_is_found_under_an_old_name(serve, tmp_path):
    """A renamed repository is read under its new name, and the old one is remembered."""
    world = made.every_kind()
    world.rename_repository(world.find("acme/anvil"), "acme/hammer")
    _, connection = serve(world)
    store = FactStore(tmp_path)

    read(store, connection)

    number = str(world.find("acme/hammer").number_in_database)
    assert {row["repository"] for row in rows(store, "items").values()} == {"github:acme/hammer"}
    assert (number, "acme/anvil", None) in rows(store, "names")


def test_a_repository_that_is_not_there_is_a_clear_failure(serve, tmp_path):
    """A repository that GitHub does not know, or does not show, fails with what to do next."""
    _, connection = serve(World())

    outcome = read(FactStore(tmp_path), connection)

    assert outcome.failure == (
        "github:acme/anvil: not read: Could not resolve to a Repository with the name 'acme/anvil'. "
        "Check its name and that the token may read it, then run `twohats sync` again."
    )


def forbidden(*path: str | int) -> faults.Fault:
    return faults.Fault(
        "forbidden",
        errors=[{"type": "FORBIDDEN", "path": list(path), "message": "Not for you."}],
    )


class Withholding(Small):
    """A connection by which GitHub keeps back one list of one item."""

    def __init__(self, connection: Connection, field: str):
        super().__init__(connection, 149)
        self._field = field

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        answer = super().ask(query, variables)
        page = (answer.data.get("repository") or {}).get("page") or {}
        for at, node in enumerate(page.get("nodes") or ()):
            if node.get(self._field) is not None and self._field in query:
                node[self._field] = None
                trouble = _trouble("FORBIDDEN", "repository", "page", "nodes", at, self._field)
                return Answer(answer.data, answer.asked_at, (trouble,), answer.cost)
        return answer


def _trouble(kind: str, *path: str | int) -> Any:
    from twohats.sources.github_api.ports import Trouble

    return Trouble(kind, tuple(path), "Resource not accessible by integration")


LISTS: Sequence[tuple[str, str, str]] = (
    ("timelineItems", "events.commented", "commented"),
    ("files", "item_files", "opened"),
    ("labels", "items.issue", "opened"),
)


@pytest.mark.parametrize(("field", "holds", "kind"), LISTS, ids=[one[0] for one in LISTS])
def test_what_is_kept_back_is_told_and_the_rest_read(field, holds, kind, serve, tmp_path):
    """A list that GitHub keeps back is named with its reason; nothing complete is promised of it."""
    world = made.every_kind()
    _, connection = serve(world)
    store, whole = FactStore(tmp_path / "part"), FactStore(tmp_path / "whole")
    read(whole, connection)

    outcome = read(store, Withholding(connection, field))

    assert outcome.losses
    assert all("Resource not accessible" in loss.reason for loss in outcome.losses)
    assert not promise(store, holds)["complete"]
    assert promise(whole, holds)["complete"]
    assert set(rows(store, "items")) == set(rows(whole, "items"))


def test_what_was_lost_stays_lacking_until_all_is_read_anew(serve, tmp_path):
    """A later read does not promise what an earlier one could not read; one of everything does."""
    world = made.every_kind()
    server, connection = serve(world)
    store = FactStore(tmp_path)
    read(store, Withholding(connection, "files"))
    server.clock.advance(3_600)
    world.now = server.clock.now()
    change(world)
    server.clock.advance(86_400)

    read(store, connection)
    assert not promise(store, "item_files")["complete"]

    server.clock.advance(9 * 86_400)
    read(store, connection)
    assert promise(store, "item_files")["complete"]


def test_what_vanished_is_found_when_all_is_read_anew(serve, tmp_path):
    """A deleted comment leaves no trace in its issue's time; the slow cycle finds it."""
    world = World()
    ada = world.user("ada")
    anvil = world.repository("acme/anvil")
    issue = world.issue(anvil, ada, "It is too heavy")
    comment = world.comment(issue, ada, "Or is it?")
    gone = world.issue(anvil, ada, "Spam")
    server, connection = serve(world)
    server.clock.advance(3_600)
    store = FactStore(tmp_path)
    read(store, connection)
    world.now = server.clock.now()
    world.delete_comment(comment, ada)
    world.delete_item(gone)

    server.clock.advance(40 * 86_400)
    world.now = server.clock.now()
    read(store, connection)

    key = f"github:commented:{comment.number_in_database}"
    assert rows(store, "events")[(key,)]["gone_at"] is not None
    assert rows(store, "items")[("github:acme/anvil#2",)]["gone_at"] is not None
    assert rows(store, "items")[("github:acme/anvil#1",)]["gone_at"] is None


def test_what_changes_while_it_is_read_is_not_missed(serve, tmp_path):
    """Items that move in the list between two of its pages are read all the same."""
    for direction in (None, timedelta(days=10_000)):
        world = made.made_world(4, repositories=1, items=30)
        key = names_of(world)[0]
        repository = world.find(key.partition(":")[2])
        server, connection = serve(world)
        server.clock.advance(3_600)
        world.now = server.clock.now()
        oldest = min(repository.items.values(), key=lambda one: one.updated_at)
        newest = max(repository.items.values(), key=lambda one: one.updated_at)
        touch = lambda one=oldest, two=newest, world=world: [  # noqa: E731
            world.comment(one, None, "Meanwhile."),
            world.comment(two, None, "Meanwhile too."),
        ]
        server.faults.add(4, faults.then(touch))
        store = FactStore(tmp_path / str(direction))
        since = None if direction is None else server.clock.now() - direction

        read(store, Small(connection), key, since=since)

        assert set(rows(store, "items")) == {
            (f"{key}#{one.number}",) for one in repository.items.values()
        } | {(f"{key}#{one}",) for one in repository.discussions}


def test_a_window_leaves_out_what_has_not_changed_in_it(serve, tmp_path):
    """Only items that changed since are read; promises begin there, and a wider read brings the rest."""
    world = made.made_world(2, repositories=1, items=40)
    key = names_of(world)[0]
    _, connection = serve(world)
    store, whole = FactStore(tmp_path / "window"), FactStore(tmp_path / "whole")
    since = world.now - timedelta(days=200)

    read(store, connection, key, since=since)
    read(whole, connection, key)

    wanted = {one: row for one, row in rows(whole, "items").items() if row["updated_at"] >= since}
    assert rows(store, "items") == wanted
    assert 0 < len(wanted) < len(rows(whole, "items"))
    assert promise(store, "items.issue")["covers_from"] == since
    assert not promise(store, "links.backlink")["complete"]

    read(store, connection, key)
    for table in FROM_ITEMS:
        assert rows(store, table) == rows(whole, table), table
    assert promise(store, "links.backlink")["complete"]


def test_a_cut_read_follows_up_what_changed_before_it_went_on(serve, tmp_path):
    """A read that goes on a day later also brings what changed in the lists it had already read."""
    world = made.every_kind()
    server, connection = serve(world)
    store, anew = FactStore(tmp_path / "cut"), FactStore(tmp_path / "anew")
    server.clock.advance(3_600)
    whole = Small(connection)
    read(FactStore(tmp_path / "count"), whole)
    read(store, Small(connection, stop_after=len(whole.asked) - 1))
    server.clock.advance(86_400)
    world.now = server.clock.now()
    change(world)
    server.clock.advance((world.now - server.clock.now()).total_seconds() + 600)

    read(store, connection)
    read(anew, connection)

    for table in ("items", "events", "releases"):
        assert present(store, table) == present(anew, table), table


def test_any_order_of_faults_ends_in_the_same_facts(serve, tmp_path):
    """Whatever goes wrong on the way, what was read in the end is what was served."""
    digests = set()
    for seed in range(4):
        world = made.made_world(6, repositories=1, items=12)
        chance = faults.Faults.by_chance(seed, 0.4 if seed else 0.0)
        server, connection = serve(world, faults=chance)
        store = FactStore(tmp_path / str(seed))
        outcome = read(store, connection, names_of(world)[0])
        for _ in range(20):
            if not outcome.failure:
                break
            server.clock.advance(3_600)
            outcome = read(store, connection, names_of(world)[0])
        assert outcome.is_whole
        facts = {t: rows(store, t) for t in FROM_ITEMS}
        digests.add(repr(sorted((t, sorted(r.items(), key=repr)) for t, r in facts.items())))

    assert len(digests) == 1


def test_community_files_come_by_version(serve, tmp_path):
    """Each version of a community file is there with its commit; nothing else of the tree is."""
    world = made.every_kind()
    anvil = world.find("acme/anvil")
    _, connection = serve(world)
    store = FactStore(Path(tmp_path))

    read(store, connection)

    from twohats.sources.git.documents import kind_of

    served = {
        (ANVIL, one.path, one.commit.oid): one.text
        for one in anvil.documents
        if kind_of(one.path) and one.text is not None
    }
    read_ones = {one: row["text"] for one, row in rows(store, "documents").items()}
    assert read_ones == served
    assert read_ones


def test_boards_come_card_by_card(serve, tmp_path):
    """Values of a board are read as of each look at which a card had changed; what was cleared is NULL."""
    world = World()
    ada, acme = world.user("ada"), world.organization("acme")
    anvil = world.repository("acme/anvil")
    first, second = world.issue(anvil, ada, "Heavy"), world.issue(anvil, ada, "Heavier")
    board = world.board(acme, "Plan", {"Points": "NUMBER", "Iteration": "ITERATION"})
    card = world.put_on_board(board, first, Points=3.0, Iteration="Iteration 4")
    world.put_on_board(board, second, Points=1.5)
    server, connection = serve(world)
    server.clock.advance(3_600)
    store, key = FactStore(tmp_path), "github:acme"

    def look() -> Outcome:
        finished = store.finished(read_key("github-boards", f"{key} boards"))
        before = finished.cursor if finished else None
        return read_into(store, [GithubBoards(connection, key, before=before)])[0]

    assert look().is_whole
    assert not look().is_new
    told = {
        (row["item"], row["field"]): row["value"] for row in rows(store, "board_values").values()
    }
    assert told == {
        (f"{ANVIL}#1", "Title"): "Heavy",
        (f"{ANVIL}#1", "Points"): "3",
        (f"{ANVIL}#1", "Iteration"): "Iteration 4",
        (f"{ANVIL}#2", "Title"): "Heavier",
        (f"{ANVIL}#2", "Points"): "1.5",
        (f"{ANVIL}#2", "Iteration"): None,
    }
    assert {row["board"] for row in rows(store, "board_values").values()} == {
        "github:orgs/acme/projects/1"
    }

    world.now = server.clock.now()
    world.set_on_board(card, "Points", 5.0)
    del card.values["Iteration"]
    server.clock.advance(3_600)
    assert look().read
    last = sorted(rows(store, "board_values").values(), key=lambda row: row["looked_at"])[-3:]
    assert {row["item"] for row in last} == {f"{ANVIL}#1"}
    assert {row["field"]: row["value"] for row in last}["Points"] == "5"
    assert {row["field"]: row["value"] for row in last}["Iteration"] is None


def test_what_was_taken_off_a_board_has_no_values_there(serve, tmp_path):
    """A card that was removed is told by NULL in each of its fields."""
    world = World()
    ada, acme = world.user("ada"), world.organization("acme")
    item = world.issue(world.repository("acme/anvil"), ada, "Heavy")
    board = world.board(acme, "Plan", {"Points": "NUMBER"})
    card = world.put_on_board(board, item, Points=3.0)
    server, connection = serve(world)
    server.clock.advance(3_600)
    store = FactStore(tmp_path)
    look_at_boards(store, connection)
    board.items.remove(card)
    board.updated_at = server.clock.now()
    server.clock.advance(3_600)
    look_at_boards(store, connection)

    told = sorted(rows(store, "board_values").values(), key=lambda row: row["looked_at"])
    assert {row["field"]: row["value"] for row in told[-2:]} == {"Points": None, "Title": None}


@pytest.mark.parametrize("what", ["refused", "too heavy"])
def test_boards_that_were_out_of_reach_once_are_read_the_next_time(serve, tmp_path, what):
    """Nothing is promised before they were seen, and nothing is passed over after."""
    world = World()
    ada, acme = world.user("ada"), world.organization("acme")
    item = world.issue(world.repository("acme/anvil"), ada, "Heavy")
    world.put_on_board(world.board(acme, "Plan", {"Points": "NUMBER"}), item, Points=3.0)
    server, connection = serve(world)
    server.clock.advance(3_600)
    store = FactStore(tmp_path)

    class Refusing:
        def ask(self, query: str, variables: Any = None) -> Answer:
            if what == "too heavy" and "query Cards" in query:
                raise TooHeavy("too many cards")
            if what == "refused":
                return Answer({"organization": None}, server.clock.now())
            return connection.ask(query, variables)

    look_at_boards(store, Refusing())
    (promise,) = rows(store, "coverage").values()
    assert not promise["complete"]
    server.clock.advance(3_600)
    assert look_at_boards(store, connection).is_new
    (promise,) = rows(store, "coverage").values()
    assert promise["complete"]
    assert {row["value"] for row in rows(store, "board_values").values()} == {"3", "Heavy"}
    assert not look_at_boards(store, connection).is_new


def look_at_boards(store: FactStore, connection: Any) -> Outcome:
    """Read the boards of one organization as a sync does."""
    finished = store.finished(read_key("github-boards", "github:acme boards"))
    before = finished.cursor if finished else None
    return read_into(store, [GithubBoards(connection, "github:acme", before=before)])[0]


def test_boards_that_may_not_be_read_are_told_and_not_promised(serve, tmp_path):
    """Where GitHub shows no boards, it is said what the token lacks; nothing fails."""
    _, connection = serve(World())
    store, boards = FactStore(tmp_path), GithubBoards(connection, "github:nobody")

    outcome = read_into(store, [boards])[0]

    assert outcome.is_whole
    assert boards.note is not None
    assert boards.note.startswith("not read: Could not resolve to an Org")
    assert boards.note.endswith("A token with the scope `read:project` sees boards.")
    (promise,) = rows(store, "coverage").values()
    assert (promise["holds"], promise["complete"]) == ("board_values", False)


@pytest.mark.parametrize("word", ["fragment Changes", "fragment Entries"])
def test_documents_that_are_too_heavy_hide_nothing_else(serve, tmp_path, word):
    """Items are there; the documents are named as lost, and nothing is promised of them."""
    world = made.every_kind()
    _, connection = serve(world)
    asked: list[str] = []

    class Refusing(Small):
        def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
            if word in query:
                asked.append(query)
                raise TooHeavy("too heavy")
            return super().ask(query, variables)

    store = FactStore(tmp_path)
    outcome = read(store, Refusing(connection, 149))

    assert asked
    assert rows(store, "items")
    assert any("too heavy" in loss.reason for loss in outcome.losses)
    promised = [r for r in rows(store, "coverage").values() if r["holds"] == "documents"]
    assert [promise["complete"] for promise in promised] == [False]


class WithoutOldThreads(Small):
    """A connection whose GraphQL knows no threads from before there were reviews."""

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        answer = super().ask(query, variables)
        page = (answer.data.get("repository") or {}).get("page") or {}
        for node in page.get("nodes") or ():
            if "reviewThreads" in node:
                node["reviewThreads"]["nodes"] = []
                told = node["timelineItems"]["nodes"]
                told[:] = [one for one in told if "Thread" not in one["__typename"]]
        return answer


def test_line_comments_from_before_reviews_are_found(serve, tmp_path):
    """The oldest line comments, which belong to no review, come by REST where GraphQL has none."""
    world = World(datetime(2014, 5, 1, 8, tzinfo=UTC))
    ada = world.user("ada")
    anvil = world.repository("acme/anvil")
    pull = world.pull(anvil, ada, "Lighter")
    old = world.line_comment(pull, ada, "Why so heavy?")
    world.now = datetime(2020, 1, 1, tzinfo=UTC)
    review = world.review(pull, ada, "COMMENTED", "Now.")
    world.line_comment(pull, ada, "Still heavy.", review=review)
    server, connection = serve(world)
    server.clock.advance(3_600)
    store, whole = FactStore(tmp_path / "part"), FactStore(tmp_path / "whole")

    read(whole, connection)
    read(store, WithoutOldThreads(connection, 149))

    key = (f"github:review_commented:{old.number_in_database}",)
    assert rows(store, "events")[key] == rows(whole, "events")[key]
    assert rows(store, "events")[key]["parent"] is None
    assert sum(call.path.endswith("/pulls/comments") for call in server.calls) == 2


def test_no_list_of_old_comments_is_asked_of_a_young_repository(serve, tmp_path):
    """A repository made after reviews came costs no request for what it cannot hold."""
    world = made.every_kind()
    server, connection = serve(world)

    read(FactStore(tmp_path), connection)

    young = world.find("acme/anvil").created_at.year >= 2017
    assert young is not any("/pulls/comments" in call.path for call in server.calls)


class TooMuch(Small):
    """A connection for which one item is too heavy, however little is asked of it."""

    def __init__(self, connection: Connection, number: int):
        super().__init__(connection, 149)
        self._number = number

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        answer = super().ask(query, variables)
        page = (answer.data.get("repository") or {}).get("page") or {}
        if any(node.get("number") == self._number for node in page.get("nodes") or ()):
            raise TooHeavy
        return answer


@pytest.mark.parametrize("window", [None, 10_000], ids=["all", "a window"])
@pytest.mark.parametrize("kind", ["Issue", "PullRequest"])
def test_an_item_too_heavy_to_read_is_named_and_passed_over(kind, window, serve, tmp_path):
    """One item that GitHub cannot give stops nothing: it is named, and not said to be there."""
    world = made.made_world(8, repositories=1, items=12)
    key = names_of(world)[0]
    items = world.find(key.partition(":")[2]).items
    heavy = [one for one in items.values() if one.typename == kind][1]
    _, connection = serve(world)
    store = FactStore(tmp_path)
    since = None if window is None else world.now - timedelta(days=window)

    outcome = read(store, TooMuch(connection, heavy.number), key, since=since)

    held = "items.issue" if kind == "Issue" else "items.pull_request"
    assert [loss.reason for loss in outcome.losses] == [
        "GitHub found it too heavy, even alone and its lists one thing at a time"
    ]
    assert outcome.losses[0].key.endswith(f"/{heavy.number}")
    assert set(rows(store, "items")) == {
        (f"{key}#{number}",) for number in items if number != heavy.number
    }
    assert not promise(store, held)["complete"]


def test_a_renamed_repository_goes_on_under_its_new_name(serve, tmp_path):
    """A rename between two reads is news, and the next read brings the items under the new name."""
    world = made.every_kind()
    server, connection = serve(world)
    server.clock.advance(3_600)
    store = FactStore(tmp_path)
    first = read(store, connection).read
    world.rename_repository(world.find("acme/anvil"), "acme/hammer")

    assert has_news(scout(connection, [ANVIL])[ANVIL], first.cursor)
    assert read(store, connection).is_new

    numbers = {name: set() for name in (ANVIL, "github:acme/hammer")}
    for row in rows(store, "items").values():
        numbers[row["repository"]].add(row["number"])
    assert numbers[ANVIL] == numbers["github:acme/hammer"]
    scopes = {row["scope"] for row in rows(store, "coverage").values()}
    assert scopes == set(numbers)
