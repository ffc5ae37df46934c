"""C06: one of ours approved a colleague's change where they hold a role, and nobody outside did.

It waits for its merge still, so that somebody outside can be asked. See docs/checks.md#c06.
"""

from twohats.checks.c02_outside_review import AGREED, COMMENTED
from twohats.checks.inputs import Inputs, Row
from twohats.checks.looks import Look, agreed_outside, approved_outside, spoke_outside
from twohats.checks.making import about, counted, quiet
from twohats.records.situations import Quiet, Seen, Situation

CODE = "C06"
SENTENCE = (
    "One of ours approved a colleague's change where they hold a role, nobody of another employer "
    "did, and it is not merged yet."
)


def find(inputs: Inputs) -> Seen:
    """Look at every open change of ours."""
    found: list[Situation] = []
    silent: list[Quiet] = []
    for row in inputs.opened:
        if row["closed_at"] is not None or row["merged_at"] is not None:
            continue
        inside = _approvals(inputs, row)
        because = _silence(inputs, row, inside)
        if because is None:
            found.append(_situation(inputs, row, inside))
        else:
            silent.append(quiet(CODE, row, because))
    return Seen(tuple(found), tuple(silent))


def _approvals(inputs: Inputs, row: Row) -> list[tuple[Look, str | None]]:
    """Approvals by colleagues, with the role that each held on that day."""
    return [
        (look, inputs.roles.on(look.person, row["repository"], look.at))
        for look in inputs.looks.get(row["item"], ())
        if look.approves and look.is_ours and look.is_outside is False
    ]


def _silence(inputs: Inputs, row: Row, inside: list[tuple[Look, str | None]]) -> str | None:
    if not inside:
        return "no colleague approved it"
    approved = approved_outside(inputs.looks[row["item"]])
    if approved:
        return "somebody of another employer approved it, too"
    if approved is None:
        return "who else approved it works for an employer nobody knows"
    if agreed_outside(inputs.looks[row["item"]]):
        return AGREED
    if spoke_outside(inputs.looks[row["item"]]):
        return COMMENTED
    if not any(role for _, role in inside):
        return "the colleague who approved it holds no role there that is known"
    return None


def _situation(inputs: Inputs, row: Row, inside: list[tuple[Look, str | None]]) -> Situation:
    in_role = [(look, role) for look, role in inside if role]
    last, role = in_role[-1]
    people = len({look.person for look, _ in in_role})
    return about(
        CODE,
        row,
        last.at,
        f"{counted(people, 'colleague', 'colleagues')} of its author approved it in a role there, and "
        "nobody of another employer did.",
        (row["author_person"], *(look.person for look, _ in in_role)),
        role=role,
        url=last.url,
        figures={"colleagues_approved": people, "outside_approved": 0},
    )
