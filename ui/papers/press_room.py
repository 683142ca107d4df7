"""Papers straight to a printer: laid out, the printer asked for in the system's dialog, sent page by page.

The job stays in memory until the next one or until everything has come out, so that after a paper jam it is printed
again from any page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from poverty_desktop.errors import Cancelled
from poverty_desktop.i18n import _, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork.print_plan import Order
from poverty_desktop.operations.paperwork.print_run import PaperPlace, PrintRun
from ui.errors import Message, Tone
from ui.papers import calls
from ui.papers.paper_run import PaperRun
from ui.widgets import print_job
from ui.widgets.page import Shell
from ui.widgets.print_job import PrintJob


class PressRoom(QObject):
    """One job at a time; ``job_kept`` tells how many pages were sent, of how many, and where each paper begins."""

    job_kept = Signal(int, int, object)
    job_gone = Signal()

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page
        self._pdf = b""
        self._pages = 0
        self._first = 0
        self._places: tuple[PaperPlace, ...] = ()
        self._households: Sequence[HouseholdId] = ()
        self._printer: QPrinter | None = None
        self._layout: PaperRun | None = None
        self._job: PrintJob | None = None

    def print_papers(self, households: Sequence[HouseholdId], order: Order, *, copies: int = 1) -> None:
        """Lay out the papers of ``households``, then ask for the printer; nothing happens while a job is under way."""
        if self._job is not None or self._layout is not None:
            return
        self.drop()
        self._households = households
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setDocName(_("Papers"))
        self._printer.setCopyCount(copies)
        if order.both_sides:
            self._printer.setDuplex(QPrinter.DuplexMode.DuplexAuto)
        self._shell.store.run(partial(calls.begun_for_printer, households, order), self._lay_out)

    def print_again(self, first: int) -> None:
        """Ask for the printer once more, for the kept job from page ``first`` (from 1) to its end."""
        if self._job is None and self._pdf and self._printer is not None:
            if self._printer.duplex() is not QPrinter.DuplexMode.DuplexNone:
                first -= (first - 1) % 2  # a sheet is printed again from its front
            self._ask(first)

    @Slot()
    def drop(self) -> None:
        """Forget the kept job."""
        self._pdf, self._pages, self._places, self._printer = b"", 0, (), None
        self.job_gone.emit()

    def _lay_out(self, run: PrintRun) -> None:
        self._layout = PaperRun(self._shell.store, run, self)
        self._layout.finished.connect(self._laid_out)
        self._layout.failed.connect(self._not_laid_out)
        self._shell.watch(self._layout.task, _("Laying out the papers"))
        self._layout.start()

    @Slot()
    def _laid_out(self) -> None:
        assert self._layout is not None
        run, self._layout = self._layout.run, None
        self._pdf, self._pages, self._places = run.pdf, run.pages, tuple(run.places)
        self._ask(0)

    def _not_laid_out(self, error: BaseException) -> None:
        self._layout = None
        self._shell.fail(error)

    def _ask(self, first: int) -> None:
        assert self._printer is not None
        printer = self._printer
        printer.setFromTo(first, self._pages if first else 0)
        if not print_job.ask_printer(printer, self._pages, self._page):
            if not first:
                self.drop()
            return
        self._first = max(1, printer.fromPage())
        self._job = PrintJob(self._shell.store, printer, self._pdf, self._pages, self)
        self._job.finished.connect(self._sent)
        self._job.failed.connect(self._not_sent)
        self._shell.store.run(partial(calls.note_printed, self._households))
        self._shell.watch(self._job.task, _("Printing"))
        self._job.start()

    def _sent(self, pages: int) -> None:
        self._job = None
        self._keep(pages)
        said = ngettext("{n} page went to the printer.", "{n} pages went to the printer.", pages).format(n=pages)
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    def _not_sent(self, error: BaseException) -> None:
        assert self._job is not None
        pages, self._job = self._job.sent, None
        self._keep(pages)
        if isinstance(error, Cancelled):
            said = _("Printing was stopped; what had gone to the printer may still come out. No data was changed.")
            self._shell.tell(Message(tone=Tone.INFO, text=said))
        else:
            self._shell.fail(error)

    def _keep(self, sent: int) -> None:
        """Say how far the job is: the first page and those sent since, for with copies a page is sent often."""
        last = min(self._pages, self._first - 1 + sent)
        self.job_kept.emit(last, self._pages, self._places)
