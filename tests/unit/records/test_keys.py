"""Keys say what lies in what."""

from twohats.records.keys import covers


def test_a_place_covers_what_lies_in_it():
    """Not what begins alike."""
    assert covers("github:lantern", "github:lantern/core")
    assert covers("gitlab:lantern", "gitlab:lantern/lamps/core")
    assert not covers("github:lantern", "github:lanterns/core")
    assert not covers("github:lantern/core", "github:lantern")
