"""The practice village's office: what it set comes into the village as it comes down to any laptop, in its own chain.

A laptop writes no targets, in practice as in earnest; so nobody learns here what the office would refuse later.
"""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import ActorId, BatchId, DeviceId, ReplicaId, derive_id
from poverty_desktop.journal import hlc
from poverty_desktop.journal.transaction import Header, seal
from poverty_desktop.store import arrival, log
from poverty_desktop.store.arrival import Packed, Rights, Run, Writer
from poverty_desktop.store.changes import Drafting, RecordEdit
from poverty_desktop.store.session import RANK_COUNTY, Session

_NAME = b"practice office"


def bring(session: Session, edits: Sequence[RecordEdit]) -> frozenset[RecordKind]:
    """Take the edits in as entries of the made-up office about this practice village; return what kinds they are.

    Raises ``ValueError`` in any other workspace: only made-up records may come from an office that nobody admitted.
    """
    if not session.is_practice or session.is_office:
        raise ValueError("only a practice village has a made-up office")
    drafting = Drafting(session, seen=log.position(session.db))
    drafting.expect(edits)
    device = DeviceId(derive_id(RecordKind.STAFF, _NAME, "device"))
    replica = ReplicaId(session.ids.new())
    header = Header(
        replica=replica,
        sequence=1,
        previous=b"",
        hlc=hlc.tick(log.last_hlc(session.db), session.clock.now()),
        actor=ActorId(derive_id(RecordKind.STAFF, _NAME, "actor")),
        rank=RANK_COUNTY,
        pack=session.pack.content_hash,
        batch=BatchId(session.ids.new()),
        records=tuple(drafting.changes(edit) for edit in edits),
    )
    sealed = seal(header, session.ids.random_bytes(16))
    rights = Rights(writers={replica: Writer(device, session.village, RANK_COUNTY)}, max_rank=RANK_COUNTY)
    run = Run(replica=replica, low=1, transactions=(Packed(sealed.header_bytes, sealed.salt, sealed.values),))
    came = arrival.accept(session, [run], rights, origin=log.LOCAL)
    assert came.accepted == 1, came.refused
    return frozenset(edit.kind for edit in edits)
