"""Which column is what: chosen by a person where no column map fits, and kept as one for the next file."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from poverty_desktop.exchange import column_map, suggest
from poverty_desktop.exchange.column_map import ColumnMap, Grouping
from poverty_desktop.exchange.suggest import Suggestion
from poverty_desktop.exchange.table import Table
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.pack import Pack
from ui import theme
from ui.roster import assignment
from ui.roster.calls import Opened
from ui.roster.target_box import TargetBox, target_model
from ui.widgets.controls import button, label, line_edit, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.masked import mask
from ui.widgets.words import Words

SAMPLES = 3
SAMPLE_CHARS = 18
LONG_NUMBER = 11
GROUPINGS = (
    (Grouping.NUMBER, N_("by the household number")),
    (Grouping.HEAD, N_("each head begins a household")),
    (Grouping.ROW, N_("each row is a household and names its head")),
    (Grouping.COLUMNS, N_("by the columns that tell households apart")),
)


class MappingPane(QFrame):
    """Emits ``mapped`` with the column map; the other signals ask for another row of column names, sheet or file."""

    mapped = Signal(object)
    header_moved = Signal(int)
    sheet_chosen = Signal(str)
    other_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roster_mapping")
        self._words = Words(self)
        self._opened: Opened | None = None
        self._base: ColumnMap | None = None
        self._boxes: list[TargetBox] = []
        self._title = label(None, "", "mapping_title", role="title")
        self._sheet = QComboBox()
        self._sheet.setObjectName("mapping_sheet")
        self._words.put(self._sheet.setAccessibleName, N_("Sheet"))
        self._header = QSpinBox()
        self._header.setObjectName("mapping_header")
        self._header.setRange(0, 999)
        self._header.setKeyboardTracking(False)
        self._words.put(self._header.setAccessibleName, N_("Row of the column names"))
        self._grouping = QComboBox()
        self._grouping.setObjectName("mapping_grouping")
        self._words.put(self._grouping.setAccessibleName, N_("How rows make households"))
        self._name = line_edit(self._words, N_("Name of the column map"), "mapping_name")
        self._trouble = label(None, "", "mapping_trouble")
        self._trouble.setProperty("tone", "warning")
        self._grid = QGridLayout()
        theme.space(self._grid, spacing=10)
        self._use = button(self._words, N_("Use these columns"), "mapping_use", self._finish, role="primary")
        self._build()

    def set_file(self, opened: Opened, base: ColumnMap | None, pack: Pack) -> None:
        """Show the columns of ``opened`` as ``base`` has them, else as they are suggested."""
        self._opened, self._base = opened, base
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        table = opened.table
        targets = target_model(pack, self)
        chosen = (
            assignment.targets_of(base, table) if base is not None else suggest.surest(opened.suggestions, table.width)
        )
        best: dict[int, Suggestion] = {}
        for one in opened.suggestions:
            best.setdefault(one.column, one)
        self._boxes = []
        for column in range(table.width):
            box = TargetBox(f"mapping_target_{column}", targets)
            box.setAccessibleName(_("“{caption}” becomes").format(caption=_caption(table, column)))
            box.set_target(chosen[column])
            box.changed.connect(self._check)
            self._boxes.append(box)
            self._add_row(column, box, best.get(column))
        self._sheet.clear()
        self._sheet.addItems(table.sheets)
        self._sheet.setCurrentText(table.sheet)
        self._sheet_holder.setVisible(len(table.sheets) > 1)
        self._header.blockSignals(True)
        self._header.setValue(table.header_row)
        self._header.blockSignals(False)
        self._name.setText(base.title(language()) if base is not None else opened.source.path.stem)
        self._grouping.setCurrentIndex(self._grouping.findData((base.grouping if base else self._guess()).value))
        self._title.setText(
            _("Which column of “{sheet}” is what?").format(sheet=table.sheet or opened.source.path.name)
        )
        self._check()

    def retranslate(self, pack: Pack) -> None:
        """Say everything in the present language; what was chosen stays."""
        if self._opened is None:
            return
        chosen = [box.target for box in self._boxes]
        name, grouping = self._name.text(), self._grouping.currentData()
        self.set_file(self._opened, self._base, pack)
        for box, target in zip(self._boxes, chosen, strict=True):
            box.set_target(target)
        self._name.setText(name)
        self._grouping.setCurrentIndex(self._grouping.findData(grouping))
        self._check()

    def focus_first(self) -> None:
        """Put the keyboard on the first column."""
        if self._boxes:
            self._boxes[0].setFocus()

    def _build(self) -> None:
        note = label(
            self._words,
            N_("Columns that are left out stay in the file. The choice is kept for the next file of this kind."),
            "mapping_note",
            role="weak",
        )
        settings = QWidget()
        flow = FlowLayout(settings)
        theme.space(flow, spacing=12)
        self._sheet_holder = self._under_its_name(N_("Sheet"), self._sheet)
        for holder in (
            self._sheet_holder,
            self._under_its_name(N_("Row of the column names"), self._header),
            self._under_its_name(N_("How rows make households"), self._grouping),
            self._under_its_name(N_("Name of the column map"), self._name),
        ):
            flow.addWidget(holder)
        theme.width(self._name, least=180)
        theme.height(self._header, least=34)
        self._words.also(self._say_groupings)
        columns = QFrame()
        columns.setProperty("role", "card")
        inner = QVBoxLayout(columns)
        theme.space(inner, margins=16)
        inner.addLayout(self._grid)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        theme.width(columns, most=1000)
        content = QWidget()
        scrolling = QVBoxLayout(content)
        theme.space(scrolling, spacing=10)
        scrolling.addWidget(self._title)
        scrolling.addWidget(note)
        scrolling.addWidget(settings)
        scrolling.addWidget(columns)
        scrolling.addStretch(1)
        outer = QVBoxLayout(self)
        theme.space(outer, spacing=8)
        outer.addWidget(scrolled(content, "mapping_area"), 1)
        outer.addWidget(self._trouble)
        steps = QHBoxLayout()
        theme.space(steps, spacing=8)
        steps.addWidget(self._use)
        steps.addWidget(button(self._words, N_("Another file"), "mapping_other", self.other_asked.emit, role="link"))
        steps.addStretch(1)
        outer.addLayout(steps)
        self._sheet.textActivated.connect(self.sheet_chosen)
        self._header.valueChanged.connect(self.header_moved)
        self._grouping.activated.connect(self._check)

    def _under_its_name(self, words: str, widget: QWidget) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        theme.space(box, spacing=4)
        box.addWidget(label(self._words, words, f"{widget.objectName()}_label", role="small", wraps=False))
        box.addWidget(widget)
        return holder

    def _say_groupings(self) -> None:
        chosen = self._grouping.currentData()
        self._grouping.clear()
        for grouping, said in GROUPINGS:
            self._grouping.addItem(_(said), grouping.value)
        self._grouping.setCurrentIndex(max(0, self._grouping.findData(chosen)))

    def _add_row(self, column: int, box: TargetBox, suggestion: Suggestion | None) -> None:
        assert self._opened is not None
        table = self._opened.table
        left, right = QWidget(), QWidget()
        for side, parts in (
            (left, (_caption(table, column), "heading", _samples(table, column), "small")),
            (right, ("", "", _confidence(suggestion), "small")),
        ):
            inner = QVBoxLayout(side)
            theme.space(inner, spacing=2)
            first, first_role, second, second_role = parts
            if side is right:
                inner.addWidget(box)
            for text, role in ((first, first_role), (second, second_role)):
                if text:
                    said = label(None, "", f"mapping_{role}_{column}", role=role)
                    said.setText(text)
                    inner.addWidget(said)
            inner.addStretch(1)
        self._grid.addWidget(left, column, 0)
        self._grid.addWidget(right, column, 1)

    def _guess(self) -> Grouping:
        suggestions = self._opened.suggestions if self._opened is not None else ()
        return suggest.likely_grouping({box.target for box in self._boxes}, suggestions)

    @Slot()
    def _check(self) -> None:
        trouble = self._trouble_now()
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self._use.setEnabled(not trouble)

    def _trouble_now(self) -> str:
        chosen = [box.target for box in self._boxes]
        if "person.name" not in chosen:
            return _("Say which column holds the names of the people.")
        twice = next(
            (box for box in self._boxes if box.target not in column_map.MANY_COLUMNS and chosen.count(box.target) > 1),
            None,
        )
        if twice is not None:
            return _("Two columns become “{item}”. Leave one of them out.").format(item=twice.currentText())
        needed = {
            Grouping.NUMBER.value: ("household.national_number", N_("Say which column holds the household number.")),
            Grouping.HEAD.value: ("membership.relation", N_("Say which column holds the relation to the head.")),
            Grouping.COLUMNS.value: ("group.key", N_("Say which columns tell households apart.")),
        }
        target, said = needed.get(self._grouping.currentData(), ("person.name", ""))
        return "" if target in chosen else _(said)

    @Slot()
    def _finish(self) -> None:
        if self._opened is None:
            return
        table, base = self._opened.table, self._base
        choices = {column: box.target for column, box in enumerate(self._boxes)}
        name = self._name.text().strip() or self._opened.source.path.stem
        made = column_map.from_choices(
            name,
            choices,
            table,
            grouping=Grouping(self._grouping.currentData()),
            constants=base.constants if base else {},
        )
        if base is not None:
            made = replace(made, columns=assignment.with_known_rules(made, base, table), as_codes=base.as_codes)
            made = replace(made, templates=base.templates)
        self.mapped.emit(made)


def _caption(table: Table, column: int) -> str:
    caption = table.captions[column] or table.hints[column]
    return caption or _("Column {number}").format(number=column + 1)


def _samples(table: Table, column: int) -> str:
    found = dict.fromkeys(row[column].strip() for row in table.rows[:40] if row[column].strip())
    return " · ".join(_covered(text) for text in list(found)[:SAMPLES])


def _covered(text: str) -> str:
    """Return a sample for the eye: long numbers are people's and stay covered."""
    digits = sum(letter.isdigit() for letter in text)
    if digits >= LONG_NUMBER:
        return mask(text)
    return text if len(text) <= SAMPLE_CHARS else f"{text[:SAMPLE_CHARS]}…"


def _confidence(suggestion: Suggestion | None) -> str:
    if suggestion is None:
        return ""
    return _("{percent} % sure: {reason}").format(
        percent=round(suggestion.confidence * 100), reason=_(suggestion.reason)
    )
