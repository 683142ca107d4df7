"""Facts that are read and edited in place: Enter edits, H tells the history, the space bar shows a secret."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import _, format_list, language
from poverty_desktop.queries.register.file_rows import Fact, FactSection
from ui import theme
from ui.households.facts_model import FACT_ROLE, LABEL, LAST_YEAR, SOURCE, VALUE, FactsModel, Key, can_edit, key_of
from ui.widgets import value_text
from ui.widgets.editors import ChoiceEditor, ValueEditor, editor_for
from ui.widgets.key_table import KeyTree

ROW_PIXELS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class FactEdit:
    """A value that was typed or chosen for a fact."""

    fact: Fact
    value: Value


def edit_words(edit: FactEdit) -> str:
    """Return the new value as one reads it before it is saved: labels of options, a nothing by its name."""
    if not edit.value:
        return next((_(words) for value, words in value_text.NOTHINGS if value == edit.value), "")
    written = value_text.write(edit.fact.property, edit.value)
    labels = dict(edit.fact.options)
    return format_list(labels.get(code, code) for code in written.split()) if labels else written


class FactDelegate(QStyledItemDelegate):
    """Puts the editor that fits the fact into its place; ``edited`` carries what came of it."""

    edited = Signal(object)
    refused = Signal(str)
    ended = Signal()

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Return the editor that fits the property's type."""
        fact: Fact = index.data(FACT_ROLE)
        editor = editor_for(fact.property, fact.value, fact.options, language(), parent)
        editor.committed.connect(self._commit)
        editor.cancelled.connect(self._cancel)
        editor.refused.connect(self.refused)
        self._fact = fact
        return editor

    def setEditorData(self, _editor: QWidget, _index: QModelIndex | QPersistentModelIndex) -> None:
        """The editor was made with its value."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Give a line the cell, and a list the rows below it (or above, near the foot)."""
        room: QRect = option.rect  # type: ignore[attr-defined]
        if not isinstance(editor, ChoiceEditor):
            editor.setGeometry(room.left(), room.top(), min(room.width(), theme.px(520)), room.height())
            return
        view = editor.parentWidget()
        limit = view.height() if view is not None else room.bottom()
        tall = min(editor.wanted_height(), limit)
        top = min(room.top(), max(0, limit - tall))
        wide = max(min(room.width(), theme.px(400)), theme.px(260))
        editor.setGeometry(room.left(), top, wide, tall)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give every row the height of the design."""
        return QSize(super().sizeHint(option, index).width(), theme.px(ROW_PIXELS))

    def eventFilter(self, _editor: object, _event: object) -> bool:
        """Leave keys and focus to the editor itself."""
        return False

    @Slot(object)
    def _commit(self, value: Value) -> None:
        editor = self.sender()
        fact = self._fact
        self.ended.emit()
        if isinstance(editor, ValueEditor):
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if value != fact.value or fact.has_conflict:
            self.edited.emit(FactEdit(fact=fact, value=value))

    @Slot()
    def _cancel(self) -> None:
        editor = self.sender()
        self.ended.emit()
        if isinstance(editor, ValueEditor):
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)


class FactsView(KeyTree):
    """Emits ``edited`` with a :class:`FactEdit`, ``history_asked`` and ``revealed`` with the fact.

    ``refused`` says what is wrong in the editor; ``editing_ended`` that it closed, so that this holds no more.
    """

    edited = Signal(object)
    refused = Signal(str)
    editing_ended = Signal()
    history_asked = Signal(object)
    revealed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._facts = FactsModel(language(), self)
        self._delegate = FactDelegate(self)
        self.setModel(self._facts)
        self.setItemDelegate(self._delegate)
        self._delegate.edited.connect(self.edited)
        self._delegate.refused.connect(self.refused)
        self._delegate.ended.connect(self.editing_ended)
        self.opened.connect(self._edit)
        self.key_pressed.connect(self._press)
        self.clicked.connect(self._click)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)

    @property
    def facts(self) -> FactsModel:
        """Return the model."""
        return self._facts

    def set_sections(self, sections: tuple[FactSection, ...], value_header: str = "") -> None:
        """Show ``sections``; the cursor stays on its fact."""
        kept = self._kept_key()
        at = self.verticalScrollBar().value()
        self._facts.set_sections(sections, language(), value_header)
        for number in range(self._facts.rowCount()):
            self.setFirstColumnSpanned(number, QModelIndex(), True)
        self.expandAll()
        self.setColumnHidden(LAST_YEAR, not self._facts.has_last_year())
        self.setColumnHidden(SOURCE, not self._facts.has_source())
        found = self._facts.find(kept) if kept is not None else QModelIndex()
        if not found.isValid() and self._facts.rowCount():
            found = self._facts.index(0, VALUE, self._facts.index(0, 0))
        if found.isValid():
            self.setCurrentIndex(found)
        self.verticalScrollBar().setValue(at)

    def is_editing(self) -> bool:
        """Say whether an editor is open."""
        return self.state() is self.State.EditingState

    def current_fact(self) -> Fact | None:
        """Return the fact under the cursor."""
        return self._facts.fact(self.currentIndex())

    def cursor_area(self) -> QRect:
        """Return where the line under the cursor stands in this view, scrolled into its visible part."""
        self.scrollTo(self.currentIndex())
        return self.visualRect(self.currentIndex()).translated(self.viewport().pos())

    def choose(self, kind: RecordKind, name: str) -> bool:
        """Put the cursor on the fact of this property; say whether there is one."""
        for section in range(self._facts.rowCount()):
            heading = self._facts.index(section, 0)
            for number in range(self._facts.rowCount(heading)):
                cell = self._facts.index(number, VALUE, heading)
                fact = self._facts.fact(cell)
                if fact is not None and (fact.kind, fact.property.name) == (kind, name):
                    self.setCurrentIndex(cell)
                    self.scrollTo(cell)
                    return True
        return False

    def _kept_key(self) -> Key | None:
        fact = self.current_fact()
        return None if fact is None else key_of(fact)

    @Slot(QModelIndex)
    def _edit(self, index: QModelIndex) -> None:
        fact = self._facts.fact(index)
        if fact is None or not can_edit(fact):
            return
        self._reveal(index)
        cell = index.siblingAtColumn(VALUE)
        self.setCurrentIndex(cell)
        self.edit(cell)

    @Slot(str)
    def _press(self, letter: str) -> None:
        fact = self.current_fact()
        if fact is None:
            return
        if letter == "H":
            self.history_asked.emit(fact)
        elif letter == "SPACE":
            self._reveal(self.currentIndex())

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        if index.column() == VALUE:
            self._reveal(index)

    def _reveal(self, index: QModelIndex) -> None:
        if self._facts.is_masked(index):
            self._facts.reveal(index)
            self.revealed.emit(self._facts.fact(index))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names of the items their room, and the values the rest."""
        super().resizeEvent(event)
        self.setColumnWidth(LABEL, min(theme.px(220), self.viewport().width() * 2 // 5))
        for column in (LAST_YEAR, SOURCE):
            self.setColumnWidth(column, min(theme.px(180), self.viewport().width() // 4))

    def minimumSizeHint(self) -> QSize:
        """Need no more than a few rows."""
        return QSize(theme.px(240), theme.px(ROW_PIXELS * 3))

    def edit_current(self) -> None:
        """Open the editor of the fact under the cursor."""
        if self.currentIndex().isValid():
            self._edit(self.currentIndex())
