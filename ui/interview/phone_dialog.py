"""Pictures of a phone beside how sure it is that each belongs to this visit; a person picks one, or none."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListView, QListWidget, QListWidgetItem, QWidget

from poverty_desktop.exchange.phone_pictures import THUMBNAIL_SIDE, Candidate, Candidates, Match
from poverty_desktop.i18n import N_, _, ngettext
from ui import theme
from ui.widgets.controls import button, column, label
from ui.widgets.words import Words

MATCH_WORDS = {
    Match.DURING: N_("Taken during this interview"),
    Match.NEAR: N_("Taken within half an hour of it"),
    Match.SAME_DAY: N_("Taken on the same day"),
    Match.OTHER_DAY: N_("Taken on another day"),
    Match.NO_TIME: N_("Does not say when"),
}
QUESTION = N_("Which picture answers the question? Those that fit the time of this interview come first.")
_TONES = {Match.DURING: "ok", Match.NEAR: "info"}


class PhoneDialog(QDialog):
    """``picked`` carries the file that was chosen and confirmed; of ``several`` each, one after the other."""

    picked = Signal(object)

    def __init__(
        self, found: Candidates, parent: QWidget | None = None, *, several: bool = False, question: str = QUESTION
    ) -> None:
        super().__init__(parent)
        self.setObjectName("phone_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = Words(self)
        words.put(self.setWindowTitle, N_("The phone's pictures"))
        self.resize(theme.px(860), theme.px(560))
        self._found = found
        self._list = QListWidget()
        self._list.setObjectName("phone_pictures")
        self._list.setViewMode(QListView.ViewMode.IconMode)
        self._list.setMovement(QListView.Movement.Static)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setIconSize(QSize(theme.px(THUMBNAIL_SIDE), theme.px(THUMBNAIL_SIDE)))
        self._list.setGridSize(QSize(theme.px(THUMBNAIL_SIDE + 40), theme.px(THUMBNAIL_SIDE + 64)))
        self._list.setWordWrap(True)
        words.put(self._list.setAccessibleName, N_("The phone's pictures"))
        for candidate in found.shown:
            self._list.addItem(_item(candidate))
        self._list.itemSelectionChanged.connect(self._look)
        self._list.itemActivated.connect(self._confirm)
        self._said = label(None, "", "phone_said", role="weak")
        self._said.setText(_said(found))
        self._use = button(words, N_("Use this picture"), "phone_use", self._confirm, role="primary")
        cancel = button(words, N_("Cancel"), "phone_cancel", self.reject, role="quiet")
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._said, 1)
        row.addWidget(cancel)
        row.addWidget(self._use)
        box = column(self, margins=16, spacing=12)
        box.addWidget(label(words, question, "phone_title"))
        box.addWidget(self._list, 1)
        box.addLayout(row)
        if several:
            self._list.setSelectionMode(QListView.SelectionMode.MultiSelection)
            for number, candidate in enumerate(found.shown):
                self._list.item(number).setSelected(candidate.match in _TONES)
        elif found.shown and found.shown[0].match in _TONES:
            self._list.setCurrentRow(0)  # taken at the time of the visit: Enter takes it
        self._list.setFocus()
        self._look()

    @Slot()
    def _look(self) -> None:
        self._use.setEnabled(bool(self._list.selectedItems()))

    @Slot()
    def _confirm(self, _item: QListWidgetItem | None = None) -> None:
        chosen = sorted(self._list.row(item) for item in self._list.selectedItems())
        for row in chosen:
            self.picked.emit(self._found.shown[row].path)
        if chosen:
            self.accept()


def _item(candidate: Candidate) -> QListWidgetItem:
    picture = QPixmap()
    picture.loadFromData(candidate.thumbnail)
    when = candidate.taken_at.astimezone().strftime("%m-%d %H:%M") if candidate.taken_at else ""
    words = _(MATCH_WORDS[candidate.match])
    item = QListWidgetItem(QIcon(picture), f"{when}\n{words}" if when else words)
    item.setForeground(theme.color(_TONES.get(candidate.match, "ink_weak")))
    return item


def _said(found: Candidates) -> str:
    parts = []
    if not found.shown:
        parts.append(_("There is no picture in this folder."))
    if found.further:
        parts.append(ngettext("{n} more fits less.", "{n} more fit less.", found.further).format(n=found.further))
    if found.unreadable:
        count = found.unreadable
        parts.append(ngettext("{n} file cannot be read.", "{n} files cannot be read.", count).format(n=count))
    return " ".join(parts)
