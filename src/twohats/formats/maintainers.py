"""Lists of maintainers: MAINTAINERS.md tables, CNCF's CSV, Kubernetes' OWNERS and OWNERS_ALIASES.

MAINTAINERS files have no standard. Read are Markdown tables whose heading row names a person or an
account (Minimum Viable Governance's maintainers and steering committee, Hyperledger's, many
others'), and list lines that name a person with ``@login`` or an e-mail address. A heading such as
"Emeritus" or "Retired maintainers" holds for all below it.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from twohats.errors import Mistake
from twohats.formats.yaml_text import NotYaml, YamlMap, parse_yaml
from twohats.records.keys import account_key
from twohats.records.roles import Role


@dataclass(frozen=True)
class Maintainer:
    """One person in one place of a list."""

    name: str | None
    login: str | None
    email: str | None
    organization_text: str | None
    """As written."""
    role: str
    """``maintainer``, ``steering``, ``reviewer``, ``approver``, ``committer`` or ``emeritus``."""
    body: str | None
    """The heading above it, or the project of a CSV."""
    line: int

    def as_role(self, forge: str) -> Role:
        """Say the same as a role."""
        account = account_key(forge, self.login) if self.login else None
        return Role(
            self.name or self.email,
            account,
            self.role,
            self.body,
            affiliation_text=self.organization_text,
            source_line=self.line,
        )


@dataclass(frozen=True)
class Maintainers:
    """A list as read."""

    maintainers: tuple[Maintainer, ...]
    problems: tuple[Mistake, ...]

    def roles(self, forge: str = "github") -> tuple[Role, ...]:
        """One role per line, in the order of the file."""
        return tuple(one.as_role(forge) for one in self.maintainers)


# --- Markdown ---------------------------------------------------------------------------------

Cell = Literal["name", "login", "email", "organization", "role"]

_HEADINGS: tuple[tuple[Cell, re.Pattern[str]], ...] = (
    ("email", re.compile(r"e-?mail( address)?")),
    (
        "login",
        re.compile(
            r"(github|gitlab)( (id|name|user|username|handle|login|account))?s?"
            r"|handles?|user ?names?|logins?|user|github ?id|account"
        ),
    ),
    (
        "organization",
        re.compile(
            r"(affiliated |sponsoring )?(organi[sz]ation|company|employer)"
            r"( affiliation)?|(company )?affiliations?|org"
        ),
    ),
    ("role", re.compile(r"roles?|title|position|status")),
    (
        "name",
        re.compile(
            r"(full |maintainer'?s? )?names?|maintainers?|members?|persons?|who"
            r"|committers?|reviewers?|approvers?"
        ),
    ),
)
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "emeritus",
        re.compile(
            r"emerit|former|retired|inactive|alumni|\bpast\b|previous|stepped down", re.IGNORECASE
        ),
    ),
    ("steering", re.compile(r"steering|\btsc\b|technical oversight|\btoc\b", re.IGNORECASE)),
    ("approver", re.compile(r"approver", re.IGNORECASE)),
    ("reviewer", re.compile(r"reviewer", re.IGNORECASE)),
    ("committer", re.compile(r"committer", re.IGNORECASE)),
)
_HEADING = re.compile(r"#{1,6}\s+(?P<hashes>.+?)\s*#*|(?P<stars>\*\*[^*]+\*\*|__[^_]+__):?")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_RULER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")
_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]]*)\](?:\((?P<url>[^()\s]*)[^()]*\)|\[(?P<label>[^\[\]]*)\])?"
)
_LABEL = re.compile(r"\s{0,3}\[(?P<label>[^\[\]]+)\]:\s*(?P<url>\S+)")
_PROFILE = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab)\.com/(?P<login>[A-Za-z0-9][\w.-]*)/?(?![\w/])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AT = re.compile(r"(?<![\w.@/])@(?P<login>[A-Za-z0-9][A-Za-z0-9-]*)(?![\w/.]*@)(?!/)")
_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?P<text>.+)")
_PLACEHOLDER = re.compile(r"\W*(?:[\[<{].*[\]>}]|\.\.\.|n/?a|tbd|none|-+)?\W*", re.IGNORECASE)


def parse_maintainers(text: str, *, path: str = "MAINTAINERS.md") -> Maintainers:
    """Read the tables and lists of a MAINTAINERS file.

    Examples
    --------
    >>> read = parse_maintainers('''
    ... # Steering Committee
    ... | **NAME** | **Handle** | **Affiliated Organization** |
    ... | --- | --- | --- |
    ... | Ada Example | @ada | Acme |
    ... ''')
    >>> one = read.maintainers[0]
    >>> one.name, one.login, one.organization_text, one.role
    ('Ada Example', 'ada', 'Acme', 'steering')
    """
    lines = text.removeprefix("\ufeff").splitlines()
    labels = {
        found["label"].casefold(): found["url"] for line in lines if (found := _LABEL.match(line))
    }
    reader = _MarkdownReader(path, labels)
    for at, line in enumerate(lines):
        reader.take(line, lines[at + 1] if at + 1 < len(lines) else "", at + 1)
    return Maintainers(tuple(reader.found), tuple(reader.problems))


class _MarkdownReader:
    """Takes a MAINTAINERS file line by line."""

    def __init__(self, path: str, labels: Mapping[str, str]):
        self.path, self.labels = path, labels
        self.found: list[Maintainer] = []
        self.problems: list[Mistake] = []
        self.headings: dict[int, str] = {}
        """Headings in force, by their level."""
        self.columns: list[Cell | None] | None = None
        """Columns of the table being read."""
        self.fenced = False

    def take(self, line: str, following: str, number: int) -> None:
        """Read one line; ``following`` tells a table's or a section's heading."""
        word = line.strip()
        if word.startswith(("```", "~~~")):
            self.fenced = not self.fenced
        if self.fenced:
            return
        if "|" in word:
            self._table_line(word, following, number)
            return
        self.columns = None
        if self._heading(word, following.strip()):
            return
        if bullet := _BULLET.fullmatch(line):
            self._person(bullet["text"], number)
        elif _EMAIL.search(word) and re.fullmatch(r"[^.:;!?]{3,60}?\s*[(<].*[)>]\W*", word):
            self._person(word, number)

    def _heading(self, word: str, following: str) -> bool:
        heading = _HEADING.fullmatch(word)
        if heading:
            level = len(word) - len(word.lstrip("#")) or 7
        elif word and _UNDERLINE.fullmatch(following):
            level = 1 if following[0] == "=" else 2
        else:
            return False
        title = (heading["hashes"] or heading["stars"]) if heading else word
        self.headings = {at: text for at, text in self.headings.items() if at < level}
        self.headings[level] = _plain(title)
        return True

    def _table_line(self, word: str, following: str, number: int) -> None:
        if _RULER.fullmatch(word):
            return
        cells = _cells(word)
        if self.columns is None:
            kinds = [_kind(cell) for cell in cells]
            is_table = "|" in following and _RULER.fullmatch(following.strip())
            names_people = "name" in kinds or "login" in kinds
            self.columns = kinds if is_table and names_people else []
            return
        if not self.columns:
            return
        row: dict[Cell, str] = {}
        for kind, cell in zip(self.columns, cells, strict=False):
            if kind is not None and not _is_placeholder(cell, self.labels):
                row.setdefault(kind, cell)
        if "name" not in row and "login" not in row:
            if any(re.search(r"\w", cell) for cell in cells) and row:
                self.problems.append(
                    Mistake(self.path, number, "row left out: it names neither person nor account")
                )
            return
        self._row(row, number)

    def _row(self, row: Mapping[Cell, str], number: int) -> None:
        name, login = row.get("name"), row.get("login")
        email = _EMAIL.search(row.get("email", "")) or _EMAIL.search(name or "")
        person = re.sub(r"\s*[<(]?" + _EMAIL.pattern + r"[>)]?", "", _plain(name or "")).strip()
        account = self._login(login, alone=True) if login else self._login(name or "", alone=False)
        if account and person.lstrip("@").casefold() == account.casefold():
            person = ""
        self._add(
            person or None,
            account,
            email.group() if email else None,
            _plain(row.get("organization", "")) or None,
            _plain(row.get("role", "")),
            number,
        )

    def _person(self, text: str, number: int) -> None:
        """Read a list line, if it names a person by account or address."""
        login, email = self._login(text, alone=False), _EMAIL.search(text)
        if login is None and email is None:
            return
        plain = _plain(text)
        name = re.split(r"\s*(?:[(<@,|:]|\s[-–—]\s)", plain, maxsplit=1)[0].strip()
        if not _is_name(name) or _words_to_contact(plain, name) > 3:
            return  # a sentence that mentions somebody, no entry of a list
        inside = re.search(r"\(([^()@]+)\)", plain)
        organization = inside[1].strip() if inside else None
        if organization and (login or "").casefold() == organization.casefold():
            organization = None
        if name.casefold() == (login or "").casefold():
            name = ""
        self._add(name or None, login, email.group() if email else None, organization, "", number)

    def _login(self, text: str, *, alone: bool) -> str | None:
        """Find the account a text names; ``alone``: the text is nothing but a login."""
        for link in _LINK.finditer(text):
            label = (link["label"] or link["text"]).casefold()
            profile = _PROFILE.fullmatch(link["url"] or self.labels.get(label, ""))
            if profile:
                return profile["login"]
        if profile := _PROFILE.search(text):
            return profile["login"]
        if at := _AT.search(_plain(text)):
            return at["login"]
        plain = _plain(text).strip("@ ")
        return plain if alone and re.fullmatch(r"[A-Za-z0-9][\w.-]*", plain) else None

    def _add(
        self,
        name: str | None,
        login: str | None,
        email: str | None,
        organization: str | None,
        said: str,
        number: int,
    ) -> None:
        titles = [self.headings[level] for level in sorted(self.headings)]
        role = _role([*titles, said])
        self.found.append(
            Maintainer(
                name, login, email, organization, role, titles[-1] if titles else None, number
            )
        )


def _role(titles: Iterable[str]) -> str:
    """Take the role from the nearest heading that names one; an ended role always wins."""
    nearest = list(titles)[::-1]
    if any(_ROLES[0][1].search(title) for title in nearest):
        return "emeritus"
    for title in nearest:
        for role, form in _ROLES[1:]:
            if form.search(title):
                return role
    return "maintainer"


def _is_name(text: str) -> bool:
    """Whether words before an account may be somebody's name; a name may be missing."""
    words = text.casefold().split()
    return len(words) <= 6 and _PROSE.isdisjoint(words)


