"""A plan as draft items of a GitHub project of our own: one row of fields per slot."""

import csv
import io
import json
from datetime import timedelta

from twohats.publish.plans.words import place, task
from twohats.records.sheets import Sheet, SheetLine

PROJECT_FIELDS = (
    "Title", "Body", "Status", "Assignees", "Estimate", "Iteration", "Start date", "End date",
    "Activity", "Community", "Key",
)  # fmt: skip
"""Fields, as boards of planning teams call them."""


def project_rows(sheet: Sheet) -> list[dict[str, object]]:
    """Give the fields of each slot; a project assigns logins alone, so others stay empty."""
    return [_row(sheet, line) for line in sheet.lines]


def to_project_csv(sheet: Sheet) -> str:
    """Write the fields as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, PROJECT_FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(project_rows(sheet))
    return out.getvalue()


def to_project_json(sheet: Sheet) -> str:
    """Write the fields as JSON."""
    return json.dumps(project_rows(sheet), ensure_ascii=False, indent=1) + "\n"


def _row(sheet: Sheet, line: SheetLine) -> dict[str, object]:
    return {
        "Title": task(line),
        "Body": "\n".join(part for part in (line.reason, *line.needs) if part),
        "Status": "Todo",
        "Assignees": line.login or "",
        "Estimate": line.points,
        "Iteration": f"Iteration {sheet.iteration}",
        "Start date": sheet.since.isoformat(),
        "End date": (sheet.until - timedelta(days=1)).isoformat(),
        "Activity": line.activity,
        "Community": place(line),
        "Key": line.key,
    }
