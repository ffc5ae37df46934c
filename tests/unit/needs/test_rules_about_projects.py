"""Rules about whole projects: what they catch, and what they leave alone."""

import pytest
from fakes.needs_of import found
from fakes.small_facts import REPOSITORY, Story, day, ours

from twohats.needs.n05_release_due import quantile
from twohats.needs.n07_broken_ci import red_run

COMMUNITY = "github:lantern-project"


def release(
    told: Story, at: float, *, author: str | None = "mel", tag: str | None = None, **columns
):
    told.add(
        "releases",
        repository=REPOSITORY,
        tag=tag or f"v{at}",
        author=None if author is None else f"github:{author}",
        published_at=day(at),
        **columns,
    )


def cadence(*days: float, team=(), **columns) -> Story:
    """A project with a release on each of these days, and one change merged since."""
    told = Story(team=team)
    for at in days:
        release(told, at, **columns)
    return told


# N05


def test_n05_lists_what_is_overdue_by_its_own_cadence():
    """Gaps of 10, 10, 10, 10 and 20 days: 12 is their 80th percentile, and 40 are over."""
    told = cadence(0, 10, 20, 30, 40, 60)
    told.merged(1, "rae", 70, "mel")
    told.merged(2, "robot", 71, "mel")
    told.kinds = {"robot": "bot"}

    finding = found(told, "N05")
    (need,) = finding.needs

    assert need.because == (
        "v60 is 40 days old; 80 % of the project's 5 gaps were 12 days or less; 1 change waits"
    )
    assert (need.key, need.activity, need.since) == (f"N05:{REPOSITORY}", "release", day(60))
    assert finding.urgency == {need.key: 1.0}


def test_n05_leaves_alone():
    """What is within its cadence, and what has nothing to release."""
    in_time = cadence(0, 10, 20, 30, 40, 60)
    in_time.merged(1, "rae", 65, "mel")
    nothing = cadence(0, 10, 20, 30, 40, 60)
    nothing.merged(1, "rae", 50, "mel")

    assert found(in_time, "N05", as_of=70).left_out == {"within the project's own cadence": 1}
    assert found(nothing, "N05").left_out == {"nothing new since the last release": 1}


def test_n05_counts_commits_where_no_pull_requests_were_read():
    """Of people, without merges, and without those that only set the next version's number."""
    told = cadence(0, 10, 20, 30, 40, 60)
    told.kinds = {"robot": "bot"}
    told.commit("0a", "Rae", "rae@x.example", 70)
    told.commit("0b", "Rae", "rae@x.example", 71, parents=["1", "2"])
    told.commit("0c", "Robot", "r@x.example", 72, account="robot")
    told.commit("0d", "Rae", "rae@x.example", 73, subject="Bump to 17.5.0.dev0")
    told.commit("0e", "Rae", "rae@x.example", 74, subject="Bump the lid from 6 to 7")
    told.bot_rules = {"github:robot": (True, "made up")}

    (need,) = found(told, "N05").needs

    assert need.because.endswith("; 2 commits wait")


def test_n05_is_not_measured_without_a_cadence():
    """Too few gaps, no release at all: said, with the number."""
    few = cadence(0, 10, 20)
    candidates = cadence(0, 10, 20, 30, 40, 60, prerelease=True)
    one_day = cadence(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)

    assert found(few, "N05").not_measured[0].reason == "too few releases for a cadence: 2 gaps"
    assert found(candidates, "N05").not_measured[0].reason == "no release was read"
    assert found(one_day, "N05").not_measured[0].reason == "too few releases for a cadence: 0 gaps"


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [
        ([1, 2, 3, 4, 5], 0.8, 4.2),
        ([7], 0.8, 7),
        ([5, 1], 0.5, 3),
        ([3, 1, 2], 1, 3),
        ([3, 1], 0, 1),
    ],
)
def test_quantile_is_numpys_usual_one(values, part, expected):
    """Definition 7 of Hyndman and Fan."""
    import numpy as np

    assert quantile(values, part) == pytest.approx(expected)
    assert quantile(values, part) == pytest.approx(float(np.quantile(values, part)))


# N06


def test_n06_lists_releases_of_one_person_or_one_employer():
    """One person made all; or several, and all of one employer that day."""
    alone = cadence(60, 70, 80)
    firm = Story(team=[ours("vera"), ours("wim")])
    for at, author in ((60, "vera"), (70, "wim"), (80, "vera")):
        release(firm, at, author=author)

    assert found(alone, "N06").needs[0].because == "in 730 days 3 releases were made by one person"
    assert found(firm, "N06").needs[0].because == (
        "in 730 days 3 releases were made by people of one employer"
    )


