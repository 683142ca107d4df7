from __future__ import annotations

import re
from datetime import date
from functools import partial

import chosen
from openpyxl import load_workbook
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import Event
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import StorageError
from poverty_desktop.operations.register import facts, membership_events
from poverty_desktop.queries.register import household_file, years
from poverty_desktop.queries.register.file_rows import IncomeAccountRow
from poverty_desktop.store import log
from poverty_desktop.store.writing import RecordEdit, Save, commit
from ui import theme
from ui.households.facts_model import FactsModel
from ui.households.facts_view import FactsView
from ui.households.findings_strip import FindingsStrip
from ui.households.history_pane import FactHistory
from ui.households.income_pane import IncomePane
from ui.households.preview import income_words
from ui.households.reason_bar import ReasonBar
from ui.models.household_model import HouseholdModel
from ui.widgets.chips import ChipRow
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place
from ui.widgets.search_box import SearchBox


def _open_list(program, settled):
    program.window.go(Place(page="households"))
    settled(program)
    page = program.window.page
    return page, page.findChild(HouseholdModel), page.findChild(SearchBox)


def _open_file(program, settled):
    page, _model, _search = _open_list(program, settled)
    table = page.findChild(KeyTable)
    table.opened.emit(table.currentIndex())
    settled(program)
    assert program.window.page.name == "household"
    return program.window.page


def _cursor_on(page, tab: str, kind: RecordKind, name: str) -> FactsView:
    page.show_tab(tab)
    view = page.findChild(FactsView, f"facts_{tab}")
    model: FactsModel = view.facts
    for section in range(model.rowCount()):
        heading = model.index(section, 0)
        for row in range(model.rowCount(heading)):
            index = model.index(row, 1, heading)
            fact = model.fact(index)
            if fact is not None and (fact.kind, fact.property.name) == (kind, name):
                view.setCurrentIndex(index)
                view.setFocus()
                return view
    raise AssertionError(name)


def test_that_the_list_never_says_that_nobody_is_there_before_it_was_read(at_desk, settled) -> None:
    program = at_desk()
    program.window.go(Place(page="households"))
    lists = program.window.page.findChild(KeyTable, "households_table").parentWidget()
    shown = [lists.currentWidget()]
    lists.currentChanged.connect(lambda _place: shown.append(lists.currentWidget()))
    settled(program)
    assert program.window.page.findChild(HouseholdModel).rowCount()
    assert {widget.objectName() for widget in shown} == {"households_table"}


