"""What a list would bring, before it comes in: how many rows, and how its columns were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from poverty_desktop.i18n import N_, _, format_list
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class ListPreviewCard(QFrame):
    """Hidden until a list is shown; ``wanted`` takes it in, ``columns_asked`` corrects how its columns were read."""

    wanted = Signal()
    columns_asked = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}_preview")
        self.setProperty("role", "card")
        words = Words(self)
        box = column(self, margins=12, spacing=8)
        self._said = label(None, "", f"{prefix}_preview_said")
        self._columns = label(None, "", f"{prefix}_preview_columns", role="weak")
        self._troubles = label(None, "", f"{prefix}_preview_troubles", role="weak")
        bar = FlowLayout()
        self._take = button(
            words, N_("Take them in"), f"{prefix}_preview_take", self._want, role="primary", icon="check"
        )
        correct, leave = N_("Correct the columns …"), N_("Leave the list")
        for made in (
            self._take,
            button(words, correct, f"{prefix}_preview_correct", self.columns_asked.emit, icon="draft"),
            button(words, leave, f"{prefix}_preview_leave", self.hide, icon="close"),
        ):
            bar.addWidget(made)
        for part in (self._said, self._columns, self._troubles):
            box.addWidget(part)
        box.addLayout(bar)
        self.hide()

    def show_list(self, said: str, columns: str, troubles: Sequence[str], *, can_take: bool) -> None:
        """Show what would come in, which column is which, and what stands against rows; all in the present language."""
        self._said.setText(said)
        self._columns.setText(columns)
        self._columns.setVisible(bool(columns))
        self._troubles.setText("\n".join(troubles))
        self._troubles.setVisible(bool(troubles))
        self._take.setEnabled(can_take)
        self.show()
        (self._take if can_take else self).setFocus()

    @Slot()
    def _want(self) -> None:
        self.hide()
        self.wanted.emit()


def columns_said(captions: Sequence[str], columns: Mapping[int, str], titles: Mapping[str, str]) -> str:
    """Say which column was read as what; nothing where the columns have no captions."""
    read = [
        _("{column}: {what}").format(column=captions[index], what=titles.get(name, name))
        for index, name in sorted(columns.items())
        if captions[index]
    ]
    return _("The columns were read as: {columns}.").format(columns=format_list(read)) if read else ""
