"""The income sheet of the year: the four kinds, the sum, the comparison with the line, every line with its rule."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_date, format_yuan
from poverty_desktop.queries.paperwork import income_paper
from poverty_desktop.queries.register.file_rows import IncomeAccountRow
from ui import theme
from ui.households.tables import income_model
from ui.widgets.controls import label
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

FIGURES = (
    ("wage", N_("Wages"), ""),
    ("business", N_("Production and business"), "+"),
    ("property", N_("Property"), "+"),
    ("transfer", N_("Transfers"), "+"),
    ("expenditure", N_("Production expenses"), "−"),
    ("net", N_("Net income"), "="),
)
ORIGINS = {
    "lines": N_("Added up from the lines below."),
    "totals": N_("From totals that were entered; there are no single lines."),
    "reported": N_("As the import reported it; not added up by this program."),
}

NARROW = 640
LINES_SEEN = 6
FACTS_HEIGHT = 200


class IncomePane(QWidget):
    """Shows one :class:`IncomeAccountRow`; below it ``facts``, where its figures are corrected."""

    def __init__(self, facts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("income_pane")
        words = Words(self)
        self._row: IncomeAccountRow | None = None
        self._figures: dict[str, QLabel] = {}
        frame = QFrame()
        frame.setObjectName("income_figures")
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        theme.space(box, margins=16, spacing=8)
        self._grid = QGridLayout()
        theme.space(self._grid, spacing=6)
        self._cells: list[tuple[QLabel, QLabel]] = []
        for name, msgid, sign in FIGURES:
            said = label(words, msgid, f"income_label_{name}", role="small")
            figure = label(None, "", f"income_{name}", role="lead", wraps=False)
            figure.setProperty("sign", sign)
            self._figures[name] = figure
            self._cells.append((said, figure))
        box.addLayout(self._grid)
        self._sentence = label(None, "", "income_sentence", role="lead")
        self._period = label(None, "", "income_period", role="small")
        box.addWidget(self._sentence)
        box.addWidget(self._period)
        self._beside = label(None, "", "income_beside", role="small")
        self._remarks = label(None, "", "income_remarks", role="small")
        box.addWidget(self._beside)
        box.addWidget(self._remarks)
        self._lines = income_model(self)
        self._table = KeyTable("income_table")
        words.put(self._table.setAccessibleName, N_("Income lines"))
        self._table.setModel(self._lines)
        theme.columns(self._table, 200, 150, 150, 130, 130)
        self._empty = EmptyState(
            "income_empty", "draft", N_("No income line of this year yet."), N_("The yearly interview asks for them.")
        )
        outer = QVBoxLayout(self)
        theme.space(outer, margins=(0, 12, 0, 0), spacing=12)
        outer.addWidget(frame)
        outer.addWidget(self._table, 1)
        outer.addWidget(self._empty, 1)
        outer.addWidget(label(words, N_("Correct a figure"), "income_correct", role="heading"))
        theme.height(facts, least=FACTS_HEIGHT)
        outer.addWidget(facts, 1)
        self._columns = 0
        self._arrange()
        words.also(self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the figures in two lines where there is no room for one."""
        super().resizeEvent(event)
        self._arrange()

    def set_account(self, row: IncomeAccountRow) -> None:
        """Show ``row``."""
        self._row = row
        self._show()

    def _arrange(self) -> None:
        columns = len(FIGURES) if self.width() >= theme.px(NARROW) else len(FIGURES) // 2
        if columns == self._columns:
            return
        self._columns = columns
        for number, (said, figure) in enumerate(self._cells):
            line, place = divmod(number, columns)
            self._grid.addWidget(said, 2 * line, place)
            self._grid.addWidget(figure, 2 * line + 1, place)
        for place in range(len(FIGURES)):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)

    def _show(self) -> None:
        row = self._row
        if row is None:
            return
        amounts = {
            "wage": row.wage_fen,
            "business": row.business_fen,
            "property": row.property_fen,
            "transfer": row.transfer_fen,
            "expenditure": row.expenditure_fen,
            "net": row.net_fen,
        }
        is_added_up = row.origin != "reported"
        for shown in chain.from_iterable(self._cells):
            shown.setVisible(is_added_up)  # a sum of noughts beside a figure from elsewhere would contradict it
        for name, fen in amounts.items():
            figure = self._figures[name]
            figure.setText(f"{figure.property('sign')} {format_yuan(fen)}".strip())
        self._sentence.setText(_("{size} persons · {sentence}").format(size=row.family_size, sentence=_sentence(row)))
        first, last = row.period
        self._period.setText(
            " ".join(
                (
                    _("Accounting year {year}: {first} to {last}.").format(
                        year=row.year, first=format_date(first), last=format_date(last)
                    ),
                    _(ORIGINS[row.origin]) if is_added_up or row.per_capita_fen is not None else "",
                    _("All amounts in yuan.") if is_added_up else "",
                )
            ).strip()
        )
        beside = income_paper.results(row)[3:]  # what stands beside the income of the figures above
        self._beside.setText("\n".join(f"{one.label}: {one.formula} = {format_yuan(one.amount_fen)}" for one in beside))
        self._beside.setVisible(is_added_up and bool(beside))
        remarks = (*row.remarks, *income_paper.rules_in_words(row)) if is_added_up else row.remarks
        self._remarks.setText("\n".join(remarks))
        self._remarks.setVisible(bool(remarks))
        self._lines.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._lines.columnCount() - 1)
        self._lines.set_rows(row.lines)
        self._table.keep_rows(LINES_SEEN)
        self._table.setVisible(bool(row.lines))
        self._empty.setVisible(not row.lines)


def _sentence(row: IncomeAccountRow) -> str:
    """Return how the income stands to the line; of an imported figure, that it is one."""
    if row.origin == "reported" and row.per_capita_fen is not None:
        return _("Net income per head {yuan} yuan (imported); no income is entered here for {year} yet.").format(
            yuan=format_yuan(row.per_capita_fen), year=row.year
        )
    return row.words
