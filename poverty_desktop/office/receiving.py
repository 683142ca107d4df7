"""Take in a laptop's bundle: verified, merged, listed where anything was refused, answered by a signed receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from poverty_desktop import __version__
from poverty_desktop.crypto import cbor
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import DeviceId, ReplicaId, TransactionHash
from poverty_desktop.office import photographs
from poverty_desktop.progress import Progress
from poverty_desktop.queries import conflicts
from poverty_desktop.store import arrival, incarnation, log, settings
from poverty_desktop.store.arrival import Arrived, Packed, Refused, Rights, Run, Stopped, Writer
from poverty_desktop.store.engine import Write
from poverty_desktop.store.log import Head
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE
from poverty_desktop.sync import checked, delivery, file_names, limits
from poverty_desktop.sync.bundle_reader import ReceivedBundle, read_bundle
from poverty_desktop.sync.manifest import ChainEnd, read_chain_ends
from poverty_desktop.sync.office_keys import (
    OfficeKeys,
    office_keys_to_bytes,
    office_receiver,
    office_sender,
    read_office_keys,
    with_new_epoch,
)
from poverty_desktop.sync.receipt import MAX_BUNDLES, Gap, Quarantined, Receipt
from poverty_desktop.sync.receipt_file import write_receipt

NOT_AN_OFFICE = N_("This workspace has no office keys yet. Make them first under Reporting.")
KEYS_SECRET = "office_keys"  # noqa: S105 - the name of a row
DURABLE_SECRET = "durable_heads"  # noqa: S105 - the name of a row
_MOST_DURABLE = 8 << 20
_MOST_DELIVERED = 1000

REFUSED_WORDS = {
    Refused.MALFORMED: N_("An entry cannot be read."),
    Refused.GAP: N_("Entries before this one have not arrived yet."),
    Refused.RANK: N_("The laptop is not allowed to write this."),
    Refused.VALUE: N_("A value does not fit its data item."),
    Refused.FOREIGN: N_("The entries belong to another laptop or village."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a bundle, and the receipt that answers it."""

    device: DeviceId
    bundle: bytes
    transactions: int
    accepted: int
    known: int
    refused: int
    forks: int
    conflicts_opened: int
    receipt: Path
    photos: int = 0
    photos_missing: int = 0
    pack_trouble: PovertyDesktopError | None = None  # what kept the policy pack from going along


def receive(session: Session, source: Path, receipts: Path, progress: Progress | None = None) -> Received:
    """Take in the bundle file ``source`` and write the receipt into the folder ``receipts``.

    Taking the same bundle in again changes nothing and gives a newer receipt. Raises ``RuleError`` (``Refusal``) for
    a bundle that is damaged, not for this office, or from a laptop that was not admitted; the register is then as
    before.
    """
    incarnation.awaken(session)
    keys = office_keys(session)
    progress = progress or Progress()
    copy_folder = inbox(session)
    copy = delivery.take_copy(source, copy_folder, progress)
    try:
        with read_bundle(copy, office_receiver(keys), clock=session.clock, progress=progress) as bundle:
            open_before = conflicts.count(session)
            outcome = _merge(session, bundle)
            photos, missing = photographs.take_in(session, bundle)
            opened = max(0, conflicts.count(session) - open_before)
            number = _note(session, bundle, file_names.shown(source.name), outcome)
            receipt = _receipt(session, keys, bundle, outcome, number, opened, missing)
            path = write_receipt(
                receipts,
                receipt,
                sender=office_sender(keys, bundle.certificate.subject, bundle.certificate.scope.recipient),
                app_version=__version__,
                ids=session.ids,
                place=_laptop_name(session, bundle.certificate.subject),
                progress=progress,
            )
            return Received(
                device=DeviceId(bundle.certificate.subject),
                bundle=bundle.manifest.bundle_id,
                transactions=bundle.transactions,
                accepted=outcome.accepted,
                known=outcome.known,
                refused=sum(item.high - item.low + 1 for item in outcome.refused),
                forks=len(outcome.forks),
                conflicts_opened=opened,
                receipt=path,
                photos=photos,
                photos_missing=len(missing),
            )
    finally:
        copy.unlink(missing_ok=True)


def office_keys(session: Session) -> OfficeKeys:
    """Return the office's keys; raises ``RuleError`` where the workspace has none."""
    data = settings.secret(session.db, KEYS_SECRET)
    if data is None:
        raise RuleError(NOT_AN_OFFICE)
    return read_office_keys(data)


def inbox(session: Session) -> Path:
    """Return the folder of this computer where files from outside are looked at; raises ``StorageError``."""
    folder = session.folder / "inbox"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(FOLDER_NOT_WRITABLE) from error
    return folder


def note_durable(session: Session) -> None:
    """Remember that everything merged so far lies in a verified backup: only that makes it safe (sync.md 2.9)."""
    ends = [[head.replica, head.hash, head.sequence] for head in log.heads(session.db)]
    with Write(session.db):
        settings.put_secret(session.db, DURABLE_SECRET, cbor.encode([log.position(session.db), ends]))


def begin_epoch(session: Session) -> bool:
    """Begin a new epoch where the office woke up from a backup; return whether it did.

    What the office took in after the backup is gone: laptops that see a new epoch send again what it does not name
    (sync.md 2.9). Done once for each time it woke up, whatever happens in between.
    """
    data = settings.secret(session.db, KEYS_SECRET)
    if not session.was_copied or data is None:
        return False
    with Write(session.db):
        settings.put_secret(
            session.db, KEYS_SECRET, office_keys_to_bytes(with_new_epoch(read_office_keys(data), session.ids))
        )
        incarnation.settle(session)
    return True


