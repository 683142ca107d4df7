"""The page of duplicates: pairs are compared and decided by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from poverty_desktop.domain.duplicate_pairs import Entry
from poverty_desktop.domain.duplicates import Candidate, Tier
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.register import facts, new_household
from poverty_desktop.queries.register.duplicates import DuplicateRow
from poverty_desktop.queries.register.snapshot import records
from poverty_desktop.store import log
from ui.duplicates.tables import whole
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

NUMBER = Value("420581196005049964")
PERSON = {"name": Value("欧阳桂英"), "sex": Value("2"), "birth_date": Value("1960-05-04")}


def enter_twice(session):
    """Add one woman as head of two households; the entries differ in their phone, her number came later."""
    for phone in ("13900000001", "13900000002"):
        new_household.add(session, {}, {**PERSON, "phone": Value(phone)})
    twice = [person.id for person in records(session, RecordKind.PERSON, "name = ?", [PERSON["name"].scalar])]
    for person in twice:
        seen = log.position(session.db)
        done = facts.correct(session, RecordKind.PERSON, person, "document_number", NUMBER, seen=seen, reason="补录")
    return done


@pytest.fixture
def page(at_desk, settled):
    """The page of duplicates of the sample village with one person entered twice, opened from the checks."""
    program = at_desk()
    program.window.store.run(enter_twice)
    settled(program)
    program.window.go(Place(page="checks"))
    settled(program)
    program.window.page.findChild(QPushButton, "checks_duplicates").click()
    settled(program)
    settled(program)
    return program


def candidates(program) -> KeyTable:
    return program.window.page.findChild(KeyTable, "duplicates_candidates")


def test_that_a_pair_stands_with_its_reasons_and_both_entries(page):
    assert candidates(page).model().index(0, 0).data() == "欧阳桂英"
    assert candidates(page).model().index(0, 1).data() == "证件号码相同"
    assert "出生日期相同" in page.window.page.findChild(QLabel, "duplicates_why").text()
    facts_table = page.window.page.findChild(KeyTable, "duplicates_facts").model()
    remarks = {facts_table.index(n, 0).data(): facts_table.index(n, 3).data() for n in range(facts_table.rowCount())}
    assert remarks["成员联系电话"] == "不一致"
    assert remarks["姓名"] == ""


def test_that_one_key_joins_the_entries_and_undo_brings_the_pair_back(page, settled):
    before = candidates(page).model().rowCount()
    QTest.keyClick(candidates(page), Qt.Key.Key_1)
    settled(page)
    settled(page)
    assert candidates(page).model().rowCount() == before - 1
    page.window.undo()
    settled(page)
    settled(page)
    assert candidates(page).model().rowCount() == before


def test_that_two_persons_are_not_proposed_again(page, settled):
    before = candidates(page).model().rowCount()
    QTest.keyClick(candidates(page), Qt.Key.Key_N)
    settled(page)
    settled(page)
    page.window.page.findChild(QPushButton, "duplicates_search").click()
    settled(page)
    settled(page)
    assert candidates(page).model().rowCount() == before - 1


def test_that_a_differing_fact_can_be_taken_from_the_other_entry(page, settled):
    table = page.window.page.findChild(KeyTable, "duplicates_facts")
    row = next(n for n in range(table.model().rowCount()) if table.model().index(n, 3).data())
    table.setCurrentIndex(table.model().index(row, 0))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.model().index(row, 3).data() == "取另一条"
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.model().index(row, 3).data() == "不一致"


def test_that_a_household_entered_twice_meanwhile_stands_there_when_the_page_is_opened_again(page, settled):
    before = candidates(page).model().rowCount()
    page.window.go(Place(page="households"))
    settled(page)
    head = {"name": Value("欧阳桂瑛"), "document_number": Value("420581196005049946")}
    page.window.store.run(lambda session: new_household.add(session, {}, head))
    settled(page)
    page.window.go(Place(page="duplicates"))
    settled(page)
    settled(page)
    assert candidates(page).model().rowCount() > before


@pytest.mark.parametrize(("kept", "said"), [(0, "按3保留：一组，欧阳桂英户。"), (1, "按3保留：六组，欧阳桂瑛户。")])
def test_that_a_household_that_stands_twice_says_which_is_kept(kept, said):
    entries = [
        Entry(person=PersonId(RecordId(bytes([n]) * 16)), household=HouseholdId(RecordId(bytes([n + 4]) * 16)))
        for n in (1, 2)
    ]
    row = DuplicateRow(
        candidate=Candidate(one=entries[0], other=entries[1], tier=Tier.LIKELY, weight=9.0, reasons=()),
        places=("一组", "六组"),
        heads=("欧阳桂英", "欧阳桂瑛"),
        whole=((entries[kept].person, entries[1 - kept].person),),
    )
    assert whole(row)[1] == said
