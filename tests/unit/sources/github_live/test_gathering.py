"""Items become whole, whatever GitHub gives of their lists."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.sources.github_api.ports import Answer, TooHeavy, Trouble
from twohats.sources.github_live.gathering import MOST_OPEN, Gathered, Gatherer, ListPage
from twohats.sources.github_live.lists import ISSUES
from twohats.sources.github_live.pace import Pace

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Lists:
    """A connection that holds lists by the id of what they are in, and counts what it is asked."""

    def __init__(self, lengths, heaviest=1_000, vanished=(), first=3):
        self.lengths = lengths
        self.heaviest = heaviest
        self.vanished = vanished
        self.first = first
        self.packs = []

    def part(self, node_id, after):
        start = int(after or 0)
        end = min(self.lengths[node_id], start + self.first)
        info = {"hasNextPage": end < self.lengths[node_id], "endCursor": str(end)}
        return {"pageInfo": info, "nodes": [{"name": str(n)} for n in range(start, end)]}

    def ask(self, query, variables=None):
        import re

        asked = re.findall(r'(l\d+): node\(id: "(\w+)"\).*?after: "(\d+)"', query)
        if len(asked) > self.heaviest:
            raise TooHeavy
        self.packs.append(len(asked))
        data = {
            alias: None if node_id in self.vanished else {"list": self.part(node_id, after)}
            for alias, node_id, after in asked
        }
        troubles = tuple(
            Trouble("NOT_FOUND", (alias,), "Could not resolve to a node.")
            for alias, node_id, _ in asked
            if node_id in self.vanished
        )
        return Answer(data, NOW, troubles)


EMPTY = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": []}


def pages(lists, size=2):
    """Pages of a list of issues, whose labels are as long as is said."""
    names = list(lists.lengths)
    for start in range(0, len(names), size):
        items = [
            Gathered(
                ISSUES,
                {
                    "id": name,
                    "url": name,
                    "timelineItems": EMPTY,
                    "labels": lists.part(name, None),
                    "assignees": EMPTY,
                },
                NOW,
            )
            for name in names[start : start + size]
        ]
        yield ListPage(items, str(start + size), start + size >= len(names))


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=40),
    st.integers(1, 40),
    st.integers(1, 9),
)
def test_all_of_every_list_is_there_in_order(lengths, heaviest, size):
    """Pages come in their order, each item with the whole of its lists, however little can be asked."""
    lists = Lists({f"i{n}": length for n, length in enumerate(lengths)}, heaviest)

    given_back = list(Gatherer(lists).whole(pages(lists, size)))

    assert [item.node["id"] for page in given_back for item in page.items] == list(lists.lengths)
    for page in given_back:
        for item in page.items:
            length = lists.lengths[item.node["id"]]
            assert [one["name"] for one in item.lists["labels"]] == list(map(str, range(length)))
            assert not item.losses
    assert sum(lists.packs) == sum(max(0, -(-length // 3) - 1) for length in lengths)


def test_parts_of_many_items_are_packed():
    """Further parts are asked for together, as many as one point pays for."""
    lists = Lists({f"i{n}": 4 for n in range(298)})

    list(Gatherer(lists).whole(pages(lists, 49)))

    assert len(lists.packs) <= 3
    assert max(lists.packs) == 149


def test_memory_is_bounded():
    """No more items wait for further parts than are allowed, and a page more."""
    lists = Lists({f"i{n}": 400 if n == 0 else 1 for n in range(4_000)})
    asked_for = 0

    def counted():
        nonlocal asked_for
        for page in pages(lists, 50):
            asked_for += len(page.items)
            yield page

    given_back = 0
    for page in Gatherer(lists).whole(counted()):
        given_back += len(page.items)
        assert asked_for - given_back <= MOST_OPEN + 50


def test_what_vanishes_meanwhile_is_a_loss_of_that_list_alone():
    """An item that is gone when its labels are asked for keeps what is known, and says what is not."""
    lists = Lists({"i1": 9, "i2": 9}, vanished=("i1",))

    (page,) = Gatherer(lists).whole(pages(lists))

    first, second = page.items
    assert first.unknown == {"labels"}
    assert [loss.reason for loss in first.losses] == ["labels: Could not resolve to a node"]
    assert [loss.holds for loss in first.losses] == [("items.issue",)]
    assert (second.unknown, second.losses) == (set(), [])


def test_a_list_too_heavy_even_alone_is_a_loss():
    """What GitHub cannot give at any size is named, and the rest goes on."""
    lists = Lists({"i1": 9, "i2": 2}, heaviest=0)

    (page,) = Gatherer(lists).whole(pages(lists))

    assert [item.unknown for item in page.items] == [{"labels"}, set()]


@given(st.integers(1, 149))
def test_a_pace_halves_to_nothing_and_grows_back(most):
    """Shrinking ends, and growing comes back to the most."""
    pace = Pace(most)
    steps = 0
    while pace.shrink():
        steps += 1
        assert pace.size >= 1
        assert pace.nested >= 1
    assert steps <= 16
    for _ in range(64 * 40):
        pace.grow()
    assert (pace.size, pace.nested) == (most, 100)


@pytest.mark.parametrize("heaviest", [1, 2, 5])
def test_a_pace_is_kept_up_with_what_is_too_heavy(heaviest):
    """Being refused now and then, to learn whether more would do, does not cost more than it saves."""
    lists = Lists({f"i{n}": 4 for n in range(60)}, heaviest)
    refusals = 0
    ask = lists.ask

    def counted(query, variables=None):
        nonlocal refusals
        try:
            return ask(query, variables)
        except TooHeavy:
            refusals += 1
            raise

    lists.ask = counted
    list(Gatherer(lists).whole(pages(lists, 49)))

    assert sum(lists.packs) == 60
    assert refusals <= 8 + len(lists.packs) // 16
