"""The colours of the window by name: a light set, and a dark one of the same names."""

from __future__ import annotations

from typing import Final

LIGHT: Final = {
    "ground": "#F5F7FA",
    "surface": "#FFFFFF",
    "line": "#DDE3EA",
    "line_strong": "#7C8998",
    "handle": "#B4BFCA",
    "ink": "#1D2733",
    "ink_weak": "#586472",
    "accent": "#0F6B5C",
    "accent_strong": "#0B5347",
    "accent_weak": "#E3F1EE",
    "ok": "#2A7530",
    "ok_weak": "#E8F5E9",
    "info": "#1F5FA8",
    "info_weak": "#E6F0FA",
    "warn": "#915500",
    "warn_weak": "#FFF4E0",
    "error": "#B3261E",
    "error_weak": "#FDECEA",
}
DARK: Final = {
    "ground": "#12181F",
    "surface": "#1B232C",
    "line": "#35424F",
    "line_strong": "#74859A",
    "handle": "#4C5B6B",
    "ink": "#E6EBF0",
    "ink_weak": "#A9B5C2",
    "accent": "#4FB8A3",
    "accent_strong": "#86D8C7",
    "accent_weak": "#1C3935",
    "ok": "#7CC884",
    "ok_weak": "#1B3320",
    "info": "#82B7EE",
    "info_weak": "#1B2F45",
    "warn": "#E7B057",
    "warn_weak": "#3A2C12",
    "error": "#F49A92",
    "error_weak": "#42201E",
}

GROUNDS: Final = ("ground", "surface", "accent_weak")
TEXT_PAIRS: Final = (
    *((text, ground) for text in ("ink", "ink_weak", "accent_strong") for ground in GROUNDS),
    *(("ink", f"{tone}_weak") for tone in ("ok", "info", "warn", "error")),
    *((tone, ground) for tone in ("ok", "info", "warn", "error") for ground in (f"{tone}_weak", "surface", "ground")),
    ("accent", "surface"),
    ("accent", "ground"),
    ("surface", "accent"),
    ("surface", "accent_strong"),
    ("surface", "ink"),
    ("ink_weak", "line"),
)
"""Which colour is written on which ground: the first must stand out from the second by 4.5 : 1 (WCAG 2.2, 1.4.3)."""
EDGE_PAIRS: Final = (("line_strong", "surface"), ("accent", "surface"), ("error", "surface"), ("line_strong", "ground"))
"""Which edge of a control is drawn on which ground: 3 : 1 (WCAG 2.2, 1.4.11)."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#RRGGBB`` between 1 and 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
