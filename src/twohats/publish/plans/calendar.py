"""A plan as a calendar that other programs subscribe to (iCalendar, RFC 5545)."""

from datetime import datetime, timedelta

from twohats.publish.plans.words import heading, task, who
from twohats.records.sheets import Sheet, SheetLine

PRODUCT = "-//twohats//plan//EN"


def to_calendar(sheet: Sheet, domain: str, now: datetime) -> bytes:
    """Write a plan as a calendar.

    Parameters
    ----------
    sheet
        The plan. The iteration is an event over all its days, and each slot a task due on its last day.
    domain
        Makes identifiers unique, and equal each time, so that a later calendar takes the place of
        an earlier one.
    now
        When it is written.
    """
    from icalendar import Calendar, Event, Todo

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    whole = Event()
    whole.add("uid", f"plan-{sheet.iteration}@{domain}")
    whole.add("dtstamp", now)
    whole.add("dtstart", sheet.since)
    whole.add("dtend", sheet.until)
    whole.add("summary", heading(sheet))
    whole.add("transp", "TRANSPARENT")
    calendar.add_component(whole)
    for line in sheet.lines:
        todo = Todo()
        todo.add("uid", f"{line.key.partition(':')[2] or line.key}@{domain}")
        todo.add("dtstamp", now)
        # The last day, not the one after it: unlike the end of an event, a due date is meant.
        todo.add("due", sheet.until - timedelta(days=1))
        todo.add("summary", f"{task(line)}: {who(line)}")
        if text := _text(line):
            todo.add("description", text)
        calendar.add_component(todo)
    return bytes(calendar.to_ical())


def _text(line: SheetLine) -> str:
    return "\n".join(part for part in (line.reason, *line.needs) if part)
