"""What verbs cost a programme office of 20,000 repositories and 5,000 people, beside a tenth of it.

Run ``python benchmarks/programme_office.py [--repositories 20000] [--people 5000]``. Both workspaces are made up
by the same seed (`made_up_office`), and every verb runs on both, as a process, in the same run. The reference is
the small one: ten times the size may cost ten times as much; more is superlinear, and says where to look.

Processor time is what counts here, user and system, since it does not depend on who else is busy.
``sync --dry-run`` is planned in a process of its own against a forge that answers at once that nothing is new.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from made_up_office import OURS, Office, write_office

VERBS = (
    ("open, the first time", ("measure", "contributors")),
    ("look", ("look",)),
    ("measure", ("measure", "time_to_first_response")),
    (
        "measure, one repository",
        ("measure", "time_to_first_response", "--repository", "guild-0/tool-0"),
    ),
    ("needs", ("needs",)),
    ("people", ("people",)),
    ("plan", ("plan",)),
    ("ledger, the first time", ("ledger",)),
    ("ledger, again", ("ledger",)),
    ("check", ("check",)),
    ("register communities", ("register", "communities")),
    ("register stakeholders", ("register", "stakeholders")),
    ("sql", ("sql", "select count(*) from events")),
    ("doctor", ("doctor",)),
)
FINE = (0, 3, 4)
"""Exit codes of verbs that did their work; something may wait for a person."""

PLANNED = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
sys.path.insert(0, str(Path(sys.argv[2])))
from programme_office import StillForge
from twohats.flow.register import named_in
from twohats.flow.sync import Reach, held_in, plan_rows, plan_sync
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace
workspace = load_workspace(Path(sys.argv[1]))
store = FactStore(workspace.facts_folder)
now = datetime(2026, 3, 3, tzinfo=UTC)
held = held_in(store, workspace, now)
forges = {"github": StillForge(store)}
plan = plan_sync(store, forges, named_in(workspace), Reach(now - timedelta(90)), held=held)
assert len(plan.unchanged) > 100, len(plan.unchanged)
plan_rows(plan)
"""


class StillForge:
    """A forge on which nothing has happened since the last look."""

    name = "github"
    reader = "github"
    workers = 1
    follows = True

    def __init__(self, store):
        from twohats.sources.github_owners import Listed, Listing

        self._listed: dict[str, list[object]] = {}
        self._make, self._listing = Listed, Listing
        for read in store.reads():
            self._listed.setdefault(read.owners[0], []).append(read.location)

    def standing(self):
        """No token is spent."""
        return ()

    def taken(self):
        """Nothing was asked for."""
        from twohats.sources.asking.meter import Taken

        return Taken()

    def troubles(self):
        """None."""
        return ()

    def listings(self, owners):
        """Give what was read before; there is no more."""
        return {
            owner: self._listing(
                owner,
                tuple(self._make(key, is_private=False) for key in self._listed.get(owner, ())),
            )
            for owner in owners
        }

    def scout(self, reach, before):
        """Nothing is new anywhere."""
        from twohats.flow.sync import News

        return {key: News(False) for key in before}

    def location(self, repository, reach):
        """As GitHub's."""
        return f"{repository} history" if reach.is_history else repository

    def boards(self, owner, before):
        """None."""
        return None


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    processor_s: float
    memory_gb: float


def cost_of(command: list[str]) -> Cost:
    """Run a command to its end.

    Raises
    ------
    SystemExit
        It failed.
    """
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in FINE:
            told.seek(0)
            sys.exit(f"{' '.join(command)}: {process.returncode}: {told.read().decode()[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20)


def costs(folder: Path) -> Mapping[str, Cost]:
    """Measure every verb on one workspace."""
    program = [sys.executable, "-m", "twohats", "-w", str(folder)]
    here = str(Path(__file__).parent)
    commands = {name: [*program, *words, "--format", "json"] for name, words in VERBS}
    commands["sync --dry-run"] = [sys.executable, "-c", PLANNED, str(folder), here]
    found = {}
    for name, command in commands.items():
        found[name] = cost_of(command)
        print(f"{folder.name}: {name}: {found[name].processor_s:.1f} s", file=sys.stderr)
    return found


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repositories", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--keep", type=Path, help="folder of the two workspaces; made if missing")
    given = parser.parse_args()
    large = Office(given.repositories, given.people)
    small = Office(given.repositories // 10, given.people // 10)
    assert small.owners > OURS
    with tempfile.TemporaryDirectory() as made:
        home = given.keep or Path(made)
        measured = []
        for office in (small, large):
            folder = home / str(office.repositories)
            if not folder.is_dir():
                rows = write_office(folder, office)
                print(f"made up: {office}: {rows['items']:,} items, {rows['events']:,} events")
            measured.append(costs(folder))
    print(
        f"\n{'processor seconds':<26} {small.repositories:>9,} {large.repositories:>9,}  times   memory"
    )
    for name, one in measured[0].items():
        other = measured[1][name]
        times = other.processor_s / one.processor_s
        remark = "  superlinear" if times > 10 else ""
        print(
            f"{name:<26} {one.processor_s:9.1f} {other.processor_s:9.1f} {times:6.1f}"
            f" {other.memory_gb:6.2f} GB{remark}"
        )


if __name__ == "__main__":
    main()
