"""``balance``: upstream-driven time over working time; apart from it, what upstream work was for."""

from collections.abc import Sequence
from dataclasses import dataclass

from twohats.flow.balance.page import document
from twohats.flow.balance.rows import COLUMNS, band_row, mix_rows
from twohats.flow.balance.weighing import By, stretches, weighed, worked_in
from twohats.flow.ledger import Ledger
from twohats.flow.page import clear_with
from twohats.flow.rows import Row
from twohats.journal import PrivateState, hours_of
from twohats.ledger.balance import periods
from twohats.records.decisions import Decision
from twohats.records.pages import Cleared
from twohats.workspace.settings import Settings

__all__ = ["COLUMNS", "Balance", "balance"]


@dataclass(frozen=True)
class Balance:
    """Both figures, period by period."""

    page: Cleared
    rows: tuple[Row, ...]
    """One per period and figure, and in the mix per class; see `COLUMNS`."""


def balance(
    ledger: Ledger,
    settings: Settings,
    decisions: Sequence[Decision],
    private: PrivateState,
    by: By = "window",
) -> Balance:
    """Weigh both figures.

    Parameters
    ----------
    ledger
        Every entry of the window, judged.
    settings
        Policies and iterations.
    decisions
        Every line of the journal: the team's sums of working time are among them.
    private
        Hours, as far as they are on this machine; only sums of them are shown.
    by
        How the window is cut.

    Raises
    ------
    WrongUse
        By iteration, and the workspace does not say when iterations begin.
    """
    worked = worked_in(decisions, private)
    hours = hours_of(private)
    found = [
        weighed(period, ledger.rows, settings, hours, worked)
        for period in periods(stretches(ledger.window, settings, by, "--by"), settings)
    ]
    page = document(ledger, settings, found)
    rows = [row for one in found for row in (band_row(one), *mix_rows(one))]
    return Balance(clear_with(page, ledger.pseudonyms, ledger.banner), tuple(rows))
