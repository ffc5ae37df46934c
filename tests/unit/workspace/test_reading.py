"""``twohats.toml`` into settings, with every mistake at once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.workspace import BotRule, Forge, Policy, ScopeRule, Settings, Waiver, read_settings

FULL = """\
organization = "Tidewater Commons"
owners = ["Tidewater", "lab:tide/water"]
repositories = ["jane/tool"]
trackers = ["https://github.com/tidewater/plan"]
framework_from = 2026-01-01
member_communities = ["Open Tides"]
window_days = 60
team_file = "people/team.yml"

[[forges]]
name = "lab"
host = "lab.example"

[[policies]]
name = "second"
effective_from = 2026-01-01
balance_unit = "points"

[[policies]]
name = "first"
effective_from = "2025-01-01"
effective_until = 2026-01-01
band_upstream = [0.1, 0.25]
balance_unit = "hours"
on_clock_scope = "key-communities"
free_choice_share = 0.2
outside_plan_time = "own"

[[waivers]]
name = "release week"
what = "outside_plan_time"
who = "kim"
why = "all hands"
until = 2025-03-08
community = "https://github.com/Harbour/Core"

[[bots]]
account = "TideBot"
reason = "answers everybody"

[[bots]]
account = "lab:robot-lover"
is_bot = false

[[scopes]]
owner = "jane"
scope = "personal-project"
reason = "hers"
"""


def _mistakes(text):
    return [str(mistake) for mistake in read_settings(text).mistakes]


def test_every_field_is_read_and_every_name_becomes_a_key():
    """Policies come oldest first, whatever their order; quoted dates are dates."""
    read = read_settings(FULL)

    assert read.mistakes == ()
    assert read.team_file == "people/team.yml"
    assert read.settings == Settings(
        organization="Tidewater Commons",
        owners=("github:tidewater", "lab:tide/water"),
        repositories=("github:jane/tool",),
        trackers=("github:tidewater/plan",),
        forges=(Forge("github", "github.com"), Forge("lab", "lab.example")),
        policies=(
            Policy(
                "first",
                date(2025, 1, 1),
                date(2026, 1, 1),
                band_upstream=(0.1, 0.25),
                balance_unit="hours",
                on_clock_scope="key-communities",
                free_choice_share=0.2,
                outside_plan_time="own",
            ),
            Policy("second", date(2026, 1, 1), balance_unit="points"),
        ),
        waivers=(
            Waiver(
                "release week",
                "outside_plan_time",
                "kim",
                "all hands",
                date(2025, 3, 8),
                community="github:harbour/core",
            ),
        ),
        framework_from=date(2026, 1, 1),
        bots=(
            BotRule("github:tidebot", True, "answers everybody"),
            BotRule("lab:robot-lover", False),
        ),
        scopes=(ScopeRule("github:jane", "personal-project", "hers"),),
        member_communities=("Open Tides",),
        window_days=60,
    )


def test_the_name_alone_is_enough():
    """All else has a default or is not said."""
    assert read_settings('organization = "Tidewater"').settings == Settings("Tidewater")


WRONG = """\
organisation = "Tidewater"
owners = ["tide water", "lob:x", 5, "tidewater", "Tidewater"]
trackers = "x/y"
framework_from = "2026-13-01"
window_days = 0

[[policies]]
name = "a"
effective_from = 2026-01-01
band_upstream = [0.3, 0.1]
balance_unit = "hour"
owners = ["x"]

[[policies]]
name = "b"
effective_from = 2026-01-01
free_choice_share = 20
colour = 1

[[bots]]
account = "jane@example.org"
[[bots]]
is_bot = "yes"
[[bots]]
account = "tidebot"
[[bots]]
account = "@TideBot"

[[scopes]]
scope = "ours"
[[scopes]]
repository = "a/b"
owner = "a"
scope = "upstream"

