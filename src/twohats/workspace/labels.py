"""What labels of our trackers mean: which mark a plan, a promise, whose need, who pays."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache


@dataclass(frozen=True)
class Labels:
    """Names of labels by what they say; case does not matter, ``*`` stands for anything.

    A name that ends in a colon is a prefix: what follows it is a name.
    """

    plan_item: tuple[str, ...] = ("recurrent", "good-community-citizen")
    """Of what the team planned to do in an iteration."""
    plan_title: tuple[str, ...] = ("Upstream OSS Contributions",)
    """Titles of plan items that carry no such label."""
    iteration: tuple[str, ...] = ("iteration *", "sprint *")
    """Of labels and milestones that name an iteration; ``*`` is its number."""
    initiative: tuple[str, ...] = ("initiative",)
    """Of a structured piece of planned work."""
    contract: tuple[str, ...] = ("Contract Deliverable",)
    """Of what we owe somebody."""
    duty: tuple[str, ...] = ("duty",)
    """Of a role or turn that one of ours took on."""
    support: tuple[str, ...] = ("support",)
    """Of an issue that a member's request for help led to."""
    directed: tuple[str, ...] = ("kind: directed", "directed", "stakeholder-led")
    """Of work driven by members or our product."""
    foundational: tuple[str, ...] = ("kind: foundational", "foundational", "upstream-led")
    """Of work driven by upstream."""
    co_funded: tuple[str, ...] = ("co-funded:",)
    """Before the name of who pays."""
    interested: tuple[str, ...] = ("interested:",)
    """Before the name of who would like it."""

    def mean(self, meaning: str, label: str) -> bool:
        """Whether a label, or title, has this meaning: a field of this class.

        Examples
        --------
        >>> Labels().mean("contract", "contract deliverable")
        True
        >>> Labels().mean("directed", "directed engagement")
        False
        """
        return self._expressions[meaning].fullmatch(_plain(label)) is not None

    def named(self, meaning: str, label: str) -> str | None:
        """Read what stands for ``*`` or after the prefix; None where the label means other things.

        Examples
        --------
        >>> Labels().named("iteration", "Iteration 12")
        '12'
        >>> Labels().named("co_funded", "co-funded: Open Tides")
        'Open Tides'
        """
        match = self._expressions[meaning].fullmatch(_plain(label))
        groups = match.groups() if match else ()
        return next((text.strip() for text in groups if text and text.strip()), None)

    @cached_property
    def _expressions(self) -> dict[str, re.Pattern[str]]:
        return {
            meaning: _expression(getattr(self, meaning)) for meaning in self.__dataclass_fields__
        }


def _plain(label: str) -> str:
    """With single spaces, and one after a colon: people write both."""
    return re.sub(r"\s*:\s*", ": ", re.sub(r"\s+", " ", label)).strip()


@lru_cache(maxsize=256)
def _expression(names: tuple[str, ...]) -> re.Pattern[str]:
    patterns = []
    for name in names:
        plain = _plain(name)
        pattern = re.escape(plain).replace(r"\*", "(.+?)")
        patterns.append(rf"{pattern} ?(.*)" if plain.endswith(":") else pattern)
    return re.compile("|".join(patterns) or r"[^\s\S]", re.IGNORECASE)
