"""A repository by itself: what it says, its releases and milestones, and the checks of its commits."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from twohats.errors import SourceUnreadable
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy
from twohats.sources.github_live.gathering import said
from twohats.sources.github_live.pace import Pace
from twohats.sources.github_live.queries import query
from twohats.sources.github_live.shapes import Node, account, milestone, repository
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import Repository

_Listed = Iterator[tuple[Node, Answer]]


class Home:
    """A repository, to be asked about by its name of today."""

    def __init__(self, connection: Connection, full_name: str, key: str):
        self._connection = connection
        self.full_name = full_name
        self.key = key
        self.owner, _, self.name = full_name.rpartition("/")
        self.names = {"owner": self.owner, "name": self.name}

    def ask(self, name: str, **variables: Any) -> tuple[Mapping[str, Any], Answer]:
        """Send a whole query; what it says of the repository.

        Raises
        ------
        SourceUnreadable
            GitHub says nothing of the repository.
        """
        answer = self._connection.ask(query(name), {**self.names, **variables})
        found = answer.data.get("repository")
        if found is None:
            reason = said(list(answer.troubles)) or "GitHub gave no answer"
            raise SourceUnreadable(
                f"github.com/{self.full_name}: not read: {reason}. Check its name and that the "
                "token may read it, then run `twohats sync` again."
            )
        return found, answer

    def listed(
        self,
        name: str,
        found: Mapping[str, Any],
        answer: Answer,
        rows: GithubRows,
        **variables: Any,
    ) -> _Listed:
        """Read one of its lists to the end; what GitHub keeps back is a loss.

        Parameters
        ----------
        name
            Of the query that goes on with it.
        found, answer
            What ``About`` said, which has its first page.
        rows
            Where losses go.
        **variables
            What the query takes besides.
        """
        pace, holds = Pace(100), name.lower()
        while True:
            page = _PAGES[name](found)
            if page is None:
                return
            for node in page["nodes"] or ():
                if node is None:
                    self._lose(rows, holds, "GitHub kept one back")
                else:
                    yield node, answer
            if not page["pageInfo"]["hasNextPage"]:
                return
            variables["after"] = page["pageInfo"]["endCursor"]
            asked = self.ask_less(name, pace, variables)
            if asked is None:
                self._lose(rows, holds, "GitHub found it too heavy, even one at a time")
                return
            found, answer = asked
            for trouble in answer.troubles:
                self._lose(rows, holds, said([trouble]))

    def ask_less(
        self, name: str, pace: Pace, variables: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Answer] | None:
        """Ask for as much as GitHub can give at once; None if that is nothing."""
        while True:
            try:
                asked = self.ask(name, first=pace.size, **variables)
            except TooHeavy:
                if pace.size == 1:
                    return None
                pace.shrink()
            else:
                pace.grow()
                return asked

    def _lose(self, rows: GithubRows, holds: str, reason: str) -> None:
        rows.lose(f"{self.key}: {holds}", reason, [holds], self.key)


def add_home(rows: GithubRows, home: Home, since: str) -> Repository:
    """Take in what a repository says of itself, its releases, milestones and checks.

    Parameters
    ----------
    rows
        Where they go.
    home
        The repository.
    since
        Checks are those of commits from then on.

    Returns
    -------
    Repository
        What it says of itself.
    """
    asked = home.ask_less("About", Pace(100), {"since": since})
    if asked is None:
        raise SourceUnreadable(
            f"github.com/{home.full_name}: not read: GitHub takes too long to describe it. "
            "Run `twohats sync` again later."
        )
    found, answer = asked
    itself = repository(found)
    rows.repository(itself, answer.asked_at)
    rows.tallies[home.key].rows["repositories"] += 1
    for trouble in answer.troubles:
        rows.lose(
            f"{home.key}: {'.'.join(map(str, trouble.path[1:]))}",
            *(said([trouble]), ["repositories", "releases", "milestones", "checks"], home.key),
        )
    _add_releases(rows, home, home.listed("Releases", found, answer, rows))
    _add_milestones(rows, home, home.listed("Milestones", found, answer, rows))
    _add_checks(rows, home, home.listed("Checks", found, answer, rows, since=since))
    return itself


def _add_releases(rows: GithubRows, home: Home, listed: _Listed) -> None:
    """Take in the releases; drafts are nobody's business but their authors'."""
    for node, answer in listed:
        if node["isDraft"]:
            continue
        author = account(node.get("author"))
        row = (
            home.key,
            node["tagName"],
            node.get("name"),
            rows.account(home.key, author, answer.asked_at) if author else None,
            node.get("publishedAt"),
            node.get("isPrerelease"),
            node.get("url"),
        )
        rows.row("releases", home.key, row, answer.asked_at)


def _add_milestones(rows: GithubRows, home: Home, listed: _Listed) -> None:
    for node, answer in listed:
        rows.milestone(home.key, milestone(node), answer.asked_at)


def _add_checks(rows: GithubRows, home: Home, listed: _Listed) -> None:
    for node, answer in listed:
        state = (node.get("statusCheckRollup") or {}).get("state")
        looked_at = answer.asked_at.isoformat().replace("+00:00", "Z")
        row = (
            home.key,
            node["oid"],
            node.get("committedDate"),
            state.lower() if state else None,
            looked_at,
        )
        rows.row("checks", home.key, row, answer.asked_at)


def _history(found: Mapping[str, Any]) -> Node | None:
    target = (found.get("head") or {}).get("target") or {}
    page: Node | None = target.get("history")
    return page


_PAGES: Mapping[str, Callable[[Mapping[str, Any]], Node | None]] = {
    "Releases": lambda found: found.get("releases"),
    "Milestones": lambda found: found.get("milestones"),
    "Checks": _history,
}
"""Where in an answer each list stands."""
