"""What docs/projects.md lists is what the program knows."""

from pathlib import Path

from twohats.checks.founding import PATTERNS, QUESTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "projects.md").read_text(encoding="utf-8")


def test_every_question_and_pattern_is_explained():
    """In the tables, by the word that people type."""
    for word in (*QUESTIONS, *PATTERNS):
        assert f"| `{word}` |" in PAGE, word
