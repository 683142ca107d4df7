"""What the facts say for and against each cause, above the causes and needs that the cadre decided on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_list
from ui import theme
from ui.models.rows_model import Cell, CellsModel
from ui.widgets.controls import label
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.checks.causes import CauseRow, Ground

ADVICE = N_("Ranked by the household's own facts; the weights are only an order. The cadre decides.")


def _cause(row: CauseRow) -> str:
    return row.label


def _recorded(row: CauseRow) -> str:
    if row.is_contradicted:
        return _("recorded, facts against")
    if row.is_unsupported:
        return _("recorded, no fact for it")
    return _("recorded") if row.is_recorded else ""


def _color(row: CauseRow) -> str:
    return "warn" if row.is_contradicted or row.is_unsupported else "ink"


def _score(row: CauseRow) -> str:
    return f"{row.score:+d}"


def _said(grounds: tuple[Ground, ...]) -> str:
    line = _("{fact} ({weight})")
    return format_list(line.format(fact=ground.words, weight=f"{ground.weight:+d}") for ground in grounds)


def _for(row: CauseRow) -> str:
    return _said(row.grounds_for)


def _against(row: CauseRow) -> str:
    return _said(row.grounds_against)


COLUMNS: tuple[Cell[CauseRow], ...] = (
    Cell(words=N_("Cause"), text=_cause),
    Cell(words=N_("Recorded here"), text=_recorded, color=_color),
    Cell(words=N_("Weight of the facts"), text=_score, is_number=True),
    Cell(words=N_("Facts for it"), text=_for),
    Cell(words=N_("Facts against it"), text=_against),
)


class CausesPane(QWidget):
    """Shows the ranked causes of one household; below them ``facts``, where the decision is entered."""

    def __init__(self, facts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("causes_pane")
        words = Words(self)
        self._rows: tuple[CauseRow, ...] = ()
        self._model: CellsModel[CauseRow] = CellsModel(COLUMNS, self)
        self._table = KeyTable("causes_table")
        words.put(self._table.setAccessibleName, N_("Causes by the facts"))
        self._table.setModel(self._model)
        theme.columns(self._table, 130, 160, 60, 420)
        self._table.moved.connect(self._explain)
        self._advice = label(words, ADVICE, "causes_advice", role="small")
        self._why = label(None, "", "causes_why", role="small")
        box = QVBoxLayout(self)
        theme.space(box, margins=(0, 12, 0, 0), spacing=8)
        box.addWidget(self._advice)
        box.addWidget(self._table, 2)
        box.addWidget(self._why)
        box.addWidget(facts, 3)
        words.also(self._model.say)
        self._show()

    def set_causes(self, rows: tuple[CauseRow, ...]) -> None:
        """Show ``rows``, the best supported first."""
        self._rows = rows
        self._model.set_rows(rows)
        self._show()

    def _show(self) -> None:
        for shown in (self._advice, self._table):
            shown.setVisible(bool(self._rows))
        self._why.hide()

    @Slot(QModelIndex)
    def _explain(self, index: QModelIndex) -> None:
        """Say in full what speaks for and against the chosen cause, with the facts and where the rule comes from."""
        row = self._model.row(index.row())
        lines = []
        for ground in (*row.grounds_for, *row.grounds_against) if row is not None else ():
            source = _("source: {text}").format(text=ground.source)
            lines.append(
                "  ".join(text for text in (f"{ground.weight:+d}", ground.words, *ground.facts, source) if text)
            )
        self._why.setText("\n".join(lines))
        self._why.setVisible(bool(lines))
