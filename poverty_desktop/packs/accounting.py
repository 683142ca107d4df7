"""What a pack says of the income account by province and year: the accounting year, who is counted, what counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from poverty_desktop.packs.model import Certainty, Label

YEAR_START = "year_start"
"""Month and day on which an accounting year begins, ``10-01`` nationally (domain.md 2.2)."""
MEMBER_DAY = "member_day"
"""On which day members are counted: ``period_end``, or month and day of the year that the account is named after."""
COUNTED_MEMBER = "counted_member"
"""An expression over one member: who counts towards the size of the family; blank counts every member."""
FILED = "filed"
"""An expression over one household: who counts as filed or monitored."""
TARGETED = "targeted"
"""An expression over one household: who is to be helped now."""
ADVANCE_SHARE = "advance_share"
"""Percent of a contract that may be paid before acceptance."""
IDLE_DAYS = "idle_days"
"""Days after which money that was allocated and not paid lies idle."""
EQUAL_HOUSEHOLDS = "equal_households"
"""Households of a project from which on equal amounts for all are listed as equal shares."""
FEE_SHARE = "fee_share"
"""Percent of a source that may become a management fee."""
NUMBERS = (ADVANCE_SHARE, IDLE_DAYS, EQUAL_HOUSEHOLDS, FEE_SHARE)
NAMES = (YEAR_START, MEMBER_DAY, COUNTED_MEMBER, FILED, TARGETED, *NUMBERS)
EXPRESSIONS = (COUNTED_MEMBER, FILED, TARGETED)
PERIOD_END = "period_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingRule:
    """One rule of the account in a province (blank: everywhere) and a span of years."""

    name: str
    value: str
    source: str
    province: str = ""
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeRule:
    """Another word on one income item; what is blank here stays as the item itself says (domain.md 2.4).

    ``cost_rate`` is in percent of the gross amount, where a household kept no record of its expenses.
    """

    item: str
    source: str
    certainty: Certainty
    province: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    counted: str = ""
    cost_rate: str = ""
    note: Label | None = None


Rule = TypeVar("Rule", AccountingRule, IncomeRule)


def in_force(rules: Iterable[Rule], province: str, year: int) -> list[Rule]:
    """Return the rules that hold in ``province`` and ``year``, those of the province after those of everywhere."""
    found = [
        rule
        for rule in rules
        if rule.province in ("", province) and (rule.valid_from or year) <= year <= (rule.valid_to or year)
    ]
    return sorted(found, key=lambda rule: rule.province != "")


def value_of(rules: Sequence[AccountingRule], name: str, province: str, year: int) -> str:
    """Return what holds under ``name``, empty where no rule says anything."""
    found = [rule.value for rule in in_force(rules, province, year) if rule.name == name]
    return found[-1] if found else ""


def period(start: str, year: int) -> tuple[date, date]:
    """Return first and last day of the accounting year ``year`` that begins on month and day ``start``.

    A year that begins on 10-01 ends on 30 September of the year that it is named after; one that begins on 01-01 is
    the calendar year (domain.md 2.2).
    """
    month, day = (int(part) for part in start.split("-"))
    begins_before = (month, day) != (1, 1)
    first = date(year - 1 if begins_before else year, month, day)
    following = date(first.year + 1, month, day)
    return first, date.fromordinal(following.toordinal() - 1)
