"""Pages in the manner of an official document: the measures of GB/T 9704-2012 for margins, sizes, grid and page number.

The standard's 小标宋 and 仿宋 are not free; the shipped Noto Sans SC stands for both, bold in the title.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from poverty_desktop.i18n import N_
from poverty_desktop.pdf import qr
from poverty_desktop.pdf.page import MM, Box, Document, Text
from poverty_desktop.pdf.sheet import Sheet, foot_words
from poverty_desktop.pdf.text import Block, clean, fit, shorten, width_of

_TOP, _LEFT = 37 * MM, 28 * MM
_WIDTH, _HEIGHT = 156 * MM, 225 * MM
_LINES, _CHARACTERS = 22, 28
BODY_SIZE = _WIDTH / _CHARACTERS  # 3号, as wide as the grid has it
PITCH = _HEIGHT / _LINES
_TITLE_SIZE = 22.0  # 2号
_TITLE_PITCH = PITCH * 1.2
_NUMBER_SIZE = 14.0  # 4号
_MARK_SIZE = 7.5
_CODE_SIDE = 14 * MM
_CODE_DROP = 11 * MM  # below the page number
_INDENT = "\u3000\u3000"


class OfficialSheet(Sheet):
    """A sheet whose body is the 156 by 225 mm of the standard, 22 lines of 28 characters."""

    @property
    def left(self) -> float:
        """Where the body begins."""
        return _LEFT

    @property
    def right(self) -> float:
        """Where the body ends."""
        return _LEFT + _WIDTH

    @property
    def top(self) -> float:
        """The upper edge of the body."""
        return _TOP

    @property
    def bottom(self) -> float:
        """The lower edge of the body."""
        return _TOP + _HEIGHT

    def begin(self, title: str) -> None:
        """Start the document with its title, centred, a line free below it."""
        self.begin_part("", coded=False)
        self.pages[-1].texts.clear()
        self.pages[-1].heading = title
        self.bookmarks[-1] = self.bookmarks[-1]._replace(title=title)
        self.y = self.top
        block = fit(title, self.width, _TITLE_SIZE, bold=True, most_lines=2)
        for line in block.lines:
            room = Box(self.left, self.y, self.right, self.y + _TITLE_PITCH)
            self.set_block(Block((line,), block.size, bold=True), room, align="center")
            self.y += _TITLE_PITCH
        self.y += PITCH / 2

    def paragraph(self, text: str, *, indent: bool = True) -> None:
        """Set a paragraph on the grid, its first line two characters in."""
        words = f"{_INDENT}{text}" if indent and self.language == "zh_CN" else text
        for line in fit(words, self.width, BODY_SIZE).lines:
            self._line(line, "left")

    def closing(self, lines: Sequence[str]) -> None:
        """Set the lines of the signature on the right, together on one page."""
        if self.room < PITCH * (len(lines) + 1):
            self.turn_page()
        self.y += PITCH
        for line in lines:
            self._line(f"{line}{_INDENT}", "right")

    def _line(self, line: str, align: str) -> None:
        if self.room < PITCH - 0.01:
            self.turn_page()
        self.set_block(Block((line,), BODY_SIZE), Box(self.left, self.y, self.right, self.y + PITCH), align=align)
        self.y += PITCH


def finish_official(sheet: OfficialSheet, *, kind: str, title: str) -> Document:
    """Return the finished document: ``— 1 —`` below each page, and in the lower margin what the paper says of itself.

    The code there is a hash of what was printed and names no record: a notice board is no place for the id of one.
    """
    stamp = sheet.stamp
    digest = hashlib.sha256(kind.encode())
    for part in (stamp.template_version, stamp.record_version):
        digest.update(b"\x1e" + part.encode())
    for page in sheet.pages:
        digest.update(b"\x1d" + "\x1f".join(text.words for text in page.texts).encode())
    proof = digest.digest()
    mark = foot_words(sheet, proof)
    side = sheet.right - _CODE_SIDE
    sheet.pages[0].code = Box(side, sheet.bottom + _CODE_DROP, sheet.right, sheet.bottom + _CODE_DROP + _CODE_SIDE)
    for number, page in enumerate(sheet.pages, start=1):
        line = f"— {number} —"
        top = sheet.bottom + 7 * MM
        room = Box(sheet.left, top - 5 * MM, sheet.right, top + 3 * MM)
        width = width_of(line, _NUMBER_SIZE)
        x = sheet.right - width - BODY_SIZE if number % 2 else sheet.left + BODY_SIZE
        page.texts.append(Text(x, top, line, _NUMBER_SIZE, False, room))
        foot = Box(sheet.left, top + 6 * MM, side, top + 11 * MM)
        block = fit(mark, side - sheet.left - 2 * MM, _MARK_SIZE, most_lines=1)
        short = shorten(mark, side - sheet.left - 2 * MM, block.size)
        page.texts.append(Text(sheet.left, top + 10 * MM, short, block.size, False, foot))
        if stamp.is_practice:
            page.watermark = sheet.say(N_("Practice"))
    return Document(
        title=clean(title),
        subject=clean(title),
        author=clean(stamp.workspace),
        language=sheet.language,
        printed_at=stamp.printed_at,
        code=qr.paper_code(kind, b"", proof),
        pages=tuple(sheet.pages),
        bookmarks=tuple(sheet.bookmarks),
    )
