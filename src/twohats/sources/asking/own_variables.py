"""Variables of the environment that are for one host alone, which stands in their names."""

import re
from collections.abc import Collection, Iterable, Mapping

from twohats.errors import Mistake, SettingsErrors


def suffix_of(host: str) -> str:
    """End of the variables that are for one host alone.

    >>> suffix_of("git.acme.example:8443")
    'GIT_ACME_EXAMPLE_8443'
    """
    return re.sub(r"[^A-Z0-9]", "_", host.upper())


def check_whose(
    variables: Iterable[str],
    hosts: Collection[str],
    needed: Collection[str],
    environment: Mapping[str, str],
) -> None:
    """Make sure that nothing that is set for one host would be read for another one, too.

    Parameters
    ----------
    variables
        What stands before the suffix.
    hosts
        All hosts for which these are read.
    needed
        Those of them that are going to be asked.
    environment
        Where the variables stand; their values are not shown.

    Raises
    ------
    WrongUse
        Something would; all of it at once.
    """
    mistakes: list[Mistake] = []
    for suffix in sorted({suffix_of(host) for host in needed}):
        alike = sorted(host for host in set(hosts) if suffix_of(host) == suffix)
        if len(alike) > 1:
            mistakes += [
                Mistake(
                    f"{variable}_{suffix}",
                    None,
                    f"it would be read for {' and for '.join(alike)} alike. Name each of these in a "
                    "workspace of its own, and set it there.",
                )
                for variable in variables
                if environment.get(f"{variable}_{suffix}", "").strip()
            ]
    if mistakes:
        raise SettingsErrors(mistakes)
