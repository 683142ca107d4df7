"""What a delivery says, judged change by change as ``store.permitted`` has it, and each judgement made once.

Records of one outline may be written by the same people, and most of their values (codes, yes and no, days, years)
were met before: of hundreds of thousands of changes a tenth is looked at anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.journal.operation import Change, OperationId, OperationKind
from poverty_desktop.journal.reading import Outline, ReadChanges, value_of
from poverty_desktop.packs.model import Pack
from poverty_desktop.store.permitted import fits, is_allowed

_MOST_KNOWN = 2048
_LONGEST_KNOWN = 32


class Gate:
    """The judgements of one delivery by one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._allowed: dict[tuple[Outline, int], bool] = {}
        self._known: dict[tuple[int, OperationKind, int], set[object]] = {}
        self._plans: dict[tuple[int, Outline], list[set[object]]] = {}

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
        said = changes.outline.said
        for known, item, change in zip(self._plan(entity, changes.outline), changes.items, said, strict=True):
            if item not in known and not self._is_new_and_fits(entity, change, item, known):
                return False
        return True

    def _plan(self, entity: int, outline: Outline) -> list[set[object]]:
        """Return what is known to fit each change of an outline."""
        plan = self._plans.get((entity, outline))
        if plan is None:
            plan = [self._known.setdefault((entity, kind, field), set()) for kind, field, _pred in outline.said]
            if outline.is_shared:
                self._plans[entity, outline] = plan
        return plan

    def _is_new_and_fits(
        self, entity: int, said: tuple[OperationKind, int, tuple[OperationId, ...]], item: object, known: set[object]
    ) -> bool:
        kind, field, pred = said
        if not fits(self._pack, entity, Change(kind, field, value_of(item), pred)):
            return False
        is_short = not isinstance(item, str | bytes) or len(item) <= _LONGEST_KNOWN
        if is_short and len(known) < _MOST_KNOWN:
            known.add(item)
        return True
