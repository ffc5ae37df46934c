"""Every measure of a recorded community, with every row behind it, held to a reading in plain Python.

Each oracle below is written from docs/measures.md over the records as GitHub sent them. It gives the
rows that a measure counts and its numbers for 2022. So not a few dozen rows of each measure are
checked, but all of them: `LEAST_ROWS` is the fewest that makes such a comparison worth something.

Who works for whom is constructed: three real logins stand for our team, and the employers of others
are made up. Nothing here says anything about these people.
"""

import math
import statistics
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from fakes import raw_community
from fakes.raw_community import days, fewest_holding_half, kaplan_meier, year

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.init import initialize
from twohats.flow.measure import CATALOGUE, Asked, behind, facts_for, measure_named, measured
from twohats.flow.rows import fetch
from twohats.records import Coverage, Page
from twohats.records.times import Window
from twohats.sources.recognize import Reading, recognize
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

SINCE, UNTIL = year(2022)
LATER = datetime(2026, 9, 1, tzinfo=UTC)
REPOSITORY = "github:bitcoin-core/gui"
LEAST_ROWS = 24
OURS = ("w0xlt", "jarolrod", "shaavan")
US = "Tidewater Commons"
EMPLOYERS = {
    **dict.fromkeys(("hebasto", "luke-jr", "ryanofsky", "promag", "achow101"), "Kelp Works (made up)"),
    **dict.fromkeys(("furszy", "jonatack", "laanwj", "fanquake", "vasild"), "Gull Labs (made up)"),
    **dict.fromkeys(("sjors", "randymcmillan"), "Independent"),
    **dict.fromkeys(OURS, US),
}  # fmt: skip
TRIAGE = {
    "labeled", "unlabeled", "milestoned", "demilestoned", "assigned", "unassigned", "renamed",
    "review_requested", "closed", "reopened",
}  # fmt: skip
RELEASES = {
    "v1": ("hebasto", datetime(2021, 11, 3, tzinfo=UTC)),
    "v2rc1": ("hebasto", datetime(2022, 2, 20, 9, tzinfo=UTC)),
    **{
        f"v{at}": (
            ("hebasto", "achow101", "w0xlt")[at % 3],
            datetime(2022, 2, 1, tzinfo=UTC) + timedelta(days=3.5 * at),
        )
        for at in range(3, 29)
    },
}
"""Made up: the recording holds no releases."""


@pytest.fixture(scope="module")
def opened(recordings, tmp_path_factory):
    """The recording in a workspace of a constructed team, looked at in 2022."""
    folder = tmp_path_factory.mktemp("workspace")
    initialize(folder, US, logins=OURS)
    blocks = [
        f"{login}: {login}!users.noreply.github.com\n\t{employer}\n"
        for login, employer in EMPLOYERS.items()
        if login not in OURS
    ]
    (folder / "developers_affiliations.txt").write_text("".join(blocks))
    workspace = load_workspace(folder)
    store = FactStore(workspace.facts_folder)
    path = recordings / raw_community.RECORDING
    read_into(store, [recognize(path, Reading(workspace.settings.hosts, folder))])
    with store.begin("test", "releases", "1") as staging:
        staging.add(releases_made_up())
        staging.finish()
    return open_facts(workspace, store, Moments(SINCE, UNTIL, LATER), secret=b"made up", named=True)


def releases_made_up():
    """Give `RELEASES` as a source would."""
    every = list(RELEASES.items())
    columns = {
        "repository": [REPOSITORY] * len(every),
        "tag": [tag for tag, _ in every],
        "author": [f"github:{login}" for _, (login, _) in every],
        "published_at": [moment for _, (_, moment) in every],
        "prerelease": ["rc" in tag for tag, _ in every],
    }
    promise = Coverage("test", REPOSITORY, "releases", LATER, True)
    return Page("github:bitcoin-core", {"releases": columns}, LATER, (promise,))


