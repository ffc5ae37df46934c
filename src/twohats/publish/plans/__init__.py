"""Forms of a plan: text, an issue people tick, JSON, a calendar, the fields of a project."""

from twohats.publish.plans.calendar import to_calendar
from twohats.publish.plans.issue import to_issue
from twohats.publish.plans.project import (
    PROJECT_FIELDS,
    project_rows,
    to_project_csv,
    to_project_json,
)
from twohats.publish.plans.structure import to_json
from twohats.publish.plans.text import to_text

__all__ = [
    "PROJECT_FIELDS",
    "project_rows",
    "to_calendar",
    "to_issue",
    "to_json",
    "to_project_csv",
    "to_project_json",
    "to_text",
]
