"""A bundle that is larger than one file may be: which part lies in which volume (sync.md 2.7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.sync import limits
from poverty_desktop.sync.manifest import Manifest, Part, to_payload

MANY_VOLUMES: Final = N_("The bundle would have too many volumes. Choose a larger size for each.")
_READER_OF_VOLUMES: Final = 2
_ENVELOPE_BYTES: Final = 64 * limits.KIB
"""Certificates and signature around the manifest, and the header of the seal."""
_HEAD_BYTES: Final = 5
_SEAL_SHARE: Final = 2048
"""The seal adds 16 bytes to each 64 KiB; twice that is set aside."""


def cut(manifest: Manifest, most: int) -> Manifest:
    """Return the manifest with its parts spread over as few volumes of ``most`` bytes as it takes, in their order.

    A part never lies in two volumes; one that alone is larger has a volume of its own. What fits into one file stays
    as it is. Raises ``RuleError`` for more volumes than a bundle may have.
    """
    around = len(to_payload(manifest)) + 2 * len(manifest.parts) + _ENVELOPE_BYTES
    room = most - most // _SEAL_SHARE - around
    parts: list[Part] = []
    volume, used = 1, 0
    for part in manifest.parts:
        size = part.length + _HEAD_BYTES
        if used and used + size > room:
            volume, used = volume + 1, 0
        used += size
        parts.append(replace(part, volume=volume))
    if volume > limits.VOLUMES:
        raise RuleError(MANY_VOLUMES)
    if volume == 1:
        return manifest
    return replace(manifest, parts=tuple(parts), volumes=volume, min_reader=_READER_OF_VOLUMES)
