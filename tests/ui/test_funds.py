"""The office enters a project, gives it money, pays households by a list, and sees that three ledgers agree."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from chosen import choose
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea, QTabWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.store import log
from poverty_desktop.store.writing import RecordEdit, Save, commit
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

CARD = "6228480000000000018"


@pytest.fixture
def program(at_office, settled):
    made = at_office(language="en")
    made.window.go(Place(page="funds"))
    settled(made)
    return made


def part(program, kind, name):
    found = program.window.page.findChild(kind, name)
    assert found is not None, name
    return found


def press(program, settled, name):
    part(program, QPushButton, name).click()
    for _ in range(3):
        settled(program)


def write(program, **texts):
    for name, text in texts.items():
        part(program, QLineEdit, name).setText(text)


def cells(program, name, column):
    model = part(program, KeyTable, name).model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def open_row(program, settled, name, row=0):
    table = part(program, KeyTable, name)
    table.opened.emit(table.model().index(row, 0))
    for _ in range(3):
        settled(program)


def tab(program, settled, name, number):
    part(program, QTabWidget, name).setCurrentIndex(number)
    for _ in range(2):
        settled(program)


def _into_library(session):
    """Do by hand what the procedure does in months, and put a household with an account into the village."""
    project, code = session.db.conn.execute("SELECT id, village FROM village_project WHERE alive").fetchone()
    home, head, membership = (RecordId(session.ids.new()) for _ in range(3))
    household = {
        "village": Value(code),
        "household_type": Value("04"),
        "national_number": Value("4205810009"),
        "bank_account": Value(CARD),
    }
    edits = (
        RecordEdit(
            kind=RecordKind.VILLAGE_PROJECT,
            record=project,
            values={"stage": Value("05"), "route": Value("01"), "item": Value("0101")},
        ),
        RecordEdit(kind=RecordKind.HOUSEHOLD, record=home, values=household, is_new=True),
        RecordEdit(kind=RecordKind.PERSON, record=head, values={"name": Value("欧阳铁")}, is_new=True),
        RecordEdit(
            kind=RecordKind.MEMBERSHIP,
            record=membership,
            values={"household": Value(home), "person": Value(head), "relation": Value("01")},
            is_new=True,
        ),
    )
    return commit(session, [Save(village=code, edits=edits)], seen=log.position(session.db))


def test_that_money_goes_from_its_source_to_a_household_and_the_ledgers_agree(program, settled, tmp_path, monkeypatch):
    write(program, funds_new_name="Goats for twenty households")
    press(program, settled, "funds_new_act")
    assert program.window.page.name == "project"
    assert part(program, QLabel, "project_name").text() == "Goats for twenty households"
    assert "Missing" in part(program, QLabel, "project_lacks").text()
    done = []
    program.store.run(_into_library, done.append)
    settled(program)
    assert done
    program.window.go(Place(page="funds", tab="ledger"))
    settled(program)
    write(program, funds_source_document="No. 1 of 2026", funds_source_amount="-5")
    press(program, settled, "funds_source_act")
    assert "above zero" in program.window.message.text()
    write(program, funds_source_amount="5000")
    press(program, settled, "funds_source_act")
    assert cells(program, "funds_sources", 6) == ["5,000.00"]
    program.window.go(Place(page="funds", tab="library"))
    settled(program)
    open_row(program, settled, "funds_projects")
    tab(program, settled, "project_tabs", 1)
    write(program, project_allocate_amount="4000")
    press(program, settled, "project_allocate_act")
    assert cells(program, "project_money", 3) == ["4,000.00"]
    write(program, project_contract_contractor="A builder", project_contract_amount="500")
    press(program, settled, "project_contract_act")
    press(program, settled, "project_accept_act")
    write(program, project_pay_amount="500")
    press(program, settled, "project_pay_act")
    assert "Paid to the contractor" in cells(program, "project_money", 1)
    write(program, project_roll_year="2027")
    press(program, settled, "project_roll_act")
    assert ", 2027: " in part(program, QLabel, "project_state").text()

    program.window.go(Place(page="funds", tab="lists"))
    settled(program)
    assert part(program, QComboBox, "funds_draft_project").count() == 1
    book = openpyxl.Workbook()
    for row in (["户编号", "金额"], ["4205810009", 1500], ["4205819999", 10]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    write(program, funds_draft_period="2026")
    choose(monkeypatch, tmp_path / "list.xlsx")
    press(program, settled, "funds_draft_file")
    assert "not in the register" in cells(program, "funds_payees", 4)
    judged = cells(program, "funds_payees", 3)
    if "needs an explanation" in judged:
        write(program, funds_reason="the team has seen the fields")
        press(program, settled, "funds_explain")
    press(program, settled, "funds_draw")
    assert cells(program, "funds_lines", 5) == ["Drawn up"]
    target = tmp_path / "signed.pdf"
    choose(monkeypatch, target)
    press(program, settled, "funds_print")
    assert Path(target).read_bytes().startswith(b"%PDF")
    press(program, settled, "funds_send")
    assert cells(program, "funds_lines", 5) == ["In transit"]
    answer = openpyxl.Workbook()
    for row in (["账号", "处理结果"], [CARD, "成功"]):
        answer.active.append(row)
    answer.save(tmp_path / "answer.xlsx")
    choose(monkeypatch, tmp_path / "answer.xlsx")
    press(program, settled, "funds_results")
    press(program, settled, "funds_bank_take")
    assert cells(program, "funds_lines", 5) == ["Paid"]
    open_row(program, settled, "funds_lines")
    assert program.window.page.name == "household"
    assert cells(program, "money_table", 5) == ["1,500.00"]
    program.window.go(Place(page="funds", tab="compare"))
    settled(program)
    assert "1,500.00 arrived at households" in part(program, QLabel, "funds_sums").text()
    assert not part(program, KeyTable, "funds_differences").isVisible()
    press(program, settled, "funds_picture")
    assert program.window.page.place().tab == "pictures"
    assert part(program, QComboBox, "picture_kind").currentData() == "money"
    assert cells(program, "picture_table", 2) == ["1,000.00"]  # the project waits for the next year: what is left
    program.window.go(Place(page="funds", tab="compare"))
    settled(program)
    tab(program, settled, "funds_tabs", 4)
    assert "2" in cells(program, "funds_risks", 1)
    open_row(program, settled, "funds_cases")
    assert program.window.page.name == "project"


def test_that_publishing_is_reached_from_settings_and_from_merging(program, settled):
    assert "publish" not in program.window.sidebar.names()
    program.window.go(Place(page="settings", tab="pack"))
    settled(program)
    press(program, settled, "pack_publish")
    assert program.window.page.name == "publish"
    program.window.go(Place(page="merge"))
    settled(program)
    press(program, settled, "merge_publish")
    assert program.window.page.name == "publish"


def test_that_without_a_project_nothing_is_offered_that_needs_one(program, settled):
    tab(program, settled, "funds_tabs", 2)
    hint = part(program, QLabel, "funds_no_lists_weak").text()
    assert hint == "A list needs a project of the library whose money goes to households."
    assert not part(program, QPushButton, "funds_draft_file").isVisible()


def test_that_ledgers_without_money_are_not_praised_for_agreeing(program, settled):
    tab(program, settled, "funds_tabs", 3)
    assert part(program, QLabel, "funds_agree_lead").text() == "No money stands in the ledgers yet."


def test_that_an_empty_library_opens_at_its_head_on_a_low_window(program, settled):
    program.window.resize(1100, 420)
    for place in ("today", "funds"):
        program.window.go(Place(page=place))
        settled(program)
    area = program.window.findChild(QScrollArea, "area_funds")
    assert area.verticalScrollBar().maximum() > 0
    assert area.verticalScrollBar().value() == 0
    assert program.window.page.isAncestorOf(program.window.focusWidget())
