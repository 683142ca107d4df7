"""A save as bytes: what is read is what was written, to the bit, and anything else is refused."""

from __future__ import annotations

import random

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.crypto import hashes
from poverty_desktop.domain.values import BLANK, DONT_KNOW, NOT_APPLICABLE, REFUSED, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import ActorId, BatchId, RecordId, ReplicaId
from poverty_desktop.journal.operation import (
    Change,
    OperationId,
    OperationKind,
    RecordChanges,
    decode_value,
    encode_value,
    pack_kinds,
    pack_values,
    unpack_changes,
)
from poverty_desktop.journal.transaction import MAX_TRANSACTION_BYTES, Header, parse, seal

SIXTEEN = st.binary(min_size=16, max_size=16)
SALT = b"s" * 16
values = st.one_of(
    st.none(),
    st.sampled_from((BLANK, NOT_APPLICABLE, DONT_KNOW, REFUSED)),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40).map(Value),
    st.integers(-(2**63), 2**63 - 1).map(Value),
    st.binary(max_size=32).map(Value),
)
operation_ids = st.builds(OperationId, SIXTEEN, st.integers(0, 2**32 - 1))
changes = st.builds(
    Change,
    kind=st.sampled_from(OperationKind),
    field=st.integers(0, 2**31),
    value=values,
    pred=st.lists(operation_ids, max_size=3).map(tuple),
)
records = st.builds(
    RecordChanges,
    entity=st.integers(1, 40),
    record=SIXTEEN.map(RecordId),
    changes=st.lists(changes, max_size=5).map(tuple),
)


@st.composite
def headers(draw: st.DrawFn) -> Header:
    sequence = draw(st.integers(1, 2**40))
    return Header(
        replica=ReplicaId(draw(SIXTEEN)),
        sequence=sequence,
        previous=b"" if sequence == 1 else draw(st.binary(min_size=32, max_size=32)),
        hlc=draw(st.integers(0, 2**63 - 1)),
        actor=ActorId(draw(SIXTEEN)),
        rank=draw(st.integers(0, 9)),
        pack=draw(st.binary(min_size=32, max_size=32)),
        batch=BatchId(draw(SIXTEEN)),
        records=tuple(draw(st.lists(records, max_size=4))),
        dependencies={ReplicaId(key): value for key, value in draw(st.dictionaries(SIXTEEN, SIXTEEN)).items()},
        undoes=draw(st.none() | SIXTEEN.map(BatchId)),
        reason=draw(st.text(st.characters(exclude_categories=("Cs",)), max_size=20)),
    )


def header(**changed: object) -> Header:
    values = {
        "replica": ReplicaId(b"r" * 16),
        "sequence": 1,
        "previous": b"",
        "hlc": 1,
        "actor": ActorId(b"a" * 16),
        "rank": 1,
        "pack": b"p" * 32,
        "batch": BatchId(b"b" * 16),
        "records": (one_record(Value("x")),),
    }
    return Header(**{**values, **changed})  # type: ignore[arg-type]


def one_record(*said: Value | None) -> RecordChanges:
    made = tuple(Change(OperationKind.SET, 7, value) for value in said)
    return RecordChanges(entity=1, record=RecordId(b"e" * 16), changes=made)


@given(headers(), SIXTEEN)
def test_that_a_transaction_read_again_is_the_one_that_was_sealed(given_header: Header, salt: bytes):
    sealed = seal(given_header, salt)
    assert sealed.header == given_header
    again = parse(sealed.header_bytes, sealed.salt, sealed.values)
    assert again == sealed
    assert [*again.operations()] == [*sealed.operations()]
    assert len({item[2].id for item in again.operations()}) == sum(1 for _item in again.operations())


@given(headers(), SIXTEEN)
def test_that_erased_values_leave_the_chain_as_it_was(given_header: Header, salt: bytes):
    sealed = seal(given_header, salt)
    erased = parse(sealed.header_bytes, None, None)
    assert erased.hash == sealed.hash
    assert all(operation.value is None for _entity, _record, operation in erased.operations())
    shapes = [(item.id, item.kind, item.field, item.pred) for _entity, _record, item in erased.operations()]
    assert shapes == [(item.id, item.kind, item.field, item.pred) for _entity, _record, item in sealed.operations()]


