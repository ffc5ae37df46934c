"""``settle``: what people have to say, the largest first, and their answers as lines of the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.ledger import Ledger
from twohats.flow.rows import Row
from twohats.flow.words import many, short
from twohats.journal import ruling_content, rulings_of, to_supersede
from twohats.ledger.balance import percents
from twohats.ledger.rules import read_class
from twohats.ledger.settling import (
    SHARED,
    Case,
    Effort,
    could_reach,
    efforts,
    like_cases,
    second_needed,
    waits,
)
from twohats.records.decisions import Decision
from twohats.records.judgement import SHOWN, Class, Ruling
from twohats.records.questions import Question
from twohats.store.derived import DerivedStore
from twohats.workspace import Member

RULING = "ruling"
AT_ONCE = 10
"""Questions asked in one sitting."""
FIRST = ("dates", "scope", "bot")
"""Kinds of questions that come before any effort: the gates ask them first."""
INPUTS = ("plan", "backlinks")


@dataclass(frozen=True)
class Agenda:
    """What people could answer now."""

    questions: tuple[Question, ...]
    """On affiliation, scope and bots."""
    inputs: tuple[Question, ...]
    """On what could be read and was not: an answer here may settle many efforts at once."""
    efforts: tuple[Effort, ...]
    """All of them, the largest first."""
    cases: tuple[Case, ...]
    """Every entry of upstream work."""

    @property
    def counts(self) -> dict[Class, int]:
        """Entries by class."""
        found = dict.fromkeys(SHARED, 0)
        for case in self.cases:
            found[case.class_] += 1
        return found

    @property
    def asked(self) -> tuple[Question | Effort, ...]:
        """The ten to ask now, questions on the gates first."""
        every: list[Question | Effort] = [*self.questions, *self.efforts]
        return tuple(every[:AT_ONCE])

    @property
    def left_open(self) -> int:
        """Entries that people left undecided, on purpose."""
        return sum(case.class_ == "undecided" and case.is_ruled for case in self.cases)


def agenda(ledger: Ledger, questions: Iterable[Question]) -> Agenda:
    """Find what people could answer.

    Parameters
    ----------
    ledger
        Every entry, judged.
    questions
        All that are open; those on gates come first.
    """
    cases = cases_of(ledger.rows)
    every = tuple(questions)
    first = tuple(q for q in every if q.key.partition(":")[0] in FIRST)
    inputs = tuple(q for q in every if q.key in INPUTS)
    return Agenda(first, inputs, efforts(cases), cases)


def cases_of(rows: Iterable[Row]) -> tuple[Case, ...]:
    """Take entries of upstream work as settling sees them."""
    return tuple(
        Case(
            row["entry"],
            row["item"],
            row["undertaking"],
            row["person"],
            row["community"],
            row["activity"],
            row["happened_at"],
            row["class"],
            row["likeness"],
            tuple(row["lacks"]),
            row["suggestion"],
            row["title"],
            row["url"],
            row["is_ruled"],
        )
        for row in rows
        if row["scope"] == "upstream"
    )


def open_questions(opened: Opened) -> tuple[Question, ...]:
    """Find every open question, unless that was done before."""
    from twohats.flow.ledger import ledger_of, ledger_table
    from twohats.flow.look.asking import find_questions
    from twohats.flow.look.draft import Draft

    derived = DerivedStore(opened.workspace.derived_folder)
    kept = kept_questions(derived, opened.request)
    if kept is not None:
        return kept
    found = find_questions(Draft(opened), ledger_table(opened, ledger_of(opened)))
    schema = pa.schema(
        [
            (name, pa.int64() if name in ("touches", "total") else pa.string())
            for name in Question.__dataclass_fields__
        ]
    )
    table = pa.Table.from_pylist([asdict(question) for question in found], schema)
    derived.write(f"{opened.request}-questions", table)
    return found


def kept_questions(derived: DerivedStore, request: str) -> tuple[Question, ...] | None:
    """Take the questions from where they were kept; None where they have to be found."""
    table = derived.read(f"{request}-questions")
    return None if table is None else tuple(Question(**row) for row in table.to_pylist())


def agenda_rows(found: Agenda, rulings: Mapping[str, Ruling]) -> list[Row]:
    """List what to ask now, as people and scripts read it.

    Parameters
    ----------
    found
        What could be asked.
    rulings
        By decision, for what people said of like cases.
    """
    rows = []
    for number, one in enumerate(found.asked, start=1):
        row: Row = {"number": number}
        if isinstance(one, Question):
            row |= {
                "kind": one.key.partition(":")[0],
                "effort": short(one.key.partition(":")[2]) or one.key,
                "title": one.text,
                "entries": one.touches,
                "settled": 0,
                "activities": [],
                "lacks": [],
                "suggestion": None,
                "like": [],
                "moves": one.moves,
                "how": one.how,
                "url": None,
            }
        else:
            row |= {
                "kind": "effort",
                "effort": short(one.key),
                "title": one.title,
                "entries": one.entries,
                "settled": one.settled,
                "activities": list(one.activities),
                "lacks": list(one.lacks),
                "suggestion": SHOWN[one.suggestion] if one.suggestion else None,
                "like": precedents(one, found, rulings),
                "moves": moves(found, one),
                "how": f"twohats settle {short(one.key)} --class CLASS --why REASON --by NAME",
                "url": one.url,
            }
        rows.append(row)
    return rows


def precedents(effort: Effort, found: Agenda, rulings: Mapping[str, Ruling]) -> list[str]:
    """Say what people answered on like cases, three at most; advice, nothing more."""
    said: dict[str, str] = {}
    for case in like_cases(effort, found.cases):
        where = short(case.effort)
        ruling = rulings.get(case.entry)
        why = f": {ruling.why}" if ruling and ruling.why else ""
        said.setdefault(where, f"{where} {SHOWN[case.class_]}{why}")
    return list(said.values())[:3]


def moves(found: Agenda, effort: Effort) -> str:
    """Say how far one answer could move each share."""
    total = sum(found.counts.values())
    points = 100 * effort.entries / total if total else 0
    return f"any share by up to {points:.1f} points"


def shares_said(found: Agenda) -> str:
    """Say each share now, and how far all that waits could still move it."""
    counts = found.counts
    if not sum(counts.values()):
        return "No upstream work in the window."
    waiting = sum(waits(case) for case in found.cases)
    ranges = could_reach(counts, waiting)
    now = percents([counts[class_] for class_ in SHARED])
    said = []
    for class_, percent in zip(SHARED, now, strict=True):
        _, low, high = ranges[class_]
        reach = f"down to {low:.0%}" if class_ == "undecided" else f"up to {high:.0%}"
        said.append(f"{SHOWN[class_]} {percent} %" + (f" ({reach})" if waiting else ""))
    return "; ".join(said)


@dataclass(frozen=True)
class Answer:
    """What somebody says of one or several efforts."""

    efforts: tuple[str, ...]
    """Keys of efforts, with or without the forge, or numbers of entries."""
    class_: str
    why: str
    by: tuple[str, ...] = ()
    """Names of those who settle it, besides whoever writes."""
    secondary: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    activity: str | None = None
    """Only this part of the work: ``review``; None: all."""
    until: date | None = None
    is_for_like: bool = False
    since: date | None = None
    """First day of the work for which it holds as an answer for like cases."""


@dataclass(frozen=True)
class Line:
    """A ruling, ready for the journal: one line, however many efforts."""

    about: tuple[str, ...]
    why: str
    content: Mapping[str, Any]
    supersedes: str | None
    entries: int
    """How many entries of this window it settles; a nearer answer stays."""
    by_rules: int
    """Of these, how many rules had settled."""
    likes: int
    """How many more it reaches as like cases, of this window."""


def prepare(
    answer: Answer,
    ledger: Ledger,
    team: Sequence[Member],
    decisions: Sequence[Decision],
    writer: str,
) -> Line:
    """Check an answer, and make one line of it.

    Parameters
    ----------
    answer
        What was said.
    ledger
        Every entry.
    team
        Who may settle.
    decisions
        Every line of the journal.
    writer
        Whoever runs this, as git knows them.

    Raises
    ------
    WrongUse
        A word is not known, nobody of the team settles it, or somebody would answer alone for
        their own work.
    """
    if not answer.why.strip():
        raise WrongUse("--why needs a reason in words; it is kept in the journal.")
    class_ = _class(answer.class_)
    if answer.is_for_like and answer.until is None:
        raise WrongUse("--like needs an end: say --until DATE, the first day on which it is over.")
    if answer.since and answer.until and answer.since >= answer.until:
        raise WrongUse(
            f"--until {answer.until}: nothing was settled: the answer would hold from "
            f"{answer.since} on, so for no day. Say a later --until, or an earlier --since."
        )
    if answer.until is not None and not answer.is_for_like:
        raise WrongUse("--until is for answers that hold for like cases: add --like.")
    odd = [link for link in answer.links if not link.startswith(("https://", "http://"))]
    if odd:
        raise WrongUse(f"--link {odd[0]!r} is no address. Write it like https://example.org/1.")
    cases = cases_of(ledger.rows)
    about: dict[str, None] = {}
    touched: list[Case] = []
    for name in answer.efforts:
        keys, found = _meant(name, cases, ledger, answer.activity)
        about.update(dict.fromkeys(keys))
        touched += found
    settled_by = persons_settling(answer.by, team, writer, ledger)
    alone = second_needed(touched, settled_by)
    if alone:
        raise WrongUse(_alone_said(settled_by))
    before = to_supersede(decisions, RULING, about)
    likes = sorted({case.likeness for case in touched}) if answer.is_for_like else []
    known = {case.entry for case in touched}
    nearer = rulings_of(decisions).keys() & known - about.keys()
    content = ruling_content(
        class_,
        secondary=[_class(word) for word in answer.secondary],
        settled_by=sorted(settled_by),
        links=answer.links,
        like={"likeness": likes} if likes else None,
        since=answer.since if likes else None,
        until=answer.until,
        also_supersedes=before[1:],
    )
    return Line(
        tuple(about),
        answer.why.strip(),
        content,
        before[0] if before else None,
        len(known - nearer),
        sum(case.class_ != "undecided" and not case.is_ruled for case in touched),
        sum(
            case.likeness in likes
            and case.entry not in known
            and waits(case)
            and _is_within(case, answer)
            and not second_needed([case], settled_by)
            for case in cases
        ),
    )


def _is_within(case: Case, answer: Answer) -> bool:
    """Whether work was done while an answer for like cases holds."""
    day = case.happened_at.date()
    is_begun = answer.since is None or answer.since <= day
    return is_begun and answer.until is not None and day < answer.until


def _class(word: str) -> Class:
    shown = {words: class_ for class_, words in SHOWN.items()}
    class_ = shown.get(word.strip().lower()) or read_class(word)
    if class_ is None or class_ not in SHARED:
        raise WrongUse(f"{word!r} is no class. Say one of {', '.join(SHARED)}.")
    return class_


def _meant(
    name: str, cases: Sequence[Case], ledger: Ledger, activity: str | None
) -> tuple[list[str], list[Case]]:
    """Find what a name stands for: an effort with its items, or one entry."""
    word = name.strip().lower()
    numbers = {row["entry"]: row["number"] for row in ledger.rows}
    found = [case for case in cases if word in (case.effort.lower(), short(case.effort).lower())]
    if not found:
        found = [case for case in cases if word in (case.item.lower(), short(case.item).lower())]
        efforts_of = {case.effort for case in found}
        found = [case for case in cases if case.effort in efforts_of]
    if found and activity is None:
        effort = found[0].effort
        return [effort, *sorted({case.item for case in found} - {effort})], found
    if found:
        part = [case for case in found if case.activity == activity]
        if not part:
            there = ", ".join(sorted({case.activity for case in found}))
            raise WrongUse(
                f"{name}: nothing was settled: no {activity} is part of it, only {there}."
            )
        return [case.entry for case in part], part
    one = [case for case in cases if word and numbers[case.entry].startswith(word)]
    if len(one) != 1:
        raise WrongUse(
            f"{name}: nothing was settled: no effort and no single entry of upstream work is called "
            "so here. `twohats settle --list` names what waits, `twohats ledger` all entries."
        )
    return [one[0].entry], one


def persons_settling(
    names: Iterable[str], team: Sequence[Member], writer: str, ledger: Ledger
) -> set[str]:
    """Find the persons who answer: whoever writes, where the team file names them, and those named.

    Raises
    ------
    WrongUse
        A name is nobody's, or nobody of the team is among them.
    """
    persons = {member_called(name, team, ledger) for name in names}
    wrote = _member(writer, team, ledger)
    if wrote is not None:
        persons.add(wrote)
    if not persons:
        raise WrongUse(
            f"nothing was settled: git calls you {writer}, and the team file does not name that. "
            "Say who settles it: --by NAME, as the team file has them."
        )
    return persons


def member_called(name: str, team: Sequence[Member], ledger: Ledger) -> str:
    """Find the person of a name.

    Raises
    ------
    WrongUse
        Nobody of the team is called so, or several are.
    """
    person = _member(name, team, ledger)
    if person is not None:
        return person
    word = name.strip().lower()
    starting = {m.key for m in team if m.name and word and m.name.lower().startswith(word)}
    if len(starting) == 1:
        return starting.pop()
    if starting:
        raise WrongUse(f"--by {name!r}: several of the team are called so. Say the login.")
    raise WrongUse(
        f"--by {name!r}: nobody of the team is called so. Say a name, login or e-mail from the "
        "team file."
    )


def _member(name: str, team: Sequence[Member], ledger: Ledger) -> str | None:
    word = name.strip().lower().removeprefix("@")
    for member in team:
        known = {member.key, *member.accounts, *member.emails, member.name or ""}
        known |= {account.partition(":")[2] for account in member.accounts}
        if word and word in {one.lower() for one in known}:
            return member.key
    # A pseudonym that a page shows is a name as good as any.
    return next((row["person"] for row in ledger.rows if row["label"] == word), None)


def _alone_said(settled_by: set[str]) -> str:
    """Refuse without saying who it was: that would tell which name a pseudonym stands for."""
    one = "somebody else" if len(settled_by) == 1 else "a person who did none of it"
    return (
        "nothing was settled: whoever did this would answer alone for their own work. "
        f"Talk it over with {one}, and name them: --by NAME."
    )


def settled_said(line: Line, class_: str) -> str:
    """Say what a line settles."""
    shown = SHOWN[_class(class_)]
    entries = many(line.entries, "entry", "entries")
    more = f", and {many(line.likes, 'like one', 'like ones')}" if line.likes else ""
    stays = ", and counted as that" if shown == "undecided" else ""
    over = f" ({line.by_rules} of them by rules until now)" if line.by_rules else ""
    return f"{entries}{over}{more}: {shown}{stays}."
