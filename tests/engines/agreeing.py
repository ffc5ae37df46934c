"""Whether two engines gave the same: to the last digit, but for the order in which floats were added."""

from collections.abc import Iterable, Mapping
from typing import Any

RELATIVE = 1e-12
"""Of floats. A sum of n values may differ by some n times 1e-16 with the order they are added in."""


def agree(there: Any, here: Any) -> None:
    """Fail at the first difference, and say where it is."""
    place = _difference(there, here, "")
    assert place is None, place


def in_some_order(rows: Any) -> list[Mapping[str, Any]]:
    """Take the rows of an expression, or a list, in an order that no engine chooses."""
    if hasattr(rows, "to_pyarrow"):
        rows = rows.to_pyarrow().to_pylist()
    return sorted(rows, key=_key)


def _key(row: Mapping[str, Any]) -> str:
    # Floats come last, and short: their last digits must not decide the order.
    exact = [(name, repr(row[name])) for name in sorted(row) if not isinstance(row[name], float)]
    floats = [f"{row[name]:.9e}" for name in sorted(row) if isinstance(row[name], float)]
    return repr((exact, floats))


def _difference(there: Any, here: Any, place: str) -> str | None:
    if isinstance(here, float) and isinstance(there, float):
        near = abs(there - here) <= RELATIVE * max(abs(there), abs(here))
        return None if near or there == here else f"{place}: {there!r} is not {here!r}"
    if isinstance(here, Mapping) and isinstance(there, Mapping) and here.keys() == there.keys():
        return _first(_difference(there[key], here[key], f"{place}.{key}") for key in here)
    if isinstance(here, list | tuple) and isinstance(there, list | tuple):
        if len(here) != len(there):
            return f"{place}: {len(there)} are not {len(here)}"
        pairs = enumerate(zip(there, here, strict=True))
        return _first(_difference(one, other, f"{place}[{at}]") for at, (one, other) in pairs)
    if type(there) is type(here) and there == here:
        return None
    return f"{place}: {there!r} is not {here!r}"


def _first(found: Iterable[str | None]) -> str | None:
    return next((one for one in found if one is not None), None)
