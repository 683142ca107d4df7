"""Choose households by a list that somebody sent: numbers of households, ID numbers of members, or names of heads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.table import read_table
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store.session import Session

NOBODY: Final = N_(
    "No row of this list names a household of the register by household number, ID number or name of its head."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedHouseholds:
    """Whom a list names, in its order; ``unknown`` are the rows of the sheet that name nobody, or several."""

    households: tuple[HouseholdId, ...]
    unknown: tuple[int, ...]


def households_of(session: Session, path: Path) -> ListedHouseholds:
    """Return the households of a list in any columns; a number decides before a name, and a name must be one head's.

    Raises ``RuleError`` where the file is no table, or names nobody.
    """
    table = read_table(path)
    keys = _Keys(session)
    found: dict[HouseholdId, None] = {}
    unknown: list[int] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        household = keys.meant(row)
        if household is not None:
            found[household] = None
        elif any(cell.strip() for cell in row):
            unknown.append(number)
    if not found:
        raise RuleError(NOBODY)
    return ListedHouseholds(households=tuple(found), unknown=tuple(unknown))


class _Keys:
    """Every way to name a household."""

    def __init__(self, session: Session) -> None:
        ask = session.db.conn.execute
        numbers: dict[str, set[bytes]] = defaultdict(set)
        heads: dict[str, set[bytes]] = defaultdict(set)
        for household, number, head in ask("SELECT household, national_number, head_name FROM household_summary"):
            if number:
                numbers[number].add(household)
            heads[head].add(household)
        for household, document in ask("SELECT household, document FROM person_search WHERE document <> ''"):
            if key := comparable_number(document):
                numbers[key].add(household)
        self._numbers: Mapping[str, set[bytes]] = numbers
        self._heads: Mapping[str, set[bytes]] = heads

    def meant(self, row: tuple[str, ...]) -> HouseholdId | None:
        cells = [cell.strip() for cell in row]
        by_number = [self._numbers.get(cell) or self._numbers.get(comparable_number(cell) or "-") for cell in cells]
        for found in (*by_number, *(self._heads.get(cell) for cell in cells if cell)):
            if found and len(found) == 1:
                return HouseholdId(RecordId(next(iter(found))))
        return None
