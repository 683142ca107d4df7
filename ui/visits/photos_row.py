"""The photos of a visit: from the phone by the time of the visit, and the signed sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

SIDE = 72


class PhotosRow(QWidget):
    """``phone_asked`` and ``sheet_asked`` ask for files; what was chosen is taken in when the visit is saved."""

    phone_asked = Signal()
    sheet_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visit_photos")
        words = Words(self)
        self.photos: list[Path] = []
        self.sheet: Path | None = None
        box = column(self, spacing=6)
        acts = FlowLayout()
        acts.addWidget(
            button(words, N_("Photos from the phone …"), "visit_phone", self.phone_asked.emit, icon="camera")
        )
        self._sheet_button = button(
            words, N_("Photo of the signed sheet …"), "visit_sheet", self.sheet_asked.emit, icon="papers"
        )
        acts.addWidget(self._sheet_button)
        acts.addWidget(button(words, N_("Without photos"), "visit_no_photos", self.clear, role="quiet"))
        box.addLayout(acts)
        self._said = label(None, "", "visit_photos_said", role="weak")
        box.addWidget(self._said)
        self._list = QListWidget()
        self._list.setObjectName("visit_thumbnails")
        self._list.setViewMode(QListView.ViewMode.IconMode)
        self._list.setMovement(QListView.Movement.Static)
        self._list.setIconSize(QSize(theme.px(SIDE), theme.px(SIDE)))
        theme.height(self._list, least=SIDE + 16)
        words.put(self._list.setAccessibleName, N_("Photos of the visit"))
        box.addWidget(self._list)
        words.also(self._say)

    def add(self, path: Path, thumbnail: bytes = b"") -> None:
        """Add a photo; once is enough."""
        if path in self.photos:
            return
        self.photos.append(path)
        picture = QPixmap()
        picture.loadFromData(thumbnail)
        self._list.addItem(QListWidgetItem(QIcon(picture), ""))
        self._say()

    def set_sheet(self, path: Path | None) -> None:
        """Take a picture as that of the signed sheet."""
        self.sheet = path
        self._say()

    def offer_sheet(self, *, is_offered: bool) -> None:
        """Offer the signed sheet only for one household: each signs its own."""
        self._sheet_button.setVisible(is_offered)

    @Slot()
    def clear(self) -> None:
        """Choose nothing."""
        self.photos.clear()
        self.sheet = None
        self._list.clear()
        self._say()

    def _say(self) -> None:
        said = [_("{count} photos are taken in when you save.").format(count=len(self.photos))] if self.photos else []
        if self.sheet is not None:
            said.append(_("The signed sheet is there."))
        self._said.setText(" ".join(said))
        self._said.setVisible(bool(said))
        self._list.setVisible(bool(self.photos))
