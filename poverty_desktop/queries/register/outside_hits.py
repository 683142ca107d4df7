"""Members who stand on a department's list: what it says of each, and what came of looking into it."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.model import Label
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

LISTS, OUTCOMES = "outside_list", "hit_outcome"
MOST_ROWS = 2_000

_HITS = (
    "SELECT x.*, p.name, h.village, h.group_name, coalesce(s.head_name, '') AS head FROM list_hit x"
    " JOIN person p ON p.id = x.person JOIN household h ON h.id = x.household"
    " LEFT JOIN household_summary s ON s.household = h.id"
    " WHERE x.alive AND h.alive AND (x.outcome IS NULL) = ? ORDER BY x.list, h.village, s.group_key, x.id LIMIT ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """One hit; ``listed_name`` only where the list names the person otherwise, ``outcome`` blank while it is open."""

    id: RecordId
    household: HouseholdId
    person: PersonId
    list_label: Label
    department: str
    received_on: str
    name: str
    listed_name: str
    place: str
    head: str
    detail: str
    outcome: str
    outcome_label: Label | None
    reason: str
    evidence: str


def hits(session: Session, *, is_open: bool = True, limit: int = MOST_ROWS) -> tuple[HitRow, ...]:
    """Return the hits that wait for somebody, or those that were looked into, by list and place."""
    if not is_kept(session):
        return ()
    return tuple(_row(session, row) for row in rows(session.db, _HITS, (is_open, limit)))


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows such lists."""
    return (RecordKind.LIST_HIT, "outcome") in session.pack.by_name


def lists_on_offer(session: Session) -> tuple[tuple[str, Label], ...]:
    """Return the kinds of list with their names."""
    return _options(session, LISTS)


def outcomes_on_offer(session: Session) -> tuple[tuple[str, Label], ...]:
    """Return the outcomes with their names."""
    return _options(session, OUTCOMES)


def _row(session: Session, row: Row) -> HitRow:
    village = row["village"] or ""
    division = session.pack.divisions.get(village)
    place = " ".join(part for part in (division.name if division else village, row["group_name"]) if part)
    listed = row["listed_name"] or ""
    return HitRow(
        id=RecordId(row["id"]),
        household=HouseholdId(RecordId(row["household"])),
        person=PersonId(RecordId(row["person"])),
        list_label=_label(session, LISTS, row["list"]) or Label(zh="", en=""),
        department=row["department"] or "",
        received_on=row["received_on"] or "",
        name=row["name"] or "",
        listed_name=listed if listed != row["name"] else "",
        place=place,
        head=row["head"],
        detail=row["detail"] or "",
        outcome=row["outcome"] or "",
        outcome_label=_label(session, OUTCOMES, row["outcome"]),
        reason=row["reason"] or "",
        evidence=row["evidence"] or "",
    )


def _label(session: Session, name: str, code: str | None) -> Label | None:
    codes = session.pack.code_lists.get(name)
    found = codes.find(code) if codes and code else None
    return found.label if found else None


def _options(session: Session, name: str) -> tuple[tuple[str, Label], ...]:
    codes = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in codes.codes) if codes else ()
