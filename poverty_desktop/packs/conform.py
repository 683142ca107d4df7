"""Whether a value fits its property: the last door before the register."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from poverty_desktop.domain.media import REFERENCE_BYTES
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack

_WHOLE_WORDS = {
    PropertyType.INTEGER: N_("{label} must be a whole number."),
    PropertyType.MONEY: N_("{label} must be an amount of money."),
    PropertyType.YEAR: N_("{label} must be a year such as 2026."),
}
_MOST_TEXT = 16_000
_MOST_BYTES = 64_000
"""A value of the journal has at most 64 KiB: the answers of an interview are longer text, but mostly ASCII."""
_MOST_WHOLE = 2**53
_YEARS = range(1000, 9000)
"""What a calendar can count on and back from; a year within them is merely unlikely."""


def require_fit(item: Property, value: Value, pack: Pack) -> None:
    """Raise ``RuleError`` naming the property and what it takes, unless ``value`` fits it; a nothing always fits.

    Bounds of the pack are not looked at here: what is merely unlikely is a finding, never a refusal.
    """
    if not value:
        return
    scalar = value.scalar
    match item.type:
        case PropertyType.TEXT:
            fits = isinstance(scalar, str) and _is_short(scalar) and "\x00" not in scalar
            message = N_("{label} must be text of at most 16,000 characters.")
        case PropertyType.INTEGER | PropertyType.MONEY | PropertyType.YEAR:
            fits = isinstance(scalar, int) and abs(scalar) <= _MOST_WHOLE
            fits = fits and (item.type is not PropertyType.YEAR or scalar in _YEARS)
            message = _WHOLE_WORDS[item.type]
        case PropertyType.BOOLEAN:
            fits = scalar in (0, 1) and isinstance(scalar, int)
            message = N_("{label} must be yes or no.")
        case PropertyType.DECIMAL:
            fits = isinstance(scalar, str) and _is_decimal(scalar)
            message = N_("{label} must be a number.")
        case PropertyType.DATE:
            fits = isinstance(scalar, str) and _is_date(scalar)
            message = N_("{label} must be a date such as 2026-11-23.")
        case PropertyType.MONTH:
            fits = isinstance(scalar, str) and bool(re.fullmatch(r"[1-8]\d{3}-(0[1-9]|1[0-2])", scalar))
            message = N_("{label} must be a month such as 2026-11.")
        case PropertyType.CHOICE:
            fits = isinstance(scalar, str) and _is_code(item, scalar, pack)
            message = N_("{label} must be one of its options.")
        case PropertyType.CHOICES:
            fits = (
                isinstance(scalar, str)
                and bool(scalar.split())
                and all(_is_code(item, code, pack) for code in scalar.split())
            )
            message = N_("{label} must be some of its options.")
        case PropertyType.DIVISION:
            fits = isinstance(scalar, str) and bool(re.fullmatch(r"\d{12}", scalar))
            message = N_("{label} must be a 12-digit division code.")
        case PropertyType.REFERENCE | PropertyType.PHOTO:
            lengths = (REFERENCE_BYTES,) if item.type is PropertyType.PHOTO else (16, 32)
            fits = isinstance(scalar, bytes) and len(scalar) in lengths
            message = N_("{label} must name a record.")
    if not fits:
        raise RuleError(message, label=item.label)


def _is_short(text: str) -> bool:
    if len(text) <= _MOST_TEXT:
        return True
    return len(text) <= _MOST_BYTES and len(text.encode(errors="surrogatepass")) <= _MOST_BYTES


def _is_decimal(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and len(text) <= 30


def _is_date(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day.year in _YEARS


def _is_code(item: Property, code: str, pack: Pack) -> bool:
    if item.code_list == "income_item" and item.code_list not in pack.code_lists:
        return any(entry.code == code for entry in pack.income_items)
    codes = pack.code_lists.get(item.code_list or "")
    return codes is None or codes.find(code) is not None
