"""The laptops of an office: what came from each, what was sent to it, what it lacks; lost, renewed, let in again."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.operations.done import Done
from ui import theme
from ui.bundles import calls
from ui.bundles.laptop_words import lines
from ui.bundles.revoke_form import Act, RevokeForm
from ui.bundles.tables import DeviceTable
from ui.errors import Message, Tone
from ui.widgets.controls import button, column, label
from ui.widgets.in_sight import bring_in_sight
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place, Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.laptops import Laptop
    from poverty_desktop.queries.handover.bundles import DeviceRow


class DevicesPane(QWidget):
    """``form_moved`` tells that the form of a decision was opened or closed."""

    form_moved = Signal()

    def __init__(self, shell: Shell, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundles_devices_pane")
        self._shell = shell
        self.model = DeviceTable(self)
        self._table = KeyTable("bundles_devices")
        words.put(self._table.setAccessibleName, N_("Laptops"))
        self._table.setModel(self.model)
        theme.columns(self._table, 205, 115, 95, 78, 135, 135, 135, 125, 150)
        theme.height(self._table, least=170)
        self._lost = button(words, N_("Lost …"), "bundles_lost", self._ask_lost, icon="attention")
        self._renew = button(words, N_("Renew the admission"), "bundles_renew_laptop", self._ask_renewal)
        self._revoke = button(words, N_("Revoke …"), "bundles_revoke", self._ask, role="quiet")
        self._let_in = button(words, N_("Let in again …"), "bundles_let_in", self._ask_let_in)
        self.form = RevokeForm()
        self.form.hide()
        self._card = QFrame()
        self._card.setObjectName("bundles_laptop")
        self._card.setProperty("role", "card")
        self._told = label(None, "", "bundles_laptop_told")
        self._to_waiting = button(words, N_("Look at what is held back"), "bundles_to_waiting", self._go, role="link")
        self._laptop: Laptop | None = None
        self._build(words)
        self._table.selectionModel().currentChanged.connect(self._show_choice)
        self.form.revoked.connect(self._send)
        self.form.let_in.connect(self._send_let_in)
        self.form.left.connect(self.close_form)

    def show_rows(self, rows: tuple[DeviceRow, ...], villages: tuple[tuple[str, str], ...]) -> None:
        """Show the laptops; ``villages`` are codes and names."""
        chosen = self._table.currentIndex().row()
        self.model.set_villages(villages)
        self.model.set_rows(rows)
        self.setVisible(bool(rows))
        if 0 <= chosen < len(rows):
            self._table.setCurrentIndex(self.model.index(chosen, 0))
        self._show_choice()

    @Slot()
    def close_form(self) -> None:
        """Close the form of a decision."""
        self.form.hide()
        self.form_moved.emit()

    def _build(self, words: Words) -> None:
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(label(words, N_("Laptops"), "bundles_devices_title", role="heading"), 1)
        for made in (self._lost, self._renew, self._let_in, self._revoke):
            head.addWidget(made)
        inner = column(self._card, margins=12, spacing=4)
        inner.addWidget(self._told)
        inner.addWidget(self._to_waiting)
        box = column(self, spacing=6)
        box.addLayout(head)
        box.addWidget(self._table, 1)
        box.addWidget(self.form)
        box.addWidget(self._card)
        self._card.hide()
        words.also(self._say)

    def _chosen(self) -> DeviceRow | None:
        return self.model.row(self._table.currentIndex().row())

    @Slot()
    def _show_choice(self) -> None:
        row = self._chosen()
        is_trusted = row is not None and row.revoked_at is None
        for made in (self._lost, self._renew, self._revoke):
            made.setEnabled(is_trusted)
        self._let_in.setVisible(row is not None and not is_trusted)
        self._card.setVisible(row is not None)
        self._laptop = None
        self._say()
        if row is not None:
            self._shell.store.run(partial(calls.laptop, row.id), self._show_laptop, key="bundles.laptop")

    def _show_laptop(self, found: Laptop) -> None:
        self._laptop = found
        self._say()

    def _say(self) -> None:
        row = self._chosen()
        self._to_waiting.setVisible(row is not None and row.waiting > 0)
        if row is not None and self._laptop is not None:
            self._told.setText("\n".join(lines(row, self._laptop, self.model.village_name)))
        else:
            self._told.setText("")

    @Slot()
    def _ask(self) -> None:
        self._open(Act.REVOKE)

    @Slot()
    def _ask_lost(self) -> None:
        self._open(Act.LOSE)

    @Slot()
    def _ask_let_in(self) -> None:
        self._open(Act.LET_IN)

    def _open(self, act: Act) -> None:
        row = self._chosen()
        if row is not None:
            self.form.show()
            self.form_moved.emit()
            self.form.show_laptop(row, act)
            bring_in_sight(self.form)

    @Slot()
    def _ask_renewal(self) -> None:
        row = self._chosen()
        if row is not None:
            self._shell.store.run(partial(calls.renew, row.id), self._renewed, self._shell.fail)

    def _renewed(self, done: Done[datetime]) -> None:
        said = _("The admission holds until {day}. It goes along with what is next written for the laptop.")
        day = format_date(done.value.astimezone().date())
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said.format(day=day)))

    @Slot(object, str)
    def _send(self, device: bytes, reason: str) -> None:
        self._shell.store.run(partial(calls.revoke, device, reason), self._revoked)

    def _revoked(self, _done: Done[int]) -> None:
        self.close_form()
        said = _("The laptop is revoked. The others learn it with what is next written for them.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot(object, str, str)
    def _send_let_in(self, device: bytes, reason: str, approver: str) -> None:
        work = partial(calls.let_in_again, device, reason, approver)
        self._shell.store.run(work, self._is_in_again, self._shell.fail)

    def _is_in_again(self, _done: Done[datetime]) -> None:
        self.close_form()
        said = _("The laptop is let in again. Write for it and give it the stick: its new certificate goes along.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _go(self) -> None:
        self._shell.go(Place(page="merge", tab="waiting"))
