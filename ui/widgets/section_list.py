"""A list of sections with progress: which are done, which is open, how many items are left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from poverty_desktop.i18n import _
from ui import theme
from ui.widgets import icons
from ui.widgets.words import Words

MARKS = {
    "done": ("good", "ok"),
    "open": ("chevron-right", "accent"),
    "waiting": ("unknown", "ink_weak"),
    "trouble": ("attention", "warn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLine:
    """One section; ``title`` is already translated.

    ``state`` is done, open, waiting, trouble, or plain for a list without marks. ``is_blank`` says that there is
    nothing in it yet, which is not the same as done.
    """

    name: str
    title: str
    state: str
    answered: int = 0
    total: int = 0
    is_blank: bool = False

    def words(self) -> str:
        """Return the title with what is still to be done."""
        if self.is_blank:
            return _("{title}: nothing yet").format(title=self.title)
        if not self.total or self.state == "done":
            return self.title
        return _("{title} {answered}/{total}").format(title=self.title, answered=self.answered, total=self.total)


class SectionList(QListWidget):
    """Emits ``chosen`` with the name of the section that was pressed or entered."""

    chosen = Signal(str)

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._names: list[str] = []
        Words(self).put(self.setAccessibleName, accessible)
        theme.icon_size(self, 18)
        self.itemActivated.connect(self._activate)
        self.itemClicked.connect(self._activate)

    def set_sections(self, lines: tuple[SectionLine, ...], current: str) -> None:
        """Show ``lines`` and mark ``current``."""
        self._names = [line.name for line in lines]
        self.clear()
        for line in lines:
            text = line.words()
            mark = MARKS.get(line.state)
            self.addItem(QListWidgetItem(text) if mark is None else QListWidgetItem(icons.icon(*mark), text))
        if current in self._names:
            self.setCurrentRow(self._names.index(current))

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the items again in the style that the page gave them."""
        super().showEvent(event)
        self.scheduleDelayedItemsLayout()

    @Slot(QListWidgetItem)
    def _activate(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._names[self.row(item)])
