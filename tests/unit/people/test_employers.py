"""Who worked for whom, and when."""

from tests.fakes.small_facts import Story, day, ours, rows_of
from twohats.facts import INDEPENDENT
from twohats.formats.gitdm import parse_developers
from twohats.people.employers import employments

LIST = """\
ada: ada!example.org
\tBrass Lamp Co until 2024-01-11
\tWick & Sons from 2024-01-11
bo: bo!example.org
\tIndependent
cy: cy!example.org
\tNotFound
"""


def listed(text=LIST, people=("github:ada", "github:bo", "github:cy")):
    developers = parse_developers(text).developers
    return employments((), developers, {one: one for one in people}, organization="Tidewater")


def test_employers_follow_the_list_by_date():
    """A change of job ends one period and begins the next on that day."""
    found = [(job.person, job.employer, job.from_at, job.until_at) for job in listed()]

    assert found == [
        ("github:ada", "Brass Lamp Co", None, day(10)),
        ("github:ada", "Wick & Sons", day(10), None),
        ("github:bo", INDEPENDENT, None, None),
    ]


def test_of_two_overlapping_lines_the_later_start_counts():
    """Nobody is told to have two employers at once."""
    text = "ada: a!example.org\n\tBrass Lamp Co from 2024-01-01\n\tWick & Sons from 2024-01-11\n"

    assert [(job.employer, job.from_at, job.until_at) for job in listed(text)] == [
        ("Brass Lamp Co", day(0), day(10)),
        ("Wick & Sons", day(10), None),
    ]


def told(story, login, at):
    facts = story.facts()
    acts = facts.acts.filter(lambda t: (t.actor == f"github:{login}") & (t.happened_at == day(at)))
    rows = rows_of(facts.employed(acts, "happened_at", "actor"))
    return {(row["actor_employer"], row["actor_employer_basis"]) for row in rows}


def test_the_team_file_counts_more_than_the_list_and_the_list_more_than_a_profile():
    """What we say of our own is dated and ours; a profile says how it is today."""
    story = Story(team=[ours("ada", since=5)], employers=[("ada", "Brass Lamp Co", None, None)])
    story.add("accounts", account="github:cy", login="cy", company=" @wick-and-sons ")
    story.add("accounts", account="github:ada", login="ada", company="Elsewhere")
    for number, login, at in ((1, "ada", 2), (2, "ada", 8), (3, "cy", 2), (4, "dee", 2)):
        story.item(number, login, at)

    assert told(story, "ada", 2) == {("Brass Lamp Co", "affiliations file")}
    assert told(story, "ada", 8) == {("Tidewater Commons", "team file")}
    assert told(story, "cy", 2) == {("wick-and-sons", "profile")}
    assert told(story, "dee", 2) == {(None, None)}
