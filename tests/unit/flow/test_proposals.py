"""What people write and tick in our own trackers: proposed to them, and taken once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest
from fakes.small_facts import Story, ours

from twohats.errors import WrongUse
from twohats.flow.log import Books, Work
from twohats.flow.proposals import own_hours, proposals, rows_of, take
from twohats.journal import FolderJournal, PrivateJournal, logged_of
from twohats.links.linking import Linking
from twohats.links.told import Text, texts_told
from twohats.workspace import Member, Settings, Workspace

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)
PERSONS = {f"github:{login}": f"github:{login}" for login in ("ada", "bo")}
TRACKER = "github:tidewater/plan"
LOG = "Date: 2026-03-05\nWhat I did: Led the monthly meeting\nTotal time: 1h30"


@pytest.fixture
def books(tmp_path):
    team = tuple(
        Member(f"github:{login}", (f"github:{login}",), (f"{login}@tidewater.example",), None)
        for login in ("ada", "bo")
    )
    workspace = Workspace(tmp_path, Settings("Tidewater", trackers=(TRACKER,)), team)
    numbers = count()
    return Books(
        workspace,
        FolderJournal(workspace.journal_folder),
        PrivateJournal(workspace.private_folder),
        "ada@tidewater.example",
        NOW,
        lambda size: next(numbers).to_bytes(size, "big"),
    )


def comment(body=LOG, login="ada", number=1, **more):
    said = {
        "event": f"github:commented:{number}",
        "item": f"{TRACKER}#7",
        "title": "Iteration 9",
        "url": f"https://github.com/tidewater/plan/issues/7#issuecomment-{number}",
        "account": login and f"github:{login}",
        "person": login and f"github:{login}",
        "is_ours": login in ("ada", "bo"),
        "said_at": datetime(2026, 3, 6, tzinfo=UTC),
        "body": body,
        "is_first": False,
        "is_gone": False,
    }
    return Text(**{**said, **more})


def issue(body, **more):
    return comment(body, event="github:opened:github:tidewater/plan#7", is_first=True, **more)


def look(books, *texts, account="github:ada"):
    hours = own_hours(books, account)
    return proposals(texts, books.journal.read()[0], PERSONS, hours)


def taken(books, *texts, keys=("all",), account="github:ada"):
    found, _ = look(books, *texts)
    return take(books, found, keys, account, Work("", date(2026, 3, 5)))


def logged(books):
    return [(row["title"], row["account"]) for row in logged_of(books.journal.read()[0])]


def test_a_log_comment_is_proposed_to_its_author_and_taken_once(books):
    """With date, link and hours; after it was taken there is nothing to propose."""
    (one,), skipped = look(books, comment())
    assert skipped == ()
    assert (one.state, one.person, one.work.on, one.work.hours) == (
        "new",
        "github:ada",
        date(2026, 3, 5),
        1.5,
    )
    assert one.work.links == (comment().url,)

    assert taken(books, comment()) == [
        f"{one.key}: logged {logged_of(books.journal.read()[0])[0]['item']}: Led the monthly meeting"
    ]
    assert look(books, comment()) == ((), ())
    assert taken(books, comment()) == []
    assert logged(books) == [("Led the monthly meeting", "github:ada")]
    assert list(own_hours(books, "github:ada").values()) == [1.5]


def test_the_same_text_has_the_same_key(books):
    """Whoever lists twice can take by what the first list said; spaces do not matter."""
    first, _ = look(books, comment())
    again, _ = look(books, comment(LOG.replace("Led the", "Led  the") + "\n\nthanks!\n"))

    assert len({one.key for one in first}) == 1
    assert look(books, comment())[0] == first
    assert [one.work.on for one in again] == [first[0].work.on]


def test_an_edited_comment_is_proposed_in_the_place_of_the_line_taken(books):
    """The correction keeps the item; the old line holds no longer."""
    taken(books, comment())
    (row,) = logged_of(books.journal.read()[0])
    edited = comment(LOG.replace("monthly", "yearly"))
    (one,), _ = look(books, edited)
    assert (one.state, one.supersedes) == ("edited", row["decision"])

    taken(books, edited)
    (after,) = logged_of(books.journal.read()[0])
    assert (after["title"], after["item"]) == ("Led the yearly meeting", row["item"])
    assert look(books, edited) == ((), ())


def test_hours_that_changed_are_proposed_to_their_owner(books):
    """And to nobody else, who does not know them."""
    taken(books, comment())
    longer = comment(LOG.replace("1h30", "2h"))

    assert [one.state for one in look(books, longer)[0]] == ["edited"]
    assert look(books, longer, account="github:bo")[0] == ()
    taken(books, longer)
    assert list(own_hours(books, "github:ada").values()) == [2.0]
    assert len(logged(books)) == 1


def test_no_digest_gives_hours_away(books):
    """Two comments that differ in hours alone leave equal marks in the journal."""
    (one,), _ = look(books, comment())
    (other,), _ = look(books, comment(LOG.replace("1h30", "7h")))

    assert (one.told, one.key) == (other.told, other.key)


def test_a_ticked_box_stays_taken_while_the_issue_changes(books):
    """Comments, other boxes and later changes do not propose it again; new words do."""
    box = "- [x] lead the meeting @ada <!-- twohats:k -->"
    taken(books, issue(box))
    later = datetime(2026, 3, 20, tzinfo=UTC)

    assert look(books, issue(f"More\n- [ ] other\n{box}", said_at=later)) == ((), ())
    states = [one.state for one in look(books, issue(box.replace("lead", "led")))[0]]
    assert states == ["edited"]
    assert [one.state for one in look(books, issue(box.replace("[x]", "[ ]")))[0]] == ["gone"]


@pytest.mark.parametrize("now", [comment(is_gone=True), comment("never mind"), comment("")])
def test_what_was_taken_and_is_gone_is_told(books, now):
    """Nothing is withdrawn by itself; whoever wrote it may."""
    taken(books, comment())
    (one,), _ = look(books, now)
    assert one.state == "gone"
    assert taken(books, now) == []
    assert len(logged(books)) == 1

    assert taken(books, now, keys=(one.key,)) == [f"{one.key}: Led the monthly meeting: withdrawn"]
    assert (logged(books), look(books, now)[0]) == ([], ())


def test_a_ticked_box_is_proposed_to_whom_it_calls(books):
    """In the issue that all of the team edit; with the day on which it was ticked at the latest."""
    body = (
        "- [x] facilitate the meeting @Bo <!-- twohats:plan/9/a -->\n- [ ] mentor a newcomer @ada"
    )
    (one,), skipped = look(books, issue(body))

    assert (one.person, one.work.activity, one.work.title) == (
        "github:bo",
        "meeting",
        "facilitate the meeting @Bo",
    )
    assert (one.work.on, skipped) == (date(2026, 3, 6), ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (issue("- [x] lead the meeting"), "ticked, and it calls nobody: write @login beside it"),
        (issue("- [x] meeting @ada @bo"), "ticked, and it calls several: give each a box of their own"),
        (issue("- [x] meeting @cy"), "ticked, and @cy is none of the team"),
        (issue("- [x] review two pull requests @ada"), "review: its own traces tell, or log it yourself"),
        (issue("- [x] lunch @ada"), "work of which no word says the kind: its own traces tell, or log it yourself"),
        (comment("- [x] lead the meeting @bo"), "nobody logs for somebody else"),
        (comment(login="cy"), "whoever wrote it was none of the team then"),
        (comment(login=None), "whoever wrote it was none of the team then"),
        (comment(LOG.replace("2026-03-05", "03/05/2026")), None),
        (comment(said_at=None), "nobody read when it was written"),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_not_proposed_is_listed_with_the_reason(books, text, reason):
    """Nothing vanishes, and nobody speaks for somebody else."""
    found, (loss,) = look(books, text)

    assert found == ()
    assert loss.key.startswith(text.url)
    assert reason is None or loss.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        comment("Thanks for the date! What did you do?"),
        comment("- [ ] lead the meeting @ada"),
        comment("> - [x] lead the meeting\n\nwhen?"),
        issue("```\n- [x] lead the meeting @ada\n```"),
    ],
    ids=range(4),
)
def test_what_tells_nothing(books, text):
    """Talk, open boxes, quotes and code."""
    assert look(books, text) == ((), ())


def test_only_the_author_confirms(books):
    """Nobody takes another's proposal, nor says to be somebody else; nothing is written."""
    found, _ = look(books, comment(login="bo"))
    with pytest.raises(WrongUse, match="it is somebody else's, who has to confirm it"):
        take(books, found, [found[0].key], "github:ada", Work("", date(2026, 3, 5)))
    with pytest.raises(WrongUse, match="git calls you somebody else"):
        take(books, found, [found[0].key], "github:bo", Work("", date(2026, 3, 5)))
    with pytest.raises(WrongUse, match="none: there is no such proposal"):
        take(books, found, ["none"], "github:ada", Work("", date(2026, 3, 5)))

    assert taken(books, comment(login="bo")) == []
    assert logged(books) == []
    taken(replace(books, who="bo@tidewater.example"), comment(login="bo"), account="github:bo")
    assert logged(books) == [("Led the monthly meeting", "github:bo")]


