"""A forgotten passphrase: the data key in two halves, one for the office and one for its second key holder (2.15).

Either half alone is random bytes. The laptop asks with a key made for this one time; both halves come back sealed to
it, in one answer that the office signs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, dsse, suites
from poverty_desktop.crypto.certificates import Certificate, CertificateError, Use, require_valid, verify_links
from poverty_desktop.crypto.fingerprint import fingerprint
from poverty_desktop.crypto.sealing import Identity, SealBrokenError, SealedForOthersError, open_sealed, seal
from poverty_desktop.crypto.wrapping import DATA_KEY_BYTES
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids
from poverty_desktop.sync import checked, limits
from poverty_desktop.sync.refusal import Reason, Refusal, refusal_of
from poverty_desktop.sync.signed_files import read_body, read_envelope
from poverty_desktop.sync.trust import Sender

ANSWER_TYPE: Final = "application/vnd.fp.reset+cbor"
MAX_BYTES: Final = 64 * 1024
_REQUEST = "poverty_desktop reset request"
_VERSION = 1
_NONCE_BYTES = 16

OTHER_HOLDER = N_("This key file is not that of the second key holder of this office. Choose the right one.")
OTHER_REQUEST = N_(
    "This answer belongs to another request, or to one that was replaced by a newer one. Ask the office to answer the"
    " newest request of this laptop."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One half of a data key, and whose it is."""

    workspace: bytes
    device: bytes
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """Both halves as they lie beside the register, each sealed for one person."""

    office: bytes
    for_office: bytes
    for_holder: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetRequest:
    """What a locked laptop asks; nothing in it is secret, and only the digits read aloud vouch for it."""

    wrap: Wrap
    workspace: bytes
    name: str
    recipient: str
    nonce: bytes
    created_ms: int
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the laptop keeps until the answer comes: the key of this one request."""

    identity: Identity = field(repr=False)
    nonce: bytes
    created_ms: int


def wrap_key(
    key: bytes, *, workspace: bytes, device: bytes, office: bytes, recipients: tuple[str, str], ids: Ids
) -> bytes:
    """Return the data key of a laptop in two halves, the first for the office, the second for its key holder."""
    first = ids.random_bytes(DATA_KEY_BYTES)
    second = bytes(one ^ other for one, other in zip(key, first, strict=True))
    sealed = [
        seal(cbor.encode([workspace, device, half]), [to]) for half, to in zip((first, second), recipients, strict=True)
    ]
    return cbor.encode([_VERSION, office, *sealed])


def read_wrap(data: bytes) -> Wrap:
    """Return what :func:`wrap_key` made; raises ``CodecError``."""
    version, office, first, second = checked.tuple_of(cbor.decode(data, max_bytes=MAX_BYTES), 4)
    if version != _VERSION:
        raise cbor.CodecError("an unknown kind of wrap")
    most = MAX_BYTES // 2
    return Wrap(
        office=checked.identity(office),
        for_office=checked.octets(first, most=most),
        for_holder=checked.octets(second, most=most),
    )


def ask(wrap: bytes, *, workspace: bytes, name: str, clock: Clock, ids: Ids) -> tuple[bytes, Asking]:
    """Return the file of a request, and what has to be kept until it is answered."""
    identity = suites.INTL_1.new_identity()
    nonce = ids.random_bytes(_NONCE_BYTES)
    created = int(clock.now().timestamp() * 1000)
    body = [_REQUEST, _VERSION, wrap, workspace, name[: limits.TEXT_CHARS], identity.recipient, nonce, created]
    return cbor.encode(body), Asking(identity=identity, nonce=nonce, created_ms=created)


def read_request(data: bytes) -> ResetRequest:
    """Return what the file of a request says; raises ``Refusal``."""
    try:
        body = checked.tuple_of(cbor.decode(data, max_bytes=MAX_BYTES), 8)
        if body[0] != _REQUEST:
            raise Refusal(Reason.WRONG_KIND)
        if body[1] != _VERSION:
            raise Refusal(Reason.NEWER_VERSION)
        return ResetRequest(
            wrap=read_wrap(checked.octets(body[2], most=MAX_BYTES)),
            workspace=checked.identity(body[3]),
            name=checked.text(body[4], most=limits.TEXT_CHARS),
            recipient=checked.text(body[5], most=128),
            nonce=checked.octets(body[6], least=_NONCE_BYTES, most=_NONCE_BYTES),
            created_ms=checked.natural(body[7]),
            fingerprint=fingerprint(data),
        )
    except cbor.CodecError:
        raise Refusal(Reason.WRONG_KIND) from None


def open_half(sealed: bytes, identity: Identity, request: ResetRequest) -> Half:
    """Return the half that was sealed for ``identity``; raises ``RuleError`` where it is another's or not its own."""
    try:
        body = checked.tuple_of(cbor.decode(open_sealed(sealed, [identity]), max_bytes=MAX_BYTES), 3)
        half = Half(
            workspace=checked.identity(body[0]), device=checked.identity(body[1]), secret=checked.digest(body[2])
        )
    except SealedForOthersError:
        raise RuleError(OTHER_HOLDER) from None
    except (SealBrokenError, cbor.CodecError):
        raise Refusal(Reason.DAMAGED) from None
    if half.workspace != request.workspace:
        raise Refusal(Reason.DAMAGED)
    return half


