"""Who is on the team in an iteration, what they offer, know and may do, and what they did before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from twohats.flow.facts import Opened
from twohats.flow.outcome.deeds_done import deeds_between
from twohats.flow.rows import fetch
from twohats.journal import PrivateLine
from twohats.journal.planned import adopted_of, slots_of
from twohats.journal.training import trainings_of
from twohats.people.affiliation import ALWAYS, FOREVER
from twohats.plan.offers import USUAL_SHARE, member_of, working_days
from twohats.records.outcomes import Deed
from twohats.records.plan import Duty, Member, Pick, Turn
from twohats.workspace.iterations import Iteration, Iterations
from twohats.workspace.planning import PersonTerms, Planning

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
FRESH = timedelta(days=365)
"""How long a merge or a release shows that somebody may merge or release."""
SHOWS: Mapping[str, tuple[str, ...]] = {"merge": ("merge", "triage"), "release": ("release",)}
"""Rights that somebody must have who did this."""
MAINTAINING = ("maintainer", "approver", "member")
"""Roles upstream whose holders may merge, release and triage."""
FACT_POINTS = 1.0
"""Points of a duty that traces show in an iteration for which no plan was adopted."""


def deeds_before(opened: Opened, iteration: Iteration) -> tuple[Deed, ...]:
    """List all that ours did upstream before an iteration began."""
    return deeds_between(opened, BEGINNING, min(iteration.since_at, opened.facts.as_of))


def team_of(
    opened: Opened,
    iteration: Iteration,
    deeds: Iterable[Deed],
    private: Iterable[PrivateLine] = (),
) -> tuple[Member, ...]:
    """List whoever is one of ours in an iteration, with what they offer, know and may do."""
    settings = opened.workspace.settings
    terms, share = settings.plan, upstream_share(opened, iteration)
    deeds = tuple(deeds)
    done, rights = _done(deeds), _rights(opened, deeds, iteration)
    shadowed, off = _shadowed(opened), days_off(opened, private)
    days = working_days(iteration.since, iteration.until)
    found = []
    for person in opened.people.persons:
        there = _days_of(opened, person.identities, days)
        if person.is_bot or not there:
            continue
        said = _terms_of(person.identities, terms)
        known = done.get(person.key, frozenset()) | _declared(said, opened)
        found.append(
            member_of(
                person.key,
                days=days,
                there=there,
                days_off=off.get(person.key, frozenset()),
                terms=terms,
                said=said,
                share=share,
                done=known,
                shadowed=shadowed.get(person.key, frozenset()),
                rights=_merged(rights.get(person.key, {}), said.rights),
                window_share=_window_share(opened, person.identities, iteration, terms),
            )
        )
    return tuple(found)


def upstream_share(opened: Opened, iteration: Iteration) -> float:
    """Say which share of working points goes to upstream work: settings, else policy, else usual."""
    settings = opened.workspace.settings
    policy = settings.policy_on(iteration.since)
    if settings.plan.share is not None:
        return settings.plan.share
    return policy.band_upstream[1] if policy and policy.band_upstream else USUAL_SHARE


def limits_of(
    opened: Opened, iteration: Iteration, team: Iterable[Member]
) -> tuple[float | None, float | None]:
    """Say the most and the fewest points that a plan should hold; None: nobody agreed on one."""
    settings = opened.workspace.settings
    policy = settings.policy_on(iteration.since)
    band = policy.band_upstream if policy else None
    top = settings.plan.share if settings.plan.share is not None else band and band[1]
    low = settings.plan.floor if settings.plan.floor is not None else band and band[0]
    points = sum(one.points for one in team)
    return (
        None if top is None else round(points * top, 2),
        None if low is None else round(points * low, 2),
    )


def turns_of(opened: Opened, iteration: Iteration, deeds: Iterable[Deed]) -> tuple[Turn, ...]:
    """List what people did in earlier iterations: by the plan where one was adopted, else by traces."""
    adopted = adopted_of(opened.decisions)
    slots = {slot.key: slot for slot in slots_of(opened.decisions)}
    turns = [
        turn
        for number, plan in sorted(adopted.items())
        if number < iteration.number
        for pick in plan.picks
        if pick.slot in slots
        for turn in _of_pick(pick, slots[pick.slot].duty, number)
    ]
    iterations = opened.workspace.settings.iterations
    if iterations is not None:
        turns += _by_traces(deeds, iterations, iteration, adopted)
    return tuple(turns)


def _of_pick(pick: Pick, duty: Duty, number: int) -> Iterable[Turn]:
    yield Turn(pick.holder, duty, number, pick.points)
    if pick.pair and pick.pair_part:
        yield Turn(pick.pair, duty, number, pick.pair_points, pick.pair_part)


def _by_traces(
    deeds: Iterable[Deed], iterations: Iterations, before: Iteration, adopted: Collection[int]
) -> list[Turn]:
    found = set()
    for deed in deeds:
        one = iterations.on(deed.happened_at.astimezone(UTC).date())
        if one is not None and one.number < before.number and one.number not in adopted:
            found.add((deed.person, Duty(deed.activity, deed.community), one.number))
    return [Turn(*one, FACT_POINTS, basis="facts") for one in sorted(found)]


def days_off(opened: Opened, private: Iterable[PrivateLine]) -> dict[str, frozenset[date]]:
    """Read days off from the private part; they change what is offered and are shown nowhere."""
    found: dict[str, set[date]] = defaultdict(set)
    for line in private:
        if line.kind == "days-off" and line.who in opened.people.person_of:
            person = opened.people.person_of[line.who].key
            found[person] |= {date.fromisoformat(str(day)) for day in line.content.get("days", ())}
    return {person: frozenset(days) for person, days in found.items()}


def _done(deeds: Iterable[Deed]) -> dict[str, frozenset[Duty]]:
    found: dict[str, set[Duty]] = defaultdict(set)
    for deed in deeds:
        found[deed.person].add(Duty(deed.activity, deed.community))
    return {person: frozenset(duties) for person, duties in found.items()}


def _declared(said: PersonTerms, opened: Opened) -> frozenset[Duty]:
    """Read what somebody knows by their own word: ``review harbour``, or ``review`` anywhere."""
    forge = next(iter(opened.workspace.settings.hosts.values()), "github")
    found = set()
    for words in said.knows:
        activity, _, where = words.strip().lower().partition(" ")
        community = where.strip()
        if community and ":" not in community:
            community = f"{forge}:{community}"
        found.add(Duty(activity, community))
    return frozenset(found)


def _shadowed(opened: Opened) -> dict[str, frozenset[Duty]]:
    found: dict[str, set[Duty]] = defaultdict(set)
    for one in trainings_of(opened.decisions):
        person = opened.people.person_of.get(one.person)
        if one.how == "shadowed" and person is not None:
            found[person.key].add(Duty(one.activity, one.community or ""))
    return {person: frozenset(duties) for person, duties in found.items()}


def _rights(
    opened: Opened, deeds: Iterable[Deed], iteration: Iteration
) -> dict[str, dict[str, frozenset[str]]]:
    """Find rights upstream: by what somebody did of late, and by the roles upstream lists."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for deed in deeds:
        if deed.activity in SHOWS and deed.happened_at >= iteration.since_at - FRESH:
            found[deed.person][deed.community] |= set(SHOWS[deed.activity])
    roles = opened.facts.tables["memberships"]
    roles = roles.filter(roles.role.isin(list(MAINTAINING)) & roles.account.notnull())
    for row in fetch(roles.select("owner", "account", "role", "from_at", "until_at").distinct()):
        person = opened.people.person_of.get(row["account"])
        starts, ends = row["from_at"] or ALWAYS, row["until_at"] or FOREVER
        if person is not None and starts <= iteration.since_at < ends:
            # Who is only a member of a team upstream may triage; merging takes more.
            more = {"triage"} if row["role"] == "member" else {"merge", "release", "triage"}
            found[person.key][row["owner"]] |= more
    return {
        person: {owner: frozenset(all_) for owner, all_ in by_owner.items()}
        for person, by_owner in found.items()
    }


