"""Back a workspace up into one file of its own, prove the copy, and bring it back."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop.office import receipts
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.workspaces.daily_backup import LAST_AT
from poverty_desktop.progress import Progress
from poverty_desktop.store import backup, backup_file, ledger, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session
from poverty_desktop.sync import delivery, file_names


def back_up(session: Session, folder: Path, progress: Progress | None = None) -> Done[Path]:
    """Write a verified backup into ``folder``; the name carries village or office, day and time, and no one's name.

    Raises ``StorageError`` where the backup cannot be written or does not restore to the same register.
    """
    name = file_names.backup_name(session.name, session.clock.now().astimezone(), backup_file.SUFFIX)
    target = delivery.place_for(folder, name)
    proven = backup.back_up(backup.source_of(session), target, progress)
    with Write(session.db):
        settings.put(session.db, LAST_AT, proven.at.isoformat())
        ledger.note(session, Act.BACKUP, position=proven.position)
        if session.is_office:
            receipts.note_durable(session, proven)
    return Done(value=target, changes=frozenset({Topic.SETTINGS}))


def restore(source: Path, folder: Path, progress: Progress | None = None) -> int:
    """Lay the workspace of a backup into an empty ``folder``; it opens with its own passphrase as a new replica.

    Returns how many photos that should lie beside the backup are missing there.
    """
    return backup.restore(source, folder, progress)
