"""The register of key communities: what facts answer, what people answer, what is proposed."""

from datetime import UTC, datetime

import pytest
from fakes.opened import lines_by, opened
from fakes.small_facts import REPOSITORY, Story, day, ours, promise

from twohats.checks.values import Licensed, employers_value, license_value
from twohats.errors import WrongUse
from twohats.flow.registers.communities import STALE_D, answering, communities
from twohats.formats.key_communities import parse_key_communities
from twohats.records.decisions import Decision
from twohats.workspace.settings import Forge, Settings

TODAY = day(100).date()
LISTED = parse_key_communities(
    '[[communities]]\ntitle = "lantern"\nurl = "https://github.com/lantern-project"\n'
    '\n[[communities]]\ntitle = "kelp"\nurl = "https://github.com/kelp-forge/kelp"\n'
).communities


def told():
    """Two of ours at work in a listed and in another community; the listed one has some documents."""
    story = Story(
        team=[ours("vera", since=-900)],
        employers=[("bo", "Sea Fund", None, None), ("cleo", "Acme", None, None)],
        coverage=[promise("documents", REPOSITORY, None, 95), promise("items", "github:kelp-forge/kelp", 0, 100)],
    )  # fmt: skip
    story.add(
        "repositories",
        repository=REPOSITORY,
        url="https://github.com/lantern-project/lantern",
        license_spdx="MIT",
    )
    story.add(
        "documents",
        repository=REPOSITORY,
        path="CODE_OF_CONDUCT.md",
        kind="conduct",
        oid="1",
        committed_at=day(1),
        text="# Be kind\n",
    )
    for number, author in enumerate(("bo", "cleo", "vera"), 1):
        story.merged(number, author, 10, "bo" if author != "bo" else "cleo")
    for number in range(5):
        story.item(number, "vera", 20, repository="github:tern/cli", kind="issue")
    for number in range(4):
        story.item(number, "vera", 20, repository="github:rare/cli", kind="issue")
    story.item(1, "bo", 20, repository="github:kelp-forge/kelp")
    return story


@pytest.fixture(scope="module")
def story():
    """Opened once for this file."""
    return opened(told(), communities=LISTED)


def answers(story, decisions=(), today=TODAY):
    """Answer by community and question."""
    found = communities(story.workspace, decisions, story, today)
    return {(row["community"], row["asks"]): row for row in found.rows}


def test_facts_answer_what_they_can(story):
    """Yes with a place and a day; what was not found is unknown, not no."""
    found = answers(story)
    lantern = "github:lantern-project"

    assert {asks: row["answer"] for (at, asks), row in found.items() if at == lantern} == {
        "license": "yes", "conduct": "yes", "governance": "unknown", "employers": "yes", "work": "yes",
    }  # fmt: skip
    assert lines_by([found[lantern, "conduct"]], "says", "url", "looked_on", "by", "path", "line", "waits") == [
        ("CODE_OF_CONDUCT.md", "https://github.com/lantern-project/lantern/blob/HEAD/CODE_OF_CONDUCT.md",
         day(100).date(), "facts", "key-communities.toml", 1, None)
    ]  # fmt: skip


def test_a_community_of_which_nothing_was_read_is_unknown(story):
    """And one in which nothing of ours was seen is not the same."""
    found = answers(story)

    assert found["github:kelp-forge/kelp", "conduct"]["says"] == "no file of it was read"
    assert found["github:kelp-forge/kelp", "conduct"]["by"] is None
    assert found["github:kelp-forge/kelp", "work"]["answer"] == "no"
    assert found["github:kelp-forge/kelp", "license"]["answer"] == "unknown"


def test_where_we_work_much_a_listing_is_proposed(story):
    """From five things on; less says nothing."""
    found = [at for at, asks in answers(story) if asks == "listed"]

    assert found == ["github:tern"]


def test_what_waits_names_the_forge_where_nobody_would_take_it_for_granted():
    """Both of the name, and the command of each is about that one; with GitLab alone, its name is enough."""
    few = Story(team=[ours("vera")])
    for number in range(5):
        for forge in ("github", "gitlab"):
            few.item(number, "vera", 20, repository=f"{forge}:tern/cli", kind="issue")
    github, gitlab = Forge("github", "github.com"), Forge("gitlab", "lab.example")

    def said(*forges):
        found = answers(opened(few, settings=Settings("Tidewater", forges=forges)))
        return {
            at: row["waits"].partition("--about ")[2].split()[0] for (at, _), row in found.items()
        }

    assert said(github, gitlab) == {"github:tern": "tern", "gitlab:tern": "gitlab:tern"}
    assert said(gitlab, github) == {"github:tern": "github:tern", "gitlab:tern": "tern"}


def test_what_is_missing_comes_first(story):
    """No, then unknown, then yes."""
    rows = communities(story.workspace, (), story, TODAY).rows

    assert [row["answer"] for row in rows] == sorted(
        (row["answer"] for row in rows), key=("no", "unknown", "yes").index
    )


