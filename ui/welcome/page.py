"""The page of a closed program: it leads from the first start, or from a locked workspace, to the desk."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout

from poverty_desktop.errors import DamageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.progress import Progress
from ui import theme
from ui.actions import Key
from ui.welcome import calls
from ui.welcome.calls import NewWorkspace, RecentWorkspace
from ui.welcome.pane_stack import PaneStack
from ui.widgets.attempt import Attempt
from ui.widgets.page import Desk, Page, Shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from poverty_desktop.operations.session import Session
    from poverty_desktop.operations.workspaces.workspace import RecoverySheet
    from ui.lanes import Task
    from ui.welcome.new_workspace import NewWorkspacePane
    from ui.welcome.place_calls import PickedPlace
    from ui.welcome.recovery import RecoveryPane
    from ui.welcome.restoring import Restoring
    from ui.welcome.start import StartPane
    from ui.welcome.unlock import UnlockPane

    Pane = StartPane | UnlockPane | NewWorkspacePane | RecoveryPane

STAYING = ("welcome_start", "welcome_recovery")
"""Panes that Esc does not leave; the recovery sheet must be confirmed."""


class WelcomePage(Page):
    """Emits ``entered`` with the desk once a workspace is open.

    Before, ``asking`` tells that a passphrase is asked for and ``opening`` that a key is derived from it: times that
    pass anyway, and in which others get ready.
    """

    name = "welcome"
    entered = Signal(object)
    asking = Signal()
    opening = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._desk: Desk | None = None
        self._attempt: Attempt | None = None
        self._practising: Task | None = None
        self._shows_newest = True
        self._found: tuple[RecentWorkspace, ...] = ()
        self._shown: Pane | None = None
        self._panes = PaneStack()
        box = QVBoxLayout(self)
        theme.space(box)
        box.addWidget(self._panes)
        if not shell.preferences.recent:
            self._show_start()

    @cached_property
    def _start(self) -> StartPane:
        """The ways in; like every pane built when it is first shown, for most starts go straight to the passphrase."""
        from ui.welcome.start import StartPane

        made = StartPane()
        made.way_taken.connect(self.take_way)
        made.folder_taken.connect(self.take_folder)
        made.browse_asked.connect(self._browse)
        made.restore_asked.connect(self._restoring_asked)
        made.set_recent(self._found)
        return self._panes.added(made)

    @cached_property
    def _restoring(self) -> Restoring:
        from ui.welcome.restoring import Restoring

        made = Restoring(self.shell, self)
        made.restored.connect(self._ask_passphrase)
        return made

    @cached_property
    def _unlock(self) -> UnlockPane:
        from ui.welcome.unlock import UnlockPane

        made = UnlockPane()
        made.passphrase_given.connect(self._try_passphrase)
        made.code_given.connect(self._try_code)
        made.left.connect(self._show_start)
        made.restore_asked.connect(self._restore_beside)
        made.forgotten.connect(self._ask_office)
        return self._panes.added(made)

    @cached_property
    def _new(self) -> NewWorkspacePane:
        from ui.welcome.new_workspace import NewWorkspacePane

        made = NewWorkspacePane(self.shell)
        made.asked.connect(self._create)
        made.left.connect(self._show_start)
        return self._panes.added(made)

    @cached_property
    def _recovery(self) -> RecoveryPane:
        from ui.welcome.recovery import RecoveryPane
        from ui.welcome.sheet_press import SheetPress

        made = RecoveryPane()
        press = SheetPress(self.shell, self)
        made.print_asked.connect(press.print_sheet)
        made.save_asked.connect(press.save)
        made.confirmed.connect(self._confirm)
        return self._panes.added(made)

    @property
    def asked_role(self) -> str:
        """Return the role of the workspace whose passphrase is asked for."""
        return self._unlock.role

    def title(self) -> str:
        """Return the name of the page."""
        return _("Welcome")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Tab", words=N_("Next field")),
            Key(keys="Enter", words=N_("Go on")),
            Key(keys="Esc", words=N_("Back to the start")),
        )

    def refresh(self) -> None:
        """Look which workspaces opened lately are still there."""
        if self._shown is None and not self._shows_newest:
            self._show_start()
        folders = self.shell.preferences.recent
        self.shell.store.run_pure(partial(_recent, folders), self._show_recent, key="recent")

    def step_back(self) -> bool:
        """Go back to the start; the recovery sheet must be confirmed."""
        if self._shown is None or self._shown.objectName() in STAYING:
            return False
        self._show_start()
        return True

    def focus_first(self) -> None:
        """Put the keyboard where the shown pane begins."""
        if self._shown is not None:
            self._shown.focus_first()

    def _show_pane(self, pane: Pane) -> None:
        self._shown = pane
        self._panes.show_pane(pane)
        pane.focus_first()

    @Slot()
    def _show_start(self) -> None:
        self._show_pane(self._start)

    def _show_recent(self, found: tuple[RecentWorkspace, ...]) -> None:
        self._found = found
        if self._shown is None and self._shows_newest and found and not found[0].is_practice:
            self._ask_passphrase(found[0])
        elif self._shown is None:
            self._show_start()
        if self._shown is not None and self._shown.objectName() == "welcome_start":
            self._start.set_recent(found)
            self._start.focus_first()
        self._shows_newest = False

    @Slot(str)
    def take_way(self, way: str) -> None:
        """Go one of the ways: practise, field, office, or practise as an office."""
        if way == "practise":
            self._watch(self._practise(calls.practice_folder()), _("Preparing the sample village"))
            return
        if way == "county":
            made = self._practise(calls.county_folder(), calls.practise_county)
            self._watch(made, _("Preparing the sample county; this takes a minute"))
            return
        self._new.look_up()
        self._new.begin(way)
        self._show_pane(self._new)

    @Slot(str)
    def take_folder(self, folder: str) -> None:
        """Ask for the passphrase of the workspace in ``folder``, or open it where it is a practice village."""
        self.shell.store.run_pure(partial(_recent, (folder,)), self._show_taken)

    @Slot()
    def _browse(self) -> None:
        from ui.widgets import file_chooser
        from ui.widgets.file_chooser import Purpose

        folder = file_chooser.ask_folder(self, self.shell, Purpose.WORKSPACE, _("Folder of the workspace"))
        if folder is not None:
            self.open_folder(folder)

    def open_folder(self, folder: Path) -> None:
        """Ask for the passphrase of the workspace in ``folder``, or say why it is none."""
        self.shell.store.run_pure(partial(_told, folder), self._show_taken, self.shell.fail)

    def villages(self) -> tuple[PickedPlace, ...]:
        """Return what the picker of the new workspace chooses among."""
        return self._new.villages()

    def _show_taken(self, found: tuple[RecentWorkspace, ...]) -> None:
        if not found:
            self.refresh()
        elif found[0].is_practice:
            self._practise(found[0].folder)
        else:
            self._ask_passphrase(found[0])

    def _practise(
        self, folder: Path, opening: Callable[[Path, Progress], tuple[Session, Desk]] = calls.practise
    ) -> Task | None:
        """Open a practice workspace once, however often its button is pressed meanwhile."""
        if self._practising is not None:
            return None
        self._practising = self.shell.store.open(partial(opening, folder), self._enter, self._not_opened)
        self._practising.ended.connect(self._practice_opened)
        return self._practising

    def _watch(self, task: Task | None, words: str) -> None:
        if task is not None:
            self.shell.watch(task, words)

    @Slot()
    def _practice_opened(self) -> None:
        self._practising = None

    @Slot(object)
    def _ask_passphrase(self, found: RecentWorkspace) -> None:
        self._end_attempt()
        self._unlock.set_workspace(found)
        self._show_pane(self._unlock)
        self.asking.emit()

    @Slot(str)
    def _try_passphrase(self, passphrase: str) -> None:
        work = partial(calls.unlock, self._unlock.folder, passphrase)
        self.shell.store.open(work, self._enter, self._begin_attempt().fail).progressed.connect(self.opening)

    @Slot(str)
    def _try_code(self, code: str) -> None:
        work = partial(calls.unlock_with_recovery, self._unlock.folder, code)
        self.shell.store.open(work, self._enter, self._begin_attempt().fail)

    def _begin_attempt(self) -> Attempt:
        self._end_attempt()
        made = self._attempt = Attempt(self)
        made.refused.connect(self._not_unlocked)
        return made

    def _end_attempt(self) -> None:
        """Let a refusal still under way be heard no more: it belongs to a passphrase that nobody asks about now."""
        if self._attempt is not None:
            self._attempt.end()
            self._attempt = None

    @Slot(object)
    def _not_unlocked(self, error: BaseException) -> None:
        self._unlock.show_trouble(error, can_restore=isinstance(error, DamageError))

    @Slot()
    def _restoring_asked(self) -> None:
        self._restoring.into_new_folder()

    @Slot()
    def _restore_beside(self) -> None:
        self._restoring.beside(self._unlock.folder)

    @Slot()
    def _ask_office(self) -> None:
        from ui.resets.forgotten_dialog import ForgottenDialog

        dialog = ForgottenDialog(self.shell, self._unlock.folder, self)
        dialog.done_with.connect(self._unlock.say_renewed)
        dialog.open()

    @Slot(object)
    def _create(self, wanted: NewWorkspace) -> None:
        task = self.shell.store.open(partial(calls.create, wanted), self._created, self._not_created)
        self.shell.watch(task, _("Making the workspace"))

    def _created(self, made: tuple[Desk, RecoverySheet]) -> None:
        self._desk, sheet = made
        self._recovery.set_sheet(sheet)
        self._show_pane(self._recovery)

    def _not_created(self, error: BaseException) -> None:
        self._new.set_busy(is_busy=False)
        self.shell.fail(error)

    @Slot()
    def _confirm(self) -> None:
        self._recovery.forget()
        if self._desk is not None:
            self._enter(self._desk)

    def _not_opened(self, error: BaseException) -> None:
        self.shell.fail(error)

    def _enter(self, desk: Desk) -> None:
        self._end_attempt()
        if "_new" in self.__dict__:
            self._new.begin("field")  # its passphrases go
        self._shown = None
        self.entered.emit(desk)


def _recent(folders: tuple[str, ...], _progress: Progress) -> tuple[RecentWorkspace, ...]:
    return calls.recent(folders)


def _told(folder: Path, _progress: Progress) -> tuple[RecentWorkspace, ...]:
    return (calls.told(folder),)
