"""How the files of printed papers are called: the office's own pattern, a text with named parts in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class NamePart(StrEnum):
    """What a name of a file can hold. No number of a document, a phone or an account is among them."""

    VILLAGE = "village"
    GROUP = "group"
    NUMBER = "number"  # counts through the village
    CATEGORY = "category"
    MEMBERS = "members"
    HEAD = "head"
    PAPERS = "papers"
    YEAR = "year"
    DAY = "day"


WORDS: Final[Mapping[str, NamePart]] = {
    "村": NamePart.VILLAGE,
    "组": NamePart.GROUP,
    "序号": NamePart.NUMBER,
    "户类型": NamePart.CATEGORY,
    "人数": NamePart.MEMBERS,
    "户主": NamePart.HEAD,
    "文书": NamePart.PAPERS,
    "年度": NamePart.YEAR,
    "日期": NamePart.DAY,
    **{part.value: part for part in NamePart},
}
"""What a part is called in a pattern: in the office's words, or as the program calls it."""

SETTING: Final = "paper_file_name"
DEFAULT: Final = "{村}-{序号:4}"
_PIECE = re.compile(r"\{([^{}:]*)(?::([1-9]))?\}|([^{}]+)|([{}])")
_MOST_LETTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Plain ``text``, or a part whose number is filled with zeros to ``digits``."""

    text: str = ""
    part: NamePart | None = None
    digits: int = 0


def pieces(pattern: str) -> tuple[Piece, ...]:
    """Return what a pattern is made of; raises ``ValueError`` where it is not sound."""
    return tuple(_pieces(pattern))


def is_sound(pattern: str) -> bool:
    """Say whether every brace is closed, every part is known, and the name is not endless."""
    try:
        found = pieces(pattern)
    except ValueError:
        return False
    return bool(found) and len(pattern) <= _MOST_LETTERS


def _pieces(pattern: str) -> Iterator[Piece]:
    for name, digits, text, lonely in _PIECE.findall(pattern):
        if text:
            yield Piece(text=text)
        elif lonely or name.strip() not in WORDS:
            raise ValueError(pattern)
        else:
            yield Piece(part=WORDS[name.strip()], digits=int(digits or 0))
