"""The columns of the lists of assistance."""

from __future__ import annotations

from poverty_desktop.checks.help_worklist import CaseRow
from poverty_desktop.domain.measure import PROMISED, Status
from poverty_desktop.i18n import N_, _, format_list, format_yuan, language
from poverty_desktop.operations.assistance.measure_matching import REFUSAL_WORDS, Refused
from poverty_desktop.queries.assistance.help_counts import HelpCount
from poverty_desktop.queries.assistance.need_board import NeedRow
from ui.models.rows_model import Cell


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)


def _need_state(row: NeedRow) -> str:
    if row.is_met:
        return _("met")
    return _("under way") if row.answers else _("nothing planned")


def _need_color(row: NeedRow) -> str:
    return "ok" if row.is_met else "ink" if row.answers else "warn"


def _quantity(row: NeedRow) -> str:
    parts = (f"{row.quantity}{row.unit}" if row.quantity else "", _yuan(row.amount_fen))
    return " / ".join(part for part in parts if part)


def _place(row: NeedRow | CaseRow) -> str:
    return " ".join(part for part in (row.village, row.group_name) if part)


def _case_state(row: CaseRow) -> str:
    if row.status is None:
        return _("no line yet")
    return _("planned, not delivered") if row.status in (*PROMISED, Status.SUGGESTED) else _("has it")


def _case_name(row: CaseRow) -> str:
    return row.item.title(language())


NEED_COLUMNS: tuple[Cell[NeedRow], ...] = (
    Cell(words=N_("Householder"), text=lambda row: row.head_name),
    Cell(words=N_("Place"), text=_place),
    Cell(words=N_("Kind of need"), text=lambda row: row.kind_label),
    Cell(words=N_("What is needed"), text=lambda row: row.description),
    Cell(words=N_("How much"), text=_quantity, is_number=True),
    Cell(words=N_("Wanted by"), text=lambda row: row.wanted_by),
    Cell(words=N_("Measures"), text=_need_state, color=_need_color),
)
CASE_COLUMNS: tuple[Cell[CaseRow], ...] = (
    Cell(words=N_("Measure"), text=_case_name),
    Cell(words=N_("Householder"), text=lambda row: row.head_name),
    Cell(words=N_("Member"), text=lambda row: row.person_name),
    Cell(words=N_("Place"), text=_place),
    Cell(words=N_("Why"), text=lambda row: format_list(row.why)),
    Cell(words=N_("In the plan"), text=_case_state),
)
COUNT_COLUMNS: tuple[Cell[HelpCount], ...] = (
    Cell(words=N_("Measure"), text=lambda row: row.label),
    Cell(words=N_("Measures in the plan"), text=lambda row: str(row.planned), is_number=True),
    Cell(words=N_("Being received"), text=lambda row: str(row.received), is_number=True),
    Cell(words=N_("Done"), text=lambda row: str(row.done), is_number=True),
    Cell(words=N_("Households"), text=lambda row: str(row.households), is_number=True),
    Cell(words=N_("Person-times"), text=lambda row: str(row.person_times), is_number=True),
    Cell(words=N_("Amount delivered (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
)
REFUSED_COLUMNS: tuple[Cell[Refused], ...] = (
    Cell(words=N_("Row of the list"), text=lambda row: str(row.row), is_number=True),
    Cell(words=N_("Name"), text=lambda row: row.name),
    Cell(words=N_("Why it is not taken in"), text=lambda row: _(REFUSAL_WORDS[row.why])),
)
