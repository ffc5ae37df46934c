"""What is missing between initiatives and upstream, until it is closed or somebody answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from twohats.errors import WrongUse
from twohats.flow.check import shown_key
from twohats.flow.experiments import Line
from twohats.flow.facts import Opened
from twohats.flow.initiatives.standing import gathered
from twohats.flow.ledger import ledger_of
from twohats.flow.meta import meta
from twohats.flow.page import shown_with
from twohats.flow.rows import Row
from twohats.flow.settle import persons_settling
from twohats.formats.suggest import nearest
from twohats.initiatives.gaps import RULES, Around, find_gaps, said_of
from twohats.journal import logged_of, to_supersede
from twohats.journal.gaps import GAP_ANSWERED, gap_answers, gap_content
from twohats.records import Skipped
from twohats.records.initiatives import ANSWERS, GapSaid
from twohats.records.situations import Seen, Situation

GAP_COLUMNS = (
    "gap", "rule", "state", "title", "since", "because", "community", "item", "people", "answer",
    "link", "until", "answered_by", "answered_at", "why", "url",
)  # fmt: skip
QUIET_COLUMNS = ("rule", "looked_at", "community", "because", "url")
WAITING = ("open", "to confirm", "contested")
"""States in which a gap waits for a person."""
TELLING = ("talk", "meeting", "answer")
"""Logged activities by which others are told."""


@dataclass(frozen=True)
class Gaps:
    """What was seen, as rows."""

    rows: tuple[Row, ...]
    """Those that wait first, then by rule and day."""
    quiet: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    meta: Mapping[str, Any]

    @property
    def waiting(self) -> int:
        """How many wait for a person."""
        return sum(row["state"] in WAITING for row in self.rows)


def gaps_of(opened: Opened, rules: Sequence[str] = ()) -> Gaps:
    """List the gaps, and what was looked at and left alone.

    Parameters
    ----------
    opened
        A workspace with its facts; directed work counts that was done in its window.
    rules
        Only what these see; none: all.

    Raises
    ------
    WrongUse
        There is no such rule.
    """
    wanted = [code.strip().upper() for code in rules]
    for code in wanted:
        if code not in RULES:
            raise WrongUse(
                f"--rule {code!r}: there is no such rule. Say one of {', '.join(RULES)}."
            )
    seen = _seen(opened)
    said = _said(opened, seen.situations)
    labels = {person.key: person.label for person in opened.people.persons}
    rows = [
        _row(one, said[one.key], labels)
        for one in seen.situations
        if not wanted or one.rule in wanted
    ]
    rows.sort(key=lambda row: (row["state"] not in WAITING, row["rule"], row["since"], row["gap"]))
    quiet: list[Row] = [
        {**vars(one), "looked_at": shown_key(one.key)}
        for one in seen.quiet
        if not wanted or one.rule in wanted
    ]
    names = opened.people.pseudonyms
    about = {
        **meta(opened),
        "unit": "gaps: what is missing between initiatives and upstream, open for an answer",
        "rules": dict(RULES),
        "definitions": "docs/initiatives.md#gaps",
    }
    return Gaps(
        tuple(shown_with(rows, names)),
        tuple(shown_with(quiet, names)),
        seen.not_measured,
        about,
    )


def answering(
    opened: Opened,
    name: str,
    answer: str,
    why: str,
    by: Iterable[str],
    writer: str,
    *,
    link: str | None = None,
    until: date | None = None,
) -> tuple[Line, str]:
    """Make a line for the journal of an answer, and say what becomes of the gap.

    Parameters
    ----------
    opened
        A workspace with its facts, over the window in which the gap was seen.
    name
        Of the gap, with or without the forge.
    answer, why
        One of `ANSWERS`, and the reason.
    by
        Names of those who answer, besides whoever writes.
    writer
        Whoever runs this, as git knows them.
    link
        Where whoever asked was told, or where it is linked now.
    until
        Day to look again.

    Raises
    ------
    WrongUse
        No gap is called so, the answer is none or not whole, or nobody of the team gives it.
    """
    known = next((one for one in ANSWERS if one == answer.strip().lower()), None)
    wrong = []
    if known is None:
        wrong.append(f"{answer!r} is no answer. Say one of {', '.join(ANSWERS)}.")
    if not why.strip():
        wrong.append("--why needs a reason in words; it is kept in the journal.")
    if known == "told" and not (link or "").startswith(("https://", "http://")):
        wrong.append("told: say where, as --link https://…")
    if known == "waits" and (until is None or until <= opened.facts.as_of.date()):
        wrong.append("waits: say when to look again, as --look-again with a day that is to come.")
    if wrong or known is None:
        raise WrongUse("Nothing was answered. " + " ".join(wrong))
    situation = _called(name, _seen(opened).situations)
    persons = persons_settling(by, opened.workspace.team, writer, ledger_of(opened))
    own = [
        line.decision
        for line in gap_answers(opened.decisions).get(situation.key, ())
        if {_called_so(opened).get(each.lower(), each) for each in line.by} <= persons
    ]
    before = [
        one for one in to_supersede(opened.decisions, GAP_ANSWERED, [situation.key]) if one in own
    ]
    content = dict(gap_content(known, persons, link, until, before[1:]))
    line = Line(GAP_ANSWERED, (situation.key,), why.strip(), content, before[0] if before else None)
    alone = bool(situation.concerned) and persons <= set(situation.concerned)
    says = f"Kept: {known}."
    if alone:
        says += " It waits for somebody whose work it is not to say the same: --by NAME."
    return line, says


def _seen(opened: Opened) -> Seen:
    facts, settings = opened.facts, opened.workspace.settings
    entries = [row for row in ledger_of(opened).rows if row["scope"] == "upstream"]
    initiatives = gathered(opened).initiatives
    places = {item.repository for one in initiatives for item in one.upstream}
    reads = {place: facts.promised.spans("events.commented", place) for place in places}
    read_until = {place: found[-1][1] for place, found in reads.items() if found}
    around = Around(facts.as_of, settings.initiatives.quiet_days, read_until, _told(opened))
    return find_gaps(initiatives, entries, around)


def _told(opened: Opened) -> dict[str, datetime]:
    """Find when somebody logged that they told others of something, by its address."""
    found: dict[str, datetime] = {}
    for row in logged_of(opened.decisions):
        if row["activity"] in TELLING:
            for url in row["links"]:
                found[url] = max(found.get(url, row["happened_at"]), row["happened_at"])
    return found


def _said(opened: Opened, situations: Iterable[Situation]) -> dict[str, GapSaid]:
    lines, today = gap_answers(opened.decisions), opened.facts.as_of.date()
    persons = _called_so(opened)
    return {one.key: said_of(one, lines.get(one.key, ()), today, persons) for one in situations}


def _row(one: Situation, said: GapSaid, labels: Mapping[str, str]) -> Row:
    return {
        "gap": shown_key(one.key),
        "rule": one.rule,
        "state": said.state,
        "title": one.title,
        "since": one.happened_at,
        "because": one.because,
        "community": one.community,
        "item": one.item,
        "people": [labels[person] for person in one.concerned if person in labels],
        "answer": said.answer,
        "link": said.link,
        "until": said.until,
        "answered_by": [labels.get(person, "somebody") for person in said.by],
        "answered_at": said.at,
        "why": said.why,
        "url": one.url,
    }


def _called_so(opened: Opened) -> dict[str, str]:
    """List whatever a line of the journal may call somebody, with the person it means."""
    called = {}
    for person in opened.people.persons:
        for identity in person.identities:
            called[identity.lower()] = person.key
            called[identity.partition(":")[2].lower()] = person.key
    return called


def _called(name: str, situations: Sequence[Situation]) -> Situation:
    word = name.strip().lower()
    found = [one for one in situations if word in (one.key.lower(), shown_key(one.key).lower())]
    if len(found) == 1:
        return found[0]
    hint = nearest(name, [shown_key(one.key) for one in situations])
    hint = hint if "did you mean" in hint else "."
    raise WrongUse(
        f"{name}: nothing was answered: no gap is called so in this window{hint} "
        "`twohats initiatives --gaps` lists them."
    )
