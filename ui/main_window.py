"""The one window: it shows pages, goes from one to another, and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from poverty_desktop.i18n import LANGUAGES, N_, _, language
from ui import theme
from ui.actions import Actions, ActionSpec
from ui.changes import ChangeNotice
from ui.errors import Message, Tone, explain
from ui.header_figures import HeaderFigures
from ui.lanes import Task
from ui.page_stack import PageStack
from ui.places import PAGES, PageEntry, entries_of, places_of
from ui.popups import Popups
from ui.preferences import Preferences
from ui.tasks import StoreThread
from ui.undoing import Undoing
from ui.widgets.header import Header
from ui.widgets.message_bar import MessageBar
from ui.widgets.notice_strip import NoticeStrip
from ui.widgets.page import Desk, Page, Place
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.sidebar import Sidebar
from ui.widgets.words import LANGUAGE

_BELOW = {
    "household": "households",
    "rounds": "checks",
    "reviews": "checks",
    "duplicates": "checks",
    "outside_lists": "checks",
    "opinion": "checks",
    "project": "funds",
    "procedures": "checks",
    "team": "assistance",
    "visit": "households",
}
"""Pages that stand below another one's place in the sidebar, where they have none of their own."""


def _at_once() -> bool:
    """Let a workspace be left: nothing comes first."""
    return False


