"""The columns of the lists of funds."""

from __future__ import annotations

from poverty_desktop.domain.money import State
from poverty_desktop.i18n import N_, _, format_list, format_parts, format_yuan
from poverty_desktop.operations.money.bank_matching import REFUSAL_WORDS as BANK_WORDS
from poverty_desktop.operations.money.bank_matching import RefusedAnswer
from poverty_desktop.operations.money.payee import FAULT_WORDS, Payee
from poverty_desktop.operations.money.project_lists import REFUSAL_WORDS, RefusedProject
from poverty_desktop.queries.money.money_risks import Case, RiskCount
from poverty_desktop.queries.money.money_words import DIFFERENCE_WORDS
from poverty_desktop.queries.money.payment_lists import LineRow, ListRow
from poverty_desktop.queries.money.project_file import MoneyRow
from poverty_desktop.queries.money.project_library import ProjectRow
from ui.funds.calls import DifferenceRow, FundRow
from ui.models.rows_model import Cell


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _lacks(row: ProjectRow) -> str:
    parts = [*row.forbidden, *((_("lacks {items}").format(items=format_list(row.missing)),) if row.missing else ())]
    return format_parts(parts)


def _lacks_color(row: ProjectRow) -> str:
    return "error" if row.forbidden else "warn" if row.missing else "ink"


def _left_color(row: FundRow) -> str:
    return "error" if row.line.left_fen < 0 else "ink"


def _state_color(state: State) -> str:
    return {State.RETURNED: "error", State.IN_TRANSIT: "warn", State.PAID: "ok"}.get(state, "ink")


def _faults(row: Payee) -> str:
    return format_parts(_(FAULT_WORDS[fault]) for fault in row.faults)


def _fault_color(row: Payee) -> str:
    return "error" if row.is_barred else "warn" if row.faults else "ok"


def _judged(row: Payee) -> str:
    if row.is_barred:
        return _("cannot be paid")
    return _("needs an explanation") if row.faults else _("can be paid")


