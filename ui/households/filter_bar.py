"""What narrows the list of households: the search field, and chips that fold away on a low screen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.register.list_rows import GroupCount, HouseholdFilter
from ui import theme
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.controls import button
from ui.widgets.search_box import SearchBox
from ui.widgets.words import Words

STATES = {"unsurveyed": N_("Not surveyed"), "surveyed": N_("Surveyed"), "draft": N_("With a draft")}
MOST_CHIPS = 12
Counts = tuple[GroupCount, ...]


class FilterBar(QWidget):
    """Search and chips as one :class:`HouseholdFilter`; ``changed`` tells that it is another one."""

    changed = Signal()
    descended = Signal()
    accepted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("households_filters")
        self._is_low = False
        self._has_nothing = False
        self.search = SearchBox(
            "households_search", N_("Name, pinyin, initials, last digits of the ID, group or phone")
        )
        self._chips = ChipRow("households_chips")
        self._fold = button(Words(self), N_("Filters"), "households_fold", icon="filter")
        self._fold.setCheckable(True)
        self._fold.setChecked(True)
        self._fold.hide()
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(self.search, 1)
        top.addWidget(self._fold)
        box = QVBoxLayout(self)
        theme.space(box, spacing=8)
        box.addLayout(top)
        box.addWidget(self._chips)
        self.search.searched.connect(self.changed)
        self.search.descended.connect(self.descended)
        self.search.accepted.connect(self.accepted)
        self._chips.changed.connect(self.changed)
        self._fold.toggled.connect(self._show_chips)

    def wanted(self) -> HouseholdFilter:
        """Return which households are wanted."""
        chosen = self._chips.chosen()
        state = chosen.get("state")
        return HouseholdFilter(
            text=self.search.text(),
            village=chosen.get("village"),
            group=chosen.get("group"),
            household_type=chosen.get("type"),
            has_draft=True if state == "draft" else None,
            surveyed=True if state == "surveyed" else False if state == "unsurveyed" else None,
        )

    def is_set(self) -> bool:
        """Say whether anything narrows the list."""
        return bool(self.search.text() or self._chips.chosen())

    def set_choices(self, types: Counts, groups: Counts, villages: Counts) -> None:
        """Offer the categories, and the villages or the groups of the only one."""
        chips = [Chip(group="state", code=code, text=_(words)) for code, words in STATES.items()]
        chips += [Chip(group="type", code=one.code, text=one.label, count=one.count) for one in types if one.label]
        places, name = (groups, "group") if len(villages) <= 1 else (villages, "village")
        if 1 < len(places) <= MOST_CHIPS:
            chips += [Chip(group=name, code=one.code, text=one.label, count=one.count) for one in places if one.label]
        self._chips.set_chips(tuple(chips))

    def choose_state(self, state: str) -> None:
        """Narrow the list to the households in one of :data:`STATES`; another word changes nothing."""
        if state in STATES:
            self._chips.choose("state", state)

    def clear(self) -> None:
        """Remove search and chips."""
        self.search.clear()
        self._chips.clear()

    def set_low(self, *, is_low: bool) -> None:
        """Fold the chips where the screen is low."""
        if is_low != self._is_low:
            self._is_low = is_low
            self._fold.setChecked(not is_low)
        self._fold.setVisible(is_low)

    def show_for(self, *, has_nothing: bool) -> None:
        """Leave search and chips out where there is nothing to search in."""
        self._has_nothing = has_nothing
        self.search.setVisible(not has_nothing)
        self._show_chips()

    @Slot()
    def _show_chips(self) -> None:
        self._chips.setVisible(self._fold.isChecked() and not self._has_nothing)
