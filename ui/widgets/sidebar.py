"""The places of the window on the left: icon and word, ten at most, Ctrl+1 to Ctrl+0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.controls import button
from ui.widgets.words import Words

MOST_PLACES = 10
FIRST = 100
"""Places take their room before the empty end does: with large text they move together, and the window stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SidebarPlace:
    """One entry: ``words`` is a msgid."""

    name: str
    words: str
    icon: str
    hint: str = ""  # a msgid: what the place is for


class Sidebar(QFrame):
    """Emits ``chosen`` with the name of the place."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setProperty("role", "sidebar")
        Words(self).put(self.setAccessibleName, N_("Places"))
        self._words = Words(self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._places: tuple[SidebarPlace, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self._box = QVBoxLayout(self)
        theme.space(self._box, margins=(0, 12, 0, 12), spacing=2)
        self._box.addStretch(1)
        theme.width(self, least=132)
        self._group.buttonClicked.connect(self._clicked)

    def set_places(self, places: tuple[SidebarPlace, ...]) -> None:
        """Show ``places``; those that are shown already stay. Raises ``ValueError`` for more than ten."""
        if len(places) > MOST_PLACES:
            raise ValueError("a sidebar has ten places at most")
        if places == self._places:
            return
        self._places = places
        for old in self._buttons.values():
            self._group.removeButton(old)
            self._box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = {}
        self._words.deleteLater()
        self._words = Words(self)
        for number, place in enumerate(places):
            made = button(self._words, place.words, f"place_{place.name}", role="place", icon=place.icon)
            made.setCheckable(True)
            keys = f"Ctrl+{(number + 1) % 10}"
            made.setToolTip(keys)
            if place.hint:
                self._words.put(partial(_explain, made, keys), place.hint)
            self._group.addButton(made)
            self._buttons[place.name] = made
            made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            self._box.insertWidget(number, made, FIRST)

    def minimumSizeHint(self) -> QSize:
        """Let the places move together as far as their words allow, so that large text never makes the window grow."""
        return QSize(super().minimumSizeHint().width(), len(self._buttons) * self.fontMetrics().height())

    def names(self) -> tuple[str, ...]:
        """Return the names of the places in their order."""
        return tuple(self._buttons)

    def mark(self, name: str) -> None:
        """Show that ``name`` is open; none of them where it is not in the sidebar."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)
            return
        self._group.setExclusive(False)
        for made in self._buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    @Slot(object)
    def _clicked(self, pressed: QPushButton) -> None:
        for name, made in self._buttons.items():
            if made is pressed:
                self.chosen.emit(name)


def _explain(made: QPushButton, keys: str, hint: str) -> None:
    made.setToolTip(f"{hint}\n{keys}")
