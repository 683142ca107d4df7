"""Which questionnaire: the few that the pack has for this household, or for the village; a digit takes one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.queries.packs import QuestionnaireRow
from ui import theme
from ui.models.rows_model import Cell, CellsModel
from ui.widgets.controls import column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

SECOND_DIGIT_MS = 600
"""How long a digit waits for a second one where there are ten questionnaires or more."""


def _title(row: QuestionnaireRow) -> str:
    return row.title(language())


def _state(row: QuestionnaireRow) -> str:
    if row.has_draft:
        return _("begun, goes on where it was left")
    return _("completed {day}").format(day=row.completed_on) if row.completed_on else ""


def _use(row: QuestionnaireRow) -> str:
    return _("yearly survey of every household") if row.is_yearly else ""


class _Numbered(CellsModel[QuestionnaireRow]):
    """The questionnaires with the digit that takes each."""

    def __init__(self, parent: QWidget) -> None:
        self._order: dict[str, int] = {}
        columns: tuple[Cell[QuestionnaireRow], ...] = (
            Cell(words=N_("Key"), text=self._number, is_number=True),
            Cell(words=N_("Questionnaire"), text=_title),
            Cell(words=N_("Use"), text=_use),
            Cell(words=N_("State"), text=_state),
        )
        super().__init__(columns, parent)

    def set_rows(self, rows: tuple[QuestionnaireRow, ...]) -> None:
        """Show ``rows``, numbered from 1."""
        self._order = {row.form_id: number for number, row in enumerate(rows, start=1)}
        super().set_rows(rows)

    def _number(self, row: QuestionnaireRow) -> str:
        return str(self._order[row.form_id])


class Picker(QWidget):
    """``chosen`` carries the form_id."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_picker")
        self.words = Words(self)
        self._rows = _Numbered(self)
        self._typed = ""
        self._waiting = QTimer(self, singleShot=True, interval=SECOND_DIGIT_MS)
        self._waiting.timeout.connect(self._choose_typed)
        self._table = KeyTable("interview_questionnaires")
        self.words.put(self._table.setAccessibleName, N_("Questionnaires"))
        self._table.setModel(self._rows)
        theme.columns(self._table, 60, 280, 200, 240)
        box = column(self, spacing=8)
        box.addWidget(label(self.words, N_("Which questionnaire?"), "interview_which", role="heading"))
        box.addWidget(self._table, 1)
        self._table.opened.connect(self._open)
        self._table.key_pressed.connect(self._take)
        self.words.also(self._rows.say)

    def offer(self, rows: tuple[QuestionnaireRow, ...]) -> None:
        """Show these questionnaires."""
        self._forget_typed()
        self._rows.set_rows(rows)
        self._table.setCurrentIndex(self._rows.index(0, 0))

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        self._table.setFocus()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self._forget_typed()
        row = self._rows.row(index.row())
        if row is not None:
            self.chosen.emit(row.form_id)

    @Slot(str)
    def _take(self, key: str) -> None:
        """Take a questionnaire by its number; a digit that another may follow waits for it a moment."""
        if not key.isdecimal():
            return
        number = int(self._typed + key)
        if self._rows.row(number - 1) is None:  # the digit before was no beginning of this one
            self._typed, number = "", int(key)
        row = self._rows.row(number - 1) if number else None
        if row is None:
            return
        self._table.setCurrentIndex(self._rows.index(number - 1, 0))
        self._typed = str(number)
        if number * 10 <= self._rows.rowCount():
            self._waiting.start()
        else:
            self._choose_typed()

    @Slot()
    def _choose_typed(self) -> None:
        """Take the number that was typed, unless an arrow has led elsewhere meanwhile."""
        index = self._table.currentIndex()
        if self._typed == str(index.row() + 1):
            self._open(index)
        self._forget_typed()

    def _forget_typed(self) -> None:
        self._waiting.stop()
        self._typed = ""
