from __future__ import annotations

import re
from pathlib import Path

import pytest
from chosen import choose
from PySide6.QtCore import QLocale, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QListView,
    QMessageBox,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from said import everything
from test_words import ALLOWED, LATIN

from ui import preferences
from ui.widgets import file_chooser, file_places
from ui.widgets.file_chooser import Purpose, first_folder

DATA = {"lookInCombo", "sidebar", "fileNameEdit", "filename", "treeView", "listView", "QHeaderView", "QListView"}
"""Where a dialog names folders and files of the disk."""
SCREENS = Path(__file__).parents[2] / "ui"
PAPER_NAMES = {"JIS", "ISO", "ANSI", "DL", "ROC"}
"""Names of paper formats, the same in every language."""


def _foreign(dialog: QWidget) -> set[tuple[str, str]]:
    said = {(where, text.split("*.")[0]) for where, text in everything(dialog) if where not in DATA}
    return {(where, text) for where, text in said if set(LATIN.findall(text)) - ALLOWED - PAPER_NAMES}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a stick with another one and files in it."""
    stick = tmp_path / "优盘"
    (stick / "旧数据").mkdir(parents=True)
    for name in ("花名册.xlsx", "一户一档.pdf", "数据包.fpb", "说明.txt"):
        (stick / name).write_bytes(b"x")
    return stick


def test_that_no_latin_word_stands_in_a_chinese_file_dialog(start, folder, qtbot: QtBot) -> None:
    window = start().window
    window.set_preferences(window.preferences.with_folder("stick", folder))
    QLocale.setDefault(QLocale("zh_CN"))
    made = (
        file_chooser.folder_dialog(window, window, Purpose.STICK, "选择文件夹"),
        file_chooser.file_dialog(window, window, Purpose.STICK, "选择文件", "数据包 (*.fpb);;所有文件 (*)"),
        file_chooser.target_dialog(window, window, Purpose.STICK, "存到哪里", "打印.pdf", "PDF (*.pdf)"),
    )
    for dialog in made:
        dialog.show()
        view = dialog.findChild(QTreeView, "treeView")
        qtbot.waitUntil(lambda view=view: view.model().rowCount(view.rootIndex()) > 0)
        model = view.model()
        shown = [n for n in range(model.columnCount()) if not view.isColumnHidden(n)]
        cells = [
            str(model.index(row, column, view.rootIndex()).data())
            for row in range(model.rowCount(view.rootIndex()))
            for column in shown[1:]
        ]
        cells += [str(model.headerData(column, file_chooser.Qt.Orientation.Horizontal)) for column in shown]
        assert model.headerData(file_chooser.SIZE, file_chooser.Qt.Orientation.Horizontal) == "大小"
        assert [cell for cell in cells if set(LATIN.findall(cell))] == []
        labels = [shown.text() for shown in dialog.findChildren(QLabel)]
        assert [text for text in labels if LATIN.search(text)] == []
        assert _foreign(dialog) == set()
        dialog.close()


def test_that_the_files_of_a_stick_say_what_they_are(start, folder, qtbot: QtBot) -> None:
    window = start().window
    window.set_preferences(window.preferences.with_folder("stick", folder))
    for name in ("回执.fpr", "a.fpq", "b.fpa", "c.fpk", "d.fpbackup"):
        (folder / name).write_bytes(b"x")
    dialog = file_chooser.file_dialog(window, window, Purpose.STICK, "选择文件", file_chooser.kinds("全部", "*"))
    dialog.show()
    view = dialog.findChild(QTreeView, "treeView")
    model = view.model()
    qtbot.waitUntil(lambda: model.rowCount(view.rootIndex()) == 10)
    root = view.rootIndex()
    said = {model.index(row, 0, root).data(): model.index(row, file_chooser.KIND, root).data() for row in range(10)}
    assert not view.isColumnHidden(file_chooser.KIND)
    assert [said[name] for name in ("数据包.fpb", "回执.fpr", "a.fpq", "b.fpa", "c.fpk", "d.fpbackup", "旧数据")] == [
        "数据包", "回执", "备案申请", "备案文件", "密钥文件", "备份", "文件夹",
    ]  # fmt: skip
    assert said["说明.txt"] == ""
    dialog.close()


def test_that_the_places_beside_a_dialog_are_named_as_people_name_them(
    start, tmp_path, monkeypatch, qtbot: QtBot
) -> None:
    window = start().window
    home = tmp_path / "home"
    stick = tmp_path / "media" / "KINGSTON"
    for made in (home / "Desktop", home / "Documents", stick, tmp_path / "旧数据"):
        made.mkdir(parents=True)
    named = {file_places.Location.DesktopLocation: "Desktop", file_places.Location.DocumentsLocation: "Documents"}
    monkeypatch.setattr(file_places.Path, "home", lambda: home)
    monkeypatch.setattr(file_places, "removable_media", lambda: (stick,))
    monkeypatch.setattr(
        file_places.QStandardPaths, "writableLocation", lambda where: str(home / named[where]) if where in named else ""
    )
    window.set_preferences(window.preferences.with_folder("stick", tmp_path / "旧数据"))
    dialog = file_chooser.folder_dialog(window, window, Purpose.STICK, "选择文件夹")
    dialog.show()
    view = dialog.findChild(QListView, "sidebar")
    shown = []
    for row in range(view.model().rowCount()):
        option = QStyleOptionViewItem()
        view.itemDelegate().initStyleOption(option, view.model().index(row, 0))
        shown.append(option.text)
    assert shown == ["移动盘：KINGSTON", "桌面", "文档", "主文件夹", "上次用过：旧数据"]
    dialog.close()


def test_that_a_folder_that_is_gone_is_no_place_and_none_stands_twice(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(file_places.QStandardPaths, "writableLocation", lambda _where: str(tmp_path / "gone"))
    monkeypatch.setattr(file_places.Path, "home", lambda: tmp_path)
    assert [place.path for place in file_places.places((tmp_path,), tmp_path)] == [tmp_path]


def test_that_no_latin_word_stands_in_a_chinese_question_or_print_dialog(start, qtbot: QtBot) -> None:
    window = start().window
    question = QMessageBox(window)
    question.setText("要替换吗？")
    every = QMessageBox.StandardButton
    question.setStandardButtons(every.Yes | every.No | every.Ok | every.Cancel | every.Save | every.Discard)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    for dialog in (question, QPrintDialog(printer, window)):
        dialog.show()
        assert _foreign(dialog) == set()
        dialog.close()
        dialog.deleteLater()


def test_that_a_dialog_begins_where_the_same_kind_of_file_was_last(start, tmp_path, monkeypatch, qtbot: QtBot) -> None:
    window = start().window
    target = tmp_path / "papers"
    target.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(QFileDialog, "exec", lambda _dialog: 1)
        patched.setattr(QFileDialog, "selectedFiles", lambda _dialog: [str(target / "a.pdf")])
        file_chooser.ask_target(window, window, Purpose.PAPERS, "存到哪里", "a.pdf", "PDF (*.pdf)")
    assert preferences.load().folder("papers") == str(target)
    dialog = file_chooser.folder_dialog(window, window, Purpose.PAPERS, "选择文件夹")
    assert Path(dialog.directory().absolutePath()) == target
    other = file_chooser.folder_dialog(window, window, Purpose.ROSTER, "选择文件夹")
    assert Path(other.directory().absolutePath()) != target


def test_that_what_is_carried_begins_on_the_stick_that_is_plugged_in(tmp_path: Path) -> None:
    stick, gone, known = tmp_path / "stick", tmp_path / "gone", tmp_path / "known"
    stick.mkdir()
    known.mkdir()
    assert first_folder("", (stick,), Purpose.STICK) == stick
    assert first_folder(str(gone), (stick,), Purpose.BACKUP) == stick
    assert first_folder(str(known), (stick,), Purpose.STICK) == known
    assert first_folder("", (stick,), Purpose.PAPERS) != stick


def test_that_a_dialog_that_is_left_remembers_nothing(start, monkeypatch, qtbot: QtBot) -> None:
    window = start().window
    before = window.preferences
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: 0)
    assert file_chooser.ask_folder(window, window, Purpose.STICK, "选择文件夹") is None
    assert window.preferences == before


def test_that_a_dialog_that_takes_several_files_hands_all_of_them_on(start, tmp_path, monkeypatch, qtbot) -> None:
    window = start().window
    files = (tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    choose(monkeypatch, *files)
    assert file_chooser.ask_files(window, window, Purpose.MATERIALS, "选择文件", "Excel (*.xlsx)") == files
    assert window.preferences.folder("materials") == str(tmp_path)
    choose(monkeypatch)
    assert file_chooser.ask_files(window, window, Purpose.MATERIALS, "选择文件", "Excel (*.xlsx)") == ()


def test_that_ctrl_a_chooses_all_files_where_several_are_taken(start, folder, qtbot: QtBot) -> None:
    window = start().window
    window.set_preferences(window.preferences.with_folder("stick", folder))
    (folder / "数据包二.fpb").write_bytes(b"x")

    dialog = file_chooser.files_dialog(window, window, Purpose.STICK, "选择数据包", "数据包 (*.fpb);;所有文件 (*)")
    dialog.show()
    view = dialog.findChild(QTreeView, "treeView")
    qtbot.waitUntil(lambda: view.model().rowCount(view.rootIndex()) == 3)
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    chosen = {Path(name).name for name in dialog.selectedFiles()}
    dialog.close()
    dialog.deleteLater()
    assert {"数据包.fpb", "数据包二.fpb"} <= chosen


def test_that_every_screen_asks_for_files_in_one_place() -> None:
    apart = [
        str(path.relative_to(SCREENS))
        for path in SCREENS.rglob("*.py")
        if path.name != "file_chooser.py" and re.search(r"QFileDialog[.(]", path.read_text("utf-8"))
    ]
    assert apart == []
