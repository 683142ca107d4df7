"""Births, deaths, marriages, moves, splits and mergers are dated memberships: nobody is deleted, nobody is twice."""

from __future__ import annotations

from datetime import date

import pytest
from registers import NEIGHBOUR, NOW, add_family, living, new, save, value

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership import Membership, households_of
from poverty_desktop.domain.membership_events import Event
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.lookback import checks
from poverty_desktop.operations.register import membership_events as events
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.register.snapshot import records

DAY = date(2026, 6, 1)
TODAY = NOW.date()


def out(session, event):
    return events.reason_for(session.pack, "reason_out", event)


def into(session, event):
    return events.reason_for(session.pack, "reason_in", event)


def memberships(session):
    return [
        Membership(
            person=item.values["person"].scalar,
            household=item.values["household"].scalar,
            relation=item.values["relation"].scalar,
            from_date=date.fromisoformat(item.values["from_date"].scalar) if "from_date" in item.values else None,
            to_date=date.fromisoformat(item.values["to_date"].scalar) if "to_date" in item.values else None,
        )
        for item in records(session, RecordKind.MEMBERSHIP)
    ]


def add_child(session, family, name="张小"):
    done = events.join(
        session,
        family.household,
        {"name": Value(name), "birth_date": Value("2001-05-01")},
        day=date(2001, 5, 1),
        reason=into(session, Event.BORN),
        relation="03",
    )
    return done.value


def membership_of(session, person):
    return next(records(session, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [person])).id


def test_that_a_death_ends_the_membership_dates_the_death_and_deletes_nobody(field):
    family = add_family(field)
    events.leave(field, [family.membership], day=DAY, reason=out(field, Event.DIED))
    assert value(field, RecordKind.MEMBERSHIP, family.membership, "to_date") == "2026-06-01"
    assert value(field, RecordKind.PERSON, family.head, "death_date") == "2026-06-01"
    assert value(field, RecordKind.PERSON, family.head, "alive") == 1


def test_that_the_next_head_is_named_with_the_death_of_the_last_and_all_is_one_undo_step(field):
    family = add_family(field)
    child = add_child(field, family)
    before = living(field)
    stays = membership_of(field, child)
    events.leave(field, [family.membership], day=DAY, reason=out(field, Event.DIED), relations={stays: "01"})
    assert value(field, RecordKind.MEMBERSHIP, stays, "relation") == "01"
    undo.undo(field)
    assert living(field) == before


