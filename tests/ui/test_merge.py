"""The page of conflicts: values side by side with who wrote them, decided by keys, one after another."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import DeviceId, RecordId, ReplicaId
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.store import arrival, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit
from ui.merge.page import MergePage
from ui.welcome import calls
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

PASSPHRASE = "七棵柿子树 seven persimmon trees 1986"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
VILLAGE = "420581100200"
PATIENCE_MS = 20_000


def save(session: Session, record: RecordId, *, is_new: bool = False, kind=RecordKind.HOUSEHOLD, **values: str) -> None:
    said = {name: Value(value) for name, value in values.items()}
    edit = RecordEdit(kind=kind, record=record, values=said, is_new=is_new)
    commit(session, [Save(village=VILLAGE, edits=(edit,))], seen=log.position(session.db))


def deliver(giver: Session, taker: Session) -> None:
    chains = giver.db.conn.execute("SELECT rep, village, device FROM replica").fetchall()
    writers = {ReplicaId(rep): arrival.Writer(DeviceId(device), village) for rep, village, device in chains}
    runs = [
        arrival.Run(
            replica=ReplicaId(rep),
            low=1,
            transactions=[arrival.Packed(*item) for item in log.packed(giver.db, ReplicaId(rep), 1)],
        )
        for rep, _village, _device in chains
    ]
    arrival.accept(taker, runs, arrival.Rights(writers=writers, max_rank=4), origin=1)


@pytest.fixture(scope="session")
def quarrel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three facts of one household that two laptops wrote differently."""
    folder = tmp_path_factory.mktemp("quarrel")
    one, _sheet = workspace.create_field(folder / "one", PASSPHRASE, worker="李明", village=VILLAGE, cost=CHEAP)
    two, _sheet = workspace.create_field(folder / "two", PASSPHRASE, worker="赵强", village=VILLAGE, cost=CHEAP)
    office, _sheet = workspace.create_office(
        folder / "office", PASSPHRASE, worker="王主任", office_name="宜都市乡村振兴办公室", cost=CHEAP
    )
    home = RecordId(one.ids.new())
    save(one, home, is_new=True, village=VILLAGE, group_name="一组", phone="13800000000", household_type="01")
    deliver(one, two)
    for session, number in ((one, "1"), (two, "2")):
        save(session, home, group_name=f"{number}组")
        save(session, home, phone=f"1380000000{number}")
        save(session, home, household_type=f"0{int(number) + 1}")
        deliver(session, office)
    for session in (one, two, office):
        workspace.close(session)
    return folder / "office"


@pytest.fixture
def page(start, quarrel: Path, tmp_path: Path, qtbot) -> MergePage:
    import shutil

    folder = shutil.copytree(quarrel, tmp_path / "office")
    program = start()
    program.store.open(partial(calls.unlock, folder, PASSPHRASE), program.window.open_desk)
    qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
    program.window.go(Place(page="merge"))
    found = program.window.page
    assert isinstance(found, MergePage)
    queue = found.findChild(KeyTable, "merge_queue")
    qtbot.waitUntil(lambda: queue.model().rowCount() == 3, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: rows(found, "merge_values") != [], timeout=PATIENCE_MS)
    return found


def rows(page: MergePage, name: str) -> list[list[str]]:
    model = page.findChild(KeyTable, name).model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose_fact(page: MergePage, words: str, qtbot) -> None:
    queue = page.findChild(KeyTable, "merge_queue")
    at = [row[0] for row in rows(page, "merge_queue")].index(words)
    queue.setCurrentIndex(queue.model().index(at, 0))
    title = page.findChild(QLabel, "merge_fact")
    qtbot.waitUntil(lambda: title.text().startswith(words), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.findChild(QLabel, "merge_household").text() != "", timeout=PATIENCE_MS)
    queue.setFocus()


def key(page: MergePage, pressed: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.window().focusWidget(), pressed, modifier)


def test_that_every_value_stands_there_with_its_author_and_the_household_around_it(page, qtbot):
    assert {row[0] for row in rows(page, "merge_queue")} == {"组（自然村）", "联系电话", "户类型"}
    choose_fact(page, "组（自然村）", qtbot)
    assert [(row[0], row[1], row[2].partition(" · ")[0]) for row in rows(page, "merge_values")] == [
        ("1", "1组", "李明"),
        ("2", "2组", "赵强"),
    ]
    assert "杨家畈" in page.findChild(QLabel, "merge_household").text()
    qtbot.waitUntil(lambda: len(rows(page, "merge_history")) == 3, timeout=PATIENCE_MS)


def test_that_keys_decide_and_lead_to_the_next(page, qtbot):
    choose_fact(page, "组（自然村）", qtbot)
    key(page, Qt.Key.Key_2)
    assert page.findChild(QComboBox, "merge_reason").hasFocus() or page.window().focusWidget() is not None
    page.findChild(QComboBox, "merge_reason").setCurrentIndex(0)
    key(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(rows(page, "merge_queue")) == 2, timeout=PATIENCE_MS)
    assert "组（自然村）" not in {row[0] for row in rows(page, "merge_queue")}
    assert "已核定" in page.shell.message.text()
    assert page.findChild(KeyTable, "merge_queue").currentIndex().isValid()


def test_that_nothing_is_decided_without_a_choice_or_a_reason(page, qtbot):
    choose_fact(page, "组（自然村）", qtbot)
    page.findChild(QPushButton, "merge_decide").click()
    assert "请先选定一个值" in page.shell.message.text()
    key(page, Qt.Key.Key_1)
    page.findChild(QPushButton, "merge_decide").click()
    qtbot.waitUntil(lambda: "核定理由" in page.shell.message.text(), timeout=PATIENCE_MS)
    assert len(rows(page, "merge_queue")) == 3


def test_that_another_value_is_typed_when_none_is_right(page, qtbot):
    choose_fact(page, "组（自然村）", qtbot)
    key(page, Qt.Key.Key_E)
    field = page.findChild(QLineEdit, "value_editor_field")
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
    field.setText("五组")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [row[:2] for row in rows(page, "merge_values")][-1] == ["E", "五组"]
    page.findChild(QComboBox, "merge_reason").setEditText("村民小组已合并")
    page.findChild(QPushButton, "merge_decide").click()
    qtbot.waitUntil(lambda: len(rows(page, "merge_queue")) == 2, timeout=PATIENCE_MS)


def test_that_private_values_are_masked_until_somebody_asks_and_that_is_logged(page, qtbot):
    choose_fact(page, "联系电话", qtbot)
    assert not any("13800000001" in row[1] for row in rows(page, "merge_values"))
    page.findChild(QPushButton, "merge_reveal").click()
    assert any("13800000001" in row[1] for row in rows(page, "merge_values"))
    noted: list[int] = []

    def count(session: Session) -> int:
        return int(session.db.conn.execute("SELECT count(*) FROM disclosure WHERE what = 'reveal'").fetchone()[0])

    page.shell.store.run(count, noted.append)
    qtbot.waitUntil(lambda: noted == [1], timeout=PATIENCE_MS)


def test_that_the_household_opens_and_the_language_turns(page, qtbot):
    choose_fact(page, "组（自然村）", qtbot)
    page.findChild(QPushButton, "merge_open").click()
    qtbot.waitUntil(lambda: page.shell.page.name == "household", timeout=PATIENCE_MS)
