"""Hand over: the laptop writes a signed, sealed bundle; the office takes it in; the receipt comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from poverty_desktop import __version__
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.errors import PovertyDesktopError, RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.office import receiving
from poverty_desktop.office.receiving import Received
from poverty_desktop.operations import packs
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.operations.enrolment import device_keys, enrolment
from poverty_desktop.operations.packs import Taken
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs, incarnation, log, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.unsent import Unsent, unsent_of
from poverty_desktop.sync import delivery
from poverty_desktop.sync.bundle_writer import OutgoingBlob, Outline, write_bundle
from poverty_desktop.sync.enrolment import device_receiver, device_sender
from poverty_desktop.sync.receipt import Receipt
from poverty_desktop.sync.receipt_file import read_receipt
from poverty_desktop.sync.receipt_state import accept_receipt, read_receipt_state, receipt_state_to_bytes
from poverty_desktop.sync.segments import SegmentTransaction

RECEIPT_SECRET = "receipt_state"  # noqa: S105 - the name of a row
NOT_ADMITTED = N_("This laptop is not admitted by an office yet. Write a request first.")
ELSEWHERE = N_(
    "The entries belong to villages for which this laptop is not admitted. Ask the office to admit it for them."
)
NOTHING_NEW = N_("The office has everything already. There is nothing to hand over.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A bundle on its way: the file, and what lies in it; ``left_out`` waits for an admission for its village."""

    path: Path
    number: int
    transactions: int
    bytes: int
    left_out: int = 0
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTaken:
    """What a receipt says: the office has so many entries, and so many of them are safe in its backup."""

    merged: int
    durable: int
    quarantined: int
    gaps: int
    is_new: bool
    office_was_restored: bool
    photos_wanted: int = 0
    pack: Taken | None = None  # the policy pack beside the receipt, where one lay there
    pack_trouble: PovertyDesktopError | None = None  # why it was not taken over


