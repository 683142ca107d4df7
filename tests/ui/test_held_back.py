"""The office's desk: a whole group of conflicts at once, and what is held back, looked into and let in by two."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea, QTabWidget

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.handover import bundles, downstream, enrolment
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries.handover.held_at_office import HeldThere
from poverty_desktop.queries.handover.quarantine import SetAside
from poverty_desktop.store import ledger, log, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit
from poverty_desktop.sync.office_keys import found_office, office_keys_to_bytes
from ui.bundles.outcomes import standing_words
from ui.merge.page import MergePage
from ui.merge.waiting_calls import WaitingRow
from ui.merge.waiting_tables import WAITING_COLUMNS
from ui.welcome import calls
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place

PASSPHRASE = "七棵柿子树 seven persimmon trees 1986"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
VILLAGE = "420581100200"
PATIENCE_MS = 20_000


def save(session: Session, record: RecordId, *, is_new: bool = False, **values: str) -> None:
    said = {name: Value(value) for name, value in values.items()}
    edit = RecordEdit(kind=RecordKind.HOUSEHOLD, record=record, values=said, is_new=is_new)
    commit(session, [Save(village=VILLAGE, edits=(edit,))], seen=log.position(session.db))


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three like conflicts of two laptops, one of which was lost and has sent a bundle since."""
    folder = tmp_path_factory.mktemp("desk")
    office, _sheet = workspace.create_office(
        folder / "office", PASSPHRASE, worker="王主任", office_name="宜都市乡村振兴办公室", cost=CHEAP
    )
    keys = found_office(office.name, clock=office.clock, ids=office.ids).keys
    with Write(office.db):
        settings.put_secret(office.db, "office_keys", office_keys_to_bytes(keys))
    laptops = []
    for number, worker in enumerate(("李明", "赵强")):
        made, _sheet = workspace.create_field(
            folder / f"laptop{number}", PASSPHRASE, worker=worker, village=VILLAGE, cost=CHEAP
        )
        stick = folder / f"admission{number}"
        stick.mkdir()
        asked = enrolment.ask(made, stick).value
        admitted = enrolment.admit(office, asked.path, asked.fingerprint, stick).value
        enrolment.accept(made, admitted, enrolment.office_fingerprint(office))
        laptops.append(made)
    one, two = laptops
    stick = folder / "stick"
    stick.mkdir()
    homes = [RecordId(one.ids.new()) for _number in range(3)]
    for home in homes:
        save(one, home, is_new=True, village=VILLAGE, group_name="一组", household_type="01")
    bundles.receive(office, bundles.export_bundle(one, stick).value.path)
    downstream.send(office, stick)
    downstream.take_in(two, stick)
    for number, home in enumerate(homes):
        save(one, home, group_name=f"{number}组")
        save(two, home, group_name=f"{number + 5}组")
    for laptop in laptops:
        bundles.receive(office, bundles.export_bundle(laptop, stick).value.path)
    enrolment.revoke(office, enrolment.device_keys(two).device, "丢失")
    save(two, homes[0], phone="13800000009")
    bundles.receive(office, bundles.export_bundle(two, stick).value.path)
    for session in (one, two, office):
        workspace.close(session)
    return folder / "office"


def test_that_conflicts_and_what_waits_have_room_with_large_text(start, desk: Path, tmp_path: Path, qtbot):
    folder = shutil.copytree(desk, tmp_path / "office")
    program = start(text_percent=200)
    program.store.open(partial(calls.unlock, folder, PASSPHRASE), program.window.open_desk)
    qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
    program.window.go(Place(page="merge"))
    queue = program.window.page.findChild(KeyTable, "merge_queue")
    qtbot.waitUntil(lambda: queue.model().rowCount() == 3)
    qtbot.waitUntil(lambda: program.window.page.findChild(QLabel, "merge_household").text() != "")
    area = program.window.page.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    for tab in (0, 1):
        program.window.page.findChild(QTabWidget, "merge_tabs").setCurrentIndex(tab)
        qtbot.wait(50)
        assert area.horizontalScrollBar().maximum() == 0


