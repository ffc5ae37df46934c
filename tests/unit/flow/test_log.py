"""Logging: what is public, what stays private, and what is said of the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from twohats.errors import WrongUse
from twohats.flow.log import (
    Books,
    Work,
    community_of_links,
    forget_hours,
    log_work,
    log_working_time,
    own_rows,
    read_works,
    worker_of,
)
from twohats.journal import FolderJournal, PrivateJournal, sums_of
from twohats.workspace import Member, Settings, Workspace

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)
TEAM = tuple(
    Member(f"github:{login}", (f"github:{login}",), (f"{login}@tidewater.example",), name)
    for login, name in (("ada", "Ada Made-Up"), ("bo", None), ("cy", None))
)
LED = Work(
    "Led the monthly meeting",
    date(2026, 3, 5),
    hours=1.5,
    links=("https://github.com/lantern-project/lantern/issues/7",),
)


@pytest.fixture
def books(tmp_path):
    settings = Settings("Tidewater Commons", owners=("github:tidewater",))
    workspace = Workspace(tmp_path, settings, TEAM)
    numbers = count()
    return Books(
        workspace,
        FolderJournal(workspace.journal_folder),
        PrivateJournal(workspace.private_folder),
        "ada@tidewater.example",
        NOW,
        lambda size: next(numbers).to_bytes(size, "big"),
    )


def as_(books, login):
    return replace(books, who=f"{login}@tidewater.example")


def log(books, *works, who="ada"):
    return log_work(as_(books, who), works, f"github:{who}")


def public(books):
    return "".join(path.read_text("utf-8") for path in books.journal.folder.rglob("*.jsonl"))


def test_what_is_public_and_what_is_not(books):
    """The line says what, when and for whom; hours are sealed, and their digest is in the line."""
    (row,) = log(books, LED).rows

    assert (row["activity"], row["community"]) == ("meeting", "github:lantern-project")
    assert "Led the monthly meeting" in public(books)
    assert "hours" not in public(books)
    state = books.private.read()
    assert [line.content["hours"] for line in state.lines] == [1.5]
    assert list(state.digests.values()) == [row["private"]]


def test_without_hours_nothing_private_is_made(books):
    """No key, no folder."""
    log(books, replace(LED, hours=None))

    assert not books.private.folder.exists()
    assert own_rows(books, "github:ada")[0]["hours"] is None


def test_logging_the_same_again_adds_nothing(books):
    """It says under which item it stands; other work of that day is added."""
    (first,) = log(books, LED).rows
    again = log(books, LED, replace(LED, title="Wrote the notes"))

    assert [loss.reason for loss in again.skipped] == [f"it was logged before, as {first['item']}"]
    assert [row["title"] for row in again.rows] == ["Wrote the notes"]
    assert len(books.private.read().lines) == 2


def test_ones_own_list_shows_ones_own_hours(books):
    """Nobody else's work, and nobody else's hours."""
    log(books, LED)
    log(books, replace(LED, hours=4.0), who="bo")

    assert [(row["account"], row["hours"]) for row in own_rows(books, "github:ada")] == [
        ("github:ada", 1.5)
    ]


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        ({"title": " "}, "say what was done"),
        ({"activity": "fun"}, "--activity 'fun' is none. Say one of meeting"),
        ({"class_": "nice", "why": "x"}, "--class 'nice' is none. Say one of directed"),
        ({"class_": "directed"}, "--class needs --why"),
        ({"hat": "top"}, "--hat 'top' is none. Say one of org"),
        ({"on": date(2026, 4, 3)}, "that day has not come yet"),
        ({"community": "the lanterns"}, "--community: "),
    ],
    ids=lambda one: str(one) if isinstance(one, dict) else "",
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(books, odd, message):
    """One wrong entry of several stops all of them, before any is written."""
    with pytest.raises(WrongUse, match=message):
        log(books, LED, replace(LED, **odd))
    assert not books.journal.folder.exists()
    assert not books.private.folder.exists()


def test_older_words_for_classes(books):
    """They are kept under today's."""
    (row,) = log(books, replace(LED, class_="upstream-led", why="the council asked")).rows

    assert (row["class"], row["why"]) == ("foundational", "the council asked")


@pytest.mark.parametrize(
    ("links", "community"),
    [
        (("https://github.com/Lantern-Project/lantern/pull/7",), "github:lantern-project"),
        (("https://github.com/lantern-project",), "github:lantern-project"),
        (("https://github.com/lantern-project/lantern",), "github:lantern-project"),
        (("https://notes.example/7", "https://github.com/harbour/h/issues/1"), "github:harbour"),
        (("https://github.com/tidewater/plan/issues/3",), None),
        (("https://github.com/tidewater",), None),
        (("https://notes.example/7",), None),
        ((), None),
    ],
)
def test_the_community_follows_from_a_link(books, links, community):
    """Not from one to our own project, nor from one to a place that is no forge."""
    assert community_of_links(links, books.workspace) == community


