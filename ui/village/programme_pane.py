"""The projects of the whole-village programme, with a line for a new one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.file_rows import FactSection
from ui import theme
from ui.households.facts_view import FactsView
from ui.widgets.controls import button, column, line_edit
from ui.widgets.empty_state import EmptyState
from ui.widgets.words import Words


class ProgrammePane(QWidget):
    """``added`` carries the name of a new project, ``removed`` a fact of the one that is to go, None without one."""

    added = Signal(str)
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

    def clear(self) -> None:
        """Forget the name that was typed."""
        self._new.clear()

    @Slot()
    def _add(self) -> None:
        self.added.emit(self._new.text().strip())

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self._view.current_fact())
