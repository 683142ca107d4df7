"""The real program in a process of its own that also takes orders: one JSON line in, one JSON line out.

Orders go to real widgets, found by object name, as real key and mouse events; nothing of the program is replaced. A
test can read what is on screen, and can end the process at any moment as a power cut would.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import UnionType
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSocketNotifier,
    Qt,
    QTimer,
)
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QTabWidget,
    QWidget,
)

from ui import app as program
from ui import preferences


class NotThereError(Exception):
    """What was asked for is not on screen (yet)."""


def widget(name: str, kinds: type | UnionType = QWidget) -> QWidget:
    """Return the visible widget with this object name, of one of the kinds; the active window first."""
    tops = sorted(QApplication.topLevelWidgets(), key=lambda top: not top.isActiveWindow())
    for top in tops:
        if not top.isVisible():
            continue
        if top.objectName() == name:
            return top
        for found in top.findChildren(QWidget, name):
            if found.isVisible() and isinstance(found, kinds):
                return found
    raise NotThereError(name)


def view(name: str) -> QAbstractItemView:
    """Return the visible list or table with this object name."""
    found = widget(name)
    if not isinstance(found, QAbstractItemView):
        raise NotThereError(name)
    return found


def soon(target: QWidget, act: Callable[[], None]) -> None:
    """Act after this order was answered: what comes of it may ask something of its own before it returns."""
    QTimer.singleShot(0, target, act)


def click(name: str) -> None:
    """Click in the middle of a widget that can be clicked."""
    found = widget(name)
    if not found.isEnabled():
        raise NotThereError(f"{name} is disabled")
    place = QPoint(min(12, found.width() // 2), found.height() // 2) if isinstance(found, QAbstractButton) else None
    middle = place or found.rect().center()
    soon(found, lambda: QTest.mouseClick(found, Qt.MouseButton.LeftButton, pos=middle))


def type_text(name: str, text: str) -> None:
    """Replace what stands in a field by typing; Chinese comes as an input method gives it."""
    found = widget(name, QLineEdit | QPlainTextEdit)
    found.setFocus()
    QTest.keyClick(found, "a", Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(found, Qt.Key.Key_Delete)
    if text.isascii():
        QTest.keyClicks(found, text)
        return
    composed = QInputMethodEvent()
    composed.setCommitString(text)
    QApplication.sendEvent(found, composed)


def press(keys: str, name: str | None = None) -> None:
    """Press keys such as ``Ctrl+Z`` in a widget, or in whatever has the focus."""
    if QApplication.activeWindow() is None:  # no window manager gives the keyboard back after a dialog
        widget("main_window").activateWindow()
        raise NotThereError("active window")
    target = widget(name) if name else QApplication.focusWidget() or widget("main_window")
    soon(target, lambda: QTest.keySequence(target, keys))


def choose(name: str, text: str) -> None:
    """Choose the entry of a combo box whose words contain ``text``."""
    box = widget(name)
    if not isinstance(box, QComboBox):
        raise NotThereError(name)
    for index in range(box.count()):
        if text in box.itemText(index):
            box.setCurrentIndex(index)
            box.activated.emit(index)
            return
    raise NotThereError(text)


def turn_tab(name: str, number: int) -> None:
    """Open one of the tabs of a part."""
    found = widget(name, QTabWidget)
    if isinstance(found, QTabWidget):
        found.setCurrentIndex(number)


def read(name: str) -> str:
    """Return the words that a widget shows."""
    found = widget(name)
    if isinstance(found, QLabel | QLineEdit | QAbstractButton):
        return found.text()
    if isinstance(found, QPlainTextEdit):
        return found.toPlainText()
    if isinstance(found, QComboBox):
        return found.currentText()
    return "\n".join(part.text() for part in found.findChildren(QLabel) if part.isVisible() and part.text())


def rows(name: str, most: int = 50) -> list[list[str]]:
    """Return the cells of a list, table or tree, branch by branch."""
    model = view(name).model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    return [
        [str(index.siblingAtColumn(column).data() or "") for column in range(columns)]
        for index in indexes(model, QModelIndex())[:most]
    ]


def indexes(model: QAbstractItemModel, parent: QModelIndex) -> list[QModelIndex]:
    """Return the first cell of every row, branch by branch."""
    found = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        found += [index, *indexes(model, index)]
    return found


def row_of(name: str, text: str) -> QModelIndex:
    """Return the row whose first cell says ``text``."""
    for index in indexes(view(name).model(), QModelIndex()):
        if str(index.data()) == text:
            return index
    raise NotThereError(f"{text} in {name}")


def cell(name: str, text: str, column: int = 1) -> str:
    """Return another cell of the row whose first cell says ``text``."""
    return str(row_of(name, text).siblingAtColumn(column).data() or "")


def point_at(name: str, text: str) -> None:
    """Put the cursor on the row whose first cell says ``text``."""
    put_cursor(name, row_of(name, text))


def point(name: str, row: int) -> None:
    """Put the cursor of a list or table on a row."""
    put_cursor(name, view(name).model().index(row, 0))


def put_cursor(name: str, index: QModelIndex) -> None:
    """Put keyboard and cursor on a row."""
    if not index.isValid():
        raise NotThereError(f"row of {name}")
    table = view(name)
    table.setFocus()
    table.scrollTo(index)
    table.selectionModel().setCurrentIndex(
        index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    )


def names(part: str = "") -> list[str]:
    """Return the object names of everything visible, for whoever writes a journey."""
    found = {
        child.objectName()
        for top in QApplication.topLevelWidgets()
        if top.isVisible()
        for child in (top, *top.findChildren(QWidget))
        if child.isVisible() and part in child.objectName() and not child.objectName().startswith("qt_")
    }
    return sorted(found)


def scroll_to(name: str) -> None:
    """Bring a widget of a long page into sight."""
    found = widget(name)
    outer = found.parentWidget()
    while outer is not None and not isinstance(outer, QScrollArea):
        outer = outer.parentWidget()
    if outer is not None:
        outer.ensureWidgetVisible(found)


def grab_dialog(path: str, name: str) -> None:
    """Write a picture of an open dialog."""
    if not widget(name).grab().save(path):
        raise OSError(path)


def grab(path: str, width: int = 0, height: int = 0) -> None:
    """Write a picture of the window, first brought to a size."""
    main = widget("main_window")
    if width and (main.width(), main.height()) != (width, height):
        main.showNormal()
        main.setGeometry(0, 0, width, height)
        raise NotThereError("size")
    QApplication.processEvents()
    if not main.grab().save(path):
        raise OSError(path)


def focus() -> str:
    """Return the object name of whatever has the keyboard."""
    found = QApplication.focusWidget()
    return found.objectName() if found is not None else ""


def choose_file(path: str) -> None:
    """Answer the file dialog that is open with a file or folder."""
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QFileDialog) and dialog.isVisible():
            if (writing := QApplication.focusWidget()) is not None:
                writing.clearFocus()  # a name that is being typed is not replaced
            dialog.selectFile(path)
            soon(dialog, dialog.accept)
            return
    raise NotThereError("file dialog")


def asked() -> str:
    """Return what whoever has the keyboard asks for: its accessible name, in a sheet row and column."""
    found = QApplication.focusWidget()
    if isinstance(found, QTableView):
        here = found.currentIndex()
        return f"{here.row()} {found.model().headerData(here.column(), Qt.Orientation.Horizontal)}"
    return found.accessibleName() if found is not None else ""


def reach(trouble: str) -> None:
    """Wait until the keyboard is at the question of a trouble: its label, and in a sheet the row that it names too."""
    row, _, label = trouble.rpartition(" · ")
    found = QApplication.focusWidget()
    if found is None or found.accessibleName() != label:
        raise NotThereError(trouble)
    sheet = found
    while sheet is not None and not isinstance(sheet, QTableView):
        sheet = sheet.parentWidget()
    if sheet is not None and row != sheet.currentIndex().siblingAtColumn(0).data():
        raise NotThereError(trouble)


ORDERS: dict[str, Callable[..., Any]] = {
    order.__name__: order
    for order in (
        click, turn_tab, type_text, press, choose, choose_file, read, rows, cell, point, point_at, names, grab,
        grab_dialog, scroll_to, focus, asked, reach,
    )
}  # fmt: skip
ORDERS["is_there"] = lambda name: widget(name).isEnabled()


class Orders:
    """Listens on standard input and answers on standard output."""

    def __init__(self) -> None:
        self._rest = b""
        self._ear = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self._ear.activated.connect(self._hear)

    def _hear(self) -> None:
        heard = os.read(0, 1 << 16)
        if not heard:
            QApplication.quit()
            return
        *lines, self._rest = (self._rest + heard).split(b"\n")
        for line in lines:
            order, arguments = json.loads(line)
            QTimer.singleShot(0, lambda order=order, arguments=arguments: answer(order, arguments))


def answer(order: str, arguments: list[Any]) -> None:
    """Carry one order out and say how it went."""
    try:
        said = {"said": ORDERS[order](*arguments)}
    except NotThereError as error:
        said = {"missing": str(error)}
    except Exception as error:  # noqa: BLE001 - the program's own hook would keep it from the test
        said = {"wrong": repr(error)}
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Start the program as ``main.py`` does, with an ear."""
    app = QApplication(sys.argv)
    app.setApplicationName("poverty_desktop")
    app.setStyle("fusion")
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    running = program.Program(app, preferences.load())
    program.install_hooks(running.window)
    orders = Orders()
    QTimer.singleShot(0, running.show)
    QTimer.singleShot(0, running.window.activateWindow)  # no window manager gives the keyboard to the window here
    code = app.exec()
    del orders
    raise SystemExit(code)


if __name__ == "__main__":
    main()
