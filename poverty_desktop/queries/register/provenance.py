"""Which facts of the register were said last by what: by a person, an interview, another laptop, or a roster."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.origin import Origin
from poverty_desktop.ids import RecordId
from poverty_desktop.store import log
from poverty_desktop.store.session import RANK_TOWNSHIP, Session

_AT_ONCE = 500


def not_from(
    session: Session, records: Collection[RecordId], label: str, *, interviews: Collection[str] = ()
) -> Mapping[tuple[bytes, int], Origin]:
    """Return the origin of each fact, by record and number of the property, whose newest change is no ``label`` here.

    ``interviews`` are the labels of the actions that are interviews. What another laptop said, be it by a roster of
    its own, is of no action here.
    """
    if not records:
        return {}
    labels = _labels(session)
    own = _own_positions(session)
    ordered = sorted(records)
    found: dict[tuple[bytes, int], Origin] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        ranks: Mapping[tuple[bytes, int], int] | None = None
        for record, field, _time, arrived in log.latest_changes(session.db, some):
            if labels.get(arrived) == label:
                continue
            if arrived in own:
                is_interview = labels.get(arrived) in interviews
                found[record, field] = Origin.INTERVIEW if is_interview else Origin.BY_HAND
            else:
                ranks = ranks if ranks is not None else _ranks(session, some)
                is_office = ranks.get((record, arrived), 0) >= RANK_TOWNSHIP
                found[record, field] = Origin.OFFICE if is_office else Origin.LAPTOP
    return found


def _labels(session: Session) -> Mapping[int, str]:
    """Return the label of the action of each transaction that is one's own and no undoing."""
    return dict(
        session.db.conn.execute(
            "SELECT t.arrived, a.label FROM action a JOIN tx t ON t.batch = a.batch WHERE a.undoes IS NULL"
        ).fetchall()
    )


def _own_positions(session: Session) -> frozenset[int]:
    """Return where the transactions of this very workspace stand, be they back from the office after a restore."""
    rows = session.db.conn.execute(
        "SELECT t.arrived FROM tx t JOIN replica r ON r.rep = t.rep WHERE r.device = ?", (session.device,)
    )
    return frozenset(row[0] for row in rows)


def _ranks(session: Session, records: Sequence[RecordId]) -> Mapping[tuple[bytes, int], int]:
    kinds = ",".join(str(int(kind)) for kind in RecordKind)
    marks = ",".join("?" * len(records))
    return {
        (bytes(record), arrived): rank
        for record, arrived, rank in session.db.conn.execute(
            f"SELECT eid, arrived, rank FROM op WHERE ent IN ({kinds}) AND eid IN ({marks})", tuple(records)
        )
    }
