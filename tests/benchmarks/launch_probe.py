"""The program as ``main.py`` starts it, telling when its first page and its list were painted.

It rides on what the program does anyway (a painted widget, an opened desk): no event filter over everything and no
polling, whose cost would be counted as the program's.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from ui.requirements import hasten_loading, missing

assert not missing()  # this and the next two before the window is loaded, as main.py does
gc.disable()
hasten_loading()

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from ui import app as program
from ui.welcome.unlock import UnlockPane
from ui.widgets.page import Place


class Probe(QObject):
    """Types the passphrase once the unlock page is painted, opens the list, and tells when its rows are painted.

    ``typing_ms`` is how long the person takes to type; 0 is at once, faster than anyone.
    """

    def __init__(self, running: program.Program, passphrase: str, typing_ms: int) -> None:
        super().__init__()
        self._window = running.window
        self._passphrase = passphrase
        self._typing_ms = typing_ms
        self._is_painted = False
        self._is_listed = False
        self.moments: dict[str, float] = {}

        def paint(pane: UnlockPane, event: QPaintEvent) -> None:
            self._paint(pane, event)

        UnlockPane.paintEvent = paint
        running.welcome.entered.connect(self._entered)

    def _paint(self, pane: UnlockPane, event: QPaintEvent) -> None:
        QWidget.paintEvent(pane, event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, lambda: self._painted(pane))

    def _painted(self, pane: UnlockPane) -> None:
        self._note("unlock_page")
        QTimer.singleShot(self._typing_ms, lambda: self._type(pane))

    def _type(self, pane: UnlockPane) -> None:
        if self._typing_ms:
            self._time_derivation()
        self._note("typed")
        pane.passphrase_given.emit(self._passphrase)

    def _time_derivation(self) -> None:
        """Note how long the derivation takes; what it stands on was loaded while the person typed."""
        from poverty_desktop.crypto import wrapping

        derive = wrapping.unwrap_with_passphrase

        def timed(wrapped: bytes, passphrase: str) -> bytes:
            begun = time.monotonic()
            key = derive(wrapped, passphrase)
            self.moments["derivation"] = time.monotonic() - begun
            return key

        wrapping.unwrap_with_passphrase = timed

    @Slot()
    def _entered(self) -> None:
        from ui.widgets.key_table import KeyTable

        def paint(table: KeyTable, event: QPaintEvent) -> None:
            QTableView.paintEvent(table, event)
            if table.objectName() == "households_table" and table.model().rowCount():
                QTimer.singleShot(0, self._say)

        KeyTable.paintEvent = paint
        self._window.go(Place(page="households"))

    def _note(self, moment: str) -> None:
        QGuiApplication.sync()
        self.moments[moment] = time.monotonic()

    def _say(self) -> None:
        if not self._is_listed:
            self._is_listed = True
            self._note("list")
            sys.stdout.write(json.dumps(self.moments) + "\n")
            sys.stdout.flush()


class Watched(program.Program):
    """The program with a probe in it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.probe = Probe(self, sys.argv[1], int(sys.argv[2]))


if __name__ == "__main__":
    program.Program = Watched
    program.run(sys.argv[:1])
