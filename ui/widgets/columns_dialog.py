"""Which column of a list is which, said once and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QTableWidget, QTableWidgetItem, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.model import Label
from ui import theme
from ui.widgets.controls import column, label
from ui.widgets.words import Words


class ColumnsDialog(QDialog):
    """``said`` tells by caption what each column is, "" for one that is none of it; ``how`` (a msgid) what to do."""

    said = Signal(object)

    def __init__(
        self,
        prefix: str,
        how: str,
        captions: Sequence[str],
        columns: Mapping[int, str],
        offered: Sequence[tuple[str, Label]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}_columns")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Columns of the list"))
        self.setMinimumSize(theme.px(560), theme.px(440))
        words = Words(self)
        shown = [(number, caption) for number, caption in enumerate(captions) if caption]
        self._choices: dict[str, QComboBox] = {}
        table = QTableWidget(len(shown), 2)
        table.setObjectName(f"{prefix}_columns_table")
        table.setHorizontalHeaderLabels([_("Column of the list"), _("What it is")])
        words.put(table.setAccessibleName, N_("Columns of the list"))
        for row, (number, caption) in enumerate(shown):
            head = QTableWidgetItem(caption)
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            table.setItem(row, 0, head)
            choice = QComboBox()
            choice.setObjectName(f"{prefix}_column_{number}")
            choice.setAccessibleName(caption)
            choice.addItem(_("anything else"), "")
            for name, title in offered:
                choice.addItem(title(language()), name)
            choice.setCurrentIndex(max(0, choice.findData(columns.get(number, ""))))
            self._choices[caption] = choice
            table.setCellWidget(row, 1, choice)
            table.setRowHeight(row, choice.sizeHint().height() + theme.px(4))
        theme.columns(table, 240, 260)
        table.verticalHeader().hide()
        buttons = QDialogButtonBox()
        go_on = buttons.addButton(_("Read the list"), QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setObjectName(f"{prefix}_columns_read")
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        box = column(self, margins=12, spacing=8)
        box.addWidget(label(words, how, f"{prefix}_columns_how"))
        box.addWidget(table, 1)
        box.addWidget(buttons)

    @Slot()
    def _accept(self) -> None:
        said = {caption: str(choice.currentData()) for caption, choice in self._choices.items()}
        self.accept()
        self.said.emit(said)
