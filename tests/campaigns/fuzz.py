"""Give every decoder of what comes from outside bytes that nobody wrote, led by which of its lines they reach.

    pip install atheris
    python tests/campaigns/fuzz.py manifest --minutes 60       one decoder; what is new goes to its corpus
    python tests/campaigns/fuzz.py --list

A decoder may refuse in its own words (:data:`REFUSALS`) and do nothing else: any other error, two seconds on one input
or 300 MB of memory is a finding. The corpus is kept in ``corpus/`` and read again by the tests.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
VECTORS = HERE.parent / "unit" / "sync" / "vectors" / "v1"
sys.path[:0] = [str(HERE.parents[1])]

import cbor2

from poverty_desktop.crypto import base45, cbor, certificates, claim, dsse, revocation, sealing
from poverty_desktop.crypto.certificate_issue import Issuer
from poverty_desktop.crypto.revocation import issue_list
from poverty_desktop.crypto.suites import INTL_1
from poverty_desktop.errors import PovertyDesktopError
from poverty_desktop.journal import transaction
from poverty_desktop.sync import enrolment_request, limits, manifest, receipt, repository_reader, reset, segments
from poverty_desktop.sync.office_keys import read_office_keys

REFUSALS = (ValueError, PovertyDesktopError)
SECONDS, MEGABYTES = 2, 300


def _transaction(data: bytes) -> None:
    """Header, salt and values, as a segment has them."""
    item = cbor.decode(data, max_bytes=1 << 20)
    if isinstance(item, list) and len(item) == 3 and all(isinstance(part, bytes) for part in item):
        transaction.parse(item[0], item[1], item[2])


def _receipt(data: bytes) -> None:
    receipt._from_map(cbor.decode(data, max_bytes=limits.MANIFEST_BYTES))


def _card(data: bytes) -> None:
    """What lies below the letters of a card's code: mutated letters seldom unpack."""
    claim.verify(claim.PREFIX + base45.encode(zlib.compress(data)))


def _revocations(data: bytes) -> None:
    revocation.read_list(data, _issuing())


def _issuing() -> certificates.Certificate:
    vectors = json.loads((VECTORS / "vectors.json").read_text("utf-8"))
    return read_office_keys(bytes.fromhex(vectors["office_keys"])).issuing_certificate


DECODERS: dict[str, Callable[[bytes], object]] = {
    "cbor": lambda data: cbor.decode(data, max_bytes=1 << 20),
    "envelope": lambda data: dsse.from_cbor(data, max_payload_bytes=limits.MANIFEST_BYTES),
    "manifest": manifest.from_payload,
    "segment": lambda data: segments.parse(data, INTL_1),
    "transaction": _transaction,
    "receipt": _receipt,
    "certificate": certificates.read,
    "revocations": _revocations,
    "request": enrolment_request.read_request,
    "reset": reset.read_request,
    "card": _card,
    "repository": repository_reader.read_known,
}


def give(name: str, data: bytes) -> None:
    """Let a decoder read; raises what it should not."""
    try:
        DECODERS[name](data)
    except REFUSALS:
        return


def seeds() -> dict[str, list[bytes]]:
    """Return what the golden files hold for each decoder."""
    vectors = json.loads((VECTORS / "vectors.json").read_text("utf-8"))
    opener = [sealing.identity(vectors["office_identity"])]
    [bundle] = [sealing.open_sealed(path.read_bytes(), opener) for path in VECTORS.glob("*.fpb")]
    envelope, at = dsse.read_prefix(bundle, max_payload_bytes=limits.MANIFEST_BYTES)
    found: dict[str, list[bytes]] = {name: [] for name in DECODERS}
    found["cbor"] = found["manifest"] = [envelope.payload]
    found["envelope"] = [bundle[:at]]
    found["certificate"] = [*envelope.certificates, bytes.fromhex(vectors["office_root_der"])]
    found["transaction"] = [
        cbor.encode([bytes.fromhex(item["header"]), bytes.fromhex(item["salt"]), bytes.fromhex(item["values"])])
        for item in vectors["transactions"]
    ]
    found["segment"] = [b"".join(found["transaction"])]
    office = read_office_keys(bytes.fromhex(vectors["office_keys"]))
    moment = datetime(2026, 11, 30, tzinfo=UTC)
    said = claim.Claim(issued_at=moment, expires_at=moment, fields={1: "1", 2: 1})
    card = claim.sign(said, office.publisher, office.publisher_certificate)
    found["card"] = [zlib.decompress(base45.decode(card.removeprefix(claim.PREFIX)))]
    issuer = Issuer(key=office.issuing, certificate=office.issuing_certificate)
    found["revocations"] = [issue_list(issuer, {7: moment}, number=1, now=moment)]
    found["request"] = [path.read_bytes() for path in VECTORS.glob("*.fpq")]
    stream = io.BytesIO(bundle)
    while stream.tell() < len(bundle):
        found["cbor"].append(cbor.encode(cbor2.load(stream)))
    return found


def _functions(*packages: str) -> list[Callable[..., object]]:
    """Return the functions of the decoders' modules: what the fuzzer is led by."""
    modules = [module for name, module in sys.modules.items() if name.startswith(packages)]
    found = [value for module in modules for value in vars(module).values() if hasattr(value, "__code__")]
    return [value for value in found if value.__module__.startswith(packages)]


def main() -> int:
    """Fuzz one decoder for so long; libFuzzer says on its own what it has found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("decoder", nargs="?", choices=DECODERS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=20261130)
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    if chosen.list or chosen.decoder is None:
        print(*DECODERS, sep="\n")
        return 0
    atheris = importlib.import_module("atheris")
    corpus = CORPUS / chosen.decoder
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds()[chosen.decoder]):
        (corpus / f"golden-{number}").write_bytes(data)
    for function in _functions("poverty_desktop.crypto", "poverty_desktop.sync", "poverty_desktop.journal"):
        atheris.instrument_func(function)
    options = [
        f"-seed={chosen.seed}", f"-max_total_time={int(chosen.minutes * 60)}", f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEGABYTES}", "-max_len=8192", f"-artifact_prefix={CORPUS}/finding-", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: give(chosen.decoder, data))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
