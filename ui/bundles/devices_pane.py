"""The laptops of an office: what came from each, what was sent to it, what it confirmed; and trusting one no more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Done
from ui import theme
from ui.bundles import calls
from ui.bundles.revoke_form import RevokeForm
from ui.bundles.tables import DeviceTable
from ui.errors import Message, Tone
from ui.widgets.controls import button, column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.queries.bundles import DeviceRow


class DevicesPane(QWidget):
    """``form_moved`` tells that the form of a revocation was opened or closed."""

    form_moved = Signal()

    def __init__(self, shell: Shell, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundles_devices_pane")
        self._shell = shell
        self.model = DeviceTable(self)
        self._table = KeyTable("bundles_devices")
        words.put(self._table.setAccessibleName, N_("Laptops"))
        self._table.setModel(self.model)
        theme.columns(self._table, 170, 200, 140, 80, 140, 140, 140, 110)
        theme.height(self._table, least=130)
        self._revoke = button(words, N_("Revoke …"), "bundles_revoke", self._ask, role="quiet")
        self.form = RevokeForm()
        self.form.hide()
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(label(words, N_("Laptops"), "bundles_devices_title", role="heading"), 1)
        head.addWidget(self._revoke)
        box = column(self, spacing=6)
        box.addLayout(head)
        box.addWidget(self._table, 1)
        box.addWidget(self.form)
        self._table.selectionModel().currentChanged.connect(self._show_choice)
        self.form.revoked.connect(self._send)
        self.form.left.connect(self.close_form)

    def show_rows(self, rows: tuple[DeviceRow, ...], villages: tuple[tuple[str, str], ...]) -> None:
        """Show the laptops; ``villages`` are codes and names."""
        self.model.set_villages(villages)
        self.model.set_rows(rows)
        self.setVisible(bool(rows))
        self._show_choice()

    @Slot()
    def close_form(self) -> None:
        """Close the form of a revocation."""
        self.form.hide()
        self.form_moved.emit()

    def _chosen(self) -> DeviceRow | None:
        return self.model.row(self._table.currentIndex().row())

    @Slot()
    def _show_choice(self) -> None:
        row = self._chosen()
        self._revoke.setEnabled(row is not None and row.revoked_at is None)

    @Slot()
    def _ask(self) -> None:
        row = self._chosen()
        if row is not None:
            self.form.show()
            self.form_moved.emit()
            self.form.show_laptop(row)

    @Slot(object, str)
    def _send(self, device: bytes, reason: str) -> None:
        self._shell.store.run(partial(calls.revoke, device, reason), self._revoked)

    def _revoked(self, _done: Done[int]) -> None:
        self.close_form()
        said = _("The laptop is revoked. The others learn it with what is next written for them.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))
