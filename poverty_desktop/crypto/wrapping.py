"""The data key of a workspace, which never changes, and its wraps: by a passphrase and by the recovery code."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from poverty_desktop.crypto import cbor, hashes, recovery
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids

DATA_KEY_BYTES: Final = 32
MAX_WRAPPED_BYTES: Final = 1024
MAX_SECRET_BYTES: Final = 64 * 1024

_SUITE = 1
_BY_PASSPHRASE, _BY_RECOVERY_CODE = 1, 2
_SALT_BYTES, _NONCE_BYTES = 16, 12
_MOST_PASSPHRASE_CHARS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PassphraseCost:
    """What one guess costs: Argon2id (RFC 9106) memory in KiB, passes, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


STANDARD_COST: Final = PassphraseCost()
_HIGHEST_COST = PassphraseCost(memory_kib=1024 * 1024, passes=16, lanes=16)


def new_data_key(ids: Ids) -> bytes:
    """Return a fresh 256-bit key."""
    return ids.random_bytes(DATA_KEY_BYTES)


def wrap_with_passphrase(secret: bytes, passphrase: str, ids: Ids, *, cost: PassphraseCost = STANDARD_COST) -> bytes:
    """Return ``secret`` sealed by ``passphrase`` as a few hundred bytes that may lie beside the register.

    Salt and cost are stored in the wrap and authenticated with it. Takes about a quarter of a second at the
    standard cost. Raises ``RuleError`` for an empty passphrase.
    """
    if not passphrase:
        raise RuleError(N_("Type a passphrase."))
    salt = ids.random_bytes(_SALT_BYTES)
    head = [_SUITE, _BY_PASSPHRASE, salt, [cost.memory_kib, cost.passes, cost.lanes]]
    return _seal(head, _stretch(passphrase, salt, cost), secret, ids)


def unwrap_with_passphrase(wrapped: bytes, passphrase: str) -> bytes:
    """Return the secret that :func:`wrap_with_passphrase` sealed.

    Raises ``RuleError`` when the passphrase is wrong, ``StorageError`` when the wrap itself is damaged.
    """
    head, nonce, sealed = _read(wrapped, _BY_PASSPHRASE)
    key = _stretch(passphrase, _salt_of(head), _cost_of(head))
    secret = _open(head, key, nonce, sealed)
    if secret is None:
        raise RuleError(N_("The passphrase is wrong."))
    return secret


def wrap_with_recovery_code(secret: bytes, code: str, ids: Ids) -> bytes:
    """Return ``secret`` sealed by the recovery code; raises ``RuleError`` when the code is mistyped."""
    salt = ids.random_bytes(_SALT_BYTES)
    head = [_SUITE, _BY_RECOVERY_CODE, salt, []]
    return _seal(head, _spread(code, salt), secret, ids)


def unwrap_with_recovery_code(wrapped: bytes, code: str) -> bytes:
    """Return the secret that :func:`wrap_with_recovery_code` sealed.

    Raises ``RuleError`` when the code is mistyped or belongs to another workspace, ``StorageError`` when the wrap
    itself is damaged.
    """
    head, nonce, sealed = _read(wrapped, _BY_RECOVERY_CODE)
    secret = _open(head, _spread(code, _salt_of(head)), nonce, sealed)
    if secret is None:
        raise RuleError(N_("This recovery code belongs to another workspace."))
    return secret


def derive_key(data_key: bytes, purpose: str) -> bytes:
    """Return the 32-byte key for one purpose (``blob``, ``backup``, …), so that no key serves two."""
    return hashes.hkdf_sha256(data_key, info=b"poverty_desktop " + purpose.encode())


def prepare() -> None:
    """Load what opening a wrap needs, which takes as long as a short derivation; safe to call again."""
    from cryptography.hazmat.primitives.ciphers import aead  # noqa: F401 - loaded, not used

    prepare_derivation()


def prepare_derivation() -> None:
    """Load the part of it that derives a key from a passphrase."""
    from cryptography.hazmat.primitives.kdf import argon2  # noqa: F401 - loaded, not used


def _stretch(passphrase: str, salt: bytes, cost: PassphraseCost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt, length=DATA_KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(normal_form(passphrase).encode())


def normal_form(passphrase: str) -> str:
    """Return the passphrase as it is hashed: NFKC, so that an input method's full-width letters make no difference.

    Raises ``RuleError`` beyond 1,024 characters or on a half of a surrogate pair.
    """
    if len(passphrase) > _MOST_PASSPHRASE_CHARS:
        raise RuleError(N_("A passphrase has at most {most} characters."), most=_MOST_PASSPHRASE_CHARS)
    if any("\ud800" <= letter <= "\udfff" for letter in passphrase):
        raise RuleError(N_("The passphrase holds a character that cannot be typed again; choose another."))
    return unicodedata.normalize("NFKC", passphrase)


def _spread(code: str, salt: bytes) -> bytes:
    """The code has 160 random bits already: HKDF suffices, and a forgotten code costs no stretching."""
    return hashes.hkdf_sha256(recovery.read_code(code), salt=salt, info=b"poverty_desktop recovery code")


def _seal(head: list[object], key: bytes, secret: bytes, ids: Ids) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not 1 <= len(secret) <= MAX_SECRET_BYTES:
        raise ValueError("a wrap holds 1 to 65536 bytes")
    nonce = ids.random_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret, cbor.encode(head))
    return cbor.encode([*head, nonce, sealed])


def _open(head: list[object], key: bytes, nonce: bytes, sealed: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, sealed, cbor.encode(head))
    except InvalidTag:
        return None


def _read(wrapped: bytes, kind: int) -> tuple[list[object], bytes, bytes]:
    try:
        value = cbor.decode(wrapped, max_bytes=MAX_SECRET_BYTES + MAX_WRAPPED_BYTES)
    except cbor.CodecError:
        raise _damaged() from None
    match value:
        case [int(), int(found), bytes() as salt, list(), bytes() as nonce, bytes() as sealed] if (
            found == kind and len(salt) == _SALT_BYTES and len(nonce) == _NONCE_BYTES
        ):
            if value[0] != _SUITE:
                raise StorageError(N_("This key was made by a newer version of the program. Update the program."))
            return list(value[:4]), nonce, sealed
    raise _damaged()


def _salt_of(head: list[object]) -> bytes:
    assert isinstance(head[2], bytes)
    return head[2]


def _cost_of(head: list[object]) -> PassphraseCost:
    """The cost is bounded before it is paid: a planted wrap must not hang the laptop."""
    match head[3]:
        case [int(memory), int(passes), int(lanes)] if (
            1 <= lanes <= _HIGHEST_COST.lanes
            and 8 * lanes <= memory <= _HIGHEST_COST.memory_kib
            and 1 <= passes <= _HIGHEST_COST.passes
        ):
            return PassphraseCost(memory_kib=memory, passes=passes, lanes=lanes)
    raise _damaged()


def _damaged() -> StorageError:
    return StorageError(N_("The key of this workspace is damaged. Restore it from a backup."))
