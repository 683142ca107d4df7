"""Take in a department's list of measures: choose it, see what fits and why the rest does not, take it in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from poverty_desktop.domain.measure import LIFE, Status
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.operations.assistance.measure_lists import MeasureListPreview
from poverty_desktop.operations.assistance.measure_matching import ListChoice
from poverty_desktop.operations.assistance.training_lists import TrainingPreview
from ui.assistance.calls import Course, Options
from ui.assistance.list_preview import ListPreview
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

HOW = N_(
    "Any workbook of a department will do: one column says who (name, ID number or household number), and where the"
    " list is about several measures, one says which. First you see what would happen."
)
BY_COLUMN = N_("As a column of the list says")


class ListPane(QWidget):
    """``chosen`` asks for a list, ``signed`` for a sign-in sheet; ``taken`` carries whether names alone will do."""

    chosen = Signal()
    signed = Signal()
    taken = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assistance_list")
        self._words = words = Words(self)
        self._found: MeasureListPreview | None = None
        self._year = 0
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        box.addWidget(label(words, HOW, "list_how", role="weak"))
        self._item, self._status = self._box("list_item", N_("Measure")), self._box("list_status", N_("Status"))
        self._title = line_edit(words, N_("Name of the list"), "list_title", hint=N_("Name of the list and department"))
        self._day = line_edit(words, N_("Day of the course"), "list_day", hint=N_("Day of the course"))
        row = FlowLayout()
        for made in (
            self._item,
            self._status,
            self._title,
            button(words, N_("Choose a list"), "list_choose", self.chosen.emit, role="primary", icon="import"),
            self._day,
            button(words, N_("Sign-in sheet of a training"), "list_signed", self.signed.emit, icon="import"),
        ):
            row.addWidget(made)
        box.addLayout(row)
        self._preview = ListPreview("list")
        self._preview.taken.connect(self.taken)
        box.addWidget(self._preview, 1)
        self.show_preview(None)

    def set_choices(self, year: int, items: Options, statuses: Options) -> None:
        """Offer the measures of the year and where a line may begin."""
        self._year = year
        words = dict(statuses)
        item, status = self._item.currentData(), self._status.currentData() or Status.DELIVERED.value
        self._item.clear()
        self._item.addItem(_(BY_COLUMN), "")
        for code, name in items:
            self._item.addItem(name(language()), code)
        self._item.setCurrentIndex(max(self._item.findData(item), 0))
        self._status.clear()
        for step in LIFE[1:]:
            if step.value in words:
                self._status.addItem(words[step.value](language()), step.value)
        self._status.setCurrentIndex(max(self._status.findData(status), 0))

    def choice(self, path: Path) -> ListChoice:
        """Return what was said about the list in ``path``."""
        return ListChoice(
            year=self._year,
            title=self._title.text() or path.stem,
            item=str(self._item.currentData() or ""),
            status=Status(str(self._status.currentData() or Status.DELIVERED.value)),
        )

    def course(self) -> Course:
        """Return what was said about a sign-in sheet."""
        return Course(
            item=str(self._item.currentData() or ""), year=self._year, name=self._title.text(), day=self._day.text()
        )

    def show_training(self, found: TrainingPreview) -> None:
        """Say whom a sign-in sheet would count."""
        self._found = None
        said = _("{rows} rows: {new} person-times are new; {known} are counted already; {refused} do not fit.").format(
            rows=len(found.source.lines),
            new=len(found.new),
            known=len(found.signed) - len(found.new),
            refused=len(found.refused),
        )
        by_name = sum(item.is_by_name for item in found.new)
        said += unread_words(found.source.unused)
        self._preview.show_found(said, new=len(found.new), by_name=by_name, refused=found.refused)

    def show_preview(self, found: MeasureListPreview | None) -> None:
        """Say what taking the list in would do; nothing where there is none."""
        self._found = found
        if found is None:
            self._preview.clear()
            return
        said = _(
            "{rows} rows: {new} new, {moved} of them move a line that waits; {known} are known already;"
            " {refused} do not fit."
        ).format(
            rows=len(found.source.lines),
            new=len(found.new),
            moved=sum(item.line is not None for item in found.new),
            known=len(found.attached) - len(found.new),
            refused=len(found.refused),
        )
        by_name = sum(item.is_by_name for item in found.new)
        said += unread_words(found.source.unused)
        self._preview.show_found(said, new=len(found.new), by_name=by_name, refused=found.refused)

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._preview.say()
        self.show_preview(self._found)

    def _box(self, name: str, msgid: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._words.put(made.setAccessibleName, msgid)
        return made


def unread_words(captions: Sequence[str]) -> str:
    """Return what is said of the columns of a list that nobody reads."""
    return " " + _("Columns that are not read: {columns}.").format(columns="、".join(captions)) if captions else ""