def _merged(
    seen: Mapping[str, frozenset[str]], said: Mapping[str, Iterable[str]]
) -> dict[str, frozenset[str]]:
    owners = sorted({*seen, *said})
    return {one: seen.get(one, frozenset()) | frozenset(said.get(one, ())) for one in owners}


def _terms_of(identities: Iterable[str], terms: Planning) -> PersonTerms:
    by_account = {one.account: one for one in terms.people}
    for identity in identities:
        if identity in by_account:
            return by_account[identity]
    return PersonTerms("")


def _days_of(opened: Opened, identities: Iterable[str], days: Iterable[date]) -> tuple[date, ...]:
    """List those of some days on which a person is one of ours."""
    wanted = set(identities)
    periods = [
        (one.from_at or ALWAYS, one.until_at or FOREVER)
        for one in opened.people.affiliations
        if one.identity in wanted
    ]
    moments = {day: datetime.combine(day, time(), UTC) for day in days}
    return tuple(
        day
        for day, at in moments.items()
        if any(start < at + timedelta(days=1) and at < end for start, end in periods)
    )


def _window_share(
    opened: Opened, identities: Iterable[str], iteration: Iteration, terms: Planning
) -> float:
    """Say in which part of the rolling window before an iteration somebody was one of ours."""
    length = iteration.until - iteration.since
    days = working_days(iteration.since - length * (terms.window - 1), iteration.since)
    return len(_days_of(opened, identities, days)) / len(days) if days else 0.0
