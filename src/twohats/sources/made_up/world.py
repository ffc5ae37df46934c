"""Who exists in the made-up world: communities with their ways, and the organization's people.

Everything one may want to tune about the demo stands here and in `workspace_files`.
"""

from dataclasses import dataclass

from twohats.sources.made_up.words import MADE_UP

OWNER = "tidewater-commons"
ORGANIZATION = f"Tidewater Commons {MADE_UP}"
TRACKER = "initiatives"
SERVICE = "reef-service"
PERSONAL = "wren-after-hours"
"""Account that owns a personal project."""
HOST = "example.org"
"""Where the made-up forge lives; no link leads to a real place."""
SITE = f"https://{HOST}"
MAIL = "tidewater.example"
NO_REPLY = "users.noreply.github.com"
"""The forge's own host for private addresses; what readers join accounts by."""


@dataclass(frozen=True)
class Teammate:
    """One of our people; times are shares of the span the facts cover."""

    login: str
    upkeep: float
    """How much of the team's upstream work is theirs, before dividing."""
    offset_minutes: int
    home: tuple[str, ...] = ()
    """Communities where most of their work goes."""
    joins: float = 0.0
    leaves: float = 1.0
    is_dated: bool = True
    """Whether the team file says since when."""
    also: str | None = None
    """A second account of the same person."""

    @property
    def first_name(self) -> str:
        """What colleagues say."""
        return self.login.partition("-")[0].title()


TEAM = (
    Teammate("wren-tidewater", 3.2, 60, ("kelp-forge", "lantern-project"), also="wren-after-hours"),
    Teammate("sorrel-tidewater", 2.6, -300, ("kelp-forge", "lantern-project")),
    Teammate("heron-tidewater", 2.2, 60, ("kelp-forge", "gullwing-data")),
    Teammate("fennel-tidewater", 1.5, -480, ("lantern-project", "saltmarsh-lab")),
    Teammate("plover-tidewater", 1.7, 120, ("gullwing-data", "beacon-charts"), leaves=0.62),
    Teammate("juniper-tidewater", 1.6, 330, ("saltmarsh-lab", "quiet-harbour"), joins=0.42),
    Teammate("dunlin-tidewater", 0.9, 0, ("beacon-charts", "saltmarsh-lab")),
    Teammate("teasel-tidewater", 0.5, -300, ("lantern-project",)),
    Teammate("bracken-tidewater", 0.8, 60, ("quiet-harbour", "kelp-forge"), is_dated=False),
    Teammate("samphire-tidewater", 0.3, 0, ("lantern-project",)),
)
LEADS = ("samphire-tidewater", "teasel-tidewater")
"""Who opens initiatives and plans iterations."""

MEMBERS = tuple(
    f"{name} {MADE_UP}"
    for name in ("Cobblestone College", "Marram University", "Institute of Slow Clocks")
)
"""Member communities that fund initiatives."""


@dataclass(frozen=True)
class Bot:
    """A program with an account."""

    login: str
    kind: str
    """What the forge says it is; not always the truth."""


HELPER = Bot("harbour-helper", "user")
CHECKS = Bot("shorewatch-checks[bot]", "unknown")
UPDATES = Bot("made-up-updates", "bot")
UNDECLARED = Bot("tidewrack-bot", "user")
"""Nobody said of this one that it is a program, so that the page asks."""
BOTS = (HELPER, CHECKS, UPDATES, UNDECLARED)


@dataclass(frozen=True)
class Community:
    """One owner of repositories, and how things go there."""

    owner: str
    repositories: tuple[str, ...]
    items: int
    """Issues and pull requests in two years at scale 1."""
    maintainers: int = 5
    regulars: int = 14
    newcomers: float = 0.3
    """Share of items by people who come once or twice."""
    answer_h: float = 14.0
    """Median wait for the first answer at the beginning, in hours of waiting."""
    slower: float = 1.0
    """How many times longer that is at the end."""
    newcomers_wait: float = 1.7
    """How many times longer newcomers wait."""
    ignored: float = 0.05
    ignored_newcomers: float = 0.14
    ours: float = 0.1
    """Our share of items and answers."""
    our_maintainers: tuple[str, ...] = ()
    self_merges: float = 0.1
    squashes: bool = True
    bot: Bot | None = CHECKS
    release_every_d: int = 70
    founded_d: int = 900
    """Days from its foundation to the first fact; 0: all of its history is held."""
    registered: bool = True
    """Whether it is in our register of key communities."""
    owner_kind: str = "organization"

    @property
    def title(self) -> str:
        """Name people read."""
        return f"{self.owner.replace('-', ' ').title()} {MADE_UP}"


