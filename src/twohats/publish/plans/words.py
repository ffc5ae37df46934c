"""Words that all forms of a plan share."""

from datetime import timedelta

from twohats.plan.values import points_said
from twohats.records.sheets import Sheet, SheetLine


def heading(sheet: Sheet) -> str:
    """Name an iteration with its first and its last day."""
    last = sheet.until - timedelta(days=1)
    return f"Upstream plan, iteration {sheet.iteration} ({sheet.since} to {last})"


def task(line: SheetLine) -> str:
    """Say what is to be done, where, and for how many points."""
    return f"{line.title}, {place(line)} ({points_said(line.points)})"


def place(line: SheetLine) -> str:
    """Name a community without its forge."""
    return line.community.partition(":")[2] or line.community


def who(line: SheetLine) -> str:
    """Say who holds a slot, and who beside them; nobody is the whole team."""
    if line.holder is None:
        return "open: pull it"
    beside = f" with {line.pair} ({line.pair_part or 'pair'})" if line.pair else ""
    return f"{line.holder}{beside}{'' if line.is_claimed else ', proposed'}"


def plain(text: str) -> str:
    """Keep a text on one line, and from ending a table or a comment."""
    return " ".join(text.split()).replace("|", "\\|").replace("<!--", "&lt;!--")
