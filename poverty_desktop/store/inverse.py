"""The edits that take a batch back: the values that stood before, the records that were not there removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import BatchId, RecordId
from poverty_desktop.journal import clock_note
from poverty_desktop.journal.fold import FieldState, RecordState, Rules, Status, fold
from poverty_desktop.journal.operation import EXISTENCE, Operation, OperationKind, value_or_blank
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.store import log
from poverty_desktop.store.changes import RecordEdit
from poverty_desktop.store.rules import field_rules
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import Save

CHANGED_SINCE = N_("This cannot be undone: the same facts were changed since. Correct them by hand.")
STOOD_SIDE_BY_SIDE = N_("This cannot be undone: several values stood side by side before. Correct the fact by hand.")
BUILT_UPON = N_("This cannot be undone: other records belong to what was added. Take them out first.")


@dataclass(slots=True)
class _Touched:
    """What the batch did to one record."""

    village: str
    operations: list[Operation] = field(default_factory=list)


def of_batch(session: Session, batch: BatchId) -> tuple[list[Save], int]:
    """Return the saves that take ``batch`` back, and the journal position they were drawn up at.

    Later actions of this workspace have been taken back themselves, so that they change nothing on balance. Raises
    ``RuleError`` where somebody else's change of the same facts has come in since, or where what stood before cannot
    be written again.
    """
    position = log.position(session.db)
    first, last = session.db.conn.execute(
        "SELECT coalesce(min(arrived), 0), coalesce(max(arrived), 0) FROM tx WHERE batch = ?", (batch,)
    ).fetchone()
    settled = {
        row[0]
        for row in session.db.conn.execute(
            "SELECT batch FROM action WHERE number > (SELECT number FROM action WHERE batch = ?)", (batch,)
        )
    }
    touched = _touched(session, batch)
    removed = {record for (_kind, record), item in touched.items() if _brought_to_life(item.operations)}
    rules = field_rules(session.pack)
    by_village: dict[str, list[RecordEdit]] = {}
    for (kind, record), item in touched.items():
        since = [
            operation
            for other, operation in log.operations_after(session.db, kind, record, last)
            if other not in settled
        ]
        if any(_concerns(session, item.operations, operation) for operation in since):
            raise RuleError(CHANGED_SINCE)
        if record in removed:
            _require_unused(session, kind, record, removed)
        before = fold(log.operations_of(session.db, kind, record, until=first - 1), rules)
        now = fold(log.operations_of(session.db, kind, record), rules)
        edit = _edit(session, kind, record, item.operations, before, now, rules)
        if edit is not None:
            by_village.setdefault(item.village, []).append(edit)
    return [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()], position


def _touched(session: Session, batch: BatchId) -> Mapping[tuple[RecordKind, RecordId], _Touched]:
    villages = dict(session.db.conn.execute("SELECT rep, village FROM replica").fetchall())
    found: dict[tuple[RecordKind, RecordId], _Touched] = {}
    for transaction in log.read(session.db, "batch = ?", (batch,)):
        for entity, record, operation in transaction.operations():
            if entity in (RecordKind.STAFF, clock_note.ENTITY):
                continue  # who wrote, and by what clock, stays known
            key = (RecordKind(entity), record)
            item = found.setdefault(key, _Touched(villages.get(transaction.header.replica, session.village)))
            item.operations.append(operation)
    return found


def _brought_to_life(operations: list[Operation]) -> bool:
    return any(operation.kind in (OperationKind.CREATE, OperationKind.RESTORE) for operation in operations)


def _concerns(session: Session, mine: list[Operation], later: Operation) -> bool:
    """Say whether a later change is about the same fact: the record as a whole, its field, or its option of a set."""
    if later.field == EXISTENCE or any(operation.field == EXISTENCE for operation in mine):
        return True
    same = [operation for operation in mine if operation.field == later.field]
    item = session.pack.by_number.get(later.field)
    if item is not None and item.type is PropertyType.CHOICES and later.value:
        return any(not operation.value or operation.value == later.value for operation in same)
    return bool(same)


def _require_unused(session: Session, kind: RecordKind, record: RecordId, removed: set[RecordId]) -> None:
    """Refuse to take out what living records, which came by another action, refer to."""
    for item in session.pack.properties:
        if item.type is PropertyType.REFERENCE and item.target is kind:
            users = session.db.conn.execute(
                f'SELECT id FROM {item.kind.table} WHERE alive AND "{item.name}" = ?', (record,)
            )
            if any(user not in removed for (user,) in users):
                raise RuleError(BUILT_UPON)


def _edit(
    session: Session,
    kind: RecordKind,
    record: RecordId,
    mine: list[Operation],
    before: RecordState,
    now: RecordState,
    rules: Rules,
) -> RecordEdit | None:
    """Return the edit of one record, or nothing where it is as it was."""
    was_known = bool(before.existence_heads or before.fields)
    if _brought_to_life(mine):
        if was_known and before.is_alive:
            raise RuleError(STOOD_SIDE_BY_SIDE)
        return RecordEdit(kind=kind, record=record, values={}, removes=True)
    was_removed = any(operation.kind is OperationKind.REMOVE for operation in mine)
    if was_removed and before.existence is not Status.CLEAN:
        raise RuleError(STOOD_SIDE_BY_SIDE)
    if not before.is_alive:  # it was taken out already, and the author was not shown that
        return None if was_removed else RecordEdit(kind=kind, record=record, values={}, removes=True)
    values: dict[str, Value] = {}
    side_by_side: dict[str, tuple[Value, ...]] = {}
    for number in dict.fromkeys(operation.field for operation in mine):
        item = session.pack.by_number.get(number)
        if item is None:
            continue
        if item.type is PropertyType.CHOICES:
            values[item.name] = _options_before(
                [operation for operation in mine if operation.field == number],
                before.fields.get(number),
                now.fields.get(number),
            )
        elif (several := _several_before(item, before.fields.get(number), rules)) and not was_removed:
            side_by_side[item.name] = several
        else:
            values[item.name] = _value_before(session, item, before.fields.get(number), rules)
    return RecordEdit(kind=kind, record=record, values=values, restores=was_removed, side_by_side=side_by_side)


def _several_before(item: Property, before: FieldState | None, rules: Rules) -> tuple[Value, ...]:
    """Return the values that stood side by side, the shown one last; none where they were not of one standing.

    Of a decision and a proposal beside it only one can be said again by whoever undoes.
    """
    if before is None or before.status not in (Status.HARD, Status.SOFT):
        return ()
    deciding = rules(item.number).deciding_rank
    if deciding is not None and len({head.rank >= deciding for head in before.heads}) > 1:
        return ()
    values = dict.fromkeys(value_or_blank(head.value) for head in before.heads)
    return (*(value for value in values if value != before.shown), before.shown) if len(values) > 1 else ()


def _value_before(session: Session, item: Property, before: FieldState | None, rules: Rules) -> Value:
    if before is None:
        return BLANK
    values = {value_or_blank(head.value) for head in before.heads}
    deciding = rules(item.number).deciding_rank
    is_decision = deciding is not None and session.rank >= deciding
    if len(values) > 1 or (before.status is not Status.CLEAN and is_decision):
        raise RuleError(STOOD_SIDE_BY_SIDE)
    return next(iter(values), BLANK)


def _options_before(mine: list[Operation], before: FieldState | None, now: FieldState | None) -> Value:
    """Return the set with the batch's own additions and removals turned round; what others chose stays."""
    options, earlier = _options(now), _options(before)
    for operation in mine:
        option = str(value_or_blank(operation.value).scalar)
        if operation.kind is OperationKind.ADD and option not in earlier:
            options.discard(option)
        elif operation.kind is OperationKind.TAKE and option in earlier:
            options.add(option)
    if options:
        return Value(" ".join(sorted(options)))
    return before.shown if before and not before.shown else BLANK


def _options(field: FieldState | None) -> set[str]:
    return set(str(field.shown.scalar).split()) if field and field.shown else set()
