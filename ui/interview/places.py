"""Where one can stand in an interview, and where a step leads: along the questions, cells and ends of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from poverty_desktop.interviews import questions
from poverty_desktop.interviews.stands import Stand, beside, stand_at, stands, stands_in_row
from poverty_desktop.interviews.views import Question
from ui.interview.view import Then, row_of, table_of

if TYPE_CHECKING:
    from poverty_desktop.interviews.interview import Interview


def place_after(interview: Interview, here: str, then: Then | str) -> str:
    """Return where to stand after a step taken at ``here``."""
    if not isinstance(then, Then):
        place = then
    elif then is Then.OPEN:
        place = questions.next_open(interview, after=here) or here
    elif then in (Then.NEXT, Then.BACK):
        place = _along(interview, here, forward=then is Then.NEXT)
    elif then in (Then.NEXT_SECTION, Then.LAST_SECTION):
        place = _other_section(interview, here, forward=then is Then.NEXT_SECTION)
    elif then in (Then.NEXT_ROW, Then.LAST_ROW):
        place = _other_row(interview, here, forward=then is Then.NEXT_ROW)
    else:
        place = here
    return place if can_stand(interview, place) else _nearest(interview, place)


def _along(interview: Interview, here: str, *, forward: bool) -> str:
    """Return the place after or before ``here``, across sections; the ends stay where they are."""
    section = questions.section_of(interview, here)
    standing = stand_at(interview, here)
    if standing is None:
        return _nearest(interview, here)
    found = beside(interview, standing, section, forward=forward)
    if found is not None:
        return found.path
    for other in _sections_from(interview, section, forward=forward):
        places = list(stands(interview, other))
        if places:
            return places[0 if forward else -1].path
    return here


def _other_section(interview: Interview, here: str, *, forward: bool) -> str:
    """Return where the section after or before is entered: at what is missing in it, else at its first place."""
    for other in _sections_from(interview, questions.section_of(interview, here), forward=forward):
        places = list(stands(interview, other))
        if places:
            return _entered_at(interview, places).path
    return here


def _other_row(interview: Interview, here: str, *, forward: bool) -> str:
    """Return where the row after or before is entered; beyond the table, and outside of one, the next section."""
    standing = stand_at(interview, here)
    row = standing.node.innermost_row() if standing is not None and not standing.table else None
    while row is not None:
        assert row.up is not None
        rows = row.up.by_name[row.name]
        number = row.position - 1
        for other in rows[number + 1 :] if forward else rows[:number][::-1]:
            places = list(stands_in_row(interview, other))
            if places:
                return _entered_at(interview, places).path
        row = row.up.innermost_row()
    return _other_section(interview, here, forward=forward)


def _entered_at(interview: Interview, places: Sequence[Stand]) -> Stand:
    """Return the first of the places at which something is missing, else the first one."""
    missing = set(interview.troubled())
    return next((place for place in places if not place.table and place.node in missing), places[0])


def _sections_from(interview: Interview, section: str, *, forward: bool) -> Sequence[str]:
    found = [item.path for item in questions.sections(interview) if item.is_relevant or item.path == section]
    at = found.index(section)
    return found[at + 1 :] if forward else found[:at][::-1]


def _nearest(interview: Interview, path: str) -> str:
    """Return a place to stand near a section, table, row or hidden question at ``path``."""
    places = [place.path for place in stands(interview, questions.section_of(interview, path))]
    for start in (path, row_of(path), table_of(path)):
        for place in places if start else ():
            if place == start or place.startswith((f"{start}/", f"{start}[")):
                return place
    return places[0] if places else first_place(interview)


def first_place(interview: Interview) -> str:
    """Return the first place of the interview."""
    return next(place.path for section in questions.sections(interview) for place in stands(interview, section.path))


def can_stand(interview: Interview, path: str) -> bool:
    """Say whether one can stand at ``path`` now."""
    return bool(path) and stand_at(interview, path) is not None


def place_in_row(interview: Interview, path: str) -> str:
    """Return the first place in the row at ``path``, "" where nothing of it is asked."""
    return next((place.path for place in stands_in_row(interview, interview.running.tree.find(path))), "")


def is_asked(question: Question) -> bool:
    """Say whether a question can be answered now."""
    return question.is_relevant and not question.is_readonly and question.kind != "note"
