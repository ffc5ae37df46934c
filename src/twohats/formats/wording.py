"""Words that make an upstream project sound as if it were ours, or that nobody explained, each with its place.

Hints only: nothing is rewritten. A line that ends in ``<!-- wording: fine, because … -->`` is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

RULES = (
    ("W1", r"\bour (?:upstream )?(?:open[- ]source )?(?:project|library|package|codebase|community|tool)\b",
     "an upstream project belongs to nobody: name it, or say \"the project\""),
    ("W2", r"\b(?:{names}|our (?:company|organization|organisation|team|employer)) (?:wants?|needs?|requires?|demands?|expects?)\b",
     "say who has the need and why: \"one of our communities would like … because …\""),
    ("W3", r"\bwe (?:own|control|drive|run) (?:the )?(?:project|roadmap|development|direction)\b(?!['’])",
     "the community decides that together: say what you do there"),
    ("W4", r"\b(?:asap|by end of (?:the )?(?:week|month|quarter)|our deadline|we have a deadline|urgent(?:ly)?)\b",
     "your deadline is not theirs: say by when it would help, and that they set the pace"),
    ("W5", r"\b(?:just|simply) (?:merge|approve|accept)\b",
     "ask for a review instead; what it costs them is for them to say"),
    ("W6", r"\bon behalf of the (?:project|community|maintainers)\b",
     "say which hat you wear; who speaks for a community is theirs to say"),
)  # fmt: skip
"""Id, pattern and hint; ``{names}`` stands for the names of our organization."""

SHORT = "W7"
"""Id of the rule on short forms that nobody explained."""
KNOWN = frozenset((
    "ALL", "AND", "API", "ASAP", "ASCII", "BSD", "CHANGES", "CLA", "CLI", "COPYING", "CPU", "CSS", "CSV", "DCO",
    "DNS", "DOM", "FAQ", "FIXME", "FYI", "GNU", "GPL", "GPU", "GUI", "HEAD", "HTML", "HTTP", "HTTPS", "IDE",
    "IMHO", "ISO", "JSON", "LGPL", "MAY", "MIT", "MUST", "NEWS", "NOT", "NOTE", "OSI", "PDF", "PEP", "PNG",
    "README", "RFC", "SDK", "SHALL", "SHOULD", "SQL", "SSH", "SVG", "TBD", "TLS", "TODO", "TOML", "URL", "USB",
    "UTC", "UTF", "WIP", "XML", "YAML",
))  # fmt: skip
"""Short forms that everybody who reads code knows, and words that people shout."""
_SHORT_FORM = re.compile(r"(?<![\w/.#@-])[A-Z][A-Z0-9]{2,5}(?:s)?(?![\w/.-]*[\w/])")
_LINK = re.compile(r"https?://\S+|<!--.*?-->")
_WAIVED = re.compile(r"<!--\s*wording:\s*\S.*-->\s*$")
_CODE = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True)
class Hint:
    """One place where other words would serve better."""

    rule: str
    line: int
    """From 1."""
    column: int
    """From 1."""
    said: str
    hint: str


def hints(text: str, names: tuple[str, ...] = ()) -> Iterator[Hint]:
    r"""Look for such words; quotes, code and waived lines are somebody else's or answered.

    Parameters
    ----------
    text
        A draft.
    names
        What our organization is called.

    Examples
    --------
    >>> [(one.line, one.column, one.said) for one in hints("Hello.\nAcme wants this.", ("Acme",))]
    [(2, 1, 'Acme wants')]
    """
    known = "|".join(re.escape(one) for one in names if one) or "(?!)"
    patterns = [
        (rule, re.compile(form.replace("{names}", known), re.IGNORECASE), hint)
        for rule, form, hint in RULES
    ]
    is_code = False
    seen = set(KNOWN) | {name.upper() for name in names}
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(("```", "~~~")):
            is_code = not is_code
        if is_code or line.lstrip().startswith(">") or _WAIVED.search(line):
            continue
        # Same length, so that columns hold.
        shown = _CODE.sub(lambda found: " " * len(found[0]), line)
        for rule, pattern, hint in patterns:
            for found in pattern.finditer(shown):
                yield Hint(rule, number, found.start() + 1, found[0], hint)
        for found in _short_forms(shown):
            name = found[0].removesuffix("s")
            if name not in seen and not _is_explained(name, text):
                hint = "not everybody there knows it: write it out where it comes first"
                yield Hint(SHORT, number, found.start() + 1, found[0], hint)
            seen.add(name)


def _short_forms(line: str) -> Iterator[re.Match[str]]:
    """Find short forms; a line that is shouted as a whole tells them from words no longer."""
    if not line.isupper():
        yield from _SHORT_FORM.finditer(_LINK.sub(lambda link: " " * len(link[0]), line))


def _is_explained(name: str, text: str) -> bool:
    """Whether a text says what a short form stands for: beside it, in brackets on either side."""
    form = re.escape(name)
    return bool(re.search(rf"\w \({form}s?\)|\b{form}s? \([A-Za-z]\w+ ", text))
