"""Small fields that forms are made of: a list to choose from, a day, a labelled row."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from poverty_desktop.domain import textual
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.controls import label, line_edit
from ui.widgets.words import Words

NO_DAY = N_("This is no day. Write it like 2026-11-23 or 20261123.")


def choice(words: Words, msgid: str, name: str) -> QComboBox:
    """Return a list to choose from whose accessible name is ``msgid``."""
    made = QComboBox()
    made.setObjectName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    words.put(made.setAccessibleName, msgid)
    return made


def fill(box: QComboBox, options: tuple[tuple[str, str], ...], *, empty: str = "") -> None:
    """Offer ``options`` (code, words) after an empty one; what was chosen stays chosen."""
    chosen = box.currentData()
    box.clear()
    box.addItem(empty, "")
    for number, (code, text) in enumerate(options, start=1):
        box.addItem(f"{number} {text}", code)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def day_field(words: Words, msgid: str, name: str) -> QLineEdit:
    """Return a field for a day."""
    made = line_edit(words, msgid, name, hint=N_("like 2026-11-23"))
    theme.width(made, most=130)
    return made


def day_of(text: str) -> date | None:
    """Return a typed day, nothing for an empty field; raises ``RuleError`` where it is no day."""
    if not text.strip():
        return None
    reading = textual.read_date(text)
    if not reading.value or (reading.problem is not None and reading.problem.is_error):
        raise RuleError(NO_DAY)
    return date.fromisoformat(str(reading.value.scalar))


def labelled(words: Words, msgid: str, field: QWidget) -> QWidget:
    """Return a field with its label before it."""
    made = QWidget()
    row = QHBoxLayout(made)
    theme.space(row, spacing=6)
    said = label(words, msgid, "", role="weak", wraps=False)
    said.setBuddy(field)
    row.addWidget(said)
    row.addWidget(field, 1)
    return made
