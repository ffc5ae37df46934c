"""What is signed upstream, and what of ours needs whose approval."""

import shlex
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fakes.opened import lines_by, opened
from fakes.small_facts import Story, day, ours

from twohats.errors import WrongUse
from twohats.flow.registers.agreements import agreements, allowing, withdrawing
from twohats.flow.registers.approvals import approvals, giving, parted, waiving
from twohats.formats.addresses import read_place, read_repository
from twohats.journal.cards import CONFIRMED, confirmed_content
from twohats.records.decisions import Decision
from twohats.workspace.settings import Forge, Settings

TODAY = day(100).date()
LATER = date(2024, 6, 1)
APPROVALS = """since = 2024-01-10

[[levels]]
name = "small"
up_to_lines = 50

[[levels]]
name = "change"
up_to_lines = 500
approval = "a lead"

[[levels]]
name = "large"
approval = "the office"
community = "lantern-project"
"""


def decided(number, line):
    """One line of the journal, written on day 90."""
    at = datetime(2024, 3, 31, tzinfo=UTC)
    return Decision(
        f"{number:026}", "ada@example.org", at, line.what, line.about, line.why, line.content, line.supersedes
    )  # fmt: skip


def guide(story, repository, text, path="CONTRIBUTING.md", kind="contributing"):
    """A document, and an item so that the repository is known."""
    story.add(
        "documents",
        repository=repository,
        path=path,
        kind=kind,
        oid="1",
        committed_at=day(1),
        text=text,
    )
    story.item(1, "bo", 1, repository=repository)


@pytest.fixture(scope="module")
def legal():
    """Five projects, each with other terms; opened once."""
    story = Story(team=[ours("vera")])
    guide(story, "github:cla/a", "# Help\n\nYou must sign the CLA before we merge.\n")
    guide(story, "github:dco/a", "# Help\n\nPlease sign off each commit: the DCO is required.\n")
    guide(
        story, "github:gives/a", "You hereby assign all copyright to the Fund.\n", "CLA.md", "cla"
    )
    guide(story, "github:quiet/a", "# Help\n\nThank you.\n")
    story.item(1, "bo", 1, repository="github:dark/a")
    return story


def states(legal, decisions=(), today=TODAY):
    """The register by repository."""
    found = agreements(opened(legal, decisions=decisions), today)
    return {row["repository"]: row for row in found.rows}


def test_every_project_has_a_state_what_is_missing_first(legal):
    """A sign-off keeps the copyright; a breach comes before an agreement nobody allowed."""
    found = states(legal)

    assert [(at, row["state"], row["assignment"], row["allowed"]) for at, row in found.items()] == [
        ("github:gives/a", "breach", "yes", "no"),
        ("github:cla/a", "cla", "unknown", "no"),
        ("github:quiet/a", "unknown", "unknown", ""),
        ("github:dco/a", "dco", "no", ""),
        ("github:dark/a", "not looked", "unknown", ""),
    ]
    assert lines_by([found["github:cla/a"]], "path", "line", "waits") == [
        ("CONTRIBUTING.md", 3, "twohats register agreements --approve cla --by WHO --url URL")
    ]


FORGES = {"github.com": "github", "lab.example": "gitlab"}
BOTH = Settings("Tidewater", forges=tuple(Forge(name, host) for host, name in FORGES.items()))


def test_what_waits_names_the_forge_where_nobody_would_take_it_for_granted():
    """The command that ends a wait is about that project, and not about one of that name at GitHub."""
    story = Story(team=[ours("vera")])
    for repository in ("github:cla/a", "gitlab:cla/sub/a"):
        guide(story, repository, "# Help\n\nYou must sign the CLA before we merge.\n")
    found = agreements(opened(story, settings=BOTH), TODAY).rows
    places = {row["repository"]: row["waits"].split()[4] for row in found}

    assert places == {"github:cla/a": "cla", "gitlab:cla/sub/a": "gitlab:cla/sub"}
    assert {at: max(filter(None, read_place(place, FORGES))) for at, place in places.items()} == {
        at: at.rpartition("/")[0] for at in places
    }


