"""C02: one of ours merged a change of ours, and nobody of another employer had looked.

See docs/checks.md#c02.
"""

from twohats.checks.inputs import Inputs, Row
from twohats.checks.looks import looked_outside, reviews, spoke_outside
from twohats.checks.making import about, counted, sorted_out
from twohats.records import Skipped
from twohats.records.situations import Seen, Situation

CODE = "C02"
SENTENCE = "One of ours merged a change of ours, and nobody of another employer had looked."
COMMENTED = "somebody outside commented; whether that was a review, comments do not tell"
AGREED = "somebody outside approved in words, without the forge's button"


def find(inputs: Inputs) -> Seen:
    """Look at every change of ours merged in the window."""
    found, silent = sorted_out(CODE, inputs, _silence, _situation)
    return Seen(found, silent, unread(CODE, inputs))


def merged_silence(row: Row) -> str | None:
    """Say why a merge was none of ours to decide; None: one of ours merged it."""
    if row["merger"] is None:
        return "nobody knows who merged it"
    if row["merger_is_bot"]:
        return "a bot merged it; who decided is not known"
    if not row["merger_is_ours"]:
        return "merged by somebody who is not ours"
    return None


def is_read(inputs: Inputs, row: Row) -> bool:
    """Whether all reviews of a merged change were read."""
    return inputs.has_reviews(row["repository"], row["created_at"], row["merged_at"])


def unread(code: str, inputs: Inputs) -> tuple[Skipped, ...]:
    """Name the repositories with merges of ours whose reviews were not read."""
    lost = {row["repository"] for row in inputs.merged if not is_read(inputs, row)}
    return tuple(
        Skipped(f"{code}:{place}", "reviews there were not read up to the merge")
        for place in sorted(lost)
    )


def _silence(inputs: Inputs, row: Row) -> str | None:
    before = merged_silence(row)
    if before is not None:
        return before
    outside = looked_outside(inputs.looks.get(row["item"], ()), row["merged_at"])
    if outside:
        return "somebody of another employer had looked"
    if outside is None:
        return "who looked works for an employer nobody knows"
    if spoke_outside(inputs.looks.get(row["item"], ()), row["merged_at"]):
        return COMMENTED
    if not is_read(inputs, row):
        return "its reviews were not read"
    return None


def _situation(inputs: Inputs, row: Row) -> Situation:
    looks = reviews(inputs.looks.get(row["item"], ()))
    looks = [one for one in looks if one.at <= row["merged_at"]]
    inside = len({look.person for look in looks})
    who = "its author" if row["self_merged"] else "a colleague of its author"
    looked = f"{counted(inside, 'colleague', 'colleagues')} looked" if inside else "nobody looked"
    return about(
        CODE,
        row,
        row["merged_at"],
        f"{who.capitalize()} merged it; {looked}, and nobody of another employer.",
        (row["author_person"], row["merger_person"]),
        role=role_at_merge(inputs, row),
        figures={"colleagues_looked": inside, "outside_looked": 0, "self_merged": row["self_merged"]},
    )  # fmt: skip


def role_at_merge(inputs: Inputs, row: Row) -> str:
    """Say in which role somebody merged; the merge itself shows that they may."""
    held = inputs.roles.on(row["merger_person"], row["repository"], row["merged_at"])
    return held or "may merge (this merge shows it; no roster says so)"
