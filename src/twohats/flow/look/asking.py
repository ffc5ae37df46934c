"""Which questions would settle most, with the rows their answers would touch."""

from functools import partial

import ibis.expr.types as ir

from twohats.facts import spans
from twohats.flow.look.draft import Draft, newest
from twohats.flow.look.leaning import entry_grid
from twohats.flow.look.waiting import UPSTREAM, upstream_responses, waiting_grid
from twohats.flow.page import pseudonyms_of
from twohats.flow.rows import fetch
from twohats.ledger.questions import Asking, Tally, questions
from twohats.people.bots import looks_like_bot
from twohats.records.pages import Cell, Column, Grid, Section
from twohats.records.questions import Question

ASKED_AT_ONCE = 5


def find_questions(draft: Draft, judged: ir.Table) -> tuple[Question, ...]:
    """Find every question worth asking, the most far-reaching first."""
    tallied = judged.mutate(_lacks=judged.lacks.join(","))
    keys = ["repository", "community", "scope", "lean", "activity", "_lacks", "class"]
    tallies = [
        Tally(
            row["repository"],
            row["community"],
            row["scope"],
            row["lean"],
            row["activity"],
            tuple(filter(None, (row["_lacks"] or "").split(","))),
            row["n"],
            row["class"],
        )
        for row in fetch(tallied.group_by(keys).agg(n=tallied.count()).order_by(keys))
    ]
    settings = draft.opened.workspace.settings
    firsts = fetch(_answered(draft).group_by("responder").agg(n=lambda t: t.count()))
    said = {rule.account for rule in settings.bots}
    asking = Asking(
        has_register=bool(draft.opened.workspace.communities),
        has_members=bool(settings.member_communities),
        has_trackers=bool(settings.trackers),
        suspects={
            row["responder"]: row["n"]
            for row in firsts
            if row["responder"]
            and looks_like_bot(row["responder"])
            and row["responder"] not in said
        },
        first_answers=sum(row["n"] for row in firsts),
        lacks_iterations=settings.iterations is None
        and bool(spans(draft.opened.facts.coverage, "commitments")),
        proposed=frozenset(_proposed(draft)),
    )
    return questions(tallies, asking)


def _proposed(draft: Draft) -> list[str]:
    """Keys of the register that nobody confirmed."""
    communities = draft.opened.workspace.communities
    return [one.repository or one.owner for one in communities if one.proposed]


def _answered(draft: Draft) -> ir.Table:
    responses = draft.opened.facts.within(upstream_responses(draft), "clock_at")
    return responses.filter(responses.answered)


def questions_section(draft: Draft, judged: ir.Table, found: tuple[Question, ...]) -> Section:
    """Show the questions that would settle most."""
    asked = found[:ASKED_AT_ONCE]
    for question in asked:
        _open(draft, judged, question)
    heading = {0: "Nothing left to ask", 1: "One question would settle most"}
    return Section(
        "questions",
        heading.get(len(asked), f"{len(asked)} questions would settle most"),
        "Each says what its answer would change; none has to be answered.",
        grid=Grid(
            (
                Column("question", "Question"),
                Column("because", "Why it matters"),
                Column("touches", "Touches", numeric=True),
                Column("moves", "Could move"),
                Column("how", "How to answer"),
            ),
            tuple(
                (
                    Cell(question.text),
                    Cell(question.because),
                    Cell(
                        question.touches,
                        question.opens,
                        note=f"of {question.total:,} {question.unit}",
                    ),
                    Cell(question.moves),
                    Cell(question.how),
                )
                for question in asked
            ),
            "Ordered by the share of all rows that the answer could change.",
            "Everything these rows need is known.",
        ),
    )


def _open(draft: Draft, judged: ir.Table, question: Question) -> None:
    """Put the rows a question touches behind its number."""
    assert question.opens is not None
    kind, _, subject = question.key.partition(":")
    if kind == "bot":
        answered = _answered(draft)
        draft.open_to(
            question.opens,
            question.text,
            newest(answered.filter(answered.responder == subject), "clock_at"),
            question.touches,
            waiting_grid,
            f"first_responses where answered and {UPSTREAM} and responder = '{subject}' "
            f"and {draft.in_window('clock_at')}",
        )
        return
    upstream = judged.scope == "upstream"
    proposed = _proposed(draft)
    listed = ", ".join(f"'{key}'" for key in proposed)
    tests = {
        "scope": (judged.repository == subject, f"repository = '{subject}'"),
        "register": (
            upstream & (judged.lean == "unclear") & ~judged.lacks.contains("pulls"),
            "lean = 'unclear' and not list_contains(lacks, 'pulls')",
        ),
        "proposed": (
            upstream & (judged.repository.isin(proposed) | judged.community.isin(proposed)),
            f"(repository in ({listed}) or community in ({listed}))",
        ),
        "members": (
            upstream & (judged.lean != "ours") & (judged.activity == "change"),
            "lean <> 'ours' and activity = 'change'",
        ),
    }
    test, condition = tests.get(
        kind, (upstream & judged.lacks.contains(kind), f"list_contains(lacks, '{kind}')")
    )
    where = condition if kind == "scope" else f"scope = 'upstream' and {condition}"
    draft.open_to(
        question.opens,
        question.text,
        newest(judged.filter(test), "happened_at", "entry"),
        question.touches,
        partial(entry_grid, pseudonyms=pseudonyms_of(draft.opened)),
        f"entries where {where}",
    )
