"""The sections of a questionnaire and how far each is: a table without rows is not done, it is not begun."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_desktop.i18n import _
from poverty_desktop.interviews.form import Control, Group, walk
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.judging import is_answered, is_asked
from poverty_desktop.interviews.outline import Part, parts, table_in
from poverty_desktop.interviews.plain_text import plain
from poverty_desktop.interviews.problems import REQUIRED
from poverty_desktop.interviews.views import Section
from poverty_desktop.interviews.words import Words


def sections(interview: Interview) -> tuple[Section, ...]:
    """Return every section with its counts, in reading order."""
    if interview.kept.sections is not None:
        return interview.kept.sections
    found: list[Section] = []
    running = interview.running
    for part in parts(interview.form):
        total = answered = required = problems = 0
        rows = _rows(interview, part)
        for control in (item for item in walk(part.items) if isinstance(item, Control)):
            for node in running.tree.nodes(control.field):
                if not node.relevant or not is_asked(control, node):
                    continue
                total += 1
                answered += is_answered(node)
                required += node.problem == REQUIRED
                problems += bool(node.problem) and node.problem != REQUIRED
        found.append(
            Section(
                path=part.path,
                label=_label(interview, part),
                first_label=_first_label(interview, part),
                is_relevant=_is_shown(interview, part),
                total=total,
                answered=answered,
                open=total - answered,
                open_required=required,
                problems=problems,
                rows=rows,
                state=_state(total, answered, required, problems, lacks_rows=_lacks_rows(interview, part)),
            )
        )
    interview.kept.sections = tuple(found)
    return interview.kept.sections


def is_relevant_table(interview: Interview, repeat: int, parent: Answer) -> bool:
    """Say whether a table is asked; of an empty one, whether its first row would be."""
    field = interview.form.fields[repeat]
    rows = parent.by_name.get(field.name, [])
    if rows:
        return any(row.relevant for row in rows)
    ghost = Answer(field)
    ghost.parent = parent
    return parent.relevant and interview.running.holds(field.bind.relevant, ghost, otherwise=True)


def say(interview: Interview, words: Words | None, node: Answer | None) -> str:
    """Return words of the form in the language of the interview, as they are at ``node``."""
    if words is None:
        return ""
    return plain(words.say(interview.running.language, interview.running.context(node) if node is not None else None))


def _label(interview: Interview, part: Part) -> str:
    title = say(interview, part.label or _first_note(part), interview.running.tree.root)
    if part.span is None:
        return title
    first, last = part.span
    if not title:
        return _("Questions {first} to {last}").format(first=first, last=last)
    return _("{title}, {first} to {last}").format(title=title, first=first, last=last)


def _first_label(interview: Interview, part: Part) -> str:
    """Return what the first question of a section is called."""
    first = next((item for item in walk(part.items) if isinstance(item, Control) and item.label is not None), None)
    nodes = interview.running.tree.nodes(first.field) if first is not None else []
    return say(interview, first.label, nodes[0]) if first is not None and nodes else ""


def _first_note(part: Part) -> Words | None:
    """Return the note that a group begins with: pyxform moves the label of a ``table-list`` into one."""
    first = part.items[0] if part.group is not None and part.items else None
    return first.label if isinstance(first, Control) and first.kind == "note" else None


def _is_shown(interview: Interview, part: Part) -> bool:
    """Say whether anything of a section is relevant: a question, or a table, which may be empty."""
    tree, fields = interview.running.tree, interview.form.fields
    if part.group is not None and part.group.field is not None and not fields[part.group.field].repeats:
        return tree.nodes(part.group.field)[0].relevant
    for item in walk(part.items):
        if isinstance(item, Control) and any(node.relevant for node in tree.nodes(item.field)):
            return True
    return any(is_relevant_table(interview, repeat, parent) for repeat, parent in _tables(interview, part))


def _tables(interview: Interview, part: Part) -> Iterator[tuple[int, Answer]]:
    """Yield the tables that stand directly in a section, each with the element around its rows."""
    for item in map(table_in, part.items):
        if item is not None and item.field is not None:
            for parent in interview.running.tree.nodes(interview.form.fields[item.field].lineage[-2]):
                yield item.field, parent


def _rows(interview: Interview, part: Part) -> int | None:
    """Return how many rows the tables of a section have, None where it has no table."""
    found = list(_tables(interview, part))
    names = interview.form.fields
    return sum(len(parent.by_name.get(names[repeat].name, ())) for repeat, parent in found) if found else None


def _lacks_rows(interview: Interview, part: Part) -> bool:
    """Say whether a table of the section has no row and nobody has confirmed that there is none.

    Whoever answers a question that is asked because of the number of rows has confirmed it.
    """
    fields = interview.form.fields
    for repeat, parent in _tables(interview, part):
        is_empty = not parent.by_name.get(fields[repeat].name)
        if is_empty and is_relevant_table(interview, repeat, parent):
            return not any(_confirms(interview, item, fields[repeat].path) for item in walk(part.items))
    return False


def _confirms(interview: Interview, item: Group | Control, table: str) -> bool:
    if not isinstance(item, Control):
        return False
    field = interview.form.fields[item.field]
    if field.bind.relevant is None or table not in field.bind.relevant.counts(field.path):
        return False
    return any(node.relevant and is_answered(node) for node in interview.running.tree.nodes(item.field))


def _state(total: int, answered: int, required: int, problems: int, *, lacks_rows: bool) -> str:
    if problems:
        return "problem"
    if lacks_rows:
        return "empty" if not answered else "started"
    if total == answered:
        return "complete"
    if answered == 0:
        return "empty"
    return "started" if required else "enough"
