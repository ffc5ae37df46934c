"""The parts of a Markdown text in which a forge sees no references, blanked out in place.

Code, comments (where issue templates keep their instructions) and the words of links are replaced
by `BLANK`, character for character, so that positions stay true. One pass each, whatever the text.
"""

import re

BLANK = "\0"
"""Stands for a character that says nothing."""

_FENCE = re.compile(
    r"(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<mark>`{3,}|~{3,})(?P<info>.*)"
)
_LIST_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_TICKS = re.compile(r"`+")
_LINK_WORDS = re.compile(r"\[(?P<words>[^\[\]]*)\](?=[(\[])")
_ELEMENTS = ("a", "code", "pre")
_OPENING = re.compile(r"<(?P<name>a|code|pre)(?=[\s>])[^<>]*>", re.IGNORECASE)


def mask_code_and_comments(text: str) -> str:
    """Blank out code, comments and the words of links; of equal length, line by line."""
    blanked = bytearray(len(text))
    prose = _mask_blocks(text, blanked)
    for start, end in prose:
        _mask_code_spans(text, start, end, blanked)
    text = _apply(text, blanked)
    _mask_elements(text, blanked)
    text = _apply(text, blanked)
    for link in _LINK_WORDS.finditer(text):
        _blank(blanked, link.start("words"), link.end("words"))
    return _apply(text, blanked)


def _blank(blanked: bytearray, start: int, end: int) -> None:
    blanked[start:end] = b"\1" * (end - start)


def _apply(text: str, blanked: bytearray) -> str:
    """Return the text with blanked stretches blank; line ends stay."""
    pieces, at = [], 0
    for stretch in re.finditer(rb"\x01+", blanked):
        pieces.append(text[at : stretch.start()])
        pieces.append(re.sub(r"[^\n]", BLANK, text[stretch.start() : stretch.end()]))
        at = stretch.end()
    pieces.append(text[at:])
    return "".join(pieces)


def _mask_blocks(text: str, blanked: bytearray) -> list[tuple[int, int]]:
    """Blank out fenced and indented code and comments; return the paragraphs left."""
    reader = _BlockReader(text, blanked)
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        reader.take(at, end)
        at = end + 1
    reader.end_paragraph()
    return reader.paragraphs


