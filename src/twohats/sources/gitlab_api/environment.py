"""Where GitLab's addresses and tokens come from: what the surroundings of the program say.

For the host ``git.acme.example`` the first of these that is there counts:

1. ``GITLAB_TOKEN_GIT_ACME_EXAMPLE`` and ``GITLAB_API_URL_GIT_ACME_EXAMPLE``, for this host alone;
2. ``TWOHATS_GITLAB_TOKENS`` (several, parted by commas or blanks), ``GITLAB_TOKEN`` and
   ``GITLAB_API_URL``, which are meant for the host that the address names, and without an address for
   ``gitlab.com``.

A token of one host is never sent to another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from twohats.errors import Mistake
from twohats.sources.asking.addresses import is_this_machine, mistake_in
from twohats.sources.asking.own_variables import suffix_of
from twohats.sources.asking.tokens import Token, split_tokens

GITLAB = "gitlab.com"
SEVERAL = "TWOHATS_GITLAB_TOKENS"
TOKEN = "GITLAB_TOKEN"  # noqa: S105 (a name)
ADDRESS = "GITLAB_API_URL"
OWN = (TOKEN, ADDRESS)
"""Before the suffix of a host they are for this one alone."""


@dataclass(frozen=True)
class Surroundings:
    """What was found for one host. It shows no secret when it is printed."""

    rest: str
    """Address that paths are added to; no slash at the end."""
    tokens: tuple[Token, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    """Everything that cannot be used as it is set."""


def read_surroundings(environment: Mapping[str, str], host: str) -> Surroundings:
    """Find the address and the tokens for a host.

    It raises nothing: an error's frames would hold the environment, and so its secrets.
    """
    meant = is_meant(environment, host)
    names = (f"{ADDRESS}_{suffix_of(host)}", *((ADDRESS,) if meant else ()))
    rest, mistakes = f"https://{host}/api/v4", []
    for name in names:
        if address := environment.get(name, "").strip().rstrip("/"):
            rest = address
            if wrong := mistake_in(address):
                mistakes.append(Mistake(name, None, f"is not usable: {wrong}"))
            break
    tokens = _tokens(environment, host)
    mistakes += [
        Mistake(one.origin, None, "is no token: it holds blanks or letters that none has")
        for one in tokens
        if not one.is_usable()
    ]
    return Surroundings(rest, tuple(tokens), tuple(mistakes))


def is_meant(environment: Mapping[str, str], host: str) -> bool:
    """Whether the variables without a host in their name are about this host.

    Examples
    --------
    >>> there = {"GITLAB_API_URL": "https://git.acme.example/api/v4"}
    >>> is_meant({}, "gitlab.com"), is_meant(there, "gitlab.com"), is_meant(there, "git.acme.example")
    (True, False, True)
    """
    address = urlsplit(environment.get(ADDRESS, "").strip())
    named = address.netloc.rpartition("@")[2].lower()
    if not named or is_this_machine(address.hostname or ""):
        return host == GITLAB or named == host
    return host in (named, address.hostname)


def variable_of(environment: Mapping[str, str], host: str) -> str:
    """Name the variable that holds the tokens for a host; where none does, one that may hold several.

    Examples
    --------
    >>> variable_of({}, "gitlab.com"), variable_of({"GITLAB_TOKEN": "a"}, "gitlab.com")
    ('TWOHATS_GITLAB_TOKENS', 'GITLAB_TOKEN')
    >>> variable_of({"GITLAB_TOKEN": "a"}, "git.acme.example")
    'GITLAB_TOKEN_GIT_ACME_EXAMPLE'
    """
    own = f"{TOKEN}_{suffix_of(host)}"
    names = (own, SEVERAL, TOKEN) if is_meant(environment, host) else (own,)
    # Of a comma alone nobody has a token.
    held = (name for name in names if split_tokens(environment.get(name, ""), name))
    return next(held, names[1] if len(names) > 1 else own)


def _tokens(environment: Mapping[str, str], host: str) -> list[Token]:
    name = variable_of(environment, host)
    return split_tokens(environment.get(name, ""), name)
