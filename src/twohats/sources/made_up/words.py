"""The small vocabulary that titles and bodies of made-up facts are put together from."""

import numpy as np

from twohats.sources.made_up.working_time import Ints

_AREAS = (
    "Docs",
    "Spawner",
    "Proxy",
    "Kernel",
    "Charts",
    "Tests",
    "Build",
    "Storage",
    "Login",
    "Queue",
)
_CHANGES = (
    "explain how to set {}",
    "allow people to choose {}",
    "read {} once, not every time",
    "do not lose {} on restart",
    "test {} on a slow disk",
    "say why we refuse to change {}",
    "keep {} after an upgrade",
    "show {} to people without a mouse",
    "move {} out of the main loop",
    "let administrators hide {}",
    "fix a race around {}",
    "remove the old way to set {}",
    "document {}",
    "translate the messages about {}",
)
_THINGS = (
    "the spawn limit",
    "the profile list",
    "the idle timer",
    "large tables",
    "the colour scale",
    "expired sessions",
    "the upload queue",
    "shared folders",
    "the memory bar",
    "the log viewer",
    "the default image",
    "nested groups",
    "the retry delay",
    "time zones",
    "the axis labels",
    "the lock file",
    "read-only volumes",
    "the search box",
    "keyboard shortcuts",
    "the health check",
    "missing columns",
    "the start page",
    "the token store",
    "the legend",
)
_REPORTS = (
    "{} cannot be changed after the first start",
    "Question: who may see {}?",
    "Wrong numbers in {} when two people save at once",
    "{} ignored behind a proxy",
    "Idea: an option to turn off {}",
    "Crash while reading {}",
    "The page about {} is out of date",
    "{} very slow with many people",
    "Screen readers do not announce {}",
    "Upgrade forgets {}",
)
_PACKAGES = ("tinlatch", "brasswick", "oakpeg", "ropewalk", "slatefile", "corkline")

_SENTENCES: dict[str, tuple[str, ...]] = {
    "report": (
        "I followed the page for beginners and this is where I got stuck.",
        "It worked before the last release and does not now.",
        "Here are the steps: start with an empty folder, open two windows, save in both.",
        "We see this with about forty people at a time, never with five.",
        "I expected a message; nothing happens at all.",
        "Happy to try things if somebody tells me where to look.",
        "The log ends with a warning about a missing setting.",
        "This would help a class that starts next month.",
    ),
    "change": (
        "This does the smallest thing that helps; more can follow.",
        "There is a test for the case in the report and one for its opposite.",
        "I was not sure about the name, better ideas are welcome.",
        "The old setting keeps working and says what to use instead.",
        "Tried by hand on a slow machine and on a fast one.",
        "It is easier to read commit by commit.",
        "No change in behaviour for those who set nothing.",
        "The page in the documentation is part of this.",
    ),
    "answer": (
        "Thank you for writing this up so clearly.",
        "I can see it here too with the steps you gave.",
        "Which version is this, and what does the log say?",
        "This sounds right to me; would you like to open a change?",
        "There is a setting for that, see the page on limits.",
        "I would rather keep this small and leave the rest for later.",
        "Somebody looked at this last year and stopped at the storage layer.",
        "Could you try with the proxy turned off?",
    ),
    "reply": (
        "Good point, changed.",
        "Done in the last commit.",
        "That was it, thank you!",
        "I tried that and it makes no difference.",
        "Sorry for the silence, I am back at this now.",
        "I would need some help with the test.",
        "It is the version from last month.",
        "Makes sense, I had not thought of that.",
    ),
    "approve": (
        "Reads well and works here.",
        "Thank you, this is a nice one.",
        "Good to go from my side.",
        "I tried it on a real set-up; no surprises.",
    ),
    "object": (
        "Two things before this can go in.",
        "The idea is good; the test does not fail without the change.",
        "This would break people who set the limit by hand.",
        "Could the two parts be separate changes?",
    ),
    "remark": (
        "Some remarks, none of them stops this.",
        "A first look; I have not run it yet.",
        "Mostly questions.",
        "I read half of it and will come back.",
    ),
    "line": (
        "Is this still needed?",
        "A short comment on why would help here.",
        "The name says the opposite of what it does.",
        "What if the list is empty?",
        "Could this use the helper from the module above?",
        "Small thing: one sentence per line, please.",
        "This runs once per person; will it be slow?",
        "Nice.",
    ),
    "close": (
        "Closing, as the question is answered.",
        "Closing in favour of a smaller change.",
        "Nobody has come back to this; it can be opened again any time.",
    ),
    "bot": (
        "Thank you for opening this. Somebody will have a look. (I am a program.)",
        "All 212 tests passed. (I am a program.)",
        "Coverage did not change. (I am a program.)",
        "Conflicts with other open changes are listed here. (I am a program.)",
    ),
    "stale": ("Nothing has happened here for a while. (I am a program.)",),
    "bump": ("A newer release of a made-up package is out. (I am a program.)",),
}


