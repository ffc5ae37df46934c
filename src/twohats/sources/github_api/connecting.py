"""Make a connection from what the surroundings say."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from twohats.errors import SettingsErrors, WrongUse
from twohats.sources.asking.allowance import Allowance
from twohats.sources.asking.budget import Budget
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.faults import Broken, Place, check, decode
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.sending import Sender
from twohats.sources.asking.tokens import FixedToken, Token, TokenSource
from twohats.sources.github_api.app import Installation
from twohats.sources.github_api.client import make_client
from twohats.sources.github_api.connection import GithubConnection
from twohats.sources.github_api.environment import SEVERAL, Surroundings, read_surroundings
from twohats.sources.github_api.faults import GITHUBS
from twohats.sources.github_api.limits import GithubLimits
from twohats.sources.github_api.places import GITHUB


def connect(
    host: str,
    environment: Mapping[str, str],
    *,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
    allowance: Allowance | None = None,
    say: Callable[[str], None] | None = None,
) -> GithubConnection:
    """Connect to a forge; nothing is sent yet.

    Parameters
    ----------
    host
        The forge's, as the workspace names it: ``github.com``.
    environment
        Where tokens and addresses stand; see `twohats.sources.github_api.environment`.
    now, wait
        The clock, and how to let seconds pass.
    allowance
        What this run may take; None: all but the reserve, without waiting for resets.
    say
        Tells a person what the connection waits for, or which token it set aside.

    Returns
    -------
    GithubConnection
        To be closed, as a context manager is.

    Raises
    ------
    WrongUse
        There is no token, or something that is set cannot be used; all of it at once.
    """
    surroundings = read_surroundings(environment, host)
    # A traceback with the values of variables would show it.
    del environment
    if surroundings.mistakes:
        raise SettingsErrors(surroundings.mistakes)
    if not surroundings.tokens and surroundings.app is None:
        raise WrongUse(_no_token(host))
    meter, clock, client = Meter(), ServerClock(now), make_client()
    sender = Sender(client, clock, meter)
    sources = _sources(surroundings, sender)
    budget = Budget(
        host, GithubLimits(), sources, allowance or Allowance(), clock, wait, meter, say
    )
    return GithubConnection(surroundings.places, sender, budget, meter, client.close)


def _sources(surroundings: Surroundings, sender: Sender) -> list[TokenSource]:
    sources: list[TokenSource] = [FixedToken(token) for token in surroundings.tokens]
    if surroundings.app:
        exchange = partial(_exchange, sender, surroundings.places.rest)
        sources.append(Installation(surroundings.app, exchange))
    return sources


def _exchange(sender: Sender, rest: str, installation: str, signed: Token) -> tuple[str, datetime]:
    """Get the token of an installation."""
    path = f"/app/installations/{installation}/access_tokens"
    heard = sender.send("POST", rest + path, signed)
    if heard.status != 201:
        check(heard, Place(f"installation {installation} of {signed.origin}"), GITHUBS)
    given = _given(heard.body)
    if given is None:
        # The frame would hold the answer, in which a token may stand.
        del heard
        raise Broken("the answer to a signed request held no token")
    return given


def _given(body: bytes) -> tuple[str, datetime] | None:
    try:
        document = decode(body)
        return str(document["token"]), datetime.fromisoformat(str(document["expires_at"]))
    except (ValueError, KeyError, TypeError):
        return None


def _no_token(host: str) -> str:
    if host == GITHUB:
        return (
            f"{host}: not read: there is no token. Set GITHUB_TOKEN, or log in by "
            f"`gh auth login` (several tokens go into {SEVERAL})."
        )
    return (
        f"{host}: not read: there is no token for it. Set GH_ENTERPRISE_TOKEN, or log in by "
        f"`gh auth login --hostname {host}`."
    )
