"""A payment list before it is drawn up: who would be paid, what speaks against whom, what is said to it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.operations.money.list_drafts import ListPreview
from poverty_desktop.operations.money.payee import Payee
from ui import theme
from ui.funds.library_pane import table_of
from ui.funds.tables import PAYEE_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class DraftView(QWidget):
    """``drawn`` carries the preview and the explanations by row, blank for who is left out; ``left`` goes back."""

    drawn = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words(self)
        self._found: ListPreview | None = None
        self._reasons: dict[int, str] = {}
        box = column(self, spacing=8)
        self._name = label(None, "", "funds_draft_name", role="heading")
        self._said = label(None, "", "funds_draft_said", role="weak")
        box.addWidget(self._name)
        box.addWidget(self._said)
        self._payees: CellsModel[Payee] = CellsModel(PAYEE_COLUMNS, self)
        self._table = table_of("funds_payees", self._payees, 4)
        self._words.put(self._table.setAccessibleName, N_("Who would be paid"))
        box.addWidget(self._table, 1)
        self._reason = line_edit(
            self._words, N_("Explanation"), "funds_reason", hint=N_("Why the chosen row is right all the same")
        )
        self._reason.returnPressed.connect(self._explain)
        row = FlowLayout()
        theme.space(row, spacing=8)
        self._reason.setFixedWidth(theme.px(320))
        row.addWidget(self._reason)
        for msgid, name, slot in (
            (N_("Keep with this explanation"), "funds_explain", self._explain),
            (N_("Leave out"), "funds_leave_out", self._leave_out),
            (N_("Leave out all without explanation"), "funds_leave_all", self._leave_all),
        ):
            row.addWidget(button(self._words, msgid, name, slot))
        box.addLayout(row)
        acts = FlowLayout()
        theme.space(acts, spacing=8)
        acts.addWidget(button(self._words, N_("Back"), "funds_draft_back", self.left.emit))
        acts.addWidget(
            button(self._words, N_("Draw up the list"), "funds_draw", self._draw, role="primary", icon="check")
        )
        box.addLayout(acts)

    def show_draft(self, found: ListPreview) -> None:
        """Show who would be paid, and what speaks against whom."""
        self._found, self._reasons = found, {}
        self._say()

    def forget(self) -> None:
        """Let go of what was shown."""
        self._found = None

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._payees.say()

    def _say(self) -> None:
        found = self._found
        if found is None:
            return
        self._name.setText(found.title)
        open_rows = [item for item in found.explainable if item.row not in self._reasons]
        kept = [item for item in found.explainable if self._reasons.get(item.row)]
        chosen = [*found.sound, *kept]
        said = _(
            "{count} are paid {yuan} yuan; {open} rows need an explanation, {barred} cannot be paid as they are."
        ).format(
            count=len(chosen),
            yuan=format_yuan(sum(item.amount_fen for item in chosen)),
            open=len(open_rows),
            barred=len(found.barred),
        )
        self._said.setText(said)
        first = [item for item in found.payees if item.faults and item.row not in self._reasons]
        rest = [item for item in found.payees if item not in first]
        self._payees.set_rows((*first, *rest))
        if found.payees:
            self._table.setCurrentIndex(self._payees.index(0, 0))

    @Slot()
    def _explain(self) -> None:
        row = self._payees.row(self._table.currentIndex().row())
        if row is not None and row.wants_reason and self._reason.text().strip():
            self._reasons[row.row] = self._reason.text().strip()
            self._reason.clear()
            self._say()

    @Slot()
    def _leave_out(self) -> None:
        row = self._payees.row(self._table.currentIndex().row())
        if row is not None and row.wants_reason:
            self._reasons[row.row] = ""
            self._say()

    @Slot()
    def _leave_all(self) -> None:
        if self._found is not None:
            self._reasons = {**{item.row: "" for item in self._found.explainable}, **self._reasons}
            self._say()

    @Slot()
    def _draw(self) -> None:
        if self._found is not None:
            self.drawn.emit((self._found, dict(self._reasons)))
