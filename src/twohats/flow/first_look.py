"""``look ORGANIZATION``: from a name, a list of logins and a token to a page worth showing.

Without a register the communities are proposed, and only from aggregates: repositories in which at
least three of the team worked, and repositories that our own refer to. What anybody does elsewhere
stays theirs. Every proposal stands in the workspace's files with its reason, for people to take out.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.init import initialize
from twohats.flow.register import Named, named_in
from twohats.flow.rows import fetch
from twohats.flow.sync import Forge, Synced
from twohats.flow.words import short
from twohats.formats.addresses import read_owner
from twohats.sources.github_owners import FEWEST_OF_A_TEAM
from twohats.store.facts import FactStore
from twohats.workspace import (
    SETTINGS_FILE,
    Workspace,
    add_community,
    community_of,
    load_workspace,
    set_value,
)

ENOUGH_REFERENCES = 3
"""So many items of ours have to refer to a repository before it is proposed."""
MOST_PROPOSED = 60
"""More than a team depends on are not proposed at once."""
GO_ON = (
    "What your own repositories refer to is proposed once all of them are read. "
    "Run the same command again to go on."
)
_FILE = "proposed.json"
"""Says since when everything was proposed that a first look proposes."""


@dataclass(frozen=True)
class Proposal:
    """A repository that may be one of a community we depend on."""

    repository: str
    reason: str


@dataclass(frozen=True)
class FirstLook:
    """What was made and read for a first page."""

    workspace: Workspace
    reads: tuple[Synced, ...]

    @property
    def exit_code(self) -> int:
        """The worst of the reads'."""
        return max((one.exit_code for one in self.reads), default=0)


def first_look(
    workspace: Workspace,
    forge: Forge,
    since: datetime,
    now: datetime,
    *,
    read: Callable[[Workspace, Sequence[Named]], Synced],
    open_facts: Callable[[], Opened],
    tell: Callable[[str], None],
) -> FirstLook:
    """Read what a workspace depends on, and find out what that is where nobody said.

    Parameters
    ----------
    workspace
        As `prepare` gives it.
    forge
        Where proposals come from.
    since, now
        The window.
    read
        Reads what is named, and says so.
    open_facts
        Opens what was read.
    tell
        Says a sentence to the person.

    Raises
    ------
    WrongUse
        There is nothing to read, and nothing could be proposed.
    """
    is_open = not is_proposing_done(workspace)
    if is_open:
        workspace = _with(workspace, propose(workspace, forge, since, now, tell), tell)
    if not workspace.communities and not workspace.settings.owners:
        raise WrongUse(nothing_proposed(workspace))
    reads = [read(workspace, named_in(workspace))]
    if is_open and reads[-1].is_left:
        tell(GO_ON)
    elif is_open and reads[-1].repositories_held:
        more = referred_to(open_facts(), forge, tell)
        workspace = _with(workspace, more, tell)
        if workspace.communities:
            _end_proposing(workspace, now)
        if more:
            reads.append(read(workspace, [Named(one.repository, "community") for one in more]))
    if not workspace.communities:
        tell(nothing_proposed(workspace))
    return FirstLook(workspace, tuple(reads))


def is_proposing_done(workspace: Workspace) -> bool:
    """Whether the communities are settled: somebody named one, or all were proposed once.

    A first look that was cut has proposed some of them; the next one has to find the others.
    """
    if not workspace.communities:
        return False
    if not all(one.proposed for one in workspace.communities):
        return True
    return (FactStore(workspace.facts_folder).folder / _FILE).is_file()


def _end_proposing(workspace: Workspace, now: datetime) -> None:
    """Remember that all were proposed: what a person takes out then, stays out."""
    store = FactStore(workspace.facts_folder)
    store.disk.folder(store.folder)
    store.disk.write(store.folder / _FILE, json.dumps({"all": now.isoformat()}).encode())


def folder_for(organization: str, given: Path | None, here: Path) -> Path:
    """Find the folder of an organization's workspace, whether it is there or not.

    Parameters
    ----------
    organization
        As typed; a folder that holds a workspace is taken as it is.
    given
        The folder from ``--workspace``.
    here
        Where the person stands.

    Raises
    ------
    WrongUse
        No folder can be named after it.
    """
    if given is not None:
        return given
    if (here / organization / SETTINGS_FILE).is_file():
        return here / organization
    name = re.sub(r"[^a-z0-9]+", "-", organization.lower()).strip("-")
    if not name:
        raise WrongUse(f"{organization}: nothing looked at: give the organization's name.")
    return here / name


