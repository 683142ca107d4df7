"""What goes down to one laptop: what others wrote in its villages and it lacks, decisions included, and its receipt."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from poverty_desktop.crypto.certificates import Certificate, read
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId
from poverty_desktop.office import receipts, receiving, renewals, revocations, service_cards, statements
from poverty_desktop.office.statements import Statement
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs, chains, ledger, settings
from poverty_desktop.store.chains import Stretch
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session
from poverty_desktop.sync import dispatch, limits, outbox
from poverty_desktop.sync.bundle_writer import WrittenBundle
from poverty_desktop.sync.dispatch import Freight
from poverty_desktop.sync.head_signature import SignedHead
from poverty_desktop.sync.manifest import Kind, PartType
from poverty_desktop.sync.office_keys import OfficeKeys, office_sender
from poverty_desktop.sync.receipt import sign_receipt

UNKNOWN_LAPTOP = N_("No laptop of this name is admitted here, or it was revoked.")
_NUMBER = "downstream_number"
_LAST = (1 << 63) - 1


class _Chains(NamedTuple):
    """The chains of a bundle: the office's own, those of other laptops, and the heads that these have signed."""

    own: list[Stretch]
    others: list[Stretch]
    heads: dict[tuple[bytes, bytes], SignedHead]


def write(
    session: Session, keys: OfficeKeys, device: bytes, folder: Path, progress: Progress | None = None
) -> WrittenBundle | None:
    """Write what a laptop lacks into ``folder``; None where it lacks nothing that this office can prove.

    What was written before and not confirmed goes along once more, so that a lost stick is made up for; earlier
    bundles to this laptop in the folder are taken away, for all that is in them and is still needed is in this one.
    """
    certificate = _certificate(session, device)
    said = statements.of_device(session, device) or Statement(last=bytes(16))
    found = _chains(session, keys, device, said)
    photos = _asked_for(session, device, said)
    revocations.note_cards(session)
    number = revocations.list_number(session)
    renewed = renewals.to_send(session, keys, device)
    card = service_cards.for_device(session, keys, device)
    is_moved = card is not None and service_cards.is_news(session, device)
    if not (found.own or found.others or photos or number > said.crl or renewed or is_moved):
        return None
    with Write(session.db):
        downstream_number = int(settings.get(session.db, _NUMBER, "0")) + 1
        settings.put(session.db, _NUMBER, str(downstream_number))
        receipt_number = receipts.next_number(session)
    sender = office_sender(keys, device, certificate.scope.recipient)
    receipt = receipts.of_device(session, keys, device, number=receipt_number)
    papers = [(PartType.RECEIPT, sign_receipt(receipt, sender))]
    if number > said.crl:
        papers.append((PartType.REVOCATIONS, revocations.list_file(session, keys)))
    if card is not None:
        papers.append((PartType.SERVICE, card))
    if renewed is not None:
        papers.append((PartType.ADMISSION, renewed))
    freight = Freight(
        kind=Kind.DOWN,
        place=receipts.name_of(session, device),
        number=downstream_number,
        previous=settings.secret(session.db, _previous(device)),
        own=found.own,
        others=found.others,
        passed_on=found.heads,
        wanted=photos,
        papers=papers,
    )
    written = dispatch.send(session, folder, freight, sender, to=device, progress=progress)
    with Write(session.db) as connection:
        settings.put_secret(session.db, _previous(device), written.manifest.bundle_id)
        ledger.note(session, Act.BUNDLE, id=written.manifest.bundle_id, entries=written.transactions, to=device)
        connection.execute(
            "UPDATE bundle SET detail = json_set(detail, '$.crl', ?) WHERE id = ?",
            (number if number > said.crl else 0, written.manifest.bundle_id),
        )
        receipts.note_written(session, receipt, written.path.name)
        if card is not None:
            service_cards.note_told(session, device)
    if written.outgoing is not None:
        for older in outbox.sets(dispatch.outbox_of(session)):
            if older.bundle_id != written.manifest.bundle_id and older.bundle_id in _sent_to(session, device):
                outbox.remove(older, folder)
        numbers = range(1, written.manifest.volumes + 1)
        carried = outbox.carry(written.outgoing, folder, numbers, progress or Progress())
        written = replace(written, path=carried.paths[0], volumes=carried.paths)
    _tidy(session, folder, device, kept=written.path)
    return written


