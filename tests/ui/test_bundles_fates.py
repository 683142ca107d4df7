"""What becomes of bundles on their way: confirmed, safe, refused, taken in twice; both sides are real workspaces."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import chosen as answers
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.office.receiving import Received
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.handover import bundles, downstream, enrolment, receipts
from poverty_desktop.operations.workspaces import backup, workspace
from poverty_desktop.progress import Progress
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit
from ui.bundles.page import BundlesPage
from ui.network import calls as network
from ui.network.sync_bar import SyncBar
from ui.welcome import calls
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

PASSPHRASE = "七棵柿子树 seven persimmon trees 1986"
HOLDERS = "九座石桥 nine stone bridges 2003"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
VILLAGE = "420581100200"
PATIENCE_MS = 30_000
AtPage = Callable[[Path], BundlesPage]
Chosen = Callable[[Path], None]


@dataclass(frozen=True)
class Desks:
    """A laptop that the office admitted, the office, and a stick between them."""

    field: Path
    office: Path
    stick: Path


def save_household(session: Session) -> None:
    values = {"village": Value(VILLAGE), "group_name": Value("三组")}
    edit = RecordEdit(kind=RecordKind.HOUSEHOLD, record=RecordId(session.ids.new()), values=values, is_new=True)
    commit(session, [Save(village=VILLAGE, edits=(edit,))], seen=log.position(session.db))


@pytest.fixture(scope="session")
def admitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both workspaces, the laptop admitted and with one household."""
    folder = tmp_path_factory.mktemp("admitted")
    stick = folder / "stick"
    stick.mkdir()
    field, _sheet = workspace.create_field(folder / "field", PASSPHRASE, worker="李明", village=VILLAGE, cost=CHEAP)
    office, _sheet = workspace.create_office(
        folder / "office", PASSPHRASE, worker="王主任", office_name="宜都市乡村振兴办公室", cost=CHEAP
    )
    keys = enrolment.make_office_keys(office, stick, PASSPHRASE, HOLDERS).value
    asked = enrolment.ask(field, stick).value
    admission = enrolment.admit(office, asked.path, asked.fingerprint, stick).value
    enrolment.accept(field, admission, keys.fingerprint)
    save_household(field)
    workspace.close(field)
    workspace.close(office)
    return folder


@pytest.fixture
def desks(admitted: Path, tmp_path: Path) -> Desks:
    for name in ("field", "office", "stick"):
        shutil.copytree(admitted / name, tmp_path / name)
    return Desks(tmp_path / "field", tmp_path / "office", tmp_path / "stick")


@pytest.fixture
def at_page(start, qtbot: QtBot) -> AtPage:
    """Start the program in a workspace, on the page of its bundles."""

    def begin(folder: Path) -> BundlesPage:
        program = start()
        program.store.open(partial(calls.unlock, folder, PASSPHRASE), program.window.open_desk)
        qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
        program.window.go(Place(page="bundles"))
        page = program.window.page
        assert isinstance(page, BundlesPage)
        return page

    return begin


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Chosen:
    """Let the next file dialog choose a path."""

    def choose(path: Path) -> None:
        answers.choose(monkeypatch, path)

    return choose


def press(page: BundlesPage, name: str, qtbot: QtBot) -> None:
    """Press a button as soon as it is there and can be pressed."""
    made = page.findChild(QPushButton, name)
    qtbot.waitUntil(lambda: made.isVisible() and made.isEnabled(), timeout=PATIENCE_MS)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def until(page: BundlesPage, name: str, text: str, qtbot: QtBot) -> None:
    said = page.findChild(QLabel, name)
    qtbot.waitUntil(lambda: said.isVisible() and text in said.text(), timeout=PATIENCE_MS)


def column(page: BundlesPage, table: str, number: int) -> list[str]:
    model = page.findChild(KeyTable, table).model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def handed_over(desks: Desks) -> Path:
    session = workspace.unlock(desks.field, PASSPHRASE)
    path = bundles.export_bundle(session, desks.stick).value.path
    workspace.close(session)
    return path


