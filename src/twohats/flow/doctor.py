"""``doctor``: what is in order, what is not, and what to do about it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from twohats.errors import SettingsErrors, TwohatsError, WrongUse
from twohats.flow.journal import left_in_git, look_into, open_journal
from twohats.flow.register import named_in
from twohats.flow.sync.looked import looked_at
from twohats.flow.words import many, short
from twohats.formats.journal_homes import GIT
from twohats.journal import PrivateJournal, contested, unusable
from twohats.ledger.clock import conflicts
from twohats.records import owner_of
from twohats.sources.asking.allowance import Left
from twohats.sources.github_followed import FOLLOWED
from twohats.store.facts import FactStore
from twohats.workspace import Workspace, load_workspace

LIVE = ("github", "gitlab", "discourse", FOLLOWED)
"""Readers whose reads come again by themselves."""
STALE_DAYS = 7
"""Facts looked at longer ago are said to be old."""
State = Literal["good", "look", "waits", "broken"]
"""``waits``: for a person to say which of two is right."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    found: str
    next_step: str = ""


Standing = Callable[[Workspace], Sequence[Left | TwohatsError]]
"""Asks what tokens have left; what one place cannot tell is its error, raised or given."""


def examine(
    folder: Path,
    today: date,
    standing: Standing | None = None,
    environment: Mapping[str, str] | None = None,
    more: Sequence[Standing] = (),
) -> list[Finding]:
    """Look at the machine, the workspace's files, the facts and the journal.

    Parameters
    ----------
    folder
        The workspace.
    today
        By which policies hold and facts are old.
    standing
        Asks a forge about tokens; None: nobody is asked.
    environment
        Variables, one of which may hold the password of the journal's server.
    more
        Ask other forges about theirs; what one cannot tell hides nothing of the next.
    """
    findings = [_python(), _git()]
    try:
        workspace = load_workspace(folder)
    except SettingsErrors as error:
        return [
            *findings,
            *(Finding("settings", "broken", str(m), "mend the line") for m in error.mistakes),
        ]
    return [
        *findings,
        *_workspace(workspace),
        *_policies(workspace, today),
        *_facts(workspace),
        *_synced(workspace, today),
        *(one for ask in (standing, *more) if ask for one in _tokens(workspace, ask)),
        *_journal(workspace, environment or {}),
        *_private(workspace),
    ]


def _python() -> Finding:
    return Finding("python", "good", sys.version.split()[0])


def _git() -> Finding:
    path = shutil.which("git")
    if path is None:
        return Finding(
            "git", "broken", "not found", "install git; clones cannot be read without it"
        )
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return Finding("git", "good", version.stdout.strip().removeprefix("git version "))


def _workspace(workspace: Workspace) -> Iterator[Finding]:
    for warning in workspace.warnings:
        yield Finding("settings", "look", str(warning))
    yield Finding("settings", "good", f"{workspace.folder}: {workspace.settings.organization}")
    members = {member.key for member in workspace.team}
    assumed = {member.key for member in workspace.team if member.basis == "assumed"}
    if not members:
        yield Finding("team", "look", "nobody is listed", "list logins in team.yml")
    elif assumed:
        yield Finding(
            "team",
            "look",
            f"{many(len(members), 'person', 'people')}, {len(assumed)} with assumed dates",
            "give from: and until:, or keep team.yml in git",
        )
    else:
        yield Finding("team", "good", f"{many(len(members), 'person', 'people')}, all with dates")
    if workspace.communities:
        count = many(len(workspace.communities), "key community", "key communities")
        yield Finding("communities", "good", count)
    else:
        yield Finding(
            "communities", "look", "no key communities", "list them in key-communities.toml"
        )


def _policies(workspace: Workspace, today: date) -> Iterator[Finding]:
    """Show what was agreed on, where that is at odds, and which exceptions are over."""
    settings = workspace.settings
    policy = settings.policy_on(today)
    if policy is None:
        yield Finding(
            "policy",
            "look",
            "none is in force, so whose time work is will be asked",
            "write what the team agreed on as [[policies]] in twohats.toml",
        )
    else:
        yield Finding("policy", "good", f"`{policy.name}` since {policy.effective_from}")
    for conflict in conflicts(settings.policies):
        if conflict.is_within:
            change = f"change {conflict.setting}, or what stands against it"
            yield Finding("policy", "look", str(conflict), change)
        else:
            yield Finding(
                "policy", "good", f"they differ in {conflict}", "nothing, if it was meant"
            )
    if not workspace.communities and policy and policy.on_clock_scope == "key-communities":
        yield Finding(
            "policy",
            "look",
            f"`{policy.name}` calls work in key communities working time, and none are named",
            "list them in key-communities.toml",
        )
    for waiver in settings.waivers:
        if waiver.until <= today:
            found = f"waiver `{waiver.name}` of {waiver.what} ended on {waiver.until}"
            next_step = f"nothing; or ask {waiver.who} for a new one"
        elif waiver.since and today < waiver.since:
            found = f"waiver `{waiver.name}` of {waiver.what} begins on {waiver.since}"
            next_step = ""
        else:
            found = f"waiver `{waiver.name}` of {waiver.what} holds until {waiver.until}"
            next_step = ""
        yield Finding("policy", "good", found, next_step)


