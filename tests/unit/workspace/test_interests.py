"""Statements of interest: plain text with a date, and all that is wrong in them at once."""

from datetime import date

import pytest

from twohats.errors import Mistake, SettingsErrors
from twohats.workspace.interests import Interest, parse_interest, read_interests


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Our hubs run it.", Interest(("Our hubs run it.",))),
        (
            "---\nreviewed: 2026-09-01\n---\nOur hubs\nrun it.\n\n\nAnd more.\n",
            Interest(("Our hubs run it.", "And more."), date(2026, 9, 1)),
        ),
        ("---\nauthor: x\n---\nText.", Interest(("Text.",))),
        ("# Why\n\nText.", Interest(("Why", "Text."))),
        (
            "See [the plan](https://x.example/p).",
            Interest(("See the plan (https://x.example/p).",)),
        ),
        ("Text --- with dashes.", Interest(("Text --- with dashes.",))),
    ],
)
def test_it_is_read(text, read):
    """Paragraphs as written, the date where there is one."""
    assert parse_interest(text, "x.md") == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.md: says nothing: write why you depend on it, or take the file out"),
        ("---\nreviewed: 2026-01-01\n---\n", "x.md: says nothing: write why you depend on it, or take the file out"),
        ("---\nreviewed: last week\n---\nText.", "x.md:2: `reviewed` must be a date as 2026-01-31, not `last week`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text, said):
    """With its line and what would be right."""
    wrong = parse_interest(text, "x.md")

    assert isinstance(wrong, Mistake)
    assert str(wrong) == said


def test_all_mistakes_are_said_at_once(tmp_path):
    """One run tells everything there is to mend."""
    folder = tmp_path / "interests"
    folder.mkdir()
    (folder / "a.md").write_text("", encoding="utf-8")
    (folder / "b.md").write_bytes(b"\xff\xfe")
    (folder / "c.md").write_text("Fine.", encoding="utf-8")

    with pytest.raises(SettingsErrors) as wrong:
        read_interests(tmp_path)

    assert "interests/a.md" in str(wrong.value)
    assert "interests/b.md" in str(wrong.value)
    assert "interests/c.md" not in str(wrong.value)


def test_they_go_by_the_name_of_the_page(tmp_path):
    """Without a folder there are none; names are in lower case, as pages are."""
    assert read_interests(tmp_path) == {}

    (tmp_path / "interests").mkdir()
    (tmp_path / "interests" / "Lantern.md").write_text("We need it.", encoding="utf-8")

    assert list(read_interests(tmp_path)) == ["lantern"]
