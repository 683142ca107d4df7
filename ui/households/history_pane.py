"""Every change, newest first: of one fact beside the facts, or of the whole household on its own tab."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.register.file_rows import HistoryRow
from ui import theme
from ui.households.tables import history_model
from ui.widgets.controls import button, label, scrolled
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class HistoryTable(QWidget):
    """The changes of a household as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_table_pane")
        words = Words(self)
        self._model = history_model(self)
        self._table = KeyTable("history_table")
        words.put(self._table.setAccessibleName, N_("History"))
        self._table.setModel(self._model)
        theme.columns(self._table, 140, 96, 200, 180, 180)
        self._empty = EmptyState("history_empty", "history", N_("Nothing was changed yet."))
        box = QVBoxLayout(self)
        theme.space(box, margins=(0, 12, 0, 0))
        box.addWidget(self._table)
        box.addWidget(self._empty)
        self.set_rows(())

    def set_rows(self, rows: tuple[HistoryRow, ...]) -> None:
        """Show ``rows``."""
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._model.columnCount() - 1)
        self._model.set_rows(rows)
        self._table.setVisible(bool(rows))
        self._empty.setVisible(not rows)


class FactHistory(QFrame):
    """The changes of one fact, as short paragraphs in a side pane."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fact_history")
        self.setProperty("role", "card")
        words = Words(self)
        self._title = label(None, "", "fact_history_title", role="heading")
        close = button(words, N_("Close"), "fact_history_close", self.left.emit, role="quiet", icon="close")
        head = QHBoxLayout()
        theme.space(head)
        head.addWidget(self._title, 1)
        head.addWidget(close)
        inner = QWidget()
        self._box = QVBoxLayout(inner)
        theme.space(self._box, spacing=12)
        self._box.addStretch(1)
        box = QVBoxLayout(self)
        theme.space(box, margins=12, spacing=8)
        box.addLayout(head)
        box.addWidget(scrolled(inner, "fact_history_area"), 1)
        theme.width(self, least=240)
        self.hide()

    def show_history(self, item: str, rows: tuple[HistoryRow, ...]) -> None:
        """Show the changes of ``item`` (already translated)."""
        while self._box.count() > 1:
            if (old := self._box.takeAt(0).widget()) is not None:
                old.hide()
                old.deleteLater()
        self._title.setText(_("History: {item}").format(item=item))
        lines = [_paragraph(row) for row in rows] or [(_("Nothing was changed yet."), "")]
        for number, (first, second) in enumerate(lines):
            holder = QWidget()
            column = QVBoxLayout(holder)
            theme.space(column, spacing=2)
            for part, (text, role) in enumerate(((first, ""), (second, "small"))):
                if text:
                    said = label(None, "", f"fact_history_{number}_{part}", role=role)
                    said.setText(text)
                    column.addWidget(said)
            self._box.insertWidget(number, holder)
        self.show()


def _paragraph(row: HistoryRow) -> tuple[str, str]:
    change = _("{before} → {after}").format(before=row.before or _("blank"), after=row.after or _("blank"))
    facts = [f"{row.at.astimezone():%Y-%m-%d %H:%M}", row.clock, row.by, row.device, row.reason]
    if row.is_undone:
        facts.append(_("undone"))
    return change, " · ".join(part for part in facts if part)
