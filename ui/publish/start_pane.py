"""Where files are laid down: a place to drop them, and below it what is in force and what was before."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.models.rows_model import CellsModel
from ui.publish.calls import Standing
from ui.publish.tables import EDITION_COLUMNS, QUESTIONNAIRE_COLUMNS
from ui.widgets import icons
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class StartPane(QWidget):
    """``files_asked`` opens the file dialog, ``folder_asked`` that of folders, ``withdrawn`` carries a form_id."""

    files_asked = Signal()
    folder_asked = Signal()
    withdrawn = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("publish_start")
        self.words = words = Words(self)
        self._choose = button(words, N_("Choose files …"), "publish_choose", None, role="primary", icon="import")
        folder = button(words, N_("Choose a folder …"), "publish_folder", None, icon="folder")
        self._withdraw = button(words, N_("Withdraw this questionnaire …"), "publish_withdraw", self._ask_withdraw)
        self._choose.clicked.connect(self.files_asked)
        folder.clicked.connect(self.folder_asked)
        self._forms = CellsModel(QUESTIONNAIRE_COLUMNS, self)
        self._editions = CellsModel(EDITION_COLUMNS, self)
        self._form_table = self._table("publish_forms", N_("Questionnaires in force"), self._forms, 300, 180, 300)
        self._form_table.moved.connect(self._mark)
        editions = self._table("publish_editions", N_("Editions"), self._editions, 230, 100, 140, 120, 400)
        zone = QFrame()
        zone.setObjectName("publish_zone")
        zone.setProperty("role", "card")
        drop = QHBoxLayout(zone)
        theme.space(drop, margins=(24, 14, 24, 14), spacing=16)
        picture = label(None, "", "publish_zone_icon")
        icons.put(picture, "import", "accent")
        said = QVBoxLayout()
        theme.space(said, spacing=4)
        said.addWidget(label(words, N_("Drop the Excel files here"), "publish_zone_title", role="heading"))
        said.addWidget(
            label(
                words,
                N_(
                    "A policy pack workbook, or questionnaires as they are written for ODK and Kobo, with their lists."
                    " Nothing is published before you have seen what changes."
                ),
                "publish_zone_how",
                role="weak",
            )
        )
        choices = FlowLayout()
        theme.space(choices, margins=(0, 8, 0, 0), spacing=8)
        choices.addWidget(self._choose)
        choices.addWidget(folder)
        said.addLayout(choices)
        drop.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        drop.addLayout(said, 1)
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(label(words, N_("Questionnaires in force"), "publish_forms_title", role="heading"), 1)
        head.addWidget(self._withdraw)
        box = column(self, spacing=10)
        box.addWidget(zone)
        box.addLayout(head)
        box.addWidget(self._form_table, 1)
        box.addWidget(label(words, N_("Editions"), "publish_editions_title", role="heading"))
        box.addWidget(editions, 1)
        self._mark()

    def show_standing(self, found: Standing) -> None:
        """Show what is in force."""
        self._forms.set_rows(found.questionnaires)
        self._editions.set_rows(found.editions)
        self._mark()

    def focus_first(self) -> None:
        """Put the keyboard on the button that chooses files."""
        self._choose.setFocus()

    def retranslate(self) -> None:
        """Say the lists in the new language."""
        self._forms.say()
        self._editions.say()

    def _table(self, name: str, title: str, model: CellsModel[Any], *widths: int) -> KeyTable:
        table = KeyTable(name)
        self.words.put(table.setAccessibleName, title)
        table.setModel(model)
        theme.columns(table, *widths)
        theme.height(table, least=110)
        return table

    @Slot()
    def _mark(self, _index: QModelIndex | None = None) -> None:
        row = self._forms.row(self._form_table.currentIndex().row())
        self._withdraw.setEnabled(row is not None and not row.is_yearly)

    @Slot()
    def _ask_withdraw(self) -> None:
        row = self._forms.row(self._form_table.currentIndex().row())
        if row is not None:
            self.withdrawn.emit(row.form_id)
