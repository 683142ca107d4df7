"""Writes down a household that is in no list yet: its group, its head, a phone."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.fields import labelled
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class NewHouseholdForm(QFrame):
    """``given`` carries the facts of the household and of its head by property name; ``left`` gives it up."""

    given = Signal(object, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_household")
        self.setProperty("role", "banner")
        self.setProperty("tone", "info")
        words = Words(self)
        box = column(self, margins=(12, 8, 12, 8), spacing=6)
        box.addWidget(label(words, N_("A household that is in no list yet"), "new_household_title", role="heading"))
        self._head = line_edit(words, N_("Name of the head"), "new_household_head")
        self._document = line_edit(words, N_("ID number"), "new_household_document")
        theme.width(self._document, least=190)  # an identity number is seen whole
        self._group = line_edit(words, N_("Group"), "new_household_group")
        self._phone = line_edit(words, N_("Phone"), "new_household_phone")
        flow = FlowLayout()
        for msgid, field in (
            (N_("Name of the head"), self._head),
            (N_("ID number"), self._document),
            (N_("Group"), self._group),
            (N_("Phone"), self._phone),
        ):
            flow.addWidget(labelled(words, msgid, field))
            field.returnPressed.connect(self.give)
        flow.addWidget(button(words, N_("Write it down"), "new_household_give", self.give, role="primary"))
        flow.addWidget(button(words, N_("Cancel"), "new_household_leave", self.left.emit, role="quiet"))
        box.addLayout(flow)
        box.addWidget(
            label(
                words,
                N_(
                    "It counts as an ordinary household. The other members are added in its file; filing it goes the"
                    " way of a procedure."
                ),
                "new_household_note",
                role="weak",
            )
        )
        self.hide()

    def ask(self) -> None:
        """Show empty fields and put the keyboard into the first."""
        for field in (self._head, self._document, self._group, self._phone):
            field.clear()
        self.show()
        self._head.setFocus()

    @Slot()
    def give(self) -> None:
        """Hand over what was typed."""
        head = {"name": self._head.text().strip(), "document_number": self._document.text().strip()}
        household = {"group_name": self._group.text().strip(), "phone": self._phone.text().strip()}
        self.given.emit(household, head)
