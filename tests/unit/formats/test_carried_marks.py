"""Marks, headers and messages that say where something carried is going."""

from datetime import date

import pytest

from twohats.formats.carried_marks import find_marks, link_beside, word_of_header, word_of_message
from twohats.formats.patches import read_patch
from twohats.records.carried import Word

URL = "https://github.com/lantern/core/pull/7"


@pytest.mark.parametrize(
    "line",
    [
        f"# twohats: carried {URL}",
        f"x = 1  # twohats: carried: {URL}",
        f"// UPSTREAM: {URL}",
        f"/* PATCH: {URL} */",
        f"<!-- twohats: carried {URL} -->",
        f"-- PATCH: {URL}",
        f"{{{{/* twohats: carried {URL} */}}}}",
    ],
)
def test_marks_stand_in_comments_of_any_language(line):
    """A mark is known by its words, whatever begins the comment."""
    assert [mark.word for mark in find_marks(f"a\n{line}\n")] == [Word(URL)]
    assert [mark.line for mark in find_marks(f"a\n{line}\n")] == [2]


@pytest.mark.parametrize(
    "text",
    [
        'UPSTREAM: "x"\n',
        "PATCH: 3\n",
        "say('# twohats') # nothing\n",
        "# We PATCH: it later\n",
        "# GET: list\n# PATCH: change one\n",
        "# PATCH: /items/{id}\n",
        "# UPSTREAM::name\n",
    ],
)
def test_what_only_looks_like_a_mark_is_left_alone(text):
    """Settings, methods of HTTP and sentences are no marks."""
    assert list(find_marks(text)) == []


def test_a_reason_has_its_day():
    """`until` takes the day, and the rest is the reason."""
    (mark,) = find_marks("# twohats: carried our proxy needs it until 2027-01-31\n")

    assert mark.word == Word(None, "our proxy needs it", date(2027, 1, 31))


def test_a_day_that_does_not_exist_is_no_day():
    """Nobody is reminded on 31 February."""
    (mark,) = find_marks("# twohats: carried our proxy until 2027-02-31\n")

    assert mark.word.until is None


def test_only_addresses_of_work_count_beside_a_line():
    """A pull request in a comment is a link; a page of documentation is not."""
    work = f"# see {URL}\ncore @ git+x\n"
    page = "# see https://core.example.org/install\ncore @ git+x\n"
    far = f"# see {URL}\nnets\ncore @ git+x\n"

    assert link_beside(work, 2) == Word(URL)
    assert link_beside(page, 2) == Word()
    assert link_beside(far, 3) == Word()


@pytest.mark.parametrize(
    ("header", "word"),
    [
        (f"Forwarded: {URL}", Word(URL)),
        ("Forwarded: not-needed", Word(None, "not needed upstream")),
        ("Forwarded: no", Word()),
        (f"Origin: upstream, {URL}", Word(URL)),
        (f"Upstream-Status: Submitted [{URL}]", Word(URL)),
        ("Upstream-Status: Pending", Word()),
        ("Upstream-Status: Inappropriate [embedded]", Word(None, "Inappropriate: embedded")),
        ("Link: https://lore.example.org/r/1", Word()),
        ("Subject: Mend it", Word()),
    ],
)
def test_headers_of_patches_are_read_as_their_communities_write_them(header, word):
    """Debian's and Yocto's fields say where a patch goes, or that it stays."""
    assert word_of_header(f"{header}\n") == word


def test_numbers_in_messages_need_to_know_their_repository():
    """`UPSTREAM: 12:` is a pull request of upstream, where that is known."""
    message = "UPSTREAM: 12: mend it"

    assert word_of_message(message, "https://github.com/lantern/core")[0].link == (
        "https://github.com/lantern/core/pull/12"
    )
    assert word_of_message("Backport PR #9: mend it", "https://github.com/lantern/core")[0] == (
        Word("https://github.com/lantern/core/pull/9")
    )
    assert word_of_message(message)[0] == Word()
    assert word_of_message("UPSTREAM: <carry>: ours", "https://x.example.org")[0] == Word()


def test_lines_of_a_patch_are_counted_within_its_hunks():
    """A line of a mail that begins with a dash is no change; one of a hunk is, whatever follows."""
    text = (
        "From: Ada <ada@example.org>\nSubject: [PATCH 1/2] Mend\n the lamp\n\n- a list\n---\n x | 2 +-\n\n"
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n keep\n--- gone\n+++ come\n-- \n2.39\n"
    )

    patch = read_patch(text)

    assert (patch.subject, patch.lines, patch.files) == ("Mend the lamp", 2, ("x",))
