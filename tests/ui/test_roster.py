from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import chosen
import pytest
import xlsxwriter
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot
from reading_order import steps_back

from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.domain.membership_events import Event
from poverty_desktop.exchange.plan import ImportPlan
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.register import entry_list, membership_events
from poverty_desktop.operations.register.entry_closing import TakenIn
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries.casework import entry_list as entry_list_rows
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.store.session import Session
from ui.app import Program
from ui.roster.done_pane import DonePane
from ui.roster.page import RosterPage
from ui.roster.plan_model import PlanModel
from ui.roster.preview_pane import PreviewPane
from ui.roster.target_box import TargetBox
from ui.welcome import calls
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

PASSPHRASE = "七棵柿子树 seven persimmon trees 1986"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
VILLAGE = "420581100200"
PATIENCE_MS = 20_000
NATIONAL = (
    "县(市、区、旗)", "乡(镇)", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系",
    "民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工状况", "务工时间（月）", "参加大病医疗",
    "脱贫属性", "贫困户属性", "主要致贫原因", "危房户", "饮水安全", "饮水困难", "人均纯收入", "联系电话",
)  # fmt: skip
AtField = Callable[..., Program]
Rows = Sequence[Sequence[str]]


def identity(number: int) -> str:
    """Return a right number with a sequence kept for centenarians, which nobody has."""
    body = f"420502{1950 + number % 40}0101997"
    return body + check_character(body)


def person(number: int, household: int, **cells: str) -> list[str]:
    row = dict(
        zip(
            NATIONAL,
            (
                "宜都市", "红花套镇", "杨家畈村", "三组", f"42058100{household:06d}", f"4205810{number:08d}",
                f"测试{chr(0x4E00 + number)}", identity(number), "1", "户主", "汉族", "初中", "", "健康", "普通劳动力",
                "", "", "是", "脱贫", "一般脱贫户", "因病", "否", "是", "否", "6820.50", f"138{household:08d}",
            ),
            strict=True,
        )
    )  # fmt: skip
    return list((row | cells).values())


def book(path: Path, rows: Rows, *, header: Sequence[str] = NATIONAL, sheets: Iterable[str] = ("花名册",)) -> Path:
    with xlsxwriter.Workbook(path) as made:
        for name in sheets:
            page = made.add_worksheet(name)
            for number, cells in enumerate([["建档立卡人口信息"], ["单位：户、人、元"], header, *rows]):
                for column, cell in enumerate(cells):
                    page.write_string(number, column, cell)
    return path


@pytest.fixture(scope="session")
def field_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("field") / "village"
    session, _sheet = workspace.create_field(folder, PASSPHRASE, worker="李明", village=VILLAGE, cost=CHEAP)
    workspace.close(session)
    return folder


@pytest.fixture
def at_field(start, field_master: Path, tmp_path: Path, qtbot: QtBot) -> AtField:
    """Start the program with an empty field workspace on its roster page."""
    folder = tmp_path / "field"
    shutil.copytree(field_master, folder)

    def begin(**chosen: object) -> Program:
        program = start(**chosen)
        program.store.open(partial(calls.unlock, folder, PASSPHRASE), program.window.open_desk)
        qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
        program.window.go(Place(page="roster"))
        return program

    return begin


def page_of(program: Program) -> RosterPage:
    page = program.window.page
    assert isinstance(page, RosterPage)
    return page


