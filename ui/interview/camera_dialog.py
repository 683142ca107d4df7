"""What the laptop's camera sees; a still is taken, looked at, and used or taken again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QWidget

from poverty_desktop.exchange.cameras import Camera
from poverty_desktop.i18n import N_, _
from ui import theme
from ui.errors import explain
from ui.interview.camera_thread import CameraThread
from ui.widgets.controls import button, column, label
from ui.widgets.words import Words

WAITING = N_("The camera is being started …")
LOOK = N_("Enter takes the picture.")
SURE = N_("Use this picture, or take it again?")


class CameraDialog(QDialog):
    """``taken`` carries the still that was confirmed, as JPEG."""

    taken = Signal(bytes)

    def __init__(self, found: tuple[Camera, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("camera_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = Words(self)
        words.put(self.setWindowTitle, N_("Take a picture with the camera"))
        self.resize(theme.px(700), theme.px(600))
        self._found = found
        self._thread: CameraThread | None = None
        self._last = b""
        self._is_still = False
        self._which = QComboBox()
        self._which.setObjectName("camera_which")
        words.put(self._which.setAccessibleName, N_("Which camera"))
        self._which.addItems([camera.name for camera in found])
        self._which.setVisible(len(found) > 1)
        self._picture = QLabel()
        self._picture.setObjectName("camera_picture")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setMinimumSize(theme.px(320), theme.px(240))
        words.put(self._picture.setAccessibleName, N_("What the camera sees"))
        self._said = label(None, "", "camera_said", role="weak")
        self._cancel = button(words, N_("Cancel"), "camera_cancel", self.reject, role="quiet")
        self._again = button(words, N_("Take it again"), "camera_again", self._begin)
        self._take = button(words, N_("Take the picture"), "camera_take", self._hold, role="primary", icon="camera")
        self._use = button(words, N_("Use this picture"), "camera_use", self._confirm, role="primary")
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._said, 1)
        for made in (self._cancel, self._again, self._take, self._use):
            row.addWidget(made)
        box = column(self, margins=(16, 16, 16, 16), spacing=12)
        box.addWidget(self._which)
        box.addWidget(self._picture, 1)
        box.addLayout(row)
        self._which.currentIndexChanged.connect(self._begin)
        self.finished.connect(self._stop)
        self._begin()

    @Slot()
    def _begin(self) -> None:
        """Look through the chosen camera."""
        self._stop()
        self._last, self._is_still = b"", False
        self._show_buttons()
        self._said.setText(_(WAITING))
        self._thread = CameraThread(self._found[max(0, self._which.currentIndex())], self)
        self._thread.seen.connect(self._see)
        self._thread.failed.connect(self._fail)
        self._thread.start()

    @Slot()
    def _stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            thread.deleteLater()

    @Slot(bytes)
    def _see(self, data: bytes) -> None:
        if self._thread is None or self._is_still or self.sender() is not self._thread:
            return
        seen = QPixmap()
        if seen.loadFromData(data):
            self._picture.setPixmap(
                seen.scaled(
                    self._picture.size(),
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            is_first, self._last = not self._last, data
            if is_first:
                self._said.setText(_(LOOK))
                self._show_buttons()
                self._take.setFocus()
        self._thread.want()

    @Slot(object)
    def _fail(self, error: BaseException) -> None:
        if self.sender() is self._thread:
            self._last = b""
            self._picture.clear()
            self._said.setText(explain(error).text)
            self._show_buttons()

    @Slot()
    def _hold(self) -> None:
        """Keep the picture in sight as the still."""
        if not self._last:
            return
        self._is_still = True
        self._stop()
        self._said.setText(_(SURE))
        self._show_buttons()
        self._use.setFocus()

    @Slot()
    def _confirm(self) -> None:
        self.taken.emit(self._last)
        self.accept()

    def _show_buttons(self) -> None:
        self._take.setVisible(not self._is_still)
        self._take.setEnabled(bool(self._last))
        self._again.setVisible(self._is_still)
        self._use.setVisible(self._is_still)
