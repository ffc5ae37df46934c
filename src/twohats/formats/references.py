"""References in what people write: ``#12``, ``owner/name#12``, ``GH-12``, ``!12`` and addresses.

Found as a forge finds them, and read as people mean them: "Fixes #1, #2" closes both, though GitHub
acts on the first only. Not looked at are code, HTML comments and the words of a link (dependency
robots write ``[#12](address)``, where ``#12`` is another project's).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from twohats.formats.forums import plain_topic
from twohats.formats.reference_masks import BLANK, mask_code_and_comments
from twohats.records.keys import item_key, repository_key

ReferenceKind = Literal["closes", "part_of", "ref", "mention"]

GITHUB: Mapping[str, str] = MappingProxyType({"github.com": "github"})
"""Hosts whose addresses are understood when no others are given, and their forge's name."""


@dataclass(frozen=True)
class Reference:
    """One place in a text that names an item."""

    kind: ReferenceKind
    to_item: str | None
    """Key of the item; None where its host is no forge of the workspace."""
    to_url: str | None
    """The item's address, where there is no key."""
    start: int
    end: int
    """``text[start:end]`` is `text`."""
    text: str
    """The reference as written, without its keyword."""
    quoted: bool = False
    """Whether it stands in a quoted line: somebody else's words."""


_NUMBER = r"[1-9]\d{0,8}(?![\w])(?!-\w)(?!\.\d)"
_NOT_WITHIN_WORD = r"(?<![\w#&/=@.+:\\-])"
_GITHUB_NAME = r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[\w.-]{1,100}"
_GITLAB_NAME = r"[A-Za-z0-9_][\w.-]{0,100}(?:/[\w.-]{1,100}){1,9}"

_URL = r"(?<![\w@/.-])(?:https?://|(?=(?:www\.)?(?:HOSTS)/))[^\s<>\"'`\0\\^{}|()\[\]]+"
_SHORT = r"""
    (?P<github_like>{before}(?P<path>{name})(?P<path_mark>{marks})(?P<path_number>{number}))
  | (?P<gh>(?<![\w-])GH-(?P<gh_number>{number}))
  | (?P<own>(?:(?<![\w#&/=@+\\)])|(?<=\bPR)|(?<=\bMR)|(?<=\b[Ii]ssue))(?<!=["'])(?<!\]\()
      (?P<own_mark>{marks})(?P<own_number>{number}))
"""

_ITEM_PATH = re.compile(
    r"(?P<name>[\w.~-]+(?:/[\w.~-]+)+?)/(?:-/)?"
    r"(?P<kind>issues|pull|pulls|discussions|merge_requests|work_items)/(?P<number>[1-9]\d{0,8})"
    r"(?![\w-])(?P<rest>(?:/[\w/.-]*)?(?:\?[^\s#]*)?(?:#[\w-]*)?)"
)
_FILE_NAME = re.compile(r"\.(?:html?|md|rst|txt|ipynb|adoc)$", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?:colou?r|background|fill|stroke|border|shadow)[\w-]*[\"']?\s*[:=]\s*[\"']?$", re.IGNORECASE
)
_SAME_ADDRESS = ("redirect.github.com", "togithub.com", "www.github.com")
"""Hosts by which robots write github.com, so that no backlink appears."""

_BEFORE_REFERENCE = rf"""
    (?:\s+(?:the\s+|upstream\s+)?(?:issues?|bugs?|prs?|pull\s+requests?|merge\s+requests?|tickets?))?
    (?P<colon>\s*:)? [ \t{BLANK}]* (?P<list>\r?\n(?:[ \t>]*\r?\n)?[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)?
    (?:\[[ xX]\][ \t]+)? [*_(<]* (?:\[{BLANK}*\][(\[])? (?:<?a\s+href=["']?)? \Z
"""
_WORDS: dict[ReferenceKind, str] = {
    "closes": r"clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)",
    "part_of": r"part\s+of|sub-?task\s+of|step\s+towards?|towards|contributes\s+to",
    "ref": r"refs?|references|see(?:\s+also)?|xref|related(?:\s+to)?|relates\s+to|cf\.?"
    r"|follow(?:s|ing)?[ -]?up\s+(?:to|of|on)|follows|depends\s+on|blocked\s+by|supersedes|addresses",
}
_KEYWORDS = {
    kind: re.compile(rf"(?<![\w-])(?P<keyword>{words}){_BEFORE_REFERENCE}", re.I | re.X)
    for kind, words in _WORDS.items()
}
_NEGATED = re.compile(r"(?:\bnot|n't|n’t|\bnever|\bwithout|\bcannot)\s+(?:\w+\s+)?$", re.IGNORECASE)
_AND_ALSO = re.compile(
    rf"[)*_>\]]*(?:\s*[,;&+/]\s*(?:and\s+|or\s+|&\s*)?|\s+(?:and|or|as\s+well\s+as)\s+)"
    rf"(?:issues?\s+)?[*_(<]*(?:\[{BLANK}*\][(\[])?(?:<?a\s+href=[\"']?)?",
    re.IGNORECASE,
)
_NEXT_OF_LIST = re.compile(
    rf"[^\n]{{0,200}}\r?\n[ \t>]*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?[*_(<]*"
    rf"(?:\[{BLANK}*\][(\[])?(?:<?a\s+href=[\"']?)?"
)
_LOOK_BACK = 120
"""How many characters before a reference are searched for its keyword."""


