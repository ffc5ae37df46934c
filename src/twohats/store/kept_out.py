"""What keeps those who asked to be forgotten out of the facts, at the one place where rows come in.

::

    forgotten                         in git: salted hashes, one a line
    .twohats/private/forgotten-salt   at home: without it the list says nothing

Whatever a reader brings, however often facts are deleted and read again, goes through `without`.
"""

import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from filelock import FileLock

from twohats.errors import TwohatsError
from twohats.formats.forgotten import (
    Forgotten,
    Identity,
    Line,
    marks_of,
    read_forgotten,
    write_forgotten,
)
from twohats.records import TABLES, Page, Rows, Skipped, row_count
from twohats.records.personal import PERSONAL, Someone
from twohats.store.disk import Disk

FILE = "forgotten"
CACHE_FOLDER = ".twohats"
SALT = "private/forgotten-salt"


class KeptOut:
    """The list of a workspace.

    Parameters
    ----------
    folder
        The workspace.
    disk
        How it is written.
    """

    def __init__(self, folder: Path, disk: Disk | None = None):
        self.path = folder / FILE
        self.salt_path = folder / CACHE_FOLDER / SALT
        self.disk = disk or Disk()

    @classmethod
    def beside(cls, facts_folder: Path, disk: Disk | None = None) -> "KeptOut | None":
        """Find the list of the workspace that holds some facts; None: they are in none."""
        cache = facts_folder.parent
        return cls(cache.parent, disk) if cache.name == CACHE_FOLDER else None

    def read(self) -> Forgotten:
        """Take the list as it is.

        Raises
        ------
        TwohatsError
            It cannot be read, or the salt is gone: then nobody could be kept out.
        """
        marks = frozenset(line.mark for line in self._lines())
        salt = self._salt()
        if marks and salt is None:
            raise TwohatsError(
                f"{self.path}: nothing was read: the list of who asked to be forgotten says nothing "
                f"without its salt. Copy {self.salt_path} here from where `twohats forget` was run."
            )
        return Forgotten(salt or b"", marks)

    def trial(self, identities: Iterable[Identity]) -> Forgotten:
        """Take the list as it would be with some more; writes nothing."""
        now = self.read()
        salt = now.salt or secrets.token_bytes(32)
        return Forgotten(salt, now.marks | set(marks_of(salt, identities)))

    def add(self, identities: Iterable[Identity], day: str) -> int:
        """Remember some more, on the disk before this returns; how many marks were new."""
        self.disk.folder(self.salt_path.parent)
        with FileLock(self.salt_path.parent.parent / "forgotten.lock"):
            before = self.read()
            salt = before.salt or self._new_salt()
            fresh = set(marks_of(salt, identities)) - before.marks
            if fresh:
                lines = [*self._lines(), *(Line(day, mark) for mark in fresh)]
                self.disk.write(self.path, write_forgotten(lines).encode())
        return len(fresh)

    def _lines(self) -> tuple[Line, ...]:
        if not self.path.is_file():
            return ()
        try:
            return read_forgotten(self.path.read_text("utf-8"), self.path.name)
        except ValueError as error:
            raise TwohatsError(f"{self.path.parent}: nothing was read: {error}.") from error

    def _salt(self) -> bytes | None:
        return self.salt_path.read_bytes().strip() if self.salt_path.is_file() else None

    def _new_salt(self) -> bytes:
        salt = secrets.token_hex(32).encode()
        if os.name != "nt":
            self.salt_path.parent.chmod(0o700)

        def write(path: Path) -> None:
            path.unlink(missing_ok=True)
            path.touch(0o600)
            path.write_bytes(salt + b"\n")

        self.disk.install(self.salt_path, write)
        return salt


