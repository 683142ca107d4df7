"""The rows of a repeat as a sheet that is typed into: arrows and Tab move, letters write, digits choose."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from poverty_desktop.interviews.views import Question, Row
from ui import theme
from ui.interview.card import answer_words
from ui.interview.fields import CHOOSING, SAME_KEYS, UNTYPED, direction, is_left
from ui.interview.view import TableView, Then
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
        self._columns: tuple[int, ...] = ()
        self._captions: tuple[str, ...] = ()
        self._secrets: frozenset[tuple[str, str]] = frozenset()
        self._current = ""

    def show_table(
        self, shown: TableView, columns: tuple[int, ...], current: str, secrets: frozenset[tuple[str, str]]
    ) -> None:
        """Show the rows of a table; cursor and widths survive while rows and columns are the same."""
        captions = tuple(shown.table.columns[at].label for at in columns)
        is_same = (
            columns == self._columns
            and captions == self._captions
            and [row.path for row in shown.rows] == [row.path for row in self._rows]
        )
        if not is_same:
            self.beginResetModel()
        self._rows, self._columns, self._captions = shown.rows, columns, captions
        self._current, self._secrets = current, secrets
        if not is_same:
            self.endResetModel()
        elif self._rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(columns) - 1))

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
        for number, row in enumerate(self._rows):
            for column, at in enumerate(self._columns):
                if row.cells[at].path == path:
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
        flat = [
            (number, column, row.cells[at])
            for number, row in enumerate(self._rows)
            for column, at in enumerate(self._columns)
        ]
        ordered = flat if forward else flat[::-1]
        here = (index.row(), index.column())
        later = [cell for number, column, cell in ordered if ((number, column) > here) is forward]
        return next((cell.path for cell in later if is_typed(cell) and cell.path != self._path(index)), "")

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
                found = answer_words(cell, is_masked=is_masked) if cell.is_relevant else NOT_ASKED
            case Qt.ItemDataRole.ToolTipRole:
                found = cell.problem or None
            case Qt.ItemDataRole.ForegroundRole:
                found = theme.color("error" if is_wrong else "ink" if cell.is_relevant else "line_strong")
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

    def _path(self, index: Index) -> str:
        cell = self.cell(index)
        return cell.path if cell is not None else ""


class CurrentCell(QStyledItemDelegate):
    """Draws a frame around the cell in work."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell, then the frame."""
        super().paint(painter, option, index)
        if index == self._view.currentIndex():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))  # type: ignore[attr-defined]


