"""The last step: what came in, what stayed out, and where to go from here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from poverty_desktop.exchange.plan import ImportPlan
from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.operations.register.entry_closing import TakenIn
from ui import theme
from ui.roster.calls import LEFT_OUT
from ui.roster.words import in_a_row
from ui.widgets.controls import button, label, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class DonePane(QWidget):
    """Tells the outcome and offers the list, the rows that stayed out, and another file."""

    list_asked = Signal()
    entries_asked = Signal()
    save_asked = Signal()
    other_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Words(self)
        card = QFrame()
        card.setObjectName("roster_done")
        card.setProperty("role", "card")
        self._lead = label(None, "", "roster_done_lead", role="title")
        self._rest = label(None, "", "roster_done_rest", role="weak")
        self._lines = label(None, "", "roster_done_lines", role="weak")
        self._to_lines = button(
            words, N_("See the entry list"), "roster_to_lines", self.entries_asked.emit, icon="check"
        )
        self._to_list = button(
            words, N_("See the households"), "roster_to_list", self.list_asked.emit, role="primary", icon="households"
        )
        self._save = button(
            words, N_("Save the rows that stayed out …"), "roster_done_save", self.save_asked.emit, icon="export"
        )
        other = button(words, N_("Another file"), "roster_done_other", self.other_asked.emit, icon="import")
        buttons = QWidget()
        flow = FlowLayout(buttons)
        theme.space(flow, spacing=8)
        for made in (self._to_list, self._to_lines, self._save, other):
            flow.addWidget(made)
        box = QVBoxLayout(card)
        theme.space(box, margins=24, spacing=12)
        for part in (self._lead, self._rest, self._lines, buttons):
            box.addWidget(part)
        box.addStretch(1)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(scrolled(card, "roster_done_area"))

    def show_outcome(self, taken: TakenIn, plan: ImportPlan) -> None:
        """Say how many rows of ``plan`` came in, and what that says of the lines that waited to be entered."""
        rows = taken.rows
        self._lead.setText(ngettext("{n} row was taken in.", "{n} rows were taken in.", rows).format(n=rows))
        self._lines.setText(taken.words())
        for shown in (self._lines, self._to_lines):
            shown.setVisible(bool(taken.closed or taken.differing))
        staying = sum(plan.counts[action] for action in LEFT_OUT)
        said = _("{households} new households, {persons} new persons.").format(
            households=plan.household_count, persons=plan.person_count
        )
        rest = ngettext(
            "{n} row stayed out; save it, mend it, and take the file in again.",
            "{n} rows stayed out; save them, mend them, and take the file in again.",
            staying,
        ).format(n=staying)
        self._rest.setText(in_a_row([said, rest] if staying else [said]))
        self._save.setVisible(staying > 0)

    def focus_first(self) -> None:
        """Put the keyboard on the way to the list."""
        self._to_list.setFocus()
