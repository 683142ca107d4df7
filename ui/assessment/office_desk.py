"""The office's side of the page: what its form gives is set, entered or taken in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import _, format_parts, ngettext
from ui.assessment import calls
from ui.assessment.office_form import OfficeForm
from ui.errors import Message, Tone
from ui.widgets import file_chooser
from ui.widgets.controls import column
from ui.widgets.file_chooser import Purpose

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from poverty_desktop.checks.target_board import Board, FigureRow
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.assessment.target_lists import TargetPreview
    from poverty_desktop.operations.done import Done
    from ui.widgets.page import Shell


class OfficeDesk(QWidget):
    """Form and errands of the office; ``all_years`` when targets of another year may have come."""

    all_years = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assessment_desk")
        self._shell = shell
        self._board: Board | None = None
        self._preview: TargetPreview | None = None
        self._form = form = OfficeForm()
        form.target_given.connect(self._set_target)
        form.target_removed.connect(self._remove_target)
        form.figure_given.connect(self._enter)
        form.refused.connect(self._refuse)
        form.set_asked.connect(self._adopt)
        form.table_asked.connect(self._choose_table)
        form.scan_asked.connect(self._choose_scan)
        form.scan_wanted.connect(self._save_scan)
        column(self).addWidget(form)

    def show_board(self, board: Board, sets: tuple[str, ...]) -> None:
        """Offer what can be set and entered for this year."""
        self._board = board
        self._form.show_board(board, sets)

    @Slot(object)
    def show_row(self, row: FigureRow | None) -> None:
        """Offer to set the target of the chosen row."""
        self._form.show_row(row)

    @Slot(object, object, str)
    def _set_target(self, row: FigureRow, amount: Decimal, source: str) -> None:
        from poverty_desktop.operations.assessment.targets import NewTarget

        if self._board is None:
            return
        target = NewTarget(
            indicator=row.indicator.id,
            level=row.level,
            place=row.place,
            year=self._board.year,
            amount=amount,
            than=row.target.than if row.target is not None else "",
            source=source,
        )
        self._shell.store.run(partial(calls.set_target, target), None, self._shell.fail)

    @Slot(object)
    def _remove_target(self, target: RecordId) -> None:
        self._shell.store.run(partial(calls.remove_target, target), None, self._shell.fail)

    @Slot(str)
    def _adopt(self, name: str) -> None:
        self.all_years.emit()
        self._shell.store.run(partial(calls.adopt, name), None, self._shell.fail)

    @Slot(str, object, str, object, object)
    def _enter(self, indicator: str, value: Decimal, document: str, dated: date, scan: Path | None) -> None:
        if self._board is not None:
            work = partial(calls.enter, indicator, self._board.year, value, document, dated, scan)
            self._shell.store.run(work, None, self._shell.fail)

    @Slot()
    def _choose_scan(self) -> None:
        kinds = _("Photos (*.jpg *.jpeg *.png)")
        path = file_chooser.ask_file(self, self._shell, Purpose.PHOTOS, _("Photo of the document"), kinds)
        if path is not None:
            self._form.set_scan(path)

    @Slot(object)
    def _save_scan(self, record: RecordId) -> None:
        name, kinds = _("Photo of the document") + ".jpg", _("Photos (*.jpg *.jpeg *.png)")
        path = file_chooser.ask_target(self, self._shell, Purpose.PHOTOS, _("Save the photo"), name, kinds)
        if path is not None:
            self._shell.store.run(partial(calls.write_scan, record, path), None, self._shell.fail)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._shell.tell(Message(tone=Tone.WARNING, text=sentence))

    @Slot()
    def _choose_table(self) -> None:
        kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self, self._shell, Purpose.LISTS, _("Which table of targets?"), kinds)
        if path is not None and self._board is not None:
            work = partial(calls.preview, path, self._board.year)
            self._shell.store.run(work, self._previewed, self._shell.fail)

    def _previewed(self, found: TargetPreview) -> None:
        self._preview = found
        self._shell.store.run(partial(calls.take_in, found), self._taken, self._none_taken)

    def _none_taken(self, error: BaseException) -> None:
        if self._preview is not None and self._preview.refused:
            first = self._preview.refused[0]
            said = _("Row {number}: {reason} Nothing was changed.").format(number=first.number, reason=first.reason)
            self._shell.tell(Message(tone=Tone.WARNING, text=said))
        else:
            self._shell.fail(error)

    def _taken(self, done: Done[int]) -> None:
        refused = self._preview.refused if self._preview is not None else ()
        said = ngettext("{n} target was set.", "{n} targets were set.", done.value).format(n=done.value)
        if refused:
            rows = format_parts(f"{row.number} {row.reason}" for row in refused[:3])
            said += " " + _("{count} rows were left out: {rows}").format(count=len(refused), rows=rows)
        self._shell.tell(Message(tone=Tone.WARNING if refused else Tone.SUCCESS, text=said))
