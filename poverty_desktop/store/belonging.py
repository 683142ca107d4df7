"""Whether what a laptop writes is its own to write: records of its villages, its author, its own actions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import DeviceId, RecordId
from poverty_desktop.journal.operation import RecordChanges
from poverty_desktop.journal.outline import Outline
from poverty_desktop.journal.reading import ReadChanges
from poverty_desktop.journal.transaction import Header, Transaction
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import bound

_OF_ALL: Final = frozenset({""})
"""The chains of an office that are about no village: whoever was shown them may hang his own on what they tell of."""
_LEVELS: Final = (9, 6, 4, 2)
"""Digits of the code of a village that name its township, county, city and province."""
_AT_ONCE: Final = 400
_Key = tuple[int, bytes]
_Plan = tuple[tuple[int, int | None], ...]


class Belonging:
    """What is known of records while one delivery comes in; each is looked up once, many together.

    A record is a laptop's to write where nothing is known of it yet, or where it was ever written about in a chain of
    a village that the laptop is admitted for: whoever was shown it there may not have heard that it has moved since.
    """

    def __init__(self, db: Database, pack: Pack) -> None:
        self._db = db
        self._pack = pack
        self._villages: dict[_Key, frozenset[str]] = {}  # of a record that nothing is known of: empty
        self._here: set[_Key] = set()
        self._devices: dict[bytes, frozenset[bytes]] = {}
        self._batches: dict[bytes, frozenset[bytes]] = {}
        self._plans: dict[tuple[int, Outline], _Plan] = {}

    def look_up(self, transactions: Iterable[Transaction]) -> None:
        """Learn where the records belong that these transactions are about, or that they name."""
        wanted: dict[int, dict[bytes, None]] = {}
        for transaction in transactions:
            for said in transaction.header.records:
                wanted.setdefault(said.entity, {})[said.record] = None
                for _place, target, scalar in self._places(said):
                    if target is not None and isinstance(scalar, bytes):
                        wanted.setdefault(target, {})[scalar] = None
        for entity, records in wanted.items():
            self._look_up(entity, [record for record in records if (entity, record) not in self._villages])

    def is_known(self, entity: int, record: bytes) -> bool:
        """Say whether anything was known of a record before this delivery or an earlier part of it."""
        self._of(entity, record)
        return (entity, record) in self._here

    def came(self, transactions: Iterable[Transaction], village: str) -> None:
        """Note that these transactions of a chain of ``village`` are in the journal now."""
        here = frozenset((village,))
        for transaction in transactions:
            for said in transaction.header.records:
                key = (said.entity, said.record)
                self._villages[key] = self._villages.get(key, frozenset()) | here
                self._here.add(key)
                if said.entity == RecordKind.STAFF:
                    self._devices.pop(said.record, None)
            self._devices.pop(transaction.header.actor, None)
            self._batches.pop(transaction.header.batch, None)

    def is_in_scope(self, said: RecordChanges, villages: Collection[str]) -> bool:
        """Say whether a laptop that is admitted for ``villages`` may write this of this record.

        Neither the record nor anything that it is hung on may be another village's, nor a place that it names.
        """
        if said.entity != RecordKind.STAFF and not self._is_of(said.entity, said.record, villages):
            return False
        known = _OF_ALL.union(villages)
        for _place, target, scalar in self._places(said):
            if target is None:
                if not covers(str(scalar), villages):
                    return False
            elif isinstance(scalar, bytes) and not self._is_of(target, scalar, known):
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

    def _places(self, said: RecordChanges) -> Iterator[tuple[int, int | None, object]]:
        """Yield what of a record's changes says where it belongs: where it stands, kind of the record named, scalar.

        The kind is None where a place is named.
        """
        changes = said.changes
        if isinstance(changes, ReadChanges):
            key = (said.entity, changes.outline)
            plan = self._plans.get(key)
            if plan is None:
                plan = self._plan(said.entity, [field for _kind, field, _pred in changes.outline.said])
                if changes.outline.is_shared:
                    self._plans[key] = plan
            for place, target in plan:
                item = changes.items[place]
                if isinstance(item, str | bytes | int):
                    yield place, target, item
            return
        for place, target in self._plan(said.entity, [change.field for change in changes]):
            value = changes[place].value
            if value:
                yield place, target, value.scalar

    def _plan(self, entity: int, fields: Sequence[int]) -> _Plan:
        """Return which of some changes name a record or a place: where they stand, and the kind of record named."""
        found: list[tuple[int, int | None]] = []
        for place, field in enumerate(fields):
            item = self._pack.by_number.get(field)
            if item is None or int(item.kind) != entity:
                continue
            if item.type is PropertyType.REFERENCE and item.target is not None:
                if item.target != RecordKind.STAFF:  # who wrote may have moved on to another village
                    found.append((place, int(item.target)))
            elif item.type is PropertyType.DIVISION:
                found.append((place, None))
        return tuple(found)

    def _is_of(self, entity: int, record: bytes, villages: Collection[str]) -> bool:
        found = self._of(entity, record)
        return not found or not found.isdisjoint(villages)

    def _of(self, entity: int, record: bytes) -> frozenset[str]:
        key = (entity, record)
        if key not in self._villages:
            self._look_up(entity, [record])
        return self._villages[key]

    def _look_up(self, entity: int, records: Sequence[bytes]) -> None:
        """Learn in chains of which villages the records, all of one kind, were written about; in none, if in none."""
        for start in range(0, len(records), _AT_ONCE):
            some = records[start : start + _AT_ONCE]
            found: dict[bytes, set[str]] = {}
            rows = self._db.conn.execute(
                "SELECT DISTINCT o.eid, r.village FROM op o LEFT JOIN tx t ON t.arrived = o.arrived"
                " LEFT JOIN replica r ON r.rep = t.rep"
                f" WHERE o.ent = ? AND o.eid IN ({','.join('?' * len(some))})",
                (entity, *bound(some)),
            )
            for record, village in rows:
                self._here.add((entity, record))
                found.setdefault(record, set()).add(village)
            for record in some:
                self._villages[entity, record] = frozenset(found.get(record, ()))

    def _authors_of(self, actor: bytes) -> frozenset[bytes]:
        """Return the laptops on which somebody is known to write."""
        if actor not in self._devices:
            rows = self._db.conn.execute(
                "SELECT DISTINCT r.device FROM op o JOIN tx t ON t.arrived = o.arrived JOIN replica r ON r.rep = t.rep"
                " WHERE o.ent = ? AND o.eid = ?",
                (int(RecordKind.STAFF), RecordId(actor)),
            )
            self._devices[actor] = frozenset(bytes(row[0]) for row in rows)
        return self._devices[actor]

    def _is_of_another(self, batch: bytes, device: DeviceId) -> bool:
        if batch not in self._batches:
            rows = self._db.conn.execute(
                "SELECT DISTINCT r.device FROM tx t JOIN replica r ON r.rep = t.rep WHERE t.batch = ?", (batch,)
            )
            self._batches[batch] = frozenset(bytes(row[0]) for row in rows)
        return any(other != device for other in self._batches[batch])


def covers(place: str, villages: Collection[str]) -> bool:
    """Say whether a place is one of the villages, or the township, county, city or province of one (GB/T 2260, 10114).

    Zeros fill a code behind its level; they may also end a level, so that levels are compared and not stripped codes.
    """
    return place in villages or any(
        place == village[:digits].ljust(len(village), "0") for village in villages for digits in _LEVELS
    )
