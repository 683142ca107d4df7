"""The household list as an item model: head, group, members, category, income, guarantees, last visit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from poverty_desktop.i18n import N_, _, format_list, format_yuan, language
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.register.list_rows import GuaranteeLight, HouseholdFilter, HouseholdPage, HouseholdRow
from ui.models.household_words import named
from ui.models.paged_table import ROLES, Column, Index, PagedTable, Slice
from ui.tasks import StoreThread

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

TICKED = int(Qt.ItemDataRole.CheckStateRole)
INCOME_ROLE = Qt.ItemDataRole.UserRole + 1
LIGHTS_ROLE = Qt.ItemDataRole.UserRole + 2

_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_CAN_BE_TICKED = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
    | Qt.ItemFlag.ItemIsUserCheckable
)

LightWords = Callable[[GuaranteeLight], str]


def _head(row: HouseholdRow) -> str:
    return _("{head} ({matched})").format(head=named(row), matched=row.matched) if row.matched else named(row)


def _place(row: HouseholdRow) -> str:
    return row.group_name


def _members(row: HouseholdRow) -> str:
    return str(row.member_count)


def _category(row: HouseholdRow) -> str:
    return row.category


def _income(row: HouseholdRow) -> str:
    return "" if row.per_capita_fen is None else format_yuan(row.per_capita_fen)


def _visit(row: HouseholdRow) -> str:
    return "" if row.last_visit is None else row.last_visit.isoformat()


def _marks(row: HouseholdRow) -> str:
    said = []
    if row.conflict_count:
        said.append(_("conflict {count}").format(count=row.conflict_count))
    if row.has_draft:
        said.append(_("draft"))
    return " · ".join(said)


def _nothing(_row: HouseholdRow) -> str:
    return ""


COLUMNS = (
    Column(name="head", words=N_("Head"), text=_head, sort="head"),
    Column(name="group", words=N_("Group"), text=_place, sort="place"),
    Column(name="members", words=N_("Persons"), text=_members, sort="members", is_number=True),
    Column(name="category", words=N_("Category"), text=_category, sort="category"),
    Column(name="income", words=N_("Yuan per head"), text=_income, sort="income", is_number=True),
    Column(name="lights", words=N_("Guarantees"), text=_nothing),
    Column(name="visit", words=N_("Last visit"), text=_visit, sort="visit"),
    Column(name="marks", words=N_("To do"), text=_marks, sort="conflicts"),
)


def _find(wanted: HouseholdFilter, language_code: str, session: Session, asked: Slice) -> HouseholdPage:
    from poverty_desktop.queries.register import households

    return households.find(
        session,
        wanted,
        sort=asked.sort,
        descending=asked.descending,
        offset=asked.offset,
        limit=asked.limit,
        language=language_code,
    )


class HouseholdModel(PagedTable[HouseholdRow]):
    """Households that meet a filter; the first column can be ticked, and ticks survive sorting and filtering."""

    roles = ROLES | {TICKED, INCOME_ROLE, LIGHTS_ROLE}
    ticked = Signal()

    def __init__(self, store: StoreThread, light_words: LightWords, key: str, parent: QObject | None = None) -> None:
        super().__init__(store, COLUMNS, key, parent)
        self._light_words = light_words
        self._wanted_rows = HouseholdFilter()
        self._ticks: dict[HouseholdId, None] = {}
        self._sort = "place"

    def find(self, wanted: HouseholdFilter) -> None:
        """Show the households that meet ``wanted``."""
        self._wanted_rows = wanted
        self.ask(partial(_find, wanted, language()))

    def wanted(self) -> HouseholdFilter:
        """Return the filter in force."""
        return self._wanted_rows

    def retranslate(self) -> None:
        """Ask again in the new language."""
        super().retranslate()
        self.find(self._wanted_rows)

    def ticks(self) -> tuple[HouseholdId, ...]:
        """Return the ticked households in the order of ticking."""
        return tuple(self._ticks)

    def set_ticks(self, households: tuple[HouseholdId, ...]) -> None:
        """Tick exactly ``households``."""
        self._ticks = dict.fromkeys(households)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))
        self.ticked.emit()

    def toggle(self, index: QModelIndex) -> None:
        """Tick or untick the household at ``index``."""
        row = self.row(index)
        if row is None:
            return
        if row.id in self._ticks:
            del self._ticks[row.id]
        else:
            self._ticks[row.id] = None
        first = self.index(index.row(), 0)
        self.dataChanged.emit(first, first)
        self.ticked.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the first column be ticked."""
        return _CAN_BE_TICKED if index.column() == 0 and index.isValid() else super().flags(index)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick by the mouse."""
        row = self.row(index) if role == Qt.ItemDataRole.CheckStateRole else None
        if row is None or index.column() != 0:
            return False
        is_wanted = Qt.CheckState(value) is Qt.CheckState.Checked
        if is_wanted != (row.id in self._ticks):
            self.toggle(self.index(index.row(), 0))
        return True

    def cell(self, row: HouseholdRow, column: Column[HouseholdRow], role: int) -> Any:
        """Return words, tick, income with line, or lights of a household."""
        if role == TICKED:
            return (_ON if row.id in self._ticks else _OFF) if column.name == "head" else None
        if role == INCOME_ROLE:
            return (row.per_capita_fen, row.line_fen) if column.name == "income" else None
        if role == LIGHTS_ROLE:
            return row.lights if column.name == "lights" else None
        if column.name == "lights":
            return format_list(self._light_words(light) for light in row.lights)
        return super().cell(row, column, role)
