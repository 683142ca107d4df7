"""The receipt of a laptop as the state of this office: what it has of the laptop's villages, what waits, what lacks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from pathlib import Path

from poverty_desktop.crypto import cbor, merkle
from poverty_desktop.i18n import N_
from poverty_desktop.ids import TransactionHash
from poverty_desktop.office import photographs, revocations, witnesses
from poverty_desktop.store import ledger, log, settings
from poverty_desktop.store.arrival import Refused
from poverty_desktop.store.backup import Proven
from poverty_desktop.store.log import Head
from poverty_desktop.store.session import Session
from poverty_desktop.sync import checked, intake, limits
from poverty_desktop.sync.manifest import ChainEnd, read_chain_ends
from poverty_desktop.sync.office_keys import OfficeKeys
from poverty_desktop.sync.receipt import MAX_BUNDLES, Gap, MissingVolumes, Quarantined, Receipt

DURABLE_SECRET = "durable_heads"  # noqa: S105 - the name of a row
_ASKS_EVERYBODY = "asks_everybody"
_MOST_DURABLE = 8 << 20
_MOST_DELIVERED = 1000
_MOST_TOLD = 4096

REFUSED_WORDS = {
    Refused.MALFORMED: N_("An entry cannot be read."),
    Refused.GAP: N_("Entries before this one have not arrived yet."),
    Refused.RANK: N_("The laptop is not allowed to write this."),
    Refused.VALUE: N_("A value does not fit its data item."),
    Refused.FOREIGN: N_("The entries belong to another laptop or village."),
    Refused.SCOPE: N_("The entry is about a village that the laptop is not admitted for."),
    Refused.REVOKED: N_("The laptop was revoked; a person must decide on what it brings."),
    Refused.DISCARDED: N_("A person at the office decided that this entry does not come in."),
}


def of_device(session: Session, keys: OfficeKeys, device: bytes, *, number: int, opened: int = 0) -> Receipt:
    """Return the receipt for a laptop; ``number`` is its number, ``opened`` how many conflicts its bundle opened."""
    named = chains_of(session, device)
    position, durable = _durable(settings.secret(session.db, DURABLE_SECRET))
    merged = {_end(head) for head in log.heads(session.db) if head.replica in named}
    gaps, quarantined = _set_aside(session, device)
    return Receipt(
        office=keys.office,
        epoch=keys.epoch,
        number=number,
        device=device,
        created_ms=int(session.clock.now().timestamp() * 1000),
        bundle_ids=_bundles_of(session, device),
        heads=_sorted(merged | _delivered(session, named, until=log.position(session.db))),
        durable=_sorted({end for end in durable if end.replica in named} | _delivered(session, named, until=position)),
        gaps=gaps,
        missing_volumes=tuple(
            MissingVolumes(bundle_id=bundle, volumes=volumes) for bundle, volumes in intake.missing_of(session, device)
        ),
        want_blobs=photographs.missing(session, named)[: limits.BLOBS],
        quarantined=quarantined,
        forks=tuple(_replicas(session, "device = ? AND rep IN (SELECT rep FROM head GROUP BY rep HAVING count(*) > 1)",
                              (device,))),
        conflicts_opened=opened,
        crl=revocations.list_number(session),
        checkpoint=ledger.checkpoint(session.db).to_text(keys.epoch),
        consistency=_consistency(session, device),
    )  # fmt: skip


def _consistency(session: Session, device: bytes) -> tuple[int, tuple[bytes, ...]]:
    """Return what proves that the ledger goes on from the checkpoint which this laptop told last."""
    seen = witnesses.last_of(session, device)
    if seen is None or not ledger.holds(session.db, seen):
        return 0, ()
    return seen.size, tuple(merkle.consistency_path(ledger.leaves(session.db), seen.size))


def villages_of(session: Session, device: bytes) -> list[str]:
    """Return the villages that a laptop was admitted for, none where it is unknown."""
    row = session.db.conn.execute("SELECT villages FROM device WHERE id = ?", (device,)).fetchone()
    return list(json.loads(row[0])) if row else []


def chains_of(session: Session, device: bytes) -> set[bytes]:
    """Return the chains that a laptop may have: its own and, through the office or its team, those of its villages.

    What they name and the office lacks, be it an entry or a photo, any of these laptops can bring.
    """
    villages = villages_of(session, device)
    own = _replicas(session, "device = ?", (device,))
    return own | _replicas(session, f"village IN ({','.join('?' * len(villages))})", villages)


def note_written(session: Session, receipt: Receipt, file_name: str = "") -> None:
    """Remember, inside the caller's write, what a laptop was told of its own entries, and in which file."""
    body = [_essence(session, receipt), file_name]
    settings.put_secret(session.db, _told(receipt.device), cbor.encode(body))


