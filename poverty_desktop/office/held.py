"""Bundles that were refused whole, kept as they came: a person may look at them later (I10: refused is not deleted)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from poverty_desktop import paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.store.engine import Write
from poverty_desktop.store.held import State
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE
from poverty_desktop.sync import file_names
from poverty_desktop.sync.refusal import Reason, Refusal

KEPT_FOR: Final = frozenset(
    {
        Reason.DAMAGED,
        Reason.UNKNOWN_SIGNER,
        Reason.REVOKED,
        Reason.EXPIRED,
        Reason.NOT_YET_VALID,
        Reason.NEWER_VERSION,
        Reason.OUT_OF_SCOPE,
    }
)
"""Of other reasons nothing is kept: half a file, another office's, another kind. Who brought it still has it."""

MOST_BYTES: Final = 1 << 30
"""What is kept of refused files in all. Of one beyond that only the line in the list is kept."""

_PART = 1 << 20
NOT_KEPT = N_("Only the line in the list was kept of this file. Take in the file once more from its stick.")
NOTHING_HELD = N_("No refused file of this name lies here. Look at the list again.")


def keep(session: Session, copy: Path, file_name: str, refused: Refusal) -> None:
    """Keep a file that was refused, for one of the reasons that a person may decide on; the same one once.

    One that was put aside stays so, whoever brings it again.
    """
    if refused.reason not in KEPT_FOR:
        return
    try:
        digest, size = _digest(copy)
    except OSError:
        return
    connection = session.db.conn
    known = connection.execute("SELECT state FROM held_bundle WHERE id = ?", (digest,)).fetchone()
    with Write(session.db):
        if known is not None:
            connection.execute(
                "UPDATE held_bundle SET reason = ?, device = ?, state = CASE state WHEN ? THEN ? ELSE state END"
                " WHERE id = ?",
                (refused.reason, refused.subject or b"", State.TAKEN, State.WAITING, digest),
            )
        else:
            connection.execute(
                "INSERT INTO held_bundle VALUES(?,?,?,?,?,?,?)",
                (
                    digest, session.clock.now().isoformat(), file_names.shown(file_name), refused.reason,
                    refused.subject or b"", size, State.WAITING,
                ),
            )  # fmt: skip
        has_parts = connection.execute("SELECT 1 FROM held_part WHERE bundle = ? LIMIT 1", (digest,)).fetchone()
        total = connection.execute("SELECT coalesce(sum(length(data)), 0) FROM held_part").fetchone()[0]
        if has_parts is None and total + size <= MOST_BYTES:
            connection.executemany("INSERT INTO held_part VALUES(?,?,?)", _parts(copy, digest))


@contextmanager
def laid_out(session: Session, digest: bytes, inbox: Path) -> Iterator[tuple[Path, str]]:
    """Yield a refused file as it came, in the folder ``inbox``, with its name; the copy is gone afterwards.

    Raises ``RuleError`` where it is not here, ``StorageError`` where there is no room for it.
    """
    row = session.db.conn.execute(
        "SELECT file_name, bytes FROM held_bundle WHERE id = ? AND state <> ?", (digest, State.TAKEN)
    ).fetchone()
    if row is None:
        raise RuleError(NOTHING_HELD)
    copy = inbox / f"held-{digest.hex()[:16]}.fpb"
    try:
        with copy.open("wb") as file:
            for (data,) in session.db.conn.execute(
                "SELECT data FROM held_part WHERE bundle = ? ORDER BY number", (digest,)
            ):
                file.write(data)
        if copy.stat().st_size != row[1]:
            raise RuleError(NOT_KEPT)
        yield copy, str(row[0])
    except OSError as error:
        raise StorageError(FOLDER_NOT_WRITABLE) from error
    finally:
        paths.drop(copy)


def _digest(path: Path) -> tuple[bytes, int]:
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PART):
            found.update(piece)
            size += len(piece)
    return found.digest(), size


def _parts(path: Path, digest: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    with path.open("rb") as file:
        number = 0
        while piece := file.read(_PART):
            yield digest, number, piece
            number += 1
