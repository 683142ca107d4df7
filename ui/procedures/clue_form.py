"""Beside the list of clues: what the chosen one says, its result by one key, and a form for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QWidget

from poverty_desktop.i18n import N_, _, format_date, format_list, language
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.casework.clue_candidates import Candidate
from poverty_desktop.queries.casework.clues import ClueRow
from ui import theme
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class ClueForm(QFrame):
    """``result_given`` carries code, day, visitors and note; ``link_given`` what names a household.

    ``candidate_given`` carries the household that was chosen among those that may be meant.
    """

    result_given = Signal(str, str, str, str)
    link_given = Signal(str)
    candidate_given = Signal(object)
    begin_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clue_form")
        self.setProperty("role", "card")
        self._words = Words(self)
        self._results: tuple[tuple[str, Label], ...] = ()
        self._buttons: list[QPushButton] = []
        box = column(self, margins=(12, 10, 12, 10), spacing=8)
        self._said = label(None, "", "clue_said", role="lead")
        self._content = label(None, "", "clue_content")
        box.addWidget(self._said)
        box.addWidget(self._content)
        self._may_be = label(self._words, N_("It may be about:"), "clue_may_be", role="small")
        box.addWidget(self._may_be)
        self._candidates = column(spacing=4)
        box.addLayout(self._candidates)
        self._household = line_edit(
            self._words, N_("Household it is about"), "clue_household", hint=N_("Household number or name of the head")
        )
        self._household.returnPressed.connect(self._link)
        self._link_button = button(self._words, N_("Link"), "clue_link", self._link)
        line = QHBoxLayout()
        theme.space(line, spacing=8)
        line.addWidget(self._household, 1)
        line.addWidget(self._link_button)
        box.addLayout(line)
        self._day = line_edit(
            self._words, N_("Day of the visit"), "clue_day", hint=N_("Day of the visit; today where blank")
        )
        self._visitors = line_edit(self._words, N_("Visitors"), "clue_visitors", hint=N_("Visitors"))
        self._note = line_edit(self._words, N_("What was found"), "clue_note", hint=N_("What was found"))
        for field in (self._day, self._visitors, self._note):
            box.addWidget(field)
        box.addWidget(
            label(self._words, N_("Result of the visit (press the number)"), "clue_results_title", role="small")
        )
        self._flow = FlowLayout()
        box.addLayout(self._flow)
        self._begin = button(
            self._words, N_("Begin the procedure"), "clue_begin", self.begin_asked.emit, role="primary"
        )
        box.addWidget(self._begin)
        box.addStretch(1)

    def set_results(self, results: Sequence[tuple[str, Label]]) -> None:
        """Offer ``results``, the first by the key 1."""
        if tuple(results) == self._results:
            self.say()
            return
        self._results = tuple(results)
        for made in self._buttons:
            self._flow.removeWidget(made)
            made.deleteLater()
        self._buttons = []
        for number in range(len(self._results)):
            made = QPushButton()
            made.setObjectName(f"clue_result_{number + 1}")
            made.clicked.connect(partial(self._choose, number))
            self._flow.addWidget(made)
            self._buttons.append(made)
        self.say()

    def say(self) -> None:
        """Say the results in the present language."""
        for number, (made, (_code, words)) in enumerate(zip(self._buttons, self._results, strict=True), start=1):
            made.setText(f"{number}  {words(language())}")
            made.setAccessibleName(words(language()))

    def show_clue(self, row: ClueRow | None, *, can_begin: bool) -> None:
        """Show what a clue says, and what can be done with it."""
        self.setVisible(row is not None)
        if row is None:
            return
        parts = [row.person_name or row.head_name, row.document, row.place]
        self._said.setText(" · ".join(part for part in parts if part))
        lines = [row.content]
        if row.deadline is not None:
            lines.append(_("Visit due by {day}").format(day=format_date(row.deadline)))
        if row.visited_on is not None:
            lines.append(
                _("Visited on {day}: {what}").format(
                    day=format_date(row.visited_on), what=row.result_note or row.result
                )
            )
        self._content.setText("\n".join(line for line in lines if line))
        for part in (self._household, self._link_button):
            part.setVisible(row.household is None)
        self.show_candidates(())
        self._begin.setVisible(can_begin)

    def show_candidates(self, found: Sequence[Candidate]) -> None:
        """Offer the households that may be meant, each with its reasons; a person decides."""
        while (item := self._candidates.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._may_be.setVisible(bool(found))
        for number, candidate in enumerate(found):
            self._candidates.addWidget(self._candidate(number, candidate))

    def _candidate(self, number: int, found: Candidate) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        theme.space(row, spacing=8)
        who = _("{person}, household of {head}").format(person=found.person_name, head=found.head_name)
        said = label(None, "", f"clue_candidate_{number}")
        said.setText(
            "\n".join(
                (format_list([who, *([found.group_name] if found.group_name else [])]), format_list(found.reasons))
            )
        )
        row.addWidget(said, 1)
        made = button(self._words, N_("This household"), f"clue_candidate_{number}_link", None)
        made.setAccessibleName(who)
        made.clicked.connect(partial(self._choose_candidate, found))
        row.addWidget(made)
        return holder

    def _choose_candidate(self, found: Candidate, _checked: object = None) -> None:
        self.candidate_given.emit(found.household)

    def press(self, key: str) -> bool:
        """Take a key; say whether it was the number of a result."""
        if key.isdecimal() and 1 <= int(key) <= len(self._results):
            self._choose(int(key) - 1)
            return True
        return False

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self._household, self._day, self._visitors, self._note):
            field.clear()

    def _choose(self, number: int, _checked: object = None) -> None:
        code = self._results[number][0]
        self.result_given.emit(code, self._day.text().strip(), self._visitors.text(), self._note.text())

    @Slot()
    def _link(self) -> None:
        if self._household.text().strip():
            self.link_given.emit(self._household.text().strip())


class NewClue(QFrame):
    """Asks for a clue that came by word, phone or paper; ``given`` carries values and what names the household."""

    given = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_clue")
        self.setProperty("role", "card")
        self._words = Words(self)
        box = column(self, margins=(12, 8, 12, 8), spacing=6)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        self._source = QComboBox()
        self._source.setObjectName("new_clue_source")
        self._words.put(self._source.setAccessibleName, N_("Source"))
        self._name = line_edit(self._words, N_("Whom it is about"), "new_clue_name", hint=N_("Whom it is about"))
        self._household = line_edit(
            self._words,
            N_("Household it is about"),
            "new_clue_household",
            hint=N_("Household number or name of the head"),
        )
        self._content = line_edit(self._words, N_("What it says"), "new_clue_content", hint=N_("What it says"))
        for field, stretch in ((self._source, 0), (self._name, 1), (self._household, 1), (self._content, 2)):
            row.addWidget(field, stretch)
        row.addWidget(button(self._words, N_("Save"), "new_clue_save", self._give, role="primary"))
        row.addWidget(button(self._words, N_("Cancel"), "new_clue_cancel", self.hide))
        box.addLayout(row)
        self.hide()

    def ask(self, sources: Sequence[tuple[str, Label]]) -> None:
        """Ask for a clue from one of ``sources``."""
        self._source.clear()
        for code, words in sources:
            self._source.addItem(words(language()), code)
        for field in (self._name, self._household, self._content):
            field.clear()
        self.show()
        self._name.setFocus()

    @Slot()
    def _give(self) -> None:
        values = {
            "source": str(self._source.currentData() or ""),
            "person_name": self._name.text(),
            "content": self._content.text(),
        }
        self.given.emit({name: text for name, text in values.items() if text.strip()}, self._household.text().strip())
