"""Our organization's tracker: initiatives, plan items of each iteration, and what they tie to.

Directed work is tied to upstream in both directions, one, or none; foundational work is planned as
reviews and triage, and the plan item then names what was done. Nothing was planned before the
framework began.
"""

from collections.abc import Sequence

import numpy as np

from twohats.records import Rows
from twohats.sources.made_up.cast import Accounts, Cast, Team, second_accounts
from twohats.sources.made_up.planning import Entry, draw_initiatives, plan_iterations
from twohats.sources.made_up.scene import Items, Link, Scene, Texts
from twohats.sources.made_up.working_time import (
    HOUR,
    MINUTE,
    SECOND,
    next_working_moment,
)
from twohats.sources.made_up.world import LEADS, OURS, TRACKER, Community


def track(
    rng: np.random.Generator,
    accounts: Accounts,
    team: Team,
    upstream: Sequence[Scene],
    framework_from: int,
) -> tuple[Scene, Rows]:
    """Make the tracker, tie it to upstream, and return it with the rows of ``commitments``."""
    since, until = upstream[0].since, upstream[0].until
    initiatives = draw_initiatives(rng, team, upstream, framework_from, until)
    entries = initiatives + plan_iterations(rng, team, upstream, initiatives, framework_from, until)
    entries.sort(key=lambda entry: (entry.opened_at, entry.title))
    for position, entry in enumerate(entries):
        entry.position = position
    scene = _scene(rng, accounts, team, entries, since, until)
    for entry in entries:
        _live(scene, entry)
    for community in upstream:
        _tie_directed(scene, community, initiatives, team, framework_from)
    return scene, _commitments(scene, entries)


def _scene(
    rng: np.random.Generator,
    accounts: Accounts,
    team: Team,
    entries: Sequence[Entry],
    since: int,
    until: int,
) -> Scene:
    """Open all items of the tracker."""
    count = len(entries)
    none = np.zeros(count, dtype=bool)
    bodies = Texts()
    items = Items(
        repository=np.zeros(count, dtype=np.int64),
        number=np.arange(1, count + 1),
        is_change=none,
        opened_at=np.array([entry.opened_at for entry in entries], dtype=np.int64),
        author=np.array([entry.author for entry in entries], dtype=np.int64),
        is_newcomer=none,
        is_ours=~none,
        is_update=none,
        titles=[entry.title for entry in entries],
        body=bodies.numbers([entry.body for entry in entries]),
        is_draft=none,
    )
    ours = np.array(list(team.accounts.values()), dtype=np.int64)
    leads = np.array([team.accounts[login] for login in LEADS], dtype=np.int64)
    nobody = np.array([], dtype=np.int64)
    cast = Cast(
        maintainers=leads,
        regulars=ours,
        newcomers=nobody,
        ours=ours,
        our_second_accounts=second_accounts(ours, team),
        our_weights=np.ones(len(ours)),
        our_since=team.since,
        our_until=team.until,
        can_merge=leads,
        members=ours,
        bot=-1,
        updates=-1,
        offsets=np.array(accounts.offsets, dtype=np.int64),
    )
    community = Community(
        OURS.owner, (TRACKER,), count, founded_d=0, registered=False, bot=None, ours=1.0
    )
    scene = Scene(community, accounts, cast, items, rng, since, until, bodies=bodies)
    scene.log.add("opened", np.arange(count), items.author, items.opened_at)
    return scene


def _say(scene: Scene, entry: Entry, actor: int, at: int, text: str) -> int:
    """Add a comment and return its mark."""
    mark = int(scene.log.new_marks(1)[0])
    where = np.array([entry.position])
    body = scene.bodies.number(text)
    scene.log.add("commented", where, actor, np.array([at]), body=body, mark=mark)
    return mark


def _short(scene: Scene, item: int) -> str:
    """How people write an item: ``owner/name#12``."""
    return scene.item_key(item).removeprefix("github:")


def _live(scene: Scene, entry: Entry) -> None:
    """Label, assign, tell what was done, close."""
    log, where = scene.log, np.array([entry.position])
    opened = entry.opened_at
    labels = [entry.direction if entry.direction != "unstated" else "to be sorted"]
    labels.append("initiative" if entry.kind == "initiative" else f"iteration {entry.iteration}")
    for rank, label in enumerate(labels):
        subject = scene.subjects.number(label)
        log.add("labeled", where, entry.author, np.array([opened + rank * SECOND]), subject=subject)
    holder = scene.subjects.number(f"github:{scene.accounts.logins[entry.holder]}")
    log.add("assigned", where, entry.author, np.array([opened + MINUTE]), subject=holder)
    if entry.parent is not None:
        target = entry.parent.position
        to_item, to_url = scene.item_key(target), scene.item_url(target)
        part = Link(entry.position, -1, to_item, to_url, "part_of", entry.author, opened)
        scene.links.append(part)
        mention = scene.subjects.number(scene.item_key(entry.position))
        log.add(
            "cross_referenced",
            np.array([target]),
            entry.author,
            np.array([opened]),
            subject=mention,
        )
    if entry.done:
        _tell_done(scene, entry)
    _close(scene, entry)


