"""A field that finds a village by typing its name, its town or its code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.welcome.calls import Village
from ui.widgets.controls import label
from ui.widgets.words import Words

SHOWN = 50
ROWS = 5


class _Field(QLineEdit):
    stepped = Signal(int)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list by the arrows."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class VillagePicker(QWidget):
    """Shows what fits while typing; Enter or a click chooses."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("village_picker")
        words = Words(self)
        self._all: tuple[Village, ...] = ()
        self._shown: list[Village] = []
        self._village: Village | None = None
        self._field = _Field()
        self._field.setObjectName("village_field")
        words.put(self._field.setAccessibleName, N_("Village"))
        words.put(self._field.setPlaceholderText, N_("Type the village, the town or the code"))
        self._list = QListWidget()
        self._list.setObjectName("village_list")
        words.put(self._list.setAccessibleName, N_("Villages found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._note = label(None, "", "village_note", role="small")
        box = QVBoxLayout(self)
        theme.space(box, spacing=4)
        box.addWidget(self._field)
        box.addWidget(self._list)
        box.addWidget(self._note)
        self._list.hide()
        self._field.textEdited.connect(self._find)
        self._field.stepped.connect(self._step)
        self._field.entered.connect(self._enter)
        self._list.itemClicked.connect(self._click)

    @property
    def village(self) -> Village | None:
        """Return what was chosen."""
        return self._village

    @property
    def field(self) -> QLineEdit:
        """Return the text field, for focus and marking."""
        return self._field

    def set_villages(self, villages: tuple[Village, ...]) -> None:
        """Choose among ``villages``."""
        self._all = villages

    def villages(self) -> tuple[Village, ...]:
        """Return what is chosen among."""
        return self._all

    def choose(self, village: Village) -> None:
        """Take ``village``."""
        self._village = village
        self._field.setText(f"{village.path} {village.name}".strip())
        self._list.hide()
        self._note.setText("")
        self.chosen.emit()

    @Slot(str)
    def _find(self, text: str) -> None:
        self._village = None
        words = text.split()
        fitting = [
            village
            for village in self._all
            if all(word in village.name or word in village.path or village.code.startswith(word) for word in words)
        ]
        self._shown = fitting[:SHOWN] if words else []
        self._list.clear()
        for village in self._shown:
            self._list.addItem(QListWidgetItem(f"{village.path} {village.name}  {village.code}"))
        self._list.setCurrentRow(0 if self._shown else -1)
        self._list.setVisible(bool(self._shown))
        self._list.setFixedHeight(
            min(ROWS, len(self._shown)) * max(1, self._list.sizeHintForRow(0)) + 2 * self._list.frameWidth()
        )
        self._note.setText(self._verdict(len(fitting)) if words else "")

    def _verdict(self, count: int) -> str:
        """Say how many villages fit, or, where none does, which ones there are and where others come from."""
        if count or not self._all:
            return _("{count} villages fit.").format(count=count)
        counties = dict.fromkeys(village.path.split(" ")[0] for village in self._all)
        return _(
            "No village fits. The policy pack that comes with the program has only the villages of {counties}. "
            "For another county the office publishes a policy pack with its divisions; please ask the office."
        ).format(counties="、".join(counties))

    @Slot(int)
    def _step(self, by: int) -> None:
        if self._shown:
            self._list.setCurrentRow(min(max(0, self._list.currentRow() + by), len(self._shown) - 1))

    @Slot()
    def _enter(self) -> None:
        row = self._list.currentRow()
        if self._list.isVisible() and 0 <= row < len(self._shown):
            self.choose(self._shown[row])
        else:
            self.focusNextChild()

    @Slot(QListWidgetItem)
    def _click(self, item: QListWidgetItem) -> None:
        self.choose(self._shown[self._list.row(item)])
