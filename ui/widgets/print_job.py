"""One job on its way to the printer: pages are drawn beside the window and painted one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Signal, Slot
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from poverty_desktop.errors import Cancelled, StorageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.progress import Progress
from ui.lanes import Task
from ui.tasks import StoreThread

if TYPE_CHECKING:
    from poverty_desktop.pdf.preview import PagePicture

MOST_DOTS_PER_INCH = 300
"""Finer than a laser printer shows on tables of text, and 35 MB for a page of A4."""
SENDING = N_("Sending pages to the printer")


def page_for_printer(pdf: bytes, page: int, dots_per_inch: int, _progress: Progress) -> PagePicture:
    """Return one page in the dots of the printer."""
    from poverty_desktop.pdf.preview import page_picture

    return page_picture(pdf, page, dots_per_inch=dots_per_inch)


def pages_of(pdf: bytes, _progress: Progress) -> int:
    """Return how many pages a PDF has."""
    from poverty_desktop.pdf.preview import page_count

    return page_count(pdf)


def ask_printer(printer: QPrinter, pages: int, parent: QWidget) -> bool:
    """Ask which printer, pages, copies and sides; say whether to print."""
    dialog = QPrintDialog(printer, parent)
    dialog.setObjectName("papers_print_dialog")
    dialog.setWindowTitle(_("Print"))
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setMinMax(1, pages)
    if printer.fromPage():
        dialog.setFromTo(printer.fromPage(), printer.toPage())
        dialog.setPrintRange(QAbstractPrintDialog.PrintRange.PageRange)
    is_wanted = bool(dialog.exec())
    dialog.deleteLater()
    return is_wanted


def page_order(printer: QPrinter, count: int) -> tuple[int, ...]:
    """Return the pages, counted from 0, in the order in which they go to ``printer``: range, copies, order."""
    first = max(1, printer.fromPage()) if printer.fromPage() else 1
    last = min(count, printer.toPage()) if printer.toPage() else count
    pages = list(range(first - 1, last))
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    if printer.collateCopies():
        return tuple(pages * copies)
    return tuple(page for page in pages for _copy in range(copies))


class PrintJob(QObject):
    """``finished`` tells how many pages were sent; ``failed`` why there are no more. Its ``task`` can be cancelled."""

    finished = Signal(int)
    failed = Signal(object)

    def __init__(self, store: StoreThread, printer: QPrinter, pdf: bytes, count: int, parent: QObject) -> None:
        super().__init__(parent)
        self.task = Task(self, can_pause=True)
        self.task.resumed.connect(self._resume)
        self._store = store
        self._printer = printer
        self._pdf = pdf
        self._order = page_order(printer, count)
        self._sent = 0
        self.waits = False  # with no page under way
        self._painter = QPainter()
        self._dots = min(MOST_DOTS_PER_INCH, printer.resolution())
        QApplication.instance().aboutToQuit.connect(self._stop)  # type: ignore[union-attr]
        self.destroyed.connect(partial(_end_painting, self._painter, printer))

    @property
    def sent(self) -> int:
        """How many pages the printer took."""
        return self._sent

    def start(self) -> None:
        """Draw the first page; the others follow."""
        self._next()

    @Slot()
    def _resume(self) -> None:
        if self.waits:
            self.waits = False
            self._next()

    def _next(self) -> None:
        if self.task.is_paused:
            self.waits = True
            return
        try:
            self.task.progress.step(SENDING, self._sent, len(self._order))
        except Cancelled as stopped:
            self._end(stopped)
            return
        if self._sent == len(self._order):
            self._end(None)
            return
        work = partial(page_for_printer, self._pdf, self._order[self._sent], self._dots)
        self._store.run_pure(work, self._paint, self._end)

    def _paint(self, page: PagePicture) -> None:
        self._lay_out(page)
        is_ready = self._printer.newPage() if self._painter.isActive() else self._painter.begin(self._printer)
        if not is_ready:
            self._end(
                StorageError(N_("The printer does not take the pages. Look whether it is on and has paper; try again."))
            )
            return
        image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32)
        sheet = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), image)
        self._sent += 1
        self._next()

    def _lay_out(self, page: PagePicture) -> None:
        """Give the sheet the size and the side of the page; the picture fills it, so that nothing is scaled."""
        is_wide = page.width_points > page.height_points
        short, long = sorted((page.width_points, page.height_points))
        side = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
        size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        self._printer.setFullPage(True)
        self._printer.setPageLayout(QPageLayout(size, side, QMarginsF()))

    def _end(self, error: BaseException | None) -> None:
        if error is not None:
            self._printer.abort()
        self._stop()
        self.task.ended.emit()
        if error is None:
            self.finished.emit(self._sent)
        else:
            self.failed.emit(error)
        self.deleteLater()

    def _stop(self) -> None:
        _end_painting(self._painter, self._printer)


def _end_painting(painter: QPainter, _printer: QPrinter) -> None:
    """End what is painted while the printer is still there: of the two, Python may let go of the printer first.

    A job may go at any moment, as when the workspace is closed in the middle of it.
    """
    if painter.isActive():
        painter.end()
