"""One life of the database: a restored backup, a cloned disk or a copied folder begins a new one (sync.md 2.16)."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.crypto import cbor, hashes, wrapping
from poverty_desktop.store import settings
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import Write, connection_of
from poverty_desktop.store.session import Session

_MAC_BYTES = 32
_MOST_BYTES = 4096
_LIFE = "incarnation"
_COPIED = "was_copied"
_COPIED_AT = "copied_at"
_CARDS = Path("/sys/class/net")


def look(session: Session, when_copied: Callable[[Session], None] | None = None) -> None:
    """Compare the database with the witness kept outside it, and change nothing: whoever only looks is nobody new.

    ``session.was_copied`` says that they differ. The first write begins the new life (:func:`begin`), after which a
    copy does what ``when_copied`` says.
    """
    is_unsettled = settings.get(session.db, _COPIED) == "1"
    session.was_copied = is_unsettled or not _continues(session, _read_witness(session))
    connection_of(session.db).before_write = partial(_wake, session, when_copied)


def awaken(session: Session) -> None:
    """Begin the new life now: what is about to be read must be what the first write would find."""
    connection_of(session.db).begin_writing()


def copied_at(session: Session) -> str:
    """Return when this register began to write as a copy, as ISO text; "" where it never did."""
    return settings.get(session.db, _COPIED_AT)


def _wake(session: Session, when_copied: Callable[[Session], None] | None) -> None:
    begin(session)
    if session.was_copied and when_copied is not None:
        when_copied(session)


def begin(session: Session) -> None:
    """Begin a new life of the database.

    In a copy every own chain ends and all receipts are forgotten, so that the next save begins a new replica and
    everything is sent again; what the office was told lies here is in doubt, so that the next bundle goes up even
    where the copy holds nothing. ``session.was_copied`` says so until :func:`settle`.
    """
    was_copied = session.was_copied
    life = session.ids.random_bytes(16).hex()
    if not was_copied:  # a kill between the two files must not look like a copy: the witness knows both lives
        _write_witness(session, settings.get(session.db, _LIFE), life, is_synced=True)
    with Write(session.db):
        if was_copied:
            from poverty_desktop.store import replicas, told, unsent

            replicas.retire_own(session)
            unsent.forget_acknowledged(session.db)
            told.doubt(session)
            settings.put(session.db, _COPIED, "1")
            settings.put(session.db, _COPIED_AT, session.clock.now().isoformat())
        settings.put(session.db, _LIFE, life)
    session.is_awake = True
    note(session)


def settle(session: Session) -> None:
    """Note, inside the caller's write, that everything a copy calls for was done."""
    settings.put(session.db, _COPIED, "")


def end_in(db: Database) -> None:
    """Mark a copy of the database, so that whoever opens it begins a new life whatever the witness says."""
    with Write(db):
        settings.put(db, _LIFE, "")


def note(session: Session) -> None:
    """Write the witness: which life, how far the journal is, where the folder lies, on which machine.

    A session that has written nothing has nothing to note.
    """
    if session.is_awake:
        _write_witness(session, settings.get(session.db, _LIFE), is_synced=True)


def follow(session: Session) -> None:
    """Let the witness know of what was just saved; cheap, for a crash of the machine may lose this line."""
    _write_witness(session, settings.get(session.db, _LIFE), is_synced=False)


def _write_witness(session: Session, *lives: str, is_synced: bool) -> None:
    body = cbor.encode([[life for life in lives if life], *_end(session), *_place(session)])
    data = hashes.hmac_sha256(_key(session), body) + body
    file = _witness_file(session)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if is_synced:
            paths.write_whole(file, data)
            return
        part = file.with_name(file.name + ".part")
        part.write_bytes(data)
        part.replace(file)
    except OSError:
        return  # without a witness the next start begins a new replica, which is always safe


def _end(session: Session) -> tuple[int, bytes]:
    row = session.db.conn.execute("SELECT arrived, h FROM tx ORDER BY arrived DESC LIMIT 1").fetchone()
    return (int(row[0]), bytes(row[1])) if row else (0, b"")


def _place(session: Session) -> tuple[str, str]:
    return str(session.folder.resolve()), _machine()


def _continues(session: Session, known: list[object] | None) -> bool:
    """Say whether the database is the one the witness saw, or the same after a crash: as long, or longer."""
    if known is None or len(known) != 5:
        return False
    lives = known[0]
    if not isinstance(lives, list) or settings.get(session.db, _LIFE) not in lives:
        return False
    position, digest = known[1], known[2]
    if known[3:] != list(_place(session)):
        return False
    return position == 0 or session.db.conn.execute("SELECT h FROM tx WHERE arrived = ?", (position,)).fetchone() == (
        digest,
    )


def _machine() -> str:
    """Return the laptop's hardware address, or nothing where the system knows none and would invent one each time."""
    if sys.platform.startswith("linux"):
        return _first_card(_CARDS)
    import uuid  # loads much that opening a workspace does not need

    node = uuid.getnode()
    return "" if node >> 40 & 1 else f"{node:012x}"


def _first_card(cards: Path) -> str:
    """Return the address burnt into the first network card of the kernel's folder ``cards``, as 12 hexadecimal digits.

    A card without hardware (a bridge, a tunnel) and an address that software gave do not count: they come and go.
    """
    found: list[tuple[int, str]] = []
    for card in cards.iterdir() if cards.is_dir() else ():
        with contextlib.suppress(OSError, ValueError):  # one without an address, or just pulled out
            address = (card / "address").read_text("ascii").strip().replace(":", "")
            if (card / "device").exists() and len(address) == 12 and not int(address[:2], 16) & 2:
                found.append((int((card / "ifindex").read_text("ascii")), address))
    return min(found, default=(0, ""))[1]


def _read_witness(session: Session) -> list[object] | None:
    try:
        data = _witness_file(session).read_bytes()
        body = data[_MAC_BYTES:]
        if not hashes.equal(data[:_MAC_BYTES], hashes.hmac_sha256(_key(session), body)):
            return None
        value = cbor.decode(body, max_bytes=_MOST_BYTES)
    except (OSError, ValueError):
        return None
    return value if isinstance(value, list) else None


def _witness_file(session: Session) -> Path:
    return paths.settings_folder() / "witness" / session.identity


def _key(session: Session) -> bytes:
    return wrapping.derive_key(session.key, "witness")
