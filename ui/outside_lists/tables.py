"""What the table of a department's hits shows."""

from __future__ import annotations

from datetime import date

from poverty_desktop.i18n import N_, _, format_date, format_parts, language
from poverty_desktop.queries.register.outside_hits import HitRow
from ui.models.rows_model import Cell


def _name(row: HitRow) -> str:
    if not row.listed_name:
        return row.name
    return _("{name} (on the list: {other})").format(name=row.name, other=row.listed_name)


def _outcome(row: HitRow) -> str:
    told = row.outcome_label(language()) if row.outcome_label else ""
    return format_parts(text for text in (told, row.reason, row.evidence) if text)


def _put_right(row: HitRow) -> str:
    if row.is_unmended:
        return _("not yet")
    day = format_date(date.fromisoformat(row.rectified_on)) if row.rectified_on else ""
    return format_parts(text for text in (day, row.rectified_note, row.rectified_evidence) if text)


HIT_COLUMNS: tuple[Cell[HitRow], ...] = (
    Cell(words=N_("Name"), text=_name, color=lambda row: "warn" if row.listed_name else "ink"),
    Cell(words=N_("Kind of list"), text=lambda row: row.list_label(language())),
    Cell(words=N_("Head of household"), text=lambda row: row.head),
    Cell(words=N_("Place"), text=lambda row: row.place),
    Cell(words=N_("What the list says"), text=lambda row: row.detail),
    Cell(words=N_("Outcome"), text=_outcome),
    Cell(
        words=N_("What was done to put it right"),
        text=_put_right,
        color=lambda row: "warn" if row.is_unmended else "ink",
    ),
)
