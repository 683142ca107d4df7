from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import chosen
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QScrollArea

from poverty_desktop.crypto import wrapping
from poverty_desktop.operations.handover import enrolment, serving
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.packs.by_hand import VillageByHand
from poverty_desktop.sync import office_keys
from ui import theme
from ui.bundles import calls
from ui.bundles.office_desk import OfficeDesk
from ui.bundles.tables import DeviceTable
from ui.models.rows_model import CellsModel
from ui.network.service_card import ServiceCard
from ui.network.sync_bar import SyncBar
from ui.network.team_bar import TeamBar
from ui.welcome.calls import desk_of
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

PASSPHRASE = "plum river lantern 42 hat"
HOLDER = "silver otter bridge 19 moon"
CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick in the laptop."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def choose(monkeypatch):
    """Let the next file dialogs give a path, as if a person had chosen it."""

    def begin(path: Path) -> None:
        chosen.choose(monkeypatch, path)

    return begin


@pytest.fixture(autouse=True)
def _cheap_key_files(monkeypatch):
    for name in ("write_key_file", "write_escrow_file"):
        monkeypatch.setattr(
            f"poverty_desktop.operations.handover.enrolment.{name}", partial(getattr(office_keys, name), cost=CHEAP)
        )


@pytest.fixture
def office(start, settled, qtbot, tmp_path):
    """A program with a new office workspace, at its reporting page."""
    program = start()

    def opener(_progress):
        session, _sheet = workspace.create_office(
            tmp_path / "office", PASSPHRASE, worker="周主任", office_name="示例县乡村振兴局", cost=CHEAP
        )
        return session, desk_of(session)

    entered = []
    program.store.open(opener, entered.append)
    qtbot.waitUntil(lambda: entered != [], timeout=20_000)
    program.window.open_desk(entered[0])
    program.window.go(Place(page="bundles"))
    settled(program)
    return program


@pytest.fixture
def field(at_desk, settled):
    """The practice village at its reporting page."""
    program = at_desk()
    program.window.go(Place(page="bundles"))
    settled(program)
    return program


def _press(program, settled, qtbot, name: str) -> None:
    program.window.page.findChild(QPushButton, name).click()
    settled(program)
    qtbot.waitUntil(lambda: not program.window.progress.isVisible(), timeout=60_000)
    settled(program)


def _text(program, name: str) -> str:
    return program.window.page.findChild(QLabel, name).text()


def _type(program, name: str, text: str) -> None:
    program.window.page.findChild(QLineEdit, name).setText(text)


def _make_keys(office, settled, qtbot, choose, stick) -> None:
    for name, text in (("own", PASSPHRASE), ("holder", HOLDER)):
        _type(office, f"keys_{name}", text)
        _type(office, f"keys_{name}_again", text)
    choose(stick)
    _press(office, settled, qtbot, "keys_make")


def _admit(field, office, settled, qtbot, choose, stick) -> None:
    """Walk the three steps on both sides."""
    choose(stick)
    _press(field, settled, qtbot, "admission_write")
    digits = _text(field, "admission_digits")
    choose(next(stick.glob("*.fpq")))
    _press(office, settled, qtbot, "bundles_admit")
    _type(office, "admit_typed", digits)
    _press(office, settled, qtbot, "admit_admit")
    choose(next(stick.glob("*.fpa")))
    _press(field, settled, qtbot, "admission_choose")
    _type(field, "admission_typed", _text(office, "bundles_digits"))
    _press(field, settled, qtbot, "admission_accept_button")


def test_that_a_laptop_without_an_office_is_led_through_three_steps(field):
    page = field.window.page
    assert page.findChild(QFrame, "admission_ask").isVisible()
    assert not page.findChild(QPushButton, "bundles_hand").isVisible()
    assert _text(field, "bundles_here_figure") == "322"
    assert _text(field, "bundles_there_figure") == _text(field, "bundles_safe_figure") == "0"
    assert page.findChild(QPushButton, "admission_write").property("role") == "primary"
    assert field.window.focusWidget().objectName() == "admission_write"


