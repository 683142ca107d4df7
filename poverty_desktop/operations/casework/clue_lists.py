"""A department's list of clues that is about to come in: its rows, and whom their ID numbers name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.exchange.clue_sheet import ClueLine
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId, derive_id
from poverty_desktop.store.session import Session

NO_PEOPLE = N_("No column of this file holds names or ID numbers. Say which column is which.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueImport:
    """What taking a file in would do; ``households`` are those that an ID number told, by the number of the row.

    ``known`` rows are in the ledger already and stay as they are. ``chosen`` is what a person said of its columns.
    """

    batch: str
    captions: tuple[str, ...]
    columns: Mapping[int, str]
    lines: tuple[ClueLine, ...] = field(repr=False)
    households: Mapping[int, HouseholdId]
    known: frozenset[int]
    titles: tuple[str, ...]
    content_hash: bytes = field(repr=False)
    sheet_index: int
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def fresh(self) -> tuple[ClueLine, ...]:
        """Return the rows that would come in."""
        return tuple(line for line in self.lines if line.number not in self.known)


def households_by_document(session: Session, lines: tuple[ClueLine, ...]) -> dict[int, HouseholdId]:
    """Return the household of each row whose ID number exactly one household has; a name alone tells nobody."""
    sql = (
        "SELECT DISTINCT m.household FROM person p JOIN membership m ON m.person = p.id AND m.alive"
        " AND m.to_date IS NULL JOIN household h ON h.id = m.household AND h.alive"
        " WHERE p.alive AND p.document_number >= ? AND p.document_number < ?"
    )
    found: dict[int, HouseholdId] = {}
    for line in lines:
        number = line.values.get("document_number", "")[:18]
        if len(number) == 18:
            rows = session.db.conn.execute(sql, (number, f"{number}~")).fetchall()
            if len(rows) == 1:
                found[line.number] = HouseholdId(RecordId(rows[0][0]))
    return found


def clue_id(content_hash: bytes, sheet_index: int, number: int) -> RecordId:
    """Return the id of the clue in a row of a file, so that the same list taken in twice adds nothing."""
    return derive_id(RecordKind.CLUE, content_hash, sheet_index, number)