[[forges]]
name = "lab"
host = "https://lab.example"
[[forge]]
name = "x"
[[policies]]
name = "a"
effective_from = 2026-05-01
effective_until = 2026-04-01
band_upstream = [0.3]
"""


def test_all_mistakes_are_named_with_their_lines():
    """One look at the list is enough to mend the file; none hides another."""
    assert sorted(_mistakes(WRONG), key=lambda m: (int(m.split(":")[1]), m)) == [
        "twohats.toml:1: unknown key `organisation`: did you mean `organization`?",
        "twohats.toml:2: `github:tidewater` is listed twice: remove one",
        "twohats.toml:2: `owners` must be text in quotes",
        "twohats.toml:2: `tide water` is not an owner: write it as `owner`",
        "twohats.toml:2: unknown forge `lob`: known are `github`",
        'twohats.toml:3: `trackers` must be a list: ["…", "…"]',
        "twohats.toml:4: `framework_from` must be a date as 2026-01-31, not `2026-13-01`",
        "twohats.toml:5: `window_days` must be 1 or more",
        "twohats.toml:10: write the lower end first",
        "twohats.toml:11: `balance_unit` cannot be `hour`: it is one of `hours` or `points`",
        "twohats.toml:12: unknown key `owners` in `[[policies]]`: "
        "it belongs to the whole file, above the first `[[…]]`",
        "twohats.toml:16: policy `b` starts on 2026-01-01, while `a` is in force: change one date",
        "twohats.toml:17: `free_choice_share` must be 1 or less",
        "twohats.toml:18: unknown key `colour`: known are `balance_unit`, `band_upstream`, "
        "`effective_from`, `effective_until`, `free_choice_share`, `name`, `on_clock_scope`, "
        "`outside_plan_time`",
        "twohats.toml:21: `jane@example.org` is an e-mail address: write the login instead",
        "twohats.toml:22: `account` is missing",
        "twohats.toml:23: `is_bot` must be true or false",
        "twohats.toml:26: `github:tidebot` is listed twice: remove one",
        "twohats.toml:29: name a `repository` or an `owner`, one of the two",
        "twohats.toml:30: `scope` cannot be `ours`: it is one of `upstream`, `own-project`, "
        "`personal-project` or `unknown`",
        "twohats.toml:31: name a `repository` or an `owner`, one of the two",
        "twohats.toml:38: `host` must be lower case, without spaces or slashes",
        "twohats.toml:39: unknown key `forge`: did you mean `forges`?",
        "twohats.toml:41: `a` is listed twice: remove one",
        "twohats.toml:44: `effective_until` (2026-04-01) is not after `effective_from` (2026-05-01)",
        "twohats.toml:45: `band_upstream` must be two numbers: [0.1, 0.3]",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "twohats.toml: `organization` is missing"),
        ('organization = " "', "twohats.toml:1: `organization` must not be empty"),
        ("organization = 5", "twohats.toml:1: `organization` must be text in quotes"),
        (
            "organization = Tidewater",
            "twohats.toml:1: this is not TOML: no value is written like this; text goes in quotes",
        ),
        (
            'organization = "a"\norganization = "b"',
            "twohats.toml:2: this is not TOML: this key is given twice: keep one",
        ),
        (
            'organization = "a"\nbots = ["x"]',
            "twohats.toml:2: write each of `bots` under its own `[[bots]]`",
        ),
        (
            'organization = "a"\nframework_from = 2026-01-01T10:00:00Z',
            "twohats.toml:2: `framework_from` must be a date without a time, as 2026-01-31",
        ),
        (
            'organization = "a"\nframework_from = 2026',
            "twohats.toml:2: `framework_from` must be a date as 2026-01-31",
        ),
    ],
)
def test_a_mistake_alone_is_said_in_one_line(text, message):
    """Message by message, as people read them."""
    assert _mistakes(text) == [message]


def test_a_policy_that_ends_when_the_next_begins_is_fine():
    """Ends are exclusive."""
    assert _mistakes(FULL) == []


def test_an_open_policy_ends_where_the_next_begins():
    """Nobody needs to go back and write an end."""
    text = 'organization = "a"\n' + "".join(
        f'[[policies]]\nname = "{year}"\neffective_from = {year}-01-01\n' for year in (2025, 2026)
    )
    assert _mistakes(text) == []


def test_a_policy_may_not_outlast_the_start_of_the_next():
    """Two policies at once would give two answers."""
    text = """\