@pytest.fixture(scope="module")
def items(recordings):
    return raw_community.read(recordings)


def in_window(moment):
    return moment is not None and SINCE <= moment < UNTIL


def before(moment, end):
    return moment is not None and moment < end


def employer(login):
    return EMPLOYERS.get(login)


def of_people(items, *, pulls):
    return [one for one in items if one.is_pull is pulls and not one.is_bot]


# -- waiting -------------------------------------------------------------------------------------


def clock(item):
    """When an item begins to wait; None: a draft that was never made ready."""
    turns = [one for one in item.acts if one.kind in ("ready_for_review", "convert_to_draft")]
    was_draft = turns[0].kind == "ready_for_review" if turns else item.is_draft
    if not was_draft:
        return item.created_at
    return next((one.at for one in turns if one.kind == "ready_for_review"), None)


def group(item, items):
    """Who waits: one of ours, a newcomer, somebody who returned, or nobody knows."""
    if item.author in OURS:
        return "ours"
    if item.author is None:
        return "unknown"
    merged = [one.merged_at for one in items if one.author == item.author and one.merged_at]
    return "returning" if any(moment < item.created_at for moment in merged) else "newcomer"


def answers(item):
    """Everything that answers an item, in order of time."""
    found = []
    for act in item.acts:
        if act.is_bot:
            continue
        if act.kind in ("commented", "reviewed", "line comment"):
            is_other = act.who != item.author  # of two that are gone nobody knows
        elif act.kind in ("closed", "merged"):
            is_other = act.who is not None and act.who != item.author
        else:
            continue
        if is_other and act.at >= clock(item):
            found.append(act)
    return found


def wait(item, found):
    """Days waited for the first of some answers, and whether it came."""
    ends = [one.at for one in item.acts if one.kind in ("closed", "merged")]
    last = max([item.closed_at, *ends]) if item.closed_at else None
    if found and (last is None or found[0].at <= last):
        return max(days(clock(item), found[0].at), 0.0), True
    return max(days(clock(item), item.closed_at or LATER), 0.0), False


def waits(items, *, pulls=True, counts=lambda item, act: True, waiting=lambda item: True):
    """Rows and medians of what began to wait in the window."""
    found = {}
    for item in items:
        if item.is_bot or (item.is_pull and not pulls):
            continue
        if in_window(clock(item)) and waiting(item):
            said = [act for act in answers(item) if counts(item, act)]
            found[item.number] = (group(item, items), *wait(item, said))
    return set(found), medians(found.values())


def medians(waited):
    by_group = defaultdict(list)
    for name, length, is_over in waited:
        by_group[name].append((length, is_over))
    return {name: kaplan_meier(rows) for name, rows in by_group.items()}


def who_decides(items):
    """Say whether somebody had merged in the year before."""
    merged = [
        (item.merger, next((a.at for a in item.acts if a.kind == "merged"), item.merged_at))
        for item in items
        if item.is_pull and item.merged_at
    ]
    return lambda who, moment: any(
        who == merger and timedelta(0) <= moment - at < timedelta(days=365) for merger, at in merged
    )


def time_to_first_response(items):
    return waits(items)


def issue_response_time(items):
    return waits(items, pulls=False)


def time_to_maintainer_response(items):
    decides = who_decides(items)
    return waits(items, counts=lambda item, act: act.who and decides(act.who, act.at))


def issue_maintainer_response_time(items):
    decides = who_decides(items)
    return waits(items, pulls=False, counts=lambda item, act: act.who and decides(act.who, act.at))


def is_colleague(item, act):
    theirs, authors = employer(act.who), employer(item.author)
    return theirs == authors != "Independent" if theirs and authors else None


def time_to_same_employer_response(items):
    has_employer = lambda item: employer(item.author) not in (None, "Independent")  # noqa: E731
    return waits(items, counts=is_colleague, waiting=has_employer)


