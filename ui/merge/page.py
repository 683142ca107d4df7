"""Merging: the queue of facts with several values, decided one after another by keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.queries.conflict_rows import ConflictList, ConflictRow
from ui import theme
from ui.actions import Key
from ui.errors import Message, Tone
from ui.merge import calls
from ui.merge.decision_pane import DecisionPane
from ui.merge.tables import QUEUE_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.purposes import MERGE_PURPOSE

FIRST_STEP = N_("Take in bundles on the page Reporting first; what two people wrote differently then stands here.")


class MergePage(Page):
    """What several people wrote differently, one after the other."""

    name = "merge"
    touched_by = frozenset(RecordKind) | {Topic.UNDO, Topic.BUNDLES}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found = ConflictList(rows=(), seen=0)
        self._queue: CellsModel[ConflictRow] = CellsModel(QUEUE_COLUMNS, self)
        self._table = KeyTable("merge_queue")
        self.words.put(self._table.setAccessibleName, N_("Conflicts"))
        self._table.setModel(self._queue)
        EmptyWords(self._table, self.words, FIRST_STEP)
        theme.columns(self._table, 140, 100, 60)
        theme.height(self._table, least=190)
        self._pane = DecisionPane()
        self._pane.hide()
        self._said = label(None, "", "merge_said", role="lead")
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=12)
        top.addWidget(label(self.words, N_("Merging"), "merge_title", role="page", wraps=False), 1)
        top.addWidget(button(self.words, N_("Publishing"), "merge_publish", self._publish, icon="pack"))
        box.addLayout(top)
        box.addWidget(label(self.words, MERGE_PURPOSE, "merge_purpose", role="weak"))
        box.addWidget(self._said)
        box.addWidget(Parts("merge_parts", self._table, self._pane, shares=(430, 780), least=900), 1)
        self._table.moved.connect(self._show_chosen)
        self._table.key_pressed.connect(self._pane.press)
        self._table.opened.connect(self._open_household)
        self._pane.decided.connect(self._decide)
        self._pane.household_asked.connect(self._open_household)
        self._pane.revealed.connect(self._note_reveal)
        self._pane.refused.connect(self._refuse)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._pane.decide)

    @Slot()
    def _publish(self) -> None:
        self.shell.go(Place(page="publish"))

    def title(self) -> str:
        """Return the name of the page."""
        return _("Merging")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="1 – 9", words=N_("Let this value stand")),
            Key(keys="E", words=N_("Write another value")),
            Key(keys="Ctrl+Enter", words=N_("Decide and next")),
            Key(keys="Enter", words=N_("Open the household")),
        )

    def refresh(self) -> None:
        """Ask for the queue."""
        self.shell.store.run(calls.listed, self._show, key="merge.queue")

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self._queue.say()
        self._pane.retranslate()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard on the queue."""
        self._table.setFocus()

    def _show(self, found: ConflictList) -> None:
        at = max(0, self._table.currentIndex().row())
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
            self._table.setCurrentIndex(self._queue.index(min(at, len(found.rows) - 1), 0))
        else:
            self._pane.show_row(None)

    def _chosen(self) -> ConflictRow | None:
        return self._queue.row(self._table.currentIndex().row())

    @Slot(QModelIndex)
    def _show_chosen(self, index: QModelIndex) -> None:
        row = self._queue.row(index.row()) if index.isValid() else None
        self._pane.show_row(row)
        if row is not None:
            self.shell.store.run(partial(calls.around, row), self._pane.show_around, key="merge.around")

    @Slot(object, str)
    def _decide(self, value: Value | None, reason: str) -> None:
        row = self._chosen()
        if row is not None:
            work = partial(calls.decide, row, value, self._found.seen, reason)
            self.shell.store.run(work, self._decided, self.shell.fail)

    def _decided(self, _done: Done[None]) -> None:
        said = _("Decided. It goes to the laptops with what is next written for them.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))
        self._table.setFocus()

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
