"""Disputes: the mark comes back as it went out, through every kind of tracker and by mail."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.disputes import Disputed, mark_of, read_mark, tracker_of, way_to_dispute

DISPUTED = Disputed("lantern", "given.reviews", "2026-01-01", "2026-04-01", "1a2b3c4d")
SLUG = st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?", fullmatch=True)
DAY = st.dates().map(str)


@given(
    st.builds(Disputed, SLUG, SLUG, DAY, DAY, st.from_regex(r"[0-9a-f]{8}", fullmatch=True)),
    st.text(),
)
def test_a_mark_comes_back(disputed, around):
    """Whatever people write around it, as long as they write no mark of their own."""
    if "twohats dispute:" not in around:
        assert read_mark(f"{around}\n<!-- {mark_of(disputed)} -->\n{around}") == disputed


@pytest.mark.parametrize(
    "text",
    [
        "Two of these are mine.",
        "twohats dispute: lantern",
        "twohats dispute: lantern given.reviews 2026-01-01 2026-04-01 1a2b3c4d",
        "twohats dispute: Lantern/x given.reviews 2026-01-01..2026-04-01 1a2b3c4d",
        "",
    ],
)
def test_what_is_no_mark_is_none(text):
    """Half a mark names no number."""
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("where", "title", "body"),
    [
        ("https://github.com/tide/open/issues/new", "title", "body"),
        ("https://github.com/tide/open/issues/new?template=dispute.md", "title", "body"),
        ("https://lab.example/tide/open/-/issues/new", "issue[title]", "issue[description]"),
    ],
)
def test_a_form_is_filled_in(where, title, body):
    """Title, number, window and the hidden mark; what the address asked for before stays."""
    address = urlsplit(way_to_dispute(where, "lantern: reviews & co", "21", DISPUTED))
    fields = parse_qs(address.query)

    assert fields[title] == ["Dispute: lantern: reviews & co"]
    assert "lantern: reviews & co: 21 (2026-01-01 to 2026-04-01)" in fields[body][0]
    assert f"<!-- {mark_of(DISPUTED)} -->" in fields[body][0]
    assert read_mark(fields[body][0]) == DISPUTED
    assert ("template" in fields) == ("template" in where)


def test_a_mail_is_filled_in():
    """The mark stands at its end, in plain text."""
    address = way_to_dispute("open@tidewater.example", "reviews", "21", DISPUTED)

    assert address.startswith("mailto:open@tidewater.example?subject=Dispute%3A%20reviews&body=")
    assert read_mark(unquote(address)) == DISPUTED


@pytest.mark.parametrize(
    ("where", "tracker"),
    [
        ("https://github.com/tide/open/issues/new", "https://github.com/tide/open"),
        ("https://github.com/tide/open/issues/new/choose", "https://github.com/tide/open"),
        ("https://github.com/tide/open/issues/new?template=a.yml", "https://github.com/tide/open"),
        ("https://lab.example/tide/sub/open/-/issues/new", "https://lab.example/tide/sub/open"),
        ("open@tidewater.example", None),
    ],
)
def test_the_tracker_behind_a_form(where, tracker):
    """Disputes are read back from there."""
    assert tracker_of(where) == tracker
