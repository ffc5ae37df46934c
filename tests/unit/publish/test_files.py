import os
import stat

import pytest

from twohats.errors import TwohatsError, WrongUse
from twohats.publish import files, to_html, to_markdown, write_page


@pytest.mark.parametrize(("name", "writer"), [("p.html", to_html), ("p.md", to_markdown)])
def test_the_suffix_chooses_the_form(small_page, tmp_path, name, writer):
    """A page is written as its name says, and nothing else is left in the folder."""
    write_page(small_page, tmp_path / name)

    assert (tmp_path / name).read_text(encoding="utf-8") == writer(small_page)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_another_suffix_is_refused(small_page, tmp_path):
    """A form nobody writes is named, with the ones there are; nothing is written."""
    with pytest.raises(WrongUse) as caught:
        write_page(small_page, tmp_path / "page.pdf")

    assert str(caught.value) == (
        f"{tmp_path / 'page.pdf'}: no page was written: .pdf is not a form of page. "
        "Name it page.html or page.md."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_made(small_page, tmp_path):
    """A page can be the first file of its folder."""
    write_page(small_page, tmp_path / "new" / "pages" / "page.md")

    assert (tmp_path / "new" / "pages" / "page.md").is_file()


def test_a_place_that_takes_no_page_is_named(small_page, tmp_path):
    """Where no folder can be, the answer is one sentence and not a traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(TwohatsError, match=r"page\.md: no page was written: .+\. Choose another"):
        write_page(small_page, tmp_path / "file" / "page.md")


def test_the_old_page_stays_until_the_new_one_is_whole(small_page, tmp_path, monkeypatch):
    """Where the disk gives up half-way, the old page is still there and nothing lies beside it."""
    target = tmp_path / "page.md"
    target.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(TwohatsError, match="No space left on device"):
        write_page(small_page, target)

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_page_may_be_read_by_others(small_page, tmp_path):
    """A page has the rights of any other new file, not those of a temporary one."""
    (tmp_path / "other").touch()
    write_page(small_page, tmp_path / "page.md")

    modes = [stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in ("other", "page.md")]
    assert modes[0] == modes[1]
