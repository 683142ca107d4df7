"""A picture of figures in the window, and as the bytes of an image file."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QImageWriter, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from poverty_desktop.assessment.pictures import Align, Bar, Colour, Picture, Ribbon, Stroke, Words
from poverty_desktop.assessment.svg import PRINT
from ui import theme

SHARPNESS = 3.0
"""Dots of an image file for each point of the picture."""


class PictureView(QWidget):
    """Draws a picture as large as the room allows; its title is what is read out."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._picture: Picture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.height(self, least=200)

    def show_picture(self, picture: Picture | None) -> None:
        """Show ``picture``, or nothing."""
        self._picture = picture
        self.setAccessibleName(picture.title if picture is not None else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(theme.px(720), theme.px(300))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture in the middle."""
        if self._picture is None:
            return
        painter = QPainter(self)
        scale = min(self.width() / self._picture.width, self.height() / self._picture.height)
        painter.translate((self.width() - self._picture.width * scale) / 2, 0)
        painter.scale(scale, scale)
        paint(painter, self._picture, {name: theme.color(name.value) for name in Colour})


def png_of(picture: Picture) -> bytes:
    """Return the picture as the bytes of a PNG file on white ground."""
    image = QImage(round(picture.width * SHARPNESS), round(picture.height * SHARPNESS), QImage.Format.Format_RGB32)
    image.fill(QColor(PRINT[Colour.SURFACE]))
    painter = QPainter(image)
    painter.scale(SHARPNESS, SHARPNESS)
    paint(painter, picture, {name: QColor(text) for name, text in PRINT.items()})
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def paint(painter: QPainter, picture: Picture, colours: dict[Colour, QColor]) -> None:
    """Paint every shape of a picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in picture.shapes:
        colour = colours[shape.colour]
        match shape:
            case Bar():
                painter.fillRect(QRectF(shape.x, shape.y, shape.width, shape.height), colour)
            case Stroke():
                style = Qt.PenStyle.DashLine if shape.is_dashed else Qt.PenStyle.SolidLine
                painter.setPen(QPen(colour, shape.width, style))
                painter.drawLine(QPointF(shape.x0, shape.y0), QPointF(shape.x1, shape.y1))
            case Ribbon():
                painter.fillPath(_outline(shape), colour)
            case Words():
                font = QFont(theme.FAMILY)
                font.setPixelSize(max(1, round(shape.size)))
                font.setBold(shape.is_bold)
                painter.setFont(font)
                painter.setPen(colour)
                wide = QFontMetricsF(font).horizontalAdvance(shape.text)
                shift = {Align.START: 0.0, Align.MIDDLE: wide / 2, Align.END: wide}[shape.align]
                painter.drawText(QPointF(shape.x - shift, shape.y), shape.text)


def _outline(ribbon: Ribbon) -> QPainterPath:
    """Return the path of a band: along its upper edge, and back along its lower one."""
    middle, low = (ribbon.x0 + ribbon.x1) / 2, ribbon.thickness
    path = QPainterPath(QPointF(ribbon.x0, ribbon.y0))
    path.cubicTo(middle, ribbon.y0, middle, ribbon.y1, ribbon.x1, ribbon.y1)
    path.lineTo(ribbon.x1, ribbon.y1 + low)
    path.cubicTo(middle, ribbon.y1 + low, middle, ribbon.y0 + low, ribbon.x0, ribbon.y0 + low)
    path.closeSubpath()
    return path
