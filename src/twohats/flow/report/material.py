"""What public pages count, fetched once for a whole site: the same rows that other verbs count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from twohats.flow.facts import Opened
from twohats.flow.ledger import ledger_of
from twohats.flow.measure import Asked, Measured, behind, measured
from twohats.flow.report.our_own import carried_links, own_work
from twohats.flow.report.places import Place
from twohats.flow.rows import Row, fetch
from twohats.flow.words import short
from twohats.measures.catalogue import MEASURES
from twohats.measures.first_response import first_responses
from twohats.measures.give_and_take import ASKED, deeds
from twohats.people.roles import maintainers

RECEIVED = ("reviews_received", "answers_received")
OURS, OTHERS, UNKNOWN = "ours", "others", "unknown"
SHARE, QUEUE = MEASURES["organizational_diversity"], MEASURES["burden"]
STUCK_D = 30
"""Days after which a change of ours that nobody answered, or that nobody merged, is called stuck."""


@dataclass(frozen=True)
class Material:
    """Rows by place of the site, each with ``item, url, title, kind, happened_at, person, place``.

    ``person`` is whose number it is about, for the sizes of groups; it is shown nowhere.
    """

    deeds: Sequence[Row]
    """What was asked and given: ``kind`` is the deed."""
    entries: Sequence[Row]
    """The ledger's upstream entries, with ``class``, ``rule``, ``is_ruled`` and ``beneficiaries``."""
    done: Sequence[Row]
    """Contributions of anybody, by ``kind``, with ``whose``: ours, others or unknown; and the ``author`` of
    the item."""
    ours: Sequence[Row]
    """Change requests of ours that were open on the as-of date or closed in the window, by ``state``."""
    queue: Sequence[Row]
    """Change requests of anybody that wait for a first answer."""
    roles: Sequence[Row]
    """Who may merge, once per community, with ``whose``."""
    shares: Mapping[str, Measured]
    """Share of the work by page, as ``measure`` tells it."""
    queues: Mapping[str, Measured]
    """The burden by page."""
    openers: Mapping[str, int] = field(default_factory=dict)
    """People who had a change open in the window, by page."""
    carried: Sequence[Row] = ()
    """What we carry and said where it goes upstream: one row per thing, the item upstream."""
    own: Sequence[Row] = ()
    """Changes and reviews in own projects that may be named, with ``whose``."""
    own_unread: frozenset[tuple[str, str]] = frozenset()
    """Own project and kind of which not everything was read."""
    unread: frozenset[tuple[str, str]] = frozenset()
    """Page and kind of contribution of which not everything was read: that there is none is not known."""

    def is_share_measured(self, page: str) -> bool:
        """Whether all that shares need was read over the whole window."""
        told = next(iter(self.shares[page].rows), None) if page in self.shares else None
        return told is None or told["answer"] != "not measured"


def material_of(opened: Opened, places: Sequence[Place]) -> Material:
    """Fetch what the pages of a site count.

    Parameters
    ----------
    opened
        A workspace with its facts.
    places
        The communities that get a page.
    """
    page_of = {repository: place.page for place in places for repository in place.repositories}
    asked = Asked(tuple(sorted(page_of)))
    by_place = [(place, Asked(place.repositories)) for place in places]
    return Material(
        _placed(_deeds(opened, page_of), page_of),
        _entries(opened, page_of | {place.key: place.page for place in places}),
        _placed(_done(opened, asked), page_of),
        _placed(_ours(opened, page_of), page_of),
        _placed(_queue(opened, asked), page_of),
        _roles(opened, page_of),
        {place.page: measured(opened, SHARE, one) for place, one in by_place},
        {place.page: measured(opened, QUEUE, one) for place, one in by_place},
        _openers(opened, page_of),
        carried_links(opened, places),
        *own_work(opened),
        _unread(opened, places),
    )


def _placed(rows: Iterable[Row], page_of: Mapping[str, str]) -> list[Row]:
    """Say of each row on which page it stands, the newest first."""
    found = [{**row, "place": page_of[row["repository"]]} for row in rows]
    found.sort(key=lambda row: (row["item"], row["kind"]))
    found.sort(key=lambda row: row["happened_at"], reverse=True)
    return found


