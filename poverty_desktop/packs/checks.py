"""A check of a pack: a rule over the register as an expression, with its words, its limits and two examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.packs.model import Label


class Severity(StrEnum):
    """How much a finding weighs (domain.md 8.2, point 0)."""

    ERROR = "E"  # impossible; stops submission, never saving
    WARNING = "W"  # wants a reason
    VERIFY = "V"  # may be true; to be looked at in the village
    INFO = "I"


class Scope(StrEnum):
    """What a check looks at, one at a time."""

    PERSON = "person"
    HOUSEHOLD = "household"
    VILLAGE = "village"


class ReferenceDate(StrEnum):
    """Which day ``$day`` is."""

    TODAY = "today"
    YEAR_END = "year_end"  # the last day of the year of the facts, today while that year runs
    PERIOD_END = "period_end"  # the last day of the accounting year
    SCHOOL_YEAR = "school_year"  # the 1 September that opened the school year of that day of the year of the facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another value of a parameter in some years, written as in ``Check.params``."""

    name: str
    value: str
    valid_from: int | None = None
    valid_to: int | None = None

    def holds_in(self, year: int) -> bool:
        """Say whether it holds in ``year``."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One row of the sheet ``checks``.

    ``params`` are texts by name: a number, a text between quotation marks, or the name of a setting of the pack.
    ``fields`` name the data items that a screen points to. ``fires`` and ``silent`` are examples (see
    ``check_examples``). ``in_interview``: it speaks while an interview runs.
    ``overrides`` are what the sheet ``check_params`` says for the province of the pack, the general ones first.
    """

    id: str
    title: Label
    scope: Scope
    severity: Severity
    fires_if: str
    message: Label
    source: str
    fires: str
    silent: str
    applies_if: str = ""
    eras: str = "abc"
    params: Mapping[str, str] = field(default_factory=dict)
    reference_date: ReferenceDate = ReferenceDate.TODAY
    fields: tuple[str, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None
    is_waivable: bool = True
    in_interview: bool = False
    overrides: tuple[Override, ...] = ()

    def params_in(self, year: int) -> Mapping[str, str]:
        """Return the parameters as they are in ``year``; of several overrides the last one counts."""
        return {**self.params, **{item.name: item.value for item in self.overrides if item.holds_in(year)}}

    def holds_in(self, year: int, era: str) -> bool:
        """Say whether the check is in force for ``year``, which belongs to ``era``."""
        return era in self.eras and (self.valid_from or year) <= year <= (self.valid_to or year)

    @property
    def spans_households(self) -> bool:
        """Say whether it looks beyond one household, so that one household alone cannot answer it."""
        return self.scope is Scope.VILLAGE or self.looks_beyond_village

    @property
    def looks_beyond_village(self) -> bool:
        """Say whether it may look at the whole register, so that one village alone cannot answer it."""
        return "/register" in self.fires_if or "/register" in self.applies_if
