"""The photos and files of a household, side by side, with what each one shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from poverty_desktop.i18n import N_, _, format_date
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import column
from ui.widgets.empty_state import EmptyState
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.household_photos import ShownPhoto

SIDE = 180


class PhotosPane(QWidget):
    """Shows what the store handed over; nothing of it is kept when another household is shown."""

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
        self._none = EmptyState(
            "photos_empty",
            "folder",
            N_("This household has no photos yet."),
            N_("Photos and files come from interviews whose questionnaire asks for them."),
        )
        box = column(self, margins=(0, 12, 0, 0), spacing=0)
        box.addWidget(self._list, 1)
        box.addWidget(self._none)
        self.show_photos(())

    def show_photos(self, photos: tuple[ShownPhoto, ...]) -> None:
        """Show these photos and no others."""
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


def _picture(photo: ShownPhoto) -> QIcon:
    shown = QPixmap()
    if photo.thumbnail and shown.loadFromData(photo.thumbnail):
        return QIcon(shown)
    return icons.icon("papers" if photo.row.is_here else "clock", "ink_weak")


def _words(photo: ShownPhoto) -> str:
    said = [photo.row.caption or _("A photo")]
    if not photo.row.is_here:
        said.append(_("has not arrived here yet"))
    elif photo.row.taken_on is not None:
        said.append(_("taken {day}").format(day=format_date(photo.row.taken_on)))
    return "\n".join(said)
