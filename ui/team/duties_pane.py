"""The list of duties: given, urged, put right, checked by another person and closed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QWidget

from poverty_desktop.i18n import N_, _, format_date, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.assistance.duties import DutyNote, DutyRow, DutyState
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.procedures.tables import keep_row, table_of
from ui.team import duty_calls
from ui.team.tables import DUTY_COLUMNS
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Shell
from ui.widgets.parts import Parts
from ui.widgets.typed_form import FormField, TypedForm
from ui.widgets.words import Words

FIELDS = (
    FormField(name="title", words=N_("What is to be done")),
    FormField(name="person", words=N_("Responsible")),
    FormField(name="due_on", words=N_("Due on")),
    FormField(name="detail", words=N_("What exactly is asked for")),
    FormField(name="words", words=N_("Words")),
    FormField(name="by", words=N_("By whom")),
)
NO_DUTY = N_("There is no open duty. Take over those of the policy pack, or give one with N.")


class DutiesPane(QWidget):
    """Asks the store itself."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_duties")
        self.shell = shell
        words = Words(self)
        self._act = ""
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        acts = FlowLayout()
        self._closed = QCheckBox()
        self._closed.setObjectName("duties_closed")
        words.put(self._closed.setText, N_("Closed ones too"))
        self._closed.toggled.connect(self._ask)
        for made in (
            button(words, N_("Give a duty"), "duties_add", self._ask_new, role="primary", icon="plus"),
            button(words, N_("Duties of the policy pack"), "duties_pack", self._from_pack, icon="pack"),
            button(words, N_("Urge"), "duties_urge", self._ask_urge, icon="clock"),
            button(words, N_("Put right"), "duties_done", self._ask_done, icon="check"),
            button(words, N_("Check and close"), "duties_close", self._ask_close, icon="good"),
            button(words, N_("Send back"), "duties_back", self._ask_back, icon="back"),
            button(words, N_("Print the list"), "duties_print", self._print, icon="papers"),
            self._closed,
        ):
            acts.addWidget(made)
        box.addLayout(acts)
        self._rows: CellsModel[DutyRow] = CellsModel(
            DUTY_COLUMNS, self, is_weak=lambda row: row.state is DutyState.CLOSED
        )
        self.table = table_of("duties_table", self._rows, words, stretched=0, empty=NO_DUTY)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        words.put(self.table.setAccessibleName, N_("Duties"))
        self.table.moved.connect(self._moved)
        self.table.opened.connect(self._next)
        self.table.key_pressed.connect(self._press)
        side = QWidget()
        right = column(side, spacing=8)
        self._notes = label(None, "", "duties_notes")
        right.addWidget(self._notes)
        self.form = TypedForm("duty_form", FIELDS)
        self.form.given.connect(self._give)
        self.form.left.connect(self.table.setFocus)
        right.addWidget(self.form)
        right.addStretch(1)
        box.addWidget(Parts("duties_parts", self.table, side, shares=(820, 360), least=900), 1)

    def refresh(self) -> None:
        """Ask for the list."""
        work = partial(duty_calls.duties, self._closed.isChecked())
        self.shell.store.run(work, self._show, self.shell.fail, key="team.duties")

    def say(self) -> None:
        """Say the table in the new language."""
        self._rows.say()

    def step_back(self) -> bool:
        """Put the form away."""
        return self.form.step_back()

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus()

    def _show(self, rows: tuple[DutyRow, ...]) -> None:
        keep_row(self.table, self._rows, rows)
        self._ask_notes()

    def _current(self) -> DutyRow | None:
        return self._rows.row(self.table.currentIndex().row())

    def _chosen(self) -> tuple[RecordId, ...]:
        found = (self._rows.row(index.row()) for index in self.table.selectionModel().selectedRows())
        return tuple(row.id for row in found if row is not None)

    @Slot(bool)
    def _ask(self, _on: bool) -> None:  # noqa: FBT001 - of a signal
        self.refresh()

    @Slot(QModelIndex)
    def _moved(self, _index: QModelIndex) -> None:
        self._ask_notes()

    def _ask_notes(self) -> None:
        row = self._current()
        if row is None:
            self._notes.setText("")
            return
        work = partial(duty_calls.notes, row.id, language())
        self.shell.store.run(work, self._show_notes, key="team.duty_notes")

    def _show_notes(self, notes: tuple[DutyNote, ...]) -> None:
        row = self._current()
        lines = [row.detail] if row is not None and row.detail else []
        for note in notes:
            day = format_date(note.noted_on) if note.noted_on is not None else ""
            lines.append(" · ".join(part for part in (day, note.kind_label, note.noted_by, note.words) if part))
        self._notes.setText("\n".join(lines))

    @Slot(QModelIndex)
    def _next(self, _index: QModelIndex) -> None:
        """Enter does what comes next: put right, then close."""
        row = self._current()
        if row is not None:
            self._ask_done() if row.state is DutyState.OPEN else self._ask_close()

    @Slot(str)
    def _press(self, letter: str) -> None:
        act = {"N": self._ask_new, "U": self._ask_urge, "B": self._ask_back}.get(letter)
        if act is not None:
            act()

    @Slot()
    def _ask_new(self) -> None:
        self._act = "new"
        self.form.ask(_("Give a duty"), shown=("title", "person", "due_on", "detail"))

    @Slot()
    def _ask_urge(self) -> None:
        self._begin("urge", _("Urge"), ("words", "by"))

    @Slot()
    def _ask_done(self) -> None:
        says = _("Write what was done and what shows it; another person checks it then.")
        self._begin("done", _("Put right"), ("words", "by"), says)

    @Slot()
    def _ask_close(self) -> None:
        self._begin("close", _("Check and close"), ("words",), _("Only another person than the one who put it right."))

    @Slot()
    def _ask_back(self) -> None:
        self._begin("back", _("Send back"), ("words",), _("Write what is still wanting."))

    def _begin(self, act: str, title: str, shown: tuple[str, ...], says: str = "") -> None:
        row = self._current()
        if row is None:
            return
        self._act = act
        self.form.ask(f"{title}：{row.title}", says=says, shown=shown)

    @Slot(object)
    def _give(self, typed: Mapping[str, str]) -> None:
        row = self._current()
        if self._act == "new":
            self.shell.store.run(partial(duty_calls.add, typed), self._saved, self.shell.fail)
        elif self._act == "urge":
            self.shell.store.run(partial(duty_calls.urge, self._chosen(), typed), self._saved, self.shell.fail)
        elif row is not None:
            act = {"done": duty_calls.put_right, "close": duty_calls.close, "back": duty_calls.send_back}[self._act]
            self.shell.store.run(partial(act, row.id, typed), self._saved, self.shell.fail)

    def _saved(self, _done: Done[int] | Done[RecordId]) -> None:
        self.form.leave()

    @Slot()
    def _from_pack(self) -> None:
        self.shell.store.run(duty_calls.from_pack, self._saved, self.shell.fail)

    @Slot()
    def _print(self) -> None:
        kinds = _("PDF file (*.pdf);;Excel workbook (*.xlsx)")
        title = _("List of duties")
        path = file_chooser.ask_target(self, self.shell, Purpose.PAPERS, title, f"{title}.pdf", kinds)
        if path is not None:
            self.shell.store.run(partial(duty_calls.write_duties, path), self._written, self.shell.fail)

    def _written(self, _count: int) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The list was written.")))
