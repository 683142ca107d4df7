"""Long work over many objects without Python's search for garbage walking through all of them again and again."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let the search rest; a fifth of the time of a large import, half of that of a large form goes into it otherwise.

    Nearly everything is still freed at once when nobody refers to it any more; only rings of objects wait.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # what is still alive counts as old from here on, or the next search would walk through it all
            gc.unfreeze()
            gc.enable()
