"""An inspector without this program: Debian's age and openssl and any CBOR library open and prove a bundle."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import cbor2
import zstandard
from sync_factory import PACK, REPLICA, VILLAGE, chain, world, write


def run(*arguments: str | Path) -> bytes:
    return subprocess.run(arguments, check=True, capture_output=True).stdout


def items_of(sequence: bytes) -> list[object]:
    stream = io.BytesIO(sequence)
    decoder = cbor2.CBORDecoder(stream)
    items = []
    while stream.tell() < len(sequence):
        items.append(decoder.decode())
    return items


def test_that_age_openssl_and_any_cbor_library_open_and_prove_a_bundle(tmp_path: Path) -> None:
    transactions = chain(25)
    written = write(tmp_path, transactions)
    key = tmp_path / "office.key"
    key.write_text(world().office.sealing.secret + "\n")

    # 1. age opens the seal; 2. the plaintext is a CBOR sequence
    plaintext = run("age", "--decrypt", "-i", key, written.path)
    envelope, *parts = items_of(plaintext)
    assert isinstance(envelope, list)
    payload_type, payload, signatures, certificates = envelope

    # 3. openssl verifies the certificates up to the office's root
    files = {}
    for name, der in (
        ("device", certificates[0]),
        ("issuing", certificates[1]),
        ("root", world().office.root_certificate.der),
    ):
        (tmp_path / f"{name}.der").write_bytes(der)
        files[name] = tmp_path / f"{name}.pem"
        run("openssl", "x509", "-inform", "der", "-in", tmp_path / f"{name}.der", "-out", files[name])
    at = str(int(written.manifest.created_ms / 1000))
    run(
        "openssl", "verify", "-ignore_critical", "-attime", at, "-CAfile", files["root"],
        "-untrusted", files["issuing"], files["device"],
    )  # fmt: skip

    # 4. openssl verifies the signature over DSSE's pre-authentication encoding
    public = tmp_path / "device.pub"
    public.write_bytes(run("openssl", "x509", "-in", files["device"], "-noout", "-pubkey"))
    verify_with_openssl(tmp_path, public, payload_type, payload, signatures[0][1])

    # 5. the manifest names every part by the hash of its bytes
    manifest = cbor2.loads(payload)
    assert manifest[10][1] == PACK
    for part, row in zip(parts, manifest[14], strict=True):
        assert isinstance(part, bytes)
        assert (hashlib.sha256(part).digest(), len(part)) == (row[2], row[3])

    # 6. a part is a zstd frame of a CBOR sequence; the headers are a hash chain up to the signed head
    previous, found = b"", []
    for part in parts:
        assert isinstance(part, bytes)
        for header, salt, values in items_of(zstandard.decompress(part)):  # type: ignore[misc]
            decoded = cbor2.loads(header)
            assert decoded[0] == REPLICA
            assert decoded[2] == previous
            assert decoded[9] == hashlib.sha256(salt + values).digest()
            previous = hashlib.sha256(header).digest()
            found.append((header, salt, values))
    assert found == [(item.header, item.salt, item.values) for item in transactions]
    replica, sequence, digest, head_envelope = manifest[13][0]
    assert (replica, sequence, digest) == (REPLICA, 25, previous)

    # 7. the head is signed for itself, so that it can be shown without the bundle
    head_type, head_payload, head_signatures, _none = cbor2.loads(head_envelope)
    verify_with_openssl(tmp_path, public, head_type, head_payload, head_signatures[0][1])
    assert cbor2.loads(head_payload)[4] == VILLAGE


def verify_with_openssl(folder: Path, public: Path, payload_type: str, payload: bytes, signature: bytes) -> None:
    name = payload_type.encode()
    message = b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)
    (folder / "message").write_bytes(message)
    (folder / "signature").write_bytes(signature)
    said = run(
        "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", folder / "message",
        "-sigfile", folder / "signature",
    )  # fmt: skip
    assert b"Verified Successfully" in said


def test_that_nothing_readable_lies_in_the_file_on_the_stick(tmp_path: Path) -> None:
    written = write(tmp_path, chain(30), actors={b"a" * 16: "操作员甲"})
    data = written.path.read_bytes()
    for marker in (
        b"answer",
        VILLAGE.encode(),
        "操作员甲".encode(),
        "宜都市办公室".encode(),
        world().keys.device,
        REPLICA,
    ):
        assert marker not in data


def test_that_the_commands_in_the_documentation_work_on_the_golden_bundle(tmp_path: Path) -> None:
    """Section 5 of docs/bundle-format.md, run as printed; zstd is replaced by its library, it may not be installed."""
    vectors = Path(__file__).parent / "vectors" / "v1"
    known = json.loads((vectors / "vectors.json").read_text(encoding="utf-8"))
    (tmp_path / "office.key").write_text(known["office_identity"] + "\n")
    (tmp_path / "root.der").write_bytes(bytes.fromhex(known["office_root_der"]))
    run("openssl", "x509", "-inform", "der", "-in", tmp_path / "root.der", "-out", tmp_path / "root.pem")
    (bundle,) = vectors.glob("*.fpb")
    (tmp_path / bundle.name).write_bytes(bundle.read_bytes())
    page = (Path(__file__).parents[3] / "docs" / "bundle-format.md").read_text(encoding="utf-8")
    script = page.split("```sh\n")[1].split("zstd -d")[0]
    at = str(known["now_ms"] // 1000)
    script = script.replace("python3 -", f"'{sys.executable}' -").replace("-CAfile", f"-attime {at} -CAfile")
    said = subprocess.run(["sh", "-e"], input=script, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "device.pem: OK" in said.stdout
    assert "Signature Verified Successfully" in said.stdout
    records = [
        item
        for number in (0, 1)
        for item in items_of(zstandard.decompress((tmp_path / f"part{number}.zst").read_bytes()))
    ]
    assert [header.hex() for header, _salt, _values in records] == [item["header"] for item in known["transactions"]]  # type: ignore[misc]
