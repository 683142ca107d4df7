"""Which nodes an expression reads, found from its tree alone, for graphs of what must be computed again when."""

from __future__ import annotations

from dataclasses import dataclass, field

from poverty_desktop.expressions.templates import Place, Places, stepped
from poverty_desktop.expressions.tree import (
    DESCEND,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Filtered,
    Path,
    Union,
    parts,
    spine,
)

_STRUCTURAL = frozenset({"count", "position", "last", "name", "local-name", "namespace-uri", "lang"})
_OF_FOCUS = frozenset({"string", "number", "string-length", "normalize-space"})


def reads_and_counts(expression: Expression, context_path: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the canonical paths that ``expression`` depends on when its context node is at ``context_path``.

    The first are those whose answers it reads, the second those of which it needs number, place or relevance but no
    answer, as in ``count(…)``. Paths are absolute, in the primary instance and without predicates, as
    ``/data/member/age``; ``*`` stands for any name, a path that ends at a container means everything below it, and
    attributes are ``@name``. What ``once()`` reads of its own node is left out.
    """
    analysis = _analysed(expression, context_path)
    return _as_text(analysis.reads), _as_text(analysis.counts)


@dataclass(slots=True)
class _Analysis:
    current: Place
    reads: set[tuple[str, ...]] = field(default_factory=set)
    counts: set[tuple[str, ...]] = field(default_factory=set)


def _analysed(expression: Expression, context_path: str) -> _Analysis:
    place = Place(tuple(part for part in context_path.split("/") if part))
    analysis = _Analysis(current=place)
    _read(expression, place, analysis)
    return analysis


def _as_text(paths: set[tuple[str, ...]]) -> frozenset[str]:
    return frozenset("/" + "/".join(path or ("*",)) for path in paths)


def _read(expression: Expression, focus: Place | None, analysis: _Analysis) -> None:
    """Note what computing ``expression`` to a plain value reads."""
    _note(_places(expression, focus, analysis), analysis.reads)


def _note(places: Places, noted: set[tuple[str, ...]]) -> None:
    noted.update(place.path for place in places if place is not None)


def _places(expression: Expression, focus: Place | None, analysis: _Analysis) -> Places:
    """Return where the nodes of ``expression`` lie, having noted what finding them reads; plain values lie nowhere."""
    match expression:
        case Path():
            return _of_path(expression, focus, analysis)
        case Filtered(operand=operand, predicates=predicates):
            places = _places(operand, focus, analysis)
            _read_predicates(predicates, places, analysis)
            return places
        case Union(operands=operands):
            return [place for operand in operands for place in _places(operand, focus, analysis)]
        case Call():
            return _of_call(expression, focus, analysis)
        case Arithmetic() | Comparison():
            first, links = spine(expression)
            for operand in (first, *(link.right for link in links)):
                _read(operand, focus, analysis)
            return []
        case _:
            for part in parts(expression):
                _read(part, focus, analysis)
            return []


def _of_call(call: Call, focus: Place | None, analysis: _Analysis) -> Places:
    arguments = call.arguments
    if call.name in _STRUCTURAL:
        for argument in arguments:
            _note(_places(argument, focus, analysis), analysis.counts)
        return []
    if call.name in _OF_FOCUS and not arguments:
        _note([focus], analysis.reads)
        return []
    if call.name == "indexed-repeat":
        for repeat in arguments[1::2]:
            _note(_places(repeat, focus, analysis), analysis.counts)
        for index in arguments[2::2]:
            _read(index, focus, analysis)
        return _places(arguments[0], focus, analysis) if arguments else []
    passed = _passed(call)
    for argument in arguments[: len(arguments) - len(passed)]:
        _read(argument, focus, analysis)
    if call.name in ("current", "instance", "id"):
        return _beginning(call.name, focus, analysis)
    return [place for argument in passed for place in _places(argument, focus, analysis)]


def _passed(call: Call) -> tuple[Expression, ...]:
    """Return the arguments whose nodes may be the call's own nodes."""
    if call.name in ("if", "coalesce"):
        return call.arguments[-2:]
    return call.arguments if call.name == "randomize" else ()


def _beginning(name: str, focus: Place | None, analysis: _Analysis) -> Places:
    if name == "current":
        return [analysis.current]
    return [None] if name == "instance" or focus is None else stepped(Place(focus.path[:1] or ("*",)), DESCEND)


def _of_path(path: Path, focus: Place | None, analysis: _Analysis) -> Places:
    if path.origin is not None:
        places = _places(path.origin, focus, analysis)
    else:
        places = [Place(()) if path.is_absolute else focus]
    for step in path.steps:
        places = list(dict.fromkeys(reached for place in places for reached in stepped(place, step)))
        _read_predicates(step.predicates, places, analysis)
    return places


def _read_predicates(predicates: tuple[Expression, ...], places: Places, analysis: _Analysis) -> None:
    for predicate in predicates:
        for place in places or [None]:
            _read(predicate, place, analysis)