def prepare(
    folder: Path, organization: str, team: Path | None, communities: Path | None, forge: Forge
) -> tuple[Workspace, list[str]]:
    """Make the workspace, or take the one that is there.

    Returns
    -------
    Workspace
        It.
    list of str
        What was assumed or left alone, one sentence each.

    Raises
    ------
    WrongUse
        There is none, and nobody was listed to make one.
    SettingsErrors
        The files given are not usable; all mistakes are named.
    """
    if (folder / SETTINGS_FILE).is_file():
        given = [option for option, file in _options(team, communities) if file]
        said = [f"{folder} is there already: {' and '.join(given)} not read."] if given else []
        return load_workspace(folder), said
    if team is None:
        raise WrongUse(
            f"{organization}: nothing looked at: nobody says who is one of yours. "
            "Give a file with one login per line: --team FILE."
        )
    owner, why_not = _account_of(organization, forge)
    written = initialize(folder, organization, team, communities)
    told = [f"Made the workspace {folder}: {', '.join(path.name for path in written)}."]
    if owner is not None:
        told.append(
            f"Assumed: {short(owner)} on GitHub is your own; `owners` in twohats.toml says so."
        )
    else:
        set_value(folder, "owners", [])
        told.append(f"{why_not}: name your own under `owners` in twohats.toml.")
    return load_workspace(folder), told


def propose(
    workspace: Workspace,
    forge: Forge,
    since: datetime,
    now: datetime,
    tell: Callable[[str], None],
) -> list[Proposal]:
    """Propose repositories in which at least three of the team worked; no name leaves this."""
    prefix = f"{forge.name}:"
    logins = {
        account.removeprefix(prefix)
        for member in workspace.team
        for account in member.accounts
        if account.startswith(prefix)
    }
    if len(logins) < FEWEST_OF_A_TEAM:
        return []
    together = forge.places_of_team(sorted(logins), since, now)
    for trouble in together.troubles:
        tell(trouble)
    reason = f"three or more of the team opened or reviewed something there since {since:%Y-%m-%d}"
    found = [
        Proposal(repository, reason)
        for repository in together.places
        if not workspace.settings.is_ours(repository)
    ]
    return _first(found, tell)


def referred_to(opened: Opened, forge: Forge, tell: Callable[[str], None]) -> list[Proposal]:
    """Propose public repositories of organizations that three items of our own or more refer to."""
    own = {scope.repository for scope in opened.scopes if scope.scope == "own-project"}
    links = opened.facts.tables["links"]
    said = links.filter(links.to_item.notnull()).select("from_item", "to_item").distinct()
    named: dict[str, set[str]] = {}
    for row in fetch(said):
        if _repository(row["from_item"]) in own:
            named.setdefault(_repository(row["to_item"]), set()).add(row["from_item"])
    enough = {one: len(items) for one, items in named.items() if len(items) >= ENOUGH_REFERENCES}
    held = {scope.repository for scope in opened.scopes}
    found = forge.public_of_organizations(sorted(enough.keys() - held))
    proposals = [
        Proposal(found[one], f"{enough[one]:,} items of your own refer to it")
        for one in sorted(found, key=lambda one: (-enough[one], one))
        if found[one] not in held and not opened.workspace.settings.is_ours(found[one])
    ]
    return _first(proposals, tell)


def _first(proposals: list[Proposal], tell: Callable[[str], None]) -> list[Proposal]:
    """Take as many as are proposed at once, and say how many more there are."""
    more = len(proposals) - MOST_PROPOSED
    if more > 0:
        tell(
            f"Not proposed: {more:,} more, for which less speaks. "
            "Add what is lacking to the list of your communities."
        )
    return proposals[:MOST_PROPOSED]


def _with(
    workspace: Workspace, proposals: Sequence[Proposal], tell: Callable[[str], None]
) -> Workspace:
    """Put proposals into the register, each with its reason, and read the workspace again."""
    host = {forge.name: forge.host for forge in workspace.settings.forges}
    for one in proposals:
        if community_of(workspace.communities, one.repository) is not None:
            continue  # a look that was cut has proposed it
        forge, _, name = one.repository.partition(":")
        add_community(workspace.folder, name, f"https://{host[forge]}/{name}", one.reason)
        tell(f"Proposed {name}: {one.reason}.")
    return load_workspace(workspace.folder) if proposals else workspace


def nothing_proposed(workspace: Workspace) -> str:
    """Say what to do where there are no communities to read."""
    return (
        f"{workspace.settings.organization}: no communities found: nowhere outside your own "
        "repositories did three of the people listed open or review something in this window. "
        f"Give --communities FILE, or list them in {workspace.folder / 'key-communities.toml'}."
    )


def _account_of(organization: str, forge: Forge) -> tuple[str | None, str]:
    """Find the organization's own account, if its name reads as one; else say why there is none."""
    try:
        owner = read_owner(organization)
    except ValueError:
        return None, f"`{organization}` does not read as an account"
    listing = forge.listings([owner])[owner]
    if listing.missing:
        return None, f"GitHub knows no account `{short(owner)}`"
    if listing.is_person:
        return None, f"`{short(owner)}` is a person's account"
    return owner, ""


def _options(
    team: Path | None, communities: Path | None
) -> tuple[tuple[str, Path | None], tuple[str, Path | None]]:
    return ("--team", team), ("--communities", communities)


def _repository(item: str) -> str:
    return re.split("[#!]", item)[0]
