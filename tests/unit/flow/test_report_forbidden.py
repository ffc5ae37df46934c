"""What a public page must not say of our people: all that the facts call them."""

from fakes.small_facts import Story

from twohats.flow.report.forbidden import known_names

ADA = {"github:ada-l", "mail:ada@tidewater.example"}


def account(story, login, forge_id, name):
    story.add(
        "accounts", account=f"github:{login}", forge="github", forge_id=forge_id, login=login,
        name=name, kind="person",
    )  # fmt: skip


def test_names_of_profiles_and_author_lines_are_known():
    """The team file need not say them: the forge and git do."""
    story = Story()
    account(story, "ada-l", "7", "Ada Loveless")
    account(story, "mo", "8", "Mo Saltbox")
    story.commit("a1", "Augusta A. Loveless", "Ada@tidewater.example", 1)
    story.commit("a2", "Countess of Tide", "elsewhere@people.example", 1, account="ada-l")
    story.commit("m1", "Mo The Second", "mo@people.example", 1)

    names, _ = known_names(story.facts(), ADA)

    assert names == {"Ada Loveless", "Augusta A. Loveless", "Countess of Tide"}


def test_a_name_of_one_word_is_not_taken():
    """It would hold every page on which a machine or a thing is called the same."""
    story = Story()
    account(story, "ada-l", "7", " Ada ")
    story.commit("a1", "root", "ada@tidewater.example", 1)

    assert known_names(story.facts(), ADA) == (set(), set())


def test_logins_that_an_account_had_are_known():
    """Old pages and quotes call people by them; a repository's earlier name is no login."""
    story = Story()
    account(story, "ada-l", "7", None)
    account(story, "mo", "8", None)
    for forge_id, name in (("7", "Ada-Long-Ago"), ("7", "tide/core"), ("8", "mo-before")):
        story.add("names", forge_id=forge_id, name=name)

    assert known_names(story.facts(), ADA) == (set(), {"ada-long-ago"})


def test_who_is_not_among_the_facts_has_no_other_names():
    """And empty facts are no fault."""
    assert known_names(Story().facts(), ADA) == (set(), set())
