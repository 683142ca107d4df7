"""The household list as it stands on screen, written to Excel for whoever works on paper or in a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.queries.register.list_rows import HouseholdRow

SHEET = N_("List of households")
CAPTIONS = (
    N_("No."),
    N_("Household number"),
    N_("Head"),
    N_("Village"),
    N_("Group"),
    N_("Persons"),
    N_("Category"),
    N_("Income per head (yuan)"),
    N_("Last visit"),
)
WIDTHS = (6, 16, 14, 18, 12, 8, 18, 18, 14)


def write_overview(path: Path, rows: Sequence[HouseholdRow]) -> int:
    """Write one row per household in the language of the screen; return how many. Raises ``StorageError``.

    It holds no ID number, phone or account.
    """
    return write_text_sheet(
        path,
        (_cells(number, row) for number, row in enumerate(rows, start=1)),
        name=_(SHEET),
        titles=(_(SHEET),),
        captions=[_(caption) for caption in CAPTIONS],
        widths=WIDTHS,
    )


def _cells(number: int, row: HouseholdRow) -> list[str]:
    return [
        str(number),
        row.national_number,
        row.head_name,
        row.village_name,
        row.group_name,
        str(row.member_count),
        row.category,
        "" if row.per_capita_fen is None else format_yuan(row.per_capita_fen),
        "" if row.last_visit is None else row.last_visit.isoformat(),
    ]
