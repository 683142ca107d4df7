"""A workspace is unlocked: the key is derived first, and what opening stands on is loaded beside the derivation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.crypto import wrapping
from poverty_desktop.progress import Progress
from poverty_desktop.store import workspace_keys

if TYPE_CHECKING:
    from poverty_desktop.store.session import Session


def unlock(folder: Path, passphrase: str, progress: Progress) -> Session:
    """Open a workspace for writing; errors as in :func:`~poverty_desktop.operations.workspaces.workspace.unlock`.

    One step is told when the key is about to be derived. The derivation works outside the interpreter, so from then
    on others can load and build beside it without delaying it.
    """
    wrapping.prepare_derivation()
    progress.step("", 0, 1)
    key = workspace_keys.key_of(folder, passphrase)
    from poverty_desktop.operations.workspaces import workspace

    return workspace.open_with(folder, key)
