"""A few fields and a button in one line: what is typed goes out by the names of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui import theme
from ui.widgets.controls import button, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: a text with a hint, or a choice whose options are set later."""

    name: str
    words: str
    is_choice: bool = False
    width: int = 150


class EntryRow(QWidget):
    """``given`` carries the texts by name."""

    given = Signal(object)

    def __init__(self, name: str, fields: Sequence[Field], act: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._words = Words(self)
        self._texts: dict[str, QLineEdit] = {}
        self._choices: dict[str, QComboBox] = {}
        flow = FlowLayout(self)
        theme.space(flow, spacing=8)
        for field in fields:
            made: QWidget
            if field.is_choice:
                box = self._choices[field.name] = QComboBox()
                made = box
                made.setObjectName(f"{name}_{field.name}")
                box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
                made.setMaximumWidth(theme.px(field.width * 2))
                self._words.put(made.setAccessibleName, field.words)
                self._words.put(made.setToolTip, field.words)
            else:
                made = self._texts[field.name] = line_edit(
                    self._words, field.words, f"{name}_{field.name}", hint=field.words
                )
                made.setFixedWidth(theme.px(field.width))
                self._texts[field.name].returnPressed.connect(self._give)
            flow.addWidget(made)
        flow.addWidget(button(self._words, act, f"{name}_act", self._give, icon="plus"))

    def set_options(self, name: str, options: Sequence[tuple[str, str]]) -> None:
        """Offer these codes and words in a choice; what was chosen stays where it is still offered."""
        box = self._choices[name]
        chosen = box.currentData()
        box.clear()
        for code, words in options:
            box.addItem(words, code)
        box.setCurrentIndex(max(box.findData(chosen), 0))

    def typed(self) -> dict[str, str]:
        """Return what was typed and chosen."""
        texts = {name: field.text() for name, field in self._texts.items()}
        return {**texts, **{name: str(box.currentData() or "") for name, box in self._choices.items()}}

    def clear(self) -> None:
        """Forget the texts."""
        for field in self._texts.values():
            field.clear()

    @Slot()
    def _give(self) -> None:
        self.given.emit(self.typed())
