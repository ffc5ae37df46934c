"""A form that was filled in, in part, or left as it came."""

import pytest

from twohats.formats.templates import filled

FORM = "<!-- Thank you -->\n## Why\n\nTell us.\n\n## How\n\n- [ ] tests\n- [ ] docs\n"


@pytest.mark.parametrize(
    ("body", "as_it_came", "empty", "unticked"),
    [
        (FORM, True, ("Why", "How"), ("tests", "docs")),
        (FORM.replace("\n", "\r\n"), True, ("Why", "How"), ("tests", "docs")),
        ("", True, (), ()),
        ("<!-- own -->\n" + FORM, True, ("Why", "How"), ("tests", "docs")),
        (FORM.replace("Tell us.", "It broke."), False, ("How",), ("tests", "docs")),
        (FORM.replace("[ ] tests", "[x] tests"), False, ("Why",), ("docs",)),
        ("It broke, and this mends it.", False, (), ()),
        ("## Why\n\nIt broke.\n", False, (), ()),
    ],
)
def test_filled(body, as_it_came, empty, unticked):
    """Comments say nothing; a section taken out was answered by that."""
    found = filled(FORM, body)

    assert (found.is_as_it_came, found.empty, found.unticked) == (as_it_came, empty, unticked)
