"""The names of printed files by the office's pattern: every disk takes them, and none holds the number of a card."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_file_names import DEFAULT, SETTING, NamePart, Piece, pieces

MOST_LETTERS: Final = 60
"""Of a name without its ending: three bytes each in UTF-8, so that 255 bytes hold it with a number behind."""

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_OF_A_CARD = re.compile(r"[0-9]{11,}[0-9Xx]?")  # ID numbers, accounts, phones: whatever field they were typed into
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"COM{number}" for number in range(1, 10)), *(f"LPT{n}" for n in range(1, 10))}
)


class FileNames:
    """Gives each file of one print run a name of its own."""

    def __init__(self, pack: Pack) -> None:
        self._pieces = pieces(pack.settings.get(SETTING, DEFAULT))
        self._given: set[str] = set()

    def name(self, told: Mapping[NamePart, str], *, suffix: str = ".pdf") -> str:
        """Return the name for a file of which ``told`` says what its parts are."""
        return self.unique("".join(_text(piece, told) for piece in self._pieces), suffix=suffix)

    def unique(self, wish: str, *, suffix: str = ".pdf") -> str:
        """Return ``wish`` as every disk takes it, numbered where it was given already."""
        plain = safe_name(wish)
        name, count = plain, 1
        while name.casefold() in self._given:
            count += 1
            name = f"{plain}-{count}"
        self._given.add(name.casefold())
        return name + suffix


def safe_name(wish: str) -> str:
    """Return a file's name without its ending: no letter that a disk refuses, no number of a card, not endless."""
    text = unicodedata.normalize("NFC", wish)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    text = _OF_A_CARD.sub("", _NOT_IN_NAMES.sub("_", text))
    text = re.sub(r"\s+", " ", text)[:MOST_LETTERS].strip(" .-_")
    if not text:
        return "0"
    return f"_{text}" if text.partition(".")[0].upper() in _RESERVED else text


def _text(piece: Piece, told: Mapping[NamePart, str]) -> str:
    if piece.part is None:
        return piece.text
    text = told.get(piece.part, "")
    return text.zfill(piece.digits) if text.isdigit() else text
