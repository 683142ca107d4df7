"""What waits for a person: why, from which laptop, what lies in it; let in by two, put aside, taken up again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from poverty_desktop.i18n import N_, _, render
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.handover.set_aside_facts import Contents, FactRow
from ui import theme
from ui.errors import Message, Tone
from ui.merge import waiting_calls as calls
from ui.merge.reason_box import ReasonBox
from ui.merge.waiting_calls import WaitingRow
from ui.merge.waiting_tables import FACT_COLUMNS, WAITING_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.empty_words import EmptyWords
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.quarantine import Released

NOTHING = N_("Nothing waits. What a bundle brings and may not come in without a person stands here.")
NO_FACTS = N_("Choose a line above to see what is in it.")
REASONS = (
    N_("Asked by telephone; the work group wrote it"),
    N_("Compared with the papers of the work group"),
    N_("The laptop was found again; nobody else had it"),
    N_("Not written by the work group"),
)


class WaitingPane(QWidget):
    """``counted`` tells that ``count``, what waits for a decision, is known anew."""

    counted = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge_waiting_pane")
        self.shell = shell
        self.count = 0
        self.words = Words(self)
        words = self.words
        self._rows: CellsModel[WaitingRow] = CellsModel(WAITING_COLUMNS, self, is_weak=lambda row: not row.found.waits)
        self.table = KeyTable("waiting_table")
        words.put(self.table.setAccessibleName, N_("Held back"))
        self.table.setModel(self._rows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        theme.columns(self.table, 230, 350, 150, 110, 80, 150)
        theme.height(self.table, least=120)
        EmptyWords(self.table, words, NOTHING)
        self._facts: CellsModel[FactRow] = CellsModel(FACT_COLUMNS, self)
        self._fact_table = KeyTable("waiting_facts")
        words.put(self._fact_table.setAccessibleName, N_("What is in it"))
        self._fact_table.setModel(self._facts)
        theme.columns(self._fact_table, 200, 190, 190, 190, 180, 200)
        theme.height(self._fact_table, least=130)
        EmptyWords(self._fact_table, words, NO_FACTS)
        self._advice = label(None, "", "waiting_advice", role="lead")
        self._in_it = label(None, "", "waiting_in_it", role="weak")
        self._decided = label(None, "", "waiting_decided", role="weak")
        self._reason = ReasonBox(words, "waiting_reason", REASONS)
        self._approver: QLineEdit = line_edit(
            words, N_("Second person"), "waiting_approver", hint=N_("Name of the person who approves")
        )
        self._let_in = button(words, N_("Let in"), "waiting_let_in", self.let_in, role="primary", icon="good")
        self._put_aside = button(words, N_("Put aside for good"), "waiting_put_aside", self._discard)
        self._take_up = button(words, N_("Take up again"), "waiting_take_up", self._take_up_again)
        self._right = self._build()
        self._right.hide()
        box = column(self, margins=(0, 8, 0, 0), spacing=8)
        box.addWidget(self.table, 2)
        box.addWidget(self._right, 3)
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)

    def refresh(self) -> None:
        """Ask what waits."""
        self.shell.store.run(calls.listed, self._show, key="merge.waiting")

    def say(self) -> None:
        """Say the lists in the new language; the reasons come with the next answer."""
        self._rows.say()
        self._facts.say()

    @Slot()
    def let_in(self) -> None:
        """Let in what is chosen; reason and second person are asked for by the operation."""
        names = self._names()
        if names:
            work = partial(calls.release, names, self._reason.currentText(), self._approver.text())
            task = self.shell.store.run_long(work, self._released, self.shell.fail)
            self.shell.watch(task, _("Letting in"))

    def _build(self) -> QWidget:
        words, right = self.words, QWidget()
        ask = FlowLayout()
        theme.width(self._approver, least=300)
        reason = label(words, N_("Reason"), "waiting_reason_title", wraps=False)
        for made in (reason, self._reason, self._approver, self._let_in, self._put_aside, self._take_up):
            ask.addWidget(made)
        box = column(right, spacing=8)
        box.addWidget(self._advice)
        box.addWidget(self._in_it)
        box.addWidget(self._fact_table, 1)
        box.addStretch(0)  # where there is no table, its room
        box.addWidget(self._decided)
        box.addLayout(ask)
        return right

    def _show(self, rows: tuple[WaitingRow, ...]) -> None:
        chosen = {row.found.name for row in self._chosen()}
        self._rows.set_rows(rows)
        self.count = sum(row.found.waits for row in rows)
        self.counted.emit()
        places = [number for number, row in enumerate(rows) if row.found.name in chosen]
        self._right.setVisible(bool(rows))
        if rows:
            self.table.selectRow(places[0] if places else 0)
        self._show_chosen()

    def _chosen(self) -> list[WaitingRow]:
        picked = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [row for number in sorted(picked) if (row := self._rows.row(number)) is not None]

    def _names(self) -> list[bytes]:
        return [row.found.name for row in self._chosen()]

    @Slot()
    def _show_chosen(self) -> None:
        rows = self._chosen()
        self._facts.set_rows(())
        came_whole = len(rows) == 1 and rows[0].found.came_at is not None
        self._fact_table.setVisible(not came_whole)
        self._in_it.setText("")
        for made, is_meant in (
            (self._let_in, any(row.found.waits for row in rows)),
            (self._put_aside, any(not row.found.is_aside for row in rows)),
            (self._take_up, bool(rows) and all(row.found.is_aside for row in rows)),
        ):
            made.setVisible(is_meant)
        self._approver.setVisible(self._let_in.isVisibleTo(self._right))
        if not rows:
            self._advice.setText("")
            self._decided.setText("")
            return
        self._advice.setText(
            rows[0].advice if len(rows) == 1 else _("{count} lines are chosen.").format(count=len(rows))
        )
        self._decided.setText(_said(rows[0]) if len(rows) == 1 else "")
        if len(rows) == 1 and not came_whole:
            self._in_it.setText(_("Looking into it …"))
            work = partial(calls.look, rows[0].found.name)
            self.shell.store.run(work, self._show_contents, self.shell.fail, key="merge.look")

    def _show_contents(self, found: Contents) -> None:
        self._facts.set_rows(found.rows)
        if found.trouble is not None:
            self._fact_table.hide()
            self._in_it.setText(_("It cannot be looked into: {why}").format(why=render(found.trouble)))
            return
        said = _("Entries: {entries}; households: {households}. Nothing of it is in the register yet.").format(
            entries=found.entries, households=found.households
        )
        if found.unread:
            said = _("{sentence} {count} of them cannot be read.").format(sentence=said, count=found.unread)
        if found.more:
            said = _("{sentence} The first are shown; {count} follow.").format(sentence=said, count=found.more)
        self._in_it.setText(said)

    def _released(self, done: Done[Released]) -> None:
        value = done.value
        self._empty()
        said = _("{count} entries came in.").format(count=value.accepted)
        if value.waiting:
            said = _("{sentence} {count} wait on; the list says why.").format(sentence=said, count=value.waiting)
        if value.troubles:
            said = f"{said} {render(value.troubles[0])}"
        is_whole = not value.waiting
        self.shell.tell(Message(tone=Tone.SUCCESS if is_whole else Tone.WARNING, text=said))

    @Slot()
    def _discard(self) -> None:
        work = partial(calls.discard, self._names(), self._reason.currentText())
        self.shell.store.run(work, self._put_aside_done, self.shell.fail)

    def _put_aside_done(self, _done: Done[int]) -> None:
        self._empty()
        said = _("Put aside. It stays here, at the end of the list, and can be taken up again.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _take_up_again(self) -> None:
        work = partial(calls.take_up, self._names(), self._reason.currentText())
        self.shell.store.run(work, self._taken_up, self.shell.fail)

    def _taken_up(self, _done: Done[int]) -> None:
        self._empty()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("It waits for a decision again.")))

    def _empty(self) -> None:
        self._reason.empty()
        self._approver.clear()
        self.table.setFocus()


def _said(row: WaitingRow) -> str:
    """Return the last decision on it."""
    decided = row.found.decided
    if decided is None:
        return ""
    words = {
        "released": _("Let in on {when} by {by}, approved by {approver}: {reason}"),
        "discarded": _("Put aside on {when} by {by}: {reason}"),
        "taken_up": _("Taken up again on {when} by {by}: {reason}"),
    }
    return words.get(decided.what, "{reason}").format(
        when=f"{decided.at.astimezone():%Y-%m-%d %H:%M}",
        by=decided.by or "—",
        approver=decided.approver or "—",
        reason=decided.reason,
    )
