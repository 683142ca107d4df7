"""Long work as one line: what, how far, how long yet, and a button that stops it cleanly."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from ui import theme
from ui.lanes import Task
from ui.widgets.controls import button, label
from ui.widgets.keyboard_guest import KeyboardGuest
from ui.widgets.words import Words

ESTIMATE_AFTER_S = 2.0


class ProgressPanel(QFrame):
    """Shows the newest task that it was given until that task ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress_panel")
        self.setProperty("role", "card")
        words = Words(self)
        self._task: Task | None = None
        self._began = 0.0
        self._paused_at = 0.0
        self._title = label(None, "", "progress_title", role="heading", wraps=False)
        self._what = label(None, "", "progress_what", role="small")
        self._bar = QProgressBar()
        self._bar.setObjectName("progress_bar")
        self._bar.setTextVisible(False)
        words.put(self._bar.setAccessibleName, N_("Progress"))
        self._stop = button(words, N_("Stop"), "progress_stop", self._cancel, icon="close")
        self._pause = button(words, N_("Pause"), "progress_pause", self._toggle_pause)
        words.also(self._say_pause)
        self._guest = KeyboardGuest(self)
        for pressed in (self._stop, self._pause):
            pressed.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the mouse leaves the keyboard where it is
        row = QHBoxLayout(self)
        theme.space(row, margins=(12, 2, 4, 2), spacing=12)
        row.addWidget(self._title)
        row.addWidget(self._bar, 2)
        row.addWidget(self._what, 1)
        row.addWidget(self._pause)
        row.addWidget(self._stop)
        self.hide()

    def follow(self, task: Task, title: str) -> None:
        """Show ``task`` under ``title`` (already translated) until it ends."""
        if self._task is not None:
            self._task.progressed.disconnect(self._show)
            self._task.ended.disconnect(self._end)
        self._task = task
        self._began = time.monotonic()
        task.progressed.connect(self._show)
        task.ended.connect(self._end)
        self._title.setText(title)
        self.setAccessibleName(title)
        self._what.setText("")
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        self._pause.setVisible(task.can_pause)
        self._say_pause()
        self.show()

    @Slot(str, int, int)
    def _show(self, what: str, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        parts = [_(what), _("{done} of {total}").format(done=done, total=total)] if total else [_(what)]
        gone = time.monotonic() - self._began
        if done and total and gone > ESTIMATE_AFTER_S:
            left = round(gone / done * (total - done))
            parts.append(ngettext("about {n} second left", "about {n} seconds left", left).format(n=left))
        self._what.setText(" · ".join(parts))

    @Slot()
    def _toggle_pause(self) -> None:
        if self._task is None:
            return
        self._task.set_paused(is_paused=not self._task.is_paused)
        if self._task.is_paused:
            self._paused_at = time.monotonic()
            self._what.setText(_("waits"))
        else:
            self._began += time.monotonic() - self._paused_at
        self._say_pause()

    def _say_pause(self) -> None:
        self._pause.setText(_("Go on") if self._task is not None and self._task.is_paused else _("Pause"))

    @Slot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._guest.give_back()  # a button that is switched off would hand the keyboard to whatever comes next
            self._stop.setEnabled(False)
            self._task.cancel()

    @Slot()
    def _end(self) -> None:
        self._task = None
        self._guest.give_back()
        self.hide()
