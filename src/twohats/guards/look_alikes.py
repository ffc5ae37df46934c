"""Texts as the eye takes them: letters of other scripts that look like Latin ones, and signs nobody sees.

Source: shapes that Unicode's list of confusable characters (UTS 39) gives a Latin letter, for the scripts
that keyboards have. Digits stay: `0` for `o` would find words where there are none.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Categories of signs that nobody sees, and of accents."""
# Fillers of Hangul are letters, a blank of Braille is a sign; controls but for white space are neither.
_BLANK = re.compile("[\u115f\u1160\u3164\uffa0\u2800\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")

_LOOK_LIKE = {
    "a": "аαɑᴀ", "b": "ьвβƅᏏʙ", "c": "сϲᴄⲥ", "d": "ԁժɗđᴅ", "e": "еєεҽᴇǝə", "f": "ғƒϝꜰ", "g": "ɡցԍǥɢ",
    "h": "һհнħʜ", "i": "іιıɩɪӏ", "j": "јϳյᴊ", "k": "кκĸқᴋ", "l": "ⅼłƖʟǀ", "m": "мᴍϻ", "n": "пոηɴŋ",
    "o": "оοօօøѳɵσᴏ", "p": "рρᴘƿ", "q": "ԛգզ", "r": "гᴦʀɼ", "s": "ѕꜱʂ", "t": "тτŧᴛ", "u": "υսцᴜʉμ",
    "v": "ѵνᴠ", "w": "ԝաωᴡɯ", "x": "хχ×", "y": "уγүұʏ", "z": "ᴢʐƶ", "ae": "æ", "oe": "œ",
}  # fmt: skip
"""Letters in lower case that look like a Latin one, in Cyrillic, Greek, Armenian, Coptic and Latin itself."""
_ALIKE = {ord(sign.casefold()): letter for letter, signs in _LOOK_LIKE.items() for sign in signs}
_CAPITALS = {
    ord(sign): letter for sign, letter in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True)
}
"""Greek capitals, some of which look like other letters than the small ones do."""
# These look like an l as well as like an i.
_ALSO = _ALIKE | {ord("ӏ"): "l", ord("ı"): "l", ord("і"): "l"}


def plain(text: str) -> str:
    """Fold case, width, letters with and without accents, and leave out signs nobody sees."""
    text = _BLANK.sub("", text)
    if text.isascii():
        return text.casefold()
    taken_apart = unicodedata.normalize("NFKD", text)
    seen = (sign for sign in taken_apart if unicodedata.category(sign) not in _UNSEEN)
    return _BLANK.sub("", "".join(seen)).casefold()


def spelled(text: str) -> Iterator[str]:
    """Give a text as it is folded, and as it looks where that is another.

    Examples
    --------
    >>> list(spelled("Sаltbox"))
    ['sаltbox', 'saltbox']
    """
    yield plain(text)
    if text.isascii():
        return
    looks = plain(text.translate(_CAPITALS))
    yield from dict.fromkeys(looks.translate(table) for table in (_ALIKE, _ALSO))
