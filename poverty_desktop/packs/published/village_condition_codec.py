"""The conditions for a village as rows of a published pack, and back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from poverty_desktop.packs.village_conditions import Comparison, VillageCondition


def encode_condition(item: VillageCondition) -> dict[str, Any]:
    """Return a row of the published form; what is blank is left out."""
    row = {
        "procedure": item.procedure,
        "property": item.property_name,
        "comparison": item.comparison.value,
        "value": None if item.value is None else str(item.value),
        "of": item.of,
        "province": item.province,
        "valid_from": item.valid_from,
        "valid_to": item.valid_to,
        "source": item.source,
    }
    return {name: cell for name, cell in row.items() if cell not in (None, "")}


def decode_condition(row: Mapping[str, Any]) -> VillageCondition:
    """Return the condition of a published row; fails on a cell that is missing or of the wrong type."""
    return VillageCondition(
        procedure=row["procedure"],
        property_name=row["property"],
        comparison=Comparison(row["comparison"]),
        source=row["source"],
        value=Decimal(row["value"]) if "value" in row else None,
        of=row.get("of", ""),
        province=row.get("province", ""),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )
