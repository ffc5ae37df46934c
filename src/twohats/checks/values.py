"""Whether a community shares our values: four questions, each answered by what it has or by a person.

Facts alone can say yes. They say no only where they see the contrary: a license that is not open
source, or maintainers who all work for one employer. What was not found may be elsewhere, and is
unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Asks = Literal["license", "conduct", "governance", "employers"]
Answer = Literal["yes", "no", "unknown"]

QUESTIONS: Mapping[Asks, str] = {
    "license": "every repository has a license that the Open Source Initiative approved",
    "conduct": "there is a code of conduct",
    "governance": "who decides, and how, is written down",
    "employers": "its maintainers work for more than one employer",
}
"""The checklist."""


@dataclass(frozen=True)
class Value:
    """One answer."""

    asks: str
    answer: Answer
    says: str
    url: str | None = None
    looked_on: date | None = None
    """Day on which somebody or something looked; None: nobody did."""


@dataclass(frozen=True)
class Licensed:
    """One repository of a community, and its license."""

    repository: str
    license: str | None
    """SPDX identifier; None: none was found or told."""
    is_open: bool | None
    url: str | None = None


def license_value(found: Iterable[Licensed], looked_on: date | None) -> Value:
    """Say whether every repository that was read is open source; one that is not settles it."""
    every = sorted(found, key=lambda one: one.repository)
    closed = [one for one in every if one.is_open is False]
    untold = [one for one in every if one.is_open is None]
    if closed:
        named = ", ".join(f"{_short(one.repository)} ({one.license})" for one in closed[:3])
        return Value("license", "no", f"not open source: {named}", closed[0].url, looked_on)
    if not every:
        return Value("license", "unknown", "no repository of it was read", None, looked_on)
    if untold:
        named = ", ".join(_short(one.repository) for one in untold[:3])
        more = f" and {len(untold) - 3} more" if len(untold) > 3 else ""
        says = f"not known of {len(untold)} of {len(every)} repositories: {named}{more}"
        return Value("license", "unknown", says, untold[0].url, looked_on)
    kinds = ", ".join(dict.fromkeys(str(one.license) for one in every))
    says = f"{len(every)} of {len(every)} repositories: {kinds}"
    return Value("license", "yes", says, every[0].url, looked_on)


def document_value(asks: Asks, where: str | None, url: str | None, looked_on: date | None) -> Value:
    """Say whether a document was found; where none was, it may stand where nobody looked.

    Examples
    --------
    >>> document_value("conduct", None, None, None).says
    'no file of it was read'
    """
    if where:
        return Value(asks, "yes", where, url, looked_on)
    says = "not found in the files that were read" if looked_on else "no file of it was read"
    return Value(asks, "unknown", says, None, looked_on)


def employers_value(
    employers: Sequence[str | None], url: str | None, looked_on: date | None
) -> Value:
    """Say whether maintainers have more than one employer; who is independent counts as one.

    Parameters
    ----------
    employers
        Of each maintainer; None: not known.
    url
        Where the maintainers are listed.
    looked_on
        When the facts end.

    Examples
    --------
    >>> employers_value(["Acme", None, "Sea Fund"], None, None).answer
    'yes'
    >>> employers_value(["Acme", "Acme"], None, None).says
    'all 2 maintainers work for one employer'
    >>> employers_value(["Acme", None], None, None).answer
    'unknown'
    """
    known = [one for one in employers if one]
    kinds = {one.casefold() for one in known}
    if len(kinds) > 1:
        says = f"{len(kinds)} employers of {len(known)} maintainers whose employer is known"
        return Value("employers", "yes", says, url, looked_on)
    if employers and len(known) == len(employers) and len(known) > 1:
        says = f"all {len(known)} maintainers work for one employer"
        return Value("employers", "no", says, url, looked_on)
    says = (
        f"the employer of {len(employers) - len(known)} of {len(employers)} maintainers is not known"
        if employers
        else "who maintains it was not read"
    )
    return Value("employers", "unknown", says, url, looked_on if employers else None)


def _short(repository: str) -> str:
    return repository.partition(":")[2] or repository
