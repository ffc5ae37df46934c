"""docs/engines.md lists what engines cannot do, as the tests know it."""

from engines.gaps import GAPS


def test_every_gap_is_listed_with_whose_it_is(pages):
    """A line of the table for each expected failure, with its word: ours, theirs or never."""
    lines = [line.split("|") for line in pages["docs/engines.md"].splitlines() if "|" in line]
    table = {cells[1].strip(): cells[3].strip() for cells in lines if len(cells) > 5}

    assert {gap.told: gap.reason.partition(":")[0] for gap in GAPS}.items() <= table.items()
    assert {"ours", "theirs", "never"} >= {gap.reason.partition(":")[0] for gap in GAPS}
