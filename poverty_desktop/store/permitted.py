"""What a change from outside may be: of a kind and value that fit its property, and within the author's rank."""

from __future__ import annotations

from poverty_desktop.errors import RuleError
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationKind, value_or_blank
from poverty_desktop.packs.conform import require_fit
from poverty_desktop.packs.model import MergeClass, Pack, Property, PropertyType
from poverty_desktop.store.session import RANK_COUNTY, RANK_TOWNSHIP

_LIFE_AND_DEATH = frozenset({OperationKind.CREATE, OperationKind.REMOVE, OperationKind.RESTORE})
_LINKS = frozenset({OperationKind.SAME_AS, OperationKind.NOT_SAME})
_SETTING = frozenset({OperationKind.SET, OperationKind.RESOLVE})


def is_allowed(pack: Pack, rank: int, change: Change) -> bool:
    """Say whether this rank may do such a thing: erase, link two records, or write what the office owns."""
    if change.kind is OperationKind.ERASE:
        return rank >= RANK_COUNTY
    if change.kind in _LINKS:
        return rank >= RANK_TOWNSHIP
    item = pack.by_number.get(change.field)
    return item is None or item.merge_class is not MergeClass.OFFICE or rank >= RANK_TOWNSHIP


def fits(pack: Pack, entity: int, change: Change) -> bool:
    """Say whether kind and value fit the property; a field that this pack does not know is kept as it came."""
    if change.kind is OperationKind.ERASE or change.kind in _LINKS:
        return True
    if change.field == EXISTENCE or change.kind in _LIFE_AND_DEATH:
        return change.field == EXISTENCE and change.kind in _LIFE_AND_DEATH
    item = pack.by_number.get(change.field)
    if item is None:
        return True
    if int(item.kind) != entity or not _is_of_its_kind(item, change):
        return False
    try:
        require_fit(item, value_or_blank(change.value), pack)
    except RuleError:
        return False
    return True


def _is_of_its_kind(item: Property, change: Change) -> bool:
    """A set changes option by option, or says why it is empty; any other field is given a value."""
    if item.type is not PropertyType.CHOICES:
        return change.kind in _SETTING
    if change.kind in (OperationKind.ADD, OperationKind.TAKE):
        return bool(change.value) and len(str(value_or_blank(change.value).scalar).split()) == 1
    return change.kind is OperationKind.SET and not change.value
