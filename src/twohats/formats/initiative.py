"""Initiatives: what an issue in our tracker says of whose need it serves, who pays, who gains."""

import re
from dataclasses import dataclass

from twohats.formats.issue_form import named, parse_issue_form, parse_lines
from twohats.records.judgement import ALIASES

_KIND = ("kind", "kind of contribution", "direction")
_FUNDER = ("funder", "funded by", "paid by")
_BENEFICIARIES = ("beneficiaries", "beneficiary", "for")
_NEED = ("upstream need", "need upstream")


@dataclass(frozen=True)
class Initiative:
    """What the text of an initiative or plan item states."""

    direction: str | None = None
    """``directed``, ``foundational``, ``mixed``; None: it does not say."""
    funder: str | None = None
    beneficiaries: tuple[str, ...] = ()
    upstream_need: str | None = None
    """Words or address of what upstream asked for."""


def read_initiative(text: str) -> Initiative:
    r"""Read what an issue's first text states, under headings of a form or as ``name: …`` lines.

    Nothing is guessed from prose: "directed" somewhere in a sentence is no statement.

    Examples
    --------
    >>> read_initiative("### Kind\n\nDirected\n\n### Beneficiaries\n\n- Open Tides\n- Kelp\n")
    Initiative(direction='directed', funder=None, beneficiaries=('Open Tides', 'Kelp'), upstream_need=None)
    """
    answers = {**parse_lines(text), **parse_issue_form(text)}
    return Initiative(
        _direction(named(answers, *_KIND)),
        _one_line(named(answers, *_FUNDER)),
        _list(named(answers, *_BENEFICIARIES)),
        _one_line(named(answers, *_NEED)),
    )


def _direction(said: str | None) -> str | None:
    words = (said or "").strip().strip("*_`.").casefold()
    words = re.sub(r"\s+(?:contribution|work)$", "", words)
    words = ALIASES.get(words, words)
    return words if words in ("directed", "foundational", "mixed") else None


def _one_line(said: str | None) -> str | None:
    return said.splitlines()[0].strip() if said else None


def _list(said: str | None) -> tuple[str, ...]:
    """Names of a bullet list, or of one line between commas."""
    if not said:
        return ()
    lines = [re.sub(r"^[-*+]\s+", "", line.strip()) for line in said.splitlines()]
    found = lines if len(lines) > 1 else lines[0].split(",")
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))
