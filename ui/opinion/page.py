"""A second opinion: who is poor by an index and not filed, who is helped and not poor by it, and the figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.operations.done import Topic
from ui import theme
from ui.actions import Key
from ui.models.rows_model import CellsModel
from ui.opinion import calls
from ui.opinion.tables import GROUP_COLUMNS, HOUSEHOLD_COLUMNS, INDICATOR_COLUMNS, UNJUDGED_COLUMNS, opinion_words
from ui.opinion.weights_box import WeightsBox
from ui.widgets.controls import column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell

if TYPE_CHECKING:
    from poverty_desktop.checks.opinion_values import Figures, Indicator, Judged, Opinion, Unjudged

PURPOSE = N_("A list to look at, never a decision: an index over the household's facts beside what is filed.")
TABS = (
    ("missed", N_("Poor by the index, not filed: {count}")),
    ("looked_back", N_("To be helped, not poor by the index: {count}")),
    ("indicators", N_("Indicators: {count}")),
    ("groups", N_("Figures by group: {count}")),
    ("unjudged", N_("Not judged because a fact is blank: {count}")),
)
BY = (
    ("place", N_("by place")),
    ("filing", N_("by file: to be helped, on file, not filed")),
    ("size", N_("by persons in the household")),
    ("index", N_("by the index: poor or not")),
    ("line", N_("by the line: below or not")),
)

THESE = N_("The households that the chosen line counts (Enter opens one)")
BEHIND = {"indicators": "opinion_lacking", "groups": "opinion_members"}
"""The table of the households behind the figures of a list."""
NOBODY = {
    "missed": N_("Nobody is poor by the index and not filed. Households are judged once the facts of the year are in."),
    "looked_back": N_("Nobody is to be helped and not poor by the index."),
    "unjudged": N_("Every household is judged: all facts that the index asks for are known."),
}
NO_FACTS = N_("There are no facts of this year yet. Import the register or begin with the interviews.")
"""What stands in a list without a row: why it is empty."""


class OpinionPage(Page):
    """The second opinion of a year, at first the last one of which there are facts."""

    name = "opinion"
    touched_by = frozenset(RecordKind) | {Topic.PACK, Topic.SETTINGS}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._counts = dict.fromkeys((name for name, _words in TABS), 0)
        self._said = label(None, "", "opinion_said")
        self._missed: CellsModel[Judged] = CellsModel(HOUSEHOLD_COLUMNS, self)
        self._looked_back: CellsModel[Judged] = CellsModel(HOUSEHOLD_COLUMNS, self)
        self._indicators: CellsModel[Indicator] = CellsModel(INDICATOR_COLUMNS, self)
        self._groups: CellsModel[Figures] = CellsModel(GROUP_COLUMNS, self)
        self._unjudged: CellsModel[Unjudged] = CellsModel(UNJUDGED_COLUMNS, self)
        self._lacking: CellsModel[Judged] = CellsModel(HOUSEHOLD_COLUMNS, self)
        self._members: CellsModel[Judged] = CellsModel(HOUSEHOLD_COLUMNS, self)
        self._found: Opinion | None = None
        self._figures: list[KeyTable] = []
        self._by = QComboBox()
        self._by.setObjectName("opinion_by")
        self.words.put(self._by.setAccessibleName, N_("Told apart by"))
        for _name_of, words in BY:
            self._by.addItem(_(words))
        self._by.activated.connect(self.refresh)
        self._years = QComboBox()
        self._years.setObjectName("opinion_year")
        self._years.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.words.put(self._years.setAccessibleName, N_("Year shown"))
        self._years.activated.connect(self._choose_year)
        self._known_years: tuple[int, ...] = ()
        self._year: int | None = None
        self._weights = WeightsBox(self)
        self._weights.changed.connect(self.refresh)
        self._used = label(None, "", "opinion_used", role="small")
        self._tabs = QTabWidget()
        self._tabs.setObjectName("opinion_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self.words.put(self._tabs.setAccessibleName, N_("Second opinion"))
        models: tuple[QAbstractTableModel, ...] = (
            self._missed,
            self._looked_back,
            self._indicators,
            self._groups,
            self._unjudged,
        )
        for (name, _words), model in zip(TABS, models, strict=True):
            table = self._table(name, model)
            behind = self._behind(table, name) if name in BEHIND else None
            self._tabs.addTab(_padded(table, self._by if name == "groups" else None, behind), "")
        box = column(self, margins=(16, 12, 16, 16), spacing=8)
        box.addWidget(label(self.words, N_("Second opinion"), "opinion_title", role="page", wraps=False))
        box.addWidget(label(self.words, PURPOSE, "opinion_purpose", role="weak"))
        weights = QHBoxLayout()
        theme.space(weights, spacing=8)
        weights.addWidget(label(self.words, N_("Weights"), "opinion_weights_label", role="weak", wraps=False))
        weights.addWidget(self._weights)
        weights.addWidget(self._years)
        weights.addStretch(1)
        box.addLayout(weights)
        box.addWidget(self._used)
        box.addWidget(self._said)
        box.addWidget(self._tabs, 1)
        self._say_tabs()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Second opinion")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (Key(keys="Enter", words=N_("Open the household")), Key(keys="Ctrl+Tab", words=N_("Next list")))

    def refresh(self) -> None:
        """Compute everything again."""
        by = BY[max(0, self._by.currentIndex())][0]
        work = partial(calls.opinion, language(), by, self._weights.weighting(), self._year)
        self.shell.store.run(work, self._show, self.shell.fail, key="opinion")
        self.shell.store.run(calls.samples, self._weights.set_samples, self.shell.fail, key="opinion_samples")
        self.shell.store.run(calls.years, self._set_years, self.shell.fail, key="opinion_years")

    @Slot()
    def _choose_year(self) -> None:
        self._year = self._years.currentData()
        self.refresh()

    def _set_years(self, years: tuple[int, ...]) -> None:
        """Offer the years; one that was chosen stays chosen, and without a choice it is the newest."""
        self._known_years = years
        self._years.clear()
        for year in years:
            self._years.addItem(_("Year {year}").format(year=year), year)
        self._years.setCurrentIndex(max(0, self._years.findData(self._year)))
        self._years.setVisible(len(years) > 1)

    def retranslate(self) -> None:
        """Say tabs and tables in the new language."""
        self._say_tabs()
        self._weights.say()
        self._set_years(self._known_years)
        self._missed.say()
        self._looked_back.say()
        self._indicators.say()
        self._groups.say()
        self._unjudged.say()
        self._lacking.say()
        self._members.say()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard on the open list."""
        self._tabs.currentWidget().setFocus()

    def place(self) -> Place:
        """Return this page with its open list."""
        return Place(page=self.name, tab=TABS[self._tabs.currentIndex()][0])

    def go_to(self, place: Place) -> None:
        """Open the list that ``place`` names."""
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))

    def _table(self, name: str, model: QAbstractTableModel) -> KeyTable:
        table = KeyTable(f"opinion_{name}")
        table.setModel(model)
        EmptyWords(table, self.words, NOBODY.get(name, NO_FACTS))
        self.words.put(table.setAccessibleName, N_("Second opinion"))
        if name in ("missed", "looked_back"):
            theme.columns(table, 120, 90, 70, 150, 80)
            table.opened.connect(self._open)
        elif name == "unjudged":
            theme.columns(table, 120, 90, 70)
            table.opened.connect(partial(self._open_of, self._unjudged))
        elif name == "indicators":
            theme.columns(table, 100, 330, 90, 120, 150)
        else:
            theme.columns(table, 150, 80, 110, 120, 140, 110, 90, 90)
        return table

    def _behind(self, figures: KeyTable, name: str) -> QWidget:
        """Return the households that the chosen figure counts, with what is said above them."""
        model, look = (self._lacking, self._look) if name == "indicators" else (self._members, self._look_at_group)
        table = KeyTable(BEHIND[name])
        table.setModel(model)
        theme.columns(table, 120, 90, 70, 150, 80)
        self.words.put(table.setAccessibleName, THESE)
        table.opened.connect(partial(self._open_of, model))
        self._figures.append(figures)
        figures.moved.connect(look)
        figures.opened.connect(lambda _index: table.setFocus())
        holder = QWidget()
        box = column(holder, spacing=6)
        box.addWidget(label(self.words, THESE, f"{BEHIND[name]}_title", role="small"))
        box.addWidget(table, 1)
        return holder

    @Slot(QModelIndex)
    def _look(self, index: QModelIndex) -> None:
        row = self._indicators.row(index.row()) if index.isValid() else None
        self._lacking.set_rows(self._found.lacking(row) if self._found is not None and row is not None else ())

    @Slot(QModelIndex)
    def _look_at_group(self, index: QModelIndex) -> None:
        from poverty_desktop.checks.opinion_values import By

        row = self._groups.row(index.row()) if index.isValid() else None
        by = By(BY[max(0, self._by.currentIndex())][0])
        self._members.set_rows(self._found.members(row, by) if self._found is not None and row is not None else ())

    def _show(self, found: Opinion) -> None:
        self._found = found
        self._missed.set_rows(found.missed)
        self._looked_back.set_rows(found.looked_back)
        self._indicators.set_rows(found.indicators)
        self._groups.set_rows(found.groups)
        self._unjudged.set_rows(found.unjudged)
        for table in self._figures:  # the first figure shows at once whom it counts
            table.setCurrentIndex(table.model().index(0, 0))
        rows = (found.missed, found.looked_back, found.indicators, found.groups, found.unjudged)
        self._counts = {name: len(shown) for (name, _words), shown in zip(TABS, rows, strict=True)}
        self._say_tabs()
        self._said.setText(opinion_words(found))
        self._used.setText(self._weights.used())
        self._used.setVisible(bool(self._used.text()))

    def _say_tabs(self) -> None:
        for number, (name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words).format(count=self._counts[name]))
        for number, (_name_of, words) in enumerate(BY):
            self._by.setItemText(number, _(words))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self._open_of(self._missed if self._tabs.currentIndex() == 0 else self._looked_back, index)

    def _open_of(self, model: CellsModel[Judged] | CellsModel[Unjudged], index: QModelIndex) -> None:
        row = model.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="conditions"))


def _padded(shown: QWidget, above: QWidget | None = None, below: QWidget | None = None) -> QWidget:
    holder = QWidget()
    holder.setFocusProxy(shown)
    box = QVBoxLayout(holder)
    theme.space(box, margins=(0, 12, 0, 0), spacing=8)
    if above is not None:
        box.addWidget(above, 0, Qt.AlignmentFlag.AlignLeft)
    box.addWidget(shown, 1)
    if below is not None:
        box.addWidget(below, 1)
    return holder
