"""Words beside what we carry: marks in comments, headers of patches, messages of commits.

Our own mark stands in a comment of any language::

    # twohats: carried https://github.com/lantern/core/pull/7
    # twohats: carried waits for their release until 2027-01-31

Marks that others use already are understood as well: ``PATCH:`` and ``UPSTREAM:`` at the beginning
of a comment, ``Upstream-Status:`` as Yocto writes it, ``Forwarded:``, ``Origin:`` and
``Applied-Upstream:`` of DEP-3, and ``UPSTREAM: 123: …``, ``UPSTREAM: <carry>: …`` or ``Backport PR #123``
in the first line of a commit's message.

Examples
--------
>>> read_word("https://github.com/lantern/core/pull/7 until 2027-01-31")
Word(link='https://github.com/lantern/core/pull/7', reason=None, until=datetime.date(2027, 1, 31))
>>> read_word("our proxy needs it")
Word(link=None, reason='our proxy needs it', until=None)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from twohats.records.carried import Word

_URL = re.compile(r"https?://[^\s<>\"'`)\],;]+")
_UNTIL = re.compile(
    r"\s*\b(?:until|review(?: on| by)?|revisit(?: on| by)?):?\s+(\d{4}-\d\d-\d\d)\b"
)
_OPENED = r"(?:\#+|//+!?|/?\*+|--+|;+|<!--|%+|\{\{/\*|\{\#|rem\b|\"\"\"|dnl\b)"
_MARK = re.compile(
    rf"(?:^|\s|[^\w\s'\"`]){_OPENED}\s*(?:twohats:\s*carried\b:?(?P<ours>.*)"
    r"|(?P<word>PATCH|UPSTREAM)\s*:(?!:)(?P<theirs>.+))"
)
_METHODS = re.compile(rf"{_OPENED}\s*(?:GET|POST|PUT|DELETE)\s*:|{_OPENED}\s*PATCH\s*:\s*/")
"""A text that speaks of the methods of HTTP means one by PATCH, too."""
_CLOSED = re.compile(r"\s*(?:\*/|-->|\*/\}\}|#\}|\"\"\")\s*$")
_HEADER = re.compile(
    r"^(?P<name>Upstream-Status|Forwarded|Origin|Applied-Upstream|Upstream|Bug|Link|Reviewed-on)"
    r":[ \t]*(?P<said>.+)$",
    re.I | re.M,
)
_PICKED = re.compile(r"^\(cherry picked from commit ([0-9a-f]{7,64})\)$", re.M)
_CARRY = re.compile(r"^UPSTREAM: (?:(?P<repo>[\w.-]+/[\w.-]+): )?(?P<what>\d+|<carry>|<drop>): ")
_BACKPORT = re.compile(r"^Backport PR #(\d+)\b")
_WORK = re.compile(
    r"https?://[^\s<>\"'`)\],;]+/(?:(?:pull|issues|commit|pulls)/|-/(?:merge_requests|issues|commit)/"
    r"|merge_requests/|\+bug/|show_bug\.cgi\?id=)[^\s<>\"'`)\],;]+"
)


@dataclass(frozen=True)
class Mark:
    """A comment that says something is carried."""

    line: int
    text: str
    word: Word


def read_word(said: str) -> Word:
    """Split what people write: an address, a reason, ``until`` a day."""
    until = None
    if found := _UNTIL.search(said):
        until = _date(found[1])
        if until is not None:
            said = said[: found.start()] + said[found.end() :]
    url = _URL.search(said)
    link = url[0].rstrip(".") if url else None
    reason = " ".join(_URL.sub("", said).split()).strip(" ,;:|-–—()[]")
    return Word(link, reason or None, until)


def find_marks(text: str) -> Iterator[Mark]:
    r"""Yield comments that mark something as carried.

    Examples
    --------
    >>> [m.word.link for m in find_marks("x = 1  # UPSTREAM: https://github.com/a/b/issues/3\n")]
    ['https://github.com/a/b/issues/3']
    >>> list(find_marks("HTTP_PATCH: 1\n# we PATCH: nothing\n"))
    []
    """
    are_methods = _METHODS.search(text) is not None
    for number, line in enumerate(text.splitlines(), 1):
        # Most lines of most files are told apart by this alone.
        if "twohats:" not in line and "PATCH" not in line and "UPSTREAM" not in line:
            continue
        if match := _MARK.search(line):
            if match["word"] == "PATCH" and are_methods:
                continue
            said = _CLOSED.sub("", match["ours"] if match["word"] is None else match["theirs"])
            yield Mark(number, said.strip(), read_word(said))


def link_beside(text: str, line: int) -> Word:
    r"""Read the comment on a line, else the comment lines right above it.

    Only addresses of work count as a link there: a pull request, an issue, a commit. A mark counts
    whole.

    Examples
    --------
    >>> text = "# https://github.com/lantern/core/pull/7\ncore @ git+https://example.org/core\n"
    >>> link_beside(text, 2).link
    'https://github.com/lantern/core/pull/7'
    """
    lines = text.splitlines()
    near = lines[line - 1 : line]
    for above in reversed(lines[: line - 1]):
        if not re.match(r"\s*(?:#|//)", above):
            break
        near.append(above)
    for said in near:
        for mark in find_marks(said):
            return mark.word
    for said in near:
        _, _, comment = said.rpartition(" #") if said is near[0] else ("", "", said)
        if (said is not near[0] or " #" in said) and (found := _WORK.search(comment)):
            return Word(found[0].rstrip("."))
    return Word()


def word_of_header(text: str) -> Word:
    r"""Read the header of a patch, or the message of a commit.

    Examples
    --------
    >>> word_of_header("Fix it\n\nUpstream-Status: Inappropriate [our proxy]\n").reason
    'Inappropriate: our proxy'
    """
    word = Word()
    for found in _HEADER.finditer(text):
        word = word.beside(_said_by(found["name"].lower(), found["said"]))
    for mark in find_marks("\n".join(f"# {line}" for line in text.splitlines()[1:])):
        word = word.beside(mark.word)
    return word


def word_of_message(message: str, upstream_url: str | None = None) -> tuple[Word, str | None]:
    """Read a commit's message; also the commit it was picked from, where it says so.

    Parameters
    ----------
    message
        The whole message.
    upstream_url
        Address of upstream's repository, for messages that name a number alone.
    """
    word = word_of_header(message)
    if (carry := _CARRY.match(message)) and carry["what"].isdigit():
        base = f"https://github.com/{carry['repo']}" if carry["repo"] else upstream_url
        if base and not word.link:
            word = Word(f"{base}/pull/{carry['what']}", word.reason, word.until)
    backport = _BACKPORT.match(message)
    if backport and upstream_url and not word.link:
        word = Word(f"{upstream_url}/pull/{backport[1]}", word.reason, word.until)
    picked = _PICKED.search(message)
    return word, picked[1] if picked else None


def _said_by(name: str, said: str) -> Word:
    """Give the words of one header line."""
    read = read_word(said)
    if name in ("link", "bug", "reviewed-on"):
        work = _WORK.search(said)
        return Word(work[0]) if work else Word()
    if name == "upstream-status":
        status, _, rest = said.partition(" ")
        if status.lower() == "pending":
            return Word(read.link)  # it says that nothing was done yet
        why = read_word(rest.strip(" []()")).reason
        reason = f"{status}: {why}" if why else status
        return Word(read.link, None if read.link else reason, read.until)
    if name == "forwarded" and said.strip().lower() in ("no", "yes", "not-needed"):
        return Word(None, "not needed upstream") if "not-" in said.lower() else Word()
    return Word(read.link, None, read.until) if read.link else Word()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
