"""The days of a team are built from visits; leave and duty are entered; the sheet and the diary are printed."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest
from registers import PASSPHRASE, add_family, deliver

from poverty_desktop.cli.main import main
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.assistance import team_days, visits
from poverty_desktop.operations.assistance.team_days import DaysTyped
from poverty_desktop.operations.assistance.visits import VisitTyped
from poverty_desktop.operations.workspaces import undo, workspace
from poverty_desktop.queries.assistance import team_days as rows
from poverty_desktop.queries.assistance.team_days import DayState

ME = "测试员"


@pytest.fixture
def visited(field):
    family = add_family(field)
    for day in (3, 4):
        typed = VisitTyped(visitors=f"{ME}、张队员", seen="看望", on=date(2026, 11, day), at="09:00")
        visits.write_down(field, [family.household], typed)
    return family


def _enter(field, state, first, last=None, **more):
    last_day = date(2026, 11, last) if last else None
    typed = DaysTyped(person=ME, first=date(2026, 11, first), last=last_day, state=state, **more)
    return team_days.enter(field, typed)


def test_that_a_day_with_a_visit_is_in_the_village_by_itself(field, visited):
    month = rows.month(field, ME, 2026, 11)
    assert [(day.day.day, day.is_entered) for day in month.days if day.state is DayState.PRESENT] == [
        (3, False),
        (4, False),
    ]
    assert (month.present, month.visits, month.households, month.wanted, month.is_enough) == (2, 2, 1, 20, False)
    assert rows.month(field, "张队员", 2026, 11).present == 2


def test_that_leave_needs_a_reason_and_who_approved_it_and_is_one_step_back(field, visited):
    for state, more, said in (
        ("02", {}, "why"),
        ("02", {"note": "看病"}, "approved"),
        ("05", {}, "why"),
        ("", {}, "Choose"),
    ):
        with pytest.raises(RuleError, match=said):
            _enter(field, state, 10, **more)
    with pytest.raises(RuleError, match="before the first"):
        _enter(field, "01", 10, 9)
    with pytest.raises(RuleError, match="to come"):
        _enter(field, "01", 29)
    assert _enter(field, "02", 10, 12, note="看病", approved_by="镇长").value == 3
    _enter(field, "02", 3, note="事假", approved_by="镇长")
    month = rows.month(field, ME, 2026, 11)
    assert (month.present, month.leave) == (1, 4)
    assert [day.day.day for day in month.days if day.clashes] == [3]
    sheet = team_days.attendance(field, [month], field.village, 2026, 11).tables[0].rows
    assert [row[1] for row in (sheet[2], sheet[9])] == ["On leave (visits)", "On leave"]
    undo.undo(field)
    assert rows.month(field, ME, 2026, 11).present == 2
    typed = DaysTyped(person=ME, first=date(2026, 11, 10), last=date(2026, 11, 12))
    assert team_days.clear(field, typed).value == 3
    assert rows.month(field, ME, 2026, 11).leave == 0


def test_that_two_laptops_that_enter_one_day_speak_of_one_record(field, another):
    _enter(field, "04", 8)
    other = another()
    team_days.enter(other, DaysTyped(person=ME, first=date(2026, 11, 8), state="03", note="开会"))
    deliver(field, other)
    assert other.db.conn.execute("SELECT count(*) FROM team_day WHERE alive").fetchone()[0] == 1


def test_that_sheet_and_diary_are_papers_and_workbooks(field, visited, tmp_path):
    _enter(field, "03", 5, note="到县里开会")
    assert team_days.write_attendance(field, tmp_path / "a.pdf", 2026, 11) == 1
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert team_days.write_diary(field, tmp_path / "d.xlsx", ME, 2026, 11) == 3
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").active
    words = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "到县里开会" in words
    assert any("看望" in word for word in words)


def test_that_the_terminal_enters_and_lists_days(field, visited, monkeypatch, capsys, tmp_path):
    folder = field.folder
    workspace.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)

    def say(*words, code=0):
        assert main([*words, "--json"]) == code, capsys.readouterr().err
        return json.loads(capsys.readouterr().out or "null")

    leave = ["--first", "2026-11-10", "--last", "2026-11-11", "--because", "看病", "--approved-by", "镇长"]
    assert say("team-day", str(folder), "请假", *leave)["saved"] == 2
    (one,) = say("team-days", str(folder), "--month", "2026-11")
    assert (one["in the village"], one["on leave"]) == (2, 2)
    assert len(say("team-days", str(folder), "--month", "2026-11", "--person", ME)) == 4
    assert say("team-days", str(folder), "--month", "2026-11", "--diary", str(tmp_path / "d.pdf"))["days"] == 4
    say("team-days", str(folder), "--month", "11", code=1)
