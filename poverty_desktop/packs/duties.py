"""Templates of what a team is responsible for: a row of the pack and its published form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from poverty_desktop.domain.periods import Period
from poverty_desktop.packs.model import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTemplate:
    """A row: the task, who does it (a post, not a name), how often, and on which day of the period it is due."""

    id: str
    title: Label
    detail: Label
    post: Label
    period: Period
    due_day: int
    source: str
    province: str = ""
    valid_from: int | None = None
    valid_to: int | None = None

    def holds_in(self, year: int, province: str) -> bool:
        """Say whether it is of ``province`` and ``year``."""
        is_of_here = self.province in ("", province)
        return is_of_here and (self.valid_from or year) <= year <= (self.valid_to or year)


def in_force(templates: Iterable[DutyTemplate], province: str, year: int) -> tuple[DutyTemplate, ...]:
    """Return the templates of ``province`` and ``year`` in the order of the sheet."""
    return tuple(item for item in templates if item.holds_in(year, province))


def encode_duty(item: DutyTemplate) -> dict[str, Any]:
    """Return a row of the published form; what is blank is left out."""
    row = {
        "id": item.id,
        **{f"title_{name}": text for name, text in _both(item.title)},
        **{f"detail_{name}": text for name, text in _both(item.detail)},
        **{f"post_{name}": text for name, text in _both(item.post)},
        "period": item.period.value,
        "due_day": item.due_day,
        "province": item.province,
        "valid_from": item.valid_from,
        "valid_to": item.valid_to,
        "source": item.source,
    }
    return {name: cell for name, cell in row.items() if cell not in (None, "")}


def _both(label: Label) -> tuple[tuple[str, str], ...]:
    return (("zh", label.zh), ("en", label.en))


def decode_duty(row: Mapping[str, Any]) -> DutyTemplate:
    """Return the template of a published row; fails on a cell that is missing or of the wrong type."""
    return DutyTemplate(
        id=row["id"],
        title=Label(zh=row["title_zh"], en=row["title_en"]),
        detail=Label(zh=row["detail_zh"], en=row["detail_en"]),
        post=Label(zh=row["post_zh"], en=row["post_en"]),
        period=Period(row["period"]),
        due_day=int(row["due_day"]),
        source=row["source"],
        province=row.get("province", ""),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )
