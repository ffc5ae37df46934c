"""``check``: what our own work looks like from outside, open for an answer; nobody is accused."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from twohats.checks import rules
from twohats.checks.answered import said_of
from twohats.checks.found import Found, Terms, find_situations, seen_outside
from twohats.checks.hours import OwnHours
from twohats.checks.inputs import Deed, Inputs
from twohats.checks.shares import QUARTERS, quarterly, shares
from twohats.errors import WrongUse
from twohats.flow.experiments import Line
from twohats.flow.facts import Opened
from twohats.flow.growth import Myself
from twohats.flow.ledger import Ledger, ledger_of, traces_of
from twohats.flow.meta import meta
from twohats.flow.outcome.diagnostics import team_in
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.report.book import WITHHELD
from twohats.flow.report.forbidden import forbidden_of
from twohats.flow.rows import Row, fetch
from twohats.flow.settle import persons_settling
from twohats.flow.words import many, short
from twohats.formats.addresses import read_place
from twohats.formats.suggest import nearest
from twohats.guards.public import leaks
from twohats.journal import PrivateLine, PrivateState, to_supersede
from twohats.journal.situations import ANSWERED, answer_content, answers_of
from twohats.ledger.cases import Case, Rubric
from twohats.ledger.entries import all_entries
from twohats.ledger.evidence import n1_major
from twohats.records import Skipped, owner_of
from twohats.records.situations import ANSWERS, WAITING, Said, Situation

COLUMNS = (
    "situation", "rule", "state", "community", "item", "title", "happened_at", "because", "role",
    "people", "figures", "answer", "answered_by", "answered_at", "why", "said_alone", "audience",
    "visible_from", "repository", "url",
)  # fmt: skip
"""Columns of a situation as people and scripts read it."""
QUIET_COLUMNS = ("rule", "looked_at", "community", "because", "figures", "url")
SHARE_COLUMNS = (
    "community", "kind", "total", "ours", "unknown", "low", "high", "answer", "people",
    "two_quarters_ago", "one_quarter_ago", "last_quarter",
)  # fmt: skip
PUBLIC_COLUMNS = ("rule", "state", "community", "item", "title", "happened_at", "because", "figures", "answer", "url")  # fmt: skip
"""What others may see: nothing of whose doing it is."""


@dataclass(frozen=True)
class Wanted:
    """Which situations were asked for; nothing: all of them."""

    communities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What was seen, as rows."""

    rows: tuple[Row, ...]
    """Situations, those that wait first."""
    quiet: tuple[Row, ...]
    """What was looked at and nothing is said of, with the reason."""
    meta: Mapping[str, object]
    skipped: tuple[Skipped, ...]
    waiting: int
    """Situations that wait for an answer."""


def check(
    opened: Opened,
    wanted: Wanted,
    private: Sequence[PrivateLine] = (),
    viewer: Myself | None = None,
) -> Checked:
    """List situations with how each stands.

    Parameters
    ----------
    opened
        A workspace with its facts.
    wanted
        Which ones.
    private
        Lines of the private part; time zones are read from it.
    viewer
        Who looks; what is somebody's own is shown to nobody else, and only to whom git knows as them.
        None: to nobody.

    Raises
    ------
    WrongUse
        No rule or community is called so.
    """
    inputs, lost = inputs_of(opened, private)
    # A word on the command line is no proof: anybody can type anybody's login.
    viewer = viewer if viewer is not None and viewer.is_by_git else None
    found = _find(opened, inputs, wanted)
    said = said_in(opened, found.situations)
    seen = [one for one in found.situations if _may_see(one, viewer, opened)]
    seen = [one for one in seen if _is_wanted(one.community, one.repository, wanted)]
    labels = {person.key: person.label for person in opened.people.persons}
    rows = [situation_row(one, said[one.key], labels) for one in seen]
    rows.sort(key=lambda row: row["state"] not in WAITING)
    quiet: list[Row] = [
        {**vars(one), "looked_at": one.key, "figures": dict(one.figures)}
        for one in found.quiet
        if one.person is None or (viewer is not None and viewer.person == one.person)
        if _is_wanted(one.community, one.key, wanted)
    ]
    names = pseudonyms_of(opened)
    return Checked(
        tuple(shown_with(rows, names)),
        tuple(shown_with(quiet, names)),
        _meta(opened, quiet),
        (*lost, *found.not_measured),
        sum(row["state"] in WAITING for row in rows),
    )


