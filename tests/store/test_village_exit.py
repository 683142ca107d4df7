"""A village leaves the list of poor villages by its own procedure: conditions, clocks, papers and the yearly record."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from registers import make_field, value

from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Ending, Outcome
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.casework import procedure_papers, procedures
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.register import villages
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.casework import procedures as states
from poverty_desktop.queries.casework import village_conditions
from poverty_desktop.queries.register import village_file
from poverty_desktop.queries.register.village_file import village_year_id

pytestmark = pytest.mark.usefixtures("english")

VOTES = {"entitled": 30, "present": 24, "agreed": 20, "opposed": 3, "abstained": 1}


@pytest.fixture
def old(tmp_path):
    """A workspace in the year of the exit examples."""
    session = make_field(tmp_path / "old", clock=ManualClock(datetime(2017, 5, 30, 9, tzinfo=UTC)))
    yield session
    session.db.conn.close()


def noted(session, procedure, step, on, **more):
    row = session.pack.procedure("village_exit").row(step)
    entry = StepEntry(step=step, on=on, signatures=row.step.signatures, **more)
    return procedures.note_step(session, [procedure], entry)


def test_that_a_village_exits_by_its_own_clock_and_only_the_announcement_marks_its_record(old):
    procedure = procedures.begin(old, old.village, "village_exit", on=date(2017, 2, 10)).value
    noted(old, procedure, "self_check", date(2017, 2, 15))
    noted(old, procedure, "review", date(2017, 2, 25), **VOTES)
    noted(old, procedure, "village_display", date(2017, 3, 1))
    noted(old, procedure, "village_sign", date(2017, 3, 7))
    with pytest.raises(RuleError):
        noted(old, procedure, "township", date(2017, 3, 10))
    procedures.take_down(old, [procedure], on=date(2017, 3, 8))
    noted(old, procedure, "township", date(2017, 3, 14))
    noted(old, procedure, "township_display", date(2017, 3, 14))
    procedures.take_down(old, [procedure], on=date(2017, 3, 21))
    with pytest.raises(RuleError):
        noted(old, procedure, "county", date(2017, 3, 18))
    noted(old, procedure, "county", date(2017, 3, 22))
    record = village_year_id(old.village, 2017)
    noted(old, procedure, "announcement", date(2017, 3, 25))
    assert value(old, RecordKind.VILLAGE_YEAR, record, "is_exited") == 1
    noted(old, procedure, "marking", date(2017, 3, 26))
    (state,) = states.of_village(old, old.village)
    assert (state.household, state.village, state.ending) == (None, old.village, Ending.COMPLETED)
    undo.undo(old)
    undo.undo(old)
    assert states.one(old, procedure).taken[-1].step == "county"


def test_that_it_is_offered_to_villages_of_its_era_only_and_never_twice(old, field):
    assert [item.id for item in states.offered_to_village(old, old.village, date(2017, 5, 1))] == ["village_exit"]
    assert states.offered_to_village(field, field.village, date(2026, 11, 23)) == ()
    procedures.begin(old, old.village, "village_exit", on=date(2017, 5, 1))
    with pytest.raises(RuleError):
        procedures.begin(old, old.village, "village_exit", on=date(2017, 5, 2))
    assert [state.head_name for state in states.running(old)] == [village_file.name_of(old.pack, old.village)]


def test_that_each_condition_shows_the_fact_behind_it_and_what_is_not_recorded_is_not_known(old):
    for name, fact in (
        ("incidence", Value("1.9")),
        ("groups", Value(6)),
        ("hard_road_groups", Value(5)),
        ("collective_income", Value(3_000_000)),
    ):
        villages.correct(old, old.village, 2017, name, fact)
    file = village_file.open_village(old, old.village, year=2017, language="en")
    found = {
        row.fact.property.name: (row.wanted, row.found, row.holds)
        for row in village_conditions.conditions(old.pack, file, "village_exit", "en")
    }
    assert found["incidence"] == ("below 2 %", "1.9 %", True)
    assert found["hard_road_groups"] == ("at least Groups 6", "5", False)
    assert found["collective_income"][1:] == ("30,000.00 yuan", True)
    assert found["clinics"] == ("at least 1", "", None)


def test_that_the_west_may_have_three_percent(old):
    from poverty_desktop.packs.village_conditions import in_force

    of_west = {
        item.property_name: item for item in in_force(old.pack.village_conditions, "village_exit", "520000000000", 2017)
    }
    assert str(of_west["incidence"].value) == "3"
    assert "clinics" in of_west


def test_that_every_paper_of_it_is_written_for_the_village(old):
    procedure = procedures.begin(old, old.village, "village_exit", on=date(2017, 2, 10)).value
    row = old.pack.procedure("village_exit")
    for step in (item for item in row.steps if item.paper is not None):
        assert procedure_papers.compose(old, procedure, step.step.id).pages
    refused = StepEntry(step="self_check", on=date(2017, 2, 11), outcome=Outcome.FAILED, signatures=("visitors",))
    procedures.note_step(old, [procedure], refused)
    noted(old, procedure, "rejected", date(2017, 2, 12))
    assert states.one(old, procedure).ending is Ending.REJECTED
