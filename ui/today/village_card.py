"""Of the page of the day: how far the village is, what the checks found, and how its incomes are spread."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_yuan, language, ngettext
from poverty_desktop.queries.today_rows import OpenFindings, TodayRow
from ui import theme
from ui.today.card import Card
from ui.widgets.charts import Histogram
from ui.widgets.controls import button, label
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place


class VillageCard(Card):
    """Households, persons and how many were surveyed, with a histogram of net income per head."""

    def __init__(self, page: Page) -> None:
        super().__init__("village", "households", page, N_("The village"))
        self._progress = QProgressBar()
        self._progress.setObjectName("today_progress")
        self._progress.setTextVisible(False)
        self._figures = label(None, "", "today_figures", role="lead")
        self._surveyed = label(None, "", "today_surveyed", role="weak")
        self._histogram = Histogram("today_histogram")
        self._histogram_title = label(None, "", "today_histogram_title", role="weak")
        numbers = QVBoxLayout()
        theme.space(numbers, spacing=8)
        for shown in (self._figures, self._progress, self._surveyed):
            numbers.addWidget(shown)
        numbers.addSpacing(theme.px(8))
        numbers.addWidget(self._histogram_title)
        numbers.addWidget(self._histogram)
        self.box.insertLayout(1, numbers)
        self._page = page
        self._findings = QWidget()
        self._findings.setObjectName("today_findings")
        self._flow = FlowLayout(self._findings)
        theme.space(self._flow, spacing=8)
        self.box.insertWidget(2, self._findings)
        self._findings.hide()

    def show_findings(self, found: OpenFindings) -> None:
        """Say which checks found most weighty what, each with the way to its worklist; nothing where nothing waits."""
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.links = []
        self._findings.setVisible(bool(found.total))
        if not found.total:
            return
        said = label(None, "", "today_findings_said", role="weak", wraps=False)
        said.setText(_("Findings"))
        self._flow.addWidget(said)
        for one in found.first:
            self._add_link(f"{one.title(language())} {one.open}", one.check)
        total = ngettext("All {n} finding", "All {n} findings", found.total).format(n=found.total)
        self._add_link(total, "")

    def _add_link(self, words: str, check: str) -> None:
        made = button(self._words, "", f"today_finding_{check or 'all'}", None, role="link")
        made.setText(words)
        made.setAccessibleName(words)
        made.clicked.connect(partial(self._page.shell.go, Place(page="checks", text=check)))
        self._flow.addWidget(made)
        made.show()
        self.links.append(made)

    def show_row(self, row: TodayRow) -> None:
        """Show the figures of the day."""
        self._figures.setText(
            _("{households} households, {persons} persons, {filed} filed").format(
                households=row.household_count, persons=row.person_count, filed=row.filed_count
            )
        )
        self._progress.setRange(0, max(1, row.household_count))
        self._progress.setValue(row.surveyed_count)
        surveyed = _("{done} of {total} households surveyed in {year}").format(
            done=row.surveyed_count, total=row.household_count, year=row.year
        )
        self._surveyed.setText(surveyed)
        self._progress.setAccessibleName(surveyed)
        has_income = any(count for _low, count in row.per_capita_histogram)
        self._histogram.setVisible(has_income)
        self._histogram_title.setVisible(has_income)
        self._histogram_title.setText(_("Households by per-capita net income, in thousand yuan"))
        line_words = "" if row.line_fen is None else _("line {yuan} yuan").format(yuan=format_yuan(row.line_fen))
        said = [_("Households by per-capita net income, in thousand yuan"), line_words]
        self._histogram.set_bands(row.per_capita_histogram, row.line_fen, line_words, " · ".join(filter(None, said)))
