"""Clues come as a department sends them, are visited in time, and go back in the sender's own columns."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from registers import add_family, deliver, living

from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.casework import clues
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.packs.sheets.workbook import read_workbook
from poverty_desktop.queries.casework import clocks, clue_candidates
from poverty_desktop.queries.casework import clues as ledger
from poverty_desktop.queries.casework import procedures as states
from poverty_desktop.queries.casework.clues import ClueState

pytestmark = pytest.mark.usefixtures("english")

ID, OTHER_ID = "420581197002039992", "420581198001010017"
DAY = date(2026, 11, 20)


def sheet(path, *rows, captions=("序号", "姓名", "公民身份号码", "风险提示内容", "推送时间")):
    book = openpyxl.Workbook()
    book.active.append(["县医保局2026年11月大额自付人员预警名单"])
    book.active.append([])
    book.active.append(list(captions))
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def rows(session, state=None):
    return ledger.clues(session, language="en", state=state)


def take_in(session, path, **chosen):
    shown = clues.preview(session, path, chosen=chosen or None)
    clues.take_in(session, shown, sender="县医保局", received_on=DAY)
    return shown


def test_that_a_departments_list_comes_in_by_its_own_captions_and_finds_households_by_id(field, tmp_path):
    family = add_family(field)
    path = sheet(
        tmp_path / "a.xlsx", (1, "张三", ID, "自付5.2万元", "20261118"), (2, "王五", OTHER_ID, "自付3万元", "")
    )
    shown = take_in(field, path, 风险提示内容="content")
    assert len(shown.fresh) == 2
    known, unknown = sorted(rows(field), key=lambda row: row.household is None)
    assert known.household == family.household
    assert known.received_on == date(2026, 11, 18)
    assert known.deadline == date(2026, 11, 22)  # a department's warning: two days to the village, two to the door
    assert known.is_overdue
    assert unknown.received_on == DAY
    assert unknown.days_left == 1
    assert ID not in known.document


def test_that_columns_once_told_are_remembered_for_the_next_list(field, tmp_path):
    take_in(field, sheet(tmp_path / "a.xlsx", (1, "张三", ID, "自付5.2万元", "")), 风险提示内容="content")
    shown = clues.preview(field, sheet(tmp_path / "b.xlsx", (1, "李四", OTHER_ID, "自付2万元", "")))
    assert set(shown.columns.values()) == {"person_name", "document_number", "content", "received_on"}


def test_that_the_same_list_taken_in_twice_adds_nothing_and_a_result_stays(field, tmp_path):
    path = sheet(tmp_path / "a.xlsx", (1, "张三", ID, "x", ""))
    take_in(field, path)
    clues.note_visit(field, rows(field)[0].id, on=DAY, result="03")
    with pytest.raises(RuleError, match="in the ledger already"):
        take_in(field, path)
    assert rows(field)[0].result_code == "03"


def test_that_a_list_that_names_nobody_is_refused(field, tmp_path):
    path = sheet(tmp_path / "a.xlsx", ("x", "y"), captions=("甲", "乙"))
    with pytest.raises(RuleError, match="names or ID numbers"):
        clues.preview(field, path)
    with pytest.raises(RuleError, match="no column"):
        clues.preview(field, path, chosen={"丙": "person_name"})


def test_that_a_date_that_cannot_be_read_is_said_and_the_row_comes_in_all_the_same(field, tmp_path):
    shown = clues.preview(field, sheet(tmp_path / "a.xlsx", (1, "张三", ID, "x", "上周五")))
    (line,) = shown.lines
    assert line.troubles
    assert "received_on" not in line.values


def test_that_results_go_back_in_the_senders_own_columns(field, tmp_path):
    add_family(field)
    captions = ("序号", "姓名", "公民身份号码", "是否属实", "备注")
    path = sheet(tmp_path / "a.xlsx", (7, "张三", ID, "", ""), (8, "王五", OTHER_ID, "", ""), captions=captions)
    batch = take_in(field, path).batch
    first = next(row for row in rows(field) if row.person_name == "张三")
    clues.note_visit(field, first.id, on=DAY, result="03", visitors="李明、赵强", note="已报销，自付不足千元")
    assert clues.write_feedback(field, batch, tmp_path / "back.xlsx").value == 1
    (back,) = read_workbook(tmp_path / "back.xlsx", header_row=2).sheets.values()
    assert back.columns == (*captions, "核实日期", "核实人员")
    assert [back.rows[0][name] for name in back.columns] == [
        "7", "张三", ID, "情况不属实", "已报销，自付不足千元", "2026-11-20", "李明、赵强",
    ]  # fmt: skip
    assert back.rows[1]["是否属实"] == ""
    assert [row.person_name for row in rows(field, ClueState.ANSWERED)] == ["张三"]
    assert [row.answered for row in ledger.batches(field)] == [1]
    undo.undo(field)
    assert rows(field, ClueState.ANSWERED) == ()


def test_that_the_title_of_a_senders_list_goes_back_with_it(field, tmp_path):
    add_family(field)
    book = openpyxl.Workbook()
    for row in (
        ["宜都市医保局2026年11月预警名单"],
        ["填报单位：医保局", None, "单位：元"],
        ["姓名", "身份证号", "核实结果"],
    ):
        book.active.append(row)
    book.active.append(["张三", ID, None])
    book.active.merge_cells("A1:C1")
    book.save(tmp_path / "a.xlsx")
    batch = take_in(field, tmp_path / "a.xlsx").batch
    clues.note_visit(field, rows(field)[0].id, on=DAY, result="03")
    clues.write_feedback(field, batch, tmp_path / "back.xlsx")
    back = openpyxl.load_workbook(tmp_path / "back.xlsx").active
    assert [row[0].value for row in back.iter_rows(max_row=4)] == [
        "宜都市医保局2026年11月预警名单", "填报单位：医保局　单位：元", "姓名", "张三",
    ]  # fmt: skip
    assert back["C4"].value == "情况不属实"


def test_that_a_list_says_what_its_columns_say_and_keeps_the_senders_remark(field, tmp_path):
    captions = ("序号", "姓名", "公民身份号码", "自付金额（元）", "核实情况", "备注")
    path = sheet(tmp_path / "a.xlsx", (7, "张三", ID, "52000", "", "请尽快"), captions=captions)
    batch = take_in(field, path).batch
    (row,) = rows(field)
    assert row.content == "自付金额（元）：52000；备注：请尽快"
    clues.note_visit(field, row.id, on=DAY, result="03", note="已报销")
    clues.write_feedback(field, batch, tmp_path / "back.xlsx")
    (back,) = read_workbook(tmp_path / "back.xlsx", header_row=2).sheets.values()
    assert (back.rows[0]["核实情况"], back.rows[0]["备注"]) == ("已报销", "请尽快")


def test_that_a_clue_leads_to_a_procedure_with_its_first_steps_noted_in_one_undo_step(field):
    family = add_family(field)
    values = {"source": "03", "received_on": "2026-11-10", "content": "子女重病"}
    clue = clues.add(field, values, family.household).value
    clues.note_visit(field, clue, on=date(2026, 11, 12), result="01", visitors="李明")
    before = living(field)
    procedure = clues.begin_procedure(field, clue, "identification").value
    state = states.one(field, procedure)
    assert [(item.step, item.on) for item in state.taken] == [
        ("clue", date(2026, 11, 10)),
        ("visit", date(2026, 11, 12)),
    ]
    assert state.clocks.next[0].step.id == "authorisation"
    undo.undo(field)
    assert living(field) == before


def test_that_a_late_visit_of_a_clue_is_marked_in_the_procedure(field):
    family = add_family(field)
    clue = clues.add(field, {"source": "03", "received_on": "2026-11-01"}, family.household).value
    clues.note_visit(field, clue, on=date(2026, 11, 20), result="01")
    state = states.one(field, clues.begin_procedure(field, clue, "identification").value)
    assert state.steps[1].texts["exception_reason"] == "As the ledger of clues has it."


def test_that_a_clue_names_somebody_and_none_is_of_tomorrow(field):
    with pytest.raises(RuleError, match="whom the clue is about"):
        clues.add(field, {"content": "x"})
    with pytest.raises(RuleError, match="still to come"):
        clues.add(field, {"person_name": "张三", "received_on": "2027-01-01"})
    with pytest.raises(RuleError, match="no such source"):
        clues.add(field, {"person_name": "张三", "source": "77"})
    clue = clues.add(field, {"person_name": "张三"}).value
    with pytest.raises(RuleError, match="no such result"):
        clues.note_visit(field, clue, on=DAY, result="77")
    with pytest.raises(RuleError, match="which household"):
        clues.begin_procedure(field, clue, "identification")
    with pytest.raises(RuleError, match="no longer"):
        clues.link(field, RecordId(b"\x02" * 16), RecordId(b"\x03" * 16))
    with pytest.raises(RuleError, match="under this batch"):
        clues.write_feedback(field, "none", field.folder / "x.xlsx")


def test_that_a_clue_is_linked_by_hand_where_only_a_name_was_sent(field, tmp_path):
    family = add_family(field)
    take_in(field, sheet(tmp_path / "a.xlsx", (1, "张三", "", "x", "")))
    (row,) = rows(field)
    assert row.household is None
    clues.link(field, row.id, family.household)
    assert rows(field)[0].head_name == "张三"
    assert [item.id for item in ledger.clues(field, language="en", household=family.household)] == [row.id]


def test_that_clues_due_come_first(field):
    for day, name in (("2026-11-20", "甲人"), ("2026-11-01", "乙人")):
        clues.add(field, {"person_name": name, "received_on": day})
    assert [row.person_name for row in rows(field)] == ["乙人", "甲人"]
    found = clocks.counts(field)
    assert (found.clues_overdue, found.clues_soon) == (1, 1)


def test_that_a_clue_arrives_at_the_office_with_its_household(field, office):
    family = add_family(field)
    clues.add(field, {"content": "x"}, family.household)
    clues.add(field, {"person_name": "王五"})
    deliver(field, office)
    assert len(rows(office)) == 2


def test_that_a_clue_without_a_number_offers_who_may_be_meant_with_reasons_and_links_nobody(field):
    zhang = add_family(field, head={"name": Value("张三")}, household={"group_name": Value("二组")})
    other = add_family(field, head={"name": Value("章三")}, household={"group_name": Value("一组")})
    add_family(field, head={"name": Value("李四")})
    noted = clues.add(field, {"source": "01", "person_name": "张三", "place": "柳溪村二组"}).value
    found = clue_candidates.candidates(field, noted)
    assert [item.household for item in found] == [zhang.household, other.household]
    assert found[0].reasons == ("same name", "the address names group 二组", "is the head")
    assert found[1].reasons[0] == "name sounds alike"
    assert rows(field)[0].household is None
    clues.link(field, noted, found[0].household)
    assert rows(field)[0].household == zhang.household


def test_that_a_mistyped_number_makes_a_candidate_whatever_the_name(field):
    family = add_family(field, head={"name": Value("张三"), "document_number": Value(ID)})
    noted = clues.add(field, {"source": "01", "person_name": "欧阳小明", "document_number": ID[:16] + "89"}).value
    (found,) = clue_candidates.candidates(field, noted)
    assert (found.household, found.reasons[0]) == (family.household, "one digit of the ID number differs")
