"""An oracle of the merge: who was shown what when he wrote, kept beside the program and never asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.operation import OperationId, OperationKind
from poverty_desktop.journal.transaction import Transaction

Key = tuple[int, RecordId, int]
"""Kind of record, record, field."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing somebody wrote, and what he had before his eyes and thereby replaced."""

    id: OperationId
    transaction: bytes
    kind: OperationKind
    value: object
    replaces: frozenset[OperationId]


@dataclass
class Oracle:
    """Everything that was ever written by anybody, lost or not."""

    entries: dict[Key, list[Entry]] = field(default_factory=dict)

    def learn(self, transaction: Transaction, shown: set[bytes]) -> None:
        """Take in what was just saved by somebody who was shown the transactions ``shown``; check what it claims."""
        learned: list[tuple[Key, Entry]] = []
        for entity, record, operation in transaction.operations():
            if entity == RecordKind.STAFF:
                continue  # the store's own record of the author; the final comparison covers it
            key = (entity, record, operation.field)
            expected = self._replaced(key, operation.kind, operation.value, shown)
            assert set(operation.pred) == expected, (key, operation.kind)
            entry = Entry(
                id=operation.id,
                transaction=transaction.hash,
                kind=operation.kind,
                value=operation.value,
                replaces=frozenset(expected),
            )
            learned.append((key, entry))
        for key, entry in learned:
            self.entries.setdefault(key, []).append(entry)

    def heads(self, key: Key, known: set[bytes]) -> list[Entry]:
        """Return what stands in one field for whoever knows these transactions."""
        here = self._here(key, known)
        gone = {identity for entry in here for identity in entry.replaces}
        return [entry for entry in here if entry.id not in gone]

    def values(self, key: Key, known: set[bytes]) -> set[object]:
        return {entry.value or BLANK for entry in self.heads(key, known)}

    def options(self, key: Key, known: set[bytes]) -> set[str]:
        """Return the options of a set that stand."""
        here = self._here(key, known)
        taken = {identity for entry in here if entry.kind is not OperationKind.ADD for identity in entry.replaces}
        return {
            str(entry.value.scalar)  # type: ignore[attr-defined]
            for entry in here
            if entry.kind is OperationKind.ADD and entry.id not in taken
        }

    def is_alive(self, entity: int, record: RecordId, known: set[bytes]) -> bool:
        """A removal takes a record away unless something stands that no remover had before his eyes."""
        standing = self.standing(entity, record, known)
        removals = [entry for entry in standing if entry.kind is OperationKind.REMOVE]
        seen = {identity for entry in removals for identity in entry.replaces} | {entry.id for entry in removals}
        return not removals or any(entry.id not in seen for entry in standing)

    def standing(self, entity: int, record: RecordId, known: set[bytes]) -> list[Entry]:
        return [entry for key in self._fields(entity, record) for entry in self.heads(key, known)]

    def is_known(self, entity: int, record: RecordId, known: set[bytes]) -> bool:
        return any(self._here(key, known) for key in self._fields(entity, record))

    def _replaced(self, key: Key, kind: OperationKind, value: object, shown: set[bytes]) -> set[OperationId]:
        match kind:
            case OperationKind.CREATE:
                return set()
            case OperationKind.REMOVE:
                return {entry.id for entry in self.standing(key[0], key[1], shown)}
            case OperationKind.ADD:
                return {entry.id for entry in self.heads(key, shown) if entry.kind is not OperationKind.ADD}
            case OperationKind.TAKE:
                here = self.heads(key, shown)
                return {entry.id for entry in here if entry.kind is OperationKind.ADD and entry.value == value}
        return {entry.id for entry in self.heads(key, shown)}

    def _fields(self, entity: int, record: RecordId) -> Iterable[Key]:
        return [key for key in self.entries if key[:2] == (entity, record)]

    def _here(self, key: Key, known: set[bytes]) -> list[Entry]:
        return [entry for entry in self.entries.get(key, ()) if entry.transaction in known]
