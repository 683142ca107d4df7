"""Where two persons keyed one paper form differently, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import _
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.double_entry import difference_at, differences
from poverty_desktop.interviews.views import row_name
from ui.interview.running import Running
from ui.interview.view import Clash, Trouble, row_of

if TYPE_CHECKING:
    from poverty_desktop.interviews.interview import Interview


def clash_at(running: Running, path: str) -> Clash | None:
    """Return what two persons keyed differently at ``path`` while nobody has chosen; an open question is no clash."""
    second = running.opened.interview
    found = difference_at(running.first, second, path) if running.first is not None else None
    if found is None or found.kept is not None or not found.second or running.first is None:
        return None
    return Clash(first=_shown(running.first, path, found.first), second=_shown(second, path, found.second))


def undecided(running: Running, first: Interview) -> tuple[Trouble, ...]:
    """Return the differences between two keyings that wait for a choice, also what only one of them has."""
    found = []
    for item in differences(first, running.opened.interview):
        if item.kept is None:
            where = running.opened.interview if item.second or not item.first else first
            label = _label_in((running.opened.interview, first), item.path)
            words = _("first “{first}”, now “{second}”").format(
                first=_shown(first, item.path, item.first), second=_shown(where, item.path, item.second)
            )
            found.append(
                Trouble(path=item.path, label=label, words=words if item.second else "", is_open=not item.second)
            )
    return tuple(found)


def full_label(interview: Interview, path: str) -> str:
    """Return what the question at ``path`` is called, with the name of its row in a table."""
    label, row = questions.question(interview, path).label, row_of(path)
    return f"{row_name(questions.row(interview, row))} · {label}" if row else label


def _shown(interview: Interview, path: str, text: str) -> str:
    try:
        return questions.question(interview, path).shown or text
    except RuleError:  # the first keying has no such row
        return text


def _label_in(interviews: tuple[Interview, ...], path: str) -> str:
    for interview in interviews:
        try:
            return full_label(interview, path)
        except RuleError:
            continue
    return path
