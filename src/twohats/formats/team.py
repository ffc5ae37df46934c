"""The team file: who is one of ours, and since when if anybody wrote it down.

Three spellings, and the first two may be mixed in one file::

    # Engineering                 - login: jane-made-up        # a plain list, one
    - "jane-made-up"                name: Jane Made-Up         # login per line
    - "sam-made-up"                 emails: [jane@example.org] jane-made-up
                                    accounts: [gitlab:jane]    sam-made-up
                                    from: 2024-01-01
                                    until: 2025-07-01

``until`` (or ``to``) is the first day on which somebody is no longer one of ours. Somebody who
left and came back has ``periods``, a list of ``from``, ``until`` and ``organization``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS, read_account
from twohats.formats.suggest import nearest
from twohats.formats.yaml_nodes import Node, compose, is_null, line_of

_PERIOD_KEYS = ("from", "until", "to", "organization")
_ROW_KEYS = ("login", "name", "accounts", "emails", "time_zone", "follow", "periods", *_PERIOD_KEYS)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_FLAT_ITEM = re.compile(r"""(-\s+)(?:"([^"\\]+)"|'([^']+)'|([A-Za-z0-9][\w.-]*))\s*(?:#.*)?""")


@dataclass(frozen=True)
class Period:
    """One stretch of time with one employer, as declared."""

    from_at: datetime | None
    """None: not said, so unknown."""
    until_at: datetime | None
    """Exclusive; None: still here."""
    organization: str | None = None
    """None: ours."""
    line: int = 0


@dataclass(frozen=True)
class TeamRow:
    """One person, as one entry of the file."""

    login: str
    """As written, without ``@``."""
    accounts: tuple[str, ...]
    """Account keys, the login's first."""
    line: int
    """Line number from 1."""
    name: str | None = None
    emails: tuple[str, ...] = ()
    time_zone: str | None = None
    follow: bool = False
    """Whether this person wants their work outside the register to be read, too."""
    periods: tuple[Period, ...] = ()
    """Declared times, oldest first; empty: the file says nothing, its history may."""


@dataclass(frozen=True)
class TeamFile:
    """A whole file: what it says and what is wrong in it."""

    rows: tuple[TeamRow, ...]
    mistakes: tuple[Mistake, ...] = ()


def parse_team(text: str, path: str = "team.yml", hosts: Mapping[str, str] = HOSTS) -> TeamFile:
    r"""Read a team file in any of its spellings; mistakes are returned, the rest is still read.

    Parameters
    ----------
    text
        The file's text.
    path
        The file, as mistakes should name it; ``.yml`` and ``.yaml`` are YAML, all else plain text.
    hosts
        Host to forge name, for logins on other forges.

    Examples
    --------
    >>> [row.accounts for row in parse_team('# Product\n- "Jane-Made-Up"\n').rows]
    [('github:jane-made-up',)]
    """
    reader = _Reader(path, hosts)
    if not path.lower().endswith((".yml", ".yaml")):
        rows = reader.plain(text)
    elif (flat := _flat_items(text)) is not None:
        rows = reader.flat(flat)
    else:
        rows = reader.yaml(text)
    rows = reader.without_repeats(rows)
    if not rows and not reader.mistakes:
        reader.wrong(None, "names nobody: write one login per line, as `- login`")
    return TeamFile(tuple(rows), tuple(reader.mistakes))


