"""What the settings ask of the open workspace: each function here runs on the store thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.operations.done import Done
from poverty_desktop.packs.pack import Pack
from poverty_desktop.progress import Progress

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.operations.workspaces.home_village import HomeVillage
    from poverty_desktop.operations.workspaces.log_book import LogLine
    from poverty_desktop.operations.workspaces.verification import Verified
    from poverty_desktop.operations.workspaces.workspace import RecoverySheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the settings show of the open workspace; the pack is immutable."""

    worker: str
    year: int
    pack: Pack
    home: HomeVillage | None  # nothing in an office


def facts(session: Session) -> Facts:
    """Return worker, working year, pack and village."""
    from poverty_desktop.operations.workspaces import home_village
    from poverty_desktop.queries.register import years

    return Facts(
        worker=session.worker,
        year=years.working_year(session),
        pack=session.pack,
        home=home_village.home_village(session),
    )


def take_official_code(code: str, session: Session) -> Done[str]:
    """Let the official code of the village take the place of the one made here."""
    from poverty_desktop.operations.workspaces import home_village

    return home_village.take_official_code(session, code)


def set_worker(worker: str, session: Session) -> Done[None]:
    """Let ``worker`` be the author of what is saved from now on."""
    from poverty_desktop.operations.workspaces import workspace

    return workspace.set_worker(session, worker)


def set_year(year: int, session: Session) -> Done[None]:
    """Choose the accounting year that interviews and corrections belong to."""
    from poverty_desktop.operations.workspaces import workspace

    return workspace.set_working_year(session, year)


def set_passphrase(passphrase: str, present: str, session: Session) -> Done[None]:
    """Let a new passphrase open the workspace."""
    from poverty_desktop.operations.workspaces import workspace

    return workspace.change_passphrase(session, passphrase, present=present)


def new_sheet(target: Path, present: str, session: Session) -> Done[RecoverySheet]:
    """Write a new recovery sheet to ``target``; the old one opens nothing any more."""
    from poverty_desktop.operations.workspaces import workspace

    return workspace.renew_recovery_sheet(session, present=present, target=target)


def volume_size(session: Session) -> int:
    """Return how many megabytes one file of a bundle may have."""
    from poverty_desktop.operations.handover import bundles

    return bundles.volume_size(session) >> 20


def set_volume_size(mebibytes: int, session: Session) -> Done[None]:
    """Let bundles be cut into files of this size."""
    from poverty_desktop.operations.handover import bundles

    return bundles.set_volume_size(session, mebibytes)


def log_lines(session: Session) -> tuple[LogLine, ...]:
    """Return the newest lines of the log."""
    from poverty_desktop.operations.workspaces import log_book

    return log_book.lines(session)


def verify(session: Session, progress: Progress) -> Verified:
    """Check the whole workspace."""
    from poverty_desktop.operations.workspaces import verification

    return verification.verify(session, progress)


def back_up(folder: Path, session: Session, progress: Progress) -> Done[Path]:
    """Write a verified backup into ``folder``."""
    from poverty_desktop.i18n import N_
    from poverty_desktop.operations.workspaces import backup

    progress.step(N_("Writing and proving the copy"), 0, 0)
    return backup.back_up(session, folder)
