"""Reading a forum live: against a simulator that answers by Discourse's published description."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from discourse import made
from discourse.simulator import FAULTS, KEY, Fault, Simulator, limit_in_json
from discourse.world import World
from fakes.scripted_forge import MovedClock, Said, ScriptedForge

from twohats.errors import SettingsErrors, SourceUnreadable
from twohats.flow.importing import Outcome, read_into
from twohats.flow.sync.discourse import standing_of_forums
from twohats.records import TABLES
from twohats.sources.asking.allowance import Allowance
from twohats.sources.asking.ports import LimitReached, Rest
from twohats.sources.discourse_api.connecting import DiscourseConnection, connect
from twohats.sources.discourse_archive import open_archive
from twohats.sources.discourse_live import DiscourseCategory, open_directory, scout
from twohats.sources.discourse_live.category import VERSION
from twohats.sources.discourse_live.cursor import read_cursor
from twohats.store.facts import FactStore, read_key
from twohats.workspace import Forge as Place

HOST = "forum.example.org"
LANTERN = f"{HOST}:c/lantern"


@contextmanager
def connected(
    server: Simulator, key: str | None = None, **options: Any
) -> Iterator[DiscourseConnection]:
    """Connect to a simulator, whose clock is everybody's."""
    surroundings = server.environment(HOST, key)
    with connect(HOST, surroundings, now=server.now, wait=server.wait, **options) as connection:
        yield connection


@contextmanager
def serving(world: World, **options: Any) -> Iterator[tuple[Simulator, DiscourseConnection]]:
    """Serve a forum and connect to it."""
    with Simulator(world, **options) as server, connected(server) as connection:
        yield server, connection


class Cut:
    """A connection that ends after so many answers."""

    def __init__(self, connection: Rest, after: int):
        self._connection, self.left = connection, after

    def get(self, path: str, etag: str | None = None) -> Any:
        if self.left == 0:
            raise LimitReached("cut: for a test")
        self.left -= 1
        return self._connection.get(path, etag)


def source(
    store: FactStore, connection: Any, key: str = LANTERN, since: datetime | None = None
) -> DiscourseCategory:
    """Make the reader of a category, going on behind the last read of it."""
    finished = store.finished(read_key("discourse", key))
    before = finished.cursor if finished else None
    directory = open_directory(connection, HOST)
    told = scout(connection, directory, {key: read_cursor(before, VERSION)})[key]
    site = f"https://{HOST}"
    return DiscourseCategory(connection, key, site, told, since=since, before=before)


def read(store: FactStore, connection: Any, key: str = LANTERN, **options: Any) -> Outcome:
    """Read a category into a store."""
    return read_into(store, [source(store, connection, key, **options)])[0]