class _Reader:
    """Gathers mistakes while it reads one file."""

    def __init__(self, path: str, hosts: Mapping[str, str]):
        self.path = path
        self.hosts = hosts
        self.mistakes: list[Mistake] = []

    def wrong(self, line: int | None, message: str) -> None:
        self.mistakes.append(Mistake(self.path, line, message))

    def plain(self, text: str) -> list[TeamRow]:
        """One login per line; commas may part several."""
        written = [
            (part.strip(), number)
            for number, line in enumerate(text.split("\n"), start=1)
            for part in _bare(line).split(",")
            if part.strip()
        ]
        return self.flat(written)

    def flat(self, written: Iterable[tuple[str, int]]) -> list[TeamRow]:
        rows = []
        for login, line in written:
            account = self.account(login, line)
            if account:
                rows.append(TeamRow(login.removeprefix("@"), (account,), line))
        return rows

    def yaml(self, text: str) -> list[TeamRow]:
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            document = compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.wrong(mark.line + 1 if mark else None, f"this is not YAML: {error.problem}")
            return []
        except YAMLError as error:
            self.wrong(None, f"this is not YAML: {str(error).splitlines()[0]}")
            return []
        if document is None:
            return []
        if document.id != "sequence":
            self.wrong(line_of(document), "must be a list: write each person as `- login`")
            return []
        rows = [
            self.flat_node(node) if node.id == "scalar" else self.person(node)
            for node in document.value
        ]
        return [row for row in rows if row]

    def flat_node(self, node: Node) -> TeamRow | None:
        login = self.text(node, "login")
        return next(iter(self.flat([(login, line_of(node))])), None) if login else None

    def person(self, node: Node) -> TeamRow | None:
        if node.id != "mapping":
            self.wrong(line_of(node), "must be a login, or `login:` with what else is known")
            return None
        fields = self.fields(node, _ROW_KEYS)
        if "login" not in fields:
            misspelt = any(nearest(str(k.value), ["login"]).endswith("?") for k, _ in node.value)
            if not misspelt:
                self.wrong(line_of(node), "`login` is missing")
            return None
        login = self.text(fields["login"], "login")
        first = self.account(login, line_of(fields["login"])) if login else None
        others = [
            self.account(account, line) for account, line in self.texts(fields.get("accounts"))
        ]
        row = TeamRow(
            login=(login or "").removeprefix("@"),
            accounts=tuple(dict.fromkeys(a for a in (first, *others) if a)),
            line=line_of(node),
            name=self.text(fields.get("name"), "name"),
            emails=tuple(self.emails(fields.get("emails"))),
            time_zone=self.text(fields.get("time_zone"), "time_zone"),
            follow=self.switch(fields.get("follow"), "follow"),
            periods=tuple(self.periods(fields)),
        )
        return row if first else None

    def periods(self, fields: Mapping[str, Node]) -> list[Period]:
        """All declared periods, oldest first."""
        periods = []
        listed = fields.get("periods")
        if listed is not None and listed.id != "sequence":
            self.wrong(line_of(listed), "`periods` must be a list")
        elif listed is not None:
            for node in listed.value:
                if node.id != "mapping":
                    self.wrong(line_of(node), "a period is `from:` and `until:`")
                    continue
                periods.append(self.period(self.fields(node, _PERIOD_KEYS), line_of(node)))
        own = {key: node for key, node in fields.items() if key in _PERIOD_KEYS}
        if own:
            periods.append(self.period(own, line_of(next(iter(own.values())))))
        said = [p for p in periods if p and (p.from_at or p.until_at or p.organization)]
        return sorted(said, key=_starts)

    def period(self, fields: Mapping[str, Node], line: int) -> Period | None:
        if "until" in fields and "to" in fields:
            self.wrong(line_of(fields["to"]), "`until` and `to` mean the same: keep one")
        end_key = "until" if "until" in fields else "to"
        from_at, until_at = self.day(fields, "from"), self.day(fields, end_key)
        if from_at and until_at and from_at > until_at:
            self.wrong(
                line_of(fields[end_key]),
                f"`{end_key}` ({until_at:%Y-%m-%d}) is before `from` ({from_at:%Y-%m-%d})",
            )
            return None
        organization = self.text(fields.get("organization"), "organization")
        return Period(from_at, until_at, organization, line)

    def day(self, fields: Mapping[str, Node], key: str) -> datetime | None:
        node = fields.get(key)
        written = self.text(node, key) if node is not None else None
        if node is None or not written:
            return None
        try:
            return _moment(written)
        except ValueError:
            self.wrong(line_of(node), f"`{key}` must be a date as 2024-01-31, not `{written}`")
            return None

    def fields(self, node: Node, known: tuple[str, ...]) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key not in known:
                self.wrong(line_of(key_node), f"unknown key `{key}`{nearest(key, known)}")
            elif key in fields:
                self.wrong(line_of(key_node), f"`{key}` is given twice: keep one")
            else:
                fields[key] = value
        return fields

    def text(self, node: Node | None, key: str) -> str | None:
        """Text of a scalar, as written: a login of digits stays text."""
        if node is None or is_null(node):
            return None
        if node.id != "scalar":
            self.wrong(line_of(node), f"`{key}` must be one value")
            return None
        return str(node.value).strip()

    def switch(self, node: Node | None, key: str) -> bool:
        """Read a switch; what is neither on nor off is off, and a mistake."""
        written = self.text(node, key)
        if node is not None and written not in (None, "true", "false"):
            self.wrong(line_of(node), f"`{key}` must be true or false, not `{written}`")
        return written == "true"

    def texts(self, node: Node | None) -> list[tuple[str, int]]:
        """Texts of a list, or of one scalar alone, with their lines."""
        if node is None or is_null(node):
            return []
        nodes = node.value if node.id == "sequence" else [node]
        found = [(self.text(each, "a list's entry"), line_of(each)) for each in nodes]
        return [(text, line) for text, line in found if text]

    def emails(self, node: Node | None) -> Iterable[str]:
        for email, line in self.texts(node):
            if _EMAIL.fullmatch(email):
                yield email
            else:
                self.wrong(line, f"`{email}` is not an e-mail address")

    def account(self, written: str, line: int) -> str | None:
        try:
            return read_account(written, self.hosts)
        except ValueError as error:
            self.wrong(line, str(error))
            return None

    def without_repeats(self, rows: list[TeamRow]) -> list[TeamRow]:
        """Join a person's dated entries; refuse an account that two entries claim otherwise."""
        kept: dict[str, TeamRow] = {}
        line_of: dict[str, tuple[str, int]] = {}
        for row in rows:
            before = kept.get(row.accounts[0])
            if before and before.periods and row.periods:
                kept[row.accounts[0]] = _joined(before, row)
            elif before:
                self.wrong(row.line, f"`{row.login}` is already on line {before.line}: remove one")
            else:
                kept[row.accounts[0]] = row
            for account in row.accounts:
                login, line = line_of.setdefault(account, (row.accounts[0], row.line))
                if login != row.accounts[0]:
                    self.wrong(row.line, f"`{account}` is already another person's, on line {line}")
        for row in kept.values():
            self._refuse_overlaps(row)
        return list(kept.values())

    def _refuse_overlaps(self, row: TeamRow) -> None:
        """Several employers at once are fine; the same one twice at once is a slip."""
        latest: dict[str | None, Period] = {}
        for period in row.periods:
            before = latest.get(period.organization)
            if before and (before.until_at is None or _starts(period) < before.until_at):
                self.wrong(
                    period.line, f"this period of `{row.login}` overlaps that on line {before.line}"
                )
            latest[period.organization] = period