def answer(request: ResetRequest, halves: tuple[Half, Half], sender: Sender, *, clock: Clock) -> bytes:
    """Return the file that answers a request: both halves, signed by the office, sealed for this one request."""
    first, second = halves
    if (first.workspace, first.device) != (second.workspace, second.device):
        raise Refusal(Reason.DAMAGED)
    payload = cbor.encode(
        {
            0: _VERSION,
            1: sender.me,
            2: first.device,
            3: request.workspace,
            4: request.nonce,
            5: first.secret,
            6: second.secret,
            7: int(clock.now().timestamp() * 1000),
        }
    )
    envelope = dsse.sign(ANSWER_TYPE, payload, [sender.key], certificates=[item.der for item in sender.chain])
    return seal(dsse.to_cbor(envelope), [request.recipient])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What an answer brings; ``envelope`` is still to be proven up to the office's root once the register is open."""

    key: bytes = field(repr=False)
    office: bytes
    device: bytes
    created_ms: int
    envelope: dsse.Envelope = field(repr=False)


def read_answer(data: bytes, asking: Asking, workspace: bytes) -> Answered:
    """Return the data key that an answer to this very request brings; raises ``RuleError`` for any other file."""
    try:
        envelope = read_envelope(open_sealed(data, [asking.identity]), ANSWER_TYPE)
        body = read_body(envelope.payload, *range(8))
        if (body[3], body[4]) != (workspace, asking.nonce):
            raise RuleError(OTHER_REQUEST)
        first, second = checked.digest(body[5]), checked.digest(body[6])
        return Answered(
            key=bytes(one ^ other for one, other in zip(first, second, strict=True)),
            office=checked.identity(body[1]),
            device=checked.identity(body[2]),
            created_ms=checked.natural(body[7]),
            envelope=envelope,
        )
    except SealedForOthersError:
        raise RuleError(OTHER_REQUEST) from None
    except (SealBrokenError, cbor.CodecError):
        raise Refusal(Reason.DAMAGED) from None


def require_signed(answered: Answered, root: Certificate, office: bytes, at: datetime) -> None:
    """Raise ``Refusal`` unless the office that admitted this laptop signed the answer."""
    try:
        links = verify_links(answered.envelope.certificates, root=root, use=Use.PUBLISHER)
        require_valid(links, at)
    except CertificateError as error:
        raise refusal_of(error) from None
    is_signed = dsse.is_signed_by(answered.envelope, links[0].public, payload_type=ANSWER_TYPE)
    if not is_signed or answered.office != office or links[0].subject != office:
        raise Refusal(Reason.UNKNOWN_SIGNER)


def asking_to_bytes(asking: Asking) -> bytes:
    """Return what is kept of a request until it is answered."""
    return cbor.encode([_VERSION, asking.identity.secret, asking.nonce, asking.created_ms])


def read_asking(data: bytes) -> Asking:
    """Return what :func:`asking_to_bytes` wrote; raises ``CodecError``."""
    _version, secret, nonce, created = checked.tuple_of(cbor.decode(data, max_bytes=MAX_BYTES), 4)
    try:
        identity = suites.INTL_1.identity(checked.text(secret, most=128))
    except ValueError:
        raise cbor.CodecError("a key is expected") from None
    return Asking(
        identity=identity, nonce=checked.octets(nonce, most=_NONCE_BYTES), created_ms=checked.natural(created)
    )
