"""Backs the workspace up by itself: in the first quiet moment after work, when it is locked, and before it is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication

from poverty_desktop.errors import Cancelled
from poverty_desktop.i18n import N_, _, say
from poverty_desktop.operations.done import Done
from ui.backups import calls
from ui.errors import Message, Tone, explain
from ui.lock.idle import IdleWatch

if TYPE_CHECKING:
    from poverty_desktop.operations.workspaces.daily_backup import BackupOrder, BackupOutcome
    from ui.lanes import Task
    from ui.main_window import MainWindow

QUIET_S = 120
"""So long nobody has touched the program before a backup makes itself."""
ASK_AGAIN_S = 300
FAILED = N_("The backup of today's work did not succeed: {why}")


class BackupKeeper(QObject):
    """Asks the store what is due, carries it out on a thread beside it, and holds the window for a moment at the end.

    Who closes once more, or stops the backup, leaves at once; what was not backed up is due at the next start.
    """

    def __init__(self, window: MainWindow, idle: IdleWatch) -> None:
        super().__init__(window)
        self._window = window
        self._task: Task | None = None
        self._leave: Callable[[], object] | None = None
        self._is_leaving = False
        self._asked_at = -float(ASK_AGAIN_S)
        self._held: datetime | None = None  # the newest save that a backup holds
        self._asked_for: datetime | None = None
        self._told = ""
        idle.checked.connect(self._judge)
        window.installEventFilter(self)
        window.before_leaving = self._hold_workspace

    @property
    def is_at_work(self) -> bool:
        """Say whether a backup is being made."""
        return self._task is not None

    @Slot()
    def ask(self) -> None:
        """Make a backup where one is due."""
        self._asked_at = time.monotonic()
        if self._is_open() and self._task is None:
            self._put(is_closing=False)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """Hold a window that is being closed until the backup of today's work is made."""
        if event.type() is QEvent.Type.Close and self._holds(self._window.close):
            event.ignore()
            return True
        return False

    @Slot(float)
    def _judge(self, idle_s: float) -> None:
        if idle_s >= QUIET_S and time.monotonic() - self._asked_at >= ASK_AGAIN_S:
            self.ask()

    def _is_open(self) -> bool:
        try:
            return not self._window.desk.is_practice
        except LookupError:
            return False

    def _is_over(self) -> bool:
        return self._window.store.is_over or not self._is_open()

    def _hold_workspace(self) -> bool:
        return self._holds(self._window.close_workspace)

    def _holds(self, leave: Callable[[], object]) -> bool:
        """Say whether a backup comes first; ``leave`` is then called once it is over, whatever became of it."""
        saved = self._window.saved_at
        is_new = saved is not None and (self._held is None or saved > self._held)
        app = QApplication.instance()
        is_shutting_down = isinstance(app, QApplication) and app.isSavingSession()
        if self._is_leaving or self._leave is not None or not is_new or is_shutting_down or self._is_over():
            if self._task is not None:
                self._task.cancel()
            self._leave, self._is_leaving = None, False
            return False
        self._leave = leave
        if self._task is None:
            self._put(is_closing=True)
        else:
            self._show(self._task)
        return True

    def _put(self, *, is_closing: bool) -> None:
        self._asked_for = self._window.saved_at
        self._window.store.run(partial(calls.due, is_closing), self._begin, self._dropped)

    def _begin(self, wanted: BackupOrder | None) -> None:
        if wanted is None:
            self._go_on()
            return
        self._task = self._window.store.run_at_once(partial(calls.carry_out, wanted), self._made, self._failed)
        if self._leave is not None:
            self._show(self._task)

    def _show(self, task: Task) -> None:
        self._window.watch(task, _("Backing up before closing; close again to leave at once"))

    def _made(self, outcome: BackupOutcome) -> None:
        self._task = None
        if outcome.trouble is not None:
            self._warn(explain(outcome.trouble).text)
        self._window.store.run(partial(calls.note, outcome), self._noted, self._dropped)

    def _noted(self, _done: Done[BackupOutcome]) -> None:
        self._held = self._asked_for
        self._told = ""
        self._go_on()

    def _failed(self, error: BaseException) -> None:
        self._task = None
        if not isinstance(error, Cancelled):
            self._warn(say(FAILED, {"why": explain(error).text}))
        self._go_on()

    def _dropped(self, _error: BaseException) -> None:
        """Leave it: the workspace was closed meanwhile, and the next start asks again."""
        self._task = None
        self._go_on()

    def _warn(self, text: str) -> None:
        """Say what failed, once until it changes: the next quiet moment tries again."""
        if text != self._told and self._leave is None:
            self._window.tell(Message(tone=Tone.WARNING, text=text))
        self._told = text

    def _go_on(self) -> None:
        leave, self._leave = self._leave, None
        if leave is not None:
            self._is_leaving = True
            leave()
            self._is_leaving = False
