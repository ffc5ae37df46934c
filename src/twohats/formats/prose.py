"""Sentences and headings of Markdown and reStructuredText, each with its line.

Code, comments, front matter and images say nothing. A sentence that goes over several lines is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_MARKED = re.compile(r"^ {0,3}(?P<mark>#{1,6})\s+(?P<words>.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^([=\-~^\"'`*+#])\1{2,}\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#\.)\s+(?:\[[ xX]\]\s*)?")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_END = re.compile(
    r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)[)\"'”]*\s+(?=(?:\x00\d+\x00\s*)?[A-Z0-9(\"“'])"
)
_MARKUP = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)|\[![A-Z]+\]"), ""),
    (re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r":[a-z:]+:`([^`<]*?)\s*(?:<[^>]*>)?`"), r"\1"),
    (re.compile(r"`([^`<]*?)\s*<[^>]*>`__?"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"<([^\s<>@]+@[^\s<>@]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^>@]*>"), ""),
    (re.compile(r"`+|\*+|(?<!\w)_+|_+(?!\w)"), ""),
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, its marks taken off."""

    line: int
    """Where it begins, from 1."""
    text: str
    heading: str = ""
    """The headings it stands below, the outermost first, joined by `` / ``."""


def sentences(text: str) -> Iterator[Sentence]:
    r"""Give the sentences of a text in their order, headings left out.

    Examples
    --------
    >>> [(s.line, s.text, s.heading) for s in sentences("# Help\n\nPlease *add*\ntests. Thanks.\n")]
    [(3, 'Please add tests.', 'Help'), (4, 'Thanks.', 'Help')]
    """
    for heading, block in _blocks(text):
        yield from _split(block, heading)


def headings(text: str) -> list[tuple[int, str]]:
    r"""List headings with their lines.

    Examples
    --------
    >>> headings("# Help\n\nMeetings\n--------\n\nwe meet\n")
    [(1, 'Help'), (3, 'Meetings')]
    """
    lines = _visible(text)
    return [(at + 1, words) for at in range(len(lines)) if (words := _heading(lines, at)[1])]


def plain(text: str) -> str:
    """Take the marks of Markdown and reStructuredText off a piece of prose."""
    for pattern, by in _MARKUP:
        text = pattern.sub(by, text)
    return " ".join(text.split())


def _visible(text: str) -> list[str]:
    """Lines as they are, those of code, comments and front matter emptied."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for hidden in (_FRONT, _COMMENT):
        text = hidden.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines: list[str] = []
    fence = ""
    indented = False
    before = ""
    for line in text.split("\n"):
        is_underline = bool(_UNDERLINE.match(line)) and bool(before.strip()) and not fence
        before = line
        mark = None if is_underline else _FENCE.match(line)
        is_hidden = bool(fence)
        if mark and not fence:
            fence, is_hidden = mark[1], True
        elif mark and mark[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
        # What stands further in below `::` or a directive is code in reStructuredText.
        if line.strip() and not line[0].isspace():
            indented = False
        is_hidden = is_hidden or indented or bool(re.match(r"^(?: {4}|\t)\s*\$ ", line))
        if re.search(r"::\s*(?:[\w-]+\s*)?$", line) and not fence:
            indented = line.rstrip().endswith("::") or line.lstrip().startswith(".. code")
        lines.append("" if is_hidden else line)
    return lines


def _heading(lines: list[str], at: int) -> tuple[str, str]:
    """Give the mark and the words of the heading that begins here; two empty strings for none."""
    line = lines[at]
    if marked := _MARKED.match(line):
        return marked["mark"], plain(marked["words"])
    following = lines[at + 1] if at + 1 < len(lines) else ""
    is_under = bool(line.strip()) and not line[0].isspace() and not _UNDERLINE.match(line)
    is_alone = at == 0 or not lines[at - 1].strip() or bool(_UNDERLINE.match(lines[at - 1]))
    if is_under and is_alone and _UNDERLINE.match(following) and not _ITEM.match(line):
        return following[0], plain(line)
    return "", ""


def _blocks(text: str) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Give paragraphs and list items as lines with their numbers, and the headings above each."""
    lines = _visible(text)
    above: dict[str, str] = {}
    block: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        mark, words = _heading(lines, at)
        ends = not line.strip() or words or _UNDERLINE.match(line) or line.lstrip().startswith("|")
        if (ends or _ITEM.match(line)) and block:
            yield " / ".join(above.values()), block
            block = []
        if words:
            above = _below(above, mark, words)
        if not (words or _UNDERLINE.match(line)) and line.strip():
            block.append((at + 1, _ITEM.sub("", line).strip(" \t>")))
    if block:
        yield " / ".join(above.values()), block


def _below(above: dict[str, str], mark: str, words: str) -> dict[str, str]:
    """Take a heading in: it ends those of its own rank and below."""
    if mark.startswith("##") or mark == "#":
        kept = {one: said for one, said in above.items() if len(one) < len(mark)}
    else:
        before = list(above)
        kept = {one: above[one] for one in before[: before.index(mark)]} if mark in above else above
    return {**kept, mark: words}


def _split(block: list[tuple[int, str]], heading: str) -> Iterator[Sentence]:
    # A mark that goes over two lines is taken off only when they are joined; `\x00` keeps the place.
    joined = plain(" ".join(f"\x00{number}\x00 {line}" for number, line in block))
    line = block[0][0]
    for piece in _END.split(re.sub(r"\s*(\x00\d+\x00)\s*", r" \1", joined)):
        numbers = [int(one) for one in re.findall(r"\x00(\d+)\x00", piece)]
        starts = re.match(r"\s*\x00(\d+)\x00", piece)
        begin = int(starts[1]) if starts else line
        line = numbers[-1] if numbers else line
        words = " ".join(re.sub(r"\x00\d+\x00", " ", piece).split())
        if words:
            yield Sentence(begin, words, heading)