def test_n06_leaves_alone():
    """Several employers; employers nobody knows; programs; too few; long ago."""
    told = Story(team=[ours("vera")], employers=[("mel", "Acme", None, None)])
    for at, author in ((60, "vera"), (70, "mel"), (80, "mel")):
        release(told, at, author=author)
    unknown = Story(team=[ours("vera")])
    for at, author in ((60, "vera"), (70, "mel"), (80, "mel")):
        release(unknown, at, author=author)
    robot = cadence(60, 70, 80, author="robot")
    robot.kinds = {"robot": "bot"}
    few = cadence(60, 70)
    nobody = cadence(60, 70, 80, author=None)
    past = cadence(-900, -800, -700)

    assert found(told, "N06").left_out == {"several employers": 1}
    assert found(unknown, "N06").left_out == {
        "more than one person, whose employers are not known": 1
    }
    assert found(robot, "N06").left_out == {"made by a program": 1}
    for story in (few, nobody, past):
        assert found(story, "N06").needs == ()
        assert "too few releases" in found(story, "N06").not_measured[0].reason


# N07


def checked(*states: tuple[float, str], looked: float = 99) -> Story:
    told = Story()
    told.merged(900, "rae", 0, "mel")
    for at, state in states:
        told.add(
            "checks",
            repository=REPOSITORY,
            oid=f"{at}",
            committed_at=day(at),
            state=state,
            looked_at=day(looked),
        )
    return told


def test_n07_lists_a_branch_that_is_red_for_days():
    """Red from the first of its last failures on; what is pending changes nothing."""
    told = checked((10, "success"), (90, "FAILURE"), (92, "pending"), (94, "error"))

    (need,) = found(told, "N07").needs

    assert need.because == "the default branch is red over 2 commits, for 9 days"
    assert (need.since, need.activity) == (day(90), "ci")


def test_n07_leaves_alone():
    """One red run is not broken, nor two within a day; mended is mended."""
    once = checked((10, "success"), (20, "failure"))
    quick = checked((98, "failure"), (98.5, "failure"), looked=99)
    mended = checked((10, "failure"), (20, "failure"), (30, "success"), (31, "pending"))
    undecided = checked((10, "pending"))

    soon = "red, but not for long enough to be broken"
    assert found(once, "N07").left_out == {soon: 1}
    assert found(quick, "N07").left_out == {soon: 1}
    assert found(mended, "N07").left_out == {"green, or nothing decided": 1}
    assert found(undecided, "N07").left_out == {"green, or nothing decided": 1}


def test_n07_goes_by_its_settings():
    """How many commits and days make a branch broken is the team's to say."""
    told = checked((10, "success"), (20, "failure"))

    assert found(told, "N07", "[limits]\nred_commits = 1\n").needs
    assert found(told, "N07", "[limits]\nred_commits = 1\nred_days = 90\n").needs == ()


def test_n07_is_not_measured_where_nobody_looked():
    """No state of the branch was read."""
    told = Story()
    told.merged(900, "rae", 0, "mel")

    assert found(told, "N07").not_measured[0].key == f"N07:{REPOSITORY}"


def test_a_red_run_is_not_seen_later_than_today():
    """A look after the as-of date is not known then."""
    row = {"state": "failure", "committed_at": day(1), "looked_at": day(500)}

    assert red_run([row], day(10)).looked_at == day(10)
    assert red_run([], day(10)) is None


# N09

ROTA = """
[[meetings]]
community = "lantern-project"
title = "Monthly meeting"
on = 2024-04-{day:02d}
"""


def test_n09_lists_meetings_that_lack_somebody_or_something():
    """Day 100 is the tenth of April: notes of the fourth, a facilitator for the twelfth."""
    told = checked()
    late = found(told, "N09", ROTA.format(day=4)).needs
    soon = found(told, "N09", ROTA.format(day=12)).needs
    today = found(told, "N09", ROTA.format(day=10)).needs

    assert late[0].title == "Write up notes of “Monthly meeting” of 2024-04-04"
    assert late[0].because == "it was 6 days ago, and no notes are linked"
    assert soon[0].because == "it is in 2 days, and nobody facilitates it"
    assert today[0].because == "it is today, and nobody facilitates it"
    assert {need.community for need in (*late, *soon)} == {COMMUNITY}


def test_n09_leaves_alone():
    """What is taken care of, and what is far away; without a rota it is not measured."""
    told = checked()
    noted = ROTA.format(day=4) + 'notes = "https://x.example/n"\n'
    held = ROTA.format(day=12) + 'facilitator = "kim"\n'

    assert found(told, "N09", noted).left_out == {"taken care of": 1}
    assert found(told, "N09", held).left_out == {"taken care of": 1}
    assert found(told, "N09", ROTA.format(day=29)).left_out == {"too far from today": 1}
    assert [loss.key for loss in found(told, "N09").not_measured] == [f"N09:{COMMUNITY}"]


# N10


def holding(*people: tuple[str, str], **more) -> Story:
    told = Story(**more)
    told.merged(900, "rae", 0, "mel")
    for body, login in people:
        told.add(
            "memberships",
            owner=COMMUNITY,
            account=f"github:{login}",
            role="member",
            body=body,
            from_at=day(3),
            source_path="team.yml",
        )
    return told


