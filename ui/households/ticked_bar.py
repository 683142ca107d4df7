"""What one does with the ticked households together."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from poverty_desktop.i18n import N_, ngettext
from ui import theme
from ui.widgets.controls import button, label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class TickedBar(QFrame):
    """Hidden while nothing is ticked."""

    print_asked = Signal()
    export_asked = Signal()
    untick_asked = Signal()
    verify_asked = Signal()
    step_asked = Signal()
    helper_asked = Signal()
    visit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("households_ticked")
        self.setProperty("role", "banner")
        self.setProperty("tone", "info")
        words = Words(self)
        self._ticked = 0
        row = FlowLayout(self)
        theme.space(row, margins=(12, 4, 8, 4), spacing=8)
        self._count = label(None, "", "households_ticked_count", role="heading", wraps=False)
        row.addWidget(self._count)
        for msgid, name, asked, icon in (
            (N_("Print"), "households_ticked_print", self.print_asked, "papers"),
            (N_("Save as Excel …"), "households_ticked_export", self.export_asked, "export"),
            (N_("Verify …"), "households_ticked_verify", self.verify_asked, "verification"),
            (N_("Note a step …"), "households_ticked_step", self.step_asked, "clock"),
            (N_("Helper …"), "households_ticked_helper", self.helper_asked, "people"),
            (N_("Visit …"), "households_ticked_visit", self.visit_asked, "interview"),
        ):
            row.addWidget(button(words, msgid, name, asked.emit, icon=icon))
        row.addWidget(button(words, N_("Untick all"), "households_untick", self.untick_asked.emit, role="quiet"))
        words.also(self._say)
        self.hide()

    def set_ticked(self, count: int) -> None:
        """Show that ``count`` households are ticked."""
        self._ticked = count
        self.setVisible(count > 0)
        self._say()

    def _say(self) -> None:
        self._count.setText(
            ngettext("{n} household ticked", "{n} households ticked", self._ticked).format(n=self._ticked)
        )
