"""A composed paper before it becomes PDF: pages with texts, rules and codes at fixed places.

Lengths are points; ``x`` runs from the left and ``y`` from the top edge of the page. Because every mark is a value,
a test can look at what will be printed, and page numbers are known before the first page is painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

MM = 72 / 25.4
A4_WIDTH = 210 * MM
A4_HEIGHT = 297 * MM


class Box(NamedTuple):
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float


class Text(NamedTuple):
    """One line of text; ``y`` is its baseline, ``room`` the rectangle that its ink must not leave."""

    x: float
    y: float
    words: str
    size: float
    bold: bool
    room: Box


class Rule(NamedTuple):
    """A straight line of ``width`` points."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


class Fill(NamedTuple):
    """A filled rectangle of a picture; ``grey`` is 0 for black and 1 for white."""

    box: Box
    grey: float


class Picture(NamedTuple):
    """A photo as JPEG, filling ``place``."""

    place: Box
    jpeg: bytes


class Bookmark(NamedTuple):
    """An entry of the PDF outline; ``page`` counts from 0 within the document."""

    title: str
    page: int


@dataclass(slots=True)
class Page:
    """One page while it is composed."""

    width: float
    height: float
    heading: str
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    tints: list[Box] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    code: Box | None = None  # where the QR code stands
    second_code: Box | None = None  # the same code on the other half of a booklet's side
    watermark: str = ""

    def marks(self) -> tuple[list[Any], ...]:
        """Return the lists of what is drawn on the page, to be looked at or cut off."""
        return self.texts, self.rules, self.tints, self.fills, self.pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A finished paper. ``code`` is the text in its QR code; ``bookmarks`` are its parts."""

    title: str
    subject: str
    author: str
    language: str
    printed_at: datetime
    code: str
    pages: tuple[Page, ...]
    bookmarks: tuple[Bookmark, ...]
    number: str = ""  # at its foot, to be typed where nothing can scan
    is_folded: bool = False  # two pages to a side, in the order of a booklet

    def texts(self) -> Iterator[Text]:
        """Yield every text in reading order."""
        for page in self.pages:
            yield from page.texts
