"""When a place that is read again and again is read anew from the beginning."""

import hashlib
from datetime import datetime, timedelta

ANEW_AFTER = timedelta(days=28)
"""After how long everything is read anew, give or take a quarter, so that not all fall on one day."""

ANEW_AFTER_LOSS = timedelta(days=7)
"""The same where something could not be read."""


def is_due(key: str, looked_since: datetime, now: datetime, *, has_losses: bool) -> bool:
    """Whether a place should be read anew: each has its own day.

    Parameters
    ----------
    key
        Of the place.
    looked_since
        When the last read of everything began.
    now
        The forge's time.
    has_losses
        Whether something of it could not be read.
    """
    after = ANEW_AFTER_LOSS if has_losses else ANEW_AFTER
    share = int(hashlib.sha256(key.encode()).hexdigest()[:4], 16) / 0xFFFF - 0.5
    return now >= looked_since + after * (1 + share / 2)
