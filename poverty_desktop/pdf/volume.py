"""Turns composed papers into PDF bytes: one paper, or the papers of a whole village in one file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.pdf import fonts, metadata, painter
from poverty_desktop.pdf.page import Document, Page

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

NO_PAGE_LEFT: Final = N_("There are fewer pages than that. Choose an earlier page to begin with.")


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


class VolumeWriter:
    """A PDF of many papers that is written paper by paper; nothing reaches ``target`` before :meth:`close`.

    With ``both_sides`` every paper begins on the front of a sheet: an empty side is added behind an odd number of
    pages. Sides before ``first_side`` (from 1) are left out, for a stack that was printed as far as that.
    """

    def __init__(self, target: BinaryIO, *, title: str, both_sides: bool = False, first_side: int = 1) -> None:
        self._target = target
        self._title = title
        self._both_sides = both_sides
        self._skipped = max(0, first_side - 1)
        self._canvas: Canvas | None = None
        self._seen = 0
        self.pages = 0

    def add(self, document: Document) -> None:
        """Paint a paper; its pages are kept compressed, so that memory grows only by the size of the file."""
        document = with_even_pages(document) if self._both_sides else document
        count = len(document.pages)
        document = _without_first(document, self._skipped - self._seen)
        self._seen += count
        if not document.pages:
            return
        with fonts.LOCK:
            if self._canvas is None:
                self._canvas = painter.open_canvas(self._target, language=document.language)
                metadata.describe(
                    self._canvas,
                    title=self._title,
                    subject=self._title,
                    author=document.author,
                    printed_at=document.printed_at,
                )
            painter.paint(self._canvas, document, level=1)
        self.pages += len(document.pages)

    def close(self) -> int:
        """Write the file and return its number of pages; raises ``RuleError`` if there is no paper."""
        if self._canvas is None:
            raise RuleError(NO_PAGE_LEFT if self._seen else N_("Choose at least one household to print."))
        with fonts.LOCK:
            self._canvas.save()
        return self.pages


def write_volume(target: BinaryIO, documents: Iterable[Document], *, title: str) -> int:
    """Write many papers into one PDF and return its number of pages.

    The iterable may raise ``Cancelled``, and then nothing has been written. Every paper keeps its own page numbers;
    the outline has one entry per paper with its parts below. Raises ``RuleError`` if there is no paper.
    """
    writer = VolumeWriter(target, title=title)
    for document in documents:
        writer.add(document)
    return writer.close()


def with_even_pages(document: Document) -> Document:
    """Return the paper with an empty side behind an odd number of pages."""
    if len(document.pages) % 2 == 0:
        return document
    last = document.pages[-1]
    return replace(document, pages=(*document.pages, Page(last.width, last.height, "")))


def _without_first(document: Document, count: int) -> Document:
    if count <= 0:
        return document
    marks = tuple(mark._replace(page=mark.page - count) for mark in document.bookmarks if mark.page >= count)
    return replace(document, pages=document.pages[count:], bookmarks=marks)
