"""Where communities ask for help: as declared, and as their documents say."""

import pytest
from fakes.needs_of import all_needs, search
from fakes.small_facts import REPOSITORY, Story, day, ours

from twohats.needs.labels import Dictionary
from twohats.needs.welcome import Welcomes, welcomes_in

PAGE = "https://x.example/CONTRIBUTING.md"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Anybody can review a pull request.", [("review", "anybody")]),
        ("We welcome reviews by core developers.", [("review", "maintainers")]),
        ("You can help by triaging issues or improving the documentation.", [("docs", "anybody"), ("triage", "anybody")]),
        ("We are looking for facilitators.", [("meeting", None)]),
        ("Team members are encouraged to make releases.", [("release", "members")]),
        ("Reviews take a week.", []),
        ("Reviews by robots are not welcome.", []),
        ("Please do not review what you did not run; everyone can help.", []),
        ("You are welcome to eat cake.", []),
        ("Welcome! See [our guide](https://docs.example/review).", []),
        ("Docs make a project more welcoming.", []),
        ("Reviews take a week. You can help by washing up.", []),
        ("Reviews are always welcome.", [("review", None)]),
    ],
)  # fmt: skip
def test_documents_are_read_for_what_they_ask(line, found):
    """A line has to name the kind of help, and ask for it."""
    read = [(activity, one.from_whom) for activity, one in welcomes_in(line, PAGE)]

    assert read == found


def test_code_is_no_sentence_and_each_line_has_its_address():
    """Blocks of code are passed over."""
    text = "# Hello\n```\nanybody can review\n```\n\nAnybody can review.\n"

    assert [one.url for _, one in welcomes_in(text, PAGE)] == [f"{PAGE}#L6"]
    assert list(welcomes_in(text, None)) == []


def waiting() -> Story:
    told = Story(team=[ours("vera")])
    told.item(1, "rae", 1)
    told.add(
        "repositories", repository=REPOSITORY, url="https://github.com/lantern-project/lantern"
    )
    return told


def document(told: Story, text: str, repository: str = REPOSITORY, path: str = "CONTRIBUTING.md"):
    told.add(
        "documents",
        repository=repository,
        path=path,
        kind="contributing",
        oid="1",
        committed_at=day(1),
        text=text,
    )


def test_without_a_link_a_welcome_is_assumed():
    """Nobody was seen asking."""
    (need,) = all_needs(waiting()).needs

    assert need.welcome is None


def test_a_document_of_the_repository_is_a_welcome():
    """With the line that asks."""
    told = waiting()
    document(told, "\nAnybody may review.\n")

    (need,) = all_needs(told).needs

    assert (
        need.welcome.url
        == "https://github.com/lantern-project/lantern/blob/HEAD/CONTRIBUTING.md#L2"
    )
    assert need.welcome.from_whom == "anybody"


def test_a_document_about_something_else_is_none():
    """What is asked for is another kind of help."""
    told = waiting()
    document(told, "Anybody may write documentation.\n")

    assert all_needs(told).needs[0].welcome is None


def test_the_owners_own_repository_speaks_for_all_of_it():
    """As forges hold it; another repository does not."""
    told = waiting()
    for name in (".github", "wick"):
        place = f"github:lantern-project/{name}"
        told.add("repositories", repository=place, url=f"https://github.com/lantern-project/{name}")
        told.item(1, "vera", 1, repository=place)
    document(told, "Anybody may review.\n", "github:lantern-project/wick")
    before = all_needs(told).needs[0].welcome
    document(told, "Anybody may review.\n", "github:lantern-project/.github")

    assert before is None
    assert "/.github/" in all_needs(told).needs[0].welcome.url


DECLARED = """
[[communities]]
community = "lantern-project"
[[communities.welcome]]
activities = ["review"]
url = "https://lantern.example/helping"
from_whom = "anybody"
[[communities]]
community = "lantern-project/lantern"
[[communities.welcome]]
url = "https://lantern.example/any"
"""


def test_the_workspaces_word_comes_first_and_the_more_exact_place():
    """A word on the repository before one on its owner, and both before documents."""
    told = waiting()
    document(told, "Anybody may review.\n")
    told.item(2, "rae", 1, repository="github:lantern-project/wick")

    urls = {need.repository: need.welcome.url for need in all_needs(told, DECLARED).needs}

    assert urls == {
        REPOSITORY: "https://lantern.example/any",
        "github:lantern-project/wick": "https://lantern.example/helping",
    }


def test_a_declared_welcome_is_for_its_kinds_of_help():
    """A welcome for reviews welcomes no answers."""
    told = Story()
    told.item(1, "rae", 1, kind="issue", repository="github:lantern-project/wick")

    (need,) = all_needs(told, DECLARED).needs

    assert (need.activity, need.welcome) == ("answer", None)


def test_what_is_welcome_stands_above_what_is_assumed():
    """Whatever the scores."""
    told = waiting()
    told.item(2, "rae", 99, repository="github:harbour/tide")

    first, second = all_needs(told, DECLARED).needs

    assert (first.welcome is None, second.welcome is None) == (False, True)
    assert first.score < second.score


def test_welcomes_take_the_first_line_that_asks():
    """One link for each kind of help and repository."""
    told = waiting()
    document(told, "Anybody may review.\n\nYou can help by reviewing.\n")

    found = Welcomes.of(search(told)).found

    assert [one.url.rpartition("#")[2] for one in found.values()] == ["L1"]


@pytest.mark.parametrize(
    ("meaning", "label", "means"),
    [
        ("needs_triage", "status:Needs Triage", True),
        ("needs_triage", "needs-triage", True),
        ("needs_triage", "triage/accepted", False),
        ("good_first_issue", "good first issue", True),
        ("good_first_issue", "not a good first issue", False),
        ("help_wanted", "Up for grabs", True),
        ("docs", "Doc", True),
        ("docs", "doctor", False),
        ("conflict", "Needs rebase", True),
        ("triaged", "anything", False),
    ],
)
def test_the_usual_names_of_labels(meaning, label, means):
    """In any case, with hyphens or spaces, after a prefix; other labels mean nothing."""
    assert (Dictionary().mean(meaning, [label]) is not None) == means


def test_declared_names_replace_the_usual_ones_of_that_meaning():
    """Other meanings keep theirs; ``*`` stands for anything."""
    own = Dictionary.of({"needs_triage": ["to be *"]})

    assert own.mean("needs_triage", ["to be sorted"]) == "to be sorted"
    assert own.mean("needs_triage", ["needs triage"]) is None
    assert own.mean("docs", ["docs"]) == "docs"
    assert own.mean("docs", None) is None
