"""Back a workspace up, prove the copy, and bring it back."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop.office import receipts
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.progress import Progress
from poverty_desktop.store import backup
from poverty_desktop.store.session import Session
from poverty_desktop.sync import delivery, file_names


def back_up(session: Session, folder: Path, progress: Progress | None = None) -> Done[Path]:
    """Write a verified backup into ``folder``; the name carries village or office, day and time, and no one's name.

    Raises ``StorageError`` where the backup cannot be written or does not restore to the same register.
    """
    name = file_names.backup_name(session.name, session.clock.now().astimezone(), backup.SUFFIX)
    target = delivery.place_for(folder, name)
    backup.back_up(session, target, progress)
    if session.is_office:
        receipts.note_durable(session)
    return Done(value=target, changes=frozenset({Topic.SETTINGS}))


def restore(source: Path, folder: Path, progress: Progress | None = None) -> None:
    """Lay the workspace of a backup into an empty ``folder``; it opens with its own passphrase as a new replica."""
    backup.restore(source, folder, progress)
