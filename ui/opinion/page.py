"""A second opinion: who is poor by an index and not filed, who is helped and not poor by it, and the figures."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_list, format_yuan, language
from poverty_desktop.operations.done import Topic
from ui import theme
from ui.actions import Key
from ui.models.rows_model import Cell, CellsModel
from ui.opinion import calls
from ui.widgets.controls import column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell

if TYPE_CHECKING:
    from poverty_desktop.checks.opinion import Figures, Indicator, Judged, Opinion

PURPOSE = N_("A list to look at, never a decision: an index over the household's facts beside what is filed.")
TABS = (
    ("missed", N_("Poor by the index, not filed: {count}")),
    ("looked_back", N_("To be helped, not poor by the index: {count}")),
    ("indicators", N_("Indicators: {count}")),
    ("groups", N_("Figures by place: {count}")),
)


def percent(share: Fraction | None) -> str:
    """Return a share as percent with one decimal."""
    return "—" if share is None else f"{float(share) * 100:.1f} %"


def _number(figure: Fraction | None) -> str:
    return "—" if figure is None else f"{float(figure):.3f}"


def _head(row: Judged) -> str:
    return row.head_name


def _group(row: Judged) -> str:
    return row.group_name


def _persons(row: Judged) -> str:
    return str(row.persons)


def _income(row: Judged) -> str:
    return "" if row.per_capita_fen is None else format_yuan(row.per_capita_fen)


def _score(row: Judged) -> str:
    return _number(row.score)


def _deprived(row: Judged) -> str:
    return format_list(row.deprived)


HOUSEHOLD_COLUMNS: tuple[Cell[Judged], ...] = (
    Cell(words=N_("Head"), text=_head),
    Cell(words=N_("Group"), text=_group),
    Cell(words=N_("Persons"), text=_persons, is_number=True),
    Cell(words=N_("Net income per head"), text=_income, is_number=True),
    Cell(words=N_("Score"), text=_score, is_number=True),
    Cell(words=N_("What it lacks"), text=_deprived),
)


def _dimension(row: Indicator) -> str:
    return row.dimension


def _title(row: Indicator) -> str:
    return row.title


def _weight(row: Indicator) -> str:
    return str(row.weight)


def _raw(row: Indicator) -> str:
    return percent(row.raw)


def _censored(row: Indicator) -> str:
    return percent(row.censored)


def _contribution(row: Indicator) -> str:
    return percent(row.contribution)


INDICATOR_COLUMNS: tuple[Cell[Indicator], ...] = (
    Cell(words=N_("Dimension"), text=_dimension),
    Cell(words=N_("Indicator"), text=_title),
    Cell(words=N_("Share in the index"), text=_weight, is_number=True),
    Cell(words=N_("Persons who lack it"), text=_raw, is_number=True),
    Cell(words=N_("Poor and lack it"), text=_censored, is_number=True),
    Cell(words=N_("Part of the index"), text=_contribution, is_number=True),
)


def _name(row: Figures) -> str:
    return row.name


def _size(row: Figures) -> str:
    return str(row.persons)


def _headcount(row: Figures) -> str:
    return percent(row.headcount)


def _intensity(row: Figures) -> str:
    return percent(row.intensity)


def _adjusted(row: Figures) -> str:
    return _number(row.adjusted)


def _gap(alpha: int, row: Figures) -> str:
    return _number(row.gaps[alpha])


def _gini(row: Figures) -> str:
    return _number(row.gini)


GROUP_COLUMNS: tuple[Cell[Figures], ...] = (
    Cell(words=N_("Place"), text=_name),
    Cell(words=N_("Persons"), text=_size, is_number=True),
    Cell(words=N_("Poor by the index"), text=_headcount, is_number=True),
    Cell(words=N_("Intensity"), text=_intensity, is_number=True),
    Cell(words=N_("Adjusted headcount"), text=_adjusted, is_number=True),
    Cell(words=N_("Below the line"), text=partial(_gap, 0), is_number=True),
    Cell(words=N_("Depth"), text=partial(_gap, 1), is_number=True),
    Cell(words=N_("Severity"), text=partial(_gap, 2), is_number=True),
    Cell(words=N_("Gini coefficient"), text=_gini, is_number=True),
)


class OpinionPage(Page):
    """The second opinion of the last year of which there are facts."""

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
        self._tabs = QTabWidget()
        self._tabs.setObjectName("opinion_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self.words.put(self._tabs.setAccessibleName, N_("Second opinion"))
        models: tuple[QAbstractTableModel, ...] = (self._missed, self._looked_back, self._indicators, self._groups)
        for (name, _words), model in zip(TABS, models, strict=True):
            self._tabs.addTab(_padded(self._table(name, model)), "")
        box = column(self, margins=(16, 12, 16, 16), spacing=8)
        box.addWidget(label(self.words, N_("Second opinion"), "opinion_title", role="page", wraps=False))
        box.addWidget(label(self.words, PURPOSE, "opinion_purpose", role="weak"))
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
        self.shell.store.run(partial(calls.opinion, language()), self._show, self.shell.fail, key="opinion")

    def retranslate(self) -> None:
        """Say tabs and tables in the new language."""
        self._say_tabs()
        self._missed.say()
        self._looked_back.say()
        self._indicators.say()
        self._groups.say()
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
        self.words.put(table.setAccessibleName, N_("Second opinion"))
        if name in ("missed", "looked_back"):
            theme.columns(table, 120, 90, 70, 150, 80)
            table.opened.connect(self._open)
        elif name == "indicators":
            theme.columns(table, 100, 330, 90, 120, 150)
        else:
            theme.columns(table, 150, 80, 110, 120, 140, 110, 90, 90)
        return table

    def _show(self, found: Opinion) -> None:
        self._missed.set_rows(found.missed)
        self._looked_back.set_rows(found.looked_back)
        self._indicators.set_rows(found.indicators)
        self._groups.set_rows(found.groups)
        rows = (found.missed, found.looked_back, found.indicators, found.groups)
        self._counts = {name: len(shown) for (name, _words), shown in zip(TABS, rows, strict=True)}
        self._say_tabs()
        self._said.setText(opinion_words(found))

    def _say_tabs(self) -> None:
        for number, (name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words).format(count=self._counts[name]))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        model = self._missed if self._tabs.currentIndex() == 0 else self._looked_back
        row = model.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="conditions"))


def opinion_words(found: Opinion) -> str:
    """Return what the second opinion says over everybody, in one paragraph."""
    whole = found.whole
    said = _(
        "{year}: {judged} households judged, {left} left out because a fact is blank. Poor by the index (at {cutoff} or"
        " more): {headcount} of the persons, lacking {intensity} of it on average; adjusted headcount {adjusted}. Below"
        " the line: {p0}; depth {p1}, severity {p2}; Gini coefficient {gini}."
    )
    return said.format(
        year=found.year,
        judged=len(found.judged),
        left=found.not_judged,
        cutoff=found.cutoff,
        headcount=percent(whole.headcount),
        intensity=percent(whole.intensity),
        adjusted=_number(whole.adjusted),
        p0=percent(whole.gaps[0]),
        p1=_number(whole.gaps[1]),
        p2=_number(whole.gaps[2]),
        gini=_number(whole.gini),
    )


def _padded(shown: QWidget) -> QWidget:
    holder = QWidget()
    holder.setFocusProxy(shown)
    box = QVBoxLayout(holder)
    theme.space(box, margins=(0, 12, 0, 0))
    box.addWidget(shown)
    return holder
