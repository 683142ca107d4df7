"""A repeat on the page: its sheet, the card of the cell in work, and the further questions of the row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.views import Row, row_name
from ui import theme
from ui.interview.add_row import AddRow
from ui.interview.card import QuestionCard
from ui.interview.choice_field import CHOOSING, ChoiceField
from ui.interview.sheet import Sheet
from ui.interview.sheet_model import sheet_columns
from ui.interview.view import TableView, Then, View, row_of
from ui.widgets.controls import button, label
from ui.widgets.words import Words

PASSED_ON = (
    "cell_asked", "given", "typed", "asked", "same", "nothing_asked", "note_asked", "official_asked", "wished",
    "row_added", "row_removed", "pasted",
)  # fmt: skip
"""Signals that a table inside a row hands on as they are."""

STAYING = (RecordKind.PERSON.table, RecordKind.MEMBERSHIP.table)
"""Datasets whose known rows are never struck out: of a person only the membership ends, with a day and a reason."""


class TableBlock(QFrame):
    """One repeat; tables inside its rows stand in the further questions of the row."""

    cell_asked = Signal(str)
    given = Signal(str, str, object)
    asked = Signal(object)
    typed = Signal(str, str)
    same = Signal()
    nothing_asked = Signal()
    note_asked = Signal()
    official_asked = Signal()
    wished = Signal(object)
    row_added = Signal(str)
    row_removed = Signal(str)
    pasted = Signal(str, object, object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.words = Words(self)
        self._shown: TableView | None = None
        self._wants_all = False
        self._row = ""
        self._cards: list[QuestionCard] = []
        self._inner: list[TableBlock] = []
        self.sheet = Sheet(f"{name}_sheet")
        self.card = QuestionCard()
        self._title = label(None, "", f"{name}_title", role="heading")
        self._row_title = label(None, "", f"{name}_row", role="heading")
        self._all = button(self.words, "", f"{name}_columns", self._switch_columns, role="link")
        self._remove = button(self.words, N_("Take this row out"), f"{name}_remove", self._remove_row, role="link")
        self._ended = label(
            self.words,
            N_("This row is in the register and stays there. Say in its questions what has changed."),
            f"{name}_known",
            role="small",
        )
        self._add = AddRow(f"{name}_add", self.words)
        self._end = label(self.words, N_("End of the table: Enter goes on, + adds a row."), f"{name}_end", role="small")
        self._build()
        self._connect()

    def show_table(self, shown: TableView, view: View, left: frozenset[str]) -> None:
        """Show the rows, and of the row in work what is still to be asked."""
        self._shown = shown
        table = shown.table
        self._title.setText(table.label)
        self._title.setVisible(bool(table.label) and len(view.items) > 1)
        self.sheet.setAccessibleName(table.label)
        columns = sheet_columns(shown, wants_all=self._wants_all)
        shape = (self.sheet.cells.rowCount(), self.sheet.cells.columnCount())
        self.sheet.cells.show_table(shown, columns, view.current, view.secrets, view.numbers)
        self.sheet.setVisible(bool(shown.rows))
        if shape != (self.sheet.cells.rowCount(), self.sheet.cells.columnCount()):
            self.sheet.widen()
        self.sheet.setFixedHeight(self.sheet.wanted_height())
        asked = sum(column.kind != "note" for column in table.columns)
        self._all.setVisible(bool(shown.rows) and (self._wants_all or asked > len(columns)))
        self._all.setText(_("Main columns only") if self._wants_all else _("All columns in the sheet"))
        self._all.setAccessibleName(self._all.text())
        self._add.setVisible(table.can_add)
        self._end.setVisible(view.current == table.path)
        row = self._row_in_work(shown, view)
        self._row = row.path if row is not None else ""
        self._show_cell(view, left)
        self._show_rest(row, columns, view, left)
        is_removable = row is not None and table.can_remove
        stays = row is not None and row.is_known and any(cell.dataset in STAYING for cell in row.cells)
        self._remove.setVisible(is_removable and not stays)
        self._ended.setVisible(is_removable and stays)
        for inner in self._inner:
            inner.hide()
        if row is not None:
            self._show_inner(row, view, left)

    def stand(self, view: View) -> bool:
        """Put the keyboard at the current question where it stands in this table; say whether it does."""
        if self._shown is None:
            return False
        if view.current == self._shown.table.path:
            self.sheet.stand_at("")
            self._add.setFocus()
            return True
        if self.sheet.stand_at(view.current):
            self.sheet.focus_cell()
            return True
        for card in self._cards:
            if card.question is not None and card.question.path == view.current and not card.isHidden():
                card.focus_field()
                return True
        return any(inner.stand(view) for inner in self._inner if not inner.isHidden())

    def type_on(self, path: str, text: str) -> bool:
        """Stand again in half an answer at ``path``; say whether it stands in this table."""
        if not self.sheet.cells.index_of(path).isValid():
            return any(inner.type_on(path, text) for inner in self._inner if not inner.isHidden())
        self.sheet.type_on(text)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Escape for letters that narrow the options of a cell, before the window takes it as the way back."""
        if watched is self.sheet and event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            field = self.card.field
            if event.key() == Qt.Key.Key_Escape and isinstance(field, ChoiceField) and field.is_narrowing:
                event.accept()
                return True
        return False

    def fields(self) -> list[QuestionCard]:
        """Return the cards that may hold a field."""
        return [self.card, *self._cards, *(card for inner in self._inner for card in inner.fields())]

    def _build(self) -> None:
        tools = QHBoxLayout()
        theme.space(tools, spacing=8)
        tools.addWidget(self._add)
        tools.addWidget(self._end)
        tools.addStretch(1)
        tools.addWidget(self._all)
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(self._row_title, 1)
        head.addWidget(self._remove)
        self._rest = QVBoxLayout()
        theme.space(self._rest, spacing=2)
        box = QVBoxLayout(self)
        theme.space(box, spacing=6)
        box.addWidget(self._title)
        box.addWidget(self.sheet)
        box.addLayout(tools)
        box.addWidget(self.card)
        box.addLayout(head)
        box.addWidget(self._ended)
        box.addLayout(self._rest)

    def _connect(self) -> None:
        self._add.clicked.connect(self._add_row)
        self._add.asked.connect(self.asked)
        for source in (self.sheet, self.card):
            source.asked.connect(self.asked)
            source.same.connect(self.same)
        self.sheet.cell_asked.connect(self.cell_asked)
        self.sheet.given.connect(self.given)
        self.sheet.typed.connect(self.typed)
        self.sheet.row_asked.connect(self._add_row)
        self.sheet.pasted.connect(self.pasted)
        self.sheet.key_for_card.connect(self._forward)
        self._follow(self.card)
        self.sheet.installEventFilter(self)

    def _follow(self, card: QuestionCard) -> None:
        card.given.connect(self._give)
        card.typed.connect(self._keep_typing)
        card.pressed.connect(self.cell_asked)
        card.nothing_asked.connect(self.nothing_asked)
        card.note_asked.connect(self.note_asked)
        card.official_asked.connect(self.official_asked)
        card.wished.connect(self.wished)

    def _row_in_work(self, shown: TableView, view: View) -> Row | None:
        return next((row for row in shown.rows if view.current.startswith(f"{row.path}/")), None)

    def _show_cell(self, view: View, left: frozenset[str]) -> None:
        """Show the card of the cell in work; its options are there, its text is typed in the sheet."""
        cell = self.sheet.cells.cell(self.sheet.cells.index_of(view.current))
        self.card.setVisible(cell is not None)
        if cell is not None:
            self.card.show_question(
                cell,
                is_current=True,
                is_masked=False,
                was_left=cell.path in left,
                has_field=cell.kind in CHOOSING,
                reason=view.reason,
                comment=view.comment(cell.path),
                number=view.number(cell.path),
            )
            if self.card.field is not None:
                self.card.field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet.refresh_cell()

    def _show_rest(self, row: Row | None, columns: tuple[int, ...], view: View, left: frozenset[str]) -> None:
        cells = [] if row is None else [cell for at, cell in enumerate(row.cells) if at not in columns]
        while len(self._cards) < len(cells):
            card = QuestionCard()
            card.asked.connect(self.asked)
            card.same.connect(self.same)
            self._follow(card)
            self._cards.append(card)
            self._rest.addWidget(card)
        for card, cell in zip(self._cards, cells, strict=False):
            is_current = cell.path == view.current
            card.show_question(
                cell,
                is_current=is_current,
                is_masked=not is_current and view.is_secret(cell),
                was_left=cell.path in left,
                reason=view.reason if is_current else "",
                comment=view.comment(cell.path),
                number=view.number(cell.path),
            )
        for card in self._cards[len(cells) :]:
            card.hide()
        asked = [cell for cell in cells if cell.is_relevant]
        self._row_title.setVisible(bool(asked))
        if row is not None:
            open_count = sum(cell.is_open for cell in asked)
            words = _("{name}: further questions, {n} open").format(name=row_name(row), n=open_count)
            self._row_title.setText(words)

    def _show_inner(self, row: Row, view: View, left: frozenset[str]) -> None:
        while len(self._inner) < len(row.tables):
            inner = TableBlock(f"{self.objectName()}_{len(self._inner)}")
            for name in PASSED_ON:
                getattr(inner, name).connect(getattr(self, name))
            self._inner.append(inner)
            self._rest.addWidget(inner)
        for inner, path in zip(self._inner, row.tables, strict=False):
            shown = view.tables.get(path)
            if shown is not None and shown.table.is_relevant:
                inner.show_table(shown, view, left)
                inner.show()

    @Slot(str, object)
    def _give(self, text: str, then: object) -> None:
        card = self.sender()
        if isinstance(card, QuestionCard) and card.question is not None:
            self.given.emit(card.question.path, text, then)

    @Slot(str)
    def _keep_typing(self, text: str) -> None:
        card = self.sender()
        if isinstance(card, QuestionCard) and card.question is not None:
            self.typed.emit(card.question.path, text)

    @Slot(object)
    def _forward(self, event: QKeyEvent) -> None:
        if isinstance(self.card.field, ChoiceField) and self.card.field.press(event):
            return
        event.ignore()

    @Slot()
    def _add_row(self) -> None:
        if self._shown is not None and self._shown.table.can_add:
            self.row_added.emit(self._shown.table.path)

    def remove_row(self) -> bool:
        """Take the row in work out, the innermost of tables inside it; say whether there is one that can go."""
        if any(inner.remove_row() for inner in self._inner if not inner.isHidden()):
            return True
        if self._remove.isHidden():
            return False
        self._remove_row()
        return True

    @Slot()
    def _remove_row(self) -> None:
        if self._row:
            self.sheet.drop_typed()
            self.row_removed.emit(row_of(self._row))

    @Slot()
    def _switch_columns(self) -> None:
        self._wants_all = not self._wants_all
        if self._shown is not None:
            self.asked.emit(Then.STAY)
