"""What villages and their teams are assessed by, and how much each item weighs (sheet ``assessment_items``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from poverty_desktop.packs.model import Label

WHOLE = 100
"""The points that a village of one type, or a team, can reach."""


class Assessed(StrEnum):
    """Who is assessed by an item."""

    VILLAGE = "village"
    TEAM = "team"


class Scoring(StrEnum):
    """How the points of an item come about."""

    FIGURE = "figure"  # the village's figure between ``zero_at`` and ``full_at``
    TARGET = "target"  # how much of the village's own target is reached
    CHANGE = "change"  # the change of the figure against the year before, between ``zero_at`` and ``full_at``
    MANUAL = "manual"  # the team says, the office reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentItem:
    """One item; ``village_types`` are the types that it is for, none means every one."""

    id: str
    subject: Assessed
    title: Label
    points: int
    scoring: Scoring
    source: str
    village_types: tuple[str, ...] = ()
    indicator: str = ""
    zero_at: Decimal = Decimal(0)
    full_at: Decimal = Decimal(100)
    standard: Label | None = None
    valid_from: int | None = None
    valid_to: int | None = None

    def is_for(self, subject: Assessed, village_type: str, year: int) -> bool:
        """Say whether it counts for a village of this type, or its team, in ``year``."""
        return (
            self.subject is subject
            and (not self.village_types or village_type in self.village_types)
            and (self.valid_from or year) <= year <= (self.valid_to or year)
        )


def items_for(
    items: Iterable[AssessmentItem], subject: Assessed, village_type: str, year: int
) -> tuple[AssessmentItem, ...]:
    """Return the items by which a village of this type, or its team, is assessed in ``year``."""
    return tuple(item for item in items if item.is_for(subject, village_type, year))


def encode_assessment_item(item: AssessmentItem) -> Mapping[str, Any]:
    """Return the cells of an item, those that say nothing left out."""
    cells = {
        "id": item.id,
        "subject": item.subject.value,
        "title_zh": item.title.zh,
        "title_en": item.title.en,
        "points": item.points,
        "scoring": item.scoring.value,
        "source": item.source,
        "village_types": list(item.village_types),
        "indicator": item.indicator,
        "zero_at": str(item.zero_at),
        "full_at": str(item.full_at),
        "standard_zh": item.standard.zh if item.standard else "",
        "standard_en": item.standard.en if item.standard else "",
        "valid_from": item.valid_from,
        "valid_to": item.valid_to,
    }
    return {name: cell for name, cell in cells.items() if cell not in (None, "", [])}


def decode_assessment_item(row: Mapping[str, Any]) -> AssessmentItem:
    """Return the item of one decoded row; fails on a cell that is missing or of the wrong type."""
    return AssessmentItem(
        id=row["id"],
        subject=Assessed(row["subject"]),
        title=Label(zh=row["title_zh"], en=row["title_en"]),
        points=row["points"],
        scoring=Scoring(row["scoring"]),
        source=row["source"],
        village_types=tuple(row.get("village_types", ())),
        indicator=row.get("indicator", ""),
        zero_at=Decimal(row["zero_at"]),
        full_at=Decimal(row["full_at"]),
        standard=Label(zh=row["standard_zh"], en=row["standard_en"]) if "standard_zh" in row else None,
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )
