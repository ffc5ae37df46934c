"""Worlds made by chance from a seed, and three made by hand for what chance seldom brings.

`made_world` is a living community of a chosen size and skew; the same arguments make the same
world. `every_kind` holds each kind of thing once, `overflowing` lists longer than any page,
`awkward` what breaks readers that trust too much.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from github.things import Account, Issue, Item, PullRequest, Repository
from github.world import World

BEGIN = datetime(2020, 6, 1, 8, tzinfo=UTC)
"""When made worlds begin: some node ids are then of the first generation."""

WORDS = [
    "bolt",
    "brass",
    "crank",
    "gear",
    "hinge",
    "lamp",
    "latch",
    "lever",
    "pulley",
    "rivet",
    "spring",
    "valve",
    "wheel",
    "wire",
]
LABELS = ("bug", "documentation", "enhancement", "good first issue", "help wanted", "question")
PATHS = ("README.md", "docs/index.md", "src/gears.py", "src/levers.py", "tests/test_gears.py")
DOCUMENTS = {
    "CODE_OF_CONDUCT.md": "Be kind to each other and to the machines.",
    "CONTRIBUTING.md": "Open an issue first. Sign off your commits.",
    "GOVERNANCE.md": "The maintainers decide by lazy consensus.",
    ".github/CODEOWNERS": "*.py @maker-1\ndocs/ @maker-2\n",
    "docs/how-to.md": "Turn the crank.",
}


@dataclass
class _Maker:
    """The chance and the people of one made world."""

    chance: random.Random
    world: World
    people: list[Account]
    bot: Account
    skew: float
    end: datetime

    def someone(self) -> Account | None:
        """Few do most; now and then somebody whose account is gone."""
        if self.chance.random() < 0.02:
            return None
        if self.chance.random() < 0.06:
            return self.bot
        rank = int(self.chance.paretovariate(1.1)) - 1
        return self.people[min(rank, len(self.people) - 1)]

    def person(self) -> Account:
        return self.chance.choice(self.people)

    def some(self, usual: float) -> int:
        """How many of something: about the usual, and by the skew sometimes very many."""
        return int(usual * (self.chance.paretovariate(self.skew) - 0.7))

    def text(self, words: int = 6) -> str:
        return " ".join(self.chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def made_world(
    seed: int = 1,
    *,
    repositories: int = 2,
    items: int = 30,
    people: int = 12,
    skew: float = 1.6,
    days: int = 900,
) -> World:
    """Make a community by chance.

    Parameters
    ----------
    seed
        The same one makes the same world.
    repositories
        How many, all of the organization ``foundry``.
    items
        Issues and pull requests in each, about half of either.
    people
        How many take part.
    skew
        Of the lengths of lists: the smaller, the longer the longest (Pareto's alpha).
    days
        Over which it all happens.
    """
    chance = random.Random(seed)
    world = World(BEGIN)
    maintainers = [world.user(f"maker-{n + 1}") for n in range(people)]
    maker = _Maker(
        chance, world, maintainers, world.bot("tidy"), skew, BEGIN + timedelta(days=days)
    )
    foundry = world.organization("foundry", members=maintainers[:3])
    world.team(foundry, "smiths", maintainers[:3])
    step = timedelta(days=days) / max(1, repositories * items)
    for number in range(repositories):
        repository = world.repository(
            f"foundry/{WORDS[number % len(WORDS)]}-{number + 1}", license_spdx="BSD-3-Clause"
        )
        for path, text in DOCUMENTS.items():
            world.commit(repository, maker.person(), f"Add {path}", {path: text})
        world.milestone(repository, "1.0", due_on=world.now + timedelta(days=200))
    for number in range(repositories * items):
        moment = BEGIN + step * number
        world.now = max(world.now, moment)
        repository = world.repositories[number % repositories]
        _item(maker, repository)
        if number % 20 == 19:
            world.release(repository, maker.person(), f"v0.{number // 20}")
            world.commit(
                repository,
                maker.person(),
                "Say more",
                {"CONTRIBUTING.md": maker.text(20)},
                check_state=chance.choice(["SUCCESS", "FAILURE", "PENDING", None]),
            )
    return world


def _item(maker: _Maker, repository: Repository) -> None:
    world, chance = maker.world, maker.chance
    item: Item
    if chance.random() < 0.5:
        item = world.issue(repository, maker.someone(), maker.text(4), maker.text(15))
    else:
        item = _pull(maker, repository)
    for _ in range(maker.some(2)):
        chance.choice(_ACTS)(maker, item)
    for _ in range(maker.some(1.5)):
        world.comment(item, maker.someone(), maker.text())
    if isinstance(item, PullRequest):
        _review(maker, item)
    if chance.random() < 0.7 and item.state == "OPEN":
        _end(maker, item)


def _pull(maker: _Maker, repository: Repository) -> PullRequest:
    chance = maker.chance
    count = min(150, 1 + maker.some(2))
    files = [*PATHS, *(f"src/part_{n}.py" for n in range(count))]
    latest = range(max(1, repository.last_number - 40), repository.last_number + 1)
    items = [repository.items[number] for number in latest if number in repository.items]
    open_issues = [one for one in items if isinstance(one, Issue) and one.state == "OPEN"]
    closes = [chance.choice(open_issues)] if open_issues and chance.random() < 0.3 else []
    made = maker.world.pull(
        repository,
        maker.someone(),
        maker.text(4),
        maker.text(15),
        files=files[-count:],
        commits=1 + min(120, maker.some(1)),
        closes=closes,
    )
    for issue in closes:
        maker.world.refer(issue, made, made.author, will_close=True)
    return made


def _review(maker: _Maker, pull: PullRequest) -> None:
    """Reviews with line comments, and answers to these, which are reviews of their own."""
    world, chance = maker.world, maker.chance
    for _ in range(maker.some(1)):
        state = chance.choice(["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "COMMENTED"])
        body = "" if chance.random() < 0.5 and state != "COMMENTED" else maker.text()
        review = world.review(pull, maker.someone(), state, body)
        for _ in range(maker.some(0.8)):
            path = chance.choice(PATHS)
            at = review.created_at
            line = world.line_comment(
                pull, review.author, maker.text(), review=review, path=path, at=at
            )
            for _ in range(maker.some(0.4)):
                world.reply(line, maker.someone(), maker.text())


def _end(maker: _Maker, item: Item) -> None:
    world, who = maker.world, maker.person()
    if isinstance(item, PullRequest) and maker.chance.random() < 0.7:
        item.closing_issues = [one for one in item.closing_issues if one.state == "OPEN"]
        world.merge(item, who)
    else:
        world.close(item, who, "NOT_PLANNED" if maker.chance.random() < 0.2 else "COMPLETED")


def _label(maker: _Maker, item: Item) -> None:
    name = maker.chance.choice(LABELS)
    if name in {one.name for one in item.labels}:
        maker.world.remove_label(item, maker.person(), name)
    else:
        maker.world.add_label(item, maker.person(), name)


def _assign(maker: _Maker, item: Item) -> None:
    whom = maker.person()
    if whom in item.assignees:
        maker.world.unassign(item, maker.person(), whom)
    else:
        maker.world.assign(item, maker.person(), whom)


def _milestone(maker: _Maker, item: Item) -> None:
    target = None if item.milestone else item.repository.milestones[0]
    maker.world.set_milestone(item, maker.person(), target)


def _retitle(maker: _Maker, item: Item) -> None:
    maker.world.retitle(item, maker.someone(), maker.text(4))


def _mention(maker: _Maker, item: Item) -> None:
    maker.world.mention(item, maker.person())


def _refer(maker: _Maker, item: Item) -> None:
    repository = maker.chance.choice(maker.world.repositories)
    source = repository.items.get(maker.chance.randint(1, max(1, repository.last_number)))
    known = {one.details.get("source") for one in item.happenings if one.kind == _REFERENCE}
    if (
        source is not None and source is not item and source not in known
    ):  # GitHub tells of each pair once
        maker.world.refer(item, source, maker.someone())


_REFERENCE = "CrossReferencedEvent"


def _refer_commit(maker: _Maker, item: Item) -> None:
    commit = maker.chance.choice(item.repository.commits)
    maker.world.refer_commit(item, commit, maker.someone())


def _ask(maker: _Maker, item: Item) -> None:
    if isinstance(item, PullRequest):
        foundry = item.repository.owner
        whom = foundry.teams[0] if maker.chance.random() < 0.2 else maker.person()
        asked = [one.requested_reviewer for one in item.review_requests]
        act = maker.world.unask_review if whom in asked else maker.world.ask_review
        act(item, maker.someone(), whom)


def _push(maker: _Maker, item: Item) -> None:
    if isinstance(item, PullRequest):
        act = maker.world.push if maker.chance.random() < 0.5 else None
        if act:
            act(item, maker.someone(), maker.text(3))
        else:
            maker.world.force_push(item, maker.someone())


def _draft(maker: _Maker, item: Item) -> None:
    if isinstance(item, PullRequest):
        act = maker.world.ready if item.is_draft else maker.world.draft
        act(item, maker.someone())


def _reopen(maker: _Maker, item: Item) -> None:
    maker.world.close(item, maker.person())
    maker.world.reopen(item, maker.person())


def _lock(maker: _Maker, item: Item) -> None:
    if item.locked:
        maker.world.unlock_item(item, maker.person())
    else:
        maker.world.lock_item(item, maker.person(), "RESOLVED")


def _delete(maker: _Maker, item: Item) -> None:
    if item.comments:
        maker.world.delete_comment(maker.chance.choice(item.comments), maker.person())


def _edit(maker: _Maker, item: Item) -> None:
    if item.comments:
        maker.world.edit(maker.chance.choice(item.comments), maker.text())


_ACTS: Sequence[Callable[[_Maker, Item], None]] = (
    _label,
    _label,
    _assign,
    _milestone,
    _retitle,
    _mention,
    _refer,
    _refer,
    _refer_commit,
    _ask,
    _push,
    _draft,
    _reopen,
    _lock,
    _delete,
    _edit,
)


# By hand ----------------------------------------------------------------------------------------


def every_kind() -> World:
    """Make a small world that holds each kind of thing at least once; ``acme/anvil``."""
    world = World()
    ada = world.user("ada", name="Ada Made-up", company="@acme")
    bob, bot = world.user("bob"), world.bot("tidy")
    acme = world.organization("acme", members=[ada])
    smiths = world.team(acme, "smiths", [ada])
    anvil = world.repository("acme/anvil", license_spdx="MIT")
    fork = world.repository("bob/anvil", is_fork=True, parent=anvil)
    for path, text in DOCUMENTS.items():
        world.commit(anvil, ada, f"Add {path}", {path: text})
    world.commit(anvil, ada, "Say it better", {"CONTRIBUTING.md": "Talk to us first."})
    world.commit(anvil, ada, "Drop the how-to", {"docs/how-to.md": None}, check_state="SUCCESS")
    milestone = world.milestone(anvil, "1.0", description="The first")
    issue = world.issue(
        anvil, bob, "It is too heavy", "Can it be lighter?", author_association="NONE"
    )
    pull = world.pull(
        anvil,
        bob,
        "Make it lighter",
        "Closes #1",
        files=["src/gears.py", "README.md"],
        commits=2,
        closes=[issue],
        head_repository=fork,
    )
    other = world.issue(anvil, None, "Nobody wrote this", author_association="NONE")
    _every_act(world, issue, pull, other)
    world.set_milestone(other, ada, milestone)
    world.ask_review(pull, bob, smiths)
    world.ask_review(pull, bob, ada)
    world.unask_review(pull, bob, ada)
    _every_review(world, pull, ada, bob, bot)
    world.merge(pull, ada)
    world.happen(pull, "HeadRefDeletedEvent", bob, head_ref_name="change")
    world.happen(pull, "HeadRefRestoredEvent", bob)
    world.lock_item(pull, bot, "RESOLVED")
    world.unlock_item(pull, ada)
    release = world.release(anvil, ada, "v1.0", description="Lighter now.")
    world.release(anvil, bot, "v1.1-rc.1", is_prerelease=True)
    world.release(anvil, ada, "v2.0", is_draft=True, published_at=None)
    world.react(issue, ada, "HEART")
    board = world.board(
        acme,
        "Plan",
        {
            "Status": "SINGLE_SELECT",
            "Points": "NUMBER",
            "When": "DATE",
            "Note": "TEXT",
            "Sprint": "ITERATION",
        },
    )
    world.put_on_board(
        board,
        issue,
        Status="Done",
        Points=3.0,
        When="2024-02-01",
        Note="Heavy",
        Sprint={"title": "Sprint 1", "start": "2024-01-01", "days": 14},
    )
    world.put_on_board(board, pull, Status="Done")
    world.put_on_board(board, None)
    board.repositories.append(anvil)
    question = world.discussion(anvil, bob, "How heavy may it be?", "I wonder.", category="Q&A")
    world.answer(world.discuss(question, ada, "As heavy as you can lift."), bob)
    world.discuss(question, None, "Thanks", reply_to=question.comments[0])
    world.discussion(anvil, ada, "Welcome", "Say hello.")
    assert release.tag_name == "v1.0"
    return world


def _every_act(world: World, issue: Issue, pull: PullRequest, other: Issue) -> None:
    ada, bob, bot = (world.accounts[name] for name in ("ada", "bob", "tidy"))
    first = world.comment(issue, ada, "Lift with your knees.")
    world.edit(first, "Lift with your knees, please.")
    world.comment(issue, None, "I was here once.")
    spam = world.comment(issue, bob, "Buy lamps!")
    world.delete_comment(spam, ada)
    world.react(first, bob, "THUMBS_UP")
    world.add_label(issue, bot, "bug")
    world.add_label(issue, ada, "help wanted")
    world.remove_label(issue, ada, "help wanted")
    world.assign(issue, ada, bob)
    world.assign(issue, ada, ada)
    world.unassign(issue, ada, ada)
    world.set_milestone(issue, ada, issue.repository.milestones[0])
    world.set_milestone(issue, ada, None)
    world.retitle(issue, bob, "It is much too heavy")
    world.mention(issue, ada)
    world.happen(issue, "UnsubscribedEvent", ada)
    world.refer(issue, pull, bob, will_close=True)
    world.refer(issue, other, None)
    world.refer_commit(issue, issue.repository.commits[-1], bot)
    world.close(issue, ada, "NOT_PLANNED")
    world.reopen(issue, bob)
    world.happen(issue, "ConnectedEvent", ada, source=issue, subject=pull)
    world.happen(issue, "PinnedEvent", ada)
    world.draft(pull, bob)
    world.ready(pull, bob)
    world.push(pull, bob, "One more")
    world.force_push(pull, bob)


def _every_review(
    world: World, pull: PullRequest, ada: Account, bob: Account, bot: Account
) -> None:
    oldest = world.line_comment(pull, ada, "From the days before reviews", path="README.md")
    world.line_comment(pull, bob, "So it is", reply_to=oldest)
    review = world.review(pull, ada, "CHANGES_REQUESTED", "Nearly.")
    at = review.created_at
    line = world.line_comment(pull, ada, "Why?", review=review, path="src/gears.py", at=at)
    world.reply(line, bob, "Because it rhymes.")
    world.reply(line, None, "Does it?")
    world.edit(line, "Why, please?")
    world.dismiss(review, bob, "Settled")
    world.review(pull, bot, "COMMENTED", "Spelling is fine.")
    bare = world.review(pull, ada, "COMMENTED")  # its own line comment, no text
    world.line_comment(pull, ada, "And this?", review=bare, at=bare.created_at)
    pending = world.review(pull, ada, "PENDING", "Not sent yet")
    world.line_comment(pull, ada, "Nor this", review=pending)
    world.review(pull, ada, "APPROVED")


def overflowing(many: int = 130) -> World:
    """Make a world whose lists are all longer than a page; ``acme/anvil``."""
    world = World()
    ada = world.user("ada")
    people = [world.user(f"maker-{n}") for n in range(12)]
    anvil = world.repository("acme/anvil")
    pull = world.pull(
        anvil, ada, "All of it", files=[f"src/part_{n}.py" for n in range(many)], commits=many
    )
    issue = world.issue(anvil, ada, "Everything")
    for number in range(many):
        by = people[number % len(people)]
        for item in (issue, pull):
            world.comment(item, by, f"Comment {number}")
            world.add_label(item, by, f"label {number}")
        world.review(pull, by, "COMMENTED", f"Review {number}")
        world.release(anvil, by, f"v{number}")
        world.refer(issue, world.issue(anvil, by, f"Other {number}"), by)
    review = world.review(pull, ada, "COMMENTED", "Line by line")
    lines = [
        world.line_comment(pull, ada, f"Line {n}", review=review, path=f"src/part_{n}.py")
        for n in range(many)
    ]
    for number in range(many):
        world.reply(lines[0], people[number % len(people)], f"Reply {number}")
    board = world.board(anvil.owner, "Plan", {"Status": "SINGLE_SELECT"})
    for item in list(anvil.items.values()):
        world.put_on_board(board, item, Status="Todo")
    world.commit(anvil, ada, "Conduct", {"CODE_OF_CONDUCT.md": "Be kind."})
    for number in range(many):
        world.commit(anvil, ada, f"Rule {number}", {"CONTRIBUTING.md": f"Rule {number}"})
    talk = world.discussion(anvil, ada, "Long talk")
    for number in range(many):
        world.discuss(talk, ada, f"Word {number}")
    return world


def awkward() -> World:
    """Make a world of renamed, moved, deleted, empty and half-known things."""
    world = World(datetime(2021, 9, 30, 22, tzinfo=UTC))  # ids change generation in its midst
    ada, bob = world.user("ada"), world.user("bob")
    anvil, hammer = world.repository("acme/Anvil"), world.repository("acme/hammer")
    world.repository("acme/empty")
    world.repository("acme/secret", is_private=True)
    world.repository("acme/old", is_archived=True)
    moved = world.issue(anvil, ada, "Belongs to the hammer")
    world.comment(moved, bob, "Yes")
    world.transfer(moved, ada, hammer)
    world.delete_item(world.issue(anvil, bob, "Spam"))
    gone = world.user("gone")
    left = world.pull(
        anvil, gone, "From a deleted fork and account", "\U0001f916\r\n\r\n- [x] done\r\n"
    )
    review = world.review(left, gone, "APPROVED")
    world.line_comment(left, gone, "Fine", review=review)
    world.assign(left, gone, gone)
    world.delete_account(gone)
    world.add_label(left, ada, 'odd "label", with: commas/and ünïcode')
    world.rename_account(bob, "robert")
    world.rename_repository(hammer, "foundry/sledgehammer")
    world.rename_repository(anvil, "acme/anvil-ng")
    for second in range(120):  # all in one second
        world.comment(left, ada, f"Tick {second}", at=world.now)
    empty = world.pull(anvil, ada, "", commits=0)
    world.close(empty, ada)
    return world
