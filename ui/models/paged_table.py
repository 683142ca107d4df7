"""A table of any length: the store sorts and filters, the model fetches the pages that are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from poverty_desktop.i18n import _
from ui.tasks import StoreThread

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 200
KEPT_PAGES = 40
WAITING = "…"

SHOWN = int(Qt.ItemDataRole.DisplayRole)
ALIGNED = int(Qt.ItemDataRole.TextAlignmentRole)
ROLES = frozenset({SHOWN, int(Qt.ItemDataRole.ToolTipRole)})
"""Plain numbers, and alignments made once: each painting asks a model thousands of times."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Window(Protocol[R_co]):
    """What a query gives back: some rows from an offset, of a total."""

    @property
    def rows(self) -> tuple[R_co, ...]:
        """Return the rows."""

    @property
    def offset(self) -> int:
        """Return the position of the first."""

    @property
    def total(self) -> int:
        """Return how many there are in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """One column: ``words`` is a msgid, ``sort`` the query's name of the order, ``text`` what a cell says."""

    name: str
    words: str
    text: Callable[[R], str]
    sort: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Which rows are asked for, in which order."""

    sort: str
    descending: bool
    offset: int
    limit: int


Fetch = Callable[["Session", Slice], Window[R]]


class PagedTable(QAbstractTableModel, Generic[R]):
    """Rows come in pages of 200; a row that is not there yet says ``…`` and is asked for.

    ``counted`` tells the new total after each query. While a new query runs the old rows stay. ``roles`` are those
    that :meth:`cell` answers; others cost nothing.
    """

    roles = ROLES
    counted = Signal(int)

    def __init__(
        self, store: StoreThread, columns: tuple[Column[R], ...], key: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._columns = columns
        self._key = key
        self._fetch: Fetch[R] | None = None
        self._sort = next((column.sort for column in columns if column.sort), "")
        self._descending = False
        self._pages: dict[int, tuple[R, ...]] = {}
        self._total = 0
        self._generation = 0
        self._wanted: int | None = None
        self._is_fetching = False

    def ask(self, fetch: Fetch[R]) -> None:
        """Show what ``fetch`` finds, from the top."""
        self._fetch = fetch
        self._ask_first()

    def ask_again(self) -> None:
        """Ask the same query again, because something changed."""
        if self._fetch is not None:
            self._ask_first()

    def order(self) -> tuple[str, bool]:
        """Return the query's name of the order and whether it descends."""
        return self._sort, self._descending

    def row(self, index: Index | int) -> R | None:
        """Return the row at ``index``, or nothing while it is not there yet (it is then asked for)."""
        number = index if isinstance(index, int) else index.row()
        if not 0 <= number < self._total:
            return None
        page, place = divmod(number, PAGE_ROWS)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        return rows[place] if place < len(rows) else None

    def column(self, name: str) -> int:
        """Return the number of the column called ``name``; raises ``StopIteration`` for an unknown one."""
        return next(number for number, column in enumerate(self._columns) if column.name == name)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows the query found."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if role == ALIGNED:
            return self._alignment(index.column()) if index.isValid() else None
        if role not in self.roles or not index.isValid():
            return None
        row = self.row(index)
        if row is None:
            return WAITING if role == SHOWN else None
        return self.cell(row, self._columns[index.column()], role)

    def cell(self, row: R, column: Column[R], role: int) -> Any:
        """Return what ``column`` says of ``row``."""
        text = column.text(row)
        return text if role == SHOWN else text or None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self._columns[section].words)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the store sort by ``column``; a column without an order changes nothing."""
        if not 0 <= column < len(self._columns) or not self._columns[column].sort:
            return
        wanted = (self._columns[column].sort, order is Qt.SortOrder.DescendingOrder)
        if wanted != (self._sort, self._descending):
            self._sort, self._descending = wanted
            self.ask_again()

    def retranslate(self) -> None:
        """Say headers and cells again; the cells are asked for in the new language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        self.ask_again()

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return _RIGHT if self._columns[column].is_number else _LEFT

    def _ask_first(self) -> None:
        self._generation += 1
        self._is_fetching = True
        self._wanted = None
        self._run(0, key=self._key)

    def _want(self, page: int) -> None:
        """Remember the page that was looked at last; one request is under way at a time."""
        self._wanted = page
        if not self._is_fetching:
            self._fetch_wanted()

    def _fetch_wanted(self) -> None:
        if self._wanted is None:
            return
        page, self._wanted = self._wanted, None
        if page not in self._pages:
            self._is_fetching = True
            self._run(page)

    def _run(self, page: int, *, key: object = None) -> None:
        assert self._fetch is not None
        asked = Slice(sort=self._sort, descending=self._descending, offset=page * PAGE_ROWS, limit=PAGE_ROWS)
        work = partial(_numbered, self._fetch, asked, self._generation)
        self._store.run(work, self._take, key=key)

    def _take(self, numbered: tuple[int, Window[R]]) -> None:
        generation, window = numbered
        if generation != self._generation:
            return
        self._is_fetching = False
        page = window.offset // PAGE_ROWS
        if page == 0:
            self._replace(window)
        else:
            while len(self._pages) >= KEPT_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[page] = window.rows
            self._tell_changed(window.offset, window.offset + len(window.rows) - 1)
        self._fetch_wanted()

    def _replace(self, window: Window[R]) -> None:
        """Take the first page of a new answer; selection and place survive where the number of rows is the same."""
        is_same_size = window.total == self._total and self._total > 0
        if not is_same_size:
            self.beginResetModel()
        self._pages = {0: window.rows}
        self._total = window.total
        if is_same_size:
            self._tell_changed(0, self._total - 1)
        else:
            self.endResetModel()
        self.counted.emit(self._total)

    def _tell_changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))


def _numbered(fetch: Fetch[R], asked: Slice, generation: int, session: Session) -> tuple[int, Window[R]]:
    return generation, fetch(session, asked)
