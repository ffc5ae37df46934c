"""``projects``: create or contribute: the questions before, what was decided, and what is owed since.

A record is lines of the journal. The ledger reads it: a project that others upstream asked for, before it was
made, is no new project of our own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from twohats.checks.founding import (
    LINKED,
    MAY_BE_NOTHING,
    PATTERNS,
    QUESTIONS,
    Owed,
    State,
    is_nothing,
    missing,
)
from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.registers import Line, line_of
from twohats.flow.registers.looked import looked_on
from twohats.flow.requested import item_at
from twohats.flow.rows import Row, fetch
from twohats.flow.words import many
from twohats.formats.disclosure import says_who_asked
from twohats.formats.interests import Disclosed
from twohats.formats.license_text import license_of
from twohats.formats.licenses import is_open
from twohats.formats.suggest import nearest
from twohats.journal.projects import (
    ANSWERED,
    DECIDED,
    OUTCOMES,
    Decided,
    Outcome,
    answers_of,
    decided_content,
    decided_of,
)
from twohats.journal.registers import Said, said_content
from twohats.links.linking import repository_of
from twohats.records.decisions import Decision
from twohats.workspace import Workspace
from twohats.workspace.interests import Interest

COLUMNS = ("project", "asks", "question", "answer", "url", "said_on", "says", "waits")
LISTED = ("project", "outcome", "decided_on", "open", "owed", "pattern", "repository", "scope", "why", "waits")  # fmt: skip
OWED = ("project", "pattern", "owes", "state", "says", "url", "read_from", "waits")
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
YEAR_D = 365
DOCUMENTS = ("license", "conduct", "contributing", "governance", "security")


@dataclass(frozen=True)
class Papers:
    """What a workspace's own files say of how we take part."""

    interests: tuple[Disclosed, ...] = ()
    """``interests.yml``."""
    statements: Mapping[str, Interest] | None = None
    """``interests/``, by the name of the community's page."""


def projects(
    workspace: Workspace,
    decisions: Sequence[Decision],
    opened: Opened | None,
    papers: Papers,
    today: date,
) -> list[Row]:
    """List every project that was spoken of.

    Returns
    -------
    list of dict
        One row per project, with `LISTED`; what waits first, then by name. ``open`` counts questions
        without an answer, ``owed`` what is not known to be done.
    """
    answers, decided = answers_of(decisions), decided_of(decisions)
    scopes = {one.repository: one for one in opened.scopes} if opened else {}
    rows = []
    for name in sorted({*answers, *decided}):
        end = decided.get(name)
        lacking = missing(_texts(answers.get(name, {}))) if _asks_all(end) else []
        due = [
            row
            for row in owed(name, workspace, decisions, opened, papers, today)
            if row["state"] != "done"
        ]
        scope = scopes.get(end.repository or "") if end else None
        rows.append(
            {
                "project": name,
                "outcome": end.outcome if end else None,
                "decided_on": end.on if end else None,
                "open": len(lacking),
                "owed": len(due),
                "pattern": end.pattern if end else None,
                "repository": end.repository if end else None,
                "scope": f"{scope.scope}: {scope.reason}" if scope else None,
                "why": end.why if end else None,
                "waits": _waits(name, end, lacking, due),
            }
        )
    rows.sort(key=lambda row: (not row["waits"], row["project"]))
    return _shown(rows, opened)


def questions(
    name: str, workspace: Workspace, decisions: Sequence[Decision], opened: Opened | None
) -> list[Row]:
    """Give the six questions of one project with their answers, and what facts say to them.

    Returns
    -------
    list of dict
        One row per question, with `COLUMNS`, in the order of `QUESTIONS`.
    """
    said = answers_of(decisions).get(name, {})
    rows = []
    for asks, sentence in QUESTIONS.items():
        one = said.get(asks)
        command = f"twohats projects answer {name} {asks} WORDS"
        rows.append(
            {
                "project": name,
                "asks": asks,
                "question": sentence,
                "answer": one.answer if one else None,
                "url": one.url if one else None,
                "said_on": one.said_on if one else None,
                "says": _look(asks, name, one, workspace, opened) if one else None,
                "waits": None if one else command,
            }
        )
    return _shown(rows, opened)