def _merge(session: Session, bundle: ReceivedBundle) -> Arrived:
    writers = {
        ReplicaId(item.head.replica): Writer(DeviceId(item.head.device), item.head.village) for item in bundle.heads
    }
    rights = Rights(writers=writers, max_rank=bundle.certificate.scope.max_rank)
    origin = session.db.conn.execute("SELECT coalesce(max(number), 0) + 1 FROM bundle").fetchone()[0]
    return arrival.accept(session, _runs(bundle), rights, origin=origin)


def _runs(bundle: ReceivedBundle) -> Iterator[Run]:
    for segment in bundle.segments():
        yield Run(
            replica=ReplicaId(segment.replica),
            low=segment.low,
            transactions=(Packed(item.header, item.salt, item.values) for item in segment.transactions),
        )


def _laptop_name(session: Session, device: bytes) -> str:
    """Return what the office calls a laptop: most often its village."""
    row = session.db.conn.execute("SELECT name FROM device WHERE id = ?", (device,)).fetchone()
    return str(row[0]) if row else ""


def _note(session: Session, bundle: ReceivedBundle, file_name: str, outcome: Arrived) -> int:
    """Write down that the bundle came, what was refused and why; return the number of the receipt."""
    now = session.clock.now().isoformat()
    number = int(settings.get(session.db, "receipt_number", "0")) + 1
    state = "merged" if not outcome.refused else "quarantined"
    refused = sum(item.high - item.low + 1 for item in outcome.refused)
    detail = {"accepted": outcome.accepted, "known": outcome.known, "refused": refused}
    with Write(session.db) as connection:
        settings.put(session.db, "receipt_number", str(number))
        connection.execute(
            "INSERT OR REPLACE INTO bundle VALUES(?,?,?,?,?,?,?,?,?)",
            (
                bundle.manifest.bundle_id, "in", bundle.manifest.number, bundle.certificate.subject, now, file_name,
                bundle.transactions, state, json.dumps(detail),
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT OR REPLACE INTO head_sig VALUES(?,?,?,?,?)",
            [
                (item.head.replica, item.head.hash, item.head.sequence, bundle.certificate.der, item.envelope)
                for item in bundle.heads
            ],
        )
    return number


def _receipt(
    session: Session,
    keys: OfficeKeys,
    bundle: ReceivedBundle,
    outcome: Arrived,
    number: int,
    opened: int,
    missing: tuple[bytes, ...],
) -> Receipt:
    device = bundle.certificate.subject
    own = [row[0] for row in session.db.conn.execute("SELECT rep FROM replica WHERE device = ?", (device,))]
    position, durable = _durable(settings.secret(session.db, DURABLE_SECRET))
    merged = {_end(head) for head in log.heads(session.db) if head.replica in own}
    return Receipt(
        office=keys.office,
        epoch=keys.epoch,
        number=number,
        device=device,
        created_ms=int(session.clock.now().timestamp() * 1000),
        bundle_ids=_bundles_of(session, device),
        heads=_sorted(merged | _delivered(session, own, until=log.position(session.db))),
        durable=_sorted({end for end in durable if end.replica in own} | _delivered(session, own, until=position)),
        gaps=tuple(_gap(session, item) for item in outcome.refused if item.reason is Refused.GAP),
        want_blobs=missing[: limits.BLOBS],
        quarantined=tuple(
            Quarantined(
                code=item.reason.value,
                replica=item.replica,
                low=item.low,
                high=item.high,
                text=REFUSED_WORDS[item.reason],
            )
            for item in outcome.refused
            if item.reason is not Refused.GAP
        ),
        forks=tuple({replica for replica, _sequence in outcome.forks}),
        conflicts_opened=opened,
    )


def _delivered(session: Session, replicas: list[bytes], *, until: int) -> set[ChainEnd]:
    """Return the ends of chains that laptops signed and that had come in at position ``until``, the newest of them.

    A laptop that was restored knows its own older ends only: naming them tells it what need not be sent again.
    """
    rows = session.db.conn.execute(
        "SELECT s.rep, s.h, s.seq FROM head_sig s JOIN tx t ON t.h = s.h WHERE t.arrived <= ? ORDER BY t.arrived DESC",
        (until,),
    )
    own = (
        ChainEnd(replica=row[0], hash=TransactionHash(row[1]), sequence=row[2]) for row in rows if row[0] in replicas
    )
    return set(islice(own, _MOST_DELIVERED))


def _sorted(ends: set[ChainEnd]) -> tuple[ChainEnd, ...]:
    return tuple(sorted(ends, key=lambda end: (end.replica, end.sequence, end.hash)))


def _gap(session: Session, item: Stopped) -> Gap:
    row = session.db.conn.execute("SELECT coalesce(max(seq), 0) + 1 FROM tx WHERE rep = ?", (item.replica,)).fetchone()
    return Gap(replica=item.replica, low=min(int(row[0]), item.low - 1), high=item.low - 1)


def _bundles_of(session: Session, device: bytes) -> tuple[bytes, ...]:
    """Return the bundles of a laptop that were taken in, the newest first: a receipt is the whole state."""
    rows = session.db.conn.execute(
        "SELECT id FROM bundle WHERE direction = 'in' AND device = ? ORDER BY number DESC LIMIT ?",
        (device, MAX_BUNDLES),
    )
    return tuple(row[0] for row in rows)


def _end(head: Head) -> ChainEnd:
    return ChainEnd(replica=head.replica, hash=head.hash, sequence=head.sequence)


def _durable(data: bytes | None) -> tuple[int, list[ChainEnd]]:
    """Return the journal position that the last verified backup holds, and the ends of the chains there."""
    if data is None:
        return 0, []
    position, ends = checked.tuple_of(cbor.decode(data, max_bytes=_MOST_DURABLE), 2)
    return checked.natural(position), list(read_chain_ends(ends))
