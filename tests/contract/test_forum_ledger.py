"""A forum in a workspace: synced or imported, it ends in the same ledger."""

from pathlib import Path
from typing import Any

import pytest
from discourse import made
from discourse.simulator import Simulator
from discourse.world import World

from twohats.flow.facts import Moments, Opened, open_facts
from twohats.flow.importing import read_into
from twohats.flow.ledger import ledger_of
from twohats.flow.register import named_in
from twohats.flow.rows import fetch
from twohats.flow.sync import Held, Reach, Synced, carry_out, plan_sync, rows_of, said_after
from twohats.flow.sync.discourse import forums_connected
from twohats.formats.forgotten import Identity
from twohats.measures.first_response import first_responses
from twohats.sources.recognize import Reading, recognize
from twohats.store.facts import FactStore
from twohats.store.kept_out import KeptOut
from twohats.workspace import Workspace, load_workspace

HOST = "forum.example.org"
SETTINGS = """\
organization = "Tidewater"
forums = ["https://forum.example.org/c/tidewater"]
"""
COMMUNITIES = """\
[[communities]]
title = "lantern"
url = "https://github.com/lantern-project"
forum = "https://forum.example.org/c/lantern/6"
"""
TEAM = """\
- login: jane-made-up
  accounts: ["https://forum.example.org/u/Jane_M"]
- login: sam-made-up
  accounts: [forum.example.org:sam]
"""


def forum() -> World:
    """Two categories: what people ask of a community, and what our own people write down."""
    world = World()
    ada, jane, sam = world.user("ada"), world.user("Jane_M"), world.user("sam")
    ours, theirs = world.category("tidewater"), world.category("lantern")
    inner, other = world.category("help", theirs), world.category("gardens")
    asked = world.topic(theirs, ada, "It smokes")
    world.later(hours=3)
    world.say(asked, jane, "Trim the wick.")
    world.later(hours=1)
    world.say(asked, ada, "It works.")
    world.solve(asked, asked.posts[1], ada)
    waiting = world.topic(inner, ada, "Which oil")
    world.later(days=1)
    helped = world.topic(theirs, world.user("ben"), "Glass broke")
    world.later(hours=2)
    world.say(helped, sam, "Glass is in stock.")
    world.say(helped, jane, "And gloves.")
    plan = f"We look at https://forum.example.org/t/which-oil/{waiting.id} and at #3."
    world.topic(ours, jane, "Plan of the week", plan)
    world.topic(other, sam, "Roses")
    world.later(days=2)
    return world


def workspace_in(folder: Path) -> Workspace:
    """Make the workspace of somebody who knows that forum."""
    folder.mkdir()
    (folder / "twohats.toml").write_text(SETTINGS)
    (folder / "key-communities.toml").write_text(COMMUNITIES)
    (folder / "team.yml").write_text(TEAM)
    return load_workspace(folder)


def synced(server: Simulator, workspace: Workspace, store: FactStore) -> Synced:
    """Sync the forums of a workspace, all of their history."""
    named = [one for one in named_in(workspace) if one.forge == HOST]
    with forums_connected(
        workspace.settings.forges,
        {HOST},
        server.environment(HOST),
        budget=None,
        wait_s=0,
        now=server.now,
        wait=server.wait,
        say=lambda _: None,
    ) as forges:
        purposes = ("community", "own project")
        over = Reach(server.now())
        plan = plan_sync(store, forges, named, over, held=Held(), history_of=purposes)
        return carry_out(plan, store, forges, now=server.now())


def opened(workspace: Workspace) -> Opened:
    """Open what a workspace holds."""
    store = FactStore(workspace.facts_folder)
    return open_facts(workspace, store, Moments(days=30), secret=b"made up")


def entries_of(one: Opened) -> list[dict[str, Any]]:
    """Rows of the ledger, in order, without what tells of the look."""
    return sorted(ledger_of(one).rows, key=lambda row: row["entry"])


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Opened, Opened, Synced]:
    """The same forum, synced in one workspace and imported in another."""
    folder, world = tmp_path_factory.mktemp("forum"), forum()
    live, saved = workspace_in(folder / "live"), workspace_in(folder / "saved")
    recording = made.write_recording(world, folder / "recording")
    with Simulator(world) as server:
        done = synced(server, live, FactStore(live.facts_folder))
    how = Reading({HOST: HOST}, folder, repository=f"{HOST}:c", seen_at=world.now)
    (outcome,) = read_into(FactStore(saved.facts_folder), [recognize(recording, how)])
    assert outcome.failure is None
    return opened(live), opened(saved), done


