"""A short list of frozen rows as a read-only table: one column says one thing of a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from poverty_desktop.i18n import _
from ui import theme

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Generic[R]):
    """One column: ``words`` is a msgid, ``text`` what a cell says, ``color`` names a colour of the theme."""

    words: str
    text: Callable[[R], str]
    picture: Callable[[R], QIcon] | None = None
    color: Callable[[R], str] | None = None
    is_number: bool = False


class CellsModel(QAbstractTableModel, Generic[R]):
    """Shows rows in their order; they are replaced as a whole. ``is_weak`` greys a row."""

    def __init__(
        self,
        columns: tuple[Cell[R], ...],
        parent: QObject | None = None,
        *,
        is_weak: Callable[[R], bool] | None = None,
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

    def set_columns(self, columns: tuple[Cell[R], ...]) -> None:
        """Say the same columns otherwise from now on; their number stays."""
        self._columns = columns

    def rows(self) -> tuple[R, ...]:
        """Return the rows in their order."""
        return self._rows

    def row(self, number: int) -> R | None:
        """Return one row, nothing where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def say(self) -> None:
        """Say headers and cells again in the present language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, its icon, its side."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row) or (None if role == Qt.ItemDataRole.ToolTipRole else "")
        if role == Qt.ItemDataRole.DecorationRole and column.picture is not None:
            return column.picture(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._color(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        return None

    def _color(self, row: R, column: Cell[R]) -> QColor | None:
        if self._is_weak is not None and self._is_weak(row):
            return theme.color("ink_weak")
        return None if column.color is None else theme.color(column.color(row))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self._columns[section].words)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self._columns[section]) | Qt.AlignmentFlag.AlignVCenter
        return None


def _side(column: Cell[Any]) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
