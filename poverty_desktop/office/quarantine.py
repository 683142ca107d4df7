"""What waits at the office for a person: let in after all, or kept out for good; nothing is thrown away (I10)."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_desktop.crypto import certificates
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import DeviceId, ReplicaId
from poverty_desktop.store import arrival, verdicts
from poverty_desktop.store.arrival import Arrived, Packed, Refused, Rights, Run, Writer
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import RANK_COUNTY, RANK_TEAM, Session
from poverty_desktop.sync.head_signature import verify_head
from poverty_desktop.sync.office_keys import OfficeKeys

NOTHING_WAITS = N_("Nothing of this chain waits any more. Look at the list again.")
UNSIGNED = N_("No signature for these entries lies here. Take in the bundle that brought them once more.")


def release(session: Session, keys: OfficeKeys, replica: ReplicaId) -> Arrived:
    """Let in what waits of a chain, although its laptop was revoked or a person had kept it out.

    Every other rule is applied as ever: whoever signed it may write no more than his certificate says. What may not
    come in even so stays, with the reason of today. Raises ``RuleError`` where nothing of the chain waits.
    """
    rows = session.db.conn.execute(
        "SELECT seq, header, salt, vals FROM quarantine WHERE rep = ? ORDER BY seq, at", (replica,)
    ).fetchall()
    if not rows:
        raise RuleError(NOTHING_WAITS)
    writer = _writer(session, keys, replica)
    with Write(session.db) as connection:  # what was kept out by a person is judged anew
        connection.execute(
            "UPDATE quarantine SET reason = ? WHERE rep = ? AND reason = ?",
            (Refused.REVOKED, replica, Refused.DISCARDED),
        )
    runs = (
        Run(replica=replica, low=sequence, transactions=(Packed(header, salt, values),))
        for sequence, header, salt, values in rows
    )
    origin = session.db.conn.execute("SELECT coalesce(max(number), 0) FROM bundle WHERE direction = 'in'").fetchone()[0]
    outcome = arrival.accept(session, runs, Rights(writers={replica: writer}, max_rank=RANK_TEAM), origin=origin)
    with Write(session.db) as connection:
        for stopped in outcome.refused:
            connection.execute(
                "UPDATE quarantine SET reason = ? WHERE rep = ? AND seq BETWEEN ? AND ?",
                (stopped.reason, replica, stopped.low, stopped.high),
            )
    return outcome


def discard(session: Session, replica: ReplicaId) -> int:
    """Keep out for good what waits of a chain, whoever brings it again; it stays here, and can be let in later.

    Returns how many entries it is. Raises ``RuleError`` where nothing of the chain waits.
    """
    with Write(session.db) as connection:
        changed = connection.execute(
            "UPDATE quarantine SET reason = ?1 WHERE rep = ?2 AND reason <> ?1", (Refused.DISCARDED, replica)
        )
        count = int(changed.rowcount)
    if not count:
        raise RuleError(NOTHING_WAITS)
    return count


def take_up(session: Session, replica: ReplicaId) -> int:
    """Let what a person kept out of a chain wait again, for the reason that it waited for before; return how many.

    Raises ``RuleError`` where nothing of the chain was kept out.
    """
    before = next((said.detail for said in verdicts.of(session, replica) if said.what == verdicts.DISCARDED), "")
    with Write(session.db) as connection:
        changed = connection.execute(
            "UPDATE quarantine SET reason = ? WHERE rep = ? AND reason = ?",
            (before if before in set(Refused) else Refused.REVOKED, replica, Refused.DISCARDED),
        )
        count = int(changed.rowcount)
    if not count:
        raise RuleError(NOTHING_WAITS)
    return count


def reason_of(session: Session, replica: ReplicaId) -> str:
    """Return why a chain stops: the reason of the first of its entries that wait."""
    row = session.db.conn.execute("SELECT reason FROM quarantine WHERE rep = ? ORDER BY seq LIMIT 1", (replica,))
    found = row.fetchone()
    return "" if found is None else str(found[0])


def _writer(session: Session, keys: OfficeKeys, replica: ReplicaId) -> Writer:
    """Return who signed a chain, and what his certificate lets him write."""
    for der, envelope in _signatures(session, replica):
        signer = certificates.read(der)
        head = verify_head(envelope, signer.public).head
        device = session.device if head.device == keys.office else DeviceId(head.device)
        rank = RANK_COUNTY if signer.scope.use is Use.PUBLISHER else signer.scope.max_rank
        villages = None if signer.scope.use is Use.PUBLISHER else frozenset(signer.scope.villages)
        return Writer(device, head.village, rank, villages=villages)
    raise RuleError(UNSIGNED)


def _signatures(session: Session, replica: ReplicaId) -> Iterator[tuple[bytes, bytes]]:
    yield from session.db.conn.execute("SELECT cert, sig FROM head_sig WHERE rep = ? ORDER BY seq DESC", (replica,))
