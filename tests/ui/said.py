"""Everything that a window says: texts, tool tips, accessible names, headers, cells, tabs, items."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QGroupBox, QLabel, QLineEdit, QTabBar, QWidget

CELL_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
MOST_ROWS = 60


def everything(window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield where something is said, and what; what a person typed into a field is not counted."""
    for widget in [window, *window.findChildren(QWidget)]:
        where = widget.objectName() or type(widget).__name__
        yield where, widget.toolTip()
        yield where, widget.accessibleName()
        yield where, widget.accessibleDescription()
        yield where, widget.windowTitle()
        if isinstance(widget, QLineEdit):
            yield where, widget.placeholderText()
        elif isinstance(widget, QGroupBox):
            yield where, widget.title()
        elif isinstance(widget, QLabel) or hasattr(widget, "isCheckable"):
            yield where, widget.text()
        elif isinstance(widget, QTabBar):
            for number in range(widget.count()):
                yield where, widget.tabText(number)
        elif isinstance(widget, QComboBox):
            for number in range(widget.count()):
                yield where, widget.itemText(number)
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from ((where, text) for text in _cells(widget.model()))
    for action in window.findChildren(QAction):
        yield action.objectName(), action.text()


def _cells(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    parent = parent or QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for row in range(min(MOST_ROWS, model.rowCount(parent))):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in CELL_ROLES:
                yield str(index.data(role) or "")
        if not isinstance(model, QAbstractListModel):
            yield from _cells(model, model.index(row, 0, parent))