def same_employer_responses(items):
    first = {
        item.number: is_colleague(item, answers(item)[0])
        for item in items
        if not item.is_bot
        and in_window(clock(item))
        and answers(item)
        and wait(item, answers(item))[1]
    }
    return set(first), shares(list(first.values()))


def shares(known):
    """Share of what is true, and nothing where more than a fifth is unknown."""
    if sum(one is None for one in known) / len(known) > 0.2:
        return {"all": None}
    return {"all": sum(one is True for one in known) / len(known)}


# -- reviews in cycles ---------------------------------------------------------------------------


def cycles(items):
    """Cycles that began in the window: item, which one, days, whether somebody looked or merged."""
    for item in of_people(items, pulls=True):
        over = item.merged_at or item.closed_at
        if clock(item) is None or (over and over <= SINCE):
            continue
        found = [("first", clock(item), None)]
        for act in item.acts:
            if act.at < clock(item):
                continue
            is_look = act.kind in ("reviewed", "line comment") and not act.is_bot
            if is_look and act.who and act.who != item.author:
                if found[-1][2] is None:
                    found[-1] = (*found[-1][:2], act.at)
            elif act.kind in ("committed", "head_ref_force_pushed") and found[-1][2]:
                found.append(("later", act.at, None))
        for name, began, looked in found:
            if not in_window(began) or (over and began >= over):
                continue
            end = min(looked or LATER, over or LATER)
            is_over = bool(item.merged_at) or (looked is not None and looked <= end)
            yield item, name, max(days(began, end), 0.0), is_over


def change_request_review_duration(items):
    found = [one for one in cycles(items) if one[1] == "first"]
    named = [(group(item, items), length, is_over) for item, _, length, is_over in found]
    return {item.number for item, *_ in found}, medians(named)


def review_cycle_duration(items):
    found = list(cycles(items))
    return Counter(item.number for item, *_ in found), medians(one[1:] for one in found)


# -- what came and went --------------------------------------------------------------------------


def opened_in_window(items):
    return [one for one in items if in_window(one.created_at) and not one.is_bot]


def open_days(item, end):
    return days(item.created_at, end if before(end, UNTIL) else UNTIL), before(end, UNTIL)


def time_to_close(items):
    found = opened_in_window(items)
    named = [("pull_request" if one.is_pull else "issue", *open_days(one, one.closed_at)) for one in found]  # fmt: skip
    return {one.number for one in found}, medians(named)


def issue_resolution_duration(items):
    found = [one for one in opened_in_window(items) if not one.is_pull]
    return (
        {one.number for one in found},
        {"all": kaplan_meier(open_days(one, one.closed_at) for one in found)},
    )


def change_requests_duration(items):
    found = [one for one in opened_in_window(items) if one.is_pull]
    spans = [(open_days(one, one.closed_at)[0], before(one.merged_at, UNTIL)) for one in found]
    merged = [length for length, is_merged in spans if is_merged]
    return (
        {one.number for one in found},
        {"merged": statistics.median(merged), "all": kaplan_meier(spans)},
    )


def issue_age(items):
    found = [
        one
        for one in of_people(items, pulls=False)
        if one.created_at < UNTIL and not before(one.closed_at, UNTIL)
    ]
    ages = [days(one.created_at, UNTIL) for one in found]
    return (
        {one.number for one in found},
        {"median": statistics.median(ages), "mean": statistics.mean(ages)},
    )


def counted(found):
    numbers = {one.number for one in found}
    return numbers, {"all": len(numbers)}


def issues_new(items):
    return counted(one for one in of_people(items, pulls=False) if in_window(one.created_at))


def issues_closed(items):
    return counted(one for one in of_people(items, pulls=False) if in_window(one.closed_at))


def issues_active(items):
    kinds = ("commented", "labeled", "unlabeled", "assigned", "unassigned", "closed")
    return counted(
        one
        for one in of_people(items, pulls=False)
        if any(act.kind in kinds and in_window(act.at) and not act.is_bot for act in one.acts)
    )


