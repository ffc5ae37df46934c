"""What happens to made-up pull requests: a round of review after another, until an end or none.

Each pull request waits for reviewers, then for its author, and so on; all that wait for the same
thing move together, so that a million events take seconds.
"""

import numpy as np

from twohats.sources.made_up.cast import NOBODY
from twohats.sources.made_up.changes import (
    AGREED,
    ENDED,
    FORGOTTEN,
    NEVER,
    WITH_AUTHOR,
    WITH_REVIEWERS,
    Changes,
    draw_files,
    responders,
    wait,
)
from twohats.sources.made_up.scene import APPROVED, CHANGES_REQUESTED, COMMENTED, Scene
from twohats.sources.made_up.words import bodies
from twohats.sources.made_up.working_time import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Ints,
    next_working_moment,
)

_ROUNDS = 14


def live_changes(scene: Scene) -> Changes:
    """Let all pull requests of a scene live their lives."""
    changes = _begin(scene)
    for turn in range(_ROUNDS):
        _review(scene, changes, first=turn == 0)
        _answer_reviews(scene, changes)
        _decide(scene, changes)
    _clear_up(scene, changes)
    return changes


def _begin(scene: Scene) -> Changes:
    """Open: commits, the program's comment, labels, requests for review, drafts."""
    items, rng, log, cast = scene.items, scene.rng, scene.log, scene.cast
    count = len(items)
    changes = Changes(
        turn=np.where(items.is_change, WITH_REVIEWERS, ENDED),
        now=items.opened_at.copy(),
        last_reviewer=np.full(count, NOBODY),
        last_review=np.full(count, -1),
        asked=np.full(count, NOBODY),
        merged_at=np.full(count, NEVER),
        merged_by=np.full(count, NOBODY),
        files=draw_files(scene),
    )
    every = np.flatnonzero(items.is_change)
    _push(scene, every, items.opened_at[every], 1 + rng.poisson(0.7, len(every)))
    greeted = every[(rng.random(len(every)) < 0.8) & ~items.is_update[every]]
    if cast.bot != NOBODY:
        at = items.opened_at[greeted] + rng.integers(20, 180, len(greeted)) * SECOND
        log.add("commented", greeted, cast.bot, at, body=bodies(rng, "bot", len(greeted)))
    _request_reviews(scene, changes, every)
    _wait_as_drafts(scene, changes, every)
    return changes


def _push(scene: Scene, item: Ints, at: Ints, count: Ints) -> None:
    """Add commits; the forge does not say whose account made them."""
    repeated = np.repeat(np.arange(len(item)), count)
    rank = np.arange(len(repeated)) - (np.cumsum(count) - count)[repeated]
    moment = at[repeated] + (1 + rank) * SECOND
    scene.log.add("committed", item[repeated], NOBODY, moment)


def _request_reviews(scene: Scene, changes: Changes, every: Ints) -> None:
    items, rng, log = scene.items, scene.rng, scene.log
    asks = every[(rng.random(len(every)) < 0.42) & ~items.is_update[every]]
    at = items.opened_at[asks] + 15 * SECOND
    asked = responders(scene, at, items.author[asks])
    changes.asked[asks] = asked
    log.add("review_requested", asks, items.author[asks], at, subject=_people(scene, asked))
    withdrawn = rng.random(len(asks)) < 0.04
    log.add(
        "review_request_removed",
        asks[withdrawn],
        items.author[asks[withdrawn]],
        at[withdrawn] + rng.integers(HOUR, 2 * DAY, int(withdrawn.sum())),
        subject=_people(scene, asked[withdrawn]),
    )


def _people(scene: Scene, accounts: Ints) -> Ints:
    """Account keys as subjects of events."""
    logins = scene.accounts.logins
    return scene.subjects.numbers([f"github:{logins[a]}" for a in accounts.tolist()])


