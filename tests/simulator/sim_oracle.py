"""What everybody was shown and wrote, kept beside the program and never asked of it: what must stand, where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from sim_desk import KIND

from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.ids import RecordId
from poverty_desktop.journal import clock_note
from poverty_desktop.journal.fold import RecordState, Status
from poverty_desktop.journal.operation import OperationId, OperationKind
from poverty_desktop.journal.transaction import Transaction
from poverty_desktop.packs.model import MergeClass, PropertyType
from poverty_desktop.packs.pack import Pack

DECIDES = {MergeClass.IDENTITY: 3, MergeClass.OFFICIAL: 4, MergeClass.MEMBERSHIP: 3}
_SOFT = {MergeClass.CONTACT, MergeClass.FREE, MergeClass.OFFICE, MergeClass.SET}
Key = tuple[RecordId, int]


class Written(NamedTuple):
    """One thing somebody wrote, and what he had before his eyes and thereby replaced."""

    id: OperationId
    transaction: bytes
    kind: OperationKind
    value: Value
    replaces: frozenset[OperationId]
    rank: int
    hlc: int

    @property
    def order(self) -> tuple[int, int, OperationId]:
        return self.rank, self.hlc, self.id


@dataclass
class Oracle:
    """Everything that was ever written by anybody, lost or not."""

    written: dict[Key, list[Written]] = field(default_factory=dict)
    fields: dict[RecordId, list[int]] = field(default_factory=dict)

    def learn(self, transaction: Transaction, shown: Collection[bytes], set_fields: Collection[int]) -> None:
        """Take in what was saved by somebody who was shown the transactions ``shown``; check what it claims (I4)."""
        learned = []
        for entity, record, operation in transaction.operations():
            if entity == clock_note.ENTITY:
                continue  # said of the laptop, not of a record
            assert entity == KIND
            key = (record, operation.field)
            value = operation.value or BLANK
            expected = self._replaced(key, operation.kind, value, shown, is_set=operation.field in set_fields)
            assert set(operation.pred) == expected, f"I4: {operation.kind.name} of {operation.field} replaces wrongly"
            learned.append(
                (
                    key,
                    Written(
                        operation.id, transaction.hash, operation.kind, value, frozenset(expected), operation.rank,
                        operation.hlc,
                    ),
                )
            )  # fmt: skip
        for (record, number), item in learned:
            self.written.setdefault((record, number), []).append(item)
            numbers = self.fields.setdefault(record, [])
            if number not in numbers:
                numbers.append(number)

    def is_known(self, record: RecordId, known: Collection[bytes]) -> bool:
        return any(item.transaction in known for n in self.fields.get(record, ()) for item in self.written[record, n])

    def is_alive(self, record: RecordId, known: Collection[bytes]) -> bool:
        standing = self.standing(record, known)
        removals = [item for item in standing if item.kind is OperationKind.REMOVE]
        seen = {one for item in removals for one in item.replaces} | {item.id for item in removals}
        return not removals or any(item.id not in seen for item in standing)

    def standing(self, record: RecordId, known: Collection[bytes]) -> list[Written]:
        return [item for n in self.fields.get(record, ()) for item in self.heads((record, n), known)]

    def heads(self, key: Key, known: Collection[bytes]) -> list[Written]:
        """Return what stands of one field for whoever knows these transactions."""
        here = [item for item in self.written.get(key, ()) if item.transaction in known]
        gone = {one for item in here for one in item.replaces}
        return [item for item in here if item.id not in gone]

    def check(self, record: RecordId, state: RecordState, known: Collection[bytes], pack: Pack) -> None:
        """Compare what a workspace shows of a record with what must stand (I4, I5, I8)."""
        here = self.standing(record, known)
        assert set(state.standing) == {item.id for item in here}, "I4: what stands"
        is_alive = self.is_alive(record, known)
        removed = any(item.kind is OperationKind.REMOVE for item in here)
        assert state.is_alive == is_alive, "I4: whether it is in the register"
        assert state.existence is (Status.HARD if removed and is_alive else Status.CLEAN), "I4: removed and changed"
        assert bool(state.missing) == self.is_incomplete(record, known), "I8: what is missing"
        for number, field_state in state.fields.items():
            shown, status = self._field((record, number), known, pack)
            assert field_state.shown == shown, f"I5: what is shown of {number}"
            assert field_state.status is status, f"I4: {number} is {field_state.status.name}, not {status.name}"

    def is_incomplete(self, record: RecordId, known: Collection[bytes]) -> bool:
        here = [
            item for n in self.fields.get(record, ()) for item in self.written[record, n] if item.transaction in known
        ]
        names = {item.id for item in here}
        return any(not item.replaces <= names for item in here)

    def _field(self, key: Key, known: Collection[bytes], pack: Pack) -> tuple[Value, Status]:
        item = pack.by_number.get(key[1])
        heads = self.heads(key, known)
        if item is not None and item.type is PropertyType.CHOICES:
            options = {str(head.value.scalar) for head in heads if head.kind is OperationKind.ADD}
            nothings = [head for head in heads if head.kind is OperationKind.SET]
            empty = max(nothings, key=lambda head: head.order).value if nothings else BLANK
            return (Value(" ".join(sorted(options))) if options else empty), Status.CLEAN
        decided = self._decided(key, known, DECIDES.get(item.merge_class) if item is not None else None)
        effective = decided or heads
        shown = max(effective, key=lambda head: head.order).value
        if len({head.value for head in effective}) > 1:
            is_soft = item is not None and item.merge_class in _SOFT
            return shown, Status.SOFT if is_soft else Status.HARD
        if decided and {head.value for head in heads} != {shown}:
            return shown, Status.PROPOSED
        return shown, Status.CLEAN

    def _decided(self, key: Key, known: Collection[bytes], rank: int | None) -> list[Written]:
        """Return the decisions that no later decision had before its eyes, itself or through what it was shown."""
        if rank is None:
            return []
        here = {item.id: item for item in self.written.get(key, ()) if item.transaction in known}
        behind: dict[OperationId, set[OperationId]] = {}
        for item in here.values():  # in the order in which they were written: what is replaced comes first
            behind[item.id] = set(item.replaces).union(*(behind.get(one, set()) for one in item.replaces))
        decisions = [item for item in here.values() if item.rank >= rank]
        return [item for item in decisions if not any(item.id in behind[other.id] for other in decisions)]

    def _replaced(
        self, key: Key, kind: OperationKind, value: Value, shown: Collection[bytes], *, is_set: bool
    ) -> set[OperationId]:
        heads = self.heads(key, shown)
        match kind:
            case OperationKind.CREATE:
                return set()
            case OperationKind.REMOVE:
                return {item.id for item in self.standing(key[0], shown)}
            case OperationKind.TAKE:
                return {item.id for item in heads if item.kind is OperationKind.ADD and item.value == value}
        if is_set:
            return {item.id for item in heads if item.kind is not OperationKind.ADD}
        return {item.id for item in heads}
