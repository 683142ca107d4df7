"""The row under the cursor: what will happen, why, the facts it writes, and the answers where it asks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.exchange.matching import Choice, Option
from poverty_desktop.exchange.plan import Decision
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.operations.register.roster import RosterPreview
from poverty_desktop.packs.pack import Pack
from ui import theme
from ui.roster import words
from ui.roster.words import ACTIONS, Difference, PreviewRow
from ui.widgets import icons
from ui.widgets.controls import button, label, restyle, scrolled
from ui.widgets.words import Words

TONES = {"warn": "warning", "error": "error", "info": "info", "accent": "success"}
FACTS_SHOWN = 40


class RowPane(QFrame):
    """Emits ``answered`` with what a question was about, its row and the decision (None: asked again)."""

    answered = Signal(object, int, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roster_row")
        self.setProperty("role", "card")
        self._words = Words(self)
        self._row: PreviewRow | None = None
        self._preview: RosterPreview | None = None
        self._pack: Pack | None = None
        self._answers: list[QPushButton] = []
        self._title = label(None, "", "roster_row_title", role="heading")
        self._picture = label(None, "", "roster_row_icon")
        self._action = label(None, "", "roster_row_action", role="lead")
        self._why = label(None, "", "roster_row_why")
        self._reason_label = label(
            self._words, N_("Why the person leaves the other household"), "roster_reason_label", role="small"
        )
        self._reasons = QComboBox()
        self._reasons.setObjectName("roster_reason")
        self._words.put(self._reasons.setAccessibleName, N_("Why the person leaves the other household"))
        self._again = button(self._words, N_("Decide anew"), "roster_again", self._ask_again, role="link", icon="undo")
        self.back = button(self._words, N_("Back to the list"), "roster_row_back", self.left.emit, icon="back")
        self._buttons = QVBoxLayout()
        theme.space(self._buttons, spacing=8)
        self._facts = QVBoxLayout()
        theme.space(self._facts, spacing=4)
        self._facts_title = label(self._words, N_("What is written"), "roster_facts_title", role="heading")
        self._build()
        self._words.also(self._show)

    def set_row(self, row: PreviewRow | None, preview: RosterPreview | None, pack: Pack | None) -> None:
        """Show ``row`` of ``preview``."""
        self._row, self._preview, self._pack = row, preview, pack
        self._show()

    def press(self, number: int) -> None:
        """Give the answer with this number, counted from 1."""
        if 0 < number <= len(self._answers):
            self._answers[number - 1].click()

    def focus_answers(self) -> None:
        """Put the keyboard on the first answer."""
        if self._answers:
            self._answers[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the answer whose number is pressed."""
        if event.text().isdecimal():
            self.press(int(event.text()))
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        inner = QWidget()
        box = QVBoxLayout(inner)
        theme.space(box, margins=16, spacing=10)
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(self._picture)
        head.addWidget(self._action, 1)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(self._title, 1)
        top.addWidget(self.back)
        box.addLayout(top)
        box.addLayout(head)
        box.addWidget(self._why)
        box.addWidget(self._reason_label)
        box.addWidget(self._reasons)
        box.addLayout(self._buttons)
        box.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._facts_title)
        box.addLayout(self._facts)
        box.addStretch(1)
        outer = QVBoxLayout(self)
        theme.space(outer, margins=1)
        outer.addWidget(scrolled(inner, "roster_row_area"))
        self.back.hide()

    def _show(self) -> None:
        row, preview, pack = self._row, self._preview, self._pack
        _clear(self._buttons)
        _clear(self._facts)
        self._answers = []
        has_row = row is not None and preview is not None and pack is not None
        for said_part in (self._picture, self._action, self._why):
            said_part.setVisible(has_row)
        if row is None or preview is None or pack is None:
            self._title.setText(_("The row under the cursor stands here."))
            for part in (self._reason_label, self._reasons, self._again, self._facts_title):
                part.hide()
            return
        picture, color, said = ACTIONS[row.plan.action]
        icons.put(self._picture, picture, color, size=20)
        self._title.setText(_("Row {row} · {name}").format(row=row.plan.number, name=words.name(row) or "—"))
        self._action.setText(_(said))
        self._action.setProperty("tone", TONES.get(color, ""))
        restyle(self._action)
        self._why.setText(words.why(row))
        self._show_answers(row, preview, pack)
        self._again.setVisible(self._answered_about(row, preview) is not None)
        facts = list(words.differences(row, pack))
        self._facts_title.setVisible(bool(facts))
        for number, fact in enumerate(facts[:FACTS_SHOWN]):
            self._facts.addWidget(_fact_label(number, fact))

    def _show_answers(self, row: PreviewRow, preview: RosterPreview, pack: Pack) -> None:
        about = row.plan.about
        moves = any(option.choice is Choice.MOVE for option in row.plan.options)
        self._reason_label.setVisible(moves)
        self._reasons.setVisible(moves)
        if moves:
            self._fill_reasons(pack)
        for number, option in enumerate(row.plan.options, start=1):
            assert about is not None
            made = _Answer(number, words.option_words(option, about, preview.register, pack))
            made.clicked.connect(partial(self._answer, option))
            self._answers.append(made)
            self._buttons.addWidget(made)

    def _fill_reasons(self, pack: Pack) -> None:
        item = pack.by_name.get((RecordKind.MEMBERSHIP, "reason_out"))
        codes = pack.code_lists.get(item.code_list or "") if item is not None else None
        chosen = self._reasons.currentData()
        self._reasons.clear()
        self._reasons.addItem(_("Choose the reason"), "")
        for code in codes.codes if codes is not None else ():
            self._reasons.addItem(code.label(language()), code.code)
        self._reasons.setCurrentIndex(max(0, self._reasons.findData(chosen)))

    def _answer(self, option: Option) -> None:
        row = self._row
        if row is None or row.plan.about is None:
            return
        reason = None
        if option.choice is Choice.MOVE:
            reason = self._reasons.currentData() or None
            if reason is None:
                self._reasons.setFocus()
                self._reasons.showPopup()
                return
        decision = Decision(choice=option.choice, target=option.target, reason_out=reason)
        self.answered.emit(row.plan.about, row.plan.number, decision)

    @Slot()
    def _ask_again(self) -> None:
        row, preview = self._row, self._preview
        if row is not None and preview is not None:
            about = self._answered_about(row, preview)
            if about is not None:
                self.answered.emit(about, row.plan.number, None)

    @staticmethod
    def _answered_about(row: PreviewRow, preview: RosterPreview) -> RecordKind | None:
        kinds = (RecordKind.PERSON, RecordKind.HOUSEHOLD)
        return next((kind for kind in kinds if (kind, row.plan.number) in preview.decisions), None)