def test_that_hand_over_says_where_the_bundle_lies_and_lists_it(
    desks: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot
) -> None:
    page = at_page(desks.field)
    until(page, "bundles_here_figure", "1", qtbot)
    chosen(desks.stick)
    press(page, "bundles_hand", qtbot)
    qtbot.waitUntil(lambda: bool(list(desks.stick.glob("*.fpb"))), timeout=PATIENCE_MS)
    bundle = next(desks.stick.glob("*.fpb"))
    until(page, "bundles_where", bundle.name, qtbot)
    qtbot.waitUntil(lambda: column(page, "bundles_table", 4) == [bundle.name], timeout=PATIENCE_MS)


def test_that_a_copy_with_nothing_new_is_asked_to_hand_over_once_more(
    desks: Desks, at_page: AtPage, qtbot: QtBot, tmp_path: Path
) -> None:
    office = workspace.unlock(desks.office, PASSPHRASE)
    receipt = bundles.receive(office, handed_over(desks)).value.receipt
    workspace.close(office)
    field = workspace.unlock(desks.field, PASSPHRASE)
    receipts.take_receipt(field, receipt)
    workspace.close(field)
    shutil.copytree(desks.field, tmp_path / "copy")
    page = at_page(tmp_path / "copy")
    until(page, "bundles_here_meaning", "没有新内容也请再报送一次", qtbot)
    assert page.findChild(QPushButton, "bundles_hand").isEnabled()


def test_that_only_a_backup_of_the_office_makes_a_household_safe(
    desks: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot
) -> None:
    bundle = handed_over(desks)
    office = workspace.unlock(desks.office, PASSPHRASE)
    receipt = bundles.receive(office, bundle).value.receipt
    backup.back_up(office, desks.stick)
    later = bundles.receive(office, bundle).value.receipt
    workspace.close(office)
    page = at_page(desks.field)
    chosen(receipt)
    press(page, "bundles_receipt", qtbot)
    until(page, "bundles_there_figure", "1", qtbot)
    until(page, "bundles_here_figure", "0", qtbot)
    assert page.findChild(QLabel, "bundles_safe_figure").text() == "0"
    assert not page.findChild(QPushButton, "bundles_hand").isEnabled()
    chosen(later)
    press(page, "bundles_receipt", qtbot)
    until(page, "bundles_safe_figure", "1", qtbot)


def test_that_a_damaged_bundle_does_not_keep_the_others_out(
    desks: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot
) -> None:
    whole = handed_over(desks)
    spoilt = whole.with_name("数据包 (2).fpb")  # named by a file window that copied it
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    spoilt.write_bytes(data)
    page = at_page(desks.office)
    chosen(desks.stick)
    press(page, "bundles_take", qtbot)
    qtbot.waitUntil(lambda: len(column(page, "bundles_taken", 0)) == 2, timeout=PATIENCE_MS)
    fates = dict(zip(column(page, "bundles_taken", 1), column(page, "bundles_taken", 0), strict=True))
    assert fates == {whole.name: "已收取", spoilt.name: "拒收"}
    assert len(list(desks.stick.glob("*.fpr"))) == 1
    qtbot.waitUntil(lambda: len(column(page, "bundles_table", 0)) == 1, timeout=PATIENCE_MS)


def test_that_the_same_bundle_twice_changes_nothing(
    desks: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot
) -> None:
    handed_over(desks)
    page = at_page(desks.office)
    chosen(desks.stick)
    press(page, "bundles_take", qtbot)
    qtbot.waitUntil(lambda: len(column(page, "bundles_table", 0)) == 1, timeout=PATIENCE_MS)
    press(page, "bundles_take", qtbot)
    qtbot.waitUntil(lambda: column(page, "bundles_taken", 3)[0].startswith("新收 0 条"), timeout=PATIENCE_MS)
    assert len(column(page, "bundles_table", 0)) == 1


