"""The findings behind a count: the list, why the chosen one is there, and the row in which it is explained."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QWidget

from poverty_desktop.checks.worklist import FindingRow, State
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.lookback.checks import FindingKey
from ui.checks import calls
from ui.checks.reason_row import ReasonRow
from ui.checks.tables import FINDING_COLUMNS, explanation_of, table_of
from ui.models.rows_model import CellsModel
from ui.widgets.controls import column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.mend_row import MendRow
from ui.widgets.words import Words

FINDING = 3
"""The column of the findings that says what was found."""

NONE_HERE = N_("No finding stands here.")


class FindingsPane(QWidget):
    """``chosen`` carries the row that the keyboard stands on, or None; ``opened`` the one to be mended.

    ``key_pressed`` carries a key that means something to the page.
    """

    chosen = Signal(object)
    opened = Signal(object)
    key_pressed = Signal(str)

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: CellsModel[FindingRow] = CellsModel(FINDING_COLUMNS, self)
        self._table = table_of("checks_findings", self._model, stretched=FINDING, widths=(110, 90, 150, 0, 130))
        self._none_here = EmptyWords(self._table, words, NONE_HERE)
        words.put(self._table.setAccessibleName, N_("Findings"))
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._table.moved.connect(self._choose)
        self._table.opened.connect(self._open)
        self._table.key_pressed.connect(self.key_pressed)
        box = column(self, spacing=8)
        box.addWidget(self._table, 1)
        self._more = label(None, "", "checks_more", role="weak")
        self._more.hide()
        box.addWidget(self._more)
        self._why = label(None, "", "checks_why")
        self._why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._why.hide()
        box.addWidget(self._why)
        self.mend = MendRow("check")
        self.mend.hide()
        box.addWidget(self.mend)
        self.reasons = ReasonRow()
        box.addWidget(self.reasons)

    def say(self) -> None:
        """Say table and reasons in the new language."""
        self._model.say()
        self.reasons.say()

    def say_nothing(self, words: str) -> None:
        """Say what stands where there is no finding."""
        self._none_here.say(words)

    def set_rows(self, rows: tuple[FindingRow, ...]) -> None:
        """Show these findings; the keyboard stays at its height."""
        at = self._table.currentIndex().row()
        self._model.set_rows(rows)
        more = _("The first {count} stand here; what is explained or mended makes room for the next.")
        self._more.setText(more.format(count=len(rows)))
        self._more.setVisible(len(rows) >= calls.MOST_ROWS)
        if rows and at >= 0:
            self._table.setCurrentIndex(self._model.index(min(at, len(rows) - 1), 0))
        self._choose(self._table.currentIndex())

    def enter(self) -> None:
        """Put the keyboard on the findings."""
        self._table.setFocus()
        if self._model.rowCount() and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self._model.index(0, 0))

    def give_focus(self) -> None:
        """Put the keyboard back where it was."""
        self._table.setFocus()

    def keys(self) -> list[FindingKey]:
        """Return the findings that are ticked off together."""
        rows = [self._model.row(index.row()) for index in self._table.selectionModel().selectedRows()]
        return [FindingKey(check=r.check.id, household=r.household, record=r.record) for r in rows if r is not None]

    def show_why(self, row: FindingRow | None, lines: tuple[str, ...]) -> None:
        """Say below the list why a finding is there, and how it was explained."""
        self.mend.setVisible(row is not None and row.is_put_right_by_note and row.state is State.OPEN)
        said = explanation_of(row) if row is not None else ""
        whole = (_("Explained: {explanation}").format(explanation=said),) if said else ()
        text = "\n".join((*whole, *lines))
        self._why.setText(text)
        self._why.setVisible(bool(text))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.row(index.row()) if index.isValid() else None)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row)
