"""Take in a roster: choose the file, see every row and what will happen to it, decide what asks, then take it in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.column_map import ColumnMap
from poverty_desktop.exchange.plan import Decision
from poverty_desktop.exchange.table import NO_HEADER
from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register.entry_closing import TakenIn
from poverty_desktop.operations.register.roster import RosterPreview
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.roster import calls, dialogs
from ui.roster.calls import Ground, Opened, Source, Wanted
from ui.roster.done_pane import DonePane
from ui.roster.mapping_pane import MappingPane
from ui.roster.preview_pane import PreviewPane
from ui.roster.start_pane import StartPane
from ui.widgets.controls import label
from ui.widgets.opening import open_path
from ui.widgets.page import Page, Place, Shell

START, MAPPING, PREVIEW, DONE = range(4)


class RosterPage(Page):
    """Four steps, one after the other; nothing is written before the last."""

    name = "roster"
    touched_by = frozenset({RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._here: Ground | None = None
        self._source: Source | None = None
        self._opened: Opened | None = None
        self._shown: RosterPreview | None = None
        self._map: ColumnMap | None = None
        self._taken: TakenIn | None = None
        self._cursor = 0
        self._is_taking_in = False
        self._saved: Path | None = None
        self._begin = StartPane()
        self._end = DonePane()
        self._mapping = MappingPane()
        self._preview = PreviewPane()
        self._stack = QStackedWidget()
        self._stack.setObjectName("roster_steps")
        for step in (self._begin, self._mapping, self._preview, self._end):
            self._stack.addWidget(step)
        box = QVBoxLayout(self)
        theme.space(box, margins=(16, 12, 16, 16), spacing=10)
        box.addWidget(label(self.words, N_("Take in a roster"), "roster_title", role="page", wraps=False))
        box.addWidget(self._stack, 1)
        self._connect()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Take in a roster")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="↑ ↓", words=N_("Next and previous row")),
            Key(keys="N", words=N_("Next question")),
            Key(keys="1 … 9", words=N_("Give this answer")),
            Key(keys="Enter", words=N_("Open the row")),
            Key(keys="Esc", words=N_("One step back")),
        )

    def refresh(self) -> None:
        """Ask the maps and the pack again; a preview on show is drawn up against the register as it is now."""
        self.shell.store.run(calls.ground, self._note_ground, key="roster.ground")
        if self._stack.currentIndex() == PREVIEW and self._shown is not None and not self._is_taking_in:
            self._decide({})

    def retranslate(self) -> None:
        """Say the steps in the new language."""
        if self._here is not None and self._stack.currentIndex() == MAPPING:
            self._mapping.retranslate(self._here.pack)
        self._preview.retranslate()
        self._say_done()

    def step_back(self) -> bool:
        """Leave the row, then the filter, then the columns, then the file."""
        step = self._stack.currentIndex()
        if step == PREVIEW and self._preview.step_back():
            return True
        if step == MAPPING and self._shown is not None:
            self._stack.setCurrentIndex(PREVIEW)
            return True
        if step in (MAPPING, PREVIEW):
            self._restart()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard where the step begins."""
        match self._stack.currentIndex():
            case 1:
                self._mapping.focus_first()
            case 2:
                self._preview.focus_first()
            case 3:
                self._end.focus_first()
            case _:
                self._begin.focus_first()

    def take_file(self, path: Path, dictionary: Path | None = None) -> None:
        """Open a roster file."""
        self._open(Source(path=path, dictionary=dictionary))

    def _connect(self) -> None:
        preview = self._preview
        for signal, slot in (
            (preview.reading.changed, self._draw_up),
            (preview.reading.take_changed, self._take_changed),
            (preview.columns_asked, self._show_columns),
            (preview.import_asked, self._take_in),
            (preview.save_asked, self._save_left_out),
            (preview.other_asked, self._restart),
        ):
            signal.connect(slot)
        self._begin.file_asked.connect(self._choose_file)
        self._end.list_asked.connect(self._go_to_list)
        self._end.entries_asked.connect(partial(self.shell.go, Place(page="procedures", tab="entries")))
        self._end.save_asked.connect(self._save_left_out)
        self._end.other_asked.connect(self._restart)
        preview.reading.sheet_chosen.connect(self._choose_sheet)
        preview.answered.connect(self._answer)
        self._mapping.mapped.connect(self._use_map)
        self._mapping.header_moved.connect(self._choose_header)
        self._mapping.sheet_chosen.connect(self._choose_sheet)
        self._mapping.other_asked.connect(self._restart)

    def _note_ground(self, found: Ground) -> None:
        self._here = found

    @Slot()
    def _restart(self) -> None:
        self._opened = self._shown = self._map = None
        self._stack.setCurrentIndex(START)
        self._begin.focus_first()

    @Slot()
    def _choose_file(self) -> None:
        source = dialogs.ask_roster(self, self.shell)
        if source is not None:
            self._open(source)

    def _open(self, source: Source) -> None:
        self._source = source
        self.shell.store.run(calls.ground, self._read, key="roster.open")

    def _read(self, here: Ground) -> None:
        assert self._source is not None
        self._here = here
        work = partial(calls.open_file, self._source, here)
        self.shell.watch(
            self.shell.store.run_pure(work, self._note_opened, self._note_unreadable, key="roster.read"),
            _("Opening the file"),
        )

    def _note_unreadable(self, error: BaseException) -> None:
        if isinstance(error, RuleError) and error.message_id == NO_HEADER and self._source is not None:
            self._open(Source(path=self._source.path, dictionary=self._source.dictionary, header_row=1))
            self.shell.tell(Message(tone=Tone.INFO, text=_("No row of column names was recognised. Say which it is.")))
            return
        self.shell.fail(error)

    def _note_opened(self, opened: Opened) -> None:
        assert self._here is not None
        self._opened, self._shown = opened, None
        self._preview.begin(opened, self._here)
        if opened.map is None:
            self._map = None
            self._show_columns()
        else:
            self._map = opened.map
            self._draw_up()

    @Slot()
    def _show_columns(self) -> None:
        if self._opened is not None and self._here is not None:
            self._mapping.set_file(self._opened, self._map, self._here.pack)
            self._stack.setCurrentIndex(MAPPING)
            self._mapping.focus_first()

    @Slot(object)
    def _use_map(self, chosen: ColumnMap) -> None:
        self._map = chosen
        self._draw_up()

    @Slot(str)
    def _choose_sheet(self, sheet: str) -> None:
        if self._source is not None:
            self._open(Source(path=self._source.path, dictionary=self._source.dictionary, sheet=sheet))

    @Slot(int)
    def _choose_header(self, row: int) -> None:
        source = self._source
        if source is not None:
            self._open(Source(path=source.path, dictionary=source.dictionary, sheet=source.sheet, header_row=row))

    @Slot()
    def _draw_up(self) -> None:
        if self._opened is None or self._map is None:
            return
        choice = self._preview.reading.choice
        wanted = Wanted(map=self._map, year=choice.year, village=choice.village, take=choice.take)
        self._plan(partial(calls.draw_up, self._opened, wanted))

    @Slot()
    def _take_changed(self) -> None:
        self._decide({})

    @Slot(object, int, object)
    def _answer(self, about: RecordKind, number: int, decision: Decision | None) -> None:
        self._cursor = number
        self._decide({(about, number): decision})

    def _decide(self, answers: dict[tuple[RecordKind, int], Decision | None]) -> None:
        if self._shown is not None:
            self._plan(partial(calls.decide, self._shown, answers, self._preview.reading.choice.take))

    def _plan(self, work: Callable[..., RosterPreview]) -> None:
        task = self.shell.store.run_long(work, self._show_preview)
        self.shell.watch(task, _("Comparing with the register"))

    def _show_preview(self, shown: RosterPreview) -> None:
        was_asked, self._cursor = self._cursor, 0
        is_first = self._shown is None
        self._shown = shown
        self._preview.set_preview(shown, was_asked)
        self._stack.setCurrentIndex(PREVIEW)
        if was_asked:
            row = shown.plan.rows[[row.number for row in shown.plan.rows].index(was_asked)]
            if not row.options:
                self._preview.next_question(was_asked)
        if is_first or was_asked:
            self._preview.focus_first()

    @Slot()
    def _take_in(self) -> None:
        if self._shown is None or self._is_taking_in:
            return
        self._is_taking_in = True
        task = self.shell.store.run_long(partial(calls.take_in, self._shown), self._taken_in, self._not_taken_in)
        self.shell.watch(task, _("Taking in the roster"))

    def _taken_in(self, done: Done[TakenIn]) -> None:
        self._is_taking_in = False
        self._taken = done.value
        self._say_done()
        self._stack.setCurrentIndex(DONE)
        self._end.focus_first()

    def _not_taken_in(self, error: BaseException) -> None:
        self._is_taking_in = False
        self.shell.fail(error)

    def _say_done(self) -> None:
        if self._shown is not None and self._taken is not None:
            self._end.show_outcome(self._taken, self._shown.plan)

    @Slot()
    def _go_to_list(self) -> None:
        self._restart()
        self.shell.go(Place(page="households"))

    @Slot()
    def _save_left_out(self) -> None:
        if self._shown is None or self._opened is None:
            return
        target = dialogs.ask_target(self, self.shell, self._opened.source.path)
        if target is not None:
            self._saved = target
            self.shell.store.run_pure(partial(calls.save_left_out, self._shown, target), self._note_saved)

    def _note_saved(self, count: int) -> None:
        said = ngettext(
            "{n} row was saved with the reason beside it.", "{n} rows were saved with the reason beside each.", count
        )
        mend = Mend(words=_("Open the table"), act=self._open_saved)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(n=count), mend=mend))

    def _open_saved(self) -> None:
        if self._saved is not None:
            open_path(self.shell, self._saved)