def _wait_as_drafts(scene: Scene, changes: Changes, every: Ints) -> None:
    """Drafts wait to be made ready; some never are; a few changes become drafts again."""
    items, rng, log = scene.items, scene.rng, scene.log
    turned = every[
        (rng.random(len(every)) < 0.02) & ~items.is_draft[every] & ~items.is_update[every]
    ]
    at = items.opened_at[turned] + rng.integers(3, 40, len(turned)) * MINUTE
    log.add("converted_to_draft", turned, items.author[turned], at)
    drafts = np.concatenate([every[items.is_draft[every]], turned])
    ready = rng.random(len(drafts)) < 0.84
    delay = np.exp(3.6 + 1.1 * rng.standard_normal(len(drafts))) * HOUR + 41 * MINUTE
    author = items.author[drafts]
    at = next_working_moment(
        rng, items.opened_at[drafts] + delay.astype(np.int64), scene.cast.offsets[author]
    )
    log.add("ready_for_review", drafts[ready], author[ready], at[ready])
    changes.now[drafts] = at
    changes.turn[drafts[~ready]] = FORGOTTEN


def _waiting_for(scene: Scene, changes: Changes, turn: int) -> Ints:
    return np.flatnonzero((changes.turn == turn) & (changes.now < scene.until))


def _review(scene: Scene, changes: Changes, *, first: bool) -> None:
    """One answer to each pull request that waits for reviewers, or none ever."""
    items, rng, community = scene.items, scene.rng, scene.community
    waiting = _waiting_for(scene, changes, WITH_REVIEWERS)
    newcomer = items.is_newcomer[waiting]
    chance = np.where(newcomer, community.ignored_newcomers, community.ignored)
    ignored = rng.random(len(waiting)) < (chance if first else chance * 0.3)
    alone = np.isin(items.author[waiting], scene.cast.can_merge) & ~ignored
    alone &= rng.random(len(waiting)) < (community.self_merges if first else 0.03)
    changes.turn[waiting[ignored]] = FORGOTTEN
    _merge_alone(scene, changes, waiting[alone])
    updates = items.is_update[waiting] & ~ignored
    changes.turn[waiting[updates]] = AGREED
    answered = waiting[~ignored & ~alone & ~updates]
    author = items.author[answered]
    reviewer = responders(scene, changes.now[answered], author)
    asked = changes.asked[answered]
    reviewer = np.where((asked != NOBODY) & (rng.random(len(asked)) < 0.6), asked, reviewer)
    slow = np.where(items.is_newcomer[answered] & first, community.newcomers_wait, 1.0)
    slow *= np.where(np.isin(author, scene.cast.can_merge), 0.6, 1.0)
    delay = wait(scene, changes.now[answered], community.answer_h * slow * (1 if first else 0.6))
    at = next_working_moment(rng, changes.now[answered] + delay, scene.cast.offsets[reviewer])
    changes.now[answered] = at
    changes.last_reviewer[answered] = reviewer
    _give_review(scene, changes, answered, reviewer, at, first)


def _give_review(
    scene: Scene, changes: Changes, item: Ints, reviewer: Ints, at: Ints, first: bool
) -> None:
    """Approve, object, remark, or only comment."""
    rng, log = scene.rng, scene.log
    approves = np.where(scene.items.is_newcomer[item], 0.34, 0.46) + (0 if first else 0.16)
    draw = rng.random(len(item))
    approve = draw < approves
    comment = ~approve & (draw > 0.83)
    object_ = ~approve & ~comment & (rng.random(len(item)) < 0.42)
    remark = ~approve & ~comment & ~object_
    mark = np.full(len(item), -1)
    mark[~comment] = log.new_marks(int((~comment).sum()))
    for chosen, state, occasion, words in (
        (approve, APPROVED, "approve", 0.6),
        (object_, CHANGES_REQUESTED, "object", 0.9),
        (remark, COMMENTED, "remark", 0.5),
    ):
        body = bodies(rng, occasion, int(chosen.sum()))
        body = np.where(rng.random(len(body)) < words, body, -1)
        log.add(
            "reviewed",
            item[chosen],
            reviewer[chosen],
            at[chosen],
            state=state,
            mark=mark[chosen],
            body=body,
        )
    log.add(
        "commented",
        item[comment],
        reviewer[comment],
        at[comment],
        body=bodies(rng, "answer", int(comment.sum())),
    )
    lines = np.where(approve, rng.poisson(0.25, len(item)), rng.poisson(2.1, len(item)))
    # A review that only remarks has something to say somewhere.
    lines = np.where(comment, 0, np.where(remark, np.maximum(lines, 1), lines))
    _line_comments(scene, changes, item, reviewer, at, mark, lines)
    changes.last_review[item] = np.where(lines > 0, mark, -1)
    if first:
        _label(scene, item, reviewer, at)
    changes.turn[item] = np.where(approve, AGREED, WITH_AUTHOR)
    dismissed = item[object_][rng.random(int(object_.sum())) < 0.03]
    where = np.searchsorted(item, dismissed)
    log.add(
        "review_dismissed",
        dismissed,
        reviewer[where],
        at[where] + 20 * MINUTE,
        state=CHANGES_REQUESTED,
        parent=mark[where],
    )


