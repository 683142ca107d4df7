"""The photos and files of a household, side by side, with what each one shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from poverty_desktop.i18n import N_, _, format_date
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, column
from ui.widgets.empty_state import EmptyState
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.register.household_photos import ShownPhoto

SIDE = 180


class PhotosPane(QWidget):
    """Shows what the store handed over; nothing of it is kept when another household is shown.

    ``portrait_asked`` names the record of a photo that is to be the householder's, or no longer.
    """

    portrait_asked = Signal(bytes)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photos_pane")
        words = Words(self)
        self._list = QListWidget()
        self._list.setObjectName("household_photos")
        words.put(self._list.setAccessibleName, N_("Photos and files of the household"))
        self._list.setViewMode(QListView.ViewMode.IconMode)
        self._list.setMovement(QListView.Movement.Static)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setWordWrap(True)
        self._list.currentRowChanged.connect(self._turned_to)
        self._portrait = button(words, "", "photos_portrait", self._ask_portrait)
        self._shown: tuple[ShownPhoto, ...] = ()
        self._none = EmptyState(
            "photos_empty",
            "folder",
            N_("This household has no photos yet."),
            N_("Photos and files come from interviews whose questionnaire asks for them."),
        )
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        box.addWidget(self._list, 1)
        box.addWidget(self._portrait, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._none)
        self.show_photos(())

    def show_photos(self, photos: tuple[ShownPhoto, ...]) -> None:
        """Show these photos and no others."""
        before = self._list.currentRow() if len(photos) == len(self._shown) else 0
        self._shown = photos
        self._list.clear()
        side = theme.px(SIDE)
        self._list.setIconSize(QSize(side, side))
        self._list.setGridSize(QSize(side + theme.px(32), side + theme.px(60)))
        for photo in photos:
            item = QListWidgetItem(_picture(photo), _words(photo))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._list.addItem(item)
        self._list.setVisible(bool(photos))
        self._none.setVisible(not photos)
        self._portrait.setVisible(any(photo.can_be_portrait for photo in photos))
        self._list.setCurrentRow(max(0, before))

    @Slot(int)
    def _turned_to(self, number: int) -> None:
        photo = self._shown[number] if 0 <= number < len(self._shown) else None
        is_portrait = photo is not None and photo.row.is_portrait
        said = _("No longer the householder's photo") if is_portrait else _("Make it the householder's photo")
        self._portrait.setText(said)
        self._portrait.setAccessibleName(said)
        self._portrait.setEnabled(photo is not None and photo.can_be_portrait)

    @Slot()
    def _ask_portrait(self) -> None:
        number = self._list.currentRow()
        if 0 <= number < len(self._shown) and self._shown[number].row.record is not None:
            self.portrait_asked.emit(self._shown[number].row.record)


def _picture(photo: ShownPhoto) -> QIcon:
    shown = QPixmap()
    if photo.thumbnail and shown.loadFromData(photo.thumbnail):
        return QIcon(shown)
    return icons.icon("papers" if photo.row.is_here else "clock", "ink_weak")


def _words(photo: ShownPhoto) -> str:
    said = [photo.row.caption or photo.row.shows or _("A photo")]
    if photo.row.is_portrait:
        said.append(_("★ householder's photo"))
    if not photo.row.is_here:
        said.append(_("has not arrived here yet"))
    elif photo.row.taken_on is not None:
        said.append(_("taken {day}").format(day=format_date(photo.row.taken_on)))
    return "\n".join(said)
