"""The picture that an office put to a question or an option."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QLabel

from ui import theme

_WIDEST, _HIGHEST = 320, 170
_OPTION_SIDE = 72


def picture_label() -> QLabel:
    """Return a place for the picture of a question, hidden until it is given one."""
    made = QLabel()
    made.setObjectName("question_picture")
    made.setAlignment(Qt.AlignmentFlag.AlignLeft)
    made.hide()
    return made


def show_picture(place: QLabel, data: bytes, name: str) -> None:
    """Show a PNG or JPEG, small enough to leave room for the question; nothing where ``data`` is empty."""
    place.setVisible(bool(data))
    if data:
        place.setPixmap(_scaled(data, theme.px(_WIDEST), theme.px(_HIGHEST)))
        place.setAccessibleName(name)


def option_icon(data: bytes) -> QIcon:
    """Return the picture of an option."""
    side = theme.px(_OPTION_SIDE)
    return QIcon(_scaled(data, side, side))


def option_size() -> QSize:
    """Return how large the picture of an option is."""
    side = theme.px(_OPTION_SIDE)
    return QSize(side, side)


@lru_cache(maxsize=64)
def _scaled(data: bytes, width: int, height: int) -> QPixmap:
    picture = QPixmap()
    picture.loadFromData(data)
    if picture.width() <= width and picture.height() <= height:
        return picture
    aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return picture.scaled(width, height, aspect, smooth)
