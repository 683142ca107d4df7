"""Long work over many objects without Python's search for garbage walking through all of them again and again."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator


class _Calm:
    """How many pieces of long work are under way, on whatever threads, and whether the search ran before the first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._was_on = False
        self.under_way = 0

    def begin(self) -> None:
        with self._lock:
            if self.under_way == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self.under_way += 1

    def end(self) -> None:
        with self._lock:
            self.under_way -= 1
            if self.under_way == 0:
                gc.freeze()  # what is still alive counts as old from here on, or the next search would walk through it
                gc.unfreeze()
                if self._was_on:
                    gc.enable()


_CALM = _Calm()


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let the search rest; a fifth of the time of a large import, half of that of a large form goes into it otherwise.

    Nearly everything is still freed at once when nobody refers to it any more; only rings of objects wait. Several
    threads may ask for calm at once: it lasts until the last of them is done.
    """
    _CALM.begin()
    try:
        yield
    finally:
        _CALM.end()


def is_undisturbed() -> bool:
    """Say whether long work asked for calm just now; whoever searches by hand then waits."""
    return _CALM.under_way > 0