def _words_to_contact(plain: str, name: str) -> int:
    """Count the words between a name and the account or address that follows."""
    rest = plain[len(name) :]
    contact = re.search(r"@|https?:|$", rest)
    return len(re.findall(r"\w+", rest[: contact.start() if contact else 0]))


_PROSE = frozenset(
    {
        *("a", "an", "and", "ask", "at", "by", "contact", "email", "for", "if", "in", "is", "mail"),
        *("or", "our", "please", "ping", "see", "the", "to", "us", "we", "with", "you", "your"),
    }
)


def _cells(line: str) -> list[str]:
    """Cells of a table line; an escaped bar is text."""
    inner = line.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner)]


def _kind(cell: str) -> Cell | None:
    title = re.sub(r"[^a-z' -]", "", _plain(cell).casefold()).strip()
    return next((kind for kind, form in _HEADINGS if form.fullmatch(title)), None)


def _is_placeholder(cell: str, labels: Mapping[str, str]) -> bool:
    """Whether a cell is empty or still as the template has it: ``[handle]``, ``...``."""
    if _PLACEHOLDER.fullmatch(cell) is None or _EMAIL.search(cell):
        return False
    link = _LINK.search(cell)
    return link is None or not (link["url"] or (link["label"] or link["text"]).casefold() in labels)


