"""A card of the page of the day: a title, its lines and links."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from poverty_desktop.i18n import _
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, label
from ui.widgets.page import Page


class Card(QFrame):
    """A titled box of lines and links."""

    def __init__(self, name: str, picture: str, page: Page, title: str) -> None:
        super().__init__()
        self._words = page.words
        self.setObjectName(f"today_{name}")
        self.setProperty("role", "card")
        page.words.put(self.setAccessibleName, title)
        self.box = QVBoxLayout(self)
        theme.space(self.box, margins=16, spacing=8)
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        shown = label(None, "", f"today_{name}_icon")
        icons.put(shown, picture, "accent")
        head.addWidget(shown)
        self._title = label(page.words, title, f"today_{name}_title", role="heading")
        head.addWidget(self._title, 1)
        self.box.addLayout(head)
        self._lines = QVBoxLayout()
        theme.space(self._lines, spacing=6)
        self.box.addLayout(self._lines)
        self.links: list[QPushButton] = []
        self.box.addStretch(1)

    def rename(self, page: Page, title: str) -> None:
        """Give the card another title, a msgid."""
        page.words.put(self._title.setText, title)
        page.words.put(self.setAccessibleName, title)

    def clear(self) -> None:
        """Take every line away."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.links = []

    def add(self, widget: QWidget) -> None:
        """Add a line."""
        self._lines.addWidget(widget)
        widget.show()  # at once: Tab is led to what can be seen only
        if isinstance(widget, QPushButton):
            self.links.append(widget)

    def say(self, text: str, *, role: str = "", tone: str = "") -> QLabel:
        """Add a sentence (already translated)."""
        made = label(None, "", f"{self.objectName()}_line_{self._lines.count()}", role=role)
        made.setText(text)
        if tone:
            made.setProperty("tone", tone)
        self.add(made)
        return made

    def add_link(self, msgid: str, picture: str, slot: Callable[[], object]) -> None:
        """Add a line that leads somewhere."""
        made = button(self._words, "", f"today_link_{picture}", None, role="link", icon=picture, color="accent")
        made.setText(_(msgid))
        made.setAccessibleName(_(msgid))
        made.clicked.connect(slot)
        self.add(made)
