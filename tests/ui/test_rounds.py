from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QPushButton

from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

TODAY = datetime.now().astimezone().date()
DEADLINE, YESTERDAY = ((TODAY + timedelta(days=days)).isoformat() for days in (30, -1))


def shoot(program, name):
    if folder := os.environ.get("SHOTS"):
        program.window.grab().save(f"{folder}/{name}.png")


@pytest.fixture
def page(at_desk, settled):
    """The page of rounds of the sample village, with a round that was begun there."""
    program = at_desk()
    program.window.go(Place(page="checks"))
    settled(program)
    shoot(program, "checks")
    program.window.page.findChild(QPushButton, "tab_rounds").click()
    settled(program)
    shoot(program, "start")
    find(program, QLineEdit, "round_name").setText("秋季回头看")
    find(program, QLineEdit, "round_deadline").setText(DEADLINE)
    find(program, QPushButton, "round_begin").click()
    wait(program, settled)
    return program


def find(program, kind, name):
    found = program.window.page.findChild(kind, name)
    assert found is not None, name
    return found


def wait(program, settled):
    for _round in range(3):
        settled(program)


def rows(program, name):
    model = find(program, KeyTable, name).model()
    return [[model.index(n, c).data() for c in range(model.columnCount())] for n in range(model.rowCount())]


def number(program, name) -> int:
    return int(find(program, QPushButton, f"balance_{name}").text().rsplit(" ", 1)[1])


def press(program, settled, keys, table="round_persons"):
    target = find(program, KeyTable, table)
    target.setFocus()
    QTest.keyClicks(target, keys)
    wait(program, settled)


def test_that_a_round_shows_households_persons_and_the_balance(page, settled):
    assert number(page, "base") == number(page, "open") == number(page, "after") > 500
    assert len(rows(page, "round_households")) == 322
    assert rows(page, "round_persons")
    assert "不等于脱贫" in find(page, QLabel, "outcome_notice").text()
    shoot(page, "desk")


def test_that_one_key_verifies_a_person_and_goes_on_to_the_next(page, settled):
    before = number(page, "open")
    press(page, settled, "12")
    assert number(page, "open") == before - 2
    assert number(page, "after") == number(page, "base")
    shoot(page, "keyed")


def test_that_one_key_confirms_the_whole_household_and_goes_on(page, settled):
    count = len(rows(page, "round_persons"))
    before = number(page, "open")
    press(page, settled, "0")
    assert number(page, "open") == before - count
    assert find(page, KeyTable, "round_households").currentIndex().row() == 1
    page.window.undo()
    wait(page, settled)
    assert number(page, "open") == before


def test_that_a_death_asks_for_day_and_evidence_and_is_taken_off_the_books(page, settled):
    before = number(page, "base")
    press(page, settled, "4")
    assert find(page, QFrame, "evidence_row").isVisible()
    day = find(page, QLineEdit, "evidence_day")
    assert day.hasFocus()
    shoot(page, "evidence")
    day.setText(YESTERDAY)
    QTest.keyClick(day, Qt.Key.Key_Return)
    kind = find(page, QComboBox, "evidence_kind")
    QTest.keyClick(kind, Qt.Key.Key_4)
    QTest.keyClick(kind, Qt.Key.Key_Return)
    wait(page, settled)
    assert (number(page, "removed"), number(page, "after")) == (1, before - 1)
    assert find(page, QFrame, "evidence_row").isHidden()


def test_that_what_was_asked_of_one_person_is_never_noted_of_another(page, settled):
    persons, households = find(page, KeyTable, "round_persons"), find(page, KeyTable, "round_households")
    before = number(page, "open")
    form = find(page, QFrame, "evidence_row")
    press(page, settled, "4")
    assert form.isVisible()
    households.setCurrentIndex(households.model().index(households.currentIndex().row() + 1, 0))
    wait(page, settled)
    assert form.isHidden()
    if persons.model().rowCount() > 1:
        press(page, settled, "4")
        persons.setCurrentIndex(persons.model().index(1, 0))
        assert form.isHidden()
    press(page, settled, "4")
    press(page, settled, "0", "round_households")
    assert form.isHidden()
    assert number(page, "open") < before


def test_that_a_newborn_is_put_on_the_books(page, settled):
    before = number(page, "base")
    press(page, settled, "B")
    assert find(page, QFrame, "newcomer_form").isVisible()
    find(page, QLineEdit, "newcomer_name").setText("新生儿")
    find(page, QLineEdit, "newcomer_born").setText(YESTERDAY)
    shoot(page, "newcomer")
    find(page, QPushButton, "newcomer_give").click()
    wait(page, settled)
    assert (number(page, "added"), number(page, "after")) == (1, before + 1)
    assert rows(page, "round_persons")[-1][0] == "新生儿"


