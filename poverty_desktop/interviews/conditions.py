"""When a question is asked, in words for paper: "if question 3 is yes"; read off the tree of ``relevant``."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.expressions.dependencies import reads_and_counts
from poverty_desktop.expressions.tree import Call, Comparison, Expression, Literal, Logical, Number, Path
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.form import Field
from poverty_desktop.interviews.interview import Interview

_COMPARED = {
    "=": N_("question {number} is {value}"),
    "!=": N_("question {number} is not {value}"),
    "<": N_("question {number} is less than {value}"),
    "<=": N_("question {number} is at most {value}"),
    ">": N_("question {number} is more than {value}"),
    ">=": N_("question {number} is at least {value}"),
}
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def condition_words(interview: Interview, field: Field, numbers: Mapping[str, str]) -> str:
    """Return when the question or group ``field`` is asked, "" where it always is.

    ``numbers`` are those of the questions on the paper, by template path. What cannot be said shortly names the
    questions that decide; a formula that reads none of them says nothing, for nobody at the door could judge it.
    """
    formula = field.bind.relevant
    if formula is None:
        return ""
    said = _words(interview, formula.tree, field.path, numbers)
    if said:
        return _("If {condition}, answer").format(condition=said)
    named = [numbers[path] for path in sorted(formula.reads(field.path)) if path in numbers]
    return _("Depends on question {numbers}").format(numbers=", ".join(named)) if named else ""


def _words(interview: Interview, tree: Expression, context: str, numbers: Mapping[str, str]) -> str:
    match tree:
        case Logical(operator=operator, operands=operands):
            said = [_words(interview, item, context, numbers) for item in operands]
            if not all(said):
                return ""
            joined = _(" and ") if operator == "and" else _(" or ")
            return joined.join(said)
        case Comparison(operator=operator, left=left, right=right):
            if isinstance(left, Literal | Number):
                left, right, operator = right, left, _TURNED[operator]
            return _compared(interview, operator, left, right, context, numbers)
        case Call(name="selected", arguments=(Path() as path, Literal(value=value))):
            return _about(interview, _COMPARED["="], path, value, context, numbers)
        case Call(name="not", arguments=(Call(name="selected", arguments=(Path() as path, Literal(value=value))),)):
            return _about(interview, _COMPARED["!="], path, value, context, numbers)
    return ""


def _compared(
    interview: Interview, operator: str, left: Expression, right: Expression, context: str, numbers: Mapping[str, str]
) -> str:
    if not isinstance(left, Path) or not isinstance(right, Literal | Number):
        return ""
    if right.value == "" and operator in {"=", "!="}:
        words = N_("question {number} has no answer") if operator == "=" else N_("question {number} has an answer")
        return _about(interview, words, left, "", context, numbers)
    value = f"{right.value:g}" if isinstance(right, Number) else right.value
    return _about(interview, _COMPARED[operator], left, value, context, numbers)


def _about(interview: Interview, words: str, path: Path, value: str, context: str, numbers: Mapping[str, str]) -> str:
    """Return a sentence about the one question that ``path`` leads to, an option by its label."""
    reads = reads_and_counts(path, context)[0]
    number = numbers.get(next(iter(reads))) if len(reads) == 1 else None
    if number is None:
        return ""
    asked = interview.form.by_path[next(iter(reads))]
    control = interview.form.controls.get(asked.index)
    nodes = interview.running.tree.nodes(asked.index)
    if control is not None and nodes:
        choices = interview.running.choices(control, nodes[0])
        value = next((_("“{label}”").format(label=item.label) for item in choices if item.code == value), value)
    return _(words).format(number=number, value=value)
