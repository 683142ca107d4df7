"""The rows of a repeat as a sheet that is typed into: arrows and Tab move, letters write, digits choose."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
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

from ui import theme
from ui.interview.card import last_words
from ui.interview.choice_field import CHOOSING
from ui.interview.fields import SAME_KEYS, direction, is_left
from ui.interview.sheet_model import Index, SheetModel, is_typed
from ui.interview.typing_watch import TypingWatch
from ui.interview.view import Then

MEASURED_ROWS = 30
"""How many rows besides those in sight tell how wide a column is; a table may have thousands."""


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
    typed = Signal(str, str)
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
        self.horizontalHeader().setResizeContentsPrecision(MEASURED_ROWS)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(theme.px(40))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.rows(self, 32)
        self._editor = QLineEdit(self.viewport())
        self._editor.setObjectName(f"{name}_cell")
        self._editor.setProperty("role", "cell")
        self._editor.installEventFilter(self)
        self._editor.hide()
        TypingWatch(self._editor).paused.connect(self._keep_typing)
        self._path = ""
        self.clicked.connect(self._click)
        self.horizontalScrollBar().valueChanged.connect(self._put_editor)
        self.horizontalHeader().sectionResized.connect(self._put_editor)

    def stand_at(self, path: str) -> bool:
        """Put cursor and keyboard at the question ``path``; say whether the sheet has it."""
        index = self.cells.index_of(path)
        if path == self._path and index.isValid() and not self._editor.isHidden() and self._editor.isModified():
            self._put_editor()
            return True  # shown anew while one types
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
        self._editor.setPlaceholderText(last_words(cell, is_masked=False))
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

    def drop_typed(self) -> None:
        """Forget what was typed and not given."""
        self._editor.setModified(False)

    def type_on(self, text: str) -> None:
        """Stand again in half an answer, as if it had just been typed."""
        if not self._editor.isHidden():
            self._editor.setText(text)
            self._editor.setModified(True)

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
            self.drop_typed()
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

    @Slot(str)
    def _keep_typing(self, text: str) -> None:
        self.typed.emit(self._path, text)

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


def is_block(text: str) -> bool:
    """Say whether copied text is several cells of a table."""
    return "\t" in text or "\n" in text.strip("\r\n")


def block(text: str) -> tuple[tuple[str, ...], ...]:
    """Return copied text as rows of cells, as Excel and WPS put it on the clipboard."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return tuple(tuple(line.split("\t")) for line in lines)
