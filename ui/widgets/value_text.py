"""A value as text to be typed over, and what a field offers beside values."""

from __future__ import annotations

from poverty_desktop.domain import media
from poverty_desktop.domain.values import BLANK, DONT_KNOW, NOT_APPLICABLE, REFUSED, Value
from poverty_desktop.i18n import N_, _
from poverty_desktop.packs.model import Property, PropertyType

NOTHINGS = (
    (BLANK, N_("Blank: not asked yet")),
    (NOT_APPLICABLE, N_("Not applicable")),
    (DONT_KNOW, N_("Not known")),
    (REFUSED, N_("Refused to answer")),
)
"""The four kinds of nothing, as a menu offers them."""

HINTS = {
    PropertyType.DATE: N_("such as 20261123"),
    PropertyType.MONTH: N_("such as 202611"),
    PropertyType.YEAR: N_("such as 2026"),
    PropertyType.MONEY: N_("in yuan, such as 1200.50"),
    PropertyType.DECIMAL: N_("a number, such as 3.5"),
    PropertyType.INTEGER: N_("a whole number"),
}


def write(item: Property, value: Value) -> str:
    """Return ``value`` as one would type it: money in yuan, dates as ``2026-11-23``; a nothing as no text."""
    if not value or isinstance(value.scalar, bytes):
        return ""
    if item.type is PropertyType.MONEY and isinstance(value.scalar, int):
        sign = "-" if value.scalar < 0 else ""
        yuan, fen = divmod(abs(value.scalar), 100)
        return f"{sign}{yuan}.{fen:02d}" if fen else f"{sign}{yuan}"
    return str(value.scalar)


def file_words(name: str) -> str:
    """Return what the answer of a photo or file question is called on the screen."""
    ending = media.extension_of(name)
    return _("A photo") if ending == media.PHOTO else _("A file ({ending})").format(ending=ending.upper())