def _facts(workspace: Workspace) -> Iterator[Finding]:
    store = FactStore(workspace.facts_folder)
    if not store.owners():
        yield Finding("facts", "look", "none yet", "twohats sync, or twohats import PATH")
    for owner in store.owners():
        try:
            manifest = store.manifest(owner)
        except (TwohatsError, ValueError, OSError) as error:
            yield Finding(
                "facts", "broken", f"{owner}: {error}", "delete its folder and import again"
            )
            continue
        assert manifest is not None
        missing = [
            t.file
            for t in manifest.tables.values()
            if not (store.folder_of(owner) / t.file).is_file()
        ]
        rows = sum(table.rows for table in manifest.tables.values())
        if missing:
            yield Finding(
                "facts", "broken", f"{owner}: {', '.join(missing)} is gone", "import again"
            )
        else:
            yield Finding("facts", "good", f"{owner}: {rows:,} rows")
    for read in store.reads():
        if read.source in LIVE:
            # What GitHub never tells is in coverage; only what was lost is worth a word here.
            if read.skipped:
                lost = many(len(read.skipped), "thing", "things")
                yield Finding("reads", "look", f"{read.location}: {lost} left out", "twohats sync")
        elif read.skipped or read.incomplete:
            yield Finding(
                "reads",
                "look",
                f"{read.location}: {len(read.skipped)} left out, {len(read.incomplete)} not complete",
                "bring a whole copy and import it",
            )
    for folder in sorted((store.folder / "staging").glob("*")):
        yield Finding(
            "reads", "look", f"{folder.name}: a read was cut short", "import or sync the same again"
        )


def _tokens(workspace: Workspace, standing: Standing) -> Iterator[Finding]:
    """Say where tokens come from and what they have left; never which they are."""
    told: Sequence[Left | TwohatsError]
    try:
        told = standing(workspace)
    except TwohatsError as error:
        told = [error]
    for left in told:
        if isinstance(left, WrongUse):
            yield Finding("token", "look", str(left), "see docs/sync.md; import needs none")
            continue
        if isinstance(left, TwohatsError):
            yield Finding("token", "look", str(left), "see the message")
            continue
        if left.resource == "core":
            continue
        if left.left is None or left.limit is None:
            yield Finding("token", "good", f"{left.origin}: the server names no limit")
            continue
        yield Finding(
            "token",
            "good" if left.usable else "look",
            f"{left.origin}: {left.left:,} of {left.limit:,} {_unit(left)} left, "
            f"{left.reserve:,} kept for people",
            ""
            if left.usable or left.resets_at is None
            else f"sync after {left.resets_at:%H:%M} UTC",
        )


def _unit(left: Left) -> str:
    """Say what a token has: GitHub counts points by the hour, GitLab requests by the minute."""
    return "points" if left.resource == "graphql" else "requests of this minute"


def _synced(workspace: Workspace, today: date) -> Iterator[Finding]:
    """Say which places of the workspace were never looked at, and which long ago."""
    try:
        named = named_in(workspace)
    except WrongUse:
        return
    looked = looked_at(FactStore(workspace.facts_folder))
    held = set(FactStore(workspace.facts_folder).owners())
    never: list[str] = []
    old: dict[str, int] = {}
    for one in named:
        days = [
            (today - at.date()).days
            for key, at in looked.items()
            if key == one.key or (one.is_owner and key.startswith(f"{one.key}/"))
        ]
        if not days and one.key not in held and owner_of(one.key) not in held:
            never.append(short(one.key))
        elif days and min(days) > STALE_DAYS:
            old[short(one.key)] = min(days)
    if never:
        yield Finding("sync", "look", f"never read: {_first(never)}", "twohats sync")
    if old:
        said = [f"{name} ({days} days)" for name, days in old.items()]
        yield Finding("sync", "look", f"looked at long ago: {_first(said)}", "twohats sync")
    if looked and not never and not old:
        count = many(len(looked), "repository", "repositories")
        yield Finding("sync", "good", f"{count} looked at in the last {STALE_DAYS} days")


def _first(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _journal(workspace: Workspace, environment: Mapping[str, str]) -> Iterator[Finding]:
    try:
        held = look_into(open_journal(workspace, environment), left_in_git(workspace))
    except TwohatsError as error:
        yield Finding("journal", "broken", str(error), "see the message")
        return
    decisions = held.decisions
    for mistake in held.mistakes:
        yield Finding("journal", "broken", str(mistake), held.mending)
    if held.behind:
        yield Finding(
            "journal",
            "waits",
            f"{many(len(held.behind), 'line', 'lines')} in the folder came after the move",
            f"twohats journal move {held.home}",
        )
    for contest in contested(decisions):
        sides = (*contest.others, contest.holds)
        yield Finding(
            "journal",
            "waits",
            f"{', '.join(contest.about) or contest.holds.what}: "
            f"{' and '.join(dict.fromkeys(one.who for one in sides))} say different things; "
            f"{contest.holds.id} holds as the later one",
            "talk, then answer once more; that answer takes the place of both",
        )
    for loss in unusable(decisions):
        yield Finding(
            "journal", "look", f"{loss.key} is not used: {loss.reason}", "write it once more"
        )
    if not held.mistakes:
        where = "" if held.home == GIT else f" in {held.home}"
        yield Finding("journal", "good", f"{many(len(decisions), 'decision', 'decisions')}{where}")


def _private(workspace: Workspace) -> Iterator[Finding]:
    try:
        state = PrivateJournal(workspace.private_folder).read()
    except TwohatsError as error:
        yield Finding("private part", "broken", str(error), "see the message")
        return
    for mistake in state.mistakes:
        yield Finding("private part", "broken", str(mistake), "restore the folder from a backup")
    if state.lines or state.tombstones:
        erased = f", {len(state.tombstones)} erased" if state.tombstones else ""
        yield Finding("private part", "good", f"{len(state.lines)} lines{erased}")
