"""Issues and merge requests, each whole: with all that was said and done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.forge_times import moment
from twohats.sources.gitlab_live.cursor import Cursor
from twohats.sources.gitlab_rows import Node, Whole

PER_PAGE = 100

HOLDS: Mapping[str, tuple[str, ...]] = {
    "discussions": ("events.*",),
    "resource_label_events": ("events.labeled", "events.unlabeled"),
    "resource_milestone_events": ("events.milestoned", "events.demilestoned"),
    "resource_state_events": ("events.closed", "events.reopened", "events.merged"),
    "commits": ("item_commits", "events.committed"),
    "diffs": ("item_files",),
}
"""What is not complete where a list of an item cannot be had."""


@dataclass(frozen=True)
class Gathered:
    """One item, and what of it could not be had."""

    whole: Whole
    seen_at: datetime
    losses: dict[str, str] = field(default_factory=dict)
    """Why not, by list."""


class Items:
    """Reads one list of a project from where a cursor stands.

    It goes by when items changed last, the earliest first, and each page begins where the last one
    ended in time, not in number. So what changes meanwhile comes once more at the end, and nothing is
    jumped over.
    """

    def __init__(self, connection: Rest, project: Node, name: str, cursor: Cursor):
        self._connection = connection
        self._project = project
        self._name = name
        self._cursor = cursor
        self._place = f"/projects/{project['id']}/{name}"

    def read(self) -> Iterator[Gathered]:
        """Yield items; the cursor is moved behind each one that was yielded when it goes on.

        Raises
        ------
        NotThere
            The project has no such list for this token.
        """
        number = 1
        while True:
            after = self._cursor.reached.get(self._name) or self._cursor.lower
            listed, asked_at = self._page(after, number)
            for item in listed:
                if not self._is_read(item):
                    yield self._whole(item, asked_at)
                    self._move(item)
            if len(listed) < PER_PAGE:
                return
            # A page of items that all changed in one moment does not lead on in time.
            number = number + 1 if self._cursor.reached.get(self._name) == after else 1

    def _page(self, after: str | None, number: int) -> tuple[Sequence[Node], datetime]:
        words = {
            **{"state": "all", "scope": "all", "order_by": "updated_at", "sort": "asc"},
            **({"updated_after": after} if after else {}),
            **({"page": str(number)} if number > 1 else {}),
            "per_page": str(PER_PAGE),
        }
        reply = self._connection.get(f"{self._place}?{urlencode(words)}")
        return reply.content, reply.asked_at

    def _is_read(self, item: Node) -> bool:
        reached = self._cursor.reached.get(self._name)
        return item["updated_at"] == reached and item["iid"] in self._cursor.at_reached.get(
            self._name, ()
        )

    def _move(self, item: Node) -> None:
        changed_at, name = item["updated_at"], self._name
        if self._cursor.reached.get(name) != changed_at:
            self._cursor.reached[name] = changed_at
            self._cursor.at_reached[name] = []
        self._cursor.at_reached[name].append(item["iid"])

    def _whole(self, item: Node, seen_at: datetime) -> Gathered:
        is_change = self._name == "merge_requests"
        losses: dict[str, str] = {}

        def listed(name: str) -> list[Node]:
            try:
                pages = self._connection.pages(f"{self._place}/{item['iid']}/{name}")
                return [one for page in pages for one in page.content]
            except NotThere as missing:
                losses[name] = str(missing)
                return []

        def said(name: str) -> list[Node]:
            return [] if _is_untouched(item) or item.get("confidential") else listed(name)

        head = self._project["path_with_namespace"]
        whole = Whole(
            item,
            is_change,
            discussions=said("discussions"),
            label_events=said("resource_label_events"),
            milestone_events=said("resource_milestone_events"),
            state_events=said("resource_state_events"),
            commits=listed("commits") if is_change else None,
            diffs=listed("diffs") if is_change else None,
            head_repository=head if item.get("source_project_id") == self._project["id"] else None,
        )
        if "diffs" in losses:
            whole = replace(whole, diffs=None)
        if "resource_state_events" in losses:
            whole = replace(whole, state_events=None)
        return Gathered(whole, seen_at, losses)


def _is_untouched(item: Node) -> bool:
    """Whether nothing can have happened to an item since it was opened, so that nobody need ask."""
    return (
        moment(item["updated_at"]) == moment(item["created_at"])
        and item.get("user_notes_count") == 0
        and item.get("state") == "opened"
        and not (item.get("labels") or item.get("milestone") or item.get("assignees"))
    )
