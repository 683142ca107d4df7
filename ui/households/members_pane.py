"""The members left, the facts of the one under the cursor right."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.ids import PersonId
from poverty_desktop.queries.register.file_rows import MemberRow
from ui import theme
from ui.households.facts_view import FactsView
from ui.households.tables import member_model
from ui.widgets.controls import label
from ui.widgets.key_table import KeyTable
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words

NARROW = 640


class MembersPane(QWidget):
    """``facts`` is the view of the chosen member's facts."""

    def __init__(self, facts: FactsView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("members_pane")
        words = Words(self)
        self.facts = facts
        self._value_header = ""
        self._model = member_model(self)
        self._table = KeyTable("members_table")
        words.put(self._table.setAccessibleName, N_("Members"))
        self._table.setModel(self._model)
        theme.columns(self._table, 96, 92, 76, 56)
        Stretched(self._table, 0, 96)
        theme.width(self._table, least=360)
        theme.height(self._table, least=150)  # the header and three members
        self._table.moved.connect(self._show_member)
        self._table.opened.connect(self._enter_facts)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        theme.space(self._box, margins=(0, 12, 0, 0), spacing=12)
        self._ages_on = label(None, "", "members_ages_on", role="small")
        left = QVBoxLayout()
        theme.space(left, spacing=4)
        left.addWidget(self._table, 1)
        left.addWidget(self._ages_on)
        self._box.addLayout(left, 2)
        self._box.addWidget(facts, 5)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of one part only: both stand beside each other only where there is room."""
        widest = max(self._table.minimumWidth(), self.facts.minimumSizeHint().width())
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the facts under the members where there is no room beside them."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.px(NARROW)
        sides = QBoxLayout.Direction
        self._box.setDirection(sides.TopToBottom if is_narrow else sides.LeftToRight)

    def set_members(
        self, members: tuple[MemberRow, ...], value_header: str, ages_on: date, members_on: date | None = None
    ) -> None:
        """Show ``members``, the day whose members they are and that of their ages; the cursor stays on its member."""
        kept = self._person()
        self._value_header = value_header
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._model.columnCount() - 1)
        self._model.set_rows(members)
        said = _("Ages as of {day}.").format(day=format_date(ages_on))
        if members_on is not None:
            words = _("Members of {then}. Ages as of {day}.")
            said = words.format(then=format_date(members_on), day=format_date(ages_on))
        self._ages_on.setText(said)
        found = next((number for number, one in enumerate(members) if one.person == kept), 0)
        if members:
            self._table.setCurrentIndex(self._model.index(found, 0))
        self._show_member()

    def show_person(self, person: bytes) -> None:
        """Put the cursor on the row of this person."""
        for number in range(self._model.rowCount()):
            row = self._model.row(number)
            if row is not None and row.person == person:
                self._table.setCurrentIndex(self._model.index(number, 0))

    def _person(self) -> PersonId | None:
        row = self._model.row(self._table.currentIndex().row())
        return None if row is None else row.person

    @Slot()
    def _show_member(self) -> None:
        row = self._model.row(self._table.currentIndex().row())
        self.facts.set_sections(() if row is None else row.sections, self._value_header)

    @Slot(QModelIndex)
    def _enter_facts(self, _index: QModelIndex) -> None:
        self.facts.setFocus()