@dataclass(frozen=True)
class Cleaned:
    """Rows of one table without what is personal of those forgotten."""

    columns: Mapping[str, list[Any]] = field(default_factory=dict)
    """Columns that changed, whole, before rows are left out."""
    keep: Sequence[bool] | None = None
    """Which rows stay; None: all."""
    touched: int = 0
    """Rows that changed or went."""
    learned: tuple[Identity, ...] = ()
    """What rows tell of somebody forgotten that was not known: an account's new name."""

    def rows(self, rows: Rows) -> Rows:
        """Apply it to the rows it was made from."""
        every = {name: self.columns.get(name, values) for name, values in rows.items()}
        if self.keep is None:
            return every
        return {
            name: [value for value, stays in zip(values, self.keep, strict=True) if stays]
            for name, values in every.items()
        }

    def table(self, table: pa.Table) -> pa.Table:
        """Apply it to the Arrow table it was made from."""
        for name, values in self.columns.items():
            kind = table.schema.field(name).type
            table = table.set_column(
                table.schema.get_field_index(name), name, pa.array(values, kind)
            )
        return table if self.keep is None else table.filter(pa.array(self.keep, pa.bool_()))


def without(forgotten: Forgotten, table: str, rows: Rows, forge: str) -> Cleaned:
    """Find what rows hold of those forgotten.

    Parameters
    ----------
    forgotten
        Who.
    table
        Name of the fact table.
    rows
        Its columns, or some of them.
    forge
        On which the rows are, for numbers that name no forge.
    """
    if not forgotten or not row_count(rows):
        return Cleaned()
    return _Cleaning(forgotten, table, rows, forge).result()


def clean_arrow(
    forgotten: Forgotten, name: str, table: pa.Table, forge: str
) -> tuple[pa.Table, Cleaned]:
    """Clean rows that are in Arrow already."""
    personal = [column for column in PERSONAL[name].kinds if column in table.schema.names]
    if not personal or not table.num_rows:
        return table, Cleaned()
    found = without(forgotten, name, table.select(personal).to_pydict(), forge)
    return found.table(table), found


def clean_page(forgotten: Forgotten, page: Page) -> tuple[Page, int, tuple[Identity, ...]]:
    """Clean a page; also how many rows changed or went, and what was learned.

    A page of somebody's own repositories holds nothing afterwards, and belongs to nobody.
    """
    if not forgotten:
        return page, 0, ()
    skipped = tuple(
        Skipped(forgotten.text(loss.key), forgotten.text(loss.reason)) for loss in page.skipped
    )
    if forgotten.has_account(page.owner):
        gone = sum(row_count(rows) for rows in page.tables.values())
        return Page("", {}, page.seen_at, (), skipped, page.cursor), gone, ()
    forge = page.owner.partition(":")[0]
    touched = 0
    learned: list[Identity] = []
    tables = {}
    # Accounts first: what they tell of somebody holds for the rest of the page.
    for name in sorted(page.tables, key=lambda name: name != "accounts"):
        rows = page.tables[name]
        found = without(forgotten, name, rows, forge)
        if found.learned:
            learned += found.learned
            more = frozenset(marks_of(forgotten.salt, found.learned))
            forgotten = Forgotten(forgotten.salt, forgotten.marks | more)
        touched += found.touched
        tables[name] = found.rows(rows)
    coverage = tuple(
        replace(
            promise,
            reason=promise.reason and forgotten.text(promise.reason),
            declared_by=None
            if forgotten.has_identity(promise.declared_by)
            else promise.declared_by,
        )
        for promise in page.coverage
        if not forgotten.has_place(promise.scope)
    )
    tables = {name: tables[name] for name in page.tables}
    return replace(page, tables=tables, coverage=coverage, skipped=skipped), touched, tuple(learned)


