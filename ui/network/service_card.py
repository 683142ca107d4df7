"""The service of this workspace: started and stopped by one button, with its address, its digits and who came last."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_date, format_list
from poverty_desktop.operations.done import Changes, Done, Topic
from ui import theme
from ui.errors import Message, Tone
from ui.network import calls
from ui.network.calls import Guest
from ui.widgets.controls import button, column, label
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.serving import Serving

OFFICE_TITLE = N_("Receive over the network")
OFFICE_ABOUT = N_(
    "Laptops in the same network hand over and fetch everything by one button, without a stick. "
    "It runs as long as this window is open, locked too."
)
TEAM_TITLE = N_("Let another laptop of the team come")
TEAM_ABOUT = N_(
    "Start it here for a few minutes, then press “Go to the other laptop” there. "
    "Both then have everything of the village."
)
_MOST_GUESTS = 3


class _Bell(QObject):
    """Rings in the window's thread for what the service's threads have to say; it stays as long as they do."""

    asked = Signal(object)
    visited = Signal()


class ServiceCard(QFrame):
    """``is_team``: a laptop serves its team; else an office its laptops. ``moved`` tells that it started or ended."""

    moved = Signal()

    def __init__(self, shell: Shell, *, is_team: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("service_card")
        self.setProperty("role", "card")
        self.shell = shell
        words = self.words = Words(self)
        self.serving: Serving | None = None
        self._guests: list[Guest] = []
        self._bell = _Bell()
        self._bell.asked.connect(self._perform, Qt.ConnectionType.QueuedConnection)
        self._bell.visited.connect(self._ask_guests, Qt.ConnectionType.QueuedConnection)
        self._start = button(words, N_("Start"), "service_start", self.start, icon="send")
        self._stop = button(words, N_("Stop"), "service_stop", self.stop)
        self._where = label(None, "", "service_where", role="lead")
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._came = label(None, "", "service_came", role="small")
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(label(words, TEAM_TITLE if is_team else OFFICE_TITLE, "service_title", role="heading"), 1)
        head.addWidget(self._start)
        head.addWidget(self._stop)
        box = column(self, margins=(16, 12, 16, 12), spacing=4)
        box.addLayout(head)
        self._about = label(words, TEAM_ABOUT if is_team else OFFICE_ABOUT, "service_about", role="weak")
        for made in (self._about, self._where, self._came):
            box.addWidget(made)
        shell.changes.changed.connect(self._note_changes)
        self._say()

    @Slot()
    def start(self) -> None:
        """Begin to serve."""
        self._start.setEnabled(False)
        bell = self._bell  # not the card: what belongs to Qt's window must not be held by other threads
        self.shell.store.run(partial(calls.start, bell.asked.emit, bell.visited.emit), self._started, self._failed)

    @Slot()
    def stop(self) -> None:
        """End the service; what is being carried goes on the next time."""
        if self.serving is not None:
            self._stop.setEnabled(False)
            self.shell.store.run(partial(calls.stop, self.serving), self._stopped)

    def retranslate(self) -> None:
        """Say again what is composed."""
        self._say()

    def _started(self, done: Done[Serving]) -> None:
        self.serving = done.value
        self._say()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("It has begun. The other laptops can come now.")))
        self.moved.emit()

    def _failed(self, error: BaseException) -> None:
        self._say()
        self.shell.fail(error)

    def _stopped(self, _nothing: None) -> None:
        self.serving = None
        self._guests = []
        self._say()
        self.moved.emit()

    @Slot(object)
    def _perform(self, task: object) -> None:
        if self.serving is not None:
            self.shell.store.run_long(partial(calls.perform, self.serving, task), self._performed)

    def _performed(self, _done: Done[bool]) -> None:
        self._ask_guests()

    @Slot()
    def _ask_guests(self) -> None:
        if self.serving is not None:
            self.shell.store.run(partial(calls.guests, self.serving), self._show_guests, key="service.guests")

    def _show_guests(self, guests: list[Guest]) -> None:
        self._guests = guests
        self._say()

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if self.serving is not None and changes & {Topic.DEVICES, Topic.BUNDLES}:
            self.shell.store.run(partial(calls.refresh, self.serving), key="service.refresh")

    def _say(self) -> None:
        begun = self.serving
        is_on = begun is not None
        self._start.setVisible(not is_on)
        self._start.setEnabled(True)
        self._stop.setVisible(is_on)
        self._stop.setEnabled(True)
        self._about.setVisible(not is_on)
        self._where.setVisible(is_on)
        self._came.setVisible(is_on)
        if begun is None:
            return
        where = format_list(begun.addresses) if begun.addresses else _("port {port}").format(port=begun.service.port)
        self._where.setText(_("Address {where} · digits {digits}").format(where=where, digits=begun.fingerprint))
        if not self._guests:
            self._came.setText(_("Nobody has come yet."))
            return
        told = [
            _("{name} at {time}").format(name=guest.name, time=_moment(guest)) for guest in self._guests[:_MOST_GUESTS]
        ]
        self._came.setText(_("Came last: {list}.").format(list=format_list(told)))


def _moment(guest: Guest) -> str:
    at = guest.at.astimezone()
    return f"{format_date(at.date())} {at:%H:%M}"
