import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.publish.values import plain, say, say_all, title_of, web_address


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (1204, "1,204"),
        (-3, "-3"),
        (0.0, "0"),
        (-0.0, "0"),
        (19.44, "19.4"),
        (9.999, "10"),
        (0.00125, "0.00125"),
        (99.96, "100"),
        (2500.4, "2,500"),
        (True, "yes"),
        (False, "no"),
        ("2026", "2026"),
        ("", ""),
        (None, "unknown"),
        (math.nan, "unknown"),
        (math.inf, "unknown"),
    ],
)
def test_a_value_is_said_the_same_way_everywhere(value, words):
    """Counts have their thousands apart, others three digits, and what is missing is unknown."""
    assert say(value) == words


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_rounding_never_moves_a_number_far(value):
    """What people read is within half a percent of the number, or half a unit of a large one."""
    said = float(say(value).replace(",", ""))
    assert math.isclose(said, value, rel_tol=0.0051, abs_tol=0.0)


@pytest.mark.parametrize(
    "text", ["a\x1b[31mb", "a\u202eb", "a\u2066b", "a\u200bb", "a\ud800b", "a\x00b", "a\U000e0041b"]
)
def test_what_hides_in_text_is_made_visible(text):
    """Controls, direction marks and other unseen characters become a replacement mark."""
    assert plain(text).startswith("a�")


@pytest.mark.parametrize(
    "text", ["Größe", "日本語", "שלום", "👩\u200d🔧 fixed", "a — b", "x\u00a0y"]
)
def test_other_languages_are_left_alone(text):
    """Letters of any script, joined emoji and typographic signs pass unchanged."""
    assert plain(text) == text


@given(st.text())
def test_plain_text_is_one_line_that_can_be_written(text):
    """Whatever comes in, what goes out is one line of valid UTF-8; a second time adds nothing."""
    once = plain(text)
    once.encode("utf-8")
    assert len(once.splitlines()) <= 1
    assert plain(once) == once


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://example.org",
        "https://example.org/a b",
        "java\nscript:alert(1)",
        "data:text/html,hello",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "/issues/12",
        "https://",
        "https://[broken",
        'https://example.org/"onclick="x',
        "",
        None,
    ],
)
def test_no_other_link_is_followed(link):
    """Only a whole web address becomes a link."""
    assert web_address(link) is None


@pytest.mark.parametrize(
    "link", ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://example.org/x_(y)"]
)
def test_web_addresses_are_followed(link):
    """An http or https address is kept as it is."""
    assert web_address(link) == link


def test_lists_and_mappings_are_spelled_out():
    """What stands at a page's foot is read as words, whatever it was."""
    assert say_all({"a": ["x", 2], "b": None}) == "a: x, 2; b: unknown"
    assert say_all(()) == "none"
    assert say_all({"b", "a"}) == "a, b"
    assert title_of("as_of") == "As of"
