"""Assessment: what was promised for a year, what the register counts, who is behind it, and what is overdue."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.operations.done import Topic
from ui import theme
from ui.actions import Key
from ui.assessment import calls
from ui.assessment.figures_pane import FiguresPane, counted_words
from ui.assessment.kept_pane import KeptPane
from ui.assessment.office_desk import OfficeDesk
from ui.assessment.picture_pane import PicturePane
from ui.assessment.scores_pane import ScoresPane
from ui.assessment.tables import OVERDUE_COLUMNS
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.widgets import file_chooser
from ui.widgets.controls import column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell
from ui.widgets.purposes import ASSESSMENT_PURPOSE
from ui.widgets.stretched import Stretched

if TYPE_CHECKING:
    from poverty_desktop.checks.target_board import FigureRow
    from poverty_desktop.queries.assessment.counted_rows import CountedRow
    from poverty_desktop.queries.assessment.overdue_work import OverdueRow

TABS = (
    ("targets", N_("Targets")),
    ("overdue", N_("Overdue work: {count}")),
    ("pictures", N_("Pictures")),
    ("scores", N_("Villages and teams")),
    ("kept", N_("Kept figures")),
)
NO_INDICATORS = N_(
    "This workspace has no indicators yet: take in the office's newest policy pack, or bring in households first."
)
NO_TARGETS = N_(
    "The office has set no target for {place} in {year}. What it sets comes with what it sends down; the figures below"
    " are what the register counts."
)
NO_TARGETS_OFFICE = N_(
    "No target is set for {place} in {year}. Choose a row and type its target, or take over the example of 2015."
)
SAID = N_("{place}, {year}: {reached} of {count} targets reached. Enter unfolds a row down to each household.")
SAID_BELOW = N_(
    "{place}, {year}: the office set {count} targets, {reached} of them reached. Enter unfolds a row down to each"
    " household."
)
NOTHING_OVERDUE = N_("Nothing that was promised for {year} is overdue.")
OVERDUE_SAID = N_("{count} things were to be done by now. Enter opens the household where it is done.")


class AssessmentPage(Page):
    """Targets, overdue work and kept figures of one place and year."""

    name = "assessment"
    touched_by = frozenset(RecordKind) | {Topic.PACK, Topic.UNDO}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._year: int | None = None
        self._opened: calls.Opened | None = None
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Assessment")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Unfold the row; at last, open the household")),
            Key(keys="L", words=N_("Who is counted")),
            Key(keys="Esc", words=N_("Back to the list above")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
        )

    def go_to(self, place: Place) -> None:
        """Open the tab that ``place`` names."""
        names = [name for name, _words in TABS]
        if place.tab in names:
            if place.tab == "pictures" and place.text:
                self._pictures.choose(place.text)
            self._tabs.setCurrentIndex(names.index(place.tab))

    def place(self) -> Place:
        """Return this page with the open tab."""
        return Place(page=self.name, tab=TABS[self._tabs.currentIndex()][0])

    def step_back(self) -> bool:
        """Close the innermost list."""
        return self._tabs.currentIndex() == 0 and self._figures.step_back()

    def refresh(self) -> None:
        """Count everything again."""
        self.shell.store.run(
            partial(calls.board, self._year, language()), self._show, self.shell.fail, key="assessment.board"
        )

    def retranslate(self) -> None:
        """Say tabs and tables in the new language."""
        self._figures.say()
        self._overdue.say()
        self._kept.say()
        self._scores.say()
        self._pictures.say()
        self._say_tabs()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard on the open list."""
        self._tabs.currentWidget().setFocus()

    def _build(self) -> None:
        words = self.words
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=12)
        top.addWidget(label(words, N_("Assessment"), "assessment_title", role="page", wraps=False))
        self._said = label(None, "", "assessment_said", role="weak")
        top.addWidget(self._said, 1)
        self._years = QComboBox()
        self._years.setObjectName("assessment_year")
        self._years.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        theme.width(self._years, least=120)
        words.put(self._years.setAccessibleName, N_("Year shown"))
        self._years.activated.connect(self._choose_year)
        top.addWidget(self._years)
        box.addLayout(top)
        box.addWidget(label(words, ASSESSMENT_PURPOSE, "assessment_purpose", role="weak"))
        self._figures = FiguresPane()
        self._figures.unfold_asked.connect(self._unfold)
        self._figures.list_asked.connect(self._list)
        self._figures.opened.connect(self._open_counted)
        self._figures.proof_asked.connect(self._ask_proof)
        self._figures.export_asked.connect(self._export)
        self._form = OfficeDesk(self.shell)
        self._form.setVisible(False)
        self._form.all_years.connect(self._show_every_year)
        self._figures.moved.connect(self._form.show_row)
        self._figures.folded.connect(self._show_form)
        first = QWidget()
        first.setFocusProxy(self._figures)
        inner = column(first, spacing=8)
        inner.addWidget(self._figures, 1)
        inner.addWidget(self._form)
        self._overdue: CellsModel[OverdueRow] = CellsModel(OVERDUE_COLUMNS, self)
        self._kept = KeptPane(self.shell)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("assessment_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        words.put(self._tabs.setAccessibleName, N_("Assessment"))
        self._scores = ScoresPane(self.shell)
        self._pictures = PicturePane(self.shell)
        for pane in (first, self._overdue_pane(), self._pictures, self._scores, self._kept):
            self._tabs.addTab(pane, "")
        self._tabs.currentChanged.connect(self._show_tab)
        box.addWidget(self._tabs, 1)
        self._say_tabs()

    def _overdue_pane(self) -> QWidget:
        pane = QWidget()
        box = column(pane, margins=(0, 12, 0, 0), spacing=8)
        self._overdue_said = label(None, "", "assessment_overdue_said", role="weak")
        box.addWidget(self._overdue_said)
        table = KeyTable("assessment_overdue")
        table.setModel(self._overdue)
        self.words.put(table.setAccessibleName, N_("Overdue work"))
        theme.columns(table, 130, 80, 100, 200, 300, 110)
        Stretched(table, 4, 200)
        table.opened.connect(self._open_overdue)
        pane.setFocusProxy(table)
        box.addWidget(table, 1)
        return pane

    def _say_tabs(self) -> None:
        count = len(self._opened.overdue) if self._opened is not None else 0
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words).format(count=count))

    def _show(self, found: calls.Opened | None) -> None:
        self._opened = found
        self._say_tabs()
        is_office = self.shell.desk.role == "office"
        self._form.setVisible(is_office and found is not None)
        self._tabs.setEnabled(found is not None)
        if found is None:
            self._said.setText(_(NO_INDICATORS))
            self._years.clear()
            self._figures.show_board(())
            return
        board = found.board
        promised = [row for row in board.rows if row.target is not None]
        said, nothing = (SAID, NO_TARGETS_OFFICE) if is_office else (SAID_BELOW, NO_TARGETS)
        self._said.setText(
            _(said if promised else nothing).format(
                place=board.place_name,
                year=board.year,
                count=len(promised),
                reached=sum(row.progress.standing == "reached" for row in promised),
            )
        )
        self._years.clear()
        for year in board.years:
            self._years.addItem(_("Year {year}").format(year=year), year)
        self._years.setCurrentIndex(max(0, self._years.findData(board.year)))
        self._figures.show_board(board.rows)
        self._form.show_board(board, found.sets)
        self._form.show_row(self._figures.chosen)
        self._overdue.set_rows(found.overdue)
        overdue = OVERDUE_SAID if found.overdue else NOTHING_OVERDUE
        self._overdue_said.setText(_(overdue).format(count=len(found.overdue), year=board.year))
        self._pictures.show_board(board)
        self._show_tab(self._tabs.currentIndex())

    @Slot(int)
    def _show_tab(self, number: int) -> None:
        """Count for the other tabs when they are looked at."""
        name = TABS[number][0]
        if self._opened is None:
            return
        year = self._opened.board.year
        if name == "pictures":
            self._pictures.draw()
        elif name == "scores":
            self._scores.show_year(year)
        elif name == "kept":
            self._kept.show_year(year, is_office=self.shell.desk.role == "office")

    @Slot(int)
    def _choose_year(self, number: int) -> None:
        self._year = int(self._years.itemData(number))
        self.refresh()

    @Slot()
    def _show_every_year(self) -> None:
        """Show the last year with targets after a set was taken over."""
        self._year = None

    @Slot(bool)
    def _show_form(self, has_list: bool) -> None:  # noqa: FBT001 - of a signal
        """Leave the room to the list of whoever is counted."""
        is_office = self.shell.desk.role == "office"
        self._form.setVisible(is_office and self._opened is not None and not has_list)

    @Slot(object)
    def _unfold(self, row: FigureRow) -> None:
        if self._opened is not None:
            work = partial(calls.unfold, self._opened.board.year, row.indicator.id, row.place)
            self.shell.store.run(work, partial(self._figures.show_places, row), self.shell.fail)

    @Slot(object)
    def _list(self, row: FigureRow) -> None:
        if self._opened is not None:
            work = partial(calls.listed, self._opened.board.year, row.indicator, row.place, row.tally)
            self.shell.store.run(work, self._show_counted, self.shell.fail)

    def _show_counted(self, found: calls.Listed) -> None:
        self._figures.show_counted(found)
        if said := counted_words(found):
            self.shell.tell(Message(tone=Tone.INFO, text=said))

    @Slot(object)
    def _ask_proof(self, row: CountedRow) -> None:
        listed = self._figures.listed
        if listed is not None and self._opened is not None:
            work = partial(calls.proofs, self._opened.board.year, listed.indicator, row)
            self.shell.store.run(work, self._figures.show_proofs, self.shell.fail, key="assessment.proofs")

    @Slot(object)
    def _open_counted(self, row: CountedRow) -> None:
        listed = self._figures.listed
        if row.household is None:
            self.shell.go(Place(page="village", text=row.village))
            return
        kinds = [kind for kind, _name in listed.indicator.evidence] if listed is not None else []
        tab = {"procedure": "procedures", "measure": "help"}.get(kinds[0] if kinds else "", "")
        self.shell.go(Place(page="household", household=row.household, tab=tab))

    @Slot(QModelIndex)
    def _open_overdue(self, index: QModelIndex) -> None:
        row = self._overdue.row(index.row())
        if row is None:
            return
        if row.household is None:
            self.shell.go(Place(page="village", text=row.village, tab="procedures"))
            return
        is_procedure = row.kind in ("step", "display", "paper")
        text = row.record.hex() if row.record is not None and row.kind == "measure" else ""
        tab = "procedures" if is_procedure else "help"
        self.shell.go(Place(page="household", household=row.household, tab=tab, text=text))

    @Slot()
    def _export(self) -> None:
        if self._opened is None:
            return
        year, listed = self._opened.board.year, self._figures.listed
        name = f"{listed.indicator.title(language())} {year}" if listed is not None else _("Targets and figures")
        path = file_chooser.ask_target(
            self, self.shell, Purpose.PAPERS, _("Write to Excel"), f"{name}.xlsx", _("Excel workbook (*.xlsx)")
        )
        if path is None:
            return
        work = (
            partial(calls.export_counted, listed, year, path)
            if listed is not None
            else partial(calls.export_figures, self._figures.rows, year, path)
        )
        self.shell.store.run(work, partial(self._exported, path), self.shell.fail)

    def _exported(self, path: Path, count: int) -> None:
        said = ngettext("{n} row was written to {file}.", "{n} rows were written to {file}.", count)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(n=count, file=path.name)))
