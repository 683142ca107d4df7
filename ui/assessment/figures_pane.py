"""Targets as rows with a bar; a row unfolds to townships, villages, and at last to whoever is behind the figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QWidget

from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.packs.indicators import Counting
from ui import theme
from ui.assessment.progress_bar import ProgressDelegate
from ui.assessment.tables import (
    COUNTED_COLUMNS,
    PLACE_COLUMNS,
    PROGRESS,
    PROOF_COLUMNS,
    TARGET_COLUMNS,
    plain_number,
)
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.parts import Parts
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.assessment.progress import Progress
    from poverty_desktop.checks.target_board import FigureRow
    from poverty_desktop.queries.assessment.counted_rows import CountedRow, Proof
    from ui.assessment.calls import Listed

FIGURES, COUNTED = 0, 1


@dataclass(frozen=True, slots=True)
class Layer:
    """One list that was opened: its rows, and the row of the list above that was opened for it."""

    rows: tuple[FigureRow, ...]
    of: FigureRow | None = None


class FiguresPane(QWidget):
    """``unfold_asked`` and ``list_asked`` carry the row; ``moved`` the row that the keyboard is on.

    ``folded`` tells whether whoever is counted is shown now.
    """

    unfold_asked = Signal(object)
    list_asked = Signal(object)
    opened = Signal(object)
    proof_asked = Signal(object)
    moved = Signal(object)
    export_asked = Signal()
    folded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assessment_figures")
        self._layers: list[Layer] = []
        self._listed: Listed | None = None
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._path = label(None, "", "assessment_path", role="lead")
        box.addWidget(self._path)
        acts = FlowLayout()
        self._up = button(words, N_("Back to the list above"), "assessment_up", self.step_back, icon="back")
        self._list = button(words, N_("Who is counted (L)"), "assessment_list", self._ask_list, icon="people")
        self._export = button(words, N_("Write to Excel"), "assessment_export", self.export_asked.emit, icon="export")
        for made in (self._up, self._list, self._export):
            acts.addWidget(made)
        box.addLayout(acts)
        self._rows: CellsModel[FigureRow] = CellsModel(TARGET_COLUMNS, self, is_weak=_has_no_target)
        self._table = KeyTable("assessment_table")
        self._table.setModel(self._rows)
        self._table.setItemDelegateForColumn(PROGRESS, ProgressDelegate(self._progress_of, self._table))
        words.put(self._table.setAccessibleName, N_("Targets and figures"))
        header = self._table.horizontalHeader()
        theme.columns(self._table, 240, 90, 100, 100, 150, 230, 180)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._table.opened.connect(self._open)
        self._table.key_pressed.connect(self._press)
        self._table.moved.connect(self._tell_moved)
        self._counted: CellsModel[CountedRow] = CellsModel(COUNTED_COLUMNS, self)
        self._people = KeyTable("assessment_counted")
        self._people.setModel(self._counted)
        words.put(self._people.setAccessibleName, N_("Who is counted"))
        theme.columns(self._people, 110, 70, 80, 80, 80, 80, 180)
        self._people.opened.connect(self._open_counted)
        self._people.moved.connect(self._ask_proof)
        self._proofs: CellsModel[Proof] = CellsModel(PROOF_COLUMNS, self)
        self._proof = KeyTable("assessment_proofs")
        self._proof.setModel(self._proofs)
        words.put(self._proof.setAccessibleName, N_("Facts and papers behind it"))
        theme.columns(self._proof, 170, 110, 150, 90)
        parts = Parts("assessment_parts", self._people, self._proof, shares=(620, 420), least=760)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(parts)
        Stretched(self._table, 0, 200)
        box.addWidget(self._stack, 1)

    def show_board(self, rows: tuple[FigureRow, ...]) -> None:
        """Show the targets of the workspace's place; an opened list below stays open until one goes back."""
        self._layers = [Layer(rows)]
        self._listed = None
        self._show()

    def show_places(self, of: FigureRow, rows: tuple[FigureRow, ...]) -> None:
        """Show one indicator by smaller places."""
        self._layers.append(Layer(rows, of))
        self._show()

    def show_counted(self, found: Listed) -> None:
        """Show whoever is behind a figure."""
        self._listed = found
        self._counted.set_rows(found.rows)
        self._proofs.set_rows(())
        self._show()
        if found.rows:
            self._people.setCurrentIndex(self._counted.index(0, 0))
        self._people.setFocus()

    def show_proofs(self, found: tuple[Proof, ...]) -> None:
        """Show what made the chosen row count."""
        self._proofs.set_rows(found)

    @Slot()
    def step_back(self) -> bool:
        """Close the innermost list; say whether there was one."""
        if self._listed is not None:
            self._listed = None
        elif len(self._layers) > 1:
            self._layers.pop()
        else:
            return False
        self._show()
        self._table.setFocus()
        return True

    def say(self) -> None:
        """Say tables and path in the present language."""
        for model in (self._rows, self._counted, self._proofs):
            model.say()
        self._show_path()

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """Return the figures that are shown."""
        return self._layers[-1].rows if self._layers else ()

    @property
    def listed(self) -> Listed | None:
        """Return the list behind a figure, where one is open."""
        return self._listed

    @property
    def chosen(self) -> FigureRow | None:
        """Return the row that the keyboard is on."""
        return self._rows.row(self._table.currentIndex().row())

    def _show(self) -> None:
        layer = self._layers[-1]
        self._rows.set_columns(TARGET_COLUMNS if layer.of is None else PLACE_COLUMNS)
        self._rows.set_rows(layer.rows)
        self._rows.say()
        self._stack.setCurrentIndex(COUNTED if self._listed is not None else FIGURES)
        self._list.setVisible(self._listed is None)
        self._up.setVisible(self._listed is not None or len(self._layers) > 1)
        if layer.rows and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self._rows.index(0, 0))
        self.folded.emit(self._listed is not None)
        self._show_path()

    def _show_path(self) -> None:
        if not self._layers:
            return
        parts = [layer.of for layer in self._layers if layer.of is not None]
        said = []
        if parts:
            said = [parts[0].indicator.title(language()), *(row.place_name for row in parts)]
        if self._listed is not None:
            found = self._listed
            said = [found.indicator.title(language()), *(row.place_name for row in parts)]
            if not parts or parts[-1].place_name != found.place_name:
                said.append(found.place_name)
            said.append(ngettext("{n} counted", "{n} counted", found.total).format(n=found.total))
            tally, figure = found.tally, found.tally.figure(found.indicator.counting)
            if found.indicator.counting in (Counting.SHARE, Counting.RATIO) and figure is not None:
                sum_said = _("{part} out of {whole} = {figure}%")
                part, whole = plain_number(tally.part), plain_number(tally.whole)
                said.append(sum_said.format(part=part, whole=whole, figure=f"{figure:.1f}"))
        self._path.setText(" › ".join(said))
        self._path.setVisible(bool(said))

    def _progress_of(self, number: int) -> Progress | None:
        row = self._rows.row(number)
        return row.progress if row is not None and row.target is not None else None

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row(index.row())
        if row is not None:
            (self.unfold_asked if row.level in ("county", "township") else self.list_asked).emit(row)

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter == "L":
            self._ask_list()

    @Slot()
    def _ask_list(self) -> None:
        if self.chosen is not None:
            self.list_asked.emit(self.chosen)

    @Slot(QModelIndex)
    def _tell_moved(self, index: QModelIndex) -> None:
        self.moved.emit(self._rows.row(index.row()))

    @Slot(QModelIndex)
    def _open_counted(self, index: QModelIndex) -> None:
        row = self._counted.row(index.row())
        if row is not None:
            self.opened.emit(row)

    @Slot(QModelIndex)
    def _ask_proof(self, index: QModelIndex) -> None:
        row = self._counted.row(index.row())
        if row is not None and self._listed is not None:
            self.proof_asked.emit(row)


def _has_no_target(row: FigureRow) -> bool:
    return row.target is None


def counted_words(found: Listed) -> str:
    """Return how many are listed, and how many more there are."""
    if len(found.rows) < found.total:
        return _("The first {shown} of {total} are shown; unfold to one village for the others.").format(
            shown=len(found.rows), total=found.total
        )
    return ""
