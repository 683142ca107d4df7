"""Every row of the file as a table: what will happen and why; an action can be looked at alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from poverty_desktop.exchange.plan import Action
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.register.roster import RosterPreview
from poverty_desktop.packs.pack import Pack
from ui import theme
from ui.roster import words
from ui.roster.words import ACTIONS, PreviewRow
from ui.widgets import icons

Index = QModelIndex | QPersistentModelIndex

HEADERS = (
    ("row", N_("Row")),
    ("action", N_("What will happen")),
    ("name", N_("Name")),
    ("relation", N_("Relation")),
    ("household", N_("Household number")),
    ("why", N_("Why")),
)


class PlanModel(QAbstractTableModel):
    """The rows of a preview, in the order of the file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PreviewRow, ...] = ()
        self._shown: list[int] = []
        self._action: Action | None = None
        self._pack: Pack | None = None

    def set_preview(self, shown: RosterPreview, pack: Pack) -> None:
        """Show the rows of ``shown``; the filter stays."""
        self.beginResetModel()
        self._pack = pack
        self._rows = tuple(
            PreviewRow(file=file, plan=plan) for file, plan in zip(shown.roster.rows, shown.plan.rows, strict=True)
        )
        self._filter()
        self.endResetModel()

    def show_only(self, action: Action | None) -> None:
        """Show only the rows of ``action``, or all of them."""
        self.beginResetModel()
        self._action = action
        self._filter()
        self.endResetModel()

    def row(self, index: Index) -> PreviewRow | None:
        """Return the row at ``index``, nothing where there is none."""
        return self._rows[self._shown[index.row()]] if index.isValid() and index.row() < len(self._shown) else None

    def place_of(self, number: int) -> QModelIndex:
        """Return where the row with this number of the file stands, or the next one that is shown."""
        for place, position in enumerate(self._shown):
            if self._rows[position].plan.number >= number:
                return self.index(place, 0)
        return self.index(len(self._shown) - 1, 0)

    def next_question(self, number: int) -> QModelIndex:
        """Return the first row after ``number`` that asks, else the first one at all; invalid where none asks."""
        asking = [place for place, position in enumerate(self._shown) if self._is_open(position)]
        later = [place for place in asking if self._rows[self._shown[place]].plan.number > number]
        found = later or asking
        return self.index(found[0], 0) if found else QModelIndex()

    def say(self) -> None:
        """Say headers and cells again in the present language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HEADERS) - 1)
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(HEADERS) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        row = self.row(index)
        if row is None or self._pack is None:
            return None
        column = HEADERS[index.column()][0]
        picture, color, said = ACTIONS[row.plan.action]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column, said)
        if role == Qt.ItemDataRole.DecorationRole and column == "action":
            return icons.icon(picture, color)
        if role == Qt.ItemDataRole.ForegroundRole and column == "action":
            return theme.color(color)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        column, said = HEADERS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(said)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, row: PreviewRow, column: str, said: str) -> str:
        assert self._pack is not None
        match column:
            case "row":
                return str(row.plan.number)
            case "action":
                return _(said)
            case "name":
                return words.name(row)
            case "relation":
                return words.relation(row, self._pack)
            case "household":
                return words.household_number(row)
            case _:
                return words.why(row)

    def _filter(self) -> None:
        self._shown = [
            position
            for position, row in enumerate(self._rows)
            if self._action is None or row.plan.action is self._action
        ]

    def _is_open(self, position: int) -> bool:
        return bool(self._rows[position].plan.options)


def _side(column: str) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column == "row" else Qt.AlignmentFlag.AlignLeft
