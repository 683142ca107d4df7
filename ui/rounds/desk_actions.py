"""Carries what is keyed at the desk of a round to the store, and the answers back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from poverty_desktop.i18n import language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.lookback.outcome_given import Given
from poverty_desktop.queries.lookback.round_state import PersonRow
from ui import theme
from ui.rounds import calls
from ui.rounds.desk_pane import DeskPane
from ui.rounds.person_card import PHOTO_SIDE
from ui.widgets.page import Page

if TYPE_CHECKING:
    from poverty_desktop.operations.lookback.newcomers import Newcomer


class DeskActions(QObject):
    """Works for the page that owns it; ``the_round`` tells which round is open. ``refused`` carries an error."""

    refused = Signal(object)

    def __init__(self, page: Page, desk: DeskPane, the_round: Callable[[], RecordId | None]) -> None:
        super().__init__(page)
        self._page, self._desk, self._the_round = page, desk, the_round
        self.shell = page.shell
        desk.outcome_given.connect(self._give)
        desk.all_unchanged.connect(self._confirm)
        desk.joined.connect(self._add)
        desk.taken_up.connect(self._take_up)
        desk.taken_back.connect(self._take_back)
        desk.visited.connect(self._visit)
        desk.facts_asked.connect(self._ask_facts)
        desk.former_asked.connect(self._ask_former)
        desk.forms.evidence.picture.set_shell(self.shell)
        desk.photo_asked.connect(self._ask_photo)

    @property
    def _round(self) -> RecordId | None:
        return self._the_round()

    def _refuse(self, error: BaseException) -> None:
        self._desk.stay_with_form()
        self.refused.emit(error)

    @Slot(object, object)
    def _give(self, rows: list[RecordId], given: Given) -> None:
        if self._round is not None:
            self.shell.store.run(partial(calls.give, self._round, rows, given), self._given, self._refuse)

    def _given(self, _done: object) -> None:
        self._desk.go_on_after_form()

    @Slot(object)
    def _confirm(self, household: HouseholdId) -> None:
        if self._round is not None:
            self.shell.store.run(partial(calls.confirm, self._round, household), None, self._refuse)

    @Slot(object, object, object)
    def _add(self, household: HouseholdId, newcomer: Newcomer, given: Given) -> None:
        if self._round is not None:
            work = partial(calls.add, self._round, household, newcomer, given)
            self.shell.store.run(work, self._added, self._refuse)

    @Slot(str, object, object)
    def _take_up(self, group: str, head: Newcomer, given: Given) -> None:
        if self._round is not None:
            work = partial(calls.add_household, self._round, group, head, given)
            self.shell.store.run(work, self._added, self._refuse)

    def _added(self, _done: object) -> None:
        self._desk.leave_form()

    @Slot(object)
    def _take_back(self, rows: list[RecordId]) -> None:
        if self._round is not None:
            self.shell.store.run(partial(calls.take_back, self._round, rows), None, self._refuse)

    @Slot(object, str)
    def _visit(self, household: HouseholdId, code: str) -> None:
        if self._round is not None:
            self.shell.store.run(partial(calls.visit, self._round, household, code), None, self._refuse)

    @Slot(object)
    def _ask_facts(self, person: PersonRow) -> None:
        work = partial(calls.correctable, person.person, person.membership, language())
        self.shell.store.run(work, self._desk.forms.correction.show_facts, key="rounds.facts")

    @Slot(object)
    def _ask_former(self, household: HouseholdId) -> None:
        if self._round is not None:
            work = partial(calls.former, self._round, household)
            self.shell.store.run(work, self._desk.forms.newcomer.show_former, key="rounds.former")

    @Slot(object)
    def _ask_photo(self, person: PersonRow) -> None:
        if person.photo is not None:
            work = partial(calls.small_picture, person.photo, theme.px(PHOTO_SIDE))
            self.shell.store.run(work, partial(self._desk.show_photo, person.id), key="rounds.photo")
