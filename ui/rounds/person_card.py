"""One person of a round, big: who it is, what the file says, what was found."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.domain.identity_number import mask
from poverty_desktop.i18n import N_, _, format_date, format_parts
from poverty_desktop.queries.lookback.round_state import PersonRow
from ui import theme
from ui.rounds.tables import outcome_words
from ui.widgets.controls import button, column, label
from ui.widgets.words import Words

PHOTO_SIDE = 96


class PersonCard(QFrame):
    """``file_asked`` opens the file of the household."""

    file_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("round_card")
        self.setProperty("role", "card")
        words = Words(self)
        line = QHBoxLayout(self)
        theme.space(line, margins=(16, 8, 16, 8), spacing=12)
        box = column(spacing=2)
        line.addLayout(box, 1)
        self._photo = label(None, "", "round_photo", wraps=False)
        words.put(self._photo.setAccessibleName, N_("Picture that bears the outcome out"))
        self._photo.hide()
        line.addWidget(self._photo)
        top = QHBoxLayout()
        theme.space(top, spacing=12)
        self._who = label(None, "", "round_who", role="title", wraps=False)
        self._outcome = label(None, "", "round_outcome", role="heading")
        top.addWidget(self._who)
        top.addWidget(self._outcome, 1)
        top.addWidget(button(words, N_("Household file"), "round_open_file", self.file_asked.emit, role="quiet"))
        box.addLayout(top)
        self._facts = label(None, "", "round_facts")
        self._detail = label(None, "", "round_detail", role="weak")
        box.addWidget(self._facts)
        box.addWidget(self._detail)

    def show_nobody(self, head: str) -> None:
        """Say that the household has nobody on its books."""
        self._who.setText(head)
        self._facts.setText(_("Nobody is on the books of this household."))
        self._outcome.clear()
        self._photo.hide()
        self._detail.clear()
        self._detail.hide()

    def show_photo(self, data: bytes) -> None:
        """Show a small picture; one that has not arrived yet is only told in words."""
        shown = QPixmap()
        if data and shown.loadFromData(data):
            self._photo.setPixmap(shown)
            self._photo.show()

    def show_person(self, row: PersonRow) -> None:
        """Show one person; the ID number stays masked."""
        self._photo.hide()
        self._who.setText(f"{row.name}　{row.relation}")
        self._outcome.setText(outcome_words(row))
        born = format_date(row.birth_date) if row.birth_date else ""
        age = _("{age} years").format(age=row.age) if row.age is not None else ""
        place = _("{group}, sheet {number}").format(group=row.group_name, number=row.sheet_number)
        known = (row.sex, age, born, mask(row.document_number) if row.document_number else "", place)
        self._facts.setText(" · ".join(text for text in known if text))
        pairs = [
            _("{label}: {before} → {after}").format(
                label=pair.label, before=pair.before or "--", after=pair.after or "--"
            )
            for pair in row.corrections
        ]
        picture = _("with a picture") if row.has_photo else ""
        moved = _("now in the household of {head}").format(head=row.moved_to) if row.moved_to else ""
        self._detail.setText(format_parts(text for text in (row.evidence, row.note, picture, moved, *pairs) if text))
        self._detail.setVisible(bool(self._detail.text()))
