"""After a paper jam: from which page the last job is printed again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSpinBox, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.paperwork.print_run import PaperPlace
from ui import theme
from ui.widgets.controls import button, label
from ui.widgets.words import Words


class JobStrip(QFrame):
    """Shown while a job is kept; ``again_asked`` tells from which page (from 1), ``dropped`` that all is well."""

    again_asked = Signal(int)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("papers_job")
        self.setProperty("role", "card")
        self.words = Words(self)
        self._places: Sequence[PaperPlace] = ()
        self._sent = 0
        self._page = QSpinBox()
        self._page.setObjectName("papers_job_page")
        self._said = label(None, "", "papers_job_sent", wraps=False)
        self._what = label(None, "", "papers_job_what", role="weak", wraps=False)
        self.words.put(self._page.setAccessibleName, N_("First page to print again"))
        row = QHBoxLayout(self)
        theme.space(row, margins=(12, 4, 4, 4), spacing=8)
        row.addWidget(self._said)
        row.addWidget(label(self.words, N_("Paper jam? Print again from page"), "papers_job_how", wraps=False))
        row.addWidget(self._page)
        row.addWidget(self._what, 1)
        row.addWidget(button(self.words, N_("Print from there …"), "papers_job_again", self._ask_again, icon="papers"))
        row.addWidget(button(self.words, N_("All is printed"), "papers_job_drop", self.dropped.emit, role="quiet"))
        self._page.valueChanged.connect(self._say_page)
        self.words.also(self._say)
        self.hide()

    def show_job(self, sent: int, pages: int, places: Sequence[PaperPlace]) -> None:
        """Show a job of ``pages`` of which ``sent`` went to the printer."""
        self._sent, self._places = sent, places
        with QSignalBlocker(self._page):
            self._page.setRange(1, pages)
            self._page.setValue(min(sent + 1, pages))
        self._say()
        self.show()

    @Slot()
    def _ask_again(self) -> None:
        self.again_asked.emit(self._page.value())

    def _say(self) -> None:
        self._said.setText(_("Sent: {sent} of {pages} pages.").format(sent=self._sent, pages=self._page.maximum()))
        self._say_page()

    @Slot()
    def _say_page(self) -> None:
        """Say which page of whose paper stands there, as the paper itself counts."""
        place = bisect_right([one.first_page for one in self._places], self._page.value()) - 1
        if place < 0:
            self._what.setText("")
            return
        found = self._places[place]
        self._what.setText(
            _("{paper}, page {page}").format(paper=found.title, page=self._page.value() - found.first_page + 1)
        )
