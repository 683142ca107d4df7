"""Papers straight to a printer: laid out, the printer asked for in the system's dialog, sent page by page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from poverty_desktop.errors import Cancelled
from poverty_desktop.i18n import _, ngettext
from poverty_desktop.ids import HouseholdId
from ui.errors import Message, Tone
from ui.papers import calls
from ui.papers.calls import Order
from ui.widgets import print_job
from ui.widgets.page import Shell
from ui.widgets.print_job import PrintJob


class PressRoom(QObject):
    """One job at a time."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page
        self._pdf = b""
        self._households: Sequence[HouseholdId] = ()
        self._job: PrintJob | None = None

    def print_papers(self, households: Sequence[HouseholdId], order: Order) -> None:
        """Lay out the papers of ``households``, then ask for the printer; nothing happens while a job is under way."""
        if self._job is None:
            self._households = households
            task = self._shell.store.run_long(partial(calls.for_printer, households, order), self._laid_out)
            self._shell.watch(task, _("Laying out the papers"))

    def _laid_out(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._shell.store.run_pure(partial(print_job.pages_of, pdf), self._ask)

    def _ask(self, pages: int) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(_("Papers"))
        pdf, self._pdf = self._pdf, b""
        if not print_job.ask_printer(printer, pages, self._page):
            return
        self._job = PrintJob(self._shell.store, printer, pdf, pages, self)
        self._job.finished.connect(self._sent)
        self._job.failed.connect(self._not_sent)
        self._shell.store.run(partial(calls.note_printed, self._households))
        self._shell.watch(self._job.task, _("Printing"))
        self._job.start()

    def _sent(self, pages: int) -> None:
        self._job = None
        said = ngettext("{n} page went to the printer.", "{n} pages went to the printer.", pages).format(n=pages)
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    def _not_sent(self, error: BaseException) -> None:
        self._job = None
        if isinstance(error, Cancelled):
            said = _("Printing was stopped; what had gone to the printer may still come out. No data was changed.")
            self._shell.tell(Message(tone=Tone.INFO, text=said))
        else:
            self._shell.fail(error)
