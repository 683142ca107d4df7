"""What the welcome pages ask for: each function here runs off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import paths
from poverty_desktop.errors import PovertyDesktopError
from poverty_desktop.progress import Progress
from ui.widgets.page import Desk

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.operations.workspaces.workspace import RecoverySheet
    from poverty_desktop.packs.by_hand import VillageByHand


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentWorkspace:
    """A folder opened lately, as far as it may be known while it is locked."""

    folder: Path
    name: str
    role: str
    is_practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkspace:
    """What the form of a new workspace asks.

    ``village`` is a code in the field, or what was entered by hand; in an office it is the office's name. ``pack`` is
    where the policy pack of the office lies, nothing for the one that comes with the program.
    """

    role: str
    folder: Path
    worker: str
    village: str | VillageByHand
    passphrase: str
    pack: Path | None = None


def recent(folders: tuple[str, ...]) -> tuple[RecentWorkspace, ...]:
    """Return those of ``folders`` that are still workspaces."""
    found = []
    for item in folders:
        try:
            found.append(told(Path(item)))
        except PovertyDesktopError:
            continue
    return tuple(found)


def told(folder: Path) -> RecentWorkspace:
    """Return what ``folder`` says of itself; raises ``StorageError`` where it is no workspace."""
    from poverty_desktop.store import workspace_info

    info = workspace_info.info(folder)
    return RecentWorkspace(folder=folder, name=info.name, role=info.role, is_practice=info.is_practice)


def warm_up(_progress: Progress) -> None:
    """Load what opening a workspace needs."""
    from poverty_desktop.operations.workspaces import workspace

    workspace.prepare()


def practise(folder: Path, progress: Progress) -> tuple[Session, Desk]:
    """Open the practice village, making it first where it is not there."""
    from poverty_desktop.operations.workspaces import workspace

    try:
        workspace.info(folder)
    except PovertyDesktopError:
        session = workspace.create_practice(folder, progress)
    else:
        session = workspace.unlock(folder, "")
    return session, desk_of(session)


def practise_county(folder: Path, progress: Progress) -> tuple[Session, Desk]:
    """Open the practice county, drawing it first where it is not there whole."""
    from poverty_desktop.operations.workspaces import sample, workspace

    session = workspace.unlock(folder, "") if sample.is_whole(folder) else sample.draw_county(folder, progress)
    return session, desk_of(session)


def create(wanted: NewWorkspace, _progress: Progress) -> tuple[Session, tuple[Desk, RecoverySheet]]:
    """Make the workspace and return its recovery sheet."""
    from poverty_desktop.operations.workspaces import workspace
    from ui.welcome import place_calls

    pack = place_calls.offered(wanted.pack)
    if wanted.role == "office":
        session, sheet = workspace.create_office(
            wanted.folder, wanted.passphrase, worker=wanted.worker, office_name=str(wanted.village), offered=pack
        )
    else:
        session, sheet = workspace.create_field(
            wanted.folder, wanted.passphrase, worker=wanted.worker, village=wanted.village, offered=pack
        )
    return session, (desk_of(session), sheet)


def unlock(folder: Path, passphrase: str, progress: Progress) -> tuple[Session, Desk]:
    """Open the workspace with its passphrase; one step is told when the key is about to be derived."""
    from poverty_desktop.operations.workspaces import unlocking

    session = unlocking.unlock(folder, passphrase, progress)
    return session, desk_of(session)


def unlock_with_recovery(folder: Path, code: str, _progress: Progress) -> tuple[Session, Desk]:
    """Open the workspace with the code of its recovery sheet."""
    from poverty_desktop.operations.workspaces import workspace

    session = workspace.unlock_with_recovery(folder, code)
    return session, desk_of(session)


def close(session: Session) -> None:
    """Leave the workspace."""
    from poverty_desktop.operations.workspaces import workspace

    workspace.close(session)


def restore(source: Path, folder: Path, progress: Progress) -> RecentWorkspace:
    """Lay the backup ``source`` into the empty ``folder``; return the workspace it holds."""
    from poverty_desktop.operations.workspaces import backup

    backup.restore(source, folder, progress)
    return told(folder)


def restore_beside(source: Path, damaged: Path, progress: Progress) -> RecentWorkspace:
    """Lay the backup ``source`` beside the ``damaged`` workspace, which stays as it is; return the new one."""
    number = 2
    while (folder := damaged.with_name(f"{damaged.name}-{number}")).exists():
        number += 1
    return restore(source, folder, progress)


def recovery_pdf(sheet: RecoverySheet, _progress: Progress) -> bytes:
    """Return the recovery sheet as PDF."""
    from poverty_desktop.operations.paperwork import papers

    return papers.recovery_sheet_pdf(sheet)


def save_sheet(sheet: RecoverySheet, target: Path, _progress: Progress) -> Path:
    """Write the recovery sheet to ``target`` and return it; raises ``StorageError`` where it cannot be written."""
    from poverty_desktop.operations.workspaces import workspace

    return workspace.write_recovery_sheet(sheet, target)


def practice_folder() -> Path:
    """Return where the practice village lies."""
    return paths.settings_folder() / "practice"


def county_folder() -> Path:
    """Return where the practice county lies."""
    return paths.settings_folder() / "practice-county"


def desk_of(session: Session) -> Desk:
    """Return what the window may know of an open workspace."""
    return Desk(
        role=session.role,
        name=session.name,
        village=session.village,
        worker=session.worker,
        folder=str(session.folder),
        is_practice=session.is_practice,
    )
