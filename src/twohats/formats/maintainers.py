"""MAINTAINERS files: Markdown tables and lists of who looks after a project.

They have no standard. Read are tables whose heading row names a person or an account (Minimum
Viable Governance's maintainers and steering committee, Hyperledger's, many others'), and list lines
that name somebody by ``@login`` or e-mail address. A heading such as "Emeritus" or "Retired
maintainers" holds for all below it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from twohats.errors import Mistake
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
    """The heading above it, the area it is given for, or the project of a CSV."""
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
_BEFORE_LOGIN = re.compile(r"(?:(?P<area>[^@:]{1,80}?)\s*:\s*)?(?=@)")
"""What stands before the first ``@``: nothing, or what somebody looks after."""
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
    lines = _without_comments(text.removeprefix("\ufeff")).splitlines()
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
        """Read a list line, if it names people by account or address."""
        login, email = self._login(text, alone=False), _EMAIL.search(text)
        if login is None and email is None:
            return
        plain = _plain(text)
        logins = [at["login"] for at in _AT.finditer(plain)]
        before = _BEFORE_LOGIN.match(plain)
        if logins and before is not None and (before["area"] or len(logins) > 1):
            # `Ada: @ada` may be a person or a part of the project; the account tells enough.
            area = before["area"] if "`" in text or len(logins) > 1 else None
            for one in () if _REQUESTS.intersection(plain.casefold().split()) else logins:
                self._add(None, one, None, None, "", number, area=area)
            return
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
        *,
        area: str | None = None,
    ) -> None:
        titles = [self.headings[level] for level in sorted(self.headings)]
        role = _role([*titles, said])
        body = area or (titles[-1] if titles else None)
        self.found.append(Maintainer(name, login, email, organization, role, body, number))


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


_REQUESTS = frozenset({"ask", "contact", "email", "mail", "please", "ping", "thank", "thanks"})
"""Words of a sentence that only points at somebody."""
_PROSE = _REQUESTS | {
    *("a", "an", "and", "at", "by", "for", "if", "in", "is", "or", "our", "see", "the", "to", "us"),
    *("we", "with", "you", "your"),
}


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


def _without_comments(text: str) -> str:
    """Blank out HTML comments; lines keep their numbers."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        end = len(text) if end < 0 else end + 3
        pieces += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end
    return "".join([*pieces, text[at:]])


def _plain(text: str) -> str:
    """Text without Markdown: links read as their words."""
    text = _LINK.sub(lambda link: link["text"], text)
    text = re.sub(r"<br\s*/?>|&nbsp;", " ", text)
    return re.sub(r"\*\*|__|`|^\*|\*$", "", text).strip()
