"""A form beside the workbook in which it is edited: saved there, it is seen here, or what is wrong at which cell."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_draft import PaperDraft
from ui import theme
from ui.errors import explain
from ui.models.rows_model import CellsModel
from ui.publish import calls
from ui.publish.paper_view import PaperView
from ui.publish.tables import TROUBLE_COLUMNS, Trouble
from ui.widgets.controls import button, column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.opening import open_path
from ui.widgets.page import Shell
from ui.widgets.words import Words

CALM_MS = 400
"""After the last sign of saving: Excel and WPS write a file beside it and rename that."""


class DraftDialog(QDialog):
    """Reads the workbook whenever it is saved. While something is wrong, the last sound form stays in sight."""

    def __init__(self, shell: Shell, base: Pack, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("publish_draft_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Form being edited: {file}").format(file=path.name))
        self.resize(theme.px(1040), theme.px(640))
        self._shell, self._base, self._path = shell, base, path
        words = Words(self)
        self._said = label(None, "", "draft_state", role="lead")
        self._view = PaperView(shell)
        self._troubles: CellsModel[Trouble] = CellsModel(TROUBLE_COLUMNS, self)
        self._table = KeyTable("draft_troubles")
        self._table.setModel(self._troubles)
        words.put(self._table.setAccessibleName, N_("What is wrong"))
        theme.columns(self._table, 60, 100, 44, 76, 260)
        side = column(spacing=8)
        side.addWidget(self._said)
        how = N_("Keep the workbook open beside this window. Whenever you save it, the form is shown anew.")
        side.addWidget(label(words, how, "draft_how", role="weak"))
        side.addWidget(self._table, 9)
        side.addStretch(1)
        side.addWidget(button(words, N_("Open the workbook"), "draft_open", self._open, icon="export"))
        side.addWidget(button(words, N_("Close"), "draft_close", self.accept))
        row = QHBoxLayout(self)
        theme.space(row, margins=12, spacing=12)
        row.addLayout(side, 2)
        row.addWidget(self._view, 3)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._read)
        self._watcher = QFileSystemWatcher([str(path), str(path.parent)], self)
        self._watcher.fileChanged.connect(self._changed)
        self._watcher.directoryChanged.connect(self._changed)
        self._read()

    @Slot()
    def _changed(self) -> None:
        self._calm.start()

    @Slot()
    def _read(self) -> None:
        if str(self._path) not in self._watcher.files():
            self._watcher.addPath(str(self._path))  # another file may bear the name now
        work = partial(calls.draft, self._path, self._base)
        self._shell.store.run_pure(work, self._show, self._fail, key="publish.draft")

    def _show(self, found: PaperDraft) -> None:
        self._troubles.set_rows(tuple(Trouble(problem=problem, is_error=True) for problem in found.problems))
        self._table.setVisible(bool(found.problems))
        if found.pack is not None:
            self._said.setText(_("The form is sound."))
            self._view.show_pack(found.pack)
            return
        count = len(found.problems)
        self._said.setText(
            ngettext("{n} cell is wrong.", "{n} cells are wrong.", count).format(n=count)
            + " "
            + _("The page shows the form as it was before.")
        )

    def _fail(self, error: BaseException) -> None:
        self._troubles.set_rows(())
        self._said.setText(explain(error).text)

    @Slot()
    def _open(self) -> None:
        open_path(self._shell, self._path)
