from datetime import UTC, datetime, timedelta

import pytest
from fakes.scripted_forge import BEGINNING, MovedClock, limit_headers
from hypothesis import given
from hypothesis import strategies as st

from twohats.sources.asking.clock import ServerClock, http_date, wait_asked_for
from twohats.sources.asking.limits import Window
from twohats.sources.github_api.limits import from_headers, from_overview, from_query

RESET = BEGINNING + timedelta(minutes=30)
GOOD = {name.lower(): value for name, value in limit_headers(4000).items()}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["resources", "graphql", "core", "remaining", "limit", "reset", "resetAt"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


def test_three_ways_agree():
    """Headers, the query's own answer and the overview tell the same."""
    told = {"remaining": 4000, "limit": 5000}

    assert from_headers(GOOD, "graphql") == Window(4000, 5000, RESET)
    assert from_query(told | {"resetAt": "2026-11-20T13:30:00Z"}) == Window(4000, 5000, RESET)
    overview = {"resources": {"graphql": told | {"reset": int(RESET.timestamp())}}}
    assert from_overview(overview) == {"graphql": Window(4000, 5000, RESET)}


def test_other_resource():
    """What is said of another resource, such as searching, says nothing about this one."""
    assert from_headers(GOOD | {"x-ratelimit-resource": "search"}, "core") is None


@pytest.mark.parametrize("missing", list(GOOD))
def test_half_told(missing):
    """A limit that is told only in part is not known."""
    told = {name: value for name, value in GOOD.items() if name != missing}

    assert (from_headers(told, "core") is None) == (missing != "x-ratelimit-used")


@given(anything)
def test_nonsense(told):
    """Whatever a server says about limits, reading it breaks nothing."""
    from_query(told)
    from_overview(told)
    if isinstance(told, dict):
        from_headers({f"x-ratelimit-{key}": str(value) for key, value in told.items()}, "core")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("60", 60.0),
        (" 7 ", 7.0),
        ("Fri, 20 Nov 2026 13:02:00 GMT", 120.0),
        ("Fri, 20 Nov 2026 12:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("1.5", None),
    ],
)
def test_retry_after(text, seconds):
    """A pause may be told in seconds or as a date; anything else tells none."""
    assert wait_asked_for({"retry-after": text}, BEGINNING) == seconds


@given(st.text(max_size=40))
def test_dates(text):
    """Whatever stands where a date should, it is a date in UTC or none."""
    moment = http_date(text)

    assert moment is None or moment.tzinfo == UTC


@pytest.mark.parametrize(("seconds", "ahead"), [(0, 0), (4, 0), (-4, 0), (600, 600), (-600, -600)])
def test_clocks_differ(seconds, ahead):
    """A clock that is minutes off is corrected; a few seconds are the network."""
    clock = MovedClock()
    server = ServerClock(clock.now)
    made_at = BEGINNING + timedelta(seconds=seconds)

    assert server.hear({"date": made_at.strftime("%a, %d %b %Y %H:%M:%S GMT")}) == made_at
    assert server.now() == BEGINNING + timedelta(seconds=ahead)
    assert server.ours() == BEGINNING


def test_no_date():
    """Without a date the clock stays as it was."""
    server = ServerClock(lambda: datetime(2026, 1, 1, tzinfo=UTC))

    assert server.hear({}) is None
    assert server.now() == datetime(2026, 1, 1, tzinfo=UTC)
