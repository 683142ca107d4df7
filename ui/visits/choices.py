"""Lists to choose from in the form of a visit."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from ui.widgets.words import Words


def choices_of(words: Words, msgid: str, name: str) -> QComboBox:
    """Return a list as wide as its longest choice, whose accessible name is ``msgid``."""
    made = QComboBox()
    made.setObjectName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    words.put(made.setAccessibleName, msgid)
    return made


def offer(made: QComboBox, choices: tuple[tuple[str, str], ...], chosen: str) -> None:
    """Offer ``choices``; ``chosen`` stands there."""
    made.clear()
    for code, text in choices:
        made.addItem(text, code)
    made.setCurrentIndex(max(made.findData(chosen), 0))