def export_bundle(session: Session, folder: Path, progress: Progress | None = None) -> Done[HandedOver]:
    """Write what the office lacks as a bundle into ``folder``, read back and compared.

    Raises ``RuleError`` when this laptop is not admitted or nothing is new, ``StorageError`` when the file cannot be
    written.
    """
    admitted = enrolment(session)
    if admitted is None:
        raise RuleError(NOT_ADMITTED)
    incarnation.awaken(session)
    unsent = unsent_of(session.db, session.device)
    wanted = blobs.wanted(session)
    if not unsent and not wanted:
        raise RuleError(NOTHING_NEW)
    allowed = [item for item in unsent if item.village in admitted.certificate.scope.villages]
    if not allowed and not wanted:
        raise RuleError(ELSEWHERE)
    total, left_out = _count(allowed), _count(unsent) - _count(allowed)
    number = int(settings.get(session.db, "bundle_number", "0")) + 1
    previous = settings.secret(session.db, "previous_bundle")
    written = write_bundle(
        folder,
        _transactions(session, allowed),
        Outline(
            number=number,
            hlc=log.last_hlc(session.db),
            pack=session.pack.content_hash,
            app_version=__version__,
            villages=dict(session.db.conn.execute("SELECT rep, village FROM replica").fetchall()),
            previous_bundle_id=previous,
            actors=_actors(session),
            expected=total,
            place=session.name,
        ),
        sender=device_sender(device_keys(session), admitted),
        clock=session.clock,
        ids=session.ids,
        blobs=_photos(session, allowed, wanted),
        progress=progress,
        scratch_folder=session.folder,
    )
    with Write(session.db) as connection:
        settings.put(session.db, "bundle_number", str(number))
        settings.put_secret(session.db, "previous_bundle", written.manifest.bundle_id)
        connection.execute(
            "INSERT INTO bundle VALUES(?,?,?,?,?,?,?,?,?)",
            (
                written.manifest.bundle_id, "out", number, session.device, session.clock.now().isoformat(),
                written.path.name, written.transactions, "written", json.dumps({"sha256": written.sha256}),
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT OR REPLACE INTO head_sig VALUES(?,?,?,?,?)",
            [
                (item.head.replica, item.head.hash, item.head.sequence, admitted.certificate.der, item.envelope)
                for item in written.heads
            ],
        )
    done = HandedOver(
        path=written.path,
        number=number,
        transactions=written.transactions,
        bytes=written.length,
        left_out=left_out,
        photos=len(written.manifest.blobs),
    )
    return Done(value=done, changes=frozenset({Topic.BUNDLES}))


def receive(
    session: Session, source: Path, receipts: Path | None = None, progress: Progress | None = None
) -> Done[Received]:
    """Take in a laptop's bundle at the office; the receipt goes beside it, or into ``receipts``, the policy pack too.

    Errors as in ``office.receiving.receive``; the register is then as before.
    """
    folder = receipts or source.parent
    found = receiving.receive(session, source, folder, progress)
    found = replace(found, pack_trouble=packs.refresh_repository(session, folder, progress))
    return Done(value=found, changes=frozenset(RecordKind) | {Topic.BUNDLES})


def take_receipt(session: Session, source: Path, progress: Progress | None = None) -> Done[ReceiptTaken]:
    """Take in the office's receipt; what it covers no longer counts as waiting. A policy pack beside it goes along.

    Raises ``RuleError`` (``Refusal``) for a receipt that is damaged, older than the last, or not for this laptop.
    """
    admitted = enrolment(session)
    if admitted is None:
        raise RuleError(NOT_ADMITTED)
    incarnation.awaken(session)
    copy = delivery.take_copy(source, receiving.inbox(session), progress)
    try:
        receipt = read_receipt(
            copy, device_receiver(device_keys(session), admitted), clock=session.clock, progress=progress
        ).receipt
    finally:
        copy.unlink(missing_ok=True)
    known = settings.secret(session.db, RECEIPT_SECRET)
    acceptance = accept_receipt(read_receipt_state(known) if known else None, receipt)
    if acceptance.is_new or _has_forgotten(session):
        _replace_acknowledgements(session, receipt, receipt_state_to_bytes(acceptance.state))
    taken = ReceiptTaken(
        merged=_covered(session, durable=False),
        durable=_covered(session, durable=True),
        quarantined=len(receipt.quarantined),
        gaps=len(receipt.gaps),
        is_new=acceptance.is_new,
        office_was_restored=acceptance.office_was_restored,
        photos_wanted=len(receipt.want_blobs),
    )
    return _with_pack(session, taken, source, progress)


def _with_pack(session: Session, taken: ReceiptTaken, source: Path, progress: Progress | None) -> Done[ReceiptTaken]:
    """Take over the policy pack beside the receipt; whatever keeps it from that, the receipt stays taken in."""
    changes: Changes = frozenset({Topic.BUNDLES})
    if not packs.is_offered(source):
        return Done(value=taken, changes=changes)
    try:
        done = packs.take_in(session, source, progress)
    except PovertyDesktopError as error:
        return Done(value=replace(taken, pack_trouble=error), changes=changes)
    return Done(value=replace(taken, pack=done.value), changes=changes | done.changes)


def _replace_acknowledgements(session: Session, receipt: Receipt, state: bytes) -> None:
    """A receipt is the whole state of what the office has: it replaces every earlier one (sync.md D6)."""
    rows = [(0, end) for end in receipt.heads] + [(1, end) for end in receipt.durable]
    with Write(session.db) as connection:
        connection.execute("DELETE FROM ack")
        connection.executemany(
            "INSERT INTO ack VALUES(?,?,?,?,?,?,?)",
            [
                (receipt.office, receipt.epoch, receipt.number, durable, end.replica, end.hash, end.sequence)
                for durable, end in rows
                if log.has(session.db, end.hash)
            ],
        )
        settings.put_secret(session.db, RECEIPT_SECRET, state)
        blobs.put_wanted(session, receipt.want_blobs)
        settings.put(session.db, "last_receipt_at", session.clock.now().isoformat())
        for bundle in receipt.bundle_ids:
            connection.execute("UPDATE bundle SET state = 'received' WHERE id = ?", (bundle,))


def _has_forgotten(session: Session) -> bool:
    """Say whether this register woke up as a copy since the last receipt: the same one may then be read in again."""
    return session.db.conn.execute("SELECT 1 FROM ack LIMIT 1").fetchone() is None


def _photos(session: Session, allowed: list[Unsent], wanted: list[MediaReference]) -> list[OutgoingBlob]:
    """Return the photos to go along: those asked for, then those that the entries of this bundle name."""
    found = {reference.digest: reference for reference in wanted}
    for item in allowed:
        for digest, reference in blobs.journalled(
            session.db, session.pack, replica=item.replica, low=item.low, high=item.high
        ).items():
            if blobs.has(session, digest):
                found.setdefault(digest, reference)
    return [
        OutgoingBlob(hash=digest, read=partial(blobs.read, session, reference)) for digest, reference in found.items()
    ]


def _count(unsent: list[Unsent]) -> int:
    return sum(item.high - item.low + 1 for item in unsent)


def _transactions(session: Session, unsent: list[Unsent]) -> Iterator[SegmentTransaction]:
    for item in unsent:
        for header, salt, values in log.packed(session.db, item.replica, item.low):
            yield SegmentTransaction(header=header, salt=salt, values=values)


def _actors(session: Session) -> dict[bytes, str]:
    return {row[0]: row[1] for row in session.db.conn.execute("SELECT id, name FROM staff WHERE name IS NOT NULL")}


def _covered(session: Session, *, durable: bool) -> int:
    return log.own_count(session.db, session.device) - _count(unsent_of(session.db, session.device, is_durable=durable))
