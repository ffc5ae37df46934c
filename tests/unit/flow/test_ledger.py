"""What a ledger of one window takes from outside it."""

from fakes.small_facts import Story, day, ours, rows_of

from twohats.flow.ledger import _points
from twohats.ledger.entries import entries


def test_points_are_divided_once_for_all_windows():
    """What an item was estimated at is shared by all our entries on it, so that windows add up."""
    story = Story(team=[ours("vera"), ours("wim"), ours("flo")])
    item = story.item(1, "vera", 2)
    story.event(item, "reviewed", "wim", 3)
    story.event(item, "reviewed", "flo", 25)
    other = story.item(2, "vera", 2)
    for one, value in ((item, "6"), (other, "soon")):
        story.add(
            "board_values", board="b", item=one, field="Points", value=value, looked_at=day(1)
        )

    found = {}
    for since, until in ((0, 20), (20, 40)):
        facts = story.facts(since=since, until=until)
        found |= _points(facts, rows_of(entries(facts)))

    assert {entry.partition(":")[2].partition(":")[0]: value for entry, value in found.items()} == {
        "vera": 2.0,
        "wim": 2.0,
        "flo": 2.0,
    }
