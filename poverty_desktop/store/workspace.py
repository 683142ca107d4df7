"""One folder that is a workspace: made, unlocked, and given a new passphrase."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, recovery, wrapping
from poverty_desktop.errors import DamageError, RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ActorId, DeviceId, Ids, to_text
from poverty_desktop.packs.model import Division
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import by_hand, incarnation, lock, migrations, packs, schema, settings, workspace_keys
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import (
    DAMAGED_FILE,
    NO_ROOM,
    Write,
    connection_of,
    has_no_room,
    open_database,
    storage_error,
)
from poverty_desktop.store.session import RANK_COUNTY, RANK_TEAM, Session
from poverty_desktop.store.workspace_info import INFO_FILE, WorkspaceInfo, info
from poverty_desktop.store.workspace_keys import BY_PASSPHRASE, BY_RECOVERY, FOLDER_NOT_WRITABLE, KEYS_FILE

REGISTER_FILE = "register.db"
_INFO = "workspace"

FOLDER_IN_USE = N_("This folder already holds files. Choose an empty folder for the new workspace.")
NOT_ITS_INFO = N_("The file workspace.json was changed or belongs to another workspace. Restore it from a backup.")
NOT_FOR_WRITING = N_("The workspace was opened for reading only; nothing was changed.")


def create(
    folder: Path,
    passphrase: str,
    *,
    role: str,
    name: str,
    village: str,
    worker: str,
    pack: Pack,
    published_pack: bytes,
    clock: Clock,
    ids: Ids,
    is_practice: bool = False,
    cost: wrapping.PassphraseCost = wrapping.STANDARD_COST,
    entered: tuple[Division, ...] = (),
) -> tuple[Session, str]:
    """Make a new workspace in an empty or absent ``folder``; return its session and its recovery code.

    ``entered`` are the divisions that a person entered by hand, for a village that ``pack`` does not have.
    Raises ``RuleError`` for a folder with files in it or an empty worker's name, ``StorageError`` where the disk
    refuses; what was begun is then removed.
    """
    if not worker.strip():
        raise RuleError(N_("Type the name of the person who works here."))
    was_there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise StorageError(FOLDER_NOT_WRITABLE) from error
    if not is_empty:
        raise RuleError(FOLDER_IN_USE)
    found = WorkspaceInfo(
        identity=to_text(ids.new()),
        role=role,
        name=name,
        village=village,
        is_practice=is_practice,
        created=clock.now().isoformat(),
    )
    key = wrapping.new_data_key(ids)
    code = recovery.new_code(ids)
    secret = workspace_keys.PRACTICE_PASSPHRASE if is_practice else passphrase
    keys = {
        BY_PASSPHRASE: wrapping.wrap_with_passphrase(key, secret, ids, cost=cost),
        BY_RECOVERY: wrapping.wrap_with_recovery_code(key, code, ids),
    }
    db: Database | None = None
    try:
        paths.write_whole(folder / KEYS_FILE, cbor.encode(keys))
        db = open_database(folder / REGISTER_FILE, key, version=schema.VERSION)
        connection_of(db).lock = lock.acquire(folder)
        with Write(db):
            schema.create_tables(db, pack)
            packs.keep(db, pack, published_pack)
            if entered:
                by_hand.enter(db, entered)
            settings.put(db, "device", to_text(ids.new()))
            settings.put(db, _INFO, _signature(found))
        session = _session(folder, found, db, key, clock, ids, worker=worker.strip())
        incarnation.begin(session)
        paths.write_whole(folder / INFO_FILE, json.dumps(asdict(found), ensure_ascii=False, indent=1).encode())
    except (OSError, StorageError) as error:
        if db is not None:
            db.conn.close()
        for file in (
            INFO_FILE,
            KEYS_FILE,
            REGISTER_FILE,
            REGISTER_FILE + "-wal",
            REGISTER_FILE + "-shm",
            lock.LOCK_FILE,
        ):
            with contextlib.suppress(OSError):
                (folder / file).unlink(missing_ok=True)
        is_full = has_no_room(folder)
        if not was_there:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise StorageError(NO_ROOM if is_full else FOLDER_NOT_WRITABLE) from error
    return session, code


def unlock(
    folder: Path,
    passphrase: str,
    *,
    clock: Clock,
    ids: Ids,
    when_copied: Callable[[Session], None] | None = None,
    is_reading: bool = False,
) -> Session:
    """Open the workspace with its passphrase, for writing unless it ``is_reading`` only.

    ``when_copied`` is called after the first write to a copy has begun its new life. Raises ``RuleError`` when the
    passphrase is wrong, ``StorageError`` when the file is newer, damaged or missing, or open for writing elsewhere.
    """
    found = info(folder)
    key = workspace_keys.key_of(folder, passphrase)
    return _open(folder, found, key, clock, ids, when_copied=when_copied, is_reading=is_reading)


def open_with(
    folder: Path,
    key: bytes,
    *,
    clock: Clock,
    ids: Ids,
    when_copied: Callable[[Session], None] | None = None,
) -> Session:
    """Open the workspace with its data ``key`` for writing; errors and ``when_copied`` as in :func:`unlock`."""
    return _open(folder, info(folder), key, clock, ids, when_copied=when_copied)


def unlock_with_recovery(
    folder: Path, code: str, *, clock: Clock, ids: Ids, when_copied: Callable[[Session], None] | None = None
) -> Session:
    """Open the workspace with the code of its recovery sheet; errors as in :func:`unlock`."""
    found = info(folder)
    return _open(folder, found, workspace_keys.key_by_code(folder, code), clock, ids, when_copied=when_copied)


def change_passphrase(
    session: Session, passphrase: str, *, cost: wrapping.PassphraseCost = wrapping.STANDARD_COST
) -> None:
    """Let ``passphrase`` open this workspace from now on; the data key and the recovery code stay."""
    keys = workspace_keys.read(session.folder)
    keys[BY_PASSPHRASE] = wrapping.wrap_with_passphrase(session.key, passphrase, session.ids, cost=cost)
    workspace_keys.write(session.folder, keys)


def renew_recovery_code(session: Session, deliver: Callable[[str], object] | None = None) -> str:
    """Return a new recovery code; the old sheet opens nothing any more.

    ``deliver`` hands the code out before it counts: where that fails, the old sheet stays what it was.
    """
    code = recovery.new_code(session.ids)
    keys = workspace_keys.read(session.folder)
    keys[BY_RECOVERY] = wrapping.wrap_with_recovery_code(session.key, code, session.ids)
    if deliver is not None:
        deliver(code)
    workspace_keys.write(session.folder, keys)
    return code


def close(session: Session) -> None:
    """Leave the workspace: end what runs beside it, note its last state outside the file, close the connection."""
    try:
        while session.before_close:
            session.before_close.pop()()
        incarnation.note(session)
    finally:
        session.db.conn.close()


def set_worker(session: Session, worker: str) -> None:
    """Let ``worker`` be the author of what is saved from now on."""
    if not worker.strip():
        raise RuleError(N_("Type the name of the person who works here."))
    name = worker.strip()
    with Write(session.db):
        actor = _actor(session.db, name, session.ids)
        settings.put(session.db, "worker", name)
    session.worker, session.actor = name, actor


def _open(
    folder: Path,
    found: WorkspaceInfo,
    key: bytes,
    clock: Clock,
    ids: Ids,
    *,
    when_copied: Callable[[Session], None] | None,
    is_reading: bool = False,
) -> Session:
    path = folder / REGISTER_FILE
    if not path.exists():
        raise DamageError(N_("The register file of this workspace is missing. Restore it from a backup."))
    if not os.access(path, os.W_OK) or not os.access(folder, os.W_OK):
        raise StorageError(lock.NOT_WRITABLE_HERE)
    if path.stat().st_size == 0:
        raise DamageError(DAMAGED_FILE)
    db = open_database(path, key, version=schema.VERSION)
    try:
        if not is_reading or migrations.is_due(db):
            connection_of(db).lock = lock.acquire(folder)
        migrations.migrate(db, path)
        if settings.get(db, _INFO) != _signature(found):
            raise DamageError(NOT_ITS_INFO)
        session = _session(folder, found, db, key, clock, ids, worker=settings.get(db, "worker"))
        incarnation.look(session, when_copied)
        if is_reading:
            session.is_reading = True
            connection_of(db).before_write = _refuse_to_write
    except BaseException as error:
        db.conn.close()
        if (trouble := storage_error(error)) is not None:
            raise trouble from error
        raise
    return session


def _session(
    folder: Path, found: WorkspaceInfo, db: Database, key: bytes, clock: Clock, ids: Ids, *, worker: str
) -> Session:
    actor = _known_actor(db, worker)
    if actor is None:
        with Write(db):
            actor = _actor(db, worker, ids)
            settings.put(db, "worker", worker)
    return Session(
        db=db,
        folder=folder,
        identity=found.identity,
        key=key,
        pack=by_hand.completed(db, packs.current(db)),
        clock=clock,
        ids=ids,
        device=DeviceId(bytes.fromhex(settings.get(db, "device"))),
        actor=actor,
        worker=worker,
        rank=RANK_COUNTY if found.role == "office" else RANK_TEAM,
        role=found.role,
        name=found.name,
        village=by_hand.home(db, found.village),
        is_practice=found.is_practice,
    )


def _signature(found: WorkspaceInfo) -> str:
    """Return what the register itself says of the workspace: the plain file beside it must not make it another."""
    return json.dumps([found.identity, found.role, found.village, found.is_practice])


def _refuse_to_write() -> None:
    raise StorageError(NOT_FOR_WRITING)


def _known_actor(db: Database, worker: str) -> ActorId | None:
    own = _own_actors(db)
    return ActorId(bytes.fromhex(own[worker])) if worker in own else None


def _own_actors(db: Database) -> dict[str, str]:
    row = db.conn.execute("SELECT value FROM setting WHERE name = 'own_actors'").fetchone()
    return dict(json.loads(row[0])) if row else {}


def _actor(db: Database, worker: str, ids: Ids) -> ActorId:
    own = _own_actors(db)
    if worker not in own:
        own[worker] = to_text(ids.new())
        settings.put(db, "own_actors", json.dumps(own, ensure_ascii=False))
    return ActorId(bytes.fromhex(own[worker]))