def change_requests(items):
    return counted(one for one in of_people(items, pulls=True) if in_window(one.created_at))


def ended(items):
    return [one for one in of_people(items, pulls=True) if in_window(one.closed_at)]


def change_requests_accepted(items):
    return counted(one for one in ended(items) if one.merged_at)


def change_requests_declined(items):
    return counted(one for one in ended(items) if not one.merged_at)


def change_request_acceptance_ratio(items):
    found = ended(items)
    return {one.number for one in found}, {"all": sum(bool(one.merged_at) for one in found) / len(found)}  # fmt: skip


def change_request_closure_ratio(items):
    moved = [
        one
        for one in of_people(items, pulls=True)
        if one.created_at < UNTIL and not before(one.closed_at, SINCE)
    ]
    went = len(ended(items))
    came = sum(in_window(one.created_at) for one in moved)
    return {one.number for one in moved}, {"of open": went / len(moved), "of opened": went / came}


# -- both ways -----------------------------------------------------------------------------------


def size(item):
    """Class of a pull request by its changed lines."""
    return next((size for most, size in ((10, 1), (50, 2), (200, 3)) if item.lines <= most), 5)


def reciprocity(items):
    given, received, changes = Counter(), Counter(), Counter()
    for item in items:
        if not item.is_pull:
            continue
        if item.author in OURS and in_window(item.created_at):
            changes[item.author, item.number] += 1
        for act in item.acts:
            looked = act.kind in ("reviewed", "line comment") and in_window(act.at)
            if not looked or act.is_bot or act.who is None or item.author is None:
                continue
            if act.who in OURS and item.author not in OURS:
                given[act.who, item.number] = size(item)
            elif act.who not in OURS and item.author in OURS:
                received[act.who, item.number] = size(item)
    weight_given, weight_received = (
        sum({number: one for (_, number), one in side.items()}.values())
        for side in (given, received)
    )
    rows = [*(("changes", *one) for one in changes), *(("reviews", *one) for one in given)]
    rows += [("reviews_received", *one) for one in received]
    return Counter(rows), {
        "reviews per change": len(given) / len(changes),
        "reciprocity": len(given) / len(received),
        "burden offset": weight_given / weight_received,
        "review debt": weight_received - weight_given,
    }


def burden(items):
    waiting = {
        one.number: (one.author in OURS, wait(one, answers(one))[0])
        for one in of_people(items, pulls=True)
        if clock(one) and not one.closed_at and not wait(one, answers(one))[1]
    }
    ours = [length for is_ours, length in waiting.values() if is_ours]
    return set(waiting), {
        "ours": len(ours),
        "queue": len(waiting),
        "waited so far": statistics.median(length for _, length in waiting.values()),
        "ours so far": statistics.median(ours) if ours else None,
    }


def release_frequency(items):
    final = sorted((at, tag) for tag, (_, at) in RELEASES.items() if "rc" not in tag)
    gaps = [days(one, other) for (one, _), (other, _) in pairwise(final) if in_window(other)]
    inside = {tag: login for tag, (login, at) in RELEASES.items() if in_window(at)}
    return set(inside), {
        "all": sum("rc" not in tag for tag in inside),
        "pre-release": sum("rc" in tag for tag in inside),
        "median gap": statistics.median(gaps),
        "makers": len(set(inside.values())),
    }


def unreleased_work(items):
    last = max(at for _, at in RELEASES.values() if at < UNTIL)
    waiting = {
        one.number: days(one.merged_at, UNTIL)
        for one in items
        if one.merged_at and last < one.merged_at < UNTIL
    }
    return set(waiting), {"all": len(waiting), "oldest": max(waiting.values())}


# -- our ledger ----------------------------------------------------------------------------------


