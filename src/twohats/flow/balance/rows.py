"""The figures as rows."""

from twohats.flow.balance.weighing import Balanced
from twohats.flow.rows import Row

COLUMNS = (
    "figure", "period", "since", "until", "policy", "policy_changed", "class", "unit", "amount",
    "share", "low", "high", "by_people", "by_rules", "entries", "people", "not_measured", "answer",
)  # fmt: skip


def _about(one: Balanced) -> Row:
    period = one.period
    return {
        **dict.fromkeys(COLUMNS),
        "period": period.name,
        "since": period.since,
        "until": period.until,
        "policy": period.policy.name if period.policy else None,
        "policy_changed": period.is_first_under_policy,
    }


def band_row(one: Balanced) -> Row:
    """Give the one row of the band of a period."""
    found = one.band
    return _about(one) | {
        "figure": "band",
        "unit": "hours",
        "amount": found.upstream_h,
        "share": found.low,
        "low": found.low,
        "high": found.high,
        "answer": found.answer,
    }


def mix_rows(one: Balanced) -> list[Row]:
    """Give the rows of the mix of a period: one per class, or one that says too few."""
    found = one.mix
    about = _about(one) | {
        "figure": "mix",
        "unit": found.unit,
        "not_measured": found.unmeasured,
    }
    if found.is_too_small:
        return [about | {"answer": "too few"}]
    return [
        about
        | {
            "class": share.class_,
            "amount": round(share.amount, 4),
            "share": share.share,
            "low": share.low,
            "high": share.high,
            "by_people": share.by_people,
            "by_rules": share.by_rules,
            "entries": share.entries,
            "people": found.people,
            "answer": "counted",
        }
        for share in found.shares
    ] + [about | {"class": class_, "answer": "too few"} for class_ in found.hidden]