def write_receipt(
    session: Session, keys: OfficeKeys, device: bytes, folder: Path, progress: Progress | None = None
) -> Path | None:
    """Write a receipt for a laptop that lacks nothing, where it says what none has told; else None."""
    if not receipts.is_news(session, keys, device, folder):
        return None
    return receiving.answer(session, _certificate(session, device), folder, progress)


def lacking(session: Session, keys: OfficeKeys, device: bytes) -> int:
    """Return how many entries that lie here and can be proven a laptop lacks, as far as one bundle holds them."""
    said = statements.of_device(session, device) or Statement(last=bytes(16))
    found = _chains(session, keys, device, said)
    return sum(len(item.positions) for item in (*found.own, *found.others))


def laptops(session: Session) -> list[bytes]:
    """Return the laptops that something is sent to: those that were admitted and not revoked."""
    rows = session.db.conn.execute("SELECT id FROM device WHERE certificate IS NOT NULL ORDER BY name, id")
    return [row[0] for row in rows.fetchall() if not revocations.is_barred(session, row[0])]


def _certificate(session: Session, device: bytes) -> Certificate:
    return read(session.db.conn.execute("SELECT certificate FROM device WHERE id = ?", (device,)).fetchone()[0])


def _chains(session: Session, keys: OfficeKeys, device: bytes, said: Statement) -> _Chains:
    """Return the chains of the laptop's villages as far as it lacks them, no more than one bundle may hold.

    Of what others wrote, up to the end that their own devices have signed: nobody else can vouch for it.
    """
    found = _Chains([], [], {})
    room = limits.TRANSACTIONS
    for village in receipts.villages_of(session, device):
        rows = session.db.conn.execute("SELECT rep, device FROM replica WHERE village = ? ORDER BY rep", (village,))
        for rep, writer in rows.fetchall():
            replica = ReplicaId(rep)
            is_own = writer == session.device
            heads = {} if is_own else dispatch.signed_ends(session, replica, keys.issuing_certificate)
            ends = None if is_own else [end for _replica, end in heads]
            item = chains.stretch(session.db, replica, village, said.known(rep), ends=ends)
            if item is None or len(item.positions) > room:
                continue  # the rest goes with the next bundle, once the laptop has confirmed this one
            room -= len(item.positions)
            (found.own if is_own else found.others).append(item)
            found.heads.update(heads)
    return found


def _asked_for(session: Session, device: bytes, said: Statement) -> list[MediaReference]:
    """Return the photos that the laptop lacks, entries of its villages name, and lie here."""
    named: dict[bytes, MediaReference] = {}
    if said.wanted:
        villages = receipts.villages_of(session, device)
        rows = session.db.conn.execute("SELECT rep, village FROM replica").fetchall()
        for replica in (ReplicaId(rep) for rep, village in rows if village in villages):
            named |= blobs.journalled(session.db, session.pack, replica=replica, low=0, high=_LAST)
    return [named[digest] for digest in said.wanted if digest in named and blobs.has(session, digest)]


def _sent_to(session: Session, device: bytes) -> set[bytes]:
    rows = session.db.conn.execute("SELECT id FROM bundle WHERE direction = 'out' AND device = ?", (device,))
    return {row[0] for row in rows}


def _previous(device: bytes) -> str:
    return f"downstream_{device.hex()}"


def _tidy(session: Session, folder: Path, device: bytes, *, kept: Path) -> None:
    """Take away the earlier bundles that this office wrote to the laptop; a file that cannot go does no harm."""
    rows = session.db.conn.execute("SELECT file_name FROM bundle WHERE direction = 'out' AND device = ?", (device,))
    for (name,) in rows.fetchall():
        if name != kept.name:
            with contextlib.suppress(OSError):
                (folder / name).unlink(missing_ok=True)
