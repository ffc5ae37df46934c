"""Reading GitLab live: against a simulator written from GitLab's published descriptions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from gitlab import made
from gitlab.simulator import FAULTS, Fault, Simulator
from gitlab.world import World

from twohats.errors import SourceUnreadable, WrongUse
from twohats.flow.importing import Outcome, read_into
from twohats.flow.sync.gitlab import standing_of_gitlabs
from twohats.records import TABLES
from twohats.sources.asking.allowance import Allowance
from twohats.sources.asking.ports import LimitReached, Reply
from twohats.sources.gitlab_api.connecting import GitlabConnection, connect
from twohats.sources.gitlab_live import VERSION, GitlabProject, read_cursor, scout
from twohats.store.facts import FactStore, read_key
from twohats.workspace import Forge as Place

ANVIL = f"gitlab:{made.ANVIL}"

Rows = dict[tuple[Any, ...], dict[str, Any]]


@contextmanager
def connected(server: Simulator, **options: Any) -> Iterator[GitlabConnection]:
    """Connect to a simulator, whose clock is everybody's."""
    clock = server.clock
    with connect(
        "gitlab.com", server.environment, now=clock.now, wait=clock.wait, **options
    ) as connection:
        yield connection


@contextmanager
def served(world: World, **options: Any) -> Iterator[tuple[Simulator, GitlabConnection]]:
    with Simulator(world, **options) as server, connected(server) as connection:
        yield server, connection


class Cut:
    """A connection that stops after so many answers."""

    def __init__(self, connection: GitlabConnection, after: int):
        self._connection = connection
        self.left = after

    def get(self, path: str, etag: str | None = None) -> Reply:
        self._count()
        return self._connection.get(path, etag)

    def pages(self, path: str) -> Iterator[Reply]:
        pages = self._connection.pages(path)
        while True:
            self._count()
            try:
                page = next(pages)
            except StopIteration:
                return
            yield page

    def _count(self) -> None:
        if self.left == 0:
            raise LimitReached("cut: not read on: for a test")
        self.left -= 1


def read(store: FactStore, connection: Any, server: Simulator, **options: Any) -> Outcome:
    """Read the project into a store, going on behind the last read of it."""
    key = options.pop("key", ANVIL)
    finished = store.finished(read_key("gitlab", key))
    before = finished.cursor if finished else None
    options = {"since": None, "before": before, "now": server.clock.now(), **options}
    return read_into(store, [GitlabProject(connection, key, **options)])[0]


def rows(store: FactStore, table: str) -> Rows:
    """Rows of a table by their key, without when they were seen."""
    found = [
        row for file in store.snapshot().files(table) for row in pq.read_table(file).to_pylist()
    ]
    for row in found:
        for column in ("seen_at", "looked_at"):
            row.pop(column, None)
    return {tuple(row[column] for column in TABLES[table].key): row for row in found}