def test_that_a_correction_is_given_with_its_pair(page, settled):
    press(page, settled, "3")
    which = find(page, QComboBox, "correction_which")
    assert which.count() > 5
    which.setCurrentIndex(1)
    find(page, QLineEdit, "correction_text").setText("改名")
    shoot(page, "correction")
    find(page, QPushButton, "correction_give").click()
    wait(page, settled)
    table = find(page, KeyTable, "round_households")
    table.setCurrentIndex(table.model().index(0, 0))
    assert rows(page, "round_persons")[0][0] == "改名"
    assert "→ 改名" in find(page, QLabel, "round_detail").text()


def test_that_the_last_key_can_be_taken_back(page, settled):
    before = number(page, "open")
    press(page, settled, "1")
    table = find(page, KeyTable, "round_households")
    table.setCurrentIndex(table.model().index(0, 0))
    people = find(page, KeyTable, "round_persons")
    people.setCurrentIndex(people.model().index(0, 0))
    press(page, settled, "X")
    assert number(page, "open") == before


def test_that_a_sheet_is_found_by_its_number_and_keyed_back(page, settled):
    field = find(page, QLineEdit, "round_number")
    field.setText("77")
    QTest.keyClick(field, Qt.Key.Key_Return)
    table = find(page, KeyTable, "round_households")
    assert table.model().index(table.currentIndex().row(), 0).data() == "77"
    people = find(page, KeyTable, "round_persons")
    assert people.hasFocus()
    before = number(page, "open")
    count = len(rows(page, "round_persons"))
    press(page, settled, "1" * count)
    assert number(page, "open") == before - count


