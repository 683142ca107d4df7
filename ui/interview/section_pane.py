"""The questions of one section in the middle of the page, one of them open; built once per section, then updated."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.interviews.views import Heading, Question, Table
from ui import theme
from ui.interview.card import QuestionCard
from ui.interview.table_block import TableBlock
from ui.interview.view import View
from ui.widgets.controls import button, column, label, scrolled
from ui.widgets.words import Words


class SectionPane(QWidget):
    """Signals as of its cards and tables, with the path they are about."""

    question_asked = Signal(str)
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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_section")
        self.words = Words(self)
        self._section = ""
        self._shape: tuple[tuple[str, str], ...] = ()
        self._left: set[str] = set()
        self._before = ""
        self._view: View | None = None
        self._blocks: list[QuestionCard | TableBlock | QLabel] = []
        self._goes_on = False
        self._title = label(None, "", "interview_section_title", role="title")
        self._hidden_link = button(
            self.words, "", "interview_hidden_switch", self.switch_hidden, role="link", icon="eye", color="accent"
        )
        self._hidden = label(None, "", "interview_hidden", role="weak")
        self._hidden.hide()
        self._content = QWidget()
        self._content.setObjectName("interview_questions")
        outer = column(self._content, margins=(0, 0, 8, 0), spacing=4)
        self._list = QVBoxLayout()
        theme.space(self._list, spacing=2)
        outer.addLayout(self._list)
        outer.addWidget(self._hidden_link)
        outer.addWidget(self._hidden)
        outer.addStretch(1)
        self._area: QScrollArea = scrolled(self._content, "interview_scroll")
        self._content.installEventFilter(self)
        box = column(self, spacing=8)
        box.addWidget(self._title)
        box.addWidget(self._area, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the question in work in sight when the others grow or shrink."""
        if watched is self._content and event.type() is QEvent.Type.Resize:
            QTimer.singleShot(0, self._scroll_to_current)
        return False

    def set_goes_on(self, goes_on: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Let a chosen digit lead to the next question by itself."""
        self._goes_on = goes_on
        self._tell_fields()

    def set_title_shown(self, *, shown: bool) -> None:
        """Leave the title out where a box above says it already."""
        self._title.setVisible(shown)

    def show_view(self, view: View) -> None:
        """Show the section of ``view`` with its current question open and the keyboard in it."""
        if self._before and self._before != view.current:
            self._left.add(self._before)
        self._before = view.current
        self._view = view
        shape = tuple((type(item).__name__, item.path) for item in view.items)
        if (view.section, shape) != (self._section, self._shape):
            self._section, self._shape = view.section, shape
            self._rebuild(view)
        section = next(item for item in view.sections if item.path == view.section)
        self._title.setText(" · ".join(part for part in (view.title_of(section), view.row_in_work()) if part))
        for item, block in zip(view.items, self._blocks, strict=True):
            self._show_item(item, block, view)
        self._show_hidden(view)
        self._tell_fields()
        self._stand(view)

    def forget(self) -> None:
        """Begin another interview."""
        self._left, self._before, self._section, self._view = set(), "", "", None

    def focus_current(self) -> None:
        """Put the keyboard at the current question."""
        if self._view is not None:
            self._stand(self._view)

    def type_on(self, path: str, text: str) -> None:
        """Stand again in half an answer at ``path``."""
        for block in self._blocks:
            if isinstance(block, TableBlock) and not block.isHidden() and block.type_on(path, text):
                return
        for card in self._cards():
            if card.question is not None and card.question.path == path and card.field is not None:
                card.field.type_on(text)

    @Slot()
    def remove_row(self) -> None:
        """Take the row of the table in work out, where it can go."""
        for block in self._blocks:
            if isinstance(block, TableBlock) and not block.isHidden() and block.remove_row():
                return

    @Slot()
    def switch_hidden(self) -> None:
        """Show or hide what is not asked, and why."""
        self._hidden.setVisible(self._hidden.isHidden() and bool(self._hidden.text()))
        if self._view is not None:
            self._show_hidden(self._view)
        if not self._hidden.isHidden():
            QTimer.singleShot(0, self._scroll_to_hidden)

    def _rebuild(self, view: View) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._blocks = []
        for number, shown in enumerate(view.items):
            block = self._block(shown, number)
            self._blocks.append(block)
            self._list.addWidget(block)
        self._area.verticalScrollBar().setValue(0)

    def _block(self, item: Question | Heading | Table, number: int) -> QuestionCard | TableBlock | QLabel:
        if isinstance(item, Heading):
            return label(None, "", f"interview_heading_{number}", role="heading")
        if isinstance(item, Table):
            table = TableBlock(f"interview_table_{number}")
            table.cell_asked.connect(self.question_asked)
            for name in ("given", "typed", "asked", "same", "nothing_asked", "note_asked", "official_asked", "wished"):
                getattr(table, name).connect(getattr(self, name))
            for name in ("row_added", "row_removed", "pasted"):
                getattr(table, name).connect(getattr(self, name))
            return table
        card = QuestionCard()
        card.pressed.connect(self.question_asked)
        card.given.connect(self._give)
        card.typed.connect(self._keep_typing)
        for name in ("asked", "same", "nothing_asked", "note_asked", "official_asked", "wished"):
            getattr(card, name).connect(getattr(self, name))
        return card

    def _show_item(
        self, item: Question | Heading | Table, block: QuestionCard | TableBlock | QLabel, view: View
    ) -> None:
        if isinstance(item, Question) and isinstance(block, QuestionCard):
            is_current = item.path == view.current
            block.show_question(
                item,
                is_current=is_current,
                is_masked=not is_current and view.is_secret(item),
                was_left=item.path in self._left,
                reason=view.reason if is_current else "",
                comment=view.comment(item.path),
                number=view.number(item.path),
            )
        elif isinstance(item, Table) and isinstance(block, TableBlock):
            block.setVisible(item.is_relevant)
            block.show_table(view.tables[item.path], view, frozenset(self._left))
        elif isinstance(item, Heading) and isinstance(block, QLabel):
            block.setText(item.label)
            block.setContentsMargins(0, theme.px(10), 0, 0)
            block.setVisible(item.is_relevant and bool(item.label))

    def _stand(self, view: View) -> None:
        for block in self._blocks:
            if isinstance(block, TableBlock) and not block.isHidden() and block.stand(view):
                break
            if isinstance(block, QuestionCard) and block.question is not None and block.question.path == view.current:
                block.focus_field()
                break
        QTimer.singleShot(0, self._scroll_to_current)

    @Slot()
    def _scroll_to_current(self) -> None:
        focused = self._content.focusWidget()
        if focused is None or not self._content.isAncestorOf(focused):
            return
        card: QWidget | None = focused
        while card is not None and not isinstance(card, QuestionCard | TableBlock):
            card = card.parentWidget()
        if isinstance(card, TableBlock):
            is_typed_there = card.card.isHidden() or card.card.field is None
            if is_typed_there and not card.card.isHidden():
                self._area.ensureWidgetVisible(card.card, 0, 0)
            card = focused if is_typed_there else card.card
        shown = card or focused
        if shown.height() > self._area.viewport().height():  # its beginning, where the question stands
            self._area.verticalScrollBar().setValue(shown.mapTo(self._content, QPoint(0, 0)).y())
        else:
            self._area.ensureWidgetVisible(shown, 0, theme.px(24))

    @Slot()
    def _scroll_to_hidden(self) -> None:
        self._area.ensureWidgetVisible(self._hidden, 0, theme.px(8))

    def _show_hidden(self, view: View) -> None:
        count = len(view.hidden)
        self._hidden_link.setVisible(count > 0)
        is_open = not self._hidden.isHidden() and count > 0
        msgid = N_("Do not show what is not asked") if is_open else ""
        self._hidden_link.setText(
            _(msgid)
            or ngettext(
                "{n} question is not asked here: why? (F4)", "{n} questions are not asked here: why? (F4)", count
            ).format(n=count)
        )
        self._hidden_link.setAccessibleName(self._hidden_link.text())
        self._hidden.setText(
            "\n".join(_("{question}: {answer}").format(question=one.label, answer=one.reason) for one in view.hidden)
        )
        self._hidden.setVisible(is_open)

    def _tell_fields(self) -> None:
        for card in self._cards():
            if card.field is not None:
                card.field.goes_on = self._goes_on

    def _cards(self) -> Iterator[QuestionCard]:
        """Yield the cards that may hold a field."""
        for block in self._blocks:
            if isinstance(block, QuestionCard):
                yield block
            elif isinstance(block, TableBlock):
                yield from block.fields()

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