def test_what_somebody_allowed_waits_no_more_until_it_ends(legal):
    """It shows who, when and for how many; never for whom."""
    line = allowing(
        "github:cla", "legal team", "https://cla.example", ["github:vera"], LATER, "", TODAY, ()
    )
    found = states(legal, [decided(1, line)])["github:cla/a"]

    assert lines_by([found], "allowed", "by", "people", "until", "waits") == [
        ("yes", "legal team", "1", LATER, None)
    ]
    ended = states(legal, [decided(1, line)], LATER)["github:cla/a"]
    assert (ended["allowed"], bool(ended["waits"])) == ("ended", True)


def test_what_was_withdrawn_is_allowed_no_more(legal):
    """A line takes the place of the other; without one there is nothing to withdraw."""
    first = decided(
        1, allowing("github:cla", "legal", "https://cla.example", (), None, "", TODAY, ())
    )
    then = decided(2, withdrawing("github:cla", "it changed", [first]))

    assert states(legal, [first, then])["github:cla/a"]["allowed"] == "no"
    with pytest.raises(WrongUse, match="no agreement was allowed there"):
        withdrawing("github:kelp", "", [first])


def test_one_of_ours_who_allowed_it_is_not_named(legal):
    """Names are for who asks for them with a reason; offices keep theirs."""
    line = allowing("github:cla", "@Vera", "https://cla.example", (), None, "", TODAY, ())
    where = opened(legal, decisions=[decided(1, line)])

    def by(place):
        return next(row["by"] for row in agreements(place, TODAY).rows if row["allowed"] == "yes")

    assert by(where) == "one of ours"
    assert by(replace(where, is_named=True)) == "@Vera"


def test_a_person_s_word_on_the_terms_holds(legal):
    """As the card has it."""
    content = confirmed_content("github:quiet/a", "agreement.kind", "CLA", "", "", "ada")
    word = Decision(f"{1:026}", "ada@example.org", day(90), CONFIRMED, ("x",), "", content)

    assert states(legal, [word])["github:quiet/a"]["state"] == "cla"


def test_all_that_lacks_is_said_at_once():
    """Who, where, and a day that is to come."""
    with pytest.raises(WrongUse) as caught:
        allowing("github:cla", None, "cla", (), TODAY, "", TODAY, ())

    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "--by", "--url", f"--ends {TODAY}",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """Open changes of ours of several sizes, in a workspace that agreed on levels."""
    folder = tmp_path_factory.mktemp("approvals")
    (folder / "approvals.toml").write_text(APPROVALS)
    story = Story(team=[ours("vera")])
    for number, lines in enumerate((10, 51, 600, None), 1):
        story.item(number, "vera", 20, additions=lines, deletions=None if lines is None else 0)
    story.item(5, "vera", 20, additions=600, deletions=0, repository="github:kelp/a")
    story.item(6, "vera", 2, additions=600, deletions=0)
    story.item(7, "bo", 20, additions=600, deletions=0)
    story.close(story.item(8, "vera", 20, additions=600, deletions=0), "bo", 30)
    return opened(story, folder)


def changes(work, decisions=(), today=TODAY):
    """States of the changes, by number."""
    found = approvals(work.workspace, decisions, work, today)
    rows = [row for row in found.rows if row["kind"] == "change"]
    return {
        int(row["contribution"].rpartition("#")[2]): (row["level"], row["state"]) for row in rows
    }


def test_open_changes_of_ours_stand_beside_the_levels(work):
    """Others', closed ones and those from before are left out; what nobody knows is unknown."""
    assert changes(work) == {
        1: ("small", "approved"),
        2: ("change", "waits"),
        3: ("large", "waits"),
        4: (None, "unknown"),
        5: (None, "unknown"),
    }