def _joined(first: TeamRow, second: TeamRow) -> TeamRow:
    return replace(
        first,
        accounts=tuple(dict.fromkeys((*first.accounts, *second.accounts))),
        emails=tuple(dict.fromkeys((*first.emails, *second.emails))),
        name=first.name or second.name,
        time_zone=first.time_zone or second.time_zone,
        follow=first.follow or second.follow,
        periods=tuple(sorted((*first.periods, *second.periods), key=_starts)),
    )


def _starts(period: Period) -> datetime:
    return period.from_at or datetime.min.replace(tzinfo=UTC)


def _moment(written: str) -> datetime:
    """Midnight UTC of a day; a full time needs its offset."""
    if len(written) == 10:
        return datetime.combine(date.fromisoformat(written), time(), UTC)
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None or "-" not in written:
        raise ValueError(written)
    return moment.astimezone(UTC)


def _flat_items(text: str) -> list[tuple[str, int]] | None:
    """Logins of a flat list, with lines; None: there is more in it than a line pattern can tell.

    The history of a team file may hold hundreds of versions, so the usual form skips the parser.
    """
    items = []
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.rstrip()
        if not bare or bare.startswith("#") or bare == "---":
            continue
        found = _FLAT_ITEM.fullmatch(bare)
        if not found or found[4] in ("null", "Null", "NULL"):
            return None
        items.append((found[2] or found[3] or found[4], number))
    return items


def _bare(line: str) -> str:
    return line.partition("#")[0].strip()
