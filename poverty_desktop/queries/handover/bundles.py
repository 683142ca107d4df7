"""What has left this laptop, what the office has, what is safe; at the office, what came in and from whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.ids import laptop_digits
from poverty_desktop.queries.handover import standing
from poverty_desktop.queries.handover.bundle_names import named
from poverty_desktop.queries.handover.held_at_office import HeldThere, held_at_office
from poverty_desktop.queries.register.list_rows import Standing
from poverty_desktop.queries.today import unsent
from poverty_desktop.store import blobs, held, incarnation, log, settings, told
from poverty_desktop.store.session import Session
from poverty_desktop.store.unsent import is_answered, unsent_of


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
    digits: str = ""  # of the laptop, where it is another one than this


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One laptop that the office admitted: what came from it, what was sent to it, and what it confirmed of that."""

    id: bytes
    name: str
    villages: tuple[str, ...]
    admitted_at: datetime | None
    last_bundle_at: datetime | None
    bundles: int
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    revoked_at: datetime | None = None
    valid_until: datetime | None = None  # the end of its certificate
    waiting: int = 0  # entries and files of it that wait for a person
    is_forked: bool = False  # two machines have written one of its chains
    has_begun_anew: bool = False  # it writes another chain for one village than before: restored, copied
    is_renewal_waiting: bool = False

    def days_left(self, now: datetime) -> int | None:
        """Return for how many days it is still admitted, negative where that has ended; None where nobody knows."""
        return None if self.valid_until is None else (self.valid_until - now).days

    @property
    def digits(self) -> str:
        """Return the digits that stand for the laptop in the names of its files."""
        return laptop_digits(self.id)


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
    was_copied: bool = False  # and no receipt has come since
    photos_wanted: int = 0
    has_to_confirm: bool = False  # something came from the office, which does not know yet that it has arrived
    has_to_tell: bool = False  # the office may think something here that is not: it has to hear what lies here
    admitted_until: datetime | None = None
    held_there: tuple[HeldThere, ...] = ()  # what of this laptop's waits at the office


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The hand-over page of an office workspace."""

    has_keys: bool
    devices: tuple[DeviceRow, ...]
    bundles: tuple[BundleRow, ...]
    quarantined: int
    was_copied: bool = False
    files_waiting: int = 0  # that were refused whole, and of which no whole copy came in


def handover(
    session: Session, *, is_admitted: bool, office_name: str, admitted_until: datetime | None = None
) -> Handover:
    """Return what the field's page shows; whether, where and until when it is admitted is told by the caller."""
    saved = log.own_count(session.db, session.device)
    waiting_here = unsent(session)
    unsafe_here = sum(item.high - item.low + 1 for item in unsent_of(session.db, session.device, is_durable=True))
    total = session.db.conn.execute("SELECT count(*) FROM household WHERE alive").fetchone()[0]
    waiting = standing.count(session, Standing.WAITING)
    return Handover(
        is_admitted=is_admitted,
        office_name=office_name,
        saved_here=saved,
        at_office=saved - waiting_here,
        safe_at_office=saved - unsafe_here,
        unsent=waiting_here,
        households_waiting=waiting,
        households_at_office=total - waiting,
        households_safe=standing.count(session, Standing.SAFE),
        bundles=bundle_rows(session),
        last_receipt_at=_moment(settings.get(session.db, "last_receipt_at")),
        was_copied=_was_copied(session, has_exchanged=is_answered(session.db)),
        photos_wanted=len(blobs.wanted(session)),
        has_to_confirm=is_admitted and told.is_due(session),
        has_to_tell=is_admitted and told.is_in_doubt(session),
        admitted_until=admitted_until,
        held_there=held_at_office(session),
    )


def intake(session: Session, *, has_keys: bool) -> Intake:
    """Return what the office's page shows."""
    from poverty_desktop.crypto.certificates import read

    devices = tuple(
        DeviceRow(
            id=row[0],
            name=row[1],
            villages=tuple(json.loads(row[2])),
            admitted_at=_moment(row[3]),
            last_bundle_at=_moment(row[4]),
            bundles=row[5],
            sent_at=_moment(row[6]),
            confirmed_at=_moment(row[7]),
            revoked_at=_moment(row[8]),
            valid_until=None if row[9] is None else read(row[9]).not_after,
            waiting=row[10],
            is_forked=bool(row[11]),
            has_begun_anew=bool(row[12]),
            is_renewal_waiting=bool(row[13]),
        )
        for row in session.db.conn.execute(
            "SELECT d.id, d.name, d.villages, d.admitted_at, max(b.at) FILTER (WHERE b.direction = 'in'),"
            " count(b.id) FILTER (WHERE b.direction = 'in'), max(b.at) FILTER (WHERE b.direction = 'out'),"
            " max(b.at) FILTER (WHERE b.direction = 'out' AND b.state = 'confirmed'),"
            " (SELECT max(r.at) FROM revocation r WHERE r.device = d.id AND NOT r.is_lifted), d.certificate,"
            " (SELECT count(*) FROM quarantine q WHERE q.device = d.id AND q.reason <> 'discarded')"
            f" + (SELECT count(*) FROM held_bundle WHERE device = d.id AND {held.WAITS}),"
            " EXISTS (SELECT 1 FROM head h JOIN replica r ON r.rep = h.rep WHERE r.device = d.id"
            " GROUP BY h.rep HAVING count(*) > 1),"
            " EXISTS (SELECT 1 FROM replica r WHERE r.device = d.id GROUP BY r.village HAVING count(*) > 1),"
            " EXISTS (SELECT 1 FROM secret s WHERE s.name = 'renewal_' || lower(hex(d.id)))"
            " FROM device d LEFT JOIN bundle b ON b.device = d.id GROUP BY d.id ORDER BY d.name, d.id"
        )
    )
    quarantined = session.db.conn.execute("SELECT count(*) FROM quarantine").fetchone()[0]
    bundles = bundle_rows(session)
    last = max((row.at.isoformat() for row in bundles), default="")
    return Intake(
        has_keys=has_keys,
        devices=devices,
        bundles=bundles,
        quarantined=quarantined,
        files_waiting=session.db.conn.execute(f"SELECT count(*) FROM held_bundle WHERE {held.WAITS}").fetchone()[0],
        was_copied=_was_copied(session, has_exchanged=last >= incarnation.copied_at(session)),
    )


def _was_copied(session: Session, *, has_exchanged: bool) -> bool:
    """Say whether this workspace is a copy of another and has exchanged nothing since it began to be one of its own."""
    if session.was_copied and not session.is_awake:
        return True
    return bool(incarnation.copied_at(session)) and not has_exchanged


def bundle_rows(session: Session) -> tuple[BundleRow, ...]:
    """Return the bundles of this workspace, the newest first."""
    return tuple(
        BundleRow(
            number=row[0],
            direction=row[1],
            at=datetime.fromisoformat(row[2]),
            device=row[3] or "",
            file_name=named(row[4]),
            transactions=row[5],
            state=row[6],
            detail=json.loads(row[7]),
            digits=laptop_digits(row[8]) if row[8] else "",
        )
        for row in session.db.conn.execute(
            "SELECT b.number, b.direction, b.at, d.name, b.file_name, b.transactions, b.state, b.detail, d.id"
            " FROM bundle b LEFT JOIN device d ON d.id = b.device ORDER BY b.at DESC"
        )
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
