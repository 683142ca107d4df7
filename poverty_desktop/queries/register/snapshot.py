"""The register as values by property name, for work that compares it with something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.register.facts import value_of
from poverty_desktop.store.accounts import CHUNK
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One living record with what it says; blank properties are left out."""

    id: RecordId
    values: Mapping[str, Value]


def records(
    session: Session, kind: RecordKind, where: str = "1", parameters: Sequence[object] = ()
) -> Iterator[Record]:
    """Yield the living records of a kind that meet an SQL condition (a literal of this package)."""
    sql = f"SELECT * FROM {kind.table} WHERE alive AND {where} ORDER BY id"
    for row in rows(session.db, sql, parameters):
        yield Record(id=RecordId(row["id"]), values=_values(session, kind, row))


def records_by(session: Session, kind: RecordKind, column: str, keys: Sequence[bytes]) -> Iterator[Record]:
    """Yield the living records of a kind whose ``column`` is one of ``keys``."""
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        yield from records(session, kind, f"{column} IN ({','.join('?' * len(some))})", some)


def _values(session: Session, kind: RecordKind, row: Row) -> Mapping[str, Value]:
    found = {}
    for item in session.pack.of_kind(kind):
        value = value_of(row, item)
        if value or row.get(f"{item.name}_why"):
            found[item.name] = value
    return found
