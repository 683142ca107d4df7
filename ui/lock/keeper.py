"""Locks the window after a while without input, or at once; the workspace stays open and its work goes on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from ui.actions import Actions, ActionSpec
from ui.errors import Message, Tone, explain
from ui.lock import calls
from ui.lock.idle import IdleWatch
from ui.widgets.attempt import Attempt
from ui.widgets.page import Desk, Shell

if TYPE_CHECKING:
    from ui.lock.cover import LockPage

_MINUTE_S = 60


class LockKeeper(QObject):
    """Covers ``window``, and uncovers it for whoever knows the passphrase of the open workspace."""

    covered = Signal()

    def __init__(self, window: QMainWindow, shell: Shell, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        self._shell = shell
        self._page: LockPage | None = None
        self._attempt: Attempt | None = None
        self._folder = Path()
        self._actions: list[QAction] = []
        self._focus: QWidget | None = None
        self._watch = IdleWatch(self)
        self._watch.checked.connect(self._judge)
        actions.add(ActionSpec(id="lock", words=N_("Lock now"), keys=("Ctrl+L",), icon="lock"), self.lock_now)

    @property
    def idle(self) -> IdleWatch:
        """Return what tells how long nobody has touched the program."""
        return self._watch

    @property
    def is_locked(self) -> bool:
        """Say whether the window is covered."""
        return self._page is not None

    @Slot()
    def lock_now(self) -> None:
        """Cover the window; the practice village has no passphrase that could uncover it."""
        desk = self._desk()
        if desk is None or self.is_locked:
            return
        if desk.is_practice:
            said = _("The practice village has no passphrase, so it is not locked.")
            self._shell.tell(Message(tone=Tone.INFO, text=said))
            return
        self._folder = Path(desk.folder)
        self._cover()

    @Slot(float)
    def _judge(self, idle_s: float) -> None:
        minutes = self._shell.preferences.lock_minutes
        desk = self._desk()
        if minutes and idle_s >= minutes * _MINUTE_S and desk is not None and not desk.is_practice:
            self.lock_now()

    def _desk(self) -> Desk | None:
        try:
            return self._shell.desk
        except LookupError:
            return None

    def _cover(self) -> None:
        from ui.lock.cover import LockPage

        _put_away_other_windows()
        self._focus = self._window.focusWidget()
        page = self._page = LockPage(self._window)
        page.given.connect(self._try)
        page.left.connect(self._leave)
        page.show()
        page.raise_()
        page.focus_first()
        self._window.centralWidget().hide()  # nor can a reader of the screen or the Tab key get behind the page
        self._actions = self._window.actions()
        for action in self._actions:
            self._window.removeAction(action)
        self.covered.emit()

    @Slot()
    def _uncover(self) -> None:
        self._end_attempt()
        page, self._page = self._page, None
        if page is None:
            return
        for action in self._actions:
            self._window.addAction(action)
        self._actions = []
        self._window.centralWidget().show()
        focus, self._focus = self._focus, None
        if focus is not None and shiboken6.isValid(focus):
            focus.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        page.hide()
        page.deleteLater()
        self._watch.touch()

    @Slot(str)
    def _try(self, passphrase: str) -> None:
        work = partial(calls.verify, self._folder, passphrase)
        self._end_attempt()
        attempt = self._attempt = Attempt(self)
        attempt.opened.connect(self._uncover)
        attempt.refused.connect(self._refused)
        self._shell.store.run_at_once(work, attempt.succeed, attempt.fail)

    def _end_attempt(self) -> None:
        """Let an answer still under way be heard no more: it may be of an earlier page, or of another workspace."""
        if self._attempt is not None:
            self._attempt.end()
            self._attempt = None

    @Slot(object)
    def _refused(self, error: BaseException) -> None:
        if self._page is None:
            return
        said = explain(error).text
        if isinstance(error, RuleError):
            self._page.refuse(said)
        else:
            self._page.say(said)

    @Slot()
    def _leave(self) -> None:
        """Close the workspace; its own page asks for the passphrase, or for the code of the recovery sheet."""
        self._focus = None
        self._shell.close_workspace()
        self._uncover()


def _put_away_other_windows() -> None:
    """Take menus and dialogs away, which may show what the page is to cover; a dialog counts as cancelled."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.hide()
    for other in QApplication.topLevelWidgets():
        if isinstance(other, QDialog) and other.isVisible():
            other.reject()
