"""The cells of a repeat as an item model, and which of its columns stand in the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from poverty_desktop.interviews.views import Question, Row
from ui import theme
from ui.interview.card import answer_words, last_words
from ui.interview.fields import UNTYPED
from ui.interview.view import TableView
from ui.widgets import icons

Index = QModelIndex | QPersistentModelIndex
MAIN_COLUMNS = 7
FEW_COLUMNS = 9
NOT_ASKED = "—"


def sheet_columns(shown: TableView, *, wants_all: bool) -> tuple[int, ...]:
    """Return which columns of a table the sheet has: those asked in any row, the first few of them where many are."""
    asked = list(range(len(shown.table.columns)))
    if shown.rows:
        asked = [at for at in asked if any(row.cells[at].is_relevant for row in shown.rows)]
    typed = [at for at in asked if shown.table.columns[at].kind not in ("note", *UNTYPED)]
    return tuple(typed if wants_all or len(typed) <= FEW_COLUMNS else typed[:MAIN_COLUMNS])


class SheetModel(QAbstractTableModel):
    """The cells of one table as they stand now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._paths: tuple[str, ...] = ()
        self._columns: tuple[int, ...] = ()
        self._captions: tuple[str, ...] = ()
        self._secrets: frozenset[tuple[str, str]] = frozenset()
        self._current = ""

    def show_table(
        self,
        shown: TableView,
        columns: tuple[int, ...],
        current: str,
        secrets: frozenset[tuple[str, str]],
        numbers: Mapping[str, str],
    ) -> None:
        """Show the rows of a table; cursor and widths survive while rows and columns are the same.

        ``numbers`` are those of the paper that is keyed in, by the paths of the columns; they stand above the captions.
        """
        asked = [shown.table.columns[at] for at in columns]
        captions = tuple("\n".join(filter(None, (numbers.get(one.path), one.label))) for one in asked)
        paths = shown.table.rows
        before, after = len(self._paths), len(paths)
        kept = min(before, after)
        if (columns, captions) != (self._columns, self._captions) or paths[:kept] != self._paths[:kept]:
            self.beginResetModel()
            self._take(shown, columns, captions, current, secrets)
            self.endResetModel()
            return
        touched = [at for at, (old, new) in enumerate(zip(self._rows, shown.rows, strict=False)) if old is not new]
        touched += [at for at in (self._number(current), self._number(self._current)) if 0 <= at < kept]
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
        elif after < before:  # the rows below one that went moved up
            self.beginRemoveRows(QModelIndex(), after, before - 1)
        self._take(shown, columns, captions, current, secrets)
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()
        if touched and columns:
            self.dataChanged.emit(self.index(min(touched), 0), self.index(max(touched), len(columns) - 1))

    def _take(
        self,
        shown: TableView,
        columns: tuple[int, ...],
        captions: tuple[str, ...],
        current: str,
        secrets: frozenset[tuple[str, str]],
    ) -> None:
        self._rows, self._paths = shown.rows, shown.table.rows
        self._columns, self._captions = columns, captions
        self._current, self._secrets = current, secrets

    def _number(self, path: str) -> int:
        """Return at which place of the sheet the row stands that holds ``path``, -1 where it holds none."""
        if not self._paths:
            return -1
        table = self._paths[0].rpartition("[")[0]
        number = path[len(table) + 1 :].partition("]")[0] if path.startswith(f"{table}[") else ""
        return int(number) - 1 if number.isdecimal() and int(number) <= len(self._paths) else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows the table has."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns the sheet has."""
        return 0 if parent.isValid() else len(self._columns)

    def cell(self, index: Index) -> Question | None:
        """Return the question at ``index``."""
        if not index.isValid():
            return None
        return self._rows[index.row()].cells[self._columns[index.column()]]

    def index_of(self, path: str) -> QModelIndex:
        """Return where the question at ``path`` stands, an invalid index where it has no cell."""
        number = self._number(path)
        for column, at in enumerate(self._columns if number >= 0 else ()):
            if self._rows[number].cells[at].path == path:
                return self.index(number, column)
        return QModelIndex()

    def names_from(self, column: int) -> tuple[str, ...]:
        """Return the names of the questions from ``column`` to the right."""
        return tuple(self._rows[0].cells[at].name for at in self._columns[column:]) if self._rows else ()

    def beside(self, index: Index, *, rows: int = 0, columns: int = 0) -> str:
        """Return the path of the next cell that is asked in a direction, "" at the edge."""
        row, column = index.row() + rows, index.column() + columns
        while 0 <= row < len(self._rows) and 0 <= column < len(self._columns):
            cell = self._rows[row].cells[self._columns[column]]
            if is_typed(cell):
                return cell.path
            row, column = row + rows, column + columns
        return ""

    def after(self, index: Index, *, forward: bool) -> str:
        """Return the path of the next or previous cell that is asked, row by row, "" at the ends."""
        number, column, step = max(index.row(), 0), index.column(), 1 if forward else -1
        while 0 <= number < len(self._rows):
            column += step
            if not 0 <= column < len(self._columns):
                number, column = number + step, -1 if forward else len(self._columns)
            elif is_typed(cell := self._rows[number].cells[self._columns[column]]):
                return cell.path
        return ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, and how it looks when it is not asked or does not fit."""
        cell = self.cell(index)
        found: Any = None
        if cell is None:
            return found
        is_wrong = bool(cell.problem) and cell.problem_kind != "required"
        match role:
            case Qt.ItemDataRole.DisplayRole:
                is_masked = (cell.dataset, cell.save_to) in self._secrets and cell.path != self._current
                found = self._words(cell, is_masked=is_masked)
            case Qt.ItemDataRole.ToolTipRole:
                found = cell.problem or None
            case Qt.ItemDataRole.ForegroundRole:
                is_answered = cell.is_relevant and bool(answer_words(cell, is_masked=True))
                found = theme.color("error" if is_wrong else "ink" if is_answered else "ink_weak")
            case Qt.ItemDataRole.BackgroundRole:
                found = None if cell.is_relevant else theme.color("ground")
            case Qt.ItemDataRole.DecorationRole:
                found = icons.icon("bad", "error") if is_wrong else None
            case Qt.ItemDataRole.TextAlignmentRole:
                is_number = cell.type in ("integer", "decimal")
                side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
                found = side | Qt.AlignmentFlag.AlignVCenter
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the label of a column, or the number of a row."""
        is_across = orientation is Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(self._captions if is_across else self._rows):
            return self._captions[section] if is_across else str(section + 1)
        if role == Qt.ItemDataRole.ToolTipRole and is_across and 0 <= section < len(self._captions):
            return self._captions[section]
        return None

    @staticmethod
    def _words(cell: Question, *, is_masked: bool) -> str:
        """Return the answer, else last time's beside which this year's is to be written."""
        if not cell.is_relevant:
            return NOT_ASKED
        return answer_words(cell, is_masked=is_masked) or last_words(cell, is_masked=is_masked)


def is_typed(cell: Question) -> bool:
    """Say whether one can stand at a cell."""
    return cell.is_relevant and not cell.is_readonly and cell.kind != "note"
