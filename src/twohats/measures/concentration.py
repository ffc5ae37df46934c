"""The smallest set that holds half: one function for people and for employers, in every reading."""

import math
from collections.abc import Iterable


def smallest_set(
    counts: Iterable[int],
    *,
    apart: int = 0,
    apart_is_listed: bool = True,
    share: float = 0.5,
    strict: bool = False,
) -> int | None:
    """Count how many of the largest it takes to reach a share of the total.

    Parameters
    ----------
    counts
        What each did; zeros do not matter.
    apart
        What belongs to the total and to none of them: each piece of it is a unit of its own.
    apart_is_listed
        Whether these units may be in the set; else only the total has them.
    share
        Of the total that has to be reached.
    strict
        Whether it has to be passed.

    Returns
    -------
    int or None
        None: nothing was done, or those listed do not reach the share.

    Notes
    -----
    Source: https://chaoss.community/?p=3944.

    Examples
    --------
    >>> smallest_set([1000, 202, 90, 33, 332, 343, 42, 433])
    2
    >>> smallest_set([50, 50]), smallest_set([50, 50], strict=True)
    (1, 2)
    >>> smallest_set([3], apart=9)
    4
    """
    ordered = sorted((count for count in counts if count > 0), reverse=True)
    target = share * (sum(ordered) + apart)
    reached, taken = 0, 0
    for count in ordered:
        reached, taken = reached + count, taken + 1
        if reached > target or (reached == target and not strict):
            return taken
    lacking = math.floor(target - reached) + 1 if strict else math.ceil(target - reached)
    return taken + lacking if apart_is_listed and 0 < lacking <= apart else None