def test_n10_lists_roles_of_one_person_or_one_employer():
    """Of each body; two people of ours are one employer."""
    told = holding(
        ("security", "mel"), ("council", "vera"), ("council", "wim"), team=[ours("vera", "v2"), ours("wim")]
    )  # fmt: skip

    needs = {need.key: need for need in found(told, "N10").needs}

    assert needs[f"N10:{COMMUNITY}:security"].because == "one person holds it, by team.yml"
    assert needs[f"N10:{COMMUNITY}:council"].because == (
        "2 people hold it, people of one employer, by team.yml"
    )
    assert needs[f"N10:{COMMUNITY}:council"].since == day(3)


def test_n10_takes_two_accounts_of_one_person_for_one():
    """Joined accounts are one holder."""
    told = holding(("council", "vera"), ("council", "v2"), team=[ours("vera", "v2")])

    assert found(told, "N10").needs[0].because == "one person holds it, by team.yml"


def test_n10_leaves_alone():
    """Several employers, employers nobody knows, roles that ended, owners of paths."""
    told = holding(
        ("council", "vera"), ("council", "mel"),
        ("security", "bo"), ("security", "cy"),
        team=[ours("vera")], employers=[("mel", "Acme", None, None)],
    )  # fmt: skip
    place = {"owner": COMMUNITY, "source_path": "x"}
    told.add(
        "memberships", **place, account="github:old", role="lead", body="docs", until_at=day(50)
    )
    told.add("memberships", **place, account="github:bo", role="code_owner", body="/docs")

    finding = found(told, "N10")

    assert finding.needs == ()
    assert finding.left_out == {
        "held by several employers": 1,
        "held by more than one person, whose employers are not known": 1,
    }


def test_n10_is_not_measured_without_a_roster():
    """Nobody's role is known then."""
    assert found(checked(), "N10").not_measured[0].key == f"N10:{COMMUNITY}"


# N12


def milestone(told: Story, number: str, due: float | None, **columns):
    told.add(
        "milestones",
        **{
            "repository": REPOSITORY,
            "milestone": number,
            "title": f"{number}.0",
            "due_at": None if due is None else day(due),
            "state": "open",
            **columns,
        },
    )


def test_n12_lists_milestones_that_are_due():
    """Soon or past, with what is open in them; a review where a change is."""
    told = Story()
    told.item(1, "rae", 1, milestone="1.0")
    told.item(2, "rae", 1, kind="issue", milestone="1.0")
    told.item(3, "rae", 1, kind="issue", milestone="2.0")
    milestone(told, "1", 120)
    milestone(told, "2", 90)

    needs = found(told, "N12").needs

    assert [(need.activity, need.because) for need in needs] == [
        ("review", "due in 20 days; 1 pull request and 1 issue in it are open"),
        ("change", "past due for 10 days; 0 pull requests and 1 issue in it are open"),
    ]


def test_n12_leaves_alone():
    """Far away, undated, empty, forgotten, closed."""
    told = Story()
    told.item(1, "rae", 1, milestone="1.0")
    told.item(2, "rae", 1, milestone="2.0")
    told.item(3, "rae", 1, milestone="4.0")
    told.item(4, "rae", 1, milestone="5.0")
    milestone(told, "1", 150)
    milestone(told, "2", None)
    milestone(told, "3", 101)
    milestone(told, "4", -200)
    milestone(told, "5", 101, state="closed")

    finding = found(told, "N12")

    assert finding.needs == ()
    assert finding.left_out == {
        "not due yet": 1,
        "without a due date": 1,
        "nothing open in it": 1,
        "past due for more than 180 days": 1,
    }


# N14


def document(told: Story, kind: str, text: str, *, at: float = 5):
    told.add(
        "documents",
        repository=REPOSITORY,
        path=f"{kind.upper()}.md",
        kind=kind,
        oid=f"{at}",
        committed_at=day(at),
        text=text,
    )


def documented(kind: str, text: str, **more) -> Story:
    told = checked()
    told.add(
        "repositories", repository=REPOSITORY, url="https://github.com/lantern-project/lantern"
    )
    document(told, kind, text, **more)
    return told


def test_n14_lists_lines_that_ask():
    """Open boxes of a roadmap, and sentences that ask; each links to its line."""
    told = documented(
        "roadmap",
        "# Plans\n\n- [ ] A quieter wick\n- [x] A lid\n\nWe are looking for reviewers from anywhere.\n",
    )

    box, ask = found(told, "N14").needs

    assert (box.title, box.activity, box.welcome) == ("A quieter wick", "change", None)
    assert box.because == "line 3 of ROADMAP.md under “Plans”"
    assert ask.activity == "review"
    assert ask.welcome.url == ("https://github.com/lantern-project/lantern/blob/HEAD/ROADMAP.md#L6")


def test_n14_leaves_alone():
    """Boxes elsewhere, code, other sentences, and what an older version said."""
    told = documented("contributing", "- [ ] I read this\n\n```\nhelp wanted\n```\nWe helped.\n")
    document(told, "roadmap", "Help wanted!\n", at=1)
    document(told, "roadmap", "All is done.\n", at=9)

    assert found(told, "N14").needs == ()
    assert [loss.key for loss in found(checked(), "N14").not_measured] == [f"N14:{COMMUNITY}"]