@pytest.fixture
def page(start, desk: Path, tmp_path: Path, qtbot) -> MergePage:
    folder = shutil.copytree(desk, tmp_path / "office")
    program = start()
    program.store.open(partial(calls.unlock, folder, PASSPHRASE), program.window.open_desk)
    qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
    program.window.go(Place(page="merge"))
    found = program.window.page
    assert isinstance(found, MergePage)
    qtbot.waitUntil(lambda: len(rows(found, "merge_queue")) == 3, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: len(rows(found, "waiting_table")) == 1, timeout=PATIENCE_MS)
    return found


def rows(page: MergePage, name: str) -> list[list[str]]:
    model = page.findChild(KeyTable, name).model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_that_a_whole_group_is_decided_after_its_effects_were_seen_and_one_is_left_out(page, qtbot):
    queue = page.findChild(KeyTable, "merge_queue")
    queue.setFocus()
    QTest.keyClick(queue, Qt.Key.Key_G)
    group = page.findChild(KeyTable, "group_table")
    qtbot.waitUntil(group.isVisible, timeout=PATIENCE_MS)
    QTest.keyClick(group, Qt.Key.Key_1)
    assert [row[2] for row in rows(page, "group_table")] == [f"{number}组" for number in range(3)]
    assert all(row[1] != row[2] for row in rows(page, "group_table"))
    group.setCurrentIndex(group.model().index(2, 0))
    QTest.keyClick(group, Qt.Key.Key_Space)
    assert rows(page, "group_table")[2][2] == "留待核定"
    page.findChild(QComboBox, "group_reason").setEditText("李明到过现场")
    page.findChild(QPushButton, "group_decide").click()
    qtbot.waitUntil(lambda: len(rows(page, "merge_queue")) == 1, timeout=PATIENCE_MS)
    assert page.findChild(KeyTable, "merge_values").isVisible()


def test_that_what_is_held_back_is_looked_into_let_in_by_two_and_leaves_the_list(page, qtbot):
    page.findChild(QTabWidget, "merge_tabs").setCurrentIndex(1)
    assert page.place().tab == "waiting"
    assert rows(page, "waiting_table")[0][0] == "电脑报失或停用"
    qtbot.waitUntil(lambda: len(rows(page, "waiting_facts")) == 1, timeout=PATIENCE_MS)
    assert "13800000009" not in "".join(rows(page, "waiting_facts")[0])
    assert "放行" in page.findChild(QLabel, "waiting_advice").text()
    let_in = page.findChild(QPushButton, "waiting_let_in")
    page.findChild(QComboBox, "waiting_reason").setEditText("电话问过")
    let_in.click()
    qtbot.waitUntil(lambda: "同意的人" in page.shell.message.text(), timeout=PATIENCE_MS)
    assert len(rows(page, "waiting_table")) == 1
    page.findChild(QLineEdit, "waiting_approver").setText("李主任")
    let_in.click()
    qtbot.waitUntil(lambda: rows(page, "waiting_table") == [], timeout=PATIENCE_MS)
    assert "已收入 1 条" in page.shell.message.text()


def test_that_what_is_put_aside_stays_on_the_list_and_is_taken_up_again(page, qtbot):
    page.findChild(QTabWidget, "merge_tabs").setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(rows(page, "waiting_facts")) == 1, timeout=PATIENCE_MS)
    page.findChild(QComboBox, "waiting_reason").setEditText("不是他写的")
    page.findChild(QPushButton, "waiting_put_aside").click()
    qtbot.waitUntil(lambda: rows(page, "waiting_table")[0][0] == "决定不收", timeout=PATIENCE_MS)
    qtbot.waitUntil(page.findChild(QPushButton, "waiting_take_up").isVisible, timeout=PATIENCE_MS)
    assert "不是他写的" in page.findChild(QLabel, "waiting_decided").text()
    page.findChild(QComboBox, "waiting_reason").setEditText("他自己写的")
    page.findChild(QPushButton, "waiting_take_up").click()
    qtbot.waitUntil(lambda: rows(page, "waiting_table")[0][0] == "电脑报失或停用", timeout=PATIENCE_MS)


