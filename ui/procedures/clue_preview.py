"""What a department's list would bring, before it comes in: how many clues, and how its columns were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from poverty_desktop.i18n import N_, _, format_list, language
from poverty_desktop.packs.model import Label
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.casework.clue_lists import ClueImport

_TROUBLES_SHOWN = 4


class CluePreview(QFrame):
    """Hidden until a list is shown; ``wanted`` takes it in, ``columns_asked`` corrects how its columns were read."""

    wanted = Signal()
    columns_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clue_preview")
        self.setProperty("role", "card")
        words = Words(self)
        box = column(self, margins=12, spacing=8)
        self._said = label(None, "", "clue_preview_said")
        self._columns = label(None, "", "clue_preview_columns", role="weak")
        self._troubles = label(None, "", "clue_preview_troubles", role="weak")
        bar = FlowLayout()
        self._take = button(words, N_("Take them in"), "clue_preview_take", self._want, role="primary", icon="check")
        for made in (
            self._take,
            button(words, N_("Correct the columns …"), "clue_preview_correct", self.columns_asked.emit, icon="draft"),
            button(words, N_("Leave the list"), "clue_preview_leave", self.hide, icon="close"),
        ):
            bar.addWidget(made)
        for part in (self._said, self._columns, self._troubles):
            box.addWidget(part)
        box.addLayout(bar)
        self.hide()

    def show_list(self, found: ClueImport, offered: Sequence[tuple[str, Label]]) -> None:
        """Say what would come in, and which column is which."""
        said = _("{fresh} new clues, {known} known ones; {households} households found by ID number.")
        self._said.setText(
            said.format(fresh=len(found.fresh), known=len(found.known), households=len(found.households))
        )
        titles = {name: title(language()) for name, title in offered}
        read = [
            _("{column}: {what}").format(column=found.captions[index], what=titles.get(name, name))
            for index, name in sorted(found.columns.items())
        ]
        self._columns.setText(_("The columns were read as: {columns}.").format(columns=format_list(read)))
        troubles = [
            _("Row {row}: {why}").format(row=line.number, why=_(line.troubles[0]))
            for line in found.lines
            if line.troubles
        ]
        self._troubles.setText("\n".join(troubles[:_TROUBLES_SHOWN]))
        self._troubles.setVisible(bool(troubles))
        self._take.setEnabled(bool(found.fresh))
        self.show()
        (self._take if found.fresh else self).setFocus()

    @Slot()
    def _want(self) -> None:
        self.hide()
        self.wanted.emit()
