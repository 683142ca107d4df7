"""Duplicates: pairs of entries that may be one person, compared side by side and decided by one key."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.ids import HouseholdId, PersonId
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.queries.register.duplicates import ComparedFact, DuplicateRow
from ui import theme
from ui.actions import Key
from ui.duplicates import calls
from ui.duplicates.tables import CANDIDATE_COLUMNS, entries, fact_columns, reasons, whole
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.empty_words import EmptyWords
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.purposes import DUPLICATES_PURPOSE

NONE = N_("No pair waits. The program looks for them whenever this page is opened.")


class DuplicatesPage(Page):
    """The candidates left, the two entries of the chosen one right."""

    name = "duplicates"
    touched_by = frozenset({Topic.UNDO, RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows: tuple[DuplicateRow, ...] = ()
        self._facts: tuple[ComparedFact, ...] = ()
        self._taken: frozenset[str] = frozenset()
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Persons entered twice")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="F5", words=N_("Search again")),
            Key(keys="1", words=N_("Same person: keep the first entry")),
            Key(keys="2", words=N_("Same person: keep the second entry")),
            Key(keys="3", words=N_("The whole household stands twice: keep one")),
            Key(keys="4", words=N_("Two households: keep both")),
            Key(keys="N", words=N_("Two persons")),
            Key(keys="Enter", words=N_("Open the household of the first entry")),
            Key(keys="Space", words=N_("Take a differing fact from the other entry, in the right list")),
        )

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        """Search anew where the register was changed while another page was shown, or a decision was undone.

        Searching a county takes seconds: decisions made here leave the list at once without a search.
        """
        if Topic.UNDO in changes or not self.isVisible():
            super()._note_changes(changes)

    @Slot()
    def refresh(self) -> None:
        """Search again."""
        self._said.setText(_("Searching for persons who may have been entered twice …"))
        self.shell.store.run(calls.candidates, self._show, self.shell.fail, key="duplicates.candidates")

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self._candidates.say()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard on the candidates."""
        self._left.setFocus()

    def _build(self) -> None:
        words = self.words
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(label(words, N_("Persons entered twice"), "duplicates_title", role="page", wraps=False))
        self._said = label(None, "", "duplicates_said", role="weak")
        top.addWidget(self._said, 1)
        top.addWidget(button(words, N_("Search again"), "duplicates_search", self.refresh))
        box.addLayout(top)
        shortcut = QShortcut(QKeySequence("F5"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.refresh)
        box.addWidget(label(words, DUPLICATES_PURPOSE, "duplicates_purpose", role="weak"))
        self._candidates: CellsModel[DuplicateRow] = CellsModel(CANDIDATE_COLUMNS, self)
        self._left = KeyTable("duplicates_candidates")
        self._left.setModel(self._candidates)
        self._left.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        words.put(self._left.setAccessibleName, N_("Persons entered twice"))
        EmptyWords(self._left, words, NONE)
        self._left.moved.connect(self._choose)
        self._left.opened.connect(self._open)
        self._left.key_pressed.connect(self._key)
        box.addWidget(Parts("duplicates_parts", self._left, self._build_right(), shares=(480, 730), least=800), 1)

    def _build_right(self) -> QWidget:
        words, right = self.words, QWidget()
        box = column(right, spacing=8)
        self._why = label(None, "", "duplicates_why")
        box.addWidget(self._why)
        self._compared: CellsModel[ComparedFact] = CellsModel(fact_columns(self._taken), self)
        self._right = KeyTable("duplicates_facts")
        self._right.setModel(self._compared)
        self._right.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        words.put(self._right.setAccessibleName, N_("The two entries side by side"))
        self._right.key_pressed.connect(self._key)
        box.addWidget(self._right, 1)
        self._note: QLineEdit = line_edit(
            words, N_("Note on the decision"), "duplicates_note", hint=N_("Note on the decision, if one is needed")
        )
        box.addWidget(self._note)
        self._acts = (
            button(words, N_("1 Same person: keep the first entry"), "duplicates_first", self._keep_first),
            button(words, N_("2 Same person: keep the second entry"), "duplicates_second", self._keep_second),
            button(words, N_("N Two persons"), "duplicates_apart", self._apart),
        )
        self._whole = button(
            words, N_("3 The whole household stands twice: keep one"), "duplicates_whole", self._join_households
        )
        self._two = button(words, N_("4 Two households: keep both"), "duplicates_two", self._households_apart)
        acts = FlowLayout()
        for act in (*self._acts, self._whole, self._two):
            acts.addWidget(act)
        box.addLayout(acts)
        return right

    def _show(self, rows: tuple[DuplicateRow, ...]) -> None:
        at = max(self._left.currentIndex().row(), 0)
        self._rows = rows
        self._candidates.set_rows(rows)
        if rows:
            said = ngettext("{n} pair waits for a decision.", "{n} pairs wait for a decision.", len(rows)).format(
                n=len(rows)
            )
        else:
            said = _("No two entries look like one person.")
        self._said.setText(said)
        for act in self._acts:
            act.setEnabled(bool(rows))
        self._left.setCurrentIndex(self._candidates.index(min(at, len(rows) - 1), 0) if rows else QModelIndex())
        self._choose(self._left.currentIndex())

    def _row(self) -> DuplicateRow | None:
        index = self._left.currentIndex()
        return self._candidates.row(index.row()) if index.isValid() else None

    @Slot(QModelIndex)
    def _choose(self, _index: QModelIndex) -> None:
        row = self._row()
        self._taken = frozenset()
        self._why.setText("\n".join((reasons(row), entries(row), *whole(row))) if row is not None else "")
        for act in (self._whole, self._two):
            act.setVisible(row is not None and bool(row.whole))
        if row is None:
            self._compared.set_rows(())
            return
        pair = row.candidate
        work = partial(calls.compared, pair.one.person, pair.other.person, language())
        self.shell.store.run(work, self._show_facts, key="duplicates.compared")

    def _show_facts(self, facts: tuple[ComparedFact, ...]) -> None:
        self._facts = facts
        self._compared.set_columns(fact_columns(self._taken))
        self._compared.set_rows(facts)

    @Slot(QModelIndex)
    def _open(self, _index: QModelIndex) -> None:
        row = self._row()
        if row is not None:
            self.shell.go(Place(page="household", household=row.candidate.one.household, tab="members"))

    @Slot(str)
    def _key(self, key: str) -> None:
        acts = {
            "1": self._keep_first,
            "2": self._keep_second,
            "3": self._join_households,
            "4": self._households_apart,
            "N": self._apart,
            "SPACE": self._take,
        }
        if key in acts:
            acts[key]()

    @Slot()
    def _take(self) -> None:
        """Mark the chosen differing fact as taken from the entry that is not kept, or take the mark away."""
        at = self._right.currentIndex()
        fact = self._compared.row(at.row()) if at.isValid() else None
        if fact is not None and fact.is_different:
            self._taken ^= {fact.item.name}
            self._show_facts(self._facts)
            self._right.setCurrentIndex(self._compared.index(at.row(), 0))

    @Slot()
    def _keep_first(self) -> None:
        row = self._row()
        if row is not None:
            self._join(row.candidate.one.person, row.candidate.other.person)

    @Slot()
    def _keep_second(self) -> None:
        row = self._row()
        if row is not None:
            self._join(row.candidate.other.person, row.candidate.one.person)

    def _join(self, kept: PersonId, other: PersonId) -> None:
        work = partial(calls.join, kept, other, self._taken, self._note.text())
        self.shell.store.run(work, partial(self._joined, other), self.shell.fail)

    def _joined(self, left: PersonId, _done: Done[PersonId]) -> None:
        """Leave out every pair of the entry that has left."""
        self._decided([row for row in self._rows if left in (row.candidate.one.person, row.candidate.other.person)])

    @Slot()
    def _join_households(self) -> None:
        row = self._row()
        if row is not None and row.whole:
            left = frozenset(other for _kept, other in row.whole)
            work = partial(calls.join_households, row.whole, self._note.text())
            self.shell.store.run(work, partial(self._households_joined, left), self.shell.fail)

    def _households_joined(self, left: frozenset[PersonId], _done: Done[HouseholdId]) -> None:
        self._decided([row for row in self._rows if left & {row.candidate.one.person, row.candidate.other.person}])

    @Slot()
    def _apart(self) -> None:
        row = self._row()
        if row is not None:
            self._keep_apart(((row.candidate.one.person, row.candidate.other.person),))

    @Slot()
    def _households_apart(self) -> None:
        """Remember of every pair of members of two households that look like one that they are two persons."""
        row = self._row()
        if row is not None and row.whole:
            self._keep_apart(row.whole)

    def _keep_apart(self, pairs: tuple[tuple[PersonId, PersonId], ...]) -> None:
        work = partial(calls.keep_apart, pairs, self._note.text())
        self.shell.store.run(work, partial(self._kept_apart, frozenset(map(frozenset, pairs))), self.shell.fail)

    def _kept_apart(self, pairs: frozenset[frozenset[PersonId]], _done: Done[int]) -> None:
        self._decided(
            [row for row in self._rows if frozenset((row.candidate.one.person, row.candidate.other.person)) in pairs]
        )

    def _decided(self, decided: list[DuplicateRow]) -> None:
        self._note.clear()
        self._show(tuple(row for row in self._rows if row not in decided))
        self._left.setFocus()