@dataclass(frozen=True)
class Outside:
    """What others may see, and how much of it holds what is not ours to tell."""

    rows: tuple[Row, ...]
    """Situations, with `PUBLIC_COLUMNS`."""
    untitled: int
    """How many of them stand without their title."""
    held: int
    """Situations that are not among them, because more than a title must not leave."""


def public_rows(
    opened: Opened, wanted: Wanted | None = None, private: PrivateState | None = None
) -> Outside:
    """List what others may see: what the team answered, or had its time to answer.

    Nothing in it says whose doing it is; see `PUBLIC_COLUMNS`. The guard of public pages looks at it,
    and places that stand on no page do not stand here.

    Parameters
    ----------
    opened
        A workspace with its facts.
    wanted
        Which situations.
    private
        What is somebody's own, so that none of it leaves.
    """
    inputs, _ = inputs_of(opened, ())
    wanted, report = wanted or Wanted(), opened.workspace.settings.report
    found = _find(opened, inputs, wanted)
    said = said_in(opened, found.situations)
    forbidden = forbidden_of(opened, private or PrivateState())
    rows, untitled, held = [], 0, 0
    for one in seen_outside(found.situations, said, opened.facts.as_of):
        if not _is_wanted(one.community, one.repository, wanted):
            continue
        if any(report.leaves_out(place) for place in (one.community, one.repository) if place):
            continue
        unnamed = opened.workspace.settings.words.unnamed
        row = _outside(one, said[one.key], inputs, report.named_members, unnamed)
        is_titled = forbidden.found_in(row["title"]) is None
        row["title"] = row["title"] if is_titled else WITHHELD
        if leaks(row, forbidden, "situation"):
            held += 1
            continue
        untitled += not is_titled
        rows.append(row)
    return Outside(tuple(shown_with(rows, opened.people.pseudonyms)), untitled, held)


def _outside(one: Situation, said: Said, inputs: Inputs, named: Sequence[str], unnamed: str) -> Row:
    """Give a situation as others may read it; communities of ours stand without a name."""
    row = situation_row(one, said, {})
    if "done_for" in row["figures"]:
        # From the names themselves: in the words there may be a comma within one.
        asked = inputs.paying.get(one.item or "", ())
        shown = dict.fromkeys(name if name in named else unnamed for name in asked)
        row["figures"] = {**row["figures"], "done_for": ", ".join(shown)}
    return {name: row[name] for name in PUBLIC_COLUMNS}


def share_rows(opened: Opened, wanted: Wanted) -> list[Row]:
    """List our share of each kind of work in each community, with the unknown apart.

    Returns
    -------
    list of dict
        One row per community and kind; see `SHARE_COLUMNS`. ``low`` and ``high`` are our share if none,
        and if all, of those whose employer nobody knows were ours; ``answer`` is ``counted``, ``only a
        range`` (above a fifth unknown) or ``not measured``.
    """
    lines = quarterly(opened.facts)
    rows = []
    for one in shares(opened.facts):
        if not _is_wanted(one.community, None, wanted):
            continue
        past = lines.get((one.community, one.kind), (None,) * QUARTERS)
        answer = "counted" if one.is_known else "only a range"
        quarters = [None if each is None or not each.is_known else round(each.low, 4) for each in past]  # fmt: skip
        rows.append(
            {
                **vars(one),
                "low": round(one.low, 4),
                "high": round(one.high, 4),
                "answer": answer if one.is_read else "not measured",
                **dict(zip(SHARE_COLUMNS[-QUARTERS:], quarters, strict=True)),
            }
        )
    return rows


