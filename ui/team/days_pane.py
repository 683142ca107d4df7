"""The days of a team member, month by month: days with visits are there already, leave and duty are entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QWidget

from poverty_desktop.domain.periods import Period, name
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.assistance.team_days import DayState, TeamDay
from ui import theme
from ui.errors import Message, Tone
from ui.models.rows_model import Cell, CellsModel
from ui.procedures.tables import keep_row, table_of
from ui.team import days_calls
from ui.team.days_calls import Days
from ui.team.tables import day_columns
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.typed_form import FormField, TypedForm
from ui.widgets.words import Words

FIELDS = (
    FormField(name="state", words=N_("What the days were"), is_choice=True),
    FormField(name="first", words=N_("First day")),
    FormField(name="last", words=N_("Last day")),
    FormField(name="note", words=N_("Reason, or what was done")),
    FormField(name="approved_by", words=N_("Leave approved by")),
)
NO_DAYS = N_("Nothing is known of this month yet. Write down visits, or enter a day with E.")
AT_ONCE = {"1": DayState.PRESENT, "4": DayState.OFF}
"""Keys that enter a day without asking: they need no reason."""


class DaysPane(QWidget):
    """Asks the store itself."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_days")
        self.shell = shell
        self._words = words = Words(self)
        self._found: Days | None = None
        self._back = 0
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "days_said", role="lead")
        box.addWidget(self._said)
        acts = FlowLayout()
        self._member = QComboBox()
        self._member.setObjectName("days_member")
        self._member.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._member.setEditable(True)
        theme.width(self._member, least=150)
        words.put(self._member.setAccessibleName, N_("Team member"))
        self._member.activated.connect(self._ask)
        line = self._member.lineEdit()
        assert line is not None
        words.put(line.setPlaceholderText, N_("Team member"))
        for made in (
            self._member,
            button(words, N_("Month before"), "days_before", self._earlier, icon="back"),
            button(words, N_("Next month"), "days_after", self._later, icon="forward"),
            button(words, N_("Enter days"), "days_enter", self._ask_days, role="primary", icon="plus"),
            button(words, N_("Clear the chosen days"), "days_clear", self._clear, icon="close"),
            button(words, N_("Attendance sheet"), "days_attendance", self._attendance, icon="papers"),
            button(words, N_("Diary"), "days_diary", self._diary, icon="papers"),
        ):
            acts.addWidget(made)
        box.addLayout(acts)
        self._columns: tuple[Cell[TeamDay], ...] = day_columns({})
        self._rows: CellsModel[TeamDay] = CellsModel(self._columns, self)
        self.table = table_of("days_table", self._rows, words, stretched=4, empty=NO_DAYS)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        words.put(self.table.setAccessibleName, N_("Days of the month"))
        self.table.opened.connect(self._open)
        self.table.key_pressed.connect(self._press)
        self.form = TypedForm("days_form", FIELDS)
        self.form.given.connect(self._give)
        self.form.left.connect(self.table.setFocus)
        box.addWidget(Parts("days_parts", self.table, self.form, shares=(760, 400), least=900), 1)

    def refresh(self) -> None:
        """Ask for the month."""
        work = partial(days_calls.days, self._member.currentText().strip(), self._back, language())
        self.shell.store.run(work, self._show, self.shell.fail, key="team.days")

    def say(self) -> None:
        """Say the table in the new language."""
        self._rows.say()

    def step_back(self) -> bool:
        """Put the form away."""
        return self.form.step_back()

    def focus_first(self) -> None:
        """Put the keyboard on the days."""
        self.table.setFocus()

    def _show(self, found: Days) -> None:
        self._found = found
        self._rows.set_columns(day_columns(dict(found.states)))
        self._member.clear()
        for one in found.members:
            self._member.addItem(one)
        self._member.setCurrentText(found.month.person)
        is_first = not self._rows.rowCount()
        keep_row(self.table, self._rows, found.month.days)
        if is_first and self._back == 0:
            self.table.setCurrentIndex(self._rows.index(found.today.day - 1, 0))
        month = found.month
        said = _(
            "{month}: {present} of {wanted} days in the village, {leave} on leave, {away} away on duty; {visits} visits"
            " to {households} households. This year {year} of {year_wanted} days."
        )
        self._said.setText(
            said.format(
                month=name(Period.MONTH, month.days[0].day),
                present=month.present,
                wanted=month.wanted,
                leave=month.leave,
                away=month.away,
                visits=month.visits,
                households=month.households,
                year=month.year_present,
                year_wanted=month.year_wanted,
            )
        )

    def _chosen(self) -> tuple[date, ...]:
        found = (self._rows.row(index.row()) for index in self.table.selectionModel().selectedRows())
        return tuple(row.day for row in found if row is not None)

    def _person(self) -> str:
        return self._member.currentText().strip()

    @Slot(int)
    def _ask(self, _number: int) -> None:
        self.refresh()

    @Slot()
    def _earlier(self) -> None:
        self._back += 1
        self.refresh()

    @Slot()
    def _later(self) -> None:
        self._back = max(0, self._back - 1)
        self.refresh()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row(index.row())
        if row is not None and row.visits:
            self.shell.go(Place(page="household", household=row.visits[0].household, tab="visits"))
        else:
            self._ask_days()

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter in AT_ONCE and self._chosen():
            self._save({"state": AT_ONCE[letter].value})
        elif letter == "E" or letter in "235":
            self._ask_days()

    @Slot()
    def _ask_days(self) -> None:
        found = self._found
        if found is None:
            return
        days = self._chosen() or (found.today,)
        values = {"first": min(days).isoformat(), "last": max(days).isoformat(), "state": DayState.LEAVE.value}
        says = _(
            "Leave up to {days} days is approved by the township, longer leave by the county. Days with visits need no"
            " entry."
        ).format(days=found.leave_days)
        title = _("Days of {person}").format(person=self._person())
        self.form.ask(title, says=says, values=values, choices={"state": found.states})

    @Slot(object)
    def _give(self, typed: Mapping[str, str]) -> None:
        self._save(typed)

    def _save(self, typed: Mapping[str, str]) -> None:
        work = partial(days_calls.enter, self._person(), self._chosen(), typed)
        self.shell.store.run(work, self._saved, self.shell.fail)

    def _saved(self, _done: Done[int]) -> None:
        self.form.leave()

    @Slot()
    def _clear(self) -> None:
        if self._chosen():
            work = partial(days_calls.clear, self._person(), self._chosen())
            self.shell.store.run(work, self._saved, self.shell.fail)

    @Slot()
    def _attendance(self) -> None:
        self._write(_("Attendance sheet"), is_diary=False)

    @Slot()
    def _diary(self) -> None:
        self._write(_("Diary"), is_diary=True)

    def _write(self, title: str, *, is_diary: bool) -> None:
        if self._found is None:
            return
        first = self._found.month.days[0].day
        kinds = _("PDF file (*.pdf);;Excel workbook (*.xlsx)")
        file_name = f"{title} {first.year}-{first.month:02d}.pdf"
        path = file_chooser.ask_target(self, self.shell, Purpose.PAPERS, title, file_name, kinds)
        if path is not None:
            work = (
                partial(days_calls.write_diary, path, self._person(), first.year, first.month)
                if is_diary
                else partial(days_calls.write_attendance, path, first.year, first.month)
            )
            self.shell.store.run(work, self._written, self.shell.fail)

    def _written(self, _count: int) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The list was written.")))
