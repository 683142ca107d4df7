"""The project library: filters, the register with its totals, a new project, a list of projects taken in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHeaderView, QWidget

from poverty_desktop.i18n import N_, _, format_yuan, language
from poverty_desktop.operations.money.project_lists import ProjectListPreview, RefusedProject
from poverty_desktop.queries.money.project_library import ProjectRow, Wanted
from ui import theme
from ui.funds.calls import Library
from ui.funds.entry_row import EntryRow, Field
from ui.funds.tables import PROJECT_COLUMNS, REFUSED_PROJECT_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.search_box import SearchBox
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words

LEAST_HEIGHT = 220
"""Of every table of money: with large text the page scrolls, and the table still shows a handful of rows."""
NOTHING = N_("There is no project in the library.")
FIRST = N_("Choose a village and type the name of a project below, or take in the office's list of projects.")


class LibraryPane(QWidget):
    """``filtered`` when others are asked for, ``opened`` a project, ``proposed`` what was typed of a new one."""

    filtered = Signal()
    opened = Signal(object)
    proposed = Signal(object)
    list_asked = Signal()
    list_taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words = Words(self)
        self._found: ProjectListPreview | None = None
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._boxes = {
            name: self._box(name, msgid)
            for name, msgid in (
                ("year", N_("Year")),
                ("village", N_("Village")),
                ("kind", N_("Project type")),
                ("stage", N_("Stage")),
            )
        }
        self._search = SearchBox("funds_search", N_("Search projects"))
        self._search.searched.connect(self.filtered)
        row = FlowLayout()
        theme.space(row, spacing=8)
        for made in (*self._boxes.values(), self._search):
            row.addWidget(made)
        row.addWidget(
            button(words, N_("Take in a list of projects"), "funds_list", self.list_asked.emit, icon="import")
        )
        box.addLayout(row)
        self._said = label(None, "", "funds_library_said", role="weak")
        box.addWidget(self._said)
        self._take = button(words, N_("Take them in"), "funds_list_take", self.list_taken.emit, role="primary")
        box.addWidget(self._take, 0, Qt.AlignmentFlag.AlignLeft)
        self._refused: CellsModel[RefusedProject] = CellsModel(REFUSED_PROJECT_COLUMNS, self)
        self._refusals = table_of("funds_list_refused", self._refused, 2)
        words.put(self._refusals.setAccessibleName, N_("Rows that are not taken in"))
        self._refusals.setMaximumHeight(theme.px(160))
        box.addWidget(self._refusals)
        self._model: CellsModel[ProjectRow] = CellsModel(PROJECT_COLUMNS, self)
        self._table = table_of("funds_projects", self._model, 8)
        words.put(self._table.setAccessibleName, N_("Project library"))
        self._table.opened.connect(self._open)
        box.addWidget(self._table, 1)
        self._empty = EmptyState("funds_no_projects", "draft", NOTHING, FIRST)
        box.addWidget(self._empty, 1)
        self._new = EntryRow(
            "funds_new",
            (
                Field(name="village", words=N_("Village"), is_choice=True),
                Field(name="name", words=N_("Name of a new project"), width=320),
            ),
            N_("Add a project"),
        )
        self._new.given.connect(self.proposed)
        box.addWidget(self._new)
        self.show_preview(None)

    def wanted(self) -> Wanted:
        """Return which projects are asked for."""
        chosen = {name: box.currentData() for name, box in self._boxes.items()}
        return Wanted(
            village=str(chosen["village"] or ""),
            year=chosen["year"] or None,
            kind=str(chosen["kind"] or ""),
            stage=str(chosen["stage"] or ""),
            text=self._search.text().strip(),
        )

    def show_library(self, found: Library) -> None:
        """Show the projects and what they add up to."""
        tongue = language()
        self._fill("year", _("All years"), [(year, str(year)) for year in found.years])
        self._fill("village", _("All villages"), list(found.villages))
        self._fill("kind", _("All types"), [(code, words(tongue)) for code, words in found.kinds])
        self._fill("stage", _("All stages"), [(code, words(tongue)) for code, words in found.stages])
        self._new.set_options("village", found.every_village)
        self._new.setVisible(bool(found.every_village))
        self._model.set_rows(found.rows)
        self._empty.stand_for(self._table, is_empty=not found.rows)
        if self._found is None:
            work = sum(row.needs_work for row in found.rows)
            said = _(
                "{count} projects, {work} of them to be completed or cleared out. Planned {planned}, allocated {given},"
                " paid {paid} yuan."
            )
            total = found.total
            self._said.setText(
                said.format(
                    count=total.count,
                    work=work,
                    planned=format_yuan(total.planned_fen),
                    given=format_yuan(total.allocated_fen),
                    paid=format_yuan(total.paid_fen),
                )
            )

    def show_preview(self, found: ProjectListPreview | None) -> None:
        """Say what taking a list in would do; nothing where there is none."""
        self._found = found
        self._take.setVisible(found is not None and bool(found.new))
        self._refused.set_rows(found.refused if found is not None else ())
        self._refusals.setVisible(found is not None and bool(found.refused))
        if found is not None:
            said = _("{new} new or changed projects, {known} known already, {refused} rows do not fit.").format(
                new=len(found.new), known=len(found.found) - len(found.new), refused=len(found.refused)
            )
            bad = [item for item in found.new if item.forbidden]
            if bad:
                said += " " + _("{count} touch the negative list, the first in row {row}.").format(
                    count=len(bad), row=bad[0].row
                )
            if found.source.unused:
                said += " " + _("Columns that are not read: {columns}.").format(columns="、".join(found.source.unused))
            self._said.setText(said)

    def clear(self) -> None:
        """Forget the name that was typed."""
        self._new.clear()

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._model.say()
        self._refused.say()

    def focus_list(self) -> None:
        """Put the keyboard on the register, or on what stands in its place."""
        (self._table if self._empty.isHidden() else self._empty).setFocus()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row.id)

    @Slot()
    def _choose(self, _number: int = 0) -> None:
        self.filtered.emit()

    def _box(self, name: str, msgid: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"funds_filter_{name}")
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._words.put(made.setAccessibleName, msgid)
        made.activated.connect(self._choose)
        return made

    def _fill(self, name: str, everything: str, options: Sequence[tuple[object, str]]) -> None:
        box = self._boxes[name]
        chosen = box.currentData()
        box.clear()
        box.addItem(everything, None)
        for code, words in options:
            box.addItem(words, code)
        box.setCurrentIndex(max(box.findData(chosen), 0))


def table_of(name: str, model: object, stretched: int) -> KeyTable:
    """Return a table of ``model`` whose column ``stretched`` takes the room that is left."""
    table = KeyTable(name)
    table.setModel(model)  # type: ignore[arg-type]
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    Stretched(table, stretched, 160)
    theme.height(table, least=LEAST_HEIGHT)
    return table
