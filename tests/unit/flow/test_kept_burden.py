"""What is kept of each repository for preflight: counts with a date, and nobody's name."""

import json
from datetime import date

import pytest
from fakes.small_facts import REPOSITORY, Story, ours

from twohats.flow.kept_burden import burden
from twohats.flow.preflight import KEPT, _known
from twohats.records.preflight import Around


def test_what_of_ours_waits_is_counted_and_nothing_else():
    """Theirs, what was answered, and issues are left out."""
    story = Story(team=[ours("ada")])
    story.item(1, "ada", 10)
    story.item(2, "ada", 40)
    story.item(3, "newcomer", 5)
    story.item(4, "ada", 20, kind="issue")
    story.event(story.item(5, "ada", 30), "commented", "grace", 31)

    known = burden(story.facts())[REPOSITORY]

    assert (known["waiting"], known["oldest_d"]) == (2, 90)


def test_usual_reviewers_are_counted_once_and_ours_among_them():
    """Whoever reviewed their own, or long ago, is none."""
    story = Story(team=[ours("ada")])
    item = story.item(1, "newcomer", 10)
    for actor, at in (("ada", 11), ("ada", 12), ("grace", 13), ("newcomer", 14)):
        story.event(item, "reviewed", actor, at)
    story.event(item, "commented", "alan", 15)

    known = burden(story.facts())[REPOSITORY]

    assert (known["reviewers"], known["ours"]) == (2, 1)
    assert burden(story.facts(as_of=300)).get(REPOSITORY, {}).get("reviewers", 0) == 0


def test_what_was_kept_is_read_with_its_date(tmp_path):
    """For that repository alone."""
    numbers = {"waiting": 7, "oldest_d": 12, "reviewers": 3, "ours": 2}
    content = {"as_of": "2026-07-01", "repositories": {REPOSITORY: numbers}}
    (tmp_path / KEPT).write_text(json.dumps(content))

    known = _known(Around(), tmp_path, REPOSITORY)

    assert (known.as_of, known.waiting, known.ours) == (date(2026, 7, 1), 7, 2)
    assert _known(Around(), tmp_path, "github:example/other").waiting is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"as_of": "soon", "repositories": {}}', '{"repositories": 3}']
)
def test_a_broken_file_is_as_good_as_none(tmp_path, text):
    """Preflight goes on, and says that it was not measured."""
    (tmp_path / KEPT).write_text(text)

    assert _known(Around(), tmp_path, REPOSITORY) == Around()
