"""``register agreements``: what each upstream project has people sign, and who of ours allowed it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from twohats.cards.agreement import find
from twohats.cards.papers import papers_of_rows, with_community
from twohats.checks.inputs import OURS
from twohats.errors import WrongUse
from twohats.flow.approving import approving_of
from twohats.flow.facts import Opened
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.registers import Line, Listed, line_of, missing_first
from twohats.flow.rows import Row, fetch
from twohats.flow.words import named
from twohats.journal.cards import confirmed_of
from twohats.journal.registers import AGREED, agreed_content
from twohats.records import owner_of
from twohats.records.cards import Fact
from twohats.records.decisions import Decision
from twohats.records.preflight import Agreed

COLUMNS = (
    "repository", "state", "assignment", "allowed", "by", "on", "until", "people", "says", "url",
    "waits", "path", "line",
)  # fmt: skip
ORDER = ("breach", "cla", "unknown", "dco", "none", "not looked")
"""States, what is missing first. ``breach``: signing gives the copyright away."""


def agreements(opened: Opened, today: date) -> Listed:
    """List the legal state of every upstream repository of the facts.

    Parameters
    ----------
    opened
        A workspace with its facts.
    today
        Day on which what was allowed may have ended.

    Returns
    -------
    Listed
        One row per repository, and one per agreement that was allowed where none was found.
    """
    decisions = opened.decisions
    pseudonyms = pseudonyms_of(opened)
    agreed = approving_of(opened.workspace, decisions, today, pseudonyms, is_named=opened.is_named)
    allowed = agreed.agreements
    hosts = opened.workspace.settings.hosts
    rows = []
    seen: set[Agreed] = set()
    for repository, facts, looked in _read(opened):
        confirmed = confirmed_of(decisions, repository)
        told = {one.fact: one for one in reversed(facts)}
        told |= {
            name: Fact(name, word.value, word.path, None, "as a person entered it")
            for name, word in confirmed.items()
            if name.startswith("agreement.")
        }
        here = [one for one in allowed if one.holds(repository, one.on)]
        seen.update(here)
        rows.append(_row(repository, told, facts, here, looked, today, hosts))
    for one in allowed:
        if one not in seen:
            rows.append(_alone(one, today))
    rows = shown_with(rows, pseudonyms)
    return Listed(missing_first(rows, ORDER, "state"), {"window": str(opened.facts.window)})


def allowing(
    place: str,
    by: str | None,
    url: str | None,
    people: Iterable[str],
    until: date | None,
    why: str,
    today: date,
    decisions: Sequence[Decision],
) -> Line:
    """Write down that somebody allowed an agreement to be signed.

    Raises
    ------
    WrongUse
        It does not say who allowed it, or where the agreement stands; all of it at once.
    """
    wrong = []
    if not by:
        wrong.append("--by: nothing was written: say who allowed it, a login or an office.")
    if not (url and re.match(r"https?://\S+$", url)):
        wrong.append("--url: nothing was written: say where the agreement stands, as https://…")
    if until and until <= today:
        wrong.append(f"--ends {until}: nothing was written: that day is not to come.")
    if wrong:
        raise WrongUse("\n".join(wrong))
    content = agreed_content(place, str(by), str(url), people, until)
    return line_of(AGREED, f"agreement:{place}", why or f"allowed by {by}", content, decisions)


def withdrawing(place: str, why: str, decisions: Sequence[Decision]) -> Line:
    """Take back that an agreement may be signed.

    Raises
    ------
    WrongUse
        None was allowed there.
    """
    line = line_of(AGREED, f"agreement:{place}", why, {"withdrawn": True}, decisions)
    if line.supersedes is None:
        raise WrongUse(f"--withdraw {place}: nothing was written: no agreement was allowed there.")
    return line


def _read(opened: Opened) -> Iterable[tuple[str, list[Fact], bool]]:
    """Give the facts about agreements of each upstream repository; else that nobody looked."""
    told = opened.facts.tables["documents"]
    told = told.filter(told.text.notnull())
    last = told.group_by("repository", "path").agg(_last=told.committed_at.max())
    told = told.inner_join(last, ["repository", "path"])
    told = told.filter((told.committed_at == told._last) | told._last.isnull())
    files: dict[str, list[Row]] = {}
    for row in fetch(told.select("repository", "path", "committed_at", "text").order_by("path")):
        files.setdefault(row["repository"], []).append(row)
    for scope in sorted(opened.scopes, key=lambda one: one.repository):
        name = scope.repository
        if scope.scope in OURS or name.endswith("/.github"):
            continue
        if name not in files:
            yield name, [], False
            continue
        shared = f"{owner_of(name)}/.github"
        theirs = papers_of_rows(shared, files.get(shared, ()))
        papers = with_community(papers_of_rows(name, files[name]), theirs.papers)
        yield name, list(find(papers)), True


def _row(
    repository: str,
    told: Mapping[str, Fact],
    facts: Sequence[Fact],
    allowed: Sequence[Agreed],
    looked: bool,
    today: date,
    hosts: Mapping[str, str],
) -> Row:
    kinds = {one.value for one in facts if one.fact == "agreement.kind"}
    kind = told.get("agreement.kind")
    if kind and kind.says == "as a person entered it":
        kinds = {kind.value}
    assigns = told.get("agreement.assignment")
    state = _state(kinds, assigns, looked)
    # The agreement to be signed comes before the sign-off, where there are both.
    shown = next(
        (one for one in facts if one.fact == "agreement.kind" and one.value == "CLA"), kind
    )
    holding = [one for one in allowed if one.holds(repository, today)]
    one = max(holding or allowed, key=lambda agreed: (len(agreed.place), agreed.on), default=None)
    waits = None
    owner = named(owner_of(repository), hosts)
    if state == "breach":
        waits = "signing gives the copyright away: ask your legal team before anybody signs"
    elif state == "cla" and not holding:
        waits = f"twohats register agreements --approve {owner} --by WHO --url URL"
    return {
        "repository": repository,
        "state": state,
        "assignment": assigns.value if assigns else "unknown",
        "allowed": _allowed(state, holding, one),
        "by": one.by if one else None,
        "on": one.on if one else None,
        "until": one.until if one else None,
        "people": (str(len(one.people)) if one.people else "everybody") if one else None,
        "says": shown.says if shown else "",
        "url": one.url if one else None,
        "waits": waits,
        "path": shown.path if shown else None,
        "line": shown.line if shown else None,
    }


def _state(kinds: set[str], assigns: Fact | None, looked: bool) -> str:
    if assigns is not None and assigns.value == "yes":
        return "breach"
    if "CLA" in kinds:
        return "cla"
    if "DCO" in kinds:
        return "dco"
    if kinds:
        return "none"
    return "unknown" if looked else "not looked"


def _allowed(state: str, holding: Sequence[Agreed], one: Agreed | None) -> str:
    if holding:
        return "yes"
    if one:
        return "ended"
    return "no" if state in ("cla", "breach") else ""


def _alone(one: Agreed, today: date) -> Row:
    """Show an agreement that was allowed where the facts know no repository."""
    holds = one.until is None or today < one.until
    return {
        "repository": one.place,
        "state": "not looked",
        "assignment": "unknown",
        "allowed": "yes" if holds else "ended",
        "by": one.by,
        "on": one.on,
        "until": one.until,
        "people": str(len(one.people)) if one.people else "everybody",
        "says": "allowed, and no such project was read",
        "url": one.url,
        "waits": None,
        "path": None,
        "line": None,
    }
