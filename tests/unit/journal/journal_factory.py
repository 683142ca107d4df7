"""Histories of one record that several authors write, each shown a part of it, for the tests of the merge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from poverty_desktop.domain.values import BLANK, DONT_KNOW, Value
from poverty_desktop.journal.fold import FieldRule, fold
from poverty_desktop.journal.operation import EXISTENCE, Operation, OperationId, OperationKind

SOFT, HARD, OFFICIAL, CHOICES = 1, 2, 3, 4
COUNTY = 4
RULES = {
    SOFT: FieldRule(is_hard=False),
    HARD: FieldRule(),
    OFFICIAL: FieldRule(deciding_rank=COUNTY),
    CHOICES: FieldRule(is_set=True),
}


def rules(number: int) -> FieldRule:
    return RULES.get(number, FieldRule())


def name(number: int, place: int = 0) -> OperationId:
    return OperationId(hashlib.sha256(str(number).encode()).digest()[:16], place)


def operation(
    number: int,
    *,
    field: int = HARD,
    kind: OperationKind = OperationKind.SET,
    value: Value | None = BLANK,
    pred: Sequence[OperationId] = (),
    hlc: int = 0,
    rank: int = 1,
) -> Operation:
    return Operation(name(number), kind, field, value, tuple(sorted(pred)), hlc, rank)


def removal(number: int, pred: Sequence[OperationId]) -> Operation:
    return operation(number, field=EXISTENCE, kind=OperationKind.REMOVE, value=None, pred=pred)


@dataclass
class History:
    """What several authors wrote; ``shown`` is what each operation's author had before his eyes, whole."""

    operations: list[Operation] = field(default_factory=list)
    shown: dict[OperationId, frozenset[OperationId]] = field(default_factory=dict)

    def of(self, identities: frozenset[OperationId]) -> list[Operation]:
        return [item for item in self.operations if item.id in identities]


@st.composite
def histories(draw: st.DrawFn, *, most: int = 14, clock: st.SearchStrategy[int] | None = None) -> History:
    """Draw a history: each operation is written by somebody who was shown some earlier state that was consistent."""
    history = History()
    for number in range(draw(st.integers(1, most))):
        shown = _closure(history, draw(st.lists(st.integers(0, max(0, number - 1)), max_size=4)))
        state = fold(history.of(shown), rules)
        written = _write(draw, number, state, clock or st.integers(0, 5))
        history.operations.append(written)
        history.shown[written.id] = shown
    return history


def _closure(history: History, picked: list[int]) -> frozenset[OperationId]:
    """Whoever was shown an operation was shown all that its author was shown: bundles carry whole chains."""
    found: set[OperationId] = set()
    for number in picked:
        if number < len(history.operations):
            identity = history.operations[number].id
            found |= {identity} | history.shown[identity]
    return frozenset(found)


def _write(draw: st.DrawFn, number: int, state: object, clock: st.SearchStrategy[int]) -> Operation:
    from poverty_desktop.journal.fold import RecordState

    assert isinstance(state, RecordState)
    time, rank = draw(clock), draw(st.sampled_from((1, 1, 2, COUNTY)))
    target = draw(st.sampled_from((SOFT, HARD, OFFICIAL, CHOICES, CHOICES, EXISTENCE)))
    value = draw(st.sampled_from((Value("a"), Value("b"), Value(0), BLANK, DONT_KNOW)))
    if target == EXISTENCE:
        if state.is_alive:
            return removal(number, state.standing)._replace(hlc=time, rank=rank)
        own = [head.id for head in state.existence_heads]
        return operation(number, field=EXISTENCE, kind=OperationKind.RESTORE, value=None, pred=own, hlc=time, rank=rank)
    heads = state.fields[target].heads if target in state.fields else ()
    if target == CHOICES:
        option = Value(draw(st.sampled_from(("01", "02", "03"))))
        present = [head.id for head in heads if head.kind is OperationKind.ADD and head.value == option]
        others = [head.id for head in heads if head.kind is not OperationKind.ADD]
        kind, pred = (OperationKind.TAKE, present) if present else (OperationKind.ADD, others)
        return operation(number, field=CHOICES, kind=kind, value=option, pred=pred, hlc=time, rank=rank)
    return operation(number, field=target, value=value, pred=[head.id for head in heads], hlc=time, rank=rank)
