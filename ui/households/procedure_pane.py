"""The procedures of a household, each as a line from top to bottom: what was done, what comes next and when."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.casework.procedure_rows import ProcedureFile, ProcedureRow
from poverty_desktop.queries.casework.procedure_words import ACTOR_WORDS
from poverty_desktop.queries.casework.step_rows import Mark, NextRow, TakenRow
from ui import theme
from ui.households.step_form import StepForm, signers_words
from ui.widgets import icons
from ui.widgets.controls import button, column, label, line_edit, scrolled
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

MARKS = {
    Mark.DONE: ("good", "ok", N_("done")),
    Mark.FAILED: ("bad", "error", N_("not passed")),
    Mark.HANGING: ("clock", "warn", N_("hangs now")),
}
NOTHING_BEGUN = N_("No procedure was begun for this household.")
STEP_BY_STEP = N_("Identification, exit and elimination go step by step, each paper with its earliest day.")
NEXT = ("chevron-right", "accent", N_("comes next"))


class ProcedurePane(QWidget):
    """Signals carry a procedure's kind, what was typed, or which step's paper is asked for."""

    begin_asked = Signal(str)
    typed = Signal(object)
    given = Signal(object)
    drop_asked = Signal(object, str)
    paper_asked = Signal(object, str)

    def __init__(
        self, nothing: str = NOTHING_BEGUN, parent: QWidget | None = None, *, hint: str = STEP_BY_STEP
    ) -> None:
        super().__init__(parent)
        self.setObjectName("procedure_pane")
        self._words = Words(self)
        self._file: ProcedureFile | None = None
        content = QWidget()
        self._box = column(content, margins=(0, 12, 8, 12), spacing=12)
        self._offers = QFrame()
        self._offers.setObjectName("procedure_offers")
        offers = column(self._offers, spacing=6)
        offers.addWidget(label(self._words, N_("Begin a procedure"), "procedure_begin_title", role="heading"))
        self._flow = FlowLayout()
        offers.addLayout(self._flow)
        self._box.addWidget(self._offers)
        self._lines = QVBoxLayout()
        theme.space(self._lines, spacing=12)
        self._box.addLayout(self._lines)
        self._empty = EmptyState(
            "procedures_empty",
            "clock",
            nothing,
            hint,
        )
        self._box.addWidget(self._empty)
        self._box.addStretch(1)
        self.form = StepForm()
        self.form.changed.connect(self.typed)
        self.form.given.connect(self.given)
        outer = column(self, spacing=8)
        outer.addWidget(self.form)
        outer.addWidget(scrolled(content, "procedure_area"), 1)

    def set_file(self, found: ProcedureFile) -> None:
        """Show the procedures of a household; the form stays where it is the same household's."""
        if self._file is None or self._file.subject != found.subject:
            self.form.leave()
        self._file = found
        self._clear()
        for offer in found.offers:
            made = button(self._words, "", f"begin_{offer.id}", None, icon="plus")
            made.setText(offer.title)
            made.setAccessibleName(offer.title)
            made.setToolTip(offer.source)
            made.clicked.connect(partial(self._begin, offer.id))
            self._flow.addWidget(made)
        self._offers.setVisible(bool(found.offers))
        for number, row in enumerate(found.rows):
            self._lines.addWidget(self._card(number, row))
        self._empty.setVisible(not found.rows)

    def _clear(self) -> None:
        for layout in (self._flow, self._lines):
            while (item := layout.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()

    def _card(self, number: int, row: ProcedureRow) -> QFrame:
        card = QFrame()
        card.setObjectName(f"procedure_{number}")
        card.setProperty("role", "card")
        card.setAccessibleName(row.title)
        box = column(card, margins=(14, 12, 14, 12), spacing=8)
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        title = label(None, "", f"procedure_{number}_title", role="heading")
        title.setText(row.title)
        head.addWidget(title)
        state = label(None, "", f"procedure_{number}_state", role="weak")
        state.setText(row.state)
        head.addWidget(state, 1)
        box.addLayout(head)
        for place, taken in enumerate(row.taken):
            box.addWidget(self._taken(f"procedure_{number}_{place}", row, taken))
        if row.hanging and row.is_running:
            name = f"procedure_{number}_take_down"
            made = button(self._words, N_("Take the display down"), name, None, icon="check")
            title_ = next((item.title for item in reversed(row.taken) if item.step == row.hanging), "")
            made.clicked.connect(partial(self._take_down, row.id, row.hanging, title_))
            line = QHBoxLayout()
            line.addSpacing(theme.px(30))
            line.addWidget(made)
            line.addStretch(1)
            box.addLayout(line)
        for step in row.next:
            box.addWidget(self._next(f"procedure_{number}_next_{step.step}", row, step))
        if row.is_running:
            box.addLayout(self._foot(number, row))
        return card

    def _taken(self, name: str, row: ProcedureRow, taken: TakenRow) -> QWidget:
        picture, color, words = MARKS[taken.mark]
        lines = [f"{taken.title}　{taken.day}", *taken.details]
        buttons = self._paper(name, row, taken.step, shown=taken.has_paper)
        if taken.form is not None:
            made = button(self._words, N_("Correct…"), f"{name}_correct", None, icon="draft")
            made.clicked.connect(partial(self._correct, row.id, taken))
            buttons.insert(0, made)
        return self._line(name, picture, color, _(words), taken.actor, lines, buttons)

    def _next(self, name: str, row: ProcedureRow, step: NextRow) -> QWidget:
        picture, color, words = NEXT
        lines = [step.title, *step.clocks, *(text for text in (signers_words(step), step.note) if text)]
        buttons = self._paper(name, row, step.step, shown=step.has_paper)
        made = button(self._words, N_("Note…"), f"{name}_note", None, icon="draft")
        made.clicked.connect(partial(self._ask, row.id, step))
        return self._line(name, picture, color, _(words), step.actor, lines, [made, *buttons])

    def _line(
        self, name: str, picture: str, color: str, mark: str, actor: str, lines: list[str], buttons: list[QWidget]
    ) -> QWidget:
        holder = QWidget()
        holder.setObjectName(name)
        row = QHBoxLayout(holder)
        theme.space(row, spacing=8)
        shown = label(None, "", f"{name}_mark")
        icons.put(shown, picture, color)
        shown.setAccessibleName(mark)
        shown.setToolTip(mark)
        row.addWidget(shown)
        who = label(None, "", f"{name}_actor", role="small", wraps=False)
        who.setText(actor)
        who.setFixedWidth(max(who.fontMetrics().horizontalAdvance(_(word)) for word in ACTOR_WORDS.values()) + 4)
        row.addWidget(who)
        texts = column(spacing=2)
        for number, text in enumerate(lines):
            said = label(None, "", f"{name}_{number}", role="" if number == 0 else "small")
            said.setText(text)
            texts.addWidget(said)
        row.addLayout(texts, 1)
        for made in buttons:
            row.addWidget(made)
        return holder

    def _paper(self, name: str, row: ProcedureRow, step: str, *, shown: bool) -> list[QWidget]:
        if not shown:
            return []
        made = button(self._words, N_("Print its paper"), f"{name}_paper", None, icon="papers")
        made.clicked.connect(partial(self._ask_paper, row.id, step))
        return [made]

    def _foot(self, number: int, row: ProcedureRow) -> QHBoxLayout:
        line = QHBoxLayout()
        theme.space(line, spacing=8)
        said = label(None, "", f"procedure_{number}_clock", role="weak")
        parts = []
        if row.is_left:
            parts.append(_("Nobody is left of this household: give the procedure up, and say why."))
        if row.due is not None:
            parts.append(_("Due by {day}").format(day=format_date(row.due)))
        if row.ready is not None:
            parts.append(_("The next paper may bear {day} at the earliest").format(day=format_date(row.ready)))
        said.setText(" · ".join(parts))
        line.addWidget(said, 1)
        words = N_("Why it is given up")
        because = line_edit(self._words, words, f"procedure_{number}_because", hint=words)
        because.setMaximumWidth(theme.px(220))
        line.addWidget(because)
        made = button(self._words, N_("Give up"), f"procedure_{number}_drop", None)
        made.clicked.connect(partial(self._drop, row.id, because))
        line.addWidget(made)
        return line

    def _drop(self, procedure: RecordId, because: QLineEdit, _checked: object = None) -> None:
        self.drop_asked.emit(procedure, because.text())

    def _begin(self, kind: str, _checked: object = None) -> None:
        self.begin_asked.emit(kind)

    def _ask(self, procedure: RecordId, step: NextRow, _checked: object = None) -> None:
        self.form.ask(procedure, step)

    def _correct(self, procedure: RecordId, taken: TakenRow, _checked: object = None) -> None:
        self.form.correct(procedure, taken)

    def _take_down(self, procedure: RecordId, step: str, title: str, _checked: object = None) -> None:
        self.form.ask_end(procedure, step, title)

    def _ask_paper(self, procedure: RecordId, step: str, _checked: object = None) -> None:
        self.paper_asked.emit(procedure, step)