class Sheet(QTableView):
    """Always stands at one cell; text is typed in place, options are chosen in the card below (``key_for_card``)."""

    cell_asked = Signal(str)
    given = Signal(str, str, object)
    asked = Signal(object)
    row_asked = Signal()
    same = Signal()
    pasted = Signal(str, object, object)
    key_for_card = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.cells = SheetModel(self)
        self.setModel(self.cells)
        self.setItemDelegate(CurrentCell(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(theme.px(40))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.rows(self, 32)
        self._editor = QLineEdit(self.viewport())
        self._editor.setObjectName(f"{name}_cell")
        self._editor.setProperty("role", "cell")
        self._editor.installEventFilter(self)
        self._editor.hide()
        self._path = ""
        self.clicked.connect(self._click)
        self.horizontalScrollBar().valueChanged.connect(self._put_editor)
        self.horizontalHeader().sectionResized.connect(self._put_editor)

    def stand_at(self, path: str) -> bool:
        """Put cursor and keyboard at the question ``path``; say whether the sheet has it."""
        index = self.cells.index_of(path)
        self._path = path if index.isValid() else ""
        cell = self.cells.cell(index)
        if cell is None:
            self._editor.hide()
            self.setCurrentIndex(QModelIndex())
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if cell.kind in CHOOSING:
            self._editor.hide()
            return True
        self._editor.setText(cell.text)
        self._editor.setModified(False)
        self._editor.setAccessibleName(cell.label)
        self._put_editor()
        self._editor.show()
        self._editor.selectAll()
        return True

    def refresh_cell(self) -> None:
        """Show the stored answer in the open editor, unless another one is being typed."""
        cell = self.cells.cell(self._here())
        if cell is not None and not self._editor.isHidden() and not self._editor.isModified():
            if self._editor.text() != cell.text:
                self._editor.setText(cell.text)
            self._put_editor()

    def focus_cell(self) -> None:
        """Put the keyboard into the cell."""
        (self if self._editor.isHidden() else self._editor).setFocus()

    def widen(self) -> None:
        """Give each column the room of its words, within limits."""
        self.resizeColumnsToContents()
        for column in range(self.cells.columnCount()):
            wide = min(max(self.columnWidth(column) + theme.px(12), theme.px(72)), theme.px(220))
            self.setColumnWidth(column, wide)
        self._put_editor()

    def wanted_height(self) -> int:
        """Return the height that shows every row, up to a dozen."""
        rows = min(12, self.cells.rowCount())
        bar = self.horizontalScrollBar().sizeHint().height()
        return self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + bar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between cells; what is not a movement is for the card that shows the options."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif not self._move(event):
            self.key_for_card.emit(event)

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Keep Tab for moving between cells."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the editor over its cell."""
        super().resizeEvent(event)
        self._put_editor()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take movements out of the cell's editor and hand over what was typed."""
        if watched is not self._editor:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._editor.isModified():
                event.accept()
                return True
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press_in_editor(event)
        elif is_left(event) and self._editor.isModified():
            self._hand_over(Then.STAY)
        return False

    def _press_in_editor(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._editor.isModified():
            self.stand_at(self._path)
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and is_block(QGuiApplication.clipboard().text()):
            self._paste()
            return True
        is_whole = not self._editor.text() or self._editor.selectedText() == self._editor.text()
        if event.text() and event.text() in SAME_KEYS and is_whole:
            self.same.emit()
            return True
        is_sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if is_sideways and (self._editor.isModified() or not is_whole or event.modifiers()):
            return False
        return self._move(event)

    def _move(self, event: QKeyEvent) -> bool:
        """Follow a key that moves; say whether it was one."""
        key, index = event.key(), self._here()
        place: Then | str = ""
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            place = self.cells.after(index, forward=key == Qt.Key.Key_Tab)
            if not place and key == Qt.Key.Key_Tab:
                self._hand_over(Then.STAY)
                self.row_asked.emit()
                return True
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            step = 1 if key == Qt.Key.Key_Down else -1
            place = self.cells.beside(index, rows=step) or (Then.NEXT if step > 0 else Then.BACK)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            place = self.cells.beside(index, columns=1 if key == Qt.Key.Key_Right else -1)
        else:
            then = direction(event)
            if then is None or self._editor.isHidden():
                return False
            place = then
        self._hand_over(place or Then.STAY)
        return True

    def _hand_over(self, place: Then | str) -> None:
        """Give what was typed, and go to ``place``."""
        cell = self.cells.cell(self._here())
        is_typed_now = not self._editor.isHidden() and self._editor.isModified()
        self._editor.setModified(False)
        if cell is not None and is_typed_now and self._editor.text() != cell.text:
            self.given.emit(cell.path, self._editor.text(), place)
        elif isinstance(place, Then):
            if place is not Then.STAY:
                self.asked.emit(place)
        else:
            self.cell_asked.emit(place)

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        cell = self.cells.cell(self._here())
        if cell is not None and text.strip():
            self.pasted.emit(cell.path, self.cells.names_from(self._here().column()), block(text))

    def _here(self) -> QModelIndex:
        return self.cells.index_of(self._path) if self._path else QModelIndex()

    @Slot()
    def _put_editor(self) -> None:
        index = self._here()
        if index.isValid():
            self._editor.setGeometry(self.visualRect(index))

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        cell = self.cells.cell(index)
        if cell is not None and is_typed(cell):
            self.cell_asked.emit(cell.path)


def is_typed(cell: Question) -> bool:
    """Say whether one can stand at a cell."""
    return cell.is_relevant and not cell.is_readonly and cell.kind != "note"


def is_block(text: str) -> bool:
    """Say whether copied text is several cells of a table."""
    return "\t" in text or "\n" in text.strip("\r\n")


def block(text: str) -> tuple[tuple[str, ...], ...]:
    """Return copied text as rows of cells, as Excel and WPS put it on the clipboard."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return tuple(tuple(line.split("\t")) for line in lines)
