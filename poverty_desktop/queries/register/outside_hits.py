"""Members who stand on a department's list: what it says of each, what came of it, and how it was put right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.model import Label
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

LISTS, OUTCOMES = "outside_list", "hit_outcome"
TRUE, NOT_TRUE, ALLOWED = "01", "02", "03"
RECTIFIED_ON = "rectified_on"
MOST_ROWS = 2_000


class Shown(StrEnum):
    """Which hits are asked for."""

    OPEN = "open"  # nobody has looked into them yet
    UNMENDED = "unmended"  # true, and not put right yet
    DECIDED = "decided"  # all that have an outcome


_HITS = (
    "SELECT x.*, p.name, h.village, h.group_name, coalesce(s.head_name, '') AS head FROM list_hit x"
    " JOIN person p ON p.id = x.person JOIN household h ON h.id = x.household"
    " LEFT JOIN household_summary s ON s.household = h.id"
    " WHERE x.alive AND h.alive AND {which} ORDER BY x.list, h.village, s.group_key, x.household, x.id LIMIT ?"
)
_COUNTS = (
    "SELECT coalesce(sum({open}), 0), coalesce(sum({unmended}), 0), coalesce(sum({decided}), 0) FROM list_hit x"
    " JOIN household h ON h.id = x.household WHERE x.alive AND h.alive"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """One hit; ``listed_name`` only where the list names the person otherwise, ``outcome`` blank while it is open.

    What begins with ``rectified`` says how a hit that is true was put right; blank before.
    """

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
    rectified_on: str = ""
    rectified_by: str = ""
    rectified_note: str = ""
    rectified_evidence: str = ""

    @property
    def is_unmended(self) -> bool:
        """Say whether it is true and was not put right yet."""
        return self.outcome == TRUE and not self.rectified_on


@dataclass(frozen=True, slots=True, kw_only=True)
class HitCounts:
    """How many hits wait for an outcome, are true and not put right, and have an outcome."""

    open: int = 0
    unmended: int = 0
    decided: int = 0


def hits(session: Session, *, shown: Shown = Shown.OPEN, limit: int = MOST_ROWS) -> tuple[HitRow, ...]:
    """Return the hits that wait for an outcome, those to be put right, or all with an outcome, by list and place."""
    if not is_kept(session):
        return ()
    sql = _HITS.format(which=_which(session)[shown])
    return tuple(_row(session, row) for row in rows(session.db, sql, (limit,)))


def counts(session: Session) -> HitCounts:
    """Return how many hits there are of each kind."""
    if not is_kept(session):
        return HitCounts()
    found = session.db.conn.execute(_COUNTS.format(**_which(session))).fetchone()
    return HitCounts(open=found[0], unmended=found[1], decided=found[2])


def unmended_of(session: Session, households: Collection[HouseholdId]) -> dict[HouseholdId, tuple[RecordId, ...]]:
    """Return the hits of these households that are true and not put right, by household."""
    if not can_be_mended(session):
        return {}
    wanted = set(households)
    found: dict[HouseholdId, tuple[RecordId, ...]] = {}
    sql = f"SELECT x.id, x.household FROM list_hit x WHERE x.alive AND {_which(session)[Shown.UNMENDED]} ORDER BY x.id"
    for row in rows(session.db, sql):
        household = HouseholdId(RecordId(row["household"]))
        if household in wanted:
            found[household] = (*found.get(household, ()), RecordId(row["id"]))
    return found


def _which(session: Session) -> dict[str, str]:
    """Return the condition of each kind of hits; where the pack knows no putting right, all true ones wait for it."""
    not_yet = f" AND x.{RECTIFIED_ON} IS NULL" if can_be_mended(session) else ""
    return {
        Shown.OPEN.value: "x.outcome IS NULL",
        Shown.UNMENDED.value: f"(coalesce(x.outcome, '') = '{TRUE}'{not_yet})",
        Shown.DECIDED.value: "x.outcome IS NOT NULL",
    }


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows such lists."""
    return (RecordKind.LIST_HIT, "outcome") in session.pack.by_name


def can_be_mended(session: Session) -> bool:
    """Say whether the pack of the workspace knows that a hit is put right."""
    return (RecordKind.LIST_HIT, RECTIFIED_ON) in session.pack.by_name


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
        rectified_on=row.get("rectified_on") or "",
        rectified_by=row.get("rectified_by") or "",
        rectified_note=row.get("rectified_note") or "",
        rectified_evidence=row.get("rectified_evidence") or "",
    )


def _label(session: Session, name: str, code: str | None) -> Label | None:
    codes = session.pack.code_lists.get(name)
    found = codes.find(code) if codes and code else None
    return found.label if found else None


def _options(session: Session, name: str) -> tuple[tuple[str, Label], ...]:
    codes = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in codes.codes) if codes else ()
