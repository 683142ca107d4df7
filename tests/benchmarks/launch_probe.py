"""The program as ``main.py`` starts it, telling when its first page and its list were painted."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from ui import app as program
from ui import preferences
from ui.welcome.unlock import UnlockPane
from ui.widgets.page import Place

LOOK_EVERY_MS = 1


class Probe(QObject):
    """Types the passphrase once the unlock page is painted, opens the list, and ends when its rows are painted."""

    def __init__(self, running: program.Program, passphrase: str) -> None:
        super().__init__()
        self._window = running.window
        self._passphrase = passphrase
        self._painted: set[QWidget] = set()
        self.moments: dict[str, float] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_EVERY_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Note which widgets were painted."""
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self._painted.add(watched)
        return False

    @Slot()
    def _look(self) -> None:
        if "unlock_page" not in self.moments:
            pane = self._window.findChild(UnlockPane)
            if pane is not None and pane.isVisible() and pane in self._painted:
                self._note("unlock_page")
                self._painted.clear()
                pane.passphrase_given.emit(self._passphrase)
        elif "desk" not in self.moments:
            if self._window.offers("households"):
                self._note("desk")
                self._window.go(Place(page="households"))
        else:
            table = self._window.findChild(QTableView, "households_table")
            if table is not None and table.model().rowCount() and table.viewport() in self._painted:
                self._note("list")
                self._timer.stop()
                self._say()
            else:
                self._painted.clear()

    def _note(self, moment: str) -> None:
        QGuiApplication.sync()
        self.moments[moment] = time.monotonic()

    def _say(self) -> None:
        sys.stdout.write(json.dumps(self.moments) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Start and watch; ends when its standard input does."""
    app = QApplication(sys.argv)
    app.setApplicationName("poverty_desktop")
    app.setStyle("fusion")
    running = program.Program(app, preferences.load())
    probe = Probe(running, sys.argv[1])
    app.installEventFilter(probe)
    QTimer.singleShot(0, running.show)
    app.exec()


if __name__ == "__main__":
    main()