class MainWindow(QMainWindow):
    """Implements :class:`~ui.widgets.page.Shell` for its pages."""

    preferences_changed = Signal(object)

    def __init__(self, store: StoreThread, changes: ChangeNotice, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._store = store
        self._changes = changes
        self._preferences = preferences
        self._desk: Desk | None = None
        self.before_leaving: Callable[[], bool] = _at_once
        self._undoing = Undoing(self, self)
        self._build()
        self._add_actions()
        self.retranslate()
        changes.saved.connect(self._undoing.note_saved)
        store.unhandled.connect(self.fail)

    @property
    def store(self) -> StoreThread:
        """Return the thread that owns the session."""
        return self._store

    @property
    def changes(self) -> ChangeNotice:
        """Return the broadcaster of what operations changed."""
        return self._changes

    @property
    def preferences(self) -> Preferences:
        """Return this user's settings."""
        return self._preferences

    @property
    def desk(self) -> Desk:
        """Return what is known of the open workspace; raises ``LookupError`` where none is open."""
        if self._desk is None:
            raise LookupError("no workspace is open")
        return self._desk

    @property
    def page(self) -> Page | None:
        """Return the page that is shown."""
        return self._stack.page

    def show_welcome(self, welcome: Page) -> None:
        """Show the page of a closed program."""
        self._stack.show_welcome(welcome)
        self._enable()

    def prepare_desk(self, role: str) -> None:
        """Build sidebar and first two pages of a workspace while its key is derived and nothing else can be done."""
        if self._desk is not None:  # another one was opened meanwhile
            return
        entries = entries_of(role)
        self._stack.offer(entries)
        self.sidebar.set_places(places_of(entries, role))
        for entry in entries[:2]:
            self._stack.prepare(entry.name)

    def open_desk(self, desk: Desk, entries: tuple[PageEntry, ...] = PAGES) -> None:
        """Show the pages of the workspace that the store has opened."""
        if self._desk is not None:
            self._stack.clear()
        self._desk = desk
        entries = entries_of(desk.role, entries)
        self._stack.offer(entries)
        self.message.dismiss()
        places = places_of(entries, desk.role)
        self.sidebar.set_places(places)
        for number, place in enumerate(places):
            self.actions_by_id.rename(f"place_{number}", place.words)
        self._enable()
        self.go(Place(page=entries[0].name))
        self._figures.set_desk(desk)

    def go(self, place: Place) -> None:
        """Open ``place``; the present one is remembered for going back."""
        if self._stack.offers(place.page):
            self._stack.remember()
            self._show(place)

    def offers(self, page: str) -> bool:
        """Say whether the open workspace has a page of this name."""
        return self._stack.offers(page)

    @Slot()
    def back(self) -> None:
        """Return to the place before."""
        if (place := self._stack.recall()) is not None:
            self._show(place)

    def tell(self, message: Message) -> None:
        """Show one sentence in the message bar."""
        self.message.show_message(message)

    def take_back(self, sentence: str) -> None:
        """Hide ``sentence`` where it is still shown: it does not hold any more."""
        if sentence and self.message.text() == sentence:
            self.message.dismiss()

    @Slot(object)
    def fail(self, error: BaseException) -> None:
        """Show what ``error`` means and that nothing was changed."""
        self.tell(explain(error))

    @property
    def saved_at(self) -> datetime | None:
        """Return when something was saved last since the workspace was opened."""
        return self._figures.saved_at

    def note_saved(self, at: datetime) -> None:
        """Say in the header that something was saved at this moment."""
        self._figures.note_saved(at)

    def forget_trouble(self) -> None:
        """Hide a warning about what was tried before: the same has gone well now."""
        if self.message.property("tone") == Tone.WARNING.value:
            self.message.dismiss()

    def watch(self, task: Task, words: str) -> None:
        """Show the progress of ``task``, named by the translated ``words``; a warning about earlier work goes."""
        self.forget_trouble()
        self.progress.follow(task, words)

    def set_preferences(self, preferences: Preferences) -> None:
        """Adopt and announce the user's settings; ``ui.app`` applies and saves them."""
        if preferences != self._preferences:
            self._preferences = preferences
            self.preferences_changed.emit(preferences)

    def close_workspace(self) -> None:
        """Close the open workspace and show the welcome page, once what must come first is done."""
        if self.before_leaving():
            return
        self._desk = None
        self._figures.set_desk(None)
        self._stack.clear()
        self.sidebar.set_places(())
        self.message.dismiss()
        self._store.close_session()
        self._stack.show_welcome()
        if self._stack.welcome is not None:
            self._stack.welcome.refresh()
        self._enable()

    @Slot()
    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setWindowTitle(_("Village Work Desk"))
        self.actions_by_id.retranslate()
        if self._desk is None:
            self._stack.clear()  # pages that were built ahead ask the store when they are said anew
        self._stack.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the work under way before the window goes."""
        self._store.shut_down()
        super().closeEvent(event)

    def _build(self) -> None:
        self.header = Header()
        self._figures = HeaderFigures(self.header, self._store, self._changes, self)
        self.sidebar = Sidebar()
        self.message = MessageBar()
        self.progress = ProgressPanel()
        self._stack = PageStack(self)
        central = QWidget()
        central.setObjectName("central")
        central.setProperty("role", "ground")
        self._strip = NoticeStrip(central, (self.message, self.progress))
        middle = QHBoxLayout()
        theme.space(middle, spacing=0)
        middle.addWidget(self.sidebar)
        middle.addWidget(self._stack, 1)
        box = QVBoxLayout(central)
        theme.space(box, spacing=0)
        box.addWidget(self.header)
        box.addLayout(middle, 1)
        box.addWidget(self._strip)
        self.setCentralWidget(central)
        self.actions_by_id = Actions(self)
        self._popups = Popups(self, self._stack, self.actions_by_id, central)
        self.sidebar.chosen.connect(self._go_by_name)
        self.header.language_asked.connect(self.switch_language)
        self.header.settings_asked.connect(self._open_settings)
        self.header.search_asked.connect(self._popups.search)
        self.header.unsent_asked.connect(self._open_bundles)
        self.header.conflicts_asked.connect(self._open_conflicts)
        self.header.end_practice_asked.connect(self.close_workspace)
        LANGUAGE.changed.connect(self.retranslate)

    def _add_actions(self) -> None:
        add = self.actions_by_id.add
        search = ActionSpec(id="search", words=N_("Search everything"), keys=("Ctrl+K",), in_palette=False)
        add(search, self._popups.search)
        add(ActionSpec(id="undo", words=N_("Undo"), keys=("Ctrl+Z",), icon="undo"), self.undo)
        add(ActionSpec(id="redo", words=N_("Redo"), keys=("Ctrl+Y",), icon="redo"), self.redo)
        add(ActionSpec(id="back", words=N_("Back"), keys=("Esc",), in_palette=False), self.step_back)
        add(ActionSpec(id="keys", words=N_("Keys of this page"), keys=("F1",), icon="keyboard"), self._popups.show_keys)
        add(ActionSpec(id="settings", words=N_("Settings"), keys=("Ctrl+,",), icon="settings"), self._open_settings)
        add(
            ActionSpec(id="language", words=N_("Switch the language"), keys=("Ctrl+Alt+L",), icon="language"),
            self.switch_language,
        )
        add(ActionSpec(id="close_workspace", words=N_("Close this workspace"), icon="lock"), self.close_workspace)
        for number in range(10):
            spec = ActionSpec(
                id=f"place_{number}", words=N_("Open this place"), keys=(f"Ctrl+{(number + 1) % 10}",), in_palette=False
            )
            add(spec, partial(self._go_by_number, number))

    def _enable(self) -> None:
        is_open = self._desk is not None
        self.sidebar.setVisible(is_open)
        for name in ("search", "undo", "redo", "settings", "close_workspace"):
            self.actions_by_id[name].setEnabled(is_open)
        places = len(self.sidebar.names())
        for number in range(10):
            self.actions_by_id[f"place_{number}"].setEnabled(is_open and number < places)

    def _show(self, place: Place) -> None:
        if self.page is not None and self.page.name != place.page:
            self.message.pass_by()
        self._stack.open(place)
        own = place.page in self.sidebar.names()
        self.sidebar.mark(place.page if own else _BELOW.get(place.page, place.page))

    @Slot(str)
    def _go_by_name(self, name: str) -> None:
        self.go(Place(page=name))

    def _go_by_number(self, number: int) -> None:
        names = self.sidebar.names()
        if number < len(names):
            self.go(Place(page=names[number]))

    @Slot()
    def _open_settings(self) -> None:
        self.go(Place(page="settings"))

    @Slot()
    def _open_bundles(self) -> None:
        self.go(Place(page="bundles"))

    @Slot()
    def _open_conflicts(self) -> None:
        is_office = self.desk.role == "office"
        self.go(Place(page="merge") if is_office else Place(page="households", tab="conflicts"))

    @Slot()
    def switch_language(self) -> None:
        """Show everything in the other language at once."""
        other = LANGUAGES[(LANGUAGES.index(language()) + 1) % len(LANGUAGES)]
        self.set_preferences(replace(self._preferences, language=other))

    @Slot()
    def step_back(self) -> None:
        """Leave whatever is open, the innermost first; then go back to the place before."""
        if (
            not self._popups.dismiss()
            and self.page is not None
            and not self.page.step_back()
            and self._desk is not None
        ):
            self.back()

    @Slot()
    def undo(self) -> None:
        """Take back the last action of this laptop."""
        self._undoing.undo()

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        self._undoing.redo()
