"""The second place of the backups: a stick or folder chosen once, known again by a mark in it, not by its letter."""

from __future__ import annotations

import contextlib
import json
import string
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids, to_text
from poverty_desktop.store import settings
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session

MARK_FILE = "backup-place.json"
_SETTING = "backup_second"
_FORMAT = 1
_MOST_BYTES = 4096
_MOST_FOLDERS = 200
_MOUNTED_BELOW = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_MOUNTS = Path("/proc/self/mounts")

NOT_WRITABLE = N_("This folder cannot be written. Choose another stick or folder; nothing was changed.")
INSIDE_WORKSPACE = N_("Choose a stick or folder outside the workspace: what lies in it is lost with it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPlace:
    """A place by its mark; ``path`` is where it was seen last, ``inside`` where on its stick."""

    mark: str
    path: str
    inside: str


def choose(session: Session, folder: Path) -> SecondPlace:
    """Mark ``folder`` as the second place of this workspace's backups and return it; it is not remembered yet.

    A folder with a mark keeps it: two laptops may share one stick. Raises ``RuleError`` for a folder inside the
    workspace, ``StorageError`` where it cannot be written.
    """
    folder = folder.resolve()
    if folder.is_relative_to(session.folder.resolve()):
        raise RuleError(INSIDE_WORKSPACE)
    mark = _mark_in(folder) or _put_mark(folder, session.ids)
    volume = next((root for root in volumes() if folder.is_relative_to(root)), None)
    inside = folder.relative_to(volume).as_posix() if volume is not None else ""
    return SecondPlace(mark=mark, path=str(folder), inside=inside)


def remember(db: Database, place: SecondPlace | None) -> None:
    """Keep the second place, or forget it; inside the caller's write."""
    settings.put(db, _SETTING, "" if place is None else json.dumps(asdict(place)))


def remembered(db: Database) -> SecondPlace | None:
    """Return the second place that was chosen, or nothing."""
    text = settings.get(db, _SETTING)
    return SecondPlace(**json.loads(text)) if text else None


def find(place: SecondPlace) -> Path | None:
    """Return where the second place is now, or nothing while it is not plugged in."""
    return next((folder for folder in _candidates(place) if _mark_in(folder) == place.mark), None)


def marked() -> list[Path]:
    """Return every marked folder on the sticks and disks that are plugged in."""
    found = {folder: None for root in volumes() for folder in (root, *_folders_of(root)) if _mark_in(folder)}
    return list(found)


def volumes() -> tuple[Path, ...]:
    """Return the roots of the sticks and disks that are plugged in, as far as the system shows them as such."""
    if sys.platform == "win32":
        roots = (Path(f"{letter}:/") for letter in string.ascii_uppercase[3:])
        return tuple(root for root in roots if root.exists())
    try:
        lines = _MOUNTS.read_text("utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ()
    points = (line.split(" ")[1].replace("\\040", " ") for line in lines if line.count(" ") >= 2)
    return tuple(sorted({Path(point) for point in points if point.startswith(_MOUNTED_BELOW)}))


def _candidates(place: SecondPlace) -> Iterator[Path]:
    yield Path(place.path)
    for root in volumes():
        if place.inside:
            yield root / place.inside
        yield root
        yield from _folders_of(root)


def _folders_of(root: Path) -> list[Path]:
    found: list[Path] = []
    with contextlib.suppress(OSError):
        for item in root.iterdir():
            if len(found) == _MOST_FOLDERS:
                break
            if item.is_dir():
                found.append(item)
    return found


def _mark_in(folder: Path) -> str:
    """Return the mark of a folder, "" where it has none."""
    try:
        with (folder / MARK_FILE).open("rb") as file:
            found = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError):
        return ""
    mark = found.get("mark") if isinstance(found, dict) else None
    return mark if isinstance(mark, str) else ""


def _put_mark(folder: Path, ids: Ids) -> str:
    mark = to_text(ids.new())
    text = json.dumps({"format": _FORMAT, "what": "poverty_desktop backup place", "mark": mark}, indent=1)
    try:
        paths.write_whole(folder / MARK_FILE, text.encode())
    except OSError as error:
        raise StorageError(NOT_WRITABLE) from error
    return mark
