"""The merge is a function of the set of operations, and forgets nothing that nobody replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_factory import (
    CHOICES,
    COUNTY,
    HARD,
    OFFICIAL,
    SOFT,
    History,
    histories,
    name,
    operation,
    removal,
    rules,
)

from poverty_desktop.domain.values import BLANK, DONT_KNOW, Value
from poverty_desktop.journal import hlc
from poverty_desktop.journal.fold import Status, fold, shown_at_birth
from poverty_desktop.journal.operation import EXISTENCE, Change, Entry, Operation, OperationId, OperationKind

A, B, C = Value("a"), Value("b"), Value("c")
said = st.builds(
    Change,
    kind=st.sampled_from(OperationKind),
    field=st.sampled_from((EXISTENCE, SOFT, HARD, OFFICIAL, CHOICES, 99)),
    value=st.none() | st.sampled_from((A, B, BLANK, DONT_KNOW)),
    pred=st.just(()) | st.just((name(1),)),
)
creations = st.lists(
    st.sampled_from((SOFT, HARD, OFFICIAL, 99)).map(lambda number: Change(OperationKind.SET, number, A))
    | st.sampled_from((A, B)).map(lambda value: Change(OperationKind.ADD, CHOICES, value)),
    max_size=6,
).map(lambda changes: [Change(OperationKind.CREATE, EXISTENCE), *changes])


# ---- laws


@given(st.lists(said, max_size=6) | creations, st.sampled_from((1, COUNTY)))
def test_that_what_a_record_shows_at_birth_is_what_the_merge_shows(changes: list[Change], rank: int):
    shown = shown_at_birth(changes, rules)
    state = fold(Entry(name(5).transaction, 0, 1, rank, tuple(changes)).operations(), rules)
    if shown is not None:
        assert state.is_alive
        assert state.existence is Status.CLEAN
        assert shown == {number: field.shown for number, field in state.fields.items()}
        assert {field.status for field in state.fields.values()} <= {Status.CLEAN}


def test_that_a_plain_creation_is_shown_without_the_merge():
    changes = [
        Change(OperationKind.CREATE, EXISTENCE),
        Change(OperationKind.SET, OFFICIAL, A),
        Change(OperationKind.ADD, CHOICES, B),
        Change(OperationKind.ADD, CHOICES, A),
    ]
    assert shown_at_birth(changes, rules) == {OFFICIAL: A, CHOICES: Value("a b")}


@given(histories(), st.randoms())
def test_that_neither_order_nor_repetition_changes_the_state(history: History, random):
    shuffled = [*history.operations, *random.sample(history.operations, len(history.operations) // 2)]
    random.shuffle(shuffled)
    assert fold(shuffled, rules) == fold(history.operations, rules)


@given(histories(), st.data())
def test_that_the_union_of_parts_gives_the_whole_however_it_is_parted(history: History, data):
    parts = [data.draw(st.integers(0, 2)) for _item in history.operations]
    split = [[item for item, part in zip(history.operations, parts, strict=True) if part == n] for n in range(3)]
    assert fold([*split[2], *split[0], *split[1]], rules) == fold([*split[0], *[*split[1], *split[2]]], rules)


@given(histories())
def test_that_an_operation_stops_standing_only_where_someone_who_was_shown_it_replaced_it(history: History):
    state = fold(history.operations, rules)
    for item in history.operations:
        others = [other for other in history.operations if other.field == item.field and other.id != item.id]
        witnesses = [other for other in others if item.id in history.shown[other.id]]
        heads = state.existence_heads if item.field == EXISTENCE else state.fields[item.field].heads
        if item.field not in (CHOICES, EXISTENCE):
            assert (item in heads) == (not witnesses)
        elif item not in heads:
            assert witnesses


@given(histories())
def test_that_every_option_added_stands_until_somebody_who_was_shown_it_takes_it_away(history: History):
    written = [item for item in history.operations if item.field == CHOICES]
    expected = {
        str(item.value.scalar)
        for item in written
        if item.kind is OperationKind.ADD
        and not any(
            other.kind is OperationKind.TAKE and other.value == item.value and item.id in history.shown[other.id]
            for other in written
        )
    }
    field = fold(history.operations, rules).fields.get(CHOICES)
    assert set(str(field.shown.scalar or "").split() if field else ()) == expected


@given(histories())
def test_that_a_record_is_gone_only_where_its_removers_had_seen_all_that_stands(history: History):
    state = fold(history.operations, rules)
    standing = {identity: item for item in history.operations for identity in [item.id] if identity in state.standing}
    removals = [item for item in standing.values() if item.kind is OperationKind.REMOVE]
    unseen = [
        item
        for item in standing.values()
        if item not in removals and not any(item.id in history.shown[removal.id] for removal in removals)
    ]
    assert state.is_alive == (not removals or bool(unseen))
    assert (state.existence is Status.HARD) == (bool(removals) and bool(unseen))


@given(histories(), st.data())
def test_that_clocks_ten_years_off_change_no_head_and_no_conflict(history: History, data):
    years = st.integers(-10 * 366 * 86_400_000, 10 * 366 * 86_400_000)
    moved = [item._replace(hlc=max(0, item.hlc + (data.draw(years) << 16))) for item in history.operations]
    state, other = fold(history.operations, rules), fold(moved, rules)
    assert other.is_alive == state.is_alive
    assert other.existence is state.existence
    assert set(other.standing) == set(state.standing)
    assert {number: field.status for number, field in other.fields.items()} == {
        number: field.status for number, field in state.fields.items()
    }


@given(histories(), st.data())
def test_that_what_has_not_arrived_adds_ghosts_and_hides_nothing(history: History, data):
    missing = {item.id for item in history.operations if data.draw(st.booleans())}
    present = [item for item in history.operations if item.id not in missing]
    state, whole = fold(present, rules), fold(history.operations, rules)
    assert {item.id for item in present} & set(whole.standing) <= set(state.standing)
    named = {pred for item in present for pred in item.pred}
    assert state.missing == named & missing


@given(histories())
def test_that_what_is_shown_stands_or_was_decided(history: History):
    for number, field in fold(history.operations, rules).fields.items():
        if number == CHOICES:
            continue
        written = {item.value for item in history.operations if item.field == number}
        assert field.shown in written
        if field.status is not Status.PROPOSED:
            heads = {head.value for head in field.heads}
            assert field.shown in heads or any(
                item.rank >= COUNTY for item in history.operations if item.field == number
            )


# ---- cases


def test_that_two_values_of_people_who_had_not_seen_each_other_are_a_conflict_that_keeps_both():
    first = operation(1, value=A)
    state = fold([first, operation(2, value=B, pred=[first.id]), operation(3, value=C, pred=[first.id])], rules)
    assert state.fields[HARD].status is Status.HARD
    assert {head.value for head in state.fields[HARD].heads} == {B, C}


def test_that_a_soft_field_shows_the_later_value_and_the_higher_rank_before_it():
    early, late = operation(1, field=SOFT, value=A, hlc=1), operation(2, field=SOFT, value=B, hlc=2)
    assert fold([early, late], rules).fields[SOFT].shown == B
    assert fold([early._replace(rank=2), late], rules).fields[SOFT].shown == A
    assert fold([early, late], rules).fields[SOFT].status is Status.SOFT


def test_that_equal_values_are_no_conflict():
    state = fold([operation(1, value=A), operation(2, value=A)], rules)
    assert state.fields[HARD].status is Status.CLEAN
    assert len(state.fields[HARD].heads) == 2


@pytest.mark.parametrize("other", [BLANK, DONT_KNOW, Value(0), Value("0"), Value(b"0")])
def test_that_different_nothings_and_zero_are_different_values(other):
    assert fold([operation(1, value=Value("x")), operation(2, value=other)], rules).fields[HARD].status is Status.HARD


def test_that_a_third_edit_that_arrives_later_opens_a_settled_conflict_again():
    one, two = operation(1, value=A), operation(2, value=B)
    settled = operation(3, value=B, pred=[one.id, two.id], kind=OperationKind.RESOLVE)
    assert fold([one, two, settled], rules).fields[HARD].status is Status.CLEAN
    assert fold([one, two, settled, operation(4, value=C, pred=[one.id])], rules).fields[HARD].status is Status.HARD


def test_that_a_village_edit_over_an_office_decision_is_a_proposal():
    decided = operation(1, field=OFFICIAL, value=A, rank=COUNTY)
    proposed = operation(2, field=OFFICIAL, value=B, pred=[decided.id], rank=1)
    field = fold([decided, proposed], rules).fields[OFFICIAL]
    assert (field.status, field.shown, [head.value for head in field.heads]) == (Status.PROPOSED, A, [B])
    taken_up = operation(3, field=OFFICIAL, value=B, pred=[proposed.id], rank=COUNTY)
    field = fold([decided, proposed, taken_up], rules).fields[OFFICIAL]
    assert (field.status, field.shown) == (Status.CLEAN, B)


def test_that_a_proposal_which_says_what_the_office_said_is_none():
    decided = operation(1, field=OFFICIAL, value=A, rank=COUNTY)
    state = fold([decided, operation(2, field=OFFICIAL, value=A, pred=[decided.id])], rules)
    assert state.fields[OFFICIAL].status is Status.CLEAN


def test_that_two_decisions_of_the_office_are_a_conflict_whatever_the_village_says():
    one = operation(1, field=OFFICIAL, value=A, rank=COUNTY)
    two = operation(2, field=OFFICIAL, value=B, rank=COUNTY)
    village = operation(3, field=OFFICIAL, value=C, pred=[one.id, two.id])
    field = fold([one, two, village], rules).fields[OFFICIAL]
    assert field.status is Status.HARD
    assert field.shown in (A, B)


def test_that_without_a_decision_the_village_value_stands():
    field = fold([operation(1, field=OFFICIAL, value=A)], rules).fields[OFFICIAL]
    assert (field.status, field.shown) == (Status.CLEAN, A)


def test_that_an_option_added_here_survives_its_removal_there():
    first = operation(1, field=CHOICES, kind=OperationKind.ADD, value=Value("01"))
    again = operation(2, field=CHOICES, kind=OperationKind.ADD, value=Value("01"))
    taken = operation(3, field=CHOICES, kind=OperationKind.TAKE, value=Value("01"), pred=[first.id])
    assert fold([first, taken], rules).fields[CHOICES].shown == BLANK
    assert fold([first, again, taken], rules).fields[CHOICES].shown == Value("01")


def test_that_additions_of_two_teams_both_stand_in_order_of_their_codes():
    two = operation(1, field=CHOICES, kind=OperationKind.ADD, value=Value("02"))
    one = operation(2, field=CHOICES, kind=OperationKind.ADD, value=Value("01"))
    assert fold([two, one], rules).fields[CHOICES].shown == Value("01 02")


def test_that_a_reason_for_an_empty_set_shows_until_an_option_is_added():
    why = operation(1, field=CHOICES, value=DONT_KNOW)
    assert fold([why], rules).fields[CHOICES].shown == DONT_KNOW
    added = operation(2, field=CHOICES, kind=OperationKind.ADD, value=Value("01"), pred=[why.id])
    assert fold([why, added], rules).fields[CHOICES].shown == Value("01")


def _created() -> list[Operation]:
    made = operation(1, field=EXISTENCE, kind=OperationKind.CREATE, value=None)
    return [made, operation(2, value=A)]


def _ids(items: list[Operation]) -> list[OperationId]:
    return [item.id for item in items]


def test_that_an_edit_concurrent_to_a_removal_keeps_the_record_and_is_hard():
    made = _created()
    gone = removal(3, _ids(made))
    assert not fold([*made, gone], rules).is_alive
    state = fold([*made, gone, operation(4, value=B, pred=[made[1].id])], rules)
    assert (state.is_alive, state.existence) == (True, Status.HARD)
    elsewhere = fold([*made, gone, operation(5, field=SOFT, value=B)], rules)
    assert (elsewhere.is_alive, elsewhere.existence) == (True, Status.HARD)


def test_that_two_removals_who_saw_different_edits_take_the_record_away_together():
    made = _created()
    edit = operation(4, value=B, pred=[made[1].id])
    blind, seeing = removal(3, _ids(made)), removal(5, [made[0].id, edit.id])
    assert not fold([*made, edit, blind, seeing], rules).is_alive


def test_that_a_restored_record_is_alive_and_settled():
    made = _created()
    gone = removal(3, _ids(made))
    back = operation(4, field=EXISTENCE, kind=OperationKind.RESTORE, value=None, pred=[gone.id])
    state = fold([*made, gone, back], rules)
    assert (state.is_alive, state.existence) == (True, Status.CLEAN)
    assert state.fields[HARD].shown == A


def test_that_a_field_nobody_here_knows_is_kept():
    assert fold([operation(1, field=999, value=A)], rules).fields[999].shown == A


def test_that_nothing_folds_to_nothing():
    state = fold([], rules)
    assert state.is_alive
    assert not state.fields
    assert state.missing == frozenset()
    assert fold([operation(1, pred=[name(9)])], rules).missing == {name(9)}


# ---- logical time

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@given(st.integers(0, 2**62), st.integers(-3650, 3650))
def test_that_logical_time_never_goes_back_whatever_the_wall_clock_does(last: int, days: int):
    assert hlc.tick(last, NOW + timedelta(days=days)) > last


def test_that_a_remote_time_a_day_ahead_is_not_followed():
    ahead = hlc.tick(0, NOW + timedelta(hours=25))
    assert hlc.observe(0, ahead, NOW) == 0
    near = hlc.tick(0, NOW + timedelta(hours=23))
    assert hlc.observe(0, near, NOW) == near


def test_that_a_moment_beyond_the_calendar_is_its_end():
    assert hlc.moment(hlc.tick(0, NOW)) == NOW
    assert hlc.moment(2**63 - 1).year == 9999 or hlc.moment(2**63 - 1) > NOW
