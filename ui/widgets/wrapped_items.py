"""The lines of a list that go on below: Qt measures them as if the padding of the style sheet were room for words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

PADDING = 8


class WrappedItems(QStyledItemDelegate):
    """Measures a line in the room that its words have."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return how tall the words are where the padding on both sides is taken off."""
        room = QStyleOptionViewItem(option)
        room.rect = option.rect.adjusted(0, 0, -2 * theme.px(PADDING), 0)  # type: ignore[attr-defined]
        return super().sizeHint(room, index)


def wrap(lines: QListView) -> None:
    """Let the lines of ``lines`` go on below, measured anew when the bar takes of the width."""
    lines.setWordWrap(True)
    lines.setResizeMode(QListView.ResizeMode.Adjust)
    lines.setItemDelegate(WrappedItems(lines))