def test_that_the_digits_of_a_request_are_found_again_later(field, settled, qtbot, choose, stick):
    choose(stick)
    _press(field, settled, qtbot, "admission_write")
    digits = _text(field, "admission_digits")
    assert sum(letter.isdecimal() for letter in digits) == 12
    field.window.page.findChild(QLabel, "admission_digits").clear()
    choose(next(stick.glob("*.fpq")))
    _press(field, settled, qtbot, "admission_again")
    qtbot.waitUntil(lambda: _text(field, "admission_digits") == digits, timeout=20_000)


def test_that_an_office_makes_its_keys_with_two_people(office, settled, qtbot, choose, stick):
    page = office.window.page
    for name in ("own", "own_again", "holder", "holder_again"):
        field = page.findChild(QLineEdit, f"keys_{name}")
        assert office.window.focusWidget() is field
        field.setText(PASSPHRASE)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(office)
    assert page.findChild(QLabel, "keys_trouble_holder").isVisible()
    assert list(stick.iterdir()) == []
    _make_keys(office, settled, qtbot, choose, stick)
    assert len(list(stick.glob("*.fpk"))) == 2
    assert sum(letter.isdecimal() for letter in _text(office, "bundles_digits")) == 12
    assert page.findChild(QLineEdit, "keys_own").text() == ""
    assert office.window.focusWidget().objectName() == "bundles_take"


def test_that_wrong_digits_admit_nobody(field, office, settled, qtbot, choose, stick):
    _make_keys(office, settled, qtbot, choose, stick)
    choose(stick)
    _press(field, settled, qtbot, "admission_write")
    choose(next(stick.glob("*.fpq")))
    _press(office, settled, qtbot, "bundles_admit")
    assert "官坪" in _text(office, "admit_villages")
    admit = office.window.page.findChild(QPushButton, "admit_admit")
    assert not admit.isEnabled()
    digits = _text(field, "admission_digits")
    _type(office, "admit_typed", digits[:-1] + str((int(digits[-1]) + 1) % 10))
    _press(office, settled, qtbot, "admit_admit")
    assert office.window.message.text()
    assert list(stick.glob("*.fpa")) == []


