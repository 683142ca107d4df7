"""Undo takes back exactly what was done, and says when it cannot."""

from __future__ import annotations

import pytest
from registers import add_family, change, deliver, household_values, is_alive, living, new, remove, save, value

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, DONT_KNOW, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.register import facts
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.register import history
from poverty_desktop.queries.register.years import household_year_id
from poverty_desktop.store import log


def test_that_two_corrections_of_one_fact_are_taken_back_one_after_the_other(field):
    family = add_family(field)
    states = [living(field)]
    for phone in ("111", "222"):
        save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value(phone)))
        states.append(living(field))
    undo.undo(field)
    assert living(field) == states[1]
    undo.undo(field)
    assert living(field) == states[0]
    undo.redo(field)
    assert living(field) == states[1]
    undo.redo(field)
    assert living(field) == states[2]


def test_that_undo_of_a_creation_takes_the_records_out_and_redo_brings_them_back(field):
    before = living(field)
    add_family(field)
    after = living(field)
    undo.undo(field)
    assert living(field) == before
    undo.redo(field)
    assert living(field) == after
    undo.undo(field)
    assert living(field) == before


def test_that_undo_of_a_removal_brings_the_record_back(field):
    family = add_family(field)
    before = living(field)
    save(field, remove(RecordKind.HOUSEHOLD_YEAR, family.year))
    assert not is_alive(field, RecordKind.HOUSEHOLD_YEAR, family.year)
    undo.undo(field)
    assert living(field) == before


def test_that_undo_restores_sets_and_reasons_for_nothing(field):
    family = add_family(field)
    states = [living(field)]
    for health in (Value("01 02"), DONT_KNOW, BLANK, Value("03")):
        save(field, change(RecordKind.PERSON_YEAR, family.head_year, health=health))
        states.append(living(field))
    assert value(field, RecordKind.PERSON_YEAR, family.head_year, "health") == "03"
    for before in reversed(states[:-1]):
        undo.undo(field)
        assert living(field) == before


def test_that_blank_replaces_the_reason_why_a_set_is_empty(field):
    family = add_family(field)
    save(field, change(RecordKind.PERSON_YEAR, family.head_year, health=DONT_KNOW))
    assert value(field, RecordKind.PERSON_YEAR, family.head_year, "health_why") == 3
    save(field, change(RecordKind.PERSON_YEAR, family.head_year, health=BLANK))
    assert value(field, RecordKind.PERSON_YEAR, family.head_year, "health_why") is None


def test_that_a_new_action_empties_redo(field):
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("111")))
    undo.undo(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("222")))
    with pytest.raises(RuleError, match="nothing to redo"):
        undo.redo(field)


def test_that_nothing_to_undo_is_said(field):
    with pytest.raises(RuleError, match="nothing to undo"):
        undo.undo(field)


def test_that_a_household_somebody_added_members_to_is_not_undone(field):
    family = add_family(field)
    person = RecordId(field.ids.new())
    save(
        field,
        new(RecordKind.PERSON, person, {"name": Value("李四")}),
        new(
            RecordKind.MEMBERSHIP,
            RecordId(field.ids.new()),
            {"person": Value(person), "household": Value(family.household), "relation": Value("02")},
        ),
        label="",
    )
    with pytest.raises(RuleError, match="other records belong"):
        undo.undo(field)


def test_that_choosing_among_several_values_is_taken_back_to_all_of_them(field):
    family = add_family(field)
    seen = log.position(field.db)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("111")), seen=seen)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("222")), seen=seen)
    before = living(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("333")))
    chosen = living(field)
    undo.undo(field)
    assert living(field) == before
    undo.redo(field)
    assert living(field) == chosen


def test_that_undo_of_a_late_save_leaves_what_came_in_between(field):
    family = add_family(field)
    seen = log.position(field.db)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("111")), seen=seen)
    before = living(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("222")), seen=seen)
    undo.undo(field)
    assert living(field) == before


def test_that_undo_of_a_late_edit_of_a_removed_record_leaves_no_conflict_of_what_is_gone(field):
    family = add_family(field)
    save(field, remove(RecordKind.HOUSEHOLD, family.household))
    before = living(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("九组")), seen=0)
    assert is_alive(field, RecordKind.HOUSEHOLD, family.household)
    assert living(field)["unsettled"] != []
    undo.undo(field)
    assert living(field) == before


def test_that_a_record_entered_again_after_undo_is_a_blank_sheet_and_no_conflict(field):
    family = add_family(field)
    kept = living(field)
    year = household_year_id(family.household, 2025)
    values = {"household": Value(family.household), "year": Value(2025), "wage_income": Value(100)}
    save(field, new(RecordKind.HOUSEHOLD_YEAR, year, {**values, "house_area": Value("90")}))
    undo.undo(field)
    assert living(field) == kept
    save(field, new(RecordKind.HOUSEHOLD_YEAR, year, values))
    assert is_alive(field, RecordKind.HOUSEHOLD_YEAR, year)
    assert value(field, RecordKind.HOUSEHOLD_YEAR, year, "house_area") is None
    assert living(field)["unsettled"] == []
    undo.undo(field)
    assert living(field) == kept


