"""Between photo fields and the store: takes files in, and lets a person choose among the pictures of a phone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from poverty_desktop.exchange.phone_pictures import Candidates
from poverty_desktop.i18n import N_, _
from ui.errors import explain
from ui.interview import media_calls
from ui.interview.media_calls import MediaAct, MediaWish
from ui.interview.phone_dialog import PhoneDialog
from ui.interview.view import View
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from poverty_desktop.exchange.cameras import Camera
    from ui.interview.camera_dialog import CameraDialog
    from ui.interview.running import Running

PICTURES = N_("Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff)")
ALL_FILES = N_("All files")
FROM_DISK = frozenset({MediaAct.FILE, MediaAct.FOLDER, MediaAct.PLACE})


class MediaDesk(QObject):
    """``shown`` carries the interview after a photo was taken in."""

    shown = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._over = parent
        self._path = ""
        self._view: View | None = None
        self._refused: tuple[str, str, str] | None = None  # the question, its answer then, and the sentence
        self.running: Running | None = None
        self.dialog: PhoneDialog | None = None
        self.camera_dialog: CameraDialog | None = None

    @Slot(object)
    def wish(self, wish: object) -> None:
        """Do what a field wishes."""
        running = self.running
        if running is None or not isinstance(wish, MediaWish):
            return
        if wish.act in FROM_DISK and wish.source is None:
            wish = replace(wish, source=self._ask(wish))
        store = self._shell.store
        if wish.act is MediaAct.SHOW:
            store.run(partial(media_calls.small, wish.name, wish.side), wish.reply, key=f"interview.media.{wish.path}")
        elif wish.act is MediaAct.CAMERA:
            self._path = wish.path
            store.run(media_calls.cameras, self._open_camera, self._refuse)
        elif wish.act in FROM_DISK and wish.source is None:
            return  # the person chose nothing
        elif wish.act is MediaAct.FOLDER and wish.source is not None:
            self._path = wish.path
            task = store.run_long(partial(media_calls.find, running, wish.source), self._offer, self._refuse)
            self._shell.watch(task, _("Looking at the pictures"))
        else:
            self._path = wish.path
            store.run(partial(media_calls.take, running, wish), self._take, self._refuse)

    def _ask(self, wish: MediaWish) -> Path | None:
        """Return the file or folder that the person chooses."""
        over, shell, purpose = self._over, self._shell, Purpose.PHOTOS
        every = f"{_(ALL_FILES)} (*)"
        match wish.act:
            case MediaAct.FOLDER:
                return file_chooser.ask_folder(over, shell, purpose, _("Which folder has the phone's pictures?"))
            case MediaAct.PLACE:
                title, kinds = _("From which picture should the place be read?"), _(PICTURES)
            case _:
                title, kinds = _("Choose the file of this answer"), every
                if wish.is_picture:
                    kinds = f"{_(PICTURES)};;{every}"
        return file_chooser.ask_file(over, shell, purpose, title, kinds)

    def follow(self, view: View) -> None:
        """Take back that a photo or place was refused, once its question has another answer."""
        asked = view.question(self._refused[0]) if self._refused is not None else None
        if self._refused is not None and asked is not None and asked.text != self._refused[1]:
            self._shell.take_back(self._refused[2])
            self._refused = None
        self._view = view

    def _refuse(self, error: BaseException) -> None:
        """Say why a file was not taken."""
        message = explain(error)
        asked = self._view.question(self._path) if self._view is not None else None
        self._refused = (self._path, asked.text if asked is not None else "", message.text)
        self._shell.tell(message)

    def _take(self, view: View) -> None:
        self.shown.emit(view)

    def _offer(self, found: Candidates) -> None:
        """Show what fits; only what a person picks is taken."""
        if self.running is None:
            return
        self.dialog = PhoneDialog(found, self._over)
        self.dialog.picked.connect(self._pick)
        self.dialog.open()

    def _open_camera(self, found: tuple[Camera, ...]) -> None:
        """Show what the camera sees; only a still that a person confirms is taken."""
        from ui.interview.camera_dialog import CameraDialog

        if self.running is None:
            return
        self.camera_dialog = CameraDialog(found, self._over)
        self.camera_dialog.taken.connect(self._take_still)
        self.camera_dialog.open()

    @Slot(bytes)
    def _take_still(self, data: bytes) -> None:
        self.wish(MediaWish(act=MediaAct.PASTED, path=self._path, data=data))

    @Slot(object)
    def _pick(self, path: object) -> None:
        assert isinstance(path, Path)
        self.wish(MediaWish(act=MediaAct.FILE, path=self._path, source=path))
