"""Volumes of a bundle as they come in, in any order and over many days: kept proven and sealed until all are there."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.clock import Clock
from poverty_desktop.crypto.certificates import Certificate
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.store.session import Session
from poverty_desktop.sync.bundle_reader import read_manifest, read_volume
from poverty_desktop.sync.manifest import Manifest
from poverty_desktop.sync.trust import Receiver

FOLDER = "volumes"
WAITING = "waiting"
"""The state of a bundle of which volumes are missing, as it stands in the table of bundles."""
_FULL = N_("The disk of this computer is full. Make room, then try again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What is here of a bundle in volumes: ``paths`` once it is whole, else the numbers of those that are ``missing``.

    ``volume`` is the number of the one that was just brought, ``was_here`` says that it had come before.
    """

    manifest: Manifest
    certificate: Certificate
    folder: Path
    paths: tuple[Path, ...]
    missing: tuple[int, ...]
    volume: int
    was_here: bool


def collect(
    copy: Path, inbox: Path, receiver: Receiver, *, clock: Clock, progress: Progress | None = None
) -> Collected | None:
    """Keep the volume in ``copy``, proven to its last byte, beside the others of its bundle; None for a whole bundle.

    Raises ``Refusal`` as reading a bundle does; what came before stays then.
    """
    manifest = read_manifest(copy, receiver, clock=clock)
    if manifest.volumes == 1:
        return None
    manifest, certificate, volume = read_volume(copy, receiver, clock=clock, progress=progress)
    folder = inbox / FOLDER / manifest.bundle_id.hex()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f"{volume:03d}"
        was_here = place.exists()
        copy.replace(place)
    except OSError as error:
        raise StorageError(_FULL) from error
    here = {number: folder / f"{number:03d}" for number in range(1, manifest.volumes + 1)}
    missing = tuple(number for number, path in here.items() if not path.exists())
    return Collected(
        manifest=manifest,
        certificate=certificate,
        folder=folder,
        paths=() if missing else tuple(here.values()),
        missing=missing,
        volume=volume,
        was_here=was_here,
    )


def missing_of(session: Session, device: bytes) -> list[tuple[bytes, tuple[int, ...]]]:
    """Return the bundles of a device of which volumes are missing, each with their numbers."""
    rows = session.db.conn.execute(
        "SELECT id, detail FROM bundle WHERE direction = 'in' AND state = ? AND device = ? ORDER BY number",
        (WAITING, device),
    )
    return [(row[0], tuple(json.loads(row[1])["missing"])) for row in rows]


def note_waiting(session: Session, found: Collected, file_name: str) -> None:
    """Write down, inside the caller's write, that a bundle waits for volumes, and for which."""
    manifest = found.manifest
    detail = {"volumes": manifest.volumes, "missing": list(found.missing)}
    session.db.conn.execute(
        "INSERT OR REPLACE INTO bundle VALUES(?,?,?,?,?,?,?,?,?)",
        (
            manifest.bundle_id, "in", manifest.number, found.certificate.subject, session.clock.now().isoformat(),
            file_name, 0, WAITING, json.dumps(detail),
        ),
    )  # fmt: skip


def is_known(session: Session, manifest: Manifest) -> bool:
    """Say whether a bundle was taken in as a whole before."""
    row = session.db.conn.execute(
        "SELECT 1 FROM bundle WHERE id = ? AND direction = 'in' AND state <> ?", (manifest.bundle_id, WAITING)
    )
    return row.fetchone() is not None


def settle(session: Session, device: bytes, number: int) -> None:
    """Forget, inside the caller's write, what waited of this and of earlier bundles of a device.

    A later bundle holds everything that the office had not confirmed, and so all that was in them.
    """
    session.db.conn.execute(
        "DELETE FROM bundle WHERE direction = 'in' AND state = ? AND device = ? AND number <= ?",
        (WAITING, device, number),
    )


def sweep(session: Session, inbox: Path) -> None:
    """Remove the volumes that no bundle waits for any more."""
    rows = session.db.conn.execute("SELECT id FROM bundle WHERE direction = 'in' AND state = ?", (WAITING,))
    waiting = {row[0].hex() for row in rows}
    with contextlib.suppress(OSError):
        for folder in (inbox / FOLDER).iterdir():
            if folder.name not in waiting:
                shutil.rmtree(folder, ignore_errors=True)
