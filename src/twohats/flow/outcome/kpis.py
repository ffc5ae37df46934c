"""What our help was for: people who came back, issues in order, releases, new maintainers.

Closings are none of them: whoever counts closings gets closings.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from twohats.facts import spans
from twohats.flow.facts import Opened
from twohats.flow.outcome.figures import Told, counted
from twohats.flow.rows import Row, fetch
from twohats.journal import logged_of
from twohats.journal.sponsoring import Sponsoring
from twohats.ledger.few import FEWEST_EVENTS
from twohats.measures.give_and_take import deeds
from twohats.measures.new_maintainers import new_maintainers
from twohats.measures.returning import answered_authors
from twohats.measures.survival import share_left, survival_table
from twohats.measures.triaged import triaged

BACK_D = 90
"""Days within which coming back is told of as a share."""
BACK_COLUMNS = (
    "community", "item", "title", "author", "answered_at", "is_first", "came_back", "back_item",
    "back_at", "url",
)  # fmt: skip
TRIAGED_COLUMNS = ("community", "item", "title", "person", "happened_at", "basis", "url")
RELEASE_COLUMNS = ("community", "item", "title", "person", "happened_at", "helped", "url")
MAINTAINER_COLUMNS = ("community", "who", "role", "body", "from_at", "ours", "source_path")


def returned(opened: Opened) -> tuple[Told, ...]:
    """Count the people whom we answered, and who came back afterwards."""
    table = answered_authors(opened.facts)
    rows = [_back_row(row) for row in fetch(table.order_by("answered_at", "item"))]
    new = [row for row in rows if row["is_first"]]
    steps = fetch(
        survival_table(table.mutate(answered=table.came_back, group=table.is_first), by="group")
    )
    read = _is_read(opened, ("events.commented", "events.reviewed"))
    return (
        counted(
            "answered_new_authors",
            "People new to a community whom we answered",
            "people",
            new,
            BACK_COLUMNS,
            is_measured=read,
        ),
        counted(
            "returned_new_authors",
            "Of these, people who opened something there again after our answer",
            "people",
            [row for row in new if row["came_back"]],
            BACK_COLUMNS,
            detail=f"of {len(new)}, as of now; the later ones had less time",
            is_measured=read,
        ),
        _back_share(new, steps),
        counted(
            "returned_authors",
            "All people who came back after we answered them, new or not",
            "people",
            [row for row in rows if row["came_back"]],
            BACK_COLUMNS,
            detail=f"of {len(rows)}",
            is_measured=read,
        ),
    )


def issues_triaged(opened: Opened) -> Told:
    """Count issues of others that we put in order, whoever of us did."""
    rows = fetch(triaged(opened.facts).order_by("happened_at", "item"))
    first = {row["item"]: {**row, "person": row["label"]} for row in reversed(rows)}
    found = [{name: row[name] for name in TRIAGED_COLUMNS} for row in reversed(first.values())]
    taken_off = sum(row["basis"] == "label taken off" for row in found)
    return counted(
        "issues_triaged",
        "Issues of others that we triaged",
        "issues",
        found,
        TRIAGED_COLUMNS,
        detail=f"{taken_off} by taking off the label that asks for it, {len(found) - taken_off} by "
        "setting a label or milestone where none asks; never by closing",
        is_measured=_is_read(opened, ("events.labeled", "events.unlabeled")),
    )


def releases(opened: Opened) -> tuple[Told, Told]:
    """Count releases that ours made, and those that others made with help of ours that was logged."""
    done = deeds(opened.facts)
    made = [
        {**row, "person": row["label"], "helped": False}
        for row in fetch(done.filter(done.deed == "releases").order_by("happened_at", "item"))
    ]
    helped = _helped(opened)
    read = _is_read(opened, ("releases",))
    ours = [{name: row[name] for name in RELEASE_COLUMNS} for row in made]
    return (
        counted("releases_made", "Releases that ours made", "releases", ours, RELEASE_COLUMNS, is_measured=read),
        counted(
            "releases_helped",
            "Releases that others made with our help",
            "releases",
            helped,
            RELEASE_COLUMNS,
            detail="as far as the log links them: no trace tells of help",
            is_measured=read,
        ),
    )  # fmt: skip


def maintainers(opened: Opened, sponsored: Sequence[Sponsoring]) -> tuple[Told, ...]:
    """Count who became a maintainer; people of ours apart, and others by name only if they agreed.

    Parameters
    ----------
    opened
        A workspace with its facts.
    sponsored
        Sponsorships in force, each with the consent of whom it is about.
    """
    agreed = {(one.person, one.community): one for one in sponsored}
    rows = []
    for row in fetch(new_maintainers(opened.facts).order_by("from_at", "community", "account")):
        consent = agreed.get((row["account"], row["community"]))
        is_sponsored = consent is not None
        if row["is_ours"]:
            who = row["label"]
        else:
            who = row["account"].partition(":")[2] if consent and consent.may_name else "a person"
        rows.append(
            {
                **{name: row.get(name) for name in MAINTAINER_COLUMNS},
                "who": who,
                "from_at": row["from_at"].date(),
                "ours": bool(row["is_ours"]),
                "sponsored": is_sponsored,
            }
        )
    read = bool(spans(opened.facts.coverage, "memberships"))
    columns = (*MAINTAINER_COLUMNS, "sponsored")
    others = [row for row in rows if not row["ours"]]
    return (
        counted(
            "new_maintainers_others",
            "People who are not ours and became maintainers",
            "people",
            others,
            columns,
            detail="by the rosters that communities keep; our part in it no trace tells",
            is_measured=read,
        ),
        counted(
            "new_maintainers_sponsored",
            "Of these, people whom we sponsored, with their consent",
            "people",
            [row for row in others if row["sponsored"]],
            columns,
            is_measured=read,
        ),
        counted(
            "new_maintainers_ours",
            "People of ours who became maintainers",
            "people",
            [row for row in rows if row["ours"]],
            columns,
            is_measured=read,
        ),
    )


def _back_share(new: Sequence[Row], steps: Sequence[Mapping[str, Any]]) -> Told:
    """Say which share of people new to a community came back within some days of our answer."""
    says = f"Share of them back within {BACK_D} days of our answer"
    for_new = [{**step, "group": "new"} for step in steps if step["group"] is True]
    left = share_left(for_new, "new", BACK_D)
    if len(new) < FEWEST_EVENTS:
        return Told("returned_new_share", says, None, "share of people", "too few", len(new))
    if left is None:
        detail = f"nobody was watched for {BACK_D} days yet"
        return Told("returned_new_share", says, None, "share of people", "not known", len(new), detail=detail)  # fmt: skip
    share, low, high = left
    return Told(
        "returned_new_share",
        says,
        round(1 - share, 4),
        "share of people",
        n=len(new),
        low=None if high is None else round(1 - high, 4),
        high=None if low is None else round(1 - low, 4),
        detail="whoever was watched for less time counts for that time (Kaplan–Meier)",
        behind=new,
        columns=BACK_COLUMNS,
    )


def _back_row(row: Row) -> Row:
    return {**{name: row.get(name) for name in BACK_COLUMNS}, "author": "a person"}


def _helped(opened: Opened) -> list[Row]:
    """Find releases by people who are not ours that a logged line of ours links."""
    facts = opened.facts
    made = facts.within(
        facts.tables["releases"].filter(lambda t: t.author.notnull()), "published_at"
    )
    made = facts.who(made, "author", "published_at", "author")
    made = made.filter(~made.author_is_ours).inner_join(
        facts.scopes.select("repository", "scope", "community"), "repository"
    )
    made = made.filter(~made.scope.isin(["own-project", "personal-project"]))
    linked = _linked(logged_of(opened.decisions))
    return [
        {
            "community": row["community"],
            "item": f"{row['repository']}@{row['tag']}",
            "title": row["name"] or row["tag"],
            "person": linked[row["url"]],
            "happened_at": row["published_at"],
            "helped": True,
            "url": row["url"],
        }
        for row in fetch(made.order_by("published_at", "repository"))
        if row["url"] in linked
    ]


def _linked(lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Addresses that logged lines link, with the line's key."""
    return {url: line["item"] for line in lines for url in line["links"]}


def _is_read(opened: Opened, any_of: Iterable[str]) -> bool:
    """Whether any of these is held over the whole window, in one place at least."""
    facts, window = opened.facts, opened.facts.window
    return any(
        facts.promised.covers(holds, scope, window.since, window.until)
        for holds in any_of
        for scope in {promise.scope for promise in facts.coverage if promise.holds == holds}
    )
