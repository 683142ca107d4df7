"""The choices of a question as they stand now: written in the form, filtered by answers, or rows of a table."""

from __future__ import annotations

from collections.abc import Callable

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.tree import Call, NameTest, Path, walk
from poverty_desktop.interviews.form import Control, Form, Itemset
from poverty_desktop.interviews.instance import Answer, Choice
from poverty_desktop.interviews.pictures import picture_of

ContextOf = Callable[[Node], Context]


def choices_of(
    form: Form, control: Control, language: str, context: Context, context_of: ContextOf
) -> tuple[Choice, ...]:
    """Return the choices of ``control`` in ``language``; ``context`` is that of its node."""
    if control.itemset is None:
        return tuple(
            Choice(
                code=item.code,
                label=item.label.say(language, context),
                picture=picture_of(form.pictures, item.label.rendering("image", language, context)),
            )
            for item in control.items
        )
    itemset = control.itemset
    return tuple(
        _choice(form, itemset, item, language, context, context_of) for item in itemset.nodes.as_nodes(context)
    )


def is_fixed(form: Form, control: Control) -> bool:
    """Say whether the choices are the same in every row and after every answer, so that they are worked out once."""
    itemset = control.itemset
    if itemset is None:
        return not any(item.label.outputs for item in control.items)
    if itemset.nodes.reads(form.fields[control.field].path):
        return False
    if any(isinstance(node, Call) and node.name in {"randomize", "current"} for node in walk(itemset.nodes.tree)):
        return False
    return itemset.label_itext is None or not any(words.outputs for words in form.texts.values())


def code_of(itemset: Itemset, item: Node, context_of: ContextOf) -> str:
    """Return the code of one node of an itemset."""
    return _read(itemset.code, item, context_of)


def chosen_row(control: Control, code: str, context: Context, context_of: ContextOf) -> Answer | None:
    """Return the row of a table that ``code`` names, where the choices are rows; else None."""
    if control.itemset is None or not code:
        return None
    for item in control.itemset.nodes.as_nodes(context):
        if isinstance(item, Answer) and code_of(control.itemset, item, context_of) == code:
            return item.row(item.field.repeats[-1]) if item.field.repeats else None
    return None


def _choice(form: Form, itemset: Itemset, item: Node, language: str, context: Context, context_of: ContextOf) -> Choice:
    code = _read(itemset.code, item, context_of)
    if itemset.label_itext is not None:
        words = form.texts.get(_read(itemset.label_itext, item, context_of))
        if words is None:
            return Choice(code=code, label=code)
        label = words.say(language, context)
        picture = picture_of(form.pictures, words.rendering("image", language, context))
        return Choice(code=code, label=label or code, picture=picture)
    label = _read(itemset.label, item, context_of) if itemset.label is not None else ""
    return Choice(code=code, label=label or code)


def _read(formula: Compiled, item: Node, context_of: ContextOf) -> str:
    name = _child_name(formula)
    if name is not None:
        return next((child.value for child in item.children if child.name == name), "")
    return formula.as_string(context_of(item))


def _child_name(formula: Compiled) -> str | None:
    tree = formula.tree
    if not isinstance(tree, Path) or tree.is_absolute or tree.origin is not None or len(tree.steps) != 1:
        return None
    step = tree.steps[0]
    is_plain = step.axis == "child" and isinstance(step.test, NameTest) and not step.predicates and not step.test.prefix
    return step.test.name if is_plain and isinstance(step.test, NameTest) and step.test.name != "*" else None
