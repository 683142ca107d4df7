"""What each laptop has said that it has: the ground of what the office sends to it (sync.md 2.10)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from poverty_desktop.crypto import cbor
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId
from poverty_desktop.store import chains, settings
from poverty_desktop.store.session import Session
from poverty_desktop.sync import checked, limits
from poverty_desktop.sync.bundle_reader import ReceivedBundle
from poverty_desktop.sync.manifest import ChainEnd, chain_ends_to_list, read_chain_ends

_MOST = 4 * limits.MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What lies on a laptop, as its bundle ``last`` told; ``wanted`` are photos that it lacks, ``crl`` its list."""

    last: bytes
    have: tuple[ChainEnd, ...] = ()
    wanted: tuple[bytes, ...] = ()
    crl: int = 0

    def known(self, replica: bytes) -> list[bytes]:
        """Return the ends of one chain that the laptop has."""
        return [end.hash for end in self.have if end.replica == replica]


def of_device(session: Session, device: bytes) -> Statement | None:
    """Return what a laptop said last, None before its first bundle; raises ``StorageError`` when it is damaged."""
    data = settings.secret(session.db, _name(device))
    if data is None:
        return None
    try:
        last, have, wanted, crl = checked.tuple_of(cbor.decode(data, max_bytes=_MOST), 4)
        return Statement(
            last=checked.identity(last),
            have=read_chain_ends(have),
            wanted=checked.items(wanted, checked.digest, most=limits.BLOBS),
            crl=checked.natural(crl),
        )
    except cbor.CodecError:
        raise StorageError(
            N_("What is known of a laptop is damaged. Restore the workspace of the office from a backup.")
        ) from None


def listen(session: Session, bundle: ReceivedBundle) -> None:
    """Keep what the laptop of this bundle says that it has, inside the caller's write and before the bundle is noted.

    A bundle that follows the one heard last replaces what was said. Any other, be it late or from a laptop that was
    restored from a backup, can only take back: too much is sent then and never too little. The same one once more
    says nothing.
    """
    device, manifest = bundle.certificate.subject, bundle.manifest
    if session.db.conn.execute("SELECT 1 FROM bundle WHERE id = ?", (manifest.bundle_id,)).fetchone():
        return
    sent = tuple(ChainEnd(replica=item.replica, hash=item.hash, sequence=item.sequence) for item in manifest.heads)
    have = tuple(dict.fromkeys((*manifest.have, *sent)))
    before = of_device(session, device)
    if before is not None and manifest.previous_bundle_id != before.last:
        have = _in_both(session, before.have, have)
    said = Statement(last=manifest.bundle_id, have=have, wanted=manifest.want_blobs, crl=manifest.trust.crl)
    settings.put_secret(
        session.db,
        _name(device),
        cbor.encode([said.last, chain_ends_to_list(said.have), list(said.wanted), said.crl]),
    )
    _confirm(session, device, said)


def _in_both(session: Session, one: tuple[ChainEnd, ...], other: tuple[ChainEnd, ...]) -> tuple[ChainEnd, ...]:
    def shared(ends: tuple[ChainEnd, ...], against: tuple[ChainEnd, ...]) -> list[ChainEnd]:
        known: dict[bytes, list[bytes]] = {}
        for end in against:
            known.setdefault(end.replica, []).append(end.hash)
        return [end for end in ends if is_covered(session, end.replica, end.hash, known.get(end.replica, ()))]

    return tuple(dict.fromkeys((*shared(one, other), *shared(other, one))))


def is_covered(session: Session, replica: bytes, end: bytes, known: Collection[bytes]) -> bool:
    """Say whether whoever knows ``known`` of a chain has ``end``, and all before it."""
    return not chains.lacking(session.db, ReplicaId(replica), known, ends=[end])


def _confirm(session: Session, device: bytes, said: Statement) -> None:
    """Mark the bundles to a laptop of which it has everything now."""
    connection = session.db.conn
    rows = connection.execute(
        "SELECT id, detail FROM bundle WHERE direction = 'out' AND device = ? AND state = 'written'", (device,)
    ).fetchall()
    for identity, text in rows:
        detail = json.loads(text)
        ends = [(bytes.fromhex(replica), bytes.fromhex(end)) for replica, end in detail["ends"]]
        if said.crl >= detail.get("crl", 0) and all(
            is_covered(session, replica, end, said.known(replica)) for replica, end in ends
        ):
            connection.execute("UPDATE bundle SET state = 'confirmed' WHERE id = ?", (identity,))


def _name(device: bytes) -> str:
    return f"statement_{device.hex()}"