def _pool() -> tuple[list[str], dict[str, tuple[int, int]]]:
    """All bodies, and where those for each occasion begin and end."""
    bodies: list[str] = []
    ranges: dict[str, tuple[int, int]] = {}
    for occasion, sentences in _SENTENCES.items():
        begin = len(bodies)
        bodies.extend(sentences)
        bodies.extend(f"{a} {b}" for a in sentences for b in sentences if a != b)
        ranges[occasion] = (begin, len(bodies))
    return bodies, ranges


BODIES, _RANGES = _pool()
"""Every ready-made body; the numbers that `bodies` draws point into this list."""


def bodies(rng: np.random.Generator, occasion: str, count: int) -> Ints:
    """Draw bodies for an occasion, as positions in `BODIES`."""
    begin, end = _RANGES[occasion]
    return rng.integers(begin, end, size=count)


def titles_of_changes(rng: np.random.Generator, count: int) -> list[str]:
    """Draw titles of pull requests."""
    areas, changes, things = (
        rng.integers(0, len(words), size=count).tolist() for words in (_AREAS, _CHANGES, _THINGS)
    )
    return [
        f"{_AREAS[a]}: {_CHANGES[c].format(_THINGS[t])}"
        for a, c, t in zip(areas, changes, things, strict=True)
    ]


def titles_of_reports(rng: np.random.Generator, count: int) -> list[str]:
    """Draw titles of issues."""
    reports, things = (
        rng.integers(0, len(words), size=count).tolist() for words in (_REPORTS, _THINGS)
    )
    texts = (_REPORTS[r].format(_THINGS[t]) for r, t in zip(reports, things, strict=True))
    return [text[0].upper() + text[1:] for text in texts]


def titles_of_updates(rng: np.random.Generator, count: int) -> list[str]:
    """Draw titles of the pull requests that a program opens."""
    packages = rng.integers(0, len(_PACKAGES), size=count).tolist()
    versions = rng.integers(1, 30, size=count).tolist()
    return [
        f"Build: raise {_PACKAGES[p]} from 1.{v} to 1.{v + 1}"
        for p, v in zip(packages, versions, strict=True)
    ]


_ADJECTIVES = (
    "sleepy",
    "brisk",
    "patient",
    "curious",
    "quiet",
    "amber",
    "rusty",
    "nimble",
    "salty",
    "early",
    "late",
    "gentle",
    "stubborn",
    "mossy",
    "windy",
    "paper",
    "copper",
    "velvet",
    "humble",
    "thrifty",
    "candid",
    "drowsy",
    "jolly",
    "lofty",
)
_ANIMALS = (
    "puffin",
    "otter",
    "newt",
    "badger",
    "wagtail",
    "limpet",
    "cormorant",
    "mussel",
    "stoat",
    "vole",
    "gannet",
    "whelk",
    "lapwing",
    "turnstone",
    "kittiwake",
    "curlew",
    "eider",
    "shanny",
    "blenny",
    "dogfish",
)
_EMPLOYERS = (
    "Gannet Analytics",
    "Cobblestone College",
    "Marram University",
    "Pebble & Daughters",
    "Institute of Slow Clocks",
    "Windlass Cloud",
    "Foghorn Media",
)
MADE_UP = "(made up)"
"""Stands in every name of a person or organization."""


def login_of_stranger(number: int) -> str:
    """Login of the nth person outside; distinct for each number."""
    adjective = _ADJECTIVES[number * 7 % len(_ADJECTIVES)]
    animal = _ANIMALS[(number * 3 + number // len(_ADJECTIVES)) % len(_ANIMALS)]
    return f"{adjective}-{animal}-{number + 11}"


def name_of(login: str) -> str:
    """Name people read for a login: plainly made up."""
    return f"{login.replace('-', ' ').title()} {MADE_UP}"


def employer(number: int) -> str:
    """Employer of the nth person; some work for nobody."""
    chosen = (*_EMPLOYERS, "independent", "independent")[number * 5 % 9]
    return f"{chosen} {MADE_UP}"
