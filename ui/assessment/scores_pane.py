"""Assessment of villages and teams: self-assessment, review, appeal and decision, item by item."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.assessment_items import Assessed
from poverty_desktop.queries.assessment.figure_words import share_text
from ui import theme
from ui.assessment import score_calls
from ui.assessment.office_form import number_of
from ui.assessment.score_tables import ITEM_COLUMNS, SHEET_COLUMNS, points_text
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.opening import open_path
from ui.widgets.parts import Parts
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.checks.village_scores import ItemScore, Sheet
    from poverty_desktop.operations.paperwork.papers import Printed
    from ui.widgets.page import Shell

NO_SCORE = N_("Type the points as a number, such as 18.5.")
SUBJECTS = ((Assessed.VILLAGE, N_("Villages by their type")), (Assessed.TEAM, N_("Resident teams")))
SAID = N_("{village}: {points} of {possible} points that are known; of {unknown} points nothing is known yet.")
PEERS = N_("Villages of the same type: {peers} on average.")
NOTHING = N_("There is no village with households to assess yet.")


class ScoresPane(QWidget):
    """Villages left, the items of the chosen one right, what is said of an item below."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assessment_scores")
        self._shell = shell
        self._year = 0
        self._village = ""
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        top = FlowLayout()
        self._subject = QComboBox()
        self._subject.setObjectName("scores_subject")
        words.put(self._subject.setAccessibleName, N_("Who is assessed"))
        for subject, msgid in SUBJECTS:
            self._subject.addItem(_(msgid), subject.value)
        self._subject.activated.connect(self._ask)
        top.addWidget(self._subject)
        top.addWidget(button(words, N_("Result sheet"), "scores_print", self._print, icon="papers"))
        box.addLayout(top)
        self._said = label(None, "", "scores_said", role="weak")
        box.addWidget(self._said)
        self._sheets: CellsModel[Sheet] = CellsModel(SHEET_COLUMNS, self)
        self._villages = KeyTable("scores_villages")
        self._villages.setModel(self._sheets)
        words.put(self._villages.setAccessibleName, N_("Villages"))
        theme.columns(self._villages, 130, 70, 90, 70, 100, 110, 80)
        self._villages.moved.connect(self._choose)
        self._items: CellsModel[ItemScore] = CellsModel(ITEM_COLUMNS, self)
        self._table = KeyTable("scores_items")
        self._table.setModel(self._items)
        words.put(self._table.setAccessibleName, N_("Items of the assessment"))
        theme.columns(self._table, 150, 70, 280, 90, 80, 80, 80, 160, 200)
        self._table.moved.connect(self._show_item)
        parts = Parts("scores_parts", self._villages, self._table, shares=(360, 780), least=760)
        box.addWidget(parts, 1)
        self._standard = label(None, "", "scores_standard", role="small")
        box.addWidget(self._standard)
        line = FlowLayout()
        self._score = line_edit(words, N_("Points"), "scores_score", hint=N_("Points, such as 18.5"))
        self._words = line_edit(words, N_("Why"), "scores_words", hint=N_("Why, in a few words"))
        self._self = button(words, N_("Note the self-assessment"), "scores_self", partial(self._give, "self"))
        self._review = button(words, N_("Note the review"), "scores_review", partial(self._give, "review"))
        self._appeal = button(words, N_("Appeal"), "scores_appeal", partial(self._give, "appeal"))
        self._decide = button(words, N_("Decide the appeal"), "scores_decide", partial(self._give, "decide"))
        for made in (self._score, self._words, self._self, self._review, self._appeal, self._decide):
            line.addWidget(made)
        box.addLayout(line)
        self.setFocusProxy(self._table)

    def show_year(self, year: int) -> None:
        """Ask for the sheets of a year."""
        self._year = year
        self._ask()

    def say(self) -> None:
        """Say tables and choices in the present language."""
        self._sheets.say()
        self._items.say()
        for number, (_subject, msgid) in enumerate(SUBJECTS):
            self._subject.setItemText(number, _(msgid))

    @Slot()
    def _ask(self, _number: int = 0) -> None:
        subject = Assessed(str(self._subject.currentData()))
        work = partial(score_calls.sheets, subject, self._year)
        self._shell.store.run(work, self._show, self._shell.fail, key="assessment.scores")

    def _show(self, found: tuple[Sheet, ...]) -> None:
        chosen, item = self._village, self._table.currentIndex().row()
        self._sheets.set_rows(found)
        self._villages.setVisible(len(found) > 1)
        number = next((number for number, sheet in enumerate(found) if sheet.village == chosen), 0)
        if found:
            self._villages.setCurrentIndex(self._sheets.index(number, 0))
            self._show_sheet(found[number])
            self._table.setCurrentIndex(self._items.index(max(0, item), 0))
        else:
            self._items.set_rows(())
            self._said.setText(_(NOTHING))
        self._show_item()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        sheet = self._sheets.row(index.row())
        if sheet is not None and sheet.village != self._village:
            self._show_sheet(sheet)
            self._table.setCurrentIndex(self._items.index(0, 0))

    def _show_sheet(self, sheet: Sheet) -> None:
        self._village = sheet.village
        self._items.set_rows(sheet.items)
        self._said.setText(
            _(SAID).format(
                village=sheet.village_name,
                points=points_text(sheet.points),
                possible=sheet.possible,
                unknown=sheet.unknown,
            )
            + ("" if sheet.peers is None else " " + _(PEERS).format(peers=share_text(sheet.peers)))
        )

    @property
    def _item(self) -> ItemScore | None:
        return self._items.row(self._table.currentIndex().row())

    @Slot()
    def _show_item(self, _index: QModelIndex | None = None) -> None:
        row = self._item
        is_office = self._shell.desk.role == "office"
        standard = row.item.standard if row is not None else None
        self._standard.setText(standard(language()) if standard is not None else "")
        self._self.setVisible(row is not None and not is_office)
        self._review.setVisible(row is not None and is_office and (row.appeal is None or bool(row.appeal.decision)))
        self._decide.setVisible(row is not None and is_office and row.appeal is not None and not row.appeal.decision)
        self._appeal.setVisible(row is not None and not is_office and row.score is not None and row.appeal is None)

    def _give(self, what: str, _checked: object = None) -> None:
        row = self._item
        if row is None:
            return
        text = self._score.text().strip()
        score: Decimal | None = number_of(text) if text else None
        if (text and score is None) or (what == "review" and score is None):
            self._shell.tell(Message(tone=Tone.WARNING, text=_(NO_SCORE)))
            return
        work = partial(score_calls.give, what, self._village, self._year, row.item.id, score, self._words.text())
        self._shell.store.run(work, self._given, self._shell.fail)

    def _given(self, _done: object) -> None:
        self._score.clear()
        self._words.clear()

    @Slot()
    def _print(self) -> None:
        if not self._village:
            return
        subject = Assessed(str(self._subject.currentData()))
        target = file_chooser.ask_target(
            self, self._shell, Purpose.PAPERS, _("Result sheet"), _("Result sheet") + ".pdf", _("PDF (*.pdf)")
        )
        if target is not None:
            work = partial(score_calls.print_sheet, subject, self._village, self._year, target)
            self._shell.store.run(work, partial(self._printed, target), self._shell.fail)

    def _printed(self, target: Path, _printed: Printed) -> None:
        open_path(self._shell, target)
        self._shell.tell(Message(tone=Tone.SUCCESS, text=_("The result sheet was written.")))
