"""The fixed words of the papers, chosen by the language of the paper and not by that of the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, catalogue
from poverty_desktop.pdf.values import Cell

Say = Callable[[str], str]

_NOTHING = {
    Why.VALUE: "",
    Why.BLANK: "--",
    Why.NOT_APPLICABLE: N_("does not apply"),
    Why.DONT_KNOW: N_("not known"),
    Why.REFUSED: N_("refused to say"),
}
_DIGITS = "〇一二三四五六七八九"


@cache
def words(language: str) -> Say:
    """Return the function that says a marked sentence in ``zh_CN`` or ``en``."""
    return catalogue(language).gettext


def cell_words(cell: Cell, say: Say) -> str:
    """Return what stands in a cell; the four kinds of nothing look different, and blank is ``--``."""
    if isinstance(cell, Why):
        return _NOTHING[cell] if cell is Why.BLANK else say(_NOTHING[cell])
    return cell if cell.strip() else _NOTHING[Why.BLANK]


def day_words(day: date, language: str) -> str:
    """Return ``2026年11月23日`` or ``2026-11-23``."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh_CN" else day.isoformat()


def moment_words(moment: datetime, language: str) -> str:
    """Return day, hour and minute in the zone that ``moment`` carries."""
    return f"{day_words(moment.date(), language)} {moment:%H:%M}"


def ordinal(number: int, language: str) -> str:
    """Return the number of a section, 1 to 99: ``一、`` or ``1. ``."""
    if language != "zh_CN":
        return f"{number}. "
    tens, ones = divmod(number, 10)
    front = ("" if tens == 0 else "十") if tens < 2 else f"{_DIGITS[tens]}十"
    return f"{front}{_DIGITS[ones] if ones else ''}、"
