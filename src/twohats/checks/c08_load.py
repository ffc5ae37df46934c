"""C08: one person carries more than half of our upstream work.

A prompt to talk, to that person and the lead only: it is never shown to anybody else, and nobody is
compared with anybody. See docs/checks.md#c08.
"""

from collections import Counter
from datetime import timedelta

from twohats.checks.inputs import Inputs
from twohats.checks.making import counted, percent
from twohats.records.situations import Quiet, Seen, Situation

CODE = "C08"
SENTENCE = "One person carries more than half of our upstream work: a prompt for them and the lead."
LIMIT = 0.5
FEWEST_PEOPLE, FEWEST_EVENTS = 3, 20
KEPT = "what it sees, if anything, is for the person and the lead alone"
"""Said in any case: other words for when there is nothing would tell when there is something."""


def find(inputs: Inputs) -> Seen:
    """Look at how our upstream work lies on the team."""
    done = Counter(deed.person for deed in inputs.deeds)
    until = inputs.facts.window.until
    team = {*inputs.team, *done}
    key = f"{CODE}:team:{until - timedelta(microseconds=1):%Y-%m}"
    total = sum(done.values())
    if len(team) < FEWEST_PEOPLE or total < FEWEST_EVENTS:
        return Seen(quiet=(Quiet(CODE, key, "", KEPT),))
    ((person, most),) = done.most_common(1)
    if most <= LIMIT * total:
        return Seen(quiet=(Quiet(CODE, key, "", KEPT),))
    others = len(team) - 1
    situation = Situation(
        key,
        CODE,
        "",
        "The load on you",
        until - timedelta(microseconds=1),
        f"{percent(most / total)} of {total:,} entries of our upstream work were done by one person, the "
        f"rest by {counted(others, 'colleague', 'colleagues')}: talk about sharing it.",
        concerned=(person,),
        figures={"n": total, "share": round(most / total, 4), "others": others},
        audience="person",
    )
    return Seen((situation,), (Quiet(CODE, key, "", KEPT),))