def is_news(session: Session, keys: OfficeKeys, device: bytes, folder: Path | None = None) -> bool:
    """Say whether a receipt would tell a laptop something of its own entries that no receipt written here has told.

    That they are safe since a backup, or that a person decided on what was held back, is news to a laptop that has
    nothing more to hand over. So is, until it says that it knows, that the office woke up from a backup: a laptop that
    lacks nothing may hold what the office lost. Where the last one still lies in ``folder``, that one will do.
    """
    is_asked = bool(settings.get(session.db, _ASKS_EVERYBODY)) and witnesses.last_of(session, device) is None
    data = settings.secret(session.db, _told(device))
    if data is None:
        return is_asked or bool(_replicas(session, "device = ?", (device,)))
    told, file_name = checked.tuple_of(cbor.decode(data, max_bytes=_MOST_TOLD), 2)
    if told != _essence(session, of_device(session, keys, device, number=0)):
        return True
    return is_asked and not (folder is not None and (folder / checked.text(file_name, most=_MOST_TOLD)).is_file())


def _told(device: bytes) -> str:
    return f"receipt_written_{device.hex()}"


def _essence(session: Session, receipt: Receipt) -> bytes:
    own = _replicas(session, "device = ?", (receipt.device,))
    said = [
        receipt.epoch,
        [[end.replica, end.hash] for end in receipt.heads if end.replica in own],
        [[end.replica, end.hash] for end in receipt.durable if end.replica in own],
        [[gap.replica, gap.low, gap.high] for gap in receipt.gaps],
        [[item.bundle_id, list(item.volumes)] for item in receipt.missing_volumes],
        list(receipt.want_blobs),
        [[item.code, item.replica, item.low, item.high] for item in receipt.quarantined],
        sorted(receipt.forks),
    ]
    return hashlib.sha256(cbor.encode(said)).digest()


def next_number(session: Session) -> int:
    """Return the number of the next receipt, given away for good inside the caller's write."""
    ledger.note_journal(session)  # the receipt's checkpoint covers what came in before it
    number = int(settings.get(session.db, "receipt_number", "0")) + 1
    settings.put(session.db, "receipt_number", str(number))
    return number


def note_durable(session: Session, proven: Proven) -> None:
    """Remember, inside the caller's write, that what a verified backup holds is safe: only that makes it (sync.md 2.9).

    An older backup that was proved later takes nothing back.
    """
    if _durable(settings.secret(session.db, DURABLE_SECRET))[0] <= proven.position:
        ends = [[head.replica, head.hash, head.sequence] for head in proven.ends]
        settings.put_secret(session.db, DURABLE_SECRET, cbor.encode([proven.position, ends]))


def forget_durable(session: Session) -> None:
    """Call nothing safe any more, inside the caller's write: this office woke up from a backup.

    It need not be the newest one. Who restores again takes that, and what only the older one held would be lost
    although it was called safe: the next verified backup says it anew.
    """
    session.db.conn.execute("DELETE FROM secret WHERE name = ?", (DURABLE_SECRET,))


