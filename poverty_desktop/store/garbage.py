"""Long work over many objects without Python's search for garbage walking through all of them again and again."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let the search pass over whatever exists now; a third of the time of a large import goes into it otherwise."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
