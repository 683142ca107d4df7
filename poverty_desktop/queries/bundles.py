"""What has left this laptop, what the office has, what is safe; at the office, what came in and from whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.queries.today import unsent
from poverty_desktop.store import blobs, log, settings
from poverty_desktop.store.accounts import ON_HOUSEHOLD
from poverty_desktop.store.session import Session

_OWNERS = " UNION ".join(
    f"SELECT {owner} FROM records c JOIN {source} WHERE c.ent = {int(kind)}"
    for kind, owner, source in (
        (RecordKind.HOUSEHOLD, "o.id", "household o ON o.id = c.eid"),
        (RecordKind.PERSON, "o.household", "membership o ON o.person = c.eid"),
        (
            RecordKind.PERSON_YEAR,
            "o.household",
            "person_year y ON y.id = c.eid JOIN membership o ON o.person = y.person",
        ),
        *((kind, "o.household", f"{kind.table} o ON o.id = c.eid") for kind in sorted(ON_HOUSEHOLD)),
    )
)
"""The households that the records of a table ``records(ent, eid)`` belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRow:
    """One bundle: ``direction`` out or in; ``state`` written, received, merged or quarantined."""

    number: int
    direction: str
    at: datetime
    device: str
    file_name: str
    transactions: int
    state: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One laptop that the office admitted."""

    id: bytes
    name: str
    villages: tuple[str, ...]
    admitted_at: datetime | None
    last_bundle_at: datetime | None
    bundles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """The hand-over page of a field workspace in entries, and as households of the three marks."""

    is_admitted: bool
    office_name: str
    saved_here: int
    at_office: int
    safe_at_office: int
    unsent: int
    households_waiting: int
    households_at_office: int
    households_safe: int
    bundles: tuple[BundleRow, ...]
    last_receipt_at: datetime | None
    photos_wanted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The hand-over page of an office workspace."""

    has_keys: bool
    devices: tuple[DeviceRow, ...]
    bundles: tuple[BundleRow, ...]
    quarantined: int


def handover(session: Session, *, is_admitted: bool, office_name: str) -> Handover:
    """Return what the field's page shows; whether and where it is admitted is told by the caller."""
    saved = log.own_count(session.db, session.device)
    waiting_here = unsent(session)
    unsafe_here = sum(item.high - item.low + 1 for item in log.unsent(session.db, session.device, is_durable=True))
    total = session.db.conn.execute("SELECT count(*) FROM household WHERE alive").fetchone()[0]
    waiting, unsafe = households_beyond(session, durable=False), households_beyond(session, durable=True)
    return Handover(
        is_admitted=is_admitted,
        office_name=office_name,
        saved_here=saved,
        at_office=saved - waiting_here,
        safe_at_office=saved - unsafe_here,
        unsent=waiting_here,
        households_waiting=waiting,
        households_at_office=total - waiting,
        households_safe=total - unsafe,
        bundles=bundle_rows(session),
        last_receipt_at=_moment(settings.get(session.db, "last_receipt_at")),
        photos_wanted=len(blobs.wanted(session)),
    )


def households_beyond(session: Session, *, durable: bool) -> int:
    """Return how many households have an own entry that no receipt (no durable one) covers."""
    late = [(item.replica, item.low) for item in log.unsent(session.db, session.device, is_durable=durable)]
    if not late:
        return 0
    chains = " OR ".join("(rep = ? AND seq >= ?)" for _item in late)
    row = session.db.conn.execute(
        f"""
        WITH late AS (SELECT arrived FROM tx WHERE {chains}),
        records AS (SELECT DISTINCT ent, eid FROM op WHERE arrived IN late)
        SELECT count(*) FROM household WHERE alive AND id IN ({_OWNERS})
        """,
        [value for item in late for value in item],
    ).fetchone()
    return int(row[0])


def intake(session: Session, *, has_keys: bool) -> Intake:
    """Return what the office's page shows."""
    devices = tuple(
        DeviceRow(
            id=row[0],
            name=row[1],
            villages=tuple(json.loads(row[2])),
            admitted_at=_moment(row[3]),
            last_bundle_at=_moment(row[4] or ""),
            bundles=row[5],
        )
        for row in session.db.conn.execute(
            "SELECT d.id, d.name, d.villages, d.admitted_at, max(b.at), count(b.id) FROM device d"
            " LEFT JOIN bundle b ON b.device = d.id AND b.direction = 'in' GROUP BY d.id ORDER BY d.name, d.id"
        )
    )
    quarantined = session.db.conn.execute("SELECT count(*) FROM quarantine").fetchone()[0]
    return Intake(has_keys=has_keys, devices=devices, bundles=bundle_rows(session), quarantined=quarantined)


def bundle_rows(session: Session) -> tuple[BundleRow, ...]:
    """Return the bundles of this workspace, the newest first."""
    return tuple(
        BundleRow(
            number=row[0],
            direction=row[1],
            at=datetime.fromisoformat(row[2]),
            device=row[3] or "",
            file_name=row[4],
            transactions=row[5],
            state=row[6],
            detail=json.loads(row[7]),
        )
        for row in session.db.conn.execute(
            "SELECT b.number, b.direction, b.at, d.name, b.file_name, b.transactions, b.state, b.detail FROM bundle b"
            " LEFT JOIN device d ON d.id = b.device ORDER BY b.at DESC"
        )
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
