"""The paper room: households left, the page as it will be printed in the middle, what is made of it right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Changes
from ui import theme
from ui.actions import Key
from ui.errors import explain
from ui.papers import calls
from ui.papers.calls import Choices
from ui.papers.file_press import FilePress
from ui.papers.household_chooser import HouseholdChooser
from ui.papers.job_strip import JobStrip
from ui.papers.list_ticker import ListTicker
from ui.papers.paper_desk import PaperDesk
from ui.papers.press_room import PressRoom
from ui.papers.print_panel import PrintPanel
from ui.papers.side_papers import SidePapers
from ui.papers.table_filler import TableFiller
from ui.widgets.controls import column, label
from ui.widgets.page import Page, Place, Shell
from ui.widgets.preview_pane import Preview, PreviewPane

NARROW = 880
PANEL = 261
"""The longest name of a paper can be read beside its box."""
KINDS: Changes = frozenset(
    {
        RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.HOUSEHOLD_YEAR,
        RecordKind.PERSON_YEAR, RecordKind.INCOME_LINE, RecordKind.NEED,
    }
)  # fmt: skip


class PapersPage(Page):
    """Ticked households are printed; without a tick the one under the cursor."""

    name = "papers"
    touched_by = KINDS

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._chooser = HouseholdChooser(shell)
        self._is_direct = False
        self._preview = PreviewPane()
        self._panel = PrintPanel()
        self._press_room = PressRoom(shell, self)
        self._strip = JobStrip()
        self._desk = PaperDesk(shell, self)
        self._filler = TableFiller(shell, self)
        self._file_press = FilePress(shell, self)
        self._lists = ListTicker(shell, self)
        self._side_papers = SidePapers(shell, self)
        self._build()
        self._connect()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Papers")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="/", words=N_("Search")),
            Key(keys="↑ ↓", words=N_("Next and previous household")),
            Key(keys="Space", words=N_("Tick or untick")),
            Key(keys="Ctrl+A", words=N_("Tick all found")),
            Key(keys="Page Down / Page Up", words=N_("Next and previous page of the paper")),
            Key(keys="+ / -", words=N_("Larger and smaller")),
            Key(keys="Ctrl+P", words=N_("Print")),
            Key(keys="Ctrl+S", words=N_("Make the PDF")),
        )

    def refresh(self) -> None:
        """Ask list, filters and preview again."""
        self._chooser.find()
        self.shell.store.run(partial(calls.choices, language()), self._show_choices, key="papers.choices")
        self._ask_preview()

    def retranslate(self) -> None:
        """Say headers, cells and the paper in the new language."""
        self._chooser.say()
        self.refresh()

    def go_to(self, place: Place) -> None:
        """Tick the households that another page handed over."""
        if place.households:
            self._chooser.hand_over(place.households)
            self._ask_preview()

    def place(self) -> Place:
        """Return the page with its ticks."""
        return Place(page=self.name, households=self._chooser.ticks())

    def step_back(self) -> bool:
        """Take ticks away first, then search and filters."""
        return self._chooser.step_back()

    def focus_first(self) -> None:
        """Put the keyboard into the list."""
        self._chooser.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave preview and filters out where there is no room for three columns."""
        super().resizeEvent(event)
        area = self.parentWidget()
        room = self.width() if area is None else min(self.width(), area.width())
        is_wide = room >= theme.px(NARROW)
        self._preview.setVisible(is_wide)
        theme.width(self._panel, least=PANEL, most=300)
        self._chooser.set_wide(is_wide=is_wide)

    def _build(self) -> None:
        columns = QHBoxLayout()
        theme.space(columns, spacing=16)
        columns.addWidget(self._chooser, 3)
        columns.addWidget(self._preview, 5)
        columns.addWidget(self._panel, 2)
        box = column(self, margins=(16, 12, 16, 16), spacing=10)
        head = QHBoxLayout()
        head.addWidget(label(self.words, N_("Papers"), "papers_title", role="page", wraps=False), 1)
        head.addLayout(self._desk.row)
        box.addLayout(head)
        box.addWidget(self._strip)
        box.addLayout(columns, 1)

    def _connect(self) -> None:
        self._chooser.moved.connect(self._ask_preview)
        self._chooser.chosen_changed.connect(self._show_chosen)
        self._chooser.key_pressed.connect(self._press)
        self._preview.page_asked.connect(self._ask_page)
        self._preview.size_asked.connect(self._ask_same_page)
        self._panel.changed.connect(self._ask_preview)
        self._panel.direct_asked.connect(self._check_for_printer)
        self._panel.print_asked.connect(self._check_for_files)
        self._panel.confirmed.connect(self._go_on)
        self._panel.table_asked.connect(self._fill_table)
        self._desk.stale.connect(self._show_stale)
        self._panel.boxes_asked.connect(self._ask_boxes)
        self._panel.village_asked.connect(self._print_of_village)
        self._chooser.list_asked.connect(self._ask_list)
        self._lists.listed.connect(self._tick_listed)
        self._press_room.job_kept.connect(self._strip.show_job)
        self._press_room.job_gone.connect(self._strip.hide)
        self._strip.again_asked.connect(self._press_room.print_again)
        self._strip.dropped.connect(self._press_room.drop)
        for keys, slot in (
            ("Ctrl+A", self._chooser.ask_all),
            ("Ctrl+P", self._check_for_printer),
            ("Ctrl+S", self._check_for_files),
            ("PgDown", self._preview.go_on),
            ("PgUp", self._preview.go_back),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _show_choices(self, found: Choices) -> None:
        self._chooser.set_choices(found)
        self._panel.set_villages(len(found.villages))
        self._panel.set_questionnaires(found.questionnaires)
        self._panel.set_composed(found.composed)
        self._panel.set_village_papers(found.of_village)

    @Slot()
    def _show_chosen(self) -> None:
        self._panel.drop_warning()
        self._panel.set_count(len(self._chooser.chosen()))

    @Slot()
    def _ask_preview(self, _index: QModelIndex | None = None) -> None:
        if not self._chooser.ticks():
            self._show_chosen()
        self._ask_page(0)

    @Slot()
    def _ask_same_page(self) -> None:
        self._ask_page(self._preview.page())

    @Slot(int)
    def _ask_page(self, page: int) -> None:
        household = self._chooser.in_preview()
        if household is None or self._preview.isHidden():
            return
        dots = self._preview.dots_per_inch()
        self.shell.store.run(
            partial(calls.preview, self._panel.shown(), household, page, dots),
            self._show_preview,
            self._no_preview,
            key="papers.preview",
        )

    def _show_preview(self, preview: Preview) -> None:
        self._preview.show_preview(preview)

    def _no_preview(self, error: BaseException) -> None:
        self._preview.say(explain(error).text)

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter in ("+", "="):
            self._preview.grow()
        elif letter == "-":
            self._preview.shrink()

    @Slot()
    def _check_for_printer(self) -> None:
        self._check(is_direct=True)

    @Slot()
    def _check_for_files(self) -> None:
        self._check(is_direct=False)

    def _show_stale(self, household: HouseholdId) -> None:
        """Tick the household whose paper is to be printed again."""
        self._chooser.hand_over((household,))
        self._ask_preview()

    @Slot()
    def _ask_list(self) -> None:
        self._lists.ask()

    def _tick_listed(self, households: Sequence[HouseholdId]) -> None:
        self._chooser.hand_over(tuple(households))
        self._ask_preview()

    @Slot()
    def _ask_boxes(self) -> None:
        self._side_papers.ask_boxes(self._chooser.chosen())

    @Slot(str, str)
    def _print_of_village(self, paper: str, title: str) -> None:
        """Print a paper of the village in which the household under the cursor lives."""
        household = self._chooser.in_preview()
        if household is not None:
            self._side_papers.print_of_village(paper, title, household)

    @Slot()
    def _fill_table(self) -> None:
        chosen = self._chooser.chosen()
        if chosen:
            self._filler.begin(chosen)

    def _check(self, *, is_direct: bool) -> None:
        """Look first for characters that no font has, and say so before anything is printed."""
        self._is_direct = is_direct
        chosen = self._chooser.chosen()
        if chosen and self._panel.papers():
            task = self.shell.store.run_long(partial(calls.missing_characters, chosen), self._checked)
            self.shell.watch(task, _("Checking the characters"))

    def _checked(self, missing: Mapping[str, str]) -> None:
        if missing:
            self._panel.warn(missing)
        else:
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self._is_direct:
            chosen, order = self._chooser.chosen(), self._panel.order()
            self._press_room.print_papers(chosen, order, copies=self._panel.copies())
        else:
            self._file_press.print_files(
                self._chooser.chosen(), self._panel.order(), self._panel.volume(), opens=self._panel.opens()
            )
