"""The backup that makes itself after a day's work: asked of the session, carried out beside it, then noted there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from poverty_desktop.domain.rotation import KeepRule, read_rule
from poverty_desktop.errors import StorageError
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.progress import Progress
from poverty_desktop.store import backup, backup_places, backup_shelf, ledger, log, settings
from poverty_desktop.store.backup import Proven, Source
from poverty_desktop.store.backup_file import SUFFIX, About
from poverty_desktop.store.backup_places import SecondPlace
from poverty_desktop.store.backup_shelf import KeptBackup
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session
from poverty_desktop.sync import file_names

LAST_AT, SECOND_AT, MARK = "last_backup_at", "last_second_backup_at", "backup_mark"
_RULE = "backup_rule"
APART = timedelta(hours=2)
"""So long two backups lie apart that make themselves while work goes on; when the program ends there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOrder:
    """What a backup needs to know; it is carried out on any thread, while the session goes on."""

    folder: Path
    key: bytes = field(repr=False)
    about: About
    name: str
    rule: KeepRule
    second: SecondPlace | None
    copies_only: bool = False  # the newest backup is fresh, its second copy is not


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOutcome:
    """What came of an order; ``trouble`` is why the second copy failed though its place is there."""

    identity: str
    mark: str
    made: Path | None
    proven: Proven | None
    second: Path | None
    removed: int
    trouble: StorageError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupStatus:
    """What a person is told: when the last proven backup was made, and how old its second copy is."""

    last_at: datetime | None
    has_second: bool
    second_at: datetime | None
    second_path: str
    rule: KeepRule


def due(session: Session, *, is_closing: bool = False) -> BackupOrder | None:
    """Return what is to be backed up now, or nothing.

    While work goes on two backups lie some hours apart; when the program is about to end, whatever is new counts. A
    register that woke up as a copy is backed up once it was written to, and the practice village never.
    """
    if session.is_practice or (session.was_copied and not session.is_awake):
        return None
    last = _moment(session, LAST_AT)
    if settings.get(session.db, MARK) != _mark(session):
        is_fresh = last is not None and timedelta() <= session.clock.now() - last < APART
        return None if is_fresh and not is_closing else order(session)
    second = _moment(session, SECOND_AT)
    is_behind = last is not None and (second is None or second < last)
    if not is_closing and is_behind and backup_places.remembered(session.db) is not None:
        return order(session, copies_only=True)
    return None


def order(session: Session, *, copies_only: bool = False) -> BackupOrder:
    """Return the order of a backup that is made now whether it is due or not."""
    about = backup.about(session, mark=_mark(session), is_rotating=True)
    name = file_names.backup_name(session.name, about.at.astimezone(), SUFFIX)
    return BackupOrder(
        folder=session.folder,
        key=session.key,
        about=about,
        name=name.readable,
        rule=rule(session),
        second=backup_places.remembered(session.db),
        copies_only=copies_only,
    )


def carry_out(wanted: BackupOrder, progress: Progress | None = None) -> BackupOutcome:
    """Make the backup, prove it, copy it to the second place where that is there, and remove what is too old.

    Raises ``StorageError`` where the backup itself fails, ``Cancelled``; every older backup is then as it was.
    """
    progress = progress or Progress()
    identity, shelf = wanted.about.identity, backup_shelf.shelf_of(wanted.folder)
    made, proven, removed = None, None, 0
    if not wanted.copies_only:
        with backup.reading(wanted.folder, wanted.key, progress) as db:
            source = Source(db=db, folder=wanted.folder, key=wanted.key, about=wanted.about)
            made, proven = backup_shelf.add(source, shelf, wanted.name, progress)
        removed = backup_shelf.rotate(shelf, identity, wanted.rule, newest=made)
    second, trouble = None, None
    place = backup_places.find(wanted.second) if wanted.second is not None else None
    newest = made or next((item.path for item in backup_shelf.rotating(shelf, identity)), None)
    if place is not None and newest is not None:
        try:
            there = second_shelf(place, identity)
            second = backup_shelf.copy_over(newest, there, progress)
            backup_shelf.rotate(there, identity, wanted.rule, newest=second)
        except StorageError as error:
            trouble = error
    return BackupOutcome(
        identity=identity,
        mark=wanted.about.mark,
        made=made,
        proven=proven,
        second=second,
        removed=removed,
        trouble=trouble,
    )