def answering(
    opened: Opened, name: str, answer: str, why: str, by: Iterable[str], writer: str
) -> tuple[Line, str]:
    """Make a line for the journal of an answer, and say what becomes of the situation.

    Parameters
    ----------
    opened
        A workspace with its facts, over the window in which the situation was seen.
    name
        Of the situation, with or without the forge.
    answer, why
        One of `ANSWERS`, and the reason.
    by
        Names of those who answer, besides whoever writes.
    writer
        Whoever runs this, as git knows them.

    Raises
    ------
    WrongUse
        No situation is called so, the answer is none, or nobody of the team gives it.
    """
    known = next((one for one in ANSWERS if one == answer.strip().lower()), None)
    if known is None:
        raise WrongUse(f"{answer!r} is no answer. Say one of {', '.join(ANSWERS)}.")
    if not why.strip():
        raise WrongUse("--why needs a reason in words; it is kept in the journal.")
    inputs, _ = inputs_of(opened, ())
    situation = _called(name, find_situations(inputs, terms_of(opened)).situations)
    ledger = ledger_of(opened)
    persons = persons_settling(by, opened.workspace.team, writer, ledger)
    own = [
        line.decision
        for line in answers_of(opened.decisions).get(situation.key, ())
        if {_person(opened, one) for one in line.by} <= persons
    ]
    before = [
        one for one in to_supersede(opened.decisions, ANSWERED, [situation.key]) if one in own
    ]
    content = dict(answer_content(known, persons, before[1:]))
    line = Line(ANSWERED, (situation.key,), why.strip(), content, before[0] if before else None)
    alone = persons <= set(situation.concerned)
    says = (
        f"Kept: {known}. It waits for somebody whose doing it is not to say the same: --by NAME."
        if alone
        else f"Kept: {known}."
    )
    return line, says


def said_in(opened: Opened, situations: Iterable[Situation]) -> dict[str, Said]:
    """Say how each situation stands, by its key."""
    lines = answers_of(opened.decisions)
    persons = _persons(opened)
    return {one.key: said_of(one, lines.get(one.key, ()), persons) for one in situations}


def situation_row(one: Situation, said: Said, labels: Mapping[str, str]) -> Row:
    """Give a situation as people and scripts read it."""
    return {
        **{name: getattr(one, name) for name in ("rule", "community", "item", "title", "happened_at")},
        **{name: getattr(one, name) for name in ("because", "role", "audience", "visible_from")},
        **{name: getattr(one, name) for name in ("repository", "url")},
        "situation": shown_key(one.key),
        "state": "for you" if one.audience == "person" else said.state,
        "people": [labels[person] for person in one.concerned if person in labels],
        "figures": dict(one.figures),
        "answer": said.answer,
        "answered_by": [labels.get(person, "somebody") for person in said.by],
        "answered_at": said.at,
        "why": said.why,
        "said_alone": [labels.get(person, "somebody") for person in said.alone],
    }  # fmt: skip


def shown_key(key: str) -> str:
    """Shorten the name of a situation to what people type.

    Examples
    --------
    >>> shown_key("C02:github:lantern-project/lantern#12")
    'C02:lantern-project/lantern#12'
    """
    code, _, rest = key.partition(":")
    return f"{code}:{short(rest)}" if "/" in rest or rest.count(":") > 1 else key


def inputs_of(
    opened: Opened, private: Sequence[PrivateLine] = ()
) -> tuple[Inputs, tuple[Skipped, ...]]:
    """Gather what rules look at, and what of it could not be used."""
    ledger = ledger_of(opened)
    upstream = [row for row in ledger.rows if row["scope"] == "upstream"]
    hours, lost = own_hours(opened, private)
    facts = opened.facts
    plain = Inputs(facts)
    return (
        Inputs(
            facts,
            _majors(opened, [row["item"] for row in plain.opened]),
            _paying(ledger),
            [Deed(row["person"], row["community"], row["happened_at"]) for row in upstream],
            team_in(opened),
            hours,
        ),
        lost,
    )


