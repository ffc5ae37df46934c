"""The connection to GitHub: `twohats.sources.github_api.ports.Connection` over HTTP."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from twohats.sources.asking.allowance import Left
from twohats.sources.asking.budget import Account, Budget, Turn
from twohats.sources.asking.faults import Place, check
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.rest import RestConnection, short
from twohats.sources.asking.sending import Sender
from twohats.sources.github_api import graphql
from twohats.sources.github_api.faults import GITHUBS
from twohats.sources.github_api.limits import from_overview
from twohats.sources.github_api.places import Places
from twohats.sources.github_api.ports import Answer


class GithubConnection(RestConnection):
    """Asks one forge; several threads may ask at once, one request at a time for each token.

    Parameters
    ----------
    close
        Ends what ``sender`` sends through.
    """

    def __init__(
        self,
        places: Places,
        sender: Sender,
        budget: Budget,
        meter: Meter,
        close: Callable[[], None] = lambda: None,
    ):
        super().__init__(places.rest, GITHUBS, "core", sender, budget, meter, close)
        self.places = places

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        """Send one GraphQL query; see `twohats.sources.github_api.ports.Connection`."""
        place = Place(short(self.places.graphql), is_query=True)
        made = graphql.make_query(query, variables)

        def once(turn: Turn) -> Answer:
            headers = {"Content-Type": "application/json"}
            heard = self._sender.send(
                "POST", self.places.graphql, turn.token, body=made.body, headers=headers
            )
            turn.heard(heard.headers)
            answer, window = graphql.read_answer(heard, made, place)
            if window:
                turn.know(window)
            turn.paid(answer.cost)
            return answer

        return self._try("graphql", place, once)

    def standing(self) -> tuple[Left, ...]:
        """Ask what every token has left; it costs nothing. A run says it before it begins.

        Returns
        -------
        tuple
            Two for each token that is not refused: GraphQL's points and REST's requests.

        Raises
        ------
        SourceUnreadable
            GitHub is out of reach, or refuses every token.
        """
        for account in self._budget.usable():
            self._run(self._place("/rate_limit"), partial(self._learn, account))
        self._budget.usable()
        return self._budget.standing()

    def _learn(self, account: Account) -> None:
        turn, address = self._budget.turn_of(account, "core"), self._address("/rate_limit")
        heard = self._sender.send("GET", address, turn.token)
        if heard.status == 401:
            turn.refuse(heard.said)
        # Enterprise answers 404 where limits are switched off. Else no answer is no news.
        if heard.status >= 500:
            check(heard, self._place("/rate_limit"), GITHUBS)
        if heard.status == 200:
            for resource, window in from_overview(self._content(heard)).items():
                self._budget.know(account, resource, window)
