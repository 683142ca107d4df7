"""Turns composed papers into PDF bytes: one paper, or the papers of a whole village in one file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.pdf import fonts, metadata, painter
from poverty_desktop.pdf.page import Document


def pdf_bytes(document: Document) -> bytes:
    """Return one paper as PDF; the same paper with the same print time gives the same bytes."""
    target = io.BytesIO()
    with fonts.LOCK:
        canvas = painter.open_canvas(target, language=document.language)
        metadata.describe(
            canvas,
            title=document.title,
            subject=document.subject,
            author=document.author,
            printed_at=document.printed_at,
        )
        painter.paint(canvas, document, level=0)
        canvas.save()
    return target.getvalue()


def write_volume(target: BinaryIO, documents: Iterable[Document], *, title: str) -> int:
    """Write many papers into one PDF and return its number of pages.

    Papers are painted as they come and kept compressed, so that memory grows only by the size of the file; the
    iterable may raise ``Cancelled``, and then nothing has been written. Every paper keeps its own page numbers; the
    outline has one entry per paper with its parts below. Raises ``RuleError`` if there is no paper.
    """
    canvas = None
    pages = 0
    for document in documents:
        with fonts.LOCK:
            if canvas is None:
                canvas = painter.open_canvas(target, language=document.language)
                metadata.describe(
                    canvas,
                    title=title,
                    subject=title,
                    author=document.author,
                    printed_at=document.printed_at,
                )
            painter.paint(canvas, document, level=1)
        pages += len(document.pages)
    if canvas is None:
        raise RuleError(N_("Choose at least one household to print."))
    with fonts.LOCK:
        canvas.save()
    return pages
