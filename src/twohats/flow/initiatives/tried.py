"""How often forecasts held, in each community that initiatives have to do with."""

from datetime import timedelta

from twohats.flow.facts import Opened
from twohats.flow.initiatives.standing import gathered
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.measures.pace import lives
from twohats.measures.pace_tried import tried
from twohats.measures.return_model import wilson

TRIED_COLUMNS = (
    "community", "asked", "end", "part", "told", "held", "share", "low", "high", "not_known",
    "not_reached", "too_few",
)  # fmt: skip
"""``low`` and ``high`` are the 95 % interval of the share, as if each were asked about once."""
FIRST_D = 365
"""Days of history before anything is asked."""


def tried_rows(opened: Opened, communities: tuple[str, ...] = ()) -> list[Row]:
    """Ask history, by community.

    Parameters
    ----------
    opened
        A workspace with its facts.
    communities
        Owner or repository keys; none: all in which an initiative has an item.
    """
    places = communities or tuple(
        sorted({i.community for one in gathered(opened).initiatives for i in one.upstream if i.community})
    )  # fmt: skip
    rows = []
    for place in places:
        every = lives(opened.facts)
        here = every.filter((every.community == place) | (every.repository == place))
        begin = here.created_at.min().to_pyarrow().as_py()
        if begin is None:
            continue
        for one in tried(opened.facts, place, begin + timedelta(days=FIRST_D)):
            ends = wilson(one.inside, one.told)
            rows.append(
                {
                    "community": short(place),
                    "asked": one.asked,
                    "end": one.end,
                    "part": one.part,
                    "told": one.told,
                    "held": one.inside,
                    "share": None if one.share is None else round(one.share, 3),
                    "low": round(ends[0], 3) if ends else None,
                    "high": round(ends[1], 3) if ends else None,
                    "not_known": one.not_known,
                    "not_reached": one.not_reached,
                    "too_few": one.too_few,
                }
            )
    return rows
