"""Asks for the reason of a correction, in the page and without a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.households.facts_view import FactEdit
from ui.widgets.controls import button, label, line_edit, restyle
from ui.widgets.words import Words


class ReasonBar(QFrame):
    """``given`` carries the edit and the reason; ``cancelled`` carries the edit that is given up."""

    given = Signal(object, str)
    cancelled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reason_bar")
        self.setProperty("role", "banner")
        self.setProperty("tone", "info")
        words = Words(self)
        self._edit: FactEdit | None = None
        self._asks = label(None, "", "reason_asks", role="heading", wraps=False)
        self._field = line_edit(
            words,
            N_("Reason of the correction"),
            "reason_field",
            hint=N_("Why is it different? For example: seen on the ID card"),
        )
        self._field.returnPressed.connect(self._give)
        self._field.installEventFilter(self)
        row = QHBoxLayout(self)
        theme.space(row, margins=(12, 6, 8, 6), spacing=8)
        row.addWidget(self._asks)
        row.addWidget(self._field, 1)
        row.addWidget(button(words, N_("Save"), "reason_save", self._give, role="primary"))
        row.addWidget(button(words, N_("Leave as it was"), "reason_cancel", self.cancel))
        self.hide()

    def ask(self, edit: FactEdit, item: str) -> None:
        """Ask why ``item`` (already translated) is corrected."""
        self._edit = edit
        self._asks.setText(_("Correct “{item}”").format(item=item))
        self._field.clear()
        self._mark(is_wrong=False)
        self.show()
        self._field.setFocus()

    @Slot()
    def cancel(self) -> None:
        """Leave the fact as it was."""
        edit = self.drop()
        if edit is not None:
            self.cancelled.emit(edit)

    def drop(self) -> FactEdit | None:
        """Hide without a word and return the edit that waited for its reason."""
        edit, self._edit = self._edit, None
        self.hide()
        return edit

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Esc leaves the fact as it was."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.cancel()
                return True
        return False

    @Slot()
    def _give(self) -> None:
        reason = self._field.text().strip()
        self._mark(is_wrong=not reason)
        if reason and self._edit is not None:
            self.given.emit(self.drop(), reason)

    def _mark(self, *, is_wrong: bool) -> None:
        self._field.setProperty("wrong", "true" if is_wrong else "false")
        restyle(self._field)
