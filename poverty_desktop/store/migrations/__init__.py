"""Steps that lift an older register file to this program's schema, one module each, after a copy was made."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.errors import DamageError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.store import schema
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import DAMAGED_FILE, IN_USE, Write
from poverty_desktop.store.migrations import version_2, version_3, version_4, version_5, version_6

Step = Callable[["Database"], None]

STEPS: Mapping[int, Step] = {
    1: version_2.lift,
    2: version_3.lift,
    3: version_4.lift,
    4: version_5.lift,
    5: version_6.lift,
}
"""From version to the step that leads to the next one; version 1 is the first."""


def is_due(db: Database) -> bool:
    """Say whether the open file is older than this program's schema."""
    return bool(db.conn.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION)


def migrate(db: Database, path: Path, *, steps: Mapping[int, Step] = STEPS, target: int = schema.VERSION) -> None:
    """Lift the open file to version ``target``, one transaction a step; ``path`` is copied first.

    The copy bears the version it was taken at, so that a second attempt does not replace the first one's copy. Raises
    ``StorageError`` when the file has no version that a step starts from, or when the copy cannot be made.
    """
    version = db.conn.execute("PRAGMA user_version").fetchone()[0]
    if version == target:
        return
    if version == 0:
        raise DamageError(DAMAGED_FILE)
    if any(step not in steps for step in range(version, target)):
        raise StorageError(N_("This register file is from a version that can no longer be opened. Ask the office."))
    _copy(db, path, path.with_name(f"{path.name}.version-{version}"))
    for step in range(version, target):
        with Write(db) as connection:
            steps[step](db)
            connection.execute(f"PRAGMA user_version = {step + 1}")


def _copy(db: Database, path: Path, copy: Path) -> None:
    """Lay the whole file aside; a part of a copy never has the copy's name."""
    part = copy.with_name(copy.name + ".part")
    busy = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StorageError(IN_USE)
    try:
        shutil.copyfile(path, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(copy)
        paths.sync_folder(copy.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise StorageError(
            N_("There is no room for a copy before the update. Free some space and try again.")
        ) from error
