"""The answer is a photo or a file: chosen, pasted, dropped, or found among the phone's pictures by its time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.views import Question
from ui import theme
from ui.interview.fields import AnswerField, TextField, direction
from ui.interview.media_calls import MediaAct, MediaWish
from ui.interview.view import Then
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.value_text import file_words
from ui.widgets.words import Words

SIDE = 220
HOW = N_(
    "Take the picture with your phone or with the camera of this laptop. Drop it here, paste it, or choose its file."
)
KEPT = N_("Made small, without place, time or any other trace of the phone, and sealed on the disk.")
DROP = N_("Drop a file here, or choose it.")


class MediaField(AnswerField):
    """``wished`` asks for what needs the store; the answer itself is only a name."""

    wished = Signal(object)

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self.words = Words(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self._asked = ""
        self._is_photo = question.kind == "image"
        self._picture = label(None, "", "media_picture", wraps=False)
        self._picture.hide()
        self._said = label(None, "", "media_said", role="weak")
        self._choose = button(self.words, N_("Choose a file …"), "media_choose", self._choose_file, icon="folder")
        self._paste = button(self.words, N_("Paste"), "media_paste", self.paste)
        self._phone = button(
            self.words, N_("Find among the phone's pictures …"), "media_phone", self._choose_folder, icon="search"
        )
        self._camera = button(self.words, N_("Camera …"), "media_camera", self._open_camera, icon="camera")
        self._remove = button(self.words, N_("Take out"), "media_remove", self._take_out, role="link")
        tools = QWidget()
        flow = FlowLayout(tools)
        theme.space(flow, spacing=8)
        for made in (self._choose, self._paste, self._phone, self._camera, self._remove):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            flow.addWidget(made)
        self._paste.setVisible(self._is_photo)
        self._phone.setVisible(self._is_photo)
        self._camera.setVisible(self._is_photo)
        row = QHBoxLayout()
        theme.space(row, spacing=12)
        row.addWidget(self._picture)
        row.addWidget(self._said, 1)
        box = column(self, spacing=6)
        box.addLayout(row)
        box.addWidget(tools)
        self.words.also(self._say)
        self.show_answer(question)

    def show_answer(self, question: Question) -> None:
        """Show the photo, or what kind of file it is."""
        super().show_answer(question)
        if self._asked != question.text:
            self._asked = question.text
            self._picture.clear()
            self._picture.hide()
            if question.text:
                name, side = question.text, theme.px(SIDE)
                self.wished.emit(
                    MediaWish(act=MediaAct.SHOW, path=question.path, name=name, side=side, reply=self.show_small)
                )
        self._remove.setVisible(bool(question.text))
        self._say()

    def ask_small(self) -> None:
        """Ask for the picture again, now that somebody listens."""
        self._asked = ""
        self.show_answer(self.question)

    def show_small(self, data: bytes) -> None:
        """Show a small picture of the answer; none for a file that is no picture."""
        shown = QPixmap()
        if data and shown.loadFromData(data):
            self._picture.setPixmap(shown)
            self._picture.setAccessibleName(_("Photo of this answer"))
            self._picture.show()
            self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter and arrows, paste, take out with Delete."""
        then = direction(event)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.question.text:
            self._take_out()
        elif then is not None:
            self.asked.emit(then)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file, or a picture."""
        if event.mimeData().hasUrls() or (self._is_photo and event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.take_file(files[0])
        elif event.mimeData().hasImage():
            self._take_image(QImage(event.mimeData().imageData()))
        event.acceptProposedAction()

    def take_file(self, path: Path) -> None:
        """Answer with the file at ``path``."""
        self.wished.emit(MediaWish(act=MediaAct.FILE, path=self.question.path, source=path))

    @Slot()
    def paste(self) -> None:
        """Take the picture or the copied file of the clipboard."""
        copied = QGuiApplication.clipboard().mimeData()
        files = [Path(url.toLocalFile()) for url in copied.urls() if url.isLocalFile()]
        if files:
            self.take_file(files[0])
        elif copied.hasImage() and self._is_photo:
            self._take_image(QImage(copied.imageData()))
        else:
            self._said.setText(_("Nothing that was copied is a picture or a file."))

    def _take_image(self, image: QImage) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if not image.isNull() and image.save(buffer, "PNG", 100):  # type: ignore[call-overload]
            data = bytes(buffer.data().data())
            self.wished.emit(MediaWish(act=MediaAct.PASTED, path=self.question.path, data=data))

    @Slot()
    def _choose_file(self) -> None:
        self.wished.emit(MediaWish(act=MediaAct.FILE, path=self.question.path, is_picture=self._is_photo))

    @Slot()
    def _choose_folder(self) -> None:
        self.wished.emit(MediaWish(act=MediaAct.FOLDER, path=self.question.path))

    @Slot()
    def _open_camera(self) -> None:
        self.wished.emit(MediaWish(act=MediaAct.CAMERA, path=self.question.path))

    @Slot()
    def _take_out(self) -> None:
        self.give("", Then.STAY)

    def _say(self) -> None:
        if not self.question.text:
            self._said.setText(_(HOW) if self._is_photo else _(DROP))
        elif self._picture.isHidden():
            self._said.setText(file_words(self.question.text))
        else:
            self._said.setText(_(KEPT))


class PlaceField(TextField):
    """A place is typed, or read from a picture because somebody asks for just that."""

    wished = Signal(object)

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        from_picture = button(
            Words(self), N_("Read it from a picture …"), "place_from_picture", self._choose, icon="pin"
        )
        from_picture.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = self.layout()
        assert row is not None
        theme.space(row, spacing=8)
        row.addWidget(from_picture)

    @Slot()
    def _choose(self) -> None:
        self.wished.emit(MediaWish(act=MediaAct.PLACE, path=self.question.path))
