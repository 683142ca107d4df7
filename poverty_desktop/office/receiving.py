"""Take in a laptop's bundle: verified, merged, listed where anything was refused, answered by a signed receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from poverty_desktop import __version__, paths
from poverty_desktop.crypto import certificates
from poverty_desktop.crypto.certificates import Certificate
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import DeviceId
from poverty_desktop.office import held, photographs, receipts, renewals, revocations, statements, witnesses
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.store import incarnation, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.held import note_taken
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE
from poverty_desktop.sync import delivery, file_names, intake, merging
from poverty_desktop.sync.bundle_reader import ReceivedBundle, read_bundle
from poverty_desktop.sync.intake import Collected
from poverty_desktop.sync.merging import Allowed
from poverty_desktop.sync.office_keys import (
    OfficeKeys,
    office_keys_to_bytes,
    office_receiver,
    office_sender,
    read_office_keys,
    with_new_epoch,
)
from poverty_desktop.sync.receipt import Receipt
from poverty_desktop.sync.receipt_file import write_receipt
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.trust import Receiver

NOT_AN_OFFICE = N_("This workspace has no office keys yet. Make them first under Reporting.")
NO_ROOM_FOR_THE_ANSWER = N_(
    "No receipt can be written here, so nothing was taken in. Copy the bundle into a folder with room, and take it in"
    " from there."
)
KEYS_SECRET = settings.OFFICE_KEYS
_LOG_PAGES = 16_000
"""Up to 64 MB of the write-ahead log: a bundle touches thousands of pages, many of which the next one touches again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a bundle, and the receipt that answers it; a revoked laptop gets none."""

    device: DeviceId
    bundle: bytes
    transactions: int
    accepted: int
    known: int
    refused: int
    forks: int
    conflicts_opened: int
    receipt: Path | None
    photos: int = 0
    photos_missing: int = 0
    pack_trouble: PovertyDesktopError | None = None  # what kept the policy pack from going along
    volumes: int = 1
    missing_volumes: tuple[int, ...] = ()  # nothing of the bundle is used before they are here


def receive(
    session: Session,
    source: Path,
    receipts_folder: Path | None,
    progress: Progress | None = None,
    *,
    name: str = "",
    ignores_dates: bool = False,
) -> Received:
    """Take in the bundle file ``source`` and write the receipt into the folder ``receipts_folder`` (None: nowhere).

    ``name`` is what the file is called in the list of bundles, where its own name says nothing. With ``ignores_dates``
    a person lets in what came after the end of its laptop's certificate. What is refused for a reason that a person may
    decide on is kept (``office.held``).

    Taking the same bundle in again changes nothing and gives a newer receipt. Of a bundle in volumes each is kept as
    it comes, in any order; the receipt names those that are missing, and the last one brings it in. What a revoked
    laptop brings waits in quarantine, and nothing answers it. Raises ``RuleError`` (``Refusal``) for a bundle that is
    damaged, not for this office, or from a laptop that was not admitted, ``StorageError`` where the receipt would find
    no room, ``Cancelled``; the register is then as before. Once the entries are in, stopping leaves out photos alone:
    what came in is answered.
    """
    incarnation.awaken(session)
    session.db.conn.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    keys = office_keys(session)
    progress = progress or Progress()
    name = name or source.name
    copy = delivery.take_copy(source, inbox(session), progress)
    try:
        receiver = receiver_of(session, keys, ignores_dates=ignores_dates)
        collected = _collect(session, copy, name, receiver, progress)
        if collected is not None and not collected.paths:
            return _waiting(session, keys, collected, name, receipts_folder, progress)
        whole = copy if collected is None else collected.paths
        with _read(session, whole, copy, name, receiver, progress) as bundle:
            device = bundle.certificate.subject
            is_barred = revocations.is_revoked(session, bundle.certificate)
            if not is_barred:
                _require_room(receipts_folder)
            open_before = conflicts.count(session)
            outcome = merging.merge(session, bundle, _allowed(session, keys), progress)
            is_with_photos = bool(bundle.manifest.blobs) and not is_barred
            named = photographs.named_by(session, receipts.chains_of(session, device)) if is_with_photos else {}
            photos = photographs.take_in(session, bundle, named, progress)
            opened = max(0, conflicts.count(session) - open_before)
            with Write(session.db):
                intake.settle(session, device, bundle.manifest.number)
                if not is_barred:
                    witnesses.hear(session, device, bundle.manifest.witnessed, keys.epoch)
                    statements.listen(session, bundle)
                    renewals.note_signed(session, bundle.certificate)
                merging.note(session, bundle, file_names.shown(name), outcome)
                note_taken(session, bytes.fromhex(bundle.sha256))
                number = receipts.next_number(session)
            path, missing = None, 0
            if not is_barred:
                receipt = receipts.of_device(session, keys, device, number=number, opened=opened)
                missing = len(receipt.want_blobs)
                if receipts_folder is not None:
                    onward = progress.to_the_end()
                    path = _write(session, receipts_folder, receipt, keys, bundle.certificate, onward)
            return Received(
                device=DeviceId(device),
                bundle=bundle.manifest.bundle_id,
                transactions=bundle.transactions,
                accepted=outcome.accepted,
                known=outcome.known,
                refused=sum(item.high - item.low + 1 for item in outcome.refused),
                forks=len(outcome.forks),
                conflicts_opened=opened,
                receipt=path,
                photos=photos,
                photos_missing=missing,
                volumes=bundle.manifest.volumes,
            )
    finally:
        paths.drop(copy)
        intake.sweep(session, inbox(session))


def _waiting(
    session: Session,
    keys: OfficeKeys,
    found: Collected,
    name: str,
    receipts_folder: Path | None,
    progress: Progress,
) -> Received:
    """Answer a volume of a bundle that is not whole yet, or of one that was taken in before."""
    device = found.certificate.subject
    is_known = intake.is_known(session, found.manifest)
    is_barred = revocations.is_barred(session, device)
    if not is_barred:
        _require_room(receipts_folder)
    with Write(session.db):
        if not is_known:
            intake.note_waiting(session, found, file_names.shown(name))
        number = receipts.next_number(session)
    path = None
    if receipts_folder is not None and not is_barred:
        receipt = receipts.of_device(session, keys, device, number=number)
        path = _write(session, receipts_folder, receipt, keys, found.certificate, progress.to_the_end())
    transactions = sum((item.high or 0) - (item.low or 0) + 1 for item in found.manifest.parts if item.low is not None)
    return Received(
        device=DeviceId(device),
        bundle=found.manifest.bundle_id,
        transactions=transactions,
        accepted=0,
        known=transactions if is_known else 0,
        refused=0,
        forks=0,
        conflicts_opened=0,
        receipt=path,
        volumes=found.manifest.volumes,
        missing_volumes=() if is_known else found.missing,
    )


def answer(session: Session, certificate: Certificate, folder: Path, progress: Progress | None = None) -> Path:
    """Write how things stand for a laptop that asks without bringing anything: its receipt, newly made."""
    keys = office_keys(session)
    with Write(session.db):
        number = receipts.next_number(session)
    receipt = receipts.of_device(session, keys, certificate.subject, number=number)
    return _write(session, folder, receipt, keys, certificate, progress)


def _write(
    session: Session,
    folder: Path,
    receipt: Receipt,
    keys: OfficeKeys,
    certificate: Certificate,
    progress: Progress | None,
) -> Path:
    device = certificate.subject
    path = write_receipt(
        folder,
        receipt,
        sender=office_sender(keys, device, certificate.scope.recipient),
        app_version=__version__,
        ids=session.ids,
        place=receipts.name_of(session, device),
        progress=progress,
    )
    with Write(session.db):
        receipts.note_written(session, receipt, path.name)
    return path


def _require_room(folder: Path | None) -> None:
    """Nothing is taken in that could not be answered: whoever reads that writing failed believes that nothing came."""
    if folder is not None and not delivery.has_room(folder):
        raise StorageError(NO_ROOM_FOR_THE_ANSWER)


def receiver_of(session: Session, keys: OfficeKeys, *, ignores_dates: bool = False) -> Receiver:
    """Return who takes in bundles here: of each laptop the newest certificate tells until when it is admitted."""
    rows = session.db.conn.execute("SELECT id, certificate FROM device WHERE certificate IS NOT NULL").fetchall()
    return replace(
        office_receiver(keys),
        renewed={bytes(device): _certificate(der) for device, der in rows},
        ignores_dates=ignores_dates,
    )


@lru_cache(maxsize=512)
def _certificate(der: bytes) -> Certificate:
    """Return a certificate of a laptop: each bundle asks for all of them."""
    return certificates.read(der)


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


def begin_epoch(session: Session) -> bool:
    """Begin a new epoch where the office woke up from a backup; return whether it did.

    What the office took in after the backup is gone: laptops that see a new epoch send again what it does not name
    (sync.md 2.9), and nothing counts as safe before the next verified backup.
    Done once for each time it woke up, whatever happens in between.
    """
    data = settings.secret(session.db, KEYS_SECRET)
    if not session.was_copied or data is None:
        return False
    with Write(session.db):
        settings.put_secret(
            session.db, KEYS_SECRET, office_keys_to_bytes(with_new_epoch(read_office_keys(data), session.ids))
        )
        receipts.forget_durable(session)
        receipts.ask_everybody(session)
        incarnation.settle(session)
    return True


def _collect(session: Session, copy: Path, name: str, receiver: Receiver, progress: Progress) -> Collected | None:
    try:
        found = intake.collect(copy, inbox(session), receiver, clock=session.clock, progress=progress)
        if found is not None:
            _require_its_own(session, found.manifest.bundle_id, found.certificate.subject)
        return found
    except Refusal as refused:
        held.keep(session, copy, name, refused)
        raise


def _read(
    session: Session,
    whole: Path | tuple[Path, ...],
    copy: Path,
    name: str,
    receiver: Receiver,
    progress: Progress,
) -> ReceivedBundle:
    try:
        bundle = read_bundle(whole, receiver, clock=session.clock, progress=progress)
        try:
            _require_its_own(session, bundle.manifest.bundle_id, bundle.certificate.subject)
        except Refusal:
            bundle.close()
            raise
        return bundle
    except Refusal as refused:
        held.keep(session, copy, name, refused)
        raise


def _require_its_own(session: Session, bundle: bytes, device: bytes) -> None:
    """Refuse a bundle that calls itself as another laptop's or one of the office's own: it would take its place."""
    row = session.db.conn.execute(
        "SELECT 1 FROM bundle WHERE id = ? AND (device <> ? OR direction <> 'in')", (bundle, device)
    )
    if row.fetchone() is not None:
        raise Refusal(Reason.DAMAGED)


def _allowed(session: Session, keys: OfficeKeys) -> Allowed:
    """What a laptop may bring: its own chains, and those of others that it passes on, the office's own included."""
    return Allowed(is_revoked=partial(revocations.is_revoked, session), names={keys.office: session.device})
