"""Reads a camera on a thread of its own; the window gets a new picture once it has shown the last one."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Signal

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.cameras import Camera

LEAST_PAUSE_MS = 40


class CameraThread(QThread):
    """``seen`` carries a picture as JPEG, ``failed`` why there is none; :meth:`stop` waits until the camera is free."""

    seen = Signal(bytes)
    failed = Signal(object)

    def __init__(self, camera: Camera, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self._ends = threading.Event()
        self._is_wanted = threading.Event()
        self._is_wanted.set()

    def want(self) -> None:
        """Say that the last picture was shown and the next one may come."""
        self._is_wanted.set()

    def stop(self) -> None:
        """Let go of the camera; nothing is emitted afterwards."""
        self._ends.set()
        self._is_wanted.set()
        self.wait()

    def run(self) -> None:
        """Read until told to stop; pictures that nobody waits for are passed over."""
        try:
            stream = self._camera.open()
        except RuleError as error:
            self.failed.emit(error)
            return
        try:
            while not self._ends.is_set():
                data = stream.frame()
                if self._is_wanted.is_set() and not self._ends.is_set():
                    self._is_wanted.clear()
                    self.seen.emit(data)
                self._ends.wait(LEAST_PAUSE_MS / 1000)
        except RuleError as error:
            self.failed.emit(error)
        finally:
            stream.close()
