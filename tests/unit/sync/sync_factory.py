"""An office, an admitted laptop and chains of transactions, ready for the tests of bundles."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import cbor2

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto import cbor, dsse, sealing
from poverty_desktop.ids import SeededIds
from poverty_desktop.sync import admission, enrolment_request
from poverty_desktop.sync.bundle_writer import Outline, WrittenBundle, write_bundle
from poverty_desktop.sync.device_keys import DeviceKeys, new_device_keys
from poverty_desktop.sync.enrolment import Enrolment, device_receiver, device_sender
from poverty_desktop.sync.manifest import PAYLOAD_TYPE as MANIFEST_TYPE
from poverty_desktop.sync.office_keys import Founding, OfficeKeys, found_office, office_receiver, office_sender
from poverty_desktop.sync.segments import SegmentTransaction
from poverty_desktop.sync.trust import Receiver, Sender

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
VILLAGE, NEIGHBOUR = "420581100201", "420581100202"
REPLICA, SECOND_REPLICA = bytes(range(16)), bytes(range(16, 32))
PACK = b"p" * 32


@dataclass(frozen=True, kw_only=True)
class World:
    """An office with its escrow, and one laptop that it has admitted for one village."""

    founding: Founding
    keys: DeviceKeys
    enrolment: Enrolment

    @property
    def office(self) -> OfficeKeys:
        return self.founding.keys

    @property
    def sender(self) -> Sender:
        return device_sender(self.keys, self.enrolment)

    @property
    def receiver(self) -> Receiver:
        return office_receiver(self.office)

    @property
    def device_receiver(self) -> Receiver:
        return device_receiver(self.keys, self.enrolment)

    @property
    def office_sender(self) -> Sender:
        return office_sender(self.office, self.keys.device, self.keys.sealing.recipient)


def clock() -> ManualClock:
    return ManualClock(NOW)


@cache
def world(seed: int = 1) -> World:
    ids = SeededIds(seed)
    founding = found_office("宜都市办公室", clock=clock(), ids=ids)
    keys = new_device_keys(ids)
    return World(founding=founding, keys=keys, enrolment=enrol(founding.keys, keys, ids))


def enrol(office: OfficeKeys, keys: DeviceKeys, ids: SeededIds, *, villages: Sequence[str] = (VILLAGE,)) -> Enrolment:
    request_file = enrolment_request.write_request(
        keys, name="laptop", villages=list(villages), app_version="0.1.0", clock=clock()
    )
    request = enrolment_request.read_request(request_file)
    admitted = admission.admit(office, request, villages=villages, roles=["team"], max_rank=1, clock=clock(), ids=ids)
    found = admission.read_admission(admitted.file, keys, clock=clock())
    return admission.accept_admission(found, found.root_fingerprint)


def chain(count: int, *, replica: bytes = REPLICA, start: int = 1, previous: bytes = b"") -> list[SegmentTransaction]:
    """Return transactions of one replica as sync.md 2.3 frames them; what the journal reads further is filled in."""
    made = []
    for sequence in range(start, start + count):
        salt = hashlib.sha256(b"salt %d" % sequence).digest()[:16]
        values = cbor.encode([f"answer {sequence}", sequence, [1]])
        header = cbor.encode(
            {
                0: replica,
                1: sequence,
                2: previous,
                3: sequence << 16,
                4: b"a" * 16,
                5: 1,
                6: PACK,
                7: {},
                8: [[1, hashlib.sha256(b"%d" % sequence).digest()[:16], [[1, 101, []], [1, 102, []], [1, 103, []]]]],
                9: hashlib.sha256(salt + values).digest(),
                11: 1,
                12: b"b" * 16,
            }
        )
        made.append(SegmentTransaction(header=header, salt=salt, values=values))
        previous = hashlib.sha256(header).digest()
    return made


def outline(**changes: Any) -> Outline:
    fields: dict[str, Any] = {
        "number": 1,
        "hlc": 7 << 16,
        "pack": PACK,
        "app_version": "0.1.0",
        "villages": {REPLICA: VILLAGE, SECOND_REPLICA: VILLAGE},
    }
    return Outline(**(fields | changes))


def write(
    folder: Path, transactions: Sequence[SegmentTransaction], *, of: World | None = None, **changes: Any
) -> WrittenBundle:
    who = of or world()
    return write_bundle(folder, transactions, outline(**changes), sender=who.sender, clock=clock(), ids=SeededIds(99))


@dataclass(kw_only=True)
class Opened:
    """A bundle taken apart with public libraries only, so that a test can put it together wrongly."""

    envelope: list[Any]
    parts: list[bytes]

    @property
    def manifest(self) -> dict[int, Any]:
        return cbor2.loads(self.envelope[1])


def take_apart(path: Path, identity: sealing.Identity) -> Opened:
    plaintext = sealing.open_sealed(path.read_bytes(), [identity])
    stream = io.BytesIO(plaintext)
    decoder = cbor2.CBORDecoder(stream)
    items = []
    while stream.tell() < len(plaintext):
        items.append(decoder.decode())
    return Opened(envelope=items[0], parts=items[1:])


def put_together(
    path: Path,
    manifest: dict[int, Any] | bytes,
    parts: Sequence[bytes],
    *,
    sender: Sender,
    payload_type: str = MANIFEST_TYPE,
    recipients: Sequence[str] | None = None,
    reframe: Callable[[bytes], bytes] = lambda plaintext: plaintext,
) -> Path:
    """Write a container as a certified but malicious sender could."""
    payload = manifest if isinstance(manifest, bytes) else cbor.encode(manifest)
    envelope = dsse.sign(payload_type, payload, [sender.key], certificates=[item.der for item in sender.chain])
    plaintext = dsse.to_cbor(envelope) + b"".join(cbor.encode(part) for part in parts)
    path.write_bytes(sealing.seal(reframe(plaintext), recipients or sender.recipients))
    return path
