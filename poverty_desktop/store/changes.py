"""From an edit to the changes that a transaction is made of: what is new, and what it replaces (sync.md 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Scalar, Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.fold import FieldState, RecordState, Status, fold
from poverty_desktop.journal.operation import (
    EXISTENCE,
    Change,
    Operation,
    OperationId,
    OperationKind,
    RecordChanges,
    value_or_blank,
)
from poverty_desktop.packs.conform import require_fit
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.store import log
from poverty_desktop.store.rules import field_rules
from poverty_desktop.store.session import Session

_CREATION = Change(OperationKind.CREATE, EXISTENCE)
_SELDOM_ALIKE = frozenset((PropertyType.TEXT, PropertyType.REFERENCE, PropertyType.PHOTO))
NOT_IN_REGISTER = N_("This record is no longer in the register. Open the household again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEdit:
    """What happens to one record: it comes into being, gets new values by property name, ends, or comes back.

    An edit that ``resolves`` is a decision about facts with several values; ``side_by_side`` are facts that get several
    values back, the one to be shown last, because such a decision is undone.
    """

    kind: RecordKind
    record: RecordId
    values: Mapping[str, Value]
    is_new: bool = False
    removes: bool = False
    restores: bool = False
    resolves: bool = False
    side_by_side: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)


class Drafting:
    """Turns the edits of one action into changes, as of the journal position that the author was shown.

    ``fresh`` collects the records that nobody had written about before; their operations need no look at the disk.
    """

    def __init__(self, session: Session, *, seen: int) -> None:
        self.fresh: set[tuple[int, RecordId]] = set()
        self._session = session
        self._seen = seen
        self._rules = field_rules(session.pack)
        self._made: dict[tuple[RecordKind, str, Scalar | None, Why], tuple[Change, ...]] = {}
        self._known: set[tuple[RecordKind, RecordId]] = set()

    def expect(self, edits: Iterable[RecordEdit]) -> None:
        """Look up all at once which of the records that these edits call new are here already."""
        by_kind: dict[RecordKind, list[RecordId]] = {}
        for edit in edits:
            if edit.is_new:
                by_kind.setdefault(edit.kind, []).append(edit.record)
        for kind, records in by_kind.items():
            records.sort()
            self._known.update((kind, record) for record in log.known_records(self._session.db, kind, records))

    def changes(self, edit: RecordEdit) -> RecordChanges:
        """Return the changes of one edit, which was expected.

        A record that is new and was in the register before comes back as a blank sheet. Raises ``RuleError`` where a
        value does not fit, or where a record that the author was not shown alive is changed.
        """
        if edit.is_new and not edit.removes and (edit.kind, edit.record) not in self._known:
            self.fresh.add((int(edit.kind), edit.record))
            return _record(edit, self._creation(edit))
        properties = self._properties(edit)
        operations = log.operations_of(self._session.db, edit.kind, edit.record, until=self._seen)
        if not operations:
            return self._unseen(edit, properties)
        state = fold(operations, self._rules)
        if edit.removes:
            return _record(edit, _removal(state))
        if state.is_alive:
            if edit.restores and state.existence is not Status.CLEAN:
                return _record(edit, (_restoration(state), *self._updates(properties, state)))
            kind = OperationKind.RESOLVE if edit.resolves else OperationKind.SET
            return _record(edit, (*self._updates(properties, state, kind), *self._several(edit, state)))
        if not edit.is_new and not edit.restores:
            raise RuleError(NOT_IN_REGISTER)
        if edit.is_new:
            properties = self._on_a_blank_sheet(properties, state)
        return _record(edit, (_restoration(state), *self._updates(properties, state)))

    def introduction(self, record: RecordId, name: Value) -> RecordChanges:
        """Return the creation of a member of staff, which every village's chain tells once for itself."""
        edit = RecordEdit(kind=RecordKind.STAFF, record=record, values={"name": name})
        item = self._session.pack.by_name[RecordKind.STAFF, "name"]
        operations = log.operations_of(self._session.db, RecordKind.STAFF, record)
        if not operations:
            self.fresh.add((int(RecordKind.STAFF), record))
        field = fold(operations, self._rules).fields.get(item.number)
        pred = tuple(sorted(head.id for head in field.heads)) if field else ()
        return _record(
            edit, (Change(OperationKind.CREATE, EXISTENCE), Change(OperationKind.SET, item.number, name, pred))
        )

    def _properties(self, edit: RecordEdit) -> list[tuple[Property, Value]]:
        if edit.removes:
            return []
        found = []
        for name, value in edit.values.items():
            item = self._item(edit.kind, name)
            require_fit(item, value, self._session.pack)
            found.append((item, value))
        return found

    def _item(self, kind: RecordKind, name: str) -> Property:
        item = self._session.pack.by_name.get((kind, name))
        if item is None:
            raise RuleError(N_("The policy pack has no data item {name} of {kind}."), name=name, kind=kind.table)
        return item

    def _creation(self, edit: RecordEdit) -> tuple[Change, ...]:
        """Return the changes that bring a record into being; what many records say alike is checked and made once."""
        kind, made = edit.kind, self._made
        changes = [_CREATION]
        for name, value in edit.values.items():
            key = (kind, name, value.scalar, value.why)
            said = made.get(key)
            if said is None:
                item = self._item(kind, name)
                require_fit(item, value, self._session.pack)
                said = _first_changes(item, value)
                if item.type not in _SELDOM_ALIKE:
                    made[key] = said
            changes += said
        return tuple(changes)

    def _unseen(self, edit: RecordEdit, properties: list[tuple[Property, Value]]) -> RecordChanges:
        """The author was shown nothing of this record: it is new, or it came in behind his back."""
        said = tuple([change for item, value in properties for change in _first_changes(item, value)])
        if edit.is_new:
            return _record(edit, (_CREATION, *said))
        if edit.removes or not log.has_record(self._session.db, edit.kind, edit.record):
            raise RuleError(NOT_IN_REGISTER)
        return _record(edit, said)

    def _updates(
        self,
        properties: list[tuple[Property, Value]],
        state: RecordState,
        kind: OperationKind = OperationKind.SET,
    ) -> Iterator[Change]:
        for item, value in properties:
            said = state.fields.get(item.number)
            if item.type is PropertyType.CHOICES:
                yield from _set_changes(item, value, said)
            elif not self._says_the_same(item, value, said):
                pred = tuple(sorted(head.id for head in said.heads)) if said else ()
                yield Change(kind, item.number, value, pred)

    def _several(self, edit: RecordEdit, state: RecordState) -> Iterator[Change]:
        """Return several values of one fact, none of which replaces another: all of them stand again."""
        for name, values in edit.side_by_side.items():
            item = self._item(edit.kind, name)
            said = state.fields.get(item.number)
            pred = tuple(sorted(head.id for head in said.heads)) if said else ()
            for value in values:
                require_fit(item, value, self._session.pack)
                yield Change(OperationKind.SET, item.number, value, pred)

    def _says_the_same(self, item: Property, value: Value, field: FieldState | None) -> bool:
        """A value that stands already is not written again, unless a higher rank takes up a proposal by it."""
        if field is None:
            return value == BLANK
        if any(value_or_blank(head.value) != value for head in field.heads):
            return False
        deciding = self._rules(item.number).deciding_rank
        return field.status is Status.CLEAN or (deciding is not None and self._session.rank < deciding)

    def _on_a_blank_sheet(
        self, properties: list[tuple[Property, Value]], state: RecordState
    ) -> list[tuple[Property, Value]]:
        """Return the values with a blank for everything that stood when the record was taken out."""
        named = {item.number for item, _value in properties}
        by_number = self._session.pack.by_number
        blanks = [
            (by_number[number], BLANK)
            for number, field in state.fields.items()
            if number not in named and number in by_number and field.shown != BLANK
        ]
        return [*properties, *blanks]


