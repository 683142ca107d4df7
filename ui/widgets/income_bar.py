"""Per-capita income as a small bar with a mark where the line of the year stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme

FULL_SCALE_LINES = 3.0
"""The bar ends at three times the line: what lies beyond looks alike."""


def paint_bar(painter: QPainter, rect: QRect, income_fen: int | None, line_fen: int | None) -> None:
    """Paint the bar of ``income_fen`` against ``line_fen`` into ``rect``; nothing where the year has no line."""
    if not line_fen:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = rect.height() / 2
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(QRectF(rect), radius, radius)
    scale = line_fen * FULL_SCALE_LINES
    if income_fen is not None and income_fen > 0:
        share = min(1.0, income_fen / scale)
        painter.setBrush(theme.color("warn" if income_fen < line_fen else "accent"))
        painter.drawRoundedRect(
            QRectF(rect.x(), rect.y(), max(rect.height(), rect.width() * share), rect.height()), radius, radius
        )
    x = rect.x() + rect.width() / FULL_SCALE_LINES
    painter.setBrush(theme.color("ink"))
    painter.drawRect(QRectF(x, rect.y() - theme.px(3), theme.px(2), rect.height() + theme.px(6)))
    painter.restore()


class IncomeBar(QWidget):
    """The bar of one household."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._income_fen: int | None = None
        self._line_fen: int | None = None
        theme.width(self, least=120)
        theme.height(self, least=16)

    def set_income(self, income_fen: int | None, line_fen: int | None, words: str) -> None:
        """Show the income, and say ``words`` (already translated) to whoever hovers or listens."""
        self._income_fen = income_fen
        self._line_fen = line_fen
        self.setVisible(line_fen is not None)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(theme.px(200), theme.px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar in the middle of the widget."""
        tall = theme.px(8)
        painter = QPainter(self)
        paint_bar(painter, QRect(0, (self.height() - tall) // 2, self.width(), tall), self._income_fen, self._line_fen)


class IncomeBarDelegate(QStyledItemDelegate):
    """Paints income and line, a pair in ``role`` of the model, as the figure with a bar under it."""

    def __init__(self, role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the ground of the cell, the figure a little higher than elsewhere, and the bar at the foot."""
        super().paint(painter, option, index)
        room: QRect = option.rect  # type: ignore[attr-defined]
        painter.setPen(theme.color("ink"))
        painter.drawText(
            room.adjusted(theme.px(8), 0, -theme.px(8), -theme.px(8)),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            str(index.data() or ""),
        )
        pair = index.data(self._role)
        if pair is None:
            return
        tall = theme.px(4)
        bar = QRect(room.left() + theme.px(8), room.bottom() - tall - theme.px(5), room.width() - theme.px(16), tall)
        paint_bar(painter, bar, pair[0], pair[1])

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Leave the figure to :meth:`paint`."""
        super().initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined]
