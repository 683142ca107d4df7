"""What runs: chosen procedures at the same step are noted together, for one paper is about many households."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QWidget

from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.casework.procedure_rows import ProcedureRow
from poverty_desktop.queries.casework.step_rows import NextRow
from ui.households.step_form import StepForm
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.parts import Parts
from ui.widgets.words import Words


class RunningPane(QWidget):
    """``opened`` carries the procedure whose household or village is wanted; ``form`` says what is typed of a step."""

    opened = Signal(object)

    def __init__(self, table: KeyTable, model: CellsModel[ProcedureRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._model, self._table = Words(self), model, table
        self._rows: tuple[ProcedureRow, ...] = ()
        self.form = StepForm()
        self._said = label(None, "", "running_said", role="weak")
        self._steps = FlowLayout()
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.selectionModel().selectionChanged.connect(self._offer)
        table.opened.connect(self._open)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        box.addWidget(self._said)
        box.addLayout(self._steps)
        self._side = scrolled(self.form, "running_form_area")
        self._side.hide()
        box.addWidget(Parts("running_parts", table, self._side, shares=(620, 480), least=800), 1)
        self.form.cancelled.connect(self._side.hide)

    def set_rows(self, rows: tuple[ProcedureRow, ...]) -> None:
        """Show what runs; who was chosen stays chosen."""
        chosen = {row.id for row in self.chosen()}
        self._rows = rows
        self._model.set_rows(rows)
        self._select({number for number, row in enumerate(rows) if row.id in chosen})
        self._said.setText(
            _("{count} procedures run. Choose those of one paper, such as a review, and note its step for all.").format(
                count=len(rows)
            )
            if rows
            else ""
        )
        self._said.setVisible(bool(rows))
        self._offer()

    def choose_households(self, households: tuple[HouseholdId, ...]) -> None:
        """Choose the procedures of these households: those that were ticked in the list."""
        self._select({number for number, row in enumerate(self._rows) if row.household in households})
        self._offer()

    def chosen(self) -> list[ProcedureRow]:
        """Return the chosen procedures in their order."""
        numbers = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        return [row for number in numbers if (row := self._model.row(number)) is not None]

    def leave(self) -> None:
        """Put the form away."""
        self.form.leave()
        self._side.hide()

    def _select(self, numbers: set[int]) -> None:
        marks = self._table.selectionModel()
        marks.clearSelection()
        for number in sorted(numbers):
            marks.select(self._model.index(number, 0), marks.SelectionFlag.Select | marks.SelectionFlag.Rows)

    @Slot()
    def _offer(self) -> None:
        """Offer the steps that may come next of everything chosen, and the end of a display that hangs for all."""
        while (item := self._steps.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        rows = self.chosen()
        if not rows or len({row.title for row in rows}) > 1:
            return
        hanging = {row.hanging for row in rows}
        if len(hanging) == 1 and rows[0].hanging:
            taken = next(item for item in reversed(rows[0].taken) if item.step == rows[0].hanging)
            self._steps.addWidget(self._button(taken.step, _("Taken down: {step}").format(step=taken.title), None))
        for step in rows[0].next:
            if all(any(other.step == step.step for other in row.next) for row in rows):
                self._steps.addWidget(self._button(step.step, _("Note: {step}").format(step=step.title), step))

    def _button(self, name: str, said: str, step: NextRow | None) -> QPushButton:
        made = button(self._words, "", f"running_note_{name}" if step else f"running_down_{name}", None)
        made.setText(said)
        made.setAccessibleName(said)
        made.clicked.connect(partial(self._ask, name, step))
        return made

    def _ask(self, name: str, step: NextRow | None) -> None:
        rows = self.chosen()
        first, together = rows[0], tuple(row.id for row in rows[1:])
        self._side.show()
        if step is not None:
            self.form.ask(first.id, step, together)
        else:
            title = next(item.title for item in reversed(first.taken) if item.step == name)
            self.form.ask_end(first.id, name, title, together)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row)
