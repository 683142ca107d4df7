"""Papers into files: where to, the run, and what is told at its end or when it was stopped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from poverty_desktop.errors import Cancelled
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork.print_plan import Order, Volume
from poverty_desktop.operations.paperwork.print_run import PrintRun
from ui.errors import Mend, Message, Tone
from ui.papers import calls
from ui.papers.paper_run import PaperRun
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.opening import ask_system, open_path
from ui.widgets.page import Shell


class FilePress(QObject):
    """One run at a time."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page
        self._run: PaperRun | None = None
        self._opens = False

    def print_files(self, households: Sequence[HouseholdId], order: Order, volume: Volume, *, opens: bool) -> None:
        """Ask where the papers of ``households`` go, and write them there; ``opens`` shows the file in the end."""
        target = self._target(volume)
        if target is not None:
            self._opens = opens
            self._shell.store.run(partial(calls.begun, households, order, volume, target), self._begin)

    def _begin(self, run: PrintRun) -> None:
        """Begin a run, or let a stopped one go on with the files that are not whole yet."""
        self._run = PaperRun(self._shell.store, run, self)
        self._run.finished.connect(partial(self._printed, run))
        self._run.failed.connect(partial(self._not_printed, run))
        self._shell.watch(self._run.task, _("Printing"))
        self._run.start()

    def _not_printed(self, run: PrintRun, error: BaseException) -> None:
        if not isinstance(error, Cancelled) or not run.files:
            self._shell.fail(error)
            return
        said = _("Printing was stopped; {n} files are whole.").format(n=len(run.files))
        mend = Mend(words=_("Go on with the others"), act=partial(self._begin, run))
        self._shell.tell(Message(tone=Tone.INFO, text=said, mend=mend))

    def _target(self, volume: Volume) -> Path | None:
        """Ask where the PDF goes."""
        if volume is Volume.ONE:
            return file_chooser.ask_target(
                self._page,
                self._shell,
                Purpose.PAPERS,
                _("Where should the PDF go?"),
                f"{_('Papers')}.pdf",
                "PDF (*.pdf)",
            )
        return file_chooser.ask_folder(self._page, self._shell, Purpose.PAPERS, _("Into which folder?"))

    def _printed(self, done: PrintRun) -> None:
        said = _("{households} households on {pages} pages are ready.").format(households=done.total, pages=done.pages)
        is_one = len(done.files) == 1
        path = done.files[0] if is_one else done.files[0].parent
        mend = Mend(
            words=_("Open the PDF") if is_one else _("Open the folder"), act=partial(open_path, self._shell, path)
        )
        tone = Tone.SUCCESS
        if self._opens:
            opened = ask_system(path)
            said = f"{said} {opened.text}"
            tone = tone if opened.tone is Tone.INFO else opened.tone
        self._shell.tell(Message(tone=tone, text=said, mend=mend))
