"""The preview: how the file is read, every row with what will happen to it, and the row under the cursor."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from poverty_desktop.exchange.plan import Action
from poverty_desktop.exchange.problems import sentence
from poverty_desktop.i18n import N_, _, format_list, language, ngettext
from poverty_desktop.operations.register.roster import RosterPreview
from ui import theme
from ui.roster.calls import LEFT_OUT, Ground, Opened
from ui.roster.plan_model import HEADERS, PlanModel
from ui.roster.reading_bar import ReadingBar
from ui.roster.row_pane import RowPane
from ui.roster.words import ACTIONS, in_a_row, names_of
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.controls import button, label
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

NARROW = 900
LOW = 560
COLUMNS = [name for name, _words in HEADERS]


class PreviewPane(QWidget):
    """Shows a preview and emits what a person wants of it."""

    columns_asked = Signal()
    import_asked = Signal()
    save_asked = Signal()
    other_asked = Signal()
    answered = Signal(object, int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roster_preview")
        self._words = Words(self)
        self._shown: RosterPreview | None = None
        self._opened: Opened | None = None
        self._here: Ground | None = None
        self._is_alone = False
        self._staying = 0
        self.model = PlanModel(self)
        self._file = label(None, "", "roster_file", role="weak")
        self._notes = label(None, "", "roster_notes", role="small")
        self.reading = ReadingBar()
        self._chips = ChipRow("roster_chips")
        self._chips.follow(self.reading.last)
        self.table = KeyTable("roster_table")
        self._words.put(self.table.setAccessibleName, N_("Rows of the file"))
        self.table.setModel(self.model)
        self.row = RowPane()
        self._fold = button(self._words, N_("How it is read"), "roster_fold", role="chip", icon="filter")
        self._fold.setCheckable(True)
        self._import = button(self._words, "", "roster_import", self.import_asked.emit, role="primary", icon="import")
        self._save = button(self._words, "", "roster_save", self.save_asked.emit, icon="export")
        self._next = button(self._words, N_("Next question"), "roster_next", self._go_to_question, icon="help")
        self._build()
        self._connect()

    def begin(self, opened: Opened, here: Ground) -> None:
        """Get ready for the rows of another file."""
        self._opened, self._here = opened, here
        self._chips.clear()
        self.reading.set_file(opened, here)

    def set_preview(self, shown: RosterPreview, number: int = 0) -> None:
        """Show ``shown`` with the cursor at the row ``number`` of the file."""
        assert self._here is not None
        self._shown = shown
        wanted = self._chips.chosen().get("action")
        if wanted is not None and not shown.plan.counts[Action(wanted)]:
            self._chips.clear()
        self.model.set_preview(shown, self._here.pack)
        self._say()
        self._arrange()
        place = self.model.place_of(number) if number else self.model.index(0, 0)
        if place.isValid():
            self.table.setCurrentIndex(place)
        self._show_row()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        if self._shown is None or self._opened is None or self._here is None:
            return
        self.reading.retranslate()
        self.model.say()
        self._say()
        self._show_row()

    def next_question(self, number: int) -> bool:
        """Move to the next row that asks; say whether there is one."""
        place = self.model.next_question(number)
        if place.isValid():
            self.table.setCurrentIndex(place)
        return place.isValid()

    def focus_first(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    def step_back(self) -> bool:
        """Leave the row on a narrow screen, else the filter; say whether there was one."""
        if self._is_alone:
            self._show_list()
            return True
        if self._chips.chosen():
            self._chips.clear()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the row beside the list where there is room for both, and fold the settings on a low screen."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        links = QWidget()
        flow = FlowLayout(links)
        theme.space(flow, spacing=8)
        for link in (
            self._fold,
            button(self._words, N_("Change the columns"), "roster_columns", self.columns_asked.emit, role="link"),
            button(self._words, N_("Another file"), "roster_other", self.other_asked.emit, role="link"),
        ):
            flow.addWidget(link)
        self._heading = QWidget()
        self._heading_box = QHBoxLayout(self._heading)
        theme.space(self._heading_box, spacing=8)
        self._heading_box.addWidget(self._file, 1)
        self._heading_box.addWidget(links)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        theme.columns(self.table, 52, 148, 92, 84, 128)
        theme.width(self.row, least=280)
        both = QHBoxLayout()
        theme.space(both, spacing=12)
        both.addWidget(self.table, 5)
        both.addWidget(self.row, 2)
        foot = QWidget()
        buttons = FlowLayout(foot)
        theme.space(buttons, spacing=8)
        for made in (self._import, self._next, self._save):
            buttons.addWidget(made)
        whole = QVBoxLayout(self)
        theme.space(whole, spacing=8)
        whole.addWidget(self._heading)
        whole.addWidget(self.reading)
        whole.addWidget(self._notes)
        whole.addWidget(self._chips)
        whole.addLayout(both, 1)
        whole.addWidget(foot)

    def _connect(self) -> None:
        self._chips.changed.connect(self._filter)
        self._fold.toggled.connect(self._arrange)
        self.table.moved.connect(self._show_row)
        self.table.opened.connect(self._open_row)
        self.table.key_pressed.connect(self._press)
        self.row.answered.connect(self.answered)
        self.row.left.connect(self._show_list)

    def _say(self) -> None:
        shown, opened = self._shown, self._opened
        if shown is None or opened is None:
            return
        counts = shown.plan.counts
        self._file.setText(
            _("{file} · read with the column map “{map}”").format(
                file=opened.source.path.name, map=shown.roster.map.title(language())
            )
        )
        self._notes.setText(in_a_row(_notes(shown, opened)))
        self._chips.set_chips(
            tuple(
                Chip(group="action", code=action.value, text=_(said), count=counts[action])
                for action, (_picture, _color, said) in ACTIONS.items()
                if counts[action]
            )
        )
        self.reading.set_map(shown.roster.map)
        coming = sum(1 for row in shown.plan.rows if any(record.values for record in row.records))
        staying = sum(counts[action] for action in LEFT_OUT)
        said = ngettext("Take in {n} row", "Take in {n} rows", coming).format(n=coming)
        only_lines = not coming and shown.tells_of_lines  # nothing new but what the entry list waits for
        self._import.setText(f"{said} · {_('Entry list')}" if only_lines else said)
        self._import.setAccessibleName(self._import.text())
        self._import.setEnabled(coming > 0 or only_lines)
        said = ngettext("Save the {n} row that stays out …", "Save the {n} rows that stay out …", staying)
        self._save.setText(said.format(n=staying))
        self._save.setAccessibleName(self._save.text())
        self._staying = staying
        self._next.setVisible(any(row.options for row in shown.plan.rows))

    @Slot()
    def _arrange(self) -> None:
        is_narrow = self.width() < theme.px(NARROW)
        is_low = self.height() < theme.px(LOW)
        self._is_alone = self._is_alone and is_narrow
        self._fold.setVisible(is_low)
        self.reading.setVisible((not is_low or self._fold.isChecked()) and not self._is_alone)
        self.row.setVisible(not is_narrow or self._is_alone)
        self.row.back.setVisible(self._is_alone)
        for part in (self._heading, self._chips, self.table):
            part.setVisible(not self._is_alone)
        self._notes.setVisible(bool(self._notes.text()) and not self._is_alone)
        for made in (self._import, self._save):
            made.setVisible(not self._is_alone and not (made is self._save and self._staying == 0))
        down, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._heading_box.setDirection(down if is_narrow else beside)
        for name in ("relation", "household"):
            self.table.setColumnHidden(COLUMNS.index(name), is_narrow)

    @Slot()
    def _filter(self) -> None:
        chosen = self._chips.chosen().get("action")
        self.model.show_only(Action(chosen) if chosen else None)
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_row()

    @Slot()
    def _show_row(self) -> None:
        pack = self._here.pack if self._here is not None else None
        self.row.set_row(self.model.row(self.table.currentIndex()), self._shown, pack)

    @Slot(QModelIndex)
    def _open_row(self, _place: QModelIndex) -> None:
        if not self.row.isVisible():
            self._is_alone = True
            self._arrange()
        QTimer.singleShot(0, self.row.focus_answers)

    @Slot()
    def _show_list(self) -> None:
        self._is_alone = False
        self._arrange()
        self.table.setFocus()

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter.isdecimal():
            self.row.press(int(letter))
        elif letter == "N":
            self._go_to_question()

    @Slot()
    def _go_to_question(self) -> None:
        if self._chips.chosen().get("action") not in (None, Action.ASK.value):
            self._chips.clear()
        row = self.model.row(self.table.currentIndex())
        if self.next_question(row.plan.number if row is not None else 0):
            self._open_row(self.table.currentIndex())


def _notes(shown: RosterPreview, opened: Opened) -> list[str]:
    """Return what there is to say of the whole file."""
    said = [
        _("It makes {households} new households and {persons} new persons.").format(
            households=shown.plan.household_count, persons=shown.plan.person_count
        )
    ]
    said += [sentence(problem) for problem in shown.roster.problems]
    if opened.table.skipped:
        count = len(opened.table.skipped)
        said.append(
            ngettext(
                "{n} line of titles or totals was passed over.",
                "{n} lines of titles or totals were passed over.",
                count,
            ).format(n=count)
        )
    if shown.plan.missing:
        count = len(shown.plan.missing)
        said.append(
            ngettext(
                "{n} member of these households is not in the file and stays as a member: {names}.",
                "{n} members of these households are not in the file and stay as members: {names}.",
                count,
            ).format(n=count, names=names_of(shown.plan.missing, shown.register))
        )
    if kept := shown.plan.kept_count:
        said.append(
            ngettext(
                "{n} fact that differs stays as the register has it.",
                "{n} facts that differ stay as the register has them.",
                kept,
            ).format(n=kept)
        )
    if shown.roster.unused_captions:
        said.append(_("Columns not taken in: {captions}.").format(captions=format_list(shown.roster.unused_captions)))
    return said
