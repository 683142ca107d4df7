"""What the dialogs of a forgotten passphrase ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.enrolment import Asked
    from poverty_desktop.operations.handover.reset import Shown
    from poverty_desktop.operations.session import Session


def ask(workspace: Path, folder: Path, _progress: Progress) -> Asked:
    """Write the request of a locked workspace."""
    from poverty_desktop.operations.handover import reset

    return reset.ask(workspace, folder)


def accept(workspace: Path, file: Path, passphrase: str, _progress: Progress) -> None:
    """Set a new passphrase with the answer of the office."""
    from poverty_desktop.operations.handover import reset

    reset.accept(workspace, file, passphrase)


def look(file: Path, session: Session) -> Shown:
    """Return whose request it is."""
    from poverty_desktop.operations.handover import reset

    return reset.look(session, file)


def answer(
    file: Path, digits: str, present: str, holder_file: Path, holder_passphrase: str, folder: Path, session: Session
) -> Done[Path]:
    """Answer a request, two persons together."""
    from poverty_desktop.operations.handover import reset

    return reset.answer(
        session,
        file,
        digits,
        folder,
        present=present,
        holder_file=holder_file,
        holder_passphrase=holder_passphrase,
    )
