"""The one way into the register: a batch of edits becomes transactions and rows in one commit (sync.md 2.4)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.garbage import undisturbed
from poverty_desktop.i18n import N_
from poverty_desktop.ids import BatchId, RecordId, ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.operation import OperationKind, RecordChanges
from poverty_desktop.journal.transaction import Header, TooLargeError, Transaction, seal
from poverty_desktop.store import incarnation, log, projection, replicas
from poverty_desktop.store.changes import Drafting, RecordEdit
from poverty_desktop.store.clock_notes import Notes
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

__all__ = ["Committed", "RecordEdit", "Save", "commit"]

REMOVED = N_("Taken out of the register")
"""The reason that stands with a removal where nobody gave another."""
_KINDS = {int(kind): kind for kind in RecordKind}
_MANY = 50
_AT_ONCE = 200_000
"""Operations that are put into journal and register together: what an import of a county holds in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """One form save: the edits of one transaction, all within one village."""

    village: str
    edits: tuple[RecordEdit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit left behind."""

    batch: BatchId
    kinds: frozenset[RecordKind]
    position: int


def commit(
    session: Session,
    saves: Sequence[Save],
    *,
    seen: int,
    reason: str = "",
    undoes: BatchId | None = None,
    label: str = "",
    params: str = "{}",
    alongside: Callable[[], None] | None = None,
    watched: Callable[[int, int], None] | None = None,
) -> Committed:
    """Write one user action: 1..n transactions and the rows they change, in one commit; return when it is on disk.

    ``seen`` is the journal position at which the author's screen was read: each change names as predecessors what
    stood then, so that a change which arrived since becomes a visible conflict. ``label`` (a msgid) with ``params``
    (JSON) names the action for undo; without one it cannot be undone. ``alongside`` writes what is local in the same
    commit, such as the end of a draft. ``watched`` is told how many saves of how many are written; whatever it raises
    stops the action, of which nothing stays then. Raises ``RuleError`` where a value does not fit its property or a
    record is not in the register, ``StorageError`` where the disk refuses; in both cases nothing is saved.
    """
    batch = BatchId(session.ids.new())
    now = session.clock.now()
    calm = undisturbed() if len(saves) > _MANY else contextlib.nullcontext()
    with calm, Write(session.db) as connection:
        if alongside is not None:
            alongside()
        position = log.position(session.db)
        writing = _Writing(session, batch=batch, seen=seen, position=position, reason=reason, undoes=undoes)
        expected = writing.expect(_merged(saves))
        for number, save in enumerate(expected):
            if watched is not None and number % _MANY == 0:
                watched(number, len(expected))
            writing.add(save)
        writing.flush()
        if writing.kinds:
            connection.execute("INSERT OR REPLACE INTO setting VALUES('hlc', ?)", (str(writing.hlc),))
        if label and (writing.kinds or undoes is not None):
            connection.execute(
                "INSERT INTO action(batch, label, params, undoes) VALUES(?,?,?,?)", (batch, label, params, undoes)
            )
    session.saved_at = now
    writing.remember()
    return Committed(batch=batch, kinds=frozenset(writing.kinds), position=writing.position)


class _Writing:
    """One action on its way to disk: sealed save by save, and put into journal and register part by part.

    A record is written by one save of an action only, so that a part never waits for what a later one says of it.
    """

    def __init__(
        self, session: Session, *, batch: BatchId, seen: int, position: int, reason: str, undoes: BatchId | None
    ) -> None:
        self.kinds: set[RecordKind] = set()
        self.position = position
        self.hlc = log.last_hlc(session.db)
        self._session = session
        self._batch, self._reason, self._undoes = batch, reason, undoes
        self._seen = min(seen, position)
        self._chains = replicas.Chains(session)
        self._notes = Notes(session)
        self._drafting = Drafting(session, seen=self._seen)
        self._introduced: set[tuple[str, RecordId]] = set()
        self._sealed: list[Transaction] = []
        self._operations = 0

    def expect(self, saves: Iterable[Save]) -> list[Save]:
        """Return the saves that are to be added, once it is known which of their records are here already."""
        found = list(saves)
        self._drafting.expect(edit for save in found for edit in save.edits)
        return found

    def add(self, save: Save) -> None:
        """Seal one save."""
        records = [record for edit in save.edits if (record := self._drafting.changes(edit)).changes]
        if not records:
            return
        records[:0] = [*self._introduction(save.village), *self._notes.due(save.village)]
        self._seal(save.village, tuple(records))
        if self._operations > _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Put what was sealed into journal and register."""
        if not self._sealed:
            return
        db = self._session.db
        self.position, touched = log.insert(db.conn, self._sealed, origin=log.LOCAL, arrived=self.position)
        fresh = self._drafting.fresh
        projection.project(
            db,
            self._session.pack,
            {
                (_KINDS[key[0]], key[1]): entries if key in fresh else None
                for key, entries in touched.items()
                if key[0] in _KINDS
            },
        )
        self.kinds |= {_KINDS[entity] for entity in {entity for entity, _record in touched} if entity in _KINDS}
        fresh.clear()
        self._sealed, self._operations = [], 0

    def remember(self) -> None:
        """Keep in mind, once the action is on disk, what its transactions told."""
        self._session.introduced |= self._introduced
        self._chains.remember()
        if self.kinds:
            incarnation.follow(self._session)

    def _introduction(self, village: str) -> list[RecordChanges]:
        """Return the record that tells the readers of this village's chain who the author is, once."""
        session, record = self._session, RecordId(self._session.actor)
        known = (village, record)
        if known in session.introduced or known in self._introduced:
            return []
        self._introduced.add(known)
        if (RecordKind.STAFF, "name") not in session.pack.by_name or log.has_written(session.db, village, record):
            return []
        return [self._drafting.introduction(record, Value(session.worker))]

    def _seal(self, village: str, records: tuple[RecordChanges, ...]) -> None:
        """Seal the records as one transaction, or as two halves where they are too much for one."""
        session = self._session
        replica, sequence, previous, dependencies = self._chains.next(village, self._seen)
        clock = hlc.tick(self.hlc, session.clock.now())
        try:
            transaction = seal(
                Header(
                    replica=ReplicaId(replica),
                    sequence=sequence,
                    previous=previous,
                    hlc=clock,
                    actor=session.actor,
                    rank=session.rank,
                    pack=session.pack.content_hash,
                    batch=self._batch,
                    records=records,
                    dependencies=dependencies,
                    undoes=self._undoes,
                    reason=self._reason or (REMOVED if _removes(records) else ""),
                ),
                session.ids.random_bytes(16),
            )
        except TooLargeError:
            if len(records) == 1:
                raise
            self._seal(village, records[: len(records) // 2])
            self._seal(village, records[len(records) // 2 :])
            return
        self.hlc = clock
        self._chains.extend(village, transaction)
        self._sealed.append(transaction)
        self._operations += sum(len(record.changes) for record in records)


def _merged(saves: Sequence[Save]) -> Iterator[Save]:
    """Yield the saves with one edit for each record: what is said of a record later in an action replaces it."""
    combined: dict[tuple[RecordKind, RecordId], RecordEdit] = {}
    for save in saves:
        for edit in save.edits:
            key = (edit.kind, edit.record)
            combined[key] = _joined(combined[key], edit) if key in combined else edit
    for save in saves:
        keys = dict.fromkeys((edit.kind, edit.record) for edit in save.edits)
        yield Save(village=save.village, edits=tuple(combined.pop(key) for key in keys if key in combined))


def _joined(first: RecordEdit, second: RecordEdit) -> RecordEdit:
    return replace(
        first,
        values={**first.values, **second.values},
        is_new=first.is_new or second.is_new,
        removes=second.removes or (first.removes and not second.is_new and not second.restores),
        restores=first.restores or second.restores,
        resolves=first.resolves or second.resolves,
        side_by_side={**first.side_by_side, **second.side_by_side},
    )


def _removes(records: Sequence[RecordChanges]) -> bool:
    """Say whether a record ends: nothing else is said of one that does."""
    return any(record.changes[0].kind is OperationKind.REMOVE for record in records)
