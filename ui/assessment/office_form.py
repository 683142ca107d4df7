"""What the office does with targets: set one, take over a set or a table, enter a figure with its document."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from poverty_desktop.domain import typed
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_parts, language
from poverty_desktop.operations.assessment.targets import NO_DOCUMENT
from ui.widgets import icons
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.checks.target_board import Board, FigureRow
    from poverty_desktop.ids import RecordId

NO_AMOUNT = N_("Type the target as a number, such as 2500.")
NO_VALUE = N_("Type the figure as a number, such as 10.7.")
NO_DAY = N_("Type the date of the document as 2016-03-01.")
HOW = N_("The target is set for the row that is chosen above; another amount for the same row takes its place.")


class OfficeForm(QFrame):
    """``target_given`` carries row, amount and source; ``figure_given`` indicator, value, document, date and
    the photo of the document, if one was chosen."""

    target_given = Signal(object, object, str)
    target_removed = Signal(object)
    figure_given = Signal(str, object, str, object, object)
    scan_asked = Signal()
    scan_wanted = Signal(object)
    refused = Signal(str)
    set_asked = Signal(str)
    table_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assessment_form")
        self.setProperty("role", "card")
        words = Words(self)
        self._row: FigureRow | None = None
        self._sets: tuple[str, ...] = ()
        self._scan: Path | None = None
        self._scanned: RecordId | None = None
        box = column(self, margins=(12, 8, 12, 8), spacing=6)
        self._what = label(None, "", "assessment_what", role="small")
        box.addWidget(self._what)
        line = FlowLayout()
        self._amount = line_edit(words, N_("Target"), "assessment_amount", hint=N_("Target, such as 2500"))
        self._source = line_edit(words, N_("Source document"), "assessment_source", hint=N_("By which document"))
        self._amount.returnPressed.connect(self._give)
        self._source.returnPressed.connect(self._give)
        self._set = button(words, N_("Set the target"), "assessment_set", self._give, role="primary")
        self._remove = button(words, N_("Take the target out"), "assessment_remove", self._take_out)
        self._adopt = button(words, N_("Take over the example of 2015"), "assessment_adopt", self._ask_set)
        self._table = button(
            words, N_("From an Excel table"), "assessment_from_table", self.table_asked.emit, icon="import"
        )
        for made in (self._amount, self._source, self._set, self._remove, self._table, self._adopt):
            line.addWidget(made)
        box.addLayout(line)
        self._entered_said = label(None, "", "assessment_entered", role="small")
        box.addWidget(self._entered_said)
        second = FlowLayout()
        self._indicator = QComboBox()
        self._indicator.setObjectName("assessment_entered_which")
        words.put(self._indicator.setAccessibleName, N_("Figure that is entered"))
        self._value = line_edit(words, N_("Value"), "assessment_value", hint=N_("Value in the unit of the figure"))
        self._document = line_edit(
            words, N_("Source document"), "assessment_document", hint=N_("Title, number and page of the document")
        )
        self._dated = line_edit(
            words, N_("Date of the document"), "assessment_dated", hint=N_("Date, such as 2016-03-01")
        )
        self._attach = button(
            words, N_("Photo of the document"), "assessment_scan", self.scan_asked.emit, icon="camera"
        )
        self._see = button(words, N_("Save the photo"), "assessment_scan_out", self._want_scan, icon="export")
        self._enter = button(words, N_("Enter the figure"), "assessment_enter", self._give_figure)
        for part in (self._indicator, self._value, self._document, self._dated, self._attach, self._enter, self._see):
            second.addWidget(part)
        box.addLayout(second)

    def show_board(self, board: Board, sets: tuple[str, ...]) -> None:
        """Offer what can be set and entered for this year."""
        self._sets = sets
        self._adopt.setVisible(bool(sets) and not any(row.target is not None for row in board.rows))
        said = [
            _("{value} by “{document}” of {day}").format(
                value=f"{item.value:g}", document=item.document, day=item.dated
            )
            for item in board.entered
        ]
        said += [_("still to be entered: {title}").format(title=item.title(language())) for item in board.awaited]
        self._entered_said.setText(format_parts(said))
        chosen = self._indicator.currentData()
        self._indicator.clear()
        for item in board.awaited:
            words = _("{title} ({unit})").format(title=item.title(language()), unit=item.unit(language()))
            self._indicator.addItem(words, item.id)
        for known in board.entered:
            if known.title is not None:
                self._indicator.addItem(known.title(language()), known.indicator)
        self._indicator.setCurrentIndex(max(0, self._indicator.findData(chosen)))
        parts = (self._indicator, self._value, self._document, self._dated, self._attach, self._enter)
        for part in (*parts, self._entered_said):
            part.setVisible(bool(self._indicator.count()))
        self._scanned = next((item.id for item in board.entered if item.has_scan), None)
        self._see.setVisible(self._scanned is not None)
        self.set_scan(None)

    def set_scan(self, path: Path | None) -> None:
        """Remember the photo that goes with the next figure."""
        self._scan = path
        self._attach.setToolTip(path.name if path is not None else "")
        icons.put(self._attach, "check" if path is not None else "camera", "ink")

    @Slot()
    def _want_scan(self) -> None:
        if self._scanned is not None:
            self.scan_wanted.emit(self._scanned)

    def show_row(self, row: FigureRow | None) -> None:
        """Offer to set the target of the chosen row."""
        self._row = row
        self._what.setText(
            _(HOW)
            if row is None
            else _("Target for {place}: {title}").format(place=row.place_name, title=row.indicator.title(language()))
        )
        target = row.target if row is not None else None
        self._amount.setText("" if target is None else f"{target.amount:.10g}")
        self._source.setText("" if target is None else target.source)
        self._remove.setEnabled(target is not None)
        self._set.setEnabled(row is not None)

    @Slot()
    def _give(self) -> None:
        amount = number_of(self._amount.text())
        if self._row is None or amount is None:
            self.refused.emit(_(NO_AMOUNT))
            return
        self.target_given.emit(self._row, amount, self._source.text())

    @Slot()
    def _take_out(self) -> None:
        if self._row is not None and self._row.target is not None:
            self.target_removed.emit(self._row.target.id)

    @Slot()
    def _ask_set(self) -> None:
        if self._sets:
            self.set_asked.emit(self._sets[0])

    @Slot()
    def _give_figure(self) -> None:
        value = number_of(self._value.text())
        if value is None:
            self.refused.emit(_(NO_VALUE))
            return
        if not self._document.text().strip():
            self.refused.emit(_(NO_DOCUMENT))
            return
        try:
            dated = typed.day_of(self._dated.text())
        except RuleError:
            self.refused.emit(_(NO_DAY))
            return
        self.figure_given.emit(str(self._indicator.currentData()), value, self._document.text(), dated, self._scan)
        self._value.clear()


def number_of(text: str) -> Decimal | None:
    """Return a typed number, None where it is none."""
    try:
        return typed.number_of(text)
    except RuleError:
        return None
