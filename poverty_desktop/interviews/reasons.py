"""Why a question is not asked, or an answer refused, in words: the questions that decide and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from poverty_desktop.domain.values import Why
from poverty_desktop.expressions.causes import Cause, causes
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.tree import Call, Comparison, Expression, Path, Union, walk
from poverty_desktop.expressions.values import to_string
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.measures import Measure, measured
from poverty_desktop.interviews.outline import table_label
from poverty_desktop.interviews.relevance import hiding_group

if TYPE_CHECKING:
    from poverty_desktop.interviews.running import Running

Private = frozenset[tuple[str, str]]
"""Questions, by dataset and ``save_to``, whose answers are not repeated in a reason."""

_MASK = "••••"
_DEPTH = 4
"""How far a calculated value is followed to the questions that it is made of."""

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WISHES = {
    "=": N_("to be “{value}”"),
    "!=": N_("not to be “{value}”"),
    "<": N_("to be less than {value}"),
    "<=": N_("to be at most {value}"),
    ">": N_("to be more than {value}"),
    ">=": N_("to be at least {value}"),
}
_CHOSEN, _NOT_CHOSEN = N_("“{value}” to be chosen"), N_("“{value}” not to be chosen")
_WRITTEN = N_("to be written as prescribed")
_TESTS = frozenset({"regex", "contains", "starts-with", "ends-with"})
_NOTHINGS = {
    Why.DONT_KNOW: N_("don't know"),
    Why.REFUSED: N_("refused"),
    Why.NOT_APPLICABLE: N_("not applicable"),
}


def why_hidden(running: Running, path: str, private: Private = frozenset()) -> str:
    """Say in words why the question at ``path`` is not asked; "" when it is."""
    node = running.tree.find(path)
    if node.relevant:
        return ""
    hidden = hiding_group(node)
    facts = _facts(running, hidden.field.bind.relevant, hidden, private)
    if not facts:
        return _("This question is not asked here.")
    return _("Not asked now: {facts}.").format(facts=_listed(facts))


def why_refused(running: Running, node: Answer, private: Private = frozenset()) -> str:
    """Say in words which answers a refused one does not go with; "" where the form's own sentence tells it better.

    That is so where the form has a sentence and no other answer plays a part: a pattern cannot be read out.
    """
    bind = node.field.bind
    rule, path = bind.constraint, node.field.path
    if rule is None:
        return ""
    if bind.constraint_message is not None and rule.reads(path) | rule.counts(path) <= {path}:
        return ""
    facts = _facts(running, rule, node, private)
    return _("Does not fit: {facts}.").format(facts=_listed(facts)) if facts else ""


def _facts(running: Running, formula: Compiled | None, node: Answer, private: Private) -> tuple[str, ...]:
    """Return the facts that make ``formula`` false at ``node``, each question once."""
    if formula is None:
        return ()
    wishes: dict[str, list[str]] = {}
    speaker = _Speaker(running, node, private)
    found = causes(formula.tree, running.context(node))
    for cause in found:
        for fact, wish in speaker.said(cause):
            wanted = wishes.setdefault(fact, [])
            if wish and wish not in wanted:
                wanted.append(wish)
    if len(wishes) > 1 and any(cause.is_one_of_several for cause in found):
        return tuple(wishes)  # they clash together: what is asked of each alone would mislead
    return tuple(_joined(fact, wanted) for fact, wanted in wishes.items())


def _listed(facts: tuple[str, ...]) -> str:
    said = facts[0]
    for fact in facts[1:]:
        said = _("{sentence}; {other}").format(sentence=said, other=fact)
    return said


def _joined(fact: str, wishes: list[str]) -> str:
    if not wishes:
        return fact
    wish = wishes[0]
    for other in wishes[1:]:
        wish = _("{one} or {other}").format(one=wish, other=other)
    return _("{fact}, needed: {wish}").format(fact=fact, wish=wish)


class _Speaker:
    """Says the causes of one formula at one place."""

    def __init__(self, running: Running, node: Answer, private: Private) -> None:
        self._running, self._node, self._private = running, node, private

    def said(self, cause: Cause) -> Iterator[tuple[str, str]]:
        """Yield facts, each with what is asked of it instead, "" where that cannot be said."""
        expression, holds = cause.expression, cause.holds
        match expression:
            case Comparison(operator=operator, left=left, right=right):
                yield from self._compared(operator, left, right, expression, holds=holds)
            case Call(name="selected", arguments=(asked, code)):
                for node in self._questions(asked):
                    word = _(_NOT_CHOSEN if holds else _CHOSEN).format(value=self._label(node, self._text(code)))
                    yield self._fact(node), word
            case Call(name=name, arguments=(asked, *_rest)) if name in _TESTS:
                for node in self._questions(asked):
                    yield self._fact(node), "" if holds else _(_WRITTEN)
            case Path():
                for node in self._questions(expression):
                    yield self._fact(node), ""
            case _:
                yield from self._plain(expression)

    def _compared(
        self, operator: str, left: Expression, right: Expression, whole: Expression, *, holds: bool
    ) -> Iterator[tuple[str, str]]:
        operator = _OPPOSITE[operator] if holds else operator
        if self._subject(left) is None and self._subject(right) is not None:
            left, right, operator = right, left, _TURNED.get(operator, operator)
        subject = self._subject(left)
        if subject is None:
            yield from self._plain(whole)
            return
        if isinstance(subject, Measure):
            yield self._measure(subject, left), self._wish(operator, right, None)
            return
        if not self._is_named(subject):
            yield from self._sources(subject, _DEPTH)
            yield from self._plain(right)
            return
        yield self._fact(subject), self._wish(operator, right, subject)

    def _subject(self, expression: Expression) -> Answer | Measure | None:
        """Return what a side of a comparison is about: a question, or a number of rows, choices or letters."""
        if isinstance(expression, Path):
            return next(iter(self._answers(expression)), None)
        if isinstance(expression, Call) and expression.name == "number" and expression.arguments:
            return self._subject(expression.arguments[0])
        return measured(expression)

    def _wish(self, operator: str, other: Expression, subject: Answer | None) -> str:
        """Return what a comparison asks for, "" where it only asks whether there is an answer."""
        text = self._text(other)
        value = self._label(subject, text) if subject is not None else text
        named = next(iter(self._questions(other)), None) if isinstance(other, Path) else None
        if named is not None and self._is_named(named):
            value = _("“{question}” ({answer})").format(question=self._say(named), answer=value)
        return _(_WISHES[operator]).format(value=value) if text not in ("", "NaN") else ""

    def _measure(self, measure: Measure, expression: Expression) -> str:
        about = self._about(measure.about)
        return _(measure.words).format(question=about, number=self._text(expression))

    def _about(self, expression: Expression | None) -> str:
        """Return the label of the question or table that a measure is about."""
        if expression is None:
            return ""
        for node in self._answers(expression):
            return self._say(node)
        for path in sorted(Compiled("", expression).reads(self._node.field.path)):
            field = self._running.form.by_path.get(path)
            if field is not None:
                return self._title(field.index)
        return ""

    def _plain(self, expression: Expression) -> Iterator[tuple[str, str]]:
        """Yield what was answered to every question in ``expression``."""
        for part in walk(expression):
            if isinstance(part, Path):
                for node in self._answers(part)[:1]:
                    yield from ([(self._fact(node), "")] if self._is_named(node) else self._sources(node, _DEPTH))

    def _sources(self, node: Answer, depth: int) -> Iterator[tuple[str, str]]:
        """Yield the answers that a calculated value without a label is made of."""
        formula = node.field.bind.calculate
        if formula is None or depth == 0:
            return
        for path in sorted(formula.reads(node.field.path)):
            field = self._running.form.by_path.get(path)
            for found in self._running.near(field.index, node)[:1] if field is not None else ():
                if self._is_named(found):
                    yield self._fact(found), ""
                elif found is not node:
                    yield from self._sources(found, depth - 1)

    def _fact(self, node: Answer) -> str:
        label = self._say(node)
        if node.text:
            owner = self._running.form.owners.get(node.field.index)
            is_private = owner is not None and (owner[0].dataset, owner[1]) in self._private
            shown = _MASK if is_private else self._label(node, node.text)
            return _("“{question}” is “{answer}”").format(question=label, answer=shown)
        if node.why in _NOTHINGS:
            return _("“{question}” is “{answer}”").format(question=label, answer=_(_NOTHINGS[node.why]))
        return _("“{question}” has no answer").format(question=label)

    def _label(self, node: Answer, text: str) -> str:
        """Return an answer as one reads it: the labels of its codes."""
        control = self._running.form.controls.get(node.field.index)
        if control is None or not (control.items or control.itemset):
            return text
        labels = {choice.code: choice.label for choice in self._running.choices(control, node)}
        return "、".join(labels.get(code, code) for code in (text.split() or [text]))

    def _say(self, node: Answer) -> str:
        control = self._running.form.controls.get(node.field.index)
        if control is not None and control.label is not None:
            return control.label.say(self._running.language, self._running.context(node))
        return self._title(node.field.index)

    def _title(self, field: int) -> str:
        form = self._running.form
        words = table_label(form, field) if field in form.groups else None
        return words.say(self._running.language) if words is not None else form.fields[field].name

    def _is_named(self, node: Answer) -> bool:
        control = self._running.form.controls.get(node.field.index)
        return control is not None and control.label is not None

    def _questions(self, expression: Expression) -> Iterable[Answer]:
        return [node for node in self._answers(expression) if self._is_named(node)][:1]

    def _answers(self, expression: Expression) -> list[Answer]:
        if not isinstance(expression, (Path, Union)):
            return []
        try:
            found = Compiled("", expression).as_nodes(self._running.context(self._node))
        except ExpressionError:
            return []
        return [node for node in found if isinstance(node, Answer)]

    def _text(self, expression: Expression) -> str:
        try:
            return str(to_string(Compiled("", expression).evaluate(self._running.context(self._node))))
        except ExpressionError:
            return ""