def _line_comments(
    scene: Scene, changes: Changes, item: Ints, actor: Ints, at: Ints, mark: Ints, count: Ints
) -> None:
    """Comments on lines, as children of a review."""
    rng, files = scene.rng, changes.files
    each = np.repeat(np.arange(len(item)), count)
    of = item[each]
    file = files.first[of] + (rng.random(len(of)) * files.count[of]).astype(np.int64)
    scene.log.add(
        "review_commented",
        of,
        actor[each],
        at[each],
        parent=mark[each],
        path=files.path[file],
        body=bodies(rng, "line", len(of)),
    )


def _label(scene: Scene, item: Ints, actor: Ints, at: Ints) -> None:
    """Who answers first may label, too."""
    rng = scene.rng
    chosen = (rng.random(len(item)) < 0.45) & ~np.isin(actor, scene.cast.newcomers)
    labels = scene.subjects.numbers(["enhancement", "bug", "documentation", "maintenance"])
    label = labels[rng.choice(4, int(chosen.sum()), p=[0.35, 0.3, 0.2, 0.15])]
    scene.log.add("labeled", item[chosen], actor[chosen], at[chosen] + 30 * SECOND, subject=label)


def _answer_reviews(scene: Scene, changes: Changes) -> None:
    """Let the author push, reply, or not be heard of again."""
    items, rng, log = scene.items, scene.rng, scene.log
    waiting = _waiting_for(scene, changes, WITH_AUTHOR)
    leaves = rng.random(len(waiting)) < np.where(items.is_newcomer[waiting], 0.13, 0.035)
    changes.turn[waiting[leaves]] = FORGOTTEN
    item = waiting[~leaves]
    author = items.author[item]
    hours = np.where(items.is_newcomer[item], 34.0, 15.0)
    delay = np.exp(1.1 * rng.standard_normal(len(item))) * hours * HOUR
    start = changes.now[item] + delay.astype(np.int64)
    at = next_working_moment(rng, start, scene.cast.offsets[author])
    pushes = rng.random(len(item)) < 0.76
    replies = ~pushes | (rng.random(len(item)) < 0.4)
    _push(scene, item[pushes], at[pushes], 1 + rng.poisson(0.35, int(pushes.sum())))
    forced = pushes & (rng.random(len(item)) < 0.2)
    log.add("force_pushed", item[forced], author[forced], at[forced] + 30 * SECOND)
    threaded = replies & (changes.last_review[item] >= 0) & (rng.random(len(item)) < 0.45)
    then = at + MINUTE
    # Answering a line comment makes a review of one's own on this forge, holding just the answer.
    mark = log.new_marks(int(threaded.sum()))
    log.add(
        "reviewed", item[threaded], author[threaded], then[threaded], state=COMMENTED, mark=mark
    )
    _line_comments(
        scene,
        changes,
        item[threaded],
        author[threaded],
        then[threaded],
        mark,
        np.ones(len(mark), dtype=np.int64),
    )
    plain = replies & ~threaded
    log.add(
        "commented",
        item[plain],
        author[plain],
        then[plain],
        body=bodies(rng, "reply", int(plain.sum())),
    )
    changes.now[item] = then
    changes.turn[item] = WITH_REVIEWERS


