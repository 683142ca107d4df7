"""Clues, procedures and events of members at the desk: by real widgets, from the ledger to the household's file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTableView

from ui.widgets import file_chooser
from ui.widgets.page import Place


def part(owner, kind, name):
    """Return a widget by its name; of several the one that is seen, for what was replaced goes only later."""
    found = owner.findChildren(kind, name)
    assert found, name
    return next((one for one in found if one.isVisible()), found[0])


def press(qtbot, owner, name):
    qtbot.mouseClick(part(owner, QPushButton, name), Qt.MouseButton.LeftButton)


def type_in(owner, name, text):
    part(owner, QLineEdit, name).setText(text)


@pytest.fixture
def window(at_desk):
    return at_desk(language="en").window


@pytest.fixture
def household(window, qtbot):
    """The first household of the list, which is an ordinary one or out of poverty."""
    window.go(Place(page="households"))
    qtbot.waitUntil(
        lambda: (
            window.page.name == "households"
            and part(window.page, QTableView, "households_table").model().rowCount() > 0
        )
    )
    found = []

    def ask(session):
        from poverty_desktop.queries.register.households import find
        from poverty_desktop.queries.register.list_rows import HouseholdFilter

        rows = find(session, HouseholdFilter(), limit=200).rows
        return next(
            row.id
            for row in rows
            if session.db.conn.execute(
                "SELECT household_type IN ('01', '02') AND (SELECT count(*) FROM membership m WHERE m.household = h.id"
                " AND m.to_date IS NULL AND m.alive) > 2 FROM household h WHERE id = ?",
                (row.id,),
            ).fetchone()[0]
        )

    window.store.run(ask, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def open_tab(window, qtbot, household, tab):
    window.go(Place(page="household", household=household, tab=tab))
    qtbot.waitUntil(lambda: window.page.name == "household")


def note(window, qtbot, step, day, *, signed=True, number=0):
    page = window.page
    name = f"procedure_{number}_next_{step}_note"
    qtbot.waitUntil(lambda: page.findChild(QPushButton, name) is not None)
    press(qtbot, page, name)
    type_in(page, "step_day", day)
    if signed:
        for box in part(page, object, "step_form").findChildren(QCheckBox):
            if box.objectName().startswith("step_signed_") and box.isVisible():
                box.setChecked(True)


def save(window, qtbot, gone):
    press(qtbot, window.page, "step_save")
    qtbot.waitUntil(lambda: window.page.findChild(QPushButton, f"procedure_0_next_{gone}_note") is None)


def test_that_a_procedure_is_begun_noted_and_warned_of_in_the_households_file(window, qtbot, household):
    open_tab(window, qtbot, household, "procedures")
    page = window.page
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "begin_identification") is not None)
    press(qtbot, page, "begin_identification")
    note(window, qtbot, "clue", "2026-09-01")
    save(window, qtbot, "clue")
    note(window, qtbot, "visit", "2026-09-20", signed=True)
    warned = part(page, QLabel, "step_warnings")
    qtbot.waitUntil(lambda: "Too late" in warned.text())
    assert "2日内" in warned.text()  # the source of the rule stands with it
    assert part(page, QLineEdit, "step_reason").isVisible()
    press(qtbot, page, "step_save")
    qtbot.waitUntil(lambda: "say why" in window.message.text())
    type_in(page, "step_reason", "Road flooded")
    save(window, qtbot, "visit")
    qtbot.waitUntil(lambda: page.findChild(QLabel, "procedure_0_1_2") is not None)
    texts = [found.text() for found in page.findChildren(QLabel) if found.objectName().startswith("procedure_0_1_")]
    assert any("Road flooded" in text for text in texts)
    window.undo()
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "procedure_0_next_visit_note") is not None)


def test_that_a_step_is_corrected_where_it_stands_and_its_printed_paper_is_then_old(
    window, qtbot, household, tmp_path, monkeypatch
):
    target = tmp_path / "letter.pdf"
    monkeypatch.setattr(file_chooser, "ask_target", lambda *_arguments: target)
    open_tab(window, qtbot, household, "procedures")
    page = window.page
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "begin_identification") is not None)
    press(qtbot, page, "begin_identification")
    for step in ("clue", "visit", "authorisation"):
        note(window, qtbot, step, "2026-09-01")
        save(window, qtbot, step)
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "procedure_0_2_paper") is not None)
    press(qtbot, page, "procedure_0_2_paper")
    qtbot.waitUntil(lambda: target.exists() and "was written" in window.message.text())
    press(qtbot, page, "procedure_0_2_correct")
    assert part(page, QLineEdit, "step_day").text() == "2026-09-01"
    assert part(page, QLineEdit, "step_because").isVisible()
    type_in(page, "step_day", "2026-09-02")
    press(qtbot, page, "step_save")
    qtbot.waitUntil(lambda: "why the step is corrected" in window.message.text())
    type_in(page, "step_because", "copied wrongly")
    press(qtbot, page, "step_save")
    qtbot.waitUntil(lambda: "2026-09-02" in part(page, QLabel, "procedure_0_2_0").text())
    told = [found.text() for found in page.findChildren(QLabel) if found.objectName().startswith("procedure_0_2_")]
    assert any("print it again" in text for text in told)
    qtbot.waitUntil(lambda: not part(page, object, "step_form").isVisible())


def test_that_giving_a_procedure_up_wants_a_reason(window, qtbot, household):
    open_tab(window, qtbot, household, "procedures")
    page = window.page
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "begin_adjustment") is not None)
    press(qtbot, page, "begin_adjustment")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "procedure_0_drop") is not None)
    press(qtbot, page, "procedure_0_drop")
    qtbot.waitUntil(lambda: "Say why" in window.message.text())
    type_in(page, "procedure_0_because", "withdrawn")
    press(qtbot, page, "procedure_0_drop")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "procedure_0_drop") is None)
    assert "withdrawn" in part(page, QLabel, "procedure_0_state").text()


def test_that_the_paper_of_a_step_is_saved(window, qtbot, household, tmp_path, monkeypatch):
    target = tmp_path / "letter.pdf"
    monkeypatch.setattr(file_chooser, "ask_target", lambda *_arguments: target)
    open_tab(window, qtbot, household, "procedures")
    page = window.page
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "begin_identification") is not None)
    press(qtbot, page, "begin_identification")
    for step in ("clue", "visit"):
        note(window, qtbot, step, "2026-09-01")
        save(window, qtbot, step)
    press(qtbot, page, "procedure_0_next_authorisation_paper")
    qtbot.waitUntil(lambda: target.exists() and "was written" in window.message.text())
    assert target.read_bytes().startswith(b"%PDF")
    note(window, qtbot, "authorisation", "2026-09-01")  # signed on that paper, then noted: it is not to be redone
    save(window, qtbot, "authorisation")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "procedure_0_2_paper") is not None)
    told = [found.text() for found in page.findChildren(QLabel) if found.objectName().startswith("procedure_0_2_")]
    assert not any("print it again" in text for text in told)


def test_that_a_split_and_a_merger_are_no_way_for_one_person_to_join_or_leave(window, qtbot, household):
    open_tab(window, qtbot, household, "members")
    page = window.page
    press(qtbot, page, "event_open")
    kind = part(page, QComboBox, "event_kind")
    qtbot.waitUntil(lambda: kind.count() > 10 and kind.isVisible())
    offered = [kind.itemText(number) for number in range(kind.count())]
    assert sum("split" in words.casefold() for words in offered) == 1, offered
    assert sum("merge" in words.casefold() for words in offered) == 1, offered


def test_that_a_birth_and_a_death_are_events_and_nobody_is_deleted(window, qtbot, household):
    open_tab(window, qtbot, household, "members")
    page = window.page
    assert "never a way out of poverty" in part(page, QLabel, "event_notice").text()
    press(qtbot, page, "event_open")
    kind = part(page, QComboBox, "event_kind")
    qtbot.waitUntil(lambda: kind.count() > 10 and kind.isVisible())
    kind.setCurrentIndex(kind.findData("join:01"))
    type_in(page, "event_day", "2026-05-01")
    type_in(page, "event_name", "Xiao")
    press(qtbot, page, "event_save")
    qtbot.waitUntil(lambda: "related to the head" in window.message.text())
    relation = part(page, QComboBox, "event_relation")
    relation.setCurrentIndex(relation.findData("03"))
    press(qtbot, page, "event_save")
    table = part(page, QTableView, "members_table")
    qtbot.waitUntil(lambda: not part(page, QLineEdit, "event_day").isVisible())
    qtbot.waitUntil(lambda: "Xiao" in [table.model().index(n, 0).data() for n in range(table.model().rowCount())])
    press(qtbot, page, "event_open")
    qtbot.waitUntil(kind.isVisible)
    kind.setCurrentIndex(kind.findData("leave:01"))
    qtbot.waitUntil(lambda: any("Xiao" in box.text() for box in page.findChildren(QCheckBox)))
    next(box for box in page.findChildren(QCheckBox) if "Xiao" in box.text()).setChecked(True)
    type_in(page, "event_day", "2026-06-01")
    press(qtbot, page, "event_save")
    qtbot.waitUntil(lambda: not part(page, QLineEdit, "event_day").isVisible())
    window.go(Place(page="procedures", tab="entries"))
    entries = part(window.page, QTableView, "entry_table")
    qtbot.waitUntil(lambda: entries.model().rowCount() == 2)
    assert {entries.model().index(row, 3).data() for row in range(2)} == {"Member joins", "Member leaves"}
    entries.selectAll()
    press(qtbot, window.page, "entries_entered")
    qtbot.waitUntil(lambda: entries.model().rowCount() == 0)


def test_that_a_departments_list_is_taken_in_worked_off_and_sent_back(window, qtbot, tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号", "预警内容"])
    book.active.append(["王某某", "420581197002039992", "自付3万元"])
    source, target = tmp_path / "list.xlsx", tmp_path / "back.xlsx"
    book.save(source)
    monkeypatch.setattr(file_chooser, "ask_file", lambda *_arguments: source)
    monkeypatch.setattr(file_chooser, "ask_target", lambda *_arguments: target)
    window.go(Place(page="procedures", tab="clues"))
    qtbot.waitUntil(lambda: window.page.name == "procedures")
    page = window.page
    press(qtbot, page, "clues_import")
    said = part(page, QLabel, "clue_preview_said")
    qtbot.waitUntil(lambda: "1 new clues" in said.text())
    press(qtbot, page, "clue_preview_take")
    table = part(page, QTableView, "clue_table")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, "3")
    qtbot.waitUntil(lambda: table.model().index(0, 5).data() == "to be answered")
    press(qtbot, page, "clues_feedback")
    qtbot.waitUntil(lambda: Path(target).exists() and table.model().index(0, 5).data() == "answered")


def test_that_columns_that_are_not_known_are_named_before_a_list_is_taken_in(window, qtbot, tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["何人", "何事"])
    book.active.append(["王某某", "自付3万元"])
    source = tmp_path / "list.xlsx"
    book.save(source)
    monkeypatch.setattr(file_chooser, "ask_file", lambda *_arguments: source)
    window.go(Place(page="procedures", tab="clues"))
    qtbot.waitUntil(lambda: window.page.name == "procedures")
    page = window.page
    table = part(page, QTableView, "clue_table")
    press(qtbot, page, "clues_import")
    qtbot.waitUntil(lambda: page.findChild(QComboBox, "clue_column_0") is not None)
    choice = part(page, QComboBox, "clue_column_0")
    choice.setCurrentIndex(choice.findData("person_name"))
    press(qtbot, page, "clue_columns_read")
    said = part(page, QLabel, "clue_preview_said")
    qtbot.waitUntil(lambda: "1 new clues" in said.text())
    press(qtbot, page, "clue_preview_take")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    assert table.model().index(0, 0).data() == "王某某"
    press(qtbot, page, "clues_import")  # its columns are remembered
    qtbot.waitUntil(lambda: "0 new clues, 1 known ones" in said.text())


def test_that_a_column_that_was_recognised_wrongly_is_corrected_and_stays_so(window, qtbot, tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "联系人", "备注"])  # whom it is about stands under the second caption
    book.active.append(["经办员", "王某某", "自付3万元"])
    source = tmp_path / "list.xlsx"
    book.save(source)
    monkeypatch.setattr(file_chooser, "ask_file", lambda *_arguments: source)
    window.go(Place(page="procedures", tab="clues"))
    qtbot.waitUntil(lambda: window.page.name == "procedures")
    page = window.page
    press(qtbot, page, "clues_import")
    read = part(page, QLabel, "clue_preview_columns")
    qtbot.waitUntil(lambda: "姓名: " in read.text())
    press(qtbot, page, "clue_preview_correct")
    qtbot.waitUntil(lambda: page.findChild(QComboBox, "clue_column_1") is not None)
    for column, target in ((0, ""), (1, "person_name")):
        choice = part(page, QComboBox, f"clue_column_{column}")
        choice.setCurrentIndex(choice.findData(target))
    press(qtbot, page, "clue_columns_read")
    qtbot.waitUntil(lambda: "联系人: " in read.text() and "姓名" not in read.text())
    press(qtbot, page, "clue_preview_take")
    table = part(page, QTableView, "clue_table")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    assert table.model().index(0, 0).data() == "王某某"
    press(qtbot, page, "clues_import")
    qtbot.waitUntil(lambda: "0 new clues" in part(page, QLabel, "clue_preview_said").text())
    assert "联系人: " in read.text()
    assert "姓名" not in read.text()


def test_that_a_clue_that_is_true_leads_to_the_household_and_its_procedure(window, qtbot, household):
    window.go(Place(page="procedures", tab="clues"))
    qtbot.waitUntil(lambda: window.page.name == "procedures")
    page = window.page
    table = part(page, QTableView, "clue_table")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "clue_result_1") is not None)
    table.setFocus()
    press(qtbot, page, "clues_new")
    type_in(page, "new_clue_household", household.hex())
    type_in(page, "new_clue_content", "Roof leaks")
    press(qtbot, page, "new_clue_save")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    qtbot.keyClick(table, "1")
    begin = part(page, QPushButton, "clue_begin")
    qtbot.waitUntil(begin.isVisible)
    press(qtbot, page, "clue_begin")
    qtbot.waitUntil(lambda: window.page.name == "household")
    qtbot.waitUntil(lambda: window.page.findChild(QPushButton, "procedure_0_next_authorisation_note") is not None)
    window.go(Place(page="today"))
    qtbot.waitUntil(lambda: window.page.name == "today")
    qtbot.waitUntil(lambda: window.page.findChild(QPushButton, "today_link_backup") is not None)


def test_that_one_step_is_noted_for_every_ticked_household_at_once(window, qtbot, household):
    begun = []

    def begin_many(session):
        """Two more households beside the first, each with a procedure that waits for the same step."""
        from datetime import timedelta

        from poverty_desktop.operations.casework import procedures

        sql = (
            "SELECT h.id FROM household h WHERE h.alive AND h.household_type IN ('01', '02') AND EXISTS"
            " (SELECT 1 FROM membership m WHERE m.household = h.id AND m.alive AND m.to_date IS NULL) ORDER BY h.id"
        )
        day = session.clock.today() - timedelta(days=30)
        homes = [row[0] for row in session.db.conn.execute(sql)][:3]
        for home in homes:
            procedures.begin(session, home, "identification", on=day)
        return tuple(homes), day.isoformat()

    window.store.run(begin_many, begun.append)
    qtbot.waitUntil(lambda: bool(begun))
    ((homes, day),) = begun
    window.go(Place(page="procedures", tab="running", households=homes[:2]))
    qtbot.waitUntil(lambda: window.page.name == "procedures")
    page = window.page
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "running_note_clue") is not None)
    table = part(page, QTableView, "running_table")
    assert len(table.selectionModel().selectedRows()) == 2
    press(qtbot, page, "running_note_clue")
    assert "2 households on one paper" in part(page, QLabel, "step_title").text()
    type_in(page, "step_day", day)
    press(qtbot, page, "step_save")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "running_note_visit") is not None)
    assert not part(page, QLabel, "step_title").isVisible()

    def counted(session):
        return session.db.conn.execute("SELECT count(*) FROM step WHERE alive AND name = 'clue'").fetchone()[0]

    found = []
    window.store.run(counted, found.append)
    qtbot.waitUntil(lambda: found == [2])
    window.undo()
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "running_note_clue") is not None)


def test_that_ticked_households_lead_to_their_running_procedures(window, qtbot, household):
    window.go(Place(page="households"))
    qtbot.waitUntil(lambda: window.page.name == "households")
    window.page._model.set_ticks((household,))
    press(qtbot, window.page, "households_ticked_step")
    qtbot.waitUntil(lambda: window.page.name == "procedures")


def test_that_a_clue_with_a_name_only_offers_households_and_the_cadre_chooses(window, qtbot, household):
    heads = []
    sql = "SELECT head_name FROM household_summary WHERE household = ?"
    window.store.run(lambda session: session.db.conn.execute(sql, (household,)).fetchone()[0], heads.append)
    qtbot.waitUntil(lambda: bool(heads))
    window.go(Place(page="procedures", tab="clues"))
    qtbot.waitUntil(lambda: window.page.name == "procedures")
    page = window.page
    table = part(page, QTableView, "clue_table")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "clue_result_1") is not None)
    table.setFocus()
    press(qtbot, page, "clues_new")
    type_in(page, "new_clue_name", heads[0])
    press(qtbot, page, "new_clue_save")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "clue_candidate_0_link") is not None)
    assert "same name" in part(page, QLabel, "clue_candidate_0").text()
    assert table.model().index(0, 1).data() == ""
    press(qtbot, page, "clue_candidate_0_link")
    qtbot.waitUntil(lambda: table.model().index(0, 1).data() == heads[0])