def test_that_who_marries_into_a_household_of_the_register_leaves_the_old_one_on_the_same_day(field):
    old, new_home = add_family(field), add_family(field, household={"national_number": Value("4205810002")})
    child = add_child(field, old)
    events.join(field, new_home.household, child, day=DAY, reason=into(field, Event.MARRIED_IN), relation="05")
    assert households_of(child, memberships(field), date(2026, 5, 31)) == (old.household,)
    assert households_of(child, memberships(field), DAY) == (new_home.household,)
    ended = next(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NOT NULL", [child]))
    assert ended.values["reason_out"].scalar == out(field, Event.MARRIED_OUT)


def test_that_a_member_comes_into_the_household_from_a_household_of_another_village(office):
    home = add_family(office)
    village = {"village": Value(NEIGHBOUR)}
    elsewhere = add_family(office, village=NEIGHBOUR, household=village)
    events.join(office, home.household, elsewhere.head, day=DAY, reason=into(office, Event.MOVED_IN), relation="99")
    assert households_of(elsewhere.head, memberships(office), DAY) == (home.household,)


def test_that_a_split_moves_the_chosen_members_into_a_new_household_with_its_own_head(field):
    family = add_family(field)
    child = add_child(field, family)
    before = living(field)
    done = events.split(field, family.household, {membership_of(field, child): "01"}, day=DAY)
    assert households_of(child, memberships(field), DAY) == (done.value,)
    assert value(field, RecordKind.HOUSEHOLD, done.value, "group_name") == "一组"
    assert value(field, RecordKind.HOUSEHOLD, done.value, "household_type") is None
    assert value(field, RecordKind.HOUSEHOLD, done.value, "national_number") is None
    undo.undo(field)
    assert living(field) == before


@pytest.mark.parametrize("relation", ["03", "02"])
def test_that_a_split_without_a_head_of_the_new_household_is_refused(field, relation):
    family = add_family(field)
    child = add_child(field, family)
    with pytest.raises(RuleError, match="head of the new household"):
        events.split(field, family.household, {membership_of(field, child): relation}, day=DAY)


def test_that_a_split_leaves_somebody_behind(field):
    family = add_family(field)
    with pytest.raises(RuleError, match="Someone must stay"):
        events.split(field, family.household, {family.membership: "01"}, day=DAY)


def test_that_a_merger_takes_everybody_over_and_keeps_the_empty_household(field):
    kept, ending = add_family(field), add_family(field, household={"national_number": Value("4205810002")})
    before = living(field)
    events.merge(field, kept.household, ending.household, {ending.membership: "11"}, day=DAY)
    assert households_of(ending.head, memberships(field), DAY) == (kept.household,)
    assert value(field, RecordKind.HOUSEHOLD, ending.household, "alive") == 1
    undo.undo(field)
    assert living(field) == before


def test_that_a_merger_asks_for_every_members_relation(field):
    kept, ending = add_family(field), add_family(field)
    with pytest.raises(RuleError, match="every member"):
        events.merge(field, kept.household, ending.household, {}, day=DAY)


def test_that_an_event_of_tomorrow_is_refused(field):
    family = add_family(field)
    with pytest.raises(RuleError, match="future"):
        events.leave(field, [family.membership], day=date(2027, 1, 1), reason=out(field, Event.DIED))


def test_that_nobody_leaves_twice_or_before_joining(field):
    family = add_family(field)
    child = membership_of(field, add_child(field, family))
    with pytest.raises(RuleError, match="joined only on 2001-05-01"):
        events.leave(field, [child], day=date(2001, 4, 30), reason=out(field, Event.MOVED_OUT))
    events.leave(field, [child], day=DAY, reason=out(field, Event.MOVED_OUT))
    with pytest.raises(RuleError, match="left the household already"):
        events.leave(field, [child], day=DAY, reason=out(field, Event.MOVED_OUT))


def test_that_nobody_joins_before_birth(field):
    family = add_family(field)
    with pytest.raises(RuleError, match="born only on 2001-05-01"):
        events.join(
            field,
            family.household,
            {"name": Value("张小"), "birth_date": Value("2001-05-01")},
            day=date(2001, 4, 30),
            reason=into(field, Event.BORN),
            relation="03",
        )


def test_that_a_reason_the_pack_does_not_have_is_refused(field):
    family = add_family(field)
    with pytest.raises(RuleError, match="no such reason"):
        events.leave(field, [family.membership], day=DAY, reason="77")


def test_that_who_was_gone_returns_as_the_same_person(field):
    family = add_family(field)
    child = add_child(field, family)
    first = membership_of(field, child)
    events.leave(field, [first], day=date(2020, 1, 1), reason="05")
    events.join(field, family.household, child, day=DAY, reason="05", relation="03")
    times = list(records(field, RecordKind.MEMBERSHIP, "person = ?", [child]))
    assert len(times) == 2
    assert households_of(child, memberships(field), date(2023, 1, 1)) == ()
    assert households_of(child, memberships(field), TODAY) == (family.household,)


def test_that_a_membership_that_is_not_there_is_said_so(field):
    add_family(field)
    with pytest.raises(RuleError, match="does not belong"):
        events.leave(field, [RecordId(b"\x01" * 16)], day=DAY, reason="01")


def test_that_members_of_another_household_cannot_be_split_off(field):
    family, other = add_family(field), add_family(field)
    child = add_child(field, family)
    with pytest.raises(RuleError, match="does not belong"):
        events.split(field, family.household, {membership_of(field, child): "01", other.membership: "02"}, day=DAY)


def test_that_a_new_person_needs_a_name(field):
    family = add_family(field)
    with pytest.raises(RuleError, match="name"):
        events.join(field, family.household, {}, day=DAY, reason="01", relation="03")


def test_that_events_move_people_of_all_households_alike(field):
    kept = add_family(field)
    person, membership = RecordId(field.ids.new()), RecordId(field.ids.new())
    save(
        field,
        new(RecordKind.PERSON, person, {"name": Value("李四")}),
        new(
            RecordKind.MEMBERSHIP,
            membership,
            {"person": Value(person), "household": Value(kept.household), "relation": Value("02")},
        ),
    )
    events.leave(field, [kept.membership, membership], day=DAY, reason=out(field, Event.MOVED_OUT))
    assert all(item.to_date == DAY for item in memberships(field))


def explain(session, household, record, note):
    key = checks.FindingKey(check="A08", household=household, record=record)
    checks.waive(session, [key], checks.Explanation(reason="01", note=note))


def explained(session, household):
    found = records(session, RecordKind.WAIVER, "household = ?", [household])
    return {(item.values["person"].scalar, item.values["note"].scalar) for item in found}


def test_that_what_explains_a_persons_finding_goes_along_in_a_split_and_comes_back_by_undo(field):
    family = add_family(field)
    child = add_child(field, family)
    explain(field, family.household, child, "落户手续办理中")
    before = living(field)
    made = events.split(field, family.household, {membership_of(field, child): "01"}, day=DAY).value
    assert explained(field, made) == {(child, "落户手续办理中")}
    key = checks.FindingKey(check="A08", household=made, record=child)
    assert checks.unwaive(field, [key]).value == 1  # it can be taken back where it stands now
    undo.undo(field)
    undo.undo(field)
    assert living(field) == before


def test_that_what_the_other_household_says_of_a_finding_stands_in_a_merger(field):
    kept, ending = add_family(field), add_family(field, household={"national_number": Value("4205810002")})
    explain(field, ending.household, ending.head, "已申领")
    explain(field, kept.household, ending.head, "户里另有说明")
    events.merge(field, kept.household, ending.household, {ending.membership: "04"}, day=DAY)
    assert explained(field, kept.household) == {(ending.head, "户里另有说明")}
    assert explained(field, ending.household) == {(ending.head, "已申领")}
