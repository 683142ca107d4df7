"""Whether what a laptop writes is its own to write: records of its villages, its author, its own actions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import DeviceId, RecordId
from poverty_desktop.journal.operation import RecordChanges
from poverty_desktop.journal.transaction import Header
from poverty_desktop.packs.model import Pack, PropertyType
from poverty_desktop.store.database import Database

_OF_ALL: Final = frozenset({""})
"""The chains of an office that are about no village: whoever was shown them may hang his own on what they tell of."""


class Belonging:
    """What is known of records while one delivery comes in; each is looked up once.

    A record is a laptop's to write where nothing is known of it yet, or where it was ever written about in a chain of
    a village that the laptop is admitted for: whoever was shown it there may not have heard that it has moved since.
    """

    def __init__(self, db: Database, pack: Pack) -> None:
        self._db = db
        self._pack = pack
        self._villages: dict[tuple[int, bytes], frozenset[str]] = {}
        self._devices: dict[bytes, frozenset[bytes]] = {}

    def is_in_scope(self, said: RecordChanges, villages: Collection[str]) -> bool:
        """Say whether a laptop that is admitted for ``villages`` may write this of this record.

        Neither the record nor anything that it is hung on may be another village's, nor a place that it names.
        """
        if said.entity != RecordKind.STAFF and not self._is_of(said.entity, said.record, villages):
            return False
        for change in said.changes:
            item = self._pack.by_number.get(change.field)
            if item is None or int(item.kind) != said.entity or not change.value:
                continue
            scalar = change.value.scalar
            if item.type is PropertyType.REFERENCE and item.target is not None and isinstance(scalar, bytes):
                is_staff = item.target == RecordKind.STAFF  # who wrote may have moved on to another village
                if not is_staff and not self._is_of(int(item.target), scalar, _OF_ALL.union(villages)):
                    return False
            elif item.type is PropertyType.DIVISION and not _covers(str(scalar), villages):
                return False
        return True

    def is_own(self, header: Header, device: DeviceId) -> bool:
        """Say whether author and action are this laptop's: nobody writes in another's name, or into his action."""
        if any(
            said.entity == RecordKind.STAFF and bytes(said.record) != bytes(header.actor) for said in header.records
        ):
            return False
        known = self._authors_of(header.actor)
        if known and device not in known:
            return False
        batches = [header.batch] if header.undoes is None else [header.batch, header.undoes]
        return not any(self._is_of_another(batch, device) for batch in batches)

    def _is_of(self, entity: int, record: bytes, villages: Collection[str]) -> bool:
        key = (entity, record)
        if key not in self._villages:
            rows = self._db.conn.execute(
                "SELECT DISTINCT r.village FROM op o JOIN tx t ON t.arrived = o.arrived JOIN replica r ON r.rep = t.rep"
                " WHERE o.ent = ? AND o.eid = ?",
                (entity, RecordId(record)),
            )
            found = frozenset(row[0] for row in rows)
            if not found:
                return True  # it may come with this delivery, and is looked up again then
            self._villages[key] = found
        return not self._villages[key].isdisjoint(villages)

    def _authors_of(self, actor: bytes) -> frozenset[bytes]:
        """Return the laptops on which somebody is known to write."""
        if actor not in self._devices:
            rows = self._db.conn.execute(
                "SELECT DISTINCT r.device FROM op o JOIN tx t ON t.arrived = o.arrived JOIN replica r ON r.rep = t.rep"
                " WHERE o.ent = ? AND o.eid = ?",
                (int(RecordKind.STAFF), actor),
            )
            found = frozenset(bytes(row[0]) for row in rows)
            if not found:
                return found
            self._devices[actor] = found
        return self._devices[actor]

    def _is_of_another(self, batch: bytes, device: DeviceId) -> bool:
        row = self._db.conn.execute(
            "SELECT 1 FROM tx t JOIN replica r ON r.rep = t.rep WHERE t.batch = ? AND r.device <> ? LIMIT 1",
            (batch, device),
        )
        return row.fetchone() is not None


def _covers(place: str, villages: Collection[str]) -> bool:
    """Say whether a place is one of the villages, or the township or county of one: its code ends with zeros there."""
    return place in villages or (
        place.endswith("000") and any(village.startswith(place.rstrip("0")) for village in villages)
    )
