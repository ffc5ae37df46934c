"""What an engine cannot be asked as the embedded one can: strict expected failures.

Each has its engine, what is asked, and whose the gap is: *ours* (we may mend it), *theirs* (they may),
*never* (it is how that engine is made). docs/engines.md lists every one of them; a test says so.
"""

from typing import NamedTuple

import pytest


class Gap(NamedTuple):
    """One thing that an engine does differently."""

    engine: str
    asked: str
    """Name of what a test asks, as in its id."""
    reason: str
    """Begins with whose it is."""
    told: str
    """How docs/engines.md begins its line."""


GAPS = (
    Gap(
        "postgresql",
        "a text with NUL",
        "never: PostgreSQL's texts hold no NUL",
        "NUL within a text",
    ),
    Gap(
        "postgresql",
        "long s where case is ignored",
        "never: PostgreSQL pairs upper and lower case, RE2 folds as Unicode says",
        "`ſ` is no `s` where case is ignored",
    ),
    Gap(
        "postgresql",
        "the first of two alternatives",
        "never: POSIX takes the longest of alternatives, RE2 the first",
        "the longest of alternatives is replaced",
    ),
    *(
        Gap(
            engine,
            "a match of nothing behind a match",
            "never: RE2 alone sees no empty match right behind another",
            "nothing behind a match is replaced once more",
        )
        for engine in ("postgresql", "spark", "connect")
    ),
)


def expect(request: pytest.FixtureRequest, engine: str, asked: str) -> None:
    """Expect a test to fail, strictly, where its engine has this gap."""
    for gap in GAPS:
        if (gap.engine, gap.asked) == (engine, asked):
            mark = pytest.mark.xfail(strict=True, reason=gap.reason, raises=AssertionError)
            request.applymarker(mark)
