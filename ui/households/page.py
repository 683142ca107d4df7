"""The list of households: search with every key, filters, the household under the cursor beside it."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Changes, Topic
from poverty_desktop.queries.register.list_rows import HouseholdFilter, HouseholdRow
from ui import theme
from ui.actions import Key
from ui.households import list_calls
from ui.households.filter_bar import FilterBar
from ui.households.lights import words_of
from ui.households.list_head import HouseholdsHead, Way
from ui.households.list_table import HouseholdTable
from ui.households.preview import Preview
from ui.households.ticked_bar import TickedBar
from ui.models.household_model import HouseholdModel
from ui.widgets.controls import label
from ui.widgets.empty_state import EmptyState
from ui.widgets.page import Page, Place, Shell

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from ui.households.list_export import ListExport
    from ui.households.new_household_form import NewHouseholdForm

NARROW = 900
LOW = 480
KINDS: Changes = frozenset(
    {
        RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.HOUSEHOLD_YEAR,
        RecordKind.INCOME_LINE, RecordKind.VISIT, RecordKind.INTERVIEW, Topic.DRAFTS,
    }
)  # fmt: skip


class HouseholdsPage(Page):
    """List left, preview right; ticked households can be printed together."""

    name = "households"
    touched_by = KINDS

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._model = HouseholdModel(shell.store, words_of, "households.list", self)
        self._choices: list_calls.Choices | None = None
        self._attention = 0
        self._is_counted = False
        self._filters = FilterBar()
        self._count = label(None, "", "households_count", role="weak", wraps=False)
        self._table = HouseholdTable(self._model)
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
            self._first.offer(N_("Add a household"), self._ask_new, role="")
        self._preview = Preview()
        self._ticked = TickedBar()
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
            Key(keys="V", words=N_("Write down a visit")),
            Key(keys="P", words=N_("Print")),
            Key(keys="Space", words=N_("Tick or untick")),
            Key(keys="Ctrl+A", words=N_("Tick everything found")),
            Key(keys="Esc", words=N_("Remove search, filters and ticks")),
        )

    def refresh(self) -> None:
        """Ask filters and list again: the filters first, for their height says where the list begins."""
        self.shell.store.run(partial(list_calls.choices, language()), self._show_choices, key="households.choices")
        self._model.find(self._filters.wanted())

    def retranslate(self) -> None:
        """Say headers, chips and cells in the new language."""
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._model.columnCount() - 1)
        self.refresh()

    def go_to(self, place: Place) -> None:
        """Search for the text of ``place`` where there is one; its tab names a state to filter by."""
        if place.text:
            self._filters.search.setText(place.text)
        self._filters.choose_state(place.tab)

    def place(self) -> Place:
        """Return the list with its search."""
        return Place(page=self.name, text=self._filters.search.text())

    def step_back(self) -> bool:
        """Take ticks away first, then search and filters."""
        if "_new" in self.__dict__ and self._new.isVisible():
            self._leave_new()
            return True
        if self._model.ticks():
            self._model.set_ticks(())
            return True
        if self._filters.is_set():
            self._clear()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard into the list, or into the search field while there is nothing to move in."""
        (self._table if self._model.rowCount() else self._filters.search).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the preview out where there is no room for two columns, and fold the filters on a low screen."""
        super().resizeEvent(event)
        self._preview.setVisible(self.width() >= theme.px(NARROW))
        self._filters.set_low(is_low=self.height() < theme.px(LOW))

    def _build(self) -> None:
        self._head = HouseholdsHead(self.words, self._count, self._ways())
        left = QVBoxLayout()
        theme.space(left, spacing=8)
        left.addWidget(self._filters)
        left.addWidget(self._ticked)
        left.addWidget(self._lists, 1)
        columns = QHBoxLayout()
        theme.space(columns, spacing=16)
        columns.addLayout(left, 9)
        columns.addWidget(self._preview, 3)
        self.words.put(self._table.setAccessibleName, N_("Households"))
        theme.width(self._preview, least=280)
        self._box = box = QVBoxLayout(self)
        theme.space(box, margins=(16, 12, 16, 16), spacing=10)
        box.addWidget(self._head)
        box.addLayout(columns, 1)

    def _ways(self) -> list[Way]:
        """Return what leads from here to the village and to more households."""
        ways: list[Way] = [(N_("The village"), "households_village", self._open_village, "households")]
        if self.shell.offers("roster"):
            ways += [
                (N_("Add a household"), "households_add", self._ask_new, "plus"),
                (N_("Take in a roster"), "households_take_in", self._take_in, "import"),
            ]
        return ways

    def _connect(self) -> None:
        self._filters.changed.connect(self._find)
        self._filters.descended.connect(self._enter_list)
        self._filters.accepted.connect(self.open_current)
        self._table.opened.connect(self.open_current)
        self._table.moved.connect(self._show_current)
        self._table.key_pressed.connect(self._press)
        self._model.counted.connect(self._show_count)
        self._model.dataChanged.connect(self._show_current)
        self._model.ticked.connect(self._show_ticked)
        self._ticked.print_asked.connect(self._print_ticked)
        self._ticked.export_asked.connect(self._export_ticked)
        self._ticked.untick_asked.connect(self._untick)
        self._ticked.verify_asked.connect(self._verify_ticked)
        self._ticked.step_asked.connect(self._note_ticked)
        self._ticked.helper_asked.connect(self._pair_ticked)
        self._ticked.visit_asked.connect(self._visit_ticked)
        self._preview.file_asked.connect(self.open_current)
        self._preview.interview_asked.connect(self._interview)
        self._preview.papers_asked.connect(self._print)
        for keys, slot in (("Ctrl+F", self._filters.search.setFocus), ("Ctrl+A", self._tick_all)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    @cached_property
    def _new(self) -> NewHouseholdForm:
        from ui.households.new_household_form import NewHouseholdForm

        made = NewHouseholdForm()
        made.given.connect(self._add_new)
        made.left.connect(self._leave_new)
        self._box.insertWidget(1, made)
        return made

    @cached_property
    def _export(self) -> ListExport:
        from ui.households.list_export import ListExport

        return ListExport(self.shell, self)

    @Slot()
    def _find(self) -> None:
        self._model.find(self._filters.wanted())

    @Slot()
    def _clear(self) -> None:
        self._filters.clear()
        self._table.setFocus()

    def _show_choices(self, found: list_calls.Choices) -> None:
        self._choices = found
        types, groups, villages, self._attention = found
        self._filters.set_choices(types, groups, villages)
        if self._is_counted:  # before, nobody knows whether anybody is there
            self._show_count(self._model.rowCount())

    @Slot(int)
    def _show_count(self, total: int) -> None:
        self._is_counted = True
        self._count.setText(
            _("{households} households · {attention} need attention").format(
                households=total, attention=self._attention
            )
            if self._attention
            else ngettext("{n} household", "{n} households", total).format(n=total)
        )
        wanted = self._filters.wanted()
        is_everything = wanted == HouseholdFilter()
        self._lists.setCurrentIndex(0 if total else 2 if is_everything else 1)
        self._filters.show_for(has_nothing=not total and is_everything)
        if total and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self._model.index(0, 0))
            if self.focusWidget() is None:
                self._table.setFocus()
        self._show_current()

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
    def _verify_ticked(self) -> None:
        self.shell.go(Place(page="rounds", households=self._model.ticks()))

    @Slot()
    def _note_ticked(self) -> None:
        self.shell.go(Place(page="procedures", tab="running", households=self._model.ticks()))

    @Slot()
    def _pair_ticked(self) -> None:
        self.shell.go(Place(page="team", tab="helpers", households=self._model.ticks()))

    @Slot()
    def _visit_ticked(self) -> None:
        self.shell.go(Place(page="visit", households=self._model.ticks()))

    @Slot()
    def _visit(self) -> None:
        if (found := self._current_id()) is not None:
            self.shell.go(Place(page="visit", households=(found,)))

    @Slot()
    def _export_ticked(self) -> None:
        self._export.save(self._model.ticks())

    @Slot()
    def _untick(self) -> None:
        self._model.set_ticks(())

    @Slot()
    def _tick_all(self) -> None:
        self.shell.store.run(
            partial(list_calls.ids, self._filters.wanted()), self._model.set_ticks, key="households.ids"
        )

    @Slot()
    def _show_ticked(self) -> None:
        self._ticked.set_ticked(len(self._model.ticks()))

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter in ("/", "、"):
            self._filters.search.setFocus()
            self._filters.search.selectAll()
        elif letter == "SPACE":
            self._model.toggle(self._table.currentIndex())
        elif letter == "R":
            self._interview()
        elif letter == "V":
            self._visit_ticked() if self._model.ticks() else self._visit()
        elif letter == "P":
            self._print_ticked() if self._model.ticks() else self._print()

    @Slot()
    def _open_village(self) -> None:
        self.shell.go(Place(page="village"))

    @Slot()
    def _take_in(self) -> None:
        self.shell.go(Place(page="roster"))

    @Slot()
    def _ask_new(self) -> None:
        self._new.ask()

    @Slot()
    def _leave_new(self) -> None:
        self._new.hide()
        self.focus_first()

    @Slot(object, object)
    def _add_new(self, household: dict[str, str], head: dict[str, str]) -> None:
        self.shell.store.run(partial(list_calls.add_household, household, head), self._added)

    def _added(self, done: Done[HouseholdId]) -> None:
        self._new.hide()
        self.shell.go(Place(page="household", household=done.value, tab="members"))
