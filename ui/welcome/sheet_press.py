"""The recovery sheet on paper or as a file: never left behind where nobody chose."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import _, ngettext
from ui.errors import Message, Tone
from ui.welcome import calls
from ui.widgets import file_chooser, print_job
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.print_job import PrintJob

if TYPE_CHECKING:
    from poverty_desktop.operations.workspaces.workspace import RecoverySheet


class SheetPress(QObject):
    """Prints the sheet in the system's dialog, or saves it where the person says."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page
        self._job: PrintJob | None = None

    def print_sheet(self, sheet: RecoverySheet) -> None:
        """Lay out ``sheet``, then ask for the printer; nothing happens while it is on its way."""
        if self._job is None:
            self._shell.store.run_pure(partial(calls.recovery_pdf, sheet), self._ask, self._shell.fail)

    def save(self, sheet: RecoverySheet) -> None:
        """Ask where ``sheet`` is to go as PDF, and write it there."""
        name = f"{_('Recovery sheet')}.pdf"
        title = _("Save the recovery sheet")
        target = file_chooser.ask_target(self._page, self._shell, Purpose.PAPERS, title, name, "PDF (*.pdf)")
        if target is not None:
            self._shell.store.run_pure(partial(calls.save_sheet, sheet, target), self._saved, self._shell.fail)

    def _ask(self, pdf: bytes) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(_("Recovery sheet"))
        if not print_job.ask_printer(printer, 1, self._page):
            return
        self._job = PrintJob(self._shell.store, printer, pdf, 1, self)
        self._job.finished.connect(self._printed)
        self._job.failed.connect(self._not_printed)
        self._shell.watch(self._job.task, _("Printing"))
        self._job.start()

    def _printed(self, pages: int) -> None:
        self._job = None
        said = ngettext("{n} page went to the printer.", "{n} pages went to the printer.", pages).format(n=pages)
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    def _not_printed(self, error: BaseException) -> None:
        self._job = None
        self._shell.fail(error)

    def _saved(self, file: Path) -> None:
        said = _("The recovery sheet was saved as {path}. Print it, then delete the file.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said.format(path=file)))