def answering(
    name: str,
    asks: str,
    words: str,
    url: str | None,
    workspace: Workspace,
    decisions: Sequence[Decision],
) -> Line:
    """Write down one answer.

    Raises
    ------
    WrongUse
        The name or the question is none, or the answer does not stand up; nothing was written.
    """
    _require_name(name)
    if asks not in QUESTIONS:
        raise WrongUse(f"{asks}: nothing was written: no such question{nearest(asks, QUESTIONS)}")
    if not words.strip():
        raise WrongUse(f"{asks}: nothing was written: say it in words.")
    if url and not re.match(r"https?://\S+$", url):
        raise WrongUse(f"--url {url}: nothing was written: write the whole address, https://…")
    if asks not in MAY_BE_NOTHING and is_nothing(words):
        raise WrongUse(
            f"{asks}: nothing was written: a project without an answer to that is better not begun. "
            "Say what will be, or contribute elsewhere."
        )
    if asks in LINKED and not url and not is_nothing(words):
        raise WrongUse(f"{asks}: nothing was written: say where that can be read, as --url URL.")
    if asks == "asked" and not is_nothing(words):
        _require_upstream(url, workspace)
    if asks == "license" and not is_open(words):
        known = (
            "is no open source license" if is_open(words) is False else "is no name that SPDX lists"
        )
        raise WrongUse(f"license: nothing was written: {words} {known}. Name one, as BSD-3-Clause.")
    content = said_content(name, asks, words.strip(), url)
    return line_of(ANSWERED, f"project:{name} {asks}", words.strip(), content, decisions)


def deciding(
    name: str,
    outcome: str,
    why: str,
    repository: str | None,
    pattern: str | None,
    decisions: Sequence[Decision],
) -> Line:
    """Write down what was decided.

    Raises
    ------
    WrongUse
        To create needs every answer, and to contribute a place; all that lacks is said at once.
    """
    _require_name(name)
    if outcome not in get_args(Outcome):
        raise WrongUse(f"{outcome}: nothing was written: decide on one of {', '.join(OUTCOMES)}.")
    wrong = []
    if not why.strip():
        wrong.append("--why: nothing was written: a decision needs a reason.")
    if pattern is not None and pattern not in PATTERNS:
        wrong.append(
            f"--pattern {pattern}: nothing was written: no such pattern{nearest(pattern, PATTERNS)}"
        )
    lacking = missing(_texts(answers_of(decisions).get(name, {})))
    if outcome == "create" and lacking:
        wrong.append(
            f"{name}: nothing was written: no answer to {', '.join(lacking)}. "
            f"`twohats projects answer {name} {lacking[0]} WORDS` gives one."
        )
    if outcome == "contribute" and repository is None:
        wrong.append("--repository: nothing was written: say where we contribute, as OWNER/NAME.")
    if wrong:
        raise WrongUse("\n".join(wrong))
    content = decided_content(name, outcome, repository, pattern)  # type: ignore[arg-type]
    return line_of(DECIDED, f"project:{name}", why, content, decisions)


def settling(
    name: str, owes: str, is_done: bool, url: str | None, why: str, decisions: Sequence[Decision]
) -> Line:
    """Write down that something owed was done, or was not.

    Raises
    ------
    WrongUse
        No project is called so, or it has no pattern, owes no such thing, or it does not say where that can be read.
    """
    require_known(name, decisions)
    end = decided_of(decisions).get(name)
    pattern = PATTERNS.get(end.pattern or "") if end else None
    if pattern is None:
        raise WrongUse(
            f"{name}: nothing was written: it has no pattern yet. {pattern_first(name, decisions)}"
        )
    keys = [one.key for one in pattern.owes]
    if owes not in keys:
        raise WrongUse(
            f"--done {owes}: nothing was written: {pattern.name} owes no such thing{nearest(owes, keys)}"
        )
    if is_done and not (url and re.match(r"https?://\S+$", url)):
        raise WrongUse(
            f"--done {owes}: nothing was written: say where that can be read, as --url URL."
        )
    content = said_content(name, f"owes:{owes}", "yes" if is_done else "no", url)
    return line_of(
        ANSWERED, f"project:{name} owes:{owes}", why or f"as read at {url}", content, decisions
    )


def owed(
    name: str,
    workspace: Workspace,
    decisions: Sequence[Decision],
    opened: Opened | None,
    papers: Papers,
    today: date,
) -> list[Row]:
    """Check which of what a project's pattern owes is done.

    Returns
    -------
    list of dict
        One row per thing, with `OWED`; none where no pattern was chosen. A person's word holds over what
        was read.
    """
    end = decided_of(decisions).get(name)
    pattern = PATTERNS.get(end.pattern or "") if end else None
    if end is None or pattern is None:
        return []
    said = answers_of(decisions).get(name, {})
    rows = []
    for one in pattern.owes:
        word = said.get(f"owes:{one.key}")
        if word:
            state: State = "done" if word.answer == "yes" else "not done"
            says, url, by = word.why, word.url, f"a person, {word.said_on}"
        else:
            state, says, url = _known(one, end, said, workspace, opened, papers, today)
            by = one.read_from
        waits = (
            None if state == "done" else f"twohats projects owed {name} --done {one.key} --url URL"
        )
        rows.append(
            {
                "project": name, "pattern": pattern.name, "owes": one.key, "state": state,
                "says": f"{one.sentence}: {says}" if says else one.sentence, "url": url,
                "read_from": by, "waits": waits,
            }
        )  # fmt: skip
    return _shown(rows, opened)


