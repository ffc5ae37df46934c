"""Names for our people that stay the same and do not name them.

A pseudonym is made from a secret of the workspace, so the same person reads the same on every page
and in every year, while nobody without the secret can try out logins.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from itertools import count

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

ENOUGH_ATTEMPTS = 200


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
        name = next(name for name in _names(person, secret) if name not in taken)
        taken.add(name)
        names[person] = name
    return names


def _names(person: str, secret: bytes) -> Iterator[str]:
    """Draw names for one person; none of them holds the login, which may be a bird's name."""
    login = person.partition(":")[2].partition("@")[0].lower()
    for attempt in count():
        text = f"{person} {attempt}" if attempt else person
        digest = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
        name = f"{BIRDS[int(digest[:8], 16) % len(BIRDS)]}-{digest[8:12]}"
        # An address may begin with what every name holds.
        if not login or login not in name or attempt > ENOUGH_ATTEMPTS:
            yield name