def find_references(
    text: str,
    *,
    repository: str,
    hosts: Mapping[str, str] = GITHUB,
    style: Literal["github", "gitlab", "forum"] | None = None,
) -> tuple[Reference, ...]:
    """Find the items a text names, in the order they stand there.

    Parameters
    ----------
    text
        Markdown, or plain text such as a commit's message.
    repository
        Key of the repository the text belongs to: what ``#12`` counts in.
    hosts
        Name of the forge by host, as the workspace gives it.
    style
        Whose ways of writing hold: only GitLab has ``!12`` and deeper paths, and in a forum only
        addresses count. Left out, it is GitLab's where the forge's name or host says so.

    Returns
    -------
    tuple of Reference
        One per place; the same item may come several times.

    Examples
    --------
    >>> for one in find_references("Fixes #1, #2; see org/tool#3.", repository="github:org/app"):
    ...     print(one.kind, one.to_item)
    closes github:org/app#1
    closes github:org/app#2
    ref github:org/tool#3
    """
    if not any(sign in text for sign in ("#", "!", "/", "GH-", "gh-", "Gh-", "gH-")):
        return ()
    forge = repository.partition(":")[0]
    if style is None:
        names = [forge, *(host for host, name in hosts.items() if name == forge)]
        style = "gitlab" if any("gitlab" in name for name in names) else "github"
    masked = mask_code_and_comments(text)
    found: list[Reference] = []
    before, lines = _Before(masked), _Lines(text)
    for match in _expression(tuple(sorted(hosts)), style).finditer(masked):
        if style == "forum" and not match["url"]:
            continue
        target = _target(match, masked, repository, hosts)
        if target is None:
            continue
        to_item, to_url, end = target
        start = match.start()
        found.append(
            Reference(
                before.kind_of(start, end),
                to_item,
                to_url,
                start,
                end,
                text[start:end],
                lines.is_quoted(start),
            )
        )
    return tuple(found)


_EXPRESSIONS: dict[tuple[tuple[str, ...], str], re.Pattern[str]] = {}


def _expression(hosts: tuple[str, ...], style: str) -> re.Pattern[str]:
    """Build the one expression that finds every way of writing; addresses come first."""
    known = _EXPRESSIONS.get((hosts, style))
    if known is None:
        every = (*hosts, *_SAME_ADDRESS) if "github.com" in hosts else hosts
        url = _URL.replace("HOSTS", "|".join(map(re.escape, every)) or "(?!)")
        short = _SHORT.format(
            before=_NOT_WITHIN_WORD,
            name=_GITLAB_NAME if style == "gitlab" else _GITHUB_NAME,
            marks="[#!]" if style == "gitlab" else "[#]",
            number=_NUMBER,
        )
        known = re.compile(rf"(?P<url>{url})|(?:{short})", re.VERBOSE | re.IGNORECASE | re.ASCII)
        _EXPRESSIONS[hosts, style] = known
    return known


def _target(
    match: re.Match[str], text: str, repository: str, hosts: Mapping[str, str]
) -> tuple[str | None, str | None, int] | None:
    """Work out what a match names: key or address, and where it ends; None: no item."""
    if match["url"]:
        return _url_target(match, hosts)
    if match["gh"]:
        return item_key(repository, int(match["gh_number"])), None, match.end()
    if match["own"]:
        if _COLOUR.search(text, max(0, match.start() - 40), match.start()):
            return None
        number, mark = int(match["own_number"]), match["own_mark"]
        return item_key(repository, number, mark), None, match.end()
    path = match["path"]
    if _FILE_NAME.search(path) or path.endswith((".", "/")):
        return None
    there = repository_key(repository.partition(":")[0], path.removesuffix(".git"))
    number, mark = int(match["path_number"]), match["path_mark"]
    return item_key(there, number, mark), None, match.end()


