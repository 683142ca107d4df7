"""Where a round is chosen or begun."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_list, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.lookback.rounds import UNKNOWN_PACK, NewRound
from poverty_desktop.queries.lookback.round_frame import Scope
from poverty_desktop.queries.lookback.round_state import RoundRow
from ui import theme
from ui.models.rows_model import CellsModel
from ui.rounds.calls import Overview
from ui.rounds.tables import ROUND_COLUMNS
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.fields import NO_DAY, choice, day_field, day_of, fill, labelled
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class StartPane(QWidget):
    """``opened`` carries a round, ``begun`` what a new one is to be, ``refused`` an error of what was typed."""

    opened = Signal(object)
    begun = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words(self)
        self._listed: tuple[HouseholdId, ...] = ()
        box = column(self, spacing=10)
        self._said = label(None, "", "rounds_said", role="weak")
        box.addWidget(self._said)
        self._rounds: CellsModel[RoundRow] = CellsModel(ROUND_COLUMNS, self)
        self.table = KeyTable("rounds_table")
        self.words.put(self.table.setAccessibleName, N_("Verification rounds"))
        self.table.setModel(self._rounds)
        self.table.opened.connect(self._open)
        box.addWidget(self.table, 100)
        self._form = QFrame()
        self._form.setObjectName("round_form")
        self._form.setProperty("role", "card")
        box.addWidget(self._form)
        box.addStretch(1)
        self._build_form()

    def take_households(self, chosen: tuple[HouseholdId, ...]) -> None:
        """Let the next round be of these households; none lets the scope be chosen again."""
        self._listed = chosen
        self._scope.setVisible(not chosen)
        self._of_list.setVisible(bool(chosen))
        self._of_list.setText(
            ngettext("{n} household ticked", "{n} households ticked", len(chosen)).format(n=len(chosen))
        )
        self._turn_scope()

    def set_busy(self, *, is_busy: bool) -> None:
        """Say that a round is being begun, which takes a while in a county, and take no second one meanwhile."""
        self._go.setEnabled(not is_busy)
        if is_busy:
            self._said.setText(_("The books are being frozen …"))

    def focus_first(self) -> None:
        """Put the keyboard on the rounds, or on the name of the first one."""
        (self.table if self._rounds.rowCount() and not self._listed else self._name).setFocus()

    def show_rounds(self, found: Overview) -> None:
        """Show every round and offer to begin another."""
        self._rounds.set_rows(found.rounds)
        self.table.resizeColumnsToContents()
        self.table.setVisible(bool(found.rounds))
        if found.rounds and self._name.hasFocus() and not (self._name.text() or self._listed):
            self.table.setFocus()  # Enter opens a round, as the sentence above it says
        self._form.setVisible(found.is_known)
        fill(self._scope, tuple(item for item in found.scopes if item[0] != Scope.LISTED))
        if not self._scope.currentData():
            self._scope.setCurrentIndex(1)
        self._groups.setToolTip(format_list(found.groups))
        if not found.is_known:
            self._said.setText(_(UNKNOWN_PACK))
        elif not found.rounds:
            self._said.setText(_("There is no round yet. Begin one below: it freezes who is on the books today."))
        else:
            self._said.setText(_("Enter opens a round."))

    def say(self) -> None:
        """Say the list in the present language."""
        self._rounds.say()

    def _build_form(self) -> None:
        words = self.words
        box = column(self._form, margins=(16, 12, 16, 12), spacing=8)
        box.addWidget(label(words, N_("Begin a round"), "round_form_title", role="heading"))
        self._name = line_edit(
            words, N_("Name of the round"), "round_name", hint=N_("such as: look-back of autumn 2026")
        )
        theme.width(self._name, least=280)
        self._deadline = day_field(words, N_("Deadline"), "round_deadline")
        self._scope = choice(words, N_("Scope"), "round_scope")
        self._scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._scope.currentIndexChanged.connect(self._turn_scope)
        self._groups = line_edit(words, N_("Groups"), "round_groups", hint=N_("groups, one after the other"))
        flow = FlowLayout()
        for msgid, field in (
            (N_("Name of the round"), self._name),
            (N_("Deadline"), self._deadline),
            (N_("Scope"), self._scope),
            (N_("Groups"), self._groups),
        ):
            flow.addWidget(labelled(words, msgid, field))
        self._of_groups = self._groups.parentWidget()
        self._of_list = label(None, "", "round_listed_count", role="heading", wraps=False)
        self._of_list.hide()
        flow.addWidget(self._of_list)
        self._go = button(words, N_("Freeze the books and begin"), "round_begin", self._begin, role="primary")
        flow.addWidget(self._go)
        box.addLayout(flow)
        self._turn_scope()
        for field in (self._name, self._deadline, self._groups):
            field.returnPressed.connect(self._begin)

    @Slot()
    def _turn_scope(self) -> None:
        if self._of_groups is not None:
            self._of_groups.setVisible(self._scope.currentData() == Scope.GROUPS and not self._listed)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._rounds.row(index.row())
        if row is not None:
            self.opened.emit(row.id)

    @Slot()
    def _begin(self) -> None:
        try:
            deadline = day_of(self._deadline.text())
            if deadline is None:
                raise RuleError(NO_DAY)
        except RuleError as error:
            self._deadline.setFocus()
            self.refused.emit(error)
            return
        scope = Scope.LISTED if self._listed else Scope(self._scope.currentData() or Scope.VILLAGE)
        groups = tuple(part for part in self._groups.text().replace("、", " ").replace("，", " ").split() if part)
        wanted = NewRound(
            name=self._name.text(),
            deadline=deadline,
            scope=scope,
            groups=groups if scope is Scope.GROUPS else (),
            households=self._listed,
        )
        self.begun.emit(wanted)