def test_that_every_key_searches(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    _page, model, search = _open_list(program, settled)
    everything = model.rowCount()
    counts = []
    for letter in "wang":
        qtbot.keyClicks(search, letter)
        settled(program)
        counts.append(model.rowCount())
    assert everything > counts[0] >= counts[-1] > 0
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    settled(program)
    assert model.rowCount() == everything


def test_that_a_chip_filters_and_is_removed_by_pressing_it_again(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page, model, _search = _open_list(program, settled)
    everything = model.rowCount()
    chips = page.findChild(ChipRow)
    chip = next(made for made in chips.findChildren(QPushButton) if made.objectName().startswith("chip_group_"))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    settled(program)
    assert 0 < model.rowCount() < everything
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    settled(program)
    assert model.rowCount() == everything


def test_that_the_preview_follows_the_cursor(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page, model, _search = _open_list(program, settled)
    table = page.findChild(KeyTable)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    row = model.row(1)
    assert row.head_name in page.findChild(QLabel, "preview_name").text()


def test_that_space_ticks_and_escape_unticks(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page, model, _search = _open_list(program, settled)
    table = page.findChild(KeyTable)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert model.ticks() == (model.row(0).id,)
    assert page.findChild(QLabel, "households_ticked_count").text() == "已勾选 1 户"
    assert page.minimumSizeHint().width() <= theme.px(1234)  # beside the sidebar of a screen of 1366
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert model.ticks() == ()


def test_that_everything_found_is_ticked_at_once(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page, model, search = _open_list(program, settled)
    qtbot.keyClicks(search, "li")
    settled(program)
    table = page.findChild(KeyTable)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settled(program)
    assert len(model.ticks()) == model.rowCount() > 0


def test_that_ticked_households_are_saved_as_an_excel_list_without_what_is_secret(
    at_desk, settled, qtbot: QtBot, tmp_path, monkeypatch
) -> None:
    program = at_desk()
    page, model, search = _open_list(program, settled)
    qtbot.keyClicks(search, "li")
    settled(program)
    table = page.findChild(KeyTable)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settled(program)
    heads = [model.row(number).head_name for number in range(model.rowCount())]
    target = tmp_path / "清单.xlsx"
    chosen.choose(monkeypatch, target)
    qtbot.mouseClick(page.findChild(QPushButton, "households_ticked_export"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: f"{len(heads)} 户的清单" in program.window.message.text())
    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    assert rows[1][:3] == ("序号", "户编号", "户主")
    assert sorted(row[2] for row in rows[2:]) == sorted(heads)
    assert not [cell for row in rows for cell in row if cell and re.fullmatch(r"[0-9]{17}[0-9X]", str(cell))]
    logged: list[int] = []

    def count(session) -> int:
        return session.db.conn.execute("SELECT count(*) FROM disclosure WHERE what = 'export'").fetchone()[0]

    program.store.run(count, logged.append)
    settled(program)
    assert logged == [len(heads)]


def test_that_nothing_found_offers_a_way_back(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page, model, search = _open_list(program, settled)
    qtbot.keyClicks(search, "qqqqqq")
    settled(program)
    assert model.rowCount() == 0
    way = page.findChild(QPushButton, "households_empty_step")
    assert way.isVisible()
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    settled(program)
    assert model.rowCount() > 0


def test_that_a_fact_is_edited_in_place_and_undone_and_redone(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "conditions", RecordKind.HOUSEHOLD_YEAR, "house_area")
    before = view.current_fact().text
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = view.findChild(QLineEdit, "value_editor_field")
    field.setText("321.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(program)
    assert view.current_fact().text.startswith("321.5")
    assert "已保存" in program.window.message.text()
    program.window.undo()
    settled(program)
    assert view.current_fact().text == before
    program.window.redo()
    settled(program)
    assert view.current_fact().text.startswith("321.5")


def test_that_an_official_fact_asks_for_the_reason(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "members", RecordKind.PERSON, "name")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = view.findChild(QLineEdit, "value_editor_field")
    field.setText("王桂英")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    bar = page.findChild(ReasonBar)
    reason = bar.findChild(QLineEdit)
    assert bar.isVisible()
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    assert bar.isVisible()
    qtbot.keyClicks(reason, "seen")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    settled(program)
    assert not bar.isVisible()
    assert page.findChild(QLabel, "household_name").text() == "王桂英户"
    page.show_tab("history")
    settled(program)
    history = page.findChild(KeyTable, "history_table")
    assert history.model().index(0, 5).data() == "seen"


def _type_over(view: FactsView, qtbot: QtBot, text: str) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = view.findChild(QLineEdit, "value_editor_field")
    field.setText(text)
    field.setModified(True)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def _stands_inside(shown: QWidget, area: QRect, window: QWidget) -> bool:
    return window.rect().contains(QRect(shown.mapTo(window, area.topLeft()), area.size()))


def test_that_the_bar_that_asks_why_and_the_new_value_are_seen_in_a_small_window(
    at_desk, settled, qtbot: QtBot
) -> None:
    program = at_desk()
    program.window.resize(1280, 720)
    page = _open_file(program, settled)
    view = _cursor_on(page, "members", RecordKind.PERSON, "document_number")
    before = view.current_fact().text
    _type_over(view, qtbot, "420581196203049973")
    bar, field = page.findChild(ReasonBar), page.findChild(QLineEdit, "reason_field")
    qtbot.waitUntil(lambda: _stands_inside(bar, bar.rect(), program.window))
    qtbot.waitUntil(field.hasFocus)
    assert _stands_inside(view.viewport(), view.visualRect(view.currentIndex()), program.window)
    assert view.currentIndex().siblingAtColumn(1).data() == "420581196203049973（未保存）"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert program.window.message.text() == "“证件号码”保持原样，未改动。"
    assert view.current_fact().text == before
    assert "未保存" not in view.currentIndex().siblingAtColumn(1).data()
    assert view.hasFocus()


def test_that_a_value_waiting_for_its_reason_does_not_follow_to_another_household(
    at_desk, settled, qtbot: QtBot
) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "members", RecordKind.PERSON, "name")
    _type_over(view, qtbot, "王桂英")
    assert page.findChild(ReasonBar).isVisible()
    _list, model, _search = _open_list(program, settled)
    program.window.go(Place(page="household", household=model.row(1).id))
    settled(program)
    assert program.window.page is page
    assert not page.findChild(ReasonBar).isVisible()


def test_that_a_refusal_leaves_with_the_editor_it_was_about(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "members", RecordKind.PERSON, "birth_date")
    _type_over(view, qtbot, "2023-02-31")
    assert "日历中没有这一天" in program.window.message.text()
    qtbot.keyClick(view.findChild(QLineEdit, "value_editor_field"), Qt.Key.Key_Escape)
    assert program.window.message.text() == ""


def test_that_h_tells_the_history_of_the_fact_and_escape_puts_it_away(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "conditions", RecordKind.HOUSEHOLD_YEAR, "house_area")
    qtbot.keyClicks(view, "h")
    settled(program)
    side = page.findChild(FactHistory)
    assert side.isVisible()
    assert "住房面积" in side.findChild(QLabel, "fact_history_title").text()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not side.isVisible()


def test_that_revealing_a_secret_is_logged(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "members", RecordKind.PERSON, "document_number")
    assert "•" in view.currentIndex().data()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert "•" not in view.currentIndex().data()
    logged: list[int] = []

    def count(session) -> int:
        return session.db.conn.execute("SELECT count(*) FROM disclosure WHERE what = 'reveal'").fetchone()[0]

    program.store.run(count, logged.append)
    settled(program)
    assert logged == [1]


def test_that_what_found_no_room_on_the_disk_is_saved_again_with_one_press(
    at_desk, settled, monkeypatch, qtbot: QtBot
) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "conditions", RecordKind.HOUSEHOLD_YEAR, "house_area")
    before = view.current_fact().text

    def full(*_given: object, **_named: object) -> None:
        raise StorageError("The disk of this computer is full. Make room, then try again.")

    with monkeypatch.context() as crowded:
        crowded.setattr(facts, "correct", full)
        _type_over(view, qtbot, "321.5")
        settled(program)
    assert view.current_fact().text == before
    qtbot.mouseClick(program.window.findChild(QPushButton, "message_mend"), Qt.MouseButton.LeftButton)
    settled(program)
    assert view.current_fact().text.startswith("321.5")
    assert "已保存" in program.window.message.text()


def test_that_text_in_a_number_field_is_said_and_nothing_is_saved(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "conditions", RecordKind.HOUSEHOLD_YEAR, "house_area")
    before = view.current_fact().text
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = view.findChild(QLineEdit, "value_editor_field")
    field.setText("很大")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert program.window.message.text()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    settled(program)
    assert view.current_fact().text == before


def test_that_group_category_and_found_member_can_be_read_on_a_small_screen(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    program.window.resize(1280, 720)
    page, model, search = _open_list(program, settled)
    table = page.findChild(KeyTable)
    letters = table.fontMetrics().horizontalAdvance

    def room(name: str) -> int:
        return table.columnWidth(model.column(name)) - theme.px(24)

    assert room("group") >= letters("东一二组")
    assert room("category") >= letters("建档立卡贫困户")
    assert table.horizontalScrollBar().maximum() == 0
    search.setText("wang")
    qtbot.waitUntil(lambda: model.wanted().text != "")
    settled(program)
    assert room("head") - theme.px(24) >= letters("王建国（李四妹）")
    assert room("category") >= letters("建档立卡贫困户")
    assert table.horizontalScrollBar().maximum() == 0


def _account(per_capita_fen: int | None, origin: str) -> IncomeAccountRow:
    return IncomeAccountRow(
        year=2025,
        period=(date(2024, 10, 1), date(2025, 9, 30)),
        lines=(),
        wage_fen=0,
        business_fen=0,
        property_fen=0,
        transfer_fen=0,
        gross_fen=0,
        expenditure_fen=0,
        net_fen=0,
        family_size=3,
        per_capita_fen=per_capita_fen,
        line_fen=None,
        line_is_reference=False,
        words="2025年度收入未登记。",
        origin=origin,
    )


def test_that_an_imported_income_is_named_so_and_no_noughts_are_added_up(at_desk, qtbot: QtBot) -> None:
    at_desk()  # Chinese, with its font
    pane = IncomePane(QWidget())
    qtbot.addWidget(pane)
    said, net = pane.findChild(QLabel, "income_sentence"), pane.findChild(QLabel, "income_net")
    period = pane.findChild(QLabel, "income_period")
    pane.set_account(_account(325_050, "reported"))
    assert said.text() == "3 人 · 人均纯收入 3,250.50 元（导入值）；2025年度收支尚未登记。"
    assert "导入" in period.text()
    assert net.isHidden()
    pane.set_account(_account(None, "reported"))
    assert said.text() == "3 人 · 2025年度收入未登记。"
    assert "导入" not in period.text()
    pane.set_account(_account(0, "totals"))
    assert not net.isHidden()


def test_that_the_history_tells_an_undo_from_what_was_undone(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page = _open_file(program, settled)
    view = _cursor_on(page, "conditions", RecordKind.HOUSEHOLD_YEAR, "house_area")
    _type_over(view, qtbot, "321.5")
    settled(program)
    program.window.undo()
    settled(program)
    program.window.redo()
    settled(program)
    page.show_tab("history")
    settled(program)
    model = page.findChild(KeyTable, "history_table").model()
    assert [model.index(row, 5).data() for row in range(3)] == ["重做操作", "撤销操作 · 已撤销", ""]


def test_that_the_file_scrolls_only_within_its_parts_on_the_smallest_laptop(at_desk, settled) -> None:
    program = at_desk()
    program.window.resize(1366, 768)
    page = _open_file(program, settled)
    area = page.findChild(QScrollArea, "household_area")
    for tab in ("summary", "members", "conditions", "causes", "visits", "photos", "history"):
        page.show_tab(tab)
        settled(program)
        assert area.verticalScrollBar().maximum() == 0, tab
    page.show_tab("members")
    settled(program)
    members = page.findChild(KeyTable, "members_table")
    assert members.horizontalScrollBar().maximum() == 0


def test_that_a_low_window_shows_one_finding_and_leads_to_the_others(at_desk, settled) -> None:
    program = at_desk()
    program.window.resize(1366, 1000)
    page = _open_file(program, settled)
    strip = page.findChild(FindingsStrip)
    found = strip._findings * 2
    assert len(found) > 3
    strip.set_findings(found)
    settled(program)
    program.window.resize(1366, 720)
    settled(program)
    assert strip.findChild(QPushButton, "household_findings_more").text() == f"还有{len(found) - 1}个疑点"


def test_that_slash_in_the_empty_search_field_is_no_letter(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    _page, model, search = _open_list(program, settled)
    search.setFocus()
    qtbot.keyClick(search, "/")
    settled(program)
    assert search.text() == ""
    assert model.rowCount() == 322


def test_that_with_large_text_the_keys_bring_the_fact_they_act_on_into_sight(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk(text_percent=200)
    program.window.resize(1366, 768)
    page = _open_file(program, settled)
    area = page.findChild(QScrollArea, "household_area")
    view = page.findChild(FactsView, "facts_summary")
    assert area.verticalScrollBar().maximum() > 0
    area.verticalScrollBar().setValue(0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    row = view.cursor_area()
    top = view.mapTo(area.viewport(), row.topLeft())
    assert area.viewport().rect().contains(QRect(top, QSize(1, row.height())))


def test_that_a_household_in_no_list_is_written_down_and_opened(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page, model, _search = _open_list(program, settled)
    before = model.rowCount()
    page.findChild(QPushButton, "households_add").click()
    head = page.findChild(QLineEdit, "new_household_head")
    assert head.isVisible()
    number = page.findChild(QLineEdit, "new_household_document")
    assert number.width() > number.fontMetrics().horizontalAdvance("0" * 18) + 16  # an identity number is seen whole
    qtbot.keyClick(head, Qt.Key.Key_Return)
    settled(program)
    assert page.findChild(QWidget, "new_household").isVisible()
    head.setText("赵小满")
    page.findChild(QLineEdit, "new_household_group").setText("二组")
    qtbot.keyClick(head, Qt.Key.Key_Return)
    settled(program)
    assert program.window.page.name == "household"
    page, model, _search = _open_list(program, settled)
    assert model.rowCount() == before + 1


def test_that_members_and_causes_are_said_whole_in_english(at_desk, settled) -> None:
    program = at_desk(language="en")
    page = _open_file(program, settled)
    page.show_tab("members")
    settled(program)
    table = page.findChild(KeyTable, "members_table")
    assert table.columnWidth(2) >= table.fontMetrics().horizontalAdvance("Female") + 2 * theme.px(8)
    page.show_tab("causes")
    settled(program)
    causes = page.findChild(KeyTable, "causes_table").model()
    said = [str(causes.index(row, column).data()) for row in range(causes.rowCount()) for column in (3, 4)]
    assert any(" (" in words for words in said)
    assert not any("（" in words for words in said)


def _let_the_next_year_begin(household, session) -> None:
    """Let a household lose its last member and gain a child in a year of which it has facts."""
    year = years.of_household(session, household)[0] + 1
    gone = household_file.open_file(session, household).members[-1].membership
    day = date(year, 1, 5)
    died = membership_events.reason_for(session.pack, "reason_out", Event.DIED)
    born = membership_events.reason_for(session.pack, "reason_in", Event.BORN)
    membership_events.leave(session, [gone], day=day, reason=died)
    child = {"name": Value("张新生"), "birth_date": Value(day.isoformat())}
    membership_events.join(session, household, child, day=day, reason=born, relation="03")
    values = {"household": Value(household), "year": Value(year), "wage_income": Value(99_999_900)}
    edit = RecordEdit(kind=RecordKind.HOUSEHOLD_YEAR, record=years.household_year_id(household, year), values=values,
                      is_new=True)  # fmt: skip
    commit(session, [Save(village=session.village, edits=(edit,))], seen=log.position(session.db))


def test_that_an_earlier_year_shows_its_own_members_and_its_own_income(at_desk, settled) -> None:
    program = at_desk()
    page, model, _search = _open_list(program, settled)
    before, failed = model.row(0), []
    page.shell.store.run(partial(_let_the_next_year_begin, before.id), None, lambda error: failed.append(repr(error)))
    settled(program)
    assert not failed
    page = _open_file(program, settled)
    page.show_tab("members")
    table, days = page.findChild(KeyTable, "members_table"), page.findChild(QLabel, "members_ages_on")
    said = [table.model().index(row, 1).data() for row in range(table.model().rowCount())]
    assert (said.count("已离开"), said.count("后来加入")) == (1, 0)
    assert days.text() == "年龄按截至2026年9月30日的周岁计算。"
    box = page.findChild(QComboBox, "household_year")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settled(program)
    said = [table.model().index(row, 1).data() for row in range(table.model().rowCount())]
    assert (said.count("已离开"), said.count("后来加入"), said[-1]) == (0, 1, "后来加入")
    assert days.text() == "成员为2025年12月31日在本户的人；年龄按截至2025年9月30日的周岁计算。"
    assert page.findChild(QLabel, "household_income").text() == income_words(before)
