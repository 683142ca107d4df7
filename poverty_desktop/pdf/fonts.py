"""The fonts of the papers: two that ship with the program, and others that are read only for a rare character.

Noto Sans SC covers every character of the 通用规范汉字表 and of GB 18030-2022 level 2. What it lacks (Extension B and
later) is looked for in the Hanazono fonts (Debian ``fonts-hanazono``), in the large fonts of the system and in the
files named by the environment variable ``POVERTY_DESKTOP_FONTS``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from poverty_desktop import paths
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.pdf import tounicode

EXTRA_FONTS_VARIABLE = "POVERTY_DESKTOP_FONTS"
_FALLBACK_FILES = ("HanaMinB.ttf", "HanaMinA.ttf", "simsunb.ttf")
_INVISIBLE = frozenset((*range(0x20), *range(0x7F, 0xA1), 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0xFEFF))
LOCK = threading.RLock()
"""reportlab reads a font file through one cursor, so one thread at a time loads or embeds."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One loaded font: its name for reportlab, what it can draw, and the widths in thousandths of the size."""

    name: str
    font: Any
    characters: frozenset[int]
    widths: dict[int, float]


class Run(NamedTuple):
    """A piece of text that one font draws."""

    face: Face
    text: str


def face(*, bold: bool = False) -> Face:
    """Return the shipped font, loading it on first use; raises ``StorageError`` if its file is missing or damaged."""
    return _shipped("NotoSansSC-Bold" if bold else "NotoSansSC-Regular")


@cache
def _shipped(name: str) -> Face:
    loaded = _load(name, paths.resources() / "fonts" / f"{name}.ttf")
    if loaded is None:
        raise StorageError(N_("The font of the papers cannot be read. Install the program again."))
    return loaded


def _load(name: str, file: Path) -> Face | None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    with LOCK:
        tounicode.install()
        try:
            font = TTFont(name, str(file), asciiReadable=False, shapable=False)
        except (OSError, TTFError):
            return None  # absent, unreadable or without TrueType outlines: the next font is asked
        pdfmetrics.registerFont(font)
    characters = frozenset(font.face.charToGlyph) - _INVISIBLE
    return Face(name, font, characters, font.face.charWidths)


def fallback_files() -> Iterator[Path]:
    """Yield the existing font files that may know a character which the shipped fonts do not, best first."""
    for entry in os.environ.get(EXTRA_FONTS_VARIABLE, "").split(os.pathsep):
        if entry and Path(entry).is_file():
            yield Path(entry)
    folders = [
        paths.resources() / "fonts",
        Path("/usr/share/fonts/truetype/hanazono"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".local" / "share" / "fonts",
    ]
    if windows := os.environ.get("WINDIR"):
        folders.append(Path(windows) / "Fonts")
    for name in _FALLBACK_FILES:
        yield from (folder / name for folder in folders if (folder / name).is_file())


@cache
def _fallback(file: Path) -> Face | None:
    return _load(f"Rare-{file.stem}", file)


@lru_cache(maxsize=1024)
def fallback_for(character: str) -> Face | None:
    """Return the first further font that can draw ``character``; none if no font of this machine can."""
    code = ord(character)
    for file in fallback_files():
        found = _fallback(file)
        if found is not None and code in found.characters:
            return found
    return None


def runs(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """Return ``text`` cut into pieces that one font each can draw; characters that no font has are left out."""
    first = face(bold=bold)
    if first.characters.issuperset(map(ord, text)):
        return (Run(first, text),)

    def chosen(character: str) -> Face | None:
        return first if ord(character) in first.characters else fallback_for(character)

    return tuple(Run(one, "".join(piece)) for one, piece in groupby(text, chosen) if one is not None)


def missing_characters(text: str) -> frozenset[str]:
    """Return the visible characters of ``text`` that no font of this machine can draw: a finding before printing."""
    first = face()
    if first.characters.issuperset(map(ord, text)):
        return frozenset()
    return frozenset(
        character
        for character in set(text)
        if ord(character) not in first.characters and not is_invisible(character) and fallback_for(character) is None
    )


def is_invisible(character: str) -> bool:
    """Say whether the character takes no ink by nature: controls, format marks, variation selectors, odd spaces."""
    import unicodedata

    return (
        ord(character) in _INVISIBLE
        or unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
        or 0xFE00 <= ord(character) <= 0xFE0F
        or 0xE0100 <= ord(character) <= 0xE01EF
    )
