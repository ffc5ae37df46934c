"""Sign-offs count when name and address are the author's."""

import pytest

from twohats.formats.cla import assigns_copyright
from twohats.formats.dco import ASKS, signed_off_by

ADA = ("Ada Example", "ada@example.org")


@pytest.mark.parametrize(
    ("message", "is_signed"),
    [
        ("Fix\n\nSigned-off-by: Ada Example <ada@example.org>\n", True),
        ("Fix\n\nSigned-off-by: Ada Example <ADA@example.org>\n", True),
        ("Fix\n\nWhy.\n\nReviewed-by: Bo <b@example.org>\nSigned-off-by: Ada Example <ada@example.org>\n", True),
        ("Fix\n\nSigned-off-by: Ada <ada@example.org>\n", False),
        ("Fix\n\nSigned-off-by: Bo Example <bo@example.org>\n", False),
        ("Fix\n", False),
        ("Signed-off-by: Ada Example <ada@example.org>\n", False),
    ],
)  # fmt: skip
def test_signed_off(message, is_signed):
    """In the trailers, by the author."""
    assert signed_off_by(message, *ADA) is is_signed


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("We use the DCO.", True),
        ("git commit -s", True),
        ("git commit -m x", False),
        ("sign in", False),
    ],
)
def test_words_that_name_it(text, asks):
    """Only its own words."""
    assert bool(ASKS.search(text)) is asks


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("You assign to us all right, title and interest.", True),
        ("You do not assign your copyright to us.", False),
        ("You grant us a copyright license.", False),
        ("You must sign this.", None),
    ],
)
def test_copyright_is_given_away_or_kept(text, given):
    """Or the words do not say."""
    assert assigns_copyright(text) is given
