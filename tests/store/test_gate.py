"""What comes in is judged the same, whether each change is looked at or what was met before is known again."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.values import BLANK, DONT_KNOW, Value
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationKind, pack_kinds, pack_values
from poverty_desktop.journal.reading import item_of, stored
from poverty_desktop.packs import load
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.gate import Gate
from poverty_desktop.store.permitted import fits, is_allowed, surely_fits


@cache
def pack() -> Pack:
    return load.load_shipped()


@cache
def fields() -> tuple[int, ...]:
    """Return three properties of each type, what is no property, and the record itself."""
    by_type: dict[PropertyType, list[int]] = {}
    for item in pack().properties:
        by_type.setdefault(item.type, []).append(item.number)
    return (EXISTENCE, 999_999, *[number for numbers in by_type.values() for number in numbers[:3]])


values = st.sampled_from(
    [None, BLANK, DONT_KNOW]
    + [
        Value(text)
        for text in ("", "1", "01", "王五", "x\x1by", "\u202e12", "x" * 201, "x" * 16_001, "2026-11-30", "3.25")
    ]
    + [Value(number) for number in (0, 1, 2, -5, 2**50, 2**53 + 1, -(2**63))]
    + [Value(data) for data in (b"", b"r" * 16, b"r" * 32, b"r" * 48, b"r" * 17)]
)
changes = st.builds(
    Change,
    kind=st.sampled_from((OperationKind.SET, OperationKind.SET, OperationKind.ADD, *OperationKind)),
    field=st.deferred(lambda: st.sampled_from(fields())),
    value=values,
)


@given(st.integers(1, 12), st.lists(st.lists(changes, min_size=1, max_size=3).map(tuple), min_size=1, max_size=4))
def test_that_what_is_known_again_is_judged_as_it_was(entity: int, records: list[tuple[Change, ...]]):
    gate = Gate(pack())
    for said in [*records, *records]:
        read = stored(pack_kinds(said), pack_values(said))
        wanted = all(fits(pack(), entity, change) for change in said)
        assert gate.fits(entity, read) == wanted
        assert gate.fits(entity, said) == wanted
        for rank in (1, 3, 4):
            assert gate.is_allowed(rank, read) == all(is_allowed(pack(), rank, change) for change in said)


@given(changes)
def test_that_what_surely_fits_does_fit(change: Change):
    item = pack().by_number.get(change.field)
    entity = 1 if item is None else int(item.kind)
    told = None if change.value is None else item_of(change.value)
    is_sure = surely_fits(pack(), entity, change.kind, change.field)
    if is_sure is not None and is_sure(told):
        assert fits(pack(), entity, change)


def test_that_a_short_name_surely_fits():
    name = next(item for item in pack().properties if item.type is PropertyType.TEXT)
    is_sure = surely_fits(pack(), int(name.kind), OperationKind.SET, name.number)
    assert is_sure is not None
    assert is_sure("王五")
