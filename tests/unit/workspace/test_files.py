"""Text of the workspace's files."""

import pytest

from twohats.errors import WrongUse
from twohats.workspace.files import create_text, not_utf8, read_text, replace_text


@pytest.mark.parametrize("text", ["a\n", "a\r\nb\r\n", "", "é\u2028\n", "no end"])
def test_what_was_written_is_read(tmp_path, text):
    """Line breaks stay as they are."""
    replace_text(tmp_path / "f", text)

    assert read_text(tmp_path / "f") == text


def test_a_byte_order_mark_is_kept_and_never_seen(tmp_path):
    """Some editors write one and expect it back."""
    (tmp_path / "f").write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert read_text(tmp_path / "f") == "a = 1\n"

    replace_text(tmp_path / "f", "a = 2\n")
    assert (tmp_path / "f").read_bytes() == b"\xef\xbb\xbfa = 2\n"


def test_replacing_keeps_rights_and_links_and_leaves_nothing_behind(tmp_path):
    """A link to a file kept elsewhere stays a link."""
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")

    replace_text(tmp_path / "link", "new")

    assert (tmp_path / "real").read_text() == "new"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "real"]


def test_a_failed_write_leaves_the_old_text(tmp_path):
    """Nobody ever sees half a file."""
    (tmp_path / "f").write_text("old")

    with pytest.raises(UnicodeEncodeError):
        replace_text(tmp_path / "f", "\ud800")

    assert (tmp_path / "f").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    """It is named, with the way out."""
    (tmp_path / "f").write_text("old")

    with pytest.raises(WrongUse) as raised:
        create_text(tmp_path / "f", "new")

    assert str(raised.value) == (
        f"{tmp_path / 'f'}: not written: it exists already. Move it away or edit it."
    )


def test_a_file_in_another_encoding_names_the_line(tmp_path):
    """The way out is to save it anew."""
    (tmp_path / "f").write_bytes(b"a\nb\xff\n")

    with pytest.raises(UnicodeDecodeError) as raised:
        read_text(tmp_path / "f")

    assert str(not_utf8("f", raised.value)) == "f:2: is not UTF-8 here: save the file as UTF-8"
