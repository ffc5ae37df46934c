"""Recordings of forums: what they may be, and what they may lack."""

import json
import tarfile

import pytest
from discourse import made
from discourse.answers import Answers
from discourse.world import World

from twohats.errors import SourceUnreadable, WrongUse
from twohats.sources.discourse_archive import DiscourseArchive, looks_like_archive, open_archive
from twohats.sources.recognize import Reading, recognize

HOST = "forum.example.org"
LANTERN = f"{HOST}:c/lantern"


def read(path, place=LANTERN):
    """Rows by table, losses and promises of a recording."""
    source = open_archive(path, place, {})
    tables, losses, promises = {}, [], {}
    for page in source.pages():
        losses += page.skipped
        promises |= {(one.scope, one.holds): one for one in page.coverage}
        for name, columns in page.tables.items():
            names = list(columns)
            tables.setdefault(name, []).extend(
                dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)
            )
    return tables, losses, promises


def test_a_folder_or_an_archive_is_known_by_what_is_in_it(tmp_path):
    """Not by its name; a person has to say which forum it was."""
    folder = made.write_recording(made.every_kind(), tmp_path / "anything")
    archive = tmp_path / "backup.tar.gz"
    with tarfile.open(archive, "w:gz") as opened:
        opened.add(folder, "there")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.json").write_text('{"title": "no topic"}')

    assert looks_like_archive(folder)
    assert looks_like_archive(archive)
    assert not looks_like_archive(tmp_path / "other")
    assert isinstance(
        recognize(archive, Reading({}, tmp_path, repository=LANTERN)), DiscourseArchive
    )
    with pytest.raises(WrongUse, match="nothing in it tells which"):
        recognize(folder, Reading({}, tmp_path))
    assert read(archive)[0]["items"] == read(folder)[0]["items"]


def test_a_category_is_taken_with_those_within_it(tmp_path):
    """What belongs to others is left out, counted by category."""
    folder = made.write_recording(made.every_kind(), tmp_path / "r")
    tables, losses, _ = read(folder)

    assert {row["repository"] for row in tables["items"]} == {LANTERN, f"{LANTERN}:help"}
    assert [str(one.reason) for one in losses] == [
        "1 topics are left out: it is not within forum.example.org:c/lantern"
    ]


def test_without_a_list_of_categories_there_may_be_one(tmp_path):
    """And nothing is promised to be complete; of several nobody knows the names."""
    world = World()
    world.topic(world.category("lantern"), world.user("ada"), "Hello")
    one = made.write_recording(world, tmp_path / "one", site=False)
    several = made.write_recording(made.every_kind(), tmp_path / "several", site=False)
    tables, losses, promises = read(one)

    assert [row["item"] for row in tables["items"]] == [f"{LANTERN}#11"]
    assert losses == []
    said = promises[LANTERN, "items.discussion"]
    assert not said.complete
    assert "put the forum's site.json beside them" in said.reason
    with pytest.raises(SourceUnreadable, match=r"https://forum.example.org/site.json"):
        read(several)


def test_with_the_forums_own_count_all_topics_are_promised(tmp_path):
    """And no longer where one of them is missing."""
    folder = made.write_recording(made.every_kind(), tmp_path / "r")
    whole = read(folder)[2][LANTERN, "events.commented"]
    (folder / "oil-or-gas.13.json").unlink()
    lacking = read(folder)[2][LANTERN, "events.commented"]

    assert (whole.complete, lacking.complete) == (True, False)


def test_posts_that_are_missing_are_counted(tmp_path):
    """A long topic of which people kept the first page only."""
    world = World()
    ada = world.user("ada")
    topic = world.topic(world.category("lantern"), ada, "Long")
    for n in range(30):
        world.say(topic, ada, f"{n}")
    folder = made.write_recording(world, tmp_path / "r")
    whole = read(folder)
    (folder / "11-posts-0.json").unlink()
    tables, losses, promises = read(folder)

    assert len(whole[0]["events"]) - len(tables["events"]) == 11
    assert [one.reason for one in losses] == ["11 of its posts are not in the recording"]
    said = promises[LANTERN, "events.commented"]
    assert (said.complete, said.skipped) == (False, 11)


def test_pages_of_the_latest_posts_are_a_recording_too(tmp_path):
    """Topics are made of them; one whose first post is not there is lost, and said."""
    world = made.every_kind()
    posts = Answers(world, is_member=False).latest_posts(None)["latest_posts"]
    (tmp_path / "posts").mkdir()
    (tmp_path / "site.json").write_text(json.dumps(Answers(world, is_member=False).site()))
    for post in posts:
        if not (post["topic_id"] == 13 and post["post_number"] == 1):
            (tmp_path / "posts" / f"{post['id']}.json").write_text(json.dumps(post))
    tables, losses, _ = read(tmp_path)

    items = {row["number"]: row for row in tables["items"]}
    assert sorted(items) == [11, 12, 14]
    assert items[12]["title"] == "How to light it"
    assert items[12]["body"].startswith("It stays dark.")
    reasons = {one.key: one.reason for one in losses}
    assert reasons["topic 13"] == "4 posts are there, and not the first one"


def test_damage_costs_what_is_damaged(tmp_path):
    """A torn file is named, a message between people is left out, a second copy is not read."""
    folder = made.write_recording(made.every_kind(), tmp_path / "r")
    topic = json.loads((folder / "oil-or-gas.13.json").read_text())
    (folder / "oil-or-gas.13.json").write_text(json.dumps(topic)[:200])
    (folder / "zz-copy.json").write_text((folder / "how-to-light-it.12.json").read_text())
    (folder / "private.json").write_text(
        json.dumps({**topic, "id": 99, "archetype": "private_message"})
    )
    tables, losses, _ = read(folder)
    reasons = {one.key: one.reason for one in losses}

    assert sorted(row["number"] for row in tables["items"]) == [11, 12, 14]
    assert reasons["oil-or-gas.13.json"].startswith("it cannot be read")
    assert reasons["zz-copy.json"] == "topic 12 is there a second time"
    assert reasons["private.json"] == "it is a private message, which is never read"
