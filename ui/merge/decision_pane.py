"""One conflict: its values side by side, another one if none is right, the reason, the history, the household."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.model import Sensitivity
from poverty_desktop.queries.handover.conflict_rows import ConflictRow, ConflictValue
from poverty_desktop.queries.register.file_rows import HistoryRow
from ui import theme
from ui.merge.calls import Around
from ui.merge.reason_box import ReasonBox
from ui.merge.tables import HISTORY_COLUMNS, REASONS, VALUE_COLUMNS, Choice, choices_of
from ui.models.rows_model import CellsModel
from ui.widgets import value_text
from ui.widgets.controls import button, column, label
from ui.widgets.editors import ValueEditor, editor_for
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

EDITOR_HEIGHT = 34


class DecisionPane(QWidget):
    """``decided`` carries the value (None: the record is taken out) and the reason; ``group_asked``: all alike."""

    decided = Signal(object, str)
    household_asked = Signal()
    group_asked = Signal()
    revealed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge_decision")
        self.words = Words(self)
        words = self.words
        self._row: ConflictRow | None = None
        self._around = Around()
        self._chosen = -1
        self._other: Value | None = None
        self._is_open = False
        self._title = label(None, "", "merge_fact", role="heading")
        self._household = label(None, "", "merge_household", role="weak")
        self._to_household = button(words, N_("Open the file"), "merge_open", self._ask_household, role="link")
        self._show_private = button(words, N_("Show private values"), "merge_reveal", self._reveal, role="quiet")
        self._values: CellsModel[Choice] = CellsModel(VALUE_COLUMNS, self)
        self._table = _table("merge_values", self._values, 44, 140, 236, 136, 70)
        words.put(self._table.setAccessibleName, N_("Values"))
        self._write = button(words, N_("Another value (E)"), "merge_other", self.write_other)
        self._slot = QWidget()
        self._slot_box = QVBoxLayout(self._slot)
        theme.space(self._slot_box)
        self._slot.hide()
        self._reason = ReasonBox(words, "merge_reason", REASONS)
        self._group = button(words, "", "merge_to_group", self._ask_group)
        self._alike = 0
        self._decide = button(words, N_("Decide and next"), "merge_decide", self.decide, role="primary", icon="good")
        self._history: CellsModel[HistoryRow] = CellsModel(HISTORY_COLUMNS, self)
        self._history_table = _table("merge_history", self._history, 140, 100, 340)
        words.put(self._history_table.setAccessibleName, N_("History"))
        self._waiting = label(words, N_("Waits for an entry of another laptop."), "merge_waiting", role="weak")
        self._build()
        self._table.opened.connect(self._take_row)
        self._table.key_pressed.connect(self.press)

    def show_row(self, row: ConflictRow | None, alike: int = 1) -> None:
        """Show one conflict, nothing chosen; or that there is none. ``alike`` are of one making with it, itself too."""
        self._row, self._around, self._alike = row, Around(), alike
        self._chosen, self._other, self._is_open = -1, None, False
        self._close_editor()
        self._reason.empty()
        self._history.set_rows(())
        self.setVisible(row is not None)
        self._say()

    def show_around(self, found: Around) -> None:
        """Show what stands around the conflict."""
        self._around = found
        self._history.set_rows(found.history)
        self._say()

    def press(self, key: str) -> None:
        """Take a bare key: the number of a value, E for another one, G for all that are alike."""
        if key == "E":
            self.write_other()
        elif key == "G":
            self._ask_group()
        elif key.isdecimal() and self._row is not None and 1 <= int(key) <= len(self._row.values):
            self._choose(int(key) - 1)

    @Slot()
    def write_other(self) -> None:
        """Open the editor for a value that is none of these."""
        row = self._row
        if row is None or row.item is None:
            return
        self._close_editor()
        editor = editor_for(row.item, row.values[-1].value, self._around.options, language(), self._slot)
        editor.committed.connect(self._take_other)
        editor.cancelled.connect(self._close_editor)
        editor.refused.connect(self.refused)
        editor.setMinimumHeight(max(theme.px(EDITOR_HEIGHT), _wanted_height(editor)))
        self._slot_box.addWidget(editor)
        self._slot.show()
        editor.setFocus()

    def chosen_value(self) -> ConflictValue | None:
        """Return the value that was chosen, if it is one of those that stand."""
        row = self._row
        return row.values[self._chosen] if row is not None and 0 <= self._chosen < len(row.values) else None

    @Slot()
    def decide(self) -> None:
        """Hand the choice over, if a value was chosen; the reason is asked for by the operation."""
        row = self._row
        if row is None:
            return
        if self._chosen < 0:
            self.refused.emit(_("Choose one of the values first: press its number, or E for another one."))
            return
        self.decided.emit(self._value(row), self._reason.currentText())

    def retranslate(self) -> None:
        """Say lists in the new language."""
        self._values.say()
        self._history.say()
        self._say()

    def _value(self, row: ConflictRow) -> Value | None:
        if self._chosen == len(row.values):
            return self._other
        chosen = row.values[self._chosen]
        return None if row.item is None and not chosen.is_shown else chosen.value

    def _build(self) -> None:
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(self._title, 1)
        head.addWidget(self._show_private)
        head.addWidget(self._to_household)
        acts = FlowLayout()
        reason = label(self.words, N_("Reason"), "merge_reason_title", wraps=False)
        for made in (self._write, reason, self._reason, self._decide, self._group):
            acts.addWidget(made)
        box = column(self, margins=(8, 0, 0, 0), spacing=8)
        box.addLayout(head)
        box.addWidget(self._household)
        box.addWidget(self._table, 2)
        box.addWidget(self._slot)
        box.addLayout(acts)
        box.addWidget(self._waiting)
        box.addWidget(label(self.words, N_("History"), "merge_history_title", role="heading"))
        box.addWidget(self._history_table, 1)

    def _say(self) -> None:
        row = self._row
        if row is None:
            return
        self._title.setText(f"{row.label} · {row.subject}" if row.subject else row.label)
        self._household.setText(" · ".join(self._around.household))
        self._to_household.setVisible(row.household is not None)
        is_private = row.item is not None and row.item.sensitivity is Sensitivity.SECRET
        self._show_private.setVisible(is_private and not self._is_open)
        self._write.setVisible(row.item is not None)
        self._waiting.setVisible(row.is_incomplete)
        self._group.setVisible(self._alike > 1 and not row.is_incomplete)
        self._group.setText(
            _("Decide all {count} conflicts of these two sides together (G) …").format(count=self._alike)
        )
        self._decide.setEnabled(not row.is_incomplete)
        other = "" if self._other is None or row.item is None else value_text.write(row.item, self._other) or "—"
        self._values.set_rows(choices_of(row, self._chosen, other, is_open=self._is_open))

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._say()
        self._reason.setFocus()

    @Slot(QModelIndex)
    def _take_row(self, index: QModelIndex) -> None:
        self._choose(index.row())

    @Slot(object)
    def _take_other(self, value: Value) -> None:
        self._close_editor()
        if self._row is not None:
            self._other = value
            self._choose(len(self._row.values))

    @Slot()
    def _close_editor(self) -> None:
        while (item := self._slot_box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._slot.hide()

    @Slot()
    def _ask_household(self) -> None:
        self.household_asked.emit()

    @Slot()
    def _ask_group(self) -> None:
        if self._alike > 1:
            self.group_asked.emit()

    @Slot()
    def _reveal(self) -> None:
        self._is_open = True
        self._say()
        self.revealed.emit()


def _table(name: str, model: CellsModel[Choice] | CellsModel[HistoryRow], *widths: int) -> KeyTable:
    table = KeyTable(name)
    table.setModel(model)
    theme.columns(table, *widths)
    theme.height(table, least=110)
    return table


def _wanted_height(editor: ValueEditor) -> int:
    wanted = getattr(editor, "wanted_height", None)
    return int(wanted()) if wanted is not None else 0
