"""The ledger of clues: lists that came in, the visit's result by one key, whom a clue is about, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.casework.clue_candidates import Candidate
from poverty_desktop.queries.casework.clues import ClueRow
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.procedures import calls
from ui.procedures.clue_form import ClueForm, NewClue
from ui.procedures.clue_words import troubles_of, would_come
from ui.procedures.tables import CLUE_COLUMNS, keep_row, table_of
from ui.widgets import file_chooser
from ui.widgets.columns_dialog import ColumnsDialog
from ui.widgets.controls import button, column, label, scrolled
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.list_preview import ListPreviewCard, columns_said
from ui.widgets.page import Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.casework.clue_lists import ClueImport

TRUE = "01"
"""The result that begins a procedure."""
COLUMNS_HOW = N_(
    "Say at least which column holds the names or the ID numbers. The next list with these columns is known."
)
NO_CLUE = N_("There is no clue yet. Take in a department's list, or note what somebody has told you.")


class CluesPane(QWidget):
    """Asks the store through ``shell``; ``table`` holds the clues."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self._lists: calls.Lists | None = None
        self._shown: ClueImport | None = None
        self._path = Path()
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "clues_said", role="weak")
        box.addWidget(self._said)
        bar = FlowLayout()
        for made in (
            button(words, N_("Take in a list"), "clues_import", self._choose_list, role="primary", icon="import"),
            button(words, N_("Note a clue"), "clues_new", self._ask_new, icon="plus"),
            button(words, N_("Send the results back"), "clues_feedback", self._send_back, icon="send"),
        ):
            bar.addWidget(made)
        box.addLayout(bar)
        self._preview = ListPreviewCard("clue")
        self._preview.wanted.connect(self._take_in)
        self._preview.columns_asked.connect(self._correct_columns)
        box.addWidget(self._preview)
        self.new = NewClue()
        self.new.given.connect(self._add)
        box.addWidget(self.new)
        self._clues: CellsModel[ClueRow] = CellsModel(CLUE_COLUMNS, self)
        self.table = table_of("clue_table", self._clues, words, stretched=3, empty=NO_CLUE)
        words.put(self.table.setAccessibleName, N_("Clues"))
        self.table.moved.connect(self._choose)
        self.table.opened.connect(self._open_clue)
        self.table.key_pressed.connect(self._key)
        self._form = ClueForm()
        self._form.result_given.connect(self._result)
        self._form.link_given.connect(self._link)
        self._form.candidate_given.connect(self._link_to)
        self._form.begin_asked.connect(self._begin)
        self._beside = scrolled(self._form, "clue_area")
        self._beside.hide()
        box.addWidget(Parts("clue_parts", self.table, self._beside, shares=(760, 420), least=800), 1)

    def say(self) -> None:
        """Say the table and the results in the present language."""
        self._clues.say()
        self._form.say()

    def set_lists(self, found: calls.Lists) -> None:
        """Show the clues; the chosen one stays chosen."""
        self._lists = found
        keep_row(self.table, self._clues, found.clues)
        self._form.set_results(found.results)
        self._choose(self.table.currentIndex())
        overdue = sum(row.is_overdue for row in found.clues)
        self._said.setText(
            _("{count} clues, {overdue} overdue. Without the household's authorisation no data are compared.").format(
                count=len(found.clues), overdue=overdue
            )
            if found.clues
            else ""
        )
        self._said.setVisible(bool(found.clues))

    def _clue(self) -> ClueRow | None:
        index = self.table.currentIndex()
        return self._clues.row(index.row()) if index.isValid() else None

    @Slot(QModelIndex)
    def _choose(self, _index: QModelIndex) -> None:
        row = self._clue()
        leads = self._lists.leads_to if self._lists is not None else ""
        running = {item.household for item in self._lists.running} if self._lists is not None else set()
        can_begin = (
            row is not None
            and bool(leads)
            and row.result_code == TRUE
            and row.household is not None
            and row.household not in running
        )
        self._beside.setVisible(row is not None)
        self._form.show_clue(row, can_begin=can_begin)
        if row is not None and row.household is None:
            work = partial(calls.candidates, row.id)
            self.shell.store.run(work, partial(self._offer, row.id), key="procedures.candidates")

    def _offer(self, clue: RecordId, found: tuple[Candidate, ...]) -> None:
        row = self._clue()
        if row is not None and row.id == clue:
            self._form.show_candidates(found)

    @Slot(str)
    def _key(self, key: str) -> None:
        if key == "N":
            self._ask_new()
        else:
            self._form.press(key)

    @Slot(QModelIndex)
    def _open_clue(self, index: QModelIndex) -> None:
        row = self._clues.row(index.row())
        if row is not None and row.household is not None:
            self.shell.go(Place(page="household", household=row.household, tab="procedures"))

    @Slot(str, str, str, str)
    def _result(self, code: str, day: str, visitors: str, note: str) -> None:
        row = self._clue()
        if row is not None:
            work = partial(calls.note_visit, row.id, day, code, visitors, note)
            self.shell.store.run(work, self._noted, self.shell.fail)

    def _noted(self, _done: Done[None]) -> None:
        self._form.clear()
        self.table.setFocus()

    @Slot(str)
    def _link(self, household: str) -> None:
        row = self._clue()
        if row is not None:
            self.shell.store.run(partial(calls.link, row.id, household), self._noted, self.shell.fail)

    @Slot(object)
    def _link_to(self, household: HouseholdId) -> None:
        row = self._clue()
        if row is not None:
            self.shell.store.run(partial(calls.link_to, row.id, household), self._noted, self.shell.fail)

    @Slot()
    def _begin(self) -> None:
        row = self._clue()
        if row is not None and self._lists is not None:
            work = partial(calls.begin, row.id, self._lists.leads_to)
            self.shell.store.run(work, self._begun, self.shell.fail)

    def _begun(self, _done: Done[RecordId]) -> None:
        row = self._clue()
        if row is not None and row.household is not None:
            self.shell.go(Place(page="household", household=row.household, tab="procedures"))

    @Slot()
    def _ask_new(self) -> None:
        if self._lists is not None:
            self.new.ask(self._lists.sources)

    @Slot(object, str)
    def _add(self, values: dict[str, str], household: str) -> None:
        self.shell.store.run(partial(calls.add, values, household), self._added, self.shell.fail)

    def _added(self, _done: Done[RecordId]) -> None:
        self.new.hide()
        self.table.setFocus()

    @Slot()
    def _choose_list(self) -> None:
        kinds = _("Excel or text table (*.xlsx *.xls *.csv)")
        path = file_chooser.ask_file(self, self.shell, Purpose.CLUES, _("Which list of clues?"), kinds)
        if path is not None:
            self._read(path, {})

    def _read(self, path: Path, chosen: Mapping[str, str]) -> None:
        self._path = path
        self.shell.store.run(partial(calls.preview, path, chosen), self._previewed, partial(self._not_read, path))

    def _not_read(self, path: Path, error: BaseException) -> None:
        """Ask which column is which where nobody could be read from the list."""
        from poverty_desktop.exchange.person_list import UnknownColumnsError

        if self._lists is None or not isinstance(error, UnknownColumnsError):
            self.shell.fail(error)
            return
        asked = ColumnsDialog("clue", COLUMNS_HOW, error.captions, error.columns, self._lists.columns, self)
        asked.said.connect(partial(self._read, path))
        asked.open()

    def _previewed(self, found: ClueImport) -> None:
        """Say what would come in and how its columns were read, and wait for a yes or a correction."""
        self._shown = found
        if self._lists is not None:
            titles = {name: title(language()) for name, title in self._lists.columns}
            columns = columns_said(found.captions, found.columns, titles)
            self._preview.show_list(would_come(found), columns, troubles_of(found), can_take=bool(found.fresh))

    @Slot()
    def _correct_columns(self) -> None:
        if self._shown is not None and self._lists is not None:
            captions, columns = self._shown.captions, self._shown.columns
            asked = ColumnsDialog("clue", COLUMNS_HOW, captions, columns, self._lists.columns, self)
            asked.said.connect(partial(self._read, self._path))
            asked.open()

    @Slot()
    def _take_in(self) -> None:
        if self._shown is not None:
            self.shell.store.run(partial(calls.take_in, self._shown, ""), None, self.shell.fail)
            self._shown = None

    @Slot()
    def _send_back(self) -> None:
        row = self._clue()
        if row is None or not row.batch:
            self.shell.tell(Message(tone=Tone.INFO, text=_("Choose a clue of the list that is to go back.")))
            return
        kinds, name = _("Excel workbook (*.xlsx)"), f"{_('Results of clues')}.xlsx"
        path = file_chooser.ask_target(self, self.shell, Purpose.CLUES, _("Save the results"), name, kinds)
        if path is not None:
            self.shell.store.run(partial(calls.feedback, row.batch, path), self._sent_back, self.shell.fail)

    def _sent_back(self, done: Done[int]) -> None:
        said = _("The list was written in the sender's own columns; {count} clues are answered now.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(count=done.value)))
