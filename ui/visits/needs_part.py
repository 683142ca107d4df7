"""The needs of the household that was visited: which are met now, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId
from ui import theme
from ui.visits.choices import choices_of, offer
from ui.widgets.controls import column, label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

if TYPE_CHECKING:
    from ui.visits.calls import VisitBeginning


class NeedsPart(QWidget):
    """``typed`` after each sign of a new need, ``entered`` where Enter says that it is all."""

    typed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visit_needs")
        words = Words(self)
        self._met: list[QCheckBox] = []
        box = column(self, spacing=8)
        self._open = QVBoxLayout()
        theme.space(self._open, spacing=4)
        box.addLayout(self._open)
        self._kind = choices_of(words, N_("Kind of need"), "visit_need_kind")
        self._kind.activated.connect(self.typed)
        self._need = line_edit(words, N_("New need"), "visit_need", hint=N_("What is needed, in a few words"))
        self._need.textEdited.connect(self.typed)
        self._need.returnPressed.connect(self.entered)
        theme.width(self._need, least=320)
        row = FlowLayout()
        said = label(words, N_("New need"), "visit_need_label", role="weak", wraps=False)
        self._new = (said, self._kind, self._need)
        for made in self._new:
            row.addWidget(made)
        box.addLayout(row)

    def show_needs(self, found: VisitBeginning) -> None:
        """Show the open needs; what was marked as met stays so. A new one is asked for of one household alone."""
        for part in self._new:
            part.setVisible(len(found.households) == 1)
        chosen = set(self.met())
        for made in self._met:
            self._open.removeWidget(made)
            made.deleteLater()
        self._met = []
        for number, need in enumerate(found.needs):
            made = QCheckBox(_("Met: {kind}, {need}").format(kind=need.kind_label, need=need.description))
            made.setObjectName(f"visit_met_{number}")
            made.setProperty("need", need.id.hex())
            made.setChecked(need.id in chosen)
            self._open.addWidget(made)
            self._met.append(made)

    def fill(self, found: VisitBeginning) -> None:
        """Put in what was typed of a new need before."""
        self._need.setText(found.texts.get("need", ""))
        offer(self._kind, found.need_kinds, found.texts.get("need_kind", ""))

    def texts(self) -> dict[str, str]:
        """Return what was typed of a new need, by the names of the form."""
        return {"need": self._need.text(), "need_kind": str(self._kind.currentData() or "")}

    def met(self) -> tuple[RecordId, ...]:
        """Return the needs that are marked as met."""
        return tuple(RecordId(bytes.fromhex(str(made.property("need")))) for made in self._met if made.isChecked())
