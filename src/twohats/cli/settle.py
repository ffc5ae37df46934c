"""``twohats settle``: what only people can say, ten questions at a time."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twohats.cli.options import AsOf, Days, How, Since, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import TwohatsError, WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twohats.cli.place import Place
    from twohats.flow.facts import Moments
    from twohats.flow.ledger import FoundLedger
    from twohats.flow.settle import Agenda, Answer
    from twohats.records.questions import Question

NAME = "settle"
HELP = "Answer what rules could not: whose need did this work meet? Largest first, ten at a time."
EXAMPLE = (
    "twohats settle lantern-project/lantern#12 --class foundational "
    "--why 'asked for in their roadmap' --by wren"
)

COLUMNS = (
    "number", "kind", "effort", "title", "entries", "settled", "activities", "lacks", "suggestion", "like",
    "moves", "how", "url",
)  # fmt: skip


def run(
    context: typer.Context,
    efforts: Annotated[
        list[str] | None,
        typer.Argument(
            help="Efforts as --list names them, or numbers of single entries.",
            metavar="[EFFORT...]",
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List what waits for an answer, and ask nothing.")
    ] = False,
    class_: Annotated[
        str | None,
        typer.Option(
            "--class", help="directed, foundational, personal or undecided.", metavar="CLASS"
        ),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")] = "",
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="Who settles it with you; may be repeated.", metavar="NAME"),
    ] = None,
    link: Annotated[
        list[str] | None, typer.Option("--link", help="Where it can be read; may be repeated.")
    ] = None,
    secondary: Annotated[
        list[str] | None,
        typer.Option("--secondary", help="Another class it serves besides.", metavar="CLASS"),
    ] = None,
    activity: Annotated[
        str | None, typer.Option("--activity", help="Only this part of the work: review.")
    ] = None,
    like: Annotated[
        bool, typer.Option("--like", help="Hold for like cases too, until the day of --until.")
    ] = False,
    until: Annotated[
        str | None,
        typer.Option("--until", help="First day on which --like no longer holds.", metavar="DATE"),
    ] = None,
    since: Since = None,
    as_of: AsOf = None,
    days: Days = 90,
    how: How = Format.table,
) -> None:
    """Ask, list, or write one answer down."""
    asked = moments(since, None, as_of, days)
    place = context.obj
    if efforts:
        from twohats.flow.settle import Answer
        from twohats.records.times import parse_moment

        if class_ is None:
            raise WrongUse("--class is missing: say directed, foundational, personal or undecided.")
        ends = parse_moment(until, "--until").date() if until else None
        begins = (asked.since or now()).date() if like else None
        answer = Answer(
            tuple(efforts),
            class_,
            why,
            tuple(by or ()),
            tuple(secondary or ()),
            tuple(link or ()),
            activity,
            ends,
            like,
            begins,
        )
        say(_write(place, place.ledger(asked), answer))
        return
    if class_ is not None:
        raise WrongUse("--class answers for an effort: name it, as `twohats settle --list` does.")
    found, agenda = _agenda(place, asked)
    if list_ or how is not Format.table or not sys.stdin.isatty():
        _list(found, agenda, how)
        return
    _Sitting(place, found, agenda, tuple(by or ())).hold()


def _agenda(place: "Place", asked: "Moments") -> "tuple[FoundLedger, Agenda]":
    from twohats.cli.progress import waiting
    from twohats.flow.settle import agenda, kept_questions, open_questions
    from twohats.store.derived import DerivedStore

    with waiting("looking for what waits"):
        found = place.ledger(asked)
        derived = DerivedStore(found.workspace.derived_folder)
        questions = kept_questions(derived, found.request)
        if questions is None:
            questions = open_questions(place.open(asked))
    return found, agenda(found.ledger, questions)


def _list(found: "FoundLedger", agenda: "Agenda", how: Format) -> None:
    from twohats.flow.ledger import rulings_of_rows
    from twohats.flow.page import shown_with
    from twohats.flow.settle import agenda_rows, shares_said

    rulings = rulings_of_rows(found.decisions, found.ledger.rows)
    rows = shown_with(agenda_rows(agenda, rulings), found.ledger.pseudonyms)
    if how is Format.table:
        for row in rows:
            print(f"{row['number']:2}. " + "\n    ".join(_card(row)))
    else:
        write_rows(rows, COLUMNS, how, {**found.ledger.meta, "shares": shares_said(agenda)})
    if how is Format.table:
        _say_state(agenda)
        if rows:
            say("Answer one: twohats settle EFFORT --class CLASS --why REASON --by NAME")
    disputed = sorted({r["undertaking"] for r in found.ledger.rows if r["is_contested"]})
    if disputed:
        say(f"People answered differently, settle again together: {', '.join(disputed)}.")
        raise typer.Exit(4)


def _say_state(agenda: "Agenda") -> None:
    from twohats.flow.settle import shares_said
    from twohats.flow.words import many

    rest = len(agenda.questions) + len(agenda.efforts) - len(agenda.asked)
    say(f"Shares of entries, and how far answers could move them: {shares_said(agenda)}.")
    if agenda.left_open:
        say(f"{many(agenda.left_open, 'entry stays', 'entries stay')} undecided by an answer.")
    if rest:
        say(f"{rest} more wait after these.")
    for question in agenda.inputs:
        say(f"{question.touches} entries could settle without you: {question.how}.")


def _write(place: "Place", found: "FoundLedger", answer: "Answer") -> str:
    """Put an answer into the journal, and say what it settles."""
    from twohats.cli.place import who_runs_this
    from twohats.flow.settle import RULING, prepare, settled_said

    workspace = found.workspace
    writer = who_runs_this(workspace.folder)
    decisions = place.journal(workspace).read()[0]
    line = prepare(answer, found.ledger, workspace.team, decisions, writer)
    place.decide(
        workspace,
        RULING,
        line.about,
        line.why,
        "--why",
        content=line.content,
        supersedes=line.supersedes,
    )
    return settled_said(line, answer.class_)


class _Enough(Exception):
    """Whoever answers has had enough."""


class _Sitting:
    """Ten questions at a terminal; every answer is kept at once."""

    def __init__(self, place: "Place", found: "FoundLedger", agenda: "Agenda", by: tuple[str, ...]):
        self._place, self._found, self._agenda = place, found, agenda
        self._by = by
        self._settled = 0

    def hold(self) -> None:
        from twohats.records.questions import Question

        asked = self._agenda.asked
        if not asked:
            say("Nothing waits for an answer.")
            _say_state(self._agenda)
            return
        print(f"{len(asked)} questions, the largest first. Each answer is kept at once.")
        print("Ctrl-D ends it at any time; what was answered stays.")
        for question in self._agenda.inputs:
            print(f"{question.touches} entries could settle without you: {question.how}.")
        print()
        try:
            if not self._by:
                self._by = self._who()
            for number, one in enumerate(asked, start=1):
                print(f"── {number} of {len(asked)} " + "─" * 40)
                if isinstance(one, Question):
                    self._question(one)
                else:
                    self._effort(number - 1)
        except (_Enough, EOFError, KeyboardInterrupt):
            print()
        rest = len(self._agenda.questions) + len(self._agenda.efforts) - self._settled
        more = f" {rest} still wait: `twohats settle` again." if rest > 0 else ""
        say(f"{self._settled} answered; `twohats balance` shows what they changed.{more}")

    def _who(self) -> tuple[str, ...]:
        """Ask who sits here, until the team file knows all of them."""
        from twohats.cli.place import who_runs_this
        from twohats.flow.settle import member_called

        workspace = self._found.workspace
        names = sorted({m.name or m.key.partition(":")[2] for m in workspace.team})
        print("Who settles this? Nobody answers alone for their own work, so two are good.")
        print(f"The team: {', '.join(names)}.")
        print(f"Git calls you {who_runs_this(workspace.folder)}.")
        while True:
            said = [name.strip() for name in _ask("Names, with commas between").split(",")]
            try:
                for name in filter(None, said):
                    member_called(name, workspace.team, self._found.ledger)
            except WrongUse as wrong:
                print(wrong)
                continue
            print()
            return tuple(filter(None, said))

    def _question(self, question: "Question") -> None:
        """Ask about affiliation, scope or a bot; the answer goes into the workspace's files."""
        from twohats.workspace import add_bot, add_scope

        kind, _, subject = question.key.partition(":")
        folder = self._found.workspace.folder
        print(f"{question.text}\n  {question.because} It could move: {question.moves}.")
        if kind == "scope":
            words = {"u": "upstream", "o": "own-project", "p": "personal-project"}
            key = _choose("[u]pstream  [o]wn project  [p]ersonal project  [s]kip  [q]uit", words)
            if key:
                why = _ask("Why")
                add_scope(folder, words[key], repository=subject, reason=why)  # type: ignore[arg-type]
                self._kept(f"{subject} is {words[key]}: twohats.toml says so now.")
        elif kind == "bot":
            words = {"y": "yes", "n": "no"}
            key = _choose("[y]es, a bot  [n]o, a person  [s]kip  [q]uit", words)
            if key:
                add_bot(folder, subject, reason=_ask("Why"), is_bot=key == "y")
                self._kept(f"{subject} is {'a bot' if key == 'y' else 'no bot'} from now on.")
        else:
            print(f"  This one is for the files: {question.how}.")
            _choose("[s]kip  [q]uit", {})

    def _effort(self, at: int) -> None:
        """Ask whose need an effort met."""
        from twohats.flow.ledger import rulings_of_rows
        from twohats.flow.page import shown_with
        from twohats.flow.settle import Answer, agenda_rows

        effort = self._agenda.asked[at]
        rulings = rulings_of_rows(self._found.decisions, self._found.ledger.rows)
        rows = agenda_rows(self._agenda, rulings)
        row = shown_with(rows[at], self._found.ledger.pseudonyms)
        print("\n".join(_card(row)))
        words = {"d": "directed", "f": "foundational", "p": "personal", "u": "undecided"}
        keys = (
            "[d]irected  [f]oundational  [p] outside the plan  [u]ndecided  [w]hy  [s]kip  [q]uit"
        )
        key = _choose(keys, {**words, "w": "why"})
        while key == "w":
            self._why(effort.cases[0].entry)  # type: ignore[union-attr]
            key = _choose(keys, {**words, "w": "why"})
        if not key:
            return
        why = _ask("Why, in a few words", "timebox ended" if key == "u" else "")
        links = tuple(_ask("Links, with spaces between (none: just Enter)", " ").split())
        by = self._by
        while True:
            answer = Answer((row["effort"],), words[key], why, by, links=links)
            try:
                self._kept(_write(self._place, self._found, answer))
                return
            except TwohatsError as refused:
                print(f"  {refused}")
                more = _ask("With whom (just Enter: leave it for later)", " ").strip()
                if not more:
                    print()
                    return
                by = (*self._by, *(name.strip() for name in more.split(",")))

    def _why(self, entry: str) -> None:
        from rich.console import Console

        from twohats.cli.show import show_document
        from twohats.flow.why import why

        row = next(row for row in self._found.ledger.rows if row["entry"] == entry)
        show_document(why(self._found.ledger, row, self._found.decisions).page.document, Console())

    def _kept(self, said: str) -> None:
        self._settled += 1
        print(f"  Kept. {said}\n")


