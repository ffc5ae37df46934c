"""Situations as rows, for people and scripts."""

from collections.abc import Mapping

from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.records.situations import Said, Situation

COLUMNS = (
    "situation", "rule", "state", "community", "item", "title", "happened_at", "because", "role",
    "people", "figures", "answer", "answered_by", "answered_at", "why", "said_alone", "audience",
    "visible_from", "repository", "url",
)  # fmt: skip
"""Columns of a situation as people and scripts read it."""
QUIET_COLUMNS = ("rule", "looked_at", "community", "because", "figures", "url")


def situation_row(one: Situation, said: Said, labels: Mapping[str, str]) -> Row:
    """Give a situation as people and scripts read it."""
    return {
        **{name: getattr(one, name) for name in ("rule", "community", "item", "title", "happened_at")},
        **{name: getattr(one, name) for name in ("because", "role", "audience", "visible_from")},
        **{name: getattr(one, name) for name in ("repository", "url")},
        "situation": shown_key(one.key),
        "state": "for you" if one.audience == "person" else said.state,
        "people": [labels[person] for person in one.concerned if person in labels],
        "figures": dict(one.figures),
        "answer": said.answer,
        "answered_by": [labels.get(person, "somebody") for person in said.by],
        "answered_at": said.at,
        "why": said.why,
        "said_alone": [labels.get(person, "somebody") for person in said.alone],
    }  # fmt: skip


def shown_key(key: str) -> str:
    """Shorten the name of a situation to what people type.

    Examples
    --------
    >>> shown_key("C02:github:lantern-project/lantern#12")
    'C02:lantern-project/lantern#12'
    """
    code, _, rest = key.partition(":")
    return f"{code}:{short(rest)}" if "/" in rest or rest.count(":") > 1 else key
