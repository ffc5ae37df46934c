"""C03: a major change of ours that no issue came before.

What is major, evidence N1 says; see docs/rubric.md. Communities are asked first for all that is large,
also where the change is welcome. See docs/checks.md#c03.
"""

from twohats.checks.consulted import Consultation, consultations
from twohats.checks.inputs import Inputs, Row
from twohats.checks.making import about, quiet
from twohats.records.situations import Figure, Quiet, Seen, Situation

CODE = "C03"
SENTENCE = "A major change of ours was opened, and no issue had come before it."


def find(inputs: Inputs) -> Seen:
    """Look at every change of ours opened or merged in the window."""
    found: list[Situation] = []
    silent: list[Quiet] = []
    majors = [row for row in inputs.opened if inputs.majors.get(row["item"])]
    asked = consultations(inputs, majors)
    for row in inputs.opened:
        if row["item"] not in asked:
            silent.append(quiet(CODE, row, _why_small(inputs, row)))
            continue
        known = asked[row["item"]]
        because = _silence(row, known)
        if because is None:
            found.append(_situation(inputs, row, known))
        else:
            silent.append(quiet(CODE, row, because, _figures(known)))
    return Seen(tuple(found), tuple(silent))


def _why_small(inputs: Inputs, row: Row) -> str:
    if row["item"] in inputs.majors and inputs.majors[row["item"]] is None:
        return "nobody can tell whether it is major"
    return "it is no major change"


def _silence(row: Row, known: Consultation) -> str | None:
    if row["draft"] and row["merged_at"] is None:
        return "it is a draft still: asking is what drafts are for"
    if known.state == "unknown":
        return known.because
    if known.lead_d is not None:
        return (
            "asked first, and answered" if known.heard else "asked first; nobody outside answered"
        )
    return None


def _situation(inputs: Inputs, row: Row, known: Consultation) -> Situation:
    said = f"{inputs.majors[row['item']]} {known.because.capitalize()}."
    if known.late_issue is not None:
        later = (known.late_issue.opened_at - row["created_at"]).days
        said += f" An issue was opened {later} days after it."
    return about(
        CODE, row, row["created_at"], said, (row["author_person"],), figures=_figures(known)
    )


def _figures(known: Consultation) -> dict[str, Figure]:
    return {
        "consulted": known.state,
        "lead_d": None if known.lead_d is None else round(known.lead_d, 1),
        "worked_before_d": None
        if known.worked_before_d is None
        else round(known.worked_before_d, 1),
        "heard_outside": known.heard,
        "issue_after": None if known.late_issue is None else known.late_issue.url,
    }
