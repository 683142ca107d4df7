"""Who was visited as the rules of the pack ask: counted by month and quarter, overdue on Today, planned on paper."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest
from registers import NOW, PASSPHRASE, add_family, change, save

from poverty_desktop.checks import indicators
from poverty_desktop.cli.main import main
from poverty_desktop.domain import periods
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import Event
from poverty_desktop.domain.periods import Period
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.assistance import helpers, visit_drafts, visit_routes, visits
from poverty_desktop.operations.assistance.helpers import Helper
from poverty_desktop.operations.assistance.visits import VisitTyped
from poverty_desktop.operations.register import membership_events
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries import today
from poverty_desktop.queries.assistance import coverage
from poverty_desktop.queries.assistance.coverage import By
from poverty_desktop.queries.casework import clocks
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.queries.register.snapshot import records

TODAY = NOW.date()  # 2026-11-23


@pytest.fixture
def families(field):
    """A monitored household and an ordinary one."""
    found = [add_family(field), add_family(field)]
    values = {"household_type": Value("03"), "monitoring_category": Value("01")}
    save(field, change(RecordKind.HOUSEHOLD, found[0].household, **values))
    ordinary = {"household_type": Value("01"), "monitoring_category": BLANK}
    save(field, change(RecordKind.HOUSEHOLD, found[1].household, **ordinary))
    return found


def _visit(field, family, day):
    visits.write_down(field, [family.household], VisitTyped(visitors="测试员", seen="好", on=day, at="09:00"))


def _row(field, family, period, day=TODAY):
    return next(row for row in coverage.listed(field, period, day) if row.household == family.household)


def test_that_a_monitored_household_is_owed_each_month_and_another_each_quarter(field, families):
    monitored, ordinary = families
    assert (_row(field, monitored, Period.MONTH).wanted, _row(field, ordinary, Period.MONTH).wanted) == (1, 0)
    assert (_row(field, monitored, Period.QUARTER).wanted, _row(field, ordinary, Period.QUARTER).wanted) == (3, 1)
    _visit(field, monitored, date(2026, 10, 30))
    row = _row(field, monitored, Period.MONTH)
    assert (row.visited, row.is_owed, row.days, row.is_overdue) == (0, True, 24, False)
    assert _row(field, monitored, Period.MONTH, date(2026, 10, 1)).visited == 1
    assert _row(field, ordinary, Period.QUARTER).is_overdue
    _visit(field, ordinary, date(2026, 11, 2))
    row = _row(field, ordinary, Period.QUARTER)
    assert (row.is_owed, row.is_overdue) == (False, False)


def test_that_the_assessment_counts_the_months_and_quarters_that_are_over(field, families):
    monitored, ordinary = families
    for day in (date(2026, 2, 3), date(2026, 2, 20), date(2026, 10, 1), date(2026, 11, 2)):  # November is not over
        _visit(field, monitored, day)
    _visit(field, ordinary, date(2026, 4, 1))
    counted = indicators.tallies(field, TODAY.year)
    (monthly,), (quarterly,) = counted["visits_monthly"].values(), counted["visits_quarterly"].values()
    assert (monthly.part, monthly.whole, monthly.rows) == (2, 10, 1)
    assert (quarterly.part, quarterly.whole, quarterly.rows) == (2, 6, 2)


def test_that_figures_stand_by_group_helper_and_visitor(field, families):
    helpers.pair(field, [families[0].household], Helper(name="刘干部"))
    _visit(field, families[0], date(2026, 11, 2))
    _visit(field, families[0], date(2026, 11, 3))
    rows = coverage.listed(field, Period.MONTH, TODAY)
    by = {count.name: count for count in coverage.counts(field, rows, By.HELPER, Period.MONTH, TODAY)}
    assert (by["刘干部"].owed, by["刘干部"].visits, by["刘干部"].share) == (0, 2, 100)
    (visitor,) = coverage.counts(field, rows, By.VISITOR, Period.MONTH, TODAY)
    assert (visitor.name, visitor.households, visitor.visits) == ("测试员", 1, 2)
    (village,) = coverage.counts(field, rows, By.VILLAGE, Period.MONTH, TODAY)
    assert (village.households, village.owed, village.overdue) == (1, 0, 0)  # the other one is due by the quarter


def test_that_today_counts_who_was_not_visited_for_too_long(field, families):
    assert clocks.counts(field).visits == ((30, 1), (92, 1))
    _visit(field, families[0], TODAY)
    visit_drafts.keep(field, [families[1].household], {"seen": "x"})
    found = clocks.counts(field)
    assert (found.visits, found.visit_drafts) == (((92, 1),), 1)


def test_that_nobody_is_to_be_visited_where_nobody_is_left(field, families):
    gone, other = families
    membership = next(records(field, RecordKind.MEMBERSHIP, "household = ?", [gone.household])).id
    died = membership_events.reason_for(field.pack, "reason_out", Event.DIED)
    membership_events.leave(field, [membership], day=TODAY, reason=died)
    assert [row.household for row in coverage.listed(field, Period.QUARTER, TODAY)] == [other.household]
    row = today.today(field)
    assert (row.household_count, row.person_count, row.filed_count) == (1, 1, 0)
    listed = households.find(field, HouseholdFilter())
    assert {(row.head_name, row.member_count) for row in listed.rows} == {("张三", 0), ("张三", 1)}


def test_that_the_plan_of_visits_is_a_sheet_in_the_order_of_the_way(field, families, tmp_path):
    assert visit_routes.write(field, tmp_path / "plan.pdf", Period.MONTH, TODAY) == 2
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")
    visit_routes.write(field, tmp_path / "plan.xlsx", Period.MONTH, TODAY)
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx").active
    assert sheet.max_row == 5
    for family in families:
        _visit(field, family, TODAY)
    with pytest.raises(RuleError, match="nothing to plan"):
        visit_routes.write(field, tmp_path / "none.pdf", Period.MONTH, TODAY)


def test_that_the_terminal_tells_figures_and_who_is_left(field, families, monkeypatch, capsys, tmp_path):
    folder = field.folder
    workspace.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)

    def say(*words):
        assert main(["coverage", str(folder), *words, "--json"]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    assert say("--day", "2026-11-20")[0]["households"] == 1
    assert len(say("--left", "--period", "quarter")) == 2
    assert len(say("--overdue")) == 2
    assert say("--plan", str(tmp_path / "plan.xlsx"))["households"] == 2


def test_that_periods_begin_and_end_as_calendars_do():
    assert periods.span(Period.QUARTER, TODAY) == (date(2026, 10, 1), date(2026, 12, 31))
    assert periods.span(Period.MONTH, date(2024, 2, 5)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert periods.before(Period.YEAR, TODAY) == date(2025, 12, 31)
    assert periods.due_day(Period.MONTH, 25, TODAY) == date(2026, 11, 25)
    assert periods.due_day(Period.QUARTER, -5, TODAY) == date(2026, 12, 27)
    assert periods.due_day(Period.MONTH, 99, TODAY) == date(2026, 11, 30)
