"""What a village must show before a procedure of its own may end well: its yearly record against the pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Comparison(StrEnum):
    """How the record is held against the condition."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"

    def holds(self, left: Decimal, right: Decimal) -> bool:
        """Say whether ``left`` stands to ``right`` as it should."""
        match self:
            case Comparison.LESS:
                return left < right
            case Comparison.AT_MOST:
                return left <= right
            case Comparison.EQUAL:
                return left == right
            case Comparison.AT_LEAST:
                return left >= right
        return left > right


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageCondition:
    """A row of the sheet ``village_conditions``: a data item of ``village_year`` against a value, or another item.

    Values stand in the unit that is shown: percent, yuan, households; of yes and no, 1 and 0. Where ``of`` names
    another item of the record, that one is the value.
    """

    procedure: str
    property_name: str
    comparison: Comparison
    source: str
    value: Decimal | None = None
    of: str = ""
    province: str = ""
    valid_from: int | None = None
    valid_to: int | None = None


def in_force(
    conditions: Iterable[VillageCondition], procedure: str, province: str, year: int
) -> tuple[VillageCondition, ...]:
    """Return what holds in ``province`` and ``year``: what the province says of an item goes before the rest."""
    found: dict[str, VillageCondition] = {}
    for item in sorted(conditions, key=lambda item: item.province != ""):
        is_of_here = item.procedure == procedure and item.province in ("", province)
        if is_of_here and (item.valid_from or year) <= year <= (item.valid_to or year):
            found[item.property_name] = item
    return tuple(found.values())
