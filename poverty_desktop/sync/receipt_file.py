"""A receipt on its way: the same container as a bundle, sealed for one laptop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.clock import Clock
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.crypto.scratch import SealedScratch
from poverty_desktop.ids import Ids
from poverty_desktop.progress import Progress
from poverty_desktop.sync import file_names
from poverty_desktop.sync.bundle_check import moment
from poverty_desktop.sync.bundle_reader import ReceivedBundle, read_bundle
from poverty_desktop.sync.bundle_writer import serial_bytes, write_file
from poverty_desktop.sync.delivery import place_for
from poverty_desktop.sync.manifest import Kind, Manifest, Part, PartType
from poverty_desktop.sync.receipt import Receipt, sign_receipt, verify_receipt
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.trust import Receiver, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedReceipt:
    """A receipt with its envelope, which proves it to a third person, and the file it came in."""

    receipt: Receipt
    envelope: bytes
    sha256: str


def write_receipt(
    folder: Path,
    receipt: Receipt,
    *,
    sender: Sender,
    app_version: str,
    ids: Ids,
    place: str = "",
    progress: Progress | None = None,
) -> Path:
    """Write a receipt into ``folder``, sealed for its laptop, and return the file; raises ``StorageError``.

    ``place`` is the laptop's village, for the name of the file.
    """
    data = sign_receipt(receipt, sender)
    part = Part(
        number=1,
        volume=1,
        sha256=sha256(data),
        length=len(data),
        raw_length=len(data),
        type=PartType.RECEIPT,
    )
    manifest = Manifest(
        suite=sender.suite.suite_id,
        kind=Kind.RECEIPT,
        bundle_id=ids.random_bytes(16),
        number=receipt.number,
        sender=sender.me,
        certificate_serial=serial_bytes(sender.chain[0].serial),
        recipient=receipt.device,
        created_ms=receipt.created_ms,
        hlc=0,
        app_version=app_version,
        pack=b"",
        parts=(part,),
    )
    day = moment(receipt.created_ms).astimezone().date()
    name = file_names.receipt_name(place, receipt.office, receipt.device, receipt.number, day)
    path = place_for(folder, name, keeps_old=True)
    with SealedScratch() as scratch:
        scratch.append(data)
        write_file(path, manifest, scratch, sender=sender, progress=progress or Progress())
    return path


def read_receipt(path: Path, receiver: Receiver, *, clock: Clock, progress: Progress | None = None) -> ReceivedReceipt:
    """Return the receipt in a file that is meant for this laptop; raises ``Refusal`` as ``read_bundle`` does.

    Whether it is newer than what is known is :func:`accept_receipt`'s to say.
    """
    with read_bundle(path, receiver, clock=clock, progress=progress) as bundle:
        if bundle.manifest.kind is not Kind.RECEIPT:
            raise Refusal(Reason.WRONG_KIND)
        return receipt_in(bundle, receiver, clock=clock)


def receipt_in(bundle: ReceivedBundle, receiver: Receiver, *, clock: Clock) -> ReceivedReceipt:
    """Return the one receipt in a proven file for this laptop; raises ``Refusal`` where it is not what it must be."""
    envelopes = [data for _part, data in bundle.parts(PartType.RECEIPT)]
    if len(envelopes) != 1:
        raise Refusal(Reason.DAMAGED)
    receipt = verify_receipt(envelopes[0], root=receiver.root, at=max(clock.now(), moment(bundle.manifest.created_ms)))
    if (receipt.office, receipt.device) != (receiver.office, receiver.me):
        raise Refusal(Reason.NOT_FOR_ME)
    return ReceivedReceipt(receipt=receipt, envelope=envelopes[0], sha256=bundle.sha256)
