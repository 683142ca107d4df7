"""Options as numbered chips: digits and first letters choose, arrows move, Space takes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from poverty_desktop.i18n import _, format_list
from poverty_desktop.interviews.instance import Choice
from poverty_desktop.interviews.numbering import label_without
from poverty_desktop.interviews.views import Question
from ui import theme
from ui.interview.fields import SAME_KEYS, AnswerField, direction
from ui.interview.question_picture import option_icon, option_size
from ui.interview.view import Then
from ui.widgets.controls import label, restyle
from ui.widgets.flow import FlowLayout
from ui.widgets.option_keys import option_keys

MOST_CHIPS = 24
MANY = ("select_multiple", "rank")
CHOOSING = ("select_one", *MANY, "acknowledge")


class ChoiceField(AnswerField):
    """Options as numbered chips: a digit takes one, first letters narrow them, arrows and Space choose."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._typed = ""
        self._marked = -1
        self._choices: tuple[Choice, ...] = ()
        self._chips: list[QPushButton] = []
        self._box = QWidget()
        self._flow = FlowLayout(self._box)
        theme.space(self._flow, spacing=6)
        self._said = label(None, "", "answer_typed", role="small")
        column = QVBoxLayout(self)
        theme.space(column, spacing=4)
        column.addWidget(self._box)
        column.addWidget(self._said)
        self.show_answer(question)

    def show_answer(self, question: Question) -> None:
        """Show the options and which of them are chosen."""
        super().show_answer(question)
        choices = (Choice(code="OK", label=_("Noted")),) if question.kind == "acknowledge" else question.choices
        if choices != self._choices:
            self._choices = choices
            self._build()
        chosen = self._chosen()
        for choice, chip in zip(self._choices, self._chips, strict=True):
            chip.setChecked(choice.code in chosen)
        if self._marked < 0 or not self._typed:
            self._marked = next((at for at, one in enumerate(choices) if one.code in chosen), -1)
        self._typed = ""
        self._show_matches()

    @property
    def is_narrowing(self) -> bool:
        """Say whether letters or digits wait that have not taken an option yet."""
        return bool(self._typed)

    def event(self, event: QEvent) -> bool:
        """Keep Escape for what was typed, before the window takes it as the way back."""
        is_asked = event.type() is QEvent.Type.ShortcutOverride and self.is_narrowing
        if is_asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, narrow, mark, or go on."""
        if not self.press(event):
            super().keyPressEvent(event)

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; say whether it meant something here."""
        text, key = event.text(), event.key()
        then = direction(event)
        if then is not None:
            self._go(then)
        elif text and text in SAME_KEYS:
            self.same.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Space:
            self._take(self._marked, Then.STAY)
        elif key == Qt.Key.Key_Backspace and self._typed:
            self._type(self._typed[:-1])
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.give("", Then.STAY)
        elif key == Qt.Key.Key_Escape and self._typed:
            self._type("")
        elif text.strip() and text.isprintable() and not _is_command(event):
            self._type(self._typed + text.lower())
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the mark stands."""
        super().focusInEvent(event)
        self._show_matches()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the mark away."""
        super().focusOutEvent(event)
        self._show_matches()

    def _build(self) -> None:
        for old in self._chips:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips = []
        for number, choice in enumerate(self._choices, start=1):
            chip = QPushButton(_numbered(number, choice))
            chip.setObjectName(f"choice_{number}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setAccessibleName(choice.label)
            chip.setCursor(Qt.CursorShape.PointingHandCursor)
            if choice.picture:
                chip.setIcon(option_icon(choice.picture))
                chip.setIconSize(option_size())
            chip.clicked.connect(self._press_chip)
            self._flow.addWidget(chip)
            self._chips.append(chip)

    @Slot()
    def _press_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self._take(self._chips.index(chip), self._after())

    def _chosen(self) -> list[str]:
        return self.question.text.split() if self._is_many() else [self.question.text]

    def _after(self) -> Then:
        """Return where a taken option leads: on where one keys in paper, or where the form says ``quick``."""
        return Then.NEXT if self.goes_on or "quick" in self.question.appearance else Then.STAY

    def _is_many(self) -> bool:
        return self.question.kind in MANY

    def _type(self, typed: str) -> None:
        """Narrow by what was typed so far; a number that can only mean one option takes it at once."""
        self._typed = typed
        matches = self._matches()
        if not matches and len(typed) > 1:
            self._type(typed[-1])
            return
        if not matches:
            self._typed = ""
        self._marked = matches[0] if matches else self._marked
        if typed.isdecimal() and len(matches) == 1:
            self._typed = ""
            self._take(matches[0], self._after())
            return
        self._show_matches()

    def _matches(self) -> list[int]:
        """Return the options that what was typed may mean, that with exactly this number first."""
        typed = self._typed
        if not typed:
            return list(range(len(self._choices)))
        if typed.isdecimal():
            numbers = [at for at in range(len(self._choices)) if str(at + 1).startswith(typed)]
            return numbers or [at for at, choice in enumerate(self._choices) if choice.code == typed]
        return [
            at
            for at, choice in enumerate(self._choices)
            if any(key.startswith(typed) for key in option_keys(choice.label))
        ]

    def _show_matches(self) -> None:
        matches = self._matches()
        is_long = not self._typed and len(self._choices) > MOST_CHIPS
        for at, chip in enumerate(self._chips):
            is_shown = at in matches and (not is_long or at < MOST_CHIPS or chip.isChecked())
            chip.setVisible(is_shown)
            is_marked = at == self._marked and (self.hasFocus() or bool(self._typed))
            if chip.property("marked") != ("true" if is_marked else "false"):
                chip.setProperty("marked", "true" if is_marked else "false")
                restyle(chip)
        left = len(self._choices) - MOST_CHIPS
        said = ""
        if self._typed:
            said = _("Typed: {text}. Enter takes the marked option.").format(text=self._typed)
        elif is_long:
            said = _("{count} more: type a number or first letters.").format(count=left)
        elif not self._choices:
            said = _no_options(self.question)
        elif self.question.kind == "rank" and self.question.text:
            said = _("In this order: {options}").format(options=self.question.shown)
        self._said.setText(said)
        self._said.setVisible(bool(said))

    def _move(self, step: int) -> None:
        matches = self._matches()
        if matches:
            at = matches.index(self._marked) + step if self._marked in matches else 0
            self._marked = matches[at % len(matches)]
            self._show_matches()

    def _go(self, then: Then) -> None:
        """Take what was typed and not taken yet, then go on."""
        chosen = self._chosen()
        is_pending = bool(self._typed) and 0 <= self._marked < len(self._choices)
        if is_pending and self._choices[self._marked].code not in chosen:
            self._typed = ""
            self._take(self._marked, then)
        else:
            self._typed = ""
            self.asked.emit(then)

    def _take(self, at: int, then: Then) -> None:
        if not 0 <= at < len(self._choices):
            return
        self._marked = at
        self._typed = ""
        code = self._choices[at].code
        if not self._is_many():
            self.give(code, then)
            self._recheck()
            return
        chosen = self._chosen()
        chosen = [one for one in chosen if one != code] if code in chosen else [*chosen, code]
        if self.question.kind != "rank":
            chosen = [one.code for one in self._choices if one.code in chosen]
        self.give(" ".join(chosen), then if then is not Then.NEXT else Then.STAY)

    def _recheck(self) -> None:
        chosen = self._chosen()
        for choice, chip in zip(self._choices, self._chips, strict=True):
            chip.setChecked(choice.code in chosen)


def _no_options(question: Question) -> str:
    """Say why there is nothing to choose: an answer that narrows the options is missing, or none goes with them."""
    if not question.is_narrowed:
        return _("The list of this question is empty. Press F5 to say why there is no answer, and tell the office.")
    if question.waits_for:
        return _("Answer first: {questions}").format(questions=format_list(question.waits_for))
    return _("No option goes with the answers so far. Mend them, or press F5 to say why there is no answer.")


def _is_command(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))


def _numbered(number: int, choice: Choice) -> str:
    return f"{number}  {label_without(number, choice)}"