def test_a_live_read_and_a_recording_end_in_the_same_ledger(both):
    """The same entries with the same lean, reason and community."""
    live, saved, _ = both
    entries = entries_of(live)

    assert len(entries) == 3
    assert entries == entries_of(saved)


def test_answers_in_a_communitys_forum_are_entries_of_that_community(both):
    """Whoever answered, by the accounts of the team file; other categories are of nobody we know."""
    live, _, _ = both
    scopes = {one.repository: (one.scope, one.community) for one in live.scopes}
    entries = entries_of(live)

    assert scopes == {
        f"{HOST}:c/lantern": ("upstream", "github:lantern-project"),
        f"{HOST}:c/lantern:help": ("upstream", "github:lantern-project"),
        f"{HOST}:c/tidewater": ("own-project", f"{HOST}:c"),
    }
    told = {(row["account"], row["activity"], row["community"], row["lean"]) for row in entries}
    assert told == {
        (f"{HOST}:{who}", "answer", "github:lantern-project", "upstream")
        for who in ("jane_m", "sam")
    }


def test_a_topic_waits_for_its_first_answer(both):
    """As issues do; and those that wait still do so."""
    live, saved, _ = both
    columns = ("item", "response_at", "wait_d", "waiting")
    found = [
        fetch(first_responses(one.facts).select(*columns).order_by("item")) for one in (live, saved)
    ]
    waits = {row["item"].rpartition("/")[2]: row for row in found[0]}

    assert waits["lantern#11"]["wait_d"] == 3 / 24
    assert waits["lantern:help#12"]["waiting"]
    assert {row["item"]: row["response_at"] for row in found[0]}.items() <= {
        row["item"]: row["response_at"] for row in found[1]
    }.items()


def test_in_a_forum_somebody_is_new_who_never_wrote_before(both):
    """Nobody merges there, so that merged changes tell nothing."""
    live, _, _ = both
    found = fetch(first_responses(live.facts).select("number", "author_group"))

    assert {row["number"]: row["author_group"] for row in found} == {
        11: "newcomer",
        12: "returning",
        13: "newcomer",
        14: "ours",
    }


def test_a_topic_is_linked_by_its_address(both):
    """From our own notes to the topic they are about, wherever that stands; ``#3`` is no link there."""
    live, _, _ = both
    links = fetch(live.facts.tables["links"].select("from_item", "to_item", "to_url", "kind"))

    assert links == [
        {
            "from_item": f"{HOST}:c/tidewater#14",
            "to_item": f"{HOST}:c/lantern:help#12",
            "to_url": f"https://{HOST}/t/12",
            "kind": "mention",
        }
    ]


def test_a_sync_reads_what_the_workspace_names_and_says_what_came(both):
    """A category with those within it, and nothing of the others."""
    _, _, done = both

    assert sorted({row["repository"] for row in rows_of(done)}) == [
        f"{HOST}:c/lantern",
        f"{HOST}:c/lantern:help",
        f"{HOST}:c/tidewater",
    ]
    assert done.exit_code == 0
    assert "of 3 repositories" in said_after(done)[0]


def test_a_second_sync_reads_nothing(tmp_path):
    """And one forum that is out of reach stops no other thing."""
    world = forum()
    workspace = workspace_in(tmp_path / "w")
    store = FactStore(workspace.facts_folder)
    with Simulator(world) as server:
        synced(server, workspace, store)
        world.categories[2].read_restricted = True
        again = synced(server, workspace, store)

    assert [one for one in again.done if one.state == "read"] == []
    assert len(again.plan.unchanged) >= 2


def test_whoever_asked_to_be_forgotten_stays_out(tmp_path):
    """By the account of the forum: neither name nor words come in, and what others said does."""
    workspace = workspace_in(tmp_path / "w")
    store = FactStore(workspace.facts_folder, kept_out=KeptOut(workspace.folder))
    KeptOut(workspace.folder).add([Identity("account", f"{HOST}:ada")], "2026-01-05")
    with Simulator(forum()) as server:
        synced(server, workspace, store)
    one = opened(workspace)
    texts = [
        str(row)
        for table in ("items", "events", "accounts")
        for row in fetch(one.facts.tables[table])
    ]

    assert not [text for text in texts if f"{HOST}:ada" in text or "It smokes" in text]
    assert [text for text in texts if "Trim the wick." in text]
