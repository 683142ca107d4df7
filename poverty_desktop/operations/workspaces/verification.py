"""Prove a workspace: pages intact, every chain of the journal unbroken, the register what it says, photos sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.office import witnesses
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.handover import witnessing
from poverty_desktop.packs.pack import Pack
from poverty_desktop.progress import Progress
from poverty_desktop.store import audit, backup, blobs, engine, ledger, projection
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Checkpoint
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

STEPS = 4
BROKEN_JOURNAL = N_("The journal does not hold together. Restore the workspace from a backup and tell the office.")
REGISTER_DIFFERS = N_(
    "The register does not follow from its journal."
    " It can be made again from the journal with the command verify --rebuild."
)

DAMAGED_PHOTOS = N_(
    "{count} photos or files are damaged on the disk. Restore the workspace from a backup, or take them again."
)

BROKEN_LEDGER = N_(
    "The log of printing, export and admission was changed at entry {number}, or something it vouches for was."
    " Keep this workspace as it is, and tell the office."
)
LEDGER_CONTRADICTED = N_(
    "The log is not the one that laptops saw before: entries were changed or removed. Keep this workspace as it is,"
    " and tell the level above."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was checked and found whole; ``photos_missing`` have not arrived here or were lost."""

    transactions: int
    chains: int
    ledger: Checkpoint
    photos: int = 0
    photos_missing: int = 0
    office_ledger: Checkpoint | None = None  # the newest of the office that this laptop has seen


def verify(session: Session, progress: Progress | None = None) -> Verified:
    """Check the whole workspace; nothing is changed.

    Raises ``StorageError`` naming what is wrong: a damaged page, a transaction whose bytes do not give its hash or
    whose predecessor is missing, or a register that differs from its journal; ``Cancelled`` at any moment.
    """
    progress = progress or Progress()
    with backup.stopping(session.db, progress):
        return _verified(session, progress)


def _verified(session: Session, progress: Progress) -> Verified:
    progress.step(N_("Checking the pages"), 0, STEPS)
    engine.check_integrity(session.db)
    progress.step(N_("Checking the journal"), 1, STEPS)
    found = audit.check_chains(session.db)
    if found.broken:
        raise StorageError(BROKEN_JOURNAL)
    if (entry := ledger.broken(session.db)) is not None:
        raise StorageError(BROKEN_LEDGER, number=entry)
    if not all(ledger.holds(session.db, seen) for seen in witnesses.all_told(session)):
        raise StorageError(LEDGER_CONTRADICTED)
    progress.step(N_("Checking the register"), 2, STEPS)
    if not (_follows_aside(session, progress) if session.is_reading else _follows(session.db, session.pack)):
        raise StorageError(REGISTER_DIFFERS)
    progress.step(N_("Checking the photos"), 3, STEPS)
    photos, missing, damaged = _photos(session, progress)
    if damaged:
        raise StorageError(DAMAGED_PHOTOS, count=damaged)
    progress.step(N_("Checking the photos"), STEPS, STEPS)
    return Verified(
        transactions=found.transactions,
        chains=found.chains,
        photos=photos,
        photos_missing=missing,
        ledger=ledger.checkpoint(session.db),
        office_ledger=witnessing.seen(session),
    )


def rebuild(session: Session) -> Done[None]:
    """Make the register again from the journal."""
    with Write(session.db):
        projection.rebuild(session.db, session.pack)
    return Done(value=None, changes=frozenset(RecordKind))


def _photos(session: Session, progress: Progress) -> tuple[int, int, int]:
    """Open every photo that journal and drafts name; return how many are sound, missing and damaged."""
    sound = missing = damaged = 0
    named = blobs.journalled(session.db, session.pack) | blobs.drafted(session.db)
    for number, (digest, reference) in enumerate(named.items()):
        progress.step(N_("Checking the photos"), number, len(named))
        if not blobs.has(session, digest):
            missing += 1
            continue
        try:
            blobs.read(session, reference)
            sound += 1
        except StorageError:
            damaged += 1
    return sound, missing, damaged


def _follows_aside(session: Session, progress: Progress) -> bool:
    """Look at a copy, so that nobody who works in the register meanwhile has to wait."""
    with backup.copy_aside(session, progress) as copy:
        return _follows(copy, session.pack)


def _follows(db: Database, pack: Pack) -> bool:
    """Rebuild the register inside a transaction that is rolled back, and compare."""
    expected = backup.fingerprint(db)
    connection = db.conn
    connection.execute("BEGIN IMMEDIATE")
    try:
        projection.rebuild(db, pack)
        return backup.fingerprint(db) == expected
    finally:
        connection.execute("ROLLBACK")