class _Answer(QPushButton):
    """One answer: its key and its words, broken into lines where the room ends."""

    def __init__(self, number: int, said: str) -> None:
        super().__init__()
        self.setObjectName(f"roster_answer_{number}")
        self.setProperty("role", "choice")
        self.setAccessibleName(said)
        self.setAutoDefault(True)
        text = label(None, "", f"roster_answer_{number}_text")
        text.setText(f"{number}  {said}")
        text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box = QVBoxLayout(self)
        theme.space(box, margins=(12, 8, 12, 8))
        box.addWidget(text)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)  # the words break where the pane ends
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)  # and the answer grows by the lines
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._box = box

    def hasHeightForWidth(self) -> bool:
        """Grow downwards as the width shrinks."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words at ``width``."""
        return self._box.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Return the room of the words."""
        return self._box.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the least room of the words."""
        return self._box.totalMinimumSize()


def _fact_label(number: int, fact: Difference) -> QWidget:
    made = label(None, "", f"roster_fact_{number}")
    if fact.is_kept:
        said = _("{fact}: stays {before}; the file says {after}").format(
            fact=fact.label, before=fact.before or _("as it is"), after=fact.after
        )
    elif not fact.after:
        said = _("{fact}: {before} is taken out").format(fact=fact.label, before=fact.before)
    elif fact.before:
        said = _("{fact}: {before} → {after}").format(fact=fact.label, before=fact.before, after=fact.after)
    else:
        said = _("{fact}: {after}").format(fact=fact.label, after=fact.after)
    made.setText(said)
    if fact.is_kept:
        made.setProperty("role", "weak")
    return made


def _clear(box: QVBoxLayout) -> None:
    while (item := box.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