def _card(row: "dict[str, Any]") -> "Iterable[str]":
    """Show one question in few lines."""
    from twohats.flow.words import many

    if row["kind"] != "effort":
        yield row["title"]
        yield f"  It could move: {row['moves']}."
        yield f"  To answer: {row['how']}"
        return
    count = many(row["entries"], "entry", "entries")
    yield f"{row['effort']}: {row['title']}"
    yield f"  {count} undecided ({', '.join(row['activities'])}); {row['moves']}"
    if row["settled"]:
        yield f"  {row['settled']} more of it have a class; an answer holds for all of it"
    if row["url"]:
        yield f"  {row['url']}"
    if row["lacks"]:
        yield f"  lacks: {', '.join(row['lacks'])}"
    if row["suggestion"]:
        yield f"  it may well be: {row['suggestion']}"
    for said in row["like"]:
        yield f"  a like case: {said}"


def _choose(prompt: str, words: "dict[str, str]") -> str | None:
    """Ask for one of some keys; None: skip."""
    while True:
        said = input(f"{prompt}\n> ").strip().lower()
        if said in ("q", "quit"):
            raise _Enough
        if said in ("s", "skip", ""):
            print()
            return None
        for key, word in words.items():
            if said == key or (len(said) > 1 and word.startswith(said)):
                return key
        print(f"  {said!r} is none of these.")


def _ask(prompt: str, default: str = "") -> str:
    """Ask for words, again if there are none and none go without saying."""
    shown = f" [{default}]" if default.strip() else ""
    while True:
        said = input(f"{prompt}{shown}: ").strip()
        if said or default:
            return said or default
