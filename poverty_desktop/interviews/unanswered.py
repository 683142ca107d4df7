"""A questionnaire as nobody has answered it yet: no answer woven into its words, no list narrowed by one.

Paper needs it: what a program works out from answers that are not there yet would stand on it as a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from poverty_desktop.expressions.dependencies import reads_and_counts
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.tree import (
    Call,
    Comparison,
    Expression,
    Filtered,
    Literal,
    Logical,
    NameTest,
    Number,
    Path,
    walk,
)
from poverty_desktop.interviews.choices import choices_of, is_fixed
from poverty_desktop.interviews.form import Control, Form, Group
from poverty_desktop.interviews.instance import Answer, Choice
from poverty_desktop.interviews.running import Running
from poverty_desktop.interviews.words import Part, Words

BLANK = "______"
"""What stands on paper where an answer is woven into a sentence."""

_OF_THE_ROW = frozenset(
    ("contains", "ends-with", "false", "not", "number", "regex", "selected", "starts-with", "string-length", "true")
)
"""Functions that say the same of a row at any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChoice:
    """One choice of an unnarrowed list; ``group`` is the label of the answer under which the screen offers it."""

    choice: Choice
    group: str = ""


def unanswered(form: Form) -> Form:
    """Return ``form`` with blanks to fill for answers in its words and with whole lists."""
    return replace(
        form,
        body=tuple(_item(form, item) for item in form.body),
        texts={name: _words(words) for name, words in form.texts.items()},
    )


def is_narrowed(form: Form, control: Control) -> bool:
    """Say whether answers decide which choices of a list are offered, or in which order."""
    return control.itemset is not None and _whole(form, control.itemset.nodes) is not control.itemset.nodes


def list_name(control: Control) -> str:
    """Return what the form calls the list of the choices, "" where they are no list."""
    if control.itemset is None:
        return ""
    called = (node for node in walk(control.itemset.nodes.tree) if isinstance(node, Call) and node.name == "instance")
    return next((one.value for call in called for one in call.arguments if isinstance(one, Literal)), "")


def open_choices(running: Running, form: Form, blank: Form, node: Answer) -> tuple[OpenChoice, ...]:
    """Return every choice of the question ``node``, whatever was answered; none where the choices are answers.

    ``form`` is as it was published, ``blank`` as ``unanswered`` returns it; ``running`` may run either.
    """
    asked, whole = form.controls[node.field.index], blank.controls[node.field.index]
    if not is_fixed(blank, whole):
        return ()
    found = choices_of(blank, whole, running.language, running.context(node), running.context)
    named = _parent(form, asked)
    if named is None or whole.itemset is None:
        return tuple(OpenChoice(choice=choice) for choice in found)
    column, parent = named
    labels: Mapping[str, str] = {}
    nodes = running.tree.nodes(parent)
    if nodes:
        labels = {one.choice.code: one.choice.label for one in open_choices(running, form, blank, nodes[0])}
    items = whole.itemset.nodes.as_nodes(running.context(node))
    groups = [next((cell.value for cell in item.children if cell.name == column), "") for item in items]
    made = [
        OpenChoice(choice=choice, group=labels.get(group, group)) for choice, group in zip(found, groups, strict=True)
    ]
    order = {group: at for at, group in enumerate(dict.fromkeys(one.group for one in made))}
    return tuple(sorted(made, key=lambda one: order[one.group]))


def with_blanks(running: Running, form: Form, words: Words, node: Answer) -> Words:
    """Return ``words`` with a blank to fill for whatever is worked out from answers that are all still missing."""

    def part(one: Part) -> Part:
        is_missing = not isinstance(one, str) and _lacks_answers(running, form, one, node.field.path)
        return BLANK if is_missing else one

    texts = {language: tuple(part(one) for one in parts) for language, parts in words.texts.items()}
    return replace(words, texts=texts)


