"""A field that finds a village or a county by typing its name, its pinyin, what lies above it, or its code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from poverty_desktop.i18n import _
from ui import theme
from ui.welcome.place_calls import PickedPlace
from ui.widgets.controls import label
from ui.widgets.words import Words

SHOWN = 50
ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PickerWords:
    """What one picker is called: ``name`` begins its object names, the others are msgids."""

    name: str
    field: str
    hint: str
    found: str


class _Field(QLineEdit):
    stepped = Signal(int)
    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list by the arrows."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard went on to the next field; a click elsewhere must not move what is clicked at."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.left.emit()


class PlacePicker(QWidget):
    """Shows what fits while typing; Enter or a click chooses, and so does Tab where only one fits.

    ``verdict`` says how many fit.
    """

    chosen = Signal()

    def __init__(self, said: PickerWords, verdict: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{said.name}_picker")
        words = Words(self)
        self._verdict = verdict
        self._all: tuple[PickedPlace, ...] = ()
        self._shown: list[PickedPlace] = []
        self._place: PickedPlace | None = None
        self._field = _Field()
        self._field.setObjectName(f"{said.name}_field")
        words.put(self._field.setAccessibleName, said.field)
        words.put(self._field.setPlaceholderText, said.hint)
        self._list = QListWidget()
        self._list.setObjectName(f"{said.name}_list")
        words.put(self._list.setAccessibleName, said.found)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._note = label(None, "", f"{said.name}_note", role="small")
        box = QVBoxLayout(self)
        theme.space(box, spacing=4)
        box.addWidget(self._field)
        box.addWidget(self._list)
        box.addWidget(self._note)
        self._list.hide()
        self._note.hide()
        self._field.textEdited.connect(self._find)
        self._field.stepped.connect(self._step)
        self._field.entered.connect(self._enter)
        self._field.left.connect(self._take_only_one)
        self._list.itemClicked.connect(self._click)

    @property
    def place(self) -> PickedPlace | None:
        """Return what was chosen."""
        return self._place

    @property
    def field(self) -> QLineEdit:
        """Return the text field, for focus and marking."""
        return self._field

    def set_places(self, places: tuple[PickedPlace, ...]) -> None:
        """Choose among ``places``; what was chosen among others is forgotten."""
        if places != self._all:
            self._all = places
            self.clear()

    def places(self) -> tuple[PickedPlace, ...]:
        """Return what is chosen among."""
        return self._all

    def clear(self) -> None:
        """Forget what was typed and chosen."""
        self._field.clear()
        self._find("")

    def choose(self, place: PickedPlace) -> None:
        """Take ``place``."""
        self._place = place
        self._field.setText(f"{place.path} {place.name}".strip())
        self._list.hide()
        self._say("")
        self.chosen.emit()

    def choose_code(self, code: str) -> bool:
        """Take the place of this code; say whether there is one."""
        found = next((item for item in self._all if item.code == code), None)
        if found is not None and found != self._place:
            self.choose(found)
        return found is not None

    @Slot(str)
    def _find(self, text: str) -> None:
        self._place = None
        words = text.split()
        fitting = [place for place in self._all if all(_fits(place, word) for word in words)] if words else []
        self._shown = fitting[:SHOWN]
        self._list.clear()
        for place in self._shown:
            self._list.addItem(QListWidgetItem(f"{place.path} {place.name}  {place.code}".strip()))
        self._list.setCurrentRow(0 if self._shown else -1)
        self._list.setVisible(bool(self._shown))
        self._list.setFixedHeight(
            min(ROWS, len(self._shown)) * max(1, self._list.sizeHintForRow(0)) + 2 * self._list.frameWidth()
        )
        self._say(self._verdict(len(fitting)) if words else "")

    def _say(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

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

    @Slot()
    def _take_only_one(self) -> None:
        if self._place is None and len(self._shown) == 1:
            self.choose(self._shown[0])

    @Slot(QListWidgetItem)
    def _click(self, item: QListWidgetItem) -> None:
        self.choose(self._shown[self._list.row(item)])


def found_words(count: int) -> str:
    """Say how many villages fit."""
    return _("{count} villages fit.").format(count=count)


def _fits(place: PickedPlace, word: str) -> bool:
    if word in place.name or word in place.path or place.code.startswith(word):
        return True
    keys = word.lower()
    return any(key.startswith(keys) for key in place.keys.split())
