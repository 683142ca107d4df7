"""A form beside a list: a few lines that are typed, a few choices, Enter saves, Esc puts it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One line: ``words`` is the msgid of its name; with ``is_choice`` it is chosen from what ``ask`` is given."""

    name: str
    words: str
    is_choice: bool = False


Choices = Mapping[str, Sequence[tuple[str, str]]]
"""By field: code and words of what can be chosen; of a typed field only the words, which are offered while typing."""


class TypedForm(QFrame):
    """``given`` carries what was typed as a mapping by name; ``left`` says that the form was put away."""

    given = Signal(object)
    left = Signal()

    def __init__(self, name: str, fields: Sequence[FormField], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        words = Words(self)
        box = column(self, margins=(12, 10, 12, 10), spacing=6)
        self._title = label(None, "", f"{name}_title", role="lead")
        self._says = label(None, "", f"{name}_says", role="weak")
        box.addWidget(self._title)
        box.addWidget(self._says)
        grid = QGridLayout()
        theme.space(grid, spacing=6)
        grid.setColumnStretch(1, 1)
        box.addLayout(grid)
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self._labels: dict[str, QWidget] = {}
        for field in fields:
            made: QLineEdit | QComboBox
            if field.is_choice:
                made = QComboBox()
                made.setObjectName(f"{name}_{field.name}")
                made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
                words.put(made.setAccessibleName, field.words)
            else:
                made = line_edit(words, field.words, f"{name}_{field.name}")
                made.returnPressed.connect(self._give)
            said = label(words, field.words, f"{name}_{field.name}_label", role="weak")
            grid.addWidget(said, len(self._fields), 0)
            grid.addWidget(made, len(self._fields), 1)
            self._fields[field.name], self._labels[field.name] = made, said
        acts = QHBoxLayout()
        theme.space(acts, spacing=8)
        acts.addWidget(button(words, N_("Save"), f"{name}_save", self._give, role="primary", icon="check"))
        acts.addWidget(button(words, N_("Cancel"), f"{name}_cancel", self.leave))
        acts.addStretch(1)
        box.addLayout(acts)
        box.addStretch(1)
        self.hide()

    def ask(
        self,
        title: str,
        *,
        says: str = "",
        values: Mapping[str, str] | None = None,
        choices: Choices | None = None,
        shown: Sequence[str] | None = None,
    ) -> None:
        """Ask for the fields in ``shown`` (None: all), filled with ``values``, and put the keyboard into the first."""
        self._title.setText(title)
        self._says.setText(says)
        self._says.setVisible(bool(says))
        first: QWidget | None = None
        for name, field in self._fields.items():
            is_shown = shown is None or name in shown
            field.setVisible(is_shown)
            self._labels[name].setVisible(is_shown)
            value = (values or {}).get(name, "")
            offered = (choices or {}).get(name, ())
            if isinstance(field, QComboBox):
                field.clear()
                for code, text in offered:
                    field.addItem(text, code)
                field.setCurrentIndex(max(field.findData(value), 0))
            else:
                field.setText(value)
                if offered:
                    completer = QCompleter([text for _code, text in offered], field)
                    completer.setFilterMode(Qt.MatchFlag.MatchContains)
                    field.setCompleter(completer)
            first = first or (field if is_shown else None)
        self.show()
        if first is not None:
            first.setFocus()

    def put(self, values: Mapping[str, str]) -> None:
        """Fill typed fields."""
        for name, text in values.items():
            field = self._fields[name]
            if isinstance(field, QLineEdit):
                field.setText(text)

    def line(self, name: str) -> QLineEdit:
        """Return the field of a typed line."""
        field = self._fields[name]
        assert isinstance(field, QLineEdit)
        return field

    @Slot()
    def leave(self) -> None:
        """Put the form away."""
        self.hide()
        self.left.emit()

    def step_back(self) -> bool:
        """Put the form away on Esc; say whether it was there."""
        if self.isHidden():
            return False
        self.leave()
        return True

    @Slot()
    def _give(self) -> None:
        found = {}
        for name, field in self._fields.items():
            if field.isHidden():
                continue
            found[name] = str(field.currentData() or "") if isinstance(field, QComboBox) else field.text().strip()
        self.given.emit(found)
