"""Where the program's own files lie, and how a file leaves the program whole."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    """Return the folder of fonts, packs, icons and words that ships with the program."""
    bundled = getattr(sys, "_MEIPASS", None)
    root = Path(bundled) if bundled else Path(__file__).resolve().parents[1]
    return root / "resources"


def settings_folder() -> Path:
    """Return the folder for per-user settings (never for records); ``POVERTY_DESKTOP_HOME`` moves it."""
    if home := os.environ.get("POVERTY_DESKTOP_HOME"):
        return Path(home)
    if sys.platform == "win32":
        said, usual = os.environ.get("APPDATA", ""), Path.home() / "AppData" / "Roaming"
    else:
        said, usual = os.environ.get("XDG_CONFIG_HOME", ""), Path.home() / ".config"
    # An empty or a relative one is no folder of one's own, and is to be passed over (XDG Base Directory).
    return (Path(said) if Path(said).is_absolute() else usual) / "poverty_desktop"


def drop(path: Path) -> None:
    """Remove a file that nobody needs any more; one that cannot go, as on a stick that was pulled out, does no harm."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def write_whole(target: Path, data: bytes) -> None:
    """Write ``data`` to ``target`` so that a reader finds the old file or the new one, never a part.

    Temporary name, flush, fsync, replace, fsync of the folder. Raises ``OSError``.
    """
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError:
        drop(part)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable where the system can (not on Windows)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
