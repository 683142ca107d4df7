"""The office's repository on a stick: a TUF repository (The Update Framework 1.0) as two folders of plain files.

``repo/metadata`` holds who may say what and what is newest, ``repo/targets`` what is published. Everything there is
readable by whoever holds the stick, so nothing personal lies in it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from poverty_desktop.sync import limits

FOLDER: Final = "repo"
METADATA: Final = "metadata"
TARGETS: Final = "targets"
PACK: Final = "policy-pack.json"
"""The target that is the policy pack in force; in the folder its name begins with its SHA-256."""

TIMESTAMP_VALID: Final = timedelta(days=45)
"""How long a repository counts as news (sync.md 2.14)."""
LISTS_VALID: Final = timedelta(days=400)

ROOT_BYTES: Final = 64 * limits.KIB
TIMESTAMP_BYTES: Final = 16 * limits.KIB
SNAPSHOT_BYTES: Final = 64 * limits.KIB
TARGETS_BYTES: Final = 256 * limits.KIB
PACK_BYTES: Final = 32 * limits.MIB
MOST_ROOTS: Final = 32

_NAMES: Mapping[str, re.Pattern[str]] = {
    METADATA: re.compile(r"timestamp\.json|[1-9][0-9]{0,9}\.(root|snapshot|targets)\.json", re.ASCII),
    TARGETS: re.compile(rf"[0-9a-f]{{64}}\.{re.escape(PACK)}", re.ASCII),
}


def is_own_name(part: str, name: str) -> bool:
    """Tell whether ``name`` is one that this program writes into ``part`` of a repository; others are left alone."""
    return _NAMES[part].fullmatch(name) is not None


def find(place: Path) -> Path | None:
    """Return the repository at ``place``: the folder itself, the one in it, or the one beside the file."""
    with contextlib.suppress(OSError):  # a stick that is gone holds none
        around = place if place.is_dir() else place.parent
        for folder in (around / FOLDER, around):
            if (folder / METADATA).is_dir():
                return folder
    return None
