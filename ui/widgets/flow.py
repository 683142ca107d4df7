"""A layout that sets its widgets in a row and goes on in the next line where the room ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down; a widget keeps its size hint unless the line is narrower.

    Lines begin at the top of the room, or stand in the middle of its height.
    """

    def __init__(self, parent: QWidget | None = None, *, to_right: bool = False, in_middle: bool = False) -> None:
        super().__init__(parent)
        self._in_middle = in_middle
        self._items: list[QLayoutItem] = []
        self._to_right = to_right
        self._heights: dict[int, int] = {}
        self._wants: list[tuple[QLayoutItem, QSize, QSize]] | None = None

    def addItem(self, item: QLayoutItem) -> None:
        """Append ``item``."""
        self._items.append(item)
        self._forget()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the item at ``index``, or nothing."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        """Remove and return the item at ``index``, or nothing."""
        self._forget()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than the widgets need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Grow downwards as the width shrinks."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at ``width``; Qt asks for the same one many times while it lays out."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), is_trial=True)
        return self._heights[width]

    def invalidate(self) -> None:
        """Forget what was asked: a widget changed."""
        self._forget()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets in ``rect``."""
        super().setGeometry(rect)
        spare = rect.height() - self.heightForWidth(rect.width()) if self._in_middle else 0
        self._arrange(rect.translated(0, max(0, spare // 2)), is_trial=False)

    def sizeHint(self) -> QSize:
        """Return the size of one single line."""
        sides = self.contentsMargins()
        shown = [hint for _item, hint, _least in self._shown()]
        wide = sum(size.width() for size in shown) + max(0, self.spacing()) * max(0, len(shown) - 1)
        tall = max((size.height() for size in shown), default=0)
        return QSize(wide + sides.left() + sides.right(), tall + sides.top() + sides.bottom())

    def minimumSize(self) -> QSize:
        """Return the room of the widest single widget."""
        sides = self.contentsMargins()
        size = QSize()
        for _item, _hint, least in self._shown():
            size = size.expandedTo(least)
        return size + QSize(sides.left() + sides.right(), sides.top() + sides.bottom())

    def _forget(self) -> None:
        self._heights = {}
        self._wants = None

    def _shown(self) -> list[tuple[QLayoutItem, QSize, QSize]]:
        """Return the items that are shown with what they want and the least they need; each is asked once."""
        if self._wants is None:
            self._wants = [(item, item.sizeHint(), item.minimumSize()) for item in self._items if not item.isEmpty()]
        return self._wants

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        sides = self.contentsMargins()
        room = rect.adjusted(sides.left(), sides.top(), -sides.right(), -sides.bottom())
        gap = max(0, self.spacing())
        y = room.y()
        lines = self._lines(room.width(), gap)
        for number, line in enumerate(lines):
            tall = max(size.height() for _item, size in line)
            used = sum(size.width() for _item, size in line) + gap * (len(line) - 1)
            x = room.x() + (room.width() - used if self._to_right else 0)
            for item, size in line:
                if not is_trial:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + gap
            y += tall + (gap if number < len(lines) - 1 else 0)
        return y - rect.y() + sides.bottom()

    def _lines(self, width: int, gap: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item, wanted, least in self._shown():
            hint = wanted.expandedTo(least)
            size = QSize(min(hint.width(), max(width, least.width())), hint.height())
            if item.hasHeightForWidth():
                size.setHeight(item.heightForWidth(size.width()))
            if lines and used + gap + size.width() <= width:
                lines[-1].append((item, size))
                used += gap + size.width()
            else:
                lines.append([(item, size)])
                used = size.width()
        return lines
