"""Write the golden files of this format version: `.venv/bin/python tests/unit/sync/make_vectors.py <empty folder>`.

The files in ``vectors/v1`` were written once and are kept for ever: every later reader must still read them. Run this
only for a new version of the format, into a new folder; with ``--downstream`` it adds the bundle that goes down, with
``--volumes`` it writes the one in volumes into a folder of its own.
"""

from __future__ import annotations

import io
import json
import sys
from functools import partial
from pathlib import Path

import cbor2
from sync_factory import NEIGHBOUR, NOW_MS, REPLICA, SECOND_REPLICA, VILLAGE, chain, clock, enrol, outline, world

from poverty_desktop.crypto import sealing
from poverty_desktop.crypto.certificate_issue import Issuer
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.crypto.revocation import issue_list
from poverty_desktop.ids import SeededIds
from poverty_desktop.progress import Progress
from poverty_desktop.sync import admission, enrolment, enrolment_request, file_names
from poverty_desktop.sync.bundle_writer import OutgoingBlob, write_bundle
from poverty_desktop.sync.device_keys import device_keys_to_bytes, new_device_keys, read_device_keys
from poverty_desktop.sync.head_signature import Head, passed_on, sign_head
from poverty_desktop.sync.manifest import ChainEnd, Kind, PartType
from poverty_desktop.sync.office_keys import office_keys_to_bytes, office_sender, read_office_keys
from poverty_desktop.sync.outbox import carry, remove
from poverty_desktop.sync.receipt import Receipt, sign_receipt
from poverty_desktop.sync.receipt_file import write_receipt


