"""Initiatives with all that has to do with them upstream."""

import pytest
from fakes.small_facts import Story, day, ours, promise

from twohats.formats.plan_file import parse_plan_file
from twohats.initiatives.gathering import gather, key_of
from twohats.ledger.beside import Around
from twohats.links import Linking, linked

TRACKER, LANTERN = "github:tidewater/plan", "github:lantern-project/lantern"
BODY = """\
### Kind

directed

### Beneficiaries

- Open Tides
- Lantern Project

### Build time

2 days

### Coordination time

unknown

### Target date

2024-09-30

### Upstream

lantern-project/lantern#1
"""
PLAN = """
[[items]]
title = "Charts for all"
kind = "initiative"
recorded = 2024-01-02
direction = "foundational"
beneficiaries = ["Kelp School"]
build = "3 h"
items = ["lantern-project/lantern#3", "somebody/else#1", "lantern-project/lantern#99"]
closed = 2024-02-01
"""


@pytest.fixture(scope="module")
def found():
    """A tracked initiative, one of a plan file, and changes upstream that have to do with them."""
    story = Story(
        team=[ours("wren"), ours("dipper")],
        scopes={TRACKER: "own-project", "github:somebody/else": "own-project"},
        coverage=[promise(holds, TRACKER, None, 100) for holds in ("items", "events")],
        kinds={"tide-bot": "bot"},
    )
    change = story.item(1, "wren", 3, title="Quota bar")
    story.event(change, "commented", "lamp", 5)
    story.event(change, "commented", "tide-bot", 6)
    story.event(change, "cross_referenced", "stranger", 60)
    theirs = story.item(2, "lamp", 4, body="Part of tidewater/plan#9.")
    story.event(theirs, "commented", "wren", 5)
    story.close(theirs, "lamp", 8, merged=True)
    story.item(3, "lamp", 4, kind="issue")
    story.item(4, "tide-bot", 5, body="tidewater/plan#9")
    story.add("releases", repository=LANTERN, tag="v2", published_at=day(9))
    own = story.item(9, "wren", 2, kind="issue", repository=TRACKER, labels=["initiative"], title="Quotas", body=BODY)  # fmt: skip
    story.event(own, "labeled", "wren", 2.1, subject="initiative")
    story.item(1, "wren", 2, kind="issue", repository="github:somebody/else")
    plan = parse_plan_file(PLAN, "plan/a.toml").lines
    how = Linking(trackers=(TRACKER,), owners=("github:tidewater",), plan=plan)
    facts = linked(story.facts(as_of=100), how)
    members = Around(("Open Tides", "Kelp School")).members_in
    return gather(facts, [LANTERN], plan, members)


def test_what_was_closed_later_is_open_still():
    """Looked at as of an earlier day."""
    (line,) = parse_plan_file(PLAN, "plan/a.toml").lines
    facts = linked(Story().facts(as_of=20), Linking(plan=(line,)))
    (one,) = gather(facts, [LANTERN], [line]).initiatives

    assert one.is_open
    assert line.closed_at is not None


@pytest.fixture(scope="module")
def by_key(found):
    return {one.key: one for one in found.initiatives}


def test_each_initiative_stands_there_once(by_key):
    """Tracked or in a file."""
    assert sorted(by_key) == [f"{TRACKER}#9", "plan/a.toml#1"]


def test_the_form_says_for_whom_how_long_and_until_when(by_key):
    """What nobody knows is not known; only listed members are members, upstream's name is none."""
    one = by_key[f"{TRACKER}#9"]

    assert (one.direction, one.title, one.is_open) == ("directed", "Quotas", True)
    assert one.beneficiaries == ("Open Tides", "Lantern Project")
    assert one.member_communities == ("Open Tides",)
    assert (one.build_h, one.coordination_h, str(one.target)) == (16, None, "2024-09-30")


def test_items_upstream_say_who_names_whom_and_how_they_stand(by_key):
    """Ours names the first, theirs names ours in the second; what a robot names does not count."""
    items = {item.item.partition("#")[2]: item for item in by_key[f"{TRACKER}#9"].upstream}

    assert {number: (item.named_by, item.state) for number, item in items.items()} == {
        "1": ("ours", "open"),
        "2": ("theirs", "merged"),
    }
    assert (items["2"].release, items["2"].turns) == ("v2", None)
    assert items["1"].turns.talk == 1
    assert items["1"].turns.build_d == pytest.approx(95)


def test_a_sign_of_life_is_what_a_person_did_there(by_key):
    """No robot, and no mention from elsewhere."""
    one = by_key[f"{TRACKER}#9"]

    assert one.last_upstream_at == day(8)
    assert one.upstream[0].last_act_at == day(5)


def test_a_plan_file_tells_what_no_tracker_does(by_key):
    """With what was never read, and without what is not upstream."""
    one = by_key["plan/a.toml#1"]

    assert (one.title, one.direction, one.build_h, one.is_open) == (
        *("Charts for all", "foundational", 3),
        False,
    )
    assert one.member_communities == ("Kelp School",)
    assert [(item.item.partition("#")[2], item.state) for item in one.upstream] == [
        ("3", "open"),
        ("99", "not read"),
    ]


def test_what_landed_has_a_merged_change_and_nothing_open(by_key):
    """One that is open keeps it from having landed."""
    one = by_key[f"{TRACKER}#9"]

    assert not one.has_landed
    assert one.changes[1].state == "merged"


def test_the_matrix_is_made_of_the_same_links(found):
    """What a part of it reaches is no link of its own."""
    assert {(pair.initiative, pair.state) for pair in found.pairs} == {
        (f"{TRACKER}#9", "only ours"),
        (f"{TRACKER}#9", "only theirs"),
        ("plan/a.toml#1", "only ours"),
    }


def test_names_of_commitments_lead_to_their_initiative():
    """Whatever stands behind them."""
    for commitment in ("initiative:a#1", "initiative:a#1|directed", "initiative:a#1|directed>b#2"):
        assert key_of(commitment) == "a#1"
