"""What the backups in the window ask for; only what takes a session runs on the store thread."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.operations.workspaces.daily_backup import BackupOrder, BackupOutcome, BackupStatus
    from poverty_desktop.store.backup_shelf import KeptBackup


def due(is_closing: bool, session: Session) -> BackupOrder | None:  # noqa: FBT001 - bound by position
    """Return the backup that is due, if any."""
    from poverty_desktop.operations.workspaces import daily_backup

    return daily_backup.due(session, is_closing=is_closing)


def order(session: Session) -> BackupOrder:
    """Return the order of a backup made now."""
    from poverty_desktop.operations.workspaces import daily_backup

    return daily_backup.order(session)


def carry_out(wanted: BackupOrder, progress: Progress) -> BackupOutcome:
    """Make and prove the backup, without the session."""
    from poverty_desktop.operations.workspaces import daily_backup

    return daily_backup.carry_out(wanted, progress)


def note(outcome: BackupOutcome, session: Session) -> Done[BackupOutcome]:
    """Remember what was made."""
    from poverty_desktop.operations.workspaces import daily_backup

    return daily_backup.note(session, outcome)


def status(session: Session) -> tuple[BackupStatus, datetime]:
    """Return how well the workspace is backed up, and what time it is."""
    from poverty_desktop.operations.workspaces import daily_backup

    return daily_backup.status(session), session.clock.now()


def choose_second(folder: Path | None, session: Session) -> Done[None]:
    """Let every backup be copied to ``folder`` too, or to nowhere else."""
    from poverty_desktop.operations.workspaces import daily_backup

    return daily_backup.choose_second(session, folder)


def set_rule(days: int, weeks: int, months: int, session: Session) -> Done[None]:
    """Say how many backups are kept."""
    from poverty_desktop.domain.rotation import KeepRule
    from poverty_desktop.operations.workspaces import daily_backup

    return daily_backup.set_rule(session, KeepRule(days=days, weeks=weeks, months=months))


def kept(folders: tuple[Path, ...], _progress: Progress) -> tuple[KeptBackup, ...]:
    """Return what can be brought back: of these workspaces, and on the sticks that are plugged in."""
    from poverty_desktop.operations.workspaces import daily_backup

    return tuple(daily_backup.kept_of(folders))


def kept_here(session: Session) -> tuple[KeptBackup, ...]:
    """Return the backups of the open workspace."""
    from poverty_desktop.operations.workspaces import daily_backup

    return tuple(daily_backup.kept_for(session))


def restore_beside(source: Path, workspace: Path, progress: Progress) -> tuple[Path, int]:
    """Lay the backup into a new folder beside the ``workspace``; return it, and how many photos are missing."""
    from poverty_desktop.operations.workspaces import backup

    number = 2
    while (folder := workspace.with_name(f"{workspace.name}-{number}")).exists():
        number += 1
    return folder, backup.restore(source, folder, progress)
