"""Connect to a GitLab from what the surroundings say."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit

from twohats.errors import SettingsErrors, WrongUse
from twohats.sources.asking.allowance import Allowance, Left
from twohats.sources.asking.budget import Account, Budget
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.faults import Heard, check
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.own_variables import suffix_of
from twohats.sources.asking.rest import RestConnection
from twohats.sources.asking.sending import Header, Sender, make_client
from twohats.sources.asking.tokens import FixedToken
from twohats.sources.gitlab_api.environment import GITLAB, TOKEN, read_surroundings
from twohats.sources.gitlab_api.faults import GITLABS
from twohats.sources.gitlab_api.limits import API, GitlabLimits

PRIVATE_TOKEN = Header("PRIVATE-TOKEN", "")


class GitlabConnection(RestConnection):
    """Asks one GitLab; several threads may ask at once, one request at a time for each token."""

    def standing(self) -> tuple[Left, ...]:
        """Ask what every token has left: one request each. A run says it before it begins.

        Raises
        ------
        SourceUnreadable
            GitLab is out of reach, or refuses every token.
        """
        for account in self._budget.usable():
            self._run(self._place("/version"), partial(self._learn, account))
        self._budget.usable()
        return self._budget.standing()

    def _following(self, heard: Heard, address: str) -> str | None:
        """Address at which a list goes on; what stands before a server may take ``Link`` away."""
        page = heard.headers.get("x-next-page", "")
        if heard.next_page or not page.isdecimal():
            return heard.next_page
        parts = urlsplit(address)
        words = {**dict(parse_qsl(parts.query)), "page": page}
        return parts._replace(query=urlencode(words)).geturl()

    def _learn(self, account: Account) -> None:
        turn = self._budget.turn_of(account, API)
        heard = self._sender.send("GET", self._address("/version"), turn.token)
        turn.heard(heard.headers)
        if heard.status == 401:
            turn.refuse(heard.said)
        # A token of one project may be kept from it, and reads that project all the same.
        if heard.status == 429 or heard.status >= 500:
            check(heard, self._place("/version"), GITLABS)


def connect(
    host: str,
    environment: Mapping[str, str],
    *,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
    allowance: Allowance | None = None,
    say: Callable[[str], None] | None = None,
) -> GitlabConnection:
    """Connect to a GitLab; nothing is sent yet.

    Parameters
    ----------
    host
        As the workspace names it: ``gitlab.com``.
    environment
        Where tokens and addresses stand; see `twohats.sources.gitlab_api.environment`.
    now, wait
        The clock, and how to let seconds pass.
    allowance
        What this run may take; None: all but the reserve.
    say
        Tells a person what the connection waits for, or which token it set aside.

    Returns
    -------
    GitlabConnection
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
    if not surroundings.tokens:
        name = TOKEN if host == GITLAB else f"{TOKEN}_{suffix_of(host)}"
        raise WrongUse(
            f"{host}: not read: there is no token for it. Set {name} to an access token with the "
            "scope read_api."
        )
    meter, clock, client = Meter(), ServerClock(now), make_client()
    sender = Sender(client, clock, meter, PRIVATE_TOKEN)
    sources = [FixedToken(token) for token in surroundings.tokens]
    budget = Budget(
        host, GitlabLimits(), sources, allowance or Allowance(), clock, wait, meter, say
    )
    return GitlabConnection(surroundings.rest, GITLABS, API, sender, budget, meter, client.close)
