"""What a page of the window is, where one can go, and what the window gives to its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.operations.done import Changes
from ui.actions import Key
from ui.changes import ChangeNotice
from ui.errors import Message
from ui.lanes import Task
from ui.preferences import Preferences
from ui.tasks import StoreThread
from ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere to go: a page by its name, and what to show there."""

    page: str
    household: HouseholdId | None = None
    households: tuple[HouseholdId, ...] = ()
    interview: InterviewId | None = None
    tab: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Which workspace is open, as far as pages need to know without asking the store."""

    role: str  # field or office
    name: str
    village: str
    worker: str
    folder: str
    is_practice: bool


class Shell(Protocol):
    """The window as its pages see it."""

    @property
    def store(self) -> StoreThread:
        """Return the thread that owns the session."""

    @property
    def changes(self) -> ChangeNotice:
        """Return the broadcaster of what operations changed."""

    @property
    def preferences(self) -> Preferences:
        """Return this user's settings."""

    @property
    def desk(self) -> Desk:
        """Return what is known of the open workspace."""

    def go(self, place: Place) -> None:
        """Open ``place``; the present one is remembered for going back."""

    def offers(self, page: str) -> bool:
        """Say whether the open workspace has a page of this name."""

    def back(self) -> None:
        """Return to the place before."""

    def tell(self, message: Message) -> None:
        """Show one sentence in the message bar."""

    def take_back(self, sentence: str) -> None:
        """Hide ``sentence`` where it is still shown: it does not hold any more."""

    def forget_trouble(self) -> None:
        """Hide a warning about what was tried before: the same has gone well now."""

    def fail(self, error: BaseException) -> None:
        """Show what ``error`` means and that nothing was changed."""

    def note_saved(self, at: datetime) -> None:
        """Say in the header that something was saved at this moment."""

    def watch(self, task: Task, words: str) -> None:
        """Show the progress of ``task``, named by the translated ``words``, with a button that cancels it."""

    def set_preferences(self, preferences: Preferences) -> None:
        """Adopt and save language and text size at once."""

    def close_workspace(self) -> None:
        """Close the open workspace and show the welcome page."""


class Page(QWidget):
    """One page of the window.

    ``touched_by`` says which changes make it ask its query again: at once where it is visible, else when it is
    shown next. Sentences are put through ``self.words``; composed ones are said again in :meth:`retranslate`.
    """

    name: ClassVar[str] = ""
    touched_by: ClassVar[Changes] = frozenset()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.words = Words(self)
        self.setObjectName(f"page_{self.name}")
        self.setProperty("role", "page")
        self._is_stale = True
        shell.changes.changed.connect(self._note_changes)

    def title(self) -> str:
        """Return the name of the page in the language of the screen."""
        return ""

    def refresh(self) -> None:
        """Ask the query again and show the new rows."""

    def retranslate(self) -> None:
        """Say again what was not put through ``self.words``; by default everything is asked again."""
        self.refresh()

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page for the F1 card."""
        return ()

    def go_to(self, place: Place) -> None:
        """Take in what ``place`` asks for; where the rows must be asked for anew, ``_is_stale`` says so.

        Called before the page is shown, and also where it is shown already.
        """

    def place(self) -> Place:
        """Return where the page stands now, so that one comes back to it."""
        return Place(page=self.name)

    def step_back(self) -> bool:
        """Leave an inner state on Esc (an editor, an opened record); say whether there was one."""
        return False

    def focus_first(self) -> None:
        """Put the keyboard where work on this page begins."""
        self.setFocus()

    def refresh_when_shown(self) -> None:
        """Refresh now, or when the page is shown again."""
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True

    def refresh_if_stale(self) -> None:
        """Refresh a visible page that does not show what it was asked for last."""
        if self._is_stale and self.isVisible():
            self._is_stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh when something changed while the page was hidden."""
        super().showEvent(event)
        self.refresh_if_stale()

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if changes & self.touched_by:
            self.refresh_when_shown()
