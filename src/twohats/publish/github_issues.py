"""Issues of a tracker of ours on GitHub: looked for, opened, and brought up to date.

Nothing is sent twice by itself: whether a request that was cut off arrived is not known. Whoever runs
it again is safe, since what stands is looked for first.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from twohats.errors import SettingsErrors, SourceUnreadable, TwohatsError, WrongUse
from twohats.records.drafts import Draft, Issue
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.faults import Broken, Heard, decode
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.sending import Sender
from twohats.sources.asking.tokens import Token
from twohats.sources.github_api.client import make_client
from twohats.sources.github_api.environment import read_surroundings


class GithubIssues:
    """The issues of GitHub's trackers, by its REST interface.

    Parameters
    ----------
    rest
        Address of the interface: ``https://api.github.com``.
    token
        Gets the token to write with.
    sender
        Sends requests.
    """

    def __init__(self, rest: str, token: Callable[[], Token], sender: Sender):
        self._rest, self._token, self._sender = rest, token, sender

    def open_issues(self, repository: str) -> Iterator[Issue]:
        """List what is open, changes left out."""
        address: str | None = f"{self._issues(repository)}?state=open&per_page=100"
        while address:
            heard = self._ask("GET", address, repository, "looked at")
            for one in _document(heard, repository, "looked at"):
                if "pull_request" not in one:
                    yield _issue(one)
            address = heard.next_page

    def create(self, repository: str, draft: Draft) -> Issue:
        """Open an issue."""
        content = {"title": draft.title, "body": draft.body, "labels": list(draft.labels)}
        heard = self._ask("POST", self._issues(repository), repository, "written to", content)
        return _issue(_document(heard, repository, "written to"))

    def write(self, repository: str, number: int, body: str) -> Issue:
        """Put another text in the place of an issue's."""
        address = f"{self._issues(repository)}/{number}"
        heard = self._ask("PATCH", address, repository, "written to", {"body": body})
        return _issue(_document(heard, repository, "written to"))

    def _issues(self, repository: str) -> str:
        return f"{self._rest}/repos/{repository.partition(':')[2]}/issues"

    def _ask(
        self,
        method: str,
        address: str,
        repository: str,
        what: str,
        content: dict[str, Any] | None = None,
    ) -> Heard:
        body = None if content is None else json.dumps(content).encode()
        name = repository.partition(":")[2]
        try:
            heard = self._sender.send(method, address, self._token(), body=body)
        except Broken as fault:
            again = " Run it again: it looks first whether it arrived." if content else ""
            raise SourceUnreadable(f"{name}: not {what}: {fault}.{again}") from None
        if heard.status in (200, 201):
            return heard
        said = f" (“{heard.said}”)" if heard.said else ""
        if heard.status in (401, 403, 404, 410):
            raise TwohatsError(
                f"{name}: not {what}: the token may not, or there are no issues there{said}. "
                "Use a token that may write issues in this repository."
            )
        raise SourceUnreadable(
            f"{name}: not {what}: the server answered {heard.status}{said}. Run it again later."
        )


@contextmanager
def connect_issues(
    host: str, environment: Mapping[str, str], now: Callable[[], datetime]
) -> Iterator[GithubIssues]:
    """Connect to a forge's trackers with a person's own token; nothing is sent yet.

    Raises
    ------
    WrongUse
        There is no such token, or what is set cannot be used. An App's will not do: a human posts.
    """
    surroundings = read_surroundings(environment, host)
    # A traceback with the values of variables would show it.
    del environment
    if surroundings.mistakes:
        raise SettingsErrors(surroundings.mistakes)
    if not surroundings.tokens:
        raise WrongUse(
            f"{host}: nothing was sent: there is no token of a person. Set GITHUB_TOKEN, or log in "
            "by `gh auth login`."
        )
    token = surroundings.tokens[0]
    with make_client() as client:
        sender = Sender(client, ServerClock(now), Meter())
        yield GithubIssues(surroundings.places.rest, lambda: token, sender)


def _document(heard: Heard, repository: str, what: str) -> Any:
    try:
        return decode(heard.body)
    except ValueError:
        name = repository.partition(":")[2]
        raise SourceUnreadable(
            f"{name}: not {what} for certain: the answer was damaged. Run it again: it looks first."
        ) from None


def _issue(one: Any) -> Issue:
    return Issue(one["number"], one["title"], one["body"] or "", one["html_url"])
