"""The queue of facts with several values, decided one after another by keys, or a whole group at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.handover import conflict_groups
from poverty_desktop.queries.handover.conflict_rows import ConflictList, ConflictRow
from ui import theme
from ui.errors import Message, Tone
from ui.merge import calls
from ui.merge.decision_pane import DecisionPane
from ui.merge.group_pane import GroupPane
from ui.merge.tables import QUEUE_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.words import Words

FIRST_STEP = N_("Take in bundles on the page Reporting first; what two people wrote differently then stands here.")


class ConflictsPane(QWidget):
    """What several people wrote differently, one after the other."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge_conflicts")
        self.shell = shell
        self.words = Words(self)
        self._found = ConflictList(rows=(), seen=0)
        self._queue: CellsModel[ConflictRow] = CellsModel(QUEUE_COLUMNS, self)
        self.table = KeyTable("merge_queue")
        self.words.put(self.table.setAccessibleName, N_("Conflicts"))
        self.table.setModel(self._queue)
        EmptyWords(self.table, self.words, FIRST_STEP)
        theme.columns(self.table, 130, 85, 60)
        theme.height(self.table, least=190)
        self._pane = DecisionPane()
        self._group = GroupPane()
        self._right = QStackedWidget()
        self._right.setObjectName("merge_right")
        self._right.addWidget(self._pane)
        self._right.addWidget(self._group)
        self._right.hide()
        self._said = label(None, "", "merge_said", role="lead")
        box = column(self, margins=(0, 8, 0, 0), spacing=8)
        box.addWidget(self._said)
        box.addWidget(Parts("merge_parts", self.table, self._right, shares=(430, 780), least=900), 1)
        self.table.moved.connect(self._show_chosen)
        self.table.key_pressed.connect(self._press)
        self.table.opened.connect(self._open_household)
        self._pane.decided.connect(self._decide)
        self._pane.group_asked.connect(self._show_group)
        self._pane.household_asked.connect(self._open_household)
        self._pane.revealed.connect(self._note_reveal)
        for part in (self._pane, self._group):
            part.refused.connect(self._refuse)
        self._group.decided.connect(self._decide_all)
        self._group.left.connect(self.step_back)

    def decide(self) -> None:
        """Decide what is shown: one conflict, or the group."""
        (self._group if self._right.currentWidget() is self._group else self._pane).decide()

    @Slot()
    def step_back(self) -> bool:
        """Leave the group; say whether it was shown."""
        if self._right.currentWidget() is not self._group:
            return False
        self._right.setCurrentWidget(self._pane)
        self.table.setFocus()
        return True

    def refresh(self) -> None:
        """Ask for the queue."""
        self.shell.store.run(calls.listed, self._show, key="merge.queue")

    def say(self) -> None:
        """Say the lists in the new language."""
        self._queue.say()
        self._pane.retranslate()

    def _show(self, found: ConflictList) -> None:
        at = max(0, self.table.currentIndex().row())
        before = self._chosen()
        self._found = found
        self._queue.set_rows(found.rows)
        self._said.setText(
            _("{count} facts wait for a decision.").format(count=len(found.rows))
            if found.rows
            else _("No fact has several values. Nothing is to be decided.")
        )
        keys = [(row.record, row.number) for row in found.rows]
        if before is not None and (before.record, before.number) in keys:
            at = keys.index((before.record, before.number))
        if found.rows:
            self.table.setCurrentIndex(self._queue.index(min(at, len(found.rows) - 1), 0))
            self._right.show()
        else:
            self._pane.show_row(None)
            self._right.setCurrentWidget(self._pane)
            self._right.hide()

    def _chosen(self) -> ConflictRow | None:
        return self._queue.row(self.table.currentIndex().row())

    @Slot(QModelIndex)
    def _show_chosen(self, index: QModelIndex) -> None:
        row = self._queue.row(index.row()) if index.isValid() else None
        self._right.setCurrentWidget(self._pane)
        self._pane.show_row(row, 1 if row is None else len(conflict_groups.like(self._found.rows, row)))
        if row is not None:
            self.shell.store.run(partial(calls.around, row), self._pane.show_around, key="merge.around")

    @Slot(object, str)
    def _decide(self, value: Value | None, reason: str) -> None:
        row = self._chosen()
        if row is not None:
            work = partial(calls.decide, row, value, self._found.seen, reason)
            self.shell.store.run(work, self._decided, self.shell.fail)

    @Slot(str)
    def _press(self, key: str) -> None:
        (self._group if self._right.currentWidget() is self._group else self._pane).press(key)

    @Slot()
    def _show_group(self) -> None:
        row = self._chosen()
        if row is not None:
            self._right.setCurrentWidget(self._group)
            self._group.show_group(conflict_groups.like(self._found.rows, row), self._pane.chosen_value())

    @Slot(object, str)
    def _decide_all(self, decisions: tuple[tuple[ConflictRow, Value | None], ...], reason: str) -> None:
        work = partial(calls.decide_all, decisions, self._found.seen, reason)
        self.shell.store.run(work, self._decided, self.shell.fail)

    def _decided(self, _done: Done[None]) -> None:
        said = _("Decided. It goes to the laptops with what is next written for them.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))
        self._right.setCurrentWidget(self._pane)
        self.table.setFocus()

    @Slot()
    def _open_household(self) -> None:
        row = self._chosen()
        if row is not None and row.household is not None:
            self.shell.go(Place(page="household", household=row.household))

    @Slot()
    def _note_reveal(self) -> None:
        row = self._chosen()
        if row is not None:
            self.shell.store.run(partial(calls.reveal, row))

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self.shell.tell(Message(tone=Tone.INFO, text=sentence))
