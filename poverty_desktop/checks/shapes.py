"""Shapes of paths and counts that are said in words of their own."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.expressions.tree import Call, Expression, NameTest, Path
from poverty_desktop.expressions.write import write


def count_of_all(some: Expression, every: Expression) -> Path | None:
    """Return the path of ``some`` where one counts what meets a condition and the other counts all."""
    match some, every:
        case Call(name="count", arguments=(Path() as part,)), Call(name="count", arguments=(Path() as whole,)):
            return part if part.steps[-1].predicates and write(without_conditions(part)) == write(whole) else None
    return None


def without_conditions(path: Path) -> Path:
    """Return ``path`` without the conditions on its last step."""
    return replace(path, steps=(*path.steps[:-1], replace(path.steps[-1], predicates=())))


def is_own(expression: Expression) -> bool:
    """Say whether a path begins at what the check is asked of, as ``current()/phone`` does."""
    return isinstance(expression, Path) and isinstance(expression.origin, Call) and expression.origin.name == "current"


def above(path: Path) -> Path:
    """Return the path to what a path ends in."""
    return replace(path, steps=path.steps[:-1])


def name_of(test: object) -> str:
    """Return the name that a step asks for, "" where it asks for none."""
    return test.name if isinstance(test, NameTest) else ""