PROJECT_COLUMNS: tuple[Cell[ProjectRow], ...] = (
    Cell(words=N_("Project"), text=lambda row: row.name),
    Cell(words=N_("Village"), text=lambda row: row.village_name),
    Cell(words=N_("Year"), text=lambda row: _number(row.year), is_number=True),
    Cell(words=N_("Project type"), text=lambda row: row.kind_label),
    Cell(words=N_("Stage"), text=lambda row: row.stage_label),
    Cell(words=N_("Planned (yuan)"), text=lambda row: format_yuan(row.planned_fen), is_number=True),
    Cell(words=N_("Allocated (yuan)"), text=lambda row: format_yuan(row.allocated_fen), is_number=True),
    Cell(words=N_("Paid (yuan)"), text=lambda row: format_yuan(row.paid_fen), is_number=True),
    Cell(words=N_("To be done"), text=_lacks, color=_lacks_color),
)
REFUSED_PROJECT_COLUMNS: tuple[Cell[RefusedProject], ...] = (
    Cell(words=N_("Row of the list"), text=lambda row: str(row.row), is_number=True),
    Cell(words=N_("Project"), text=lambda row: row.name),
    Cell(words=N_("Why it is not taken in"), text=lambda row: _(REFUSAL_WORDS[row.why])),
)
FUND_COLUMNS: tuple[Cell[FundRow], ...] = (
    Cell(words=N_("Document"), text=lambda row: row.fund.document),
    Cell(words=N_("Level"), text=lambda row: row.level),
    Cell(words=N_("Kind of money"), text=lambda row: row.kind),
    Cell(words=N_("Issued on"), text=lambda row: row.fund.issued_on),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.fund.amount_fen), is_number=True),
    Cell(words=N_("Allocated (yuan)"), text=lambda row: format_yuan(row.line.allocated_fen), is_number=True),
    Cell(words=N_("Left (yuan)"), text=lambda row: format_yuan(row.line.left_fen), is_number=True, color=_left_color),
)
LIST_COLUMNS: tuple[Cell[ListRow], ...] = (
    Cell(words=N_("List"), text=lambda row: row.title),
    Cell(words=N_("Village"), text=lambda row: row.village_name),
    Cell(words=N_("Period"), text=lambda row: row.period),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
    Cell(words=N_("Payees"), text=lambda row: str(row.lines), is_number=True),
    Cell(words=N_("Waiting"), text=lambda row: str(row.waiting), is_number=True),
    Cell(words=N_("In transit"), text=lambda row: str(row.in_transit), is_number=True),
    Cell(words=N_("Arrived"), text=lambda row: str(row.paid), is_number=True),
    Cell(
        words=N_("Returned"),
        text=lambda row: str(row.returned),
        is_number=True,
        color=lambda row: "error" if row.returned else "ink",
    ),
)
LINE_COLUMNS: tuple[Cell[LineRow], ...] = (
    Cell(words=N_("Name"), text=lambda row: row.name),
    Cell(words=N_("Villagers' group"), text=lambda row: row.group_name),
    Cell(words=N_("Measure"), text=lambda row: row.measure),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
    Cell(words=N_("Account"), text=lambda row: row.masked),
    Cell(words=N_("State"), text=lambda row: row.state_label, color=lambda row: _state_color(row.state)),
    Cell(words=N_("Why"), text=lambda row: row.returned_because or row.reason),
)
PAYEE_COLUMNS: tuple[Cell[Payee], ...] = (
    Cell(words=N_("Row"), text=lambda row: str(row.row), is_number=True),
    Cell(words=N_("Name"), text=lambda row: row.name),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
    Cell(words=N_("Judgement"), text=_judged, color=_fault_color),
    Cell(words=N_("What speaks against it"), text=_faults),
)
BANK_COLUMNS: tuple[Cell[RefusedAnswer], ...] = (
    Cell(words=N_("Row"), text=lambda row: str(row.row), is_number=True),
    Cell(words=N_("Name"), text=lambda row: row.name),
    Cell(words=N_("Why it is not taken in"), text=lambda row: _(BANK_WORDS[row.why])),
)
DIFFERENCE_COLUMNS: tuple[Cell[DifferenceRow], ...] = (
    Cell(words=N_("What does not agree"), text=lambda row: _(DIFFERENCE_WORDS[row.mismatch.kind])),
    Cell(words=N_("Project"), text=lambda row: row.project),
    Cell(words=N_("By (yuan)"), text=lambda row: format_yuan(row.mismatch.amount_fen), is_number=True),
    Cell(words=N_("Records"), text=lambda row: str(len(row.mismatch.records)), is_number=True),
)
RISK_COLUMNS: tuple[Cell[RiskCount], ...] = (
    Cell(words=N_("Risk"), text=lambda row: _(row.words)),
    Cell(
        words=N_("Cases"),
        text=lambda row: str(len(row.cases)),
        is_number=True,
        color=lambda row: "warn" if row.cases else "ok",
    ),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
)
CASE_COLUMNS: tuple[Cell[Case], ...] = (
    Cell(words=N_("Project"), text=lambda row: row.project_name),
    Cell(words=N_("Village"), text=lambda row: row.village_name),
    Cell(words=N_("What is seen"), text=lambda row: row.detail),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
)
MONEY_COLUMNS: tuple[Cell[MoneyRow], ...] = (
    Cell(words=N_("Day"), text=lambda row: row.on),
    Cell(words=N_("What"), text=lambda row: row.what),
    Cell(words=N_("Document, contractor or list"), text=lambda row: row.who),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
    Cell(words=N_("State"), text=lambda row: row.state),
)
GOAL_COLUMNS: tuple[Cell[tuple[str, str, str, str]], ...] = (
    Cell(words=N_("Kind of goal"), text=lambda row: row[0]),
    Cell(words=N_("Goal"), text=lambda row: row[1]),
    Cell(words=N_("Target value"), text=lambda row: row[2]),
    Cell(words=N_("Reached"), text=lambda row: row[3]),
)
