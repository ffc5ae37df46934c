"""What a GraphQL answer says, errors inside a 200 included.

The rule for the cost: a query that does not ask for ``rateLimit`` itself gets it added as its first
field, and it is taken out of the answer again. It costs nothing. A document has to begin with its
operation, fragments follow; one that begins otherwise is sent as it is, and counted as one point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from twohats.errors import SourceUnreadable
from twohats.sources.asking.faults import Broken, Heard, Limited, Place, check, decode, one_line
from twohats.sources.asking.limits import Window
from twohats.sources.github_api.faults import GITHUBS, is_slow, limited
from twohats.sources.github_api.limits import from_query
from twohats.sources.github_api.ports import Answer, TooHeavy, Trouble

FIELD = "twohatsCost"
"""Name under which the added ``rateLimit`` comes back: no reader uses it."""

ADDED = f"{FIELD}: rateLimit {{ cost limit remaining resetAt }} "

TOO_MUCH = ("MAX_NODE_LIMIT_EXCEEDED", "RESOURCE_LIMITS_EXCEEDED")

INNER_FAILURE = "something went wrong"


@dataclass(frozen=True)
class Query:
    """One query as it is sent."""

    body: bytes
    adds_cost: bool
    """Whether ``rateLimit`` was added."""


def make_query(text: str, variables: Mapping[str, Any] | None = None) -> Query:
    """Make the body of a request."""
    start = None if "rateLimit" in text else _selection(text)
    sent = text if start is None else f"{text[:start]} {ADDED}{text[start:]}"
    body = msgspec.json.encode({"query": sent, "variables": dict(variables or {})})
    return Query(body, start is not None)


def _selection(text: str) -> int | None:
    """Find where the fields of the operation begin; None: a fragment comes first."""
    depth = 0
    lines = [line for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
    if not lines or not lines[0].lstrip().startswith(("query", "{")):
        return None
    in_comment = in_string = False
    for place, letter in enumerate(text):
        if in_comment or in_string:
            in_comment = in_comment and letter != "\n"
            in_string = in_string and not (letter == '"' and text[place - 1] != "\\")
        elif letter == "#":
            in_comment = True
        elif letter == '"':
            in_string = True
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "{" and depth == 0:
            return place + 1
    return None


def read_answer(heard: Heard, query: Query, place: Place) -> tuple[Answer, Window | None]:
    """Read an answer, and what it says about the limit.

    Raises
    ------
    Fault
        Another try may bring it.
    TooHeavy
        It has to be asked for less.
    SourceUnreadable
        The query is turned down as it is.
    """
    check(heard, place, GITHUBS)
    try:
        document = decode(heard.body)
    except ValueError:
        raise Broken("the answer was cut off or damaged") from None
    if not isinstance(document, dict):
        raise Broken("the answer is not what GraphQL answers")
    data = document.get("data")
    troubles = _troubles(document.get("errors"))
    if not isinstance(data, dict):
        if not troubles:
            raise Broken("the answer holds neither data nor errors")
        data = None
    told = (data or {}).get(FIELD if query.adds_cost else "rateLimit")
    if data is not None and query.adds_cost:
        data.pop(FIELD, None)
    answer = Answer(data or {}, heard.asked_at, troubles, _cost(told))
    _judge(answer, data is None, heard, place)
    return answer, from_query(told)


def _judge(answer: Answer, is_empty: bool, heard: Heard, place: Place) -> None:
    """Raise what errors inside an answer mean for all of it."""
    for trouble in answer.troubles:
        if limit := _limit(trouble, heard):
            raise limit
        # The rest of such an answer is full of holes that do not all have a trouble of their own.
        if is_slow(trouble.message) or trouble.kind in TOO_MUCH:
            raise TooHeavy(f"{place.name}: {trouble.message or trouble.kind}")
    failed = [one for one in answer.troubles if INNER_FAILURE in one.message.lower()]
    if failed:
        # GitHub's own defects pass or stay; those that stay cost only what they name.
        words = f"the server failed inside (“{failed[0].message}”)"
        raise Broken(words, instead=TooHeavy(f"{place.name}: {words}") if is_empty else answer)
    if is_empty:
        raise SourceUnreadable(
            f"{place.name}: not read: a query was turned down "
            f"(“{answer.troubles[0].message}”). Please report this with the version of twohats."
        )


def _limit(trouble: Trouble, heard: Heard) -> Limited | None:
    if trouble.kind == "RATE_LIMITED":
        return limited(heard, trouble.message) or Limited(trouble.message, "primary")
    if "secondary rate limit" in trouble.message.lower():
        return limited(heard, trouble.message)
    return None


def _troubles(errors: object) -> tuple[Trouble, ...]:
    if not isinstance(errors, Sequence) or isinstance(errors, str):
        return ()
    return tuple(_trouble(error) for error in errors if isinstance(error, dict))


def _trouble(error: Mapping[str, Any]) -> Trouble:
    path = error.get("path")
    steps = path if isinstance(path, list) else []
    return Trouble(
        kind=str(error.get("type") or ""),
        path=tuple(step for step in steps if isinstance(step, str | int)),
        message=one_line(str(error.get("message") or "")),
    )


def _cost(told: object) -> int:
    cost = told.get("cost") if isinstance(told, dict) else None
    return cost if isinstance(cost, int) else 1
