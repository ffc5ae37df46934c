"""Names for our people that stay the same and do not name them.

A pseudonym is made from a secret of the workspace, so the same person reads the same on every page
and in every year, while nobody without the secret can try out logins.
"""

import hashlib
import hmac
from collections.abc import Iterable

BIRDS = tuple(
    [
        "avocet",
        "bittern",
        "bunting",
        "chough",
        "crane",
        "curlew",
        "dipper",
        "dotterel",
        "dunlin",
        "eider",
        "egret",
        "falcon",
        "fieldfare",
        "finch",
        "fulmar",
        "gadwall",
        "gannet",
        "godwit",
        "goldcrest",
        "goosander",
        "grebe",
        "guillemot",
        "harrier",
        "heron",
        "hobby",
        "hoopoe",
        "ibis",
        "jackdaw",
        "kestrel",
        "kingfisher",
        "kite",
        "kittiwake",
        "knot",
        "lapwing",
        "linnet",
        "magpie",
        "martin",
        "merganser",
        "merlin",
        "nightjar",
        "nuthatch",
        "oriole",
        "osprey",
        "ouzel",
        "petrel",
        "pintail",
        "pipit",
        "plover",
        "pochard",
        "puffin",
        "rail",
        "redstart",
        "robin",
        "ruff",
        "sanderling",
        "shelduck",
        "shrike",
        "siskin",
        "skylark",
        "smew",
        "snipe",
        "starling",
        "stint",
        "swift",
        "teal",
        "tern",
        "thrush",
        "treecreeper",
        "turnstone",
        "twite",
        "wagtail",
        "warbler",
        "waxwing",
        "wheatear",
        "whimbrel",
        "whinchat",
        "wigeon",
        "wren",
        "wryneck",
    ]
)


def pseudonyms(people: Iterable[str], secret: bytes) -> dict[str, str]:
    """Give each person a pseudonym.

    Parameters
    ----------
    people
        Person keys; the order does not matter.
    secret
        The workspace's own; whoever holds it can tell people from pseudonyms.

    Examples
    --------
    >>> pseudonyms(["github:ada"], b"made up")
    {'github:ada': 'snipe-0cfe'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for person in sorted(people):
        digest = hmac.new(secret, person.encode(), hashlib.sha256).hexdigest()
        bird = BIRDS[int(digest[:8], 16) % len(BIRDS)]
        width = 4
        while (name := f"{bird}-{digest[8 : 8 + width]}") in taken:
            width += 1
        taken.add(name)
        names[person] = name
    return names
