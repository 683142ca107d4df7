"""What a proven bundle brings goes into journal and register: one way in, at the office and on a laptop."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from poverty_desktop.crypto.certificates import Certificate, Use
from poverty_desktop.ids import DeviceId, ReplicaId
from poverty_desktop.progress import Progress
from poverty_desktop.store import arrival
from poverty_desktop.store.arrival import Arrived, Packed, Rights, Run, Writer
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import RANK_COUNTY, RANK_TEAM, Session
from poverty_desktop.sync.bundle_reader import ReceivedBundle
from poverty_desktop.sync.head_signature import Head


def _nobody(_certificate: Certificate) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Whose chains a bundle may bring: of which ``villages`` (None: of any), and who is revoked.

    ``names`` tells under which device whoever works here is known in the register: one signs under another name than
    one writes.
    """

    villages: Collection[str] | None = None
    is_revoked: Callable[[Certificate], bool] = _nobody
    names: Mapping[bytes, DeviceId]


def merge(session: Session, bundle: ReceivedBundle, allowed: Allowed, progress: Progress | None = None) -> Arrived:
    """Take in the bundle's transactions, each chain as the certificate of its signer allows.

    What may not come in waits in quarantine, with a reason; the rest stays. Taking it in again changes nothing.
    Raises ``Cancelled``, and journal and register are then as before.
    """
    writers = {
        ReplicaId(head.replica): Writer(
            allowed.names.get(head.device, DeviceId(head.device)),
            head.village,
            RANK_COUNTY if signer.scope.use is Use.PUBLISHER else signer.scope.max_rank,
            allowed.is_revoked(signer),
            None if signer.scope.use is Use.PUBLISHER else frozenset(signer.scope.villages),
        )
        for head, signer in ((signed.head, signer) for signed, signer in zip(bundle.heads, bundle.signers, strict=True))
        if allowed.villages is None or head.village in allowed.villages
    }
    origin = session.db.conn.execute("SELECT coalesce(max(number), 0) + 1 FROM bundle").fetchone()[0]
    # first, so that nothing comes in of which nobody could prove later whose it is, whenever the machine stops
    with Write(session.db) as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO head_sig VALUES(?,?,?,?,?)",
            [
                (signed.head.replica, signed.head.hash, signed.head.sequence, signer.der, signed.envelope)
                for signed, signer in zip(bundle.heads, bundle.signers, strict=True)
                if _may_vouch(session, signed.head, allowed)
            ],
        )
    return arrival.accept(
        session,
        _runs(bundle),
        Rights(writers=writers, max_rank=RANK_TEAM),
        origin=origin,
        progress=progress,
        total=bundle.transactions,
    )


def _may_vouch(session: Session, head: Head, allowed: Allowed) -> bool:
    """Say whether a chain is that of whoever signed its head: nobody's name is put under another laptop's chain."""
    row = session.db.conn.execute("SELECT device FROM replica WHERE rep = ?", (head.replica,)).fetchone()
    return row is None or bytes(row[0]) == allowed.names.get(head.device, DeviceId(head.device))


def note(session: Session, bundle: ReceivedBundle, file_name: str, outcome: Arrived, **told: int) -> None:
    """Write down that the bundle came and what became of it, inside the caller's write.

    Of one that came before, what it brings now is added to what it brought then.
    """
    refused = sum(item.high - item.low + 1 for item in outcome.refused)
    brought = {"accepted": outcome.accepted, **told}
    at = session.clock.now().isoformat()
    before = session.db.conn.execute("SELECT at, detail FROM bundle WHERE id = ?", (bundle.manifest.bundle_id,))
    for earlier, text in before.fetchall():
        known = json.loads(text)
        brought = {name: count + known.get(name, 0) for name, count in brought.items()}
        at = at if outcome.accepted else earlier
    detail = {**brought, "known": outcome.known, "refused": refused}
    session.db.conn.execute(
        "INSERT OR REPLACE INTO bundle VALUES(?,?,?,?,?,?,?,?,?)",
        (
            bundle.manifest.bundle_id, "in", bundle.manifest.number, bundle.certificate.subject,
            at, file_name, bundle.transactions,
            "quarantined" if outcome.refused else "merged", json.dumps(detail),
        ),
    )  # fmt: skip


def _runs(bundle: ReceivedBundle) -> Iterator[Run]:
    for segment in bundle.segments():
        yield Run(
            replica=ReplicaId(segment.replica),
            low=segment.low,
            transactions=(Packed(item.header, item.salt, item.values) for item in segment.transactions),
        )
