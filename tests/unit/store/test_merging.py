"""What is merged for engines that read files: kept while somebody may read it, and then gone."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from twohats.records import Page
from twohats.store.engines.merging import FOLDER, parts_of
from twohats.store.facts import KEEP_FOR, FactStore

AT = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(("opened_again", "is_kept"), [(True, True), (False, False)])
def test_what_was_opened_within_a_day_stays(tmp_path, opened_again, is_kept):
    """It was made long ago: whoever opened it since reads on, and what nobody opened goes."""
    store = FactStore(tmp_path / "facts")
    home = tmp_path / FOLDER

    def read(number):
        with store.begin("made-up", str(number), "f") as staging:
            accounts = {"account": [f"github:moss-{number}"], "login": [f"moss-{number}"]}
            page = Page("github:guild", {"accounts": accounts}, AT + timedelta(days=number))
            staging.add(page)
            staging.finish()

    read(1)
    earlier = store.snapshot()
    (file,) = parts_of(earlier)["accounts"].files
    folder = file.parent
    long_ago = folder.stat().st_mtime - 2 * KEEP_FOR.total_seconds()
    os.utime(folder, (long_ago, long_ago))
    if opened_again:
        parts_of(earlier)
    read(2)
    parts_of(store.snapshot())

    assert folder.is_dir() is is_kept
    assert len([one for one in home.iterdir() if one.is_dir()]) == 1 + is_kept
