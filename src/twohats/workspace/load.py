"""Find a workspace and read all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from twohats.errors import Mistake, SettingsErrors, WrongUse
from twohats.formats.gitdm import Developer, parse_developers
from twohats.formats.key_communities import KeyCommunities, KeyCommunity, parse_key_communities
from twohats.formats.mailmap import Mailmap, parse_mailmap
from twohats.formats.plan_file import PlanLine, parse_plan_file
from twohats.formats.team import TeamFile, TeamRow, parse_team
from twohats.workspace.files import not_utf8, read_text
from twohats.workspace.history import TeamHistory, read_team_history
from twohats.workspace.members import Member, members_of, not_committed, not_yet_gone
from twohats.workspace.names import same_names
from twohats.workspace.reading import SETTINGS_FILE, SettingsText, read_settings
from twohats.workspace.settings import Forge, Settings

TEAM_FILES = ("team.yml", "team.yaml", "team.txt")
COMMUNITIES_FILE = "key-communities.toml"
AFFILIATIONS_FILE = "developers_affiliations.txt"
PLAN_FOLDER = "plan"
CACHE_FOLDER = ".twohats"


@dataclass(frozen=True)
class Workspace:
    """Everything people told the program, read and checked."""

    folder: Path
    settings: Settings
    team: tuple[Member, ...] = ()
    """One row per person and period; several employers may overlap."""
    communities: tuple[KeyCommunity, ...] = ()
    mailmap: Mailmap = field(default_factory=Mailmap)
    plan: tuple[PlanLine, ...] = ()
    """What plan files hold, for teams that plan outside a tracker."""
    employers: tuple[Developer, ...] = ()
    """Who works for whom upstream, as gitdm's list says; ours are in the team file."""
    warnings: tuple[Mistake, ...] = ()
    """What is odd without being wrong: nothing stops, but somebody should know."""

    @property
    def facts_folder(self) -> Path:
        """Facts at rest; a cache, never in git."""
        return self.folder / CACHE_FOLDER / "facts"

    @property
    def derived_folder(self) -> Path:
        """Tables made from facts; a cache, never in git."""
        return self.folder / CACHE_FOLDER / "derived"

    @property
    def private_folder(self) -> Path:
        """What is a person's own; never in git."""
        return self.folder / CACHE_FOLDER / "private"

    @property
    def journal_folder(self) -> Path:
        """What people decided; in git."""
        return self.folder / "journal"


