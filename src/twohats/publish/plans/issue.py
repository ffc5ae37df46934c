"""A plan as an issue of the team's own tracker: people pull slots by writing their name at a box.

Whatever people wrote in the issue stays: a later plan only adds boxes of slots that are not there yet.
"""

from collections.abc import Callable

from twohats.formats.task_list import Task, add_tasks, write_tasks
from twohats.publish.plans.words import heading, plain, task, who
from twohats.records.drafts import Draft
from twohats.records.sheets import Sheet, SheetLine

HELP = (
    "To pull a slot, write your name with an @ at its line, and confirm it by "
    "`twohats plan --pull SLOT --by LOGIN`; its SLOT stands there in code. What would fill it now stands "
    "beside it, and you choose. "
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
    return [Task(f"{_words(line)}: {who(line)}", key=line.key) for line in sheet.lines]


def _words(line: SheetLine) -> str:
    """Say what a slot is, what to type to pull it, and what would fill it now.

    Addresses stand as code: a forge tells upstream of every link in an issue, though nobody there
    asked, and a link would count as a reason of ours for whatever it leads to.
    """
    # A lone backtick in a title would take the next code for its end, and the boxes below with it.
    said = task(line).replace("`", "'")
    needs = f", now {', '.join(map(_code, line.needs))}" if line.needs else ""
    return f"{said}, {_code(line.key.partition(':')[2] or line.key)}{needs}"


def _code(text: str) -> str:
    return f"`{plain(text).replace('`', '')}`"
