"""Carries what is typed in the tab of procedures and the form of events to the store, and the answers back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from ui.errors import Message, Tone
from ui.households import procedure_calls
from ui.households.file_tabs import FileTabs
from ui.households.procedure_calls import EventTyped, Typed
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Page


class ProcedureDesk(QObject):
    """Works for the file page that owns it."""

    def __init__(self, page: Page, tabs: FileTabs) -> None:
        super().__init__(page)
        self._page, self._tabs = page, tabs
        self._household: HouseholdId | None = None
        pane = tabs.procedures
        pane.begin_asked.connect(self._begin)
        pane.typed.connect(self._warn)
        pane.given.connect(self._note)
        pane.drop_asked.connect(self._drop)
        pane.paper_asked.connect(self._paper)
        tabs.events.opened.connect(self._choices)
        tabs.events.given.connect(self._record)

    def refresh(self, household: HouseholdId | None, tab: str) -> None:
        """Ask for the procedures of ``household`` where its tab is open."""
        self._household = household
        if household is not None and tab == "procedures":
            work = partial(procedure_calls.procedures_of, household, language())
            self._page.shell.store.run(work, self._tabs.procedures.set_file, key="household.procedures")

    @Slot(str)
    def _begin(self, kind: str) -> None:
        if self._household is not None:
            work = partial(procedure_calls.begin, self._household, kind)
            self._page.shell.store.run(work, None, self._page.shell.fail)

    @Slot(object)
    def _warn(self, typed: Typed) -> None:
        work = partial(procedure_calls.warnings, typed, language())
        self._page.shell.store.run(work, self._tabs.procedures.form.show_warnings, key="household.warnings")

    @Slot(object)
    def _note(self, typed: Typed) -> None:
        saved = partial(self._noted, typed.step)
        self._page.shell.store.run(partial(procedure_calls.note, typed), saved, self._page.shell.fail)

    def _noted(self, step: str, _done: Done[object]) -> None:
        """Close the form, unless it asks for the next step already."""
        form = self._tabs.procedures.form
        now = form.typed()
        if now is not None and now.step == step:
            form.leave()

    @Slot(object, str)
    def _drop(self, procedure: RecordId, because: str) -> None:
        work = partial(procedure_calls.drop, procedure, because)
        self._page.shell.store.run(work, None, self._page.shell.fail)

    @Slot(object, str)
    def _paper(self, procedure: RecordId, step: str) -> None:
        kinds, name = _("PDF file (*.pdf)"), f"{_('Paper of a step')}.pdf"
        title = _("Save the paper")
        path = file_chooser.ask_target(self._page, self._page.shell, Purpose.PAPERS, title, name, kinds)
        if path is not None:
            work = partial(procedure_calls.write_paper, procedure, step, path)
            self._page.shell.store.run(work, self._written, self._page.shell.fail)

    def _written(self, pages: int) -> None:
        said = _("The paper was written, {pages} pages. It bears only what was noted; the rest is for the hand.")
        self._page.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(pages=pages)))

    @Slot()
    def _choices(self) -> None:
        self._page.shell.store.run(procedure_calls.choices, self._tabs.events.ask, key="household.events")

    @Slot(object)
    def _record(self, typed: EventTyped) -> None:
        work = partial(procedure_calls.record_event, typed)
        self._page.shell.store.run(work, self._recorded, self._page.shell.fail)

    def _recorded(self, _done: Done[object]) -> None:
        self._tabs.events.leave()
