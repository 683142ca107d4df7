"""Papers on their way into files or memory, a few households at a time, so that it can wait and be stopped."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from poverty_desktop.errors import Cancelled
from poverty_desktop.operations.paperwork.print_run import PrintRun
from poverty_desktop.operations.paperwork.printing import PRINTING
from ui.lanes import Task
from ui.papers import calls
from ui.tasks import StoreThread


class PaperRun(QObject):
    """``finished`` when every file is whole; ``failed`` tells why not, and ``run`` can be given to another then."""

    finished = Signal()
    failed = Signal(object)

    def __init__(self, store: StoreThread, run: PrintRun, parent: QObject) -> None:
        super().__init__(parent)
        self.run = run
        self.task = Task(self, can_pause=True)
        self.task.resumed.connect(self._resume)
        self._store = store
        self._waits = False  # with no household under way
        self._error: BaseException | None = None

    def start(self) -> None:
        """Print the first few households; the others follow."""
        self._next()

    @Slot()
    def _resume(self) -> None:
        if self._waits:
            self._waits = False
            self._next()

    def _next(self) -> None:
        if self.task.is_paused:
            self._waits = True
            return
        try:
            self.task.progress.step(PRINTING, self.run.done, self.run.total)
        except Cancelled as stopped:
            self._fail(stopped)
            return
        if self.run.is_over:
            self.task.ended.emit()
            self.finished.emit()
            self.deleteLater()
        else:
            self._store.run(self.run.go_on, self._went_on, self._fail)

    def _went_on(self, _is_left: object) -> None:
        self._next()

    def _fail(self, error: BaseException) -> None:
        self._error = error
        self._store.run(partial(calls.stop, self.run), self._stopped)

    def _stopped(self, _nothing: object) -> None:
        self.task.ended.emit()
        self.failed.emit(self._error)
        self.deleteLater()
