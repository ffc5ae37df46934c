"""A plan as an issue of the team's own tracker: people pull slots by writing their name at a box.

Whatever people wrote in the issue stays: a later plan only adds boxes of slots that are not there yet.
"""

from collections.abc import Callable

from twohats.formats.task_list import Task, add_tasks, write_tasks
from twohats.publish.plans.words import heading, task, who
from twohats.records.drafts import Draft
from twohats.records.sheets import Sheet

HELP = (
    "To pull a slot, write your name with an @ at its line, and confirm it by `twohats plan --pull`. "
    'To say "not this time", take it off: no reason is needed. Tick the box when it is done; facts '
    "close it too."
)


def to_issue(sheet: Sheet, tracker: str | None, names: tuple[str, ...] = ()) -> Draft:
    """Write a plan as an issue.

    Parameters
    ----------
    sheet
        The plan.
    tracker
        Repository of ours in which it is to stand; None: a person copies it.
    names
        Identities of ours that it may name.
    """
    key = plan_key(sheet, tracker)
    boxes = write_tasks(_tasks(sheet)) or "No slot is open in this iteration.\n"
    body = f"{HELP}\n\n{boxes}\n<!-- twohats:{key} -->\n"
    return Draft(key, heading(sheet), body, tracker, names=names)


def plan_key(sheet: Sheet, tracker: str | None) -> str:
    """Give the key by which the issue of an iteration is found again."""
    return f"plan:{tracker or '-'}:{sheet.iteration}"


def with_new_boxes(sheet: Sheet) -> Callable[[str], str]:
    """Give what brings the text of an issue that stands up to date, people's edits kept."""
    return lambda body: add_tasks(body, _tasks(sheet))


def _tasks(sheet: Sheet) -> list[Task]:
    return [Task(f"{task(line)}: {who(line)}", key=line.key) for line in sheet.lines]
