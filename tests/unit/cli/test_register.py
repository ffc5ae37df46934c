"""What a register says below its rows."""

import pytest

from twohats.cli.output import Format
from twohats.cli.register import _show
from twohats.flow.registers import Listed


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"state": "not looked", "says": "", "waits": None},
            "1 of 1 were not looked at: no file of theirs is here. Read one: twohats brief CLONE\n",
        ),
        (
            {"state": "yes", "says": "ours did 3 things there in the window", "waits": None},
            "Window: the one asked for\n",
        ),
        ({"state": "dco", "says": "Signed-off-by", "waits": None}, ""),
    ],
)
def test_what_was_not_looked_at_is_counted_with_the_next_step(capsys, row, said):
    """A window that rows speak of is named; where all was read, nothing is added."""
    _show(Listed((row,), {"window": "the one asked for"}), tuple(row), ("state",), Format.table)

    assert capsys.readouterr().err == said