def note(session: Session, outcome: BackupOutcome) -> Done[BackupOutcome]:
    """Remember in the open workspace what was made of it; an office calls safe what the proven backup holds."""
    if session.identity != outcome.identity:  # another workspace was opened meanwhile
        return Done(value=outcome, changes=frozenset())
    from poverty_desktop.office import receipts

    with Write(session.db, is_note=True):
        if outcome.proven is not None:
            settings.put(session.db, LAST_AT, outcome.proven.at.isoformat())
            settings.put(session.db, MARK, outcome.mark)
            ledger.note(session, Act.BACKUP, position=outcome.proven.position)
        if outcome.second is not None:
            settings.put(session.db, SECOND_AT, session.clock.now().isoformat())
        if outcome.proven is not None and session.is_office:
            receipts.note_durable(session, outcome.proven)
    return Done(value=outcome, changes=frozenset({Topic.SETTINGS}))


def back_up_now(session: Session, progress: Progress | None = None) -> Done[BackupOutcome]:
    """Make a backup in the workspace's own places at once; errors as in :func:`carry_out`."""
    return note(session, carry_out(order(session), progress))


def status(session: Session) -> BackupStatus:
    """Return how well the workspace is backed up."""
    second = backup_places.remembered(session.db)
    return BackupStatus(
        last_at=_moment(session, LAST_AT),
        has_second=second is not None,
        second_at=_moment(session, SECOND_AT) if second is not None else None,
        second_path="" if second is None else second.path,
        rule=rule(session),
    )


def rule(session: Session) -> KeepRule:
    """Return how many days, weeks and months of backups are kept."""
    text = settings.get(session.db, _RULE)
    return read_rule(text) if text else KeepRule()


def set_rule(session: Session, wanted: KeepRule) -> Done[None]:
    """Let ``wanted`` say how many backups are kept; what is too many goes after the next proven one."""
    with Write(session.db, is_note=True):
        settings.put(session.db, _RULE, wanted.to_text())
    return Done(value=None, changes=frozenset({Topic.SETTINGS}))


def choose_second(session: Session, folder: Path | None) -> Done[None]:
    """Let every backup be copied to ``folder`` too whenever it is there, or to nowhere else.

    Raises ``RuleError`` for a folder inside the workspace, ``StorageError`` where it cannot be written.
    """
    place = None if folder is None else backup_places.choose(session, folder)
    with Write(session.db, is_note=True):
        backup_places.remember(session.db, place)
        settings.put(session.db, SECOND_AT, "")
    return Done(value=None, changes=frozenset({Topic.SETTINGS}))


def second_shelf(place: Path, identity: str) -> Path:
    """Return where the backups of one workspace lie in a second place, which several may share."""
    return place / f"{backup_shelf.FOLDER}-{identity[-8:]}"


def kept_of(folders: tuple[Path, ...]) -> list[KeptBackup]:
    """Return what can be restored: in the workspaces ``folders``, and on every marked stick; the newest first."""
    shelves = [backup_shelf.shelf_of(folder) for folder in folders]
    for place in backup_places.marked():
        shelves += sorted(place.glob(f"{backup_shelf.FOLDER}-*"))
    found = {item.path.resolve(): item for shelf in shelves for item in backup_shelf.list_kept(shelf)}
    return sorted(found.values(), key=lambda item: item.about.at, reverse=True)


def kept_for(session: Session) -> list[KeptBackup]:
    """Return the backups of this workspace, in its own folder and in its second place."""
    second = backup_places.remembered(session.db)
    place = backup_places.find(second) if second is not None else None
    shelves = [backup_shelf.shelf_of(session.folder)]
    if place is not None:
        shelves.append(second_shelf(place, session.identity))
    return [item for shelf in shelves for item in backup_shelf.rotating(shelf, session.identity)]


def _mark(session: Session) -> str:
    """Name the state of the register: how far the journal is, and when an unfinished interview was last saved."""
    draft = session.db.conn.execute("SELECT coalesce(max(saved_at), ''), count(*) FROM draft").fetchone()
    return f"{log.position(session.db)}:{draft[0]}:{draft[1]}"


def _moment(session: Session, name: str) -> datetime | None:
    text = settings.get(session.db, name)
    return datetime.fromisoformat(text) if text else None
