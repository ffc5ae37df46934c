"""The files of the made-up organization's workspace: settings, team, register of communities."""

from datetime import date, timedelta

from twohats.sources.made_up.planning import ITERATION_D
from twohats.sources.made_up.words import MADE_UP
from twohats.sources.made_up.world import (
    HELPER,
    HOST,
    MAIL,
    MEMBERS,
    ORGANIZATION,
    OWNER,
    PERSONAL,
    SITE,
    TEAM,
    TRACKER,
    key_communities,
)

_WARNING = "# Made up by `twohats demo`: nobody and nothing named here exists.\n"


def settings_text(framework_from: date) -> str:
    """Content of ``twohats.toml``."""
    members = ", ".join(f'"{member}"' for member in MEMBERS)
    return (
        f"{_WARNING}"
        f'organization = "{ORGANIZATION}"\n'
        f'owners = ["github:{OWNER}"]\n'
        f'trackers = ["github:{OWNER}/{TRACKER}"]\n'
        f"framework_from = {framework_from.isoformat()}\n"
        "# Not said yet, so that the page has something to ask:\n"
        f"# member_communities = [{members}]\n"
        "\n"
        "[[forges]]\n"
        'name = "github"\n'
        f'host = "{HOST}"\n'
        "\n"
        "[iterations]\n"
        f"start = {framework_from.isoformat()}\n"
        f"days = {ITERATION_D}\n"
        "\n"
        "[[policies]]\n"
        'name = "first agreement"\n'
        f"effective_from = {framework_from.isoformat()}\n"
        "band_upstream = [0.15, 0.25]\n"
        'balance_unit = "hours"\n'
        'outside_plan_time = "personal-on-clock"\n'
        'on_clock_scope = "key-communities"\n'
        "\n"
        "[[scopes]]\n"
        f'owner = "github:{PERSONAL}"\n'
        'scope = "personal-project"\n'
        'reason = "a clock that Wren builds at home"\n'
        "\n"
        "[[bots]]\n"
        f'account = "github:{HELPER.login}"\n'
        'reason = "a program, although the forge calls it a user"\n'
        "is_bot = true\n"
        "\n"
        "[report]\n"
        f'dispute = "https://{HOST}/{OWNER}/{TRACKER}/issues/new"\n'
    )


def team_text(since: date, until: date) -> str:
    """Content of ``team.yml``, with dates; one person left, one came, one has two accounts."""
    span = (until - since).days
    lines = [_WARNING]
    for mate in TEAM:
        begins = since + timedelta(days=int(span * mate.joins)) if mate.joins else _before(since)
        lines.append(f"- login: {mate.login}\n")
        lines.append(f"  name: {mate.first_name} {MADE_UP}\n")
        if mate.also:
            lines.append(f"  accounts: [{mate.also}]\n")
        lines.append(f"  emails: [{mate.first_name.lower()}@{MAIL}]\n")
        if mate.is_dated:
            lines.append(f"  from: {begins.isoformat()}\n")
        if mate.leaves < 1:
            ends = since + timedelta(days=int(span * mate.leaves))
            lines.append(f"  until: {ends.isoformat()}\n")
    return "".join(lines)


def _before(since: date) -> date:
    return date(since.year - 1, 1, 1)


def communities_text(scale: float) -> str:
    """Content of ``key-communities.toml``."""
    entries = [
        f'[[communities]]\ntitle = "@{community.owner}"\nurl = "{SITE}/{community.owner}"\n'
        for community in key_communities(scale)
    ]
    return "\n".join([_WARNING, *entries])
