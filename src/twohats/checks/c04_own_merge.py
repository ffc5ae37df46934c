"""C04: one of ours merged a change of ours that people outside had looked at and not approved.

They decided for upstream on what their employer brought. See docs/checks.md#c04.
"""

from twohats.checks.c02_outside_review import (
    AGREED,
    COMMENTED,
    is_read,
    merged_silence,
    role_at_merge,
    unread,
)
from twohats.checks.inputs import Inputs, Row
from twohats.checks.looks import (
    agreed_outside,
    approved_outside,
    looked_outside,
    reviews,
    spoke_outside,
)
from twohats.checks.making import about, counted, sorted_out
from twohats.records.situations import Seen, Situation

CODE = "C04"
SENTENCE = "One of ours merged a change of ours that people outside had looked at and not approved."


def find(inputs: Inputs) -> Seen:
    """Look at every change of ours merged in the window."""
    found, silent = sorted_out(CODE, inputs, _silence, _situation)
    return Seen(found, silent, unread(CODE, inputs))


def _silence(inputs: Inputs, row: Row) -> str | None:
    before = merged_silence(row)
    if before is not None:
        return before
    looks = inputs.looks.get(row["item"], ())
    approved = approved_outside(looks, row["merged_at"])
    if approved:
        return "somebody of another employer had approved it"
    if approved is None:
        return "who approved it works for an employer nobody knows"
    looked = looked_outside(looks, row["merged_at"])
    if looked is False:
        return "nobody outside had looked: C02"
    if looked is None:
        return "who looked works for an employer nobody knows"
    if agreed_outside(looks, row["merged_at"]):
        return AGREED
    if spoke_outside(looks, row["merged_at"]):
        return COMMENTED
    if not is_read(inputs, row):
        return "its reviews were not read"
    return None


def _situation(inputs: Inputs, row: Row) -> Situation:
    looks = [one for one in reviews(inputs.looks[row["item"]]) if one.at <= row["merged_at"]]
    outside = len({look.person for look in looks if look.is_outside})
    who = "its author" if row["self_merged"] else "a colleague of its author"
    return about(
        CODE,
        row,
        row["merged_at"],
        f"{who.capitalize()} merged it; {counted(outside, 'person', 'people')} of other employers "
        "looked, and none of them approved.",
        (row["author_person"], row["merger_person"]),
        role=role_at_merge(inputs, row),
        figures={"outside_looked": outside, "outside_approved": 0, "self_merged": row["self_merged"]},
    )  # fmt: skip