def terms_of(opened: Opened) -> Terms:
    """Take from the settings when others may see a situation."""
    said = opened.workspace.settings.checks
    return Terms(said.public_from, said.answer_days)


def own_hours(
    opened: Opened, private: Sequence[PrivateLine]
) -> tuple[dict[str, OwnHours], tuple[Skipped, ...]]:
    """Find people's own hours: by their private word, else by the time zone of the team file."""
    found: dict[str, OwnHours] = {}
    lost: list[Skipped] = []
    persons = opened.people.person_of
    said: list[tuple[str, Mapping[str, Any], str]] = [
        (member.key, {"zone": member.time_zone}, member.source)
        for member in opened.workspace.team
        if member.time_zone
    ]
    said += [
        (line.who, line.content, "a private line") for line in private if line.kind == "time-zone"
    ]
    for who, content, source in said:
        person = persons.get(who)
        if person is None:
            continue
        own = read_hours(content)
        if own is None:
            # Neither whose nor what: a time zone is a person's own.
            lost.append(Skipped(source, "a time zone that is none; write it like Europe/Lisbon"))
        else:
            found[person.key] = own
    return found, tuple(dict.fromkeys(lost))


def read_hours(content: Mapping[str, Any]) -> OwnHours | None:
    """Read somebody's hours; None where their time zone or hours are none.

    Examples
    --------
    >>> read_hours({"zone": "Europe/Lisbon", "from": 9, "until": 17})
    OwnHours(zone='Europe/Lisbon', from_hour=9, until_hour=17, free_days=(5, 6))
    """
    usual = OwnHours("UTC")
    try:
        zone = str(content.get("zone") or "")
        ZoneInfo(zone)
        begins = int(content.get("from", usual.from_hour))
        ends = int(content.get("until", usual.until_hour))
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return None
    return OwnHours(zone, begins, ends) if zone and 0 <= begins < ends <= 24 else None


def keeping_hours(zone: str, hours: str | None) -> Mapping[str, Any]:
    """Make the content of a private line of what somebody says of their hours.

    Raises
    ------
    WrongUse
        The time zone or the hours are none.

    Examples
    --------
    >>> keeping_hours("Europe/Lisbon", "9-17")
    {'zone': 'Europe/Lisbon', 'from': 9, 'until': 17}
    """
    content: dict[str, Any] = {"zone": zone.strip()}
    if hours is not None:
        begins, dash, ends = hours.partition("-")
        if not (dash and begins.strip().isdigit() and ends.strip().isdigit()):
            raise WrongUse(f"--my-hours {hours!r}: nothing was kept. Write it like 9-17.")
        content |= {"from": int(begins), "until": int(ends)}
    if read_hours(content) is None:
        what = f"--my-hours {hours!r}" if read_hours({"zone": zone}) else f"--my-time-zone {zone!r}"
        raise WrongUse(
            f"{what}: nothing was kept. Write a zone like Europe/Lisbon, hours like 9-17."
        )
    return content


def communities_of(wanted: Wanted, opened: Opened) -> tuple[str, ...]:
    """Give the owner keys of what was asked for; none: all."""
    return tuple(owner_of(_known(one, opened)) or _known(one, opened) for one in wanted.communities)


def _find(opened: Opened, inputs: Inputs, wanted: Wanted) -> Found:
    codes = [code.strip().upper() for code in wanted.rules]
    for code in codes:
        if code not in rules():
            raise WrongUse(
                f"--rule {code!r}: there is no such rule. Say one of {', '.join(rules())}."
            )
    for place in wanted.communities:
        _known(place, opened)
    return find_situations(inputs, terms_of(opened), only=codes or None)


def _place(written: str, opened: Opened) -> str:
    try:
        owner, repository = read_place(written, opened.workspace.settings.hosts)
    except ValueError as error:
        raise WrongUse(f"--community: {error}.") from None
    return repository or owner


