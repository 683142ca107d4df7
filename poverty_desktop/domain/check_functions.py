"""What checks may ask of a date, an ID number, a phone or the status of a measure, for evaluation and for SQL alike."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from poverty_desktop.domain import identity_number
from poverty_desktop.domain.identity_number import CITIZEN_LENGTH, IdentityReading, Sex
from poverty_desktop.domain.measure import COUNTED, Status, status_of
from poverty_desktop.expressions.extensions import Extension, Kind, enter

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NOT_IN_NAMES = "0-9A-Za-z \t\n\r\u00a0\u3000"
_PLAIN_NAME = re.compile(f"[^{_NOT_IN_NAMES}]{{2,}}")
_MOBILE_SQL = "ifnull({0} GLOB '1[3-9]" + "[0-9]" * 9 + "', 0)"
_NAME_SQL = "ifnull(length({0}) >= 2 AND {0} NOT GLOB '*[" + _NOT_IN_NAMES + "]*', 0)"
_AGE_SQL = (  # of an ISO date, the leading number is the year, and what stands after it compares as month and day
    "CASE WHEN {0} <= {1} THEN CAST({1} AS INTEGER) - CAST({0} AS INTEGER) - (substr({1}, 6) < substr({0}, 6)) END"
)
_NOT_COUNTED = ", ".join(f"'{status.value}'" for status in Status if status not in COUNTED)
_IN_FORCE_SQL = f"(ifnull({{0}}, '') NOT IN ({_NOT_COUNTED}))"
_CITIZEN_GLOB = "[0-9]" * (CITIZEN_LENGTH - 1) + "[0-9X]"
_TOTAL_SQL = " + ".join(f"n / {10 ** (16 - place)} % 10 * {by}" for place, by in enumerate(identity_number.WEIGHTS))
# The limit keeps the number a value of its own, read once and not for each of its digits.
_CHECKSUM_SQL = (
    f"ifnull({{0}} GLOB '{_CITIZEN_GLOB}*' AND substr({{0}}, 18, 1) ="  # noqa: S608 - of constants
    f" substr('{identity_number.CHECK_CHARACTERS}', 1 + (SELECT ({_TOTAL_SQL}) % 11"
    " FROM (SELECT CAST(substr({0}, 1, 17) AS INTEGER) AS n LIMIT 1)), 1), 0)"
)
# Only plain numbers are read in SQL, and of these only days that are sure to be; the function itself reads the rest.
_BIRTH_SQL = (
    f"CASE WHEN {{0}} GLOB '{_CITIZEN_GLOB}' AND substr({{0}}, 7, 2) BETWEEN '19' AND '20'"
    " AND substr({0}, 11, 4) BETWEEN '0101' AND '1231' AND (substr({0}, 13, 2) BETWEEN '01' AND '28'"
    " OR substr({0}, 13, 2) IN ('29', '30') AND substr({0}, 11, 2) != '02')"
    " THEN format('%s-%s-%s', substr({0}, 7, 4), substr({0}, 11, 2), substr({0}, 13, 2))"
    " WHEN {0} IS NOT NULL THEN x_id_birth({0}) END"
)
_MONTHS_SQL = "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN x_months_between({0}, {1}) END"
_SEX_SQL = (
    f"CASE WHEN {{0}} GLOB '{_CITIZEN_GLOB}' THEN iif(substr({{0}}, 17, 1) IN ('1', '3', '5', '7', '9'), '1', '2')"
    " WHEN {0} IS NOT NULL THEN x_id_sex({0}) END"
)


def age(birth: str | None, day: str | None) -> float | None:
    """Return full years by the calendar, None where a day is missing or the birth lies after it (see ``age_at``)."""
    if not birth or not day or birth > day:
        return None
    return float((int(day.replace("-", "")) - int(birth.replace("-", ""))) // 10_000)


@lru_cache(maxsize=16_384)
def months_between(first: str | None, last: str | None) -> float | None:
    """Return the full months from one day or month to another, negative where the second is earlier.

    What is blank, or neither a day nor a month, gives none.
    """
    if not first or not last:
        return None
    one, other = _parts(first), _parts(last)
    if one is None or other is None:
        return None
    if one > other:
        months = months_between(last, first)
        return None if months is None else -months
    return float((other[0] - one[0]) * 12 + other[1] - one[1] - (other[2] < one[2]))


def _parts(text: str) -> tuple[int, int, int] | None:
    try:
        year, month, day = (int(part) for part in (*text.split("-"), "1")[:3])
    except ValueError:
        return None
    return year, month, day


@lru_cache(maxsize=4_096)
def _reading(text: str) -> IdentityReading:
    return identity_number.read(text)


def is_checksum_right(text: str | None) -> bool:
    """Return whether the first 18 characters end in the check character that the 17 before them ask for."""
    citizen = (text or "")[:CITIZEN_LENGTH]
    if len(citizen) < CITIZEN_LENGTH or not (citizen[:17].isascii() and citizen[:17].isdigit()):
        return False
    return identity_number.check_character(citizen[:17]) == citizen[17]


def _is_plain(text: str) -> bool:
    return len(text) == CITIZEN_LENGTH and text.isascii() and text[:17].isdigit() and text[17] in "0123456789X"


def birth_in_number(text: str | None) -> str | None:
    """Return the date of birth that digits 7 to 14 write, None where they write none of 1900 or later."""
    if text and _is_plain(text):
        try:
            birth = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
        except ValueError:
            return None
        return birth.isoformat() if birth >= identity_number.EARLIEST_BIRTH else None
    number = _reading(text or "").number
    return number.birth_date.isoformat() if number is not None and number.birth_date else None


def sex_in_number(text: str | None) -> str | None:
    """Return the sex by the 17th digit, None where there is no number."""
    if text and _is_plain(text):
        return Sex.MALE.value if text[16] in "13579" else Sex.FEMALE.value
    number = _reading(text or "").number
    return None if number is None else number.sex.value


def is_mobile(text: str | None) -> bool:
    """Return whether the text is a mobile number of 11 digits."""
    return _MOBILE.fullmatch(text or "") is not None


def is_plain_name(text: str | None) -> bool:
    """Return whether a name has at least two characters and no digit, Latin letter or blank."""
    return _PLAIN_NAME.fullmatch(text or "") is not None


def is_in_force(status: str | None) -> bool:
    """Return whether a measure of this status stands in the plan or is given: neither only suggested nor dropped."""
    return status_of(status) in COUNTED


for _extension in (
    Extension(name="age", takes=(Kind.DATE, Kind.DATE), gives=Kind.NUMBER, run=age, sql=_AGE_SQL, is_whole=True),
    Extension(
        name="months-between",
        takes=(Kind.TEXT, Kind.TEXT),
        gives=Kind.NUMBER,
        run=months_between,
        sql=_MONTHS_SQL,
        is_whole=True,
    ),
    Extension(name="id-checksum-ok", takes=(Kind.TEXT,), gives=Kind.TRUTH, run=is_checksum_right, sql=_CHECKSUM_SQL),
    Extension(name="id-birth", takes=(Kind.TEXT,), gives=Kind.DATE, run=birth_in_number, sql=_BIRTH_SQL),
    Extension(name="id-sex", takes=(Kind.TEXT,), gives=Kind.TEXT, run=sex_in_number, sql=_SEX_SQL),
    Extension(name="mobile-ok", takes=(Kind.TEXT,), gives=Kind.TRUTH, run=is_mobile, sql=_MOBILE_SQL),
    Extension(name="in-force", takes=(Kind.TEXT,), gives=Kind.TRUTH, run=is_in_force, sql=_IN_FORCE_SQL),
    Extension(name="name-ok", takes=(Kind.TEXT,), gives=Kind.TRUTH, run=is_plain_name, sql=_NAME_SQL),
):
    enter(_extension)
