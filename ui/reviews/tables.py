"""The two tables of the page of completed interviews: the interviews, and the answers of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QStandardItem, QStandardItemModel

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.interviewing.completed import COMPLETE, CORRECTED, RETURNED
from poverty_desktop.queries.today_rows import InterviewRow
from ui import theme
from ui.reviews import calls
from ui.widgets import icons
from ui.widgets.key_table import KeyTable

if TYPE_CHECKING:
    from poverty_desktop.queries.interviewing.reviews import ReviewAnswer

LIST_HEADS = (N_("Head"), N_("Questionnaire"), N_("State"), N_("Completed at"), N_("Asked by"), N_("Notes"))
STATE = 2
"""The column that says what became of an interview."""
ANSWER_HEADS = (N_("Question asked"), N_("Answer given"), N_("Note beside it"), N_("Comment on it"))
MARKS = {COMPLETE: ("good", "ok"), RETURNED: ("attention", "warn"), CORRECTED: ("history", "ink_weak")}


def table(name: str, model: QStandardItemModel) -> KeyTable:
    """Return an empty table of this page."""
    made = KeyTable(name)
    theme.height(made, least=190)
    made.setModel(model)
    return made


def list_items(row: InterviewRow) -> list[QStandardItem]:
    """Return the cells of one completed interview."""
    state = QStandardItem(icons.icon(*MARKS[row.state]), _(calls.STATES[row.state]))
    notes = QStandardItem(str(row.note_count) if row.note_count else "")
    texts = [row.head_name, row.title, f"{row.finished_at.astimezone():%Y-%m-%d %H:%M}", row.interviewer]
    household, form, finished, interviewer = (QStandardItem(text) for text in texts)
    form.setToolTip(row.title)
    return [household, form, state, finished, interviewer, notes]


def answer_items(answer: ReviewAnswer, comment: str) -> list[QStandardItem]:
    """Return the cells of one answer, each readable whole under the pointer."""
    where = f"{answer.row} · {answer.label}" if answer.row else answer.label
    items = [QStandardItem(text) for text in (where, calls.answer_words(answer), answer.note, comment)]
    for item in items:
        item.setToolTip(item.text())
    return items


def interview_words(row: InterviewRow) -> str:
    """Return whose interview it is, and who handed it back or keyed it again."""
    words = _("{household} · {title} · {year}") if row.head_name else _("{title} · {year}")
    text = words.format(household=row.head_name, title=row.title, year=row.year)
    if row.state == RETURNED:
        text = _("{sentence} · handed back by {name}").format(sentence=text, name=row.returned_by)
    if row.keyed_again_by:
        text = _("{sentence} · keyed again by {name}").format(sentence=text, name=row.keyed_again_by)
    return text
