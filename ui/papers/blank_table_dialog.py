"""What the columns of another office's empty table hold, said once and remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QTableWidget, QTableWidgetItem, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from ui import theme
from ui.papers.calls import Blank
from ui.widgets.controls import column, label
from ui.widgets.words import Words


class BlankTableDialog(QDialog):
    """``accepted_map`` tells what each column holds; a column left open stays empty."""

    accepted_map = Signal(object)
    sheet_asked = Signal(str)

    def __init__(self, blank: Blank, households: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("blank_table")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Fill an office's table"))
        self.setMinimumSize(theme.px(640), theme.px(480))
        words = Words(self)
        self._choices: dict[int, QComboBox] = {}
        columns = blank.table.columns
        self._table = QTableWidget(len(columns), 2)
        self._table.setObjectName("blank_table_columns")
        self._table.setHorizontalHeaderLabels([_("Column of the table"), _("What stands in it")])
        words.put(self._table.setAccessibleName, N_("Columns of the table"))
        for row, found in enumerate(columns):
            head = QTableWidgetItem(found.head)
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._table.setItem(row, 0, head)
            choice = QComboBox()
            choice.setObjectName(f"blank_table_{found.number}")
            choice.setAccessibleName(found.head)
            choice.addItem(_("leave empty"), "")
            for key, title in blank.items:
                choice.addItem(title, key)
            choice.setCurrentIndex(max(0, choice.findData(blank.columns.get(found.number, ""))))
            self._choices[found.number] = choice
            self._table.setCellWidget(row, 1, choice)
            self._table.setRowHeight(row, choice.sizeHint().height() + theme.px(4))
        theme.columns(self._table, 280, 300)
        self._table.verticalHeader().hide()
        said = ngettext("{n} household is written.", "{n} households are written.", households).format(n=households)
        buttons = QDialogButtonBox()
        go_on = buttons.addButton(_("Fill it …"), QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setObjectName("blank_table_fill")
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        box = column(self, margins=12, spacing=8)
        box.addWidget(
            label(
                words,
                N_("Say once what each column holds; the next table of this kind is known again."),
                "blank_table_how",
            )
        )
        if len(blank.table.sheets) > 1:
            box.addLayout(self._sheets(words, blank.table.sheets, blank.table.sheet))
        box.addWidget(self._table, 1)
        box.addWidget(label(None, said, "blank_table_count", role="weak"))
        box.addWidget(buttons)

    def _sheets(self, words: Words, sheets: tuple[str, ...], shown: str) -> QHBoxLayout:
        """Return a line in which another sheet of the file is chosen."""
        line = QHBoxLayout()
        choice = QComboBox()
        choice.setObjectName("blank_table_sheet")
        words.put(choice.setAccessibleName, N_("Sheet to fill"))
        choice.addItems(sheets)
        choice.setCurrentText(shown)
        choice.textActivated.connect(self._leave_for)
        line.addWidget(label(words, N_("Sheet to fill"), "blank_table_sheet_label", wraps=False))
        line.addWidget(choice, 1)
        return line

    @Slot(str)
    def _leave_for(self, sheet: str) -> None:
        self.reject()
        self.sheet_asked.emit(sheet)

    @Slot()
    def _accept(self) -> None:
        said = {number: str(choice.currentData()) for number, choice in self._choices.items() if choice.currentData()}
        self.accept()
        self.accepted_map.emit(said)
