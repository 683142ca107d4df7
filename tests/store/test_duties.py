"""Duties are given, urged, put right and closed by another person; merits count only when another approved them."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest
from registers import PASSPHRASE

from poverty_desktop.cli.main import main
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.assistance import duties, merits
from poverty_desktop.operations.assistance.duties import DutyTyped
from poverty_desktop.operations.assistance.merits import MeritTyped
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.queries.assistance import duties as rows
from poverty_desktop.queries.assistance import merits as merit_rows
from poverty_desktop.queries.assistance.duties import DutyState
from poverty_desktop.queries.assistance.merits import Outcome
from poverty_desktop.queries.casework import clocks
from poverty_desktop.store import workspace


def _duty(field, due=date(2026, 11, 25)):
    return duties.add(field, DutyTyped(title="清理疑点", person="张队员", due_on=due)).value


def test_that_a_duty_is_closed_only_by_another_person_than_who_put_it_right(field):
    duty = _duty(field)
    duties.urge(field, [duty], "请本周完成", "镇长")
    with pytest.raises(RuleError, match="what shows it"):
        duties.put_right(field, duty, " ")
    duties.put_right(field, duty, "疑点已清零")
    with pytest.raises(RuleError, match="Another person"):
        duties.close(field, duty)
    workspace.set_worker(field, "李队长")
    with pytest.raises(RuleError, match="sent back"):
        duties.send_back(field, duty, "")
    duties.send_back(field, duty, "还有三条")
    assert rows.one(field, duty).state is DutyState.OPEN
    duties.put_right(field, duty, "全部清零", "张队员")
    with pytest.raises(RuleError, match="Another person"):
        duties.close(field, duty)
    workspace.set_worker(field, "测试员")
    duties.close(field, duty, "属实")
    assert rows.listed(field) == ()
    (row,) = rows.listed(field, with_closed=True)
    assert (row.state, row.checked_by, row.urged) == (DutyState.CLOSED, "测试员", 1)
    kinds = [note.kind_label for note in rows.notes(field, duty, "en")]
    assert sorted(kinds) == ["Closed", "Put right", "Put right", "Sent back", "Urged"]
    undo.undo(field)
    assert rows.one(field, duty).state is DutyState.PUT_RIGHT
    with pytest.raises(RuleError, match="not open"):
        duties.urge(field, [duty], "x")


def test_that_the_duties_of_the_pack_come_once_for_each_period(field):
    given = duties.from_pack(field).value
    assert given == len(field.pack.duties)
    with pytest.raises(RuleError, match="already"):
        duties.from_pack(field)
    found = {row.title: row.due_on for row in rows.listed(field)}
    assert date(2026, 11, 25) in found.values()
    assert date(2026, 12, 31) in found.values()
    assert any("2026" in title for title in found)


def test_that_what_cannot_be_is_refused_and_today_counts_what_is_overdue(field):
    for wrong, said in (
        (DutyTyped(title="", person="甲", due_on=date(2026, 12, 1)), "what is to be done"),
        (DutyTyped(title="x", person="", due_on=date(2026, 12, 1)), "responsible"),
        (DutyTyped(title="x", person="甲", due_on=None), "day by which"),
        (DutyTyped(title="x", person="甲", due_on=date(2026, 1, 1)), "in the past"),
    ):
        with pytest.raises(RuleError, match=said):
            duties.add(field, wrong)
    _duty(field)
    assert (clocks.counts(field).duties_overdue, clocks.counts(field).duties_soon) == (0, 1)
    duties.from_pack(field)
    assert clocks.counts(field).duties_soon == 2


def test_that_a_merit_counts_only_when_a_third_person_approved_it(field, tmp_path):
    typed = MeritTyped(person="王队员", kind="01", reason="帮助两户销售柑橘")
    merit = merits.enter(field, typed).value
    assert clocks.counts(field).merits_open == 1
    for worker in ("测试员", "王队员"):
        workspace.set_worker(field, worker)
        with pytest.raises(RuleError, match="Another person"):
            merits.decide(field, merit, Outcome.APPROVED)
    with pytest.raises(RuleError):
        merits.write(field, tmp_path / "none.pdf")
    workspace.set_worker(field, "组织委员")
    with pytest.raises(RuleError, match="refused"):
        merits.decide(field, merit, Outcome.REFUSED)
    merits.decide(field, merit, Outcome.APPROVED)
    (row,) = merit_rows.listed(field, language="en")
    assert (row.counts, row.kind_label, row.approved_by) == (True, "Praise", "组织委员")
    with pytest.raises(RuleError, match="already"):
        merits.decide(field, merit, Outcome.APPROVED)
    assert merits.write(field, tmp_path / "m.pdf") == 1


def test_that_the_terminal_goes_the_whole_way_and_prints_the_list(field, monkeypatch, capsys, tmp_path):
    folder = field.folder
    workspaces.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)

    def say(*words, code=0):
        assert main([words[0], str(folder), *words[1:], "--json"]) == code
        return json.loads(capsys.readouterr().out or "null")

    duty = say("duty-add", "清理疑点", "张队员", "2099-01-01")["id"]
    assert say("duty-note", "urge", duty, "--words", "抓紧")["saved"] == 1
    assert say("duty-note", "done", duty, "--words", "清零")["saved"] == 1
    say("duty-note", "close", duty, code=1)
    assert say("duties")[0]["urged"] == 1
    assert say("duties", "--from-pack")["given"] >= 5
    say("duties", "--out", str(tmp_path / "d.xlsx"))
    assert openpyxl.load_workbook(tmp_path / "d.xlsx").active.max_row > 6
    merit = say("merit-add", "王队员", "表扬", "帮销柑橘")["id"]
    say("merit-decide", merit, code=1)
    assert say("merits")[0]["counts"] is False