def entries(items):
    """What ours did in the window, as the ledger tells it: person, item and activity."""
    first = {("change", one.author, one.number): one.created_at for one in items if one.is_pull}
    for item in items:
        for act in item.acts:
            if act.who == item.author or act.kind == "opened":
                continue
            kinds = {"commented": "answer", "reviewed": "review", "line comment": "review"}
            kinds |= {"merged": "merge"} | dict.fromkeys(TRIAGE, "triage")
            if act.kind in kinds:
                key = kinds[act.kind], act.who, item.number
                first[key] = min(act.at, first.get(key, act.at))
    for part, whole in (("answer", "review"), ("triage", "merge")):
        first = {
            key: moment
            for key, moment in first.items()
            if key[0] != part or (whole, *key[1:]) not in first
        }
    first |= {("release", login, tag): at for tag, (login, at) in RELEASES.items()}
    return [key for key, moment in first.items() if key[1] in OURS and in_window(moment)]


def contribution_attribution(items):
    parts = ("sponsored, roadmap", "sponsored, upstream need", "volunteer", "blended")
    return Counter(entries(items)), {**dict.fromkeys(parts, 0), "undecided": 1}


def labor_investment(items):
    weights = {"change": 6, "review": 3, "release": 3, "answer": 1, "triage": 0.5, "merge": 0.5}
    found = entries(items)
    return Counter(found), {"weighed": sum(weights[activity] for activity, _, _ in found)}


# -- merges --------------------------------------------------------------------------------------


def merged_in_window(items):
    return [one for one in of_people(items, pulls=True) if in_window(one.merged_at)]


def looks(item):
    """Reviews by other humans before the merge."""
    return [
        act
        for act in item.acts
        if act.kind in ("reviewed", "line comment")
        and not act.is_bot
        and act.who not in (None, item.author)
        and act.at <= item.merged_at
    ]


def is_outside(who, author):
    theirs, authors = employer(who), employer(author)
    if theirs is None or authors is None:
        return None
    return "Independent" in (theirs, authors) or theirs != authors


def outside_reviewed(item):
    found = [is_outside(act.who, item.author) for act in looks(item)]
    return True if True in found else None if None in found else False


def outside_merged(item):
    return False if item.merger == item.author else is_outside(item.merger, item.author)


def neither(one, other):
    """Three-valued: neither of two."""
    if one is True or other is True:
        return False
    return None if None in (one, other) else True


def self_merge_rates(items):
    found = merged_in_window(items)
    alone = [
        None
        if None in (one.merger, one.author)
        else one.merger == one.author and not any(act.state == "approved" for act in looks(one))
        for one in found
    ]
    return {one.number for one in found}, shares(alone)


def same_organization_merges(items):
    found = merged_in_window(items)
    inside = [neither(outside_reviewed(one), outside_merged(one)) for one in found]
    return {one.number for one in found}, shares(inside)


def outside_review(items):
    found = [one for one in merged_in_window(items) if one.author in OURS]
    return {one.number for one in found}, shares([outside_reviewed(one) for one in found])


def change_request_reviews(items):
    found = merged_in_window(items)
    return {one.number for one in found}, shares([bool(looks(one)) for one in found])


# -- people --------------------------------------------------------------------------------------


def contributions(items):
    """First time of each kind of thing that somebody did to an item; whoever is gone stands alone."""
    first = {}
    for item in items:
        found = []
        if not item.is_bot and item.is_pull and item.merged_at:
            found.append(
                (item.author or f"gone, author of {item.number}", "change", item.merged_at)
            )
        for act in item.acts:
            own = act.who is not None and act.who == item.author
            if act.is_bot:
                kind = None
            elif act.kind == "opened":
                kind = None if item.is_pull else "issue"
            elif act.kind == "reviewed":
                kind = None if own else "review"
            elif act.kind in TRIAGE:
                kind = None if own or (act.kind == "closed" and item.merged_at) else "triage"
            else:
                kind = {"commented": "comment", "merged": "merge"}.get(act.kind)
            if kind:
                found.append((act.who or f"gone, {act.kind} {act.id} {item.number}", kind, act.at))
        for who, kind, moment in found:
            key = who, item.number, kind
            first[key] = min(moment, first.get(key, moment))
    first |= {(login, tag, "release"): at for tag, (login, at) in RELEASES.items()}
    return first


