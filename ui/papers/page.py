"""The paper room: households left, the page as it will be printed in the middle, what is made of it right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language, ngettext, say
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Changes
from poverty_desktop.queries.rows import GuaranteeLight, HouseholdFilter
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone, explain
from ui.models.household_model import HouseholdModel
from ui.papers import calls
from ui.papers.calls import Choices, Preview, PrintedFiles, Volume
from ui.papers.preview_pane import PreviewPane
from ui.papers.print_panel import PrintPanel
from ui.widgets import file_chooser
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.controls import button, column, label
from ui.widgets.empty_state import EmptyState
from ui.widgets.file_chooser import Purpose
from ui.widgets.key_table import KeyTable
from ui.widgets.lights import Light
from ui.widgets.page import Page, Place, Shell
from ui.widgets.search_box import SearchBox

NARROW = 880
MOST_CHIPS = 12
SHOWN_COLUMNS = ("head", "group", "members")
KINDS: Changes = frozenset(
    {
        RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.HOUSEHOLD_YEAR,
        RecordKind.PERSON_YEAR, RecordKind.INCOME_LINE, RecordKind.NEED,
    }
)  # fmt: skip


def light_words(found: GuaranteeLight) -> str:
    """Return a guarantee in one sentence, for the screen reader."""
    reason = say(found.reason, dict(found.params)) if found.reason else ""
    return Light(name=found.name, state=found.state, reason=reason).words()


class PapersPage(Page):
    """Ticked households are printed; without a tick the one under the cursor."""

    name = "papers"
    touched_by = KINDS

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._model = HouseholdModel(shell.store, light_words, "papers.list", self)
        self._handed_over: tuple[HouseholdId, ...] = ()
        self._missing: frozenset[str] = frozenset()
        self._search = SearchBox("papers_search", N_("Name, pinyin, initials, last digits of the ID, group or phone"))
        self._chips = ChipRow("papers_chips")
        self._count = label(None, "", "papers_found", role="weak", wraps=False)
        self._table = KeyTable("papers_table")
        self._tick_all = button(self.words, N_("Tick all found"), "papers_tick_all", self._ask_all, role="link")
        self._untick = button(self.words, N_("Untick all"), "papers_untick", self._untick_all, role="link")
        self._empty = EmptyState(
            "papers_empty", "papers", N_("No household fits."), N_("Try fewer letters, or remove the filters.")
        )
        self._lists = QStackedWidget()
        self._preview = PreviewPane()
        self._panel = PrintPanel()
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
            Key(keys="Ctrl+P", words=N_("Make the PDF")),
        )

    def refresh(self) -> None:
        """Ask list, filters and preview again."""
        self._find()
        self.shell.store.run(partial(calls.choices, language()), self._show_choices, key="papers.choices")
        self._ask_preview()

    def retranslate(self) -> None:
        """Say headers, cells and the paper in the new language."""
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._model.columnCount() - 1)
        self.refresh()

    def go_to(self, place: Place) -> None:
        """Tick the households that another page handed over."""
        if place.households:
            self._handed_over = place.households
            self._model.set_ticks(place.households)
            self._show_first_handed_over()

    def place(self) -> Place:
        """Return the page with its ticks."""
        return Place(page=self.name, households=self._model.ticks())

    def step_back(self) -> bool:
        """Take ticks away first, then search and filters."""
        if self._model.ticks():
            self._untick_all()
            return True
        if self._search.text() or self._chips.chosen():
            self._chips.clear()
            self._search.clear()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard into the list."""
        (self._table if self._model.rowCount() else self._search).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave preview and filters out where there is no room for three columns."""
        super().resizeEvent(event)
        area = self.parentWidget()
        room = self.width() if area is None else min(self.width(), area.width())
        is_wide = room >= theme.px(NARROW)
        self._preview.setVisible(is_wide)
        self._chips.setVisible(is_wide)

    def _build(self) -> None:
        self.words.put(self._table.setAccessibleName, N_("Households"))
        self._table.setModel(self._model)
        for number in range(self._model.columnCount()):
            self._table.setColumnHidden(number, number not in map(self._model.column, SHOWN_COLUMNS))
        theme.columns(self._table, 150, 84, 52)
        self._lists.addWidget(self._table)
        self._lists.addWidget(self._empty)
        ticks = QHBoxLayout()
        theme.space(ticks, spacing=4)
        ticks.addWidget(self._count, 1)
        ticks.addWidget(self._tick_all)
        ticks.addWidget(self._untick)
        left = QWidget()
        theme.width(left, least=240, most=420)
        lists = column(left, spacing=8)
        lists.addWidget(self._search)
        lists.addWidget(self._chips)
        lists.addLayout(ticks)
        lists.addWidget(self._lists, 1)
        theme.width(self._panel, least=200, most=280)
        columns = QHBoxLayout()
        theme.space(columns, spacing=16)
        columns.addWidget(left, 3)
        columns.addWidget(self._preview, 5)
        columns.addWidget(self._panel, 2)
        box = column(self, margins=(16, 12, 16, 16), spacing=10)
        box.addWidget(label(self.words, N_("Papers"), "papers_title", role="page", wraps=False))
        box.addLayout(columns, 1)

    def _connect(self) -> None:
        self._search.searched.connect(self._find)
        self._search.descended.connect(self._table.setFocus)
        self._search.accepted.connect(self._table.setFocus)
        self._chips.changed.connect(self._find)
        self._table.moved.connect(self._ask_preview)
        self._table.opened.connect(self._ask_preview)
        self._table.key_pressed.connect(self._press)
        self._model.counted.connect(self._show_count)
        self._model.ticked.connect(self._show_ticks)
        self._preview.page_asked.connect(self._ask_page)
        self._preview.size_asked.connect(self._ask_same_page)
        self._panel.changed.connect(self._ask_preview)
        self._panel.print_asked.connect(self._check)
        self._panel.confirmed.connect(self._print)
        for keys, slot in (
            ("Ctrl+A", self._ask_all),
            ("Ctrl+P", self._check),
            ("PgDown", self._preview.go_on),
            ("PgUp", self._preview.go_back),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _filter(self) -> HouseholdFilter:
        chosen = self._chips.chosen()
        return HouseholdFilter(
            text=self._search.text(),
            village=chosen.get("village"),
            group=chosen.get("group"),
            household_type=chosen.get("type"),
        )

    @Slot()
    def _find(self) -> None:
        self._model.find(self._filter())

    def _show_choices(self, found: Choices) -> None:
        places, name = (found.groups, "group") if len(found.villages) <= 1 else (found.villages, "village")
        chips = [Chip(group="type", code=one.code, text=one.label, count=one.count) for one in found.types if one.label]
        if 1 < len(places) <= MOST_CHIPS:
            chips += [Chip(group=name, code=one.code, text=one.label, count=one.count) for one in places if one.label]
        self._chips.set_chips(tuple(chips))
        self._panel.set_villages(len(found.villages))

    @Slot(int)
    def _show_count(self, total: int) -> None:
        self._count.setText(ngettext("{n} household", "{n} households", total).format(n=total))
        self._lists.setCurrentIndex(0 if total else 1)
        if total and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self._model.index(0, 0))
        self._show_ticks()

    def _show_first_handed_over(self) -> None:
        self._show_ticks()
        self._ask_preview()

    @Slot()
    def _show_ticks(self) -> None:
        count = len(self._model.ticks())
        self._untick.setVisible(count > 0)
        if count == 0:
            self._handed_over = ()
        self._panel.drop_warning()
        self._panel.set_count(count or (1 if self._current() is not None else 0))

    def _current(self) -> HouseholdId | None:
        index = self._table.currentIndex()
        row = self._model.row(index) if index.isValid() else None
        return None if row is None else row.id

    def _chosen(self) -> tuple[HouseholdId, ...]:
        current = self._current()
        return self._model.ticks() or (() if current is None else (current,))

    def _in_preview(self) -> HouseholdId | None:
        """Return the household of the preview: the first handed over, until the cursor is moved by hand."""
        if self._handed_over and not self._table.hasFocus():
            return self._handed_over[0]
        return self._current() or next(iter(self._handed_over), None)

    @Slot()
    def _ask_preview(self, _index: QModelIndex | None = None) -> None:
        if not self._model.ticks():
            self._show_ticks()
        self._ask_page(0)

    @Slot()
    def _ask_same_page(self) -> None:
        self._ask_page(self._preview.page())

    @Slot(int)
    def _ask_page(self, page: int) -> None:
        household = self._in_preview()
        if household is None or self._preview.isHidden():
            return
        paper, dots = self._panel.shown_paper(), self._preview.dots_per_inch()
        self.shell.store.run(
            partial(calls.preview, paper, household, page, dots),
            self._show_preview,
            self._no_preview,
            key="papers.preview",
        )

    def _show_preview(self, preview: Preview) -> None:
        self._preview.show_preview(preview)

    def _no_preview(self, error: BaseException) -> None:
        self._preview.say(explain(error).text)

    @Slot()
    def _ask_all(self) -> None:
        self.shell.store.run(partial(calls.all_ids, self._filter()), self._model.set_ticks, key="papers.ids")

    @Slot()
    def _untick_all(self) -> None:
        self._model.set_ticks(())

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter in ("/", "、"):
            self._search.setFocus()
            self._search.selectAll()
        elif letter == "SPACE":
            self._model.toggle(self._table.currentIndex())
        elif letter in ("+", "="):
            self._preview.grow()
        elif letter == "-":
            self._preview.shrink()

    @Slot()
    def _check(self) -> None:
        """Look first for characters that no font has, and say so before anything is printed."""
        chosen = self._chosen()
        if chosen and self._panel.papers():
            task = self.shell.store.run_long(partial(calls.missing_characters, chosen), self._checked)
            self.shell.watch(task, _("Checking the characters"))

    def _checked(self, missing: frozenset[str]) -> None:
        if missing:
            self._panel.warn(missing)
        else:
            self._print()

    @Slot()
    def _print(self) -> None:
        target = self._target()
        if target is None:
            return
        work = partial(calls.print_files, self._chosen(), self._panel.papers(), self._panel.volume(), target)
        task = self.shell.store.run_long(work, self._printed)
        self.shell.watch(task, _("Printing"))

    def _target(self) -> Path | None:
        """Ask where the PDF goes."""
        if self._panel.volume() is Volume.ONE:
            return file_chooser.ask_target(
                self, self.shell, Purpose.PAPERS, _("Where should the PDF go?"), f"{_('Papers')}.pdf", "PDF (*.pdf)"
            )
        return file_chooser.ask_folder(self, self.shell, Purpose.PAPERS, _("Into which folder?"))

    def _printed(self, done: PrintedFiles) -> None:
        said = _("{households} households on {pages} pages are ready.").format(
            households=done.households, pages=done.pages
        )
        is_one = len(done.files) == 1
        path = done.files[0] if is_one else done.files[0].parent
        mend = Mend(words=_("Open the PDF") if is_one else _("Open the folder"), act=partial(open_file, path))
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=mend))
        if self._panel.opens():
            open_file(path)


def open_file(path: Path) -> None:
    """Let the system open a file or folder with its own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
