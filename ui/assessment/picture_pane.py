"""Pictures of figures with the list under each: progress through the year, townships, incomes, money."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from poverty_desktop.i18n import N_, _, language, render
from ui import theme
from ui.assessment import picture_calls
from ui.assessment.picture_view import PictureView, png_of
from ui.errors import Message, Tone
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.checks.target_board import Board
    from poverty_desktop.operations.paperwork.picture_files import Drawn
    from ui.widgets.page import Shell

KINDS = (
    ("over_time", N_("Progress through the year")),
    ("townships", N_("Townships, one tile each")),
    ("income", N_("Incomes before and after")),
    ("money", N_("Money from source to household")),
)
_WITHOUT_INDICATOR = ("income", "money")
Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _ListModel(QAbstractTableModel):
    """The list under the picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._captions: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._texts = 1

    def set_list(self, captions: tuple[str, ...], rows: tuple[tuple[str, ...], ...], texts: int = 1) -> None:
        self.beginResetModel()
        self._captions, self._rows, self._texts = captions, rows, texts
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._captions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | Qt.AlignmentFlag | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= self._texts:
            return _RIGHT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._captions[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section >= self._texts else None


class PicturePane(QWidget):
    """One picture at a time, with its list and the ways to hand it on."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assessment_pictures")
        self._shell = shell
        self._year = 0
        self._drawn: Drawn | None = None
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        top = FlowLayout()
        self._kind = self._box(words, "picture_kind", N_("Picture"))
        for name, msgid in KINDS:
            self._kind.addItem(_(msgid), name)
        self._indicator = self._box(words, "picture_indicator", N_("Indicator"))
        for made in (
            self._kind,
            self._indicator,
            button(words, N_("Save as a picture"), "picture_save", self._save, icon="export"),
            button(words, N_("Save as a PDF page"), "picture_page", partial(self._write, "pdf"), icon="papers"),
            button(words, N_("Write to Excel"), "picture_list", partial(self._write, "xlsx"), icon="export"),
        ):
            top.addWidget(made)
        box.addLayout(top)
        self._said = label(None, "", "picture_said", role="weak")
        box.addWidget(self._said)
        self._view = PictureView("picture_view")
        box.addWidget(self._view, 5)
        self._list = _ListModel(self)
        table = KeyTable("picture_table")
        table.setModel(self._list)
        words.put(table.setAccessibleName, N_("List under the picture"))
        theme.height(table, least=140)
        box.addWidget(table, 1)
        self._table = table
        self.setFocusProxy(table)

    def show_board(self, board: Board) -> None:
        """Offer the indicators of a year."""
        self._year = board.year
        chosen = self._indicator.currentData()
        self._indicator.clear()
        seen = dict.fromkeys((row.indicator.id, row.indicator.title(language())) for row in board.rows)
        for name, title in seen:
            self._indicator.addItem(title, name)
        self._indicator.setCurrentIndex(max(0, self._indicator.findData(chosen)))

    def choose(self, kind: str) -> None:
        """Show the picture of this kind when it is drawn next."""
        self._kind.setCurrentIndex(max(0, self._kind.findData(kind)))

    def say(self) -> None:
        """Say the choices in the present language."""
        for number, (_name, msgid) in enumerate(KINDS):
            self._kind.setItemText(number, _(msgid))

    @Slot()
    def draw(self, _number: int = 0) -> None:
        """Ask for the chosen picture."""
        if not self._year:
            return
        kind = str(self._kind.currentData())
        self._indicator.setVisible(kind not in _WITHOUT_INDICATOR)
        work = partial(picture_calls.draw, kind, self._year, str(self._indicator.currentData() or ""))
        if self._drawn is None:
            self._said.setText(_("Counting …"))
            self._said.setVisible(True)
        self._shell.store.run(work, self._show, self._nothing, key="assessment.picture")

    def _box(self, words: Words, name: str, msgid: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        words.put(made.setAccessibleName, msgid)
        made.activated.connect(self.draw)
        return made

    def _show(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self._said.setText("")
        self._said.setVisible(False)
        self._view.show_picture(drawn.picture)
        self._list.set_list(drawn.captions, drawn.rows, drawn.texts)
        theme.columns(self._table, *(260 if at < drawn.texts else 130 for at in range(len(drawn.captions))))

    def _nothing(self, error: BaseException) -> None:
        from poverty_desktop.errors import RuleError

        if not isinstance(error, RuleError):
            self._shell.fail(error)
            return
        self._drawn = None
        self._said.setText(render(error))
        self._said.setVisible(True)
        self._view.show_picture(None)
        self._list.set_list((), ())

    @Slot()
    def _save(self) -> None:
        drawn = self._drawn
        path = self._ask("png", _("Pictures (*.png *.svg)"))
        if drawn is None or path is None:
            return
        work = (
            partial(picture_calls.write_svg, drawn, path)
            if path.suffix.lower() == ".svg"
            else partial(picture_calls.write_bytes, png_of(drawn.picture), path)
        )
        self._shell.store.run(work, partial(self._written, path.name), self._shell.fail)

    def _write(self, ending: str, _checked: object = None) -> None:
        drawn = self._drawn
        path = self._ask(ending, _("PDF (*.pdf)") if ending == "pdf" else _("Excel workbook (*.xlsx)"))
        if drawn is None or path is None:
            return
        call = picture_calls.write_page if ending == "pdf" else picture_calls.write_list
        self._shell.store.run(partial(call, drawn, path), partial(self._written, path.name), self._shell.fail)

    def _ask(self, ending: str, kinds: str) -> Path | None:
        if self._drawn is None:
            return None
        name = f"{self._drawn.picture.title}.{ending}"
        return file_chooser.ask_target(self, self._shell, Purpose.PAPERS, _("Picture"), name, kinds)

    def _written(self, name: str, _count: object) -> None:
        self._shell.tell(Message(tone=Tone.SUCCESS, text=_("{file} was written.").format(file=name)))
