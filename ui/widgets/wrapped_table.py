"""A table whose last column holds sentences: it takes what room there is, and its words go on in a second line."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.widgets.key_table import KeyTable


class WrappedTable(KeyTable):
    """``least`` is how narrow the last column may get, in design pixels; below that the table scrolls sideways."""

    def __init__(self, name: str, *, least: int, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._least = least
        self.setWordWrap(True)
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().sectionResized.connect(self._fit)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the last column what the others leave."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        header = self.horizontalHeader()
        last = header.count() - 1
        if last < 0:
            return
        others = sum(header.sectionSize(number) for number in range(last))
        wanted = max(theme.px(self._least), self.viewport().width() - others)
        if header.sectionSize(last) != wanted:
            header.resizeSection(last, wanted)
