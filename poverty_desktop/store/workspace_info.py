"""What a locked workspace says of itself: one small plain file, read before anything of the store is loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.errors import DamageError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import from_text

INFO_FILE = "workspace.json"
_FORMAT = 1
_ROLES = ("field", "office")

NOT_A_WORKSPACE = N_("This folder is not a workspace. Choose the folder that holds the file workspace.json.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceInfo:
    """What may be known of a locked workspace; no person's name."""

    identity: str
    role: str
    name: str
    village: str
    is_practice: bool
    created: str
    format: int = _FORMAT


def info(folder: Path) -> WorkspaceInfo:
    """Return what the folder says of itself; raises ``StorageError`` where it is no workspace or a newer one."""
    try:
        raw = json.loads((folder / INFO_FILE).read_text("utf-8"))
        if isinstance(raw, dict) and isinstance(raw.get("format"), int) and raw["format"] > _FORMAT:
            raise StorageError(
                N_("This workspace was made by a newer version of the program. Update the program first.")
            )
        found = WorkspaceInfo(**raw)
        from_text(found.identity)
    except (OSError, ValueError, TypeError) as error:
        raise DamageError(NOT_A_WORKSPACE) from error
    texts = (found.identity, found.name, found.village, found.created)
    if found.format != _FORMAT or found.role not in _ROLES or not all(isinstance(text, str) for text in texts):
        raise DamageError(NOT_A_WORKSPACE)
    return found
