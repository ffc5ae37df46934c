"""How long it takes to foretell open changes of a large community by its own pace.

Run ``python benchmarks/forecasts.py [CHANGES]``: made-up changes of one community with twenty repositories
(100,000 unless said), twenty and two hundred of them open. Prints seconds, and of a processor.
"""

import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fakes.small_facts import Story, day, promise

from twohats.measures.pace import forecasts
from twohats.records.pace import Awaited

DAYS = 2000


def make(count: int) -> tuple[Story, list[str]]:
    """Make up changes, and list those that are open."""
    chance, story, waiting = random.Random(1), Story(), list[str]()
    rows = story.rows.setdefault("items", [])
    for number in range(count):
        at, lasted = chance.random() * DAYS, chance.expovariate(1 / 30)
        repository = f"github:big/r{number % 20}"
        ended = day(at + lasted) if at + lasted < DAYS else None
        row = {
            "item": f"{repository}#{number}",
            "repository": repository,
            "number": number,
            "kind": "pull_request",
            "author": f"github:a{chance.randrange(3000)}",
            "created_at": day(at),
            "closed_at": ended,
            "merged_at": ended if chance.random() < 0.7 else None,
            "additions": chance.randrange(500),
            "deletions": 3,
        }
        rows.append(row)
        if ended is None:
            waiting.append(row["item"])
    story.coverage = [promise("items", f"github:big/r{place}", None, DAYS) for place in range(20)]
    for place in range(20):
        for at in range(0, DAYS, 30):
            story.add("releases", repository=f"github:big/r{place}", tag=f"v{at}", published_at=day(at))  # fmt: skip
    return story, waiting


def main() -> None:
    """Measure, once each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    story, waiting = make(count)
    facts = story.facts(as_of=DAYS)
    for most in (20, 200):
        began, spent = time.perf_counter(), time.process_time()
        found = forecasts(facts, [Awaited(one, one, facts.as_of) for one in waiting[:most]])
        told = sum(one.answer == "counted" for one in found.values())
        print(
            f"{most} of {count:,} changes: {time.perf_counter() - began:.1f} s, "
            f"{time.process_time() - spent:.1f} s of a processor, {told} of {len(found)} foretold"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"At most {peak:.1f} GB.")


if __name__ == "__main__":
    main()