@given(headers(), SIXTEEN, st.randoms())
def test_that_a_flipped_bit_is_refused_or_gives_another_hash(given_header: Header, salt: bytes, rnd: random.Random):
    sealed = seal(given_header, salt)
    for name, data in (("header", sealed.header_bytes), ("values", sealed.values), ("salt", sealed.salt)):
        assert data
        flipped = bytearray(data)
        flipped[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
        parts = {"header": sealed.header_bytes, "salt": sealed.salt, "values": sealed.values, name: bytes(flipped)}
        try:
            other = parse(parts["header"], parts["salt"], parts["values"])  # type: ignore[arg-type]
        except ValueError:
            continue
        assert name == "header"
        assert other.hash != sealed.hash


@given(st.binary(max_size=400))
def test_that_any_other_bytes_are_refused_as_such(data: bytes):
    with pytest.raises(ValueError):
        parse(data, SALT, data)


_plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=3) | st.binary(max_size=33),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 15), inner, max_size=4),
    max_leaves=12,
)


@given(headers(), st.integers(0, 13), _plain)
def test_that_a_header_with_a_strange_item_is_refused_as_such(given_header: Header, item: int, strange: object):
    sealed = seal(given_header, SALT)
    body = cbor2.loads(sealed.header_bytes)
    body[item] = strange
    try:
        parse(cbor2.dumps(body, canonical=True), sealed.salt, sealed.values)
    except ValueError:
        return


@given(_plain)
def test_that_strange_values_are_refused_as_such(strange: object):
    data = cbor2.dumps(strange, canonical=True)
    body = cbor2.loads(seal(header(), SALT).header_bytes)
    body[9] = hashes.sha256(SALT + data)
    try:
        found = parse(cbor2.dumps(body, canonical=True), SALT, data)
    except ValueError:
        return
    assert len([*found.operations()]) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"sequence": 0},
        {"sequence": 2},
        {"previous": b"p" * 32},
        {"hlc": 2**63},
        {"hlc": -1},
        {"rank": 2**70},
        {"records": (RecordChanges(entity=1, record=RecordId(b"short"), changes=()),)},
        {"records": (RecordChanges(entity=1, record=RecordId(b"e" * 16), changes=(Change(OperationKind.SET, -1),)),)},
        {
            "records": (
                RecordChanges(
                    entity=1,
                    record=RecordId(b"e" * 16),
                    changes=(Change(OperationKind.SET, 1, None, (OperationId(b"t" * 16, 2**32),)),),
                ),
            )
        },
    ],
)
def test_that_what_no_register_could_hold_is_refused(changed: dict[str, object]):
    sealed = seal(header(**changed), SALT)
    with pytest.raises(ValueError):
        parse(sealed.header_bytes, sealed.salt, sealed.values)


def test_that_a_value_counts_in_bytes_and_64_kib_are_the_most():
    fits = seal(header(records=(one_record(Value("地" * 21_845)),)), SALT)
    assert parse(fits.header_bytes, fits.salt, fits.values).hash == fits.hash
    large = seal(header(records=(one_record(Value("地" * 21_846)),)), SALT)
    with pytest.raises(ValueError, match="too large"):
        parse(large.header_bytes, large.salt, large.values)


def test_that_more_than_a_mebibyte_is_refused_with_words_that_help():
    many = one_record(*[Value("x" * 60_000)] * (MAX_TRANSACTION_BYTES // 60_000 + 1))
    with pytest.raises(RuleError, match="smaller parts"):
        seal(header(records=(many,)), SALT)


def test_that_half_a_character_is_refused_with_words_that_help():
    with pytest.raises(RuleError, match="cannot be saved"):
        seal(header(records=(one_record(Value("\ud800")),)), SALT)


def test_that_a_header_not_in_its_one_form_is_refused():
    body = cbor2.loads(seal(header(), SALT).header_bytes)
    reversed_keys = bytes([0xA0 | len(body)]) + b"".join(
        cbor2.dumps(key) + cbor2.dumps(body[key]) for key in sorted(body, reverse=True)
    )
    assert cbor2.loads(reversed_keys) == body
    with pytest.raises(ValueError):
        parse(reversed_keys, None, None)


@given(st.lists(changes, max_size=8).map(tuple))
def test_that_the_index_holds_the_changes_of_the_transaction(said: tuple[Change, ...]):
    assert unpack_changes(pack_kinds(said), pack_values(said)) == said
    for change in said:
        assert decode_value(encode_value(change.value)) == change.value


@given(st.lists(changes, max_size=8).map(tuple))
def test_that_of_erased_values_the_index_keeps_what_was_changed(said: tuple[Change, ...]):
    assert unpack_changes(pack_kinds(said), None) == tuple(change._replace(value=None) for change in said)


def test_that_yes_and_no_are_written_as_one_and_zero():
    assert encode_value(Value(True)) == 1  # type: ignore[arg-type]
    for strange in (True, [True], [9], [[1]], [1, 2], 1.5, {}, 2**63, -(2**63) - 1):
        with pytest.raises(ValueError):
            decode_value(strange)
