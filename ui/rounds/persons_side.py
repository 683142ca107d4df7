"""The right side of a round's desk: the person, all persons of the household, the visit, the keys and forms."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_
from poverty_desktop.queries.lookback.round_state import PersonRow
from ui import theme
from ui.models.rows_model import CellsModel
from ui.rounds.desk_forms import DeskForms
from ui.rounds.person_card import PersonCard
from ui.rounds.tables import PERSON_COLUMNS
from ui.rounds.visit_chips import VisitChips
from ui.widgets.controls import column
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class PersonsSide(QWidget):
    """Its parts from top to bottom; the desk says what they show and hears what is pressed."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = column(self, margins=(0, 0, 8, 0), spacing=8)
        self.card = PersonCard()
        box.addWidget(self.card)
        self.model: CellsModel[PersonRow] = CellsModel(PERSON_COLUMNS, self)
        self.table = KeyTable("round_persons")
        theme.height(self.table, least=150)
        words.put(self.table.setAccessibleName, N_("Persons of the household"))
        self.table.setModel(self.model)
        box.addWidget(self.table, 1)
        self.visits = VisitChips()
        box.addWidget(self.visits)
        self.forms = DeskForms()
        box.addWidget(self.forms)
