"""Workspaces as a person meets them: begun, opened, given a new passphrase, closed."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import paths
from poverty_desktop.clock import Clock, SystemClock
from poverty_desktop.crypto import wrapping
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids, SystemIds
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover import pack_offers, shipped_pack
from poverty_desktop.operations.handover.pack_offers import OfferedPack
from poverty_desktop.packs import load
from poverty_desktop.packs.model import Division
from poverty_desktop.progress import Progress
from poverty_desktop.store import engine, incarnation, settings, workspace, workspace_info, workspace_keys
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.packs.by_hand import VillageByHand

NO_PASSPHRASE = N_("The practice village is opened without a passphrase. Nothing was changed.")


def info(folder: Path) -> workspace_info.WorkspaceInfo:
    """Return what the folder says of itself while it is locked; raises ``StorageError`` where it is no workspace."""
    return workspace_info.info(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """What is printed once and kept under lock: the code opens the workspace when the passphrase is forgotten."""

    code: str
    workspace_name: str
    created: datetime


def create_field(
    folder: Path,
    passphrase: str,
    *,
    worker: str,
    village: str | VillageByHand,
    offered: OfferedPack | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
    cost: wrapping.PassphraseCost = wrapping.STANDARD_COST,
) -> tuple[Session, RecoverySheet]:
    """Make a field workspace for the 12-digit ``village`` of the pack, or for one that a person entered by hand.

    The pack is the ``offered`` one of the office, else the one that ships with the program. Raises ``RuleError`` for
    a weak passphrase, an unknown village or a folder in use; ``StorageError`` for the disk.
    """
    require_strong(passphrase)
    offered = offered or pack_offers.shipped()
    if not isinstance(village, str):
        from poverty_desktop.packs.by_hand import divisions_of

        entered = divisions_of(offered.pack, village)
        home = entered[-1]
    else:
        entered, found = (), offered.pack.divisions.get(village)
        if found is None or found.level != "village":
            raise RuleError(N_("Choose the village from the list."))
        home = found
    return _create(
        folder, passphrase, "field", home.name, home.code, worker, offered, clock, ids, cost, entered=entered
    )


def create_office(
    folder: Path,
    passphrase: str,
    *,
    worker: str,
    office_name: str,
    offered: OfferedPack | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
    cost: wrapping.PassphraseCost = wrapping.STANDARD_COST,
) -> tuple[Session, RecoverySheet]:
    """Make an office workspace; errors as in :func:`create_field`."""
    require_strong(passphrase)
    if not office_name.strip():
        raise RuleError(N_("Type the name of the office."))
    offered = offered or pack_offers.shipped()
    return _create(folder, passphrase, "office", office_name.strip(), "", worker, offered, clock, ids, cost)


def create_practice(folder: Path, progress: Progress | None = None) -> Session:
    """Make the practice workspace with the sample village; no passphrase is asked, for nobody in it is real."""
    from poverty_desktop.operations.workspaces import sample

    return sample.create_practice(folder, progress)


def prepare() -> None:
    """Load what opening a workspace and its first pages stand on, while a person still types the passphrase."""
    from poverty_desktop.queries import today  # noqa: F401 - loaded, not used
    from poverty_desktop.queries.register import households  # noqa: F401 - loaded, not used

    wrapping.prepare()
    with contextlib.suppress(StorageError):  # opening a workspace says what is wrong, if it needs this pack
        _ = load.load_shipped().visit_rules  # the first page asks for them


def unlock(folder: Path, passphrase: str, *, clock: Clock | None = None, is_reading: bool = False) -> Session:
    """Open a workspace; one that ``is_reading`` only is opened beside a window that is at work.

    Raises ``RuleError`` when the passphrase is wrong, ``StorageError`` when the file is newer, damaged or missing, or
    open for writing elsewhere.
    """
    clock = clock or SystemClock()
    ids = SystemIds(clock.now)
    return _up_to_date(
        workspace.unlock(folder, passphrase, clock=clock, ids=ids, when_copied=_deal_with_copy, is_reading=is_reading)
    )


def open_with(folder: Path, key: bytes, *, clock: Clock | None = None) -> Session:
    """Open a workspace for writing with the data ``key`` that its passphrase gave; errors as in :func:`unlock`."""
    clock = clock or SystemClock()
    return _up_to_date(
        workspace.open_with(folder, key, clock=clock, ids=SystemIds(clock.now), when_copied=_deal_with_copy)
    )


def unlock_with_recovery(folder: Path, code: str, *, clock: Clock | None = None) -> Session:
    """Open a workspace with the code of its recovery sheet; errors as in :func:`unlock`."""
    clock = clock or SystemClock()
    ids = SystemIds(clock.now)
    return _up_to_date(workspace.unlock_with_recovery(folder, code, clock=clock, ids=ids, when_copied=_deal_with_copy))


def verify_passphrase(folder: Path, passphrase: str) -> None:
    """Raise ``RuleError`` unless ``passphrase`` opens the workspace in this folder; nothing is opened or changed."""
    workspace_keys.key_of(folder, passphrase)


def change_passphrase(session: Session, passphrase: str, *, present: str) -> Done[None]:
    """Let a new passphrase open the workspace; raises ``RuleError`` for a weak one.

    ``present`` is what opens it now, for whoever finds an unlocked laptop must not lock its owner out: the passphrase,
    or the code of the recovery sheet for who has forgotten it. Raises ``RuleError`` where it is neither.
    """
    if session.is_practice:  # what opens it is no secret and never changes
        raise RuleError(NO_PASSPHRASE)
    require_strong(passphrase)
    _require_owner(session, present)
    workspace.change_passphrase(session, passphrase)
    note_passphrase(session, by="owner")
    return Done(value=None, changes=frozenset({Topic.SETTINGS}))


def note_passphrase(session: Session, *, by: str) -> None:
    """Write down that what opens the workspace was changed: by its ``owner``, a new ``sheet``, or the ``office``."""
    from poverty_desktop.store import ledger

    with engine.Write(session.db, is_note=True):
        ledger.note(session, ledger.Act.PASSPHRASE, by=by)


def renew_recovery_sheet(session: Session, *, present: str, target: Path | None = None) -> Done[RecoverySheet]:
    """Return a new recovery sheet; the old one opens nothing any more. ``present`` as in :func:`change_passphrase`.

    With ``target`` it is written there as PDF first. Raises ``StorageError`` where that fails; the old sheet then
    stays good.
    """
    _require_owner(session, present)
    created = session.clock.now().astimezone()

    def sheet_of(code: str) -> RecoverySheet:
        return RecoverySheet(code=code, workspace_name=session.name, created=created)

    def write(code: str) -> None:
        if target is not None:
            write_recovery_sheet(sheet_of(code), target)

    sheet = sheet_of(workspace.renew_recovery_code(session, write))
    note_passphrase(session, by="sheet")
    return Done(value=sheet, changes=frozenset({Topic.SETTINGS}))


def write_recovery_sheet(sheet: RecoverySheet, target: Path) -> Path:
    """Write the sheet as PDF to ``target`` and return it; raises ``StorageError`` where it cannot be written."""
    from poverty_desktop.operations.paperwork import papers

    try:
        paths.write_whole(target, papers.recovery_sheet_pdf(sheet))
    except OSError as error:
        raise StorageError(
            N_("The PDF file could not be written. Choose another folder or free some space.")
        ) from error
    return target


def set_worker(session: Session, worker: str) -> Done[None]:
    """Let ``worker`` be the author of what is saved from now on."""
    workspace.set_worker(session, worker)
    return Done(value=None, changes=frozenset({Topic.SETTINGS}))


def set_working_year(session: Session, year: int) -> Done[None]:
    """Choose the accounting year that interviews and corrections belong to."""
    with engine.Write(session.db):
        settings.put(session.db, "working_year", str(year))
    return Done(value=None, changes=frozenset({Topic.SETTINGS}))


def check_integrity(session: Session) -> None:
    """Raise ``StorageError`` when a page of the register file is damaged; reads the whole file."""
    engine.check_integrity(session.db)


def close(session: Session) -> None:
    """Leave the workspace."""
    workspace.close(session)


def require_strong(passphrase: str) -> None:
    """Raise ``RuleError`` for a passphrase that is easily guessed."""
    from poverty_desktop.crypto.passphrase import require_sufficient

    require_sufficient(passphrase)


def _require_owner(session: Session, present: str) -> None:
    try:
        verify_passphrase(session.folder, present)
    except RuleError as wrong:
        try:
            workspace_keys.key_by_code(session.folder, present)
        except RuleError:
            raise wrong from None


def _up_to_date(session: Session) -> Session:
    shipped_pack.take_over(session)
    return session


def _deal_with_copy(session: Session) -> None:
    """Do what a copy calls for when it is first written to; an office begins a new epoch, once it has keys."""
    from poverty_desktop.office import receiving

    if not receiving.begin_epoch(session):
        with engine.Write(session.db):
            incarnation.settle(session)


def _create(
    folder: Path,
    passphrase: str,
    role: str,
    name: str,
    village: str,
    worker: str,
    offered: OfferedPack,
    clock: Clock | None,
    ids: Ids | None,
    cost: wrapping.PassphraseCost,
    *,
    entered: tuple[Division, ...] = (),
) -> tuple[Session, RecoverySheet]:
    clock = clock or SystemClock()
    session, code = workspace.create(
        folder,
        passphrase,
        role=role,
        name=name,
        village=village,
        worker=worker,
        pack=offered.pack,
        published_pack=offered.published,
        clock=clock,
        ids=ids or SystemIds(clock.now),
        cost=cost,
        entered=entered,
    )
    return session, RecoverySheet(code=code, workspace_name=name, created=clock.now().astimezone())
