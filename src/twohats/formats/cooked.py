"""Text of a forum's post, from the HTML in which the forum shows it.

Discourse gives a post as people wrote it only where it is asked to; recordings mostly hold the HTML. What
counts for the facts is kept: words, addresses, what is quoted and what is code. The rest of the form is not.

Examples
--------
>>> print(text_of('<p>See <a href="https://example.org/o/r/issues/1">this</a>.</p><pre><code>#2</code></pre>'))
See [this](https://example.org/o/r/issues/1).
<BLANKLINE>
```
#2
```
"""

import re
from html.parser import HTMLParser

_BREAKS = frozenset(
    {"p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_QUOTES = frozenset({"blockquote", "aside"})
_UNSEEN = frozenset({"script", "style", "svg"})
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "source", "wbr", "col"})


def text_of(cooked: str) -> str:
    """Write the text of a post: links as ``[words](address)``, quotes behind ``>``, code in backticks."""
    reader = _Reader()
    reader.feed(cooked)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Writes while it reads; what is not closed ends with the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._open: list[tuple[str, str]] = []
        """Elements that are open, each with the address of a link."""
        self._link_from: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self._write(f"![{given.get('alt') or ''}]")
        elif tag == "br":
            self._lines.append(self._margin())
        if tag in _VOID:
            return
        if tag in _BREAKS or tag in _QUOTES or tag == "pre":
            self._break(tag == "p" or tag in _QUOTES or tag == "pre")
        self._open.append((tag, given.get("href") or ""))
        if tag in _QUOTES:
            self._lines[-1] = self._margin()
        elif tag == "li":
            self._write("- ")
        elif tag == "pre":
            self._write("```")
            self._lines.append(self._margin())
        elif tag == "code" and not self._is_within("pre"):
            self._write("`")
        elif tag == "a":
            self._link_from.append((len(self._lines) - 1, len(self._lines[-1])))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or tag not in (name for name, _ in self._open):
            return
        while True:
            name, address = self._open.pop()
            if name == "a":
                self._end_link(address)
            elif name == "code" and not self._is_within("pre"):
                self._write("`")
            elif name == "pre":
                if self._lines[-1].strip(" >"):
                    self._lines.append(self._margin())
                self._write("```")
            if name == tag:
                break
        if tag in _BREAKS or tag in _QUOTES or tag == "pre":
            self._break(tag == "p" or tag in _QUOTES or tag == "pre")

    def handle_data(self, data: str) -> None:
        if any(name in _UNSEEN for name, _ in self._open):
            return
        if self._is_within("pre"):
            first, *rest = data.split("\n")
            self._write(first)
            self._lines += (self._margin() + line for line in rest)
            return
        words = re.sub(r"\s+", " ", data)
        if not self._lines[-1].strip(" >"):
            words = words.lstrip()
        self._write(words)

    def text(self) -> str:
        """Give what was written, with no more than one empty line between two others."""
        while self._open:
            self.handle_endtag(self._open[-1][0])
        text = "\n".join(line.rstrip() for line in self._lines)
        text = re.sub(r"(?m)^[> ]+\n(?=[^>])", "\n", text + "\n")
        return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", text).strip()

    def _write(self, text: str) -> None:
        self._lines[-1] += text

    def _margin(self) -> str:
        return "> " * sum(name in _QUOTES for name, _ in self._open)

    def _break(self, is_wide: bool) -> None:
        if self._lines[-1].strip(" >") == "-":  # of a list whose entries are paragraphs
            return
        if self._lines[-1].strip(" >"):
            self._lines += [self._margin(), self._margin()] if is_wide else [self._margin()]
        else:
            self._lines[-1] = self._margin()

    def _is_within(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._open)

    def _end_link(self, address: str) -> None:
        at, column = self._link_from.pop()
        if not address.startswith(("http://", "https://")):
            return
        line = self._lines[at]
        words = line[column:].strip()
        plain = words in ("", address)
        self._lines[at] = line[:column] + (address if plain else f"[{words}]({address})")
