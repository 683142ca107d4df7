"""Why a check fires on a record: the facts that decide, and what would make the finding go away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poverty_desktop.checks import phrases
from poverty_desktop.checks.documents import Asked, asked
from poverty_desktop.checks.words import Speaker
from poverty_desktop.expressions.causes import causes
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.explain import Way, Wish, is_constant, subject_of, ways_to_turn
from poverty_desktop.expressions.extensions import spoken_name
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.tree import (
    Call,
    Comparison,
    Expression,
    Literal,
    Logical,
    NameTest,
    Path,
    walk,
)
from poverty_desktop.expressions.values import to_string
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.model import Sensitivity
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.session import Session

MOST_WAYS = 4
MOST_NAMES = 6
MASK = "••••"
_CLAIMED = frozenset({"is-unanswered", "mobile-ok", "name-ok", "id-checksum-ok", "in-force"})
_OF_WRITING = frozenset({"string-length", "starts-with", "contains", "substr", "id-birth", "id-sex"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a finding is there: ``facts`` that decide, each with its name, and ``ways`` out, any of which is enough."""

    facts: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the reason as lines to be read: the facts, then what makes the finding go away."""
        if not self.facts or not self.ways:
            return ()
        facts = self.facts[0]
        for fact in self.facts[1:]:
            facts = _("{sentence}; {other}").format(sentence=facts, other=fact)
        ways = self.ways[0]
        for way in self.ways[1:]:
            ways = _("{one}; or {other}").format(one=ways, other=way)
        return _("Rests on: {facts}.").format(facts=facts), _("It goes away when {way}.").format(way=ways)


def why(
    session: Session, check: Check, household: HouseholdId, record: bytes, year: int, language: str
) -> Reason | None:
    """Return why ``check`` fires on a record of a household, None where it does not (any more)."""
    found = asked(session, check, household, record, year)
    return None if found is None else reason_of(session.pack, found, language)


def reason_of(pack: Pack, found: Asked, language: str, *, with_ways: bool = True) -> Reason:
    """Return the same of a condition, whichever way it came out; without ``with_ways`` only the facts."""
    speaker = Speaker(pack=pack, language=language, element=found.check.scope.value)
    return _Reasoning(speaker, found.context).reason(found.check, found.condition, with_ways=with_ways)


class _Reasoning:
    """Puts one condition that holds into words."""

    def __init__(self, speaker: Speaker, context: Context) -> None:
        self._speaker = speaker
        self._context = context

    def reason(self, check: Check, condition: Expression, *, with_ways: bool = True) -> Reason:
        applies: Expression | None = None
        fires = condition
        if check.applies_if and isinstance(condition, Logical):
            applies, fires = condition.operands
        facts: dict[str, None] = {}
        for part in (fires, applies):
            for cause in causes(part, self._context) if part is not None else ():
                facts.update(dict.fromkeys(self._facts(cause.expression, holds=cause.holds)))
        if not with_ways:
            return Reason(facts=tuple(facts))
        ways = [way for way in ways_to_turn(fires, self._context) if not _is_a_blank(way)]
        if applies is not None:
            ways += [way for way in ways_to_turn(applies, self._context) if _is_a_choice(way)]
        ways = ways or list(ways_to_turn(fires, self._context))
        said = dict.fromkeys(self._way(way) for way in ways)
        return Reason(facts=tuple(facts), ways=tuple(said)[:MOST_WAYS])

    def _facts(self, expression: Expression, *, holds: bool) -> Iterator[str]:
        """Yield what the parts of one cause say, each with its name."""
        match expression:
            case Comparison(left=left, right=right):
                for side in (left, right):
                    if not is_constant(side):
                        yield from self._sides(side)
            case Call(name=name) if spoken_name(name) in _CLAIMED:
                yield self._speaker.claim(expression, holds=holds)
            case Call(arguments=(side, *_rest)):
                yield from self._sides(side)
            case _:
                yield from self._sides(expression)

    def _sides(self, side: Expression) -> Iterator[str]:
        match side:
            case Call(name="count", arguments=(path,)):
                if not _looks_at_year(path):
                    yield self._counted(path)
            case Path():
                if _leaf(side) != "has_year":
                    yield self._said(side)
            case Call(name=name, arguments=arguments) if spoken_name(name) in ("age", "months-between"):
                yield self._said(side)
                yield from (self._said(part) for part in arguments if isinstance(part, Path))
            case Call(name=name, arguments=(inner, *_rest)) if spoken_name(name) in (*_OF_WRITING, "coalesce"):
                yield self._said(side if spoken_name(name) in ("id-birth", "id-sex") else inner)
            case _:
                paths = [part for part in walk(side) if isinstance(part, Path) or _is_count(part)]
                inside = {id(deep) for part in paths for deep in walk(part)[1:]}
                for part in paths:
                    if id(part) not in inside:
                        yield from self._sides(part)

    def _said(self, expression: Expression) -> str:
        speaker = self._speaker
        item = speaker.item(expression)
        text = str(to_string(Compiled("", expression).evaluate(self._context)))
        is_secret = item.sensitivity is Sensitivity.SECRET if item is not None else _leaf(expression) == "id18"
        if is_secret and text:
            text = MASK
        elif speaker.is_flag(expression) and text:
            text = _("yes") if text in ("1", "true") else _("no")
        elif item is not None and item.code_list and text:
            text = speaker.coded(text, item).strip("“”")
        return _("{term}: {value}").format(term=speaker.term(expression), value=text or _("blank"))

    def _counted(self, path: Expression) -> str:
        nodes = Compiled("", path).as_nodes(self._context)
        said = _("{term}: {value}").format(term=self._speaker.things(path), value=len(nodes))
        names = [name for node in nodes if (name := self._name(node))]
        if not names:
            return said
        more = "…" if len(names) > MOST_NAMES else ""
        listed = self._speaker.listed(names[:MOST_NAMES]) + more
        return _("{fact} ({names})").format(fact=said, names=listed)

    def _name(self, node: Node) -> str:
        """Return what tells a node from others like it; of a household the name of its first member."""
        if node.name == "household":
            return next((_text(one, "name") for one in node.named("person")), "")
        leaf = phrases.TOLD_APART_BY.get(node.name, "")
        return self._speaker.said(_text(node, leaf), leaf, node.name) if leaf else ""

    def _way(self, way: Way) -> str:
        """Say the wishes of one way; several about the same data item as one."""
        same: dict[str, list[Wish]] = {}
        for wish in _without_idle(way):
            is_equal = isinstance(wish.expression, Comparison) and wish.expression.operator == "="
            key = subject_of(wish.expression) if is_equal and not wish.holds else ""
            same.setdefault(key or repr(wish), []).append(wish)
        parts = []
        for wishes in same.values():
            if len(wishes) > 1:
                asked_for = [one.expression for one in wishes if isinstance(one.expression, Comparison)]
                parts.append(self._speaker.one_of(asked_for, holds=False))
            else:
                parts.append(self._speaker.claim(wishes[0].expression, holds=wishes[0].holds))
        said = parts[0]
        for part in parts[1:]:
            said = _("{one} and {other}").format(one=said, other=part)
        return said


def _without_idle(way: Way) -> Way:
    """Leave out that a fact be filled in where another wish already says what it should be."""
    wanted = {subject_of(wish.expression) for wish in way if wish.holds and not _asks_for_something(wish)}
    return tuple(wish for wish in way if not (_asks_for_something(wish) and subject_of(wish.expression) in wanted))


def _asks_for_something(wish: Wish) -> bool:
    match wish.expression:
        case Comparison(operator="=" | "!=" as operator, right=Literal(value="")):
            return (operator == "!=") is wish.holds
    return False


def _is_a_blank(way: Way) -> bool:
    """Say whether a way would only have a fact taken away, or does nothing that anybody could do."""
    return any(_asks_for_blank(wish) or _looks_at_year(wish.expression) for wish in way)


def _asks_for_blank(wish: Wish) -> bool:
    match wish.expression:
        case Comparison(operator=operator, right=Literal(value="")):
            return (operator == "=") is wish.holds
        case Comparison(operator="=" | ">" as operator, left=Call(name="count", arguments=(Path() as path,))):
            return not path.steps[-1].predicates and (operator == "=") is wish.holds
    return False


def _looks_at_year(expression: Expression) -> bool:
    return any(_leaf(part) == "has_year" for part in walk(expression))


def _is_a_choice(way: Way) -> bool:
    """Say whether a way through the condition under which a check applies is one to tell: a code, or who is counted."""
    return not _is_a_blank(way) and all(_is_chosen(wish.expression) for wish in way)


def _is_chosen(expression: Expression) -> bool:
    match expression:
        case Comparison(left=Path(), operator="=" | "!=") | Call(name="selected"):
            return True
        case Comparison(left=Call(name="count")):
            return True
    return False


def _leaf(expression: Expression) -> str:
    match expression:
        case Comparison(left=left):
            return _leaf(left)
        case Path(steps=steps) if steps and isinstance(steps[-1].test, NameTest):
            return steps[-1].test.name
    return ""


def _is_count(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.name == "count"


def _text(node: Node, leaf: str) -> str:
    return next((one.value for one in node.named(leaf)), "")