def test_that_a_file_that_cannot_be_read_is_called_by_its_name():
    damaged = SetAside(
        name=b"d" * 32, is_file=True, laptop="", digits="", village="", reason="damaged", count=0, households=0,
        since=datetime.now(UTC), file_name="数据包_官坪村_电脑6263_第4号.fpb",
    )  # fmt: skip
    row = WaitingRow(found=damaged, place="", why="", advice="")
    assert WAITING_COLUMNS[1].text(row) == "数据包_官坪村_电脑6263_第4号.fpb"


def test_that_a_lost_laptop_is_told_of_renewed_reported_and_let_in_again_by_two(page, qtbot):
    shell = page.shell
    shell.go(Place(page="bundles"))
    desk = shell.page
    table = desk.findChild(KeyTable, "bundles_devices")
    qtbot.waitUntil(lambda: table.model().rowCount() == 2, timeout=PATIENCE_MS)
    marks = [str(table.model().index(row, 8).data()) for row in range(2)]
    lost = next(row for row, words in enumerate(marks) if "报失" in words)
    assert "待查 1" in marks[lost]
    table.setCurrentIndex(table.model().index(lost, 0))
    told = desk.findChild(QLabel, "bundles_laptop_told")
    qtbot.waitUntil(lambda: "赵强" in told.text(), timeout=PATIENCE_MS)
    assert not desk.findChild(QPushButton, "bundles_renew_laptop").isEnabled()
    desk.findChild(QPushButton, "bundles_let_in").click()
    does = desk.findChild(QPushButton, "revoke_revoke")
    desk.findChild(QLineEdit, "revoke_reason").setText("找到了")
    assert not does.isEnabled()
    desk.findChild(QLineEdit, "revoke_approver").setText("李主任")
    does.click()
    qtbot.waitUntil(lambda: "续期待送达" in str(table.model().index(lost, 8).data()), timeout=PATIENCE_MS)
    table.setCurrentIndex(table.model().index(lost, 0))
    desk.findChild(QPushButton, "bundles_lost").click()
    assert desk.findChild(QLineEdit, "revoke_reason").text() == "丢失"
    area = desk.findChild(QScrollArea, "bundles_scroll").viewport()
    qtbot.waitUntil(lambda: area.rect().contains(does.mapTo(area, does.rect().center())), timeout=PATIENCE_MS)
    does.click()
    qtbot.waitUntil(lambda: "报失" in str(table.model().index(lost, 8).data()), timeout=PATIENCE_MS)


def test_that_a_laptop_says_when_its_admission_ends_and_what_waits_at_the_office():
    held = HeldThere(
        code="rank", sentence="The laptop is not allowed to write this.", entries=3, households=7, heads=("张三",)
    )
    soon, ended = datetime.now(UTC) + timedelta(days=20), datetime.now(UTC) - timedelta(days=1)
    assert standing_words(None, ()) == standing_words(datetime.now(UTC) + timedelta(days=300), ()) == ""
    assert "会自动续期" in standing_words(soon, ())
    ends, waits = standing_words(ended, (held,)).splitlines()
    assert "工作照常" in ends
    assert "3 条记录待查" in waits
    assert "张三等" in waits


def shown(page) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_that_the_day_at_the_office_leads_to_what_is_held_back_and_says_that_the_clock_is_wrong(page, qtbot):
    shell = page.shell
    shell.store.run(set_clock_back, lambda _done: shell.go(Place(page="today")), key="test")
    qtbot.waitUntil(lambda: shell.page.name == "today", timeout=PATIENCE_MS)
    today = shell.page
    today.refresh()  # it may have been answered before the clock was set back
    qtbot.waitUntil(lambda: any("待查" in line for line in links(today)), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: any("等待核定" in line or "待核定" in line for line in links(today)), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: any("请调准日期和时间" in line for line in shown(today)), timeout=PATIENCE_MS)
    next(link for link in today.findChildren(QPushButton) if "待查" in link.text()).click()
    qtbot.waitUntil(lambda: shell.page.name == "merge", timeout=PATIENCE_MS)
    assert page.place().tab == "waiting"


def links(page: Page) -> list[str]:
    return [link.text() for link in page.findChildren(QPushButton) if link.isVisible()]


def set_clock_back(session: Session) -> None:
    with Write(session.db):
        ledger.note(session, ledger.Act.PRINT)
    session.clock = ManualClock(session.clock.now() - timedelta(days=2))
