"""What reading a repository will take, before anything of it is read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from twohats.sources.github_live.cost import PACK, page_size
from twohats.sources.github_live.lists import DISCUSSIONS, ISSUES, PULLS, Listing
from twohats.sources.github_live.scouting import Scouted

_LISTINGS: Mapping[str, Listing] = {"issues": ISSUES, "pulls": PULLS, "discussions": DISCUSSIONS}

DEEPER = {"issues": 0.1, "pulls": 3.0, "discussions": 3.0}
"""Further lists of one item, beside those that come with it: threads of line comments, replies, and
what goes beyond a hundred. Of 878 items of one recorded community; others differ.
"""

ALWAYS = 4
"""Requests for the repository by itself and its community files."""


@dataclass(frozen=True)
class Estimate:
    """About what a read will take. Every request is made for one point."""

    requests: int
    items: int
    """Issues, pull requests and discussions, about."""

    @property
    def points(self) -> int:
        return self.requests


def estimate(
    scouted: Scouted, *, since: datetime | None, before: Mapping[str, str] | None = None
) -> Estimate:
    """Say about what reading a repository will take.

    Parameters
    ----------
    scouted
        What a look told.
    since
        From when on; None: all. Items are taken to have changed evenly over the repository's life,
        which is all that one look can tell.
    before
        Marks of an earlier look, if only what changed since is to be read: one page of each list
        that did.
    """
    if scouted.missing is not None:
        return Estimate(0, 0)
    if before is not None:
        changed = [name for name in _LISTINGS if before.get(name) != scouted.marks.get(name)]
        return Estimate(ALWAYS + 2 * len(changed), len(changed))
    share, requests, items = _share(scouted, since), ALWAYS, 0
    for name, listing in _LISTINGS.items():
        if scouted.is_quiet(name, since):
            continue
        found = math.ceil(scouted.counts.get(name, 0) * share)
        items += found
        requests += math.ceil(found / page_size(len(listing.lists)))
        requests += math.ceil(found * DEEPER[name] / PACK)
    return Estimate(requests, items)


def _share(scouted: Scouted, since: datetime | None) -> float:
    """How much of the repository's life lies behind ``since``."""
    if since is None or scouted.created_at is None or since <= scouted.created_at:
        return 1.0
    life = (scouted.asked_at - scouted.created_at).total_seconds()
    return (scouted.asked_at - since).total_seconds() / life if life > 0 else 1.0
