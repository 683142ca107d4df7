"""One column of a table takes the room that the others leave, but stays readable: with less room the table scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHeaderView, QTableView

from ui import theme


class Stretched(QObject):
    """Keeps ``section`` of ``table`` at least ``least`` design pixels wide; the others keep the widths they have."""

    def __init__(self, table: QTableView, section: int, least: int) -> None:
        super().__init__(table)
        self._table, self._section, self._least = table, section, least
        header = table.horizontalHeader()
        header.setStretchLastSection(False)
        header.sectionResized.connect(self._note_resized)
        header.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share out a new width."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _note_resized(self, section: int, _before: int, _now: int) -> None:
        if section != self._section:
            self._fit()

    def _fit(self) -> None:
        header = self._table.horizontalHeader()
        others = sum(header.sectionSize(number) for number in range(header.count()) if number != self._section)
        has_room = header.width() - others >= theme.px(self._least)
        mode = QHeaderView.ResizeMode.Stretch if has_room else QHeaderView.ResizeMode.Interactive
        if header.sectionResizeMode(self._section) is not mode:
            header.setSectionResizeMode(self._section, mode)
        if not has_room:
            header.resizeSection(self._section, theme.px(self._least))
