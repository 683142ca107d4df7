"""The back-check of a round: the seed, the sample, what was found at its households, and the rates."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QFrame, QSpinBox, QWidget

from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.operations.lookback.back_checks import Finding
from poverty_desktop.queries.lookback.back_checks import BackCheck, RateLine, RateRow, SampledHousehold
from poverty_desktop.queries.lookback.round_frame import Category
from ui import theme
from ui.models.rows_model import Cell, CellsModel
from ui.rounds.calls import Words as CodeWords
from ui.rounds.tables import RATE_COLUMNS, RATE_LINE_COLUMNS, SAMPLE_COLUMNS
from ui.widgets.controls import button, column, label, line_edit, scrolled
from ui.widgets.empty_words import EmptyWords
from ui.widgets.fields import choice, labelled
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

MOST = 9_999
RATE_LINES = N_("What each household puts into the chosen rate (Enter opens one)")


class SamplePane(QWidget):
    """``drawn`` carries seed and sizes, ``entered`` a household of the sample with what was found there."""

    drawn = Signal(str, object)
    entered = Signal(object, object)
    household_asked = Signal(object)
    frame_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words(self)
        self._found: BackCheck | None = None
        self._sizes: dict[str, QSpinBox] = {}
        content = QWidget()
        box = column(content, margins=(0, 0, 8, 0), spacing=8)
        self._draw_card, self._draw_flow = QFrame(), FlowLayout()
        self._build_draw()
        box.addWidget(self._draw_card)
        self._said = label(None, "", "sample_said", role="weak")
        box.addWidget(self._said)
        self._categories: Mapping[str, str] = {}
        category: Cell[SampledHousehold] = Cell(
            words=N_("Category"), text=lambda row: self._categories.get(row.category, row.category)
        )
        self._sample: CellsModel[SampledHousehold] = CellsModel((category, *SAMPLE_COLUMNS), self)
        self.table = KeyTable("sample_table")
        self.words.put(self.table.setAccessibleName, N_("Sample"))
        self.table.setModel(self._sample)
        theme.height(self.table, least=190)
        self.table.moved.connect(self._choose)
        self.table.opened.connect(self._enter)
        box.addWidget(self.table, 3)
        self._build_result(box)
        self._rates: CellsModel[RateRow] = CellsModel(RATE_COLUMNS, self)
        self.rates = KeyTable("sample_rates")
        self.words.put(self.rates.setAccessibleName, N_("Rates"))
        self.rates.setModel(self._rates)
        theme.height(self.rates, least=230)
        self.rates.moved.connect(self._show_behind)
        self.rates.opened.connect(self._go_behind)
        title = N_("Rates (Enter shows the households behind one)")
        self._rates_title = label(self.words, title, "rates_title", role="heading")
        box.addWidget(self._rates_title)
        box.addWidget(self.rates, 2)
        self._lines: CellsModel[RateLine] = CellsModel(RATE_LINE_COLUMNS, self)
        self.lines = KeyTable("rate_lines")
        self.words.put(self.lines.setAccessibleName, RATE_LINES)
        self.lines.setModel(self._lines)
        theme.height(self.lines, least=160)
        EmptyWords(self.lines, self.words, N_("No household that this rate rests on was looked at yet."))
        self.lines.opened.connect(self._ask_line)
        self._lines_title = label(self.words, RATE_LINES, "rate_lines_title", role="heading")
        box.addWidget(self._lines_title)
        box.addWidget(self.lines, 2)
        self._rest = QWidget()  # takes the room below while nothing is drawn
        box.addWidget(self._rest, 1)
        outer = column(self)
        outer.addWidget(scrolled(content, "sample_scroll"))

    def focus_first(self) -> None:
        """Put the keyboard on the sample, or on the seed of the first one."""
        (self.table if self._sample.rowCount() else self._seed).setFocus()

    def show_back_check(self, found: BackCheck, categories: CodeWords) -> None:
        """Show sample and rates as they stand."""
        self._found, self._categories = found, dict(categories)
        self._set_sizes(found, categories)
        at = self.table.currentIndex().row()
        self._sample.set_rows(found.sample)
        self._rates.set_rows(found.rates)
        for table in (self.table, self.rates, self.lines):
            table.resizeColumnsToContents()
            table.setVisible(bool(found.sample))
        for part in (self._result, self._rates_title, self._lines_title):
            part.setVisible(bool(found.sample))
        self._rest.setVisible(not found.sample)
        self._seed.setText(found.seed or self._seed.text())
        self._seed.setReadOnly(bool(found.seed))
        self._say()
        if found.sample:
            self.table.setCurrentIndex(self._sample.index(max(0, min(at, len(found.sample) - 1)), 0))

    def say(self) -> None:
        """Say the tables in the present language."""
        self._sample.say()
        self._rates.say()
        self._lines.say()

    def _say(self) -> None:
        found = self._found
        if found is None:
            return
        if not found.sample:
            self._said.setText(
                _(
                    "No sample is drawn. Publish the fingerprint of the frame, {frame}, and name the seed, such as the"
                    " numbers of a lottery on a day to come; draw when they are known."
                ).format(frame=found.frame_hash)
            )
            return
        done = sum(item.is_done for item in found.sample)
        self._said.setText(
            _(
                "{count} households drawn on {day}, {done} with a result. Fingerprint of the frame: {frame}. Anybody"
                " who sorts the households by the hash of seed and id draws the same ones."
            ).format(
                count=len(found.sample),
                day=format_date(found.drawn_on) if found.drawn_on else "",
                done=done,
                frame=found.frame_hash,
            )
        )

    def _build_draw(self) -> None:
        card = self._draw_card
        card.setObjectName("sample_draw_card")
        card.setProperty("role", "card")
        box = column(card, margins=(16, 10, 16, 10), spacing=6)
        self._seed = line_edit(self.words, N_("Published seed"), "sample_seed", hint=N_("such as: lottery 2026136"))
        box.addWidget(labelled(self.words, N_("Published seed"), self._seed))
        box.addLayout(self._draw_flow)
        self._draw = button(self.words, N_("Draw the sample"), "sample_draw", self._ask_draw, role="primary")
        self._frame = button(self.words, N_("Save the frame …"), "sample_frame", self.frame_asked.emit)

    def _build_result(self, box: object) -> None:
        self._result = QFrame()
        self._result.setObjectName("sample_result")
        self._result.setProperty("role", "banner")
        self._result.setProperty("tone", "info")
        inside = column(self._result, margins=(12, 8, 12, 8), spacing=6)
        self._who = label(None, "", "sample_who", role="heading")
        inside.addWidget(self._who)
        self._seen, self._poor = QSpinBox(), QSpinBox()
        flow = FlowLayout()
        for name, msgid, field in (
            ("sample_seen", N_("Persons seen"), self._seen),
            ("sample_poor", N_("Found poor"), self._poor),
        ):
            field.setObjectName(name)
            field.setMaximum(99)
            self.words.put(field.setAccessibleName, msgid)
            flow.addWidget(labelled(self.words, msgid, field))
        self._approves = choice(self.words, N_("Approves"), "sample_approves")
        self.words.also(self._fill_approval)
        self._note = line_edit(self.words, N_("Explanation"), "sample_note", hint=N_("a note, where needed"))
        self._note.returnPressed.connect(self._give)
        flow.addWidget(labelled(self.words, N_("Approves"), self._approves))
        flow.addWidget(labelled(self.words, N_("Explanation"), self._note))
        flow.addWidget(button(self.words, N_("Save the result"), "sample_enter", self._give))
        flow.addWidget(button(self.words, N_("Household file"), "sample_open", self._ask_household, role="quiet"))
        inside.addLayout(flow)
        box.addWidget(self._result)  # type: ignore[attr-defined]

    def _fill_approval(self) -> None:
        at = max(0, self._approves.currentIndex())
        self._approves.clear()
        for text, value in ((_("not asked"), None), (_("yes"), 1), (_("no"), 0)):
            self._approves.addItem(text, value)
        self._approves.setCurrentIndex(at)

    def _set_sizes(self, found: BackCheck, categories: CodeWords) -> None:
        there = {stratum.category for stratum in found.strata}
        for code, text in categories:
            if code not in there:
                continue
            if code not in self._sizes:
                field = QSpinBox()
                field.setObjectName(f"sample_size_{code}")
                field.setMaximum(MOST)
                self._sizes[code] = field
                said = label(None, "", f"sample_category_{code}", role="weak", wraps=False)
                self._draw_flow.addWidget(said)
                self._draw_flow.addWidget(field)
            households = max(stratum.households for stratum in found.strata if stratum.category == code)
            words_ = _("{category} (of {households})").format(category=text, households=households)
            said_label = self._draw_card.findChild(QWidget, f"sample_category_{code}")
            if said_label is not None:
                said_label.setText(words_)  # type: ignore[attr-defined]
            self._sizes[code].setAccessibleName(words_)
            drawn = max(stratum.drawn for stratum in found.strata if stratum.category == code)
            if drawn or not found.seed:
                self._sizes[code].setMinimum(drawn)
        for last in (self._draw, self._frame):
            self._draw_flow.removeWidget(last)
            self._draw_flow.addWidget(last)

    @Slot()
    def _ask_draw(self) -> None:
        sizes = {code: field.value() for code, field in self._sizes.items()}
        self.drawn.emit(self._seed.text(), sizes)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row = self._sample.row(index.row()) if index.isValid() else None
        if row is None:
            return
        self._who.setText(f"{row.village_name} {row.group_name} {row.head_name}")
        self._seen.setValue(row.persons if row.persons_seen is None else row.persons_seen)
        as_filed = row.persons if row.category == Category.FILED else 0  # nobody is found wrong by saving alone
        self._poor.setValue(as_filed if row.persons_poor is None else row.persons_poor)
        self._approves.setCurrentIndex({None: 0, True: 1, False: 2}[row.approves])
        self._note.setText(row.note)

    @Slot(QModelIndex)
    def _enter(self, _index: QModelIndex) -> None:
        self._seen.setFocus()
        self._seen.selectAll()

    @Slot()
    def _give(self) -> None:
        row = self._sample.row(self.table.currentIndex().row())
        if row is None:
            return
        approves = self._approves.currentData()
        finding = Finding(
            persons_seen=self._seen.value(),
            persons_poor=self._poor.value(),
            approves=None if approves is None else bool(approves),
            note=self._note.text(),
        )
        self.entered.emit(row, finding)
        self.table.setCurrentIndex(
            self._sample.index(min(self.table.currentIndex().row() + 1, self._sample.rowCount() - 1), 0)
        )
        self.table.setFocus()

    @Slot()
    def _ask_household(self) -> None:
        row = self._sample.row(self.table.currentIndex().row())
        if row is not None:
            self.household_asked.emit(row.household)

    @Slot(QModelIndex)
    def _show_behind(self, index: QModelIndex) -> None:
        """Show what every household puts into the chosen rate."""
        rate = self._rates.row(index.row()) if index.isValid() else None
        self._lines.set_rows(rate.lines if rate is not None else ())
        self.lines.resizeColumnsToContents()

    @Slot(QModelIndex)
    def _go_behind(self, index: QModelIndex) -> None:
        self._show_behind(index)
        self.lines.setFocus()

    @Slot(QModelIndex)
    def _ask_line(self, index: QModelIndex) -> None:
        row = self._lines.row(index.row())
        if row is not None:
            self.household_asked.emit(row.household.household)