def test_whose_work_it_is(books):
    """One of the team by e-mail or by --as; else as git knows them."""
    assert worker_of(books, None) == "github:ada"
    assert worker_of(books, "bo") == "github:bo"
    assert worker_of(books, "github:CY") == "github:cy"
    assert worker_of(replace(books, who="Di@else.example"), None) == "mail:di@else.example"
    with pytest.raises(WrongUse, match="nobody of the team has this account"):
        worker_of(books, "di")


def test_a_comment_is_read_as_it_is(books):
    """Each entry of it; what cannot be read is named."""
    text = "Date: 2026-03-05\nWhat I did: Mail\nTime: 1h\n\nDate: soon\nWhat I did: Talk\n"

    works, read = read_works(text, "log.md", books, "github:ada")

    assert [(work.title, work.hours) for work in works] == [("Mail", 1.0)]
    assert [str(one) for one in read.problems] == [
        "log.md:5: left out: `soon` is not a date: write it as 2026-03-05"
    ]


def test_of_an_activity_log_only_ones_own_rows_are_taken(books):
    """Under login, name or address; those of others, and those without a day, are counted."""
    rows = ["ada,Mail,2026-03-05,1", "@ada,Talk,2026-03-06,2", "Ada Made-Up,Call,2026-03-07,1"]
    rows += ["bo,Mail,2026-03-05,9", "ada,Undated,,1"]
    text = "\n".join(["Assignee,Task,Date,GitHub Hours", *rows])

    works, read = read_works(text, "log.csv", books, "github:ada")

    assert [work.title for work in works] == ["Mail", "Talk", "Call"]
    assert [(loss.key, loss.reason) for loss in read.skipped] == [
        ("log.csv:5", "it is somebody else's"),
        ("log.csv:6", "it has no date"),
    ]


def test_hours_are_erased_by_whose_they_are(books):
    """What was done stays; nobody erases another's."""
    (row,) = log(books, LED).rows

    with pytest.raises(WrongUse, match="they are somebody else's"):
        forget_hours(as_(books, "bo"), row["item"])
    assert forget_hours(books, row["item"]) == 1
    with pytest.raises(WrongUse, match="there are none"):
        forget_hours(books, row["item"])
    assert own_rows(books, "github:ada")[0]["hours"] is None
    assert len(books.private.read().tombstones) == 1


def some(number, title="Mail"):
    return [replace(LED, title=f"{title} {each}", hours=1.0) for each in range(number)]


def test_the_teams_hours_are_public_once_they_are_three_peoples(books):
    """The sum and how many it is of; nobody's own."""
    log(books, *some(3))
    log(books, *some(2), who="bo")
    assert sums_of(books.journal.read()[0]) == {}

    log(books, *some(1), who="cy")

    (month,) = sums_of(books.journal.read()[0]).values()
    assert (month.month, month.logged_h, month.people, month.events) == ("2026-03", 6.0, 3, 6)
    log(books, *some(1, "Late"), who="cy")
    assert sums_of(books.journal.read()[0])["2026-03"] == month


def test_a_scheduled_run_has_the_sum_without_the_private_part(books):
    """The journal alone is enough to read it."""
    for who in ("ada", "bo", "cy"):
        log(books, *some(2), who=who)
        log_working_time(as_(books, who), date(2026, 3, 1), 100.0, f"github:{who}")
    elsewhere = FolderJournal(books.journal.folder)

    month = sums_of(elsewhere.read()[0])["2026-03"]
    assert (month.logged_h, month.worked_h) == (6.0, 300.0)


def test_a_sum_that_was_not_published_before_the_power_went_is_published_next(books):
    """What was noted in the private part is what is published, once."""
    for who in ("ada", "bo", "cy"):
        log(books, *some(2), who=who)
    for path in books.journal.folder.rglob("*.jsonl"):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(line for line in lines if b"team-hours" not in line))
    assert sums_of(books.journal.read()[0]) == {}

    log(books, replace(LED, on=date(2026, 4, 1)))
    log(books, replace(LED, on=date(2026, 4, 2)))

    decisions, _ = books.journal.read()
    assert [one.what for one in decisions].count("team-hours") == 1
    assert sums_of(decisions)["2026-03"].logged_h == 6.0


def test_hours_whose_public_line_was_never_written_count_nowhere(books):
    """The power went between the two; logging again is logging once."""
    for who in ("ada", "bo", "cy"):
        log(books, *some(2), who=who)
    for path in books.journal.folder.rglob("*.jsonl"):
        path.unlink()
    for line in books.private.read().lines:
        if line.kind == "counted":
            books.private.erase([line.id], NOW)

    for who in ("ada", "bo", "cy"):
        log(books, *some(2), who=who)

    assert sums_of(books.journal.read()[0])["2026-03"].logged_h == 6.0