def _mergers(scene: Scene, changes: Changes, item: Ints) -> Ints:
    """Who merges: often who approved, sometimes the author, else a maintainer."""
    rng, cast = scene.rng, scene.cast
    author, reviewer = scene.items.author[item], changes.last_reviewer[item]
    our_mergers = cast.can_merge[np.isin(cast.can_merge, cast.ours)]
    drawn = cast.draw_maintainers(rng, len(item))
    if len(our_mergers):
        ours = our_mergers[rng.integers(0, len(our_mergers), len(item))]
        drawn = np.where(rng.random(len(item)) < scene.community.ours, ours, drawn)
    draw = rng.random(len(item))
    by_reviewer = np.isin(reviewer, cast.can_merge) & (draw < 0.55)
    by_author = np.isin(author, cast.can_merge) & (draw > 0.6)
    return np.where(by_reviewer, reviewer, np.where(by_author, author, drawn))


def _decide(scene: Scene, changes: Changes) -> None:
    """Merge what was agreed on, mostly."""
    rng = scene.rng
    agreed = _waiting_for(scene, changes, AGREED)
    draw = rng.random(len(agreed))
    changes.turn[agreed[draw < 0.04]] = FORGOTTEN
    _give_up(scene, changes, agreed[draw > 0.98])
    item = agreed[(draw >= 0.04) & (draw <= 0.98)]
    merger = _mergers(scene, changes, item)
    delay = wait(scene, changes.now[item], np.full(len(item), 6.0), spread=1.4)
    at = next_working_moment(rng, changes.now[item] + delay, scene.cast.offsets[merger])
    _merge(scene, changes, item, merger, at)


def _merge_alone(scene: Scene, changes: Changes, item: Ints) -> None:
    """Merge one's own without asking anybody."""
    author = scene.items.author[item]
    delay = wait(scene, changes.now[item], np.full(len(item), 9.0), spread=1.5)
    at = next_working_moment(scene.rng, changes.now[item] + delay, scene.cast.offsets[author])
    _merge(scene, changes, item, author, at)


def _merge(scene: Scene, changes: Changes, item: Ints, merger: Ints, at: Ints) -> None:
    scene.log.add("merged", item, merger, at)
    scene.log.add("closed", item, merger, at)
    changes.merged_at[item] = at
    changes.merged_by[item] = merger
    changes.now[item] = at
    changes.turn[item] = ENDED


def _give_up(scene: Scene, changes: Changes, item: Ints) -> None:
    """Close without merging: by a maintainer, or by an author who gives up."""
    rng, log, author = scene.rng, scene.log, scene.items.author[item]
    withdrawn = rng.random(len(item)) < 0.3
    actor = np.where(withdrawn, author, scene.cast.draw_maintainers(rng, len(item)))
    delay = np.exp(3.6 + 0.7 * rng.standard_normal(len(item))) * DAY
    start = changes.now[item] + delay.astype(np.int64)
    at = next_working_moment(rng, start, scene.cast.offsets[actor])
    says = rng.random(len(item)) < 0.6
    text = bodies(rng, "close", int(says.sum()))
    log.add("commented", item[says], actor[says], at[says], body=text)
    log.add("closed", item, actor, at + SECOND)
    changes.now[item] = at + SECOND
    changes.turn[item] = ENDED
    again = rng.random(len(item)) < 0.07
    back = at[again] + rng.integers(HOUR, 6 * DAY, int(again.sum()))
    log.add("reopened", item[again], author[again], back)
    changes.now[item[again]] = back


def _clear_up(scene: Scene, changes: Changes) -> None:
    """Most of what nobody comes back to stays open; a program may remind of it."""
    rng, log, cast = scene.rng, scene.log, scene.cast
    left = np.flatnonzero((changes.turn != ENDED) & (changes.now < scene.until))
    closes = rng.random(len(left)) < 0.4
    open_still = left[~closes]
    _give_up(scene, changes, left[closes])
    if scene.community.bot is not None and cast.bot != NOBODY:
        reminded = open_still[rng.random(len(open_still)) < 0.5]
        at = changes.now[reminded] + 45 * DAY
        log.add("commented", reminded, cast.bot, at, body=bodies(rng, "stale", len(reminded)))
