"""What a delivery says, judged change by change as ``store.permitted`` has it, and each judgement made once.

Records of one outline may be written by the same people, and most of their values (codes, yes and no, days, years)
were met before: of hundreds of thousands of changes a tenth is looked at anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from poverty_desktop.journal.operation import Change, OperationKind
from poverty_desktop.journal.outline import Outline
from poverty_desktop.journal.reading import ReadChanges, value_of
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.permitted import fits, is_allowed, surely_fits

_MOST_KNOWN = 2048
_LONGEST_KNOWN = 32


class _Door(NamedTuple):
    """What is known to fit one kind of change of one property, and what tells it of most others."""

    known: set[object]
    is_sure: Callable[[object], bool] | None


class Gate:
    """The judgements of one delivery by one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._allowed: dict[tuple[Outline, int], bool] = {}
        self._doors: dict[tuple[int, OperationKind, int], _Door] = {}
        self._plans: dict[tuple[int, Outline], list[_Door]] = {}

    def is_allowed(self, rank: int, changes: Sequence[Change]) -> bool:
        """Say whether this rank may make all these changes."""
        if not isinstance(changes, ReadChanges) or not changes.outline.is_shared:
            return all(is_allowed(self._pack, rank, change) for change in changes)
        key = (changes.outline, rank)
        if key not in self._allowed:
            self._allowed[key] = all(
                is_allowed(self._pack, rank, Change(kind, field)) for kind, field, _pred in changes.outline.said
            )
        return self._allowed[key]

    def fits(self, entity: int, changes: Sequence[Change]) -> bool:
        """Say whether kind and value of each change fit its property."""
        if not isinstance(changes, ReadChanges):
            return all(fits(self._pack, entity, change) for change in changes)
        plan = self._plan(entity, changes.outline)
        for place, ((known, is_sure), item) in enumerate(zip(plan, changes.items, strict=True)):
            if item in known or (is_sure is not None and is_sure(item)):
                continue
            kind, field, pred = changes.outline.said[place]
            if not fits(self._pack, entity, Change(kind, field, value_of(item), pred)):
                return False
            is_short = not isinstance(item, str | bytes) or len(item) <= _LONGEST_KNOWN
            if is_short and len(known) < _MOST_KNOWN:
                known.add(item)
        return True

    def _plan(self, entity: int, outline: Outline) -> list[_Door]:
        """Return the doors that the items of an outline go through."""
        plan = self._plans.get((entity, outline))
        if plan is None:
            plan = [self._door(entity, kind, field) for kind, field, _pred in outline.said]
            if outline.is_shared:
                self._plans[entity, outline] = plan
        return plan

    def _door(self, entity: int, kind: OperationKind, field: int) -> _Door:
        key = (entity, kind, field)
        if key not in self._doors:
            self._doors[key] = _Door(set(), surely_fits(self._pack, *key))
        return self._doors[key]
