"""Carries what is planned and done in the tab of plan and measures to the store, and the answers back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _, language
from poverty_desktop.ids import HouseholdId
from ui.errors import Message, Tone
from ui.households import help_calls
from ui.households.help_calls import HelpTyped
from ui.households.help_pane import HelpPane
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Page


class HelpDesk(QObject):
    """Works for the file page that owns it."""

    def __init__(self, page: Page, pane: HelpPane) -> None:
        super().__init__(page)
        self._page, self._pane = page, pane
        self._household: HouseholdId | None = None
        self._year = 0
        pane.planned.connect(self._plan)
        pane.moved.connect(self._move)
        pane.needed.connect(self._need)
        pane.paper_asked.connect(self._paper)

    def refresh(self, household: HouseholdId | None, year: int | None, tab: str) -> None:
        """Ask for the plan of ``household`` where its tab is open."""
        if household is None or year is None or tab != "help":
            return
        self._household, self._year = household, year
        work = partial(help_calls.open_help, household, year, language())
        self._page.shell.store.run(work, self._pane.set_file, self._page.shell.fail, key="household.help")

    @Slot(object)
    def _plan(self, typed: HelpTyped) -> None:
        self._page.shell.store.run(partial(help_calls.plan, typed), self._saved, self._page.shell.fail)

    @Slot(object)
    def _move(self, typed: HelpTyped) -> None:
        self._page.shell.store.run(partial(help_calls.move, typed), self._saved, self._page.shell.fail)

    @Slot(object)
    def _need(self, typed: HelpTyped) -> None:
        self._page.shell.store.run(partial(help_calls.take_need, typed), self._saved, self._page.shell.fail)

    def _saved(self, _done: object) -> None:
        self._pane.close_form()

    @Slot()
    def _paper(self) -> None:
        if self._household is None:
            return
        kinds, name = _("PDF file (*.pdf)"), f"{_('Notice of entitlement')}.pdf"
        path = file_chooser.ask_target(self._page, self._page.shell, Purpose.PAPERS, _("Save the paper"), name, kinds)
        if path is not None:
            work = partial(help_calls.write_appeal, self._household, self._year, path, language())
            self._page.shell.store.run(work, self._written, self._page.shell.fail)

    def _written(self, pages: int) -> None:
        said = _("The notice was written, {pages} pages.").format(pages=pages)
        self._page.shell.tell(Message(tone=Tone.SUCCESS, text=said))
