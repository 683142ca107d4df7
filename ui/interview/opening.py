"""Opens interviews: of a household, of a paper, of one that was begun; or offers the questionnaires there are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from poverty_desktop.operations.done import Done
from ui.interview import calls, paper_calls
from ui.interview.calls import Offer
from ui.interview.running import Opened
from ui.interview.view import View
from ui.widgets.page import Place, Shell


def is_at(view: View | None, place: Place) -> bool:
    """Say whether the interview in work is the one that ``place`` names."""
    if view is None:
        return False
    if place.interview is not None:
        return place.interview == view.interview
    return place.household is not None and place.household == view.household


def place_of(page: str, view: View | None) -> Place:
    """Return where one comes back to the interview in work."""
    if view is None:
        return Place(page=page)
    if view.is_new_household:
        return Place(page=page, interview=view.interview)
    return Place(page=page, household=view.household)


class Opening(QObject):
    """``opened`` carries the interview, ``offered`` the questionnaires to choose from, ``refused`` an error."""

    opened = Signal(object)
    offered = Signal(object)
    refused = Signal(object)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._asked: Place | None = None
        self.is_at_work = False

    def open(self, place: Place) -> None:
        """Open the interview that ``place`` names."""
        self._asked = place
        self.is_at_work = True
        if place.interview is not None or place.text:
            begin = partial(calls.begin, place.household, place.interview, form_id=place.text or None)
            self._shell.store.run(begin, self._take, self._refuse, key="interview.begin")
        else:
            offer = partial(calls.begin_or_offer, place.household, place.tab == "village")
            self._shell.store.run(offer, self._take_or_offer, self._refuse, key="interview.begin")

    def with_form(self, form_id: str) -> Place | None:
        """Return what was asked for last, with the questionnaire that was chosen."""
        return None if self._asked is None else replace(self._asked, text=form_id)

    def open_paper(self, code: str) -> None:
        """Open the questionnaire whose code was scanned or typed."""
        self.is_at_work = True
        self._shell.store.run(partial(paper_calls.begin, code), self._take, self._refuse, key="interview.begin")

    def open_again(self, view: View) -> None:
        """Open an interview as its draft on disk stands."""
        begin = partial(calls.begin, None, view.interview)
        self._shell.store.run(begin, self._take, self._refuse, key="interview.begin")

    def _take_or_offer(self, found: Done[Opened] | Offer) -> None:
        if isinstance(found, Done):
            self._take(found)
            return
        self.is_at_work = False
        self.offered.emit(found.rows)

    def _take(self, done: Done[Opened]) -> None:
        self.is_at_work = False
        self.opened.emit(done.value)

    def _refuse(self, error: BaseException) -> None:
        self.is_at_work = False
        self.refused.emit(error)
