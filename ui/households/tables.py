"""Small read-only tables of the household file: members, income, history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.queries.rows import HistoryRow, IncomeRow, MemberRow
from ui import theme

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumn(Generic[R]):
    """One column: ``words`` is a msgid, ``text`` what a cell says."""

    words: str
    text: Callable[[R], str]
    is_number: bool = False


class RowsModel(QAbstractTableModel, Generic[R]):
    """A short list of frozen rows; ``is_weak`` greys a row."""

    def __init__(
        self,
        columns: tuple[TextColumn[R], ...],
        is_weak: Callable[[R], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._is_weak = is_weak
        self._rows: tuple[R, ...] = ()

    def set_rows(self, rows: tuple[R, ...]) -> None:
        """Show ``rows``."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> R | None:
        """Return one row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.text(row) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and self._is_weak is not None and self._is_weak(row):
            return theme.color("ink_weak")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self._columns[section].words)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _member_name(row: MemberRow) -> str:
    return row.name


def _relation(row: MemberRow) -> str:
    return _("left") if row.left_on else row.relation


def _sex(row: MemberRow) -> str:
    return row.sex


def _age(row: MemberRow) -> str:
    return "" if row.age is None else str(row.age)


def _has_left(row: MemberRow) -> bool:
    return row.left_on is not None


MEMBER_COLUMNS: tuple[TextColumn[MemberRow], ...] = (
    TextColumn(words=N_("Name"), text=_member_name),
    TextColumn(words=N_("Relation"), text=_relation),
    TextColumn(words=N_("Sex"), text=_sex),
    TextColumn(words=N_("Age"), text=_age, is_number=True),
)


def _item(row: IncomeRow) -> str:
    return row.item


def _of_member(row: IncomeRow) -> str:
    return row.member or row.source


def _quantity(row: IncomeRow) -> str:
    if not row.quantity or row.unit_price_fen is None:
        return row.quantity
    return f"{row.quantity} × {format_yuan(row.unit_price_fen)}"


def _amount(row: IncomeRow) -> str:
    return format_yuan(row.amount_fen)


def _rule(row: IncomeRow) -> str:
    return row.rule


def _is_not_counted(row: IncomeRow) -> bool:
    return not row.is_counted


INCOME_COLUMNS: tuple[TextColumn[IncomeRow], ...] = (
    TextColumn(words=N_("Item"), text=_item),
    TextColumn(words=N_("Member or source"), text=_of_member),
    TextColumn(words=N_("Quantity"), text=_quantity, is_number=True),
    TextColumn(words=N_("Amount (yuan)"), text=_amount, is_number=True),
    TextColumn(words=N_("How it is counted"), text=_rule),
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
    parts = [row.reason] if row.reason else []
    if row.is_undone:
        parts.append(_("undone"))
    return " · ".join(parts)


def _is_undone(row: HistoryRow) -> bool:
    return row.is_undone


HISTORY_COLUMNS: tuple[TextColumn[HistoryRow], ...] = (
    TextColumn(words=N_("When"), text=_at),
    TextColumn(words=N_("Who"), text=_by),
    TextColumn(words=N_("What"), text=_subject),
    TextColumn(words=N_("Before"), text=_before),
    TextColumn(words=N_("After"), text=_after),
    TextColumn(words=N_("Reason"), text=_reason),
)


def member_model(parent: QObject) -> RowsModel[MemberRow]:
    """Return the model of the members; those who left are grey."""
    return RowsModel(MEMBER_COLUMNS, _has_left, parent)


def income_model(parent: QObject) -> RowsModel[IncomeRow]:
    """Return the model of the income lines; those not counted are grey."""
    return RowsModel(INCOME_COLUMNS, _is_not_counted, parent)


def history_model(parent: QObject) -> RowsModel[HistoryRow]:
    """Return the model of the changes; those taken back are grey."""
    return RowsModel(HISTORY_COLUMNS, _is_undone, parent)
