"""The projects of the whole-village programme, with a line for a new one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.money.project_library import ProjectRow
from poverty_desktop.queries.register.file_rows import FactSection
from ui import theme
from ui.households.facts_view import FactsView
from ui.models.rows_model import CellsModel
from ui.village.tables import PROJECT_COLUMNS
from ui.widgets.controls import button, column, line_edit
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_table import KeyTable
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words


class ProgrammePane(QWidget):
    """``added`` carries the name of a new project, ``removed`` a fact of the one that is to go, None without one.

    ``opened`` carries a project whose money and papers are asked for.
    """

    added = Signal(str)
    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, view: FactsView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._view = Words(self), view
        box = column(self, spacing=8)
        self._new = line_edit(
            self._words,
            N_("Name of a new project"),
            "village_new_project",
            hint=N_("For example: harden the road to group three"),
        )
        self._new.returnPressed.connect(self._add)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._new, 1)
        row.addWidget(button(self._words, N_("Add a project"), "village_add", self._add, role="primary"))
        row.addWidget(button(self._words, N_("Take it out"), "village_remove", self._remove, role="quiet"))
        box.addLayout(row)
        self._model: CellsModel[ProjectRow] = CellsModel(PROJECT_COLUMNS, self)
        self._table = KeyTable("village_project_money")
        self._table.setModel(self._model)
        self._words.put(self._table.setAccessibleName, N_("Progress and money of the projects"))
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(self._table, 0, 180)
        self._table.opened.connect(self._open)
        box.addWidget(self._table, 1)
        box.addWidget(view, 1)
        self._none = EmptyState(
            "village_no_projects",
            "draft",
            N_("There is no project in the programme of this village."),
            N_("Type the name of one above; amount, dates and progress are filled in below it."),
        )
        box.addWidget(self._none, 1)

    def set_projects(self, projects: tuple[FactSection, ...]) -> None:
        """Show the projects, each under its name."""
        self._view.set_sections(projects, _("Now"))
        self._view.setVisible(bool(projects))
        self._none.setVisible(not projects)

    def set_money(self, rows: tuple[ProjectRow, ...]) -> None:
        """Show how far the projects are and what was paid; Enter opens one."""
        self._model.set_rows(rows)
        self._table.setVisible(bool(rows))

    def say(self) -> None:
        """Say the rows in the new language."""
        self._model.say()

    def clear(self) -> None:
        """Forget the name that was typed."""
        self._new.clear()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row.id)

    @Slot()
    def _add(self) -> None:
        self.added.emit(self._new.text().strip())

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self._view.current_fact())
