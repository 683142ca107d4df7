"""The strip at the foot of the window: what just happened and what is under way, on room that is always kept free."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.controls import label
from ui.widgets.words import Words

TALL = 34
SIDE = 16
SHOWING = frozenset({QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest})


class NoticeStrip(QWidget):
    """Keeps one line free. Notices float over it on ``ground``; a longer one grows upwards and moves nothing."""

    def __init__(self, ground: QWidget, notices: tuple[QWidget, ...]) -> None:
        super().__init__(ground)
        self.setObjectName("notice_strip")
        self._notices = notices
        words = Words(self)
        row = QHBoxLayout(self)
        theme.space(row, margins=(SIDE + 12, 0, SIDE, 4), spacing=8)
        row.addWidget(label(words, N_("Press F1 for the keys of this page."), "notice_hint", role="small", wraps=False))
        theme.height(self, least=TALL)
        self._float = QWidget(ground)
        self._float.setObjectName("notices")
        box = QVBoxLayout(self._float)
        theme.space(box, spacing=6)
        for notice in notices:
            box.addWidget(notice)
            notice.installEventFilter(self)
        self._float.installEventFilter(self)
        self._float.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the notices anew when one comes, goes or changes its words."""
        if event.type() in SHOWING:
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the notices over the strip."""
        super().resizeEvent(event)
        self._place()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Keep the notices over the strip."""
        super().moveEvent(event)
        self._place()

    def _place(self) -> None:
        is_needed = any(not notice.isHidden() for notice in self._notices)
        self._float.setVisible(is_needed)
        if not is_needed:
            return
        side, foot = theme.px(SIDE), theme.px(4)
        wide = max(1, self.width() - 2 * side)
        layout = self._float.layout()
        assert layout is not None
        tall = max(layout.totalHeightForWidth(wide), self.height() - foot)
        self._float.setGeometry(QRect(self.x() + side, self.geometry().bottom() + 1 - foot - tall, wide, tall))
        self._float.raise_()
