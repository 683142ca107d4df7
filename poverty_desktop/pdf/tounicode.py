"""Puts reportlab's ToUnicode maps right, so that every character is copied and searched as it was printed.

reportlab (seen in 5.1) writes a code point above U+FFFF as five hexadecimal digits where the PDF reference
(9.10.3, and Adobe Technical Note 5411) asks for UTF-16BE, and puts up to 256 entries into one ``bfchar`` block
where 100 are allowed. The glyph is right, the copied text is not.
"""

from __future__ import annotations

from collections.abc import Sequence

_ENTRIES_PER_BLOCK = 100


def character_map(font_name: str, subset: Sequence[int]) -> str:
    """Return the ToUnicode map of one font subset: the code points in the order of their one-byte codes."""
    entries = [f"<{code:02X}> <{_utf16(point)}>" for code, point in enumerate(subset)]
    blocks = []
    for start in range(0, len(entries), _ENTRIES_PER_BLOCK):
        block = entries[start : start + _ENTRIES_PER_BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def _utf16(point: int) -> str:
    return chr(point).encode("utf-16-be", "surrogatepass").hex().upper()


def install() -> None:
    """Make reportlab use :func:`character_map`; calling it again does no harm."""
    from reportlab.pdfbase import ttfonts

    ttfonts.makeToUnicodeCMap = character_map
