"""``twohats sync``: what is new at the forges, into the facts."""

import os
import signal
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How, now
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from twohats.flow.register import Named, Purpose
    from twohats.flow.sync import Forge, Held, Reach, Synced
    from twohats.records.shards import Shard
    from twohats.store.facts import FactStore
    from twohats.workspace import Forge as Place
    from twohats.workspace import Workspace

NAME = "sync"
HELP = "Take what is new on forges into the facts: sparingly, and going on where a run was cut."
EXAMPLE = "twohats sync --budget 50%"

Budget = Annotated[
    str | None,
    typer.Option(
        "--budget",
        help="What this run may use: points, or a share of an hour's limit.",
        metavar="POINTS|PERCENT",
    ),
]
Wait = Annotated[
    float,
    typer.Option(
        "--wait", help="Wait this long for a used-up limit to be renewed.", metavar="MINUTES", min=0
    ),
]


def run(
    context: typer.Context,
    repositories: Annotated[
        list[str] | None,
        typer.Argument(
            help="Just these; else all that the workspace names.", metavar="[REPOSITORY]..."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Read what changed since that day.", metavar="DATE"),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Then all that was before, too.")
    ] = False,
    budget: Budget = None,
    wait: Wait = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read and its cost; read nothing.")
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            help="Read this part of the owners alone: 2/4 is the second of four.",
            metavar="K/N",
        ),
    ] = None,
    processes: Annotated[
        int,
        typer.Option("--processes", help="Share the owners over so many processes.", min=1, max=64),
    ] = 1,
    how: How = Format.table,
) -> None:
    """Read what has news, and say what it cost and what is missing."""
    from twohats.cli.sync_processes import check_tokens
    from twohats.errors import WrongUse
    from twohats.flow.register import PURPOSES, named_by, named_in
    from twohats.flow.sync import COLUMNS, PLAN_COLUMNS, READ_WHOLE, plan_rows, rows_of
    from twohats.flow.sync.sharding import held_by, shared

    if since and history:
        raise WrongUse("--since and --history: give one of them. --history has no first day.")
    part = _part(shard, processes)
    place = context.obj
    workspace = place.workspace()
    settings = workspace.settings
    named = (
        named_by(repositories, settings.hosts, settings.forum_hosts)
        if repositories
        else named_in(workspace)
    )
    if processes > 1:
        # One message for a mistake, and not one from each process.
        part_of_budget = _parted(budget, processes)
        check_tokens(os.environ, settings.forges, named, processes)
        words = [*(repositories or ()), *_words(since, history, part_of_budget, wait, dry_run)]
        raise typer.Exit(_in_processes(workspace, words, processes, dry_run, how))
    every, named = named, shared(named, part)
    history_of = PURPOSES if history else READ_WHOLE
    over = window(since, settings.window_days)
    with (
        stopping() as stop,
        connection(
            settings.forges, {one.forge for one in named}, stop, budget, wait, shard=part
        ) as forges,
    ):
        store = place.store(workspace)
        if not repositories and not forges and _is_made_up(store):
            raise WrongUse(
                f"{workspace.folder}: nothing to sync: everything here is made up. Look at your own: "
                "`twohats look ORGANIZATION --team logins.txt` in another folder."
            )
        synced = read(
            store,
            workspace,
            forges,
            named,
            over,
            stop=stop,
            history_of=history_of,
            dry_run=dry_run,
            narrow=lambda held: held_by(held, every, part),
        )
    rows = plan_rows(synced.plan) if dry_run else rows_of(synced)
    if how is Format.table:
        rows = [row for row in rows if row["state"] != "unchanged"]
    if rows or how is not Format.table:
        write_rows(rows, PLAN_COLUMNS if dry_run else COLUMNS, how, _meta(synced), synced.losses)
    if stop.is_set():
        raise typer.Exit(128 + stop.number)
    if synced.exit_code:
        raise typer.Exit(synced.exit_code)


def _is_made_up(store: "FactStore") -> bool:
    """Whether all that was ever read is of `twohats demo`."""
    return {read.source for read in store.reads()} == {"made-up"}


def _part(shard: str | None, processes: int) -> "Shard":
    """Read which part is meant."""
    from twohats.errors import WrongUse
    from twohats.records.shards import WHOLE, parse_shard

    if shard is None:
        return WHOLE
    if processes > 1:
        raise WrongUse("--shard and --processes: give one of them.")
    try:
        return parse_shard(shard)
    except ValueError as error:
        raise WrongUse(f"--shard {shard}: {error}.") from error


