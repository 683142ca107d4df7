"""Where the work on a household stands on its way to the office, as a condition on the household list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.queries.register.list_rows import Standing
from poverty_desktop.store import log
from poverty_desktop.store.accounts import ON_HOUSEHOLD
from poverty_desktop.store.session import Session
from poverty_desktop.store.unsent import Unsent, unsent_of

_OWNED = (
    (RecordKind.HOUSEHOLD, "o.id", "household o ON o.id = c.eid"),
    (RecordKind.PERSON, "o.household", "membership o ON o.person = c.eid"),
    (
        RecordKind.PERSON_YEAR,
        "o.household",
        "person_year y ON y.id = c.eid JOIN membership o ON o.person = y.person",
    ),
    *((kind, "o.household", f"{kind.table} o ON o.id = c.eid") for kind in sorted(ON_HOUSEHOLD)),
)
"""Which household a record ``c.eid`` of a kind belongs to."""
_MOST_RUNS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Late:
    """The households with an own entry that no receipt covers, and that no durable one does, as JSON lists."""

    key: tuple[object, ...]
    waiting: str
    unsafe: str


_last: _Late | None = None
"""What was found last: the journal is read through once, and again only after it or a receipt changed."""


def condition(session: Session, standing: Standing, household: str) -> tuple[str, list[object]]:
    """Return the SQL condition that the column ``household`` stands there, and its parameters.

    A household waits while an own entry of it is covered by no receipt; what a receipt covers the office has; what
    a verified backup of the office holds as well is safe.
    """
    late = _late(session)
    is_waiting = standing is Standing.WAITING
    found = f"{household} {'' if is_waiting else 'NOT '}IN (SELECT unhex(value) FROM json_each(?))"
    return found, [late.unsafe if standing is Standing.SAFE else late.waiting]


def count(session: Session, standing: Standing) -> int:
    """Return how many households stand there."""
    found, parameters = condition(session, standing, "id")
    row = session.db.conn.execute(f"SELECT count(*) FROM household WHERE alive AND {found}", parameters).fetchone()
    return int(row[0])


def _late(session: Session) -> _Late:
    global _last
    waiting = unsent_of(session.db, session.device)
    unsafe = unsent_of(session.db, session.device, is_durable=True)
    key = (session.folder, session.identity, log.position(session.db), tuple(waiting), tuple(unsafe))
    if _last is None or _last.key != key:
        found = _households(session, waiting, unsafe) if unsafe else []
        _last = _Late(
            key=key,
            waiting=json.dumps([household.hex() for household, waits in found if waits]),
            unsafe=json.dumps([household.hex() for household, _waits in found]),
        )
    return _last


def _households(session: Session, waiting: Sequence[Unsent], unsafe: Sequence[Unsent]) -> list[tuple[bytes, int]]:
    """Return the households with an entry in ``unsafe``, and whether one of them waits, in one pass over the journal.

    What waits is a part of what is not safe. What may stand on a household and stands on none is no household's.
    """
    is_waiting, is_unsafe = _arrived_in(session, waiting), _arrived_in(session, unsafe)
    parts = " UNION ALL ".join(
        f"SELECT {owner} AS household, c.waits FROM (SELECT eid, max({is_waiting}) AS waits FROM op"
        f" WHERE ent = {int(kind)} AND {is_unsafe} GROUP BY eid) c JOIN {source}"
        for kind, owner, source in _OWNED
    )
    sql = f"SELECT household, max(waits) FROM ({parts}) WHERE household IS NOT NULL GROUP BY household"
    return [(row[0], row[1]) for row in session.db.conn.execute(sql)]


def _arrived_in(session: Session, late: Sequence[Unsent]) -> str:
    """Return the SQL condition that an operation of the journal belongs to ``late``.

    Own entries arrive one after the other, so a few runs of positions say it; that is faster than a look-up for each
    of millions of operations.
    """
    if not late:
        return "0"
    chains = " OR ".join("(rep = ? AND seq >= ?)" for _item in late)
    inside = f"SELECT arrived FROM tx WHERE {chains}"
    runs = session.db.conn.execute(
        f"SELECT min(arrived), max(arrived) FROM (SELECT arrived, arrived - row_number() OVER (ORDER BY arrived) AS run"
        f" FROM ({inside})) GROUP BY run ORDER BY 1 LIMIT {_MOST_RUNS + 1}",
        [value for item in late for value in (item.replica, item.low)],
    ).fetchall()
    if len(runs) <= _MOST_RUNS:
        return "(" + " OR ".join(f"arrived BETWEEN {first} AND {last}" for first, last in runs) + ")"
    chains = " OR ".join(f"(rep = x'{item.replica.hex()}' AND seq >= {item.low})" for item in late)
    return f"arrived IN (SELECT arrived FROM tx WHERE {chains})"
