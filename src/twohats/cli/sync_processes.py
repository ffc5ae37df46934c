"""Several processes of ``twohats sync``, one shard each, as if it were one."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twohats.cli.output import say
from twohats.errors import WrongUse
from twohats.records import Skipped

if TYPE_CHECKING:
    from twohats.flow.register import Named
    from twohats.workspace import Forge as Place

_WORST = (1, 2, 3, 4)
"""Exit codes, the one that counts first."""
SUMS = ("repositories", "rows", "estimated_points", "points", "requests", "received_bytes")


@dataclass(frozen=True)
class Ended:
    """What came of all shards together."""

    rows: tuple[dict[str, Any], ...]
    meta: dict[str, Any]
    skipped: tuple[Skipped, ...]
    exit_code: int


def check_tokens(
    environment: Mapping[str, str],
    places: "Sequence[Place]",
    named: "Sequence[Named]",
    processes: int,
) -> None:
    """Make sure that every process has a token of its own for what is asked.

    Raises
    ------
    WrongUse
        There are fewer: several processes would spend one person's points without knowing.
    """
    from twohats.flow.sync.sharding import too_few_tokens

    lacking = too_few_tokens(environment, places, named, processes)
    if lacking:
        raise WrongUse(
            f"--processes {processes}: each process needs a token of its own, and "
            f"{' and '.join(lacking)} {'hold' if len(lacking) > 1 else 'holds'} fewer. Put as many there, parted by commas, or ask for fewer processes."
        )


def in_processes(workspace: Path, words: Sequence[str], processes: int) -> Ended:
    """Run one process per shard, pass on what they say, and put their answers together.

    Parameters
    ----------
    workspace
        Its folder.
    words
        Arguments and options of each.
    processes
        How many.
    """
    base = [sys.executable, "-m", "twohats", "-w", str(workspace), "sync", *words]
    started = [
        # Sessions of their own: Ctrl-C reaches them once, through `_Passing`, and not a second time.
        subprocess.Popen(
            [*base, "--shard", f"{number}/{processes}", "--format", "json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        for number in range(1, processes + 1)
    ]
    with _Passing(started), ThreadPoolExecutor(2 * processes) as threads:
        said = [
            threads.submit(_relay, process, f"{number}/{processes}")
            for number, process in enumerate(started, start=1)
        ]
        printed = [threads.submit(_printed, process) for process in started]
        texts = [one.result() for one in printed]
        for one in said:
            one.result()
        codes = [process.wait() for process in started]
    return together([_answer(text) for text in texts], codes)


def together(answers: Sequence[dict[str, Any]], codes: Sequence[int]) -> Ended:
    """Put the answers of all shards together, in their order."""
    rows = tuple(row for answer in answers for row in answer["rows"])
    metas = [answer["meta"] for answer in answers if answer["meta"]]
    meta: dict[str, Any] = {name: sum(one.get(name) or 0 for one in metas) for name in SUMS}
    goes_on = [one["goes_on_at"] for one in metas if one.get("goes_on_at")]
    meta["waited_s"] = max((one.get("waited_s") or 0 for one in metas), default=0)
    meta["goes_on_at"] = min(goes_on, default=None)
    meta["not_covered"] = sum(one.get("not_covered") or 0 for one in metas)
    meta["private"] = [hidden for one in metas for hidden in one.get("private") or ()]
    meta["processes"] = len(codes)
    skipped = tuple(
        Skipped(loss["key"], loss["reason"]) for answer in answers for loss in answer["skipped"]
    )
    return Ended(rows, meta, skipped, worst(codes))


def worst(codes: Iterable[int]) -> int:
    """Choose the exit code of all: a wish to stop, then what failed, then what is missing.

    Examples
    --------
    >>> worst([0, 3, 1]), worst([0, 0]), worst([3, -9]), worst([130, 3])
    (1, 0, 1, 130)
    """
    # A process that was killed says so by a negative number; for whoever waits it failed.
    seen = {1 if code < 0 else code for code in codes}
    stopped = max((code for code in seen if code > 128), default=0)
    return stopped or next((code for code in _WORST if code in seen), max(seen, default=0))


def _relay(process: "subprocess.Popen[str]", name: str) -> None:
    assert process.stderr is not None
    with process.stderr as lines:
        for line in lines:
            say(f"{name}: {line.rstrip()}")


def _printed(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    with process.stdout as text:
        return text.read()


def _answer(text: str) -> dict[str, Any]:
    """Read what a shard printed; one that failed before it could print has nothing to tell."""
    try:
        answer: dict[str, Any] = json.loads(text)
    except ValueError:
        return {"rows": [], "meta": {}, "skipped": []}
    return answer


class _Passing:
    """Passes on every wish to stop, as often as it is said."""

    def __init__(self, processes: Sequence["subprocess.Popen[str]"]):
        self._processes = processes
        self._before: dict[int, Any] = {}

    def __enter__(self) -> None:
        for wish in (signal.SIGINT, signal.SIGTERM):
            self._before[wish] = signal.signal(wish, self._pass)

    def __exit__(self, *_: object) -> None:
        for wish, handler in self._before.items():
            signal.signal(wish, handler)

    def _pass(self, number: int, _: object) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(number)
