"""The list of duties: what is open, overdue, put right and waits for its check, closed; and what was noted of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.register.households import code_label, village_name
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

SOON = timedelta(days=3)


class DutyState(StrEnum):
    """Where a duty stands."""

    OPEN = "open"
    PUT_RIGHT = "put_right"
    CLOSED = "closed"


STATE_WORDS = {
    DutyState.OPEN: N_("to be done"),
    DutyState.PUT_RIGHT: N_("put right, to be checked"),
    DutyState.CLOSED: N_("checked and closed"),
}


class NoteKind(StrEnum):
    """What was noted: codes of the list ``duty_note``."""

    URGED = "01"
    PUT_RIGHT = "02"
    SENT_BACK = "03"
    CLOSED = "04"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """One line of the list."""

    id: RecordId
    village_code: str
    village: str
    title: str
    detail: str
    person: str
    given_on: date | None
    due_on: date | None
    state: DutyState
    is_overdue: bool
    is_soon: bool
    rectified_on: date | None
    rectified_by: str
    rectified_staff: bytes
    evidence: str = field(repr=False)
    closed_on: date | None
    checked_by: str
    urged: int
    last_urged: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNote:
    """One thing that was noted of a duty."""

    kind_label: str
    noted_on: date | None
    noted_by: str
    words: str = field(repr=False)


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows duties."""
    return (RecordKind.DUTY, "title") in session.pack.by_name


def listed(session: Session, *, village: str = "", with_closed: bool = False) -> tuple[DutyRow, ...]:
    """Return the duties: what is overdue first, then by time limit; closed ones last."""
    if not is_kept(session):
        return ()
    sql = (
        "SELECT d.*, (SELECT count(*) FROM duty_note n WHERE n.alive AND n.duty = d.id AND n.kind = '01') AS urged,"
        " (SELECT max(noted_on) FROM duty_note n WHERE n.alive AND n.duty = d.id AND n.kind = '01') AS last_urged"
        " FROM duty d WHERE d.alive AND :village IN ('', d.village)"
        " AND (:with_closed OR coalesce(d.closed_on, '') = '')"
        " ORDER BY coalesce(d.closed_on, '') != '', d.due_on, d.id"
    )
    return tuple(
        _row(session, row) for row in rows(session.db, sql, {"village": village, "with_closed": int(with_closed)})
    )


def one(session: Session, duty: RecordId) -> DutyRow | None:
    """Return one duty, None where there is none."""
    sql = "SELECT d.*, 0 AS urged, NULL AS last_urged FROM duty d WHERE d.alive AND d.id = ?"
    found = next(iter(rows(session.db, sql, (duty,))), None)
    return _row(session, found) if found is not None else None


def notes(session: Session, duty: RecordId, language: str = "zh_CN") -> tuple[DutyNote, ...]:
    """Return what was noted of a duty, the latest first."""
    sql = "SELECT * FROM duty_note WHERE alive AND duty = ? ORDER BY noted_on DESC, id DESC"
    return tuple(
        DutyNote(
            kind_label=code_label(session.pack, "duty_note", row["kind"], language),
            noted_on=_day(row["noted_on"]),
            noted_by=row["noted_by"] or "",
            words=row["words"] or "",
        )
        for row in rows(session.db, sql, (duty,))
    )


def clocks(session: Session) -> tuple[int, int]:
    """Return how many duties are overdue, and how many are due within three days."""
    if not is_kept(session):
        return 0, 0
    sql = "SELECT due_on FROM duty WHERE alive AND coalesce(rectified_on, '') = '' AND coalesce(closed_on, '') = ''"
    today = session.clock.today()
    days = [day for (text,) in session.db.conn.execute(sql) if (day := _day(text)) is not None]
    return sum(day < today for day in days), sum(today <= day <= today + SOON for day in days)


def _row(session: Session, row: Row) -> DutyRow:
    def text(name: str) -> str:
        return str(row.get(name) or "")

    state = DutyState.CLOSED if text("closed_on") else DutyState.PUT_RIGHT if text("rectified_on") else DutyState.OPEN
    due, today = _day(row.get("due_on")), session.clock.today()
    waits = state is DutyState.OPEN and due is not None
    return DutyRow(
        id=RecordId(bytes(row["id"])),
        village_code=text("village"),
        village=village_name(session.pack, text("village")),
        title=text("title"),
        detail=text("detail"),
        person=text("person"),
        given_on=_day(row.get("given_on")),
        due_on=due,
        state=state,
        is_overdue=waits and due is not None and due < today,
        is_soon=waits and due is not None and today <= due <= today + SOON,
        rectified_on=_day(row.get("rectified_on")),
        rectified_by=text("rectified_by"),
        rectified_staff=bytes(row["rectified_staff"] or b""),
        evidence=text("evidence"),
        closed_on=_day(row.get("closed_on")),
        checked_by=text("checked_by"),
        urged=row["urged"],
        last_urged=_day(row["last_urged"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