def ask_everybody(session: Session) -> None:
    """Let each laptop be told, until it confirms, that this office woke up from a backup; inside the caller's write.

    It confirms by the checkpoint of this life that its next bundle tells; those of the life before are forgotten.
    """
    witnesses.forget(session)
    settings.put(session.db, _ASKS_EVERYBODY, "1")


def _replicas(session: Session, where: str, parameters: Iterable[object]) -> set[bytes]:
    found = session.db.conn.execute(f"SELECT rep FROM replica WHERE {where}", tuple(parameters))  # noqa: S608 - constants
    return {row[0] for row in found}


def _set_aside(session: Session, device: bytes) -> tuple[tuple[Gap, ...], tuple[Quarantined, ...]]:
    """Return what of a laptop waits here: runs of one chain that wait for the same reason."""
    gaps, quarantined = [], []
    rows = session.db.conn.execute(
        "SELECT rep, reason, min(seq), max(seq) FROM"
        " (SELECT rep, reason, seq, seq - dense_rank() OVER (PARTITION BY rep, reason ORDER BY seq) AS run"
        "  FROM quarantine WHERE device = ?)"
        " GROUP BY rep, reason, run ORDER BY rep, min(seq) LIMIT ?",
        (device, limits.REPLICAS),
    )
    for replica, reason, low, high in rows:
        if reason == Refused.GAP:
            last = session.db.conn.execute("SELECT max(seq) FROM tx WHERE rep = ? AND seq < ?", (replica, low))
            gaps.append(Gap(replica=replica, low=(last.fetchone()[0] or 0) + 1, high=low - 1))
        else:
            text = REFUSED_WORDS[Refused(reason)]
            quarantined.append(Quarantined(code=reason, replica=replica, low=low, high=high, text=text))
    return tuple(gap for gap in gaps if gap.low <= gap.high), tuple(quarantined)


def _delivered(session: Session, replicas: Collection[bytes], *, until: int) -> set[ChainEnd]:
    """Return the ends of chains that were signed and that had come in at position ``until``, the newest of them.

    A laptop that was restored knows its own older ends only: naming them tells it what need not be sent again.
    """
    marks = ",".join("?" * len(replicas))
    rows = session.db.conn.execute(
        f"SELECT s.rep, s.h, s.seq FROM head_sig s JOIN tx t ON t.h = s.h WHERE s.rep IN ({marks})"  # noqa: S608 - marks
        " AND t.arrived <= ? ORDER BY t.arrived DESC LIMIT ?",
        (*replicas, until, _MOST_DELIVERED),
    )
    return {ChainEnd(replica=row[0], hash=TransactionHash(row[1]), sequence=row[2]) for row in rows}


def _sorted(ends: set[ChainEnd]) -> tuple[ChainEnd, ...]:
    return tuple(sorted(ends, key=lambda end: (end.replica, end.sequence, end.hash)))


def _bundles_of(session: Session, device: bytes) -> tuple[bytes, ...]:
    """Return the bundles of a laptop that were taken in, the newest first: a receipt is the whole state."""
    rows = session.db.conn.execute(
        "SELECT id FROM bundle WHERE direction = 'in' AND state <> ? AND device = ? ORDER BY number DESC LIMIT ?",
        (intake.WAITING, device, MAX_BUNDLES),
    )
    return tuple(row[0] for row in rows)


def _end(head: Head) -> ChainEnd:
    return ChainEnd(replica=head.replica, hash=head.hash, sequence=head.sequence)


def _durable(data: bytes | None) -> tuple[int, list[ChainEnd]]:
    """Return the journal position that the last verified backup holds, and the ends of the chains there."""
    if data is None:
        return 0, []
    position, ends = checked.tuple_of(cbor.decode(data, max_bytes=_MOST_DURABLE), 2)
    return checked.natural(position), list(read_chain_ends(ends))


def name_of(session: Session, device: bytes) -> str:
    """Return what the office calls a laptop: most often its village."""
    row = session.db.conn.execute("SELECT name FROM device WHERE id = ?", (device,)).fetchone()
    return str(row[0]) if row else ""
