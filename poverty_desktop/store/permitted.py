"""What a change from outside may be: of a kind and value that fit its property, and within the author's rank."""

from __future__ import annotations

import re
from collections.abc import Callable

from poverty_desktop.errors import RuleError
from poverty_desktop.ids import ID_BYTES
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationKind, value_or_blank
from poverty_desktop.packs.conform import require_fit
from poverty_desktop.packs.model import MergeClass, Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.session import RANK_COUNTY, RANK_LEADER, RANK_TOWNSHIP

_LIFE_AND_DEATH = frozenset({OperationKind.CREATE, OperationKind.REMOVE, OperationKind.RESTORE})
_LINKS = frozenset({OperationKind.SAME_AS, OperationKind.NOT_SAME})
DECIDING_RANKS = {
    MergeClass.IDENTITY: RANK_TOWNSHIP,
    MergeClass.OFFICIAL: RANK_COUNTY,
    MergeClass.MEMBERSHIP: RANK_TOWNSHIP,
    MergeClass.AMOUNT: RANK_LEADER,
    MergeClass.OFFICE: RANK_TOWNSHIP,
}
"""From which rank a conflict is decided (sync.md 2.6); whether a record exists, as its membership."""

_STEERING = re.compile("[\x00-\x08\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069]")
"""Control characters but those that part lines and words, and the marks that turn the direction of writing."""
_MOST_IDENTITY = 200
"""Characters of a name or number: nobody's is longer, and lists and papers have to show it."""
_MOST_SURE = 1 << 50
_SETTING = frozenset({OperationKind.SET, OperationKind.RESOLVE})


def is_allowed(pack: Pack, rank: int, change: Change) -> bool:
    """Say whether this rank may do such a thing: erase, link two records, or write what the office owns."""
    if change.kind is OperationKind.ERASE:
        return rank >= RANK_COUNTY
    if change.kind in _LINKS:
        return rank >= RANK_TOWNSHIP
    item = pack.by_number.get(change.field)
    if item is None:
        return True
    if change.kind is OperationKind.RESOLVE and rank < DECIDING_RANKS.get(item.merge_class, rank):
        return False
    return item.merge_class is not MergeClass.OFFICE or rank >= RANK_TOWNSHIP


def is_plain(text: str) -> bool:
    """Say whether a text has nothing in it that no keyboard writes: what steers a terminal or turns a line round."""
    return _STEERING.search(text) is None


def fits(pack: Pack, entity: int, change: Change) -> bool:
    """Say whether kind and value fit the property; a field that this pack does not know is kept as it came."""
    if change.kind is OperationKind.ERASE or change.kind in _LINKS:
        return True
    if change.field == EXISTENCE or change.kind in _LIFE_AND_DEATH:
        return change.field == EXISTENCE and change.kind in _LIFE_AND_DEATH
    item = pack.by_number.get(change.field)
    if item is None:
        return True
    return int(item.kind) == entity and _is_of_its_kind(item, change) and _is_sound(item, change, pack)


def surely_fits(pack: Pack, entity: int, kind: OperationKind, field: int) -> Callable[[object], bool] | None:
    """Return what tells of a set item at once that it fits, for a property of such a type; ``fits`` says so too then.

    Of most values that are new each time (names, numbers, amounts) this is all there is to ask.
    """
    found = pack.by_number.get(field)
    if found is None or kind is not OperationKind.SET or int(found.kind) != entity:
        return None
    return _SURELY.get(found.type)


def _is_short_text(item: object) -> bool:
    return isinstance(item, str) and len(item) <= _MOST_IDENTITY and is_plain(item)


def _is_small(item: object) -> bool:
    return isinstance(item, int) and -_MOST_SURE <= item <= _MOST_SURE


def _is_identity(item: object) -> bool:
    return isinstance(item, bytes) and len(item) == ID_BYTES


_SURELY = {
    PropertyType.TEXT: _is_short_text,
    PropertyType.INTEGER: _is_small,
    PropertyType.MONEY: _is_small,
    PropertyType.REFERENCE: _is_identity,
}


def _is_sound(item: Property, change: Change, pack: Pack) -> bool:
    value = value_or_blank(change.value)
    try:
        require_fit(item, value, pack)
    except RuleError:
        return False
    if item.type is not PropertyType.TEXT or not isinstance(value.scalar, str):
        return True
    is_name = item.merge_class is MergeClass.IDENTITY
    return is_plain(value.scalar) and (not is_name or len(value.scalar) <= _MOST_IDENTITY)


def _is_of_its_kind(item: Property, change: Change) -> bool:
    """A set changes option by option, or says why it is empty; any other field is given a value."""
    if item.type is not PropertyType.CHOICES:
        return change.kind in _SETTING
    if change.kind in (OperationKind.ADD, OperationKind.TAKE):
        return bool(change.value) and len(str(value_or_blank(change.value).scalar).split()) == 1
    return change.kind is OperationKind.SET and not change.value
