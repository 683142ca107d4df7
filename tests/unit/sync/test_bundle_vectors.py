"""Golden files of every format version: what was once written is read for ever."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto import sealing
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.crypto.revocation import read_list
from poverty_desktop.sync import admission, enrolment_request
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.device_keys import read_device_keys
from poverty_desktop.sync.enrolment import device_receiver, read_enrolment
from poverty_desktop.sync.manifest import PartType
from poverty_desktop.sync.office_keys import office_receiver, read_office_keys
from poverty_desktop.sync.receipt_file import read_receipt, receipt_in

FOLDERS = sorted((Path(__file__).parent / "vectors").glob("v[0-9]*"))


def load(folder: Path) -> tuple[dict[str, Any], ManualClock]:
    vectors = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))
    return vectors, ManualClock(datetime.fromtimestamp(vectors["now_ms"] / 1000, UTC))


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_that_a_golden_bundle_is_read_to_the_byte(folder: Path) -> None:
    vectors, clock = load(folder)
    office = read_office_keys(bytes.fromhex(vectors["office_keys"]))
    assert office.sealing.secret == vectors["office_identity"]
    path = only(folder, "*.fpb")
    for identity in (vectors["office_identity"], vectors["escrow_identity"]):
        plaintext = sealing.open_sealed(path.read_bytes(), [sealing.identity(identity)])
        assert sha256(plaintext).hex() == vectors["bundle_plaintext_sha256"]
    with read_bundle(path, office_receiver(office), clock=clock) as bundle:
        found = [
            {
                "header": item.header.hex(),
                "salt": (item.salt or b"").hex(),
                "values": (item.values or b"").hex(),
                "hash": digest.hex(),
            }
            for segment in bundle.segments()
            for item, digest in zip(segment.transactions, segment.hashes, strict=True)
        ]
        heads = [[item.head.replica.hex(), item.head.sequence, item.head.hash.hex()] for item in bundle.heads]
    assert found == vectors["transactions"]
    assert heads == vectors["heads"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_that_golden_enrolment_files_and_receipts_are_read(folder: Path) -> None:
    vectors, clock = load(folder)
    keys = read_device_keys(bytes.fromhex(vectors["device_keys"]))
    request = enrolment_request.read_request(only(folder, "*.fpq").read_bytes())
    assert request.fingerprint == vectors["request_fingerprint"]
    found = admission.read_admission(only(folder, "*.fpa").read_bytes(), keys, clock=clock)
    assert found.root_fingerprint == vectors["office_fingerprint"]
    assert found.enrolment.root.der.hex() == vectors["office_root_der"]
    enrolled = read_enrolment(bytes.fromhex(vectors["enrolment"]))
    receipt = read_receipt(only(folder, "*.fpr"), device_receiver(keys, enrolled), clock=clock).receipt
    assert [[item.replica.hex(), item.sequence, item.hash.hex()] for item in receipt.heads] == vectors["heads"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_that_a_golden_bundle_that_goes_down_is_read_to_the_byte(folder: Path) -> None:
    vectors, clock = load(folder)
    told = json.loads((folder / "downstream.json").read_text(encoding="utf-8"))
    keys = read_device_keys(bytes.fromhex(vectors["device_keys"]))
    enrolled = read_enrolment(bytes.fromhex(vectors["enrolment"]))
    path, receiver = only(folder, "*.fpd"), device_receiver(keys, enrolled)
    assert sha256(sealing.open_sealed(path.read_bytes(), [keys.sealing])).hex() == told["plaintext_sha256"]
    with read_bundle(path, receiver, clock=clock) as bundle:
        assert [digest.hex() for item in bundle.segments() for digest in item.hashes] == told["transactions"]
        heads = [[item.head.replica.hex(), item.head.sequence, item.head.hash.hex()] for item in bundle.heads]
        assert heads == told["heads"]
        assert [signer.subject.hex() for signer in bundle.signers] == told["signers"]
        assert receipt_in(bundle, receiver, clock=clock).receipt.number == told["receipt_number"]
        ((_part, revoked),) = bundle.parts(PartType.REVOCATIONS)
    assert sorted(read_list(revoked, enrolled.chain[-1]).serials) == told["revoked"]


def test_that_a_golden_bundle_in_volumes_is_read_to_the_byte() -> None:
    folder = Path(__file__).parent / "vectors" / "volumes1"
    told, clock = load(folder)
    office = read_office_keys(bytes.fromhex(told["office_keys"]))
    paths = sorted(folder.glob("*.fpb"))
    plaintexts = [sealing.open_sealed(path.read_bytes(), [office.sealing]) for path in paths]
    assert [sha256(plaintext).hex() for plaintext in plaintexts] == told["plaintext_sha256"]
    assert told["numbers"] == [1, 2, 3]
    with read_bundle(paths, office_receiver(office), clock=clock) as bundle:
        found = [[item.number, item.volume, item.sha256.hex()] for item in bundle.manifest.parts]
        assert found == told["parts"]
        assert [digest.hex() for item in bundle.segments() for digest in item.hashes] == told["transactions"]
        assert [blob.hash.hex() for blob, _data in bundle.blobs()] == told["photos"]


def test_that_there_are_golden_files() -> None:
    assert FOLDERS