def facts(store: FactStore) -> dict[str, Rows]:
    """All tables but the promises."""
    return {table: rows(store, table) for table in TABLES if table != "coverage"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> FactStore:
    """What one quiet read brings of the busy project with twenty more issues."""
    store = FactStore(tmp_path_factory.mktemp("gitlab") / "facts")
    with served(made.busy(20)) as (server, connection):
        assert read(store, connection, server).failure is None
    return store


def test_everything_once(undisturbed):
    """Whatever happened in the project is a row, under the words all forges share."""
    kinds = {row["kind"] for row in rows(undisturbed, "events").values()}

    assert kinds >= {
        *("opened", "commented", "review_commented", "reviewed", "review_dismissed", "merged"),
        *("closed", "reopened", "labeled", "unlabeled", "milestoned", "assigned", "renamed"),
        *("review_requested", "converted_to_draft", "cross_referenced", "committed"),
    }
    assert "noted" not in kinds


def test_issues_and_merge_requests_are_counted_apart(undisturbed):
    """The first issue and the first merge request are two items, each with its mark."""
    items = rows(undisturbed, "items")
    issue, change = items[(f"{ANVIL}#1",)], items[(f"{ANVIL}!1",)]

    assert (issue["kind"], issue["state"], issue["author"]) == ("issue", "closed", "gitlab:nia")
    assert (issue["labels"], issue["milestone"]) == (["bug"], "1.0")
    assert issue["assignees"] == ["gitlab:ada", "gitlab:ben"]
    assert (change["kind"], change["state"]) == ("pull_request", "merged")
    assert change["merged_by"] == "gitlab:mia"
    assert change["closed_at"] == change["merged_at"]
    # Who approved is not asked any more; who took it back is.
    assert change["requested_reviewers"] == ["gitlab:ben"]
    assert (change["additions"], change["deletions"], change["changed_files"]) == (6, 3, 3)
    assert change["head_repository"] == ANVIL


def test_review(undisturbed):
    """Who approved and who took it back stands in what GitLab writes down by itself."""
    told = [
        (row["kind"], row["actor"], row["state"], row["subject"])
        for row in sorted(rows(undisturbed, "events").values(), key=lambda row: row["happened_at"])
        if row["item"] == f"{ANVIL}!1" and row["kind"].startswith("review") and not row["body"]
    ]

    assert told == [
        ("review_requested", "gitlab:ada", None, "gitlab:mia"),
        ("review_requested", "gitlab:ada", None, "gitlab:ben"),
        ("reviewed", "gitlab:mia", "approved", None),
        ("reviewed", "gitlab:ben", "approved", None),
        ("review_dismissed", "gitlab:ben", "approved", None),
    ]


def test_approvals_that_stand(tmp_path: Path):
    """What was taken back, reset by a push or asked for anew names the approval that is over."""
    world = made.busy()
    ada, ben, mia = (world.users[name] for name in ("ada", "ben", "mia"))
    change = world.change(world.projects[made.ANVIL], ada, "Make it ring")
    world.ask(change, ada, ben, mia)
    for person in (ben, mia):
        world.approve(change, person)
    body = "reset approvals from @ben and @mia by pushing to the branch"
    world.tell(change, ada, body, "approvals_reset")
    for person in (ben, mia, world.users["nia"]):
        world.approve(change, person)
    world.tell(change, ada, "requested review from @ben and removed approval", "reviewer")
    world.tell(change, mia, "unapproved this merge request", "unapproved")
    # As some old projects have it: nobody knows any more of what.
    world.tell(change, mia, "unapproved this merge request", "unapproved")
    store = FactStore(tmp_path / "facts")
    with served(world) as (server, connection):
        read(store, connection, server)
    told = [row for row in rows(store, "events").values() if row["item"] == f"{ANVIL}!3"]
    given = {row["event"]: row["actor"] for row in told if row["state"] == "approved" and row["kind"] == "reviewed"}  # fmt: skip
    over = [row for row in told if row["kind"] == "review_dismissed"]

    assert len(given) == 5
    assert len({row["event"] for row in over}) == 5
    assert sorted(
        (row["actor"], row["subject"], given.get(row["parent"])) for row in over if row["parent"]
    ) == [
        ("gitlab:ada", "gitlab:ben", "gitlab:ben"),
        ("gitlab:ada", "gitlab:ben", "gitlab:ben"),
        ("gitlab:ada", "gitlab:mia", "gitlab:mia"),
        ("gitlab:mia", None, "gitlab:mia"),
    ]
    assert len({row["parent"] for row in over if row["parent"]}) == 4
    assert set(given.values()) - {given[row["parent"]] for row in over if row["parent"]} == {
        "gitlab:nia"
    }
    assert rows(store, "items")[(f"{ANVIL}!3",)]["requested_reviewers"] == [
        "gitlab:ben",
        "gitlab:mia",
    ]


def test_answer_names_what_it_answers(undisturbed):
    """A reply in a talk has the first word of the talk as its parent, also on a line of code."""
    events = rows(undisturbed, "events")
    asked = next(row for row in events.values() if row["body"] == "Why so light?")
    reply = next(row for row in events.values() if row["body"] == "It floats.")

    assert asked["kind"] == reply["kind"] == "review_commented"
    assert (asked["path"], asked["parent"]) == ("src/light.py", None)
    assert reply["parent"] == asked["event"]


def test_hidden_and_deleted(undisturbed):
    """Confidential issues and internal notes are left out and counted; a deleted account is nobody."""
    items, events = rows(undisturbed, "items"), rows(undisturbed, "events").values()
    promises = {row["holds"]: row for row in rows(undisturbed, "coverage").values()}

    assert (f"{ANVIL}#2",) not in items
    assert not any("us." in (row["body"] or "") for row in events)
    assert [row["actor"] for row in events if row["body"] == "Same here."] == [None]
    assert not any(row["login"] == "ghost" for row in rows(undisturbed, "accounts").values())
    assert promises["events.commented"]["complete"] is True


def test_labels_of_one_moment(tmp_path: Path):
    """Labels that were set at once are as many events, in whatever order GitLab tells them."""
    world = made.busy()
    issue, mia = world.projects[made.ANVIL].of("issues")[0], world.users["mia"]
    for name in ("docs", "easy", "1.0"):
        world.label(issue, mia, name)
    late = issue.label_events[-3:]
    for one in late:
        one.created_at = late[0].created_at
    keys = []
    for n in range(2):
        store = FactStore(tmp_path / str(n))
        with served(world) as (server, connection):
            read(store, connection, server)
        events = rows(store, "events").values()
        keys.append(
            {
                row["subject"]: row["event"]
                for row in events
                if row["happened_at"] == late[0].created_at
            }
        )
        issue.label_events.reverse()

    assert set(keys[0]) == {"docs", "easy", "1.0"}
    assert len(set(keys[0].values())) == 3
    assert keys[1] == keys[0]


def test_backlink(undisturbed):
    """A mention elsewhere is a link back to where it was made."""
    links = rows(undisturbed, "links")

    assert [(row["from_item"], row["to_item"], row["actor"]) for row in links.values()] == [
        (f"{ANVIL}!1", f"{ANVIL}#1", "gitlab:ada")
    ]


def test_around_items(undisturbed):
    """Members with their days, releases and documents come along."""
    members = {row["account"]: row for row in rows(undisturbed, "memberships").values()}
    documents = {row["path"]: row["kind"] for row in rows(undisturbed, "documents").values()}
    accounts = {row["login"]: row["kind"] for row in rows(undisturbed, "accounts").values()}

    assert members["gitlab:ada"]["role"] == "maintainer"
    assert members["gitlab:ada"]["from_at"] is not None
    assert members["gitlab:ben"]["until_at"].isoformat() == "2027-01-01T00:00:00+00:00"
    assert documents == {"CONTRIBUTING.md": "contributing", ".gitlab/CODEOWNERS": "codeowners"}
    assert accounts["project_7_bot_0a1b2c"] == "bot"
    assert [row["tag"] for row in rows(undisturbed, "releases").values()] == ["v1.0"]


@pytest.mark.parametrize("after", [1, 4, 17, 40, 90, 200])
def test_cut_and_resumed(tmp_path: Path, undisturbed: FactStore, after: int):
    """A read cut after any number of answers and begun again brings what one read brings."""
    store = FactStore(tmp_path / "facts")
    with served(made.busy(20)) as (server, connection):
        assert read(store, Cut(connection, after), server).failure
        assert read(store, connection, server).failure is None

    assert facts(store) == facts(undisturbed)


def test_cut_at_every_page(tmp_path: Path, undisturbed: FactStore):
    """A read that never gets far at a time still comes to its end, and asks for little twice."""
    store, cuts = FactStore(tmp_path / "facts"), 0
    with served(made.busy(20)) as (server, connection):
        while read(store, Cut(connection, 100), server).failure:
            cuts += 1
            assert cuts < 20
        asked = len(server.calls)
    with served(made.busy(20)) as (server, connection):
        read(FactStore(tmp_path / "other"), connection, server)
        once = len(server.calls)

    assert facts(store) == facts(undisturbed)
    assert asked < 2 * once


def test_all_faults_in_one_run(tmp_path: Path, undisturbed: FactStore):
    """Every fault that passes changes nothing but the time it takes."""
    store = FactStore(tmp_path / "facts")
    faults = {3 + 9 * n: fault for n, fault in enumerate([*FAULTS.values()] * 2)}
    with served(made.busy(20), faults=faults) as (server, connection):
        assert read(store, connection, server).failure is None
        struck = sum(call.status not in (200, 301) for call in server.calls)

    assert struck >= 10
    assert facts(store) == facts(undisturbed)


def test_minute_used_up(tmp_path: Path, undisturbed: FactStore):
    """A small limit by the minute is waited for, and a tenth of each minute is left to people."""
    store = FactStore(tmp_path / "facts")
    with served(made.busy(20), limit=40) as (server, connection):
        assert read(store, connection, server).failure is None
        refused = [call for call in server.calls if call.status == 429]
        assert not refused
        assert server.clock.waited > 60
        assert max(minute.used for minute in server._minutes.values()) <= 36

    assert facts(store) == facts(undisturbed)


def test_change_while_reading(tmp_path: Path):
    """What changes while a read goes on is read, and nothing is jumped over because it moved."""
    world = made.busy(105, answered=False)
    first = world.projects[made.ANVIL].of("issues")[3]

    def touch() -> None:
        world.comment(first, world.users["mia"], "Late")

    store = FactStore(tmp_path / "facts")
    with served(world, faults={11: Fault(change=touch), 15: Fault(change=touch)}) as (
        server,
        connection,
    ):
        assert read(store, connection, server).failure is None
    questions = [row for row in rows(store, "items").values() if row["title"].startswith("Quest")]

    assert len(questions) == 105
    assert sum(row["body"] == "Late" for row in rows(store, "events").values()) == 2


def test_many_items_of_one_moment(tmp_path: Path):
    """More items than a page holds that all changed in one moment are all read, also untold how many."""
    world = made.busy(205, answered=False)
    issues = [item for item in world.projects[made.ANVIL].of("issues") if "Question " in item.title]
    for item in issues:
        item.created_at = item.updated_at = issues[0].updated_at
    store = FactStore(tmp_path / "facts")
    with served(world, most_told=3) as (server, connection):
        assert read(store, connection, server).failure is None

    assert sum(r["title"].startswith("Question") for r in rows(store, "items").values()) == 205


@pytest.mark.parametrize("links", [True, False])
def test_long_talk(tmp_path: Path, links: bool):
    """A talk longer than two pages is read to its end, also where the way on is told by number alone."""
    world = made.busy()
    issue, mia = world.projects[made.ANVIL].of("issues")[0], world.users["mia"]
    for n in range(230):
        world.comment(issue, mia, f"Word {n}")
    store = FactStore(tmp_path / "facts")
    with served(world, links=links) as (server, connection):
        assert read(store, connection, server).failure is None

    said = {row["body"] for row in rows(store, "events").values()}
    assert {f"Word {n}" for n in range(230)} <= said


def test_one_token_of_two_is_refused(tmp_path: Path, undisturbed: FactStore):
    """A token that is refused is set aside and named, and the other one reads to the end."""
    store, told = FactStore(tmp_path / "facts"), []
    with Simulator(made.busy(20)) as server:
        tokens = f"glpat-ended,{server.tokens[0]}"
        there = {**server.environment, "GITLAB_TOKEN": "", "TWOHATS_GITLAB_TOKENS": tokens}
        clock = server.clock
        with connect(
            "gitlab.com", there, now=clock.now, wait=clock.wait, say=told.append
        ) as connection:
            assert read(store, connection, server).failure is None
            assert connection.set_aside == ("TWOHATS_GITLAB_TOKENS, number 1",)

    assert told == [
        "TWOHATS_GITLAB_TOKENS, number 1: set aside: gitlab.com refuses it (“401 Unauthorized”). The "
        "run goes on with the other tokens; put a new one there."
    ]
    assert facts(store) == facts(undisturbed)


def test_next_read_is_small(tmp_path: Path):
    """A second read takes what changed, and no list that has no news."""
    world = made.busy(20)
    store = FactStore(tmp_path / "facts")
    with served(world) as (server, connection):
        read(store, connection, server)
        before = len(server.calls)
        server.clock.advance(7200)
        world.now = server.clock.now()
        issue = world.projects[made.ANVIL].of("issues")[0]
        world.comment(issue, world.users["mia"], "One more word")
        assert read(store, connection, server).failure is None
        asked = [call.path for call in server.calls[before:]]

    assert any(row["body"] == "One more word" for row in rows(store, "events").values())
    assert sum(path.endswith("/discussions") for path in asked) == 1
    assert not any("merge_requests/" in path for path in asked)


def test_nothing_new_is_not_read(tmp_path: Path):
    """Where nothing changed, a look of three requests is all."""
    store = FactStore(tmp_path / "facts")
    with served(made.busy()) as (server, connection):
        read(store, connection, server)
        before = len(server.calls)
        outcome = read(store, connection, server)

        assert not outcome.is_new
        assert len(server.calls) - before == 3


def test_nothing_new_over_a_hundred_projects():
    """A look at a hundred projects of one group costs three requests."""
    world = made.quiet(100)
    with served(world) as (server, connection):
        keys = [f"gitlab:{path}" for path in world.projects]
        now = server.clock.now()
        first = scout(connection, dict.fromkeys(keys), now)
        cursors = {key: GitlabProject(connection, key, since=None, now=now, scouted=first[key])._start(first[key]) for key in keys}  # fmt: skip
        before = len(server.calls)
        again = scout(connection, cursors, now)

        assert len(server.calls) - before == 3
        assert {key: one.marks for key, one in again.items()} == {
            key: one.marks for key, one in first.items()
        }
        server.clock.advance(7200)
        world.now = server.clock.now()
        world.issue(world.projects["group-0/project-7"], world.users["nia"], "And now?")
        changed = scout(connection, cursors, now)

        assert [
            key for key in keys if changed[key].marks["issues"] != first[key].marks["issues"]
        ] == ["gitlab:group-0/project-7"]


def test_few_projects_of_a_large_group():
    """Where the list of a group is longer than asking one by one, it is given up, and nothing missed."""
    world = made.quiet(420)
    keys = [f"gitlab:{path}" for path in list(world.projects)[-3:]]
    with served(world) as (server, connection):
        now = server.clock.now()
        first = scout(connection, dict.fromkeys(keys), now)
        cursors = {key: GitlabProject(connection, key, since=None, now=now, scouted=first[key])._start(first[key]) for key in keys}  # fmt: skip
        server.clock.advance(7200)
        world.now = server.clock.now()
        world.issue(world.projects[keys[1].partition(":")[2]], world.users["nia"], "And now?")
        before = len(server.calls)
        again = scout(connection, cursors, now)
        asked = len(server.calls) - before

    assert [key for key in keys if again[key].marks["issues"] != first[key].marks["issues"]] == [
        keys[1]
    ]
    # Three pages of the group, then three for each project.
    assert asked == 3 + 9


def test_renamed_project(tmp_path: Path):
    """A project that moved is followed, and read under its present path."""
    world = made.busy()
    world.rename(world.projects[made.ANVIL], "forge/anvil")
    store = FactStore(tmp_path / "facts")
    with served(world) as (server, connection):
        assert read(store, connection, server).failure is None

    assert list(rows(store, "repositories")) == [("gitlab:forge/anvil",)]
    assert [row["name"] for row in rows(store, "names").values()] == [made.ANVIL]
    assert store.owners() == ("gitlab:forge",)


def test_not_there(tmp_path: Path):
    """A project that is private or gone is told by its name, with what to do."""
    world = made.busy()
    world.projects[made.ANVIL].visibility = "private"
    with served(world) as (server, connection):
        outcome = read(FactStore(tmp_path / "facts"), connection, server)

    assert outcome.failure == (
        f"{ANVIL}: not read: there is no such project or group, or not for this token. Check its "
        "name and that the token may read it, then run `twohats sync` again."
    )


def test_window(tmp_path: Path):
    """A read of a window leaves out what had not changed since, and promises only that."""
    world = made.busy(5)
    since = world.projects[made.ANVIL].of("issues")[-3].created_at - timedelta(seconds=1)
    world.commit(world.projects[made.ANVIL], {"src/anvil.py": "heavy = None"}, "failed")
    store = FactStore(tmp_path / "facts")
    with served(world) as (server, connection):
        read(store, connection, server, since=since)
        promises = {row["holds"]: row for row in rows(store, "coverage").values()}
        titles = {row["title"] for row in rows(store, "items").values()}
        checks = {row["state"] for row in rows(store, "checks").values()}
        read(store, connection, server, since=None)

    assert {"Question 2", "Question 3", "Question 4"} <= titles
    assert "It is too heavy" not in titles
    assert checks == {"failure"}
    assert promises["items.issue"]["covers_from"] == since
    assert promises["events.cross_referenced"]["complete"] is False
    assert any(row["title"] == "It is too heavy" for row in rows(store, "items").values())


def test_part_kept_for_members(tmp_path: Path):
    """What a token may not see is said so, and is no reason to read everything anew next week."""
    world = made.busy()
    anvil = world.projects[made.ANVIL]
    anvil.kept.add("pipelines")
    store, since = FactStore(tmp_path / "facts"), anvil.created_at
    with served(world) as (server, connection):
        first = read(store, connection, server, since=since)
        promises = {row["holds"]: row for row in rows(store, "coverage").values()}
        server.clock.advance(10 * 86400)
        world.now = server.clock.now()
        world.comment(anvil.items[0], world.users["mia"], "Later")
        anvil.kept.clear()
        before = len(server.calls)
        read(store, connection, server, since=since)
        asked = sum(call.path.endswith("/discussions") for call in server.calls[before:])
        checked = {row["holds"]: row for row in rows(store, "coverage").values()}["checks"]

    assert [loss.reason.partition(": ")[2] for loss in first.losses] == [
        "not read: this token may not (“403 Forbidden”). Check what the token may see."
    ]
    assert promises["checks"]["complete"] is False
    assert promises["items.issue"]["complete"] is True
    assert asked == 1
    assert checked["complete"] is True


@pytest.mark.parametrize(("kept", "is_anew"), [("CONTRIBUTING.md", False), ("state events", True)])
def test_what_is_lost_and_what_is_read_anew_for_it(tmp_path: Path, kept: str, is_anew: bool):
    """A lost document is no reason to read a quiet project anew next week; a lost part of items is."""
    world = made.busy()
    world.projects[made.ANVIL].kept.add(kept)
    store = FactStore(tmp_path / "facts")
    with served(world) as (server, connection):
        assert read(store, connection, server).losses
        server.clock.advance(10 * 86400)
        world.now = server.clock.now()

        assert read(store, connection, server).is_new is is_anew


def test_document_that_was_lost_is_read_again(tmp_path: Path):
    """Where something was done since, documents are looked for once more, and the loss is over."""
    world = made.busy()
    anvil = world.projects[made.ANVIL]
    anvil.kept.add("CONTRIBUTING.md")
    store, lost = FactStore(tmp_path / "facts"), []
    with served(world) as (server, connection):
        for deed in ("lost", "still lost", "shown"):
            if deed == "shown":
                anvil.kept.clear()
            read(store, connection, server)
            finished = store.finished(read_key("gitlab", ANVIL))
            tally = read_cursor(finished and finished.cursor, VERSION).tallies[ANVIL]
            lost.append(tally.lost["documents"])
            server.clock.advance(7200)
            world.now = server.clock.now()
            world.comment(anvil.items[0], world.users["mia"], "Later")

    assert lost == [1, 1, 0]
    assert {row["path"] for row in rows(store, "documents").values()} == {
        "CONTRIBUTING.md",
        ".gitlab/CODEOWNERS",
    }


def test_part_of_items_that_cannot_be_had(tmp_path: Path):
    """What lacks of items is counted for each, and only what it bears on is not promised."""
    world = made.busy()
    world.projects[made.ANVIL].kept.add("state events")
    store = FactStore(tmp_path / "facts")
    with served(world) as (server, connection):
        outcome = read(store, connection, server)
    promises = {row["holds"]: row for row in rows(store, "coverage").values()}
    kinds = {row["kind"] for row in rows(store, "events").values()}

    assert len(outcome.losses) == 4
    assert [promises[f"events.{kind}"]["complete"] for kind in ("closed", "merged")] == [False] * 2
    assert [promises[f"events.{kind}"]["complete"] for kind in ("commented", "labeled")] == [
        True
    ] * 2
    assert not kinds & {"merged", "closed"}


def test_old_items_without_events_of_their_states(tmp_path: Path):
    """Before GitLab kept events of states, the item alone says that it ended, when and by whom."""
    world = made.busy()
    anvil = world.projects[made.ANVIL]
    for item in anvil.items:
        item.state_events.clear()
    store = FactStore(tmp_path / "facts")
    with served(world) as (server, connection):
        read(store, connection, server)
    ended = {
        (row["item"], row["kind"], row["actor"])
        for row in rows(store, "events").values()
        if row["kind"] in ("closed", "merged", "reopened")
    }

    assert ended == {
        (f"{ANVIL}!1", "merged", "gitlab:mia"),
        (f"{ANVIL}#1", "closed", "gitlab:mia"),
        (f"{ANVIL}#4", "closed", None),
    }


def test_below_a_path(tmp_path: Path, undisturbed: FactStore):
    """A self-managed server that answers below a path is read by its address."""
    with served(made.busy(20), base="/git") as (server, connection):
        store = FactStore(tmp_path / "facts")
        assert read(store, connection, server).failure is None

    assert rows(store, "events") == rows(undisturbed, "events")


def test_token_refused_and_missing():
    """A token that GitLab does not know, and none at all, are told apart; neither is shown."""
    with Simulator(made.quiet(1)) as server:
        there = {**server.environment, "GITLAB_TOKEN": "glpat-wrong-one"}
        with (
            connect(
                "gitlab.com", there, now=server.clock.now, wait=server.clock.wait
            ) as connection,
            pytest.raises(SourceUnreadable) as caught,
        ):
            connection.standing()
    assert str(caught.value) == (
        "gitlab.com: not read: it refuses the token of GITLAB_TOKEN. Put one there that is good, and "
        "run the command again."
    )
    with pytest.raises(WrongUse, match=r"Set GITLAB_TOKEN_GIT_ACME_EXAMPLE to an access token"):
        connect("git.acme.example", {"GITLAB_TOKEN": "x"}, now=datetime.now, wait=lambda _: None)


def test_tokens_of_every_gitlab_are_tried():
    """One that is missing and one that is refused hide nothing of the server that is asked next."""
    places = [Place(f"gitlab-{n}", f"gitlab-{n}.example", "gitlab") for n in range(3)]
    with Simulator(made.quiet(1)) as server:
        there = {f"GITLAB_API_URL_GITLAB_{n}_EXAMPLE": f"{server.url}/api/v4" for n in range(3)}
        there |= {
            "GITLAB_TOKEN_GITLAB_1_EXAMPLE": "glpat-wrong-one",
            "GITLAB_TOKEN_GITLAB_2_EXAMPLE": server.tokens[0],
        }
        missing, refused, good = standing_of_gitlabs(places, there, now=server.clock.now)

    assert isinstance(missing, WrongUse)
    assert str(missing).startswith("gitlab-0.example: not read: there is no token for it.")
    assert str(refused).startswith(
        "gitlab-1.example: not read: it refuses the token of GITLAB_TOKEN_"
    )
    assert (good.origin, good.limit) == ("GITLAB_TOKEN_GITLAB_2_EXAMPLE", 2_000)


def test_reserve_of_people():
    """What a token has left and what is kept for people is told before a run."""
    with (
        Simulator(made.quiet(1), limit=2_000) as server,
        connected(server, allowance=Allowance(share=0.5)) as connection,
    ):
        (left,) = connection.standing()

    assert (left.left, left.limit, left.reserve) == (1_999, 2_000, 1_000)


def test_cursor_of_another_version_is_none():
    """A cursor that another version wrote, or nobody, leads to a read from the beginning."""
    assert read_cursor(None, 1) is None
    assert read_cursor("nonsense", 1) is None
