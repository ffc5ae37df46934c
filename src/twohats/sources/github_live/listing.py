"""Pages of the list of a repository's issues, pull requests or discussions."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from twohats.errors import SourceUnreadable
from twohats.sources.forge_times import moment, text_of
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy, Trouble
from twohats.sources.github_live.cost import page_size
from twohats.sources.github_live.gathering import Gathered, ListPage, Loss, said
from twohats.sources.github_live.lists import Listing
from twohats.sources.github_live.pace import Pace
from twohats.sources.github_live.queries import packed, query, quoted

_TOO_HEAVY = "GitHub found it too heavy, even alone and its lists one thing at a time"


class Lister:
    """Asks for a list, page by page.

    Where GitHub can leave out what has not changed since, and where all is read, the list runs from
    the item that changed longest ago: what changes while it is read comes again at its end. Else
    it runs from the latest, until an item is older.

    Parameters
    ----------
    connection
        Whom to ask.
    owner, name
        The repository.
    listing
        The list.
    since
        Only items that changed then or later; None: all.
    """

    def __init__(
        self,
        connection: Connection,
        owner: str,
        name: str,
        listing: Listing,
        since: datetime | None,
    ):
        self._connection = connection
        self._names = {"owner": owner, "name": name}
        self._listing = listing
        self._since = since
        self._latest_first = since is not None and not listing.has_since
        self._pace = Pace(page_size(len(listing.lists)))

    @property
    def runs_from_latest(self) -> bool:
        """Whether an item that changes while it is read is missed by this list."""
        return self._latest_first

    def pages(self, after: str | None) -> Iterator[ListPage]:
        """Ask for the pages behind a cursor."""
        is_last = False
        while not is_last:
            page = self._page(after)
            after, is_last = page.after, page.is_last
            yield page

    def _page(self, after: str | None) -> ListPage:
        while True:
            variables = self._variables(after)
            try:
                answer = self._connection.ask(query(self._listing.query), variables)
            except TooHeavy:
                if self._pace.shrink():
                    continue
                return self._passed_over(after)
            self._pace.grow()
            return self._read(answer)

    def _variables(self, after: str | None) -> Mapping[str, Any]:
        variables: dict[str, Any] = {
            **self._names,
            "first": self._pace.size,
            "after": after,
            "nested": self._pace.nested,
        }
        if self._listing.has_since:
            # A variable that is left out leaves the filter out; null might be taken for a value.
            return (
                variables if self._since is None else {**variables, "since": text_of(self._since)}
            )
        return {**variables, "direction": "DESC" if self._latest_first else "ASC"}

    def _read(self, answer: Answer) -> ListPage:
        found = self._found(answer)
        nodes, info = found["nodes"] or [], found["pageInfo"]
        troubles: dict[int, list[Trouble]] = {}
        page = ListPage([], info["endCursor"], not info["hasNextPage"])
        for trouble in answer.troubles:
            at = trouble.path[3] if len(trouble.path) > 3 else None
            if isinstance(at, int):
                troubles.setdefault(at, []).append(trouble)
            else:
                page.losses.append((self._listing.field, self._loss(said([trouble]))))
        for at, node in enumerate(nodes):
            if node is None:
                reason = said(troubles.get(at, [])) or "GitHub kept it back"
                page.losses.append((f"one of {self._listing.field}", self._loss(reason)))
                continue
            if self._latest_first and self._is_old(node):
                page.is_last = True
                break
            page.items.append(self._item(node, answer.asked_at, troubles.get(at, [])))
        return page

    def _item(
        self, node: Mapping[str, Any], seen_at: datetime, troubles: list[Trouble]
    ) -> Gathered:
        item = Gathered(self._listing, node, seen_at)
        by_field = {
            nested.field: (name, nested.holds) for name, nested in self._listing.lists.items()
        }
        for trouble in troubles:
            field = str(trouble.path[4]) if len(trouble.path) > 4 else ""
            name, holds = by_field.get(field, ("", (f"items.{self._listing.kind}",)))
            if name:
                item.unknown.add(name)
            item.lose(f"{field}: {said([trouble])}" if field else said([trouble]), *holds)
        return item

    def _loss(self, reason: str) -> Loss:
        return Loss(reason, self._listing.holds)

    def _is_old(self, node: Mapping[str, Any]) -> bool:
        assert self._since is not None
        return moment(node["updatedAt"]) < self._since

    def _found(self, answer: Answer) -> Mapping[str, Any]:
        repository = answer.data.get("repository") or {}
        found: Mapping[str, Any] | None = repository.get("page")
        if found is None:
            reason = said(list(answer.troubles)) or "GitHub gave no answer"
            raise SourceUnreadable(
                f"github.com/{self._names['owner']}/{self._names['name']}: {self._listing.field} "
                f"not read: {reason}. Run `twohats sync` again later; it resumes."
            )
        return found

    def _passed_over(self, after: str | None) -> ListPage:
        """Leave out one item that cannot be had, and go on behind it."""
        names = ", ".join(f"{key}: {quoted(value)}" for key, value in self._names.items())
        more = "" if after is None else f", after: {quoted(after)}"
        if self._listing.has_since and self._since is not None:
            more += f", filterBy: {{ since: {quoted(text_of(self._since) or '')} }}"
        order = "{ field: UPDATED_AT, direction: %s }" % ("DESC" if self._latest_first else "ASC")
        inner = "pageInfo { hasNextPage endCursor } nodes { url updatedAt }"
        page = f"page: {self._listing.field}(first: 1{more}, orderBy: {order}) {{ {inner} }}"
        try:
            answer = self._connection.ask(packed([f"repository({names}) {{ {page} }}"]))
        except TooHeavy:
            # Behind what cannot even be counted nothing can be reached: the rest is for a later run.
            return ListPage([], after, True, [(self._listing.field, self._loss(_TOO_HEAVY))])
        found = self._found(answer)
        nodes, info = [one for one in found["nodes"] or () if one], found["pageInfo"]
        is_old = self._latest_first and any(map(self._is_old, nodes))
        losses = [] if is_old else [(str(one["url"]), self._loss(_TOO_HEAVY)) for one in nodes]
        return ListPage([], info["endCursor"], is_old or not info["hasNextPage"], losses)
