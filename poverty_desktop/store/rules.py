"""How each field of the pack merges (sync.md 2.6)."""

from __future__ import annotations

from poverty_desktop.journal.fold import FieldRule, Rules
from poverty_desktop.packs.model import MergeClass, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.of_pack import once

_DECIDING_RANK = {MergeClass.IDENTITY: 3, MergeClass.OFFICIAL: 4, MergeClass.MEMBERSHIP: 3}
_UNKNOWN = FieldRule()


@once
def field_rules(pack: Pack) -> Rules:
    """Return the rule of every field number; a field that this pack does not know is kept as one hard value."""
    rules = {
        number: FieldRule(
            is_set=item.type is PropertyType.CHOICES,
            is_hard=item.merge_class.is_hard,
            deciding_rank=_DECIDING_RANK.get(item.merge_class),
        )
        for number, item in pack.by_number.items()
    }
    return lambda number: rules.get(number, _UNKNOWN)
