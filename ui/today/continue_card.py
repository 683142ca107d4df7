"""Of the page of the day: the interviews that were begun and not finished."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QPushButton

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.queries.today_rows import DraftRow
from ui.today.card import Card
from ui.widgets.controls import button
from ui.widgets.page import Page, Place

SHOWN: Final = 3


class ContinueCard(Card):
    """A line for each of the last drafts, each with the way back into it."""

    def __init__(self, page: Page) -> None:
        super().__init__("continue", "draft", page, N_("Go on"))
        self._page = page

    def show_drafts(self, drafts: tuple[DraftRow, ...]) -> None:
        """Show the newest drafts and how many more there are."""
        self.clear()
        if not drafts:
            self.say(_("No interview is unfinished."), role="weak")
            return
        for number, draft in enumerate(drafts[:SHOWN]):
            self.add(self._line(number, draft))
        more = len(drafts) - SHOWN
        if more > 0:
            self.say(_("{count} more").format(count=more), role="small")

    def _line(self, number: int, draft: DraftRow) -> QPushButton:
        made = button(
            self._page.words, "", f"today_draft_{number}", None, role="choice", icon="forward", color="accent"
        )
        head = _head(draft)
        made.setText(
            _("{household}: at “{section}”, {answered} of {total} questions").format(
                household=head, section=draft.section, answered=draft.answered, total=draft.total
            )
            if draft.section
            else head
        )
        made.setAccessibleName(made.text())
        place = Place(page="interview", household=draft.household, interview=draft.interview)
        made.clicked.connect(partial(self._page.shell.go, place))
        return made


def _head(draft: DraftRow) -> str:
    """Return whose interview it is, and which questionnaire where it is not the yearly survey."""
    title = draft.title(language())
    if not draft.concerns_household:
        return title
    head = _("Household {name}").format(name=draft.head_name) if draft.head_name else _("New household")
    return head if draft.is_yearly else f"{head} · {title}"
