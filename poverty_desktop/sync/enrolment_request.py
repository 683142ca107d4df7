"""The request file: a laptop asks an office to admit it, and twelve digits stand for every byte of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, dsse, sealing
from poverty_desktop.crypto.certificates import MAX_VILLAGES
from poverty_desktop.crypto.fingerprint import fingerprint
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import DeviceId
from poverty_desktop.packs.by_hand import MAX_NAME_CHARS as MAX_PLACE_CHARS
from poverty_desktop.packs.model import Division
from poverty_desktop.packs.sheets import layout
from poverty_desktop.sync import checked, limits, signed_files
from poverty_desktop.sync.device_keys import DeviceKeys
from poverty_desktop.sync.refusal import Reason, Refusal

PAYLOAD_TYPE: Final = "application/vnd.fp.request+cbor"
MAX_NAME_CHARS: Final = 64

_VILLAGE_CHARS = 12
_MOST_DIVISIONS = 32
_MOST_LEVEL_CHARS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRequest:
    """What a laptop asks for; the fingerprint covers every byte of it."""

    device: DeviceId
    name: str
    villages: tuple[str, ...]
    public: bytes
    recipient: str
    app_version: str
    created_ms: int
    fingerprint: str
    divisions: tuple[Division, ...] = ()  # what the laptop's villages are, where no pack names them


def write_request(
    keys: DeviceKeys,
    *,
    name: str,
    villages: Sequence[str],
    app_version: str,
    clock: Clock,
    divisions: Sequence[Division] = (),
) -> bytes:
    """Return a request file, signed by the laptop's own key.

    ``name`` is what the office will call the laptop; ``divisions`` were entered by hand on it. Raises ``RuleError``
    for no or a long name or malformed villages (12-digit division codes).
    """
    label = name.strip()
    if not label or len(label) > MAX_NAME_CHARS:
        raise RuleError(N_("Give the laptop a name of at most {most} characters."), most=MAX_NAME_CHARS)
    check_villages(villages)
    described = [[item.code, item.name, item.level, item.parent or ""] for item in divisions]
    payload = cbor.encode(
        {
            0: signed_files.VERSION,
            1: keys.suite.suite_id,
            2: keys.device,
            3: label,
            4: list(villages),
            5: keys.signing.public,
            6: keys.sealing.recipient,
            7: app_version,
            8: int(clock.now().timestamp() * 1000),
            **({9: described} if described else {}),
        }
    )
    return dsse.to_cbor(dsse.sign(PAYLOAD_TYPE, payload, [keys.signing]))


def read_request(data: bytes) -> EnrolmentRequest:
    """Return the request in a file; raises ``Refusal``.

    That the file is intact says nothing about who wrote it: the digits must be compared with the laptop's screen.
    """
    envelope = signed_files.read_envelope(data, PAYLOAD_TYPE)
    try:
        body = signed_files.read_body(envelope.payload, *range(9))
        public = checked.digest(body[5])
        recipient = checked.text(body[6], most=128)
        if not dsse.is_signed_by(envelope, public, payload_type=PAYLOAD_TYPE) or not sealing.is_recipient(recipient):
            raise Refusal(Reason.DAMAGED)
        return EnrolmentRequest(
            device=DeviceId(checked.identity(body[2])),
            name=checked.text(body[3], most=MAX_NAME_CHARS),
            villages=checked.items(body[4], _village, most=MAX_VILLAGES),
            public=public,
            recipient=recipient,
            app_version=checked.text(body[7], most=limits.TEXT_CHARS),
            created_ms=checked.natural(body[8]),
            fingerprint=fingerprint(envelope.payload),
            divisions=checked.items(body.get(9, []), _division, most=_MOST_DIVISIONS),
        )
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None


def check_villages(villages: Sequence[str]) -> None:
    """Raise ``RuleError`` unless all of ``villages`` are 12-digit division codes."""
    if len(villages) > MAX_VILLAGES or not all(_is_village(village) for village in villages):
        raise RuleError(N_("A village is named by its division code of twelve digits."))


def _is_village(text: str) -> bool:
    return len(text) == _VILLAGE_CHARS and text.isascii() and text.isdecimal()


def _village(item: object) -> str:
    village = checked.text(item, most=_VILLAGE_CHARS)
    if not _is_village(village):
        raise cbor.CodecError("a village has twelve digits")
    return village


def _division(item: object) -> Division:
    code, name, level, parent = checked.tuple_of(item, 4)
    found = Division(
        code=_village(code),
        name=checked.text(name, most=MAX_PLACE_CHARS),
        level=checked.text(level, most=_MOST_LEVEL_CHARS),
        parent=_village(parent) if parent else None,
        is_by_hand=True,
    )
    if found.level not in layout.LEVELS or not found.name.strip():
        raise cbor.CodecError("a division has a name and a level")
    return found