def patterns() -> list[Row]:
    """List every pattern with what it owes."""
    return [
        {
            "project": "", "pattern": pattern.name, "owes": one.key, "state": "",
            "says": one.sentence, "url": "", "read_from": one.read_from, "waits": "",
        }
        for pattern in PATTERNS.values()
        for one in pattern.owes
    ]  # fmt: skip


def pattern_first(name: str, decisions: Sequence[Decision]) -> str:
    """Say what to do before a project can owe anything: answer, then decide with a pattern."""
    end = decided_of(decisions).get(name)
    lacking = missing(_texts(answers_of(decisions).get(name, {})))
    if _asks_all(end) and lacking:
        return (
            f"Deciding gives one, and needs {many(len(lacking), 'answer', 'answers')} more: "
            f"`twohats projects ask {name}` lists them."
        )
    where = f" --repository {end.repository}" if end and end.repository else ""
    said = f"{end.outcome if end else 'create'}{where} --pattern PATTERN --why REASON"
    return f"`twohats projects decide {name} {said}` gives one; `twohats projects owed` lists them."


def require_known(name: str, decisions: Sequence[Decision]) -> None:
    """Refuse a name that nobody spoke of.

    Raises
    ------
    WrongUse
        No line of the journal is about a project of this name.
    """
    known = sorted({*answers_of(decisions), *decided_of(decisions)})
    if name not in known:
        hint = (
            nearest(name, known)
            if known
            else f". `twohats projects ask {name}` says how one begins."
        )
        raise WrongUse(f"{name}: no project is called so{hint}")


def _shown(rows: list[Row], opened: Opened | None) -> list[Row]:
    """Have answers call our people as pages do; people may be named in any text."""
    return shown_with(rows, pseudonyms_of(opened)) if opened else rows


def _require_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise WrongUse(
            f"{name}: nothing was written: a project is called by small letters, digits and hyphens. "
            "Write it as tide-map."
        )


def _require_upstream(url: str | None, workspace: Workspace) -> None:
    """Refuse a request that stands in a space of our own: nobody upstream asked there."""
    if not url:
        raise WrongUse(
            "asked: nothing was written: say where upstream asked, as --url URL; or answer `nobody`."
        )
    item = item_at(url, workspace.settings.hosts)
    if item and workspace.settings.is_ours_or_tracker(repository_of(item)):
        raise WrongUse(
            f"--url {url}: nothing was written: that is a place of ours, where upstream asks for nothing. "
            "Name where upstream did, or answer `nobody`."
        )


def _texts(said: Mapping[str, Said]) -> dict[str, str]:
    return {asks: one.answer for asks, one in said.items()}


def _asks_all(end: Decided | None) -> bool:
    """Whether all questions are to be answered: not where we contribute instead, or ask first."""
    return end is None or end.outcome == "create"


def _waits(
    name: str, end: Decided | None, lacking: Sequence[str], due: Sequence[Row]
) -> str | None:
    if lacking:
        return f"twohats projects answer {name} {lacking[0]} WORDS"
    if end is None:
        return f"twohats projects decide {name} create --why REASON, or contribute, or ask"
    if end.outcome == "ask":
        return f"twohats projects decide {name} create --why REASON, once they answered"
    return str(due[0]["waits"]) if due else None


def _look(asks: str, name: str, said: Said, workspace: Workspace, opened: Opened | None) -> str:
    """Say what facts know of an answer; where they know nothing, nothing."""
    if opened is None:
        return ""
    facts = opened.facts
    if asks == "asked" and said.url:
        key = item_at(said.url, workspace.settings.hosts)
        rows = fetch(
            facts.items.filter(facts.items.item == (key or "")).select(
                "created_at", "author_is_ours"
            )
        )
        if rows:
            ours = rows[0]["author_is_ours"]
            who = (
                "one of ours"
                if ours
                else "somebody who is not ours"
                if ours is False
                else "nobody known"
            )
            return f"opened on {rows[0]['created_at']:%Y-%m-%d} by {who}"
        return "the facts do not know it"
    if asks == "name":
        same = [
            one.repository
            for one in opened.scopes
            if one.repository.rpartition("/")[2].lower() == name
        ]
        return f"a repository is called so: {', '.join(sorted(same))}" if same else ""
    return ""


