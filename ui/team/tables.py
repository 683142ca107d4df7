"""The columns of the lists of helpers, visits, days, duties and merits."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.queries.helpers import HelpedRow, HelperRow
from ui.models.rows_model import Cell

HELPER_COLUMNS: tuple[Cell[HelperRow], ...] = (
    Cell(words=N_("Helper"), text=lambda row: row.name),
    Cell(words=N_("Unit"), text=lambda row: row.unit),
    Cell(words=N_("Post"), text=lambda row: row.post),
    Cell(
        words=N_("Households now"),
        text=lambda row: str(row.now),
        is_number=True,
        color=lambda row: "warn" if row.is_too_many else "ink",
    ),
    Cell(words=N_("Households before"), text=lambda row: str(row.before), is_number=True),
)
HELPED_COLUMNS: tuple[Cell[HelpedRow], ...] = (
    Cell(words=N_("Householder"), text=lambda row: row.head_name),
    Cell(words=N_("Place"), text=lambda row: " ".join(part for part in (row.village, row.group_name) if part)),
    Cell(words=N_("Type"), text=lambda row: row.type_label),
    Cell(words=N_("Helper"), text=lambda row: row.helpers, color=lambda _row: "ink"),
)
