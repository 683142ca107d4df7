"""Prove who wrote what in a bundle, with public libraries only: cbor2, cryptography, zstandard.

python3 inspect_bundle.py key   KEYFILE.fpk PASSPHRASE       > office.key   the age identity in a key file
python3 inspect_bundle.py root  ADMISSION.fpa                > root.pem     the office's root, and its twelve digits
python3 inspect_bundle.py prove PLAINTEXT root.pem [published.json]         every entry with author, laptop, time, value

Formats: bundle-format.md. What is not proven ends the program with a sentence.
"""

import hashlib
import io
import json
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.serialization import Encoding

SCOPE = x509.ObjectIdentifier("2.25.169124346433250122745651293767122848577")
WHAT = ["new", "set", "remove", "restore", "add", "take", "decide", "same", "not same", "erase"]


def items_of(data: bytes) -> list:
    stream, found = io.BytesIO(data), []
    decoder = cbor2.CBORDecoder(stream)
    while stream.tell() < len(data):
        found.append(decoder.decode())
    return found


def must(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"NOT PROVEN: {what}")


def key(file: str, passphrase: str) -> None:
    _name, kind, wrap = cbor2.loads(Path(file).read_bytes())
    suite, way, salt, (memory, passes, lanes), nonce, sealed = cbor2.loads(wrap)
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
    opener = AESGCM(kdf.derive(unicodedata.normalize("NFKC", passphrase).encode()))
    head = cbor2.dumps([suite, way, salt, [memory, passes, lanes]], canonical=True)
    secret = opener.decrypt(nonce, sealed, head)
    print(secret.decode() if kind == 2 else cbor2.loads(secret)[10])


def root(file: str) -> None:
    admission = cbor2.loads(cbor2.loads(Path(file).read_bytes())[1])
    kdf = Argon2id(salt=b"poverty_desktop fingerprint 1", length=16, iterations=3, lanes=4, memory_cost=65536)
    digits = f"{int.from_bytes(kdf.derive(hashlib.sha256(admission[5]).digest()), 'big') % 10**12:012d}"
    print(f"digits of the office: {digits}; compare them with its printed sheet", file=sys.stderr)
    print(x509.load_der_x509_certificate(admission[5]).public_bytes(Encoding.PEM).decode())


def signer(certificates: list, office: x509.Certificate) -> tuple:
    chain = [x509.load_der_x509_certificate(der) for der in certificates]
    for child, parent in zip(chain, [*chain[1:], office], strict=True):
        child.verify_directly_issued_by(parent)
    value = chain[0].extensions.get_extension_for_oid(SCOPE).value.value
    return chain[0], json.loads(value[value.index(b"{") :])


def signed(envelope: list, chain: list, office: x509.Certificate) -> tuple:
    kind, payload, signatures, own = envelope
    found, scope = signer(own or chain, office)
    message = b"DSSEv1 %d %b %d %b" % (len(kind.encode()), kind.encode(), len(payload), payload)
    found.public_key().verify(signatures[0][1], message)
    return cbor2.loads(payload), found, scope


def prove(file: str, root_file: str, pack_file: str = "") -> None:
    office = x509.load_pem_x509_certificate(Path(root_file).read_bytes())
    envelope, *parts = items_of(Path(file).read_bytes())
    manifest, device, _scope = signed(envelope, [], office)
    names = {}
    if pack_file:
        pack = json.loads(Path(pack_file).read_bytes())
        names = {row["number"]: row["label_zh"] for row in pack["properties"]}
    ends = {}
    for replica, sequence, digest, head in manifest[13]:
        said, certificate, scope = signed(cbor2.loads(head), envelope[3], office)
        must((said[0], said[1], said[2]) == (replica, sequence, digest), "a head is another chain's")
        must(scope["use"] == "publisher" or said[4] in scope["villages"], "a village is not the signer's")
        ends[digest] = (said[4], certificate.subject.rfc4514_string())
    must(len(parts) == len(manifest[14]), "a part is missing")
    for row, part in zip(manifest[14], parts, strict=True):
        must((hashlib.sha256(part).digest(), len(part)) == (row[2], row[3]), f"part {row[0]}")
    read = [transactions(part, row) for row, part in zip(manifest[14], parts, strict=True) if row[5] == 1]
    chain, said = [], 0
    for header, digest, values in (one for part in read for one in part):
        chain.append((header, digest, values))
        if digest in ends:
            for entry in chain:
                tell(*entry, *ends[digest], manifest[21], names)
            said, chain = said + len(chain), []
    must(not chain, "the last entries have no signed head")
    print(f"PROVEN: {said} entries, sent by {device.subject.rfc4514_string()}", file=sys.stderr)


def transactions(part: bytes, row: list) -> list:
    found, previous = [], None
    for header, salt, values in items_of(zstandard.decompress(part, max_output_size=row[4])):
        body, digest = cbor2.loads(header), hashlib.sha256(header).digest()
        must(previous is None or body[2] == previous, "a chain is broken")
        must(values is None or hashlib.sha256(salt + values).digest() == body[9], "a value was changed")
        found.append((body, digest, None if values is None else cbor2.loads(values)))
        previous = digest
    return found


def tell(
    header: dict, digest: bytes, values: list | None, village: str, device: str, actors: dict, names: dict
) -> None:
    at = datetime.fromtimestamp((header[3] >> 16) / 1000, UTC).isoformat(timespec="seconds")
    print(f"{at}  {actors.get(header[4], header[4].hex())}  village {village}  {device}  {digest.hex()[:16]}")
    queue = iter(values or [])
    for _kind, record, changes in header[8]:
        for what, field, _before in changes:
            shown = "(erased)" if values is None else next(queue)
            label = names.get(field, field or "")
            print(f"    {record.hex()[-8:]}  {WHAT[what]}  {label}  {'' if shown is None else shown}")


if __name__ == "__main__":
    {"key": key, "root": root, "prove": prove}[sys.argv[1]](*sys.argv[2:])
