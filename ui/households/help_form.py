"""Asks beside the plan for what is missing: of a measure that is planned, of a step in its life, of a need."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QWidget

from poverty_desktop.domain.measure import LIFE, Status, following, next_step
from poverty_desktop.i18n import N_, _, format_yuan, language
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.assistance.measure_lines import MeasureLine
from ui import theme
from ui.households.help_calls import HelpFile, HelpTyped
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.words import Words

FIELDS = {
    "description": N_("What is needed, in a few words"),
    "amount": N_("Amount in yuan"),
    "quantity": N_("Quantity"),
    "wanted_by": N_("Wanted by, such as 2026-12-31"),
    "due_on": N_("Time limit; the end of the year where blank"),
    "helper": N_("Helper"),
    "on": N_("Date; today where blank"),
    "evidence": N_("Supporting evidence"),
    "person_times": N_("Person-times, for training"),
    "effect": N_("Effect"),
    "income_effect": N_("Income gained in yuan"),
    "confirmed_by": N_("Who of the household signed"),
    "confirm_note": N_("If nobody signed: why"),
    "dropped_because": N_("Why it is dropped"),
}
NEED = ("description", "amount", "quantity", "wanted_by")
PLAN = ("amount", "quantity", "due_on", "helper")
STEP = {
    Status.DELIVERED: ("on", "amount", "evidence", "person_times"),
    Status.CONFIRMED: ("on", "effect", "income_effect", "confirmed_by", "confirm_note"),
    Status.DROPPED: ("dropped_because",),
}
USUAL_STEP = ("on", "amount")


class HelpForm(QFrame):
    """``planned``, ``moved`` and ``needed`` carry a :class:`HelpTyped`; ``left`` says that the form was put away."""

    planned = Signal(object)
    moved = Signal(object)
    needed = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_form")
        self.setProperty("role", "card")
        self._words = Words(self)
        self._file: HelpFile | None = None
        self._typed: HelpTyped | None = None
        box = column(self, margins=(12, 10, 12, 10), spacing=8)
        self._title = label(None, "", "help_form_title", role="lead")
        self._says = label(None, "", "help_form_says", role="weak")
        box.addWidget(self._title)
        box.addWidget(self._says)
        self._kind = self._box("help_kind", N_("Kind of need"))
        self._member = self._box("help_member", N_("Member who benefits"))
        self._status = self._box("help_status", N_("Status"))
        self._status.activated.connect(self._choose_status)
        self._satisfaction = self._box("help_satisfaction", N_("Satisfaction"))
        for made in (self._kind, self._member, self._status):
            box.addWidget(made)
        self._fields: dict[str, QLineEdit] = {}
        for name, msgid in FIELDS.items():
            field = line_edit(self._words, msgid, f"help_{name}", hint=msgid)
            field.returnPressed.connect(self._give)
            self._fields[name] = field
            box.addWidget(field)
        box.addWidget(self._satisfaction)
        acts = QHBoxLayout()
        theme.space(acts, spacing=8)
        self._save = button(self._words, N_("Save"), "help_save", self._give, role="primary", icon="check")
        acts.addWidget(self._save)
        acts.addWidget(button(self._words, N_("Cancel"), "help_cancel", self.leave))
        acts.addStretch(1)
        box.addLayout(acts)
        box.addStretch(1)

    def ask_need(self, file: HelpFile) -> None:
        """Ask for one more need."""
        self._begin(file, HelpTyped(household=file.household, year=file.year), _("Take down a need"), "", NEED)
        self._fill(self._kind, file.need_kinds, "")
        self._kind.show()
        self._kind.setFocus()

    def ask_plan(
        self,
        file: HelpFile,
        item: MeasureItem,
        *,
        person: RecordId | None,
        need: RecordId | None,
        amount_fen: int | None,
    ) -> None:
        """Ask for what a measure still needs to stand in the plan."""
        typed = HelpTyped(household=file.household, year=file.year, item=item.id, person=person, need=need)
        tongue = language()
        says = "\n".join(
            (
                _("Standard: {amount}").format(amount=item.amount.words(tongue)),
                _("Papers: {papers}").format(papers=item.evidence(tongue)),
                _("Steps: {steps}").format(steps=item.landing(tongue)),
            )
        )
        self._begin(file, typed, item.title(tongue), says, PLAN)
        self._fields["helper"].setText("、".join(row.name for row in file.helpers if row.is_current))
        self._fields["quantity"].setVisible(item.amount.unit is not None)
        if item.amount.unit is not None:
            self._fields["quantity"].setPlaceholderText(_("Quantity ({unit})").format(unit=item.amount.unit(tongue)))
        if amount_fen is not None:
            self._fields["amount"].setText(format_yuan(amount_fen).replace(",", ""))
        self._member.setVisible(item.is_personal)
        self._member.clear()
        for member, name in file.members:
            self._member.addItem(name, member.hex())
        self._member.setCurrentIndex(max(self._member.findData(person.hex() if person is not None else ""), 0))
        self._save.setFocus()

    def ask_step(self, file: HelpFile, lines: tuple[MeasureLine, ...]) -> None:
        """Ask for the next step of lines that stand at the same place."""
        first = lines[0]
        steps = [step for step in (*LIFE, Status.DROPPED) if all(step in following(line.status) for line in lines)]
        if not steps:
            return
        typed = HelpTyped(household=file.household, year=file.year, lines=tuple(line.id for line in lines))
        title = first.name if len(lines) == 1 else _("{count} measures").format(count=len(lines))
        says = _("Now: {status}").format(status=first.status_label)
        usual = next_step(first.status)
        self._begin(file, replace(typed, status=usual or steps[0]), title, says, ())
        words = dict(file.statuses)
        self._fill(self._status, tuple((step.value, words[step.value]) for step in steps), (usual or steps[0]).value)
        self._status.show()
        self._choose_status()
        self._status.setFocus()

    @Slot()
    def leave(self) -> None:
        """Put the form away."""
        self._typed = None
        self.hide()
        self.left.emit()

    def step_back(self) -> bool:
        """Put the form away on Esc; say whether it was there."""
        if not self.isVisible():
            return False
        self.leave()
        return True

    def _begin(self, file: HelpFile, typed: HelpTyped, title: str, says: str, shown: tuple[str, ...]) -> None:
        self._file, self._typed = file, typed
        self._title.setText(title)
        self._says.setText(says)
        self._says.setVisible(bool(says))
        for made in (self._kind, self._member, self._status, self._satisfaction):
            made.hide()
        for field in self._fields.values():
            field.clear()
        self._words.say()
        self._show(shown)
        self.show()

    def _show(self, shown: tuple[str, ...]) -> None:
        for name, field in self._fields.items():
            field.setVisible(name in shown)

    @Slot()
    def _choose_status(self) -> None:
        status = Status(str(self._status.currentData()))
        if self._typed is not None:
            self._typed = replace(self._typed, status=status)
        self._show(STEP.get(status, USUAL_STEP))
        self._satisfaction.setVisible(status is Status.CONFIRMED)
        if status is Status.CONFIRMED and self._file is not None:
            self._fill(self._satisfaction, self._file.satisfaction, "")

    @Slot()
    def _give(self) -> None:
        typed = self._typed
        if typed is None:
            return
        texts = {name: field.text() for name, field in self._fields.items() if field.isVisibleTo(self)}
        if self._satisfaction.isVisibleTo(self):
            texts["satisfaction"] = str(self._satisfaction.currentData() or "")
        typed = replace(typed, texts=texts)
        if typed.lines:
            self.moved.emit(typed)
        elif typed.item:
            if self._member.isVisibleTo(self) and self._member.currentData():
                typed = replace(typed, person=RecordId(bytes.fromhex(str(self._member.currentData()))))
            self.planned.emit(typed)
        else:
            self.needed.emit(replace(typed, texts={**texts, "kind": str(self._kind.currentData() or "")}))

    def _box(self, name: str, msgid: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._words.put(made.setAccessibleName, msgid)
        return made

    def _fill(self, made: QComboBox, choices: tuple[tuple[str, Label], ...], chosen: str) -> None:
        made.clear()
        for code, words in choices:
            made.addItem(words(language()), code)
        made.setCurrentIndex(max(made.findData(chosen), 0))
