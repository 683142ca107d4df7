"""Two parts of a page: side by side where there is room, one above the other where large text leaves too little."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui import theme


class Parts(QSplitter):
    """``shares`` are design widths of the parts; below ``least`` of both together the second goes under the first."""

    def __init__(self, name: str, first: QWidget, second: QWidget, *, shares: tuple[int, int], least: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(name)
        self._shares = shares
        self._least = least
        for number, part in enumerate((first, second)):
            self.addWidget(part)
            self.setStretchFactor(number, shares[number])
        self.setChildrenCollapsible(False)
        self._share_out()

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than one part needs: with less they turn."""
        widest = max(self.widget(number).minimumSizeHint().width() for number in range(self.count()))
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the room has become too narrow, or wide enough again."""
        super().resizeEvent(event)
        has_room = self.width() >= theme.px(self._least)
        wanted = Qt.Orientation.Horizontal if has_room else Qt.Orientation.Vertical
        if wanted is not self.orientation():
            self.setOrientation(wanted)
            self._share_out()

    def _share_out(self) -> None:
        self.setSizes([theme.px(share) for share in self._shares])
