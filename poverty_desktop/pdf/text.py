"""Measures text, breaks it into lines by the rules of Chinese setting, and shrinks it where a word would be cut."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from poverty_desktop.pdf import fonts

MISSING_MARK = "〓"  # what a Chinese compositor sets for a character that is not in the case
SMALLEST_SIZE = 6.0
HALF_CAPITAL = 0.36  # from the baseline to the middle of a Han character's ink, as a part of the size
_SIZE_STEP = 0.5
_LEADING = 1.32
# GB/T 15834-2011, 5.1: these do not begin a line, and those do not end one.
_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’％‰℃…—～·,.;:?!)]}%°\u3000")
_NOT_LAST = frozenset("（《〈「『【〔〖“‘([{￥¥$№")
_LINE_ENDS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


class Block(NamedTuple):
    """Lines of text of one size, ready to be set; sizes and leading in points."""

    lines: tuple[str, ...]
    size: float
    bold: bool = False

    @property
    def leading(self) -> float:
        """The distance from one line to the next in points."""
        return self.size * _LEADING

    @property
    def height(self) -> float:
        """The height of all lines in points."""
        return len(self.lines) * self.leading


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return ``text`` as it can be printed: odd spaces plain, invisible marks gone, 〓 where no font has the character.

    Line ends of every kind become a newline.
    """
    plain = fonts.face().characters
    if plain.issuperset(map(ord, text)):
        return text
    kept = []
    for character in text.replace("\r\n", "\n").translate(_LINE_ENDS):
        if character == "\n" or ord(character) in plain:
            kept.append(character)
        elif character == "\t" or (fonts.is_invisible(character) and character.isspace()):
            kept.append(" ")
        elif not fonts.is_invisible(character):
            kept.append(character if fonts.fallback_for(character) else MISSING_MARK)
    return "".join(kept)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of one clean line at ``size`` points."""
    return _thousandths(text, bold) * size / 1000


@lru_cache(maxsize=8192)
def _thousandths(text: str, bold: bool) -> float:  # noqa: FBT001 - a key of the cache
    return sum(float(run.face.font.stringWidth(run.text, 1000)) for run in fonts.runs(text, bold=bold))


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return the lines of ``text`` (clean) that fit into ``width`` points; a word wider than that is broken."""
    return _wrapped(text, width, size, bold=bold)[0]


def fit(text: str, width: float, size: float, *, bold: bool = False, most_lines: int | None = None) -> Block:
    """Return ``text`` set into ``width`` points, smaller than ``size`` only where it must be.

    The size goes down while a word would be broken or there are more than ``most_lines`` lines, to ``SMALLEST_SIZE``
    at the least; then words are broken and lines added, for nothing is ever cut off.
    """
    text = clean(text)
    while True:
        lines, is_broken = _wrapped(text, width, size, bold=bold)
        too_many = most_lines is not None and len(lines) > most_lines
        if not (is_broken or too_many) or size - _SIZE_STEP < SMALLEST_SIZE:
            return Block(lines, size, bold)
        size -= _SIZE_STEP


def fit_label(text: str, width: float, size: float, *, bold: bool = False, most_lines: int = 2) -> Block:
    """Return a label set like :func:`fit`, but with lines of one length, or broken before a bracket.

    ``残疾类别`` over two lines is 残疾 / 类别, and ``住房面积（平方米）`` is 住房面积 / （平方米）.
    """
    block = fit(text, width, size, bold=bold, most_lines=most_lines)
    count = len(block.lines)
    if count < 2 or "\n" in text:
        return block
    text = clean(text)
    bracket = text.find("（")
    if count == 2 and bracket > 0:
        parts = (text[:bracket], text[bracket:])
        if all(width_of(part, block.size, bold=bold) <= width for part in parts):
            return block._replace(lines=parts)
    narrow = width_of(text, block.size, bold=bold) / count
    while narrow < width:
        lines, is_broken = _wrapped(text, narrow, block.size, bold=bold)
        if len(lines) <= count and not is_broken:
            return block._replace(lines=lines)
        narrow += block.size / 4
    return block


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return ``text`` on one line, ended by … where it is too long: for running heads, which only repeat."""
    text = " ".join(clean(text).split("\n"))
    if width_of(text, size, bold=bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle] + "…", size, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low] + "…"


def widest_word(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of the longest piece of ``text`` that should stay on one line."""
    widest = 0.0
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or _may_break(text[index - 1], text[index]):
            widest = max(widest, width_of(text[start:index].strip(), size, bold=bold))
            start = index
    return widest


def _wrapped(text: str, width: float, size: float, *, bold: bool) -> tuple[tuple[str, ...], bool]:
    if "\n" not in text and _thousandths(text, bold) * size <= width * 1000:
        return (text,), False
    limit = width * 1000 / size + 0.01
    lines: list[str] = []
    is_broken = False
    for paragraph in text.split("\n"):
        broken = _wrap_paragraph(paragraph.rstrip(), limit, bold, lines)
        is_broken = is_broken or broken
    return tuple(lines), is_broken


def _wrap_paragraph(text: str, limit: float, bold: bool, lines: list[str]) -> bool:  # noqa: FBT001
    """Append the lines of one paragraph; ``limit`` in thousandths of the size; say whether a word was broken."""
    widths = fonts.face(bold=bold).widths
    start = 0
    breakable = 0
    used = 0.0
    is_broken = False
    for index, character in enumerate(text):
        advance = widths.get(ord(character))
        if advance is None:
            advance = _thousandths(character, bold)
        if index > start and _may_break(text[index - 1], character):
            breakable = index
        used += advance
        while used > limit and index > start and character != " ":
            if breakable <= start:
                breakable = index
                is_broken = is_broken or not _is_wide(character)
            lines.append(text[start:breakable].rstrip(" "))
            start = breakable
            while start < index and text[start] == " ":
                start += 1
            used = _thousandths(text[start : index + 1], bold)
    lines.append(text[start:])
    return is_broken


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST or after == " ":
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    """Say whether a line may be broken beside the character: Han and its punctuation, not letters and digits."""
    return character >= "\u2010"
