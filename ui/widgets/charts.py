"""Small charts painted by hand: a histogram against a line, and a sparkline."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui import theme


class Histogram(QWidget):
    """How many households lie in each income band, with the line of the year."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._bands: tuple[tuple[int, int], ...] = ()
        self._line: int | None = None
        self._line_words = ""
        theme.height(self, least=120)

    def set_bands(self, bands: tuple[tuple[int, int], ...], line: int | None, line_words: str, words: str) -> None:
        """Show ``bands`` (lower bound, count) and the ``line`` with its translated words; ``words`` says it all."""
        self._bands = bands
        self._line = line
        self._line_words = line_words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def bounds(self) -> tuple[str, ...]:
        """Return what stands under the bars, in thousand yuan; the last band is open above."""
        last = len(self._bands) - 1
        return tuple(
            f"{low / 100_000:g}{'+' if number == last else ''}" for number, (low, _count) in enumerate(self._bands)
        )

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(theme.px(320), theme.px(130))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bars from left to right, bounds under them in thousand yuan, and the line."""
        if not self._bands:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        foot = painter.fontMetrics().height() + theme.px(4)
        head = painter.fontMetrics().height() + theme.px(4)
        room = QRectF(0, head, self.width(), self.height() - head - foot)
        highest = max(count for _low, count in self._bands) or 1
        wide = room.width() / len(self._bands)
        bounds = self.bounds()
        for number, (low, count) in enumerate(self._bands):
            tall = room.height() * count / highest
            is_below = self._line is not None and low < self._line
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warn" if is_below else "accent"))
            bar = QRectF(room.x() + number * wide + wide * 0.12, room.bottom() - tall, wide * 0.76, tall)
            painter.drawRoundedRect(bar, theme.px(2), theme.px(2))
            painter.setPen(theme.color("ink_weak"))
            if count:
                painter.drawText(
                    QRectF(bar.x() - wide * 0.12, bar.y() - head, wide, head), Qt.AlignmentFlag.AlignCenter, str(count)
                )
            painter.drawText(
                QRectF(room.x() + number * wide, room.bottom() + theme.px(2), wide, foot),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
                bounds[number],
            )
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        self._paint_line(painter, room, wide, head)

    def _paint_line(self, painter: QPainter, room: QRectF, wide: float, head: int) -> None:
        if self._line is None:
            return
        x = room.x() + self._position(self._line) * wide
        painter.setPen(QPen(theme.color("ink"), theme.px(1.5), Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, head), QPointF(x, room.bottom()))
        painter.setPen(theme.color("ink"))
        wanted = painter.fontMetrics().horizontalAdvance(self._line_words) + theme.px(8)
        at = x + theme.px(4) if x + wanted < self.width() else x - wanted
        painter.drawText(QRectF(at, 0, wanted, head), Qt.AlignmentFlag.AlignLeft, self._line_words)

    def _position(self, value: int) -> float:
        """Return where ``value`` stands, counted in bands from the left."""
        for number, (low, _count) in enumerate(self._bands):
            high = self._bands[number + 1][0] if number + 1 < len(self._bands) else None
            if high is None or value < high:
                span = (high - low) if high is not None else max(1, low)
                return number + min(1.0, max(0.0, (value - low) / span))
        return float(len(self._bands))


class Sparkline(QWidget):
    """One value through the years, as a line of the height of a text line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._values: tuple[float, ...] = ()

    def set_values(self, values: tuple[float, ...], words: str) -> None:
        """Show ``values`` in their order and say ``words``."""
        self._values = values
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(theme.px(72), theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line and a dot at its end."""
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = min(self._values), max(self._values)
        span = (high - low) or 1.0
        edge = theme.px(3)
        step = (self.width() - 2 * edge) / (len(self._values) - 1)
        points = [
            QPointF(edge + number * step, self.height() - edge - (value - low) / span * (self.height() - 2 * edge))
            for number, value in enumerate(self._values)
        ]
        painter.setPen(QPen(theme.color("accent"), theme.px(2)))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(points[-1], edge - 1, edge - 1)
