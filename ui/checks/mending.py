"""Findings that go away once a hit of a department's list is put right are noted so on the worklist itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import _
from poverty_desktop.operations.done import Done
from ui.checks import calls
from ui.errors import Message, Tone

if TYPE_CHECKING:
    from ui.checks.findings_pane import FindingsPane
    from ui.widgets.page import Shell


class Mending(QObject):
    """Notes the chosen findings as put right with what stands in the row below them."""

    def __init__(self, shell: Shell, pane: FindingsPane) -> None:
        super().__init__(pane)
        self._shell = shell
        self._pane = pane
        pane.mend.given.connect(self.rectify)

    @Slot()
    def rectify(self) -> None:
        """Write it down for every chosen finding."""
        keys = self._pane.keys()
        if not keys:
            self._shell.tell(Message(tone=Tone.INFO, text=_("Choose one or more findings first.")))
            return
        try:
            done = self._pane.mend.rectification()
        except RuleError as error:
            self._shell.fail(error)
            return
        self._shell.store.run(partial(calls.rectify, keys, done), self._rectified, self._shell.fail)

    def _rectified(self, _done: Done[int]) -> None:
        self._pane.mend.clear()
        self._pane.give_focus()
