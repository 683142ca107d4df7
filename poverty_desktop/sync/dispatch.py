"""A bundle on its way: entries, photos and papers packed, signed, written and noted, whichever way it goes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from poverty_desktop import __version__
from poverty_desktop.crypto import certificates
from poverty_desktop.crypto.certificates import Certificate, Use
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.ids import ReplicaId, TransactionHash
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs, chains, log
from poverty_desktop.store.chains import Stretch
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync import limits, outbox
from poverty_desktop.sync.bundle_writer import OutgoingBlob, Outline, WrittenBundle, write_bundle
from poverty_desktop.sync.head_signature import SignedHead, passed_on
from poverty_desktop.sync.manifest import ChainEnd, Kind, PartType, TrustSeen
from poverty_desktop.sync.segments import SegmentTransaction
from poverty_desktop.sync.trust import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Freight:
    """What a bundle is to hold; chains that others wrote go with the heads that their devices signed.

    ``wanted`` are photos that were asked for, ``missing`` those that are asked for, ``have`` tells what lies here.
    """

    kind: Kind
    place: str  # of the laptop, for the name of the file
    number: int
    previous: bytes | None
    own: Sequence[Stretch] = ()
    others: Sequence[Stretch] = ()
    passed_on: Mapping[tuple[bytes, bytes], SignedHead] = field(default_factory=dict)
    wanted: Sequence[MediaReference] = ()
    missing: tuple[bytes, ...] = ()
    have: tuple[ChainEnd, ...] = ()
    papers: Sequence[tuple[PartType, bytes]] = ()
    trust: TrustSeen = field(default_factory=TrustSeen)
    actors: Mapping[bytes, str] = field(default_factory=dict)
    witnessed: bytes = b""

    @property
    def count(self) -> int:
        """Return how many transactions go along."""
        return sum(len(item.positions) for item in (*self.own, *self.others))


def send(
    session: Session,
    folder: Path,
    freight: Freight,
    sender: Sender,
    *,
    to: bytes,
    progress: Progress | None,
    volume_bytes: int = limits.VOLUME_BYTES,
) -> WrittenBundle:
    """Write the bundle into ``folder``, read back and compared, and note it as one of ``to``'s.

    One in several volumes lies in the outbox then and is still to be carried. Raises ``StorageError`` when the carrier
    fails and ``RuleError`` when there is more than one bundle may hold.
    """
    written = write_bundle(
        folder,
        _transactions(session, (*freight.own, *freight.others)),
        Outline(
            kind=freight.kind,
            number=freight.number,
            hlc=log.last_hlc(session.db),
            pack=session.pack.content_hash,
            app_version=__version__,
            place=freight.place,
            villages=dict(session.db.conn.execute("SELECT rep, village FROM replica").fetchall()),
            previous_bundle_id=freight.previous,
            have=freight.have,
            want_blobs=freight.missing,
            trust=freight.trust,
            actors=freight.actors,
            passed_on=freight.passed_on,
            expected=freight.count,
            witnessed=freight.witnessed,
        ),
        sender=sender,
        clock=session.clock,
        ids=session.ids,
        blobs=_photos(session, freight),
        papers=freight.papers,
        progress=progress,
        scratch_folder=session.folder,
        outbox=outbox_of(session),
        volume_bytes=volume_bytes,
    )
    own = {item.replica for item in freight.own}
    ends = [[item.head.replica.hex(), item.head.hash.hex()] for item in written.heads]
    with Write(session.db) as connection:
        connection.execute(
            "INSERT INTO bundle VALUES(?,?,?,?,?,?,?,?,?)",
            (
                written.manifest.bundle_id, "out", freight.number, to, session.clock.now().isoformat(),
                written.path.name, written.transactions, "written",
                json.dumps({"sha256": written.sha256, "ends": ends, "photos": len(written.manifest.blobs)}),
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT OR REPLACE INTO head_sig VALUES(?,?,?,?,?)",
            [
                (item.head.replica, item.head.hash, item.head.sequence, sender.chain[0].der, item.envelope)
                for item in written.heads
                if item.head.replica in own
            ],
        )
    return written


def outbox_of(session: Session) -> Path:
    """Return where bundles in several volumes lie until they are carried and confirmed."""
    return session.folder / outbox.FOLDER


def signed_ends(session: Session, replica: ReplicaId, issuing: Certificate) -> dict[tuple[bytes, bytes], SignedHead]:
    """Return the ends of a chain that its writer has signed and that are here, ready to be passed on.

    ``issuing`` is the office's certificate that stands between a laptop's and the root.
    """
    rows = session.db.conn.execute(
        "SELECT s.h, s.cert, s.sig FROM head_sig s JOIN tx t ON t.h = s.h WHERE s.rep = ? ORDER BY s.seq", (replica,)
    )
    found = {}
    for digest, der, envelope in rows:
        links = (der,) if _is_publishers(bytes(der)) else (der, issuing.der)
        found[bytes(replica), bytes(digest)] = passed_on(envelope, links)
    return found


@lru_cache(maxsize=1024)
def _is_publishers(der: bytes) -> bool:
    """Say whether a certificate is the office's own; a chain has hundreds of heads and few certificates."""
    return certificates.read(der).scope.use is Use.PUBLISHER


def ends_here(session: Session) -> tuple[ChainEnd, ...]:
    """Return the ends of all chains that lie here, and those of own ones that the office has, if they stand earlier."""
    rows = session.db.conn.execute(
        "SELECT rep, h, seq FROM head UNION SELECT a.rep, a.h, max(a.seq) FROM ack a JOIN tx t ON t.h = a.h"
        " GROUP BY a.rep ORDER BY 1, 3, 2"
    )
    return tuple(ChainEnd(replica=row[0], hash=TransactionHash(row[1]), sequence=row[2]) for row in rows)


def _transactions(session: Session, stretches: Iterable[Stretch]) -> Iterator[SegmentTransaction]:
    for item in stretches:
        for header, salt, values in chains.packed(session.db, item.positions):
            yield SegmentTransaction(header=header, salt=salt, values=values)


def _photos(session: Session, freight: Freight) -> list[OutgoingBlob]:
    """Return the photos to go along: those asked for, then those that the entries of this bundle name."""
    found = {reference.digest: reference for reference in freight.wanted}
    for item in (*freight.own, *freight.others):
        for digest, reference in blobs.journalled(
            session.db, session.pack, replica=item.replica, low=item.low, high=item.high
        ).items():
            if blobs.has(session, digest):
                found.setdefault(digest, reference)
    return [
        OutgoingBlob(hash=digest, read=partial(blobs.read, session, reference)) for digest, reference in found.items()
    ]