def make(folder: Path) -> None:
    """Fill ``folder`` with one file of each kind and ``vectors.json`` with the keys and what the files hold."""
    here, ids = world(), SeededIds(77)
    request = enrolment_request.write_request(
        here.keys, name="laptop", villages=[VILLAGE], app_version="0.1.0", clock=clock()
    )
    admitted = admission.admit(
        here.office,
        enrolment_request.read_request(request),
        villages=[VILLAGE, NEIGHBOUR],
        roles=["team"],
        max_rank=1,
        clock=clock(),
        ids=ids,
    )
    (folder / file_names.request_name("laptop", here.keys.device).plain).write_bytes(request)
    (folder / file_names.admission_name("laptop", here.office.office, here.keys.device).plain).write_bytes(
        admitted.file
    )
    transactions = chain(12) + chain(3, replica=SECOND_REPLICA)
    written = write_bundle(
        folder,
        transactions,
        outline(
            villages={REPLICA: VILLAGE, SECOND_REPLICA: VILLAGE},
            have=(ChainEnd(replica=b"o" * 16, hash=b"h" * 32, sequence=5),),
            actors={b"a" * 16: "操作员甲"},
        ),
        sender=here.sender,
        clock=clock(),
        ids=ids,
    )
    receipt = Receipt(
        office=here.office.office,
        epoch=here.office.epoch,
        number=1,
        device=here.keys.device,
        created_ms=NOW_MS,
        bundle_ids=(written.manifest.bundle_id,),
        heads=tuple(
            ChainEnd(replica=item.replica, hash=item.hash, sequence=item.sequence) for item in written.manifest.heads
        ),
    )
    write_receipt(folder, receipt, sender=here.office_sender, app_version="0.1.0", ids=ids)
    plaintext = sealing.open_sealed(written.path.read_bytes(), [here.office.sealing])
    vectors = {
        "about": "Files of format version 1 with the keys that open and prove them. No person and no place is real.",
        "now_ms": NOW_MS,
        "office_keys": office_keys_to_bytes(here.office).hex(),
        "escrow_identity": here.founding.escrow.secret,
        "device_keys": device_keys_to_bytes(here.keys).hex(),
        "enrolment": enrolment.enrolment_to_bytes(here.enrolment).hex(),
        "office_identity": here.office.sealing.secret,
        "office_root_der": here.office.root_certificate.der.hex(),
        "office_fingerprint": admission.office_fingerprint(here.office),
        "request_fingerprint": enrolment_request.read_request(request).fingerprint,
        "bundle_plaintext_sha256": sha256(plaintext).hex(),
        "transactions": [
            {
                "header": item.header.hex(),
                "salt": (item.salt or b"").hex(),
                "values": (item.values or b"").hex(),
                "hash": sha256(item.header).hex(),
            }
            for item in transactions
        ],
        "heads": [[item.replica.hex(), item.sequence, item.hash.hex()] for item in written.manifest.heads],
    }
    (folder / "vectors.json").write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def make_downstream(folder: Path) -> None:
    """Add a bundle that goes down to the files of ``folder``, with their keys, and ``downstream.json``."""
    vectors, ids = json.loads((folder / "vectors.json").read_text(encoding="utf-8")), SeededIds(78)
    office = read_office_keys(bytes.fromhex(vectors["office_keys"]))
    keys = read_device_keys(bytes.fromhex(vectors["device_keys"]))
    mate = new_device_keys(ids)
    others, own = chain(2, replica=SECOND_REPLICA), chain(3, replica=b"o" * 16)
    end = sha256(others[-1].header)
    head = Head(replica=SECOND_REPLICA, sequence=2, hash=end, device=mate.device, village=VILLAGE, signed_at_ms=NOW_MS)
    links = [item.der for item in enrol(office, mate, ids).chain]
    receipt = Receipt(office=office.office, epoch=office.epoch, number=2, device=keys.device, created_ms=NOW_MS, crl=1)
    sender = office_sender(office, keys.device, keys.sealing.recipient)
    issuer = Issuer(key=office.issuing, certificate=office.issuing_certificate)
    written = write_bundle(
        folder,
        [*own, *others],
        outline(
            kind=Kind.DOWN,
            villages={b"o" * 16: VILLAGE},
            passed_on={(SECOND_REPLICA, end): passed_on(sign_head(head, mate.signing).envelope, links)},
        ),
        sender=sender,
        clock=clock(),
        ids=ids,
        papers=[
            (PartType.RECEIPT, sign_receipt(receipt, sender)),
            (PartType.REVOCATIONS, issue_list(issuer, {7: clock().now()}, number=1, now=clock().now())),
        ],
    )
    told = {
        "plaintext_sha256": sha256(sealing.open_sealed(written.path.read_bytes(), [keys.sealing])).hex(),
        "transactions": [sha256(item.header).hex() for item in (*own, *others)],
        "heads": [[item.replica.hex(), item.sequence, item.hash.hex()] for item in written.manifest.heads],
        "signers": [office.office.hex(), mate.device.hex()],
        "receipt_number": 2,
        "revoked": [7],
    }
    (folder / "downstream.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def make_volumes(folder: Path) -> None:
    """Fill ``folder`` with a bundle in three volumes and ``vectors.json`` with the keys and what they hold."""
    here, ids = world(), SeededIds(79)
    transactions = chain(40) + chain(3, replica=SECOND_REPLICA)
    photos = [OutgoingBlob(hash=sha256(data), read=partial(bytes, data)) for data in (b"x" * 5000, b"y" * 5000)]
    written = write_bundle(
        folder,
        transactions,
        outline(villages={REPLICA: VILLAGE, SECOND_REPLICA: VILLAGE}),
        sender=here.sender,
        clock=clock(),
        ids=ids,
        blobs=photos,
        outbox=folder / "outbox",
        volume_bytes=75_000,
    )
    assert written.outgoing is not None
    carry(written.outgoing, folder, range(1, written.manifest.volumes + 1), Progress())
    remove(written.outgoing)
    (folder / "outbox").rmdir()
    for path in folder.glob("*.fpb"):
        number = path.stem.rsplit("volume", 1)[1].split("of", 1)[0]
        path.rename(folder / f"{number}of{written.manifest.volumes}.fpb")
    plaintexts = [
        sealing.open_sealed(path.read_bytes(), [here.office.sealing]) for path in sorted(folder.glob("*.fpb"))
    ]
    told = {
        "about": "One bundle in volumes, with the keys that open and prove it. No person and no place is real.",
        "now_ms": NOW_MS,
        "office_keys": office_keys_to_bytes(here.office).hex(),
        "plaintext_sha256": [sha256(plaintext).hex() for plaintext in plaintexts],
        "numbers": [number_of_volume(plaintext) for plaintext in plaintexts],
        "parts": [[item.number, item.volume, item.sha256.hex()] for item in written.manifest.parts],
        "transactions": [sha256(item.header).hex() for item in transactions],
        "photos": [item.hash.hex() for item in photos],
    }
    (folder / "vectors.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def number_of_volume(plaintext: bytes) -> int:
    """Return the second item of a volume, found by a decoder that knows nothing of this program."""
    stream = io.BytesIO(plaintext)
    decoder = cbor2.CBORDecoder(stream)
    decoder.decode()
    return int(decoder.decode())


if __name__ == "__main__":
    makers = {"--downstream": make_downstream, "--volumes": make_volumes}
    makers.get(sys.argv[1], make)(Path(sys.argv[-1]))
