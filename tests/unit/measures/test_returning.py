"""Who came back after we answered, counted by hand."""

from fakes.small_facts import Story, day, ours, promise, rows_of

from twohats.measures.returning import answered_authors

OTHER = "github:far-away/place"


def found(told, **window):
    return {row["author_label"]: row for row in rows_of(answered_authors(told.facts(**window)))}


def test_came_back():
    """Whoever opens something again after our answer came back, with what and after how long."""
    told = Story(team=[ours("vera")])
    item = told.item(1, "ada", 1)
    told.event(item, "reviewed", "vera", 3)
    told.item(2, "ada", 8, kind="issue")
    told.item(3, "ada", 9)

    row = found(told)["ada"]

    assert (row["came_back"], row["back_item"], row["back_kind"]) == (
        True,
        "github:lantern-project/lantern#2",
        "issue",
    )
    assert (row["answered_at"], row["wait_d"], row["is_first"]) == (day(3), 5, True)


def test_not_yet():
    """Whoever did not come back is there, with the days watched up to the as-of date."""
    told = Story(team=[ours("vera")])
    told.event(told.item(1, "ada", 1), "commented", "vera", 40)

    row = found(told)["ada"]

    assert (row["came_back"], row["back_at"], row["wait_d"]) == (False, None, 60)


def test_what_is_no_return():
    """What was opened before the answer, or elsewhere, or by another, is no return."""
    told = Story(team=[ours("vera")])
    item = told.item(1, "ada", 1)
    told.item(2, "ada", 2)
    told.event(item, "commented", "vera", 3)
    told.item(1, "ada", 4, repository=OTHER)
    told.item(3, "bo", 4)

    assert found(told)["ada"]["came_back"] is False


def test_first_or_not():
    """Whoever had opened something there before is not new, also when that was before the window."""
    told = Story(team=[ours("vera")])
    told.item(1, "ada", -50)
    told.event(told.item(2, "ada", 1), "commented", "vera", 3)
    told.event(told.item(3, "bo", 1), "commented", "vera", 3)

    rows = found(told)

    assert (rows["ada"]["is_first"], rows["bo"]["is_first"]) == (False, True)


def test_who_is_not_listed():
    """Ours, bots, people unknown, answers by others, and our own projects are left out."""
    told = Story(
        team=[ours("vera"), ours("wim")],
        kinds={"robot": "bot"},
        scopes={"github:tidewater/lamp": "own-project"},
    )
    for number, author in enumerate(("wim", "robot", None), start=1):
        told.event(told.item(number, author, 1), "commented", "vera", 2)
    told.event(told.item(4, "ada", 1), "commented", "bo", 2)
    told.event(told.item(5, "cleo", 1), "labeled", "vera", 2)
    told.event(told.item(6, "dora", 1), "commented", "vera", 95)
    told.event(told.item(7, "eve", 1, repository="github:tidewater/lamp"), "commented", "vera", 2)

    assert found(told) == {}


def test_once_per_community():
    """Several answers to several things of one person are one row; another community is another."""
    told = Story(team=[ours("vera"), ours("wim")])
    first = told.item(1, "ada", 1)
    told.event(first, "commented", "wim", 5)
    told.event(first, "commented", "vera", 2)
    told.event(told.item(2, "ada", 3), "commented", "vera", 4)
    told.event(told.item(1, "ada", 1, repository=OTHER), "commented", "vera", 6)

    rows = rows_of(answered_authors(told.facts()))

    assert sorted((row["community"], row["answered_at"], row["came_back"]) for row in rows) == [
        ("github:far-away", day(6), False),
        ("github:lantern-project", day(2), True),
    ]


def test_facts_end():
    """Nobody is watched beyond the end of the facts, whatever the as-of date."""
    told = Story(team=[ours("vera")], coverage=[promise("items", "github:x/y", None, 70)])
    told.event(told.item(1, "ada", 1), "commented", "vera", 40)

    assert found(told)["ada"]["wait_d"] == 30
