"""Interviews to and from other collecting programs: submissions out to a folder, exports back in after a look."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.operations.done import Done
from ui import theme
from ui.bundles import submission_calls as calls
from ui.bundles.submission_calls import FormChoice
from ui.errors import Message, Tone
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.interviewing.returning import ReturnPlan, TakenIn
    from poverty_desktop.operations.interviewing.submissions import ExportedSubmissions
    from ui.bundles.return_dialog import ReturnDialog

ABOUT = N_(
    "Interviews in the open format of other collecting programs: for a server of the field's standard, or for phones."
)
EXPORTS = N_("Exports (*.zip *.csv *.xlsx *.xml)")


class SubmissionsBar(QFrame):
    """A questionnaire, and what may be done with its submissions."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("submissions_bar")
        self.setProperty("role", "card")
        self.shell = shell
        self.dialog: ReturnDialog | None = None
        words = self.words = Words(self)
        self._forms = QComboBox()
        self._forms.setObjectName("submissions_form")
        words.put(self._forms.setAccessibleName, N_("Questionnaire"))
        self._out = button(words, N_("Write interviews to a folder …"), "submissions_out", self._export, icon="send")
        self._file = button(words, N_("Take in a file …"), "submissions_file", self._ask_file, icon="import")
        self._folder = button(words, N_("Take in a folder …"), "submissions_folder", self._ask_folder, icon="folder")
        self._adds = QCheckBox()
        self._adds.setObjectName("submissions_adds")
        words.put(self._adds.setText, N_("Begin a household where none is named"))
        words.put(self._adds.setAccessibleName, N_("Begin a household where none is named"))
        theme.width(self._forms, least=280)
        row = FlowLayout()
        theme.space(row, spacing=8)
        for made in (self._forms, self._out, self._file, self._folder):
            row.addWidget(made)
        box = column(self, margins=16, spacing=8)
        box.addWidget(label(words, N_("Interviews from and for other programs"), "submissions_title", role="heading"))
        box.addWidget(label(words, ABOUT, "submissions_about", role="weak"))
        box.addLayout(row)
        box.addWidget(self._adds)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask which questionnaires there are."""
        super().showEvent(event)
        self.shell.store.run(calls.forms, self._fill, key="submissions.forms")

    def take(self, source: Path) -> None:
        """Look at an export; nothing is taken in before a person says so."""
        work = partial(calls.look, self._form(), source, self._adds.isChecked())
        self.shell.watch(self.shell.store.run_long(work, self._show_plan), _("Looking at the submissions"))

    def _fill(self, forms: tuple[FormChoice, ...]) -> None:
        chosen = self._form()
        self._forms.clear()
        for item in forms:
            self._forms.addItem(item.title, item.form_id)
        self._forms.setCurrentIndex(max(0, self._forms.findData(chosen)))

    def _form(self) -> str:
        return str(self._forms.currentData() or "")

    @Slot()
    def _export(self) -> None:
        title = _("Into which folder? It will hold names in clear.")
        found = file_chooser.ask_folder(self, self.shell, Purpose.SUBMISSIONS, title)
        if found is not None:
            task = self.shell.store.run_long(partial(calls.export, self._form(), found), self._exported)
            self.shell.watch(task, _("Writing the submissions"))

    def _exported(self, done: ExportedSubmissions) -> None:
        said = ngettext(
            "{n} interview was written to {folder}. It lies there in clear: keep it safe.",
            "{n} interviews were written to {folder}. They lie there in clear: keep them safe.",
            done.submissions,
        ).format(n=done.submissions, folder=done.folder)
        if done.missing:
            said = _("{sentence} {count} photos have not arrived here and are missing.").format(
                sentence=said, count=done.missing
            )
        self.shell.tell(Message(tone=Tone.WARNING if done.missing else Tone.SUCCESS, text=said))

    @Slot()
    def _ask_file(self) -> None:
        found = file_chooser.ask_file(self, self.shell, Purpose.SUBMISSIONS, _("Which export?"), _(EXPORTS))
        if found is not None:
            self.take(found)

    @Slot()
    def _ask_folder(self) -> None:
        title = _("Which folder has the submissions?")
        found = file_chooser.ask_folder(self, self.shell, Purpose.SUBMISSIONS, title)
        if found is not None:
            self.take(found)

    def _show_plan(self, plan: ReturnPlan) -> None:
        from ui.bundles.return_dialog import ReturnDialog

        self.dialog = ReturnDialog(plan, self)
        self.dialog.confirmed.connect(self._take_in)
        self.dialog.open()

    @Slot(object)
    def _take_in(self, plan: ReturnPlan) -> None:
        task = self.shell.store.run_long(partial(calls.take_in, plan), self._taken)
        self.shell.watch(task, _("Taking in the submissions"))

    def _taken(self, done: Done[TakenIn]) -> None:
        value = done.value
        said = _("{completed} interviews were completed, {drafts} wait as drafts, {left} were left out.").format(
            completed=value.completed, drafts=value.drafts, left=value.left
        )
        self.shell.tell(Message(tone=Tone.SUCCESS if not value.left else Tone.WARNING, text=said))