def _lacks_answers(running: Running, form: Form, formula: Compiled, path: str) -> bool:
    """Say whether ``formula`` at ``path`` is worked out from questions, and none of them has an answer.

    Values that are worked out themselves are followed to the questions behind them.
    """
    waiting, seen, questions = [(formula, path)], {path}, 0
    while waiting:
        one, place = waiting.pop()
        for read in one.reads(place) | one.counts(place):
            for field in form.fields:
                if field.path in seen or not (field.path == read or field.path.startswith(f"{read}/")):
                    continue
                seen.add(field.path)
                control = form.controls.get(field.index)
                if field.bind.calculate is not None:
                    waiting.append((field.bind.calculate, field.path))
                elif control is not None and control.kind != "note":
                    questions += 1
                    if any(node.text for node in running.tree.nodes(field.index)):
                        return False
    return questions > 0


def _item(form: Form, item: Group | Control) -> Group | Control:
    label, hint = _words_or_none(item.label), _words_or_none(item.hint)
    if isinstance(item, Group):
        children = tuple(_item(form, child) for child in item.children)
        return replace(item, label=label, hint=hint, children=children)
    itemset = item.itemset
    if itemset is not None:
        itemset = replace(itemset, nodes=_whole(form, itemset.nodes))
    items = tuple(replace(one, label=_words(one.label)) for one in item.items)
    return replace(item, label=label, hint=hint, items=items, itemset=itemset)


def _words_or_none(words: Words | None) -> Words | None:
    return None if words is None else _words(words)


def _words(words: Words) -> Words:
    if not words.outputs:
        return words
    forms = {name: {key: _parts(parts) for key, parts in texts.items()} for name, texts in words.forms.items()}
    return replace(words, texts={key: _parts(parts) for key, parts in words.texts.items()}, forms=forms)


def _parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return ("".join(part if isinstance(part, str) else BLANK for part in parts).strip(),)


def _whole(form: Form, nodes: Compiled) -> Compiled:
    """Return a list of the form without order and without what answers leave out of it, such as ``prov = ${prov}``.

    What is so for everybody stays (``level = '2'``). One of the register keeps all, its rows are people.
    """
    tree = nodes.tree
    if isinstance(tree, Call) and tree.name == "randomize" and tree.arguments:
        tree = tree.arguments[0]
    if isinstance(tree, Filtered):
        tree = tree.operand
    origin = tree.origin if isinstance(tree, Path) else None
    if not isinstance(tree, Path) or not _is_own(form, origin):
        return nodes
    if any(step.predicates for step in tree.steps):
        tree = replace(tree, steps=tuple(replace(step, predicates=_settled(step.predicates)) for step in tree.steps))
    return nodes if tree == nodes.tree else Compiled(nodes.text, tree)


def _settled(predicates: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Return the conditions of a list that look at nothing but the columns of its own row."""
    found: list[Expression] = []
    for predicate in predicates:
        is_and = isinstance(predicate, Logical) and predicate.operator == "and"
        found += predicate.operands if is_and and isinstance(predicate, Logical) else [predicate]
    return tuple(one for one in found if _is_settled(one))


def _is_settled(condition: Expression) -> bool:
    if isinstance(condition, Number):  # the place of a row
        return False
    for part in walk(condition):
        if isinstance(part, Path) and not _column(part):
            return False
        if isinstance(part, Call) and part.name not in _OF_THE_ROW:
            return False
    return True


def _is_own(form: Form, origin: Expression | None) -> bool:
    if not isinstance(origin, Call) or origin.name != "instance":
        return False
    return any(isinstance(one, Literal) and one.value in form.instances for one in origin.arguments)


def _parent(form: Form, control: Control) -> tuple[str, int] | None:
    """Return the column of a list that an answer narrows it by (``prov = ${prov}``), and the field of that answer."""
    if control.itemset is None:
        return None
    path = form.fields[control.field].path
    for node in walk(control.itemset.nodes.tree):
        if not isinstance(node, Comparison) or node.operator != "=":
            continue
        for column, answer in ((node.left, node.right), (node.right, node.left)):
            name = _column(column)
            reads = reads_and_counts(answer, path)[0] if isinstance(answer, Path) and name else frozenset()
            field = form.by_path.get(next(iter(reads))) if len(reads) == 1 else None
            if field is not None and field.index in form.controls and field.index != control.field:
                return name, field.index
    return None


def _column(tree: Expression) -> str:
    if not isinstance(tree, Path) or tree.is_absolute or tree.origin is not None or len(tree.steps) != 1:
        return ""
    step = tree.steps[0]
    return step.test.name if step.axis == "child" and isinstance(step.test, NameTest) else ""