def test_that_work_is_handed_over_taken_in_and_confirmed(field, office, settled, qtbot, choose, stick):
    _make_keys(office, settled, qtbot, choose, stick)
    _admit(field, office, settled, qtbot, choose, stick)
    assert "示例县乡村振兴局" in _text(field, "bundles_state")
    assert not field.window.page.findChild(QFrame, "admission_ask").isVisible()
    assert field.window.focusWidget().objectName() == "bundles_hand"
    assert office.window.focusWidget().objectName() == "bundles_take"

    choose(stick)
    _press(field, settled, qtbot, "bundles_hand")
    assert "拔出" in field.window.message.text()
    assert len(list(stick.glob("*.fpb"))) == 1
    assert _text(field, "bundles_here_figure") == "322"  # until the office says that it has them
    where = field.window.page.findChild(QLabel, "bundles_where")
    assert where.isVisible()

    (stick / "broken.fpb").write_bytes(b"not a bundle")
    _press(office, settled, qtbot, "bundles_take")
    taken = office.window.page.findChild(KeyTable, "bundles_taken").model()
    fates = sorted((taken.row(number).file_name, bool(taken.row(number).refusal)) for number in range(2))
    assert sorted(refused for _name, refused in fates) == [False, True]
    assert len(list(stick.glob("*.fpr"))) == 1
    assert _text(office, "bundles_laptops_figure") == "1"
    desk = office.window.page.findChild(OfficeDesk)
    assert desk.minimumSizeHint().width() <= theme.px(540)  # beside the sidebar at twice the text size

    whole = next(stick.glob("数据包*.fpb"))
    damaged = bytearray(whole.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    elsewhere = stick.with_name("elsewhere")
    elsewhere.mkdir()
    (elsewhere / f"2-{whole.name}").write_bytes(damaged)  # of a file that came whole, no damaged copy counts
    choose(elsewhere)
    before = int(_text(office, "bundles_set_aside_figure"))
    _press(office, settled, qtbot, "bundles_take")
    assert int(_text(office, "bundles_set_aside_figure")) == before + 1

    field.window.store.run_long(partial(calls.take_news, next(stick.glob("*.fpr"))), lambda _done: None)
    settled(field)
    qtbot.waitUntil(where.isHidden, timeout=20_000)  # nobody is asked to carry what the office has confirmed
    assert (_text(field, "bundles_here_figure"), _text(field, "bundles_there_figure")) == ("0", "322")
    assert _text(field, "bundles_safe_figure") == "0"  # the office has no backup yet
    assert not field.window.page.findChild(QPushButton, "bundles_hand").isEnabled()

    choose(stick)
    _press(office, settled, qtbot, "bundles_backup")
    assert len(list(stick.glob("*.fpbackup"))) == 1
    _press(office, settled, qtbot, "bundles_take")
    choose(max(stick.glob("*.fpr")))
    _press(field, settled, qtbot, "bundles_receipt")
    assert _text(field, "bundles_safe_figure") == "322"
    assert [_listed(field, name) for name in ("here", "there", "safe")] == [0, 322, 322]

    _press(field, settled, qtbot, "bundles_receipt")  # the same one again
    assert _text(field, "bundles_safe_figure") == "322"


def test_that_an_office_sees_that_a_village_was_entered_by_hand(office, settled, qtbot, choose, stick, tmp_path):
    _make_keys(office, settled, qtbot, choose, stick)
    village = VillageByHand(county="长阳", town="榔坪镇", village="乐园村", code="420528104201")
    session, _sheet = workspace.create_field(tmp_path / "far", PASSPHRASE, worker="测试员", village=village, cost=CHEAP)
    asked = enrolment.ask(session, stick).value
    workspace.close(session)
    choose(asked.path)
    _press(office, settled, qtbot, "bundles_admit")
    assert "乐园村（手工填写，代码420528104201）" in _text(office, "admit_villages")
    _type(office, "admit_typed", asked.fingerprint)
    _press(office, settled, qtbot, "admit_admit")
    devices = office.window.page.findChild(KeyTable, "bundles_devices").model()
    assert "乐园村" in {devices.index(0, column).data() for column in range(devices.columnCount())}


def test_that_an_admitted_laptop_writes_another_request(field, office, settled, qtbot, choose, stick) -> None:
    _make_keys(office, settled, qtbot, choose, stick)
    _admit(field, office, settled, qtbot, choose, stick)
    digits = _text(field, "admission_digits")
    (request,) = stick.glob("备案申请_*.fpq")
    request.unlink()
    choose(stick)
    _press(field, settled, qtbot, "bundles_ask")
    assert request.exists()
    said = field.window.message.text()
    assert request.name in said
    assert sum(letter.isdecimal() for letter in said.split("：")[-1]) == sum(letter.isdecimal() for letter in digits)


def test_that_each_column_lists_its_households_and_opens_the_file_of_one(
    field, office, settled, qtbot, choose, stick
) -> None:
    _make_keys(office, settled, qtbot, choose, stick)
    _admit(field, office, settled, qtbot, choose, stick)
    page = field.window.page
    assert [_listed(field, name) for name in ("here", "there", "safe")] == [322, 0, 0]
    assert not page.findChild(KeyTable, "bundles_there_list").isVisible()
    assert [made.objectName() for made in page.findChildren(QPushButton) if _is_primary(made)] == ["bundles_hand"]

    search = page.findChild(QLineEdit, "bundles_search")
    assert search.isVisible()
    search.setText("lhw")
    settled(field)
    assert 0 < _listed(field, "here") < 322
    search.setText("qqqq")
    settled(field)
    assert page.findChild(QLabel, "bundles_here_none").isVisible()
    search.clear()
    settled(field)

    table = page.findChild(KeyTable, "bundles_here_list")
    table.setFocus()
    qtbot.keyClick(table, "/")
    assert field.window.focusWidget() is search
    head = table.model().index(2, 0).data()
    table.setCurrentIndex(table.model().index(2, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settled(field)
    assert field.window.page.name == "household"
    assert head in field.window.page.findChild(QLabel, "household_name").text()


def _listed(program, name: str) -> int:
    return program.window.page.findChild(KeyTable, f"bundles_{name}_list").model().rowCount()


def _is_primary(made: QPushButton) -> bool:
    return made.isVisible() and made.property("role") == "primary"


def test_that_a_folder_without_bundles_says_so(office, settled, qtbot, choose, stick, tmp_path):
    _make_keys(office, settled, qtbot, choose, stick)
    empty = tmp_path / "empty"
    empty.mkdir()
    choose(empty)
    _press(office, settled, qtbot, "bundles_take")
    qtbot.waitUntil(lambda: office.window.message.text() != "")
    assert not office.window.page.findChild(KeyTable, "bundles_taken").isVisible()


def test_that_the_lists_keep_their_promises(field, office, settled, qtbot, choose, stick, qtmodeltester):
    _make_keys(office, settled, qtbot, choose, stick)
    _admit(field, office, settled, qtbot, choose, stick)
    desk = office.window.page.findChild(OfficeDesk)
    for model in desk.findChildren(CellsModel):
        qtmodeltester.check(model)
    devices = desk.findChild(DeviceTable)
    assert "官坪" in str(devices.index(0, 1).data())
    (written,) = stick.glob("备案申请_*.fpq")
    assert str(devices.index(0, 0).data()).split()[-1] in written.name  # the laptop is called as its files are


def test_that_the_digits_and_the_next_step_are_in_sight_in_a_low_window(field, settled, qtbot, choose, stick):
    field.window.resize(1100, 560)
    choose(stick)
    _press(field, settled, qtbot, "admission_write")
    area = field.window.page.findChild(QScrollArea, "bundles_scroll").viewport()
    button = field.window.page.findChild(QPushButton, "admission_choose")
    assert field.window.focusWidget() is button
    for shown in (button, field.window.page.findChild(QLabel, "admission_digits")):
        qtbot.waitUntil(
            lambda shown=shown: area.rect().contains(shown.mapTo(area, shown.rect().center())), timeout=5_000
        )


def test_that_the_button_to_hand_over_is_in_sight_once_the_laptop_is_admitted(
    field, office, settled, qtbot, choose, stick
):
    field.window.resize(1100, 560)
    _make_keys(office, settled, qtbot, choose, stick)
    _admit(field, office, settled, qtbot, choose, stick)
    area = field.window.page.findChild(QScrollArea, "bundles_scroll").viewport()
    hand = field.window.page.findChild(QPushButton, "bundles_hand")
    assert field.window.focusWidget() is hand
    qtbot.waitUntil(lambda: area.rect().contains(hand.mapTo(area, hand.rect().center())), timeout=5_000)


def test_that_an_office_without_a_village_is_told_where_its_households_come_from(office, settled):
    office.window.go(Place(page="papers"))
    settled(office)
    empty = office.window.page.findChild(EmptyState, "papers_empty")
    assert empty.accessibleName() == "还没有农户。"
    office.window.page.findChild(QLineEdit, "papers_search").setText("李")
    settled(office)
    assert empty.accessibleName() == "没有符合条件的农户。"


def test_that_the_first_step_of_an_office_is_its_keys_and_then_what_came(office, settled, qtbot, choose, stick):
    def first_step() -> tuple[str, str, str]:
        office.window.go(Place(page="today"))
        settled(office)
        page = office.window.page
        start = page.findChild(QPushButton, "today_start")
        return start.property("iconShown")[0], start.text(), page.findChild(QLabel, "today_hint").text()

    assert first_step() == ("key", "生成单位密钥", "后方单位还没有生成密钥：先由两人在场生成。")
    _press(office, settled, qtbot, "today_start")
    assert office.window.focusWidget().objectName() == "keys_own"
    _make_keys(office, settled, qtbot, choose, stick)
    icon, words, hint = first_step()
    assert (icon, words) == ("import", "收取数据包")
    assert "密钥" not in hint


@pytest.fixture(autouse=True)
def _serve_at_this_machine_only(monkeypatch):
    monkeypatch.setattr(
        "poverty_desktop.operations.handover.serving.start",
        partial(serving.start, port=0, host="127.0.0.1", is_found=False),
    )


def test_that_one_button_brings_everything_to_the_office_that_serves(
    field,
    office,
    settled,
    qtbot,
    choose,
    stick,
):
    _make_keys(office, settled, qtbot, choose, stick)
    _admit(field, office, settled, qtbot, choose, stick)
    sync = field.window.page.findChild(SyncBar)
    qtbot.waitUntil(sync.isVisible, timeout=20_000)
    assert sync.findChild(QPushButton, "sync_start").isVisible()
    assert not _is_primary(sync.findChild(QPushButton, "sync_start"))  # nobody has said yet where the office is

    office.window.go(Place(page="merge"))
    settled(office)
    card = office.window.page.findChild(ServiceCard)
    card.findChild(QPushButton, "service_start").click()
    qtbot.waitUntil(lambda: card.serving is not None, timeout=20_000)
    (address,) = card.serving.addresses
    assert address in card.findChild(QLabel, "service_where").text()
    assert card.serving.fingerprint in card.findChild(QLabel, "service_where").text()

    sync.findChild(QPushButton, "sync_ask").click()
    sync.findChild(QLineEdit, "sync_address").setText(address)
    sync.findChild(QPushButton, "sync_start").click()
    qtbot.waitUntil(lambda: "上级已收到" in field.window.message.text(), timeout=60_000)
    settled(field)
    qtbot.waitUntil(lambda: field.window.page.findChild(QLabel, "bundles_here_figure").text() == "0", timeout=20_000)
    assert _is_primary(sync.findChild(QPushButton, "sync_start"))
    assert not _is_primary(field.window.page.findChild(QPushButton, "bundles_hand"))
    qtbot.waitUntil(lambda: "最近来过" in card.findChild(QLabel, "service_came").text(), timeout=20_000)
    card.findChild(QPushButton, "service_stop").click()
    qtbot.waitUntil(lambda: card.serving is None, timeout=20_000)
    settled(office)


def test_that_a_laptop_looks_for_its_team_and_lets_the_other_come(
    field, office, settled, qtbot, choose, stick, monkeypatch
):
    monkeypatch.setattr("poverty_desktop.network.lookout.call", lambda *_args, **_options: [])
    _make_keys(office, settled, qtbot, choose, stick)
    _admit(field, office, settled, qtbot, choose, stick)
    bar = field.window.page.findChild(TeamBar)
    go, address = bar.findChild(QPushButton, "team_go"), bar.findChild(QLineEdit, "team_address")
    assert not address.isVisible()
    go.click()
    qtbot.waitUntil(lambda: "没有队友的电脑应答" in field.window.message.text(), timeout=20_000)
    assert address.isVisible()
    assert go.isEnabled()
    bar.findChild(QPushButton, "service_start").click()
    qtbot.waitUntil(lambda: bar.card.serving is not None, timeout=20_000)
    assert bar.card.serving.addresses[0] in bar.findChild(QLabel, "service_where").text()
    assert _serves()
    field.window.close_workspace()
    qtbot.waitUntil(lambda: not _serves(), timeout=20_000)


def _serves() -> bool:
    return any(thread.name.startswith("service") for thread in threading.enumerate())
