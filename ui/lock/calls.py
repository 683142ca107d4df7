"""What the lock page asks for, off the GUI thread."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop.progress import Progress


def verify(folder: Path, passphrase: str, _progress: Progress) -> None:
    """Raise ``RuleError`` unless ``passphrase`` opens the workspace in ``folder``."""
    from poverty_desktop.operations.workspaces import workspace

    workspace.verify_passphrase(folder, passphrase)
