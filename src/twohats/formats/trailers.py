"""The trailers of a commit message, told from its prose by the rules git goes by."""

import re

_GENERATED = ("Signed-off-by: ", "(cherry picked from commit ")
"""Lines that git writes itself: with one of them, a quarter of trailers is enough."""

_TRAILER = re.compile(r"[A-Za-z0-9-]+[ \t]*:")


def split_message(message: str) -> tuple[str, tuple[str, ...]]:
    r"""Split off a message's subject and its trailers, each on one line.

    The subject is the first paragraph on one line. Trailers are the last paragraph, if it is not
    also the first and holds nothing else, or git's own lines among other text.

    Examples
    --------
    >>> split_message("Read\nmore\n\nWhy: not here.\nText.\n\nReviewed-by: Ada\n  Example\n")
    ('Read more', ('Reviewed-by: Ada Example',))
    >>> split_message("Note: this is a subject")
    ('Note: this is a subject', ())
    """
    lines = message.replace("\r\n", "\n").split("\n")
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    end = start
    while end < len(lines) and lines[end].strip():
        end += 1
    subject = " ".join(line.rstrip() for line in lines[start:end])
    return subject, _unfolded(lines[_block_start(lines, end) :])


def _block_start(lines: list[str], end_of_title: int) -> int:
    """Find where the block of trailers begins; past the last line where there is none."""
    trailers = others = possible_continuations = 0
    is_generated = False
    in_block = False
    for at in range(len(lines) - 1, end_of_title - 1, -1):
        line = lines[at]
        if line.startswith("#"):
            others += possible_continuations
            possible_continuations = 0
        elif not line.strip():
            if not in_block:
                continue
            others += possible_continuations
            is_block = trailers * 3 >= others if is_generated else bool(trailers) and not others
            return at + 1 if is_block else len(lines)
        elif line.startswith(_GENERATED):
            in_block = is_generated = True
            trailers += 1
            possible_continuations = 0
        elif _TRAILER.match(line):
            in_block = True
            trailers += 1
            possible_continuations = 0
        elif line[0].isspace():
            in_block = True
            possible_continuations += 1
        else:
            in_block = True
            others += 1 + possible_continuations
            possible_continuations = 0
    return len(lines)


def _unfolded(lines: list[str]) -> tuple[str, ...]:
    """Join what goes on over several lines, and leave out what is no trailer."""
    found: list[str] = []
    is_open = False
    for line in lines:
        if not line.strip():
            is_open = False
        elif line[0].isspace() and is_open:
            found[-1] += " " + line.strip()
        else:
            is_open = _TRAILER.match(line) is not None
            if is_open:
                found.append(line.strip())
    return tuple(found)
