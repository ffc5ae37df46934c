"""Make a connection to one forum from what the surroundings say.

Strangers may read what everybody may read, so a key is asked for nowhere. Where there is one, it belongs to
one forum by its name and is sent to no other:

``DISCOURSE_API_KEY_FORUM_EXAMPLE_ORG``
    a key that an administrator of ``forum.example.org`` gave out;
``DISCOURSE_API_USERNAME_FORUM_EXAMPLE_ORG``
    as whom it reads, for keys of all users;
``DISCOURSE_URL_FORUM_EXAMPLE_ORG``
    where the forum is, if not at ``https://forum.example.org``.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from twohats.errors import Mistake, SettingsErrors
from twohats.sources.asking.addresses import mistake_in
from twohats.sources.asking.allowance import Allowance, Left
from twohats.sources.asking.budget import Budget
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.own_variables import suffix_of
from twohats.sources.asking.ports import Reply
from twohats.sources.asking.rest import RestConnection
from twohats.sources.asking.sending import Header, Sender, make_client
from twohats.sources.asking.tokens import FixedToken, Nobody, Token
from twohats.sources.discourse_api.manners import (
    PAUSE_S,
    PAUSE_WITH_KEY_S,
    REQUESTS,
    DiscourseLimits,
    DiscourseManners,
)

KEY, USERNAME, URL = "DISCOURSE_API_KEY", "DISCOURSE_API_USERNAME", "DISCOURSE_URL"
OWN = (KEY, USERNAME, URL)
"""Before the suffix of a host they are for this one alone."""
AS_WHOM = "Api-Username"
"""Header that says as whom a key reads."""
STRANGER = "nobody's key"
"""Whose token it is where there is none."""


class DiscourseConnection(RestConnection):
    """Asks one forum, one request after the other, with a pause between them.

    Parameters
    ----------
    pause_s
        Seconds from one request to the next, at least.
    clock
        The server's time.
    """

    def __init__(
        self,
        rest: str,
        sender: Sender,
        budget: Budget,
        meter: Meter,
        *,
        pause_s: float,
        clock: ServerClock,
        close: Callable[[], None] = lambda: None,
    ):
        settings = "Check the address of the forum; else please report this."
        super().__init__(rest, DiscourseManners(settings), REQUESTS, sender, budget, meter, close)
        self._pause = timedelta(seconds=pause_s)
        self._clock = clock
        self._asked_at: datetime | None = None

    def standing(self) -> tuple[Left, ...]:
        """Try the key on what every read begins with: one request. A forum tells of no limit before.

        Raises
        ------
        SourceUnreadable
            The forum is out of reach, or refuses the key.
        """
        self.get("/site.json")
        return self._budget.standing()

    def get(self, path: str, etag: str | None = None) -> Reply:
        """Get one thing, after a pause; see `twohats.sources.asking.ports.Rest`."""
        now = self._clock.ours()
        if self._asked_at is not None:
            self._budget.pass_time((self._asked_at + self._pause - now).total_seconds())
        self._asked_at = self._clock.ours()
        return super().get(path, etag)


def has_key(host: str, environment: Mapping[str, str]) -> bool:
    """Whether a key for a forum is set.

    >>> has_key("talk.example.org", {"DISCOURSE_API_KEY_TALK_EXAMPLE_ORG": " "})
    False
    """
    return bool(environment.get(f"{KEY}_{suffix_of(host)}", "").strip())


def connect(
    host: str,
    environment: Mapping[str, str],
    *,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
    allowance: Allowance | None = None,
    say: Callable[[str], None] | None = None,
) -> DiscourseConnection:
    """Connect to a forum; nothing is sent yet.

    Parameters
    ----------
    host
        The forum's.
    environment
        Where a key and an address may stand.
    now, wait
        The clock, and how to let seconds pass.
    allowance
        What this run may take.
    say
        Tells a person what the connection waits for.

    Raises
    ------
    WrongUse
        Something that is set cannot be used; all of it at once.
    """
    names = {name: f"{name}_{suffix_of(host)}" for name in OWN}
    url = environment.get(names[URL], "").strip().rstrip("/")
    text, username = (environment.get(names[name], "").strip() for name in (KEY, USERNAME))
    # A traceback with the values of variables would show it.
    del environment
    key = Token(text, names[KEY]) if text else None
    del text
    mistakes = []
    if url and (wrong := mistake_in(url)):
        mistakes.append(Mistake(names[URL], None, wrong))
    if key and not key.is_usable():
        mistakes.append(Mistake(names[KEY], None, "it holds what no key holds: check it"))
    if mistakes:
        raise SettingsErrors(mistakes)
    meter, clock = Meter(), ServerClock(now)
    client = make_client({"Accept": "application/json", **_as_whom(username if key else "")})
    sender = Sender(client, clock, meter, Header("Api-Key", "", (AS_WHOM,)))
    source = FixedToken(key or Nobody(STRANGER))
    budget = Budget(
        host, DiscourseLimits(), [source], allowance or Allowance(), clock, wait, meter, say
    )
    return DiscourseConnection(
        url or f"https://{host}",
        sender,
        budget,
        meter,
        pause_s=PAUSE_WITH_KEY_S if key else PAUSE_S,
        clock=clock,
        close=client.close,
    )


def _as_whom(username: str) -> dict[str, str]:
    return {AS_WHOM: username} if username else {}
