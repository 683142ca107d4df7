"""Recognition and discipline: what is entered, what another person approved, and what therefore counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.register.households import code_label, village_name
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session


class Outcome(StrEnum):
    """What the other person said: codes of the list ``merit_outcome``."""

    APPROVED = "01"
    REFUSED = "02"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeritRow:
    """One record; it counts once it is approved."""

    id: RecordId
    village_code: str
    village: str
    person: str
    kind: str
    kind_label: str
    happened_on: date | None
    reason: str = field(repr=False)
    document: str
    entered_by: str
    entered_staff: bytes
    outcome: Outcome | None
    outcome_label: str
    approved_on: date | None
    approved_by: str
    approval_note: str

    @property
    def counts(self) -> bool:
        """Say whether it counts."""
        return self.outcome is Outcome.APPROVED


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows recognition and discipline."""
    return (RecordKind.MERIT, "outcome") in session.pack.by_name


def listed(session: Session, *, village: str = "", language: str = "zh_CN") -> tuple[MeritRow, ...]:
    """Return the records, those that wait for an approval first, then the latest."""
    if not is_kept(session):
        return ()
    sql = (
        "SELECT * FROM merit WHERE alive AND ? IN ('', village)"
        " ORDER BY coalesce(outcome, '') != '', happened_on DESC, id DESC"
    )
    return tuple(_row(session, row, language) for row in rows(session.db, sql, (village,)))


def one(session: Session, merit: RecordId) -> MeritRow | None:
    """Return one record, None where there is none."""
    sql = "SELECT * FROM merit WHERE alive AND id = ?"
    found = next(iter(rows(session.db, sql, (merit,))), None)
    return _row(session, found, "zh_CN") if found is not None else None


def open_count(session: Session) -> int:
    """Return how many wait for an approval."""
    if not is_kept(session):
        return 0
    sql = "SELECT count(*) FROM merit WHERE alive AND coalesce(outcome, '') = ''"
    return int(session.db.conn.execute(sql).fetchone()[0])


def _row(session: Session, row: Row, language: str) -> MeritRow:
    def text(name: str) -> str:
        return str(row.get(name) or "")

    return MeritRow(
        id=RecordId(bytes(row["id"])),
        village_code=text("village"),
        village=village_name(session.pack, text("village")),
        person=text("person"),
        kind=text("kind"),
        kind_label=code_label(session.pack, "merit_kind", row.get("kind"), language),
        happened_on=date.fromisoformat(text("happened_on")) if text("happened_on") else None,
        reason=text("reason"),
        document=text("document"),
        entered_by=text("entered_by"),
        entered_staff=bytes(row["entered_staff"] or b""),
        outcome=Outcome(text("outcome")) if text("outcome") in tuple(Outcome) else None,
        outcome_label=code_label(session.pack, "merit_outcome", row.get("outcome"), language),
        approved_on=date.fromisoformat(text("approved_on")) if text("approved_on") else None,
        approved_by=text("approved_by"),
        approval_note=text("approval_note"),
    )