def _deeds(opened: Opened, page_of: Mapping[str, str]) -> list[Row]:
    """Fetch what was asked and given; what was received is about whose item it is."""
    done = deeds(opened.facts)
    done = done.filter((done.scope == "upstream") & done.repository.isin(sorted(page_of)))
    authors = opened.facts.items.select("item", "author_person")
    done = done.left_join(authors, "item").drop("item_right")
    person_of = opened.people.person_of
    rows = []
    for row in fetch(done.drop("label", "times")):
        did = person_of.get(row["identity"])
        person = row["author_person"] if row["deed"] in RECEIVED else did.key if did else None
        rows.append(
            {
                **{name: row[name] for name in ("repository", "item", "url", "title")},
                "kind": row["deed"],
                "happened_at": row["happened_at"],
                "person": person or row["identity"],
            }
        )
    return rows


def side_of(deed: str) -> str:
    """Say whether a deed was asked or given."""
    return "asked" if deed in ASKED else "given"


def _entries(opened: Opened, page_of: Mapping[str, str]) -> list[Row]:
    """Take the ledger's entries; what people logged has its community in place of a repository."""
    names = ("person", "item", "activity", "happened_at", "rule", "is_ruled", "title", "url",
             "beneficiaries", "item_kind", "repository")  # fmt: skip
    found = [
        {
            **{name: row[name] for name in names},
            "kind": row["activity"],
            # Before the plan there is no class; `look` shows it so, too.
            "class": "undecided" if row["is_before_plan"] else row["class"],
            "place": page_of[row["repository"]],
        }
        for row in ledger_of(opened).rows
        if row["scope"] == "upstream" and row["repository"] in page_of
    ]
    for row in found:
        row["url"] = _address(row, opened)
    return found


def _done(opened: Opened, asked: Asked) -> list[Row]:
    """Fetch everybody's contributions, with a word on whose they are and none on who did them."""
    rows = behind(opened.facts, SHARE, asked)
    items = opened.facts.items.select("item", "title", "url", author="author_person")
    releases = opened.facts.tables["releases"]
    releases = releases.select(
        item=releases.repository + "@" + releases.tag,
        title=ibis.coalesce(releases.name, releases.tag),
        url="url",
        author=ibis.null("string"),
    )
    told = items.union(releases)
    ours = (rows.actor_employer == opened.workspace.settings.organization).fill_null(False)
    whose = ibis.cases((ours, OURS), (rows.actor_employer.isnull(), UNKNOWN), else_=OTHERS)
    rows = rows.mutate(whose=whose, person=rows.actor_person)
    rows = rows.left_join(told, "item").drop("item_right")
    found = fetch(
        rows.select(
            *("repository", "item", "url", "title", "kind", "happened_at", "person", "whose"),
            "author",
        )
    )
    brought = _changes_of_commits(opened, asked.repositories)
    for row in found:
        row["url"] = _address(row, opened)
        if row["kind"] == "commit":
            row["brought_by"] = brought.get(row["item"], ())
    return found


def _changes_of_commits(opened: Opened, repositories: Sequence[str]) -> dict[str, set[str]]:
    """Find the changes that brought each commit, as the forge names them beside it."""
    tables = opened.facts.tables
    items = opened.facts.items.filter(lambda t: t.repository.isin(sorted(repositories)))
    items = items.filter(items.kind == "pull_request")
    merges = items.filter(items.merge_commit_oid.notnull() & items.merged_at.notnull())
    within = tables["item_commits"].inner_join(items.select("item", "repository"), "item")
    lines = within.select("repository", "item", "oid").union(
        merges.select("repository", "item", oid="merge_commit_oid")
    )
    found: dict[str, set[str]] = {}
    for row in fetch(lines):
        found.setdefault(f"{row['repository']}@{row['oid']}", set()).add(row["item"])
    return found


def _address(row: Row, opened: Opened) -> str | None:
    """Give the address of a row; that of a commit the facts do not hold."""
    if row["url"] or row["kind"] != "commit":
        return str(row["url"]) if row["url"] else None
    forge, _, name = row["repository"].partition(":")
    hosts = {one.name: one.host for one in opened.workspace.settings.forges}
    oid = row["item"].rpartition("@")[2]
    return f"https://{hosts[forge]}/{name}/commit/{oid}" if forge in hosts else None


