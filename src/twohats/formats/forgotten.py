"""The list of who asked to be forgotten: salted hashes, and what they take out of a text.

A line says nothing to whoever has no salt, and with it only answers "is it this one?". So the list may
stand in git while the salt stays at home.

Examples
--------
>>> forgotten = Forgotten(b"made up", frozenset(marks_of(b"made up", [Identity("account", "github:ada-m")])))
>>> forgotten.has_account("github:Ada-M"), forgotten.has_account("github:ada")
(True, False)
>>> forgotten.text("Thanks @ada-m, see https://github.com/ada-m/tool and ada-mary")
'Thanks @forgotten, see https://github.com/forgotten/tool and ada-mary'
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from twohats.errors import Mistake

WORD = "forgotten"
"""Stands where somebody was."""

IdentityKind = Literal["account", "id", "mail", "name", "word"]

_TOKEN = re.compile(r"\w(?:[\w-]*\w)?")
_ADDRESS = re.compile(r"[\w.+%-]+(?:\[bot\])?@[\w-]+(?:\.[\w-]+)+")
_DOTTED = re.compile(r"@(\w[\w-]*(?:\.[\w-]+)+)")
_NO_REPLY = re.compile(r"(?:(?P<id>\d+)\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<host>[^@]+)")
_EDGES = ".,;:!?()[]{}<>\"'`*_|/"
_LONGEST_NAME = 5
_CACHED = 1 << 17


@dataclass(frozen=True)
class Identity:
    """One thing by which somebody is known."""

    kind: IdentityKind
    value: str
    """An account's key, ``forge:number``, an address, a name of several words, or a login that calls
    somebody wherever it stands as a word.
    """


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    at: str
    """The day on which it was written."""
    mark: str


def marks_of(salt: bytes, identities: Iterable[Identity]) -> tuple[str, ...]:
    """Make the marks by which identities are known again, each once and in order of their bytes.

    An account leaves one for its login too, since texts call people so; a name one for its first
    word, by which texts are looked through.
    """
    return tuple(sorted({_mark(salt, key) for one in identities for key in _keys(one)}))


def _keys(identity: Identity) -> Iterator[str]:
    value = identity.value.strip().casefold()
    if identity.kind == "name":
        words = _words(value)
        if len(words) > 1:  # one word alone is as often a machine's name as somebody's
            yield f"name:{' '.join(words)}"
            yield f"first:{words[0]}"
        return
    yield f"{identity.kind}:{value}"
    if identity.kind == "account":
        yield f"login:{value.partition(':')[2]}"


def _words(text: str) -> list[str]:
    return [word for part in text.split() if (word := part.strip(_EDGES).casefold())]


def _mark(salt: bytes, key: str) -> str:
    return hmac.new(salt, key.encode(errors="replace"), hashlib.sha256).hexdigest()


class Forgotten:
    """Knows who is forgotten when it meets them, and nobody before.

    Parameters
    ----------
    salt
        Of this workspace.
    marks
        As `marks_of` makes them; none: nobody is forgotten.
    """

    def __init__(self, salt: bytes, marks: frozenset[str] = frozenset()):
        self.salt = salt
        self.marks = marks
        self._has: Callable[[str], bool] = lru_cache(_CACHED)(lambda key: _mark(salt, key) in marks)

    def __bool__(self) -> bool:
        return bool(self.marks)

    def has_account(self, key: str | None) -> bool:
        """Whether an account's key is forgotten; also what it owns in keys of repositories.

        A key that is made of a number, as of people whose login a recording does not give, is known by
        that number.
        """
        forge, _, login = (key or "").partition(":")
        if login.startswith("~"):
            return self.has_id(forge, login[1:])
        return bool(key) and self._has(f"account:{str(key).casefold()}")

    def has_id(self, forge: str | None, number: str | None) -> bool:
        """Whether a forge's own number of an account is."""
        return bool(forge and number) and self._has(f"id:{forge}:{number}".casefold())

    def has_login(self, login: str | None) -> bool:
        """Whether some forgotten account is called so."""
        return bool(login) and self._has(f"login:{str(login).casefold()}")

    def has_address(self, email: str | None) -> bool:
        """Whether an address is, or one that a forge gave to a forgotten account."""
        if not email:
            return False
        address = email.strip().casefold()
        if self._has(f"mail:{address}"):
            return True
        given = _NO_REPLY.fullmatch(address)
        if not given:
            return False
        forge = given["host"].partition(".")[0]
        return self.has_id(forge, given["id"]) or self.has_login(
            given["login"].removesuffix("[bot]")
        )

    def has_name(self, name: str | None) -> bool:
        """Whether it is the whole name, of several words, of somebody forgotten."""
        words = _words(name) if name else []
        return len(words) > 1 and self._has(f"name:{' '.join(words)}")

    def has_identity(self, identity: str | None) -> bool:
        """Whether an account's key, or an address with or without ``mail:`` before it, is."""
        if not identity:
            return False
        address = identity.removeprefix("mail:").partition("|")[0]
        return self.has_account(identity) or ("@" in address and self.has_address(address))

    def has_place(self, key: str | None) -> bool:
        """Whether a repository, or an item of one, belongs to somebody forgotten."""
        owner, slash, _ = (key or "").partition("/")
        return bool(slash) and self.has_account(owner)

    def text(self, text: str) -> str:
        """Take out of a text whatever calls somebody forgotten.

        Logins after an ``@``, in addresses and keys, and standing alone between marks; logins with a
        digit, a hyphen or an underscore wherever they stand as a word; e-mail addresses; names of
        several words. A login that is a plain word stays where it stands among words, unless it was
        said to call somebody there, too.
        """
        if not self.marks or not text:
            return text
        if "@" in text:
            text = _ADDRESS.sub(lambda m: WORD if self.has_address(m[0]) else m[0], text)
            text = _DOTTED.sub(lambda m: f"@{WORD}" if self.has_login(m[1]) else m[0], text)
        tokens = {token.casefold() for token in _TOKEN.findall(text)}
        for login in sorted((t for t in tokens if self._has(f"login:{t}")), key=_longest_first):
            text = _pattern(login, self._has(f"word:{login}")).sub(
                lambda m: f"{m['before'] or ''}{WORD}", text
            )
        if any(self._has(f"first:{token}") for token in tokens):
            for name in sorted(self._names(text), key=_longest_first):
                text = _name_pattern(name).sub(WORD, text)
        return text

    def _names(self, text: str) -> set[tuple[str, ...]]:
        words = _words(text)
        return {
            tuple(words[at : at + size])
            for at, word in enumerate(words)
            if self._has(f"first:{word}")
            for size in range(2, _LONGEST_NAME + 1)
            if self._has(f"name:{' '.join(words[at : at + size])}")
        }

    def anything(self, value: Any) -> Any:
        """Do so with every text within lists and mappings, keys included."""
        if isinstance(value, str):
            return WORD if self.has_identity(value) else self.text(value)
        if isinstance(value, list | tuple):
            return [self.anything(one) for one in value]
        if isinstance(value, dict):
            return {self.text(str(key)): self.anything(one) for key, one in value.items()}
        return value