class _BlockReader:
    """Takes a text line by line and knows in which kind of block it stands."""

    def __init__(self, text: str, blanked: bytearray):
        self.text, self.blanked = text, blanked
        self.paragraphs: list[tuple[int, int]] = []
        self.paragraph: tuple[int, int] | None = None
        self.fence: str | None = None
        """The mark that opened the code being read."""
        self.fence_is_quoted = False
        self.in_comment = False
        self.after_blank = True
        self.in_indented = False
        self.in_list = False
        self.last_comment_end = text.rfind("-->")

    def take(self, start: int, end: int) -> None:
        """Read the line ``[start, end)``."""
        if self.in_comment:
            start = self._rest_of_comment(start, end)
            if start >= end:
                return
        line = self.text[start:end]
        if self.fence is not None:
            self._fenced(line, start, end)
            return
        if not line.strip(" \t\r>"):
            self.end_paragraph()
            self.after_blank = True
            return
        if self._opens_fence(line, start, end) or self._is_indented_code(line, start, end):
            return
        self.after_blank = False
        self.in_list = self.in_list or _LIST_ITEM.match(line) is not None
        first = self.paragraph[0] if self.paragraph else start
        self.paragraph = (first, end)
        if "<!--" in line:
            self._comments(start, end)

    def end_paragraph(self) -> None:
        """Close the paragraph being read."""
        if self.paragraph:
            self.paragraphs.append(self.paragraph)
        self.paragraph = None

    def _fenced(self, line: str, start: int, end: int) -> None:
        mark = line.strip(" \t\r>")
        quoted = line.lstrip().startswith(">")
        if self.fence_is_quoted and not quoted:
            self.fence = None  # the quotation ended, and the code with it
            self.take(start, end)
            return
        _blank(self.blanked, start, end)
        assert self.fence is not None
        if mark and set(mark) == {self.fence[0]} and len(mark) >= len(self.fence):
            self.fence = None
            self.after_blank = True

    def _opens_fence(self, line: str, start: int, end: int) -> bool:
        found = _FENCE.match(line)
        if found is None or (found["mark"][0] == "`" and "`" in found["info"]):
            return False
        self.end_paragraph()
        self.fence = found["mark"]
        self.fence_is_quoted = ">" in found["before"]
        _blank(self.blanked, start, end)
        return True

    def _is_indented_code(self, line: str, start: int, end: int) -> bool:
        """Four spaces after an empty line are code, unless a list goes on there."""
        indented = line.startswith(("    ", "\t"))
        if not indented:
            self.in_indented = False
            if self.after_blank and _LIST_ITEM.match(line) is None and not line[0].isspace():
                self.in_list = False
            return False
        if self.in_list or not (self.after_blank or self.in_indented):
            return False
        self.in_indented = True
        _blank(self.blanked, start, end)
        return True

    def _rest_of_comment(self, start: int, end: int) -> int:
        """Blank out what the comment holds of this line; return where it ends."""
        close = self.text.find("-->", start, end)
        stop = end if close < 0 else close + 3
        _blank(self.blanked, start, stop)
        self.in_comment = close < 0
        return stop

    def _comments(self, start: int, end: int) -> None:
        """Blank out comments that begin on this line, but none that code only shows."""
        spans = iter(_code_spans(self.text, start, end))
        span = next(spans, (end, end))
        at = start
        while (opening := self.text.find("<!--", at, end)) >= 0:
            while span[1] <= opening < end:
                span = next(spans, (end, end + 1))
            if span[0] < opening:
                at = span[1]
                continue
            is_closed = self.last_comment_end >= opening + 4
            if not is_closed and self.text[start:opening].strip(" \t>"):
                return  # within a line, and never closed: plain text to a forge
            _blank(self.blanked, opening, opening + 4)
            at = self._rest_of_comment(opening + 4, end)
            if self.in_comment:
                return


def _code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find inline code: from one run of backticks to the next of equal length."""
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(text, start, end)]
    following: dict[int, int] = {}
    partner: list[int | None] = [None] * len(runs)
    for at in range(len(runs) - 1, -1, -1):
        length = runs[at][1] - runs[at][0]
        partner[at] = following.get(length)
        following[length] = at
    spans, at = [], 0
    while at < len(runs):
        closing = partner[at]
        if closing is None:
            at += 1
        else:
            spans.append((runs[at][0], runs[closing][1]))
            at = closing + 1
    return spans


def _mask_code_spans(text: str, start: int, end: int, blanked: bytearray) -> None:
    visible = text[start:end]
    if b"\1" in blanked[start:end]:  # a comment within the paragraph hides its backticks
        visible = "".join(
            BLANK if hidden else character
            for character, hidden in zip(visible, blanked[start:end], strict=True)
        )
    for begin, stop in _code_spans(visible, 0, len(visible)):
        _blank(blanked, start + begin, start + stop)


def _mask_elements(text: str, blanked: bytearray) -> None:
    """Blank out what ``<a>``, ``<code>`` and ``<pre>`` enclose; addresses in ``<a …>`` stay."""
    lower = text.lower() if text.isascii() else re.sub("[A-Z]", lambda m: m[0].lower(), text)
    last = {name: lower.rfind(f"</{name}>") for name in _ELEMENTS}
    at = 0
    while opening := _OPENING.search(text, at):
        name = opening["name"].lower()
        at = opening.end()
        if last[name] >= at:
            close = lower.find(f"</{name}>", at)
            _blank(blanked, at, close)
            at = close