def choose(program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """Press the button that opens a file, and choose ``path``."""
    chosen.choose(monkeypatch, path)
    page = page_of(program)
    qtbot.mouseClick(page.findChild(QPushButton, "roster_choose"), Qt.MouseButton.LeftButton)


def preview(program: Program, qtbot: QtBot) -> PreviewPane:
    pane = page_of(program).findChild(PreviewPane)
    qtbot.waitUntil(pane.isVisible, timeout=PATIENCE_MS)
    return pane


def press(widget: object, name: str, qtbot: QtBot) -> None:
    """Press the button of this name as soon as it is there."""

    def on_screen() -> list[QPushButton]:
        return [shown for shown in widget.findChildren(QPushButton, name) if shown.isVisible()]

    qtbot.waitUntil(lambda: len(on_screen()) == 1, timeout=PATIENCE_MS)
    qtbot.mouseClick(on_screen()[0], Qt.MouseButton.LeftButton)


def cells(model: PlanModel, column: int) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def take_in(program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    choose(program, path, monkeypatch, qtbot)
    press(preview(program, qtbot), "roster_import", qtbot)
    lead = page_of(program).findChild(QLabel, "roster_done_lead")
    qtbot.waitUntil(lead.isVisible, timeout=PATIENCE_MS)


def count(program: Program, settled: Callable[[Program], None]) -> int:
    found: list[int] = []

    def total(session: object) -> int:
        return households.find(session, HouseholdFilter(), sort="head", limit=1, language="zh_CN").total

    program.store.run(total, found.append)
    settled(program)
    return found[0]


def test_that_the_model_of_the_preview_is_a_sound_model(at_field, tmp_path, monkeypatch, qtbot, qtmodeltester) -> None:
    program = at_field()
    choose(program, book(tmp_path / "a.xlsx", [person(1, 1), person(2, 2)]), monkeypatch, qtbot)
    qtmodeltester.check(preview(program, qtbot).model)


def test_that_every_row_says_what_will_happen_before_anything_is_written(
    at_field, tmp_path, monkeypatch, qtbot, settled
) -> None:
    program = at_field()
    spoilt = person(3, 3, 证件号码="5.1E+17")
    path = book(tmp_path / "名册.xlsx", [person(1, 1), person(2, 1, 与户主关系="配偶"), spoilt])
    choose(program, path, monkeypatch, qtbot)
    pane = preview(program, qtbot)
    assert cells(pane.model, 0) == ["4", "5", "6"]
    assert cells(pane.model, 1) == ["新增农户", "新增成员", "不能导入"]
    assert "丢失，无法恢复" in cells(pane.model, 5)[2]
    assert pane.findChild(QPushButton, "roster_import").text() == "导入 2 行"
    assert "全国系统花名册" in pane.findChild(QLabel, "roster_file").text()
    assert count(program, settled) == 0


def test_that_a_chip_shows_the_rows_of_one_action(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    path = book(tmp_path / "a.xlsx", [person(1, 1), person(2, 2, 证件号码="5.1E+17"), person(3, 3)])
    choose(program, path, monkeypatch, qtbot)
    pane = preview(program, qtbot)
    press(pane, "chip_action_reject", qtbot)
    assert cells(pane.model, 0) == ["5"]
    assert "测试" in pane.findChild(QLabel, "roster_row_title").text()
    qtbot.keyClick(pane.table, Qt.Key.Key_Escape)
    assert pane.model.rowCount() == 3


def test_that_a_file_with_nothing_new_is_still_compared_with_the_entry_list(
    at_field, tmp_path, monkeypatch, qtbot
) -> None:
    program = at_field()
    choose(program, book(tmp_path / "a.xlsx", [person(1, 1)]), monkeypatch, qtbot)
    pane = preview(program, qtbot)
    button = pane.findChild(QPushButton, "roster_import")
    plan = ImportPlan(rows=tuple(replace(row, records=()) for row in pane._shown.plan.rows))
    nothing_new = replace(pane._shown, plan=plan)
    pane.set_preview(nothing_new)
    assert not button.isEnabled()
    pane.set_preview(replace(nothing_new, tells_of_lines=True))
    assert button.isEnabled()
    assert button.text() == "导入 0 行 · 录入清单"


def test_that_the_last_step_says_which_entry_lines_the_file_closed_and_leads_to_them(qtbot) -> None:
    pane = DonePane()
    qtbot.addWidget(pane)
    pane.show_outcome(TakenIn(rows=3, closed=2, differing=1), ImportPlan(rows=()))
    pane.show()
    said = pane.findChild(QLabel, "roster_done_lines")
    assert said.text() == "录入清单销号2件。另有1件与文件不一致，仍未销号。"
    with qtbot.waitSignal(pane.entries_asked):
        press(pane, "roster_to_lines", qtbot)
    pane.show_outcome(TakenIn(rows=3), ImportPlan(rows=()))
    assert not said.isVisible()


def test_that_rows_are_taken_in_as_one_action_that_is_undone(at_field, tmp_path, monkeypatch, qtbot, settled) -> None:
    program = at_field()
    take_in(program, book(tmp_path / "a.xlsx", [person(1, 1), person(2, 2)]), monkeypatch, qtbot)
    assert "2" in page_of(program).findChild(QLabel, "roster_done_lead").text()
    assert "已保存" in program.window.message.text()
    assert count(program, settled) == 2
    press(program.window, "message_mend", qtbot)
    settled(program)
    assert count(program, settled) == 0


def test_that_rejected_rows_are_saved_with_their_reason(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    path = book(tmp_path / "a.xlsx", [person(1, 1), person(2, 2, 证件号码="5.1E+17")])
    choose(program, path, monkeypatch, qtbot)
    target = tmp_path / "未导入.xlsx"
    chosen.choose(monkeypatch, target)
    press(preview(program, qtbot), "roster_save", qtbot)
    qtbot.waitUntil(lambda: "已导出 1 行" in program.window.message.text(), timeout=PATIENCE_MS)
    assert program.window.message.findChild(QPushButton, "message_mend").text() == "打开表格"
    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "5.1E+17" in rows[1]
    assert "丢失" in rows[1][-1]


def test_that_rows_of_another_village_stay_out_of_a_field_workspace(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    path = book(tmp_path / "a.xlsx", [person(1, 1), person(2, 2, **{"乡(镇)": "枝城镇", "行政村": "官坪村"})])
    choose(program, path, monkeypatch, qtbot)
    assert cells(preview(program, qtbot).model, 1) == ["新增农户", "不能导入"]


def asks(tmp_path: Path) -> tuple[Path, Path]:
    first = book(tmp_path / "first.xlsx", [person(1, 1), person(2, 2)])
    return first, book(tmp_path / "second.xlsx", [person(1, 1, 姓名="王改名"), person(2, 2)])


def again(program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> PreviewPane:
    press(page_of(program), "roster_done_other", qtbot)
    choose(program, path, monkeypatch, qtbot)
    return preview(program, qtbot)


def test_that_a_question_is_answered_in_its_place_and_asked_anew(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    first, second = asks(tmp_path)
    take_in(program, first, monkeypatch, qtbot)
    pane = again(program, second, monkeypatch, qtbot)
    assert cells(pane.model, 1) == ["待您决定", "没有变化"]
    qtbot.keyClicks(pane.table, "1")
    qtbot.waitUntil(lambda: cells(pane.model, 1)[0] == "更新信息", timeout=PATIENCE_MS)
    assert any("→ 王改名" in shown.text() for shown in pane.row.findChildren(QLabel))
    press(pane, "roster_again", qtbot)
    qtbot.waitUntil(lambda: cells(pane.model, 1)[0] == "待您决定", timeout=PATIENCE_MS)


def test_that_whoever_is_said_to_have_died_comes_back_by_an_answer_alone(
    at_field, tmp_path, monkeypatch, qtbot
) -> None:
    program = at_field()
    both = [person(1, 1), person(2, 1, 与户主关系="之女")]
    take_in(program, book(tmp_path / "first.xlsx", both), monkeypatch, qtbot)
    gone: list[int] = []
    program.store.run(_bury_the_daughter, gone.append)
    qtbot.waitUntil(lambda: bool(gone), timeout=PATIENCE_MS)
    pane = again(program, book(tmp_path / "second.xlsx", both), monkeypatch, qtbot)
    assert cells(pane.model, 1) == ["没有变化", "待您决定"]
    press(pane, "roster_next", qtbot)
    said = pane.findChild(QLabel, "roster_answer_1_text").text()
    assert "健在" in said
    assert "去世" in said
    press(pane, "roster_answer_1", qtbot)
    qtbot.waitUntil(lambda: cells(pane.model, 1)[1] == "更新信息", timeout=PATIENCE_MS)
    written = [shown.text() for shown in pane.row.findChildren(QLabel) if shown.objectName().startswith("roster_fact_")]
    assert written[0] == "死亡时间：去掉 2026年11月1日"


def _bury_the_daughter(session: Session) -> int:
    (daughter,) = session.db.conn.execute("SELECT id FROM membership WHERE relation <> '01'").fetchone()
    died = membership_events.reason_for(session.pack, "reason_out", Event.DIED)
    membership_events.leave(session, [RecordId(daughter)], day=date(2026, 11, 1), reason=died)
    lines = [row.id for row in entry_list_rows.entries(session, language="en")]
    return entry_list.mark_entered(session, lines, on=session.clock.today()).value


def test_that_whoever_moves_here_leaves_the_other_household_for_a_reason(
    at_field, tmp_path, monkeypatch, qtbot
) -> None:
    program = at_field()
    first = book(tmp_path / "first.xlsx", [person(1, 1), person(2, 1, 与户主关系="之女"), person(3, 2)])
    take_in(program, first, monkeypatch, qtbot)
    moved = [person(1, 1), person(3, 2), person(2, 2, 与户主关系="之儿媳")]
    pane = again(program, book(tmp_path / "second.xlsx", moved), monkeypatch, qtbot)
    assert cells(pane.model, 1)[2] == "待您决定"
    press(pane, "roster_next", qtbot)
    reasons = pane.findChild(QComboBox, "roster_reason")
    reasons.setCurrentIndex(reasons.findText("婚出"))
    press(pane, "roster_answer_1", qtbot)
    qtbot.waitUntil(lambda: cells(pane.model, 1)[2] == "新增成员", timeout=PATIENCE_MS)
    assert "转入" in cells(pane.model, 5)[2] or "另一户" in cells(pane.model, 5)[2]


def test_that_the_register_may_keep_what_it_has(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    take_in(program, book(tmp_path / "first.xlsx", [person(1, 1)]), monkeypatch, qtbot)
    pane = again(program, book(tmp_path / "second.xlsx", [person(1, 1, 文化程度="高中")]), monkeypatch, qtbot)
    assert cells(pane.model, 1) == ["更新信息"]
    take = pane.findChild(QComboBox, "roster_take")
    take.setCurrentIndex(2)
    take.activated.emit(2)
    qtbot.waitUntil(lambda: cells(pane.model, 1) == ["没有变化"], timeout=PATIENCE_MS)
    assert not pane.findChild(QPushButton, "roster_import").isEnabled()


def test_that_columns_of_an_own_list_are_said_once_and_remembered(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    header = ("编组", "当家人", "成员", "称谓", "身份证")
    rows = [("一组", "测试甲", "测试甲", "户主", identity(1)), ("一组", "测试甲", "测试乙", "配偶", identity(2))]
    choose(program, book(tmp_path / "own.xlsx", rows, header=header), monkeypatch, qtbot)
    page = page_of(program)
    use = page.findChild(QPushButton, "mapping_use")
    qtbot.waitUntil(use.isVisible, timeout=PATIENCE_MS)
    for column, target in enumerate(
        ("household.group_name", "group.key", "person.name", "membership.relation", "person.document_number")
    ):
        box = page.findChild(TargetBox, f"mapping_target_{column}")
        box.setCurrentIndex(box.findData(target))
        box.activated.emit(box.currentIndex())
    grouping = page.findChild(QComboBox, "mapping_grouping")
    grouping.setCurrentIndex(1)
    grouping.activated.emit(1)
    assert use.isEnabled()
    qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    pane = preview(program, qtbot)
    assert cells(pane.model, 1) == ["新增农户", "新增成员"]
    press(pane, "roster_import", qtbot)
    qtbot.waitUntil(page.findChild(QLabel, "roster_done_lead").isVisible, timeout=PATIENCE_MS)
    pane = again(program, tmp_path / "own.xlsx", monkeypatch, qtbot)
    assert cells(pane.model, 1) == ["没有变化", "没有变化"]


def test_that_a_list_of_heads_needs_no_choice_and_another_sheet_or_file_is_near(
    at_field, tmp_path, monkeypatch, qtbot
) -> None:
    program = at_field()
    rows = [("1", "测试甲", identity(1), "一组", "4"), ("2", "测试乙", identity(2), "二组", "2")]
    path = book(tmp_path / "whole.xlsx", rows, header=("序号", "户主", "身份证号", "组别", "人口"), sheets=("一", "二"))
    choose(program, path, monkeypatch, qtbot)
    page = page_of(program)
    use = page.findChild(QPushButton, "mapping_use")
    qtbot.waitUntil(use.isVisible, timeout=PATIENCE_MS)
    sheet = page.findChild(QComboBox, "mapping_sheet")
    sheet.setCurrentIndex(1)
    sheet.textActivated.emit("二")
    qtbot.waitUntil(lambda: "“二”" in page.findChild(QLabel, "mapping_title").text(), timeout=PATIENCE_MS)
    qtbot.mouseClick(page.findChild(QPushButton, "mapping_other"), Qt.MouseButton.LeftButton)
    choose(program, path, monkeypatch, qtbot)
    qtbot.waitUntil(use.isVisible, timeout=PATIENCE_MS)
    assert use.isEnabled()
    qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    pane = preview(program, qtbot)
    assert cells(pane.model, 1) == ["新增农户", "新增农户"]
    assert cells(pane.model, 3) == ["户主", "户主"]
    assert not any("人数" in reason for reason in cells(pane.model, 5))


def test_that_columns_without_a_name_column_cannot_be_used(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    choose(program, book(tmp_path / "own.xlsx", [("一", "二")], header=("甲列", "乙列")), monkeypatch, qtbot)
    page = page_of(program)
    use = page.findChild(QPushButton, "mapping_use")
    qtbot.waitUntil(use.isVisible, timeout=PATIENCE_MS)
    assert not use.isEnabled()
    assert "姓名" in page.findChild(QLabel, "mapping_trouble").text()


def test_that_one_of_several_sheets_is_chosen(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field()
    path = book(tmp_path / "a.xlsx", [person(1, 1)], sheets=("一月", "二月"))
    choose(program, path, monkeypatch, qtbot)
    pane = preview(program, qtbot)
    sheet = pane.findChild(QComboBox, "roster_sheet")
    assert sheet.isVisible()
    sheet.setCurrentIndex(1)
    sheet.textActivated.emit("二月")
    qtbot.waitUntil(lambda: pane.findChild(QComboBox, "roster_sheet").currentText() == "二月", timeout=PATIENCE_MS)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no table", b"PK\x03\x04 cut off"])
def test_that_a_file_that_is_no_table_gives_one_sentence(at_field, tmp_path, monkeypatch, qtbot, content) -> None:
    program = at_field()
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    choose(program, path, monkeypatch, qtbot)
    qtbot.waitUntil(lambda: bool(program.window.message.text()), timeout=PATIENCE_MS)
    assert page_of(program).findChild(QPushButton, "roster_choose").isVisible()


def test_that_a_narrow_window_shows_the_row_in_place_of_the_list(at_field, tmp_path, monkeypatch, qtbot) -> None:
    program = at_field(text_percent=200)
    choose(program, book(tmp_path / "a.xlsx", [person(1, 1)]), monkeypatch, qtbot)
    pane = preview(program, qtbot)
    table = pane.findChild(KeyTable)
    assert table.isVisible()
    assert not pane.row.isVisible()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert pane.row.isVisible()
    assert not table.isVisible()
    program.window.page.step_back()
    assert table.isVisible()


def test_that_the_language_changes_without_losing_the_preview(at_field, tmp_path, monkeypatch, qtbot, settled) -> None:
    program = at_field()
    choose(program, book(tmp_path / "a.xlsx", [person(1, 1)]), monkeypatch, qtbot)
    pane = preview(program, qtbot)
    program.window.switch_language()
    settled(program)
    assert pane.isVisible()
    assert cells(pane.model, 1) == ["New household"]
    assert pane.findChild(QPushButton, "roster_import").text() == "Take in 1 row"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_no_answer_is_wider_than_its_pane(at_field, tmp_path, monkeypatch, qtbot, language) -> None:
    program = at_field()
    program.window.set_preferences(replace(program.window.preferences, language=language))
    first, second = asks(tmp_path)
    take_in(program, first, monkeypatch, qtbot)
    pane = again(program, second, monkeypatch, qtbot)
    area = pane.row.findChild(QScrollArea)
    qtbot.waitUntil(lambda: pane.row.findChild(QPushButton, "roster_answer_1") is not None)
    assert area.widget().width() <= area.viewport().width()
    pane.table.setCurrentIndex(pane.model.index(0, 0))
    qtbot.waitUntil(lambda: pane.row.findChild(QLabel, "roster_answer_1_text") is not None)
    for number in (1, 2):
        said = pane.row.findChild(QLabel, f"roster_answer_{number}_text")
        qtbot.waitUntil(lambda said=said: said.height() >= said.heightForWidth(said.width()))


def test_that_tab_comes_to_the_chips_before_the_rows_and_a_column_is_named_once(
    at_field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    rows = [person(1, 1), person(2, 1, 与户主关系="配偶", 联系电话="13900000009")]
    program = at_field()
    choose(program, book(tmp_path / "roster.xlsx", rows), monkeypatch, qtbot)
    pane = preview(program, qtbot)
    assert steps_back(pane) == []
    reasons = " ".join(text for column in range(pane.model.columnCount()) for text in cells(pane.model, column) if text)
    assert reasons.count("“联系电话”") == 1
