"""The tables of the village: its figures beside the sums, and the conditions for its exit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.queries.money.project_library import ProjectRow
from ui.models.rows_model import Cell
from ui.village.calls import Condition, SumRow

if TYPE_CHECKING:
    from poverty_desktop.checks.village_sums import Part


def _item(row: SumRow) -> str:
    return row.item


def _recorded(row: SumRow) -> str:
    return row.recorded


def _counted(row: SumRow) -> str:
    return row.counted


def _differs(row: SumRow) -> str:
    return _("differs") if row.differs else ""


def _color(row: SumRow) -> str:
    return "warn" if row.differs else "ink"


COLUMNS: tuple[Cell[SumRow], ...] = (
    Cell(words=N_("Item"), text=_item),
    Cell(words=N_("Village"), text=_recorded, is_number=True),
    Cell(words=N_("Sum of the households"), text=_counted, is_number=True),
    Cell(words=N_("Comparison"), text=_differs, color=_color),
)


PART_COLUMNS: tuple[Cell[Part], ...] = (
    Cell(words=N_("Group"), text=lambda part: part.group_name),
    Cell(words=N_("Head"), text=lambda part: part.head_name),
    Cell(words=N_("Brings"), text=lambda part: f"{part.amount:g}", is_number=True),
)


def _holds(row: Condition) -> str:
    holds = row.row.holds
    return _("not recorded") if holds is None else _("met") if holds else _("not met")


def _state_color(row: Condition) -> str:
    holds = row.row.holds
    return "ink_weak" if holds is None else "ok" if holds else "error"


PROJECT_COLUMNS: tuple[Cell[ProjectRow], ...] = (
    Cell(words=N_("Project"), text=lambda row: row.name),
    Cell(words=N_("Year"), text=lambda row: "" if row.year is None else str(row.year), is_number=True),
    Cell(words=N_("Stage"), text=lambda row: row.stage_label),
    Cell(words=N_("Progress"), text=lambda row: "" if row.progress is None else f"{row.progress}%", is_number=True),
    Cell(words=N_("Planned (yuan)"), text=lambda row: format_yuan(row.planned_fen), is_number=True),
    Cell(words=N_("Allocated (yuan)"), text=lambda row: format_yuan(row.allocated_fen), is_number=True),
    Cell(words=N_("Paid (yuan)"), text=lambda row: format_yuan(row.paid_fen), is_number=True),
)


CONDITION_COLUMNS: tuple[Cell[Condition], ...] = (
    Cell(words=N_("Condition"), text=lambda item: item.row.label),
    Cell(words=N_("What is required"), text=lambda item: item.row.wanted),
    Cell(words=N_("State of the village"), text=lambda item: item.row.found),
    Cell(words=N_("Sum of the households"), text=lambda item: item.counted),
    Cell(words=N_("Judgement"), text=_holds, color=_state_color),
    Cell(words=N_("Source"), text=lambda item: item.row.source, color=lambda _item: "ink_weak"),
)
