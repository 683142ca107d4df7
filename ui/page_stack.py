"""The pages of the open workspace: built when first needed, shown one at a time, remembered for going back."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget

from ui.places import PageEntry
from ui.widgets.page import Page, Place, Shell

HISTORY_LIMIT = 50


class PageStack(QStackedWidget):
    """Holds the welcome page for as long as the program runs, the others for as long as a workspace is open."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("pages")
        self._shell = shell
        self._entries: dict[str, PageEntry] = {}
        self._pages: dict[str, Page] = {}
        self._areas: dict[Page, QScrollArea] = {}
        self._history: list[Place] = []
        self._welcome: Page | None = None

    @property
    def page(self) -> Page | None:
        """Return the page that is shown."""
        area = self.currentWidget()
        shown = area.widget() if isinstance(area, QScrollArea) else None
        return shown if isinstance(shown, Page) else None

    @property
    def welcome(self) -> Page | None:
        """Return the page of a closed program."""
        return self._welcome

    def offers(self, name: str) -> bool:
        """Say whether there is a page of this name."""
        return name in self._entries

    def offer(self, entries: Iterable[PageEntry]) -> None:
        """Let ``entries`` be the pages that can be opened; those that were built and are not among them go."""
        wanted = {entry.name: entry for entry in entries}
        for name in [name for name in self._pages if wanted.get(name) != self._entries.get(name)]:
            self._drop(self._pages.pop(name))
        self._entries = wanted

    def prepare(self, name: str) -> Page:
        """Return the page ``name``, built now if it was not yet; it asks the store nothing before it is shown."""
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = self._entries[name].build(self._shell)
            self._add(page)
        return page

    def show_welcome(self, welcome: Page | None = None) -> None:
        """Show the page of a closed program; it is given the first time."""
        if welcome is not None:
            self._welcome = welcome
            self._add(welcome)
        if self._welcome is not None:
            self.setCurrentWidget(self._areas[self._welcome])

    def remember(self) -> None:
        """Keep the present place for going back."""
        if self.page is not None and self.page is not self._welcome:
            self._history = [*self._history, self.page.place()][-HISTORY_LIMIT:]

    def recall(self) -> Place | None:
        """Return the place before, and forget it."""
        return self._history.pop() if self._history else None

    def open(self, place: Place) -> None:
        """Show ``place`` and put the keyboard where work begins."""
        page = self.prepare(place.page)
        page.go_to(place)
        self._leave_for(self._areas[page])
        self.setCurrentWidget(self._areas[page])
        page.refresh_if_stale()
        page.focus_first()

    def _leave_for(self, area: QScrollArea) -> None:
        """Take the keyboard from a page that is left: Qt would pass it on inside, and scroll the page down to there."""
        left, at = self.currentWidget(), self.window().focusWidget()
        if left is not area and left is not None and at is not None and left.isAncestorOf(at):
            at.clearFocus()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        for page in self._pages.values():
            page.retranslate()

    def clear(self) -> None:
        """Drop every page but the welcome page."""
        for page in self._pages.values():
            self._drop(page)
        self._pages = {}
        self._entries = {}
        self._history = []

    def _drop(self, page: Page) -> None:
        area = self._areas.pop(page)
        self.removeWidget(area)
        area.hide()
        area.deleteLater()

    def _add(self, page: Page) -> None:
        """Put ``page`` into an area that scrolls where the screen is too small for it."""
        area = QScrollArea()
        area.setObjectName(f"area_{page.name}")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self._areas[page] = area
        self.addWidget(area)
