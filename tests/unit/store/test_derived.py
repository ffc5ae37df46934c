"""Derived tables: there, or made again; never half, never stale."""

import contextlib
import os

import pyarrow as pa
import pytest
from fakes.dying_disk import DyingDisk, PowerCut

from twohats.store.derived import KEPT, DerivedStore

TABLE = pa.table({"entry": ["a", "b", "b"], "n": [1, 2, 3]})


def test_what_was_written_is_read(tmp_path):
    """A table comes back as it was."""
    store = DerivedStore(tmp_path / "derived")
    store.write("0a", TABLE)

    assert store.read("0a").equals(TABLE)


def test_some_rows_can_be_read_alone(tmp_path):
    """Whoever asks for one entry does not read all of them."""
    store = DerivedStore(tmp_path)
    store.write("0a", TABLE)

    assert store.read("0a", where=("entry", "b"))["n"].to_pylist() == [2, 3]


def test_what_was_never_made_is_not_there(tmp_path):
    """Neither in a folder without it, nor without the folder."""
    assert DerivedStore(tmp_path / "none").read("0a") is None


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a table at all"])
def test_what_cannot_be_read_is_made_again(tmp_path, content):
    """A damaged file is as good as none."""
    (tmp_path / "0a.parquet").write_bytes(content)

    assert DerivedStore(tmp_path).read("0a") is None


@pytest.mark.parametrize("dies_at", range(6))
def test_a_power_cut_leaves_all_of_it_or_nothing(tmp_path, dies_at):
    """At every step of the way."""
    with contextlib.suppress(PowerCut):
        DerivedStore(tmp_path / "derived", DyingDisk(dies_at)).write("0a", TABLE)
    found = DerivedStore(tmp_path / "derived").read("0a")

    assert found is None or found.equals(TABLE)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_only_the_one_who_runs_this_can_read_them(tmp_path):
    """They hold pseudonyms beside accounts; a folder that was open before is closed."""
    folder = tmp_path / "derived"
    folder.mkdir(0o755)
    DerivedStore(folder).write("0a", TABLE)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "0a.parquet").stat().st_mode & 0o777 == 0o600


def test_the_longest_unused_go(tmp_path):
    """The folder does not grow without end, and what was just read stays."""
    store = DerivedStore(tmp_path)
    for number in range(KEPT):
        store.write(f"{number:02}", TABLE)
        os.utime(tmp_path / f"{number:02}.parquet", (number, number))
    store.read("00")
    store.write("new", TABLE)

    assert (store.read("00") is None, store.read("01") is None) == (False, True)
    assert len(list(tmp_path.glob("*.parquet"))) == KEPT
