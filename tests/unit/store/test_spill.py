"""What does not fit into memory goes beside the facts, where only their owner can read."""

import stat

from twohats.store.engine import connect
from twohats.store.facts import FactStore


def test_what_spills_stays_in_the_workspace(tmp_path, monkeypatch):
    """The folder that somebody stands in stays as it was, and the other is closed to others."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    backend = connect(FactStore(tmp_path / ".twohats" / "facts").snapshot())
    backend.raw_sql("SET memory_limit = '40MB'; SET threads = 1")

    backend.raw_sql("CREATE TABLE large AS SELECT i, hash(i) AS h FROM range(5_000_000) t(i)")
    found = backend.raw_sql("SELECT count(*) FROM (FROM large ORDER BY h)").fetchone()

    spill = tmp_path / ".twohats" / "spill"
    assert found == (5_000_000,)
    assert list(here.iterdir()) == []
    assert [path.is_dir() for path in spill.iterdir()] == [True]
    assert stat.S_IMODE(spill.stat().st_mode) == 0o700


def test_where_nothing_can_be_written_facts_open_all_the_same(tmp_path):
    """Then nothing spills."""
    (tmp_path / "spill").write_text("a file stands where the folder would be")
    backend = connect(FactStore(tmp_path / "facts").snapshot())

    assert backend.raw_sql("SELECT current_setting('temp_directory')").fetchone() == ("",)
