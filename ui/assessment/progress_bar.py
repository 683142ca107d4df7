"""How far a target is, as a bar with a mark where the calendar stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from poverty_desktop.assessment.progress import Progress, Standing
from ui import theme

COLORS = {
    Standing.REACHED: "ok",
    Standing.ON_TRACK: "accent",
    Standing.BEHIND: "warn",
    Standing.MISSED: "warn",
    Standing.UNKNOWN: "line",
}
"""Never the only sign: the words stand in the next column."""


class ProgressDelegate(QStyledItemDelegate):
    """Paints what ``progress_of`` says of a row, nothing where there is no target."""

    def __init__(self, progress_of: Callable[[int], Progress | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress_of = progress_of

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the ground of the cell and the bar in its middle."""
        super().paint(painter, option, index)
        found = self._progress_of(index.row())
        if found is None or found.share is None:
            return
        room: QRect = option.rect  # type: ignore[attr-defined]
        tall = theme.px(10)
        bar = QRectF(room.left() + theme.px(8), room.center().y() - tall / 2, room.width() - theme.px(16), tall)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(bar, tall / 2, tall / 2)
        if found.share > 0:
            painter.setBrush(theme.color(COLORS[found.standing]))
            wide = max(float(tall), bar.width() * min(1.0, found.share))
            painter.drawRoundedRect(QRectF(bar.x(), bar.y(), wide, bar.height()), tall / 2, tall / 2)
        if 0 < found.expected < 1:
            painter.setBrush(theme.color("ink"))
            at = bar.x() + bar.width() * found.expected
            painter.drawRect(QRectF(at, bar.y() - theme.px(3), theme.px(2), bar.height() + theme.px(6)))
        painter.restore()
