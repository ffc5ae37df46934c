"""Whole pages as files a reviewer reads.

Drawings are left out: their letters are measured with the fonts of the machine. To write the files
anew, run the tests with ``TWOHATS_WRITE_GOLDEN=1`` and read the difference.
"""

import os
import re
import runpy
from pathlib import Path

import pytest

from twohats.publish import to_html, to_markdown
from twohats.records.pages import Cleared

HERE = Path(__file__).parent
MADE_UP = runpy.run_path(str(HERE.parents[1] / "unit" / "publish" / "made_up.py"))


@pytest.mark.parametrize(("name", "write"), [("small.html", to_html), ("small.md", to_markdown)])
def test_the_page_is_the_one_reviewed(name, write):
    """The small made-up page is, letter for letter, the one in the repository."""
    text = write(Cleared(MADE_UP["small_document"](), ("G01",)))
    text = re.sub(r"<svg .*?</svg>", "<svg><!-- drawn --></svg>", text, flags=re.DOTALL)
    text = re.sub(r"<style>.*?</style>", "<style>/* page.css */</style>", text, flags=re.DOTALL)
    golden = HERE / name
    if os.environ.get("TWOHATS_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")

    assert text == golden.read_text(encoding="utf-8")
