"""Ctrl+K: one field that finds places, actions and records, over the page and gone with Esc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import label
from ui.widgets.search_box import SearchBox
from ui.widgets.words import Words

WIDTH = 560


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found: ``text`` is already translated, ``act`` opens it."""

    text: str
    icon: str
    act: Callable[[], None]


class Palette(QFrame):
    """``asked`` carries the typed text; whoever listens gives hits back by :meth:`set_hits` per source."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setProperty("role", "popup")
        words = Words(self)
        words.put(self.setAccessibleName, N_("Search everything"))
        self.search = SearchBox("palette_search", N_("Person, household, action …"))
        self._list = QListWidget()
        self._list.setObjectName("palette_hits")
        words.put(self._list.setAccessibleName, N_("Found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._none = label(
            words,
            N_("Nothing found. Try a name, its pinyin initials or the last four digits."),
            "palette_none",
            role="weak",
        )
        self._hits: dict[str, tuple[Hit, ...]] = {}
        self._shown: list[Hit] = []
        self._came_from: QWidget | None = None
        self._ground = parent
        box = QVBoxLayout(self)
        theme.space(box, margins=12, spacing=8)
        box.addWidget(self.search)
        box.addWidget(self._list, 1)
        box.addWidget(self._none)
        self.search.searched.connect(self.asked)
        self.search.accepted.connect(self._accept)
        self.search.installEventFilter(self)
        self._list.itemClicked.connect(self._clicked)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the field, empty, with the keyboard in it."""
        window = self.window()
        self._came_from = window.focusWidget()
        self.search.clear()
        self._place()
        self.show()
        self.raise_()
        self.search.setFocus()
        self.asked.emit("")

    @Slot()
    def dismiss(self) -> None:
        """Hide, and give the keyboard back to where it was."""
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus()
            self._came_from = None

    def set_hits(self, source: str, hits: tuple[Hit, ...]) -> None:
        """Show ``hits`` of one source among those of the others, sources in the order of their names."""
        self._hits[source] = hits
        self._shown = [hit for name in sorted(self._hits) for hit in self._hits[name]]
        self._list.clear()
        for hit in self._shown:
            self._list.addItem(QListWidgetItem(icons.icon(hit.icon, "ink_weak"), hit.text))
        self._list.setCurrentRow(0 if self._shown else -1)
        self._none.setVisible(not self._shown)
        self._list.setVisible(bool(self._shown))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list by the arrows of the field; stay in the middle of the window."""
        if watched is self._ground:
            if event.type() is QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                self._list.setCurrentRow(min(max(0, self._list.currentRow() + step), len(self._shown) - 1))
                return True
            if key == Qt.Key.Key_Escape:
                self.dismiss()
                return True
        if event.type() is QEvent.Type.FocusOut and self.isVisible() and self.window().isActiveWindow():
            self._came_from = None
            self.hide()
        return False

    def _place(self) -> None:
        parent = self._ground
        wide = min(theme.px(WIDTH), parent.width() - theme.px(48))
        tall = min(theme.px(420), parent.height() - theme.px(96))
        self.setGeometry((parent.width() - wide) // 2, theme.px(48), wide, tall)

    @Slot()
    def _accept(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._shown):
            hit = self._shown[row]
            self.dismiss()
            hit.act()

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self._list.setCurrentItem(item)
        self._accept()
