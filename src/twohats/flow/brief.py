"""``brief``: a community's card, from its own documents, with what people confirmed of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twohats.cards.card import ASPECTS, read_card
from twohats.errors import WrongUse
from twohats.formats.suggest import nearest
from twohats.records.cards import ACKNOWLEDGED, CARD, CONFIRMABLE, LINKED, Fact, Papers
from twohats.records.decisions import Decision
from twohats.records.keys import owner_of
from twohats.records.times import show_date

if TYPE_CHECKING:
    from twohats.journal.cards import Acknowledged, Confirmed

COLUMNS = ("fact", "value", "path", "line", "changed", "confirmed", "says", "means")
SHOWN = ("fact", "value", "place", "changed", "confirmed")
"""Columns where people read it; scripts get all of `COLUMNS`."""
NOT_FOUND = "not found"
NOT_LOOKED = "not looked"
"""Stands where a repository's other files are not known, so that something may well be there."""
ENTERED = "contributing.document"
"""What a person enters rests on this file: when it changes, the answer is asked for again."""
BROUGHT = ("contributing.changelog", "contributing.tests", "contributing.docs")

Row = dict[str, Any]


@dataclass(frozen=True)
class Brief:
    """A card as people see it."""

    repository: str
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...]
    """With what people entered in place of what was read."""
    asks: tuple[str, ...]
    """Facts that preflight goes by and nobody confirmed, or whose file changed since."""

    unread: str = ""
    """What may hold more and was not read, with the way to have it read; empty: nothing."""

    @property
    def shown(self) -> list[Row]:
        """The rows with `SHOWN`, for people."""
        return [
            {
                **row,
                "place": f"{row['path']}:{row['line']}" if row["line"] else row["path"] or "",
                "changed": row["changed"] or ("unknown" if row["path"] else ""),
            }
            for row in self.rows
        ]

    @property
    def undemanded(self) -> tuple[str, ...]:
        """Things that a change may have to bring, and of which nobody says so."""
        return tuple(
            row["fact"]
            for row in self.rows
            if row["fact"] in BROUGHT and row["value"] in (NOT_FOUND, NOT_LOOKED)
        )

    @property
    def meta(self) -> Mapping[str, Any]:
        """What stands beside the rows."""
        return {"repository": self.repository, "asks": list(self.asks), "unread": self.unread}


def brief(
    papers: Papers, decisions: Iterable[Decision] = (), aspects: Iterable[str] = ASPECTS
) -> Brief:
    """Read the card, and lay over it what people confirmed.

    Parameters
    ----------
    papers
        What was read of the repository.
    decisions
        All lines of the journal; none where there is no workspace.
    aspects
        Which to look for; the facts of others say ``not found``.

    Returns
    -------
    Brief
        One row per fact, with `COLUMNS`; what has none says ``not found``, or ``not looked`` where
        only some files of the repository are known.
    """
    confirmed, read = _said(list(decisions), papers.repository)
    found: dict[str, list[Fact]] = {}
    for one in read_card(papers, aspects):
        found.setdefault(one.fact, []).append(one)
    rows, facts, asks = [], [], []
    for name in CARD:
        here = found.get(name, [])
        word = confirmed.get(name)
        state = ""
        if name in CONFIRMABLE:
            state = _state(papers, name, here, word)
            if word is not None and not state.startswith("asks"):
                here = here if here and word.value == _value(here) else [_entered(word)]
            elif here:
                asks.append(name)
        elif name in ACKNOWLEDGED and here and not _is_linked(here[0]):
            current = papers.at(here[0].path)
            digest = _digest(current.text) if current and read else ""
            state = _read_by([one for one in read if one.path == here[0].path], digest)
        facts += here
        rows += [_row(papers, name, one, state) for one in here or (None,)]
    return Brief(papers.repository, tuple(rows), tuple(facts), tuple(asks), _unread(papers))


def _unread(papers: Papers) -> str:
    """Say which repository may stand in for what is missing, where it was not looked at.

    Examples
    --------
    >>> _unread(Papers("github:kelp/tides"))
    'What kelp keeps for all its repositories was not read. It would be in kelp/.github: --community PATH'
    >>> _unread(Papers("gitlab:kelp/tides"))
    ''
    """
    if not papers.lacks_shared:
        return ""
    owner = owner_of(papers.repository).partition(":")[2]
    is_guess = papers.repository.startswith("git:")
    whose, where = ("its organization", ".github") if is_guess else (owner, f"{owner}/.github")
    way = "--community PATH" if papers.is_whole else f"twohats sync {where}"
    return (
        f"What {whose} keeps for all its repositories was not read. It would be in {where}: {way}"
    )


