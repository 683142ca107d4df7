"""A paper while it is laid out: margins, titles, page breaks, and what every page says about itself."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from poverty_desktop.i18n import N_
from poverty_desktop.pdf import qr
from poverty_desktop.pdf.page import A4_HEIGHT, A4_WIDTH, MM, Bookmark, Box, Document, Page, Rule, Text
from poverty_desktop.pdf.text import HALF_CAPITAL, Block, clean, fit, shorten, width_of
from poverty_desktop.pdf.values import PaperStamp
from poverty_desktop.pdf.words import moment_words, words

BINDING_MARGIN = 24 * MM
OUTER_MARGIN = 16 * MM
TOP_MARGIN = 20 * MM
BOTTOM_MARGIN = 17 * MM
CODE_SIDE = 18 * MM
_HEADING_SIZE = 8.5
_FOOT_SIZE = 7.5
_TITLE_SIZE = 18.0
_SUBTITLE_SIZE = 9.5


class Mark(NamedTuple):
    """How far a sheet was filled: pages, marks of every kind on the last of them, its height and how it lies."""

    pages: int
    marks: tuple[int, ...]
    y: float
    is_landscape: bool


class Sheet:
    """The pages so far, and ``y``: how far down the last of them is filled."""

    def __init__(self, *, stamp: PaperStamp, language: str, owner: str) -> None:
        self.stamp = stamp
        self.language = language
        self.owner = owner
        self.say = words(language)
        self.pages: list[Page] = []
        self.bookmarks: list[Bookmark] = []
        self.y = 0.0
        self._is_landscape = False
        self._size = (A4_WIDTH, A4_HEIGHT)
        self.binding = BINDING_MARGIN
        self.outer = OUTER_MARGIN

    def set_paper(self, width: float, height: float, *, binding: float, outer: float) -> None:
        """Take other paper than A4, with its margins, before the first page."""
        self._size = (width, height)
        self.binding, self.outer = binding, outer

    @property
    def page(self) -> Page:
        """The page that is being filled."""
        return self.pages[-1]

    @property
    def left(self) -> float:
        """Where the body begins; the long edge is bound, so a landscape page keeps its binding margin on top."""
        return self.outer if self._is_landscape else self.binding

    @property
    def right(self) -> float:
        """Where the body ends."""
        return self.page.width - self.outer

    @property
    def width(self) -> float:
        """The width of the body."""
        return self.right - self.left

    @property
    def top(self) -> float:
        """The upper edge of the body."""
        return BINDING_MARGIN if self._is_landscape else TOP_MARGIN

    @property
    def bottom(self) -> float:
        """The lower edge of the body."""
        return self.page.height - BOTTOM_MARGIN

    @property
    def room(self) -> float:
        """What is left of the page below ``y``."""
        return self.bottom - self.y

    @property
    def whole_room(self) -> float:
        """What a fresh page of this kind holds."""
        return self.bottom - self.top

    def begin_part(self, title: str, subtitle: str = "", *, landscape: bool = False, coded: bool = True) -> None:
        """Start a paper of its own on a new page: its title, the code beside it, and an entry in the outline."""
        self._is_landscape = landscape
        self._add_page(title)
        self.bookmarks.append(Bookmark(title, len(self.pages) - 1))
        if coded:
            self.page.code = Box(self.right - CODE_SIDE, self.top, self.right, self.top + CODE_SIDE)
        width = self.width - 2 * (CODE_SIDE + 3 * MM)
        block = fit(title, width, _TITLE_SIZE, bold=True, most_lines=2)
        below = fit(subtitle, width, _SUBTITLE_SIZE, most_lines=2) if subtitle else Block((), _SUBTITLE_SIZE)
        band = max(CODE_SIDE, block.height + below.height) + 3 * MM
        left = self.left + CODE_SIDE + 3 * MM
        start = self.top + (band - 3 * MM - block.height - below.height) / 2
        middle = start + block.height
        self.set_block(block, Box(left, start, left + width, middle), align="center")
        self.set_block(below, Box(left, middle, left + width, middle + below.height), align="center")
        self.y = self.top + band

    def turn_page(self, *, landscape: bool | None = None) -> None:
        """Continue the same paper on a new page, in the same orientation unless told otherwise."""
        if landscape is not None:
            self._is_landscape = landscape
        self._add_page(self.page.heading)

    def set_block(self, block: Block, room: Box, *, align: str = "left") -> None:
        """Set lines into ``room``, in the middle of its height; ``align`` is left, center or right."""
        texts = self.page.texts
        leading = block.leading
        y = (room.top + room.bottom - block.height) / 2 + leading / 2 + block.size * HALF_CAPITAL
        for line in block.lines:
            x = room.left
            if align != "left":
                spare = room.right - room.left - width_of(line, block.size, bold=block.bold)
                x += spare / 2 if align == "center" else spare
            if line:
                texts.append(Text(x, y, line, block.size, block.bold, room))
            y += leading

    def write(self, words_: str, size: float, *, bold: bool = False, align: str = "left") -> None:
        """Write a paragraph over the whole width, breaking pages between its lines."""
        block = fit(words_, self.width, size, bold=bold)
        for line in block.lines:
            if self.room < block.leading:
                self.turn_page()
            self.set_block(
                Block((line,), block.size, bold),
                Box(self.left, self.y, self.right, self.y + block.leading),
                align=align,
            )
            self.y += block.leading

    def mark(self) -> Mark:
        """Return how far the sheet is filled now."""
        return Mark(len(self.pages), tuple(len(marks) for marks in self.page.marks()), self.y, self._is_landscape)

    def rewind(self, mark: Mark) -> None:
        """Take away what was drawn since ``mark``; no part may have begun meanwhile."""
        del self.pages[mark.pages :]
        for marks, count in zip(self.page.marks(), mark.marks, strict=True):
            del marks[count:]
        self.y, self._is_landscape = mark.y, mark.is_landscape

    def append(self, other: Sheet) -> None:
        """Add the pages of ``other`` behind those of this sheet, and its outline with them."""
        self.bookmarks += [Bookmark(mark.title, mark.page + len(self.pages)) for mark in other.bookmarks]
        self.pages += other.pages

    def _add_page(self, heading: str) -> None:
        short, long = self._size
        width, height = (long, short) if self._is_landscape else (short, long)
        self.pages.append(Page(width, height, heading))
        self.y = self.top


def finish(sheet: Sheet, *, kind: str, title: str) -> Document:
    """Return the finished paper: the code over what it says, then running heads and feet with the page numbers.

    ``kind`` is two capital letters in the code. The code is a hash of every printed word in reading order with the
    versions of template and record; the print time is not in it, so the same record gives the same code again.
    """
    stamp, say, language = sheet.stamp, sheet.say, sheet.language
    digest = hashlib.sha256(stamp.record_id)
    for part in (kind, stamp.template_version, stamp.record_version):
        digest.update(b"\x1e" + part.encode())
    for page in sheet.pages:
        digest.update(b"\x1d" + "\x1f".join(text.words for text in page.texts).encode())
    proof = digest.digest()
    foot = foot_words(sheet, proof)
    for number, page in enumerate(sheet.pages, start=1):
        count = say(N_("Page {page} of {pages}")).format(page=number, pages=len(sheet.pages))
        _run_head(sheet, page)
        _run_foot(sheet, page, foot, count)
    return Document(
        title=clean(title),
        subject=clean(sheet.owner),
        author=clean(stamp.workspace),
        language=language,
        printed_at=stamp.printed_at,
        code=qr.paper_code(kind, stamp.record_id, proof),
        pages=tuple(sheet.pages),
        bookmarks=tuple(Bookmark(clean(mark.title), mark.page) for mark in sheet.bookmarks),
        number=qr.paper_number(proof),
    )


def foot_words(sheet: Sheet, proof: bytes) -> str:
    """Return what every page says of itself: versions of template and record, when it was printed, its number."""
    stamp, say = sheet.stamp, sheet.say
    return "　".join(
        (
            say(N_("Template {version}")).format(version=stamp.template_version),
            say(N_("Record version {version}")).format(version=stamp.record_version),
            say(N_("Printed {moment}")).format(moment=moment_words(stamp.printed_at, sheet.language)),
            say(N_("Paper number {number}")).format(number=qr.paper_number(proof)),
        )
    )


def _run_head(sheet: Sheet, page: Page) -> None:
    left, right = _edges(sheet, page)
    line = (BINDING_MARGIN if page.width > page.height else TOP_MARGIN) - 4 * MM
    third = (right - left) / 3
    room = Box(left, line - 5 * MM, right, line)
    baseline = line - 1.6 * MM
    mark = sheet.say(N_("Practice, not a record")) if sheet.stamp.is_practice else ""
    for words_, place, bold in ((page.heading, 0.0, False), (mark, 0.5, True), (sheet.owner, 1.0, False)):
        short = shorten(words_, third - 2 * MM, _HEADING_SIZE, bold=bold)
        x = left + (right - left - width_of(short, _HEADING_SIZE, bold=bold)) * place
        if short:
            page.texts.append(Text(x, baseline, short, _HEADING_SIZE, bold, room))
    page.rules.append(Rule(left, line, right, line, 0.4))
    if sheet.stamp.is_practice:
        page.watermark = sheet.say(N_("Practice"))


def _run_foot(sheet: Sheet, page: Page, foot: str, count: str) -> None:
    left, right = _edges(sheet, page)
    line = page.height - BOTTOM_MARGIN + 3 * MM
    room = Box(left, line, right, line + 5 * MM)
    count_width = width_of(count, _FOOT_SIZE)
    block = fit(foot, right - left - count_width - 5 * MM, _FOOT_SIZE, most_lines=1)
    words_ = shorten(foot, right - left - count_width - 5 * MM, block.size)
    page.texts.append(Text(left, line + 3.6 * MM, words_, block.size, False, room))
    page.texts.append(Text(right - count_width, line + 3.6 * MM, count, _FOOT_SIZE, False, room))
    page.rules.append(Rule(left, line, right, line, 0.4))


def _edges(sheet: Sheet, page: Page) -> tuple[float, float]:
    left = sheet.outer if page.width > page.height else sheet.binding
    return left, page.width - sheet.outer
