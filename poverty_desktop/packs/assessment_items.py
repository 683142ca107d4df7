"""What villages and their teams are assessed by, and how much each item weighs (sheet ``assessment_items``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from poverty_desktop.i18n import N_
from poverty_desktop.packs.indicator_rows import BAD_ID, read_amount
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.row_reader import RowReader

_ID = re.compile("[a-z][a-z0-9_]{2,31}")
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


def read_assessment_items(rows: RowReader) -> tuple[Placed[AssessmentItem], ...]:
    """Return the items of the sheet; a row with an error in it is left out and reported."""
    found = []
    for row in rows.rows():
        if row["id"] and not _ID.fullmatch(row["id"]):
            rows.refuse("id", BAD_ID)
        points = rows.integer("points")
        if points is not None and not 0 < points <= WHOLE:
            rows.refuse("points", N_("The points of an item are a whole number from 1 to 100."))
        scoring = rows.member("scoring", Scoring, Scoring.MANUAL)
        subject = rows.member("subject", Assessed, Assessed.VILLAGE)
        if (scoring is Scoring.MANUAL) == bool(row["indicator"]):
            rows.refuse(
                "indicator", N_("Give an indicator where the points are computed, and none where they are not.")
            )
        bounds = {"zero_at": Decimal(0), "full_at": Decimal(100)}
        for column, usual in tuple(bounds.items()):
            number = read_amount(row[column]) if row[column] else usual
            if number is None:
                rows.refuse(column, N_("“{text}” is no number."), text=row[column])
            else:
                bounds[column] = number
        if bounds["zero_at"] == bounds["full_at"]:
            rows.refuse("full_at", N_("No points and full points cannot be given at the same figure."))
        standard = rows.optional_label("standard")
        first, last = rows.year("valid_from"), rows.year("valid_to")
        if rows.is_sound and points is not None:
            item = AssessmentItem(
                id=row["id"],
                subject=subject,
                title=rows.label("title"),
                points=points,
                scoring=scoring,
                source=row["source"],
                village_types=tuple(row["village_type"].split()),
                indicator=row["indicator"],
                zero_at=bounds["zero_at"],
                full_at=bounds["full_at"],
                standard=standard,
                valid_from=first,
                valid_to=last,
            )
            found.append(Placed(row=row.number, value=item))
    return tuple(found)


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
