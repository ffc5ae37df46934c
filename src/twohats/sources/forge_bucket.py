"""Rows of one owner as of one look, while a page is filling."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from twohats.records import account_key
from twohats.sources.columns import RowBuffer
from twohats.sources.forge_shapes import Account, Milestone, Repository

_ACCOUNT_KINDS = {"User": "user", "Bot": "bot", "Organization": "organization"}

_DELETED = "ghost"
"""The login that stands for every deleted account."""


class Place(msgspec.Struct, gc=False):
    """The item that events happened to."""

    item: str
    repository: str
    number: int


class Bucket:
    """Rows of one owner as of one look: what becomes one page."""

    def __init__(
        self,
        forge: str,
        owner: str,
        seen_at: datetime,
        present: Mapping[tuple[str | None, int | None], str],
    ):
        self.forge = forge
        self.owner = owner
        self.seen_at = seen_at
        self._present = present
        self.buffers: dict[str, RowBuffer] = {}
        self._accounts: dict[str, str | None] = {_DELETED: None}
        self._old_names: set[tuple[str, str]] = set()
        self._repositories: dict[str, int] = {}
        self._milestones: set[tuple[str, int]] = set()
        self._add_event = self.buffer("events").add
        self._add_account = self.buffer("accounts").add

    def buffer(self, table: str) -> RowBuffer:
        if table not in self.buffers:
            self.buffers[table] = RowBuffer(table)
        return self.buffers[table]

    def event(
        self,
        place: Place,
        kind: str,
        key: str,
        actor: Account | None,
        happened_at: str | None,
        *,
        state: str | None = None,
        subject: str | None = None,
        parent: str | None = None,
        path: str | None = None,
        oid: str | None = None,
        association: str | None = None,
        body: str | None = None,
        url: str | None = None,
        edited_at: str | None = None,
    ) -> None:
        """Add a row of ``events``; ``edited_at`` may be the time of the event itself."""
        self._add_event(
            (
                key,
                place.item,
                place.repository,
                place.number,
                kind,
                self.account(actor),
                happened_at,
                state.lower() if state else None,
                subject,
                parent,
                path,
                oid,
                association.lower() if association else None,
                body,
                url,
                edited_at if edited_at != happened_at else None,
                None,
            )
        )

    def account(self, account: Account | None) -> str | None:
        """Key of an account, which gets its row when it is first seen; None for nobody."""
        if account is None or not account.login:
            return None
        login = account.login
        if self._present and (login, account.id) in self._present:
            self._old_name(str(account.id), login)
            return account_key(self.forge, self._present[login, account.id])
        try:
            return self._accounts[login]
        except KeyError:
            key = self._accounts[login] = account_key(self.forge, login)
        # A source that does not say must not blot out what another one knows.
        kind = _ACCOUNT_KINDS.get(account.type, "unknown") if account.type else None
        forge_id = None if account.id is None else str(account.id)
        name, company, url = account.name, account.company, account.html_url
        self._add_account((key, self.forge, forge_id, login, name, kind, company, url))
        return key

    def _old_name(self, forge_id: str, login: str) -> None:
        if (forge_id, login) not in self._old_names:
            self._old_names.add((forge_id, login))
            self.buffer("names").add((forge_id, login, None, None))

    def repository(self, key: str, full_name: str, repository: Repository | None) -> None:
        """Give a repository its row: once, and once more when more becomes known."""
        known = 0 if repository is None or repository.id is None else 1
        if self._repositories.get(key, -1) >= known:
            return
        self._repositories[key] = known
        owner, _, name = full_name.rpartition("/")
        row = repository or Repository()
        self.account(row.owner)
        owner_kind = _ACCOUNT_KINDS.get((row.owner and row.owner.type) or "")
        self.buffer("repositories").add(
            (
                key,
                self.forge,
                None if row.id is None else str(row.id),
                owner,
                name,
                owner_kind,
                row.html_url,
                row.created_at,
                row.archived,
                row.fork,
                row.default_branch,
                row.license and row.license.spdx_id,
            )
        )

    def milestone(self, repository: str, milestone: Milestone) -> bool:
        """Give a milestone its row when it is first seen; whether it did."""
        number = milestone.number
        if number is None or (repository, number) in self._milestones:
            return False
        self._milestones.add((repository, number))
        self.buffer("milestones").add(
            (
                repository,
                str(number),
                milestone.title,
                milestone.due_on,
                milestone.state.lower() if milestone.state else None,
                milestone.description,
            )
        )
        return True
