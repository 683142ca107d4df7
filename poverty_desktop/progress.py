"""How long work tells what it does, how far it is, and whether it should stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from poverty_desktop.errors import Cancelled

Listener = Callable[[str, int, int], None]


class Progress:
    """Passed to long work, which calls :meth:`step` often; a listener shows it, another thread may cancel it."""

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._cancelled = threading.Event()

    def step(self, what: str, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` units of ``what`` (a gettext msgid) are finished.

        Raises ``Cancelled`` once :meth:`cancel` was called.
        """
        if self._cancelled.is_set():
            raise Cancelled
        if self._listener is not None:
            self._listener(what, done, total)

    def to_the_end(self) -> Progress:
        """Return what tells the same listener how far the work is, and never stops it.

        For what must follow once something was changed: a change without its receipt is one that nobody hears of.
        """
        return Progress(self._listener)

    @property
    def is_cancelled(self) -> bool:
        """Say whether the work was asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; safe from any thread."""
        self._cancelled.set()
