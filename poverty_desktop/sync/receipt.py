"""The office's answer to a laptop: not what changed but what it has; a later one replaces all earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.certificates import Certificate, CertificateError, Use, require_valid, verify_links
from poverty_desktop.sync import checked, limits
from poverty_desktop.sync.manifest import ChainEnd, chain_ends_to_list, read_chain_ends
from poverty_desktop.sync.refusal import Reason, Refusal, refusal_of
from poverty_desktop.sync.trust import Sender

PAYLOAD_TYPE: Final = "application/vnd.fp.receipt+cbor"
MAX_BUNDLES: Final = 4_096

_VERSION = 1
_ITEMS = 18
_MOST_PROOF = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Transactions ``low`` to ``high`` of a replica that the office lacks."""

    replica: bytes
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """What waits at the office for a person: a reason code, the transactions, a sentence."""

    code: str
    replica: bytes
    low: int
    high: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingVolumes:
    """Volumes of a bundle that have not arrived."""

    bundle_id: bytes
    volumes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the office has of a device's villages (sync.md 2.9).

    ``heads`` is merged, ``durable`` lies in a backup that was restored and verified. ``created_ms`` is the office's
    wall clock. ``checkpoint`` is the office's audit ledger, empty where it keeps none; ``consistency`` proves that it
    goes on from the size that the laptop told last.
    """

    office: bytes
    epoch: bytes
    number: int
    device: bytes
    created_ms: int
    bundle_ids: tuple[bytes, ...] = ()
    heads: tuple[ChainEnd, ...] = ()
    durable: tuple[ChainEnd, ...] = ()
    gaps: tuple[Gap, ...] = ()
    missing_volumes: tuple[MissingVolumes, ...] = ()
    want_blobs: tuple[bytes, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    forks: tuple[bytes, ...] = ()
    conflicts_opened: int = 0
    conflicts_closed: int = 0
    crl: int = 0
    timestamp: int = 0
    checkpoint: bytes = b""
    consistency: tuple[int, tuple[bytes, ...]] = (0, ())


def sign_receipt(receipt: Receipt, sender: Sender) -> bytes:
    """Return the receipt in an envelope with the publisher's certificates."""
    payload = cbor.encode(_to_map(receipt))
    if len(payload) > limits.RECEIPT_BYTES:
        raise Refusal(Reason.TOO_LARGE)
    envelope = dsse.sign(PAYLOAD_TYPE, payload, [sender.key], certificates=[item.der for item in sender.chain])
    return dsse.to_cbor(envelope)


def verify_receipt(envelope: bytes, *, root: Certificate, at: datetime) -> Receipt:
    """Return the receipt in ``envelope`` after checking it up to the office's root at the moment ``at``.

    Raises ``Refusal``.
    """
    try:
        found = dsse.from_cbor(envelope, max_payload_bytes=limits.RECEIPT_BYTES)
        links = verify_links(found.certificates, root=root, use=Use.PUBLISHER)
        if not dsse.is_signed_by(found, links[0].public, payload_type=PAYLOAD_TYPE):
            raise Refusal(Reason.DAMAGED)
        receipt = _from_map(cbor.decode(found.payload, max_bytes=limits.RECEIPT_BYTES))
        require_valid(links, at)
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None
    except CertificateError as error:
        raise refusal_of(error) from None
    if receipt.office != links[0].subject:
        raise Refusal(Reason.UNKNOWN_SIGNER)
    return receipt


def _to_map(receipt: Receipt) -> dict[int, object]:
    return {
        0: _VERSION,
        1: receipt.office,
        2: receipt.epoch,
        3: receipt.number,
        4: receipt.device,
        5: receipt.created_ms,
        6: list(receipt.bundle_ids),
        7: chain_ends_to_list(receipt.heads),
        8: chain_ends_to_list(receipt.durable),
        9: [[item.replica, item.low, item.high] for item in receipt.gaps],
        10: [[item.bundle_id, list(item.volumes)] for item in receipt.missing_volumes],
        11: list(receipt.want_blobs),
        12: [[item.code, item.replica, item.low, item.high, item.text] for item in receipt.quarantined],
        13: list(receipt.forks),
        14: [receipt.conflicts_opened, receipt.conflicts_closed],
        15: receipt.crl,
        16: receipt.timestamp,
        17: receipt.checkpoint,
        **({18: [receipt.consistency[0], list(receipt.consistency[1])]} if receipt.consistency[0] else {}),
    }


def _from_map(item: object) -> Receipt:
    body = checked.fields(item, 0)
    if body[0] != _VERSION:
        raise Refusal(Reason.NEWER_VERSION)
    body = checked.fields(body, *range(_ITEMS))
    opened, closed = checked.tuple_of(body[14], 2)
    return Receipt(
        office=checked.identity(body[1]),
        epoch=checked.identity(body[2]),
        number=checked.natural(body[3], most=limits.BUNDLE_NUMBER),
        device=checked.identity(body[4]),
        created_ms=checked.natural(body[5]),
        bundle_ids=checked.items(body[6], checked.identity, most=MAX_BUNDLES),
        heads=read_chain_ends(body[7]),
        durable=read_chain_ends(body[8]),
        gaps=checked.items(body[9], _gap, most=limits.REPLICAS),
        missing_volumes=checked.items(body[10], _missing, most=MAX_BUNDLES),
        want_blobs=checked.items(body[11], checked.digest, most=limits.BLOBS),
        quarantined=checked.items(body[12], _quarantined, most=limits.REPLICAS),
        forks=checked.items(body[13], checked.identity, most=limits.REPLICAS),
        conflicts_opened=checked.natural(opened),
        conflicts_closed=checked.natural(closed),
        crl=checked.natural(body[15]),
        timestamp=checked.natural(body[16]),
        checkpoint=checked.octets(body[17], most=4096),
        consistency=_consistency(body.get(18)),
    )


def _consistency(item: object) -> tuple[int, tuple[bytes, ...]]:
    if item is None:
        return 0, ()
    size, path = checked.tuple_of(item, 2)
    return checked.natural(size), checked.items(path, checked.digest, most=_MOST_PROOF)


def _gap(item: object) -> Gap:
    replica, low, high = checked.tuple_of(item, 3)
    return Gap(replica=checked.identity(replica), low=checked.natural(low), high=checked.natural(high))


def _missing(item: object) -> MissingVolumes:
    bundle_id, volumes = checked.tuple_of(item, 2)
    numbers = checked.items(volumes, checked.natural, most=limits.VOLUMES)
    return MissingVolumes(bundle_id=checked.identity(bundle_id), volumes=numbers)


def _quarantined(item: object) -> Quarantined:
    code, replica, low, high, text = checked.tuple_of(item, 5)
    return Quarantined(
        code=checked.text(code, most=64),
        replica=checked.identity(replica),
        low=checked.natural(low),
        high=checked.natural(high),
        text=checked.text(text, most=400),
    )
