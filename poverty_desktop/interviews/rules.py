"""The formulas of a questionnaire as rules in an order in which each is worked out at most once per answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from poverty_desktop.expressions.evaluate import Compiled


class RuleKind(IntEnum):
    """What a formula decides. From READONLY on nothing else waits for the result."""

    COUNT = 0  # how many rows a repeat has
    RELEVANT = 1
    CALCULATE = 2
    READONLY = 3
    REQUIRED = 4
    CONSTRAINT = 5
    LOOK = 6  # a label with an answer in it, or choices with a filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One formula, the field it decides on, and its place in the order."""

    index: int
    kind: RuleKind
    target: int
    formula: Compiled
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A rule that reads a field. ``shared`` is the repeat whose one row holds both, None when any row may be meant."""

    rule: Rule
    shared: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The rules of a form.

    ``readers`` says who reads a field, ``structure`` who reads the rows of a repeat from outside of them, ``placed``
    which rules read the place of their own row (``position(..)``), ``inside`` which rules stand inside a repeat.
    """

    rules: tuple[Rule, ...]
    readers: Mapping[int, tuple[Reader, ...]]
    structure: Mapping[int, tuple[Reader, ...]]
    placed: Mapping[int, tuple[Rule, ...]]
    inside: Mapping[int, tuple[Rule, ...]]
    of: Mapping[int, Mapping[RuleKind, Rule]]
