"""Where one can stand in an interview: at its questions, at the cells of its tables, and at the end of each table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from poverty_desktop.errors import RuleError
from poverty_desktop.interviews.form import Control, Group
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.outline import columns, parts, places
from poverty_desktop.interviews.sections import is_relevant_table


class Stand(NamedTuple):
    """A question, or with the name of a ``table`` its end inside ``node``. Its path is written out only when asked."""

    node: Answer
    table: str = ""

    @property
    def path(self) -> str:
        """Return the concrete path of the question, or of the table."""
        return f"{self.node.path}/{self.table}" if self.table else self.node.path


def stand_at(interview: Interview, path: str) -> Stand | None:
    """Return the question or end of a table at ``path``, None where one cannot stand now."""
    tree = interview.running.tree
    try:
        parent, repeat = tree.repeat(path)
    except RuleError:
        pass
    else:
        group = interview.form.groups[repeat.index]
        can_add = is_free(group) and is_relevant_table(interview, repeat.index, parent)
        return Stand(parent, repeat.name) if can_add else None
    try:
        node = tree.find(path)
    except RuleError:
        return None
    control = interview.form.controls.get(node.field.index)
    return Stand(node) if control is not None and can_be_typed(control, node) else None


def stands(interview: Interview, section: str) -> Iterator[Stand]:
    """Yield where one can stand in a section, in the order in which one goes."""
    part = next((item for item in parts(interview.form) if item.path == section), None)
    for place in places(interview.form, interview.running.tree, part.items if part is not None else (), None):
        if isinstance(place.item, Control):
            if can_be_typed(place.item, place.node):
                yield Stand(place.node)
        elif place.item.is_repeat:
            yield from _in_table(interview, place.item, place.node)


def beside(interview: Interview, here: Stand, section: str, *, forward: bool) -> Stand | None:
    """Return where one stands after or before ``here`` in its section, None at the end of it.

    Looked for in the row and in those next to it first, so that a step costs as much in a table of two thousand rows
    as in one of two.
    """
    row = here.node.innermost_row()
    if row is not None and not here.table:
        around = row.up
        assert around is not None
        found = _next_to(here, stands_in_row(interview, row), forward=forward)
        rows = around.by_name[row.name]
        number = row.position - 1
        while found is None:
            number += 1 if forward else -1
            if not 0 <= number < len(rows):
                break
            found = next(iter(_in_direction(stands_in_row(interview, rows[number]), forward=forward)), None)
        if found is not None:
            return found
    return _next_to(here, stands(interview, section), forward=forward)


def _next_to(here: Stand, found: Iterable[Stand], *, forward: bool) -> Stand | None:
    """Return what follows or precedes ``here`` among ``found``."""
    ordered = iter(_in_direction(found, forward=forward))
    for place in ordered:
        if place == here:
            return next(ordered, None)
    return None


def _in_direction(found: Iterable[Stand], *, forward: bool) -> Iterable[Stand]:
    return found if forward else reversed(tuple(found))


def stands_in_row(interview: Interview, row: Answer) -> Iterator[Stand]:
    """Yield where one can stand in one row: its questions, then the tables inside it."""
    group = interview.form.groups[row.field.index]
    yield from _in_row(interview, group, columns(interview.form, group), row)


def can_be_typed(control: Control, node: Answer) -> bool:
    """Say whether a question can be answered now."""
    return node.relevant and control.kind != "note" and not node.is_readonly and node.field.bind.calculate is None


def is_free(group: Group) -> bool:
    """Say whether a person may add rows to a table and take them out."""
    return group.count is None and not group.no_add_remove


def _in_table(interview: Interview, group: Group, parent: Answer) -> Iterator[Stand]:
    assert group.field is not None
    if not is_relevant_table(interview, group.field, parent):
        return
    name = interview.form.fields[group.field].name
    asked = columns(interview.form, group)
    for row in tuple(parent.by_name.get(name, ())):
        yield from _in_row(interview, group, asked, row)
    if is_free(group):
        yield Stand(parent, name)


def _in_row(interview: Interview, group: Group, asked: tuple[Control, ...], row: Answer) -> Iterator[Stand]:
    tree = interview.running.tree
    for control in asked:
        for node in tree.nodes(control.field, row):
            if can_be_typed(control, node):
                yield Stand(node)
    if len(group.children) == len(asked):
        return  # nothing but questions: no table inside
    for place in places(interview.form, tree, group.children, row):
        if isinstance(place.item, Group) and place.item.is_repeat:
            yield from _in_table(interview, place.item, place.node)
