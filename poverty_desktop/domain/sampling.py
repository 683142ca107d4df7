"""A sample that nobody can choose and anybody can draw again: by the order of hashes under a published seed.

The method, so that it can be followed with any tool: take the UTF-8 bytes of the seed (NFC, no blanks at its ends), one
zero byte and the 16 bytes of the household's id; sort the households of a stratum by the SHA-256 of that, ascending;
the first n are the sample.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

H = TypeVar("H", bound=bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The sample of one stratum: how many households it has, and those drawn, in the order of the draw."""

    size: int
    households: tuple[bytes, ...]


def plain_seed(seed: str) -> str:
    """Return the seed as it is hashed."""
    return unicodedata.normalize("NFC", seed).strip()


def rank(seed: str, household: bytes) -> bytes:
    """Return the 32 bytes by which a household stands in the order."""
    return hashlib.sha256(plain_seed(seed).encode() + b"\x00" + household).digest()


def order(seed: str, households: Iterable[H]) -> list[H]:
    """Return the households in the order of the draw."""
    return sorted(households, key=lambda household: rank(seed, household))


def draw(seed: str, strata: Mapping[str, Iterable[bytes]], sizes: Mapping[str, int]) -> Mapping[str, Drawn]:
    """Return the sample of each stratum; one that wants more households than it has gives all of them."""
    found = {}
    for stratum, households in strata.items():
        ordered = order(seed, households)
        found[stratum] = Drawn(size=len(ordered), households=tuple(ordered[: max(0, sizes.get(stratum, 0))]))
    return found


def frame_hash(strata: Mapping[str, Iterable[bytes]]) -> str:
    """Return 16 digits over all households and their strata: who publishes them cannot change the frame.

    SHA-256 over the strata in the order of their names (name, zero byte, ids in ascending order, zero byte); its first
    eight bytes as a whole number, of which the last 16 decimal digits, in fours.
    """
    digest = hashlib.sha256()
    for stratum in sorted(strata):
        digest.update(stratum.encode() + b"\x00")
        for household in sorted(strata[stratum]):
            digest.update(household)
        digest.update(b"\x00")
    digits = f"{int.from_bytes(digest.digest()[:8]) % 10**16:016d}"
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))