def confirmation(papers: Papers, asked: str, by: str) -> Mapping[str, Any]:
    """Write down that a person holds a fact to be true, or what is true instead.

    Parameters
    ----------
    papers
        What was read of the repository.
    asked
        ``FACT``, or ``FACT=VALUE``.
    by
        The login of who says so.

    Returns
    -------
    dict
        Content of a line of the journal.
    """
    from twohats.journal.cards import confirmed_content

    name, _, value = asked.partition("=")
    if name not in CONFIRMABLE:
        raise WrongUse(
            f"--confirm {name}: nothing was confirmed: preflight does not go by it"
            f"{nearest(name, CONFIRMABLE)}. Name one of those preflight goes by."
        )
    here = [one for one in read_card(papers) if one.fact == name]
    if not here and not value:
        raise WrongUse(
            f"--confirm {name}: nothing was confirmed: it was not found. "
            f"Say what holds: --confirm '{name}=no'."
        )
    told = value or _value(here)
    path = here[0].path if here else _resting(papers)
    paper = papers.at(path)
    return confirmed_content(papers.repository, name, told, path, paper.text if paper else "", by)


def acknowledgement(papers: Papers, by: str) -> Mapping[str, Any]:
    """Write down that a person read the code of conduct and how to contribute."""
    from twohats.journal.cards import acknowledged_content

    card = (one for one in read_card(papers) if one.fact in ACKNOWLEDGED)
    paths = [one.path for one in card if not _is_linked(one)]
    documents = {one.path: one.text for one in papers.papers if one.path in paths}
    if not documents:
        raise WrongUse(
            f"{papers.repository}: nothing was acknowledged: neither a code of conduct nor a guide "
            "for contributors was found. Ask the community where they stand."
        )
    return acknowledged_content(papers.repository, documents, by)


def _said(
    lines: list[Decision], repository: str
) -> "tuple[Mapping[str, Confirmed], tuple[Acknowledged, ...]]":
    if not lines:
        return {}, ()  # without loading the journal: a card is quick
    from twohats.journal.cards import acknowledged_of, confirmed_of

    return confirmed_of(lines, repository), acknowledged_of(lines, repository)


def _digest(text: str) -> str:
    from twohats.journal.cards import digest_of

    return digest_of(text)


def _is_linked(fact: Fact) -> bool:
    """Whether a document is elsewhere, so that its text, and when it changed, are not known."""
    return fact.value.startswith(LINKED)


def _value(here: Iterable[Fact]) -> str:
    return ", ".join(dict.fromkeys(one.value for one in here))


def _resting(papers: Papers) -> str:
    return next((one.path for one in read_card(papers) if one.fact == ENTERED), "")


def _state(papers: Papers, name: str, here: list[Fact], word: Any) -> str:
    """Say whether a person's word holds still."""
    if word is None:
        return ""
    paper = papers.at(word.path)
    if (paper is None and word.path) or (paper and _digest(paper.text) != word.digest):
        return f"asks again: {word.path} changed since {show_date(word.at)}"
    return show_date(word.at)


def _entered(word: Any) -> Fact:
    return Fact(word.fact, word.value, word.path, None, "as a person entered it")


def _read_by(read: list[Any], digest: str) -> str:
    """Say when a document was read as it is now; by how many, never by whom."""
    now = [one for one in read if one.digest == digest]
    if now:
        many = len({one.by for one in now})
        return f"read {show_date(now[-1].at)}" + (f" by {many}" if many > 1 else "")
    return f"asks again: changed since {show_date(read[-1].at)}" if read else ""


def _row(papers: Papers, name: str, fact: Fact | None, state: str) -> Row:
    if fact is None:
        nothing = NOT_FOUND if papers.is_whole else NOT_LOOKED
        return dict(
            zip(COLUMNS, (name, nothing, None, None, None, state, "", CARD[name]), strict=True)
        )
    paper = papers.at(fact.path)
    changed = paper.changed_at.date() if paper and paper.changed_at else None
    values = (name, fact.value, fact.path, fact.line, changed, state, fact.says, CARD[name])
    return dict(zip(COLUMNS, values, strict=True))
