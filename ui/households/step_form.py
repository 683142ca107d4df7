"""Asks for what stands on the signed paper of a step, and says beside it what speaks against it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from poverty_desktop.domain.procedure import Outcome
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.casework.step_rows import NextRow, TakenRow
from ui import theme
from ui.households.procedure_calls import VOTES, Typed
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

VOTE_WORDS = {
    "entitled": N_("Entitled to vote"),
    "present": N_("Present"),
    "agreed": N_("Agreed"),
    "opposed": N_("Opposed"),
    "abstained": N_("Abstained"),
}
TEXT_WORDS = {
    "participants": N_("Who was there"),
    "place": N_("Meeting place"),
    "opinion": N_("Opinion"),
    "objections": N_("Objections and what came of them"),
}


class StepForm(QFrame):
    """``changed`` carries what was typed so far, for the warnings; ``given`` what is to be saved."""

    changed = Signal(object)
    given = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("step_form")
        self.setProperty("role", "card")
        self._words = Words(self)
        self._procedure: RecordId | None = None
        self._step: NextRow | None = None
        self._takes_down = ""
        self._together: tuple[RecordId, ...] = ()
        self._corrects: RecordId | None = None
        self._box = column(self, margins=(12, 10, 12, 10), spacing=8)
        self._title = label(None, "", "step_title", role="heading")
        self._box.addWidget(self._title)
        hint = N_("Type what stands on the signed paper. Nothing is dated back.")
        self._hint = label(self._words, hint, "step_hint", role="weak")
        self._box.addWidget(self._hint)
        self._holder = QWidget()
        self._box.addWidget(self._holder)
        self._warnings = label(None, "", "step_warnings")
        self._warnings.setProperty("tone", "warning")
        self._box.addWidget(self._warnings)
        against = N_("Why it stands against a rule")
        self._reason = line_edit(self._words, against, "step_reason", hint=N_("If it stands as it is: why"))
        self._box.addWidget(self._reason)
        why = N_("Why the step is corrected")
        self._because = line_edit(self._words, why, "step_because", hint=why)
        self._box.addWidget(self._because)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addStretch(1)
        row.addWidget(button(self._words, N_("Cancel"), "step_cancel", self._cancel))
        row.addWidget(button(self._words, N_("Save"), "step_save", self._give, role="primary"))
        self._box.addLayout(row)
        self._day, self._until = QLineEdit(), QLineEdit()
        self._failed = QCheckBox()
        self._votes: dict[str, QLineEdit] = {}
        self._texts: dict[str, QLineEdit] = {}
        self._signers: dict[str, QCheckBox] = {}
        self._asked: dict[str, QComboBox | QLineEdit] = {}
        self.hide()

    def ask(self, procedure: RecordId, step: NextRow, together: tuple[RecordId, ...] = ()) -> None:
        """Ask for a step, of ``together`` too where one paper is about several households."""
        self._procedure, self._step, self._takes_down, self._together = procedure, step, "", together
        self._corrects = None
        title = _("Note: {step}").format(step=step.title)
        self._title.setText(self._for_all(title))
        self._build(step, _usual_texts(step))

    def ask_end(self, procedure: RecordId, step: str, title: str, together: tuple[RecordId, ...] = ()) -> None:
        """Ask for the end of a display."""
        self._procedure, self._step, self._takes_down, self._together = procedure, None, step, together
        self._corrects = None
        self._title.setText(self._for_all(_("Display taken down: {label}").format(label=title)))
        self._build(None, ("objections",))

    def correct(self, procedure: RecordId, known: TakenRow) -> None:
        """Ask for what the signed paper of a step says that was noted already, with what was noted filled in."""
        assert known.form is not None
        step = replace(known.form, asked=())  # what it asked for stands in the register, and is corrected there
        self._procedure, self._step, self._takes_down, self._together = procedure, step, "", ()
        self._corrects = known.record
        self._title.setText(_("Correct: {label}").format(label=known.title))
        taken, texts = known.noted.taken, known.noted.texts
        names = {*_usual_texts(step), *texts}
        self._build(step, tuple(name for name in TEXT_WORDS if name in names), has_ended=taken.until is not None)
        self._day.setText(taken.on.isoformat())
        self._until.setText(taken.until.isoformat() if taken.until is not None else "")
        for name, field in self._votes.items():
            number = getattr(taken, name)
            field.setText("" if number is None else str(number))
        for name, field in self._texts.items():
            field.setText(texts.get(name, ""))
        for code, box in self._signers.items():
            box.setChecked(code in taken.signatures)
        self._failed.setChecked(taken.outcome is Outcome.FAILED)
        self._reason.setText(texts.get("exception_reason", ""))
        self._tell()

    def _for_all(self, title: str) -> str:
        if not self._together:
            return title
        return _("{step}, {count} households on one paper").format(step=title, count=len(self._together) + 1)

    def show_warnings(self, warnings: tuple[str, ...]) -> None:
        """Say what speaks against what was typed; a reason is asked for then."""
        self._warnings.setText("\n".join(warnings))
        self._warnings.setVisible(bool(warnings))
        self._reason.setVisible(bool(warnings) or bool(self._takes_down) or bool(self._reason.text()))

    def _build(self, step: NextRow | None, texts: tuple[str, ...], *, has_ended: bool = False) -> None:
        old, self._holder = self._holder, QWidget()
        self._box.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._holder)
        theme.space(grid, spacing=8)
        words = Words(self._holder)
        is_display = step is not None and step.is_display
        day_words = N_("Hung out on") if is_display else N_("Taken down on") if step is None else N_("Signed on")
        self._day = line_edit(words, day_words, "step_day", hint=N_("for example 2026-11-23"))
        self._row(grid, words, day_words, self._day)
        self._until = line_edit(words, N_("Taken down on"), "step_until", hint=N_("for example 2026-11-23"))
        self._until.setParent(self._holder)
        self._until.setVisible(has_ended)
        if has_ended:
            self._row(grid, words, N_("Taken down on"), self._until)
        self._because.clear()
        self._because.setVisible(self._corrects is not None)
        self._votes, self._texts, self._signers, self._asked = {}, {}, {}, {}
        if step is not None and step.votes:
            holder = QWidget()
            flow = FlowLayout(holder)
            theme.space(flow, spacing=8)
            for name in VOTES:
                field = line_edit(words, VOTE_WORDS[name], f"step_{name}")
                field.setMaximumWidth(theme.px(72))
                self._votes[name] = field
                flow.addWidget(label(words, VOTE_WORDS[name], f"step_{name}_label", role="small", wraps=False))
                flow.addWidget(field)
            self._row(grid, words, N_("Votes"), holder)
        for name in texts:
            self._texts[name] = line_edit(words, TEXT_WORDS[name], f"step_{name}")
            self._row(grid, words, TEXT_WORDS[name], self._texts[name])
        for asked in step.asked if step is not None else ():
            self._ask_value(grid, asked.name, asked.label, asked.options)
        if step is not None and step.signers:
            self._ask_signers(grid, words, step)
        self._failed = QCheckBox()
        self._failed.setObjectName("step_failed")
        failed = N_("There was an objection that stands") if is_display or step is None else N_("Refused, not passed")
        words.put(self._failed.setText, failed)
        self._failed.toggled.connect(self._tell)
        if step is None or not step.is_refusal:
            grid.addWidget(self._failed, grid.rowCount(), 1)
        for field in (self._day, self._until, *self._votes.values()):
            field.textChanged.connect(self._tell)
        self._reason.clear()
        self.show_warnings(())
        self.show()
        self._day.setFocus()

    def _ask_signers(self, grid: QGridLayout, words: Words, step: NextRow) -> None:
        holder = QWidget()
        flow = FlowLayout(holder)
        theme.space(flow, spacing=12)
        for code, name in step.signers:
            box = QCheckBox(name)
            box.setObjectName(f"step_signed_{code}")
            box.toggled.connect(self._tell)
            self._signers[code] = box
            flow.addWidget(box)
        self._row(grid, words, N_("Has signed"), holder)

    def _ask_value(self, grid: QGridLayout, name: str, said: str, options: tuple[tuple[str, str], ...]) -> None:
        field: QComboBox | QLineEdit
        if options:
            field = QComboBox()
            field.addItem("", "")
            for code, text in options:
                field.addItem(text, code)
        else:
            field = QLineEdit()
        field.setObjectName(f"step_set_{name}")
        field.setAccessibleName(said)
        self._asked[name] = field
        shown = label(None, "", f"step_set_{name}_label", role="weak")
        shown.setText(said)
        row = grid.rowCount()
        grid.addWidget(shown, row, 0)
        grid.addWidget(field, row, 1)

    def _row(self, grid: QGridLayout, words: Words, msgid: str, field: QWidget) -> None:
        row = grid.rowCount()
        name = f"{field.objectName() or 'step_part'}_label"
        grid.addWidget(label(words, msgid, name, role="weak", wraps=False), row, 0)
        grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)

    def typed(self) -> Typed | None:
        """Return what was typed so far."""
        if self._procedure is None:
            return None
        answers = {
            name: str(field.currentData() or "") if isinstance(field, QComboBox) else field.text()
            for name, field in self._asked.items()
        }
        return Typed(
            procedure=self._procedure,
            step=self._step.step if self._step is not None else self._takes_down,
            day=self._day.text(),
            failed=self._failed.isChecked(),
            votes={name: field.text() for name, field in self._votes.items()},
            signatures=tuple(code for code, box in self._signers.items() if box.isChecked()),
            texts={name: field.text() for name, field in self._texts.items()},
            answers=answers,
            reason=self._reason.text(),
            takes_down=bool(self._takes_down),
            together=self._together,
            corrects=self._corrects,
            until=self._until.text(),
            because=self._because.text(),
        )

    @Slot()
    def _tell(self) -> None:
        typed = self.typed()
        if typed is not None and not typed.takes_down:
            self.changed.emit(typed)

    @Slot()
    def _give(self) -> None:
        typed = self.typed()
        if typed is not None:
            self.given.emit(typed)

    @Slot()
    def _cancel(self) -> None:
        self.leave()
        self.cancelled.emit()

    def leave(self) -> None:
        """Hide without saving."""
        self._procedure = None
        self.hide()


def _usual_texts(step: NextRow) -> tuple[str, ...]:
    if step.votes:
        return ("participants", "place")
    return ("place",) if step.is_display else ("participants", "opinion")


def signers_words(step: NextRow) -> str:
    """Return who must sign a step, in one sentence; "" where nobody does."""
    if not step.signers:
        return ""
    return _("To be signed by {names}").format(names=format_list(name for _code, name in step.signers))
