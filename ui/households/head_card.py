"""The head of the household file: who, where, category, income against the line, guarantees, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.register.file_rows import HouseholdFile
from poverty_desktop.queries.register.list_rows import GuaranteeLight
from ui import theme
from ui.households.lights import light_of
from ui.households.preview import income_words, line_words, place_words
from ui.models.household_words import titled
from ui.widgets.controls import button, label
from ui.widgets.flow import FlowLayout
from ui.widgets.income_bar import IncomeBar
from ui.widgets.lights import LightRow
from ui.widgets.words import Words


class HeadCard(QFrame):
    """Emits the year that was chosen, and asks for interview or papers."""

    year_chosen = Signal(int)
    interview_asked = Signal()
    papers_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("household_head")
        self.setProperty("role", "card")
        self._words = Words(self)
        self._is_low = False
        self._has_line = False
        self._name = label(None, "", "household_name", role="page", wraps=False)
        self._place = label(None, "", "household_place", role="weak", wraps=False)
        self._category = label(None, "", "household_category", wraps=False)
        self._category.setProperty("tone", "info")
        self._category.setProperty("badge", "true")
        self._years = QComboBox()
        self._years.setObjectName("household_year")
        self._years.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._words.put(self._years.setAccessibleName, N_("Year shown"))
        self._years.activated.connect(self._choose_year)
        self._income = label(None, "", "household_income", role="lead")
        self._bar = IncomeBar("household_bar")
        self._line = label(None, "", "household_line", role="small")
        self._lights = LightRow("household_lights")
        box = QVBoxLayout(self)
        theme.space(box, margins=(16, 12, 12, 12), spacing=8)
        box.addLayout(self._first_line())
        box.addLayout(self._second_line())

    def set_file(self, found: HouseholdFile, lights: tuple[GuaranteeLight, ...]) -> None:
        """Show the head of ``found``."""
        row = found.row
        self._name.setText(titled(row))
        self._place.setText(place_words(row))
        self._category.setText(row.category)
        self._category.setVisible(bool(row.category))
        self._income.setText(income_words(row))
        self._line.setText(line_words(row))
        self._line.setVisible(bool(line_words(row)))
        self._bar.set_income(row.per_capita_fen, row.line_fen, f"{income_words(row)} · {line_words(row)}")
        self._has_line = row.line_fen is not None
        self._show_bar()
        self._lights.set_lights(tuple(light_of(light) for light in lights))
        self._years.clear()
        for year in found.years:
            self._years.addItem(_("Year {year}").format(year=year), year)
        self._years.setCurrentIndex(found.years.index(found.year))

    def set_low(self, *, is_low: bool) -> None:
        """Leave out the drawn bar in a low window: the words beside it say the same."""
        self._is_low = is_low
        self._show_bar()

    def _show_bar(self) -> None:
        self._bar.setVisible(self._has_line and not self._is_low)

    def _first_line(self) -> QHBoxLayout:
        names = QWidget()
        flow = FlowLayout(names)
        theme.space(flow, spacing=12)
        for shown in (self._name, self._place, self._category):
            flow.addWidget(shown)
        buttons = QWidget()
        flow = FlowLayout(buttons, to_right=True)
        theme.space(flow, spacing=8)
        ask = self.interview_asked.emit
        flow.addWidget(self._years)
        flow.addWidget(
            button(self._words, N_("Interview"), "household_interview", ask, role="primary", icon="interview")
        )
        flow.addWidget(button(self._words, N_("Print"), "household_print", self.papers_asked.emit, icon="papers"))
        line = QHBoxLayout()
        theme.space(line, spacing=12)
        line.addWidget(names, 3)
        line.addWidget(buttons, 4)
        return line

    def _second_line(self) -> QHBoxLayout:
        income = QVBoxLayout()
        theme.space(income, spacing=2)
        for part in (self._income, self._bar, self._line):
            income.addWidget(part)
        line = QHBoxLayout()
        theme.space(line, spacing=16)
        line.addLayout(income, 2)
        line.addWidget(self._lights, 3)
        return line

    @Slot(int)
    def _choose_year(self, number: int) -> None:
        self.year_chosen.emit(self._years.itemData(number))
