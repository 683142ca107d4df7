"""What stands under the question in work: hint, last time, problem, note, and the keys that help."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.interviews.views import Question
from ui import theme
from ui.widgets import value_text
from ui.widgets.controls import button, label, restyle
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

WHY_WORDS: dict[Why, str] = {value.why: words for value, words in value_text.NOTHINGS if value.why is not Why.BLANK}
UNPLAYED = N_("The questionnaire has {files} here, which this program does not play; ask in the words above.")
IN_ORDER = N_("Choose them in their order; what is chosen first comes first.")


class Details(QWidget):
    """What stands under the question in work: hint, last time, problem, note, and the keys that help."""

    same = Signal()
    nothing_asked = Signal()
    note_asked = Signal()
    official_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question_details")
        words = Words(self)
        self._hint = label(None, "", "question_hint", role="weak")
        self._last = label(None, "", "question_last", role="weak")
        self._same = button(words, N_("= same as last time"), "question_same", self._say_same, role="link")
        self._why = label(None, "", "question_why")
        self._problem = label(None, "", "question_problem")
        self._comment = label(None, "", "question_comment")
        self._comment.setProperty("tone", "warning")
        self._reason = label(None, "", "question_reason", role="weak")
        self._note = label(None, "", "question_note", role="weak")
        last = QHBoxLayout()
        theme.space(last, spacing=8)
        last.addWidget(self._last, 1)
        last.addWidget(self._same)
        keys = QWidget()
        flow = FlowLayout(keys)
        theme.space(flow, spacing=2)
        for msgid, name, slot in (
            (N_("F5 no answer …"), "question_nothing", self.nothing_asked.emit),
            (N_("F2 note"), "question_add_note", self.note_asked.emit),
            (N_("F3 official name"), "question_official", self.official_asked.emit),
        ):
            made = button(words, msgid, name, None, role="link")
            made.clicked.connect(slot)
            flow.addWidget(made)
        for quiet in (self._same, *keys.findChildren(QPushButton)):
            quiet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        theme.space(box, spacing=4)
        for shown in (self._comment, self._problem, self._reason, self._why, self._hint):
            box.addWidget(shown)
        box.addLayout(last)
        box.addWidget(self._note)
        box.addWidget(keys)

    def show_question(self, question: Question, *, was_left: bool, reason: str = "") -> None:
        """Show what belongs to ``question``."""
        _say(self._reason, reason)
        _say(self._hint, _hint_words(question))
        known = question.known
        said = ""
        if known is not None and (known.shown or known.why is not Why.VALUE):
            shown = known.shown or _(WHY_WORDS.get(known.why, ""))
            if shown:
                said = (
                    _("Last time ({when}): {answer}").format(when=known.as_of, answer=shown)
                    if known.is_of_last_time
                    else _("In the register since {when}: {answer}").format(when=known.as_of, answer=shown)
                    if known.as_of
                    else _("In the register: {answer}").format(answer=shown)
                )
                if known.is_same:
                    said = _("{sentence}, unchanged").format(sentence=said)
        _say(self._last, said)
        self._same.setVisible(bool(said) and known is not None and not known.is_same)
        _say(self._why, _(WHY_WORDS[question.why]) if question.why in WHY_WORDS else "")
        is_missing = question.problem_kind == "required"
        _say(self._problem, question.problem if was_left or not is_missing else "")
        self._problem.setProperty("tone", "warning" if is_missing else "error")
        restyle(self._problem)
        _say(self._note, _("Note: {note}").format(note=question.note) if question.note else "")

    def show_comment(self, comment: str) -> None:
        """Show with which comment the answer was handed back."""
        _say(self._comment, _("Handed back: {comment}").format(comment=comment) if comment else "")

    @Slot()
    def _say_same(self) -> None:
        self.same.emit()


def _hint_words(question: Question) -> str:
    in_order = _(IN_ORDER) if question.kind == "rank" else ""
    unplayed = _(UNPLAYED).format(files=format_list(question.unplayed)) if question.unplayed else ""
    return " ".join(part for part in (question.hint, question.guidance, in_order, unplayed) if part)


def _say(shown: QLabel, text: str) -> None:
    shown.setText(text)
    shown.setVisible(bool(text))