def _parted(budget: str | None, processes: int) -> str | None:
    """Give each process its part of the points; a share is of each token anyway."""
    from twohats.errors import WrongUse
    from twohats.sources.asking.allowance import Allowance

    points = Allowance.parse(budget).points
    if points is None:
        return budget
    if points < processes:
        raise WrongUse(
            f"--budget {points}: too little for {processes} processes: each needs a point at least. "
            "Give more points, or ask for fewer processes."
        )
    return str(points // processes)


def _words(
    since: str | None, history: bool, budget: str | None, wait: float, dry_run: bool
) -> list[str]:
    """Say to each process what was said to all."""
    words = ["--since", since] if since else []
    words += [] if budget is None else ["--budget", budget]
    words += ["--wait", str(wait)] if wait else []
    return words + ["--history"] * history + ["--dry-run"] * dry_run


def _in_processes(
    workspace: "Workspace", words: Sequence[str], processes: int, dry_run: bool, how: Format
) -> int:
    """Sync in several processes, and answer as one would."""
    from twohats.cli.sync_processes import in_processes
    from twohats.flow.sync import COLUMNS, PLAN_COLUMNS

    ended = in_processes(workspace.folder, words, processes)
    rows = ended.rows
    if how is Format.table:
        rows = tuple(row for row in rows if row["state"] != "unchanged")
    if rows or how is not Format.table:
        columns = PLAN_COLUMNS if dry_run else COLUMNS
        write_rows(rows, columns, how, ended.meta, ended.skipped)
    return ended.exit_code


class Stop(Event):
    """Set by the first signal; knows which one it was."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 2
        """Of the signal."""

    def rest(self, seconds: float) -> None:
        """Let seconds pass, unless somebody wants to stop meanwhile.

        Raises
        ------
        Stopped
            Somebody does.
        """
        from twohats.flow.sync import Stopped

        if self.wait(seconds):
            raise Stopped


@contextmanager
def stopping() -> Iterator[Stop]:
    """Take the first Ctrl-C or SIGTERM for a wish to stop cleanly, and the second for an order."""
    stop = Stop()
    before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def ask(number: int, _: FrameType | None) -> None:
        stop.number = number
        stop.set()
        say("Stopping after the page in hand; once more stops at once. The next run goes on.")
        for each in before:
            signal.signal(each, signal.SIG_DFL)

    for wish in (signal.SIGINT, signal.SIGTERM):
        before[wish] = signal.getsignal(wish)
        signal.signal(wish, ask)
    from twohats.flow.sync import Stopped

    try:
        yield stop
    except Stopped:
        raise typer.Exit(128 + stop.number) from None
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def window(since: str | None, days: int) -> "Reach":
    """Say how far back to read."""
    from datetime import timedelta

    from twohats.flow.sync import Reach
    from twohats.records.times import parse_moment

    return Reach(parse_moment(since, "--since") if since else now() - timedelta(days=days))


@contextmanager
def connection(
    places: "Sequence[Place]",
    needed: Collection[str],
    stop: Stop,
    budget: str | None = None,
    wait_min: float = 0,
    shard: "Shard | None" = None,
) -> "Iterator[dict[str, Forge]]":
    """Connect to those of the forges that are needed."""
    from contextlib import ExitStack

    from twohats.flow.sync.discourse import forums_connected
    from twohats.flow.sync.github import connected
    from twohats.flow.sync.gitlab import gitlabs_connected
    from twohats.flow.sync.sharding import surroundings
    from twohats.records.shards import WHOLE

    forges: dict[str, Forge] = {}
    with ExitStack() as stack:
        for connecting in (connected, gitlabs_connected, forums_connected):
            forges |= stack.enter_context(
                connecting(
                    places,
                    needed,
                    surroundings(os.environ, shard or WHOLE),
                    budget=budget,
                    wait_s=wait_min * 60,
                    now=now,
                    wait=stop.rest,
                    say=say,
                )
            )
        yield forges


def read(
    store: "FactStore",
    workspace: "Workspace",
    forges: "Mapping[str, Forge]",
    named: "Sequence[Named]",
    over: "Reach",
    *,
    stop: Stop,
    history_of: "Collection[Purpose]",
    dry_run: bool = False,
    narrow: "Callable[[Held], Held]" = lambda held: held,
) -> "Synced":
    """Plan, say the budget, read, and say what came of it."""
    from twohats.cli.progress import SyncLine, waiting
    from twohats.flow.importing import left_out
    from twohats.flow.sync import (
        Synced,
        Taken,
        carry_out,
        held_in,
        plan_sync,
        said_after,
        said_before,
    )

    with waiting("looking for news"):
        held = narrow(held_in(store, workspace, now()))
        plan = plan_sync(store, forges, named, over, held=held, history_of=history_of)
    for said in said_before(plan):
        say(said)
    if dry_run:
        synced = Synced(plan, (), Taken())
        if synced.losses:
            say(left_out(synced.losses))
        return synced
    with SyncLine(len(plan.visits)) as line:
        synced = carry_out(
            plan, store, forges, now=now(), stop=stop, on_page=line.page, on_done=line.done
        )
    for said in said_after(synced):
        say(said)
    return synced


def _meta(synced: "Synced") -> dict[str, object]:
    """Say beside the rows what the run cost and what is left."""
    taken = synced.taken
    return {
        "repositories": synced.repositories_read,
        "rows": synced.rows_read,
        "estimated_points": synced.plan.points,
        "points": taken.points,
        "requests": taken.requests,
        "waited_s": round(taken.waited_s, 1),
        "received_bytes": taken.received_bytes,
        "goes_on_at": synced.goes_on_at,
        "not_covered": synced.not_covered,
        "private": [
            {"owner": hidden.key, "reason": hidden.reason} for hidden in synced.plan.private
        ],
    }
