"""C05: one of ours merged what was done for a community that pays us, or is a member.

Nobody of another employer had approved it, so that the one who decided for upstream had two hats on.

Votes leave no trace that is read. See docs/checks.md#c05.
"""

from twohats.checks.c02_outside_review import (
    AGREED,
    COMMENTED,
    is_read,
    merged_silence,
    role_at_merge,
)
from twohats.checks.inputs import Inputs, Row
from twohats.checks.looks import agreed_outside, approved_outside, spoke_outside
from twohats.checks.making import about, sorted_out
from twohats.records.situations import Seen, Situation

CODE = "C05"
SENTENCE = (
    "One of ours merged what was done for a community that pays us, or is a member, and nobody of "
    "another employer had approved it."
)


def find(inputs: Inputs) -> Seen:
    """Look at every change of ours merged in the window."""
    found, silent = sorted_out(CODE, inputs, _silence, _situation)
    return Seen(found, silent)


def _silence(inputs: Inputs, row: Row) -> str | None:
    if row["item"] not in inputs.paying:
        return "nothing says that it was done for a community that pays us, or is a member"
    before = merged_silence(row)
    if before is not None:
        return before
    approved = approved_outside(inputs.looks.get(row["item"], ()), row["merged_at"])
    if approved:
        return "somebody of another employer had approved it"
    if approved is None:
        return "who approved it works for an employer nobody knows"
    if agreed_outside(inputs.looks.get(row["item"], ()), row["merged_at"]):
        return AGREED
    if spoke_outside(inputs.looks.get(row["item"], ()), row["merged_at"]):
        return COMMENTED
    if not is_read(inputs, row):
        return "its reviews were not read"
    return None


def _situation(inputs: Inputs, row: Row) -> Situation:
    asked = inputs.paying[row["item"]]
    return about(
        CODE,
        row,
        row["merged_at"],
        "One of ours merged what was done for a community that pays us, or is a member; nobody of "
        "another employer had approved it.",
        (row["author_person"], row["merger_person"]),
        role=role_at_merge(inputs, row),
        figures={"done_for": ", ".join(asked), "outside_approved": 0},
    )
