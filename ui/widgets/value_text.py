"""What is typed into a field becomes a value of its property, and a value becomes text to be typed over."""

from __future__ import annotations

from poverty_desktop.domain import textual
from poverty_desktop.domain.values import BLANK, DONT_KNOW, NOT_APPLICABLE, REFUSED, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Property, PropertyType

NOTHINGS = (
    (BLANK, N_("Blank: not asked yet")),
    (NOT_APPLICABLE, N_("Not applicable")),
    (DONT_KNOW, N_("Not known")),
    (REFUSED, N_("Refused to answer")),
)
"""The four kinds of nothing, as a menu offers them."""

READERS = {
    PropertyType.TEXT: textual.read_text,
    PropertyType.INTEGER: textual.read_integer,
    PropertyType.DECIMAL: textual.read_decimal,
    PropertyType.MONEY: textual.read_money,
    PropertyType.DATE: textual.read_date,
    PropertyType.MONTH: textual.read_month,
    PropertyType.YEAR: textual.read_year,
    PropertyType.DIVISION: textual.read_text,
}
HINTS = {
    PropertyType.DATE: N_("such as 20261123"),
    PropertyType.MONTH: N_("such as 202611"),
    PropertyType.YEAR: N_("such as 2026"),
    PropertyType.MONEY: N_("in yuan, such as 1200.50"),
    PropertyType.DECIMAL: N_("a number, such as 3.5"),
    PropertyType.INTEGER: N_("a whole number"),
}


def is_editable(item: Property) -> bool:
    """Say whether the property is typed or chosen in place; links to records and photos are not."""
    return item.type not in (PropertyType.REFERENCE, PropertyType.PHOTO)


def read(item: Property, text: str) -> Value:
    """Return the value of typed ``text``; raises ``RuleError`` with the sentence that says what is expected."""
    reading = READERS[item.type](text)
    if reading.problem is not None and reading.problem.is_error:
        raise RuleError(reading.problem.message_id, **reading.problem.params)
    return reading.value


def write(item: Property, value: Value) -> str:
    """Return ``value`` as one would type it: money in yuan, dates as ``2026-11-23``; a nothing as no text."""
    if not value or isinstance(value.scalar, bytes):
        return ""
    if item.type is PropertyType.MONEY and isinstance(value.scalar, int):
        sign = "-" if value.scalar < 0 else ""
        yuan, fen = divmod(abs(value.scalar), 100)
        return f"{sign}{yuan}.{fen:02d}" if fen else f"{sign}{yuan}"
    return str(value.scalar)
