"""A box that says what a column becomes: chosen from the list, or found by typing a part of its name."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from poverty_desktop.exchange import column_map
from poverty_desktop.i18n import language
from poverty_desktop.packs.pack import Pack
from ui.roster.assignment import IGNORE


class TargetBox(QComboBox):
    """``changed`` tells that another data item was chosen; what is typed and fits nothing is taken back."""

    changed = Signal()

    def __init__(self, name: str, targets: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setModel(targets)
        finder = QCompleter(targets, self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(finder)
        self._target = IGNORE
        self.activated.connect(self._take)
        edit = self.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._settle)

    @property
    def target(self) -> str:
        """Return what the column becomes."""
        return self._target

    def set_target(self, target: str) -> None:
        """Choose ``target``, nothing where the pack does not know it."""
        place = self.findData(target)
        self._target = target if place >= 0 else IGNORE
        self.setCurrentIndex(self.findData(self._target))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel move the page, not the choice."""
        event.ignore()

    @Slot(int)
    def _take(self, place: int) -> None:
        target = str(self.itemData(place))
        if target != self._target:
            self._target = target
            self.changed.emit()

    @Slot()
    def _settle(self) -> None:
        place = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)
        if place < 0:
            self.setCurrentIndex(self.findData(self._target))
        elif str(self.itemData(place)) != self._target:
            self.setCurrentIndex(place)
            self._take(place)


def target_model(pack: Pack, parent: QWidget) -> QStandardItemModel:
    """Return everything that a column may become, leaving it out first."""
    made = QStandardItemModel(parent)
    known = dict(column_map.targets(pack))
    for target in (IGNORE, *(name for name in known if name != IGNORE)):
        item = QStandardItem(known[target](language()))
        item.setData(target, Qt.ItemDataRole.UserRole)
        item.setEditable(False)
        made.appendRow(item)
    return made
