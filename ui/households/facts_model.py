"""The facts of a household under their headings: this year, last year, who and when."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, _
from poverty_desktop.packs import typed
from poverty_desktop.packs.model import Sensitivity
from poverty_desktop.queries.register.file_rows import Fact, FactSection
from ui import theme
from ui.widgets import icons
from ui.widgets.masked import mask

Index = QModelIndex | QPersistentModelIndex
Key = tuple[int, bytes, str]
FACT_ROLE = Qt.ItemDataRole.UserRole + 1
LABEL, VALUE, LAST_YEAR, SOURCE = range(4)
HEADERS = (N_("Item"), N_("This year"), N_("Last year"), N_("Who and when"))
BLANK_MARK = N_("not filled in")


class FactsModel(QAbstractItemModel):
    """Sections as top rows, their facts below; secret values are masked until they are revealed one by one."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[FactSection, ...] = ()
        self._revealed: set[Key] = set()
        self._pending: tuple[Key, str] | None = None
        self._value_header = ""
        self._language = language

    def set_sections(self, sections: tuple[FactSection, ...], language: str, value_header: str = "") -> None:
        """Show ``sections``; ``value_header`` (already translated) says whose values stand there, e.g. the year."""
        self.beginResetModel()
        self._sections = tuple(section for section in sections if section.facts)
        self._language = language
        self._value_header = value_header
        self.endResetModel()

    def set_pending(self, key: Key | None, text: str = "") -> None:
        """Show ``text`` at the fact with this key as not saved yet; without a key every fact shows what is saved."""
        before, self._pending = self._pending, None if key is None else (key, text)
        for one in (before, self._pending):
            shown = self.find(one[0]) if one is not None else QModelIndex()
            if shown.isValid():
                self.dataChanged.emit(shown, shown)

    def hide_secrets(self) -> None:
        """Mask everything again."""
        self._revealed.clear()

    def fact(self, index: Index) -> Fact | None:
        """Return the fact at ``index``; nothing on a heading."""
        if not index.isValid() or index.internalId() == 0:
            return None
        return self._sections[index.internalId() - 1].facts[index.row()]

    def find(self, key: Key) -> QModelIndex:
        """Return where the fact with this key stands, or an invalid index."""
        for number, section in enumerate(self._sections):
            for row, fact in enumerate(section.facts):
                if key_of(fact) == key:
                    return self.createIndex(row, VALUE, number + 1)
        return QModelIndex()

    def has_last_year(self) -> bool:
        """Say whether any fact has a value of the year before."""
        return any(fact.last_year_text for section in self._sections for fact in section.facts)

    def has_source(self) -> bool:
        """Say whether any fact tells who changed it."""
        return any(fact.changed_at is not None for section in self._sections for fact in section.facts)

    def is_masked(self, index: Index) -> bool:
        """Say whether the value at ``index`` is a secret that is not revealed."""
        fact = self.fact(index)
        return (
            fact is not None
            and fact.property.sensitivity is Sensitivity.SECRET
            and bool(fact.value)
            and key_of(fact) not in self._revealed
        )

    def reveal(self, index: Index) -> None:
        """Show a secret value until the page is left."""
        fact = self.fact(index)
        if fact is not None:
            self._revealed.add(key_of(fact))
            shown = self.index(index.row(), VALUE, index.parent())
            self.dataChanged.emit(shown, shown)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a heading or of a fact."""
        if not self.hasIndex(row, column, QModelIndex(parent) if isinstance(parent, QModelIndex) else parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """Return the heading of a fact."""
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of headings, or of facts under one."""
        if not parent.isValid():
            return len(self._sections)
        if parent.internalId() == 0 and parent.column() == 0:
            return len(self._sections[parent.row()].facts)
        return 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the four columns; facts have nothing under them."""
        return 0 if parent.isValid() and parent.internalId() != 0 else len(HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the values of facts be edited; headings are only read."""
        fact = self.fact(index)
        if fact is None:
            return Qt.ItemFlag.ItemIsEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == VALUE and can_edit(fact) else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and section < len(HEADERS):
            return self._value_header if section == VALUE and self._value_header else _(HEADERS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a heading or a fact says."""
        if not index.isValid():
            return None
        fact = self.fact(index)
        if fact is None:
            return self._heading(index, role)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._words(fact, index)
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(fact, index.column())
            case Qt.ItemDataRole.DecorationRole:
                return self._mark(fact, index)
        return fact if role == FACT_ROLE else None

    def _mark(self, fact: Fact, index: Index) -> Any:
        if index.column() != VALUE:
            return None
        if fact.has_conflict:
            return icons.icon("conflict", "warn")
        return icons.icon("eye", "accent") if self.is_masked(index) else None

    def _heading(self, index: Index, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and index.column() == 0:
            return self._sections[index.row()].title
        if role == Qt.ItemDataRole.FontRole:
            font = QFont(theme.font())
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color("accent_strong")
        return None

    def _words(self, fact: Fact, index: Index) -> str:
        if index.column() == LABEL:
            return fact.property.label(self._language)
        if index.column() == LAST_YEAR:
            return fact.last_year_text
        return self._value(fact, index) if index.column() == VALUE else _source(fact)

    def _value(self, fact: Fact, index: Index) -> str:
        if self._pending is not None and self._pending[0] == key_of(fact):
            return _("{value} (not saved yet)").format(value=self._pending[1])
        if fact.has_conflict:
            return _("several values: {values}").format(values=" / ".join(fact.other_values))
        if self.is_masked(index):
            return mask(fact.text)
        return _(BLANK_MARK) if fact.value.why is Why.BLANK else fact.text

    def _ink(self, fact: Fact, column: int) -> Any:
        if column == VALUE:
            if self._pending is not None and self._pending[0] == key_of(fact):
                return theme.color("warn")
            if fact.has_conflict:
                return theme.color("warn")
            return None if fact.value else theme.color("ink_weak")
        return theme.color("ink_weak")


def _source(fact: Fact) -> str:
    if fact.changed_at is None:
        return fact.changed_by
    return f"{fact.changed_by} {fact.changed_at.astimezone():%Y-%m-%d}".strip()


def key_of(fact: Fact) -> Key:
    """Return what tells one fact from every other."""
    return (int(fact.kind), bytes(fact.record), fact.property.name)


def can_edit(fact: Fact) -> bool:
    """Say whether the fact is edited in place."""
    return typed.is_editable(fact.property)
