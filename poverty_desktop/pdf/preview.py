"""Pictures of the pages of a PDF, for the preview in the window and for the printer."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_POINTS_PER_INCH = 72
_LOCK = threading.Lock()
"""The renderer keeps state of its own for the whole process: one thread at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """One page in pixels: four bytes each, blue, green, red, unused; ``stride`` is the length of a line in bytes."""

    pixels: bytes
    width: int
    height: int
    stride: int
    width_points: float
    height_points: float


def page_count(pdf: bytes) -> int:
    """Return how many pages the PDF has."""
    with _document(pdf) as document:
        return len(document)


def page_image(pdf: bytes, index: int, *, dots_per_inch: float = 96) -> bytes:
    """Return page ``index`` (from 0) as the bytes of a PNG picture; raises ``IndexError`` if there is none."""
    with _document(pdf) as document:
        if not 0 <= index < len(document):
            raise IndexError("no such page")
        page = document[index]
        picture = page.render(scale=dots_per_inch / _POINTS_PER_INCH).to_pil()
        target = io.BytesIO()
        picture.save(target, "PNG")
        page.close()
        return target.getvalue()


def page_picture(pdf: bytes, index: int, *, dots_per_inch: float) -> PagePicture:
    """Return page ``index`` (from 0) in the dots of a printer; raises ``IndexError`` if there is none."""
    with _document(pdf) as document:
        if not 0 <= index < len(document):
            raise IndexError("no such page")
        page = document[index]
        bitmap = page.render(scale=dots_per_inch / _POINTS_PER_INCH, force_bitmap_format=_BGRX)
        wide, tall = page.get_size()
        picture = PagePicture(
            pixels=bytes(bitmap.buffer),
            width=bitmap.width,
            height=bitmap.height,
            stride=bitmap.stride,
            width_points=wide,
            height_points=tall,
        )
        bitmap.close()
        page.close()
        return picture


_BGRX = 3
"""``FPDFBitmap_BGRx`` of the renderer."""


@contextmanager
def _document(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
