"""How long nobody has touched the program: keys, mouse and touch of all its windows, counted through sleep too."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

CHECK_MS = 10_000
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    }
)


def _now() -> tuple[float, float]:
    """Return two clocks: the first stands still while the laptop sleeps, the second may be set by hand."""
    return time.monotonic(), time.time()


class IdleWatch(QObject):
    """Emits ``checked`` with the seconds since the last input, every few seconds and when one comes back.

    Only events that reach a whole window pass through here, not those that it hands to its widgets.
    """

    checked = Signal(float)

    def __init__(self, parent: QObject, now: Callable[[], tuple[float, float]] = _now) -> None:
        super().__init__(parent)
        self._now = now
        self._last = now()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.check)
        self._timer.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._follow)
        app.applicationStateChanged.connect(self._come_back)
        self._follow(app.focusWindow())

    @Slot()
    def touch(self) -> None:
        """Count from now on."""
        self._last = self._now()

    @Slot()
    def check(self) -> None:
        """Tell how long nothing came."""
        self.checked.emit(max(now - last for now, last in zip(self._now(), self._last, strict=True)))

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """Note input; what comes after a sleep is first asked whether it comes too late."""
        if event.type() in _INPUT:
            self.check()
            self.touch()
        return False

    @Slot(object)
    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    @Slot(object)
    def _come_back(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.check()
