"""Editors that stand in the place of a fact: a line to type in, or a list to choose from by digit or typing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, render
from poverty_desktop.packs import typed
from poverty_desktop.packs.model import Property, PropertyType
from ui import theme
from ui.widgets import value_text
from ui.widgets.controls import button, restyle
from ui.widgets.option_keys import option_keys
from ui.widgets.words import Words

Options = tuple[tuple[str, str], ...]
DIGITS = "123456789"
SHOWN_OPTIONS = 8


class ValueEditor(QFrame):
    """Common to both: ``committed`` with the new value, ``cancelled``, ``refused`` with a translated sentence.

    F5 opens the kinds of nothing.
    """

    committed = Signal(object)
    cancelled = Signal()
    refused = Signal(str)

    def __init__(self, item: Property, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.setObjectName("value_editor")
        self.setAutoFillBackground(True)
        self.setProperty("role", "popup")
        self.words = Words(self)
        self.field = QLineEdit()
        self.field.setObjectName("value_editor_field")
        self.field.setProperty("role", "cell")
        self.field.setAccessibleName(item.label(language))
        self.setAccessibleName(item.label(language))
        self.setFocusProxy(self.field)
        self.field.installEventFilter(self)
        self._why = button(self.words, N_("No value"), "value_editor_why", self.open_nothings, role="quiet")
        self._why.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words.put(self._why.setToolTip, N_("Not applicable, not known, refused … (F5)"))
        self._is_over = False

    @Slot()
    def open_nothings(self) -> None:
        """Offer the four kinds of nothing."""
        menu = QMenu(self)
        menu.setObjectName("value_editor_nothings")
        for number, (value, words) in enumerate(value_text.NOTHINGS, start=1):
            menu.addAction(f"&{number}  {_(words)}", partial(self.finish, value))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def finish(self, value: Value) -> None:
        """Hand ``value`` over, once."""
        if not self._is_over:
            self._is_over = True
            self.committed.emit(value)

    def give_up(self) -> None:
        """Leave the fact as it was, once."""
        if not self._is_over:
            self._is_over = True
            self.cancelled.emit()

    def refuse(self, sentence: str) -> None:
        """Mark the field and say why the text cannot stand; an editor that is closing has nothing more to say."""
        if self._is_over:
            return
        self.field.setProperty("wrong", "true")
        restyle(self.field)
        self.field.setToolTip(sentence)
        self.field.selectAll()
        self.refused.emit(sentence)

    def accept(self) -> None:
        """Take what stands in the editor."""

    def handle(self, _event: QKeyEvent) -> bool:
        """Take a key of the field before the field does."""
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes, Esc gives up, F5 offers nothings; leaving the field takes what was typed."""
        if watched is not self.field:
            return False
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        elif event.type() is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            if event.reason() not in stays:
                self.accept() if self.field.isModified() else self.give_up()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.give_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.accept()
        elif key == Qt.Key.Key_F5:
            self.open_nothings()
        else:
            return self.handle(event)
        return True


class LineEditor(ValueEditor):
    """Text, numbers, money and dates, typed in any of the usual ways."""

    def __init__(self, item: Property, value: Value, language: str, parent: QWidget | None = None) -> None:
        super().__init__(item, language, parent)
        self.field.setText(value_text.write(item, value))
        if hint := value_text.HINTS.get(item.type):
            self.field.setPlaceholderText(_(hint))
        self.field.selectAll()
        row = QHBoxLayout(self)
        theme.space(row, spacing=2)
        row.addWidget(self.field, 1)
        row.addWidget(self._why)

    def accept(self) -> None:
        """Read the text; what cannot be read is said, and stays to be mended."""
        try:
            value = typed.read(self.item, self.field.text())
        except RuleError as error:
            self.refuse(render(error))
            return
        self.finish(value)


