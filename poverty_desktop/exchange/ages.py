"""Ages of a file: compared with dates of birth, or, where the map says of which day they are, made into one."""

from __future__ import annotations

from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.person import age_at
from poverty_desktop.domain.textual import read_date, read_integer
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.cells import PLACEHOLDER, is_placeholder
from poverty_desktop.exchange.column_map import ColumnMap
from poverty_desktop.exchange.problems import Problem, attention
from poverty_desktop.exchange.rows import Rows
from poverty_desktop.i18n import N_

AGE_DISAGREES = N_("The age in the file does not agree with the date of birth.")
BIRTHS_CALCULATED = N_(
    "{count} dates of birth were calculated from the ages in the file; their day and month are not known."
)
_MOST_YEARS = 130
_TOLERANCE_YEARS = 1  # ages by Chinese count and lists of last year differ by one


def compare_ages(rows: Rows, column_map: ColumnMap, *, today: date) -> tuple[Problem, ...]:
    """Compare or calculate; returns what is to be said of the whole file.

    A calculated birth is the middle of the twelve months that the completed age leaves open.
    """
    texts = rows.special.get("check.age")
    if texts is None:
        return ()
    rule = next(rule for rule in column_map.columns if rule.target == "check.age")
    reference = _day(rule.reference_day or "")
    caption = rows.captions.get("check.age", "")
    calculated = 0
    ages: dict[str, int | None] = {}
    for row, text in enumerate(texts):
        if text not in ages:
            ages[text] = _age(text)
        age = ages[text]
        if is_placeholder(text):
            rows.add(row, attention(PLACEHOLDER, caption=caption, original=text))
        if age is None:
            continue
        person = rows.values[RecordKind.PERSON][row]
        birth = _day(str(person["birth_date"].scalar)) if person.get("birth_date") else None
        if birth is None and reference is not None and person:
            person["birth_date"] = Value(_middle(reference, age).isoformat())
            calculated += 1
        elif birth is not None:
            actual = age_at(birth, reference or today)
            if actual is None or abs(actual - age) > _TOLERANCE_YEARS:
                rows.add(row, attention(AGE_DISAGREES, caption=caption, original=text))
    return (attention(BIRTHS_CALCULATED, count=calculated),) if calculated else ()


def _age(text: str) -> int | None:
    scalar = read_integer(text, units=("周岁", "岁")).value.scalar
    return scalar if isinstance(scalar, int) and 0 <= scalar <= _MOST_YEARS else None


def _day(text: str) -> date | None:
    scalar = read_date(text).value.scalar
    return date.fromisoformat(scalar) if isinstance(scalar, str) else None


def _middle(reference: date, age: int) -> date:
    month = reference.month - 6
    return date(reference.year - age - (month < 1), month + 12 * (month < 1), 1)
