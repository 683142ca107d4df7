"""What the screen shows of a running interview: sections, questions, tables; all frozen, all in words."""

from __future__ import annotations

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.form import Control, Group, walk
from poverty_desktop.interviews.instance import Answer, Choice
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.judging import words_of
from poverty_desktop.interviews.kinds import value_type
from poverty_desktop.interviews.outline import Part, columns, part_of, parts, places, reading_order, table_in
from poverty_desktop.interviews.problems import REQUIRED
from poverty_desktop.interviews.views import Column, Heading, LastAnswer, Question, Row, Section, Table
from poverty_desktop.interviews.words import Words


def sections(interview: Interview) -> tuple[Section, ...]:
    """Return every section with its counts, in reading order."""
    found: list[Section] = []
    running = interview.running
    for part in parts(interview.form):
        total = answered = required = problems = 0
        for control in (item for item in walk(part.items) if isinstance(item, Control)):
            for node in running.tree.nodes(control.field):
                if not node.relevant or not _is_asked(control, node):
                    continue
                total += 1
                answered += _is_answered(node)
                required += node.problem == REQUIRED
                problems += bool(node.problem) and node.problem != REQUIRED
        found.append(
            Section(
                path=part.path,
                label=_say(interview, part.label, running.tree.root),
                is_relevant=_is_shown(interview, part),
                total=total,
                answered=answered,
                open=total - answered,
                open_required=required,
                problems=problems,
                state=_state(total, answered, required, problems),
            )
        )
    return tuple(found)


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
                    label=_say(interview, place.label, place.node),
                    hint=_say(interview, place.item.hint, place.node),
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
    label = group.label or next(
        (
            item.label
            for item in walk(interview.form.body)
            if isinstance(item, Group) and item.field == repeat.index and item.label
        ),
        None,
    )
    return _table(interview, group, parent, label)


def row(interview: Interview, path: str) -> Row:
    """Return one row of a table with a question for every column."""
    node = interview.running.tree.find(path)
    group = interview.form.groups.get(node.field.index)
    if group is None or not node.field.is_repeat:
        raise RuleError(N_("This interview has no table at {path}."), path=path)
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
        path=node.path,
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
        (node.path, not _is_answered(node) or bool(node.problem))
        for control, node in reading_order(interview.form, interview.running.tree)
        if node.relevant and _is_asked(control, node)
    ]
    paths = [path for path, _is_open in asked]
    start = paths.index(after) + 1 if after in paths else 0
    return next((path for path, is_open in [*asked[start:], *asked[:start]] if is_open and path != after), None)


def why_hidden(interview: Interview, path: str) -> str:
    """Say in words why the question at ``path`` is not asked; "" when it is."""
    node: Answer | None = interview.running.tree.find(path)
    assert node is not None
    if node.relevant:
        return ""
    while node is not None and node.own_relevant:
        node = node.up
    formula = node.field.bind.relevant if node is not None else None
    if node is None or formula is None:
        return _("This question is not asked here.")
    named: list[str] = []
    for read in sorted(formula.reads(node.field.path)):
        found = interview.form.by_path.get(read)
        control = interview.form.controls.get(found.index) if found is not None else None
        if control is not None:
            near = interview.running.near(control.field, node)
            named.append(_say(interview, control.label, near[0] if near else node))
    if not any(named):
        return _("This question is not asked here.")
    return _("This question is not asked because of the answer to: {questions}").format(
        questions=" · ".join(label for label in named if label)
    )


def _is_shown(interview: Interview, part: Part) -> bool:
    """Say whether anything of a section is relevant: a question, or a table, which may be empty."""
    tree, fields = interview.running.tree, interview.form.fields
    if part.group is not None and part.group.field is not None and not fields[part.group.field].repeats:
        return tree.nodes(part.group.field)[0].relevant
    for item in walk(part.items):
        if isinstance(item, Control) and any(node.relevant for node in tree.nodes(item.field)):
            return True
    repeats = [item for item in map(table_in, part.items) if item is not None and item.field is not None]
    return any(
        _is_relevant_table(interview, item.field, parent)
        for item in repeats
        if item.field is not None
        for parent in tree.nodes(fields[item.field].lineage[-2])
    )


def _is_relevant_table(interview: Interview, repeat: int, parent: Answer) -> bool:
    """Say whether a table is asked; of an empty one, whether its first row would be."""
    field = interview.form.fields[repeat]
    rows = parent.by_name.get(field.name, [])
    if rows:
        return any(row.relevant for row in rows)
    ghost = Answer(field)
    ghost.parent = parent
    return parent.relevant and interview.running.holds(field.bind.relevant, ghost, otherwise=True)


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
        label=label.say(running.language, context) if label else "",
        hint=hint.say(running.language, context) if hint else "",
        guidance=hint.rendering("guidance", running.language, context) if hint else "",
        text=node.text,
        shown=_shown(choices, control, node.text),
        why=node.why,
        required=node.is_required,
        is_readonly=node.is_readonly or bind.calculate is not None,
        is_relevant=node.relevant,
        is_open=node.relevant and _is_asked(control, node) and not _is_answered(node),
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
        media={form: label.rendering(form, running.language, context) for form in label.forms} if label else {},
    )


def _table(interview: Interview, group: Group, parent: Answer, label: Words | None) -> Table:
    assert group.field is not None
    repeat = interview.form.fields[group.field]
    rows = parent.by_name.get(repeat.name, [])
    is_free = group.count is None and not group.no_add_remove
    found: list[Column] = []
    for control in columns(interview.form, group):
        asked, owner = interview.form.fields[control.field], interview.form.owners.get(control.field)
        found.append(
            Column(
                path=asked.path,
                name=asked.name,
                label=_say(interview, control.label, None),
                kind=control.kind,
                dataset=owner[0].dataset if owner else "",
                save_to=owner[1] if owner else "",
            )
        )
    return Table(
        path=f"{parent.path}/{repeat.name}",
        label=_say(interview, label, parent),
        columns=tuple(found),
        rows=tuple(row.path for row in rows),
        can_add=is_free,
        can_remove=bool(rows) and interview.running.can_remove(rows[-1]) if group.count is not None else is_free,
        is_relevant=_is_relevant_table(interview, group.field, parent),
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
        is_same=node.text == known.last,
    )


def _shown(choices: tuple[Choice, ...], control: Control, text: str) -> str:
    if not choices or not text:
        return text
    labels = {choice.code: choice.label for choice in choices}
    codes = text.split() if control.kind in {"select_multiple", "rank"} else [text]
    return "、".join(labels.get(code, code) for code in codes)


def _say(interview: Interview, words: Words | None, node: Answer | None) -> str:
    if words is None:
        return ""
    return words.say(interview.running.language, interview.running.context(node) if node is not None else None)


def _is_asked(control: Control, node: Answer) -> bool:
    return control.kind != "note" and not node.is_readonly and node.field.bind.calculate is None


def _is_answered(node: Answer) -> bool:
    return bool(node.text) or node.why not in {Why.BLANK, Why.VALUE}


def _state(total: int, answered: int, required: int, problems: int) -> str:
    if problems:
        return "problem"
    if total == answered:
        return "complete"
    if answered == 0:
        return "empty"
    return "started" if required else "enough"
