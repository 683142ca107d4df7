"""The list of the paper room: whose papers are printed, ticked or under the cursor."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from poverty_desktop.i18n import N_, ngettext, say
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.register.list_rows import GuaranteeLight, HouseholdFilter
from ui import theme
from ui.models.household_model import HouseholdModel
from ui.papers import calls
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.controls import button, column, label
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.lights import Light
from ui.widgets.middle_elided import MiddleElidedDelegate
from ui.widgets.page import Shell
from ui.widgets.search_box import SearchBox
from ui.widgets.words import Words

MOST_CHIPS = 12
NOTHING_FITS = (N_("No household fits."), N_("Try fewer letters, or remove the filters."))
SHOWN_COLUMNS = ("head", "group", "members")


def light_words(found: GuaranteeLight) -> str:
    """Return a guarantee in one sentence, for the screen reader."""
    reason = say(found.reason, dict(found.params)) if found.reason else ""
    return Light(name=found.name, state=found.state, reason=reason).words()


class HouseholdChooser(QWidget):
    """``moved`` with the cursor, ``chosen_changed`` when others are chosen; keys it does not know go on.

    ``list_asked`` wants to tick whom a file names.
    """

    moved = Signal()
    list_asked = Signal()
    chosen_changed = Signal()
    key_pressed = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("papers_chooser")
        self.shell = shell
        self._handed_over: tuple[HouseholdId, ...] = ()
        words = Words(self)
        self._model = HouseholdModel(shell.store, light_words, "papers.list", self)
        self._search = SearchBox("papers_search", N_("Name, pinyin, initials, last digits of the ID, group or phone"))
        self._chips = ChipRow("papers_chips")
        self._chips.follow(self._search)
        self._count = label(None, "", "papers_found", role="weak", wraps=False)
        self._table = KeyTable("papers_table")
        self._tick_all = button(words, N_("Tick all found"), "papers_tick_all", self.ask_all, role="link")
        self._by_list = button(words, N_("Tick by a list …"), "papers_by_list", self.list_asked.emit, role="link")
        self._untick = button(words, N_("Untick all"), "papers_untick", self.untick_all, role="link")
        self._empty = EmptyState("papers_empty", "papers", *NOTHING_FITS)
        self._lists = QStackedWidget()
        words.put(self._table.setAccessibleName, N_("Households"))
        self._table.setModel(self._model)
        for number in range(self._model.columnCount()):
            self._table.setColumnHidden(number, number not in map(self._model.column, SHOWN_COLUMNS))
        theme.columns(self._table, 150, 84, 52)
        self._groups = MiddleElidedDelegate(self._table)
        self._table.setItemDelegateForColumn(self._model.column("group"), self._groups)
        self._lists.addWidget(self._table)
        self._lists.addWidget(self._empty)
        links = QWidget()
        ticks = FlowLayout(links)
        theme.space(ticks, spacing=4)
        for shown in (self._count, self._tick_all, self._by_list, self._untick):
            ticks.addWidget(shown)
        theme.width(self, least=228, most=420)
        lists = column(self, spacing=8)
        lists.addWidget(self._search)
        lists.addWidget(self._chips)
        lists.addWidget(links)
        lists.addWidget(self._lists, 1)
        self._search.searched.connect(self.find)
        self._search.descended.connect(self._table.setFocus)
        self._search.accepted.connect(self._table.setFocus)
        self._chips.changed.connect(self.find)
        self._table.moved.connect(self._move)
        self._table.opened.connect(self._move)
        self._table.key_pressed.connect(self._press)
        self._model.counted.connect(self._show_count)
        self._model.ticked.connect(self._show_ticks)

    def say(self) -> None:
        """Say the headers in the new language."""
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._model.columnCount() - 1)

    def set_choices(self, found: calls.Choices) -> None:
        """Offer the categories, and the villages or the groups of the only one."""
        places, name = (found.groups, "group") if len(found.villages) <= 1 else (found.villages, "village")
        chips = [Chip(group="type", code=one.code, text=one.label, count=one.count) for one in found.types if one.label]
        if 1 < len(places) <= MOST_CHIPS:
            chips += [Chip(group=name, code=one.code, text=one.label, count=one.count) for one in places if one.label]
        self._chips.set_chips(tuple(chips))

    def set_wide(self, *, is_wide: bool) -> None:
        """Leave the chips out where there is little room."""
        self._chips.setVisible(is_wide)

    def ticks(self) -> tuple[HouseholdId, ...]:
        """Return the ticked households."""
        return self._model.ticks()

    def chosen(self) -> tuple[HouseholdId, ...]:
        """Return the ticked households; without a tick the one under the cursor."""
        current = self._current()
        return self._model.ticks() or (() if current is None else (current,))

    def in_preview(self) -> HouseholdId | None:
        """Return the household of the preview: the first handed over, until the cursor is moved by hand."""
        if self._handed_over and not self._table.hasFocus():
            return self._handed_over[0]
        return self._current() or next(iter(self._handed_over), None)

    def hand_over(self, households: tuple[HouseholdId, ...]) -> None:
        """Tick the households that another page handed over."""
        self._handed_over = households
        self._model.set_ticks(households)
        self._show_ticks()

    def step_back(self) -> bool:
        """Take ticks away first, then search and filters; say whether there was any."""
        if self._model.ticks():
            self.untick_all()
            return True
        if self._search.text() or self._chips.chosen():
            self._chips.clear()
            self._search.clear()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard into the list, or into the search while the list is empty."""
        (self._table if self._model.rowCount() else self._search).setFocus()

    @Slot()
    def find(self) -> None:
        """Show the households that fit search and chips."""
        self._model.find(self._filter())

    @Slot()
    def ask_all(self) -> None:
        """Tick everything found."""
        self.shell.store.run(partial(calls.all_ids, self._filter()), self._model.set_ticks, key="papers.ids")

    @Slot()
    def untick_all(self) -> None:
        """Take every tick away."""
        self._model.set_ticks(())

    def _filter(self) -> HouseholdFilter:
        chosen = self._chips.chosen()
        return HouseholdFilter(
            text=self._search.text(),
            village=chosen.get("village"),
            group=chosen.get("group"),
            household_type=chosen.get("type"),
        )

    def _current(self) -> HouseholdId | None:
        index = self._table.currentIndex()
        row = self._model.row(index) if index.isValid() else None
        return None if row is None else row.id

    @Slot(QModelIndex)
    def _move(self, _index: QModelIndex) -> None:
        self.moved.emit()

    @Slot(int)
    def _show_count(self, total: int) -> None:
        self._count.setText(ngettext("{n} household", "{n} households", total).format(n=total))
        self._lists.setCurrentIndex(0 if total else 1)
        if not total:
            self._say_why_empty()
        if total and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self._model.index(0, 0))
        self._show_ticks()

    def _say_why_empty(self) -> None:
        """Nothing may fit what is sought, or there is nothing at all yet: then say what to do first."""
        if self._search.text() or self._chips.chosen():
            self._empty.say(*NOTHING_FITS)
        elif self.shell.desk.role == "office":
            self._empty.say(N_("There is no household yet."), N_("Take in the bundles of the work groups first."))
        else:
            self._empty.say(N_("There is no household yet."), N_("Take in the roster of the village first."))

    @Slot()
    def _show_ticks(self) -> None:
        count = len(self._model.ticks())
        self._untick.setVisible(count > 0)
        if count == 0:
            self._handed_over = ()
        self.chosen_changed.emit()

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter in ("/", "、"):
            self._search.setFocus()
            self._search.selectAll()
        elif letter == "SPACE":
            self._model.toggle(self._table.currentIndex())
        else:
            self.key_pressed.emit(letter)
