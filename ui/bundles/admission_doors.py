"""The files by which a laptop is admitted: its request goes out, the office's admission comes in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import _
from poverty_desktop.operations.done import Done
from ui.bundles import calls
from ui.bundles.admission_path import AdmissionPath
from ui.errors import Message, Tone
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose, kinds
from ui.widgets.page import Shell

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.enrolment import Asked
    from poverty_desktop.sync.enrolment import Enrolment


class AdmissionDoors(QObject):
    """Asks for the files of the three steps, and of a newer admission later."""

    def __init__(self, shell: Shell, path: AdmissionPath, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._path = path
        self._parent = parent
        path.request_asked.connect(self._ask_request)
        path.digits_asked.connect(self._ask_digits)
        path.file_asked.connect(self._ask_admission)
        path.accepted.connect(self._accept)

    @Slot()
    def ask_renewal(self) -> None:
        """Choose a newer admission of the same office."""
        file = self._admission()
        if file is not None:
            self._accept(file, "")

    @Slot()
    def ask_again(self) -> None:
        """Write another request of a laptop that is admitted: for a newer certificate, or for its official code."""
        folder = self._folder()
        if folder is not None:
            self._shell.store.run(partial(calls.ask, folder), self._asked_again)

    def _asked_again(self, done: Done[Asked]) -> None:
        said = _("The request {file} was written. Read the office these digits: {digits}").format(
            file=done.value.path.name, digits=done.value.fingerprint
        )
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _ask_request(self) -> None:
        folder = self._folder()
        if folder is not None:
            self._shell.store.run(partial(calls.ask, folder), self._asked)

    def _asked(self, done: Done[Asked]) -> None:
        self._path.show_asked(done.value)

    @Slot()
    def _ask_digits(self) -> None:
        file = self._file(_("Which request?"), _("Requests"), "fpq")
        if file is not None:
            self._shell.store.run_pure(partial(calls.asked_before, file), self._path.show_asked)

    @Slot()
    def _ask_admission(self) -> None:
        file = self._admission()
        if file is not None:
            self._path.show_file(file)

    @Slot(object, str)
    def _accept(self, file: Path, digits: str) -> None:
        self._shell.store.run(partial(calls.accept, file, digits), self._accepted)

    def _accepted(self, done: Done[Enrolment]) -> None:
        said = _("This laptop is admitted by {office}. It can hand over its work now.").format(office=done.value.name)
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    def _folder(self) -> Path | None:
        title = _("Onto which stick or into which folder?")
        return file_chooser.ask_folder(self._parent, self._shell, Purpose.STICK, title)

    def _admission(self) -> Path | None:
        return self._file(_("Which admission?"), _("Admissions"), "fpa")

    def _file(self, title: str, words: str, ending: str) -> Path | None:
        return file_chooser.ask_file(self._parent, self._shell, Purpose.STICK, title, kinds(words, ending))