@pytest.mark.parametrize(
    ("texts", "forge", "answer"),
    [
        ((), "MIT", "yes"),
        ((), "NOASSERTION", "unknown"),
        (("SPDX-License-Identifier: MIT\n",), None, "yes"),
        (("SPDX-License-Identifier: SSPL-1.0\n",), "MIT", "no"),
        (("SPDX-License-Identifier: MIT\n", "Do as you like, but only on Mondays.\n"), None, "unknown"),
        (("SPDX-License-Identifier: MIT\n", "SPDX-License-Identifier: Apache-2.0\n"), None, "yes"),
    ],
)  # fmt: skip
def test_the_text_of_a_license_counts_before_the_forge_s_word(texts, forge, answer):
    """And one text that nobody can tell leaves it open."""
    few = Story()
    few.item(1, "bo", 1)
    few.add("repositories", repository=REPOSITORY, url="https://x.example", license_spdx=forge)
    for number, text in enumerate(texts):
        few.add(
            "documents",
            repository=REPOSITORY,
            path=f"LICENSE-{number}",
            kind="license",
            oid="1",
            committed_at=day(1),
            text=text,
        )
    found = answers(opened(few, communities=LISTED[:1]))

    assert found["github:lantern-project", "license"]["answer"] == answer


def test_an_archived_repository_is_not_asked_for_its_license():
    """It is not used any more."""
    few = Story()
    few.item(1, "bo", 1)
    few.add(
        "repositories",
        repository=REPOSITORY,
        url="https://x.example",
        license_spdx="SSPL-1.0",
        archived=True,
    )
    found = answers(opened(few, communities=LISTED[:1]))

    assert found["github:lantern-project", "license"]["says"] == "no repository of it was read"


def test_without_facts_nobody_guesses(story):
    """Every question waits for a person."""
    rows = communities(story.workspace, (), None, TODAY).rows

    assert {row["answer"] for row in rows} == {"unknown"}
    assert all(row["waits"] for row in rows)


def decided(told, url="https://lantern.example/governance", why="", about="github:lantern-project"):
    """One answer in the journal."""
    line = answering(about, told, url, why, opened(Story()).workspace, ())
    at = datetime(2024, 4, 1, tzinfo=UTC)
    return Decision(
        f"{1:026}", "ada@example.org", at, line.what, line.about, line.why, line.content
    )


def test_a_person_s_answer_holds_and_grows_old(story):
    """It shows its own day and place, and after a year somebody looks again."""
    word = decided("governance=yes")
    row = answers(story, [word])["github:lantern-project", "governance"]

    assert lines_by([row], "answer", "by", "url", "waits") == [
        ("yes", "a person", "https://lantern.example/governance", None)
    ]
    later = datetime.fromordinal(row["looked_on"].toordinal() + STALE_D + 1).date()
    assert answers(story, [word], later)["github:lantern-project", "governance"][
        "waits"
    ].startswith("look again")


def test_a_proposal_that_was_answered_waits_no_more(story):
    """The reason stands beside it."""
    word = decided("listed=no", None, "we only report bugs there", "github:tern")

    assert lines_by(
        [answers(story, [word])["github:tern", "listed"]], "answer", "says", "waits"
    ) == [("no", "we only report bugs there", None)]


@pytest.mark.parametrize(
    ("told", "url", "message"),
    [
        ("goverance=yes", None, "no such question: did you mean `governance`?"),
        ("governance=maybe", None, "say one of governance=yes, governance=no, governance=unknown"),
        ("listed=no", None, "say why, as --why REASON"),
        ("governance=yes", None, "say where that can be read, as --url URL"),
        ("governance=yes", "lantern", "write the whole address"),
    ],
)
def test_an_answer_without_a_place_is_refused(story, told, url, message):
    """Nothing is written, and the next step is named."""
    with pytest.raises(WrongUse, match=message):
        answering("github:lantern-project", told, url, "", story.workspace, ())


def test_one_license_that_is_not_open_settles_it():
    """And one that nobody can tell leaves it open."""
    every = [Licensed("github:a/b", "MIT", True), Licensed("github:a/c", None, None)]

    assert license_value(every[:1], TODAY).answer == "yes"
    assert license_value(every, TODAY).says == "not known of 1 of 2 repositories: a/c"
    assert license_value([*every, Licensed("github:a/d", "BUSL-1.1", False)], TODAY).says == (
        "not open source: a/d (BUSL-1.1)"
    )
    assert license_value([], None).answer == "unknown"


@pytest.mark.parametrize(
    ("employers", "answer"),
    [
        ([], "unknown"),
        (["Acme"], "unknown"),
        (["Acme", "ACME"], "no"),
        (["Acme", None, "Acme"], "unknown"),
        (["Acme", None, "Sea Fund"], "yes"),
    ],
)
def test_employers(employers, answer):
    """One maintainer says nothing about many, and no employer is guessed."""
    assert employers_value(employers, None, TODAY).answer == answer
