"""Who held what in the end: whoever pulled it, else whom the adopted plan names and who did not decline."""

import pytest

from twohats.flow.plan.from_journal import picks_of
from twohats.records.plan import Claim, Decline, Duty, Pick, Plan, Slot

REVIEW = Duty("review", "github:lantern")
SLOT = Slot("slot:3-review-lantern", 3, REVIEW, 2.0)


def held(claims=(), declines=(), adopted=None):
    plan = Plan(3, (adopted,)) if adopted else None
    found = picks_of([SLOT], claims, declines, plan)
    return [(one.holder, one.pair, one.is_claimed) for one in found]


def claim(person, part="holder"):
    return Claim(SLOT.key, person, part)


ADOPTED = Pick(SLOT.key, "ada", "bea", "mentor")


@pytest.mark.parametrize(
    ("claims", "declines", "adopted", "expected"),
    [
        ((), (), None, []),
        ((claim("ada"),), (), None, [("ada", None, True)]),
        ((claim("ada"), claim("cleo")), (), None, [("ada", None, True)]),
        ((claim("ada"), claim("bea", "shadow")), (), None, [("ada", "bea", True)]),
        ((), (), ADOPTED, [("ada", "bea", False)]),
        ((claim("cleo"),), (), ADOPTED, [("cleo", None, True)]),
        ((claim("bea"),), (), ADOPTED, [("bea", None, True)]),
        ((), (Decline("ada", 3, REVIEW),), ADOPTED, []),
        ((), (Decline("ada", 3),), ADOPTED, []),
        ((), (Decline("bea", 3, REVIEW),), ADOPTED, [("ada", None, False)]),
        ((claim("ada"),), (Decline("ada", 3),), ADOPTED, [("ada", "bea", True)]),
        ((), (Decline("ada", 2, REVIEW),), ADOPTED, [("ada", "bea", False)]),
        ((), (Decline("ada", 3, Duty("triage", "github:lantern")),), ADOPTED, [("ada", "bea", False)]),
    ],
)  # fmt: skip
def test_who_held_it(claims, declines, adopted, expected):
    """By claim, plan and decline, in that order."""
    assert held(claims, declines, adopted) == expected