def _plain(text: str) -> str:
    """Text without Markdown: links read as their words."""
    text = _LINK.sub(lambda link: link["text"], text)
    text = re.sub(r"<br\s*/?>|&nbsp;", " ", text)
    return re.sub(r"\*\*|__|`|^\*|\*$", "", text).strip()


# --- CNCF's CSV -------------------------------------------------------------------------------


def parse_project_maintainers(text: str, *, path: str = "project-maintainers.csv") -> Maintainers:
    r"""Read CNCF's list of all projects' maintainers.

    Columns are level, project, name, company, login and a link. Level and project stand in the
    first row of each project only, and hold for the rows below; ``body`` is the project.

    Examples
    --------
    >>> read = parse_project_maintainers(
    ...     ",Project,Maintainer Name,Company,Github Name,OWNERS/MAINTAINERS\n"
    ...     "Graduated,Exemplar,Ada Example,Acme,ada,https://example.org\n,,Bo Example,,bo \n"
    ... )
    >>> [(one.body, one.login) for one in read.maintainers]
    [('Exemplar', 'ada'), ('Exemplar', 'bo')]
    """
    found: list[Maintainer] = []
    problems: list[Mistake] = []
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    project: str | None = None
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            number, line = line, reader.line_num + 1
            if not any(cells) or (number == 1 and "project" in map(str.casefold, cells)):
                continue
            _, named, name, company, login = (*cells, *[""] * 5)[:5]
            project = named or project
            if project is None:
                problems.append(Mistake(path, number, "row left out: no project stands above it"))
                continue
            if not name and not login:
                if company:
                    message = f"row left out: {project} lists {company!r} without a person"
                    problems.append(Mistake(path, number, message))
                continue
            account = login.removeprefix("@").rstrip("/").rpartition("/")[2]
            found.append(
                Maintainer(
                    name or None,
                    account or None,
                    None,
                    company or None,
                    "maintainer",
                    project,
                    number,
                )
            )
    except csv.Error as error:
        problems.append(Mistake(path, reader.line_num, f"not read from here on: {error}"))
    return Maintainers(tuple(found), tuple(problems))


