"""A procedure is begun, its steps are noted as they were signed, and what they decide reaches the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from exits import VOTES, exit_until_village, march, signed
from registers import add_family, living, value

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Ending, Outcome
from poverty_desktop.domain.procedure_warnings import Fault
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.casework import procedures
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.register import membership_events
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.casework import procedure_rows
from poverty_desktop.queries.casework import procedures as states
from poverty_desktop.queries.register.snapshot import records

pytestmark = pytest.mark.usefixtures("english")


def test_that_the_township_cannot_sign_on_10_march_without_saying_why_and_can_on_14_march(old):
    family = add_family(old, household={"household_type": Value("04")})
    procedure = exit_until_village(old, family)
    with pytest.raises(RuleError) as refused:
        procedures.note_step(old, [procedure], signed(old, "exit", "township", march(10)))
    said = i18n.render(refused.value)
    assert "2017-03-14" in said
    assert "Village signs" in said
    assert "贵州某县2017年工作手册" in said
    procedures.note_step(old, [procedure], signed(old, "exit", "township", march(14)))
    assert states.one(old, procedure).taken[-1].on == march(14)


def test_that_what_was_signed_too_early_is_noted_with_its_reason(old):
    family = add_family(old, household={"household_type": Value("04")})
    procedure = exit_until_village(old, family)
    early = signed(old, "exit", "township", march(10), exception_reason="乡镇提前签字，已退回补办")
    procedures.note_step(old, [procedure], early)
    step = states.one(old, procedure).steps[-1]
    assert step.texts["exception_reason"].startswith("乡镇")
    assert step.texts["earliest"] == "2017-03-14"


def test_that_an_exit_ends_with_the_register_saying_so_and_a_line_on_the_entry_list(old):
    family = add_family(old, household={"household_type": Value("04"), "exit_status": Value("01")})
    procedure = exit_until_village(old, family)
    for entry in (
        signed(old, "exit", "township", march(14)),
        signed(old, "exit", "township_display", march(14)),
        signed(old, "exit", "county", march(21)),
        signed(old, "exit", "county_display", march(22)),
        signed(old, "exit", "marking", march(29)),
    ):
        procedures.note_step(old, [procedure], entry)
    assert states.one(old, procedure).ending is Ending.COMPLETED
    assert value(old, RecordKind.HOUSEHOLD, family.household, "household_type") == "02"
    assert value(old, RecordKind.HOUSEHOLD, family.household, "exit_year") == 2017
    (line,) = records(old, RecordKind.ENTRY_LINE)
    assert line.values["kind"].scalar == "status"
    assert '"exit_year": 2017' in line.values["expected"].scalar


def test_that_one_undo_takes_a_step_and_what_it_changed_back(field):
    family = add_family(field, household={"household_type": Value("03"), "identified_on": Value("2025-01")})
    procedure = procedures.begin(field, family.household, "elimination", on=date(2026, 3, 1)).value
    for entry in (
        signed(field, "elimination", "check", date(2026, 3, 2)),
        signed(field, "elimination", "consent", date(2026, 3, 3)),
        signed(field, "elimination", "review", date(2026, 3, 4), **VOTES),
        signed(field, "elimination", "display", date(2026, 3, 5)),
        signed(field, "elimination", "township", date(2026, 3, 10)),
    ):
        procedures.note_step(field, [procedure], entry)
    before = living(field)
    county = signed(field, "elimination", "county", date(2026, 3, 12), answers={"elimination_mode": "01"})
    procedures.note_step(field, [procedure], county)
    assert value(field, RecordKind.HOUSEHOLD, family.household, "risk_eliminated") == 1
    assert value(field, RecordKind.HOUSEHOLD, family.household, "eliminated_on") == "2026-03"
    undo.undo(field)
    assert living(field) == before
    procedures.note_step(field, [procedure], county)
    back = signed(field, "elimination", "rolled_back", date(2026, 5, 1))
    procedures.note_step(field, [procedure], back)
    assert value(field, RecordKind.HOUSEHOLD, family.household, "eliminated_on") is None


def test_that_a_value_that_a_step_asks_for_must_be_given(field):
    family = add_family(field, household={"household_type": Value("03")})
    procedure = procedures.begin(field, family.household, "elimination", on=date(2026, 3, 1)).value
    county = signed(field, "elimination", "county", date(2026, 3, 12), exception_reason="补录")
    with pytest.raises(RuleError, match="Say what is to stand"):
        procedures.note_step(field, [procedure], county)
    with pytest.raises(RuleError, match="Say what is to stand"):
        procedures.note_step(field, [procedure], replace(county, answers={"elimination_mode": "不知道"}))
    procedures.note_step(field, [procedure], replace(county, answers={"elimination_mode": "自然消除"}))
    assert value(field, RecordKind.HOUSEHOLD, family.household, "elimination_mode") == "02"


def test_that_a_step_that_failed_changes_nothing_in_the_register(field):
    family = add_family(field)
    procedure = procedures.begin(field, family.household, "identification", on=date(2026, 3, 1)).value
    procedures.note_step(field, [procedure], signed(field, "identification", "clue", date(2026, 3, 1)))
    visit = signed(field, "identification", "visit", date(2026, 3, 2), outcome=Outcome.FAILED)
    procedures.note_step(field, [procedure], visit)
    procedures.note_step(field, [procedure], signed(field, "identification", "rejected", date(2026, 3, 2)))
    assert states.one(field, procedure).ending is Ending.REJECTED
    assert value(field, RecordKind.HOUSEHOLD, family.household, "household_type") == "01"


def test_that_a_display_is_taken_down_and_one_that_hung_too_short_wants_a_reason(field):
    family = add_family(field)
    procedure = procedures.begin(field, family.household, "identification", on=date(2026, 3, 1)).value
    for entry in (
        signed(field, "identification", "clue", date(2026, 3, 1)),
        signed(field, "identification", "visit", date(2026, 3, 2)),
        signed(field, "identification", "authorisation", date(2026, 3, 2)),
        signed(field, "identification", "comparison", date(2026, 3, 3)),
        signed(field, "identification", "review", date(2026, 3, 4), **VOTES),
        signed(field, "identification", "display", date(2026, 3, 5), place="村委会公示栏"),
    ):
        procedures.note_step(field, [procedure], entry)
    assert states.one(field, procedure).clocks.display_ends == date(2026, 3, 9)
    with pytest.raises(RuleError) as refused:
        procedures.take_down(field, [procedure], on=date(2026, 3, 8))
    assert "4 days only" in i18n.render(refused.value)
    procedures.take_down(field, [procedure], on=date(2026, 3, 9))
    assert states.one(field, procedure).clocks.display_ends is None
    with pytest.raises(RuleError, match="No display"):
        procedures.take_down(field, [procedure], on=date(2026, 3, 9))


def test_that_one_meeting_reviews_many_households_in_one_undo_step(field):
    begun = []
    for number in range(3):
        family = add_family(
            field, household={"national_number": Value(f"42058100{number}"), "household_type": Value("03")}
        )
        procedure = procedures.begin(field, family.household, "removal", on=date(2026, 3, 1)).value
        procedures.note_step(field, [procedure], signed(field, "removal", "visit", date(2026, 3, 2)))
        begun.append(procedure)
    before = living(field)
    procedures.note_step(field, begun, signed(field, "removal", "review", date(2026, 3, 5), **VOTES))
    assert all(states.one(field, item).taken[-1].step == "review" for item in begun)
    undo.undo(field)
    assert living(field) == before


def test_that_households_in_different_procedures_are_not_noted_together(field):
    one = add_family(field, household={"household_type": Value("03")})
    first = procedures.begin(field, one.household, "removal", on=date(2026, 3, 1)).value
    second = procedures.begin(field, one.household, "adjustment", on=date(2026, 3, 1)).value
    with pytest.raises(RuleError, match="same procedure"):
        procedures.note_step(field, [first, second], signed(field, "removal", "visit", date(2026, 3, 2)))


def test_that_nothing_is_signed_in_the_future_whatever_the_reason(field):
    family = add_family(field)
    procedure = procedures.begin(field, family.household, "adjustment", on=date(2026, 3, 1)).value
    late = signed(field, "adjustment", "verification", date(2027, 3, 1), exception_reason="先写上")
    with pytest.raises(RuleError, match="still to come"):
        procedures.note_step(field, [procedure], late)


def test_that_procedures_are_offered_by_era_and_by_type_and_once_at_a_time(field, old):
    family = add_family(field)
    now = {item.id for item in states.offered(field, family.household, date(2026, 3, 1))}
    assert now == {"identification", "adjustment"}
    procedures.begin(field, family.household, "adjustment", on=date(2026, 3, 1))
    assert {item.id for item in states.offered(field, family.household, date(2026, 3, 1))} == {"identification"}
    poor = add_family(old, household={"household_type": Value("04")})
    assert "exit" in {item.id for item in states.offered(old, poor.household, march(1))}
    with pytest.raises(RuleError, match="not for this household"):
        procedures.begin(field, family.household, "exit", on=date(2026, 3, 1))


def test_that_a_procedure_given_up_is_not_running_any_more_but_its_steps_stay(field):
    family = add_family(field)
    procedure = procedures.begin(field, family.household, "adjustment", on=date(2026, 3, 1)).value
    procedures.note_step(field, [procedure], signed(field, "adjustment", "verification", date(2026, 3, 2)))
    assert [item.id for item in states.running(field)] == [procedure]
    with pytest.raises(RuleError, match="Say why"):
        procedures.drop(field, procedure, on=date(2026, 3, 3), because=" ")
    procedures.drop(field, procedure, on=date(2026, 3, 3), because="农户撤回")
    assert states.running(field) == ()
    assert len(states.one(field, procedure).steps) == 1
    with pytest.raises(RuleError, match="has ended"):
        procedures.note_step(field, [procedure], signed(field, "adjustment", "consent", date(2026, 3, 4)))


def test_that_a_warning_is_told_before_anything_is_written(field):
    family = add_family(field)
    procedure = procedures.begin(field, family.household, "identification", on=date(2026, 3, 1)).value
    before = living(field)
    found = procedures.against(field, procedure, StepEntry(step="comparison", on=date(2026, 3, 2)))
    assert {item.fault.value for item in found} >= {"not_next", "lacks"}
    assert living(field) == before


def test_that_a_pack_without_procedures_says_so_and_a_register_made_with_it_still_works(field):
    family = add_family(field)
    field.pack = replace(
        field.pack,
        procedures=(),
        properties=tuple(item for item in field.pack.properties if item.kind < RecordKind.CLUE),
    )
    assert states.of_household(field, family.household) == ()
    assert states.running(field) == ()
    with pytest.raises(RuleError, match="no procedures"):
        procedures.begin(field, family.household, "adjustment", on=date(2026, 3, 1))


def test_that_the_county_cannot_sign_on_18_march_and_can_on_21_march(old):
    procedure = exit_until_village(old, add_family(old, household={"household_type": Value("04")}))
    for entry in (signed(old, "exit", "township", march(14)), signed(old, "exit", "township_display", march(14))):
        procedures.note_step(old, [procedure], entry)
    (early,) = procedures.against(old, procedure, signed(old, "exit", "county", march(18)))
    assert (early.fault, early.day) == (Fault.TOO_EARLY, march(21))
    assert procedures.against(old, procedure, signed(old, "exit", "county", march(21))) == ()


def test_that_half_a_year_counts_from_the_day_on_which_the_month_was_written(field):
    family = add_family(field, household={"household_type": Value("01")})
    known = add_family(field, household={"household_type": Value("03"), "identified_on": Value("2026-03")})
    identified = procedures.begin(field, family.household, "identification", on=date(2026, 3, 20)).value
    county = signed(
        field, "identification", "county", date(2026, 3, 31), answers={"monitoring_category": "02"},
        exception_reason="补录",
    )  # fmt: skip
    procedures.note_step(field, [identified], county)
    days = []
    for household in (family.household, known.household):
        begun = procedures.begin(field, household, "elimination", on=date(2026, 4, 1)).value
        days.append(states.one(field, begun).next[0].earliest.day)
    assert days == [date(2026, 9, 30), date(2026, 9, 1)]


def test_that_a_running_procedure_whose_day_is_over_says_so(field):
    late, early = add_family(field), add_family(field)
    today = field.clock.today()
    for family, days in ((late, 30), (early, 1)):
        begun = procedures.begin(field, family.household, "identification", on=today - timedelta(days=days)).value
        procedures.note_step(field, [begun], signed(field, "identification", "clue", today - timedelta(days=days)))
    first, second = procedure_rows.running(field, "zh_CN")
    assert (first.household, first.is_overdue) == (late.household, True)
    assert (second.household, second.is_overdue) == (early.household, False)
    assert first.due is not None
    assert first.due < today


def test_that_a_procedure_of_a_household_that_was_merged_away_can_only_be_given_up(field):
    ending, kept = add_family(field), add_family(field)
    procedures.begin(field, ending.household, "identification", on=field.clock.today())
    (row,) = procedure_rows.running(field, "zh_CN")
    assert not row.is_left
    relations = {
        RecordId(bytes(found[0])): "20"
        for found in field.db.conn.execute("SELECT id FROM membership WHERE household = ?", (ending.household,))
    }
    membership_events.merge(field, kept.household, ending.household, relations, day=field.clock.today())
    (row,) = procedure_rows.running(field, "zh_CN")
    assert row.is_left
    procedures.drop(field, row.id, on=field.clock.today(), because="已并入另一户")
    assert procedure_rows.running(field, "zh_CN") == ()
    (row,) = procedure_rows.of_household(field, ending.household, "zh_CN").rows
    assert not row.is_left