def of_window(items):
    return [key for key, moment in contributions(items).items() if in_window(moment)]


def is_known(who):
    return not who.startswith("gone, ")


def histories(items):
    """Times of all that each person contributed before the window's end."""
    found = defaultdict(list)
    for (who, _, _), moment in contributions(items).items():
        if is_known(who) and moment < UNTIL:
            found[who].append(moment)
    return {who: sorted(moments) for who, moments in found.items()}


def people(found):
    found = set(found)
    return found, {"all": len(found)}


def contributors(items):
    return people(who for who, _, _ in of_window(items) if is_known(who))


def new_contributors(items):
    return people(who for who, moments in histories(items).items() if moments[0] >= SINCE)


def returning_contributors(items):
    return people(
        who for who, moments in histories(items).items() if moments[0] < SINCE <= moments[-1]
    )


def occasional_contributors(items):
    start = UNTIL - timedelta(days=365)

    def is_occasional(moments):
        in_year = [moment for moment in moments if moment >= start]
        ends = [*moments[1:], UNTIL]
        gaps = [days(one, end) for one, end in zip(moments, ends, strict=True) if end >= start]
        return bool(in_year) and (len(in_year) < 2 or max(gaps) > 365)

    return people(who for who, moments in histories(items).items() if is_occasional(moments))


def inactive_contributors(items):
    return people(
        who
        for who, moments in histories(items).items()
        if moments[-1] >= SINCE and days(moments[-1], LATER) > 180
    )


def new_contributors_closing_issues(items):
    first = {}
    for item in items:
        if item.is_pull:
            continue
        back = [act.at for act in item.acts if act.kind == "reopened"]
        for act in item.acts:
            if act.kind != "closed" or act.is_bot or act.who is None:
                continue
            if not any(timedelta(0) <= at - act.at < timedelta(hours=1) for at in back):
                first[act.who] = min(act.at, first.get(act.who, act.at))
    return people(who for who, moment in first.items() if in_window(moment))


def types_of_contributions(items):
    found = of_window(items)
    return Counter(named(found)), Counter(kind for _, _, kind in found)


def named(keys):
    """Rows by person, item and kind; nobody stands for whoever is gone."""
    return [(who if is_known(who) else None, number, kind) for who, number, kind in keys]


def by_kind(items, unit):
    found = defaultdict(Counter)
    for who, _, kind in of_window(items):
        found[kind][unit(who)] += 1
    return found


def contributor_absence_factor(items):
    counts = by_kind(items, lambda who: who)
    return (
        Counter(named(of_window(items))),
        {kind: fewest_holding_half(count.values()) for kind, count in counts.items()},
    )


def unit(who):
    """Employer, or the person where there is none or nobody knows."""
    works_for = employer(who)
    return who if works_for in (None, "Independent") else works_for


def elephant_factor(items):
    numbers = {}
    for kind, counts in by_kind(items, lambda who: who).items():
        units = Counter()
        for who, count in counts.items():
            units[unit(who)] += count
        unknown = sum(count for who, count in counts.items() if employer(who) is None)
        is_told = unknown / sum(counts.values()) <= 0.2
        numbers[kind] = fewest_holding_half(units.values()) if is_told else None
    return Counter(named(of_window(items))), numbers


def organizational_diversity(items):
    counts, members = Counter(), defaultdict(set)
    for who, _, _ in of_window(items):
        name = employer(who) or "unknown"
        counts[name] += 1
        members[name] |= {who} if is_known(who) else set()
    numbers = Counter()
    for name, count in counts.items():
        is_few = name != "unknown" and len(members[name]) < 3
        shown = "employers with fewer than three people" if is_few else name.lower()
        numbers[shown] += count / sum(counts.values())
    return Counter(named(of_window(items))), dict(numbers)


