"""The edits that take a batch back: the values that stood before, the records that were not there removed."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import BatchId, RecordId
from poverty_desktop.journal.fold import current_heads
from poverty_desktop.journal.operation import EXISTENCE, Operation, OperationId, OperationKind
from poverty_desktop.packs.model import Pack, PropertyType
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save

CHANGED_SINCE = N_("This cannot be undone: the same facts were changed since. Correct them by hand.")


def of_batch(session: Session, batch: BatchId) -> tuple[list[Save], int]:
    """Return the saves that take ``batch`` back, and the journal position they were drawn up at.

    Raises ``RuleError`` where a later change stands on what the batch wrote.
    """
    position = log.position(session.db)
    touched: dict[tuple[RecordKind, RecordId], set[OperationId]] = {}
    for transaction in log.read(session.db, "batch = ?", (batch,)):
        for entity, record, operation in transaction.operations():
            if entity == RecordKind.STAFF:
                continue  # who wrote stays known
            touched.setdefault((RecordKind(entity), record), set()).add(operation.id)
    by_village: dict[str, list[RecordEdit]] = {}
    for (kind, record), own in touched.items():
        operations = log.operations_of(session.db, kind, record)
        edit = _edit(session.pack, kind, record, operations, own)
        if edit is not None:
            by_village.setdefault(village_of(session, kind, record), []).append(edit)
    return [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()], position


def _edit(
    pack: Pack, kind: RecordKind, record: RecordId, operations: list[Operation], own: set[OperationId]
) -> RecordEdit | None:
    by_id = {operation.id: operation for operation in operations}
    mine = [by_id[identity] for identity in own]
    if any(own & set(operation.pred) for operation in operations if operation.id not in own):
        raise RuleError(CHANGED_SINCE)
    heads = current_heads(operations)
    for operation in mine:
        if operation.kind is not OperationKind.ADD and any(
            head not in own for head in heads.get(operation.field, ()) if by_id[head].kind is not OperationKind.ADD
        ):
            raise RuleError(CHANGED_SINCE)
    existence = next((operation for operation in mine if operation.field == EXISTENCE), None)
    if existence is not None and existence.kind in (OperationKind.CREATE, OperationKind.RESTORE):
        others = any(head not in own for items in heads.values() for head in items)
        if others and existence.kind is OperationKind.CREATE:
            raise RuleError(CHANGED_SINCE)
        return RecordEdit(kind=kind, record=record, values={}, removes=True)
    return RecordEdit(
        kind=kind,
        record=record,
        values=_values_before(pack, mine, own, operations),
        restores=existence is not None and existence.kind is OperationKind.REMOVE,
    )


def _values_before(
    pack: Pack, mine: list[Operation], own: set[OperationId], operations: list[Operation]
) -> Mapping[str, Value]:
    before = [operation for operation in operations if operation.id not in own]
    by_id = {operation.id: operation for operation in operations}
    values: dict[str, Value] = {}
    for operation in mine:
        item = pack.by_number.get(operation.field)
        if item is None:
            continue
        if item.type is PropertyType.CHOICES:
            values[item.name] = _options_before(operation.field, before)
        else:
            shown = [by_id[pred].value for pred in operation.pred if pred in by_id]
            values[item.name] = shown[-1] if shown and shown[-1] is not None else BLANK
    return values


def _options_before(field: int, before: list[Operation]) -> Value:
    """Return the set as it stood without the batch."""
    heads = set(current_heads(before).get(field, ()))
    options = sorted(
        {
            str(operation.value.scalar)
            for operation in before
            if operation.id in heads and operation.kind is OperationKind.ADD and operation.value
        }
    )
    if options:
        return Value(" ".join(options))
    nothings = [
        item.value for item in before if item.id in heads and item.kind is OperationKind.SET and item.value is not None
    ]
    return nothings[-1] if nothings else BLANK
