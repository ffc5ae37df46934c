"""Vetoes: a major feature, a new project of our own; and what is neither."""

from fakes.told import REPOSITORY, RUBRIC, answers, beside, day, found, of, one, replace, told

from twohats.ledger.evidence import finders

YES, NO, UNKNOWN = (True, "strong"), (False, "strong"), (None, "strong")


def change(story, number=1, **columns):
    return story.merged(number, "vera", 10, "ada", **{"additions": 10, "deletions": 5, **columns})


def test_n1():
    """N1 takes both: called a feature, and called major or of more changed lines than the limit."""
    cases = (
        ({"title": "feat: more light", "additions": 300}, YES),
        ({"title": "ENH: more light", "additions": 196}, YES),
        ({"title": "ENH: more light", "additions": 195}, NO),
        ({"labels": ["type: feature"], "additions": 300}, YES),
        ({"labels": ["enhancement", "api-change"]}, YES),
        ({"title": "feat: light", "labels": ["major"]}, YES),
        ({"title": "feat: light"}, NO),
        ({"title": "Add light", "labels": [], "additions": 3000}, NO),
        ({"labels": ["documentation", "api"], "additions": 3000}, NO),
        ({"title": "Feature-length films", "labels": [], "additions": 3000}, NO),
        ({"title": "feat: light", "additions": None}, UNKNOWN),
        ({"title": "Add light", "labels": None, "additions": 3000}, UNKNOWN),
        ({"title": "Add light", "labels": None}, NO),
    )
    story = told()
    for number, (columns, _) in enumerate(cases, 1):
        change(story, number, **columns)

    got, expected = beside(cases, answers(story, "N1", len(cases)))

    assert got == expected


def test_n1_by_files():
    """Tests, documentation and generated files do not count, as far as the files were read."""
    cases = (
        ({"wick.py": 201}, 1, YES),
        ({"wick.py": 200, "docs/a.md": 900, "tests/test_wick.py": 900, "uv.lock": 5000}, 4, NO),
        ({"web/dist/all.js": 5000, "app.min.js": 100}, 2, NO),
        ({"wick.py": 201}, 7, YES),
        ({"wick.py": 20}, 7, UNKNOWN),
    )
    story = told()
    for number, (paths, files, _) in enumerate(cases, 1):
        item = change(story, number, title="feat: light", additions=9000, changed_files=files)
        for path, lines in paths.items():
            story.add("item_files", item=item, path=path, additions=lines, deletions=0)

    got, expected = beside(cases, answers(story, "N1", len(cases)))

    assert got == expected


def test_n1_says_the_number():
    """The limit is a setting, and both numbers are shown."""
    story = told()
    change(story, title="feat: light")
    rubric = replace(RUBRIC, major_change_lines=14)

    (piece,) = found(story, "N1", rubric=rubric)[of(f"{REPOSITORY}#1")]

    assert piece["holds"] is True
    assert piece["because"] == (
        "It is a feature of 15 changed lines in all; above 14 it is a major one."
    )


def test_n1_of_help():
    """A review of a major feature is no major feature."""
    story = told()
    story.event(story.item(1, "ada", 1, title="feat: x", additions=900), "reviewed", "vera", 2)

    assert found(story, "N1") == {}


def project(story, repository, made, first="vera", commits=("vera", "vera", "ada")):
    """A repository made on a day, its first commits, and our change of day 10 in it."""
    if made is not None:
        story.add("repositories", repository=repository, created_at=day(made))
    for number, login in enumerate((first, *commits)):
        story.commit(
            f"0{number}",
            login,
            f"{login}@x.example",
            1 + number,
            account=login,
            repository=repository,
        )
    return change(story, repository=repository)


def test_n2():
    """N2 takes all: new, begun by one of ours, and mostly ours; of older ones nothing is said."""
    cases = (
        (0, "vera", ("vera", "ada"), True),
        (0, "vera", ("ada", "ada", "ada"), False),
        (0, "vera", ("ada",), False),
        (0, "ada", ("vera", "vera"), False),
        (None, "vera", ("vera",), None),
        (None, "ada", ("vera",), False),
        (-79, "vera", ("vera",), True),
        (-80, "vera", ("vera",), "nothing"),
        (-900, "vera", ("vera",), "nothing"),
    )
    story = told()
    places = [f"github:lantern-project/new{number}" for number in range(len(cases))]
    for place, (made, first, commits, _) in zip(places, cases, strict=True):
        project(story, place, made, first, commits)
    pieces = found(story, "N2")
    got, expected = beside(
        cases,
        [
            pieces[of(f"{place}#1")][0]["holds"] if of(f"{place}#1") in pieces else "nothing"
            for place in places
        ],
    )

    assert got == expected


def test_n2_by_what_was_seen():
    """A project seen long before is old, though nobody read when it was made."""
    story = told()
    story.item(9, "ada", -300)
    change(story)

    assert one(story, "N2") is None


def test_n2_nothing_read():
    """Where no commit was read nobody can tell who began a new project."""
    story = told()
    story.add("repositories", repository=REPOSITORY, created_at=day(0))
    change(story)

    assert one(story, "N2") == UNKNOWN


def test_every_kind_has_its_finder():
    """Each kind of evidence is found by one file of the folder."""
    assert list(finders()) == [
        "D1",
        "D2",
        "D3",
        "D4",
        "D5",
        "D6",
        "D7",
        "F1",
        "F2",
        "F3",
        "N1",
        "N2",
    ]
