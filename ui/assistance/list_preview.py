"""What taking in a list would do: how many rows, which are left out and why, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHeaderView, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.assistance.measure_matching import Refused
from ui.assistance.tables import REFUSED_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class ListPreview(QWidget):
    """``taken`` carries whether rows count that only a name tells."""

    taken = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_preview")
        words = Words(self)
        box = column(self, spacing=8)
        self._said = label(None, "", f"{name}_said")
        box.addWidget(self._said)
        self._names = QCheckBox()
        self._names.setObjectName(f"{name}_names")
        words.put(self._names.setText, N_("Take rows too that only a name tells"))
        self._take = button(words, N_("Take them in"), f"{name}_take", self._give, role="primary", icon="check")
        acts = FlowLayout()
        acts.addWidget(self._names)
        acts.addWidget(self._take)
        box.addLayout(acts)
        self._model: CellsModel[Refused] = CellsModel(REFUSED_COLUMNS, self)
        self._table = KeyTable(f"{name}_refused")
        self._table.setModel(self._model)
        words.put(self._table.setAccessibleName, N_("Rows that are not taken in"))
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        box.addWidget(self._table, 1)
        box.addStretch(0)
        self.clear()

    def clear(self) -> None:
        """Show that there is no list."""
        self.show_found("", new=0, by_name=0, refused=())

    def show_found(self, said: str, *, new: int, by_name: int, refused: tuple[Refused, ...]) -> None:
        """Show what ``said`` says of a list, with ``new`` rows of which only a name tells ``by_name``."""
        if by_name:
            said += "\n" + _("{count} are known only by name: compare them before you take them in.").format(
                count=by_name
            )
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._take.setVisible(new > 0)
        self._names.setVisible(by_name > 0)
        self._table.setVisible(bool(refused))
        self._model.set_rows(refused)

    def say(self) -> None:
        """Say the rows in the new language."""
        self._model.say()

    @Slot()
    def _give(self) -> None:
        self.taken.emit(self._names.isChecked())
