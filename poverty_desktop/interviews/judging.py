"""Finds the problem of one answer, the first of: unreadable, out of range, refused by a constraint, no such choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.domain.values import Why
from poverty_desktop.interviews.answers import is_well_written
from poverty_desktop.interviews.form import Control
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.kinds import value_type
from poverty_desktop.interviews.problems import (
    CHOICE,
    CONSTRAINT,
    REQUIRED,
    TYPE,
    generic_words,
    lacks_answer,
    range_words,
)

if TYPE_CHECKING:
    from poverty_desktop.interviews.running import Running

_CLOSE = 1e-6
"""So near to a mark of the scale a number stands on it: 0.3 is three steps of 0.1."""


def find_problem(running: Running, control: Control, node: Answer) -> str:
    """Return the kind of problem with ``node``, "" for none. What is not relevant has none."""
    if not node.relevant:
        return ""
    if not node.text:
        is_open = node.is_required and not node.is_readonly and lacks_answer(node.text, node.why)
        return REQUIRED if is_open else ""
    bind = node.field.bind
    if not is_well_written(value_type(bind, control.kind), node.text):
        return TYPE
    is_outside = control.kind == "range" and not _is_in_range(control, node.text)
    if is_outside or not running.holds(bind.constraint, node, otherwise=True):
        return CONSTRAINT
    if control.kind in {"select_one", "select_multiple", "rank"} and not _is_chosen(running, control, node):
        return CHOICE
    return ""


def words_of(running: Running, control: Control, node: Answer) -> str:
    """Return the sentence that says what is wrong with ``node``: the form's own, else the program's."""
    bind = node.field.bind
    if node.problem == CONSTRAINT and control.kind == "range" and not _is_in_range(control, node.text):
        return range_words(control)
    own = {REQUIRED: bind.required_message, CONSTRAINT: bind.constraint_message}.get(node.problem)
    said = own.say(running.language, running.context(node)) if own else ""
    return said or generic_words(node.problem, value_type(bind, control.kind))


def is_asked(control: Control, node: Answer) -> bool:
    """Say whether a question is there to be answered: no note, and nothing that the form works out itself."""
    return control.kind != "note" and not node.is_readonly and node.field.bind.calculate is None


def is_answered(node: Answer) -> bool:
    """Say whether there is an answer, or a reason why there is none."""
    return bool(node.text) or node.why not in {Why.BLANK, Why.VALUE}


def _is_in_range(control: Control, text: str) -> bool:
    try:
        number = float(text)
        low, high = sorted((float(control.minimum), float(control.maximum)))
        step = abs(float(control.step or 1))
    except ValueError:
        return True
    steps = (number - float(control.minimum)) / step if step else 0.0
    return low <= number <= high and abs(steps - round(steps)) < _CLOSE


def _is_chosen(running: Running, control: Control, node: Answer) -> bool:
    codes = {choice.code for choice in running.choices(control, node)}
    if control.kind == "select_one":
        return node.text in codes
    return all(code in codes for code in node.text.split())
