"""Plan and measures of a household: what stands in its way, the keys that are suggested, each line with its life."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QVBoxLayout, QWidget

from poverty_desktop.checks.suggestions import Lock, LockKind, Suggestion
from poverty_desktop.checks.verdicts import Entitled
from poverty_desktop.i18n import N_, _, format_list, format_yuan, language
from poverty_desktop.queries.assistance.measure_lines import MeasureLine, with_member
from ui import theme
from ui.households.help_calls import HelpFile, HelpTyped
from ui.households.help_form import HelpForm
from ui.households.helper_words import helper_words
from ui.models.rows_model import Cell, CellsModel
from ui.widgets.controls import button, column, label, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.parts import Parts
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words

LOCK_WORDS = {
    LockKind.MAIN_CAUSE: N_("Main cause"),
    LockKind.CAUSE: N_("Cause"),
    LockKind.RISK: N_("Risk"),
    LockKind.NEED: N_("Need"),
}
NOTHING_RECORDED = N_("Neither a cause, a risk nor a need is recorded for {year}. Take down what the household needs.")


def _suggested(row: Suggestion) -> str:
    name = row.item.title(language())
    return with_member(name, row.verdict.person_name)


def _entitled(row: Suggestion) -> str:
    if row.verdict.entitled is Entitled.UNKNOWN:
        return _("Ask first: {facts}").format(facts=format_list(row.verdict.missing))
    return format_list(row.verdict.facts)


def _standard(row: Suggestion) -> str:
    fen = row.verdict.amount_fen
    return format_yuan(fen) if fen is not None else row.item.amount.words(language())


def _line_name(line: MeasureLine) -> str:
    return with_member(line.name, line.person_name)


def _line_amount(line: MeasureLine) -> str:
    return format_yuan(line.amount_fen) if line.amount_fen is not None else ""


def _line_day(line: MeasureLine) -> str:
    return line.confirmed_on or line.finished_on or line.started_on or line.due_on


SUGGESTION_COLUMNS: tuple[Cell[Suggestion], ...] = (
    Cell(words=N_("Suggested measure"), text=_suggested),
    Cell(words=N_("What it answers"), text=lambda row: format_list(row.reasons)),
    Cell(
        words=N_("Entitled, because"),
        text=_entitled,
        color=lambda row: "warn" if row.verdict.entitled is Entitled.UNKNOWN else "ink",
    ),
    Cell(words=N_("Standard"), text=_standard),
)
LINE_COLUMNS: tuple[Cell[MeasureLine], ...] = (
    Cell(words=N_("Measure in the plan"), text=_line_name),
    Cell(words=N_("Status"), text=lambda line: line.status_label),
    Cell(words=N_("Amount (yuan)"), text=_line_amount, is_number=True),
    Cell(words=N_("Date or time limit"), text=_line_day),
    Cell(words=N_("Department responsible"), text=lambda line: line.department),
    Cell(words=N_("Need"), text=lambda line: line.need_words),
    Cell(words=N_("Effect"), text=lambda line: line.effect or line.dropped_because),
)


class HelpPane(QWidget):
    """``planned``, ``moved`` and ``needed`` carry what was typed; ``paper_asked`` the notice for an appeal."""

    planned = Signal(object)
    moved = Signal(object)
    needed = Signal(object)
    paper_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_pane")
        self._words = words = Words(self)
        self._file: HelpFile | None = None
        self._wanted = b""
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._locks = label(None, "", "help_locks")
        box.addWidget(self._locks)
        self._helpers = label(None, "", "help_helpers", role="weak")
        box.addWidget(self._helpers)
        acts = FlowLayout()
        for made in (
            button(words, N_("Put into the plan"), "help_plan", self._plan_chosen, role="primary", icon="plus"),
            button(words, N_("Next step"), "help_next", self._step_chosen, icon="chevron-right"),
            button(words, N_("Take down a need"), "help_need", self._ask_need, icon="plus"),
            button(words, N_("Notice of entitlement"), "help_notice", self.paper_asked.emit, icon="papers"),
        ):
            acts.addWidget(made)
        box.addLayout(acts)
        self._suggestions: CellsModel[Suggestion] = CellsModel(SUGGESTION_COLUMNS, self)
        self._lines: CellsModel[MeasureLine] = CellsModel(LINE_COLUMNS, self, is_weak=lambda line: not line.is_alive)
        self._suggestion_table = self._table("help_suggestions", self._suggestions, N_("Suggested measures"), 2)
        self._suggestion_table.opened.connect(self._ask_plan)
        self._suggestion_table.key_pressed.connect(self._suggestion_key)
        self._line_table = self._table("help_lines", self._lines, N_("Measures in the plan"), 6)
        self._line_table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._line_table.opened.connect(self._step_chosen)
        self._line_table.key_pressed.connect(self._line_key)
        left = QWidget()
        lists = QVBoxLayout(left)
        theme.space(lists, spacing=8)
        self._none = label(None, "", "help_none", role="weak")
        lists.addWidget(self._line_table, 2)
        lists.addWidget(self._none)
        lists.addWidget(self._suggestion_table, 3)
        self.form = HelpForm()
        self.form.planned.connect(self.planned)
        self.form.moved.connect(self.moved)
        self.form.needed.connect(self.needed)
        self.form.left.connect(self._form_left)
        self._side = scrolled(self.form, "help_form_area")
        self._side.hide()
        self.form.hide()
        box.addWidget(Parts("help_parts", left, self._side, shares=(760, 380), least=800), 1)

    def set_file(self, file: HelpFile) -> None:
        """Show the plan of a household; what was chosen stays chosen."""
        self._file = file
        advice = file.advice
        locks = advice.locks if advice is not None else ()
        lines = [_lock_words(lock) for lock in locks]
        self._locks.setText("　｜　".join(lines) or _(NOTHING_RECORDED).format(year=file.year))
        self._helpers.setText(helper_words(file.helpers))
        self._lines.set_rows(file.lines)
        self._suggestions.set_rows(advice.suggestions if advice is not None else ())
        if file.lines:
            names = [line.id for line in file.lines]
            at = names.index(self._wanted) if self._wanted in names else 0  # type: ignore[arg-type]
            self._line_table.setCurrentIndex(self._lines.index(at, 0))
        if advice is not None and advice.suggestions:
            self._suggestion_table.setCurrentIndex(self._suggestions.index(0, 0))
        self._line_table.setVisible(bool(file.lines))
        said = "" if file.lines else _("Nothing is planned for {year}. Choose a suggestion and press Enter.")
        self._none.setText(said.format(year=file.year))
        self._none.setVisible(bool(said))

    def choose_line(self, line: bytes) -> None:
        """Choose a line of the plan as soon as it is shown."""
        self._wanted = line
        if self._file is not None:
            self.set_file(self._file)

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        table = self._line_table if self._file is not None and self._file.lines else self._suggestion_table
        table.setFocus()

    def say(self) -> None:
        """Say the tables in the present language."""
        self._lines.say()
        self._suggestions.say()

    def close_form(self) -> None:
        """Put the form away after it was saved."""
        self.form.leave()

    def _table(self, name: str, model: object, words: str, stretched: int) -> KeyTable:
        table = KeyTable(name)
        table.setModel(model)  # type: ignore[arg-type]
        self._words.put(table.setAccessibleName, words)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(table, stretched, 180)
        return table

    @Slot()
    def _form_left(self) -> None:
        self._side.hide()
        self.focus_first()

    @Slot()
    def _ask_need(self) -> None:
        if self._file is not None:
            self._side.show()
            self.form.ask_need(self._file)

    def _suggestion(self) -> Suggestion | None:
        return self._suggestions.row(self._suggestion_table.currentIndex().row())

    @Slot(QModelIndex)
    def _ask_plan(self, _index: QModelIndex | None = None) -> None:
        row = self._suggestion()
        if row is not None and self._file is not None:
            self._side.show()
            verdict = row.verdict
            self.form.ask_plan(
                self._file, row.item, person=verdict.person, need=row.need, amount_fen=verdict.amount_fen
            )

    @Slot()
    def _plan_chosen(self) -> None:
        """Plan the chosen suggestion at once, as the catalogue says; whoever wants to say more presses Enter."""
        row = self._suggestion()
        if row is None or self._file is None:
            return
        fen = row.verdict.amount_fen
        texts = {"amount": format_yuan(fen).replace(",", "")} if fen is not None else {}
        self.planned.emit(
            HelpTyped(
                household=self._file.household,
                year=self._file.year,
                item=row.item.id,
                person=row.verdict.person,
                need=row.need,
                texts=texts,
            )
        )

    @Slot()
    @Slot(QModelIndex)
    def _step_chosen(self, _index: QModelIndex | None = None) -> None:
        numbers = sorted({index.row() for index in self._line_table.selectionModel().selectedRows()})
        lines = tuple(line for number in numbers if (line := self._lines.row(number)) is not None)
        if lines and self._file is not None:
            self._side.show()
            self.form.ask_step(self._file, lines)
            if not self.form.isVisibleTo(self._side):
                self._side.hide()

    @Slot(str)
    def _suggestion_key(self, key: str) -> None:
        if key == "P":
            self._plan_chosen()
        elif key == "N":
            self._ask_need()

    @Slot(str)
    def _line_key(self, key: str) -> None:
        if key == "N":
            self._ask_need()


def _lock_words(lock: Lock) -> str:
    what = _("{kind}: {what}").format(kind=_(LOCK_WORDS[lock.kind]), what=lock.label)
    if lock.is_open:
        return _("{lock} — no measure answers it yet").format(lock=what)
    return _("{lock} — {measures}").format(lock=what, measures=format_list(lock.keys))