def organizational_influence(items):
    decides = who_decides(items)
    last = UNTIL - timedelta(seconds=1)
    mergers = {item.merger for item in items if item.merger}
    found = {
        "contributors": [(who, None) for who in contributors(items)[0]],
        "merges": [(who, number) for who, number, kind in of_window(items) if kind == "merge"],
        "releases": [(who, tag) for who, tag, kind in of_window(items) if kind == "release"],
        "roles": [(who, None) for who in mergers if decides(who, last)],
    }
    rows = Counter(
        (of, who if is_known(who) else None, number)
        for of, things in found.items()
        for who, number in things
    )
    numbers = {}
    for of, things in found.items():
        total = len(things)
        is_told = sum(employer(who) is None for who, _ in things) / total <= 0.2
        units = Counter(unit(who) for who, _ in things if employer(who))
        numbers[f"{of}, largest employer"] = max(units.values()) / total if is_told else None
        numbers[f"{of}, ours"] = sum(who in OURS for who, _ in things) / total
        if of == "contributors":
            several = [n for name, n in units.items() if n > 1 and name not in EMPLOYERS]
            numbers[f"{of}, of employers with several"] = sum(several) / total if is_told else None
    return rows, numbers


# -- activity ------------------------------------------------------------------------------------


def done(items):
    """Everything done to any item in the window."""
    return [act for item in items for act in item.acts if in_window(act.at)]


def bot_activity(items):
    found = done(items)
    return Counter(one.number for one in found), {"all": sum(one.is_bot for one in found) / len(found)}  # fmt: skip


def burstiness(items):
    weeks = int((UNTIL - SINCE) / timedelta(days=7))
    week = [
        (act, int((act.at - SINCE) / timedelta(days=7))) for act in done(items) if not act.is_bot
    ]
    counts = Counter(number for _, number in week if number < weeks)
    loads = [counts[number] for number in range(weeks)]
    mean, spread = statistics.fmean(loads), statistics.pstdev(loads)
    return (
        Counter(act.number for act, number in week if number < weeks),
        {"all": (spread - mean) / (spread + mean)},
    )


def conversion_rate(items):
    kinds, first = defaultdict(set), {}
    for (who, _, kind), moment in contributions(items).items():
        if is_known(who) and moment < UNTIL:
            kinds[who].add(kind)
            first[who] = min(moment, first.get(who, moment))
    cohort = {
        who
        for who, found in kinds.items()
        if first[who] >= SINCE and found & {"issue", "comment", "review"}
    }
    merged = sum("change" in kinds[who] for who in cohort)
    return cohort, {"D0 to D1": None, "D1 to D2": merged / len(cohort)}


def project_velocity(items):
    found = [act for act in done(items) if not act.is_bot]
    kinds = Counter(act.kind for act in found)
    talk = kinds["opened"] + kinds["reviewed"] + kinds["commented"]
    return Counter(act.number for act in found), {
        "changes merged": math.log10(kinds["merged"]),
        "issues and reviews": math.log10(talk),
    }


# -- the comparison ------------------------------------------------------------------------------

ORACLES = {
    name: found for name, found in list(globals().items()) if name in CATALOGUE and callable(found)
}
OF_PEOPLE = (
    "contributors", "new_contributors", "returning_contributors", "occasional_contributors",
    "inactive_contributors", "new_contributors_closing_issues", "conversion_rate",
)  # fmt: skip
OF_KINDS = (
    "types_of_contributions", "contributor_absence_factor", "elephant_factor",
    "organizational_diversity",
)  # fmt: skip
FEWER = {"outside_review": 5, "new_contributors_closing_issues": 14, "burden": 5}
"""Fewer than `LEAST_ROWS` happened there; of the burden they are looked at on several days."""
SPANS = {"new_contributors_closing_issues": (year(2021)[0], year(2025)[0])}
"""Windows of measures that counted too few in 2022."""


