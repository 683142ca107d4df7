"""Who was visited as the rules ask: figures left, households right, and the plan of the next round."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QWidget

from poverty_desktop.domain.periods import Period, name
from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.assistance.coverage import BY_WORDS, By, CoverageCount, CoverageRow
from ui import theme
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.procedures.tables import keep_row, table_of
from ui.team import coverage_calls
from ui.team.coverage_calls import ALL, DRAFTS, LEFT, OVERDUE, Coverage
from ui.team.tables import COUNT_COLUMNS, COVERAGE_COLUMNS
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.words import Words

SPANS = (
    (Period.MONTH, 0, N_("This month")),
    (Period.MONTH, 1, N_("Last month")),
    (Period.QUARTER, 0, N_("This quarter")),
    (Period.QUARTER, 1, N_("Last quarter")),
    (Period.YEAR, 0, N_("This year")),
)
WHICH = (
    (LEFT, N_("Still to be visited")),
    (OVERDUE, N_("Not visited for too long")),
    (ALL, N_("Every household")),
    (DRAFTS, N_("Visits that are not saved yet")),
)
SAID = N_("{span}: {done} of {asked} households visited. {left} left, {overdue} of them for too long.")
ALL_VISITED = N_("{span}: all {asked} households that are to be visited were.")
NOBODY = N_("Nobody is left: everybody was visited as the rules ask.")
NO_FIGURES = N_("There are no figures yet. Take in the roster of the village first.")


class CoveragePane(QWidget):
    """Asks the store itself."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_coverage")
        self.shell = shell
        self._words = words = Words(self)
        self._found: Coverage | None = None
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "coverage_said", role="lead")
        box.addWidget(self._said)
        acts = FlowLayout()
        self._spans = self._box("coverage_span", N_("Span of time"), [msgid for _p, _b, msgid in SPANS])
        self._by = self._box("coverage_by", N_("Figures by"), [BY_WORDS[by] for by in By])
        self._which = self._box("coverage_which", N_("Which households"), [msgid for _code, msgid in WHICH])
        for made in (
            self._spans,
            self._by,
            self._which,
            button(words, N_("Write down a visit"), "coverage_visit", self._visit, role="primary", icon="interview"),
            button(words, N_("Plan of visits"), "coverage_plan", self._plan, icon="papers"),
        ):
            acts.addWidget(made)
        box.addLayout(acts)
        self._counts: CellsModel[CoverageCount] = CellsModel(COUNT_COLUMNS, self)
        self._rows: CellsModel[CoverageRow] = CellsModel(COVERAGE_COLUMNS, self)
        self._count_table = table_of("coverage_counts", self._counts, words, stretched=0, empty=NO_FIGURES)
        words.put(self._count_table.setAccessibleName, N_("Figures"))
        self.table = table_of("coverage_table", self._rows, words, stretched=4, empty=NOBODY)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        words.put(self.table.setAccessibleName, N_("Households"))
        self.table.opened.connect(self._open)
        self.table.key_pressed.connect(self._press)
        for table in (self._count_table, self.table):
            theme.height(table, least=200)
        box.addWidget(Parts("coverage_parts", self._count_table, self.table, shares=(520, 720), least=900), 1)

    def refresh(self) -> None:
        """Ask for figures and households."""
        period, back, _words = SPANS[self._spans.currentIndex()]
        by = tuple(By)[self._by.currentIndex()]
        which = WHICH[self._which.currentIndex()][0]
        work = partial(coverage_calls.coverage, period, back, by, which, language())
        self.shell.store.run(work, self._show, self.shell.fail, key="team.coverage")

    def say(self) -> None:
        """Say everything in the new language."""
        for box, msgids in (
            (self._spans, [msgid for _p, _b, msgid in SPANS]),
            (self._by, [BY_WORDS[by] for by in By]),
            (self._which, [msgid for _code, msgid in WHICH]),
        ):
            for number, msgid in enumerate(msgids):
                box.setItemText(number, _(msgid))
        self._counts.say()
        self._rows.say()

    def choose(self, which: str) -> None:
        """Show the households of a kind."""
        codes = [code for code, _words in WHICH]
        if which in codes:
            self._which.setCurrentIndex(codes.index(which))

    def step_back(self) -> bool:
        """There is nothing to put away."""
        return False

    def focus_first(self) -> None:
        """Put the keyboard on the households."""
        self.table.setFocus()

    def _box(self, object_name: str, msgid: str, choices: list[str]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(object_name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._words.put(made.setAccessibleName, msgid)
        for words in choices:
            made.addItem(_(words))
        made.activated.connect(self._ask)
        return made

    def _show(self, found: Coverage) -> None:
        self._found = found
        self._counts.set_rows(found.counts)
        keep_row(self.table, self._rows, found.rows)
        period = SPANS[self._spans.currentIndex()][0]
        said = SAID if found.left else ALL_VISITED
        parts = [
            _(said).format(
                span=name(period, found.day),
                done=found.asked - found.left,
                asked=found.asked,
                left=found.left,
                overdue=found.overdue,
            )
        ]
        if found.later:
            later = ngettext(
                "{n} more is asked for less often and was not visited for too long.",
                "{n} more are asked for less often and were not visited for too long.",
                found.later,
            )
            parts.append(later.format(n=found.later))
        self._said.setText(" ".join(parts))

    @Slot(int)
    def _ask(self, _number: int) -> None:
        self.refresh()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="visits"))

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter == "V":
            self._visit()

    @Slot()
    def _visit(self) -> None:
        found = (self._rows.row(index.row()) for index in self.table.selectionModel().selectedRows())
        chosen = tuple(row.household for row in found if row is not None)
        if len(chosen) == 1:
            work = partial(coverage_calls.draft_of, chosen[0])
            self.shell.store.run(work, self._go_visit, self.shell.fail, key="team.draft")
        else:
            self._go_visit(chosen)

    def _go_visit(self, households: Sequence[HouseholdId]) -> None:
        self.shell.go(Place(page="visit", households=tuple(households)))

    @Slot()
    def _plan(self) -> None:
        if self._found is None:
            return
        kinds = _("PDF file (*.pdf);;Excel workbook (*.xlsx)")
        file_name = f"{_('Plan of visits')}.pdf"
        path = file_chooser.ask_target(self, self.shell, Purpose.PAPERS, _("Save the plan of visits"), file_name, kinds)
        if path is not None:
            period = SPANS[self._spans.currentIndex()][0]
            work = partial(coverage_calls.write_plan, path, period, self._found.day)
            self.shell.store.run(work, self._planned, self.shell.fail)

    def _planned(self, households: int) -> None:
        said = _("The plan of visits was written: {count} households.").format(count=households)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))
