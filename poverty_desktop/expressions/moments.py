"""Dates and times as texts that know which instant they mean.

Days are counted from 1970-01-01. A text is a date (``2026-11-23``) or a date and time
(``2026-11-23T08:00:00.000+08:00``); one without an offset is in the zone of the laptop (ODK XForms, data types).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

DAY_SECONDS: Final = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WALL = datetime(1970, 1, 1)  # noqa: DTZ001 - a reading of the wall clock has no zone
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?"
_DATE = re.compile(rf"(\d{{1,4}})-(\d{{1,2}})-(\d{{1,2}})(?:T{_CLOCK})?", re.ASCII)
_TIME = re.compile(_CLOCK, re.ASCII)
_PRINTED = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{4})\b", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FIELDS: Final[dict[str, Callable[[datetime], str]]] = {
    "Y": lambda moment: f"{moment.year:04d}",
    "y": lambda moment: f"{moment.year % 100:02d}",
    "m": lambda moment: f"{moment.month:02d}",
    "n": lambda moment: str(moment.month),
    "b": lambda moment: _MONTHS[moment.month - 1],
    "d": lambda moment: f"{moment.day:02d}",
    "e": lambda moment: str(moment.day),
    "W": lambda moment: str(_week(moment)),
    "a": lambda moment: _WEEKDAYS[moment.weekday()],
    "H": lambda moment: f"{moment.hour:02d}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02d}",
    "S": lambda moment: f"{moment.second:02d}",
    "3": lambda moment: f"{moment.microsecond // 1000:03d}",
    "%": lambda _moment: "%",
}
_MAX_OFFSET = timedelta(hours=24)


class Moment(str):
    """A date or date-time: its canonical text, the instant it means and what it counts as a number of days."""

    __slots__ = ("days", "instant")
    days: float
    instant: datetime | None

    @classmethod
    def of(cls, text: str, instant: datetime | None, days: float) -> Moment:
        """Return a moment; one without an instant is no date and counts as false."""
        moment = cls(text)
        moment.instant = instant
        moment.days = days
        return moment


def invalid() -> Moment:
    """Return what ``date()`` makes of a text that is no date: false, NaN and the words of the recorded assertions."""
    return Moment.of("Invalid Date", None, float("nan"))


def read(text: str, zone: tzinfo) -> datetime | None:
    """Return the instant that ``text`` means, in ``zone``, or None where it is no date or date-time."""
    match = _DATE.fullmatch(text)
    if match is None:
        return _read_printed(text, zone)
    year, month, day, *clock = match.groups()
    return _built(int(year), int(month), int(day), clock, zone)


def looks_like_date(text: str) -> bool:
    """Return whether ``text`` begins as a date does; cheap, for the way from text to number."""
    return len(text) >= 8 and text[4] == "-" and text[:4].isdigit()


def instant_days(moment: datetime) -> float:
    """Return the days between 1970-01-01T00:00Z and ``moment``, with the part of a day."""
    return (moment - _EPOCH) / timedelta(milliseconds=1) / (DAY_SECONDS * 1000)


def wall_days(moment: datetime) -> float:
    """Return the days on the wall calendar from 1970-01-01 to ``moment``, with the part of the day that has passed."""
    return (moment.replace(tzinfo=None) - _EPOCH_WALL) / timedelta(milliseconds=1) / (DAY_SECONDS * 1000)


def from_instant_days(days: float, zone: tzinfo) -> datetime | None:
    """Return the instant ``days`` after 1970-01-01T00:00Z in ``zone``; None outside the years 1 to 9999."""
    try:
        return (_EPOCH + timedelta(milliseconds=round(days * DAY_SECONDS * 1000))).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def from_wall_days(days: float, zone: tzinfo) -> datetime | None:
    """Return the wall time ``days`` after 1970-01-01T00:00 in ``zone``; None outside the years 1 to 9999."""
    try:
        return (_EPOCH_WALL + timedelta(milliseconds=round(days * DAY_SECONDS * 1000))).replace(tzinfo=zone)
    except (OverflowError, ValueError):
        return None


def written(moment: datetime) -> str:
    """Return ``2026-11-23`` for a midnight, ``2026-11-23T08:00:00.000+08:00`` for any other time of day."""
    if not (moment.hour or moment.minute or moment.second or moment.microsecond >= 1000):
        return f"{moment:%Y-%m-%d}".zfill(10)
    return written_whole(moment)


def written_whole(moment: datetime) -> str:
    """Return ``2026-11-23T08:00:00.000+08:00``, with milliseconds and offset, whatever the time of day is."""
    return moment.isoformat(timespec="milliseconds")


def formatted(moment: datetime, pattern: str) -> str:
    """Return ``moment`` in the ``%`` pattern of ``format-date()``: Y y m n b d e H h M S 3 a W (the week)."""
    return re.sub("%([YymnbdeWaHhMS3%])", lambda match: _FIELDS[match.group(1)](moment), pattern)


def time_of_day(text: str, today: datetime) -> float:
    """Return the part of the local day at ``text`` (``HH:MM:SS.sss+HH:MM``) in ``today``'s zone, else NaN."""
    moment = today_at(text, today)
    return float("nan") if moment is None else part_of_day(moment)


def today_at(text: str, today: datetime) -> datetime | None:
    """Return the moment of ``today`` at the time ``text`` (``HH:MM:SS.sss+HH:MM``), None where it is no time."""
    match = _TIME.fullmatch(text)
    zone = today.tzinfo or UTC
    return _built(today.year, today.month, today.day, list(match.groups()), zone) if match else None


def part_of_day(moment: datetime) -> float:
    """Return the part of the local day that has passed at ``moment``, from 0 to below 1."""
    return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / DAY_SECONDS


def _week(moment: datetime) -> int:
    """Return the week of the year as Java counts: it begins on Sunday, and the one with 1 January is the first."""
    saturday = moment + timedelta(days=(5 - moment.weekday()) % 7)
    if saturday.year > moment.year:
        return 1
    return (saturday.timetuple().tm_yday + 6) // 7


def _built(year: int, month: int, day: int, clock: list[str | None], zone: tzinfo) -> datetime | None:
    hour, minute, second, fraction, offset = clock
    microseconds = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        within = zone if offset is None else _offset(offset)
        moment = datetime(
            year, month, day, int(hour or 0), int(minute or 0), int(second or 0), microseconds, tzinfo=within
        )
        return moment if offset is None else moment.astimezone(zone)
    except (OverflowError, ValueError):
        return None


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    minutes = int(text[-2:]) if len(text) > 3 else 0
    if minutes > 59:
        raise ValueError("an offset has at most 59 minutes")
    shift = timedelta(hours=int(text[1:3]), minutes=minutes)
    if shift >= _MAX_OFFSET:
        raise ValueError("an offset is below 24 hours")
    return timezone(-shift if text[0] == "-" else shift)


def _read_printed(text: str, zone: tzinfo) -> datetime | None:
    match = _PRINTED.match(text)  # as JavaScript's Date.toString() writes it
    if match is None or match.group(1) not in _MONTHS:
        return None
    month, day, year, clock, offset = match.groups()
    iso = f"{year}-{_MONTHS.index(month) + 1:02d}-{day}T{clock}{offset[:3]}:{offset[3:]}"
    return read(iso, zone)
