"""What the welcome pages ask for: each function here runs off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import paths
from poverty_desktop.errors import PovertyDesktopError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from ui.widgets.page import Desk

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.operations.workspace import RecoverySheet


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentWorkspace:
    """A folder opened lately, as far as it may be known while it is locked."""

    folder: Path
    name: str
    role: str
    is_practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village that can be chosen as home of a field workspace; ``path`` is county and town."""

    code: str
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkspace:
    """What the form of a new workspace asks; ``village`` is a code in the field, the office's name otherwise."""

    role: str
    folder: Path
    worker: str
    village: str
    passphrase: str


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


def villages(_progress: Progress) -> tuple[Village, ...]:
    """Return the villages of the shipped policy pack with the places above them."""
    from poverty_desktop.packs import load

    divisions = load.load_shipped().divisions
    found = []
    for item in divisions.values():
        if item.level != "village":
            continue
        above: list[str] = []
        parent = divisions.get(item.parent or "")
        while parent is not None and parent.level in {"town", "county"}:
            above.insert(0, parent.name)
            parent = divisions.get(parent.parent or "")
        found.append(Village(code=item.code, name=item.name, path=" ".join(above)))
    return tuple(found)


def warm_up(_progress: Progress) -> None:
    """Load what opening a workspace needs."""
    from poverty_desktop.operations import workspace

    workspace.prepare()


def practise(folder: Path, progress: Progress) -> tuple[Session, Desk]:
    """Open the practice village, making it first where it is not there."""
    from poverty_desktop.operations import workspace

    try:
        workspace.info(folder)
    except PovertyDesktopError:
        session = workspace.create_practice(folder, progress)
    else:
        session = workspace.unlock(folder, "")
    return session, desk_of(session)


def create(wanted: NewWorkspace, _progress: Progress) -> tuple[Session, tuple[Desk, RecoverySheet]]:
    """Make the workspace and return its recovery sheet."""
    from poverty_desktop.operations import workspace

    if wanted.role == "office":
        session, sheet = workspace.create_office(
            wanted.folder, wanted.passphrase, worker=wanted.worker, office_name=wanted.village
        )
    else:
        session, sheet = workspace.create_field(
            wanted.folder, wanted.passphrase, worker=wanted.worker, village=wanted.village
        )
    return session, (desk_of(session), sheet)


def unlock(folder: Path, passphrase: str, progress: Progress) -> tuple[Session, Desk]:
    """Open the workspace with its passphrase; one step is told when the key is about to be derived."""
    from poverty_desktop.operations import unlocking

    session = unlocking.unlock(folder, passphrase, progress)
    return session, desk_of(session)


def unlock_with_recovery(folder: Path, code: str, _progress: Progress) -> tuple[Session, Desk]:
    """Open the workspace with the code of its recovery sheet."""
    from poverty_desktop.operations import workspace

    session = workspace.unlock_with_recovery(folder, code)
    return session, desk_of(session)


def close(session: Session) -> None:
    """Leave the workspace."""
    from poverty_desktop.operations import workspace

    workspace.close(session)


def restore(source: Path, folder: Path, progress: Progress) -> RecentWorkspace:
    """Lay the backup ``source`` into the empty ``folder``; return the workspace it holds."""
    from poverty_desktop.operations import backup

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
    from poverty_desktop.operations import papers

    return papers.recovery_sheet_pdf(sheet)


def save_sheet(sheet: RecoverySheet, target: Path, progress: Progress) -> Path:
    """Write the recovery sheet to ``target`` and return it; raises ``StorageError`` where it cannot be written."""
    try:
        paths.write_whole(target, recovery_pdf(sheet, progress))
    except OSError as error:
        raise StorageError(
            N_("The PDF file could not be written. Choose another folder or free some space.")
        ) from error
    return target


def practice_folder() -> Path:
    """Return where the practice village lies."""
    return paths.settings_folder() / "practice"


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
