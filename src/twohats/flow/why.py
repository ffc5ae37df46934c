"""``why``: one reason for an entry's class that a person could dispute, gate by gate."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from twohats.errors import WrongUse
from twohats.flow.ledger import Ledger, rulings_of_rows
from twohats.flow.page import clear_with
from twohats.flow.rows import Row, is_under, logins_of
from twohats.flow.words import many, short
from twohats.ledger.cases import EntryCase
from twohats.ledger.judge import judge
from twohats.ledger.rules import BY_ID, INPUTS, decide
from twohats.ledger.weighing import weigh
from twohats.records.decisions import Decision
from twohats.records.evidence import Evidence
from twohats.records.judgement import SHOWN, Class, Judgement, Ruling, Step
from twohats.records.pages import Cell, Cleared, Column, Document, Grid, Section
from twohats.records.times import show_date

_NUMBER = re.compile(r"[0-9a-f]{1,10}")
_ADDRESS = re.compile(
    r"https?://[^/]+/(?P<path>.+?)/(?:-/)?(?:pull|pulls|issues|discussions|merge_requests)/(?P<number>\d+)"
)


@dataclass(frozen=True)
class Why:
    """An entry, how it came to its class, and what would change it."""

    page: Cleared
    rows: tuple[Mapping[str, str | None], ...]
    """One per step: ``entry, step, question, answer, because, url``."""


def find_entries(ledger: Ledger, text: str) -> list[Row]:
    """Find the entries that somebody means.

    Parameters
    ----------
    ledger
        All entries.
    text
        An entry's number or its first characters, or an item: ``owner/name#12`` or its address.

    Returns
    -------
    list of dict
        One row where a number was given, all entries of the item where an item was.

    Raises
    ------
    WrongUse
        Nothing is meant, a number could be several, or the entry would say who one of ours is.
    """
    word = text.strip().lower()
    if _NUMBER.fullmatch(word):
        found = ledger.numbered(word)
        if len(found) > 1:
            some = ", ".join(sorted(row["number"] for row in found)[:4])
            raise WrongUse(
                f"{text}: it is not clear which entry is meant: {len(found)} begin so ({some}, …). "
                "Write more of its number."
            )
    else:
        found = ledger.on_item(_item(word))
    if not found:
        window = ledger.meta["window"].partition(",")[0]
        raise WrongUse(
            f"{text}: no such entry from {window}. `twohats ledger` lists them with their numbers; "
            "for earlier ones give --since."
        )
    owners = logins_of(ledger.pseudonyms)
    if any(is_under(row["repository"], owners) for row in found):
        raise WrongUse(
            f"{text}: this is work in a repository of one of our own accounts. Its address beside a "
            "pseudonym would say who that is, so that nothing more is shown. If it is an upstream "
            "project after all: `twohats people scope OWNER/NAME upstream --why REASON`."
        )
    return found


def _item(word: str) -> str:
    """Read an item from its address; anything else is taken as it is."""
    match = _ADDRESS.match(word)
    return f"{match['path']}#{match['number']}" if match else word


def why(ledger: Ledger, entry: Row, decisions: Sequence[Decision]) -> Why:
    """Say how an entry came to its class.

    Parameters
    ----------
    ledger
        All entries.
    entry
        One of its rows.
    decisions
        Every line of the journal.
    """
    evidence = [Evidence(**row) for row in ledger.evidence_of(entry["entry"])]
    case = case_of(ledger, entry, decisions)
    judgement = judge(case, evidence, trace=True)
    steps = [_renamed(step, ledger.pseudonyms) for step in judgement.steps]
    changes = _changes(entry, case, judgement, evidence)
    document = Document(
        f"{entry['activity'].capitalize()} {_where(entry)} by {entry['label']}",
        ", ".join(
            filter(None, (show_date(entry["happened_at"])[:10], entry["title"], entry["url"]))
        ),
        (
            Section(
                "answer",
                f"{SHOWN[judgement.class_].capitalize()}: {_sentence(judgement, case, steps)}",
                _beside(entry, judgement),
            ),
            Section("steps", "Step by step", grid=_grid(steps)),
            Section(
                "changes",
                "What would change it",
                notes=(*entry["missing"], *changes)
                or ("Nothing that could still be read. People can: see below.",),
            ),
            Section("answering", "If you know better", notes=_answering(entry, case)),
        ),
        meta={
            "entry": entry["number"],
            **{name: ledger.meta[name] for name in ("window", "as_of", "names", "digest")},
        },
    )
    page = clear_with(document, ledger.pseudonyms, ledger.banner)
    return Why(page, _rows(entry["number"], page.document))


def _where(entry: Row) -> str:
    """Name the item; what was logged has a community instead."""
    if entry["item_kind"] == "log":
        return f"for {short(entry['community']) or 'no community'}"
    return f"on {short(entry['item'])}"


def case_of(ledger: Ledger, row: Row, decisions: Sequence[Decision]) -> EntryCase:
    """Make the case that a row was judged by, as it was."""
    here = ledger.on_item(row["item"])
    change = next(
        (other for other in here if other["activity"] == "change"),
        ledger.changes.get(row["item"]),
    )
    ruling = rulings_of_rows(decisions, [row]).get(row["entry"])
    return EntryCase(
        row["entry"],
        row["activity"],
        row["happened_at"],
        row["ended_at"],
        row["scope"],
        row["basis"],
        row["author_is_ours"],
        row["item_kind"],
        row["has_plan"],
        row["has_backlinks"],
        row["is_before_plan"],
        ruling and _by_labels(ruling, ledger.pseudonyms),
        None if change is None or change["entry"] == row["entry"] else judgement_of(change),
        row["has_pulls"] is not False,
    )


def judgement_of(row: Row) -> Judgement:
    """Take the judgement of an entry back out of its row."""
    return Judgement(
        row["entry"],
        row["class"],
        row["confidence"],
        row["rule"],
        tuple(row["lacks"]),
        row["note"],
        row["suggestion"],
        row["planned"],
        row["planned_late"],
        tuple(row["secondary"]),
    )


def _by_labels(ruling: Ruling, pseudonyms: Mapping[str, str]) -> Ruling:
    """Name who settled it as everywhere; who has no label is nobody we could name."""

    def label(who: str) -> str:
        known = pseudonyms.get(who) or pseudonyms.get(f"mail:{who}")
        return known or ("somebody" if pseudonyms else who)

    return replace(ruling, who=tuple(map(label, ruling.who)))


def _renamed(step: Step, pseudonyms: Mapping[str, str]) -> Step:
    """Show the labels of ours where a sentence has their keys."""
    because = step.because
    for identity in sorted(pseudonyms, key=len, reverse=True):
        because = re.sub(rf"(?<!\w){re.escape(identity)}(?![\w-])", pseudonyms[identity], because)
    return replace(step, because=because)


def _sentence(judgement: Judgement, case: EntryCase, steps: Sequence[Step]) -> str:
    """Say in one sentence what decided."""
    if case.ruling is not None and judgement.rule == "G3":
        answered = next(step.because for step in steps if step.name == "G3")
        return f"people answered. {answered}"
    rule = BY_ID.get(judgement.rule)
    if rule is not None:
        note = f" ({judgement.note})" if judgement.note else ""
        return f"{_lower(rule.sentence)} Rule {rule.id}{note}."
    last = steps[-1]
    return f"{_lower(last.because)} ({judgement.rule})"


def _lower(sentence: str) -> str:
    """Begin in lower case, after a colon."""
    return sentence[:1].lower() + sentence[1:]


def _beside(entry: Row, judgement: Judgement) -> str:
    """Say what stands beside the class."""
    planned = {True: "planned", False: "not planned", None: "nobody knows whether it was planned"}
    clock = {
        "yes": "working time",
        "no": "the person's own time",
        "ask": "whose time it was is to be asked",
        None: "policies say nothing of it",
    }
    said = [
        f"Confidence: {judgement.confidence}" if judgement.confidence else "No class yet",
        "planned late, in the same iteration"
        if judgement.is_planned_late
        else planned[judgement.is_planned],
        f"{clock[entry['on_clock']]} ({entry['on_clock_rule']})",
        f"hat {entry['hat']}",
    ]
    if entry["lean"]:
        said.append(f"leans to {entry['lean']}: {entry['reason']}")
    for name, words in (("beneficiaries", "for"), ("funders", "paid by")):
        if entry[name]:
            said.append(f"{words} {', '.join(entry[name])}")
    if judgement.suggestion and judgement.class_ == "undecided":
        said.append(f"it may well be {SHOWN[judgement.suggestion]}")
    return "; ".join(said) + "."


_NAMES = {
    "directed": "D: a member or our product drove it",
    "asked": "F1: upstream needed it",
    "planned": "F2: it was planned in time",
    "listed": "F3: it is work of a listed kind",
    "vetoed": "N: it is a major feature, or a new project of our own",
}
_SETTLES = {
    "dates": "Dates of this person in the team file (`from:`, `until:`): it is assumed that they "
    "were one of ours.",
    "scope": "Whose project it is: `twohats people scope {repository} upstream` (or own-project, "
    "personal-project).",
    "pulls": "Whether a pull request brought it: import a recording of {repository} that holds the "
    "commits of pull requests.",
    "plan": "The plan of that time: import your tracker, or say that there was none.",
    "backlinks": "The issues of your tracker from the half year before: the reason often stands "
    "only there.",
    "size": "The files it changed: import a recording that holds them.",
    "ruling": "A person's answer.",
}

_ITERATIONS = (
    "When your iterations begin: the plan names it only after the work began. Set [iterations] in "
    "twohats.toml."
)


def _changes(
    entry: Row, case: EntryCase, judgement: Judgement, evidence: Sequence[Evidence]
) -> tuple[str, ...]:
    """List what would lead to another class, and to which."""
    settles = {**_SETTLES, "plan": _ITERATIONS} if case.has_plan else _SETTLES
    lacking = tuple(
        f"Lacking: {settles[lack].format(repository=entry['repository'])}"
        for lack in judgement.lacks
    )
    if judgement.rule not in BY_ID:
        return lacking
    answers = weigh(case, [(p.kind, p.holds, p.strength, p.said_at) for p in evidence]).answers
    turned = []
    for at, name in enumerate(INPUTS):
        for other in (True, False):
            if answers[at] is other:
                continue
            given = (*answers[:at], other, *answers[at + 1 :])
            class_: Class = decide(*given, case.is_before_plan).class_
            if class_ != judgement.class_:
                held = "held" if other else "did not hold"
                turned.append(f"{SHOWN[class_].capitalize()}, if this {held}: {_NAMES[name]}.")
    return (*lacking, *turned)


def _answering(entry: Row, case: EntryCase) -> tuple[str, ...]:
    """Say how to answer, and who may."""
    if case.scope in ("own-project", "personal-project"):
        return (
            "If it is an upstream project after all: "
            f"`twohats people scope {entry['repository']} upstream --why REASON`.",
        )
    if case.scope == "unknown":
        return (f"Say whose project it is: `twohats people scope {entry['repository']} upstream`.",)
    effort = short(entry["undertaking"])
    return (
        f"`twohats settle {effort} --class foundational --why REASON --by NAME` "
        "(or directed, personal, undecided) answers for everything done about it.",
        f"`twohats settle {entry['number']} --class …` answers for this entry alone.",
        "Nobody answers alone for their own work; earlier answers stay in the journal.",
    )


def _grid(steps: Sequence[Step]) -> Grid:
    return Grid(
        (
            Column("step", "Step"),
            Column("question", "Question"),
            Column("answer", "Answer"),
            Column("because", "Because"),
        ),
        tuple(
            (
                Cell(step.name),
                Cell(step.question),
                Cell(step.answer),
                Cell(step.because, link=step.url),
            )
            for step in steps
        ),
        "In this order; the last one decided.",
    )


def _rows(number: str, document: Document) -> tuple[Mapping[str, str | None], ...]:
    """Give the steps as scripts read them, from the page that was cleared."""
    grid = next(section.grid for section in document.sections if section.key == "steps")
    assert grid is not None
    return tuple(
        {
            "entry": number,
            **{column.key: str(cell.value) for column, cell in zip(grid.columns, row, strict=True)},
            "url": row[-1].link,
        }
        for row in grid.rows
    )


def entries_page(entries: Sequence[Row], ledger: Ledger) -> Cleared:
    """List the entries of one item, for somebody to choose from."""
    item = entries[0]["item"]
    grid = Grid(
        (
            Column("entry", "Entry"),
            Column("person", "Who"),
            Column("activity", "Activity"),
            Column("happened_at", "First"),
            Column("class", "Class"),
            Column("rule", "Rule"),
        ),
        tuple(
            (
                Cell(row["number"]),
                Cell(row["label"]),
                Cell(row["activity"]),
                Cell(f"{row['happened_at']:%Y-%m-%d}"),
                Cell(SHOWN[row["class"]]),
                Cell(row["rule"]),
            )
            for row in entries
        ),
    )
    document = Document(
        f"{many(len(entries), 'entry', 'entries')} on {short(item)}",
        entries[0]["title"] or "",
        (Section("entries", "Ask about one: twohats why ENTRY", grid=grid),),
    )
    return clear_with(document, ledger.pseudonyms, ledger.banner)
