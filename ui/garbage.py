"""Searches for garbage on the GUI thread and on no other, as long as there is a window.

Python searches on whatever thread happens to make the object that is one too many. What it finds there may be a widget
or another object of Qt, whose signals, timers and children belong to the GUI thread and break when they are taken apart
elsewhere while that thread works with them.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from poverty_desktop.garbage import is_undisturbed

LOOK_MS: Final = 300
"""So often the numbers are looked at; a search follows only where enough was made since the last."""

COLLECT_EVERY: Final = 10_000
"""New objects between two searches among the young ones."""

_ROUNDS: Final = 10
"""So many searches among the young go before one among the middle-aged, and so many of those before one through all."""

_GROWTH: Final = 1.25
"""The old are searched once there are so many times as many as after the last time: Python's own rule."""


class GarbageSearch(QObject):
    """Puts an end to the search by itself at once; searches in its place from ``begin`` on."""

    def __init__(self, parent: QObject, *, collect_every: int = COLLECT_EVERY) -> None:
        super().__init__(parent)
        gc.disable()
        self._collect_every = collect_every
        self._old = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def has_begun(self) -> bool:
        """Say whether there is a search now and then."""
        return self._timer.isActive()

    @Slot()
    def begin(self) -> None:
        """Begin to search; what was made until now stays, and is not looked at again."""
        if not self.has_begun:
            gc.freeze()
            self._timer.start()

    @Slot()
    def look(self) -> None:
        """Search where there is enough to find; long work that asked for calm is left alone."""
        young, middle, old = gc.get_count()
        if young <= self._collect_every or is_undisturbed():
            return
        if middle <= _ROUNDS:
            gc.collect(0)
        elif old <= _ROUNDS or len(gc.get_objects(generation=2)) < self._old * _GROWTH:
            gc.collect(1)
        else:
            gc.collect(2)
            self._old = len(gc.get_objects(generation=2))
