"""Small read-only tables of the household file: members, income, history."""

from __future__ import annotations

from PySide6.QtCore import QObject

from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.queries.register.file_rows import HistoryRow, IncomeRow, MemberRow
from ui.models.rows_model import Cell, CellsModel


def _member_name(row: MemberRow) -> str:
    return row.name


def _relation(row: MemberRow) -> str:
    if row.is_there:
        return row.relation
    return _("came later") if row.came_later else _("left")


def _sex(row: MemberRow) -> str:
    return row.sex


def _age(row: MemberRow) -> str:
    return "" if row.age is None else str(row.age)


def _has_left(row: MemberRow) -> bool:
    return not row.is_there


MEMBER_COLUMNS: tuple[Cell[MemberRow], ...] = (
    Cell(words=N_("Name"), text=_member_name),
    Cell(words=N_("Relation"), text=_relation),
    Cell(words=N_("Sex"), text=_sex),
    Cell(words=N_("Age"), text=_age, is_number=True),
)


def _item(row: IncomeRow) -> str:
    return row.item


def _of_member(row: IncomeRow) -> str:
    return " · ".join(dict.fromkeys(text for text in (row.member, row.source, row.months) if text))


def _quantity(row: IncomeRow) -> str:
    if not row.quantity or row.unit_price_fen is None:
        return row.quantity
    return f"{row.quantity} × {format_yuan(row.unit_price_fen)}"


def _amount(row: IncomeRow) -> str:
    return format_yuan(row.amount_fen)


def _counted(row: IncomeRow) -> str:
    return format_yuan(row.counted_fen)


def _rule(row: IncomeRow) -> str:
    return " ".join(text for text in (row.rule, row.note) if text)


def _is_not_counted(row: IncomeRow) -> bool:
    return not row.is_counted


INCOME_COLUMNS: tuple[Cell[IncomeRow], ...] = (
    Cell(words=N_("Item"), text=_item),
    Cell(words=N_("Member or source"), text=_of_member),
    Cell(words=N_("Quantity"), text=_quantity, is_number=True),
    Cell(words=N_("Amount (yuan)"), text=_amount, is_number=True),
    Cell(words=N_("Of it counted"), text=_counted, is_number=True),
    Cell(words=N_("How it is counted"), text=_rule),
)


def _at(row: HistoryRow) -> str:
    return f"{row.at.astimezone():%Y-%m-%d %H:%M}"


def _by(row: HistoryRow) -> str:
    return row.by


def _subject(row: HistoryRow) -> str:
    return " · ".join(part for part in (row.subject, row.label) if part)


def _before(row: HistoryRow) -> str:
    return row.before


def _after(row: HistoryRow) -> str:
    return row.after


def _reason(row: HistoryRow) -> str:
    parts = [text for text in (row.reason, row.clock) if text]
    if row.is_undone:
        parts.append(_("undone"))
    return " · ".join(parts)


def _is_undone(row: HistoryRow) -> bool:
    return row.is_undone


HISTORY_COLUMNS: tuple[Cell[HistoryRow], ...] = (
    Cell(words=N_("When"), text=_at),
    Cell(words=N_("Who"), text=_by),
    Cell(words=N_("What"), text=_subject),
    Cell(words=N_("Before"), text=_before),
    Cell(words=N_("After"), text=_after),
    Cell(words=N_("Reason"), text=_reason),
)


def member_model(parent: QObject) -> CellsModel[MemberRow]:
    """Return the model of the members; those who left are grey."""
    return CellsModel(MEMBER_COLUMNS, parent, is_weak=_has_left)


def income_model(parent: QObject) -> CellsModel[IncomeRow]:
    """Return the model of the income lines; those not counted are grey."""
    return CellsModel(INCOME_COLUMNS, parent, is_weak=_is_not_counted)


def history_model(parent: QObject) -> CellsModel[HistoryRow]:
    """Return the model of the changes; those taken back are grey."""
    return CellsModel(HISTORY_COLUMNS, parent, is_weak=_is_undone)