def rows(store: FactStore, table: str, leave: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Rows of a table, without when they were seen."""
    found = [
        {name: value for name, value in row.items() if name not in ("seen_at", *leave)}
        for file in store.snapshot().files(table)
        for row in pq.read_table(file).to_pylist()
    ]
    return sorted(found, key=lambda row: tuple(str(row[column]) for column in TABLES[table].key))


def present(store: FactStore) -> dict[str, list[dict[str, Any]]]:
    """All facts but promises, of what has not vanished."""
    return {
        table: [row for row in rows(store, table) if row.get("gone_at") is None]
        for table in ("items", "events", "accounts", "repositories")
    }


def promise(store: FactStore, holds: str, scope: str = LANTERN) -> dict[str, Any]:
    """What is promised of something."""
    return next(r for r in rows(store, "coverage") if (r["holds"], r["scope"]) == (holds, scope))


@pytest.fixture(scope="module")
def busy() -> dict[str, list[dict[str, Any]]]:
    """Facts of an undisturbed read of a busy category, whose lists have few topics on a page."""
    from tempfile import TemporaryDirectory

    with (
        TemporaryDirectory() as folder,
        serving(made.busy(topics=25), per_page=6) as (_, connection),
    ):
        store = FactStore(Path(folder) / "facts")
        assert not read(store, connection).losses
        return present(store)


# What comes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [False, True], ids=["as shown", "as written"])
def test_a_live_read_equals_a_recording(raw, tmp_path):
    """What is read live and from a folder of the forum's JSON is the same row with the same key."""
    world = made.every_kind()
    live, saved = (FactStore(tmp_path / name) for name in ("live", "saved"))
    folder = made.write_recording(world, tmp_path / "recording", raw=raw)
    with serving(world) as (_, connection):
        for key in open_directory(connection, HOST).categories:
            assert not read(live, connection, key).losses
    outcome = read_into(saved, [open_archive(folder, f"{HOST}:c", {})])[0]

    assert (outcome.failure, outcome.losses) == (None, ())
    for table in ("items", "events", "accounts", "repositories"):
        assert rows(saved, table, ["gone_at"]) == rows(live, table, ["gone_at"])


def test_a_topic_is_a_discussion_with_what_was_said(tmp_path):
    """Answers, replies, edits, what solved it and what closed it, with addresses and who."""
    store = FactStore(tmp_path)
    with serving(made.every_kind()) as (_, connection):
        read(store, connection)
    items = {row["number"]: row for row in rows(store, "items")}
    events = {row["event"].rpartition(":")[2]: row for row in rows(store, "events")}

    assert [row["kind"] for row in items.values()] == ["discussion"] * 3
    solved = items[12]
    assert (solved["state"], solved["labels"]) == ("closed", ["wick"])
    assert solved["author"] == f"{HOST}:ada"
    assert solved["url"] == f"https://{HOST}/t/how-to-light-it/12"
    assert solved["closed_at"] == events["106"]["happened_at"]
    assert items[13]["state"] == "open"
    assert events["103"]["body"].startswith("Turn it round")
    assert events["104"]["parent"] == f"{HOST}:commented:103"
    assert events["108"]["parent"] == f"{HOST}:opened:{LANTERN}#13"
    assert events["108"]["edited_at"] - events["108"]["happened_at"] == timedelta(minutes=5)
    assert [row["event"] for row in rows(store, "events") if row["kind"] == "answered"] == [
        f"{HOST}:answered:103"
    ]
    assert events["111"]["actor"] is None  # an account that is gone
    accounts = {row["login"]: row["kind"] for row in rows(store, "accounts")}
    assert accounts == {
        "Ada": "user",
        "ben.m": "user",
        "cleo": "user",
        "spammy": "user",
        "system": "bot",
    }


def test_what_was_taken_back_or_hidden_keeps_no_words(tmp_path):
    """A post its author deleted is gone; one the forum hides is there without words, and counted."""
    store = FactStore(tmp_path)
    with serving(made.every_kind()) as (_, connection):
        read(store, connection)
    events = {row["event"].rpartition(":")[2]: row for row in rows(store, "events")}

    assert (events["109"]["body"], events["109"]["gone_at"] is None) == (None, False)
    assert (events["110"]["body"], events["110"]["gone_at"]) == (None, None)
    assert promise(store, "events.commented")["reason"] == (
        "the words of 1 are hidden by the forum"
    )


def test_a_key_shows_what_is_not_for_everybody(tmp_path):
    """With one, a category for some is read, and whispers are left out and counted."""
    store = FactStore(tmp_path)
    with Simulator(made.every_kind()) as server, connected(server, KEY) as connection:
        assert f"{HOST}:c/staff" in open_directory(connection, HOST).categories
        read(store, connection)

        assert {call.key for call in server.calls} == {KEY}
    said = promise(store, "events.commented")
    assert (said["complete"], said["skipped"]) == (True, 1)
    assert said["reason"].startswith("1 that only staff sees are left out")
    assert not [row for row in rows(store, "events") if row["body"] == "Not for everybody."]


def test_long_topics_are_read_to_the_end(tmp_path):
    """Twenty posts come with a topic, the others by their numbers, twenty at a time."""
    world = World()
    ada = world.user("ada")
    topic = world.topic(world.category("lantern"), ada, "A long story")
    for n in range(2, 66):
        world.later(minutes=1)
        world.say(topic, ada, f"Chapter {n}")
    store = FactStore(tmp_path)
    with serving(world) as (server, connection):
        read(store, connection)
        asked = [call for call in server.calls if call.path == "/t/11/posts.json"]

    assert [sum(name == "post_ids[]" for name, _ in call.query) for call in asked] == [20, 20, 5]
    bodies = {row["body"] for row in rows(store, "events") if row["kind"] == "commented"}
    assert bodies == {f"Chapter {n}" for n in range(2, 66)}


def test_tags_of_either_form_are_read(tmp_path):
    """Since 2026 a tag is more than its name."""
    store = FactStore(tmp_path)
    with serving(made.every_kind(), tags_are_objects=True) as (_, connection):
        read(store, connection)

    assert {tuple(row["labels"]) for row in rows(store, "items")} == {(), ("gas", "oil"), ("wick",)}


# Again, and after a cut ------------------------------------------------------------------------


def test_nothing_new_costs_two_requests_for_a_whole_forum(tmp_path):
    """However many categories it has; and the second time nothing is read."""
    world = World()
    ada = world.user("ada")
    for n in range(6):
        world.topic(world.category(f"place-{n}"), ada, f"Topic {n}")
        world.later(minutes=1)
    with serving(world) as (server, connection):
        keys = list(open_directory(connection, HOST).categories)
        first = scout(connection, open_directory(connection, HOST), dict.fromkeys(keys))
        store, site = FactStore(tmp_path), f"https://{HOST}"
        made_of = [DiscourseCategory(connection, k, site, first[k], since=None) for k in keys]
        read_into(store, made_of)
        reads = {key: store.finished(read_key("discourse", key)) for key in keys}
        cursors = {key: read_cursor(one.cursor, VERSION) for key, one in reads.items()}
        server.calls.clear()

        told = scout(connection, open_directory(connection, HOST), cursors)

        assert [call.path for call in server.calls] == ["/site.json", "/posts.json"]
        for key, one in reads.items():
            again = DiscourseCategory(
                connection, key, site, told[key], since=None, before=one.cursor
            )
            assert again.fingerprint() == one.fingerprint


def test_the_next_read_takes_what_was_said_since(tmp_path):
    """A topic in which somebody wrote and a new one; the rest is not asked for."""
    world = made.busy(topics=25)
    store = FactStore(tmp_path / "grown")
    with serving(world, per_page=6) as (server, connection):
        read(store, connection)
        world.later(hours=5)
        ada = world.user("ada")
        world.say(world.topics[2], ada, "Late to the party")
        fresh = world.topic(world.categories[0], ada, "Brand new")
        world.later(hours=1)
        server.calls.clear()
        assert read(store, connection).is_new
        asked = [call.path for call in server.calls if call.path.startswith("/t/")]
        again = FactStore(tmp_path / "again")
        read(again, connection)

    assert sorted(asked) == sorted([f"/t/{world.topics[2].id}.json", f"/t/{fresh.id}.json"])
    assert present(store) == present(again)


def test_a_read_that_is_cut_at_any_request_goes_on(tmp_path, busy):
    """It ends in the same facts as one that was not, and asks for few topics twice."""
    with serving(made.busy(topics=25), per_page=6) as (server, connection):
        store = FactStore(tmp_path / "whole")
        read(store, connection)
        whole = len(server.calls)
    for after in (3, 9, 17, 26, whole - 2):
        world = made.busy(topics=25)
        store = FactStore(tmp_path / str(after))
        with serving(world, per_page=6) as (server, connection):
            began = source(store, connection)
            began._connection = Cut(connection, after)
            failed = read_into(store, [began])[0]
            assert failed.failure == "cut: for a test" or not failed.losses
            assert not read(store, connection).failure

        assert present(store) == busy
        assert len(server.calls) <= whole + 20


@pytest.mark.parametrize("seed", range(4))
def test_lists_that_move_while_they_are_read_lose_nothing(seed, tmp_path):
    """Topics are answered, opened and deleted between any two requests; and once it is cut."""
    import random

    world, chance = made.busy(seed, topics=30), random.Random(seed)
    ada = world.user("ada")
    store = FactStore(tmp_path / "moved")

    def move(call: Any) -> None:
        world.later(seconds=20)
        if chance.random() < 0.25:
            topic = chance.choice(world.topics)
            if chance.random() < 0.4:
                topic.deleted = True
            elif not topic.deleted:
                world.say(topic, ada, "More")
        if chance.random() < 0.05:
            world.topic(world.categories[0], ada, f"Another {call.number}")

    with serving(world, per_page=5, limited=False) as (server, connection):
        began = source(store, connection)
        watermark = began._scouted.asked_at
        there = {one.id for one in world.topics}
        server.before_answer = move
        began._connection = Cut(connection, 20)
        read_into(store, [began])
        outcome = read(store, connection)
        server.before_answer = lambda _: None

    held = {row["event"] for row in rows(store, "events")}
    said = {
        f"{HOST}:commented:{post.id}"
        for topic in world.topics
        if topic.id in there and not topic.deleted
        for post in topic.posts[1:]
        if post.created_at < watermark
    }
    assert not outcome.failure
    assert said <= held


def test_what_no_look_sees_is_found_when_all_is_read_anew(tmp_path):
    """Deletions and closing move no topic; every four weeks everything is read once more."""
    world = made.busy(topics=8)
    store = FactStore(tmp_path)
    with serving(world) as (_, connection):
        read(store, connection)
        gone, quiet = next(one for one in world.topics if len(one.posts) > 1), world.topics[0]
        world.delete(gone.posts[1])
        world.close(quiet, world.user("cleo"))
        world.later(days=1)
        assert not read(store, connection).is_new
        closing = promise(store, "events.closed")
        world.later(days=36)
        assert read(store, connection).is_new

    assert closing["covers_to"] < promise(store, "events.closed")["covers_to"]
    events = {row["event"]: row for row in rows(store, "events")}
    assert events[f"{HOST}:commented:{gone.posts[1].id}"]["gone_at"] is not None
    assert f"{HOST}:closed:{quiet.posts[-1].id}" in events


def test_a_window_leaves_out_what_was_quiet_and_a_wider_one_brings_it(tmp_path):
    """And says that closing is not promised for it."""
    world = made.busy(topics=25)
    middle = world.topics[12].created_at
    narrow, wide = FactStore(tmp_path / "narrow"), FactStore(tmp_path / "wide")
    with serving(world, per_page=6) as (_, connection):
        read(narrow, connection, since=middle)
        items = rows(narrow, "items")
        closed = promise(narrow, "events.closed")
        said = promise(narrow, "events.commented")
        read(narrow, connection)
        read(wide, connection)

    assert {row["number"] for row in items} == {
        one.id for one in world.topics if one.bumped_at >= middle
    }
    assert not closed["complete"]
    assert "does not count a topic as active" in closed["reason"]
    assert (said["complete"], said["covers_from"]) == (True, middle)
    assert present(narrow) == present(wide)
    assert promise(narrow, "events.closed")["complete"]


def test_a_category_that_was_renamed_is_read_under_its_new_name(tmp_path):
    """Its number stays; what was read before is known by that."""
    world = made.busy(topics=4)
    store = FactStore(tmp_path)
    with serving(world) as (_, connection):
        read(store, connection)
        world.categories[0].slug = "lanterns"
        read(store, connection, f"{HOST}:c/lanterns")

    assert {row["forge_id"] for row in rows(store, "repositories")} == {"5"}


def test_a_topic_that_was_moved_is_in_one_place(tmp_path):
    """Its posts go with it, and it is gone from where it was at the next look at everything."""
    world = made.every_kind()
    store, elsewhere = FactStore(tmp_path), f"{HOST}:c/elsewhere"
    with serving(world) as (_, connection):
        read(store, connection)
        moved = world.topics[1]
        moved.category = world.categories[3]
        world.later(days=40)
        world.say(moved, world.user("dora"), "It is here now.")
        read(store, connection)
        read(store, connection, elsewhere)
    items = {row["item"]: row for row in rows(store, "items")}

    assert items[f"{LANTERN}#12"]["gone_at"] is not None
    assert items[f"{elsewhere}#12"]["gone_at"] is None
    answer = next(row for row in rows(store, "events") if row["event"].endswith("commented:103"))
    assert (answer["repository"], answer["gone_at"]) == (elsewhere, None)


# What goes wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_passes(name, tmp_path, busy):
    """Whatever strikes once costs time and nothing else."""
    with serving(made.busy(topics=25), per_page=6, faults={4: FAULTS[name]}) as (_, connection):
        store = FactStore(tmp_path)
        assert not read(store, connection).failure

    assert present(store) == busy


def test_all_faults_in_one_run_leave_the_facts_of_an_undisturbed_one(tmp_path, busy):
    """One after the other, in turn with good answers."""
    faults = {3 + 3 * n: fault for n, fault in enumerate(FAULTS.values())}
    with serving(made.busy(topics=25), per_page=6, faults=faults) as (server, connection):
        store = FactStore(tmp_path)
        assert not read(store, connection).failure

    assert present(store) == busy
    assert server.waited > 26 + 10 + 10 + 3


def test_a_pause_is_as_long_as_the_forum_asks(tmp_path):
    """As a header, as a number in the body, or in words."""
    for name, seconds in (("limit in JSON", 26), ("limit in text", 10), ("limit in words", 10)):
        with serving(made.every_kind(), faults={2: FAULTS[name]}) as (server, connection):
            connection.get("/site.json")
            before = server.waited
            connection.get("/posts.json")

            assert seconds <= server.waited - before <= seconds * 1.1 + 1


def test_a_pause_that_is_too_long_leaves_the_rest_for_later(tmp_path):
    """And says when to go on; with leave to wait, it is waited for."""
    long = limit_in_json(1_200)
    with serving(made.every_kind(), faults={2: long}) as (server, connection):
        connection.get("/site.json")
        with pytest.raises(LimitReached, match="asks for a longer pause") as raised:
            connection.get("/posts.json")
        assert raised.value.resets_at - server.now() >= timedelta(seconds=1_199)
    with (
        Simulator(made.every_kind(), faults={2: long}) as server,
        connected(server, allowance=Allowance(wait_s=2_000)) as connection,
    ):
        connection.get("/site.json")
        assert connection.get("/posts.json").content["latest_posts"]


def test_published_limits_are_never_reached():
    """A stranger asks half as often as allowed, a key half as often as allowed."""
    for key in (None, KEY):
        with Simulator(made.every_kind()) as server, connected(server, key) as connection:
            for _ in range(150):
                connection.get("/site.json")

            assert [call.status for call in server.calls] == [200] * 150


def test_what_is_not_shown_is_said(tmp_path):
    """A category for members, a forum for members, and something that is no forum."""
    world = made.every_kind()
    with serving(world) as (_, connection):
        failure = read(FactStore(tmp_path), connection, f"{HOST}:c/staff").failure
        assert failure is not None
        assert "the forum does not show it to everybody" in failure
    world.login_required = True
    with serving(world) as (_, connection):
        directory = open_directory(connection, HOST)
        assert directory.missing is not None
        assert "the forum shows it to its members only" in directory.missing
        assert scout(connection, directory, {LANTERN: None})[LANTERN].missing == directory.missing
    no_forum = Fault("other", 200, b'{"hello": ["world"]}')
    with serving(world, faults={1: no_forum, 2: no_forum}) as (_, connection):
        assert (
            open_directory(connection, HOST).missing == "what answers there is no Discourse forum"
        )


def test_a_key_is_sent_to_its_forum_only_and_shown_nowhere():
    """It belongs to a host by its name; a wrong one is named by where it stands."""
    with Simulator(made.every_kind()) as server:
        surroundings = server.environment(HOST, "made-up-secret")
        surroundings |= {"DISCOURSE_URL_OTHER_EXAMPLE_ORG": server.url}
        with connect("other.example.org", surroundings, now=server.now, wait=server.wait) as other:
            other.get("/site.json")
        own = connect(HOST, surroundings, now=server.now, wait=server.wait)
        with own, pytest.raises(SourceUnreadable) as raised:
            own.get("/site.json")

        assert [call.key for call in server.calls][:2] == [None, "made-up-secret"]
    assert "refuses the token of DISCOURSE_API_KEY_FORUM_EXAMPLE_ORG" in str(raised.value)
    assert "made-up-secret" not in f"{raised.value!r} {raised.value.__context__!r}"


def test_as_whom_a_key_reads_stays_with_it():
    """A forum that leads on to another host takes neither the key nor the name there."""
    clock = MovedClock()
    with ScriptedForge([Said()]) as elsewhere:
        moved = Said(301, headers={"Location": f"{elsewhere.url}/site.json"})
        with ScriptedForge([moved]) as home:
            surroundings = {
                "DISCOURSE_API_KEY_FORUM_EXAMPLE_ORG": "made-up-secret",
                "DISCOURSE_API_USERNAME_FORUM_EXAMPLE_ORG": "ada",
                "DISCOURSE_URL_FORUM_EXAMPLE_ORG": home.url,
            }
            with connect(HOST, surroundings, now=clock.now, wait=clock.wait) as connection:
                connection.get("/site.json")
    told = [
        [one.headers.get(name) for name in ("api-key", "api-username", "accept")]
        for one in (*home.asked, *elsewhere.asked)
    ]

    assert told == [["made-up-secret", "ada", "application/json"], [None, None, "application/json"]]


def test_surroundings_that_cannot_be_used_are_named_at_once():
    """Both the address and the key, without the key."""
    surroundings = {
        "DISCOURSE_URL_FORUM_EXAMPLE_ORG": "http://forum.example.org",
        "DISCOURSE_API_KEY_FORUM_EXAMPLE_ORG": "two words",
    }
    with pytest.raises(SettingsErrors) as raised:
        connect(HOST, surroundings, now=datetime.now, wait=lambda _: None)

    assert str(raised.value) == (
        "DISCOURSE_API_KEY_FORUM_EXAMPLE_ORG: it holds what no key holds: check it\n"
        "DISCOURSE_URL_FORUM_EXAMPLE_ORG: tokens would travel unencrypted; use https://"
    )


# Keys ------------------------------------------------------------------------------------------


def test_keys_are_tried_and_never_shown():
    """Each key that is set is tried once, a refused one hides no other, and strangers ask nothing."""
    hosts = (HOST, "refused.example.org", "stranger.example.org", "away.example.org")
    places = [Place(host, host, "discourse") for host in hosts]
    with Simulator(made.every_kind()) as server:
        there = {
            **server.environment(hosts[0], KEY),
            **server.environment(hosts[1], "made-up-and-withdrawn"),
            **server.environment(hosts[2]),
            **server.environment(hosts[3], KEY),
            "DISCOURSE_URL_AWAY_EXAMPLE_ORG": "http://127.0.0.1:1",
        }
        told = standing_of_forums(places, there, now=server.now)
        asked = [(call.path, call.key) for call in server.calls]

    assert asked == [("/site.json", KEY), ("/site.json", "made-up-and-withdrawn")]
    good, refused, away = told
    assert (good.origin, good.left) == ("DISCOURSE_API_KEY_FORUM_EXAMPLE_ORG", None)
    assert str(refused) == (
        "refused.example.org: not read: it refuses the token of "
        "DISCOURSE_API_KEY_REFUSED_EXAMPLE_ORG. Put one there that is good, and run the command again."
    )
    assert str(away) == (
        "away.example.org: not reached: it gave no good answer, and nothing waits here to ask again. "
        "Try later; if it stays so, check its address."
    )
    assert not [one for one in told if KEY in str(one) or "withdrawn" in str(one)]