def _url_target(
    match: re.Match[str], hosts: Mapping[str, str]
) -> tuple[str | None, str | None, int] | None:
    url = match["url"]
    scheme, _, rest = url.rpartition("://")
    host, slash, path = rest.partition("/")
    item = _ITEM_PATH.match(path)
    if item is None:
        return _topic_target(match, hosts)
    host = host.casefold()
    if host in _SAME_ADDRESS and host not in hosts:
        host = "github.com"
    forge = hosts.get(host) or hosts.get(host.removeprefix("www."))
    tail = item["rest"].rstrip(".,;:!?*_~")
    end = match.start() + len(url) - len(path) + item.end() - len(item["rest"]) + len(tail)
    # Only GitLab has groups within groups; elsewhere a longer path is no item of a repository.
    if item["name"].count("/") > 1 and "gitlab" not in f"{host} {forge}" and "/-/" not in path:
        return None
    if forge is None or item["name"].startswith("orgs/"):
        if not scheme:
            return None
        return None, f"{scheme}://{host}{slash}{path[: item.end('number')]}", end
    mark = "!" if item["kind"] == "merge_requests" else "#"
    return item_key(repository_key(forge, item["name"]), int(item["number"]), mark), None, end


def _topic_target(
    match: re.Match[str], hosts: Mapping[str, str]
) -> tuple[str | None, str | None, int] | None:
    """Name a topic of a forum by its address: where it stands, and so its key, only the forum knows."""
    url = match["url"].rstrip(".,;:!?*_~")
    host = url.partition("://")[2].partition("/")[0].casefold()
    address = plain_topic(url) if host in hosts else None
    return (None, address, match.start() + len(url)) if address else None


class _Before:
    """Knows what stood before, and so what a reference is there for."""

    def __init__(self, text: str):
        self.text = text
        self.last_end = 0
        self.last_kind: ReferenceKind = "mention"
        self.in_list = False
        """Whether the last reference is of a list that a keyword stands above."""

    def kind_of(self, start: int, end: int) -> ReferenceKind:
        """Return the kind of the reference at ``[start, end)``; to be asked in order."""
        kind = self._carried(start) or self._from_keyword(start)
        self.last_end, self.last_kind = end, kind
        return kind

    def _carried(self, start: int) -> ReferenceKind | None:
        """Return the kind of the reference before, where this one is its "and also"."""
        if self.last_kind == "mention" or start - self.last_end > 2 * _LOOK_BACK:
            return None
        between = self.text[self.last_end : start]
        if _AND_ALSO.fullmatch(between) and "\n\n" not in between:
            return self.last_kind
        if self.in_list and _NEXT_OF_LIST.fullmatch(between):
            return self.last_kind
        return None

    def _from_keyword(self, start: int) -> ReferenceKind:
        self.in_list = False
        begin = max(self.last_end, start - _LOOK_BACK)
        window = self.text[begin:start]
        for kind, form in _KEYWORDS.items():
            found = form.search(window)
            if found is None:
                continue
            if found["list"] and not found["colon"]:
                continue
            if _NEGATED.search(window[: found.start()]):
                return "mention"
            self.in_list = found["list"] is not None
            return kind
        return "mention"


_QUOTE = re.compile(r"[ \t]{0,3}>")
_FORUM_QUOTE = re.compile(r"(?is)\[quote(?:=[^\]\n]*)?\].*?(?:\[/quote\]|\Z)")
"""As people quote in forums: ``[quote="ada, post:1, topic:12"]``."""


class _Lines:
    """Knows which lines are quoted: somebody else's words."""

    def __init__(self, text: str):
        self.text = text
        self.line_start = 0
        self.looked_to = 0
        self.quotes = [found.span() for found in _FORUM_QUOTE.finditer(text)]

    def is_quoted(self, at: int) -> bool:
        """Whether the line of a position is quoted; to be asked in order."""
        if any(start <= at < end for start, end in self.quotes):
            return True
        newline = self.text.rfind("\n", self.looked_to, at)
        self.looked_to = at
        if newline >= 0:
            self.line_start = newline + 1
        return _QUOTE.match(self.text, self.line_start) is not None
