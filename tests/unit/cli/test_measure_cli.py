"""What people see of notes beside numbers."""

from twohats.cli.measure import _once


def test_a_number_without_a_note_has_an_empty_one_beside_others():
    """Nothing is to be known there, so it does not read unknown."""
    shown, apart = _once([{"note": "late"}, {"note": None}])

    assert ([row["note"] for row in shown], apart) == (["late", ""], ())


def test_a_note_that_all_share_is_said_once():
    """And none that nobody has."""
    shown, apart = _once([{"note": "late"}, {"note": "late"}])

    assert ([row["note"] for row in shown], apart) == ([None, None], ["late"])
    assert _once([{"note": None}]) == ([{"note": None}], ())
