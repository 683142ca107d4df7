"""Files that are being written over many steps: what is left of them when their workspace closes is taken away."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop import paths

_PARTS: dict[Path, set[Path]] = {}


def begin(workspace: Path, part: Path) -> None:
    """Remember a file that is only a part of what it shall be."""
    _PARTS.setdefault(workspace, set()).add(part)


def end(workspace: Path, part: Path) -> None:
    """Forget it, for it is whole or gone."""
    _PARTS.get(workspace, set()).discard(part)


def sweep(workspace: Path) -> None:
    """Take away what was begun and never ended."""
    for part in _PARTS.pop(workspace, set()):
        paths.drop(part)