def test_that_a_number_of_the_balance_opens_its_persons(page, settled):
    press(page, settled, "0")
    find(page, QPushButton, "balance_open").click()
    listed = rows(page, "round_listed")
    assert len(listed) == number(page, "open")
    table = find(page, KeyTable, "round_listed")
    shoot(page, "listed")
    table.setCurrentIndex(table.model().index(5, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    wait(page, settled)
    people = find(page, KeyTable, "round_persons")
    assert people.model().index(people.currentIndex().row(), 0).data() == listed[5][2]


def test_that_a_visit_to_an_unfiled_household_is_kept(page, settled):
    table = find(page, KeyTable, "round_households")
    for at in range(table.model().rowCount()):
        table.setCurrentIndex(table.model().index(at, 0))
        if not find(page, QFrame, "round_visits").isHidden():
            break
    at = table.currentIndex().row()
    press(page, settled, "0")
    assert table.currentIndex().row() == at  # what the visit showed is still to be keyed
    press(page, settled, "W")
    assert table.currentIndex().row() != at
    table.setCurrentIndex(table.model().index(at, 0))
    assert find(page, QPushButton, "visit_02").isChecked()


def test_that_closing_a_round_says_who_is_still_open_and_asks_once(page, settled):
    find(page, QPushButton, "rounds_close").click()
    wait(page, settled)
    said = page.window.findChild(QLabel, "message_text").text()
    assert f"{number(page, 'open')}人未核实" in said
    assert "已办结" not in find(page, QLabel, "round_said").text()
    page.window.findChild(QPushButton, "message_mend").click()
    wait(page, settled)
    assert "已办结" in find(page, QLabel, "round_said").text()


def test_that_a_closed_round_takes_no_key(page, settled):
    find(page, QPushButton, "rounds_close").click()
    wait(page, settled)
    page.window.findChild(QPushButton, "message_mend").click()
    wait(page, settled)
    before = number(page, "open")
    press(page, settled, "1")
    assert number(page, "open") == before
    assert "已办结" in find(page, QLabel, "round_said").text()
    find(page, QPushButton, "rounds_close").click()
    wait(page, settled)
    press(page, settled, "1")
    assert number(page, "open") == before - 1


def test_that_what_does_not_fit_is_said_and_the_person_stays_open(page, settled):
    before = number(page, "open")
    press(page, settled, "5")
    day = find(page, QLineEdit, "evidence_day")
    day.setText((TODAY + timedelta(days=5)).isoformat())
    who = find(page, KeyTable, "round_persons").currentIndex().row()
    find(page, QPushButton, "evidence_give").click()
    wait(page, settled)
    assert number(page, "open") == before
    assert page.window.message.isVisible()
    # What was typed stands, so that it can be mended.
    assert find(page, QFrame, "evidence_row").isVisible()
    assert find(page, KeyTable, "round_persons").currentIndex().row() == who
    day.setText(YESTERDAY)
    find(page, QComboBox, "evidence_kind").setCurrentIndex(1)
    find(page, QPushButton, "evidence_give").click()
    wait(page, settled)
    assert number(page, "open") == before - 1
    assert find(page, QFrame, "evidence_row").isHidden()


def test_that_esc_leaves_form_persons_round_and_page(page, settled):
    press(page, settled, "4")
    page.window.step_back()
    assert find(page, QFrame, "evidence_row").isHidden()
    page.window.step_back()
    assert find(page, KeyTable, "round_households").hasFocus()
    page.window.step_back()
    wait(page, settled)
    assert rows(page, "rounds_table")[0][0] == "秋季回头看"
    page.window.step_back()
    settled(page)
    assert page.window.page.name == "checks"


def test_that_undoing_the_round_itself_leads_back_to_all_rounds(page, settled):
    page.window.undo()
    wait(page, settled)
    assert find(page, QLabel, "rounds_said").text().startswith("还没有批次")


def test_that_the_sample_is_drawn_and_its_results_give_the_rates(page, settled):
    find(page, QPushButton, "rounds_sample").click()
    wait(page, settled)
    shoot(page, "sample-empty")
    find(page, QLineEdit, "sample_seed").setText("双色球2026136期")
    for code, size in (("01", 2), ("02", 3), ("03", 3)):
        find(page, object, f"sample_size_{code}").setValue(size)
    find(page, QPushButton, "sample_draw").click()
    wait(page, settled)
    assert len(rows(page, "sample_table")) == 8
    for _household in range(8):
        find(page, QComboBox, "sample_approves").setCurrentIndex(1)
        find(page, QPushButton, "sample_enter").click()
        wait(page, settled)
    found = rows(page, "sample_rates")
    # who saves what stands there finds nobody wrong: whoever is filed is poor, whoever is not, is not
    assert [row[1] for row in found[:3]] == ["0.00%", "0.00%", "0.00%"]
    filed = [row for row in rows(page, "sample_table") if row[0].startswith("建档立卡")]
    assert [row[8] for row in filed] == [row[6] for row in filed]
    shoot(page, "sample")
    rates, behind = find(page, KeyTable, "sample_rates"), find(page, KeyTable, "rate_lines")
    rates.setCurrentIndex(rates.model().index(0, 0))  # 0 %: of whom is a question, too
    assert [row[3] for row in rows(page, "rate_lines")] == ["0", "0", "0"]
    assert sum(float(row[5]) for row in rows(page, "rate_lines")) == pytest.approx(68, abs=0.1)
    behind.opened.emit(behind.model().index(0, 0))
    wait(page, settled)
    assert page.window.page.name == "household"


def test_that_certificate_and_sheets_are_written(page, settled, tmp_path: Path, monkeypatch):
    target = tmp_path / "certificate.pdf"
    monkeypatch.setattr("ui.rounds.page.file_chooser.ask_target", lambda *_: target)
    find(page, QPushButton, "rounds_certificate").click()
    wait(page, settled)
    assert target.read_bytes().startswith(b"%PDF")


def test_that_everything_is_said_in_the_other_language(page, settled):
    page.window.switch_language()
    wait(page, settled)
    assert find(page, QPushButton, "balance_base").text().startswith("On the books")
    assert find(page, QPushButton, "outcome_4").text() == "4  Died"
    shoot(page, "english")


def test_that_a_group_has_a_balance_of_its_own(page, settled):
    whole = number(page, "base")
    groups = find(page, QComboBox, "round_group")
    sizes = []
    for at in range(1, groups.count()):
        groups.setCurrentIndex(at)
        groups.activated.emit(at)
        sizes.append(number(page, "base"))
        assert {row[2] for row in rows(page, "round_households")} == {groups.itemText(at)}
    assert sum(sizes) == whole
    find(page, QPushButton, "balance_open").click()
    assert len(rows(page, "round_listed")) == sizes[-1]
    groups.setCurrentIndex(1)
    groups.activated.emit(1)  # while the persons are listed
    assert len(rows(page, "round_listed")) == number(page, "open") == sizes[0]
    assert find(page, QLabel, "round_listed_number").text() == f"待核 {sizes[0]}"


def test_that_the_persons_behind_a_number_follow_what_is_undone(page, settled):
    press(page, settled, "0")
    find(page, QPushButton, "balance_open").click()
    before = len(rows(page, "round_listed"))
    page.window.undo()
    wait(page, settled)
    assert len(rows(page, "round_listed")) == number(page, "open") > before


def test_that_those_of_no_group_have_a_balance_of_their_own(page, settled):
    whole = number(page, "base")
    find(page, QPushButton, "round_new_household").click()
    find(page, QLineEdit, "newcomer_name").setText("无组户主")
    find(page, QLineEdit, "newcomer_day").setText(YESTERDAY)
    find(page, QComboBox, "newcomer_evidence").setCurrentIndex(1)
    find(page, QPushButton, "newcomer_give").click()
    wait(page, settled)
    groups = find(page, QComboBox, "round_group")
    at = groups.findText("--")
    groups.setCurrentIndex(at)
    groups.activated.emit(at)
    assert (number(page, "base"), number(page, "added"), number(page, "after")) == (0, 1, 1)
    assert [row[1] for row in rows(page, "round_households")] == ["无组户主"]
    groups.setCurrentIndex(0)
    groups.activated.emit(0)
    assert (number(page, "base"), number(page, "added")) == (whole, 1)


def test_that_a_household_that_nobody_had_listed_is_taken_up(page, settled):
    find(page, QPushButton, "round_new_household").click()
    shoot(page, "new-household")
    find(page, QLineEdit, "newcomer_group").setText("二组")
    find(page, QLineEdit, "newcomer_name").setText("漏登户主")
    find(page, QLineEdit, "newcomer_day").setText(YESTERDAY)
    find(page, QComboBox, "newcomer_evidence").setCurrentIndex(1)
    find(page, QPushButton, "newcomer_give").click()
    wait(page, settled)
    assert rows(page, "round_households")[-1][:3] == ["323", "漏登户主", "二组"]
    assert number(page, "added") == 1


def test_that_ticked_households_become_a_round_of_their_own(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="households"))
    settled(program)
    table = find(program, KeyTable, "households_table")
    table.setFocus()
    table.setCurrentIndex(table.model().index(3, 0))
    QTest.keyClick(table, Qt.Key.Key_Space)
    find(program, QPushButton, "households_ticked_verify").click()
    settled(program)
    assert "1" in find(program, QLabel, "round_listed_count").text()
    find(program, QLineEdit, "round_name").setText("抽查一户")
    find(program, QLineEdit, "round_deadline").setText(DEADLINE)
    find(program, QPushButton, "round_begin").click()
    wait(program, settled)
    assert len(rows(program, "round_households")) == 1


def test_that_a_round_that_cannot_begin_says_why_and_can_be_begun_then(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="rounds"))
    settled(program)
    begin = find(program, QPushButton, "round_begin")
    begin.click()
    assert find(program, QLineEdit, "round_deadline").hasFocus()
    find(program, QLineEdit, "round_deadline").setText(DEADLINE)
    begin.click()
    assert not begin.isEnabled()
    wait(program, settled)
    assert begin.isEnabled()
    assert program.window.message.isVisible()
    find(program, QLineEdit, "round_name").setText("秋季回头看")
    begin.click()
    wait(program, settled)
    assert number(program, "base") > 500


