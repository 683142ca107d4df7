"""What is read by outlines is what was written, and what a record shows at birth is what the merge shows."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.values import BLANK, DONT_KNOW, Value
from poverty_desktop.journal import outline, reading
from poverty_desktop.journal.fold import FieldRule, shown_at_birth
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationId, OperationKind, pack_kinds, pack_values
from poverty_desktop.journal.reading import items_at_birth, stored, value_of

SET = OperationKind.SET
values = st.sampled_from((None, BLANK, DONT_KNOW, Value(""), Value("01"), Value(0), Value(2**40), Value(b"r" * 16)))
changes = st.builds(
    Change,
    kind=st.sampled_from((OperationKind.CREATE, SET, SET, SET, OperationKind.ADD, OperationKind.REMOVE)),
    field=st.integers(0, 6),
    value=values,
    pred=st.sampled_from(((), (), (), (OperationId(b"t" * 16, 3),))),
)


def _rules(number: int) -> FieldRule:
    return FieldRule(is_set=number > 3)


@given(st.lists(changes, max_size=6).map(tuple))
def test_that_a_record_at_birth_shows_what_the_merge_shows(said: tuple[Change, ...]):
    read = stored(pack_kinds(said), pack_values(said))
    items = items_at_birth(read, _rules)
    if items is not None:
        shown = shown_at_birth(said, _rules)
        assert {number: value_of(item) for number, item in items.items()} == shown


def test_that_a_plain_creation_is_shown_without_the_merge():
    said = (
        Change(OperationKind.CREATE, EXISTENCE), Change(SET, 3, Value("01")), Change(SET, 4, DONT_KNOW),
        Change(OperationKind.ADD, 6, Value("b")), Change(OperationKind.ADD, 6, Value("a")),
    )  # fmt: skip
    assert items_at_birth(stored(pack_kinds(said), pack_values(said)), _rules) == {3: "01", 4: DONT_KNOW, 6: "a b"}


def test_that_outlines_without_end_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outline, "_MOST_SHARED", 50)
    for field in range(500):
        record = cbor2.dumps([[1, b"e" * 16, [[1, field, []]]]])
        (found,), end = reading.read_records(record, 0, cbor2.dumps(["x"]))
        assert (*found.changes,) == (Change(SET, field, Value("x")),)
        assert end == len(record)
    assert sum(map(len, outline._SHARED.values())) <= 50


@pytest.mark.parametrize(
    "values",
    [
        b"\x81\xc2\x41\x01",  # a tag
        b"\x81\xf9\x3c\x00",  # a float
        b"\x81\xf5",  # true
        b"\x81\x18\x05",  # a number not in its shortest form
        b"\x81\x81\x00",  # a nothing of no kind
        b"\x81\x81\x18\x01",
        b"\x81\x62\xc3\x28",  # no UTF-8
        b"\x81\x63ab",  # cut off
        b"\x82\x01\x02",  # more than changes
        b"\x80",  # fewer
        b"\x81\x01\x00",  # bytes behind
        b"\x9f\x01\xff",  # without a length
        b"\x81\xbf\xff",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",  # a promise of much
    ],
    ids=bytes.hex,
)
def test_that_values_in_any_other_form_are_refused(values: bytes):
    record = cbor2.dumps([[1, b"e" * 16, [[1, 7, []]]]])
    with pytest.raises(ValueError):
        reading.read_records(record, 0, values)
