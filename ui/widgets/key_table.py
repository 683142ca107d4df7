"""A table that is worked by keys: Enter opens, single keys are commands, no input method swallows them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScrollArea, QTableView, QTreeView, QWidget

from ui import theme

LEAST_HEIGHT = 120


class KeyTable(QTableView):
    """``opened`` on Enter or double click; ``key_pressed`` with the letter of a bare key; ``moved`` with the row."""

    opened = Signal(QModelIndex)
    key_pressed = Signal(str)
    moved = Signal(QModelIndex)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self.opened)
        theme.rows(self)
        theme.icon_size(self, 18)

    def sizeHint(self) -> QSize:
        """Ask for little and take what there is, so that no page scrolls without need."""
        return QSize(theme.px(240), theme.px(LEAST_HEIGHT))

    def keep_rows(self, most: int) -> None:
        """Never show fewer rows than there are, or of many than ``most``; the page around scrolls instead."""
        model = self.model()
        count = min(most, model.rowCount()) if model is not None else 0
        head, row = self.horizontalHeader().sizeHint().height(), self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(head + count * row + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn bare keys into commands and leave the rest to Qt."""
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))
        keep_in_sight(self)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
        elif (letter := bare_key(event)) is not None:
            self.key_pressed.emit(letter)
        else:
            super().keyPressEvent(event)
            keep_in_sight(self)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Keep input methods away from bare keys, and tell the new row."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.moved.emit(current)


class KeyTree(QTreeView):
    """The same manner for a tree."""

    opened = Signal(QModelIndex)
    key_pressed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setExpandsOnDoubleClick(False)
        self.setIndentation(0)
        self.setUniformRowHeights(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        theme.icon_size(self, 18)
        self.doubleClicked.connect(self.opened)

    def sizeHint(self) -> QSize:
        """Ask for little and take what there is, so that no page scrolls without need."""
        return QSize(theme.px(240), theme.px(LEAST_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn bare keys into commands and leave the rest to Qt."""
        keep_in_sight(self)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
        elif (letter := bare_key(event)) is not None:
            self.key_pressed.emit(letter)
        else:
            super().keyPressEvent(event)
            keep_in_sight(self)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Keep input methods away from bare keys."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)


def bare_key(event: QKeyEvent) -> str | None:
    """Return the upper-case letter of a printable key without Ctrl or Alt, ``SPACE`` for the bar."""
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    text = event.text()
    if held or not text.isprintable() or not text:
        return None
    return "SPACE" if text == " " else text.upper()


def keep_in_sight(view: QAbstractItemView) -> None:
    """Scroll whatever is around ``view`` to the row under its cursor: with large text the list may lie below."""
    row = view.visualRect(view.currentIndex()).translated(view.viewport().pos())
    around = view.parentWidget()
    while around is not None and row.isValid():
        if isinstance(around, QScrollArea) and around.widget() is not None:
            middle = view.mapTo(around.widget(), row.center())
            around.ensureVisible(around.horizontalScrollBar().value(), middle.y(), 0, row.height())
        around = around.parentWidget()
