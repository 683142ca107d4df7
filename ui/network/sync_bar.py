"""One button on the laptop: to the office and back, as far as the network carries, and on from there the next time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import Cancelled
from poverty_desktop.i18n import N_, _, language, render
from poverty_desktop.operations.done import Done, Topic
from ui import theme
from ui.errors import Message, Tone, as_far_as
from ui.network import calls
from ui.widgets.controls import button, column, label, line_edit, stand_first
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.syncing import Carried, Journey, Synced

MOST_ROUNDS = 3
EXAMPLE = N_("for instance 192.168.1.20:45820")
HOW = N_("The office shows its address on the page Merging, under “Receive over the network”.")


class SyncBar(QWidget):
    """Three steps for each round, of which only the middle one waits for the network and needs no register.

    ``judged`` tells whether an address of the office is known: then this is the button to press first.
    """

    judged = Signal(bool)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync_bar")
        self.shell = shell
        words = self.words = Words(self)
        self._sync = button(words, N_("Sync with the office"), "sync_start", self.start, icon="office")
        self._ask = button(words, N_("Address of the office …"), "sync_ask", self._open, role="quiet")
        self._address = line_edit(words, N_("Address of the office"), "sync_address", hint=EXAMPLE)
        self._address.returnPressed.connect(self.start)
        theme.width(self._address, least=240, most=320)
        self._how = label(words, HOW, "sync_how", role="small")
        self._done: Done[Synced] | None = None
        self._round = 0
        self._is_under_way = False
        self._is_known = False
        row = QWidget()
        tools = FlowLayout(row)
        theme.space(tools, spacing=8)
        for made in (self._sync, self._address, self._ask):
            tools.addWidget(made)
        box = column(self, spacing=4)
        box.addWidget(row)
        box.addWidget(self._how)
        self._address.hide()
        self._how.hide()
        self.hide()
        self._keep_room(is_kept=True)

    def refresh(self) -> None:
        """Ask whether there is an office to sync with."""
        self.shell.store.run(calls.knows_office, self._show, key="sync.known")

    @Slot()
    def start(self) -> None:
        """Begin, or go on where the last try stopped."""
        if self._is_under_way:
            return
        self._is_under_way = True
        self._done, self._round = None, 0
        self._sync.setEnabled(False)
        self._begin()

    def _begin(self) -> None:
        self._round += 1
        address = self._address.text().strip()
        task = self.shell.store.run_long(partial(calls.prepare, address), self._prepared, self._failed)
        self.shell.watch(task, _("Syncing with the office"))

    def _prepared(self, found: tuple[Journey, int]) -> None:
        journey, sent = found
        task = self.shell.store.run_away(partial(calls.carry, journey), partial(self._carried, sent), self._failed)
        self.shell.watch(task, _("Syncing with the office"))

    def _carried(self, sent: int, carried: Carried) -> None:
        task = self.shell.store.run_long(partial(calls.finish, carried, sent), self._finished, self._failed)
        self.shell.watch(task, _("Syncing with the office"))

    def _finished(self, found: tuple[Done[Synced], bool]) -> None:
        done, is_due = found
        self.shell.changes.changed.emit(done.changes)
        self._done = done if self._done is None else calls.joined(self._done, done)
        if is_due and not done.was_stopped and self._round < MOST_ROUNDS:
            self._begin()
            return
        self._end()
        self._address.hide()
        self._how.hide()
        self.shell.tell(as_far_as(told(self._done.value), was_stopped=self._done.was_stopped))
        self.refresh()

    def _failed(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, Cancelled):  # what a round before brought stays
            self.shell.changes.changed.emit(frozenset(RecordKind) | {Topic.BUNDLES, Topic.UNDO})
            if self._done is not None:
                self.shell.tell(as_far_as(told(self._done.value), was_stopped=True))
                return
        if calls.is_of_the_place(error):
            self._open()
        self.shell.fail(error)

    def _end(self) -> None:
        self._is_under_way = False
        self._sync.setEnabled(True)

    @Slot()
    def _open(self) -> None:
        self._address.show()
        self._how.show()
        self._ask.hide()
        self._address.setFocus()

    def _show(self, is_known: bool | None) -> None:  # noqa: FBT001 - three answers of one query
        self._keep_room(is_kept=is_known is not None)
        self.setVisible(is_known is not None)
        self._is_known = bool(is_known)
        is_open = self._address.isVisibleTo(self)
        stand_first(self._sync, is_first=self._is_known)
        self._ask.setVisible(not is_open)
        self.judged.emit(self._is_known)

    def _keep_room(self, *, is_kept: bool) -> None:
        """Leave the room of the bar free until it is known whether there is one: what is below stays in place."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(is_kept)
        self.setSizePolicy(policy)


def told(value: Synced) -> Message:
    """Say what one press of the button did."""
    said = [
        _("{count} entries went to the office.").format(count=value.sent)
        if value.sent
        else _("The office had everything already.")
    ]
    if value.relayed:
        said.append(_("{count} bundles of teammates went along.").format(count=value.relayed))
    tone = Tone.SUCCESS
    news = value.news
    if news is not None:
        if news.accepted:
            said.append(_("{count} new entries came from there.").format(count=news.accepted))
        if news.receipt is not None:
            said.append(
                _("The office has {merged} entries, {durable} of them are safe in its backup.").format(
                    merged=news.receipt.merged, durable=news.receipt.durable
                )
            )
        if news.refused or news.troubles or news.pack_trouble:
            tone = Tone.WARNING
        said += [render(trouble) for trouble in (*news.troubles, news.pack_trouble) if trouble is not None]
    if value.refused or value.clock_days:
        tone = Tone.WARNING
    said += [render(trouble) for trouble in value.refused]
    if value.clock_days:
        off = _(
            "The clock of this laptop is off by {days} days from that of the office. Set date and time of this laptop."
        )
        said.append(off.format(days=value.clock_days))
    return Message(tone=tone, text=("" if language() == "zh_CN" else " ").join(said))
