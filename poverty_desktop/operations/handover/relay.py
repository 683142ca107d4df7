"""A teammate's sealed bundle on its way to the office: kept here unopened until the next sync carries it there.

Nobody here can open it, and nobody has to: whose it is and what lies in it is proven at the office, and the receipt
waits there for whoever wrote it.
"""

from __future__ import annotations

from pathlib import Path

from poverty_desktop.crypto.sealing import INTRO
from poverty_desktop.errors import StorageError
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover import bundles
from poverty_desktop.progress import Progress
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE
from poverty_desktop.sync import delivery
from poverty_desktop.sync.file_names import BUNDLE_SUFFIX
from poverty_desktop.sync.refusal import Reason, Refusal

FOLDER = "network/relay"


def carry_along(session: Session, source: Path, progress: Progress | None = None) -> Done[int]:
    """Keep a sealed bundle for the office; return how many wait now. The same file waits once.

    Raises ``Refusal`` for what is no sealed bundle, ``RuleError`` for a laptop without an office.
    """
    bundles.admission(session)
    folder = _folder(session)
    copy = delivery.take_copy(source, folder, progress)
    try:
        with copy.open("rb") as file:
            if file.read(len(INTRO)) != INTRO:
                raise Refusal(Reason.WRONG_KIND)
        copy.replace(copy.with_suffix(BUNDLE_SUFFIX))
    except OSError:
        raise StorageError(FOLDER_NOT_WRITABLE) from None
    finally:
        copy.unlink(missing_ok=True)
    return Done(value=len(waiting(session)), changes=frozenset({Topic.BUNDLES}))


def waiting(session: Session) -> list[Path]:
    """Return the teammates' bundles that wait here."""
    return sorted(_folder(session).glob(f"*{BUNDLE_SUFFIX}"))


def _folder(session: Session) -> Path:
    folder = session.folder / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StorageError(FOLDER_NOT_WRITABLE) from None
    return folder
