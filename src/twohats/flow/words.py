"""Words and forms that every verb shows alike."""

from collections.abc import Mapping


def short(key: str) -> str:
    """Leave out the forge, which readers know.

    Examples
    --------
    >>> short("github:lantern-project/lantern#12")
    'lantern-project/lantern#12'
    """
    return key.partition(":")[2] or key


def named(key: str, hosts: Mapping[str, str]) -> str:
    """Write a key as commands read it back: with its forge, unless that is the one meant where none is named.

    Parameters
    ----------
    key
        Of an account, an owner, a repository or an item.
    hosts
        Forge name by host, as the workspace says; see `twohats.formats.addresses`.

    Examples
    --------
    >>> hosts = {"github.com": "github", "gitlab.com": "gitlab"}
    >>> named("github:lantern-project", hosts), named("gitlab:tides/map!3", hosts)
    ('lantern-project', 'gitlab:tides/map!3')
    """
    is_meant = key.partition(":")[0] == next(iter(hosts.values()), "github")
    return short(key) if is_meant else key


def many(count: int, one: str, more: str) -> str:
    """Say how many of something.

    Examples
    --------
    >>> many(1, "person waits", "people wait")
    '1 person waits'
    """
    return f"{count:,} {one if count == 1 else more}"
