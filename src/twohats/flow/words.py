"""Words and forms that every verb shows alike."""


def short(key: str) -> str:
    """Leave out the forge, which readers know.

    Examples
    --------
    >>> short("github:lantern-project/lantern#12")
    'lantern-project/lantern#12'
    """
    return key.partition(":")[2] or key


def many(count: int, one: str, more: str) -> str:
    """Say how many of something.

    Examples
    --------
    >>> many(1, "person waits", "people wait")
    '1 person waits'
    """
    return f"{count:,} {one if count == 1 else more}"
