"""What a community has written down is linked; what was not read is not missing."""

from fakes.small_facts import day

from twohats.checks.readiness import FILES, readiness

HARBOUR = "github:harbour"
URLS = {"github:harbour/quay": "https://example.org/harbour/quay"}


def document(path, kind, text="Words.", at=1):
    """One community file."""
    return {
        "repository": "github:harbour/quay",
        "community": HARBOUR,
        "path": path,
        "kind": kind,
        "committed_at": day(at),
        "text": text,
    }


def states(*documents, **more):
    """State and place of each thing."""
    found = readiness([HARBOUR], documents, looked=[HARBOUR], addresses=URLS, **more)
    return {one.asks: (one.state, one.where) for one in found}


def test_the_file_itself_is_found_and_linked():
    """With its address and its day."""
    (found, *_) = readiness(
        [HARBOUR], [document("GOVERNANCE.md", "governance")], looked=[HARBOUR], addresses=URLS
    )

    assert (found.state, found.where, found.since) == ("found", "GOVERNANCE.md", day(1))
    assert found.url == "https://example.org/harbour/quay/blob/HEAD/GOVERNANCE.md"


def test_what_is_not_there_is_not_found():
    """For each thing, where files were read."""
    assert states() == dict.fromkeys(FILES, ("not found", None))


def test_what_was_not_read_is_not_missing():
    """Nothing is said of it."""
    found = readiness([HARBOUR], [], looked=[])

    assert {one.state for one in found} == {"not looked"}


def test_an_empty_file_is_none():
    """A file without words tells nothing."""
    assert states(document("ROADMAP.md", "roadmap", "\n"))["roadmap"] == ("not found", None)


def test_a_section_stands_for_a_file_with_its_line():
    """In any of the files; code is no heading."""
    text = "# Quay\n\n```\n# Roadmap\n```\n\nHow to make a release\n---------------------\n\nWait.\n\n## Making a release\n"
    found = states(document("CONTRIBUTING.md", "contributing", text))

    assert found["release guide"] == ("substitute", "CONTRIBUTING.md:7")
    assert found["roadmap"] == ("not found", None)


def test_milestones_and_issues_stand_for_a_roadmap():
    """Only milestones with a date; the file comes first."""
    due = {"milestone": "m", "repository": "github:harbour/quay", "community": HARBOUR, "title": "2.0", "due_at": day(9)}  # fmt: skip
    issue = {"item": "github:harbour/quay#1", "repository": "github:harbour/quay", "community": HARBOUR, "title": "Roadmap 2024", "url": None, "created_at": day(1)}  # fmt: skip

    assert states(milestones=[due])["roadmap"] == ("substitute", "milestone 2.0")
    assert states(milestones=[{**due, "due_at": None}], issues=[issue])["roadmap"] == ("substitute", "github:harbour/quay#1")  # fmt: skip
    assert states(document("ROADMAP.md", "roadmap"), milestones=[due])["roadmap"][0] == "found"


def test_rosters_tell_of_teams():
    """Where roles were read from a file that is not among the documents."""
    roster = {"community": HARBOUR, "repository": None, "source_path": "MAINTAINERS.md"}

    assert states(rosters=[roster])["teams"] == ("found", "MAINTAINERS.md")
