"""What the screen shows of a running interview: sections, questions, tables; all frozen, all in words."""

from __future__ import annotations

from datetime import datetime

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.answers import grouped
from poverty_desktop.interviews.form import Control, Group
from poverty_desktop.interviews.instance import Answer, Choice
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.judging import is_answered, is_asked, words_of
from poverty_desktop.interviews.kinds import value_type
from poverty_desktop.interviews.outline import columns, part_of, parts, places, reading_order, table_label
from poverty_desktop.interviews.pictures import picture_of
from poverty_desktop.interviews.plain_text import plain
from poverty_desktop.interviews.sections import is_relevant_table, say, sections
from poverty_desktop.interviews.views import Column, Heading, LastAnswer, Question, Row, Table
from poverty_desktop.interviews.words import Words

__all__ = ["items", "next_open", "order", "question", "row", "rows", "section_of", "sections", "table"]


def items(interview: Interview, section_path: str) -> tuple[Question | Heading | Table, ...]:
    """Return what stands in one section, in order, also what is not relevant now."""
    part = next((item for item in parts(interview.form) if item.path == section_path), None)
    if part is None:
        raise RuleError(N_("This interview has no section at {path}."), path=section_path)
    found: list[Question | Heading | Table] = []
    for place in places(interview.form, interview.running.tree, part.items, None):
        if isinstance(place.item, Control):
            found.append(_question(interview, place.item, place.node))
        elif place.item.is_repeat:
            found.append(_table(interview, place.item, place.node, place.label))
        else:
            found.append(
                Heading(
                    path=place.node.path,
                    label=say(interview, place.label, place.node),
                    hint=say(interview, place.item.hint, place.node),
                    level=place.level,
                    is_relevant=place.node.relevant,
                    appearance=place.item.appearance,
                )
            )
    return tuple(found)


def section_of(interview: Interview, path: str) -> str:
    """Return the path of the section in which the question, row or table at a concrete path stands."""
    part = part_of(interview.form, "/".join(step.partition("[")[0] for step in path.split("/")))
    if part is not None:
        return part.path
    raise RuleError(N_("This interview has no question at {path}."), path=path)


def question(interview: Interview, path: str) -> Question:
    """Return the question at a concrete path."""
    node = interview.running.tree.find(path)
    control = interview.form.controls.get(node.field.index)
    if control is None:
        raise RuleError(N_("This interview has no question at {path}."), path=path)
    return _question(interview, control, node)


def table(interview: Interview, path: str) -> Table:
    """Return the table at a concrete path without ``[n]``."""
    parent, repeat = interview.running.tree.repeat(path)
    group = interview.form.groups[repeat.index]
    return _table(interview, group, parent, table_label(interview.form, repeat.index))


def row(interview: Interview, path: str) -> Row:
    """Return one row of a table with a question for every column."""
    node = interview.running.tree.find(path)
    group = interview.form.groups.get(node.field.index)
    if group is None or not node.field.is_repeat:
        raise RuleError(N_("This interview has no table at {path}."), path=path)
    return _row(interview, group, node, node.path)


def rows(interview: Interview, shown: Table) -> tuple[Row, ...]:
    """Return all rows of a table; those in which nothing changed since they were last asked for are the same ones."""
    parent, repeat = interview.running.tree.repeat(shown.path)
    group = interview.form.groups[repeat.index]
    nodes = parent.by_name.get(repeat.name, ())
    return tuple(_row(interview, group, node, path) for node, path in zip(nodes, shown.rows, strict=True))


def _row(interview: Interview, group: Group, node: Answer, path: str) -> Row:
    return interview.kept.row(node, path) or interview.kept.keep(node, _new_row(interview, group, node, path))


def _new_row(interview: Interview, group: Group, node: Answer, path: str) -> Row:
    cells = [
        _question(interview, control, cell)
        for control in columns(interview.form, group)
        for cell in interview.running.tree.nodes(control.field, node)
    ]
    tables = [
        f"{place.node.path}/{interview.form.fields[place.item.field].name}"
        for place in places(interview.form, interview.running.tree, group.children, node)
        if isinstance(place.item, Group) and place.item.is_repeat and place.item.field is not None
    ]
    return Row(
        path=path,
        number=node.position,
        is_known=any(item.exists for item in node.subtree()),
        is_relevant=node.relevant,
        cells=tuple(cells),
        tables=tuple(tables),
    )


def order(interview: Interview) -> tuple[str, ...]:
    """Return the paths of the questions that are asked now, in reading order, notes included."""
    found = reading_order(interview.form, interview.running.tree)
    return tuple(node.path for _control, node in found if node.relevant)


def next_open(interview: Interview, after: str = "") -> str | None:
    """Return the next question without an answer after the path ``after``, from the start once the end is reached."""
    asked = [
        node
        for control, node in reading_order(interview.form, interview.running.tree)
        if node.relevant and is_asked(control, node)
    ]
    here = _at(interview, after)
    start = asked.index(here) + 1 if here in asked else 0
    waiting = (node for node in [*asked[start:], *asked[:start]] if not is_answered(node) or node.problem)
    return next((node.path for node in waiting if node is not here), None)


def _at(interview: Interview, path: str) -> Answer | None:
    try:
        return interview.running.tree.find(path)
    except RuleError:  # the end of a table without rows
        return None


