"""What is said between a service and who comes to it: paths, limits, messages (deterministic CBOR) and plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from poverty_desktop.crypto import cbor
from poverty_desktop.sync import checked, limits

PORT: Final = 45_820
MEDIA_TYPE: Final = "application/cbor"

HELLO: Final = "/1/hello"
LOGIN: Final = "/1/login"
NEWS: Final = "/1/news"
OUT: Final = "/1/out"
IN: Final = "/1/in/"

OFFSET: Final = "Upload-Offset"
LENGTH: Final = "Upload-Length"
STATE: Final = "Upload-State"
REASON: Final = "Reason"

LOGIN_TYPE: Final = "application/vnd.fp.login+cbor"
NONCE_BYTES: Final = 16
TOKEN_BYTES: Final = 32
PIECE: Final = 256 * limits.KIB
MESSAGE_BYTES: Final = 256 * limits.KIB
FILES: Final = 256
PIECES_AT_ONCE: Final = 8 * limits.MIB
"""What one request brings at most: so much at most is sent again where a proxy or a cable swallows an answer."""

PARTIAL, WAITING, TAKEN, REFUSED = "partial", "waiting", "taken", "refused"

REVOKED, EXPIRED, NOT_YET_VALID = "revoked", "expired", "not-yet-valid"
STRANGER, BUSY, FULL, DAMAGED, TOO_LARGE = "stranger", "busy", "full", "damaged", "too-large"

DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_WORD = re.compile(r"[a-z_-]{1,32}", re.ASCII)
_MOST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What a service says first: something to sign that was never used, its card, and what time it is there."""

    nonce: bytes
    card: bytes
    now_ms: int

    def to_bytes(self) -> bytes:
        """Return the message."""
        return cbor.encode({0: self.nonce, 1: self.card, 2: self.now_ms})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One file that lies ready: where it belongs in the folder, its SHA-256 (hex) and length."""

    name: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What lies ready for a laptop, and whether something of it is still being worked on."""

    is_working: bool
    offers: tuple[Offer, ...]
    trouble: str = ""

    def to_bytes(self) -> bytes:
        """Return the message."""
        rows = [[item.name, bytes.fromhex(item.sha256), item.length] for item in self.offers[:FILES]]
        return cbor.encode({0: self.is_working, 1: rows, 2: self.trouble})


def read_hello(data: bytes) -> Hello:
    """Return the first message of a service; raises ``CodecError``."""
    body = checked.fields(cbor.decode(data, max_bytes=MESSAGE_BYTES), 0, 1, 2)
    return Hello(
        nonce=checked.octets(body[0], least=NONCE_BYTES, most=NONCE_BYTES),
        card=checked.octets(body[1], most=MESSAGE_BYTES),
        now_ms=checked.natural(body[2], most=1 << 46),
    )


def read_ready(data: bytes) -> Ready:
    """Return what lies ready; raises ``CodecError``."""
    body = checked.fields(cbor.decode(data, max_bytes=MESSAGE_BYTES), 0, 1, 2)
    return Ready(
        is_working=body[0] is True,
        offers=checked.items(body[1], _offer, most=FILES),
        trouble=checked.text(body[2], most=64),
    )


def login_payload(*, office: bytes, owner: bytes, pin: bytes, nonce: bytes, device: bytes) -> bytes:
    """Return what a laptop signs to be let in: for this service under this key, and for this once."""
    return cbor.encode({0: 1, 1: office, 2: owner, 3: pin, 4: nonce, 5: device})


def word(text: str | None) -> str:
    """Return a plain word of a header, "" for anything else: nothing foreign goes on from here."""
    return text if text is not None and _WORD.fullmatch(text) else ""


def _offer(item: object) -> Offer:
    name, digest, length = checked.tuple_of(item, 3)
    return Offer(
        name=checked.text(name, most=_MOST_NAME),
        sha256=checked.digest(digest).hex(),
        length=checked.natural(length, most=limits.LARGEST_VOLUME_BYTES * 2),
    )