organization = "a"
[[policies]]
name = "one"
effective_from = 2025-01-01
effective_until = 2026-02-01
[[policies]]
name = "two"
effective_from = 2026-01-01
"""
    assert _mistakes(text) == [
        "twohats.toml:8: policy `two` starts on 2026-01-01, while `one` is in force: "
        "change one date"
    ]


SLIPS = {
    "window_days = 90\n": "window_days = 0\n",
    'owners = ["tidewater"]\n': 'owners = ["tide water"]\n',
    "framework_from = 2026-01-01\n": 'framework_from = "soon"\n',
    'trackers = ["a/b"]\n': 'tracker = ["a/b"]\n',
    "member_communities = []\n": "member_communities = 1\n",
    '[[bots]]\naccount = "x"\n': '[[bots]]\naccunt = "x"\n',
    '[[scopes]]\nowner = "x"\nscope = "upstream"\n': '[[scopes]]\nowner = "x"\nscope = "up"\n',
    '[[policies]]\nname = "p"\neffective_from = 2026-01-01\n': (
        '[[policies]]\nname = "p"\neffective_from = 2026-01-01\nband_upstream = [1, 2]\n'
    ),
}


@given(st.lists(st.booleans(), min_size=len(SLIPS), max_size=len(SLIPS)))
def test_as_many_mistakes_as_slips(slipped):
    """Whatever else is wrong, each slip is named, and what is right is never blamed."""
    text = 'organization = "Tidewater"\n' + "".join(
        wrong if slip else right
        for slip, (right, wrong) in zip(slipped, SLIPS.items(), strict=True)
    )
    read = read_settings(text)

    assert len({mistake.line for mistake in read.mistakes}) == sum(slipped)
    assert (read.settings is None) == any(slipped)


@given(
    st.recursive(
        st.none() | st.integers() | st.text("ab", max_size=3) | st.booleans() | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["name", "account", "x"]), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.sampled_from(["organization", "owners", "policies", "bots", "scopes", "forges", "x"]),
)
def test_a_value_of_any_shape_is_read_or_named(value, key):
    """What people write by mistake is a mistake in a list, not a traceback."""
    import tomlkit

    if value is None or "None" in repr(value):
        return
    read = read_settings(tomlkit.dumps({key: value}))

    assert read.mistakes or read.settings


def test_a_waiver_without_an_end_or_a_name_is_none():
    """Whoever reads it later can see what it was for, whom to ask and when it stopped."""
    wrong = _mistakes(
        'organization = "Tidewater"\n'
        '[[waivers]]\nwhat = "band"\nwho = "kim"\nwhy = ""\n'
        '[[waivers]]\nname = "a"\nwhat = "band_upstream"\nwho = "kim"\nwhy = "b"\n'
        "since = 2026-02-01\nuntil = 2026-01-01\n"
    )

    assert wrong == [
        "twohats.toml:2: `name` is missing",
        "twohats.toml:3: `what` cannot be `band`: it is one of `band_upstream`, "
        "`on_clock_scope`, `free_choice_share` or `outside_plan_time`",
        "twohats.toml:5: `why` must not be empty",
        "twohats.toml:2: `until` is missing",
        "twohats.toml:12: `until` (2026-01-01) is not after `since` (2026-02-01)",
    ]


def test_what_a_report_names_twice_counts_once():
    """However it is written; what differs stays, in its order."""
    read = read_settings(
        'organization = "Tidewater"\n[report]\n'
        'own_projects = ["tide/map", "github:Tide/Map", "tide/hubs"]\n'
    )

    assert read.settings.report.own_projects == ("github:tide/map", "github:tide/hubs")
