"""What a formula measures of an answer or a table: rows, choices, letters, the place of a row."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.expressions.tree import Call, Expression
from poverty_desktop.i18n import N_

_WORDS = {
    "count": N_("“{question}” has {number} rows"),
    "count-non-empty": N_("“{question}” has {number} answers"),
    "count-selected": N_("“{question}” has {number} choices"),
    "string-length": N_("“{question}” has {number} characters"),
    "sum": N_("“{question}” add up to {number}"),
    "max": N_("the most of “{question}” is {number}"),
    "min": N_("the least of “{question}” is {number}"),
}
_PLACE = N_("this is row {number}")
_THROUGH = frozenset({"number", "int", "round", "floor", "ceiling"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number that a formula takes of ``about``; ``words`` has a place for it and for the question's label."""

    words: str
    about: Expression | None


def measured(expression: Expression) -> Measure | None:
    """Return what ``expression`` measures, None where it is no such call."""
    match expression:
        case Call(name="position"):
            return Measure(words=_PLACE, about=None)
        case Call(name=name, arguments=(about,)) if name in _WORDS:
            return Measure(words=_WORDS[name], about=about)
        case Call(name=name, arguments=(inner, *_rest)) if name in _THROUGH:
            return measured(inner)
    return None