def test_a_waiver_and_an_approval_end_the_wait(work):
    """One for all of a level for a while, one for one change."""
    waiver = decided(1, waiving("change", None, "bo", "a freeze", LATER, work.workspace, (), TODAY))
    word = decided(
        2, giving("github:lantern-project/lantern#3", "large", "the office", "", work.workspace, ())
    )
    found = approvals(work.workspace, [waiver, word], work, TODAY)

    assert changes(work, [waiver, word]) | {1: 0, 4: 0, 5: 0} == {
        1: 0, 2: ("change", "waived"), 3: ("large", "approved"), 4: 0, 5: 0,
    }  # fmt: skip
    assert lines_by(
        [row for row in found.rows if row["kind"] == "waiver"], "state", "by", "until"
    ) == [("waived", "bo", LATER)]
    ended = approvals(work.workspace, [waiver], work, LATER)
    assert [row["state"] for row in ended.rows if row["kind"] == "waiver"] == ["ended"]


def test_a_merge_request_waits_and_is_approved_by_its_own_name(work):
    """The command can be pasted into a shell, and ends the wait of that one alone."""
    story = Story(team=[ours("vera")])
    story.item(2, "vera", 20, additions=51, deletions=0, repository="github:kelp/map")
    for number in (2, 3):
        story.item(number, "vera", 20, item=f"gitlab:kelp/map!{number}", additions=51, deletions=0,
                   repository="gitlab:kelp/map")  # fmt: skip
    here = opened(story, work.workspace.folder, settings=BOTH)

    def waiting(*decisions):
        rows = approvals(here.workspace, decisions, here, TODAY).rows
        return {row["contribution"]: row["waits"] for row in rows if row["state"] == "waits"}

    found = waiting()
    given = {at: shlex.split(command)[4] for at, command in found.items()}
    assert given == {
        "github:kelp/map#2": "kelp/map#2",
        "gitlab:kelp/map!2": "gitlab:kelp/map!2",
        "gitlab:kelp/map!3": "gitlab:kelp/map!3",
    }
    assert "--give 'gitlab:kelp/map!3' --level" in found["gitlab:kelp/map!3"]
    repository, number = parted(given["gitlab:kelp/map!3"])
    key = f"{read_repository(repository, FORGES)}{number}"
    word = decided(1, giving(key, "change", "a lead", "", here.workspace, ()))
    assert list(waiting(word)) == ["github:kelp/map#2", "gitlab:kelp/map!2"]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("https://github.com/kelp/tides#12", ("https://github.com/kelp/tides", "#12")),
        ("git@github.com:kelp/tides.git@fix", ("git@github.com:kelp/tides.git", "@fix")),
        ("gitlab:kelp/sub/tides!12", ("gitlab:kelp/sub/tides", "!12")),
        ("kelp/tides@mend!12", ("kelp/tides", "@mend!12")),
        ("kelp/tides!mend", None),
        ("kelp/tides", None),
    ],
)
def test_a_contribution_is_parted_at_its_first_mark(written, parts):
    """A branch may be called as it likes; what has neither number nor branch is none."""
    assert parted(written) == parts


def test_levels_stand_with_file_and_line(work):
    """Also where no facts were read."""
    rows = approvals(work.workspace, (), None, TODAY).rows

    assert lines_by(rows, "level", "approval", "path", "line") == [
        ("small", "nobody", "approvals.toml", 3),
        ("change", "a lead", "approvals.toml", 7),
        ("large", "the office", "approvals.toml", 12),
    ]


def test_a_waiver_without_reason_or_end_is_refused(work):
    """All that lacks is said at once."""
    with pytest.raises(WrongUse) as caught:
        waiving("chnge", None, None, "", None, work.workspace, (), TODAY)

    assert str(caught.value).splitlines() == [
        "--waive chnge: nothing was written: there is no such level: did you mean `change`?",
        "--by: nothing was written: say who waived it.",
        "--why: nothing was written: a waiver needs a reason.",
        "--ends: nothing was written: a waiver needs a last day that is to come.",
    ]
    with pytest.raises(WrongUse, match="write it as OWNER/NAME#12"):
        giving("lantern", "change", "bo", "", work.workspace, ())