def find_workspace(start: Path) -> Path:
    """Find the folder that holds ``twohats.toml``, from ``start`` upward as git does.

    Raises
    ------
    WrongUse
        There is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise WrongUse(
        f"{start}: no workspace found: neither this folder nor one above it holds {SETTINGS_FILE}. "
        "Make one with `twohats init`."
    )


def load_workspace(folder: Path, *, team_history: bool = True) -> Workspace:
    """Read a workspace's files and check all of them.

    Parameters
    ----------
    folder
        The folder that holds ``twohats.toml``.
    team_history
        Whether to look up in git since when the team file names whom. Verbs that do not need
        dates save the time; without it all dates the file does not declare are ``assumed``.

    Raises
    ------
    WrongUse
        The folder is no workspace.
    SettingsErrors
        Something in the files is wrong; all of it is named.
    """
    return _Loading(folder, team_history=team_history).result()


class _Loading:
    """Reads file after file and gathers what is wrong."""

    def __init__(self, folder: Path, *, team_history: bool):
        self.folder = folder.resolve()
        self.team_history = team_history
        self.mistakes: list[Mistake] = []
        self.warnings: list[Mistake] = []

    def result(self) -> Workspace:
        if not (self.folder / SETTINGS_FILE).is_file():
            raise WrongUse(
                f"{self.folder}: not a workspace: it holds no {SETTINGS_FILE}. "
                "Make one with `twohats init`."
            )
        text = self.text(SETTINGS_FILE)
        read = read_settings(text) if text is not None else SettingsText(None)
        self.mistakes += read.mistakes
        communities = self.communities(read)
        forges = _forges(read, communities)
        hosts = {**read.hosts, **{forge.host: forge.name for forge in forges}}
        mailmap = self.mailmap()
        plan = self.plan(hosts)
        employers = self.employers()
        team_name = self.team_name(read)
        team = self.team(team_name, hosts)
        if self.mistakes or read.settings is None:
            raise SettingsErrors(self.mistakes)
        members: tuple[Member, ...] = ()
        if team_name is not None:
            history = self.history(team_name, team.rows, hosts)
            members = members_of(
                team.rows,
                history.versions,
                organization=read.settings.organization,
                path=team_name,
            )
        self.look_twice(read.settings, communities)
        return Workspace(
            self.folder,
            replace(read.settings, forges=forges),
            members,
            communities,
            mailmap,
            plan,
            employers,
            warnings=tuple(self.warnings),
        )

    def text(self, name: str) -> str | None:
        """Text of a file; None and a mistake where it cannot be had."""
        try:
            return read_text(self.folder / name)
        except UnicodeDecodeError as error:
            self.mistakes.append(not_utf8(name, error))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self.mistakes.append(Mistake(name, None, f"cannot be read: {reason}"))
        return None

    def communities(self, read: SettingsText) -> tuple[KeyCommunity, ...]:
        name = read.communities_file or COMMUNITIES_FILE
        if read.communities_file is None and not (self.folder / name).exists():
            return ()
        text = self.text(name)
        parsed = (
            parse_key_communities(text, name, read.hosts, read.forums)
            if text is not None
            else KeyCommunities(())
        )
        self.mistakes += parsed.mistakes
        return parsed.communities

    def mailmap(self) -> Mailmap:
        if not (self.folder / ".mailmap").exists():
            return Mailmap()
        mailmap = parse_mailmap(self.text(".mailmap") or "")
        self.warnings += (
            Mistake(".mailmap", line, "is passed over: write it as `Name <e-mail> <other e-mail>`")
            for line in mailmap.unread
        )
        return mailmap

    def employers(self) -> tuple[Developer, ...]:
        if not (self.folder / AFFILIATIONS_FILE).exists():
            return ()
        read = parse_developers(self.text(AFFILIATIONS_FILE) or "", path=AFFILIATIONS_FILE)
        self.warnings += read.problems
        return read.developers

    def plan(self, hosts: Mapping[str, str]) -> tuple[PlanLine, ...]:
        lines: list[PlanLine] = []
        for path in sorted((self.folder / PLAN_FOLDER).glob("*.toml")):
            name = f"{PLAN_FOLDER}/{path.name}"
            text = self.text(name)
            if text is not None:
                parsed = parse_plan_file(text, name, hosts)
                self.mistakes += parsed.mistakes
                lines += parsed.lines
        return tuple(lines)

    def team_name(self, read: SettingsText) -> str | None:
        if read.team_file is not None:
            return read.team_file
        found = [name for name in TEAM_FILES if (self.folder / name).exists()]
        if len(found) > 1:
            self.mistakes.append(
                Mistake(
                    found[1],
                    None,
                    f"{found[0]} is here too: keep one, or name it as `team_file` in {SETTINGS_FILE}",
                )
            )
        if not found:
            self.warnings.append(
                Mistake(
                    TEAM_FILES[0],
                    None,
                    "is not there, so nobody counts as ours: write one login per line, "
                    "as `- login`",
                )
            )
        return found[0] if found else None

    def team(self, name: str | None, hosts: Mapping[str, str]) -> TeamFile:
        text = self.text(name) if name is not None else None
        if name is None or text is None:
            return TeamFile(())
        parsed = parse_team(text, name, hosts)
        self.mistakes += parsed.mistakes
        return parsed

    def history(self, name: str, rows: Sequence[TeamRow], hosts: Mapping[str, str]) -> TeamHistory:
        undated = [row for row in rows if not row.periods]
        if not self.team_history:
            return TeamHistory()
        history = read_team_history(self.folder / name, hosts)
        if history.missing and undated:
            self.warnings.append(
                Mistake(
                    name,
                    undated[0].line,
                    f"says since when for nobody from here on, and {history.missing}: "
                    f"all time counts, as assumed. {_how_to_date(name)}",
                )
            )
        self.warnings += (
            Mistake(
                name,
                row.line,
                f"`{row.login}` is not committed yet, so their start is unknown: "
                "commit it, or give `from:`",
            )
            for row in not_committed(undated, history.versions)
        )
        self.warnings += (
            Mistake(
                name,
                None,
                f"`{row.login}` is removed, but that is not committed yet: "
                "they count as ours until it is",
            )
            for row in not_yet_gone(rows, history.versions)
        )
        return history

    def look_twice(self, settings: Settings, communities: Sequence[KeyCommunity]) -> None:
        """Name what is allowed but hardly meant."""
        for community in communities:
            if community.owner in settings.owners:
                self.warnings.append(
                    Mistake(
                        COMMUNITIES_FILE,
                        None,
                        f"`{community.title}` is our own: its work counts as own project, "
                        "not as upstream",
                    )
                )
        for same in same_names(settings.member_communities, communities):
            self.warnings.append(
                Mistake(
                    SETTINGS_FILE,
                    None,
                    f"`{same.member}` is a {settings.words.member_community}, and "
                    f"`{same.community}` an upstream community: which is meant where a text names it? Write the member's name as only "
                    "its own issues do",
                )
            )
        if not settings.owners and not settings.repositories:
            self.warnings.append(
                Mistake(
                    SETTINGS_FILE,
                    None,
                    "names no `owners`, so no project can be told to be our own",
                )
            )


def _forges(read: SettingsText, communities: Sequence[KeyCommunity]) -> tuple[Forge, ...]:
    """Forges by name, and those that are there because somebody names a forum."""
    if read.settings is None:
        return ()
    forums = (
        *read.settings.forums,
        *(forum for community in communities for forum in community.forums),
    )
    known = read.settings.forges
    more = (Forge(one.forge, one.host, "discourse") for one in forums)
    return (*known, *(one for one in dict.fromkeys(more) if one.host not in read.hosts))


def _how_to_date(name: str) -> str:
    """Say what gives people their dates; a commit made today dates only what changes later."""
    if name.endswith(".txt"):
        return "Write team.yml in its place, with `from:` for each"
    return "Give `from:` for each"
