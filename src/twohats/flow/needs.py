"""``needs``: what upstream communities need, who asked for it, and what is most worth meeting."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from twohats.errors import Mistake, SettingsErrors, WrongUse
from twohats.flow.facts import Opened
from twohats.flow.ledger import ledger_of
from twohats.flow.meta import meta
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.rows import Row
from twohats.flow.words import many
from twohats.formats.needs_file import Register, parse_needs
from twohats.formats.suggest import nearest
from twohats.ledger.beside import Around
from twohats.needs import rules
from twohats.needs.found import Found, find_needs
from twohats.needs.rank import FACTORS, PARTS
from twohats.needs.search import Search
from twohats.needs.triage_fields import fields_of
from twohats.records import Skipped
from twohats.records.keys import covers
from twohats.records.needs import Need
from twohats.records.times import show_date
from twohats.workspace import Workspace, read_text
from twohats.workspace.files import not_utf8

NEEDS_FILE = "needs.toml"
COLUMNS = (
    "rank", "need", "rule", "activity", "community", "item", "title", "because", "since", "welcome",
    "from_whom", "score", "stated_by", "stated_by_ours", "maintainers_by", "size_class", "skills", "repository",
    "url",
)  # fmt: skip
"""Columns of a need as people and scripts read it."""
PART_COLUMNS = (*PARTS, *FACTORS)
"""What the score is made of; empty: not known, or does not apply (see ``applies``)."""
BOARD_COLUMNS = (
    "author_kind", "opened_at", "total_lines_changed", "maintainer_engagement",
    "triager_engagement", "ci_status", "merge_conflicts", "approval_status",
)  # fmt: skip
"""Fields of the pull request triage board; empty for what is no pull request."""
PRIORITY_COLUMNS = (
    "community", "dependency", "opportunity", "supportability", "criticality", "health_risk",
    "priority", "class", "missing", "we_depend", "we_need_to_help", "we_are_able", "needs",
)  # fmt: skip
MATRIX_COLUMNS = ("activity", "community", "needs", "welcome", "our_work", "state", "command")
ASSUMED = "assumed"


@dataclass(frozen=True)
class Wanted:
    """Which needs were asked for; nothing: all of them."""

    communities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    waiting_on_author: bool = False
    triage_fields: bool = False
    """Whether rows have `BOARD_COLUMNS`, too."""


@dataclass(frozen=True)
class Needs:
    """The register of needs, as rows."""

    rows: tuple[Row, ...]
    meta: Mapping[str, object]
    skipped: tuple[Skipped, ...]
    left_out: tuple[str, ...]
    """What dropped out, one sentence for each rule."""
    waiting_on_author: int
    """How many wait on their author, and so are no part of the rows."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """What each part counts for in the score."""


def read_register(workspace: Workspace) -> Register:
    """Read ``needs.toml``; without one everything has its usual value.

    Raises
    ------
    SettingsErrors
        All that is wrong in it; also a welcome in a space of our own, where upstream asks for nothing.
    """
    file = workspace.folder / NEEDS_FILE
    if not file.is_file():
        return Register()
    settings = workspace.settings
    try:
        read = parse_needs(read_text(file), NEEDS_FILE, settings.hosts)
    except UnicodeDecodeError as error:
        raise SettingsErrors([not_utf8(NEEDS_FILE, error)]) from error
    around = Around(
        settings.member_communities, settings.owners, _own_places(workspace), settings.hosts
    )
    ours = [
        Mistake(
            NEEDS_FILE,
            one.line,
            f"`{one.url}` lies in a space of our own: link where the community itself asks",
        )
        for one in read.asked
        if around.is_ours(one.url)
    ]
    if read.mistakes or ours:
        raise SettingsErrors([*read.mistakes, *ours])
    return read


def search_in(opened: Opened) -> Search:
    """Look for needs in open facts, with what the workspace says of communities."""
    workspace = opened.workspace
    own = (*workspace.settings.owners, *_own_places(workspace))
    return Search(opened.facts, read_register(workspace), own)


def needs_of(opened: Opened, skills: Iterable[str] = ()) -> Found:
    """Find, weigh and order every need; what plans and pages start from."""
    return find_needs(search_in(opened), skills=skills)


def needs(opened: Opened, wanted: Wanted) -> Needs:
    """List needs in order of rank.

    Parameters
    ----------
    opened
        A workspace with its facts.
    wanted
        Which ones.

    Raises
    ------
    WrongUse
        No rule or community is called so.
    """
    search = search_in(opened)
    found = _find(search, wanted)
    shown = found.waiting_on_author if wanted.waiting_on_author else found.needs
    kept = [need for need in shown if _is_wanted(need, wanted)]
    labels = {identity: one.label for identity, one in opened.people.person_of.items()}
    bases = {place: team[0]["basis"] for place, team in search.team.items()}
    rows = [need_row(rank, need, labels, bases) for rank, need in enumerate(kept, 1)]
    if wanted.triage_fields:
        board = fields_of(search)
        nothing = dict.fromkeys(BOARD_COLUMNS)
        for row in rows:
            fields = board.get(row["item"])
            row.update(asdict(fields) if fields else nothing)
    waiting = sum(_is_wanted(need, wanted) for need in found.waiting_on_author)
    return Needs(
        tuple(shown_with(rows, pseudonyms_of(opened))),
        needs_meta(opened, search, found),
        found.not_measured,
        tuple(left_out_sentences(found)),
        0 if wanted.waiting_on_author else waiting,
        asdict(search.register.weights),
    )


def need_row(rank: int, need: Need, labels: Mapping[str, str], bases: Mapping[str, str]) -> Row:
    """Give a need as people and scripts read it.

    Parameters
    ----------
    rank
        Its place in the order.
    need
        With score.
    labels
        What people read for an identity.
    bases
        How it is known who maintains a repository: ``role``, or ``merged`` in the past year.
    """
    welcome = need.welcome
    parts = {name: need.parts.get(name) for name in PART_COLUMNS}
    return {
        "rank": rank,
        "need": need.key,
        **{
            name: getattr(need, name)
            for name in (
                *("rule", "activity", "community", "repository", "item", "title", "because"),
                *("since", "url", "stated_by_ours", "size_class", "score"),
            )
        },
        "skills": list(need.skills),
        "welcome": welcome.url if welcome else ASSUMED,
        "from_whom": welcome.from_whom if welcome else None,
        "stated_by": labels.get(need.stated_by or "", need.stated_by),
        "maintainers_by": bases.get(need.repository or "", "nobody known")
        if need.item is not None
        else None,
        **parts,
        "applies": sorted(need.parts),
    }


def known_sentence(opened: Opened) -> str:
    """Say as of when needs are told, and how far facts reach."""
    as_of = opened.facts.as_of
    reach = max((promise.seen_at for promise in opened.facts.coverage), default=None)
    if reach is None:
        return f"As of {show_date(as_of)}; no source says how far facts reach."
    said = f"As of {show_date(as_of)}; facts reach to {show_date(reach)}"
    if reach.date() < as_of.date():
        return f"{said}: what came after that is not known. `twohats sync` brings it."
    return f"{said}."


def priorities(opened: Opened) -> list[Row]:
    """List communities by criticality × health risk; what has no number comes last, with why."""
    search = search_in(opened)
    found = find_needs(search)
    counts = Counter(need.community for need in found.needs)
    rows = []
    for one in found.priorities:
        standing = search.standing(one.community)
        rows.append(
            {
                **asdict(one),
                "class": one.class_,
                "missing": list(one.missing),
                **{name: getattr(standing, name) for name in FACTORS[1:]},
                "needs": counts[one.community],
            }
        )
    return sorted(rows, key=lambda row: (row["priority"] is None, -(row["priority"] or 0), row["community"]))  # fmt: skip


def matrix(opened: Opened, wanted: Wanted) -> list[Row]:
    """Set needs beside our work in the window, for every kind of help and every community.

    Returns
    -------
    list of dict
        One row per activity and community, those without anything too; see `MATRIX_COLUMNS`.
        ``state`` is ``needed, not done``, ``needed and done``, ``done, no need seen``, ``nothing
        seen``, or ``not measured`` where no rule could look.
    """
    search = search_in(opened)
    found = _find(search, Wanted(rules=wanted.rules))
    needed = Counter((one.activity, one.community) for one in found.needs)
    welcome = Counter((one.activity, one.community) for one in found.needs if one.welcome)
    done = _our_work(opened)
    activities = sorted({*_activities(), *(cell[0] for cell in (*needed, *done))})
    blind = _blind(search, found)
    rows: list[Row] = []
    for activity in activities:
        for community in search.communities:
            cell = activity, community
            rows.append(
                {
                    "activity": activity,
                    "community": community,
                    "needs": needed[cell],
                    "welcome": welcome[cell],
                    "our_work": done[cell],
                    "state": _state(needed[cell], done[cell], is_blind=cell in blind),
                    "command": f"twohats needs --activity {activity} --community {community}",
                }
            )
    return [
        row
        for row in rows
        if not wanted.activities or row["activity"] in wanted.activities
        if not wanted.communities
        or any(covers(_place(place), row["community"]) for place in wanted.communities)
    ]


def _state(needed: int, done: int, *, is_blind: bool) -> str:
    if needed:
        return "needed and done" if done else "needed, not done"
    if done:
        return "done, need not measured" if is_blind else "done, no need seen"
    return "not measured" if is_blind else "nothing seen"


_SAME = {"commit": "change"}
"""Activities of entries that needs call otherwise."""


def _our_work(opened: Opened) -> Counter[tuple[str, str]]:
    """Count our entries in upstream by activity and community: what was given to others.

    A review of a colleague's change answers no need of the community. Changes of ours are given to
    it, whoever opened the item; so is what lies on no item, or on one whose author nobody knows.
    """
    return Counter(
        (_SAME.get(str(row["activity"]), str(row["activity"])), row["community"])
        for row in ledger_of(opened).rows
        if row["scope"] not in ("own-project", "personal-project")
        and (row["activity"] in _MADE or not row["author_is_ours"])
    )


_MADE = ("change", "commit", "release")
"""Activities whose item is the work itself, not that of somebody whom it answers."""


def _activities() -> set[str]:
    return {activity for rule in rules().values() for activity in rule.activities}


def _blind(search: Search, found: Found) -> set[tuple[str, str]]:
    """Find the cells in which no rule could look, in any repository of the community."""
    lost = {loss.key for loss in found.not_measured}
    blind = set()
    for activity in _activities():
        codes = [code for code, rule in rules().items() if activity in rule.activities]
        for community in search.communities:
            places = [r for r, c in search.repositories.items() if c == community]
            if all(
                f"{code}" in lost
                or f"{code}:{community}" in lost
                or all(f"{code}:{place}" in lost for place in places)
                for code in codes
            ):
                blind.add((activity, community))
    return blind


def _find(search: Search, wanted: Wanted) -> Found:
    for code in wanted.rules:
        if _code(code) not in rules():
            raise WrongUse(
                f"--rule {code!r}: there is no such rule. Say one of {', '.join(rules())}."
            )
    for activity in wanted.activities:
        known_kinds = _activities()
        if activity not in known_kinds:
            raise WrongUse(
                f"--activity {activity!r}: no rule asks for such help"
                f"{nearest(activity, known_kinds).rstrip('?')}."
            )
    for place in wanted.communities:
        known = (*search.communities, *search.repositories)
        if not any(covers(_place(place), one) for one in known):
            raise WrongUse(
                f"--community {place!r}: no facts are there of any upstream community of this "
                "name. `twohats people scopes` lists what is known."
            )
    only = [_code(code) for code in wanted.rules] or None
    return find_needs(search, skills=wanted.skills, only=only)


def _code(written: str) -> str:
    """Write a rule's code as it is listed; people leave out the zero.

    Examples
    --------
    >>> _code("n1"), _code("N14")
    ('N01', 'N14')
    """
    letter, number = written[:1].upper(), written[1:]
    return f"{letter}{number:0>2}"


def _place(written: str) -> str:
    return (written if ":" in written else f"github:{written}").strip("/").lower()


def _is_wanted(need: Need, wanted: Wanted) -> bool:
    place = need.repository or need.community
    return (not wanted.activities or need.activity in wanted.activities) and (
        not wanted.communities or any(covers(_place(one), place) for one in wanted.communities)
    )


def left_out_sentences(found: Found) -> Iterable[str]:
    """Say what dropped out and why, a sentence for each rule."""
    for code, reasons in found.left_out.items():
        counted = "; ".join(f"{count:,} {reason}" for reason, count in reasons.items())
        yield f"{code} left out: {counted}."


def needs_meta(opened: Opened, search: Search, found: Found) -> dict[str, object]:
    """Say what ranks and counts rest on."""
    register = search.register
    digest = hashlib.sha256(repr(register).encode()).hexdigest()[:16]
    bases = Counter(row["basis"] for team in search.team.values() for row in team)
    nobody = sum(not search.team.get(place) for place in search.repositories)
    return {
        **meta(opened),
        "unit": "needs: things a community asked for, or whose lack was seen",
        "weights": asdict(register.weights),
        "limits": asdict(register.limits),
        "register": f"{NEEDS_FILE}, digest {digest}",
        "rules": {code: rule.sentence for code, rule in rules().items()},
        "left_out": found.left_out,
        "waiting_on_author": len(found.waiting_on_author),
        "maintainers": f"{bases['role']:,} by role, {bases['merged']:,} because they merged in the "
        f"past year; nobody known in {many(nobody, 'repository', 'repositories')}",
        "order": "welcomed ones first, best score first, oldest first, then by key",
        "score": "100 × weighted mean of the parts × dependency × criteria met; what is not known "
        f"counts as {register.limits.neutral:g}",
        "definitions": "docs/needs.md",
    }


def _own_places(workspace: Workspace) -> tuple[str, ...]:
    settings = workspace.settings
    return (*settings.repositories, *settings.trackers)
