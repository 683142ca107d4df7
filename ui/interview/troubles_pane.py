"""What stands in the way of completing, beside the questions; each line leads to its question."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from ui.interview.spoken_pane import SpokenPane
from ui.interview.view import MOST_SAID, Trouble
from ui.widgets import icons, wrapped_items
from ui.widgets.controls import column, label
from ui.widgets.words import Words

PATH_ROLE = Qt.ItemDataRole.UserRole + 1


class TroublesPane(QWidget):
    """``chosen`` carries the path of the question behind a line."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_troubles")
        words = Words(self)
        self._count = label(None, "", "interview_troubles_count", role="weak")
        self._list = QListWidget()
        self._list.setObjectName("interview_troubles_list")
        wrapped_items.wrap(self._list)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        words.put(self._list.setAccessibleName, N_("Findings and missing answers"))
        self._list.itemActivated.connect(self._choose)
        self._list.itemClicked.connect(self._choose)
        box = self._box = column(self, spacing=6)
        box.addWidget(label(words, N_("Findings and missing answers"), "interview_troubles_title", role="heading"))
        box.addWidget(self._count)
        box.addWidget(self._list, 3)
        self._rest = QWidget()  # holds the words above at the top while there is no list
        box.addWidget(self._rest, 3)
        self.spoken = SpokenPane()
        box.addWidget(self.spoken)

    def show_troubles(self, troubles: tuple[Trouble, ...], comments: tuple[Trouble, ...] = ()) -> None:
        """Show comments with which the interview was handed back, then what does not fit, then what is missing."""
        wrong = [one for one in troubles if not one.is_open]
        missing = [one for one in troubles if one.is_open][:MOST_SAID]
        self._count.setText(told(troubles))
        self._list.clear()
        for one in comments:
            item = QListWidgetItem(icons.icon("back", "accent"), f"{one.label}\n{one.words}")
            item.setData(PATH_ROLE, one.path)
            item.setToolTip(one.words)
            self._list.addItem(item)
        for one in [*wrong, *missing]:
            text = one.label if one.is_open else f"{one.label}\n{one.words}"
            picture = icons.icon("unknown", "ink_weak") if one.is_open else icons.icon("attention", "warn")
            item = QListWidgetItem(picture, text)
            item.setData(PATH_ROLE, one.path)
            item.setToolTip(one.words)
            self._list.addItem(item)
        self._list.setVisible(self._list.count() > 0)
        self._rest.setVisible(self._list.count() == 0)

    def show_spoken(self, lines: tuple[str, ...]) -> None:
        """Show what the checks say; where that is much it shares the height with the list."""
        self.spoken.show_lines(lines)
        self._box.setStretchFactor(self.spoken, 2 if self.spoken.is_long else 0)

    def focus_list(self) -> None:
        """Put the keyboard on the first line."""
        if self._list.count():
            self._list.setCurrentRow(0)
            self._list.setFocus()

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(PATH_ROLE))


def told(troubles: tuple[Trouble, ...]) -> str:
    """Return in one sentence what is still to be done."""
    wrong = sum(not one.is_open for one in troubles)
    missing = len(troubles) - wrong
    said = []
    if wrong:
        said.append(ngettext("{n} answer does not fit", "{n} answers do not fit", wrong).format(n=wrong))
    if missing:
        said.append(
            ngettext("{n} required answer is missing", "{n} required answers are missing", missing).format(n=missing)
        )
    return " · ".join(said) if said else _("Nothing is missing. The interview can be completed.")
