"""The lights of the guarantees: icon, word and colour together, in a table cell or as a row of labels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import label
from ui.widgets.flow import FlowLayout

NAMES = {
    "education": N_("Compulsory education"),
    "medical": N_("Basic medical care"),
    "housing": N_("Safe housing"),
    "water": N_("Safe drinking water"),
}
STATES = {
    "good": ("ok", N_("secured")),
    "attention": ("warn", N_("needs attention")),
    "bad": ("error", N_("not secured")),
    "unknown": ("ink_weak", N_("not known yet")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One light: ``name`` and ``state`` are keys of ``NAMES`` and ``STATES``; ``reason`` is already translated."""

    name: str
    state: str
    reason: str = ""

    def words(self) -> str:
        """Return the light in one sentence."""
        said = _("{guarantee}: {state}").format(guarantee=_(NAMES[self.name]), state=_(STATES[self.state][1]))
        return _("{sentence} ({reason})").format(sentence=said, reason=self.reason) if self.reason else said


class LightRow(QWidget):
    """The lights of one household with their words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._layout = FlowLayout(self)
        theme.space(self._layout, spacing=6)

    def set_lights(self, lights: tuple[Light, ...]) -> None:
        """Show ``lights`` in their order."""
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for light in lights:
            self._layout.addWidget(_light_label(light))
        self.setAccessibleName(" · ".join(light.words() for light in lights))
        self.updateGeometry()


def _light_label(light: Light) -> QFrame:
    color, _state = STATES[light.state]
    frame = QFrame()
    frame.setObjectName(f"light_{light.name}")
    frame.setProperty("tone", {"ok": "success", "warn": "warning", "error": "error"}.get(color, "none"))
    frame.setProperty("role", "choice" if color == "ink_weak" else "banner")
    row = QHBoxLayout(frame)
    theme.space(row, margins=(8, 3, 10, 3), spacing=6)
    picture = label(None, "", f"light_icon_{light.name}")
    icons.put(picture, light.state, color, size=16)
    text = label(None, "", f"light_text_{light.name}", wraps=False)
    text.setText(_(NAMES[light.name]))
    row.addWidget(picture)
    row.addWidget(text)
    frame.setToolTip(light.words())
    frame.setAccessibleName(light.words())
    return frame


class LightsDelegate(QStyledItemDelegate):
    """Paints the lights that ``role`` of the model gives: the symbol of each guarantee with a mark of its state."""

    def __init__(self, role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the cell's ground, then one symbol and one mark per light."""
        super().paint(painter, option, index)
        side = theme.px(16)
        mark = theme.px(11)
        x = option.rect.left() + theme.px(8)  # type: ignore[attr-defined]
        y = option.rect.center().y() - side // 2  # type: ignore[attr-defined]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for light in index.data(self._role) or ():
            color, _state = STATES[light.state]
            painter.drawPixmap(QRect(x, y, side, side), icons.pixmap(light.name, color))
            painter.drawPixmap(
                QRect(x + side - theme.px(1), y + side - mark, mark, mark), icons.pixmap(light.state, color)
            )
            x += side + mark + theme.px(6)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room of four lights."""
        hint = super().sizeHint(option, index)
        return QSize(theme.px(8 + 4 * (16 + 11 + 6)), hint.height())

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Leave the words of the cell to tool tip and screen reader."""
        super().initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined]
        option.displayAlignment = Qt.AlignmentFlag.AlignLeft  # type: ignore[attr-defined]
