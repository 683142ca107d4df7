"""Figures that were kept: with which pack, at which position of the journal; and what they come to computed again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.assessment import calls
from ui.assessment.tables import KEPT_COLUMNS
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.assessment.freezing import Frozen, Recomputed
    from ui.widgets.page import Shell

NOTHING = N_(
    "No figure of {year} is kept yet. Keep them when the year's result is handed in: they can be computed again."
)
SAID = N_("{count} kept figures of {year}. Each can be computed again from the journal and the policy pack of its day.")


class KeptPane(QWidget):
    """The kept figures of one year."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assessment_kept")
        self._shell = shell
        self._year = 0
        self._found: tuple[Frozen, ...] = ()
        self._again: dict[RecordId, Recomputed] = {}
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "kept_said", role="weak")
        box.addWidget(self._said)
        acts = FlowLayout()
        self._keep = button(words, N_("Keep the figures as they are now"), "kept_keep", self._ask_keep, role="primary")
        self._compute = button(words, N_("Compute them again"), "kept_again", self._ask_again)
        for made in (self._keep, self._compute):
            acts.addWidget(made)
        box.addLayout(acts)
        self._rows: CellsModel[tuple[Frozen, str, str]] = CellsModel(KEPT_COLUMNS, self)
        table = KeyTable("kept_table")
        table.setModel(self._rows)
        words.put(table.setAccessibleName, N_("Kept figures"))
        theme.columns(table, 110, 220, 120, 120, 130, 110, 140)
        self.setFocusProxy(table)
        box.addWidget(table, 1)

    def show_year(self, year: int, *, is_office: bool) -> None:
        """Ask for the kept figures of a year."""
        self._year = year
        self._keep.setVisible(is_office)
        self._shell.store.run(partial(calls.kept, year), self._show, self._shell.fail, key="assessment.kept")

    def say(self) -> None:
        """Say the table in the present language."""
        self._rows.say()

    def _show(self, found: tuple[tuple[Frozen, str], ...]) -> None:
        self._found = tuple(item for item, _title in found)
        self._rows.set_rows(tuple((item, title, self._again_text(item)) for item, title in found))
        said = SAID if found else NOTHING
        self._said.setText(_(said).format(count=len(found), year=self._year))
        self._compute.setEnabled(bool(found))

    def _again_text(self, item: Frozen) -> str:
        again = self._again.get(item.id)
        if again is None:
            return ""
        value = "—" if again.value is None else f"{again.value:,f}"
        return _("{value}, the same").format(value=value) if again.agrees else _("{value}, DIFFERS").format(value=value)

    @Slot()
    def _ask_keep(self) -> None:
        self._shell.store.run(partial(calls.freeze, self._year), None, self._shell.fail)

    @Slot()
    def _ask_again(self) -> None:
        records = tuple(item.id for item in self._found)
        task = self._shell.store.run_long(partial(calls.recompute, records), self._compared, self._shell.fail)
        self._shell.watch(task, _("Computing the kept figures again"))

    def _compared(self, found: tuple[Recomputed, ...]) -> None:
        self._again = {item.frozen.id: item for item in found}
        wrong = sum(not item.agrees for item in found)
        said = (
            _("All {count} figures come to the same again.").format(count=len(found))
            if not wrong
            else _("{count} figures come to something else. Look at the column “Computed again”.").format(count=wrong)
        )
        self._shell.tell(Message(tone=Tone.WARNING if wrong else Tone.SUCCESS, text=said))
        self._shell.store.run(partial(calls.kept, self._year), self._show, self._shell.fail, key="assessment.kept")
