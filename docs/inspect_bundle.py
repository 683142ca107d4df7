"""Prove who wrote what in a bundle, with public libraries only: cbor2, cryptography, zstandard.

python3 inspect_bundle.py key   KEYFILE.fpk PASSPHRASE       > office.key   the age identity in a key file
python3 inspect_bundle.py root  ADMISSION.fpa                > root.pem     the office's root, and its twelve digits
python3 inspect_bundle.py prove PLAINTEXT root.pem [published.json]         every entry with author, laptop, time, value
python3 inspect_bundle.py certificates PLAINTEXT             > chain.pem    the sender's certificate and its issuer's

Formats: bundle-format.md. What is not proven ends the program with a sentence.
"""

import hashlib
import io
import itertools
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
from cryptography.x509.oid import NameOID

SCOPE = x509.ObjectIdentifier("2.25.169124346433250122745651293767122848577")
KINDS = {
    1: "household",
    2: "person",
    3: "membership",
    4: "household of a year",
    5: "person of a year",
    12: "staff",
    55: "clock",
}
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


def certificates(file: str) -> None:
    for der in items_of(Path(file).read_bytes())[0][3]:
        print(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode(), end="")


def signer(certificates: list, office: x509.Certificate) -> tuple:
    """A device is certified by an issuing key and that by the root, a publisher by the root: nobody else certifies."""
    chain = [x509.load_der_x509_certificate(der) for der in certificates] + [office]
    uses = [one.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value for one in chain]
    must(uses in (["device", "issuing", "root"], ["publisher", "root"]), "who certified whom: " + " < ".join(uses))
    for child, parent in itertools.pairwise(chain):
        child.verify_directly_issued_by(parent)
    value = chain[0].extensions.get_extension_for_oid(SCOPE).value.value
    scope = json.loads(value[value.index(b"{") :])
    must(scope["use"] == uses[0], "the use of a certificate")
    return chain[0], scope


def signed(envelope: list, chain: list, office: x509.Certificate) -> tuple:
    kind, payload, signatures, own = envelope
    found, scope = signer(own or chain, office)
    message = b"DSSEv1 %d %b %d %b" % (len(kind.encode()), kind.encode(), len(payload), payload)
    found.public_key().verify(signatures[0][1], message)
    return kind, cbor2.loads(payload), found, scope


def prove(file: str, root_file: str, pack_file: str = "") -> None:
    office = x509.load_pem_x509_certificate(Path(root_file).read_bytes())
    envelope, *parts = items_of(Path(file).read_bytes())
    kind, manifest, device, _scope = signed(envelope, [], office)
    must(kind == "application/vnd.fp.manifest+cbor", "no manifest")
    names = {55001: "seconds ahead", 55002: "told by"}
    if pack_file:
        pack = json.loads(Path(pack_file).read_bytes())
        names |= {row["number"]: row["label_zh"] for row in pack["properties"]}
    must(len(parts) == len(manifest[14]), "a part is missing")
    entries = {}
    for row, part in zip(manifest[14], parts, strict=True):
        must((hashlib.sha256(part).digest(), len(part)) == (row[2], row[3]), f"part {row[0]}")
        if row[5] == 1:
            entries |= transactions(part, row)
    whose = {}
    for replica, sequence, digest, head in manifest[13]:
        kind, said, certificate, scope = signed(cbor2.loads(head), envelope[3], office)
        must(kind == "application/vnd.fp.head+cbor", "no head")
        must((said[0], said[1], said[2]) == (replica, sequence, digest), "a head is another chain's")
        must(scope["use"] == "publisher" or said[4] in scope["villages"], "a village is not the signer's")
        link, number = digest, sequence
        while link in entries and link not in whose:  # from the signed end back: who signs it signs what it names
            header = entries[link][0]
            must((header[0], header[1]) == (replica, number), "an entry is another chain's")
            whose[link] = (said[4], certificate.subject.rfc4514_string(), certificate.serial_number)
            link, number = header[2], number - 1
    must(whose.keys() == entries.keys(), "an entry has no signed head")
    for digest, entry in entries.items():
        tell(digest, *entry, *whose[digest], manifest[21], names)
    print(f"PROVEN: {len(entries)} entries, sent by {device.subject.rfc4514_string()}", file=sys.stderr)


def transactions(part: bytes, row: list) -> dict:
    found = {}
    for header, salt, values in items_of(zstandard.decompress(part, max_output_size=row[4])):
        body, digest = cbor2.loads(header), hashlib.sha256(header).digest()
        must(values is None or hashlib.sha256(salt + values).digest() == body[9], "a value was changed")
        found[digest] = (body, None if values is None else cbor2.loads(values))
    return found


def tell(
    digest: bytes, header: dict, values: list | None, village: str, device: str, serial: int, actors: dict, names: dict
) -> None:
    at = datetime.fromtimestamp((header[3] >> 16) / 1000, UTC).isoformat(timespec="seconds")
    author = actors.get(header[4], header[4].hex())
    print(f"{at}  {author}  village {village}  {device}  certificate {serial:x}  {digest.hex()[:16]}")
    queue = iter(values or [])
    for kind, record, changes in header[8]:
        for what, field, _before in changes:
            shown = "(erased)" if values is None else next(queue)
            label = names.get(field, field or "")
            subject = f"{KINDS.get(kind, kind)} {record.hex()[-8:]}"
            print(f"    {subject}  {WHAT[what]}  {label}  {'' if shown is None else shown}")


if __name__ == "__main__":
    try:
        {"key": key, "root": root, "prove": prove, "certificates": certificates}[sys.argv[1]](*sys.argv[2:])
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file, nothing is proven by it
        sys.exit(f"NOT PROVEN: {type(error).__name__} {error}")