def test_that_stop_between_two_bundles_keeps_the_first_and_lists_the_second_as_left(
    desks: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = handed_over(desks)
    session = workspace.unlock(desks.field, PASSPHRASE)
    save_household(session)
    workspace.close(session)
    second = handed_over(desks)
    receive, is_begun = bundles.receive, threading.Event()

    def slowly(session: Session, source: Path, receipts: Path | None, progress: Progress) -> Done[Received]:
        if source == second:
            is_begun.set()
            while not progress.is_cancelled:
                time.sleep(0.01)
        return receive(session, source, receipts, progress)

    monkeypatch.setattr(bundles, "receive", slowly)
    page = at_page(desks.office)
    chosen(desks.stick)
    press(page, "bundles_take", qtbot)
    qtbot.waitUntil(is_begun.is_set, timeout=PATIENCE_MS)
    stop = page.window().findChild(QPushButton, "progress_stop")
    qtbot.waitUntil(stop.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: column(page, "bundles_taken", 0) == ["已收取", "未收取"], timeout=PATIENCE_MS)
    assert "已停止，还有 1 个数据包没有收" in page.shell.message.text()
    assert [name != "" for name in column(page, "bundles_taken", 2)] == [True, False]
    assert first.exists()
    monkeypatch.undo()
    chosen(desks.stick)
    press(page, "bundles_take", qtbot)
    qtbot.waitUntil(lambda: column(page, "bundles_taken", 0) == ["已收取", "已收取"], timeout=PATIENCE_MS)


def test_that_the_page_stays_in_place_when_the_button_of_the_network_appears(
    desks: Desks, at_page: AtPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, is_asked, may_answer = network.knows_office, threading.Event(), threading.Event()

    def late(session: Session) -> bool | None:
        is_asked.set()
        may_answer.wait()
        return known(session)

    monkeypatch.setattr(network, "knows_office", late)
    page = at_page(desks.field)
    bar, tools = page.findChild(SyncBar), page.findChild(QPushButton, "bundles_hand").parentWidget()
    try:
        qtbot.waitUntil(is_asked.is_set, timeout=PATIENCE_MS)
        until(page, "bundles_here_figure", "1", qtbot)
        qtbot.wait(50)  # until everything that was said is laid out
        assert not bar.isVisible()
        before = tools.mapTo(page, QPoint(0, 0)).y()
    finally:
        may_answer.set()
    qtbot.waitUntil(bar.isVisible, timeout=PATIENCE_MS)
    qtbot.wait(50)
    assert tools.mapTo(page, QPoint(0, 0)).y() == before
    assert bar.geometry().bottom() < tools.geometry().top()


def test_that_digits_of_another_laptop_admit_nobody(
    desks: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot
) -> None:
    request = next(desks.stick.glob("*.fpq"))
    for old in desks.stick.glob("*.fpa"):
        old.unlink()
    page = at_page(desks.office)
    chosen(request)
    press(page, "bundles_admit", qtbot)
    until(page, "admit_villages", "杨家畈", qtbot)
    qtbot.keyClicks(page.findChild(QLineEdit, "admit_typed"), "1" * 12)
    press(page, "admit_admit", qtbot)
    qtbot.waitUntil(lambda: "没有改动任何数据" in page.shell.message.text(), timeout=PATIENCE_MS)
    assert not list(desks.stick.glob("*.fpa"))


def test_that_a_backup_is_written_from_the_page(
    desks: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "backups"
    target.mkdir()
    page = at_page(desks.field)
    chosen(target)
    press(page, "bundles_backup", qtbot)
    qtbot.waitUntil(lambda: "备份" in page.shell.message.text(), timeout=PATIENCE_MS)
    assert len(list(target.iterdir())) == 1


@pytest.fixture
def decided(desks: Desks) -> Desks:
    """The office has the laptop's household, has corrected it, and wrote that onto the stick."""
    bundle = handed_over(desks)
    office = workspace.unlock(desks.office, PASSPHRASE)
    bundles.receive(office, bundle)
    (household,) = office.db.conn.execute("SELECT id FROM household").fetchone()
    edit = RecordEdit(kind=RecordKind.HOUSEHOLD, record=RecordId(household), values={"group_name": Value("五组")})
    commit(office, [Save(village=VILLAGE, edits=(edit,))], seen=log.position(office.db))
    workspace.close(office)
    return desks


def test_that_what_the_office_wrote_comes_in_by_one_button_and_stands_on_today(
    decided: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot
) -> None:
    office = workspace.unlock(decided.office, PASSPHRASE)
    downstream.send(office, decided.stick)
    workspace.close(office)
    page = at_page(decided.field)
    chosen(decided.stick)
    press(page, "bundles_receipt", qtbot)
    qtbot.waitUntil(lambda: "他人记录 1 条" in page.shell.message.text(), timeout=PATIENCE_MS)
    until(page, "bundles_there_figure", "1", qtbot)
    hand = page.findChild(QPushButton, "bundles_hand")
    qtbot.waitUntil(hand.isEnabled, timeout=PATIENCE_MS)  # the office is to learn that it has arrived
    press(page, "bundles_receipt", qtbot)
    qtbot.waitUntil(lambda: "以前收过" in page.shell.message.text(), timeout=PATIENCE_MS)
    press(page, "bundles_hand", qtbot)
    qtbot.waitUntil(lambda: "告诉上级" in page.shell.message.text(), timeout=PATIENCE_MS)
    page.shell.go(Place(page="today"))
    card = page.window().findChild(QFrame, "today_office")
    qtbot.waitUntil(
        lambda: any("收到：他人记录 1 条" in said.text() for said in card.findChildren(QLabel)), timeout=PATIENCE_MS
    )


def test_that_the_office_writes_for_its_laptops_and_sees_what_they_confirmed(
    decided: Desks, at_page: AtPage, chosen: Chosen, qtbot: QtBot
) -> None:
    page = at_page(decided.office)
    chosen(decided.stick)
    press(page, "bundles_send", qtbot)
    qtbot.waitUntil(lambda: len(list(decided.stick.glob("*.fpd"))) == 1, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: column(page, "bundles_devices", 5)[0] != "", timeout=PATIENCE_MS)
    assert column(page, "bundles_devices", 6) == [""]
    field = workspace.unlock(decided.field, PASSPHRASE)
    downstream.take_in(field, decided.stick)
    bundles.export_bundle(field, decided.stick)
    workspace.close(field)
    press(page, "bundles_take", qtbot)
    qtbot.waitUntil(lambda: column(page, "bundles_devices", 6)[0] != "", timeout=PATIENCE_MS)
    assert "对方电脑已确认" in column(page, "bundles_table", 0)


def test_that_a_laptop_is_revoked_with_a_reason(decided: Desks, at_page: AtPage, qtbot: QtBot) -> None:
    page = at_page(decided.office)
    qtbot.waitUntil(lambda: column(page, "bundles_devices", 0) != [], timeout=PATIENCE_MS)
    button = page.findChild(QPushButton, "bundles_revoke")
    assert not button.isEnabled()
    table = page.findChild(KeyTable, "bundles_devices")
    table.setCurrentIndex(table.model().index(0, 0))
    press(page, "bundles_revoke", qtbot)
    revoke = page.findChild(QPushButton, "revoke_revoke")
    assert not revoke.isEnabled()
    page.findChild(QLineEdit, "revoke_reason").setText("丢失")
    press(page, "revoke_revoke", qtbot)
    qtbot.waitUntil(lambda: "停用" in column(page, "bundles_devices", 8)[0], timeout=PATIENCE_MS)
    assert not page.findChild(QLineEdit, "revoke_reason").isVisible()
    assert not button.isEnabled()