def number_of(row):
    """Number of an item, or the tag of a release."""
    found = (row["item"] or "").replace("@", "#").rpartition("#")[2]
    return int(found) if found.isdigit() else found or None


def who_of(row):
    return row["actor"] and row["actor"].partition(":")[2]


def keys_of(name, rows):
    """Bring rows of a measure into the shape that its oracle gives."""
    if name in OF_PEOPLE:
        return {who_of(row) for row in rows}
    if name in OF_KINDS:
        return Counter((who_of(row), number_of(row), row["kind"]) for row in rows)
    if name == "reciprocity":
        return Counter((row["deed"], who_of(row), number_of(row)) for row in rows)
    if name == "organizational_influence":
        return Counter((row["of"], who_of(row), number_of(row)) for row in rows)
    if name in ("contribution_attribution", "labor_investment"):
        return Counter((row["activity"], who_of(row), number_of(row)) for row in rows)
    return [row["tag"] if name == "release_frequency" else number_of(row) for row in rows]


@pytest.mark.parametrize("name", sorted(set(ORACLES) - {"burden"}))
def test_every_row_and_number(name, opened, items, monkeypatch):
    """A measure counts the rows that a plain reading of the records finds, and comes to its numbers."""
    if name in SPANS:
        monkeypatch.setitem(globals(), "SINCE", SPANS[name][0])
        monkeypatch.setitem(globals(), "UNTIL", SPANS[name][1])
        facts = replace(opened.facts, window=Window(*SPANS[name]))
        opened = replace(opened, facts=facts)
    compare(name, opened, items)


@pytest.mark.parametrize("day", ["2021-01-04", "2022-05-02", "2023-08-14", "2023-09-18"])
def test_burden_on_a_past_day(day, opened, items, monkeypatch):
    """What waited on a day, of the records as they stood then."""
    day = datetime.fromisoformat(day).replace(tzinfo=UTC)
    monkeypatch.setitem(globals(), "LATER", day)
    store = FactStore(opened.workspace.facts_folder)
    then = open_facts(opened.workspace, store, Moments(as_of=day), secret=b"made up", named=True)
    compare("burden", then, [as_of(item, day) for item in items if item.created_at < day])


def as_of(item, day):
    """Take an item back to a day."""
    return replace(
        item,
        acts=tuple(act for act in item.acts if act.at < day),
        closed_at=item.closed_at if before(item.closed_at, day) else None,
        merged_at=item.merged_at if before(item.merged_at, day) else None,
        is_draft=as_opened(item),
    )


def as_opened(item):
    """Whether it was opened as a draft; what turned it later tells."""
    turns = [one.kind for one in item.acts if one.kind in ("ready_for_review", "convert_to_draft")]
    return turns[0] == "ready_for_review" if turns else item.is_draft


def compare(name, opened, items):
    """Hold rows and numbers of a measure to those of its oracle."""
    measure = measure_named(name)
    expected, numbers = ORACLES[name](items)
    rows = fetch(behind(facts_for(opened, measure), measure, Asked()))
    found = keys_of(name, rows)
    if isinstance(found, list):
        found = Counter(found) if isinstance(expected, Counter) else set(found)

    assert len(rows) == (sum(expected.values()) if isinstance(expected, Counter) else len(expected))
    assert found == expected
    assert len(rows) >= FEWER.get(name, LEAST_ROWS)
    told = {row["part"].lower(): row for row in measured(opened, measure, Asked()).rows}
    compared = 0
    for part, number in numbers.items():
        row = told[part.lower()]
        if row["answer"] in ("too few", "not measured"):
            continue
        assert row["value"] == (None if number is None else pytest.approx(number)), (part, row)
        compared += row["value"] is not None or row["answer"] in ("only a range", "not reached")
    assert compared


def test_every_measure_has_its_oracle():
    """A new measure is held to plain Python, too."""
    assert set(ORACLES) == set(CATALOGUE)
