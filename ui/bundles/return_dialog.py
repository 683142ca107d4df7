"""What an export holds and what will become of each submission, before anything happens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.interviewing.returning import FATE_WORDS, Fate, PlannedSubmission, ReturnPlan
from ui import theme
from ui.models.rows_model import Cell, CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


def _household(row: PlannedSubmission) -> str:
    return _("a new household") if row.is_new_household else row.head_name or "—"


def _fate(row: PlannedSubmission) -> str:
    return _(FATE_WORDS[row.fate])


def _color(row: PlannedSubmission) -> str:
    return {Fate.COMPLETE: "ok", Fate.HERE: "ink_weak"}.get(row.fate, "warn")


def _hints(row: PlannedSubmission) -> str:
    found = []
    if row.problems:
        found.append(_("{count} answers to look at").format(count=row.problems))
    if row.left_out:
        found.append(_("{count} answers have no place").format(count=row.left_out))
    if row.media_missing:
        found.append(_("{count} photos are missing").format(count=row.media_missing))
    return " · ".join(found)


COLUMNS = (
    Cell(words=N_("Household head"), text=_household),
    Cell(words=N_("What happens"), text=_fate, color=_color),
    Cell(words=N_("To note"), text=_hints),
)


class ReturnDialog(QDialog):
    """``confirmed`` carries the plan."""

    confirmed = Signal(object)

    def __init__(self, plan: ReturnPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("return_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = Words(self)
        words.put(self.setWindowTitle, N_("Interviews from elsewhere"))
        self.resize(theme.px(820), theme.px(480))
        self._plan = plan
        model: CellsModel[PlannedSubmission] = CellsModel(COLUMNS, self)
        model.set_rows(plan.submissions)
        table = KeyTable("return_table")
        words.put(table.setAccessibleName, N_("Interviews from elsewhere"))
        table.setModel(model)
        theme.columns(table, 160, 330, 280)
        count = plan.counts[Fate.COMPLETE] + plan.counts[Fate.DRAFT]
        said = label(None, "", "return_said")
        said.setText(
            _("{count} of {total} submissions will be taken in; each can be undone.").format(
                total=len(plan.submissions), count=count
            )
        )
        take = button(words, N_("Take in"), "return_take", self._confirm, role="primary")
        take.setEnabled(count > 0)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(said, 1)
        row.addWidget(button(words, N_("Cancel"), "return_cancel", self.reject, role="quiet"))
        row.addWidget(take)
        box = column(self, margins=16, spacing=12)
        box.addWidget(table, 1)
        box.addLayout(row)

    @Slot()
    def _confirm(self) -> None:
        self.confirmed.emit(self._plan)
        self.accept()
