"""How an answer is written, by type: what the hand typed becomes the one text that is stored and compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

MAX_CHARACTERS = 100_000
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$|^(\d{4})(\d{2})(\d{2})$")
_PART_OF_DATE = re.compile(r"^(\d{4})(?:年?|[-/.年](\d{1,2})月?(?:[-/.]?\d{1,2}日?)?|(\d{2})(?:\d{2})?)$")
_TIME = re.compile(r"^(\d{1,2})[:点时](\d{2})分?(?::(\d{2})(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$")
_BARE_TIME = re.compile(r"^(\d{1,2})(\d{2})$")
_BARE_MOMENT = re.compile(r"^(\d{8})(\d{4})$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_PLAIN = re.compile(r"^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})$")
_POINT = re.compile(r"^-?\d{1,3}(?:\.\d+)?(?: -?\d{1,3}(?:\.\d+)?(?: -?\d+(?:\.\d+)?){0,2})$")
_HALF_WIDTH = {
    0xFF00 + low: 0x20 + low
    for low in (0x0D, *range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))  # - 0-9 A-Z a-z
}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def canonical(value_type: str, text: str) -> str:
    """Return ``text`` as it is stored: ``０７`` as ``7``, ``2026/1/5`` as ``2026-01-05``, codes ``a  b a`` as ``a b``.

    What cannot be understood stays as it was typed; :func:`is_well_written` says so. Blanks alone are no answer.
    """
    text = _UNPRINTABLE.sub("", text)
    if not text.strip():
        return ""
    if value_type == "text":
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    write = _WRITERS.get(value_type)
    written = write(plain) if write else plain
    return text.strip() if written is None else written


def whole_day(text: str, appearance: Collection[str]) -> str:
    """Return the day that a month (``2026-11``) or a year stands for where the form asks for no more: its first.

    ODK Collect stores the same (appearances ``month-year`` and ``year`` of a date).
    """
    if "year" in appearance or "month-year" in appearance:
        match = _PART_OF_DATE.match(unicodedata.normalize("NFKC", text).strip())
        month = (match[2] or match[3] or "") if match is not None else ""
        if match is not None and "month-year" not in appearance:
            return f"{match[1]}-01-01"
        if match is not None and month:
            return f"{match[1]}-{int(month):02d}-01"
    return text


def half_width(text: str) -> str:
    """Return ``text`` with the digits, letters and hyphens of a Chinese input method half-width, all else as typed."""
    return text.translate(_HALF_WIDTH)


def grouped(text: str) -> str:
    """Return a number with a comma after every three digits, as one reads it; anything else as it stands."""
    number = _number(text)
    return f"{number:,f}" if number is not None else text


def is_well_written(value_type: str, text: str) -> bool:
    """Say whether ``text``, as :func:`canonical` left it, is an answer of this type; no answer always is."""
    write = _WRITERS.get(value_type)
    return not text or write is None or write(text) is not None


def _number(text: str) -> Decimal | None:
    if _GROUPED.match(text):
        text = text.replace(",", "")
    if not _PLAIN.match(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _integer(text: str) -> str | None:
    number = _number(text)
    return str(int(number)) if number is not None and number == number.to_integral_value() else None


def _decimal(text: str) -> str | None:
    number = _number(text)
    if number is None:
        return None
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written.removeprefix("+")


def _date(text: str) -> str | None:
    match = _DATE.match(text.split("T", maxsplit=1)[0].strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _time(text: str) -> str | None:
    match = _TIME.match(_BARE_TIME.sub(r"\1:\2", text))
    if match is None:
        return None
    hour, minute, second, fraction, zone = match.groups()
    try:
        written = time(int(hour), int(minute), int(second or 0)).isoformat()
    except ValueError:
        return None
    return f"{written}.{(fraction or '.').removeprefix('.')[:3]:0<3}{zone or ''}"


def _datetime(text: str) -> str | None:
    day, _separator, rest = _BARE_MOMENT.sub(r"\1T\2", text).replace(" ", "T", 1).partition("T")
    written_day, written_time = _date(day), _time(rest or "00:00")
    if written_day is None or written_time is None:
        return None
    written = f"{written_day}T{written_time}"
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return None
    return written


def _codes(text: str) -> str:
    return " ".join(dict.fromkeys(text.split()))


def _point(text: str) -> str | None:
    if not _POINT.match(text):
        return None
    latitude, longitude, *rest = (float(part) for part in text.split())
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    altitude, accuracy = [*rest, 0.0, 0.0][:2]
    return f"{latitude} {longitude} {altitude} {accuracy}"


def _points(text: str) -> list[str] | None:
    written = [_point(part.strip()) for part in text.strip(" ;").split(";")]
    found = [point for point in written if point is not None]
    return found if len(found) == len(written) else None


def _line(text: str) -> str | None:
    """Return the corners of a way in the form of ODK: points with ``;`` between them, two at least."""
    points = _points(text.replace("；", ";"))
    return "; ".join(points) if points is not None and len(points) > 1 else None


def _area(text: str) -> str | None:
    """Return the corners of a field, three at least, and in the end the first once more, as ODK closes it."""
    points = _points(text.replace("；", ";"))
    if points is None or len(dict.fromkeys(points)) < 3:
        return None
    return "; ".join(points if points[0] == points[-1] else [*points, points[0]])


_WRITERS: Mapping[str, Callable[[str], str | None]] = {
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "codes": _codes,
    "geopoint": _point,
    "geotrace": _line,
    "geoshape": _area,
}
