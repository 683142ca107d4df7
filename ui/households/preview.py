"""The household under the cursor, in brief, with what one does next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_date, format_yuan, ngettext
from poverty_desktop.queries.register.list_rows import HouseholdRow
from ui import theme
from ui.households.lights import light_of
from ui.models.household_words import titled
from ui.widgets.controls import button, label, scrolled
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.income_bar import IncomeBar
from ui.widgets.lights import LightRow
from ui.widgets.words import Words


class Preview(QFrame):
    """Asks for the file, the interview or the papers of the household it shows."""

    file_asked = Signal()
    interview_asked = Signal()
    papers_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("household_preview")
        self.setProperty("role", "card")
        self._words = Words(self)
        self._row: HouseholdRow | None = None
        self._empty = EmptyState("preview_empty", "households", N_("The household under the cursor stands here."))
        inner = QWidget()
        box = QVBoxLayout(inner)
        theme.space(box, margins=16, spacing=8)
        self._name = label(None, "", "preview_name", role="title")
        self._place = label(None, "", "preview_place", role="weak")
        self._category = label(None, "", "preview_category")
        self._category.setProperty("tone", "info")
        self._category.setProperty("badge", "true")
        self._income = label(None, "", "preview_income", role="lead")
        self._line = label(None, "", "preview_line", role="small")
        self._bar = IncomeBar("preview_bar")
        self._lights = LightRow("preview_lights")
        self._facts = label(None, "", "preview_facts", role="weak")
        self._todo = label(None, "", "preview_todo")
        self._todo.setProperty("tone", "warning")
        for shown in (self._name, self._place):
            box.addWidget(shown)
        box.addWidget(self._category, 0, Qt.AlignmentFlag.AlignLeft)
        box.addSpacing(theme.px(4))
        for part in (self._income, self._bar, self._line):
            box.addWidget(part)
        box.addSpacing(theme.px(4))
        box.addWidget(self._lights)
        box.addWidget(self._facts)
        box.addWidget(self._todo)
        box.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scrolled(inner, "preview_area"))
        outer = QVBoxLayout(self)
        theme.space(outer, margins=1, spacing=0)
        outer.addWidget(self._stack, 1)
        self._foot = QWidget()
        foot = FlowLayout(self._foot)
        theme.space(foot, margins=(16, 4, 16, 16), spacing=8)
        foot.addWidget(
            button(
                self._words,
                N_("Interview"),
                "preview_interview",
                self.interview_asked.emit,
                role="primary",
                icon="interview",
            )
        )
        foot.addWidget(button(self._words, N_("Open the file"), "preview_open", self.file_asked.emit, icon="pack"))
        foot.addWidget(button(self._words, N_("Print"), "preview_print", self.papers_asked.emit, icon="papers"))
        outer.addWidget(self._foot)
        self._foot.hide()
        self._words.also(self._show)

    def set_row(self, row: HouseholdRow | None) -> None:
        """Show ``row``; the same one again, as a list tells it while it fills, is shown already."""
        if row != self._row:
            self._row = row
            self._show()

    def _show(self) -> None:
        row = self._row
        self._stack.setCurrentIndex(0 if row is None else 1)
        self._foot.setVisible(row is not None)
        if row is None:
            return
        self._name.setText(titled(row))
        self._place.setText(place_words(row))
        self._category.setText(row.category)
        self._category.setVisible(bool(row.category))
        self._income.setText(income_words(row))
        self._line.setText(line_words(row))
        self._line.setVisible(bool(line_words(row)))
        self._bar.set_income(row.per_capita_fen, row.line_fen, f"{income_words(row)} · {line_words(row)}")
        self._lights.set_lights(tuple(light_of(light) for light in row.lights))
        facts = [
            _("Last visit {day}").format(day=format_date(row.last_visit)) if row.last_visit else _("Not visited yet")
        ]
        if row.national_number:
            facts.append(_("Household number {number}").format(number=row.national_number))
        if row.matched:
            facts.append(_("Found: {matched}").format(matched=row.matched))
        self._facts.setText("\n".join(facts))
        todo = []
        if row.conflict_count:
            todo.append(_("{count} facts with several values wait for a decision").format(count=row.conflict_count))
        if row.has_draft:
            todo.append(_("An interview is not finished"))
        self._todo.setText("\n".join(todo))
        self._todo.setVisible(bool(todo))


def place_words(row: HouseholdRow) -> str:
    """Return village, group and number of persons of a row."""
    persons = ngettext("{n} person", "{n} persons", row.member_count).format(n=row.member_count)
    return " · ".join(part for part in (row.village_name, row.group_name, persons) if part)


def income_words(row: HouseholdRow) -> str:
    """Return the per-capita income of a row in words."""
    if row.per_capita_fen is None:
        return _("Per-capita income not known yet")
    return _("Per-capita net income {yuan} yuan").format(yuan=format_yuan(row.per_capita_fen))


def line_words(row: HouseholdRow) -> str:
    """Return the line of the year in words; a reference line says that it is no hard standard."""
    if row.line_fen is None:
        return (
            _("The policy pack has no line for this year yet; ask the county.")
            if row.per_capita_fen is not None
            else ""
        )
    if row.line_is_reference:
        return _("Reference line of the monitoring scope {yuan} yuan, not a hard standard").format(
            yuan=format_yuan(row.line_fen)
        )
    return _("Line of the year {yuan} yuan").format(yuan=format_yuan(row.line_fen))
