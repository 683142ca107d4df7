"""Who helps which household: paired in bulk, changed with the past kept, taken in from a list, asked by the checks."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest
from registers import PASSPHRASE, YEAR, add_family, change, save

from poverty_desktop.checks import live
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.assistance import helper_lists, helpers, measures
from poverty_desktop.operations.assistance.helpers import Helper
from poverty_desktop.operations.assistance.measures import PlanLine
from poverty_desktop.operations.register.list_members import Refusal
from poverty_desktop.operations.workspaces import undo, workspace
from poverty_desktop.pdf.composed_values import TableOf
from poverty_desktop.queries.assistance import helpers as rows
from poverty_desktop.queries.assistance.helpers import HelperKey
from poverty_desktop.queries.paperwork.paper_blocks import composed_paper

LIU = Helper(name="刘干部", unit="县林业局", unit_level="04", post="副局长", phone="13800000000")


@pytest.fixture
def families(field):
    found = [add_family(field) for _number in range(3)]
    for one in found:
        save(field, change(RecordKind.HOUSEHOLD, one.household, household_type=Value("02")))
    return found


def _fired(field, family):
    return {hit.check for hit in live.of_household(field, family.household, YEAR)}


def test_that_a_change_of_helper_keeps_the_past_and_is_one_step_back(field, families):
    first, second, third = families
    assert len(rows.helped(field, without=True)) == 3
    assert "N01" in _fired(field, first)
    done = helpers.pair(field, [first.household, second.household], LIU, since=date(2026, 3, 1))
    assert (done.value.count, done.value.load, done.value.is_too_many) == (2, 2, False)
    assert [row.household for row in rows.helped(field, without=True)] == [third.household]
    assert "N01" not in _fired(field, first)
    helpers.pair(field, [first.household], Helper(name="张干部", unit="县水利局"), since=date(2026, 9, 1))
    now, before = rows.of_household(field, first.household, "en")
    assert (now.name, now.is_current, before.name, before.to_date) == ("张干部", True, "刘干部", date(2026, 9, 1))
    assert [(row.name, row.now, row.before) for row in rows.every(field)] == [("刘干部", 1, 1), ("张干部", 1, 0)]
    undo.undo(field)
    assert [row.name for row in rows.of_household(field, first.household)] == ["刘干部"]


def test_that_a_helper_is_told_once_for_every_household_and_ended_in_each(field, families):
    helpers.pair(field, [one.household for one in families], LIU, since=date(2026, 3, 1))
    helpers.correct(field, LIU.key, Helper(name="刘干部", unit="县林业局", phone="13900000000"))
    found = rows.current_of(field, LIU.key)
    assert {(row.phone, row.post) for row in found} == {("13900000000", "")}
    helpers.end(field, [found[0].id], until=date(2026, 11, 1), reason="调离")
    assert rows.load(field, LIU.key) == 2
    with pytest.raises(RuleError, match="begins on"):
        helpers.end(field, [found[1].id], until=date(2026, 1, 1))
    with pytest.raises(RuleError, match="already"):
        helpers.pair(field, [found[1].household], Helper(name="刘干部", unit="县林业局"))


def test_that_too_many_households_are_said_and_found(field):
    many = [add_family(field) for _number in range(6)]
    done = helpers.pair(field, [one.household for one in many], LIU)
    assert (done.value.load, done.value.is_too_many) == (6, True)
    assert "N02" in _fired(field, many[0])
    helpers.end(field, [rows.current_of(field, LIU.key)[5].id])
    assert "N02" not in _fired(field, many[0])


def test_that_a_list_of_any_columns_pairs_with_a_reason_for_each_row_left_out(field, families, tmp_path):
    numbers = []
    for number, one in enumerate(families):
        numbers.append(f"42058119700101{number}17X"[:18])
        save(field, change(RecordKind.PERSON, one.head, name=Value(f"户主{'甲乙丙'[number]}")))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某村结对帮扶名册"])
    sheet.append(["序号", "户主姓名", "帮扶干部", "工作单位", "职务", "联系电话", "结对时间"])
    sheet.append([1, "户主甲", "刘干部", "县林业局", "副局长", "13800000000", "2026-03-01"])
    sheet.append([2, "户主乙", "刘干部", "县林业局", "副局长", "13800000000", "2026-03-01"])
    sheet.append([3, "没有的人", "刘干部", "县林业局", "", "", ""])
    sheet.append([4, "户主丙", "", "", "", "", ""])
    sheet.append([5, "户主甲", "王干部", "某镇", "", "", ""])
    sheet.merge_cells("A1:G1")
    path = tmp_path / "结对.xlsx"
    book.save(path)
    found = helper_lists.preview(field, path)
    assert [(one.row, one.why) for one in found.refused] == [(5, Refusal.NOBODY), (6, Refusal.NO_HELPER)]
    assert helper_lists.take_in(field, found).value == 2
    first = rows.of_household(field, families[0].household, "en")
    assert [(row.name, row.role_label) for row in first] == [
        ("刘干部", "Responsible helper"),
        ("王干部", "Second helper"),
    ]
    assert first[0].from_date == date(2026, 3, 1)
    assert not helper_lists.preview(field, path).new


def test_that_the_checks_ask_whether_the_helper_is_a_member_and_the_days_are_in_order(field, families):
    one = families[0]
    save(field, change(RecordKind.PERSON, one.head, name=Value("刘干部")))
    helpers.pair(field, [one.household], LIU, since=date(2026, 3, 1))
    assert "N12" in _fired(field, one)
    (row,) = rows.of_household(field, one.household)
    save(field, change(RecordKind.HELPER, row.id, to_date=Value("2026-01-01")))
    assert {"N03", "N01"} <= _fired(field, one)


def test_that_the_terminal_pairs_lists_and_ends(field, families, monkeypatch, capsys):
    save(field, change(RecordKind.HOUSEHOLD, families[0].household, national_number=Value("4205819977")))
    folder = field.folder
    workspace.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)

    def say(*words):
        assert main([*words, "--json"]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    assert (
        say("helper-pair", str(folder), "刘干部", "4205819977", "--unit", "县林业局", "--level", "县直")["paired"] == 1
    )
    assert say("helpers", str(folder))[0]["households"] == 1
    assert len(say("helpers", str(folder), "--without")) == 2
    (line,) = say("helpers", str(folder), "4205819977")
    assert say("helper-end", str(folder), line["id"], "--because", "调离")["ended"] == 1
    assert say("helpers", str(folder), "4205819977")[0]["until"]


def test_that_a_helper_is_known_by_name_and_unit():
    assert LIU.key == HelperKey(name="刘干部", unit="县林业局")


def test_that_the_handbook_names_the_helpers_and_a_measure_without_one_has_the_helper_of_the_household(field, families):
    one = families[0].household
    helpers.pair(field, [one], LIU, since=date(2026, 3, 1))
    measures.plan(field, one, YEAR, [PlanLine(item="0701")])
    template = next(paper for paper in field.pack.papers if paper.id == "handbook")
    paper = composed_paper(field, template, one, year=YEAR)
    tables = {block.table.title: block.table.rows for block in paper.blocks if isinstance(block, TableOf)}
    assert tables["帮扶责任人"][0][:3] == ("刘干部", "县林业局", "副局长")
    assert "刘干部" in tables["帮扶措施"][0]
