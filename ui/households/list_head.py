"""What stands over the list of households: its name, how many there are, and the ways from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.controls import button, label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

Way = tuple[str, str, Callable[[], None], str]
"""Words, object name, what it does, icon."""

GAP = 12


class HouseholdsHead(QWidget):
    """One line where all of it has room, else the ways stand in lines of their own: nothing is cut at its side."""

    def __init__(self, words: Words, count: QLabel, ways: Sequence[Way]) -> None:
        super().__init__()
        self._names = QWidget()
        names = QHBoxLayout(self._names)
        theme.space(names, spacing=GAP)
        names.addWidget(label(words, N_("Households"), "households_title", role="page", wraps=False))
        names.addWidget(count, 1, Qt.AlignmentFlag.AlignBottom)
        self._ways = [button(words, said, name, slot, role="link", icon=icon) for said, name, slot, icon in ways]
        shown = QWidget()
        flow = FlowLayout(shown, to_right=True)
        theme.space(flow, spacing=8)
        for way in self._ways:
            flow.addWidget(way)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        theme.space(self._box, spacing=0)
        self._box.addWidget(self._names)
        self._box.addWidget(shown, 1)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of the widest part only."""
        parts = (self._names, *self._ways)
        return QSize(max(part.minimumSizeHint().width() for part in parts), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the ways below the name where there is no room beside it."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Look again when the words became longer or shorter."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        gap = theme.px(GAP)
        wanted = self._names.sizeHint().width() + sum(way.sizeHint().width() + gap for way in self._ways)
        sides = QBoxLayout.Direction
        direction = sides.LeftToRight if wanted <= self.width() else sides.TopToBottom
        if self._box.direction() is not direction:
            self._box.setDirection(direction)