def _record(edit: RecordEdit, changes: tuple[Change, ...]) -> RecordChanges:
    return RecordChanges(entity=int(edit.kind), record=edit.record, changes=changes)


def _first_changes(item: Property, value: Value) -> tuple[Change, ...]:
    """Return what says a value of which nothing was said before."""
    if item.type is PropertyType.CHOICES:
        return tuple(_set_changes(item, value, None))
    return () if value == BLANK else (Change(OperationKind.SET, item.number, value),)


def _removal(state: RecordState) -> tuple[Change, ...]:
    """A removal names everything that stood; one of what is gone already says nothing new."""
    if not state.is_alive:
        return ()
    return (Change(OperationKind.REMOVE, EXISTENCE, pred=state.standing),)


def _restoration(state: RecordState) -> Change:
    return Change(OperationKind.RESTORE, EXISTENCE, pred=tuple(sorted(head.id for head in state.existence_heads)))


def _set_changes(item: Property, value: Value, field: FieldState | None) -> Iterator[Change]:
    """A set changes option by option, so that two teams' additions both stand."""
    wanted = set(str(value.scalar).split()) if value else set()
    present: dict[str, list[OperationId]] = {}
    others: list[Operation] = []
    for head in field.heads if field else ():
        if head.kind is OperationKind.ADD and head.value:
            present.setdefault(str(head.value.scalar), []).append(head.id)
        else:
            others.append(head)
    pred = tuple(sorted(head.id for head in others))
    for code in sorted(set(present) - wanted):
        yield Change(OperationKind.TAKE, item.number, Value(code), tuple(sorted(present[code])))
    for code in sorted(wanted - set(present)):
        yield Change(OperationKind.ADD, item.number, Value(code), pred)
    if not value and value != _nothing_of(others):
        yield Change(OperationKind.SET, item.number, value, pred)


def _nothing_of(heads: list[Operation]) -> Value:
    """Return why a set is empty: the reason that was given last, else blank."""
    given = [head for head in heads if head.kind is OperationKind.SET]
    return value_or_blank(given[-1].value) if given else BLANK
