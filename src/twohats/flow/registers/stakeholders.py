"""``register stakeholders``: who has an interest in each upstream community, which, and since when.

Two kinds of rows stand beside each other. Facts tell whose people took part, and between which days; why
they do, only they can say. A person writes that down with a place where they said it.
"""

import re
from collections.abc import Sequence
from datetime import date

import ibis

from twohats.checks.inputs import OURS
from twohats.errors import WrongUse
from twohats.facts import INDEPENDENT
from twohats.flow.facts import Opened
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.registers import Line, Listed, line_of, missing_first
from twohats.flow.registers.maintaining import maintaining
from twohats.flow.rows import Row, fetch
from twohats.flow.words import named
from twohats.journal.registers import STAKEHOLDER, Interested, interested_content, interested_of
from twohats.ledger.few import FEWEST_PEOPLE
from twohats.measures.contributions import contributions
from twohats.records.decisions import Decision
from twohats.workspace import CommunityFinder, KeyCommunity, Workspace

COLUMNS = (
    "community", "stakeholder", "kind", "state", "interest", "people", "maintainers", "contributions",
    "since", "until", "says", "by", "url", "waits",
)  # fmt: skip
ORDER = ("not said", "holds", "seen", "ended")
"""``not said``: ours take part, and nobody wrote down what for."""
UNKNOWN = "unknown"
FEW = f"fewer than {FEWEST_PEOPLE} people"


def stakeholders(
    workspace: Workspace, decisions: Sequence[Decision], opened: Opened | None, today: date
) -> Listed:
    """List who took part in upstream communities for whom, and the interests that people wrote down.

    Parameters
    ----------
    workspace
        Its register of key communities.
    decisions
        The journal, for interests.
    opened
        The facts; None: nothing was read yet, so nobody was seen.
    today
        Day on which an interest may have ended.

    Returns
    -------
    Listed
        One row per community and employer whose people contributed there, ever; and one per interest.
        Employers count as of the day of each contribution, so who changed jobs stands for one after
        the other. ``people``, ``maintainers`` and ``contributions`` are of the window, NULL where they
        would speak of fewer than three people; ``since`` and ``until`` are the first and the last day on
        which somebody of theirs was seen, or from which and up to which an interest is said to hold.
    """
    written = interested_of(decisions)
    ours = workspace.settings.organization
    said = {(one.place, one.name.casefold()) for one in written if _holds(one, today)}
    hosts = workspace.settings.hosts
    rows = [_of_interest(one, today) for one in written]
    for row in _seen(opened, workspace.communities) if opened else ():
        is_ours = row["stakeholder"].casefold() == ours.casefold()
        if is_ours and (row["community"], ours.casefold()) not in said:
            row["state"] = "not said"
            row["waits"] = (
                f"twohats register stakeholders --about {named(row['community'], hosts)} "
                f'--who "{ours}" --interest TEXT --url URL'
            )
        rows.append(row)
    rows.sort(key=lambda row: (row["community"], row["stakeholder"].casefold(), row["since"] or date.min))  # fmt: skip
    rows = shown_with(rows, pseudonyms_of(opened)) if opened else rows
    window = str(opened.facts.window) if opened else "no facts were read yet"
    return Listed(missing_first(rows, ORDER, "state"), {"window": window})


def telling(
    place: str,
    who: str,
    kind: str,
    interest: str,
    url: str | None,
    since: date | None,
    until: date | None,
    why: str,
    decisions: Sequence[Decision],
) -> Line:
    """Write down what somebody wants of a community.

    The same interest of the same stakeholder, said again, takes the place of what was said before.

    Raises
    ------
    WrongUse
        Something is missing, or it ends before it begins; all of it at once.
    """
    wrong = []
    if not who.strip():
        wrong.append("--who: nothing was written: say whose interest it is.")
    if not interest.strip():
        wrong.append("--interest: nothing was written: say what they want, in a few words.")
    if not (url and re.match(r"https?://\S+$", url)):
        wrong.append("--url: nothing was written: say where they said so, as https://…")
    if since and until and until <= since:
        wrong.append(f"--ends {until}: nothing was written: that is not after {since}.")
    if wrong:
        raise WrongUse("\n".join(wrong))
    content = interested_content(place, who.strip(), kind, interest.strip(), str(url), since, until)
    about = f"stakeholder:{place} {who.strip()} {interest.strip()}"
    return line_of(STAKEHOLDER, about, why or f"as read at {url}", content, decisions)


def _holds(one: Interested, today: date) -> bool:
    return one.until is None or one.until > today


def _of_interest(one: Interested, today: date) -> Row:
    return {
        "community": one.place,
        "stakeholder": one.name,
        "kind": one.kind,
        "state": "holds" if _holds(one, today) else "ended",
        "interest": one.interest,
        "people": None,
        "maintainers": None,
        "contributions": None,
        "since": one.since,
        "until": one.until,
        "says": one.why,
        "by": "a person",
        "url": one.url,
        "waits": None,
    }


def _seen(opened: Opened, listed: Sequence[KeyCommunity]) -> list[Row]:
    """List whose people contributed to each upstream community; nobody is named."""
    facts = opened.facts
    made = contributions(facts).filter(lambda t: t.community.notnull() & ~t.scope.isin(list(OURS)))
    made = facts.employed(made, "happened_at", "actor")
    in_window = (made.happened_at >= facts.window.since) & (made.happened_at < facts.window.until)
    made = made.mutate(
        _employer=ibis.coalesce(made.actor_employer, ibis.literal(UNKNOWN)), _in_window=in_window
    )
    told = fetch(
        made.group_by("repository", "community", "actor_person", employer="_employer").agg(
            basis=made.actor_employer_basis.min(),
            first_at=made.happened_at.min(),
            last_at=made.happened_at.max(),
            n=made._in_window.cast("int64").sum(),
        )
    )
    finder = CommunityFinder(listed)
    merging = {
        (row["repository"], row["m_person"], row["m_employer"] or UNKNOWN)
        for row in maintaining(facts)
    }
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in told:
        community = finder.of(row["repository"])
        place = (community.repository or community.owner) if community else row["community"]
        groups.setdefault((place, row["employer"]), []).append(row)
    return [_of_employer(*key, rows, merging) for key, rows in groups.items()]


def _of_employer(
    place: str, employer: str, rows: Sequence[Row], merging: set[tuple[str, str, str]]
) -> Row:
    """Sum up the people of one employer in one community."""
    here = [row for row in rows if row["n"]]
    people = {row["actor_person"] for row in here if row["actor_person"]}
    may_merge = {
        person for row in rows if (person := row["actor_person"])
        and (row["repository"], person, employer) in merging
    }  # fmt: skip
    few = 0 < len(people) < FEWEST_PEOPLE
    sources = sorted({row["basis"] for row in rows if row["basis"]})
    says = f"employers as told by: {', '.join(sources)}" if sources else "nobody knows for whom"
    return {
        "community": place,
        "stakeholder": employer,
        "kind": employer if employer in (UNKNOWN, INDEPENDENT) else "organization",
        "state": "seen",
        "interest": None,
        "people": None if few else len(people),
        "maintainers": None if few or not here else len(may_merge),
        "contributions": None if few else sum(row["n"] for row in here),
        "since": min(row["first_at"] for row in rows).date(),
        "until": max(row["last_at"] for row in rows).date(),
        "says": f"{FEW} in the window; {says}" if few else says,
        "by": "facts",
        "url": None,
        "waits": None,
    }
