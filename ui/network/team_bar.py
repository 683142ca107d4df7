"""Two laptops of one team: one lets the other come, or both use a stick; the office is not needed for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from poverty_desktop.i18n import N_, _, language, render
from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress
from ui import theme
from ui.errors import Message, Tone, as_far_as
from ui.network import calls
from ui.network.service_card import ServiceCard
from ui.network.sync_bar import EXAMPLE
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.file_chooser import Purpose, kinds
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.bundles import HandedOver
    from poverty_desktop.operations.handover.team import TeamNews
    from poverty_desktop.operations.handover.team_visit import Exchanged, Met, Visit

ABOUT = N_(
    "Laptops of one village exchange what each has, so that the loss of one loses nothing. "
    "The same entries may come through the office as well; nothing counts twice."
)


class TeamBar(QFrame):
    """Go to the other laptop, let it come, or write and read a stick."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_bar")
        self.setProperty("role", "card")
        self.shell = shell
        words = self.words = Words(self)
        self.card = ServiceCard(shell, is_team=True)
        self._go = button(words, N_("Go to the other laptop"), "team_go", self.go, icon="send")
        self._out = button(words, N_("Write for the team …"), "team_out", self._ask_out, icon="folder")
        self._in = button(words, N_("Take in from the team …"), "team_in", self._ask_in, icon="import")
        self._carry = button(
            words, N_("Carry a bundle to the office …"), "team_carry", self._ask_bundle, icon="bundles"
        )
        self._address = line_edit(words, N_("Address of the other laptop"), "team_address", hint=EXAMPLE)
        theme.width(self._address, least=200, most=300)
        self._address.hide()
        row = QWidget()
        tools = FlowLayout(row)
        theme.space(tools, spacing=8)
        for made in (self._go, self._address, self._out, self._in, self._carry):
            tools.addWidget(made)
        box = column(self, margins=16, spacing=8)
        box.addWidget(label(words, N_("With the other laptops of the team"), "team_title", role="heading"))
        box.addWidget(label(words, ABOUT, "team_about", role="weak"))
        box.addWidget(row)
        box.addWidget(self.card)

    def retranslate(self) -> None:
        """Say again what is composed."""
        self.card.retranslate()

    @Slot()
    def go(self) -> None:
        """Look for the other laptop, and exchange with it."""
        self._go.setEnabled(False)
        self.shell.store.run(partial(calls.look, self._typed()), self._looking, self._failed)

    def _typed(self) -> str:
        return self._address.text().strip()

    def _looking(self, look: Callable[[Progress], Met]) -> None:
        task = self.shell.store.run_away(look, self._met, self._failed)
        self.shell.watch(task, _("Exchanging with the team"))

    def _met(self, met: Met) -> None:
        work = partial(calls.prepare_visit, met, self._typed())
        self.shell.watch(self.shell.store.run_long(work, self._prepared, self._failed), _("Exchanging with the team"))

    def _prepared(self, visit: Visit) -> None:
        task = self.shell.store.run_away(partial(calls.carry_visit, visit), self._carried, self._failed)
        self.shell.watch(task, _("Exchanging with the team"))

    def _carried(self, visit: Visit) -> None:
        task = self.shell.store.run_long(partial(calls.finish_visit, visit), self._exchanged, self._failed)
        self.shell.watch(task, _("Exchanging with the team"))

    def _exchanged(self, done: Done[Exchanged]) -> None:
        self._go.setEnabled(True)
        self._address.hide()
        said = _("Laptop {digits}: {sent} entries went there, {accepted} new ones came from there.")
        self._tell(
            said.format(digits=done.value.digits, sent=done.value.sent, accepted=done.value.news.accepted),
            done.value.news,
            was_stopped=done.was_stopped,
        )

    def _failed(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        if calls.is_of_the_place(error):
            self._address.show()
        self.shell.fail(error)

    @Slot()
    def _ask_out(self) -> None:
        folder = file_chooser.ask_folder(self, self.shell, Purpose.STICK, _("Onto which stick or into which folder?"))
        if folder is not None:
            task = self.shell.store.run_long(partial(calls.team_send, folder), self._written)
            self.shell.watch(task, _("Handing over"))

    def _written(self, done: Done[tuple[HandedOver, ...]]) -> None:
        said = _("{count} files with {entries} entries lie there. Give the stick to the other laptops of the team.")
        count, entries = len(done.value), sum(item.transactions for item in done.value)
        message = Message(tone=Tone.SUCCESS, text=said.format(count=count, entries=entries))
        self.shell.tell(as_far_as(message, was_stopped=done.was_stopped))

    @Slot()
    def _ask_in(self) -> None:
        folder = file_chooser.ask_folder(self, self.shell, Purpose.STICK, _("Which stick came from the team?"))
        if folder is not None:
            task = self.shell.store.run_long(partial(calls.team_receive, folder), self._taken)
            self.shell.watch(task, _("Taking in what the team sent"))

    @Slot()
    def _ask_bundle(self) -> None:
        path = file_chooser.ask_file(
            self, self.shell, Purpose.STICK, _("Which sealed bundle of a teammate?"), kinds(_("Bundles"), "fpb")
        )
        if path is not None:
            task = self.shell.store.run_long(partial(calls.carry_along, path), self._kept)
            self.shell.watch(task, _("Handing over"))

    def _kept(self, done: Done[int]) -> None:
        said = _("{count} bundles of teammates wait here; the next sync takes them to the office.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(count=done.value)))

    def _taken(self, done: Done[TeamNews]) -> None:
        said = _("{accepted} new entries came from the team, {known} were here already.")
        words = said.format(accepted=done.value.accepted, known=done.value.known)
        self._tell(words, done.value, was_stopped=done.was_stopped)

    def _tell(self, said: str, news: TeamNews, *, was_stopped: bool) -> None:
        parts = [said]
        if news.refused:
            parts.append(_("{count} entries were set aside; ask the office why.").format(count=news.refused))
        parts += [render(trouble) for trouble in news.troubles]
        tone = Tone.WARNING if len(parts) > 1 else Tone.SUCCESS
        message = Message(tone=tone, text=("" if language() == "zh_CN" else " ").join(parts))
        self.shell.tell(as_far_as(message, was_stopped=was_stopped))