def test_that_the_page_of_the_day_says_that_a_round_runs_and_leads_there(page, settled, qtbot):
    page.window.go(Place(page="today"))
    settled(page)
    qtbot.waitUntil(
        lambda: any("秋季回头看" in made.text() for made in page.window.page.findChildren(QPushButton)), timeout=8000
    )
    line = next(made for made in page.window.page.findChildren(QPushButton) if "秋季回头看" in made.text())
    assert "待核" in line.text()
    shoot(page, "today_round")
    line.click()
    settled(page)
    assert page.window.page.name == "rounds"
    assert page.window.page.place().text


def test_that_the_picture_of_an_outcome_stands_on_the_card(page, settled, tmp_path, monkeypatch):
    from PIL import Image

    picture = tmp_path / "call.png"
    Image.new("RGB", (80, 60), "navy").save(picture)
    monkeypatch.setattr("ui.widgets.file_chooser.ask_file", lambda *_args, **_more: picture)
    while len(rows(page, "round_persons")) < 2:
        press(page, settled, "N")
    press(page, settled, "4")
    find(page, QLineEdit, "evidence_day").setText(YESTERDAY)
    find(page, QPushButton, "evidence_picture").click()
    kind = find(page, QComboBox, "evidence_kind")
    QTest.keyClick(kind, Qt.Key.Key_4)
    find(page, QPushButton, "evidence_give").click()
    wait(page, settled)
    table = find(page, KeyTable, "round_persons")
    table.setCurrentIndex(table.model().index(0, 0))
    wait(page, settled)
    assert not find(page, QLabel, "round_photo").pixmap().isNull()
    assert find(page, QLabel, "round_photo").isVisible()
    shoot(page, "picture")
