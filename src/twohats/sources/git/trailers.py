"""People named in the last lines of a commit message: ``Reviewed-by: Ada <ada@example.org>``."""

import re
from collections.abc import Iterator
from functools import lru_cache

BETWEEN = "\x1d"
"""Stands between two trailers as git hands them over."""

_DEEDS = (
    "acked analyzed approved authored co_authored co_developed debugged diagnosed found helped "
    "improved mentored noticed reported requested reviewed signed_off spotted suggested tested "
    "thanked"
)
PERSON_ROLES = frozenset(_DEEDS.split())
"""Roles whose value is a person even without an e-mail address."""

ROLE_OF_KEY = {
    "author": "authored",
    "original-author": "authored",
    "co-author": "co_authored",
    "coauthor": "co_authored",
    "coauthored-by": "co_authored",
    "reviewer": "reviewed",
    "reporter": "reported",
    "thanks-to": "thanked",
    "thanks": "thanked",
    "signoff-by": "signed_off",
}
"""Keys that say the same as a better known one."""

NOT_PEOPLE = frozenset({"on-behalf-of", "message-id", "in-reply-to"})
"""Keys that carry an address but name no person: an organization, a mail."""

LONGEST = 2_000
"""Longer values, in characters, are no list of people."""

_ADDRESSED = re.compile(r"([^<>]*)<([^<>]*)>")
_WHOLE = re.compile(r"[^<>:\"()]*[^<>:\"()\s]\s*<[^<>\s]+@[^<>\s]+>")
_NAME_ALONE = re.compile(r"@?[^\W\d_][^<>#:/]*")


def people_named(trailers: str) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield role, name and e-mail of everyone the trailers of one commit name.

    Examples
    --------
    >>> list(people_named("Reported-and-tested-by: Ada L. <ada@example.org>"))
    [('reported', 'Ada L.', 'ada@example.org'), ('tested', 'Ada L.', 'ada@example.org')]
    >>> list(people_named("Fixes: #12"))
    []
    """
    for trailer in trailers.split(BETWEEN):
        yield from _named_by(trailer)


# The same few people sign most of a history: each line is understood once.
@lru_cache(maxsize=65_536)
def _named_by(trailer: str) -> tuple[tuple[str, str | None, str | None], ...]:
    key, colon, value = trailer.partition(":")
    key, value = key.strip().lower(), value.strip()
    if not colon or not value or key in NOT_PEOPLE or len(value) > LONGEST:
        return ()
    roles = roles_of(key)
    return tuple((role, *person) for person in _people_in(value, key, roles) for role in roles)


def roles_of(key: str) -> tuple[str, ...]:
    """Read from a trailer's key what a person did.

    Examples
    --------
    >>> roles_of("signed-off-by"), roles_of("reported-and-tested-by"), roles_of("cc")
    (('signed_off',), ('reported', 'tested'), ('cc',))
    """
    if key in ROLE_OF_KEY:
        return (ROLE_OF_KEY[key],)
    parts = key.removesuffix("-by").split("-and-")
    return tuple(part.removesuffix("-by").replace("-", "_") for part in parts if part)


def _people_in(
    value: str, key: str, roles: tuple[str, ...]
) -> Iterator[tuple[str | None, str | None]]:
    addressed = _ADDRESSED.findall(value)
    is_about_people = key.endswith("-by") or key == "cc" or not PERSON_ROLES.isdisjoint(roles)
    if addressed and (is_about_people or _WHOLE.fullmatch(value)):
        for name, email in addressed:
            # Several people on one line stand with a comma or "and" between them.
            name = re.sub(r"^\s*(?:[,;&]|and\s)\s*", "", name).strip().strip('"')
            if name or email.strip():
                yield name or None, email.strip() or None
    elif not addressed and not PERSON_ROLES.isdisjoint(roles):
        if "@" in value[1:] and " " not in value:
            yield None, value
        elif _NAME_ALONE.fullmatch(value):
            yield value, None
