"""Which of many backups are kept: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

MOST: Final = 99
WRONG_RULE = N_("Give three numbers from 0 to 99, such as 7,4,12; at least one day is kept.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRule:
    """How many days, weeks and months with a backup are reached back."""

    days: int = 7
    weeks: int = 4
    months: int = 12

    def __post_init__(self) -> None:
        """Refuse a rule that would keep nothing."""
        if not 1 <= self.days <= MOST or not 0 <= self.weeks <= MOST or not 0 <= self.months <= MOST:
            raise RuleError(WRONG_RULE)

    def to_text(self) -> str:
        """Return the rule as it is kept and typed: ``7,4,12``."""
        return f"{self.days},{self.weeks},{self.months}"


def read_rule(text: str) -> KeepRule:
    """Return the rule of a text such as ``7,4,12``; raises ``RuleError``."""
    try:
        days, weeks, months = (int(part) for part in text.split(","))
    except ValueError:
        raise RuleError(WRONG_RULE) from None
    return KeepRule(days=days, weeks=weeks, months=months)


def kept(moments: Iterable[datetime], rule: KeepRule) -> frozenset[datetime]:
    """Return those of the local ``moments`` that stay; the newest of all is always among them.

    Days without a backup do not count, so that a laptop which lay in a drawer for a month loses nothing by it.
    """
    newest_first = sorted(set(moments), reverse=True)
    staying: set[datetime] = set(newest_first[:1])
    spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (rule.days, lambda moment: moment.date()),
        (rule.weeks, lambda moment: moment.isocalendar()[:2]),
        (rule.months, lambda moment: (moment.year, moment.month)),
    )
    for most, span_of in spans:
        seen: set[object] = set()
        for moment in newest_first:
            span = span_of(moment)
            if span not in seen and len(seen) < most:
                seen.add(span)
                staying.add(moment)
    return frozenset(staying)
