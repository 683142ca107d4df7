"""Pictures of the pages of a PDF, for the preview in the window."""

from __future__ import annotations

import io

_POINTS_PER_INCH = 72


def page_count(pdf: bytes) -> int:
    """Return how many pages the PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_image(pdf: bytes, index: int, *, dots_per_inch: float = 96) -> bytes:
    """Return page ``index`` (from 0) as the bytes of a PNG picture; raises ``IndexError`` if there is none."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 0 <= index < len(document):
            raise IndexError("no such page")
        page = document[index]
        picture = page.render(scale=dots_per_inch / _POINTS_PER_INCH).to_pil()
        target = io.BytesIO()
        picture.save(target, "PNG")
        page.close()
        return target.getvalue()
    finally:
        document.close()
