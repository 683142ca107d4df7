"""The office's side: keys once, laptops admitted, bundles taken in, receipts written beside them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Done
from ui import theme
from ui.bundles import calls, outcomes
from ui.bundles.admit_form import AdmitForm
from ui.bundles.calls import OfficeState, Request, Taken
from ui.bundles.devices_pane import DevicesPane
from ui.bundles.frames import FigureCard, FigureRow, copied_label, has_keyboard
from ui.bundles.keys_form import KeysForm
from ui.bundles.tables import OFFICE_COLUMNS, TAKEN_COLUMNS
from ui.errors import Mend, Message, Tone, as_far_as
from ui.models.rows_model import CellsModel
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, stand_first
from ui.widgets.file_chooser import Purpose, kinds
from ui.widgets.flow import FlowLayout
from ui.widgets.in_sight import bring_in_sight
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place, Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.downstream import Sent
    from poverty_desktop.operations.handover.enrolment import KeyFiles

COPIED = N_(
    "This workspace was copied from another computer or another user, or restored from a backup: from its first "
    "entry on it keeps a log of its own, and the laptops send again what it lacks."
)


class OfficeDesk(QWidget):
    """Everything comes through files in a folder that the person chooses, usually a stick."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundles_office")
        self.shell = shell
        self.words = Words(self)
        self._state: OfficeState | None = None
        words = self.words
        self._keys = KeysForm()
        self._main = QWidget()
        self._copied = copied_label(words, COPIED)
        self._laptops = FigureCard(words, "bundles_laptops", "pack", N_("Laptops"))
        self._set_aside = FigureCard(words, "bundles_set_aside", "attention", N_("Set aside"))
        self._conflicts = FigureCard(words, "bundles_conflicts", "conflict", N_("Conflicts"))
        self._take = button(words, N_("Take in bundles …"), "bundles_take", self.take_in, role="primary", icon="import")
        self._admit = button(words, N_("Admit a laptop …"), "bundles_admit", self._ask_request, icon="plus")
        self._send = button(words, N_("Write for the laptops …"), "bundles_send", self._ask_where, icon="send")
        self._backup = button(words, N_("Back up now …"), "bundles_backup", self._back_up, icon="backup")
        self._to_conflicts = button(words, N_("Look at the conflicts"), "bundles_to_conflicts", self._go_conflicts)
        self._form = AdmitForm()
        self._form.hide()
        self._digits = label(None, "", "bundles_digits", role="figure", wraps=False)
        self._taken = CellsModel(TAKEN_COLUMNS, self)
        self._devices = DevicesPane(shell, words)
        self._bundles = CellsModel(OFFICE_COLUMNS, self)
        self._taken_table = self._table("bundles_taken", N_("The files just taken in"), self._taken, 180, 425, 110, 460)
        self._bundle_table = self._table("bundles_table", N_("Bundles"), self._bundles, 210, 190, 80, 145, 80, 400)
        self._build()
        self._keys.asked.connect(self._make_keys)
        self._form.admitted.connect(self._send_admission)
        self._form.left.connect(self._close_form)
        self._devices.form_moved.connect(self._rank_buttons)

    def refresh(self) -> None:
        """Ask how things stand."""
        self.shell.store.run(calls.office, self._show, key="bundles.office")
        if not self._digits.text():  # they never change
            self.shell.store.run(calls.digits, self._digits.setText, key="bundles.digits")

    def focus_first(self) -> None:
        """Put the keyboard at the next step."""
        if self._state is not None and not self._state.intake.has_keys:
            self._keys.focus_first()
        else:
            self._take.setFocus()

    @Slot()
    def take_in(self) -> None:
        """Choose bundles on the stick; each is taken in for itself."""
        if self._state is None or not self._state.intake.has_keys:
            return
        found = file_chooser.ask_files(
            self, self.shell, Purpose.STICK, _("Which bundles? Ctrl+A chooses all of them."), kinds(_("Bundles"), "fpb")
        )
        if found:
            self.shell.store.run_pure(partial(calls.bundles_in, found), self._found, key="bundles.files")

    def step_back(self) -> bool:
        """Close the form of an admission; say whether it was open."""
        was_open = not (self._form.isHidden() and self._devices.form.isHidden())
        self._close_form()
        self._devices.close_form()
        return was_open

    def retranslate(self) -> None:
        """Say the lists in the new language."""
        for model in (self._taken, self._devices.model, self._bundles):
            model.say()
        if self._state is not None:
            self._show(self._state)

    def _table(self, name: str, title: str, model: CellsModel[Any], *widths: int) -> QWidget:
        frame = QWidget()
        table = KeyTable(name)
        self.words.put(table.setAccessibleName, title)
        table.setModel(model)
        theme.columns(table, *widths)
        theme.height(table, least=130)
        box = column(frame, spacing=6)
        box.addWidget(label(self.words, title, f"{name}_title", role="heading"))
        box.addWidget(table, 1)
        return frame

    def _build(self) -> None:
        cards = FigureRow("bundles_cards")
        sheet = QFrame()
        sheet.setObjectName("bundles_sheet")
        sheet.setProperty("role", "card")
        lines = column(sheet, margins=16, spacing=4)
        lines.addWidget(label(self.words, N_("Digits of this office"), "bundles_sheet_title", role="heading"))
        lines.addWidget(self._digits)
        lines.addWidget(
            label(
                self.words, N_("Read them to a work group that takes in its admission."), "bundles_sheet_how",
                role="small",
            )
        )  # fmt: skip
        cards.set_cards((sheet, self._laptops, self._set_aside, self._conflicts))
        tools = FlowLayout()
        theme.space(tools, spacing=8)
        for made in (self._take, self._send, self._admit, self._backup, self._to_conflicts):
            tools.addWidget(made)
        main = column(self._main, spacing=12)
        main.addWidget(self._copied)
        main.addWidget(cards)
        main.addLayout(tools)
        main.addWidget(self._form)
        for table in (self._taken_table, self._devices, self._bundle_table):
            main.addWidget(table, 1)
        main.addStretch(1)
        self._taken_table.hide()
        self._explain = label(
            self.words,
            N_("Before laptops can be admitted, the office makes its keys: once, with a second person beside you."),
            "bundles_explain",
            role="lead",
        )
        box = column(self, spacing=12)
        box.addWidget(self._explain)
        box.addWidget(self._keys)
        box.addWidget(self._main, 1)
        box.addStretch(0)
        for part in (self._explain, self._keys, self._main):
            part.hide()

    def _show(self, state: OfficeState) -> None:
        is_other_step = self._state is None or self._state.intake.has_keys != state.intake.has_keys
        self._state = state
        has_keys = state.intake.has_keys
        self._explain.setVisible(not has_keys)
        self._keys.setVisible(not has_keys)
        self._main.setVisible(has_keys)
        if not has_keys:
            self._keys.focus_first()
            return
        self._copied.setVisible(state.intake.was_copied)
        devices = len(state.intake.devices)
        self._laptops.show_figure(devices, _("admitted"), "" if devices else _("Admit the first laptop."))
        self._set_aside.show_figure(
            state.intake.quarantined + state.intake.files_waiting,
            _("entries and files"),
            _("They wait for a person; see Merging, Held back."),
        )
        self._conflicts.show_figure(
            state.conflicts, _("facts"), _("Several people wrote different values; every value is kept.")
        )
        self._to_conflicts.setVisible(state.conflicts > 0)
        self._devices.show_rows(state.intake.devices, state.villages)
        self._bundles.set_rows(state.intake.bundles)
        self._send.setVisible(devices > 0)
        self._bundle_table.setVisible(bool(state.intake.bundles))
        if is_other_step and has_keyboard(self):
            self.focus_first()

    @Slot(str, str)
    def _make_keys(self, passphrase: str, holder: str) -> None:
        found = file_chooser.ask_folder(self, self.shell, Purpose.STICK, _("Onto which stick or into which folder?"))
        if found:
            self.shell.store.run(partial(calls.make_keys, found, passphrase, holder), self._keys_made)

    def _keys_made(self, done: Done[KeyFiles]) -> None:
        self._keys.clear()
        value = done.value
        said = _("The keys are made: {own} for the office, {holder} for the second key holder.").format(
            own=value.keys.name, holder=value.escrow.name
        )
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _ask_request(self) -> None:
        found = file_chooser.ask_file(self, self.shell, Purpose.STICK, _("Which request?"), kinds(_("Requests"), "fpq"))
        if found:
            self.shell.store.run(partial(calls.read_request, found), self._show_request)

    def _show_request(self, request: Request) -> None:
        self._form.show()
        self._rank_buttons()
        self._form.show_request(request)
        bring_in_sight(self._form)

    @Slot(object, str)
    def _send_admission(self, path: Path, digits: str) -> None:
        self.shell.store.run(partial(calls.admit, path, digits), self._admitted)

    def _admitted(self, done: Done[Path]) -> None:
        self._close_form()
        said = _(
            "The laptop is admitted. Give the file {file} in the folder {folder} back to it, and read it the digits of "
            "this office."
        ).format(file=done.value.name, folder=done.value.parent)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _close_form(self) -> None:
        if not self._form.isHidden() and has_keyboard(self):
            self._take.setFocus()
        self._form.hide()
        self._rank_buttons()

    def _rank_buttons(self) -> None:
        """Let one button stand out: that of the form while it is open."""
        is_main = self._form.isHidden() and self._devices.form.isHidden()
        stand_first(self._take, is_first=is_main)

    @Slot()
    def _ask_where(self) -> None:
        found = file_chooser.ask_folder(self, self.shell, Purpose.STICK, _("Onto which stick or into which folder?"))
        if found:
            task = self.shell.store.run_long(partial(calls.send, found), self._sent)
            self.shell.watch(task, _("Writing for the laptops"))

    def _sent(self, done: Done[tuple[Sent, ...]]) -> None:
        self.shell.tell(as_far_as(outcomes.of_sending(done.value), was_stopped=done.was_stopped))

    def _found(self, files: tuple[Path, ...]) -> None:
        if not files:
            self.shell.tell(Message(tone=Tone.INFO, text=_("There is no bundle in this folder. Choose another one.")))
            return
        task = self.shell.store.run_long(partial(calls.take_in, files), self._taken_in)
        self.shell.watch(task, _("Taking in bundles"))

    def _taken_in(self, done: Done[tuple[Taken, ...]]) -> None:
        rows = done.value
        self._taken.set_rows(rows)
        self._taken_table.setVisible(bool(rows))
        refused = sum(bool(row.refusal) or row.is_left for row in rows)
        said = outcomes.of_taking_in(rows)
        pack_trouble = next((row.pack_trouble for row in rows if row.pack_trouble), "")
        if pack_trouble:
            said = _("{sentence} The policy pack does not go along: {why}").format(sentence=said, why=pack_trouble)
        opened = sum(row.conflicts_opened for row in rows)
        held_back = sum(row.refused for row in rows)
        mend = None
        if held_back:
            mend = Mend(words=_("Look at what is held back"), act=self._go_waiting)
        elif opened:
            mend = Mend(words=_("Look at the conflicts"), act=self._go_conflicts)
        tone = Tone.WARNING if refused or opened or held_back or pack_trouble else Tone.SUCCESS
        self.shell.tell(Message(tone=tone, text=said, mend=mend))
        self.refresh()  # a file that is refused whole waits, and changes nothing of what is shown elsewhere

    @Slot()
    def _go_conflicts(self) -> None:
        self.shell.go(Place(page="merge"))

    @Slot()
    def _go_waiting(self) -> None:
        self.shell.go(Place(page="merge", tab="waiting"))

    @Slot()
    def _back_up(self) -> None:
        found = file_chooser.ask_folder(self, self.shell, Purpose.BACKUP, _("Folder for the backup"))
        if found:
            task = self.shell.store.run_long(partial(calls.back_up, found), self._backed_up)
            self.shell.watch(task, _("Backing up"))

    def _backed_up(self, done: Done[Path]) -> None:
        said = _(
            "The backup {file} was written and proved. What came in before it counts as safe from the next receipt on."
        ).format(file=done.value.name)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))