def _known(
    one: Owed,
    end: Decided,
    said: Mapping[str, Said],
    workspace: Workspace,
    opened: Opened | None,
    papers: Papers,
    today: date,
) -> tuple[State, str, str | None]:
    """Tell from answers, files and facts whether something owed is done."""
    place = end.repository or ""
    if one.read_from == "answers":
        answer = said.get(one.key)
        return _either(
            answer.answer if answer else "", "no answer yet", answer.url if answer else None
        )
    if one.read_from == "a person":
        return "not done", "nobody said so yet", None
    if one.read_from not in ("documents", "facts"):
        return _from_files(one, place, workspace, papers, today)
    if opened is None or not place:
        return "unknown", "no facts were read" if place else "it has no repository yet", None
    if one.read_from == "documents":
        return _document(one.key, place, opened)
    return _disclosed(place, opened) if one.key == "disclosed" else _others_merge(place, opened)


def _from_files(
    one: Owed, place: str, workspace: Workspace, papers: Papers, today: date
) -> tuple[State, str, str | None]:
    """Tell from what stands in the workspace; a community may be called by its owner, too."""
    owner, name = place.rpartition("/")[0].rpartition(":")[2], place.rpartition("/")[2]
    if one.read_from == "interests/":
        statements = papers.statements or {}
        return _statement(statements.get(name) or statements.get(owner), today)
    if one.read_from == "interests.yml":
        called = (name, owner, f"{owner}/{name}")
        here = [role for role in papers.interests if role.project.casefold() in called]
        return _either(many(len(here), "role", "roles") if here else "", "none is written down")
    tomorrow = today + timedelta(days=1)
    pays = [one.name for one in workspace.settings.funders if one.pays_for(place, today, tomorrow)]
    return _either(", ".join(pays), "no funder is listed for it")


def _either(found: str, else_says: str, url: str | None = None) -> tuple[State, str, str | None]:
    return ("done", found, url) if found else ("not done", else_says, None)


def _statement(found: Interest | None, today: date) -> tuple[State, str, str | None]:
    if found is None:
        return "not done", "there is none", None
    if found.reviewed is None:
        return "not done", "it does not say when it was reviewed", None
    is_old = (today - found.reviewed).days > YEAR_D
    return "not done" if is_old else "done", f"reviewed {found.reviewed}", None


def _document(kind: str, place: str, opened: Opened) -> tuple[State, str, str | None]:
    told = opened.facts.tables["documents"]
    told = told.filter((told.repository == place) & (told.kind == kind) & told.text.notnull())
    rows = fetch(told.order_by("path", "committed_at").select("path", "text"))
    if kind == "license" and rows:
        spdx = license_of(rows[-1]["text"])
        state: State = "done" if is_open(spdx) else "unknown" if spdx is None else "not done"
        return state, f"{spdx or 'a text nobody could tell'} in {rows[-1]['path']}", None
    if rows:
        return "done", rows[0]["path"], None
    if looked_on(opened.facts, [place]) is None:
        return "unknown", "its files were not read", None
    return "not done", "not found", None


def _others_merge(place: str, opened: Opened) -> tuple[State, str, str | None]:
    """Whether somebody who is not ours merged there in the window; nobody is named."""
    acts = opened.facts.within(opened.facts.acts)
    acts = acts.filter((acts.repository == place) & (acts.kind == "merged") & ~acts.actor_is_bot)
    rows = fetch(acts.group_by("actor_is_ours").agg(n=acts.count()))
    theirs = sum(row["n"] for row in rows if row["actor_is_ours"] is False)
    every = sum(row["n"] for row in rows)
    if theirs:
        return "done", f"{theirs} of {every} merges in the window", None
    if every:
        return (
            "not done",
            f"all {many(every, 'merge', 'merges')} in the window are ours or by nobody known",
            None,
        )
    return "unknown", "no merge was seen in the window", None


def _disclosed(place: str, opened: Opened) -> tuple[State, str, str | None]:
    """Count the changes of ours of the window whose text says who asked or who pays."""
    facts = opened.facts
    items = facts.within(facts.items, "created_at")
    items = items.filter(
        (items.repository == place)
        & (items.kind == "pull_request")
        & items.author_is_ours.fill_null(False)
        & ~items.author_is_bot
    ).select("item")
    bodies = facts.tables["items"].select("item", "body")
    rows = fetch(bodies.semi_join(items, "item"))
    said = sum(says_who_asked(row["body"] or "") for row in rows)
    if not rows:
        return "unknown", "no change of ours was opened there in the window", None
    return "done" if said == len(rows) else "not done", f"{said} of {len(rows)} in the window", None
