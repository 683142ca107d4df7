"""Findings to Excel, and the causes that were written beside them back again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _
from poverty_desktop.operations.done import Done
from ui.checks import calls
from ui.errors import Mend, Message, Tone
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose

if TYPE_CHECKING:
    from poverty_desktop.operations.lookback.findings_exchange import TakenIn
    from ui.checks.page import ChecksPage

ROWS_TOLD = 5


class FindingsInExcel(QObject):
    """Asks for the file, and takes explanations in only after saying what would happen."""

    def __init__(self, page: ChecksPage) -> None:
        super().__init__(page)
        self._page = page
        self._shell = page.shell
        self._taken: TakenIn | None = None

    @Slot()
    def write_out(self) -> None:
        """Write the findings of the village that is shown."""
        kinds = _("Excel workbook (*.xlsx)")
        name = f"{_('Findings')}.xlsx"
        title = _("Save the findings")
        path = file_chooser.ask_target(self._page, self._shell, Purpose.FINDINGS, title, name, kinds)
        if path is not None:
            work = partial(calls.write_out, path, "", self._page.village)
            self._shell.store.run(work, self._written, self._shell.fail)

    def _written(self, done: Done[int]) -> None:
        self._shell.tell(Message(tone=Tone.SUCCESS, text=_("{count} findings were written.").format(count=done.value)))

    @Slot()
    def read_back(self) -> None:
        """Read a sheet of findings that came back."""
        kinds = _("Excel workbook (*.xlsx)")
        title = _("Which sheet of findings?")
        path = file_chooser.ask_file(self._page, self._shell, Purpose.FINDINGS, title, kinds)
        if path is not None:
            self._shell.store.run(partial(calls.read_back, path), self._shown_back, self._shell.fail)

    def _shown_back(self, found: TakenIn) -> None:
        """Say what would happen, row by row where something fits nothing, and wait for a yes."""
        self._taken = found
        lines = [
            _("{count} findings are explained in this sheet, {odd} rows fit nothing.").format(
                count=len(found.explanations), odd=len(found.unmatched)
            )
        ]
        if found.put_right:
            lines.append(
                _("{count} hits of departments' lists are noted as put right.").format(count=len(found.put_right))
            )
        lines += [_("Row {row}: {why}").format(row=row, why=_(why)) for row, why in found.unmatched[:ROWS_TOLD]]
        mend = Mend(words=_("Take them in"), act=self._take_in) if found.explanations or found.put_right else None
        tone = Tone.WARNING if found.unmatched else Tone.INFO
        self._shell.tell(Message(tone=tone, text="\n".join(lines), mend=mend))

    @Slot()
    def _take_in(self) -> None:
        if self._taken is not None:
            self._shell.store.run(partial(calls.take_in, self._taken), None, self._shell.fail)
            self._taken = None