# --- Kubernetes' OWNERS -----------------------------------------------------------------------


@dataclass(frozen=True)
class OwnersFilter:
    """Owners of the files whose path matches one expression; the plain file has ``.*``."""

    pattern: str
    approvers: tuple[str, ...]
    reviewers: tuple[str, ...]
    emeritus_approvers: tuple[str, ...]
    labels: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Owners:
    """One OWNERS file: who reviews and approves what is in its folder."""

    filters: tuple[OwnersFilter, ...]
    no_parent_owners: bool
    """True: the owners of folders above do not count here."""
    problems: tuple[Mistake, ...]

    def roles(
        self,
        aliases: Mapping[str, tuple[str, ...]] | None = None,
        *,
        body: str | None = None,
        forge: str = "github",
    ) -> tuple[Role, ...]:
        """One role per login; aliases are replaced by their members, ``body`` names the folder."""
        known = {name.casefold(): members for name, members in (aliases or {}).items()}
        found: dict[Role, None] = {}
        for one in self.filters:
            place = body if one.pattern == EVERY_FILE else one.pattern
            for role, logins in (
                ("approver", one.approvers),
                ("reviewer", one.reviewers),
                ("emeritus", one.emeritus_approvers),
            ):
                for login in logins:
                    for member in known.get(login.casefold(), (login,)):
                        account = account_key(forge, member)
                        found[Role(None, account, role, place, source_line=one.line)] = None
        return tuple(found)


EVERY_FILE = ".*"
"""The pattern that stands for a whole folder."""

_OWNER_KEYS = ("approvers", "reviewers", "emeritus_approvers", "labels")


def parse_owners(text: str, *, path: str = "OWNERS") -> Owners:
    r"""Read a Kubernetes OWNERS file.

    Examples
    --------
    >>> owners = parse_owners("approvers:\n- ada\nreviewers: [docs-team]\n")
    >>> [(role.account, role.role) for role in owners.roles({"docs-team": ("bo",)})]
    [('github:ada', 'approver'), ('github:bo', 'reviewer')]
    """
    document, problems = _mapping(text, path)
    if document is None:
        return Owners((), False, problems)
    found = [_filter(EVERY_FILE, document)]
    filters = document.values.get("filters")
    if isinstance(filters, YamlMap):
        found += [
            _filter(pattern, value)
            for pattern, value in filters.values.items()
            if isinstance(value, YamlMap)
        ]
    options = document.values.get("options")
    alone = isinstance(options, YamlMap) and options.text("no_parent_owners") == "true"
    wrong = [
        Mistake(path, document.line_of(key), f"{key}: expected a list of logins")
        for key in _OWNER_KEYS
        if isinstance(document.values.get(key), YamlMap)
    ]
    return Owners(
        tuple(one for one in found if any((one.approvers, one.reviewers, one.emeritus_approvers))),
        alone,
        (*problems, *wrong),
    )


def _filter(pattern: str, values: YamlMap) -> OwnersFilter:
    approvers, reviewers, emeritus, labels = (
        tuple(text.removeprefix("@") for text in values.texts(key)) for key in _OWNER_KEYS
    )
    return OwnersFilter(pattern, approvers, reviewers, emeritus, labels, values.line)


@dataclass(frozen=True)
class Aliases:
    """OWNERS_ALIASES as read."""

    aliases: Mapping[str, tuple[str, ...]]
    """Members by alias."""
    problems: tuple[Mistake, ...]


def parse_owners_aliases(text: str, *, path: str = "OWNERS_ALIASES") -> Aliases:
    """Read which logins each alias of OWNERS files stands for."""
    document, problems = _mapping(text, path)
    inner = document.values.get("aliases") if document is not None else None
    if not isinstance(inner, YamlMap):
        if document is not None and inner is None and "aliases" not in document.values:
            problems = (*problems, Mistake(path, 1, "not read: expected `aliases:`"))
        return Aliases({}, problems)
    return Aliases({name: inner.texts(name) for name in inner.values}, problems)


def _mapping(text: str, path: str) -> tuple[YamlMap | None, tuple[Mistake, ...]]:
    """Read the file's mapping, or what is wrong with it."""
    try:
        document = parse_yaml(text)
    except NotYaml as error:
        return None, (Mistake(path, error.line, f"not YAML here: {error}"),)
    if document is None or isinstance(document, YamlMap):
        return document, ()
    return None, (Mistake(path, document.line, "not read: expected `key: value` lines"),)
