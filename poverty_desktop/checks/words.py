"""Conditions of checks in words: what a part of one is about, and what it says of it."""

from __future__ import annotations

import operator as arithmetic
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from poverty_desktop.checks import phrases
from poverty_desktop.checks.shapes import above, count_of_all, is_own, name_of, without_conditions
from poverty_desktop.expressions.explain import is_constant, subject_of
from poverty_desktop.expressions.extensions import spoken_name
from poverty_desktop.expressions.schema import LeafType
from poverty_desktop.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Logical,
    Negate,
    Number,
    Path,
)
from poverty_desktop.expressions.values import number_text
from poverty_desktop.expressions.write import write
from poverty_desktop.i18n import _
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import COMPUTED, ELEMENTS

_COMPUTED: Mapping[str, Callable[[float, float], float]] = {
    "+": arithmetic.add,
    "-": arithmetic.sub,
    "*": arithmetic.mul,
}
MOST_VALUES = 5
"""Values of a list that are named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Says conditions over the register of ``pack`` in a language, seen from an element."""

    pack: Pack
    language: str
    element: str

    def claim(self, expression: Expression, *, holds: bool = True) -> str:
        """Return what a condition says, or with ``holds`` false what its opposite says."""
        match expression:
            case Logical(operator=operator, operands=operands):
                return self._logical(operator, operands, holds=holds)
            case Call(name="not" | "boolean" as name, arguments=(argument,)):
                return self.claim(argument, holds=holds is (name == "boolean"))
            case Comparison():
                return self._compared(expression, holds=holds)
            case Call(name="contains", arguments=(Literal(value=among), asked)):
                words = phrases.AMONG if holds else phrases.NOT_AMONG
                return _(words).format(term=self.term(asked), value=f"“{among}”")
            case Call(name=name, arguments=(asked, *rest)) if spoken_name(name) in phrases.CALLS:
                value = self.value(rest[0], asked) if rest else ""
                words = phrases.CALLS[spoken_name(name)][0 if holds else 1]
                return _(words).format(term=self.term(asked), value=value)
            case _:
                says = phrases.SAYS[_equal(holds=holds)]
                return _(says).format(term=self.term(expression), value=f"“{_('yes')}”")

    def term(self, expression: Expression) -> str:  # noqa: PLR0911, PLR0912 - one for each kind of node
        """Return the name of what an expression computes."""
        match expression:
            case Path(steps=steps) if self._place(expression)[1]:
                element, leaf = self._place(expression)
                words = self.label(leaf, element)
                is_last_year = any(name_of(step.test) == "last_year" for step in steps)
                conditions = [part for step in steps[-2:-1] for part in step.predicates]
                if conditions:
                    return _("{term} of {things}").format(term=words, things=self.things(above(expression)))
                return _("{term} of the year before").format(term=words) if is_last_year else words
            case Path():
                return self.things(expression)
            case Call(name="substr", arguments=(asked, Number(value=first), Number(value=last))):
                one = (
                    _("character {first} of {term}")
                    if last == first + 1
                    else _("characters {first} to {last} of {term}")
                )
                return one.format(first=int(first) + 1, last=int(last), term=self.term(asked))
            case Call(name="min" | "max" as name, arguments=(asked,)) if self._is_day(asked):
                return _(phrases.OF_DAYS[name]).format(term=self.term(asked))
            case Call(name=name, arguments=arguments) if (spoken := spoken_name(name)) in phrases.TERMS and arguments:
                word = _(phrases.TERMS[spoken])
                return word.format(term=self.term(arguments[0]), things=self.things(arguments[0]))
            case Call(name=name, arguments=(_birth, day)) if spoken_name(name) == "age":
                return _("age on {day}").format(day=self.term(day)) if self._is_day(day) else _("age")
            case Call(name=name, arguments=(first, last)) if spoken_name(name) == "months-between":
                ends = (self.term(end).strip("“”") for end in (first, last))
                return _("months from {first} to {last}").format_map(dict(zip(("first", "last"), ends, strict=True)))
            case Call(name="concat", arguments=arguments):
                return self.listed(map(self.term, arguments))
            case Call(name=name) if name != "date":
                return write(expression)
            case Arithmetic(operator="-", left=left, right=right) if self._is_day(left) or self._is_day(right):
                return _("days from {first} to {last}").format(first=self.term(right), last=self.term(left))
            case Arithmetic(operator=operator, left=Number(value=low), right=Number(value=high)) if (
                operator in _COMPUTED
            ):
                return number_text(_COMPUTED[operator](low, high))
            case Arithmetic(operator=operator, left=left, right=right):
                other = self.term(right)
                other = f"({other})" if isinstance(right, Arithmetic) else other
                return f"{self.term(left)} {phrases.SIGNS.get(operator, operator)} {other}"
            case _:
                return self.value(expression)

    def things(self, expression: Expression) -> str:
        """Return the name of the nodes of a path, with the conditions they must meet."""
        if not isinstance(expression, Path) or not expression.steps:
            return write(expression)
        last = expression.steps[-1]
        name = _(phrases.ELEMENTS.get(name_of(last.test), "")) or self.label(name_of(last.test), self.element)
        inside = self._of(last.test)
        said = [inside.claim(predicate) for predicate in last.predicates]
        return _("{things} ({condition})").format(things=name, condition=_joined(said, is_and=True)) if said else name

    def value(self, expression: Expression, of: Expression | None = None) -> str:  # noqa: PLR0911 - the same
        """Return a constant, or a term, as it is compared with ``of``: a code by its label, a yes or no in words."""
        match expression:
            case Number(value=value):
                if self.is_flag(of):
                    return f"“{_('yes') if value else _('no')}”"
                return number_text(value)
            case Negate(operand=Number(value=value)):
                return "-" + number_text(value)
            case Literal(value=text):
                return self.coded(text, self.item(of))
            case Call(name="date", arguments=(Literal(value=text),)):
                return text
            case Path() | Call() | Arithmetic():
                return self.term(expression)
            case _:
                return write(expression)

    def coded(self, text: str, item: Property | None) -> str:
        """Return codes as the labels of their list, between quotation marks."""
        codes = self.pack.code_lists.get(item.code_list or "") if item is not None else None
        if codes is None or not text:
            return f"“{text}”"
        labels = [found.label(self.language) if (found := codes.find(code)) else code for code in text.split()]
        return f"“{'、'.join(labels)}”" if self.language == "zh_CN" else f"“{', '.join(labels)}”"

    def said(self, text: str, leaf: str, element: str) -> str:
        """Return the value of a leaf as people read it: a code by its label."""
        item = self._property(leaf, element)
        return self.coded(text, item).strip("“”") if text and item is not None and item.code_list else text

    def item(self, expression: Expression | None) -> Property | None:
        """Return the property whose values an expression gives, None where it is none's."""
        if isinstance(expression, Call) and expression.arguments and spoken_name(expression.name) != "count":
            return self.item(expression.arguments[0])
        if not isinstance(expression, Path):
            return None
        element, leaf = self._place(expression)
        return self._property(leaf, element) if leaf else None

    def is_flag(self, expression: Expression | None) -> bool:
        """Say whether an expression gives a yes or a no."""
        item = self.item(expression)
        if item is not None or not isinstance(expression, Path):
            return item is not None and item.type is PropertyType.BOOLEAN
        element, leaf = self._place(expression)
        return COMPUTED.get(element, {}).get(leaf) is LeafType.BOOLEAN

    def label(self, leaf: str, element: str) -> str:
        """Return the name of a data item as people read it."""
        item = self._property(leaf, element)
        return item.label(self.language) if item is not None else _(phrases.COMPUTED.get(leaf, "")) or leaf

    def _property(self, leaf: str, element: str) -> Property | None:
        for owner in (element, *ELEMENTS):
            for kind in ELEMENTS.get(owner, ()):
                if (kind, leaf) in self.pack.by_name:
                    return self.pack.by_name[kind, leaf]
        return None

    def _place(self, path: Path) -> tuple[str, str]:
        """Return the element that a path leads into, and its leaf, "" where the path ends in an element."""
        element, leaf = self.element, ""
        for step in path.steps:
            name = name_of(step.test)
            if step.axis == "parent":
                element, leaf = "household", ""
            elif name in ELEMENTS or (name in ("register", "village") and path.is_absolute):
                element, leaf = name, ""
            elif name and name != "last_year":
                leaf = name
        return element, leaf

    def _of(self, test: object) -> Speaker:
        name = name_of(test)
        return replace(self, element=name) if name in ELEMENTS else self

    def _compared(self, node: Comparison, *, holds: bool) -> str:
        left, right, operator = node.left, node.right, node.operator
        if is_constant(left) and not is_constant(right):
            left, right, operator = right, left, phrases.TURNED.get(operator, operator)
        if not holds:
            operator = phrases.OPPOSITE[operator]
        if isinstance(right, Literal) and not right.value:
            blank = {"=": phrases.BLANK, "!=": phrases.FILLED}[operator]
            return _(blank).format(term=self.term(left))
        if operator in ("=", "!=") and (some := count_of_all(left, right) or count_of_all(right, left)) is not None:
            return self._every(some, holds=operator == "=")
        if not holds and operator == "!=" and isinstance(right, Number) and self.is_flag(left):
            operator, right = "=", Number(value=1 - right.value)  # nobody is advised to take the answer away
        is_count = isinstance(left, Call) and left.name == "count"
        if is_count and isinstance(right, Number) and (found := phrases.none_or_some(operator, right.value)):
            return _(found).format(things=self.things(left.arguments[0])) if isinstance(left, Call) else ""
        item = self.item(left)
        is_long = isinstance(left, Call) and left.name == "string-length"
        if is_long and item is not None and item.type is PropertyType.CHOICES and isinstance(left, Call):
            several = operator in (">", ">=")
            return _(phrases.SEVERAL if several else phrases.NOT_SEVERAL).format(term=self.term(left.arguments[0]))
        if operator in ("=", "!=") and is_own(right):
            own = {"=": phrases.SAME, "!=": phrases.ANOTHER}[operator]
            return _(own).format(term=self.term(left))
        says: Mapping[str, str] = phrases.SAYS
        if self._is_day(left) or self._is_day(right):
            says = phrases.SAYS | phrases.DATES
        return _(says[operator]).format(term=self.term(left), value=self.value(right, left))

    def _every(self, some: Path, *, holds: bool) -> str:
        """Say that all nodes meet the conditions of ``some``, or that one does not."""
        last = some.steps[-1]
        inside = self._of(last.test)
        condition = _joined([inside.claim(predicate) for predicate in last.predicates], is_and=True)
        words = phrases.EVERY if holds else phrases.NOT_EVERY
        return _(words).format(things=self.things(without_conditions(some)), condition=condition)

    def _is_day(self, expression: Expression) -> bool:
        match expression:
            case Call(name="date"):
                return True
            case Path() | Call(name="max" | "min"):
                item = self.item(expression)
                return item is not None and item.type is PropertyType.DATE
        return False

    def _logical(self, operator: str, operands: tuple[Expression, ...], *, holds: bool) -> str:
        """Say ``and`` and ``or``; several codes of one data item are said as one."""
        is_and = (operator == "and") is holds
        said: dict[str, list[Expression]] = {}
        for operand in operands:
            is_equal = isinstance(operand, Comparison) and operand.operator == ("!=" if is_and is holds else "=")
            said.setdefault((is_equal and subject_of(operand)) or write(operand), []).append(operand)
        parts = []
        for group in said.values():
            first = self.claim(group[0], holds=holds)
            values = [part for part in group if isinstance(part, Comparison)]
            if len(group) > 1 and len(values) == len(group):
                first = self.one_of(values, holds=not is_and)
            elif isinstance(group[0], Logical) and len(said) > 1:
                first = f"({first})" if self.language != "zh_CN" else f"（{first}）"
            parts.append(first)
        return _joined(parts, is_and=is_and)

    def one_of(self, comparisons: list[Comparison], *, holds: bool) -> str:
        """Say several comparisons with codes of one data item as one: it is one of them, or none of them."""
        values = []
        can_be_blank = False
        for each in comparisons:
            left, right = (each.left, each.right) if is_constant(each.right) else (each.right, each.left)
            blank = isinstance(right, Literal) and not right.value
            can_be_blank = can_be_blank or blank
            if holds or not blank:
                values.append(_("blank") if blank else self.value(right, left))
        more = "…" if len(values) > MOST_VALUES else ""
        if holds:
            said = _joined(values[:MOST_VALUES], is_and=False) + more
            return _(phrases.SAYS[_equal(holds=True)]).format(term=self.term(left), value=said)
        if len(values) == 1:
            return _(phrases.FILLED_BUT_NOT).format(term=self.term(left), value=values[0])
        words = phrases.FILLED_BUT_NONE_OF if can_be_blank else phrases.NONE_OF
        return _(words).format(term=self.term(left), values=self.listed(values[:MOST_VALUES]) + more)

    def listed(self, items: Iterable[str]) -> str:
        """Return several names in a row."""
        return ("、" if self.language == "zh_CN" else ", ").join(items)


def _equal(*, holds: bool) -> str:
    return "=" if holds else "!="


def _joined(parts: list[str], *, is_and: bool) -> str:
    said = parts[0]
    for part in parts[1:]:
        said = (_("{one} and {other}") if is_and else _("{one} or {other}")).format(one=said, other=part)
    return said
