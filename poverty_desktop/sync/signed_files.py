"""Small signed files: a DSSE envelope in CBOR around a map whose first item is the version."""

from __future__ import annotations

from typing import Final

from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.sync import checked
from poverty_desktop.sync.refusal import Reason, Refusal

VERSION: Final = 1
PAYLOAD_BYTES: Final = 128 * 1024


def read_envelope(data: bytes, payload_type: str) -> dsse.Envelope:
    """Return the envelope in a file of this type, its signatures not yet checked; raises ``Refusal``."""
    try:
        envelope = dsse.from_cbor(data, max_payload_bytes=PAYLOAD_BYTES)
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None
    if envelope.payload_type != payload_type:
        raise Refusal(Reason.WRONG_KIND)
    return envelope


def read_body(payload: bytes, *needed: int) -> dict[int, object]:
    """Return the payload's map with all ``needed`` items.

    Raises ``CodecError``, and ``Refusal`` for a newer version.
    """
    body = checked.fields(cbor.decode(payload, max_bytes=PAYLOAD_BYTES), 0)
    if body[0] != VERSION:
        raise Refusal(Reason.NEWER_VERSION)
    return checked.fields(body, *needed)
