"""Departments' lists: who of the register stands on them, what the list says, and what came of looking into it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QHeaderView, QPushButton

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_date, format_list, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.register.outside_lists import Decision, ListPreview
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.register.outside_hits import HitRow
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.models.rows_model import CellsModel
from ui.outside_lists import calls
from ui.outside_lists.tables import HIT_COLUMNS
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.empty_words import EmptyWords
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell
from ui.widgets.purposes import LISTS_PURPOSE
from ui.widgets.stretched import Stretched

_SAYS = 4


FIRST_STEP = N_("No hit waits. Choose the kind of list above, name the department, then choose its file.")
NONE_DECIDED = N_("No hit was decided yet.")

ROWS_SHOWN = 12
"""How many rows of a list are named in a sentence."""


class OutsideListsPage(Page):
    """Take in a list, look into every hit, decide with support."""

    name = "outside_lists"
    touched_by = frozenset({RecordKind.LIST_HIT, Topic.UNDO, Topic.PACK})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._is_open = True
        self._found: ListPreview | None = None
        self._outcomes: tuple[tuple[str, Label], ...] = ()
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Departments' lists")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="1 – 3", words=N_("Outcome of the chosen hits")),
            Key(keys="0", words=N_("Let the chosen hits wait again")),
            Key(keys="E", words=N_("Show decided or open hits")),
            Key(keys="Ctrl+A", words=N_("Choose all hits")),
            Key(keys="Enter", words=N_("Open the household")),
        )

    def refresh(self) -> None:
        """Ask for the hits again."""
        self.shell.store.run(partial(calls.overview, self._is_open), self._show, self.shell.fail, key="lists.overview")

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self._model.say()
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the hits."""
        self._table.setFocus()

    def _build(self) -> None:
        words = self.words
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(label(words, N_("Departments' lists"), "lists_title", role="page", wraps=False))
        self._said = label(None, "", "lists_said", role="weak")
        top.addWidget(self._said, 1)
        box.addLayout(top)
        box.addWidget(label(words, LISTS_PURPOSE, "lists_purpose", role="weak"))
        self._kind = QComboBox()
        self._kind.setObjectName("lists_kind")
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # it is filled once it is shown
        words.put(self._kind.setAccessibleName, N_("Kind of list"))
        self._department = line_edit(words, N_("Department"), "lists_department", hint=N_("Department that sent it"))
        theme.width(self._department, least=200)
        source = FlowLayout()
        for made in (
            self._kind,
            self._department,
            button(words, N_("Choose a list"), "lists_choose", self._choose, role="primary", icon="import"),
            button(words, N_("Show decided or open hits"), "lists_which", self._turn),
            button(words, N_("To Excel"), "lists_write", self._write_out),
        ):
            source.addWidget(made)
        box.addLayout(source)
        self._model: CellsModel[HitRow] = CellsModel(HIT_COLUMNS, self)
        self._table = KeyTable("lists_hits")
        theme.height(self._table, least=190)
        self._table.setModel(self._model)
        self._empty = EmptyWords(self._table, words, FIRST_STEP)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(self._table, _SAYS, 160)
        words.put(self._table.setAccessibleName, N_("Hits"))
        self._table.key_pressed.connect(self._key)
        self._table.opened.connect(self._open)
        self._table.moved.connect(self._tell)
        box.addWidget(self._table, 1)
        self._detail = label(None, "", "lists_detail")
        box.addWidget(self._detail)
        fields = QHBoxLayout()
        theme.space(fields, spacing=8)
        self._reason = line_edit(
            words, N_("Reason"), "lists_reason", hint=N_("Reason: what was found on looking into it")
        )
        self._evidence = line_edit(
            words, N_("Supporting evidence"), "lists_evidence", hint=N_("Evidence: certificate, visit, photo")
        )
        fields.addWidget(self._reason, 1)
        fields.addWidget(self._evidence, 1)
        box.addLayout(fields)
        self._acts = FlowLayout()
        acts = enumerate((self._first, self._second, self._third), 1)
        self._buttons = [button(words, "", f"lists_outcome_{number}", act) for number, act in acts]
        for made in self._buttons:
            self._acts.addWidget(made)
        box.addLayout(self._acts)

    def _show(self, found: calls.Overview) -> None:
        chosen = self._kind.currentData()
        self._kind.clear()
        for code, words in found.lists:
            self._kind.addItem(words(language()), code)
        self._kind.setCurrentIndex(max(self._kind.findData(chosen), 0))
        self._outcomes = found.outcomes
        for number, made in enumerate(self._buttons):
            made.setVisible(number < len(found.outcomes))
            if number < len(found.outcomes):
                _say(made, f"{number + 1} {found.outcomes[number][1](language())}")
        at = self._table.currentIndex().row()
        self._model.set_rows(found.hits)
        if found.hits:
            self._table.setCurrentIndex(self._model.index(min(max(at, 0), len(found.hits) - 1), 0))
        said = _("{count} hits wait for an outcome.") if self._is_open else _("{count} hits have an outcome.")
        if not found.hits and self._is_open:
            said = _("Nothing waits. Choose the kind of list and take in the department's file.")
        self._said.setText(said.format(count=len(found.hits)))
        self._tell(self._table.currentIndex())

    @Slot(QModelIndex)
    def _tell(self, index: QModelIndex) -> None:
        row = self._model.row(index.row()) if index.isValid() else None
        if row is None:
            self._detail.setText("")
            return
        received = format_date(date.fromisoformat(row.received_on)) if row.received_on else ""
        sent = " ".join(text for text in (row.department, received) if text)
        self._detail.setText("　".join(text for text in (sent, row.detail) if text))

    @Slot()
    def _choose(self) -> None:
        kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self, self.shell, Purpose.LISTS, _("Which list?"), kinds)
        if path is not None:
            work = partial(calls.preview, path, str(self._kind.currentData() or ""), self._department.text())
            self.shell.store.run(work, self._previewed, self.shell.fail)

    def _previewed(self, found: ListPreview) -> None:
        """Say what would happen, and wait for a yes."""
        self._found = found
        lines = [
            _("{all} rows were read; {hits} are members here, {new} of them new; {others} are not.").format(
                all=len(found.source.lines), hits=len(found.hits), new=len(found.new), others=found.others
            )
        ]
        if odd := sum(hit.is_named_otherwise for hit in found.hits):
            lines.append(_("{count} of them have another name on the list.").format(count=odd))
        if found.other_rows:
            some = format_list(map(str, found.other_rows[:ROWS_SHOWN]))
            lines.append(_("Rows of the list that name no member here: {rows}").format(rows=some))
        if found.unsigned:
            some = format_list(str(hit.line.row) for hit in found.unsigned[:ROWS_SHOWN])
            lines.append(_("Rows of households without a signed authorisation: {rows}").format(rows=some))
        if found.without_number:
            shown = format_list(map(str, found.without_number[:5]))
            lines.append(_("Rows without a whole ID number: {rows}").format(rows=shown))
        if found.unsigned:
            lines.append(
                _(
                    "{count} hits are left out: the household has not signed its authorisation yet."
                    " Note the step “authorisation” first, then take the list in again."
                ).format(count=len(found.unsigned))
            )
        mend = Mend(words=_("Take them in"), act=self._take_in) if found.new else None
        self.shell.tell(Message(tone=Tone.INFO, text="\n".join(lines), mend=mend))

    @Slot()
    def _take_in(self) -> None:
        if self._found is not None:
            self.shell.store.run(partial(calls.take_in, self._found), self._taken_in, self.shell.fail)
            self._found = None

    def _taken_in(self, _done: Done[int]) -> None:
        """Show what came in: new hits wait, and would not be seen among the decided ones."""
        if not self._is_open:
            self._turn()

    @Slot()
    def _turn(self) -> None:
        self._is_open = not self._is_open
        self._empty.say(FIRST_STEP if self._is_open else NONE_DECIDED)
        self.refresh()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="members"))

    @Slot(str)
    def _key(self, key: str) -> None:
        if key == "E":
            self._turn()
        elif key == "0":
            if chosen := self._chosen():
                self.shell.store.run(partial(calls.reopen, chosen), None, self.shell.fail)
        elif key in ("1", "2", "3"):
            self._decide(int(key) - 1)

    @Slot()
    def _first(self) -> None:
        self._decide(0)

    @Slot()
    def _second(self) -> None:
        self._decide(1)

    @Slot()
    def _third(self) -> None:
        self._decide(2)

    def _chosen(self) -> list[RecordId]:
        rows = [self._model.row(index.row()) for index in self._table.selectionModel().selectedRows()]
        return [row.id for row in rows if row is not None]

    def _decide(self, number: int) -> None:
        chosen = self._chosen()
        if not chosen or number >= len(self._outcomes):
            self.shell.tell(Message(tone=Tone.INFO, text=_("Choose one or more hits first.")))
            return
        decision = Decision(
            outcome=self._outcomes[number][0], reason=self._reason.text(), evidence=self._evidence.text()
        )
        self.shell.store.run(partial(calls.decide, chosen, decision), self._decided, self.shell.fail)

    def _decided(self, _done: Done[int]) -> None:
        self._reason.clear()
        self._evidence.clear()
        self._table.setFocus()

    @Slot()
    def _write_out(self) -> None:
        kinds = _("Excel workbook (*.xlsx)")
        name = f"{_('Hits')}.xlsx"
        path = file_chooser.ask_target(self, self.shell, Purpose.LISTS, _("Save the hits"), name, kinds)
        if path is not None:
            self.shell.store.run(partial(calls.write_out, path, self._is_open), self._written, self.shell.fail)

    def _written(self, done: Done[int]) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("{count} hits were written.").format(count=done.value)))


def _say(made: QPushButton, text: str) -> None:
    made.setText(text)
    made.setAccessibleName(text)