def _longest_first(one: str | tuple[str, ...]) -> tuple[int, str]:
    joined = one if isinstance(one, str) else " ".join(one)
    return -len(joined), joined


@lru_cache(256)
def _pattern(login: str, is_anywhere: bool) -> re.Pattern[str]:
    """Places at which a login calls somebody; a word with a digit or hyphen does so anywhere."""
    word = re.escape(login)
    if is_anywhere or re.search(r"[\d_-]", login):
        return re.compile(rf"(?P<before>)(?<![\w-]){word}(?![\w-])", re.IGNORECASE)
    return re.compile(
        rf"""(?P<before>
            (?<![\w./-])@                                            # called
          | (?:[\w-]+\.)+[a-z]{{2,}}/(?:(?:users|orgs|sponsors|apps|u)/)?  # an address
          | \b[a-z][a-z0-9_-]*:(?=[^\s:]+(?:[/#!\s>]|$))              # a key
          | \bfrom[ ](?={word}/)                                     # a merged branch
          | [?&][\w-]+=                                             # a search
          | ["'`|\[(,][ ]?(?={word}[ ]?["'`|\]),])                   # alone between marks
          | ^[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+|[\w"' -]+:[ \t]+["']?)?(?={word}["']?,?[ \t\r]*(?:\#.*)?$)
          | (?<![\w./-])(?={word}(?:/[\w.-]+[#!@]\w|:[\w./-]))        # ada/tool#1, ada:branch
          | (?<=//)(?={word}\.github\.io)
        ){word}(?![\w-])""",
        re.IGNORECASE | re.MULTILINE | re.VERBOSE,
    )


@lru_cache(256)
def _name_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    edges = rf"[{re.escape(_EDGES)}]*"
    joined = rf"{edges}\s+{edges}".join(map(re.escape, words))
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)


def read_forgotten(text: str, path: str = "forgotten") -> tuple[Line, ...]:
    """Read the list.

    Raises
    ------
    ValueError
        A line is none; nothing of the list may be overlooked. Its argument is the `Mistake`.
    """
    lines = []
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        try:
            content = json.loads(row)
            lines.append(Line(str(content["at"]), str(content["mark"])))
        except (ValueError, KeyError, TypeError) as error:
            wrong = Mistake(path, number, "this line cannot be read; restore it from git")
            raise ValueError(wrong) from error
    return tuple(lines)


def write_forgotten(lines: Iterable[Line]) -> str:
    """Write the list, each mark once, in an order that tells nothing of who belongs together."""
    first: dict[str, Line] = {}
    for line in sorted(lines, key=lambda line: (line.mark, line.at)):
        first.setdefault(line.mark, line)
    head = "# Who asked to be forgotten, as salted hashes; written by `twohats forget`. Keep this file.\n"
    return head + "".join(
        json.dumps({"at": line.at, "mark": line.mark}) + "\n" for line in first.values()
    )