def _question(interview: Interview, control: Control, node: Answer) -> Question:
    running, bind = interview.running, node.field.bind
    context = running.context(node)
    owner = interview.form.owners.get(node.field.index)
    has_choices = control.itemset is not None or bool(control.items)
    choices = running.choices(control, node) if has_choices else ()
    label, hint = control.label, control.hint
    return Question(
        path=node.path,
        name=node.name,
        kind=control.kind,
        type=value_type(bind, control.kind),
        appearance=control.appearance,
        label=plain(label.say(running.language, context)) if label else "",
        hint=plain(hint.say(running.language, context)) if hint else "",
        guidance=hint.rendering("guidance", running.language, context) if hint else "",
        text=node.text,
        shown=_shown(choices, control, node.text),
        why=node.why,
        required=node.is_required,
        is_readonly=node.is_readonly or bind.calculate is not None,
        is_relevant=node.relevant,
        is_open=node.relevant and is_asked(control, node) and not is_answered(node),
        choices=choices,
        problem=words_of(running, control, node) if node.problem else "",
        problem_kind=node.problem,
        required_message=bind.required_message.say(running.language, context) if bind.required_message else "",
        dataset=owner[0].dataset if owner else "",
        save_to=owner[1] if owner else "",
        note=node.note,
        known=_last(control, node, choices),
        minimum=control.minimum,
        maximum=control.maximum,
        step=control.step,
        media_type=control.media_type,
        picture=_picture(interview, control, node),
        unplayed=_unplayed(interview, control, node),
        waits_for=_waits_for(interview, control, node) if has_choices and not choices else (),
    )


def _waits_for(interview: Interview, control: Control, node: Answer) -> tuple[str, ...]:
    """Return the labels of the questions without an answer by which the options of ``control`` are narrowed."""
    form, tree = interview.form, interview.running.tree
    reads = control.itemset.nodes.reads(node.field.path) if control.itemset is not None else frozenset()
    found: list[str] = []
    for index, narrowing in form.controls.items():
        if form.fields[index].path in reads and narrowing.label is not None:
            row = node.row(form.fields[index].repeats[-1]) if form.fields[index].repeats else None
            if any(one.relevant and not one.text for one in tree.nodes(index, row)):
                found.append(say(interview, narrowing.label, node))
    return tuple(found)


def _picture(interview: Interview, control: Control, node: Answer) -> bytes:
    running = interview.running
    if control.label is None or "image" not in control.label.forms:
        return b""
    named = control.label.rendering("image", running.language, running.context(node))
    return picture_of(interview.form.pictures, named)


def _unplayed(interview: Interview, control: Control, node: Answer) -> tuple[str, ...]:
    running, label = interview.running, control.label
    kinds = [kind for kind in ("audio", "video") if label is not None and kind in label.forms]
    named = [label.rendering(kind, running.language, running.context(node)) for kind in kinds if label is not None]
    return tuple(name.rpartition("/")[2] for name in named if name)


def _table(interview: Interview, group: Group, parent: Answer, label: Words | None) -> Table:
    assert group.field is not None
    repeat = interview.form.fields[group.field]
    rows = parent.by_name.get(repeat.name, [])
    path = f"{parent.path}/{repeat.name}"
    is_free = group.count is None and not group.no_add_remove
    found: list[Column] = []
    for control in columns(interview.form, group):
        asked, owner = interview.form.fields[control.field], interview.form.owners.get(control.field)
        found.append(
            Column(
                path=asked.path,
                name=asked.name,
                label=say(interview, control.label, None),
                kind=control.kind,
                dataset=owner[0].dataset if owner else "",
                save_to=owner[1] if owner else "",
            )
        )
    return Table(
        path=path,
        label=say(interview, label, parent),
        columns=tuple(found),
        rows=tuple(f"{path}[{row.position}]" for row in rows),
        can_add=is_free,
        can_remove=bool(rows) and interview.running.can_remove(rows[-1]) if group.count is not None else is_free,
        is_relevant=is_relevant_table(interview, group.field, parent),
    )


def _last(control: Control, node: Answer, choices: tuple[Choice, ...]) -> LastAnswer | None:
    known = node.known
    if known is None:
        return None
    return LastAnswer(
        text=known.last,
        why=Why.VALUE if known.last else known.why,
        shown=_shown(choices, control, known.last),
        as_of=known.as_of,
        is_prefilled=known.is_prefilled,
        is_same=_is_same(control, node.text, known.last),
        is_of_last_time=known.is_of_last_time,
    )


def _is_same(control: Control, text: str, last: str) -> bool:
    """Say whether two answers mean the same; several choices have no order."""
    return text == last or (control.kind == "select_multiple" and set(text.split()) == set(last.split()))


def _shown(choices: tuple[Choice, ...], control: Control, text: str) -> str:
    if not text:
        return ""
    if choices:
        labels = {choice.code: choice.label for choice in choices}
        codes = text.split() if control.kind in {"select_multiple", "rank"} else [text]
        return "、".join(labels.get(code, code) for code in codes)
    return _written(control, text)


def _written(control: Control, text: str) -> str:
    """Return an answer that was typed as one reads it."""
    if control.kind == "datetime":
        return _local(text)
    if control.kind == "acknowledge":
        return _("Noted") if text == "OK" else text
    if control.kind == "time":
        return text[:5] if text[2:3] == ":" else text
    if control.kind == "date":
        return text[:7] if "month-year" in control.appearance else text[:4] if "year" in control.appearance else text
    is_number = control.kind in {"integer", "decimal", "text"}
    return grouped(text) if is_number and "thousands-sep" in control.appearance else text


def _local(text: str) -> str:
    """Return a moment as the clock on the wall says it, anything else as it stands."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    here = moment.astimezone() if moment.tzinfo is not None else moment
    return f"{here:%Y-%m-%d %H:%M}"