def test_that_what_was_taken_out_is_not_corrected(field):
    family = add_family(field)
    save(field, remove(RecordKind.HOUSEHOLD_YEAR, family.year))
    with pytest.raises(RuleError, match="no longer in the register"):
        save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, house_area=Value("90")))


def test_that_correcting_a_fact_of_a_year_that_was_taken_out_begins_the_year_anew(field):
    family = add_family(field)
    save(field, remove(RecordKind.HOUSEHOLD_YEAR, family.year))
    facts.correct(
        field, RecordKind.HOUSEHOLD_YEAR, family.year, "house_area", Value("90"),
        seen=log.position(field.db), owner=family.household, year=2026,
    )  # fmt: skip
    assert is_alive(field, RecordKind.HOUSEHOLD_YEAR, family.year)
    assert value(field, RecordKind.HOUSEHOLD_YEAR, family.year, "wage_income") is None


def test_that_an_import_of_thousands_of_rows_is_undone_in_transactions_of_fitting_size(field):
    before = living(field)
    edits = []
    for number in range(1500):
        record = RecordId(field.ids.new())
        edits.append(new(RecordKind.HOUSEHOLD, record, household_values(remarks=Value(f"{number} " + "地" * 60))))
    save(field, *edits, label="Import")
    undo.undo(field)
    assert living(field) == before
    assert field.db.conn.execute("SELECT max(length(header)) FROM tx").fetchone()[0] < 600_000


def test_that_history_tells_what_is_undone_and_not_what_was_done_again(field):
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, remarks=Value("111")))

    def remarks() -> list[tuple[str, bool]]:
        rows = history.of_fact(field, RecordKind.HOUSEHOLD, family.household, "remarks", "en")
        return [(row.after, row.is_undone) for row in rows]

    assert remarks()[0] == ("111", False)
    undo.undo(field)
    assert ("111", True) in remarks()
    undo.redo(field)
    assert [undone for after, undone in remarks() if after == "111"] == [False, False]


def test_that_a_removal_carries_a_reason(field):
    family = add_family(field)
    save(field, remove(RecordKind.MEMBERSHIP, family.membership))
    rows = history.of_household(field, HouseholdId(family.household), "en")
    assert next(row.reason for row in rows if row.label == "was taken out") == "Taken out of the register"


def test_that_the_same_record_named_twice_in_one_action_does_not_contradict_itself(field):
    family = add_family(field)
    save(
        field,
        change(RecordKind.HOUSEHOLD, family.household, phone=Value("111"), address=Value("A")),
        change(RecordKind.HOUSEHOLD, family.household, phone=Value("222")),
    )
    assert value(field, RecordKind.HOUSEHOLD, family.household, "phone") == "222"
    assert value(field, RecordKind.HOUSEHOLD, family.household, "address") == "A"
    assert living(field)["unsettled"] == []


def test_that_somebody_elses_change_of_the_same_fact_since_is_not_taken_back(field, another):
    two = another(worker="乙")
    family = add_family(field)
    deliver(field, two)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("mine")))
    save(two, change(RecordKind.HOUSEHOLD, family.household, phone=Value("theirs")))
    assert deliver(two, field).accepted == 1
    before = living(field)
    with pytest.raises(RuleError, match="changed since"):
        undo.undo(field)
    assert living(field) == before


def test_that_somebody_elses_change_of_another_fact_or_option_does_not_stand_in_the_way(field, another):
    two = another(worker="乙")
    family = add_family(field)
    deliver(field, two)
    save(field, change(RecordKind.PERSON_YEAR, family.head_year, health=Value("01 02")))
    save(two, change(RecordKind.PERSON_YEAR, family.head_year, health=Value("01 03"), work_months=Value(3)))
    deliver(two, field)
    assert value(field, RecordKind.PERSON_YEAR, family.head_year, "health") == "01 02 03"
    undo.undo(field)
    assert value(field, RecordKind.PERSON_YEAR, family.head_year, "health") == "01 03"
    assert value(field, RecordKind.PERSON_YEAR, family.head_year, "work_months") == 3


def test_that_a_household_somebody_else_wrote_on_is_not_undone_away(field, another):
    two = another(worker="乙")
    family = add_family(field)
    deliver(field, two)
    save(two, change(RecordKind.HOUSEHOLD, family.household, remarks=Value("seen here")))
    deliver(two, field)
    with pytest.raises(RuleError, match="changed since"):
        undo.undo(field)
