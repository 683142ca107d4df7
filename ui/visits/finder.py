"""Find a household to add to a visit: a line to type in, and what was found under it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from poverty_desktop.i18n import N_, language
from poverty_desktop.ids import HouseholdId, RecordId
from ui import theme
from ui.visits import calls
from ui.widgets.controls import column, line_edit
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.queries.register.list_rows import HouseholdRow


class HouseholdFinder(QWidget):
    """``chosen`` carries the household that was taken from the list, or the first one by Enter."""

    chosen = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        words = Words(self)
        box = column(self, spacing=8)
        self._search = line_edit(
            words, N_("Add a household"), "visit_search", hint=N_("Add a household: name, pinyin or number")
        )
        self._search.textEdited.connect(self._find)
        self._search.returnPressed.connect(self._choose_first)
        box.addWidget(self._search)
        self._hits = QListWidget()
        self._hits.setObjectName("visit_hits")
        words.put(self._hits.setAccessibleName, N_("Households found"))
        self._hits.itemActivated.connect(self._choose)
        self._hits.itemClicked.connect(self._choose)
        self._hits.setMaximumHeight(theme.px(140))
        self._hits.hide()
        box.addWidget(self._hits)
        self.setFocusProxy(self._search)

    @Slot(str)
    def _find(self, text: str) -> None:
        if not text.strip():
            self._hits.hide()
            return
        self._shell.store.run(partial(calls.find, text, language()), self._found, key="visit.find")

    def _found(self, rows: tuple[HouseholdRow, ...]) -> None:
        self._hits.clear()
        for row in rows:
            item = QListWidgetItem(" · ".join(part for part in (row.head_name, row.group_name, row.matched) if part))
            item.setData(Qt.ItemDataRole.UserRole, row.id.hex())
            self._hits.addItem(item)
        self._hits.setVisible(bool(rows))

    @Slot()
    def _choose_first(self) -> None:
        if self._hits.count() and self._hits.isVisibleTo(self):
            self._choose(self._hits.item(0))

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        self._search.clear()
        self._hits.hide()
        self.chosen.emit(HouseholdId(RecordId(bytes.fromhex(str(item.data(Qt.ItemDataRole.UserRole))))))
