"""Made-up forums of some size, and recordings of them."""

import json
import random
from pathlib import Path

from discourse.answers import Answers
from discourse.world import WHISPER, World


def every_kind() -> World:
    """Make a forum in which everything happens once that a reader has to know."""
    world = World()
    ada, ben = world.user("Ada", name="Ada Made-Up"), world.user("ben.m")
    cleo = world.user("cleo", moderator=True)
    lantern = world.category("lantern")
    help_ = world.category("help", lantern)
    world.category("staff", read_restricted=True)
    world.category("elsewhere")
    pinned = world.topic(lantern, world.system, "About the Lantern category", pinned=True)
    world.later(days=1)
    solved = world.topic(
        lantern, ada, "How to light it", "It stays dark.\n\nSee acme/anvil#4.", tags=["wick"]
    )
    world.later(hours=2)
    answer = world.say(
        solved, ben, "Turn it round, as https://github.com/acme/anvil/issues/3 says."
    )
    world.later(hours=1)
    world.say(solved, ada, "Thank you!", reply_to=2)
    world.say(solved, cleo, "Not for everybody.", type=WHISPER)
    world.solve(solved, answer, ada)
    world.later(days=1)
    world.close(solved, cleo)
    edited = world.topic(lantern, ben, "Oil or gas", tags=["oil", "gas"])
    world.later(minutes=5)
    world.say(edited, ada, "Oil.", reply_to=1)
    withdrawn = world.say(edited, cleo, "Gas!")
    world.later(minutes=5)
    world.edit(edited, edited.posts[1], "Oil, I think.")
    world.take_back(withdrawn)
    hidden = world.say(edited, world.user("spammy"), "Buy my lamps")
    hidden.hidden = True
    world.say(edited, None, "I have left.")
    world.later(days=1)
    world.close(edited, world.system)
    world.later(hours=1)
    world.reopen(edited, cleo)
    inner = world.topic(help_, ada, "Where is the manual")
    world.say(inner, ben, "In the box.")
    world.topic(world.categories[2], cleo, "Only for us")
    world.topic(world.categories[3], ben, "Something else")
    world.later(days=1)
    assert pinned.bumped_at < solved.bumped_at
    return world


def busy(seed: int = 1, topics: int = 60, *, most_posts: int = 5) -> World:
    """Make a forum with one category in which much is said, by chance."""
    chance = random.Random(seed)
    world = World()
    people = [world.user(f"user{n}") for n in range(8)]
    lantern = world.category("lantern")
    for n in range(topics):
        world.later(minutes=chance.randint(1, 90))
        made = world.topic(lantern, chance.choice(people), f"Question {n}")
        made.pinned = n in (3, 4)
        for _ in range(chance.randint(0, most_posts)):
            world.later(minutes=chance.randint(1, 30))
            world.say(chance.choice(world.topics), chance.choice(people), "Words", reply_to=1)
    world.later(hours=1)
    return world


def write_recording(world: World, folder: Path, *, site: bool = True, raw: bool = False) -> Path:
    """Write a forum down as people do it: each topic as the forum shows it, and the rest of its posts."""
    answers = Answers(world, is_member=False)
    folder.mkdir(parents=True, exist_ok=True)
    for topic in world.topics:
        if not answers.sees(topic):
            continue
        told = answers.topic(topic, raw=raw)
        _write(folder / f"{topic.slug}.{topic.id}.json", told)
        missing = told["post_stream"]["stream"][20:]
        for at in range(0, len(missing), 20):
            more = answers.more_posts(topic, missing[at : at + 20], raw=raw)
            _write(folder / f"{topic.id}-posts-{at}.json", more)
    if site:
        _write(folder / "site.json", answers.site())
    return folder


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content))
