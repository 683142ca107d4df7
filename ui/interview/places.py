"""Where one can stand in an interview, and where a step leads: along the questions, cells and ends of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from poverty_desktop.interviews import questions
from poverty_desktop.interviews.views import Question, Table
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
    else:
        place = here
    return place if can_stand(interview, place) else _nearest(interview, place)


def _along(interview: Interview, here: str, *, forward: bool) -> str:
    """Return the place after or before ``here``, across sections; the ends stay where they are."""
    section = questions.section_of(interview, here)
    places = list(_section_places(interview, section))
    if here not in places:
        return _nearest(interview, here)
    at = places.index(here) + (1 if forward else -1)
    if 0 <= at < len(places):
        return places[at]
    for other in _sections_from(interview, section, forward=forward):
        places = list(_section_places(interview, other))
        if places:
            return places[0 if forward else -1]
    return here


def _other_section(interview: Interview, here: str, *, forward: bool) -> str:
    """Return where the section after or before is entered: at what is missing in it, else at its first place."""
    for other in _sections_from(interview, questions.section_of(interview, here), forward=forward):
        places = list(_section_places(interview, other))
        if places:
            missing = {problem.path for problem in interview.problems()}
            return next((place for place in places if place in missing), places[0])
    return here


def _sections_from(interview: Interview, section: str, *, forward: bool) -> Sequence[str]:
    found = [item.path for item in questions.sections(interview) if item.is_relevant or item.path == section]
    at = found.index(section)
    return found[at + 1 :] if forward else found[:at][::-1]


def _nearest(interview: Interview, path: str) -> str:
    """Return a place to stand near a section, table, row or hidden question at ``path``."""
    places = list(_section_places(interview, questions.section_of(interview, path)))
    for start in (path, row_of(path), table_of(path)):
        for place in places if start else ():
            if place == start or place.startswith((f"{start}/", f"{start}[")):
                return place
    return places[0] if places else first_place(interview)


def first_place(interview: Interview) -> str:
    """Return the first place of the interview."""
    return next(
        place for section in questions.sections(interview) for place in _section_places(interview, section.path)
    )


def can_stand(interview: Interview, path: str) -> bool:
    """Say whether one can stand at ``path`` now."""
    return bool(path) and path in _section_places(interview, questions.section_of(interview, path))


def _section_places(interview: Interview, section: str) -> Iterator[str]:
    """Yield where one can stand in a section: its questions, the cells of its tables, and the end of each table."""
    for item in questions.items(interview, section):
        if isinstance(item, Question) and is_asked(item):
            yield item.path
        elif isinstance(item, Table) and item.is_relevant:
            yield from _table_places(interview, item)


def _table_places(interview: Interview, table: Table) -> Iterator[str]:
    for row in table.rows:
        yield from row_places(interview, row)
    if table.can_add:
        yield table.path


def row_places(interview: Interview, path: str) -> Iterator[str]:
    """Yield where one can stand in the row at ``path``."""
    row = questions.row(interview, path)
    yield from (cell.path for cell in row.cells if is_asked(cell))
    for inner in row.tables:
        nested = questions.table(interview, inner)
        if nested.is_relevant:
            yield from _table_places(interview, nested)


def is_asked(question: Question) -> bool:
    """Say whether a question can be answered now."""
    return question.is_relevant and not question.is_readonly and question.kind != "note"
