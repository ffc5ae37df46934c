"""Topics of a category, page by page, those first in which something was said last.

Pages are told by number, so what moves meanwhile moves others. A topic in which somebody writes goes to the
front: others come a second time, which harms nothing, and it is looked for once more at the end. A topic that
is deleted pulls others forward, past the page that comes next; so each page is looked at once more right
before the next one, and a read that was cut goes back until it meets what it has read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from twohats.errors import SourceUnreadable
from twohats.sources.asking.ports import Rest
from twohats.sources.discourse_shapes import Listed, Topic, convert


@dataclass(frozen=True)
class ListPage:
    """One page of the list."""

    topics: Sequence[Topic]
    """Those of the category itself."""
    asked_at: datetime
    is_last: bool

    @property
    def ordered(self) -> Sequence[Topic]:
        """Those that stand where their time puts them: what is pinned stands above."""
        return [one for one in self.topics if not (one.pinned or one.pinned_globally)]


class Lister:
    """The list of one category, without those within it.

    Parameters
    ----------
    connection
        Whom to ask.
    number
        The category's.
    slugs
        How it is called in addresses.
    """

    def __init__(self, connection: Rest, number: int, slugs: Sequence[str]):
        self._connection = connection
        self._number = number
        path = "/".join(quote(slug, safe="") for slug in slugs)
        self._path = f"/c/{path}/{number}/l/latest.json?order=activity&no_subcategories=true"

    def page(self, at: int) -> ListPage:
        """Ask for one page, the first one being 0.

        Raises
        ------
        NotThere
            The category is not shown (any more).
        """
        reply = self._connection.get(f"{self._path}&page={at}" if at else self._path)
        try:
            found = convert(reply.content, Listed).topic_list
        except ValueError as error:
            raise SourceUnreadable(f"{self._path}: not read: it is no list: {error}.") from None
        topics = (found.topics if found else None) or []
        own = [one for one in topics if one.id and one.category_id in (None, self._number)]
        return ListPage(own, reply.asked_at, not topics or not (found and found.more_topics_url))
