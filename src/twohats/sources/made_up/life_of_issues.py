"""What happens to made-up issues: an answer or none, talk, triage, and an end or none."""

import numpy as np

from twohats.sources.made_up.cast import NOBODY
from twohats.sources.made_up.changes import NEVER, Changes, responders, wait
from twohats.sources.made_up.scene import Link, Scene
from twohats.sources.made_up.words import bodies
from twohats.sources.made_up.working_time import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Bools,
    Ints,
    next_working_moment,
)

MILESTONE_D = 90
_LONGEST_TALK = 40


def live_issues(scene: Scene, changes: Changes) -> None:
    """Let all issues of a scene live their lives; some end with one of the pull requests."""
    every = np.flatnonzero(~scene.items.is_change)
    now = scene.items.opened_at[every].copy()
    untriaged = _await_triage(scene, every)
    answered = _first_answer(scene, every, now, untriaged)
    _talk(scene, every, now, answered)
    fixed = _fixed_by(scene, changes, every, now)
    _close(scene, every, now, answered, fixed)
    issue, change = every[fixed >= 0], fixed[fixed >= 0]
    at = changes.merged_at[change] + SECOND
    scene.log.add("closed", issue, changes.merged_by[change], at)


def sort_and_plan(scene: Scene) -> None:
    """Do what maintainers do beside talking: milestones, assignees, better titles."""
    items, rng, log, cast = scene.items, scene.rng, scene.log, scene.cast
    count = len(items)
    maintainer = cast.draw_maintainers(rng, count)
    every = np.arange(count)
    planned = every[(rng.random(count) < 0.18) & ~items.is_update]
    at = items.opened_at[planned] + rng.integers(HOUR, 3 * DAY, len(planned))
    titles = scene.subjects.numbers(
        [milestone_title(k) for k in range((scene.until - scene.since) // (MILESTONE_D * DAY) + 2)]
    )
    title = titles[(at - scene.since) // (MILESTONE_D * DAY)]
    log.add("milestoned", planned, maintainer[planned], at, subject=title)
    late = rng.random(len(planned)) < 0.06
    dropped = planned[late]
    log.add("demilestoned", dropped, maintainer[dropped], at[late] + 20 * DAY, subject=title[late])
    assigned = every[(rng.random(count) < 0.13) & ~items.is_update]
    at = items.opened_at[assigned] + rng.integers(HOUR, 4 * DAY, len(assigned))
    holder = responders(scene, at, np.full(len(at), NOBODY))
    keys = [f"github:{scene.accounts.logins[a]}" for a in holder.tolist()]
    subject = scene.subjects.numbers(keys)
    log.add("assigned", assigned, maintainer[assigned], at, subject=subject)
    off = rng.random(len(assigned)) < 0.1
    log.add(
        "unassigned",
        assigned[off],
        maintainer[assigned[off]],
        at[off] + 15 * DAY,
        subject=subject[off],
    )
    _rename(scene, every[(rng.random(count) < 0.03) & ~items.is_update])


def milestone_title(number: int) -> str:
    """Title of the nth milestone."""
    return f"Tide {number + 1}"


def _rename(scene: Scene, item: Ints) -> None:
    """Give better titles; the event keeps the old one."""
    items = scene.items
    at = items.opened_at[item] + scene.rng.integers(2, 50, len(item)) * MINUTE
    item, at = item[at < scene.until], at[at < scene.until]
    old = scene.subjects.numbers([items.titles[i].split(": ")[-1].lower() for i in item.tolist()])
    scene.log.add("renamed", item, items.author[item], at, subject=old)


def _await_triage(scene: Scene, every: Ints) -> Bools:
    """Let a form label most issues, in the name of who opens them."""
    untriaged = scene.rng.random(len(every)) < 0.68
    item = every[untriaged]
    label = scene.subjects.number("needs-triage")
    at = scene.items.opened_at[item] + SECOND
    scene.log.add("labeled", item, scene.items.author[item], at, subject=label)
    return untriaged


def _first_answer(scene: Scene, every: Ints, now: Ints, untriaged: Bools) -> Bools:
    """Answer and triage, only triage, or nothing ever; ``now`` moves on."""
    items, rng, log, community = scene.items, scene.rng, scene.log, scene.community
    newcomer, author = items.is_newcomer[every], items.author[every]
    chance = np.where(newcomer, community.ignored_newcomers, community.ignored)
    reached = rng.random(len(every)) >= chance * 1.3
    person = responders(scene, now, author)
    slow = np.where(newcomer, community.newcomers_wait, 1.0)
    delay = wait(scene, now, community.answer_h * 1.2 * slow)
    at = next_working_moment(rng, now + delay, scene.cast.offsets[person])
    only_label = reached & untriaged & (rng.random(len(every)) < 0.12)
    says = reached & ~only_label
    text = bodies(rng, "answer", int(says.sum()))
    log.add("commented", every[says], person[says], at[says], body=text)
    sorts = reached & (only_label | (rng.random(len(every)) < 0.72))
    labels = ["bug", "enhancement", "question", "documentation", "good first issue"]
    label = scene.subjects.numbers(labels)[
        rng.choice(5, int(sorts.sum()), p=[0.36, 0.27, 0.17, 0.12, 0.08])
    ]
    log.add("labeled", every[sorts], person[sorts], at[sorts] + 40 * SECOND, subject=label)
    done = sorts & untriaged
    log.add(
        "unlabeled",
        every[done],
        person[done],
        at[done] + 45 * SECOND,
        subject=scene.subjects.number("needs-triage"),
    )
    now[reached] = at[reached] + MINUTE
    return says


def _talk(scene: Scene, every: Ints, now: Ints, answered: Bools) -> None:
    """Let author and others take turns; a few talks are very long."""
    items, rng, log = scene.items, scene.rng, scene.log
    goes_on = np.where(rng.random(len(every)) < 0.03, 0.93, 0.58)
    active = np.flatnonzero(answered)
    for turn in range(_LONGEST_TALK):
        active = active[(rng.random(len(active)) < goes_on[active]) & (now[active] < scene.until)]
        if not len(active):
            return
        item = every[active]
        others = responders(scene, now[active], items.author[item])
        by_author = rng.random(len(active)) < (0.75 if turn % 2 == 0 else 0.2)
        person = np.where(by_author, items.author[item], others)
        delay = np.exp(2.7 + 1.3 * rng.standard_normal(len(active))) * HOUR
        at = next_working_moment(
            rng, now[active] + delay.astype(np.int64), scene.cast.offsets[person]
        )
        replies = bodies(rng, "reply", len(active))
        text = np.where(by_author, replies, bodies(rng, "answer", len(active)))
        log.add("commented", item, person, at, body=text)
        now[active] = at


def _fixed_by(scene: Scene, changes: Changes, every: Ints, now: Ints) -> Ints:
    """Choose for some issues the pull request that says it closes them, opened after all talk."""
    items, rng = scene.items, scene.rng
    fixed = np.full(len(every), -1)
    for repository in range(len(scene.community.repositories)):
        candidates = np.flatnonzero(
            items.is_change & ~items.is_update & (items.repository == repository)
        )
        issues = np.flatnonzero(
            (items.repository[every] == repository) & (rng.random(len(every)) < 0.3)
        )
        after = np.searchsorted(items.opened_at[candidates], now[issues], side="right")
        chosen = after + rng.integers(0, 7, len(issues))
        possible = chosen < len(candidates)
        # One pull request closes one issue here, so that its body says so once.
        _, firsts = np.unique(chosen[possible], return_index=True)
        fixed[issues[possible][firsts]] = candidates[chosen[possible][firsts]]
    _say_closes(scene, changes, every, fixed)
    return np.where(fixed >= 0, np.where(changes.merged_at[fixed] < NEVER, fixed, -1), -1)


def _say_closes(scene: Scene, changes: Changes, every: Ints, fixed: Ints) -> None:
    """Write ``Closes #n`` into pull requests, and what the forge then shows on the issue."""
    items, log = scene.items, scene.log
    for which in np.flatnonzero(fixed >= 0).tolist():
        issue, change = int(every[which]), int(fixed[which])
        text = scene.bodies.texts[items.body[change]]
        items.body[change] = scene.bodies.number(f"{text} Closes #{items.number[issue]}.")
        at = int(items.opened_at[change])
        author = int(items.author[change])
        to_item, to_url = scene.item_key(issue), scene.item_url(issue)
        scene.links.append(Link(change, -1, to_item, to_url, "closes", author, at))
    closed, closing = every[fixed >= 0], fixed[fixed >= 0]
    subject = scene.subjects.numbers([scene.item_key(c) for c in closing.tolist()])
    log.add(
        "cross_referenced", closed, items.author[closing], items.opened_at[closing], subject=subject
    )
    # ``parent`` names the pull request whose merge this is about, until commits have names.
    log.add(
        "referenced", closed, changes.merged_by[closing], changes.merged_at[closing], parent=closing
    )


def _close(scene: Scene, every: Ints, now: Ints, answered: Bools, fixed: Ints) -> None:
    """Close with the pull request, by hand, or not at all; a few come back."""
    items, rng, log = scene.items, scene.rng, scene.log
    by_hand = (fixed < 0) & (rng.random(len(every)) < np.where(answered, 0.5, 0.12))
    by_author = rng.random(len(every)) < 0.35
    maintainer = scene.cast.draw_maintainers(rng, len(every))
    closer = np.where(by_author, items.author[every], maintainer)
    delay = np.exp(4.6 + 1.4 * rng.standard_normal(len(every))) * HOUR
    at = next_working_moment(rng, now + delay.astype(np.int64), scene.cast.offsets[closer])
    says = by_hand & (rng.random(len(every)) < 0.5)
    text = bodies(rng, "close", int(says.sum()))
    log.add("commented", every[says], closer[says], at[says], body=text)
    log.add("closed", every[by_hand], closer[by_hand], at[by_hand] + SECOND)
    again = by_hand & (rng.random(len(every)) < 0.05)
    back = at + rng.integers(HOUR, 9 * DAY, len(every))
    log.add("reopened", every[again], items.author[every[again]], back[again])
    ends = again & (rng.random(len(every)) < 0.5)
    log.add("closed", every[ends], maintainer[ends], back[ends] + 8 * DAY)
    locked = by_hand & ~again & (rng.random(len(every)) < 0.01)
    log.add("locked", every[locked], maintainer[locked], at[locked] + 30 * DAY)