def _close(scene: Scene, entry: Entry) -> None:
    rng = scene.rng
    finished = bool(entry.done) or rng.random() < (0.85 if entry.kind == "initiative" else 0.7)
    if not finished:
        return
    offset = scene.cast.offsets[[entry.holder]]
    at = next_working_moment(rng, np.array([entry.ends_at + 9 * HOUR]), offset)
    scene.log.add("closed", np.array([entry.position]), entry.holder, at)


def _tell_done(scene: Scene, entry: Entry) -> None:
    """Name what was reviewed; the forge shows it there as well."""
    done = sorted(entry.done, key=lambda one: (one[2], one[1]))
    names = ", ".join(_short(upstream, item) for upstream, item, _ in done)
    at = done[-1][2] + 40 * MINUTE
    mark = _say(scene, entry, entry.holder, at, f"Done: {names}.")
    subject = scene.item_key(entry.position)
    for upstream, item, _ in done:
        to_item, to_url = upstream.item_key(item), upstream.item_url(item)
        link = Link(entry.position, mark, to_item, to_url, "ref", entry.holder, at)
        scene.links.append(link)
        upstream.log.add(
            "cross_referenced",
            np.array([item]),
            entry.holder,
            np.array([at]),
            subject=upstream.subjects.number(subject),
        )


def _tie_directed(
    tracker: Scene,
    upstream: Scene,
    initiatives: Sequence[Entry],
    team: Team,
    framework_from: int,
) -> None:
    """Tie what ours opened upstream to an initiative: there, here, both, or not at all."""
    rng, items = tracker.rng, upstream.items
    here = [e for e in initiatives if e.community == upstream.community.owner]
    opened = np.flatnonzero(items.is_ours & (items.opened_at >= framework_from)).tolist()
    draws = rng.random((len(opened), 3)).tolist()
    for item, (whether, how, when) in zip(opened, draws, strict=True):
        at, author = int(items.opened_at[item]), int(items.author[item])
        running = [e for e in here if e.opened_at + HOUR < at < e.ends_at]
        place = list(team.accounts.values()).index(author)
        employed = team.since[place] <= at < team.until[place]
        if whether > 0.66 or not running or not employed:
            continue
        entry = running[item % len(running)]
        if how < 0.6:
            _say_part_of(tracker, upstream, entry, item, author, at)
        if how > 0.35:
            # Mostly on the same day.
            later = at + 5 * MINUTE + int(36 * 3600 * when**2) * SECOND
            _say_opened(tracker, upstream, entry, item, author, later)


def _say_part_of(
    tracker: Scene, upstream: Scene, entry: Entry, item: int, author: int, at: int
) -> None:
    items = upstream.items
    text = upstream.bodies.texts[items.body[item]]
    target = _short(tracker, entry.position)
    items.body[item] = upstream.bodies.number(f"{text} Part of {target}.")
    to_item, to_url = tracker.item_key(entry.position), tracker.item_url(entry.position)
    upstream.links.append(Link(item, -1, to_item, to_url, "part_of", author, at))
    tracker.log.add(
        "cross_referenced",
        np.array([entry.position]),
        author,
        np.array([at]),
        subject=tracker.subjects.number(upstream.item_key(item)),
    )


def _say_opened(
    tracker: Scene, upstream: Scene, entry: Entry, item: int, author: int, at: int
) -> None:
    mark = _say(tracker, entry, author, at, f"Opened {_short(upstream, item)} for this.")
    to_item, to_url = upstream.item_key(item), upstream.item_url(item)
    tracker.links.append(Link(entry.position, mark, to_item, to_url, "ref", author, at))
    upstream.log.add(
        "cross_referenced",
        np.array([item]),
        author,
        np.array([at]),
        subject=upstream.subjects.number(tracker.item_key(entry.position)),
    )


def _commitments(scene: Scene, entries: Sequence[Entry]) -> Rows:
    """Build the rows of ``commitments``: every item of the tracker is one."""
    logins = scene.accounts.logins
    keys = [scene.item_key(entry.position) for entry in entries]
    return {
        "commitment": [f"{e.kind}:{key}" for e, key in zip(entries, keys, strict=True)],
        "kind": [entry.kind for entry in entries],
        "iteration": [None if e.iteration is None else str(e.iteration) for e in entries],
        "recorded_at": [entry.opened_at for entry in entries],
        "holder": [f"github:{logins[entry.holder]}" for entry in entries],
        "community": [f"github:{entry.community}" for entry in entries],
        "funder": [entry.funder for entry in entries],
        "direction": [entry.direction for entry in entries],
        "item": keys,
        "url": [scene.item_url(entry.position) for entry in entries],
    }
