"""The doors to other collecting programs on the reporting page."""

from __future__ import annotations

import re

import pytest
from chosen import choose
from filled import fill_survey
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QTableView
from said import everything

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.store import drafts
from ui.bundles.return_dialog import ReturnDialog
from ui.bundles.submissions_bar import SubmissionsBar
from ui.widgets.page import Place


class Person:
    def __init__(self, program, settled) -> None:
        self.program, self._settled = program, settled

    @property
    def bar(self) -> SubmissionsBar:
        return self.program.window.page.findChild(SubmissionsBar)

    def settle(self) -> None:
        self._settled(self.program)

    def ask(self, work):
        found: list[object] = []
        self.program.store.run(work, found.append)
        self.settle()
        return found[0]

    def click(self, name: str, where=None) -> None:
        QTest.mouseClick((where or self.bar).findChild(QPushButton, name), Qt.MouseButton.LeftButton)
        self.settle()

    def said(self) -> str:
        return " ".join(text for _where, text in everything(self.program.window))


def _interview(session) -> None:
    """Complete the survey at a household of the sample village."""
    household = session.db.conn.execute("SELECT id FROM household WHERE alive ORDER BY id").fetchone()[0]
    opened = interviews.open_interview(session, household).value
    fill_survey(session, opened)
    interviews.complete(session, opened)


@pytest.fixture
def person(at_desk, settled) -> Person:
    program = at_desk()
    program.store.run(_interview)
    program.window.go(Place(page="bundles"))
    settled(program)
    return Person(program, settled)


def test_that_interviews_are_written_and_a_look_at_them_changes_nothing(person, tmp_path, monkeypatch, qtbot):
    target = tmp_path / "out"
    target.mkdir()
    choose(monkeypatch, target)
    person.click("submissions_out")
    qtbot.waitUntil(lambda: "没有加密" in person.said())
    assert len(list((target / "instances").glob("*/submission.xml"))) >= 1
    before = person.ask(lambda session: session.db.conn.execute("SELECT count(*) FROM tx").fetchone()[0])
    person.click("submissions_folder")
    qtbot.waitUntil(lambda: person.program.window.findChild(QDialog, "return_dialog") is not None)
    dialog = person.program.window.findChild(ReturnDialog)
    table = dialog.findChild(QTableView, "return_table")
    fates = {table.model().index(row, 1).data() for row in range(table.model().rowCount())}
    assert fates == {"已经收过，不会变动"}
    assert not dialog.findChild(QPushButton, "return_take").isEnabled()
    dialog.reject()
    person.settle()
    assert person.ask(lambda session: session.db.conn.execute("SELECT count(*) FROM tx").fetchone()[0]) == before


def test_that_an_interview_taken_back_comes_in_again_after_a_look(person, tmp_path, monkeypatch, qtbot):
    from poverty_desktop.operations.interviewing import submissions
    from poverty_desktop.operations.workspaces import undo

    form = "household_survey"
    person.ask(lambda session: submissions.export_submissions(session, tmp_path, form_id=form))
    count = person.ask(_count)
    person.ask(undo.undo)
    person.bar.take(tmp_path / "instances")
    qtbot.waitUntil(lambda: person.program.window.findChild(QDialog, "return_dialog") is not None)
    dialog = person.program.window.findChild(ReturnDialog)
    person.click("return_take", dialog)
    qtbot.waitUntil(lambda: "完成入户 1 份" in person.said())
    assert person.ask(_count) == count
    assert person.ask(lambda session: drafts.every(session.db)) == ()


def _count(session) -> int:
    return session.db.conn.execute(f"SELECT count(*) FROM {RecordKind.INTERVIEW.table} WHERE alive").fetchone()[0]


def test_that_no_latin_word_stands_at_the_doors(person):
    said = [text for _where, text in everything(person.bar)]
    assert said
    assert [text for text in said if re.search(r"[A-Za-z]{2,}", text)] == []