def _ours(opened: Opened, page_of: Mapping[str, str]) -> list[Row]:
    """Fetch change requests of ours: what came of them, or how long they have been open."""
    facts = opened.facts
    items = facts.items.filter(
        lambda t: (
            (t.kind == "pull_request")
            & t.author_is_ours.fill_null(False)
            & ~t.author_is_bot
            & t.repository.isin(sorted(page_of))
        )
    )
    waits = first_responses(facts).select("item", "waiting", "wait_d")
    items = items.left_join(waits, "item").drop("item_right")
    is_open = items.closed_at.isnull() & items.merged_at.isnull()
    ended = ibis.coalesce(items.merged_at, items.closed_at)
    in_window = (ended >= facts.window.since) & (ended < facts.window.until)
    rows = fetch(
        items.filter(is_open | in_window).select(
            *("repository", "item", "url", "title", "draft", "waiting", "wait_d"),
            *("created_at", "merged_at", "closed_at"),
            person="author_person",
        )
    )
    return [_with_state(row, opened) for row in rows]


def _with_state(row: Row, opened: Opened) -> Row:
    ended = row["merged_at"] or row["closed_at"]
    waits = bool(row["waiting"])
    state = "merged" if row["merged_at"] else "closed without merge" if ended else "open"
    open_d = (opened.facts.as_of - row["created_at"]).total_seconds() / 86_400
    return {
        **row,
        "kind": state,
        "happened_at": ended or row["created_at"],
        "open_d": open_d,
        "waits": waits,
        "is_stuck": state == "open" and open_d > STUCK_D and not row["draft"],
    }


def _openers(opened: Opened, page_of: Mapping[str, str]) -> dict[str, int]:
    """Count who opened the changes that anybody can find of the window, by page."""
    window = opened.facts.window
    items = opened.facts.items
    ended = ibis.coalesce(items.merged_at, items.closed_at)
    here = items.filter(
        (items.kind == "pull_request")
        & ~items.author_is_bot
        & items.repository.isin(sorted(page_of))
        & (items.created_at < window.until)
        & (ended.isnull() | (ended >= window.since))
    )
    found: dict[str, set[str]] = {}
    for row in fetch(here.select("repository", "author_person").distinct()):
        found.setdefault(page_of[row["repository"]], set()).add(row["author_person"])
    return {page: len(people) for page, people in found.items()}


def _unread(opened: Opened, places: Sequence[Place]) -> frozenset[tuple[str, str]]:
    """Find what was not read everywhere on a page: that there is none of it is then not known."""
    facts = opened.facts
    since, until = facts.window.since, facts.window.until
    return frozenset(
        (place.page, kind)
        for place in places
        for kind, holds in (("commit", "commits"), ("release", "releases"))
        if not all(facts.promised.covers(holds, one, since, until) for one in place.repositories)
    )


def _queue(opened: Opened, asked: Asked) -> list[Row]:
    rows = fetch(behind(opened.facts, QUEUE, asked))
    return [
        {
            **{name: row[name] for name in ("repository", "item", "url", "title", "wait_d")},
            "kind": "waits",
            "happened_at": row["clock_at"],
            "person": row["author_person"],
        }
        for row in rows
    ]


def _roles(opened: Opened, page_of: Mapping[str, str]) -> list[Row]:
    """Fetch who may merge in any repository of a community: each person once."""
    table: ir.Table = maintainers(opened.facts)
    found: dict[tuple[str, str], Row] = {}
    for row in fetch(table.filter(table.repository.isin(sorted(page_of)))):
        place = page_of[row["repository"]]
        known = found.setdefault(
            (place, row["person"]),
            {"place": place, "person": row["person"], "whose": OTHERS, "basis": set(), "in": set()},
        )
        known["whose"] = OURS if row["is_ours"] else known["whose"]
        known["basis"].add(row["basis"])
        known["in"].add(row["repository"])
    rows = [_role(row) for row in found.values()]
    # In no order of the people's.
    return sorted(rows, key=lambda row: (row["place"], row["where"], row["how"]))


def _role(row: Row) -> Row:
    """Write who may merge as a row that names nobody."""
    return {
        **row,
        **{"kind": "role", "item": "role", "url": None, "title": "", "happened_at": None},
        "where": ", ".join(short(one) for one in sorted(row["in"])),
        "how": "by its roster" if "role" in row["basis"] else "merged there in the year before",
    }
