"""Whether an interview is keyed in from paper: chosen above the questions, remembered with the draft."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from ui.interview import calls
from ui.interview.desk import InterviewDesk
from ui.interview.head import InterviewHead
from ui.interview.view import Then
from ui.widgets.page import Shell


class PaperKeying(QObject):
    """Holds the switch above the questions and the draft in step."""

    def __init__(self, shell: Shell, head: InterviewHead, desk: InterviewDesk) -> None:
        super().__init__(desk)
        self._shell, self._head, self._desk = shell, head, desk
        self._is_by_draft = False
        head.paper_chosen.connect(self._chosen)

    def go_on(self, *, is_remembered: bool) -> None:
        """Key in from paper where the draft was keyed so before, and note it where one does so now."""
        was_on = self._head.is_from_paper
        if is_remembered and not was_on:
            self._head.key_in_from_paper()
            self._is_by_draft = True
        elif not is_remembered and self._is_by_draft:
            self._head.key_in_from_paper(is_on=False)
        elif was_on:
            self._note(is_on=True)

    @Slot(bool)
    def _chosen(self, is_on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._is_by_draft = False
        self._desk.set_goes_on(is_on)
        self._note(is_on=is_on)

    def _note(self, *, is_on: bool) -> None:
        running, view = self._desk.running, self._desk.view
        if running is None:
            return
        self._shell.store.run(partial(calls.key_from_paper, running, is_on))
        if view is not None and view.is_from_paper is not is_on:
            self._desk.do((), Then.STAY)  # shown anew, with the numbers of the paper or without
