"""Takes a department's list in: its kind, who sent it, its file, how its columns are read, and a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.model import Label
from ui import theme
from ui.outside_lists import calls
from ui.outside_lists.preview_lines import preview_lines
from ui.widgets import file_chooser
from ui.widgets.columns_dialog import ColumnsDialog
from ui.widgets.controls import button, column, line_edit
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.list_preview import ListPreviewCard, columns_said
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.register.outside_lists import ListPreview

COLUMNS_HOW = N_("Say which column holds the ID numbers. The next list with these columns is known.")


class ListIntake(QWidget):
    """``taken_in`` once hits came in; ``more`` are buttons that stand beside the one that chooses a file."""

    taken_in = Signal()

    def __init__(self, shell: Shell, more: Sequence[QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lists_intake")
        self._shell = shell
        self._found: ListPreview | None = None
        self._path = Path()
        self._columns: tuple[tuple[str, Label], ...] = ()
        words = Words(self)
        box = column(self, spacing=8)
        self._kind = QComboBox()
        self._kind.setObjectName("lists_kind")
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # it is filled once it is shown
        words.put(self._kind.setAccessibleName, N_("Kind of list"))
        self._department = line_edit(words, N_("Department"), "lists_department", hint=N_("Department that sent it"))
        theme.width(self._department, least=200)
        self._kind.activated.connect(self._read_again)
        self._department.editingFinished.connect(self._read_again)
        chosen = button(words, N_("Choose a list"), "lists_choose", self._choose, role="primary", icon="import")
        source = FlowLayout()
        for made in (self._kind, self._department, chosen, *more):
            source.addWidget(made)
        box.addLayout(source)
        self._preview = ListPreviewCard("lists")
        self._preview.wanted.connect(self._take_in)
        self._preview.columns_asked.connect(self._correct_columns)
        box.addWidget(self._preview)

    def offer(self, found: calls.Overview) -> None:
        """Offer the kinds of list in the present language; the chosen one stays chosen."""
        chosen = self._kind.currentData()
        self._columns = found.columns
        self._kind.clear()
        for code, words in found.lists:
            self._kind.addItem(words(language()), code)
        self._kind.setCurrentIndex(max(self._kind.findData(chosen), 0))

    @Slot()
    def _choose(self) -> None:
        kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self, self._shell, Purpose.LISTS, _("Which list?"), kinds)
        if path is not None:
            self._path, self._found = path, None
            self._preview.hide()
            self._read_list({})

    @Slot()
    def _read_again(self) -> None:
        """Look at the list that waits for a yes once more, as one of this kind and from this department."""
        if not self._preview.isHidden() and self._found is not None:
            work = partial(calls.compare, self._found.source, *self._from())
            self._shell.store.run(work, self._compared, self._shell.fail)

    def _compared(self, found: ListPreview) -> None:
        if not self._preview.isHidden():  # it was neither taken in nor left meanwhile
            self._previewed(found)

    def _from(self) -> tuple[str, str]:
        """Return what kind of list it is, and who sent it."""
        return str(self._kind.currentData() or ""), self._department.text()

    @Slot(object)
    def _read_list(self, chosen: Mapping[str, str]) -> None:
        work = partial(calls.preview, self._path, *self._from(), chosen)
        self._shell.store.run(work, self._previewed, self._not_read)

    def _not_read(self, error: BaseException) -> None:
        """Ask which column holds the ID numbers where none was recognised."""
        from poverty_desktop.exchange.person_list import UnknownColumnsError

        if isinstance(error, UnknownColumnsError) and any(error.captions):
            self._ask_columns(error.captions, error.columns)
        else:
            self._shell.fail(error)

    @Slot()
    def _correct_columns(self) -> None:
        if self._found is not None:
            self._ask_columns(self._found.source.captions, self._found.source.columns)

    def _ask_columns(self, captions: Sequence[str], columns: Mapping[int, str]) -> None:
        asked = ColumnsDialog("lists", COLUMNS_HOW, captions, columns, self._columns, self)
        asked.said.connect(self._read_list)
        asked.open()

    def _previewed(self, found: ListPreview) -> None:
        """Say what would happen and how the columns were read, and wait for a yes or a correction."""
        self._found = found
        titles = {name: title(language()) for name, title in self._columns}
        columns = columns_said(found.source.captions, found.source.columns, titles)
        first, *more = preview_lines(found)
        self._preview.show_list(first, columns, more, can_take=bool(found.new))

    @Slot()
    def _take_in(self) -> None:
        if self._found is not None:
            work = partial(calls.take_in, self._found.source, *self._from())
            self._shell.store.run(work, self._took_in, self._shell.fail)
            self._found = None

    def _took_in(self, _done: Done[int]) -> None:
        self.taken_in.emit()
