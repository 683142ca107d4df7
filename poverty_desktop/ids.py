"""Identities: 16-byte ids that sort by creation time, and ids derived from a natural key."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import datetime
from typing import NewType, Protocol

RecordId = NewType("RecordId", bytes)
HouseholdId = NewType("HouseholdId", RecordId)
PersonId = NewType("PersonId", RecordId)
MembershipId = NewType("MembershipId", RecordId)
InterviewId = NewType("InterviewId", bytes)
ReplicaId = NewType("ReplicaId", bytes)
DeviceId = NewType("DeviceId", bytes)
ActorId = NewType("ActorId", bytes)
BatchId = NewType("BatchId", bytes)
BundleId = NewType("BundleId", bytes)
TransactionHash = NewType("TransactionHash", bytes)

ID_BYTES = 16
_LAPTOPS = 10_000


def laptop_digits(device: bytes) -> str:
    """Return four digits by which people tell the laptops of one village apart; they decide nothing."""
    return f"{int.from_bytes(device[-8:], 'big') % _LAPTOPS:04d}"


class Ids(Protocol):
    """A source of new ids."""

    def new(self) -> bytes:
        """Return a fresh 16-byte id."""

    def random_bytes(self, count: int) -> bytes:
        """Return ``count`` unpredictable bytes (salts, nonces)."""


class SystemIds:
    """UUIDv7-like ids: 48 bits of milliseconds, then 80 random bits (RFC 9562, 5.7)."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def new(self) -> bytes:
        """Return a fresh 16-byte id."""
        milliseconds = int(self._now().timestamp() * 1000)
        return _stamped(milliseconds, os.urandom(10))

    def random_bytes(self, count: int) -> bytes:
        """Return ``count`` bytes of the system's randomness."""
        return os.urandom(count)


class SeededIds:
    """Reproducible ids for tests and for the sample county."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self._count = 0

    def new(self) -> bytes:
        """Return the next id of the seed."""
        self._count += 1
        return _stamped(1_700_000_000_000 + self._count, self._random.randbytes(10))

    def random_bytes(self, count: int) -> bytes:
        """Return the next ``count`` bytes of the seed."""
        return self._random.randbytes(count)


def _stamped(milliseconds: int, tail: bytes) -> bytes:
    body = bytearray(milliseconds.to_bytes(6, "big") + tail)
    body[6] = (body[6] & 0x0F) | 0x70
    body[8] = (body[8] & 0x3F) | 0x80
    return bytes(body)


def derive_id(kind: int, parent: bytes, *key: str | int) -> RecordId:
    """Return the id of a record that has a natural key, so that two honest laptops make one record.

    H(kind, parent id, key) cut to 16 bytes; every part is length-prefixed, so no two keys collide.
    """
    import hashlib  # it loads the whole of OpenSSL, which the window does not wait for

    parts = [str(kind).encode(), parent, *[str(item).encode() for item in key]]
    told = b"".join([piece for part in parts for piece in (len(part).to_bytes(4, "big"), part)])
    return RecordId(hashlib.sha256(told).digest()[:ID_BYTES])


def to_text(identity: bytes) -> str:
    """Return the id as 32 lower-case hexadecimal digits."""
    return identity.hex()


def from_text(text: str) -> RecordId:
    """Return the id that :func:`to_text` wrote; raises ``ValueError`` on anything else."""
    identity = bytes.fromhex(text)
    if len(identity) != ID_BYTES:
        raise ValueError("an id has 32 hexadecimal digits")
    return RecordId(identity)
