"""A plan as JSON, for programs."""

import json
from dataclasses import asdict

from twohats.records.sheets import Sheet


def to_json(sheet: Sheet) -> str:
    """Write a plan as one JSON object; days are ISO dates, and `until` is the day after the last."""
    content = asdict(sheet)
    content |= {"since": sheet.since.isoformat(), "until": sheet.until.isoformat()}
    content |= {
        "points": sheet.points,
        "left_out": [{"what": what, "reason": why} for what, why in sheet.left_out],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