class ChoiceEditor(ValueEditor):
    """One option, or several: a digit takes the option with that number, typing narrows the list."""

    def __init__(
        self, item: Property, value: Value, options: Options, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(item, language, parent)
        self._is_many = item.type is PropertyType.CHOICES
        self._options = options
        self._shown: list[tuple[str, str]] = []
        self._chosen = set(str(value.scalar).split()) if value else set()
        self.field.setPlaceholderText(
            _("type to search, Space ticks, Enter saves") if self._is_many else _("digit, or type to search")
        )
        self._list = QListWidget()
        self._list.setObjectName("value_editor_options")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self.words.put(self._list.setAccessibleName, N_("Options"))
        self._list.itemClicked.connect(self._click)
        self.field.textEdited.connect(self._narrow)
        head = QHBoxLayout()
        theme.space(head, spacing=2)
        head.addWidget(self.field, 1)
        head.addWidget(self._why)
        box = QVBoxLayout(self)
        theme.space(box, margins=1, spacing=0)
        box.addLayout(head)
        box.addWidget(self._list)
        self._narrow("")

    def wanted_height(self) -> int:
        """Return the height that shows the field and up to eight options."""
        lines = min(SHOWN_OPTIONS, max(1, len(self._options)))
        each = max(theme.px(28), self._list.sizeHintForRow(0))
        return self.field.sizeHint().height() + lines * each + theme.px(6)

    def accept(self) -> None:
        """Take the marked option, or all ticked ones."""
        if self._is_many:
            ordered = [code for code, _label in self._options if code in self._chosen]
            self.finish(Value(" ".join(ordered)) if ordered else BLANK)
            return
        row = self._list.currentRow()
        if 0 <= row < len(self._shown):
            self._take(self._shown[row][0])
        else:
            self.refuse(_(typed.NO_SUCH_OPTION))

    def handle(self, event: QKeyEvent) -> bool:
        """Move by arrows, tick by Space, take by digit."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._list.setCurrentRow(min(max(0, self._list.currentRow() + step), len(self._shown) - 1))
            return True
        text = event.text()
        if self._is_many and text == " ":
            self._toggle(self._list.currentRow())
            return True
        if not self.field.text() and text and text in DIGITS and len(self._options) <= len(DIGITS):
            number = DIGITS.index(text)
            if number < len(self._shown):
                if self._is_many:
                    self._toggle(number)
                else:
                    self._take(self._shown[number][0])
            return True
        return False

    def _take(self, code: str) -> None:
        self.finish(Value(int(code)) if self.item.type is PropertyType.BOOLEAN else Value(code))

    def _toggle(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self._chosen ^= {self._shown[row][0]}
            self.field.setModified(True)
            self._fill(row)

    @Slot(str)
    def _narrow(self, text: str) -> None:
        wanted = text.strip().casefold()
        self._shown = [
            (code, label)
            for code, label in self._options
            if wanted in label.casefold()
            or code.startswith(wanted)
            or any(key.startswith(wanted) for key in option_keys(label))
        ]
        current = next((row for row, (code, _label) in enumerate(self._shown) if code in self._chosen), 0)
        self._fill(current)

    def _fill(self, current: int) -> None:
        self._list.clear()
        is_numbered = len(self._options) <= len(DIGITS) and not self.field.text()
        for number, (code, label) in enumerate(self._shown, start=1):
            text = f"{number}  {label}" if is_numbered else label
            item = QListWidgetItem(text)
            if self._is_many:
                item.setCheckState(Qt.CheckState.Checked if code in self._chosen else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.setCurrentRow(current if self._shown else -1)

    @Slot(QListWidgetItem)
    def _click(self, item: QListWidgetItem) -> None:
        row = self._list.row(item)
        if self._is_many:
            self._toggle(row)
        else:
            self._take(self._shown[row][0])


def editor_for(
    item: Property, value: Value, options: Options, language: str, parent: QWidget | None = None
) -> ValueEditor:
    """Return the editor that fits the property's type."""
    if options:
        return ChoiceEditor(item, value, options, language, parent)
    return LineEditor(item, value, language, parent)
