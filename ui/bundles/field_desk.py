"""The laptop's side: what has not left it, what the office has, what is safe; one button hands over."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, format_date, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.handover.news_words import HEARS_AGAIN
from poverty_desktop.queries.register.list_rows import Standing
from ui import theme
from ui.bundles import calls, outcomes
from ui.bundles.admission_doors import AdmissionDoors
from ui.bundles.admission_path import AdmissionPath
from ui.bundles.frames import FigureRow, copied_label, has_keyboard, warning_label
from ui.bundles.standing_column import StandingColumn
from ui.bundles.tables import FIELD_COLUMNS
from ui.errors import Mend, Message, Tone, as_far_as
from ui.models.rows_model import CellsModel
from ui.network.sync_bar import SyncBar
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, stand_first
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.in_sight import bring_in_sight
from ui.widgets.key_table import KeyTable
from ui.widgets.opening import open_path
from ui.widgets.page import Place, Shell
from ui.widgets.search_box import SearchBox
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.bundles import HandedOver
    from poverty_desktop.operations.handover.downstream import News
    from poverty_desktop.operations.handover.packs import Taken as PackTaken
    from poverty_desktop.queries.handover.bundles import Handover

COPIED = N_(
    "This workspace was restored from a backup, or copied from another laptop or another user: from its first save on "
    "it keeps a log of its own and hands everything over once more; what the office has already is not counted twice."
)
SHORT_LIST = 12


class FieldDesk(QWidget):
    """Everything goes through files in a folder that the person chooses, usually a stick."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundles_field")
        self.shell = shell
        self.words = Words(self)
        self._row: Handover | None = None
        words = self.words
        self._cards = FigureRow("bundles_cards")
        make = partial(StandingColumn, shell.store, words)
        self._here = make(Standing.WAITING, "bundles_here", "draft", N_("Only on this laptop"))
        self._there = make(Standing.AT_OFFICE, "bundles_there", "office", N_("At the office"))
        self._safe = make(Standing.SAFE, "bundles_safe", "lock", N_("Safe at the office"))
        self._search = SearchBox("bundles_search", N_("Name, pinyin, initials, last digits of the ID, group or phone"))
        self._search.hide()
        self._sync = SyncBar(shell)
        self._sync.judged.connect(self._weigh)
        self._hand = button(words, N_("Hand over …"), "bundles_hand", self.hand_over, role="primary", icon="send")
        self._receipt = button(
            words, N_("Take in what the office sent …"), "bundles_receipt", self._ask_news, icon="import"
        )
        self._backup = button(words, N_("Back up now …"), "bundles_backup", self._back_up, icon="backup")
        self._renew = button(words, N_("A newer admission …"), "bundles_renew", None, role="quiet")
        self._ask = button(words, N_("A new request …"), "bundles_ask", None, role="quiet")
        self._pack = button(words, N_("Take over the policy pack …"), "bundles_pack", self._ask_pack, icon="pack")
        self._silence = warning_label("bundles_silence")
        self._told = warning_label("bundles_told")
        self._days: int | None = None
        self._path = AdmissionPath()
        self._state = label(None, "", "bundles_state", role="lead")
        self._copied = copied_label(words, COPIED)
        self._where = label(None, "", "bundles_where")
        self._where.setProperty("tone", "success")
        self._where.hide()
        self._written: Path | None = None
        self._model = CellsModel(FIELD_COLUMNS, self)
        self._table = KeyTable("bundles_table")
        words.put(self._table.setAccessibleName, N_("Bundles"))
        self._table.setModel(self._model)
        theme.columns(self._table, 230, 80, 150, 90, 240)
        theme.height(self._table, least=150)
        self._title = label(words, N_("Bundles"), "bundles_list_title", role="heading")
        self._build()
        for one in self._columns():
            one.opened.connect(self._open_file)
            one.search_asked.connect(self._search.setFocus)
        self._search.searched.connect(self._find)
        doors = AdmissionDoors(shell, self._path, self)
        self._renew.clicked.connect(doors.ask_renewal)
        self._ask.clicked.connect(doors.ask_again)

    def refresh(self) -> None:
        """Ask how things stand."""
        self.shell.store.run(calls.handover, self._show, key="bundles.field")
        self._sync.refresh()
        self.shell.store.run(calls.days_without_news, self._show_silence, key="bundles.silence")

    def focus_first(self) -> None:
        """Put the keyboard at the next step."""
        if self._row is not None and not self._row.is_admitted:
            self._path.focus_first()
        else:
            (self._hand if self._hand.isEnabled() else self._receipt).setFocus()

    @Slot(bool)
    def _weigh(self, is_known: bool) -> None:  # noqa: FBT001 - Qt's own form
        """Let the stick stand behind the network where the office is known there."""
        stand_first(self._hand, is_first=not is_known)

    @Slot()
    def hand_over(self) -> None:
        """Choose the stick and write a bundle onto it."""
        if self._row is None or not self._row.is_admitted or not self._hand.isEnabled():
            return
        folder = self._folder(_("Onto which stick or into which folder?"))
        if folder is not None:
            task = self.shell.store.run_long(partial(calls.hand_over, folder), self._handed_over)
            self.shell.watch(task, _("Handing over"))

    def retranslate(self) -> None:
        """Say the list in the new language."""
        self._model.say()
        for one in self._columns():
            one.retranslate()
        self._say_where()
        self._show_silence(self._days)
        if self._row is not None:
            self._show(self._row)

    def _build(self) -> None:
        self._cards.set_cards(self._columns())
        self._tools = QWidget()
        tools = FlowLayout(self._tools)
        theme.space(tools, spacing=8)
        for made in (self._hand, self._receipt, self._pack, self._backup, self._ask, self._renew):
            tools.addWidget(made)
        box = column(self, spacing=12)
        box.addWidget(self._copied)
        box.addWidget(self._state)
        box.addWidget(self._silence)
        box.addWidget(self._told)
        box.addWidget(self._sync)
        box.addWidget(self._tools)
        box.addWidget(self._where)
        box.addWidget(self._search)
        box.addWidget(self._cards, 1)
        box.addWidget(self._path)
        box.addWidget(self._title)
        box.addWidget(self._table, 1)
        box.addStretch(1)
        self._box = box

    def _show(self, row: Handover) -> None:
        told = outcomes.standing_words(row.admitted_until, row.held_there)
        self._told.setText(told)
        self._told.setVisible(bool(told))
        is_other_step = self._row is None or self._row.is_admitted != row.is_admitted
        self._row = row
        households = _("households")
        self._here.show_figure(row.households_waiting, households, _waiting_words(row))
        at_office = max(0, row.households_at_office) if row.is_admitted else 0
        self._there.show_figure(
            at_office,
            households,
            _("The office has confirmed {count} of {total} entries.").format(
                count=row.at_office if row.is_admitted else 0, total=row.saved_here
            ),
        )
        safe = max(0, row.households_safe) if row.is_admitted else 0
        self._safe.show_figure(
            safe,
            households,
            _("{count} of {total} entries lie in a proved backup of the office, too.").format(
                count=row.safe_at_office if row.is_admitted else 0, total=row.saved_here
            ),
        )
        self._box.setStretchFactor(self._cards, 3 if row.is_admitted else 0)
        self._box.setStretch(self._box.count() - 1, 0 if row.is_admitted else 1)
        is_long = max(row.households_waiting, at_office, safe) > SHORT_LIST
        self._search.setVisible(row.is_admitted and (is_long or bool(self._search.text())))
        if row.is_admitted:
            self._find()
        self._path.setVisible(not row.is_admitted)
        for shown in (self._hand, self._receipt, self._pack, self._ask, self._renew):
            shown.setVisible(row.is_admitted)
        self._hand.setEnabled(row.unsent + row.photos_wanted > 0 or row.has_to_confirm)
        self._state.setText(self._standing(row))
        self._copied.setVisible(row.was_copied)
        self._model.set_rows(row.bundles)
        self._forget_confirmed(row)
        self._title.setVisible(bool(row.bundles))
        self._table.setVisible(bool(row.bundles))
        if is_other_step and has_keyboard(self):
            self.focus_first()
            bring_in_sight(self._hand if row.is_admitted else self._path)

    def _columns(self) -> tuple[StandingColumn, ...]:
        return self._here, self._there, self._safe

    @Slot()
    def _find(self) -> None:
        for one in self._columns():
            one.search_for(self._search.text())

    @Slot(object)
    def _open_file(self, household: HouseholdId) -> None:
        self.shell.go(Place(page="household", household=household))

    def _standing(self, row: Handover) -> str:
        if not row.is_admitted:
            return _("This laptop is not admitted by an office yet. Three steps, and it can hand over its work.")
        if row.last_receipt_at is None:
            return _("Admitted by {office}. No receipt yet.").format(office=row.office_name)
        return _("Admitted by {office}. Last receipt {day}.").format(
            office=row.office_name, day=format_date(row.last_receipt_at.astimezone().date())
        )

    def _folder(self, title: str) -> Path | None:
        return file_chooser.ask_folder(self, self.shell, Purpose.STICK, title)

    def _handed_over(self, done: Done[HandedOver]) -> None:
        value = done.value
        self._written = value.path
        self._say_where()
        mend = Mend(words=_("Open the folder"), act=self._open_folder)
        self.shell.tell(replace(outcomes.of_handing_over(value), mend=mend))

    def _say_where(self) -> None:
        self._where.setVisible(self._written is not None)
        if self._written is not None:
            self._where.setText(
                _(
                    "The bundle lies in {folder} under the name {file}. Give it to the office; a receipt comes back."
                ).format(folder=self._written.parent, file=self._written.name)
            )

    def _forget_confirmed(self, row: Handover) -> None:
        """Ask for no bundle to be carried that the office has confirmed, whichever way it came there."""
        name = None if self._written is None else self._written.name
        if any(item.file_name == name and item.state == "received" for item in row.bundles):
            self._written = None
            self._say_where()

    def _open_folder(self) -> None:
        if self._written is not None:
            open_path(self.shell, self._written.parent)

    @Slot()
    def _ask_news(self) -> None:
        folder = self._folder(_("Which stick came from the office?"))
        if folder is not None:
            task = self.shell.store.run_long(partial(calls.take_news, folder), self._news_taken)
            self.shell.watch(task, _("Taking in what the office sent"))

    def _news_taken(self, done: Done[News]) -> None:
        if done.value.receipt is not None:
            self._written = None
            self._say_where()
        self.shell.tell(as_far_as(outcomes.of_news(done.value), was_stopped=done.was_stopped))

    @Slot()
    def _ask_pack(self) -> None:
        folder = self._folder(_("Which stick came from the office?"))
        if folder is not None:
            task = self.shell.store.run_long(partial(calls.take_pack, folder), self._pack_taken)
            self.shell.watch(task, _("Taking over the policy pack"))

    def _pack_taken(self, done: Done[PackTaken]) -> None:
        tone = Tone.SUCCESS if done.value.is_new else Tone.INFO
        self.shell.tell(Message(tone=tone, text=outcomes.pack_words(done.value)))

    def _show_silence(self, days: int | None) -> None:
        self._days = days
        self._silence.setVisible(days is not None)
        if days is not None:
            said = _("No news from the office for {days} days. Work goes on; ask for a newer stick.")
            self._silence.setText(said.format(days=days))

    @Slot()
    def _back_up(self) -> None:
        folder = file_chooser.ask_folder(self, self.shell, Purpose.BACKUP, _("Folder for the backup"))
        if folder is not None:
            task = self.shell.store.run_long(partial(calls.back_up, folder), self._backed_up)
            self.shell.watch(task, _("Backing up"))

    def _backed_up(self, done: Done[Path]) -> None:
        said = _("The backup {file} was written and proved.").format(file=done.value.name)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))


def _waiting_words(row: Handover) -> str:
    """Return what waits here for the office."""
    if row.unsent:
        said = ngettext("{n} entry has not reached the office.", "{n} entries have not reached the office.", row.unsent)
        return said.format(n=row.unsent)
    return _(HEARS_AGAIN) if row.has_to_tell else _("Nothing waits here.")
