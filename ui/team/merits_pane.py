"""Recognition and discipline: entered by one person, approved by another, and only then counted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.assistance.merits import MeritRow, Outcome
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.procedures.tables import keep_row, table_of
from ui.team import duty_calls
from ui.team.duty_calls import Merits
from ui.team.tables import MERIT_COLUMNS
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Shell
from ui.widgets.parts import Parts
from ui.widgets.typed_form import FormField, TypedForm
from ui.widgets.words import Words

FIELDS = (
    FormField(name="person", words=N_("Who is meant")),
    FormField(name="kind", words=N_("Kind"), is_choice=True),
    FormField(name="on", words=N_("Date")),
    FormField(name="reason", words=N_("Reason")),
    FormField(name="document", words=N_("Document it rests on")),
    FormField(name="note", words=N_("Note of the approval")),
)
NO_MERIT = N_("Nothing is entered yet. Press N to enter recognition or discipline; another person approves it.")
HOW = N_("A record counts only when another person has approved it: neither who entered it nor who is meant.")


class MeritsPane(QWidget):
    """Asks the store itself."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_merits")
        self.shell = shell
        words = Words(self)
        self._found: Merits | None = None
        self._act = ""
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        box.addWidget(label(words, HOW, "merits_how", role="weak"))
        acts = FlowLayout()
        for made in (
            button(words, N_("Enter a record"), "merits_add", self._ask_new, role="primary", icon="plus"),
            button(words, N_("Approve"), "merits_approve", self._ask_approve, icon="good"),
            button(words, N_("Refuse"), "merits_refuse", self._ask_refuse, icon="close"),
            button(words, N_("Print the list"), "merits_print", self._print, icon="papers"),
        ):
            acts.addWidget(made)
        box.addLayout(acts)
        self._rows: CellsModel[MeritRow] = CellsModel(
            MERIT_COLUMNS, self, is_weak=lambda row: row.outcome is Outcome.REFUSED
        )
        self.table = table_of("merits_table", self._rows, words, stretched=3, empty=NO_MERIT)
        words.put(self.table.setAccessibleName, N_("Recognition and discipline"))
        self.table.opened.connect(self._ask_approve)
        self.table.key_pressed.connect(self._press)
        self.form = TypedForm("merit_form", FIELDS)
        self.form.given.connect(self._give)
        self.form.left.connect(self.table.setFocus)
        box.addWidget(Parts("merits_parts", self.table, self.form, shares=(820, 360), least=900), 1)

    def refresh(self) -> None:
        """Ask for the records."""
        self.shell.store.run(partial(duty_calls.merits, language()), self._show, self.shell.fail, key="team.merits")

    def say(self) -> None:
        """Say the table in the new language."""
        self._rows.say()

    def step_back(self) -> bool:
        """Put the form away."""
        return self.form.step_back()

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus()

    def _show(self, found: Merits) -> None:
        self._found = found
        keep_row(self.table, self._rows, found.rows)

    def _current(self) -> MeritRow | None:
        return self._rows.row(self.table.currentIndex().row())

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter == "N":
            self._ask_new()

    @Slot()
    def _ask_new(self) -> None:
        found = self._found
        if found is None:
            return
        self._act = "new"
        choices = {"kind": found.kinds, "person": [("", name) for name in found.members]}
        self.form.ask(_("Enter a record"), choices=choices, shown=("person", "kind", "on", "reason", "document"))

    @Slot()
    def _ask_approve(self) -> None:
        self._begin("approve", _("Approve"))

    @Slot()
    def _ask_refuse(self) -> None:
        self._begin("refuse", _("Refuse"))

    def _begin(self, act: str, title: str) -> None:
        row = self._current()
        if row is not None:
            self._act = act
            self.form.ask(f"{title}：{row.person} {row.kind_label}", says=row.reason, shown=("note",))

    @Slot(object)
    def _give(self, typed: Mapping[str, str]) -> None:
        row = self._current()
        if self._act == "new":
            self.shell.store.run(partial(duty_calls.add_merit, typed), self._saved, self.shell.fail)
        elif row is not None:
            outcome = Outcome.APPROVED if self._act == "approve" else Outcome.REFUSED
            work = partial(duty_calls.decide, row.id, outcome, typed)
            self.shell.store.run(work, self._saved, self.shell.fail)

    def _saved(self, _done: Done[RecordId]) -> None:
        self.form.leave()

    @Slot()
    def _print(self) -> None:
        kinds = _("PDF file (*.pdf);;Excel workbook (*.xlsx)")
        title = _("Register of recognition and discipline")
        path = file_chooser.ask_target(self, self.shell, Purpose.PAPERS, title, f"{title}.pdf", kinds)
        if path is not None:
            self.shell.store.run(partial(duty_calls.write_merits, path), self._written, self.shell.fail)

    def _written(self, _count: int) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The list was written.")))
