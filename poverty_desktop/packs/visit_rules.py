"""How often which households are to be visited: a rule of the pack, its published form, and which rule holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from poverty_desktop.domain.periods import Period
from poverty_desktop.packs.model import Label

ANY = "*"
"""In ``monitoring``: whatever category, but one there must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRule:
    """A row: the households it is about, how often they are visited, and after how many days they are overdue."""

    id: str
    title: Label
    period: Period
    times: int
    overdue_days: int
    source: str
    household_types: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()
    province: str = ""

    def fits(self, household_type: str, monitoring: str) -> bool:
        """Say whether it is about a household of this type and category (blank where it has none)."""
        if self.household_types and household_type not in self.household_types:
            return False
        return not self.monitoring or (bool(monitoring) if self.monitoring == (ANY,) else monitoring in self.monitoring)


def rule_of(rules: Sequence[VisitRule], household_type: str, monitoring: str) -> VisitRule | None:
    """Return the first rule about such a household; those of a province stand before the general ones."""
    return next((rule for rule in rules if rule.fits(household_type, monitoring)), None)


def in_force(rules: Iterable[VisitRule], province: str) -> tuple[VisitRule, ...]:
    """Return the rules of ``province`` before those of everywhere, each in the order of the sheet."""
    found = [rule for rule in rules if rule.province in ("", province)]
    return tuple(sorted(found, key=lambda rule: rule.province == ""))


def encode_visit_rule(rule: VisitRule) -> dict[str, Any]:
    """Return a row of the published form; what is blank is left out."""
    row = {
        "id": rule.id,
        "title_zh": rule.title.zh,
        "title_en": rule.title.en,
        "household_types": " ".join(rule.household_types),
        "monitoring": " ".join(rule.monitoring),
        "period": rule.period.value,
        "times": rule.times,
        "overdue_days": rule.overdue_days,
        "province": rule.province,
        "source": rule.source,
    }
    return {name: cell for name, cell in row.items() if cell != ""}


def decode_visit_rule(row: Mapping[str, Any]) -> VisitRule:
    """Return the rule of a published row; fails on a cell that is missing or of the wrong type."""
    return VisitRule(
        id=row["id"],
        title=Label(zh=row["title_zh"], en=row["title_en"]),
        period=Period(row["period"]),
        times=int(row["times"]),
        overdue_days=int(row["overdue_days"]),
        source=row["source"],
        household_types=tuple(row.get("household_types", "").split()),
        monitoring=tuple(row.get("monitoring", "").split()),
        province=row.get("province", ""),
    )
