"""The list of households: search with every key, filters, the household under the cursor beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Changes, Topic
from poverty_desktop.queries.rows import GroupCount, HouseholdFilter, HouseholdRow
from ui import theme
from ui.actions import Key
from ui.households.lights import words_of
from ui.households.preview import Preview
from ui.models.household_model import INCOME_ROLE, LIGHTS_ROLE, HouseholdModel
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.controls import button, label
from ui.widgets.empty_state import EmptyState
from ui.widgets.income_bar import IncomeBarDelegate
from ui.widgets.key_table import KeyTable
from ui.widgets.lights import LightsDelegate
from ui.widgets.page import Page, Place, Shell
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

STATES = {"unsurveyed": N_("Not surveyed"), "surveyed": N_("Surveyed"), "draft": N_("With a draft")}
MOST_CHIPS = 12
NARROW = 900
LOW = 480
KINDS: Changes = frozenset(
    {
        RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.HOUSEHOLD_YEAR,
        RecordKind.INCOME_LINE, RecordKind.VISIT, RecordKind.INTERVIEW, Topic.DRAFTS,
    }
)  # fmt: skip
Choices = tuple[tuple[GroupCount, ...], tuple[GroupCount, ...], tuple[GroupCount, ...], int]


class HouseholdsPage(Page):
    """List left, preview right; ticked households can be printed together."""

    name = "households"
    touched_by = KINDS

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._model = HouseholdModel(shell.store, words_of, "households.list", self)
        self._choices: Choices | None = None
        self._attention = 0
        self._is_low = False
        self._search = SearchBox(
            "households_search", N_("Name, pinyin, initials, last digits of the ID, group or phone")
        )
        self._chips = ChipRow("households_chips")
        self._fold = button(self.words, N_("Filters"), "households_fold", icon="filter")
        self._fold.setCheckable(True)
        self._fold.setChecked(True)
        self._fold.hide()
        self._count = label(None, "", "households_count", role="weak", wraps=False)
        self._table = self._build_table()
        self._empty = EmptyState(
            "households_empty",
            "households",
            N_("No household fits."),
            N_("Try fewer letters, or remove the filters."),
        )
        self._empty.offer(N_("Remove search and filters"), self._clear, role="")
        self._first = EmptyState(
            "households_first",
            "import",
            N_("There is no household in this workspace yet."),
            N_("Take in the roster of the village from an Excel file; every row is shown before anything is saved."),
        )
        if shell.offers("roster"):
            self._first.offer(N_("Take in a roster"), self._take_in, icon="import")
        self._preview = Preview()
        self._ticked = self._build_ticked()
        self._lists = QStackedWidget()
        for shown in (self._table, self._empty, self._first):
            self._lists.addWidget(shown)
        self._build()
        self._connect()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Households")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="/", words=N_("Search")),
            Key(keys="↑ ↓", words=N_("Next and previous household")),
            Key(keys="Enter", words=N_("Open the file")),
            Key(keys="R", words=N_("Interview")),
            Key(keys="P", words=N_("Print")),
            Key(keys="Space", words=N_("Tick or untick")),
            Key(keys="Ctrl+A", words=N_("Tick everything found")),
            Key(keys="Esc", words=N_("Remove search, filters and ticks")),
        )

    def refresh(self) -> None:
        """Ask list and filters again."""
        self._model.find(self._filter())
        self.shell.store.run(partial(_choices, language()), self._show_choices, key="households.choices")

    def retranslate(self) -> None:
        """Say headers, chips and cells in the new language."""
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._model.columnCount() - 1)
        self.refresh()

    def go_to(self, place: Place) -> None:
        """Search for the text of ``place`` where there is one; its tab names a state to filter by."""
        if place.text:
            self._search.setText(place.text)
        if place.tab in STATES:
            self._chips.choose("state", place.tab)

    def place(self) -> Place:
        """Return the list with its search."""
        return Place(page=self.name, text=self._search.text())

    def step_back(self) -> bool:
        """Take ticks away first, then search and filters."""
        if self._model.ticks():
            self._model.set_ticks(())
            return True
        if self._search.text() or self._chips.chosen():
            self._clear()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard into the list, or into the search field while there is nothing to move in."""
        (self._table if self._model.rowCount() else self._search).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the preview out where there is no room for two columns, and fold the filters on a low screen."""
        super().resizeEvent(event)
        self._preview.setVisible(self.width() >= theme.px(NARROW))
        is_low = self.height() < theme.px(LOW)
        if is_low != self._is_low:
            self._is_low = is_low
            self._fold.setChecked(not is_low)
        self._fold.setVisible(is_low)

    def _build_table(self) -> KeyTable:
        table = KeyTable("households_table")
        self.words.put(table.setAccessibleName, N_("Households"))
        table.setModel(self._model)
        table.setSortingEnabled(True)
        header = table.horizontalHeader()
        header.setSortIndicator(self._model.column("group"), Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._bars = IncomeBarDelegate(INCOME_ROLE, table)
        self._lamps = LightsDelegate(LIGHTS_ROLE, table)
        table.setItemDelegateForColumn(self._model.column("income"), self._bars)
        table.setItemDelegateForColumn(self._model.column("lights"), self._lamps)
        theme.columns(table, 168, 60, 48, 100, 104, 136, 92, 56)
        return table

    def _build_ticked(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("households_ticked")
        frame.setProperty("role", "banner")
        frame.setProperty("tone", "info")
        row = QHBoxLayout(frame)
        theme.space(row, margins=(12, 4, 8, 4), spacing=8)
        self._ticked_count = label(None, "", "households_ticked_count", role="heading", wraps=False)
        row.addWidget(self._ticked_count, 1)
        row.addWidget(button(self.words, N_("Print"), "households_ticked_print", self._print_ticked, icon="papers"))
        row.addWidget(button(self.words, N_("Untick all"), "households_untick", self._untick, role="quiet"))
        frame.hide()
        return frame

    def _build(self) -> None:
        head = QHBoxLayout()
        theme.space(head, spacing=12)
        head.addWidget(label(self.words, N_("Households"), "households_title", role="page", wraps=False))
        head.addWidget(self._count, 1, Qt.AlignmentFlag.AlignBottom)
        if self.shell.offers("roster"):
            head.addWidget(
                button(
                    self.words, N_("Take in a roster"), "households_take_in", self._take_in, role="link", icon="import"
                )
            )
        left = QVBoxLayout()
        theme.space(left, spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(self._search, 1)
        top.addWidget(self._fold)
        left.addLayout(top)
        left.addWidget(self._chips)
        left.addWidget(self._ticked)
        left.addWidget(self._lists, 1)
        columns = QHBoxLayout()
        theme.space(columns, spacing=16)
        columns.addLayout(left, 8)
        columns.addWidget(self._preview, 3)
        theme.width(self._preview, least=280)
        box = QVBoxLayout(self)
        theme.space(box, margins=(16, 12, 16, 16), spacing=10)
        box.addLayout(head)
        box.addLayout(columns, 1)

    def _connect(self) -> None:
        self._search.searched.connect(self._find)
        self._search.descended.connect(self._enter_list)
        self._search.accepted.connect(self.open_current)
        self._chips.changed.connect(self._find)
        self._table.opened.connect(self.open_current)
        self._table.moved.connect(self._show_current)
        self._table.key_pressed.connect(self._press)
        self._fold.toggled.connect(self._show_chips)
        self._model.counted.connect(self._show_count)
        self._model.dataChanged.connect(self._show_current)
        self._model.ticked.connect(self._show_ticked)
        self._preview.file_asked.connect(self.open_current)
        self._preview.interview_asked.connect(self._interview)
        self._preview.papers_asked.connect(self._print)
        for keys, slot in (("Ctrl+F", self._search.setFocus), ("Ctrl+A", self._tick_all)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _filter(self) -> HouseholdFilter:
        chosen = self._chips.chosen()
        state = chosen.get("state")
        return HouseholdFilter(
            text=self._search.text(),
            village=chosen.get("village"),
            group=chosen.get("group"),
            household_type=chosen.get("type"),
            has_draft=True if state == "draft" else None,
            surveyed=True if state == "surveyed" else False if state == "unsurveyed" else None,
        )

    @Slot()
    def _find(self) -> None:
        self._model.find(self._filter())

    @Slot()
    def _clear(self) -> None:
        self._search.clear()
        self._chips.clear()
        self._table.setFocus()

    def _show_choices(self, found: Choices) -> None:
        self._choices = found
        types, groups, villages, self._attention = found
        chips = [Chip(group="state", code=code, text=_(words)) for code, words in STATES.items()]
        chips += [Chip(group="type", code=one.code, text=one.label, count=one.count) for one in types if one.label]
        places, name = (groups, "group") if len(villages) <= 1 else (villages, "village")
        if 1 < len(places) <= MOST_CHIPS:
            chips += [Chip(group=name, code=one.code, text=one.label, count=one.count) for one in places if one.label]
        self._chips.set_chips(tuple(chips))
        self._show_count(self._model.rowCount())

    @Slot(int)
    def _show_count(self, total: int) -> None:
        self._count.setText(
            _("{households} households · {attention} need attention").format(
                households=total, attention=self._attention
            )
            if self._attention
            else ngettext("{n} household", "{n} households", total).format(n=total)
        )
        wanted = self._filter()
        is_everything = wanted == HouseholdFilter()
        self._lists.setCurrentIndex(0 if total else 2 if is_everything else 1)
        self._search.setVisible(bool(total) or not is_everything)
        self._show_chips()
        if total and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self._model.index(0, 0))
            if self.focusWidget() is None:
                self._table.setFocus()
        self._show_current()

    @Slot()
    def _show_chips(self) -> None:
        is_empty = not self._model.rowCount() and self._filter() == HouseholdFilter()
        self._chips.setVisible(self._fold.isChecked() and not is_empty)

    @Slot()
    def _show_current(self) -> None:
        self._preview.set_row(self._model.row(self._table.currentIndex()) if self._model.rowCount() else None)

    def _current(self) -> HouseholdRow | None:
        index = self._table.currentIndex()
        return self._model.row(index if index.isValid() else 0)

    def _current_id(self) -> HouseholdId | None:
        row = self._current()
        return None if row is None else row.id

    @Slot()
    def _enter_list(self) -> None:
        self._table.setFocus()
        if self._model.rowCount() and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self._model.index(0, 0))

    @Slot(QModelIndex)
    def open_current(self, _index: QModelIndex | None = None) -> None:
        """Open the file of the household under the cursor."""
        if (found := self._current_id()) is not None:
            self.shell.go(Place(page="household", household=found))

    @Slot()
    def _interview(self) -> None:
        if (found := self._current_id()) is not None:
            self.shell.go(Place(page="interview", household=found))

    @Slot()
    def _print(self) -> None:
        if (found := self._current_id()) is not None:
            self.shell.go(Place(page="papers", households=(found,)))

    @Slot()
    def _print_ticked(self) -> None:
        self.shell.go(Place(page="papers", households=self._model.ticks()))

    @Slot()
    def _untick(self) -> None:
        self._model.set_ticks(())

    @Slot()
    def _tick_all(self) -> None:
        self.shell.store.run(partial(_ids, self._filter()), self._model.set_ticks, key="households.ids")

    @Slot()
    def _show_ticked(self) -> None:
        count = len(self._model.ticks())
        self._ticked.setVisible(count > 0)
        self._ticked_count.setText(ngettext("{n} household ticked", "{n} households ticked", count).format(n=count))

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter in ("/", "、"):
            self._search.setFocus()
            self._search.selectAll()
        elif letter == "SPACE":
            self._model.toggle(self._table.currentIndex())
        elif letter == "R":
            self._interview()
        elif letter == "P":
            self._print_ticked() if self._model.ticks() else self._print()

    @Slot()
    def _take_in(self) -> None:
        self.shell.go(Place(page="roster"))


def _choices(language_code: str, session: Session) -> Choices:
    from poverty_desktop.queries import conflicts, households

    return (
        households.types(session, language_code),
        households.groups(session),
        households.villages(session),
        conflicts.count(session),
    )


def _ids(wanted: HouseholdFilter, session: Session) -> tuple[HouseholdId, ...]:
    from poverty_desktop.queries import households

    return households.ids(session, wanted)
