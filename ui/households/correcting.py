"""Facts of a household file as they are edited: with a reason where one is due, and once more after a full disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import _, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.model import MergeClass
from poverty_desktop.queries.register.file_rows import Fact, HouseholdFile
from ui.errors import Mend, Message, Tone, explain
from ui.households import file_calls
from ui.households.facts_model import key_of
from ui.households.facts_view import FactEdit, edit_words
from ui.households.file_tabs import FileTabs
from ui.households.reason_bar import ReasonBar
from ui.widgets.page import Page

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

REASON_CLASSES = frozenset({MergeClass.IDENTITY, MergeClass.OFFICIAL})


class Correcting(QObject):
    """Works for the page that shows ``tabs`` and ``bar``; ``file`` is what it has, ``keep_in_sight`` scrolls there."""

    def __init__(self, page: Page, tabs: FileTabs, keep_in_sight: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._tabs, self._keep_in_sight = page, tabs, keep_in_sight
        self._refusal = ""
        self.file: HouseholdFile | None = None
        self.bar = ReasonBar()
        self.bar.given.connect(self._save_with_reason)
        self.bar.cancelled.connect(self._leave_as_it_was)
        tabs.edited.connect(self._edited)
        tabs.refused.connect(self._refused)
        tabs.editing_ended.connect(self._forget_refusal)

    @Slot(object)
    def _edited(self, edit: FactEdit) -> None:
        if edit.fact.property.merge_class not in REASON_CLASSES or not edit.fact.value:
            self._save(edit, "")
            return
        self.bar.cancel()
        self._tabs.show_pending(key_of(edit.fact), edit_words(edit))
        self.bar.ask(edit, edit.fact.property.label(language()))
        self._keep_in_sight()

    @Slot(object)
    def _leave_as_it_was(self, edit: FactEdit) -> None:
        self._tabs.show_pending(None)
        item = edit.fact.property.label(language())
        self._page.shell.tell(Message(tone=Tone.SUCCESS, text=_("“{item}” was left as it was.").format(item=item)))
        self._tabs.focus_open()

    @Slot(object, str)
    def _save_with_reason(self, edit: FactEdit, reason: str) -> None:
        self._save(edit, reason)

    def _save(self, edit: FactEdit, reason: str) -> None:
        found = self.file
        if found is None:
            return
        owner = self._owner(edit.fact, found)
        self._correct(partial(file_calls.correct, edit, found.seen, reason, owner, found.year))

    def _correct(self, work: Callable[[Session], Done[None]]) -> None:
        self._page.shell.store.run(work, self._saved, partial(self._fail_to_save, work))
        self._tabs.focus_open()

    def _fail_to_save(self, work: Callable[[Session], Done[None]], error: BaseException) -> None:
        """Say why it was not saved; what was typed is kept behind the button, for when the disk has room again."""
        self._tabs.show_pending(None)
        again = Mend(words=_("Save it again"), act=partial(self._correct, work))
        self._page.shell.tell(explain(error, mend=again if isinstance(error, StorageError) else None))

    def _owner(self, fact: Fact, found: HouseholdFile) -> RecordId | None:
        """Return whose year the fact belongs to, for years that have no record yet."""
        if fact.kind is RecordKind.HOUSEHOLD_YEAR:
            return found.row.id
        if fact.kind is RecordKind.PERSON_YEAR:
            for member in found.members:
                if any(one.record == fact.record for section in member.sections for one in section.facts):
                    return member.person
        return None

    def _saved(self, _done: Done[None]) -> None:
        self._tabs.focus_open()

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self._refusal = sentence
        self._page.shell.tell(Message(tone=Tone.WARNING, text=sentence))

    @Slot()
    def _forget_refusal(self) -> None:
        self._page.shell.take_back(self._refusal)
        self._refusal = ""
