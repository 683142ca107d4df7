"""Carries what is typed of procedures to the store, and the answers back: for a household's file and the village."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from ui.errors import Message, Tone
from ui.households import procedure_calls
from ui.households.procedure_calls import Subject, Typed
from ui.households.procedure_pane import ProcedurePane
from ui.widgets import file_chooser
from ui.widgets.file_chooser import PAPER_KINDS, Purpose
from ui.widgets.page import Page


class ProcedureDesk(QObject):
    """Works for the page that owns it and shows ``pane``."""

    def __init__(self, page: Page, pane: ProcedurePane) -> None:
        super().__init__(page)
        self._page, self._pane = page, pane
        self._subject: Subject | None = None
        pane.begin_asked.connect(self._begin)
        pane.typed.connect(self._warn)
        pane.given.connect(self._note)
        pane.drop_asked.connect(self._drop)
        pane.paper_asked.connect(self._paper)

    def refresh(self, subject: Subject | None, *, is_shown: bool) -> None:
        """Ask for the procedures of a household, or of the village itself, where they are shown."""
        self._subject = subject
        if subject and is_shown:
            work = partial(procedure_calls.procedures_of, subject, language())
            self._page.shell.store.run(work, self._pane.set_file, key=f"{self._page.name}.procedures")

    @Slot(str)
    def _begin(self, kind: str) -> None:
        if self._subject:
            work = partial(procedure_calls.begin, self._subject, kind)
            self._page.shell.store.run(work, None, self._page.shell.fail)

    @Slot(object)
    def _warn(self, typed: Typed) -> None:
        work = partial(procedure_calls.warnings, typed, language())
        self._page.shell.store.run(work, self._pane.form.show_warnings, key=f"{self._page.name}.warnings")

    @Slot(object)
    def _note(self, typed: Typed) -> None:
        saved = partial(self._noted, typed.step)
        self._page.shell.store.run(partial(procedure_calls.note, typed), saved, self._page.shell.fail)

    def _noted(self, step: str, _done: Done[object]) -> None:
        """Close the form, unless it asks for the next step already."""
        form = self._pane.form
        now = form.typed()
        if now is not None and now.step == step:
            form.leave()

    @Slot(object, str)
    def _drop(self, procedure: RecordId, because: str) -> None:
        work = partial(procedure_calls.drop, procedure, because)
        self._page.shell.store.run(work, None, self._page.shell.fail)

    @Slot(object, str)
    def _paper(self, procedure: RecordId, step: str) -> None:
        kinds, name = ";;".join(_(kind) for kind in PAPER_KINDS), f"{_('Paper of a step')}.pdf"
        title = _("Save the paper")
        path = file_chooser.ask_target(self._page, self._page.shell, Purpose.PAPERS, title, name, kinds)
        if path is not None:
            work = partial(procedure_calls.write_paper, procedure, step, path)
            done = self._written if path.suffix.lower() == ".pdf" else self._written_for_office
            self._page.shell.store.run(work, done, self._page.shell.fail)

    def _written(self, pages: int) -> None:
        said = _("The paper was written, {pages} pages. It bears only what was noted; the rest is for the hand.")
        self._page.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(pages=pages)))

    def _written_for_office(self, _count: int) -> None:
        said = _("The file was written. It bears only what was noted; the rest is for the hand.")
        self._page.shell.tell(Message(tone=Tone.SUCCESS, text=said))