def test_others_hours_are_not_listed(books):
    """They stand in the comment, and are still not ours to list."""
    found, _ = look(books, comment(), comment(login="bo", number=2))

    rows = rows_of(found, {"github:bo": "wren-1"}, "github:ada")
    assert [(row["who"], row["hours"]) for row in rows] == [("github:ada", 1.5), ("wren-1", None)]


def test_several_in_one_comment_are_each_their_own(books):
    """Also when two say the same."""
    twice = comment(f"{LOG}\n\n{LOG}\n\nDate: 2026-03-06\nWhat I did: Mentored cy")
    found, _ = look(books, twice)

    assert len({one.key for one in found}) == 3


def test_texts_of_our_trackers_alone_are_read():
    """Comments and first texts there, with who was ours that day; nothing from upstream."""
    story = Story(team=[ours("ada", since=0)])
    plan = story.item(
        1, "ada", 1, repository=TRACKER, kind="issue", body="- [x] meeting @ada", updated_at=None
    )
    story.event(plan, "commented", "ada", 2, body=LOG, event="github:commented:1")
    story.event(plan, "commented", "cy", 3, body=LOG, event="github:commented:2")
    story.event(plan, "commented", "ada", 4, body="Thanks", event="github:commented:3")
    there = story.item(2, "bo", 1, body=LOG)
    story.event(there, "commented", "ada", 2, body=LOG, event="github:commented:4")

    texts = texts_told(story.facts(), Linking(trackers=(TRACKER,)))

    assert [(t.event, t.person, t.is_ours, t.is_first) for t in texts] == [
        (f"github:opened:{TRACKER}#1", "github:ada", True, True),
        ("github:commented:1", "github:ada", True, False),
        ("github:commented:2", "github:cy", False, False),
    ]
    assert texts_told(story.facts(), Linking()) == ()
    again = texts_told(story.facts(), Linking(trackers=(TRACKER,)), ["github:commented:3"])
    assert [text.body for text in again][3:] == ["Thanks"]
