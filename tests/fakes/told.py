"""A story in which evidence is looked for: an upstream project, our tracker, and our people."""

from dataclasses import replace
from datetime import date

from fakes.small_facts import REPOSITORY, Story, day, ours, rows_of

from twohats.ledger.cases import Case, Rubric
from twohats.ledger.entries import entries
from twohats.ledger.evidence import finders
from twohats.ledger.lean import Traces
from twohats.workspace.iterations import Iterations

PLANS = "github:tidewater/plans"
OWN = "github:tidewater/lamp"
TRACES = Traces(
    owners=("github:tidewater",),
    repositories=("github:lantern-project/glue",),
    trackers=(PLANS,),
    members=("Hill Observatory", "Café Nørd"),
    has_register=True,
)
RUBRIC = Rubric(iterations=Iterations(date(2024, 1, 1), 14))


class Told(Story):
    """A story with our tracker in it."""

    def issue(self, number, at, *, labels=(), title="", body=None, author="pia", **columns):
        """Open an issue in our tracker."""
        return self.item(
            number,
            author,
            at,
            kind="issue",
            repository=PLANS,
            labels=list(labels),
            title=title or f"Plan {number}",
            body=body,
            **columns,
        )

    def link(self, source, target, at, kind="ref", **columns):
        """Refer from one item to another."""
        moment = None if at is None else day(at)
        self.add(
            "links", from_item=source, to_item=target, kind=kind, happened_at=moment, **columns
        )

    def promise(self, item, at, kind="plan_item", direction="unstated", **columns):
        """Commit to an item."""
        number = len(self.rows.get("commitments", ()))
        self.add(
            "commitments",
            **{
                "commitment": f"{kind}:{number}",
                "kind": kind,
                "direction": direction,
                "item": item,
                "recorded_at": None if at is None else day(at),
                "holder": "github:vera",
                "url": f"https://example.org/plan/{number}",
                **columns,
            },
        )


def told():
    return Told(
        team=[ours("vera"), ours("wim"), ours("pia")],
        kinds={"robot": "bot"},
        scopes={OWN: "own-project", PLANS: "own-project"},
    )


def found(story, kind, *, traces=TRACES, rubric=RUBRIC, **case):
    """Pieces of one kind, by entry, in the order of their urls."""
    facts = story.facts(until=400, as_of=400)
    looked = Case(facts, entries(facts), traces, rubric, **case)
    by_entry = {}
    for row in sorted(rows_of(finders()[kind](looked)), key=lambda row: row["url"] or ""):
        by_entry.setdefault(row["entry"], []).append(row)
    return by_entry


def of(item, activity="change", login="vera"):
    return f"github:{login}:{item}:{activity}"


def answers(story, kind, count, **how):
    """Whether it holds and how strongly, of the only piece about each of our changes 1 to ``count``.

    None where there is no piece. One story for many cases: to run an expression is what takes time.
    """
    pieces = found(story, kind, **how)
    about = [pieces.get(of(f"{REPOSITORY}#{number}"), []) for number in range(1, count + 1)]
    assert all(len(one) < 2 for one in about), about
    return [(one[0]["holds"], one[0]["strength"]) if one else None for one in about]


def one(story, kind, **how):
    """Whether it holds and how strongly, of the only piece about our change 1."""
    return answers(story, kind, 1, **how)[0]


def beside(cases, got):
    """Put what was got beside what each case, whose last value it is, expects; to be compared."""
    return (
        {str(case[:-1]): value for case, value in zip(cases, got, strict=True)},
        {str(case[:-1]): case[-1] for case in cases},
    )


__all__ = ["OWN", "PLANS", "REPOSITORY", "RUBRIC", "TRACES", "answers", "beside", "day", "found"]
__all__ += ["of", "one", "replace", "told"]
