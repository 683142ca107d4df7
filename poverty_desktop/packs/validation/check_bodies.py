"""From the texts of a check to expressions with their parameters in place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import poverty_desktop.domain.check_functions  # noqa: F401 - makes the functions of checks known
from poverty_desktop.domain.person import school_year_start
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import bound, constant
from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.tree import Expression, Literal, Logical, Variable, walk
from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Check, ReferenceDate

MOST_CHARACTERS = 2_000
STANDING = ("day", "year", "line", "months_over")
"""Names that every check knows: the reference date, the year checked, and the line of that year in yuan."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")  # a code such as 01 is a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When and for what checks are run: the year of the facts, today, its accounting year's end, its line in fen."""

    year: int
    today: date
    period_end: date
    line_fen: int | None
    settings: Mapping[str, str]

    def day(self, reference: ReferenceDate) -> date:
        """Return the day that a reference date means."""
        # Facts of a past year are judged by the ages of that year, or a pupil of last year is too old for the class.
        of_facts = min(self.today, date(self.year, 12, 31))
        match reference:
            case ReferenceDate.PERIOD_END:
                return self.period_end
            case ReferenceDate.SCHOOL_YEAR:
                return school_year_start(of_facts)
            case ReferenceDate.YEAR_END:
                return of_facts
            case _:
                return self.today


def months_ended(year: int, day: date) -> int:
    """Return how many months of ``year`` are over on ``day``."""
    return min(12, max(0, (day.year - year) * 12 + day.month - 1))


@lru_cache(maxsize=1_024)
def parsed(text: str) -> Expression:
    """Return the tree of a condition; raises ``ExpressionError`` also for one that is too long to be read by people."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            N_("The condition is longer than {limit} characters; make it several checks."), limit=MOST_CHARACTERS
        )
    return parse(text)


def names_of(expression: Expression) -> frozenset[str]:
    """Return the names of the variables in an expression."""
    return frozenset(part.name for part in walk(expression) if isinstance(part, Variable))


def parameter(text: str, settings: Mapping[str, str]) -> Expression | None:
    """Return a parameter as an expression: a number, a text in quotation marks or a setting; None for anything else."""
    if text in settings:
        text = settings[text]
        return constant(float(text)) if _NUMBER.fullmatch(text) else Literal(value=text)
    if _NUMBER.fullmatch(text):
        return constant(float(text))
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        return constant(text[1:-1])
    return None


def condition(check: Check, occasion: Occasion) -> Expression | None:
    """Return when ``check`` fires, with every name replaced; None where something it needs is not known.

    Raises ``ExpressionError`` where a text of it cannot be read, which publishing has excluded.
    """
    variables: dict[str, Expression] = {
        "day": constant(occasion.day(check.reference_date).isoformat()),
        "year": constant(float(occasion.year)),
        "months_over": constant(float(months_ended(occasion.year, occasion.day(check.reference_date)))),
    }
    if occasion.line_fen is not None:
        variables["line"] = constant(occasion.line_fen / 100)
    for name, text in check.params_in(occasion.year).items():
        found = parameter(text, occasion.settings)
        if found is not None:
            variables[name] = found
    try:
        fires = bound(parsed(check.fires_if), variables)
        if not check.applies_if:
            return fires
        applies = bound(parsed(check.applies_if), variables)
    except KeyError:
        return None
    return Logical(operator="and", operands=(applies, fires))