class _Cleaning:
    """One pass over the rows of one table."""

    def __init__(self, forgotten: Forgotten, table: str, rows: Rows, forge: str):
        self.forgotten, self.table, self.rows, self.forge = forgotten, table, rows, forge
        self.spec = PERSONAL[table]
        self.count = row_count(rows)
        self.changed: dict[str, list[Any]] = {}
        self.gone: set[int] = set()
        self.touched: set[int] = set()
        self.learned: dict[Identity, None] = {}
        self._lists: dict[str, list[Any]] = {}

    def result(self) -> Cleaned:
        for someone in self.spec.people:
            self._person(someone)
        for column in self.spec.places:
            self.gone.update(self._where(column, self.forgotten.has_place))
        for column in self.spec.loose_places:
            for at in self._where(column, self.forgotten.has_place):
                self._set(column, at, None)
        for column in self.spec.lists:
            self._each(column, self._without_accounts)
        for column in (
            *self.spec.mentions,
            *(word for one in self.spec.people for word in one.words),
        ):
            self._each(column, self._without_mentions(column))
        keep = [at not in self.gone for at in range(self.count)] if self.gone else None
        touched = len(self.touched | self.gone)
        return Cleaned(self.changed, keep, touched, tuple(self.learned))

    def _values(self, column: str | None) -> list[Any] | None:
        """Take a column as a list; None where these rows have none."""
        if column is None or column not in self.rows:
            return None
        if column in self.changed:
            return self.changed[column]
        if column not in self._lists:
            values: Any = self.rows[column]
            self._lists[column] = (
                values.to_pylist() if hasattr(values, "to_pylist") else list(values)
            )
        return self._lists[column]

    def _where(self, column: str, test: Any) -> list[int]:
        values = self._values(column) or ()
        return [at for at, value in enumerate(values) if value is not None and test(value)]

    def _set(self, column: str, at: int, value: Any) -> None:
        if column not in self.changed:
            self.changed[column] = list(self._values(column) or ())
        self.changed[column][at] = value
        self.touched.add(at)

    def _person(self, one: Someone) -> None:
        for at in self._hits(one):
            if self.spec.is_a_person:
                self.gone.add(at)
                continue
            for column in one.columns:
                values = self._values(column)
                if values is not None and values[at] is not None:
                    self._set(column, at, None)

    def _hits(self, one: Someone) -> list[int]:
        if self.table == "accounts":
            return self._accounts()
        if self.table == "names":
            return self._old_names()
        accounts, emails, names = map(self._values, (one.account, one.email, one.name))
        known = self.forgotten
        found = []
        for at in range(self.count):
            account = accounts[at] if accounts else None
            if (
                (account and known.has_identity(account))
                or (emails and emails[at] and known.has_address(emails[at]))
                # Under an account of somebody else it is a namesake.
                or (names and not account and names[at] and known.has_name(names[at]))
            ):
                found.append(at)
        return found

    def _accounts(self) -> list[int]:
        keys, numbers, names = map(self._values, ("account", "forge_id", "name"))
        found = []
        for at in range(self.count):
            key = keys[at] if keys else None
            number = numbers[at] if numbers else None
            forge = (key or "").partition(":")[0] or self.forge
            by_key, by_id = self.forgotten.has_account(key), self.forgotten.has_id(forge, number)
            if not (by_key or by_id):
                continue
            found.append(at)
            if not by_key and key:
                self.learned[Identity("account", key)] = None
            if not by_id and number:
                self.learned[Identity("id", f"{forge}:{number}")] = None
            if names and names[at] and " " in names[at] and not self.forgotten.has_name(names[at]):
                self.learned[Identity("name", names[at])] = None
        return found

    def _old_names(self) -> list[int]:
        numbers, names = self._values("forge_id"), self._values("name")
        found = []
        for at in range(self.count):
            name, number = names[at] if names else None, numbers[at] if numbers else None
            key = f"{self.forge}:{name}"
            # Repositories have numbers of their own, which may be equal to an account's.
            mine = "/" not in (name or "/") and self.forgotten.has_id(self.forge, number)
            if mine or self.forgotten.has_account(key) or self.forgotten.has_place(key):
                found.append(at)
                if mine and not self.forgotten.has_account(key):
                    self.learned[Identity("account", key)] = None
        return found

    def _each(self, column: str, change: Any) -> None:
        for at, value in enumerate(self._values(column) or ()):
            if value is not None and (after := change(value)) != value:
                self._set(column, at, after)

    def _without_accounts(self, accounts: Sequence[str]) -> list[str]:
        return [one for one in accounts if not self.forgotten.has_identity(one)]

    def _without_mentions(self, column: str) -> Any:
        is_key = column in TABLES[self.table].key

        def change(value: Any) -> Any:
            if isinstance(value, str):
                if not is_key and self.forgotten.has_identity(value):
                    return None
                return self.forgotten.text(value)
            return [one if one is None else self.forgotten.text(one) for one in value]

        return change