def _known(written: str, opened: Opened) -> str:
    """Give the key of a community or repository that the facts know."""
    key = _place(written, opened)
    known = {key for scope in opened.scopes for key in (scope.repository, scope.community)}
    if key not in known:
        raise WrongUse(
            f"--community {written!r}: no facts are there of any community of this name. "
            "`twohats people scopes` lists what is known."
        )
    return key


def _is_wanted(community: str, place: str | None, wanted: Wanted) -> bool:
    if not wanted.communities:
        return True
    keys = [one if ":" in one else f"github:{one}" for one in map(str.lower, wanted.communities)]
    return any(key == community or (place or "").startswith(key) for key in keys)


def _may_see(one: Situation, viewer: Myself | None, opened: Opened) -> bool:
    """Whether a situation may be shown to whoever looks."""
    if one.audience != "person":
        return True
    if viewer is None:
        return False
    lead = opened.workspace.settings.checks.lead
    # Hours are nobody's but one's own; of a load the lead is told, too.
    is_lead = lead is not None and lead in viewer.identities and one.rule == "C08"
    return viewer.person in one.concerned or is_lead


def _called(name: str, situations: Sequence[Situation]) -> Situation:
    word = name.strip().lower()
    public = [one for one in situations if one.audience != "person"]
    found = [one for one in public if word in (one.key.lower(), shown_key(one.key).lower())]
    if len(found) == 1:
        return found[0]
    hint = nearest(name, [shown_key(one.key) for one in public])
    raise WrongUse(
        f"{name}: nothing was answered: no situation is called so in this window"
        f"{hint or '.'} `twohats check` lists them; with --since and --until it looks at another window."
    )


def _majors(opened: Opened, items: Sequence[str]) -> dict[str, str | None]:
    """Ask evidence N1 which changes are major; None: nobody can tell."""
    if not items:
        return {}
    facts, settings = opened.facts, opened.workspace.settings
    every = all_entries(facts)
    changes = every.filter((every.activity == "change") & every.item.isin(list(items)))
    traces = traces_of(opened.workspace)
    rubric = Rubric.of(
        facts.coverage,
        traces,
        framework_from=settings.framework_from,
        iterations=settings.iterations,
    )
    case = Case(facts, changes, traces, rubric, settings.labels)
    found = n1_major.find(case).select("entry", "holds", "because")
    rows = fetch(found.inner_join(changes.select("entry", "item"), "entry"))
    return {
        row["item"]: row["because"] if row["holds"] else None
        for row in sorted(rows, key=lambda row: row["entry"])
        if row["holds"] is not False
    }


def _paying(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """Find communities that pay us, or are members, for which we worked on something, by item."""
    found: dict[str, set[str]] = {}
    for row in ledger.rows:
        named = {*(row["beneficiaries"] or ()), *(row["funders"] or ())}
        if row["item"] and named:
            found.setdefault(row["item"], set()).update(named)
    return {item: tuple(sorted(named)) for item, named in found.items()}


def _persons(opened: Opened) -> dict[str, str]:
    """List whatever a line of the journal may call somebody, with the person it means."""
    called = {}
    for person in opened.people.persons:
        for identity in person.identities:
            called[identity.lower()] = person.key
            called[identity.partition(":")[2].lower()] = person.key
    return called


def _person(opened: Opened, name: str) -> str:
    return _persons(opened).get(name.lower(), name)


def _meta(opened: Opened, quiet: Sequence[Row]) -> dict[str, object]:
    counts: dict[str, Counter[str]] = {}
    for row in quiet:
        counts.setdefault(row["rule"], Counter())[row["because"]] += 1
    said = opened.workspace.settings.checks
    public = (
        f"{many(said.answer_days, 'day', 'days')} after the team could see it, from "
        f"{said.public_from} on"
        if said.public_from
        else "never: `public_from` in [checks] is not said"
    )
    return {
        **meta(opened),
        "unit": "situations: what was seen, open for an answer; never a verdict",
        "rules": {code: rule.sentence for code, rule in rules().items()},
        "quiet": {code: dict(counted.most_common()) for code, counted in counts.items()},
        "shown_outside": public,
        "definitions": "docs/checks.md",
    }