KEY_COMMUNITIES = (
    Community(
        "lantern-project",
        ("lantern-core", "lantern-hub", "lantern-docs"),
        520,
        maintainers=8,
        regulars=24,
        answer_h=9.0,
        ours=0.12,
        our_maintainers=("sorrel-tidewater",),
        squashes=False,
        release_every_d=45,
    ),
    Community(
        "saltmarsh-lab",
        ("marsh", "marsh-extensions"),
        420,
        maintainers=5,
        newcomers=0.5,
        answer_h=12.0,
        newcomers_wait=16.0,
        ignored_newcomers=0.42,
        ours=0.08,
        bot=HELPER,
    ),
    Community(
        "gullwing-data",
        ("gullwing", "gullwing-io"),
        320,
        answer_h=10.0,
        slower=6.0,
        ours=0.11,
        our_maintainers=("heron-tidewater",),
        release_every_d=80,
    ),
    Community(
        "kelp-forge",
        ("kelp", "kelp-operator"),
        240,
        maintainers=2,
        regulars=6,
        newcomers=0.16,
        answer_h=7.0,
        ours=0.62,
        our_maintainers=("wren-tidewater", "sorrel-tidewater", "heron-tidewater"),
        self_merges=0.3,
        release_every_d=40,
        founded_d=0,
    ),
    Community(
        "quiet-harbour",
        ("harbour",),
        190,
        maintainers=2,
        regulars=7,
        answer_h=30.0,
        slower=4.5,
        ignored=0.1,
        ignored_newcomers=0.24,
        ours=0.1,
        bot=HELPER,
        release_every_d=130,
    ),
    Community(
        "beacon-charts",
        ("beacon", "beacon-gallery"),
        260,
        maintainers=4,
        answer_h=16.0,
        ours=0.09,
        founded_d=0,
    ),
)
OUTSIDE_THE_REGISTER = (
    Community(
        "paper-boats",
        ("folding-guide",),
        60,
        maintainers=1,
        regulars=4,
        answer_h=40.0,
        ours=0.14,
        bot=UNDECLARED,
        release_every_d=200,
        registered=False,
    ),
    Community(
        PERSONAL,
        ("tide-clock",),
        26,
        maintainers=0,
        regulars=2,
        ours=0.6,
        our_maintainers=("wren-after-hours",),
        self_merges=0.9,
        bot=None,
        founded_d=0,
        registered=False,
        owner_kind="user",
    ),
    # Only people of ours merge here: whose is it?
    Community(
        "tern-toolbox",
        ("tern-cli",),
        48,
        maintainers=0,
        regulars=3,
        newcomers=0.2,
        ours=0.55,
        our_maintainers=("fennel-tidewater", "dunlin-tidewater"),
        bot=None,
        founded_d=0,
        registered=False,
    ),
    # Nobody has merged anything for as long as the facts reach back.
    Community(
        "stillwater-maps",
        ("stillwater",),
        36,
        maintainers=1,
        regulars=3,
        ignored=1.0,
        ignored_newcomers=1.0,
        ours=0.35,
        self_merges=0.0,
        bot=None,
        release_every_d=900,
        registered=False,
    ),
)
OURS = Community(
    OWNER,
    (SERVICE,),
    220,
    maintainers=0,
    regulars=3,
    newcomers=0.08,
    answer_h=5.0,
    ours=0.84,
    our_maintainers=("wren-tidewater", "sorrel-tidewater", "fennel-tidewater", "heron-tidewater"),
    self_merges=0.25,
    bot=CHECKS,
    release_every_d=30,
    founded_d=0,
    registered=False,
)

_FIRST = (
    "amber",
    "basalt",
    "cinder",
    "drift",
    "ember",
    "fathom",
    "granite",
    "hollow",
    "ivory",
    "jetty",
)
_SECOND = ("wharf", "lighthouse", "meadow", "orchard", "ferry")


def key_communities(scale: float) -> tuple[Community, ...]:
    """Return the communities of the register; a larger world has more of them, up to sixty."""
    extra = min(max(0, round(6 * scale**0.5) - len(KEY_COMMUNITIES)), 50)
    more = []
    for number in range(extra):
        name = f"{_FIRST[number % 10]}-{_SECOND[number // 10]}"
        more.append(
            Community(
                name,
                (f"{name}-core", f"{name}-extras"),
                items=90 + 420 // (1 + number % 9),
                maintainers=3 + number % 5,
                regulars=6 + number % 13,
                newcomers=0.2 + 0.02 * (number % 10),
                answer_h=6.0 + 5.0 * (number % 7),
                slower=(1.0, 1.0, 1.6, 0.8, 3.0)[number % 5],
                ours=0.02 + 0.02 * (number % 4),
                squashes=number % 3 > 0,
                bot=(CHECKS, HELPER, None)[number % 3],
                release_every_d=40 + 15 * (number % 6),
                founded_d=200 * (number % 5),
            )
        )
    return (*KEY_COMMUNITIES, *more)
