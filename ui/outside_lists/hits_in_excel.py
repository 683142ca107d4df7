"""Hits to Excel, and outcomes and what was put right back from the sheet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _
from poverty_desktop.operations.done import Done
from ui.errors import Mend, Message, Tone
from ui.outside_lists import calls
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose

if TYPE_CHECKING:
    from poverty_desktop.operations.register.hits_exchange import HitsTakenIn
    from ui.outside_lists.page import OutsideListsPage

ROWS_TOLD = 5


class HitsInExcel(QObject):
    """Asks for the file, and takes in what came back only after saying what would happen."""

    def __init__(self, page: OutsideListsPage) -> None:
        super().__init__(page)
        self._page = page
        self._shell = page.shell
        self._found: HitsTakenIn | None = None

    @Slot()
    def write_out(self) -> None:
        """Write the hits that are shown."""
        kinds = _("Excel workbook (*.xlsx)")
        name = f"{_('Hits')}.xlsx"
        path = file_chooser.ask_target(self._page, self._shell, Purpose.LISTS, _("Save the hits"), name, kinds)
        if path is not None:
            self._shell.store.run(partial(calls.write_out, path, self._page.shown), self._written, self._shell.fail)

    def _written(self, done: Done[int]) -> None:
        self._shell.tell(Message(tone=Tone.SUCCESS, text=_("{count} hits were written.").format(count=done.value)))

    @Slot()
    def read_back(self) -> None:
        """Read a sheet of hits that came back."""
        kinds = _("Excel workbook (*.xlsx)")
        path = file_chooser.ask_file(self._page, self._shell, Purpose.LISTS, _("Which sheet of hits?"), kinds)
        if path is not None:
            self._shell.store.run(partial(calls.read_back, path), self._shown_back, self._shell.fail)

    def _shown_back(self, found: HitsTakenIn) -> None:
        """Say what would happen, row by row where something fits nothing, and wait for a yes."""
        self._found = found
        lines = [
            _(
                "This sheet gives {outcomes} outcomes and notes {done} hits as put right; {odd} rows fit nothing."
            ).format(outcomes=found.outcomes, done=found.put_right, odd=len(found.unmatched))
        ]
        lines += [_("Row {row}: {why}").format(row=row, why=_(why)) for row, why in found.unmatched[:ROWS_TOLD]]
        mend = Mend(words=_("Take them in"), act=self._take_in) if found.given else None
        tone = Tone.WARNING if found.unmatched else Tone.INFO
        self._shell.tell(Message(tone=tone, text="\n".join(lines), mend=mend))

    @Slot()
    def _take_in(self) -> None:
        if self._found is not None:
            self._shell.store.run(partial(calls.take_back_in, self._found), None, self._shell.fail)
            self._found = None
