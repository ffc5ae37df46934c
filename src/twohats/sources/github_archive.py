"""Archives of issues and pull requests as IETF groups keep them: one JSON file on ``gh-pages``.

The program archive_repo of the i-d-template writes them from GraphQL: logins stand alone, comments
and line comments have no number and reviews do. Such a comment is known by its item, its author
and its second, so that the same archive, read later, gives the same row; another source's row of
the same comment it cannot be matched with. At most five labels and assignees of an item are there,
and who wrote a pull request's comments beyond the hundredth is not.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from twohats.errors import SourceUnreadable
from twohats.records import Coverage, Page
from twohats.records.personal import personal_columns
from twohats.records.tables import EVENT_KINDS
from twohats.sources.columns import utc_text
from twohats.sources.forge_bucket import Place
from twohats.sources.forge_tally import Promiser
from twohats.sources.github_names import database_id
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import (
    Account,
    Base,
    Head,
    Item,
    Label,
    NamedRepository,
    Shape,
    lenient_json,
    salvage,
)

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

ITEMS_PER_PAGE = 2000

_AT_MOST = 5
"""Labels and assignees of one item that the program asks for."""

_MAGIC = re.compile(rb'^\s*\{\s*"magic":\s*"(?:E!vIA5L86J2I|B8n2c@e8kvfx)"')
_NOT_STORED = "an archive does not hold it"
_NUMBERLESS = "they have no numbers in an archive, by which another source's rows could be matched"


class _Remark(Shape, rename="camel"):
    """A comment, or a line comment."""

    author: str | msgspec.UnsetType | None = msgspec.UNSET
    author_association: str | None = None
    body: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _Review(Shape, rename="camel"):
    """A review with its line comments."""

    id: str | None = None
    author: str | None = None
    author_association: str | None = None
    state: str | None = None
    body: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    comments: list[_Remark] | None = None


class _Commit(Shape):
    """A commit by its name."""

    oid: str | None = None


class _Item(Shape, rename="camel"):
    """An issue or a pull request."""

    number: int | None = None
    title: str | None = None
    url: str | None = None
    state: str | None = None
    author: str | None = None
    author_association: str | None = None
    assignees: list[str] | None = None
    labels: list[str] | None = None
    body: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    closed_at: str | None = None
    merged_at: str | None = None
    merged_by: str | None = None
    merge_commit: _Commit | None = None
    base_ref_name: str | None = None
    head_repository: str | None = None
    comments: list[_Remark] | None = None
    reviews: list[_Review] | None = None


def looks_like_archive(path: Path) -> bool:
    """Whether a file begins as an archive does."""
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        return bool(_MAGIC.match(opened.read(200)))


def open_archive(
    path: Path, *, forge: str = "github", seen_at: datetime | None = None
) -> "GithubArchive":
    """Open an archive for reading.

    Parameters
    ----------
    path
        The file.
    forge
        Name of the forge in the workspace.
    seen_at
        When it was made, if one knows better than the archive itself.

    Raises
    ------
    SourceUnreadable
        There is nothing at ``path``.
    """
    if not path.exists():
        raise SourceUnreadable(f"{path}: not read: there is no such file. Check the path.")
    return GithubArchive(path, forge, seen_at)


class GithubArchive:
    """The reader; `twohats.sources.ports.Source` says what it promises."""

    name = "github-archive"
    personal = personal_columns(
        "accounts",
        "repositories",
        "names",
        "items",
        "events",
        "item_commits",
        "links",
        "milestones",
    )

    def __init__(self, path: Path, forge: str, seen_at: datetime | None):
        self.path = path
        self.location = str(path)
        self._forge = forge
        self._seen_at = seen_at

    def fingerprint(self) -> str:
        status = self.path.stat()
        text = f"{self.name} {VERSION} {self._forge} {self._seen_at}"
        text += f" {status.st_size} {status.st_mtime_ns}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        rows = GithubRows(self._forge, self.name)
        content = _content(self.path.read_bytes(), rows)
        full_name = content.get("repo")
        made_at = utc_text(content.get("timestamp"))
        if not isinstance(full_name, str) or not (made_at or self._seen_at):
            raise SourceUnreadable(
                f"{self.path}: nothing was read: it does not say its repository and its time."
            )
        seen_at = self._seen_at or datetime.fromisoformat(str(made_at))
        read = _Read(rows, full_name, seen_at)
        for at, (kind, raw) in enumerate(_items(content), 1):
            read.item(kind, raw)
            if at % ITEMS_PER_PAGE == 0:
                yield from rows.pages(None, None)
        yield from rows.pages(None, None)
        promises = [promise for one in rows.promisers() for promise in read.coverage(one, content)]
        if not promises:
            raise SourceUnreadable(f"{self.path}: nothing was read: {rows.first_loss}.")
        yield from rows.last_page(promises, None)


class _Read:
    """One pass over an archive."""

    def __init__(self, rows: GithubRows, full_name: str, seen_at: datetime):
        self._rows = rows
        self._repository = NamedRepository(full_name)
        self._seen_at = seen_at
        self._times: Counter[str] = Counter()
        self._authorless = 0
        self._full_lists = 0

    def item(self, kind: str, raw: Any) -> None:
        """Read one issue or pull request with all that was said on it."""
        number = raw.get("number") if isinstance(raw, dict) else None
        name = f"{kind} {number}"
        item = self._shaped(kind, raw, name)
        if item is None:
            return
        is_pull = kind == "pull_request"
        place = self._rows.item(self._as_rest(item, is_pull), self._seen_at, name, is_pull=is_pull)
        if place is None:
            return
        self._full_lists += _AT_MOST in (len(item.labels or ()), len(item.assignees or ()))
        for remark in item.comments or ():
            self._remark(place, "commented", remark, remark.author)
        for review in item.reviews or ():
            self._review(place, review, name)

    def coverage(self, promiser: Promiser, content: dict[str, Any]) -> Iterator[Coverage]:
        """Say what is held of the repository."""
        yield promiser.promise("items.issue")
        if "pulls" in content:
            yield promiser.promise("items.pull_request")
            yield promiser.promise("events.opened")
            yield promiser.promise("events.reviewed")
        else:
            for holds in ("items.pull_request", "events.opened", "events.reviewed"):
                yield promiser.deny(holds, "it was made for issues alone")
        authors = f"; {self._authorless} lack their author" if self._authorless else ""
        yield promiser.deny("events.commented", _NUMBERLESS + authors)
        yield promiser.deny("events.review_commented", _NUMBERLESS)
        for kind in EVENT_KINDS:
            if kind not in ("opened", "reviewed", "commented", "review_commented"):
                yield promiser.deny(f"events.{kind}", _NOT_STORED)
        yield promiser.deny("item_commits", _NOT_STORED)
        yield promiser.deny("links.backlink", _NOT_STORED)
        if self._full_lists:
            reason = f"{self._full_lists} have {_AT_MOST} labels or assignees, and maybe more"
            yield promiser.deny("items.labels", reason)

    def _shaped(self, kind: str, raw: Any, name: str) -> _Item | None:
        try:
            return msgspec.convert(raw, _Item, strict=False)
        except msgspec.ValidationError:
            if not isinstance(raw, dict):
                reason = f"expected an object, got {type(raw).__name__}"
                self._rows.lose(name, reason, [f"items.{kind}", "events.*"])
                return None
        lost: list[tuple[str, str]] = []
        item = salvage(_Item, raw, "", lost)
        for place, reason in lost:
            inside = place.startswith(("comments", "reviews"))
            self._rows.lose(f"{name}: {place}", reason, ["events.*" if inside else f"items.{kind}"])
        return item

    def _as_rest(self, item: _Item, is_pull: bool) -> Item:
        """Put an item as the REST API would send it."""
        return Item(
            number=item.number,
            title=item.title,
            user=_account(item.author),
            body=item.body,
            html_url=item.url,
            repository=self._repository,
            author_association=item.author_association,
            created_at=item.created_at,
            updated_at=item.updated_at,
            closed_at=item.closed_at,
            merged_at=item.merged_at,
            merged_by=_account(item.merged_by),
            merge_commit_sha=item.merge_commit.oid if item.merge_commit else None,
            state=item.state,
            labels=None if item.labels is None else [Label(name) for name in item.labels],
            assignees=None if item.assignees is None else [Account(n) for n in item.assignees],
            base=Base(item.base_ref_name) if is_pull else None,
            head=Head(NamedRepository(item.head_repository)) if is_pull else None,
        )

    def _review(self, place: Place, review: _Review, name: str) -> None:
        number = database_id(review.id) if review.id else None
        if number is None:
            self._rows.lose(f"{name}: a review", "it has no id", ["events.reviewed"])
            return
        if (review.state or "").upper() != "PENDING":
            self._rows.event(
                place,
                self._seen_at,
                "reviewed",
                number,
                _account(review.author),
                review.created_at,
                state=review.state,
                association=review.author_association,
                body=review.body,
                edited_at=review.updated_at,
            )
        for remark in review.comments or ():
            self._remark(place, "review_commented", remark, review.author, number)

    def _remark(
        self,
        place: Place,
        kind: str,
        remark: _Remark,
        author: str | msgspec.UnsetType | None,
        review: int | None = None,
    ) -> None:
        if author is msgspec.UNSET:
            self._authorless += 1
            author = None
        said_by = f"{place.item}@{remark.created_at}/{str(author or '').lower()}"
        self._times[kind + said_by] += 1
        count = self._times[kind + said_by]
        self._rows.event(
            place,
            self._seen_at,
            kind,
            said_by if count == 1 else f"{said_by}/{count}",
            _account(author),
            remark.created_at,
            parent=f"{self._rows.forge}:reviewed:{review}" if review is not None else None,
            association=remark.author_association,
            body=remark.body,
            edited_at=remark.updated_at,
        )


def _account(login: str | None) -> Account | None:
    return Account(login) if login else None


def _content(content: bytes, rows: GithubRows) -> dict[str, Any]:
    """Decode an archive; where it was cut, what stands before the cut."""
    try:
        decoded = msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        try:
            decoded = lenient_json(content)
        except (ValueError, RecursionError) as error:
            rows.lose("the rest of the archive", f"it breaks off: {error}", ["items.*", "events.*"])
            decoded = _before_the_cut(content.decode("utf-8", "replace"))
    return decoded if isinstance(decoded, dict) else {}


def _before_the_cut(text: str) -> dict[str, Any]:
    """Decode what is whole in an archive that breaks off; lists come last in it, in this order."""
    content: dict[str, Any] = {}
    decode = json.JSONDecoder().raw_decode
    for name in ("repo", "timestamp"):
        if found := re.search(rf'"{name}":\s*("[^"\\]*")', text[:500]):
            content[name] = json.loads(found[1])
    at = 0
    for name in ("issues", "pulls"):
        opening = re.compile(rf'\],\s*"{name}":\s*\[\s*').search(text, at)
        if opening is None:
            break
        content[name], at = [], opening.end()
        try:
            while text[at] != "]":
                one, at = decode(text, at)
                content[name].append(one)
                at = re.compile(r"[\s,]*").match(text, at).end()  # type: ignore[union-attr]
        except (ValueError, IndexError):
            break
    return content


def _items(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, kind in (("issues", "issue"), ("pulls", "pull_request")):
        items = content.get(name)
        for raw in items if isinstance(items, list) else ():
            yield kind, raw
