"""What one person opened outside the register: only for those who switched it on themselves.

Nothing is promised of the repositories these items lie in: whatever else happens there is not read.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from twohats.records import Page, Skipped, repository_key
from twohats.records.personal import personal_columns
from twohats.sources.github_api.ports import Connection, TooHeavy
from twohats.sources.github_live.gathering import Gathered, Gatherer, ListPage, said
from twohats.sources.github_live.lists import ISSUES, PULLS, Listing
from twohats.sources.github_live.queries import packed, quoted
from twohats.sources.github_live.rows import add_item
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import Account, Repository

FOLLOWED = "github-followed"
"""Name of the reader."""
AT_ONCE = 20
MOST_FOUND = 1_000
"""GitHub shows no more of one search, however many it counts."""
OVERLAP = timedelta(minutes=10)
"""How far a search looks back behind the last one: its index lags behind what happened."""

_SEARCHES: Mapping[str, tuple[str, Listing]] = {
    "is:issue": ("... on Issue { ...Issue", ISSUES),
    "is:pr": ("... on PullRequest { ...Pull", PULLS),
}
_PLACE = "repository { databaseId nameWithOwner isPrivate owner { __typename login } } }"


class GithubFollowed:
    """The reader of one person's items; it begins anew when it is cut.

    Parameters
    ----------
    connection
        GitHub.
    account
        Whose: ``github:login``.
    since
        Items that changed since.
    before
        Cursor of the last finished read: when it began, and how far back it went. A read that is to
        reach further back begins anew.
    is_read_anyway
        Whether a repository is in the register, so that its own read has the item.
    now
        The clock's time.
    """

    name = FOLLOWED
    personal = personal_columns(
        *("accounts", "repositories", "items", "events", "item_files", "links", "milestones")
    )

    def __init__(
        self,
        connection: Connection,
        account: str,
        *,
        since: datetime,
        before: str | None,
        is_read_anyway: Callable[[str], bool],
        now: datetime,
    ):
        self._connection = connection
        self._forge, _, self._login = account.partition(":")
        self._reach, self._since = _begin(before, since)
        self._asked_at: datetime | None = None
        self._has_failed = False
        self._is_read_anyway = is_read_anyway
        self._now = now
        self.location = place_of(account)

    def fingerprint(self) -> str:
        """Never the same twice: only a search tells whether there is anything new."""
        return self._now.isoformat()

    def pages(self, after: str | None = None) -> Iterator[Page]:
        """Search, and read what is found whole."""
        rows = GithubRows(self._forge, self.name)
        for kind, (fragment, listing) in _SEARCHES.items():
            for page in Gatherer(self._connection).whole(self._found(kind, fragment, listing)):
                for name, loss in page.losses:
                    yield self._lost(name, loss.reason)
                for item in page.items:
                    home = _home(item.node["repository"])
                    add_item(rows, home, repository_key(self._forge, home.full_name or ""), item)
                yield from rows.pages(None, None)
                rows.forget_looks()
        reason = "only what people who are followed opened there"
        denied = [
            promiser.deny(holds, reason)
            for promiser in rows.promisers()
            for holds in ("items.issue", "items.pull_request")
        ]
        yield from rows.last_page(denied, None)
        # GitHub's clock: ours may be ahead of it, and what happened meanwhile would never be found.
        # What was not searched is searched for again, from where this read began.
        began = self._since + OVERLAP if self._has_failed else self._asked_at or self._now
        yield Page("", cursor=f"{began.isoformat()} {self._reach.isoformat()}")

    def _found(self, kind: str, fragment: str, listing: Listing) -> Iterator[ListPage]:
        words = f"author:{self._login} is:public {kind} updated:>={self._since:%Y-%m-%dT%H:%M:%SZ}"
        after, first, has_more = None, AT_ONCE, True
        while has_more:
            behind = "" if after is None else f", after: {quoted(after)}"
            field = (
                f"search(query: {quoted(words)}, type: ISSUE, first: {first}{behind}) {{ issueCount "
                f"pageInfo {{ hasNextPage endCursor }} nodes {{ {fragment} {_PLACE} }} }}"
            )
            text = packed([field]).replace("query {", "query($nested: Int!) {", 1)
            try:
                answer = self._connection.ask(text, {"nested": 100})
            except TooHeavy:
                if first == 1:
                    raise
                first = max(1, first // 2)
                continue
            self._asked_at = self._asked_at or answer.asked_at
            found = answer.data.get("search")
            if found is None:
                self._has_failed = True
                why = said(list(answer.troubles)) or "it gave no answer"
                yield self._without(listing, answer.asked_at, f"GitHub did not search: {why}")
                return
            after, has_more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
            nodes = [node for node in found["nodes"] if node and self._is_wanted(node)]
            items = [Gathered(listing, node, answer.asked_at) for node in nodes]
            yield ListPage(items, after, not has_more)
            if kept_back := sum(node is None for node in found["nodes"]):
                why = said(list(answer.troubles)) or "without a reason"
                reason = f"GitHub kept back {kept_back} of those found: {why}"
                yield self._without(listing, answer.asked_at, reason)
            if not has_more and found["issueCount"] > MOST_FOUND:
                reason = f"GitHub shows {MOST_FOUND:,} of {found['issueCount']:,} found"
                yield self._without(listing, answer.asked_at, reason)

    def _without(self, listing: Listing, seen_at: datetime, reason: str) -> ListPage:
        """Tell of something that was not shown."""
        gathered = Gathered(listing, {}, seen_at)
        gathered.lose(reason)
        return ListPage([], None, True, [(self.location, gathered.losses[0])])

    def _is_wanted(self, node: Mapping[str, Any]) -> bool:
        home = node["repository"]
        key = repository_key(self._forge, home["nameWithOwner"])
        return not home["isPrivate"] and not self._is_read_anyway(key)

    def _lost(self, name: str, reason: str) -> Page:
        return Page("", skipped=(Skipped(name, reason),))


def _begin(before: str | None, since: datetime) -> tuple[datetime, datetime]:
    """Find how far back is held after this read, and from when on it has to search."""
    if before is None:
        return since, since
    began, _, reach = before.partition(" ")
    if not reach or since < datetime.fromisoformat(reach):
        return since, since
    return datetime.fromisoformat(reach), datetime.fromisoformat(began) - OVERLAP


def place_of(account: str) -> str:
    """Name what is read of a person without naming the person.

    Examples
    --------
    >>> place_of("github:jane-made-up")
    'github:somebody who is followed (fe22c168e463aeac)'
    """
    forge = account.partition(":")[0]
    mark = hashlib.sha256(account.encode()).hexdigest()[:16]
    return f"{forge}:somebody who is followed ({mark})"


def _home(place: Mapping[str, Any]) -> Repository:
    owner = place["owner"]
    return Repository(
        id=place["databaseId"],
        full_name=place["nameWithOwner"],
        owner=Account(login=owner["login"], type=owner["__typename"]),
    )
