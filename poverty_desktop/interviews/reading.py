"""Which fields a formula reads inside the same row of a repeat, so that an answer reaches its own row only."""

from __future__ import annotations

from enum import Enum

from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.tree import Call, Expression, Filtered, KindTest, NameTest, Path, parts


class _Where(Enum):
    """What the relative paths at some place of a formula start from."""

    OWN = 1  # the field of the formula
    OTHER = 2  # some node of the primary instance
    FOREIGN = 3  # a node of a secondary instance


def shared_paths(formula: Compiled, context_path: str) -> dict[str, str]:
    """Return, for each path that ``formula`` reads by plain steps from its own node, the highest element it climbs to.

    ``../age`` from ``/data/member/school`` reads ``/data/member/age`` and climbs to ``/data/member``: whatever row the
    formula stands in, it reads that row. A field that is also read in any other way (absolute path, predicate,
    descendants) is left out: any row may be meant.
    """
    climbs: dict[str, str] = {}
    elsewhere: set[str] = set()
    waiting: list[tuple[Expression, _Where]] = [(formula.tree, _Where.OWN)]
    while waiting:
        node, where = waiting.pop()
        inside = where
        if isinstance(node, Path):
            inside = _start(node, where)
            found = _plain(node, context_path) if inside is _Where.OWN else None
            if found is not None:
                climbs[found[0]] = min(climbs.get(*found), found[1], key=len)
            elif inside is not _Where.FOREIGN:
                elsewhere.add(_last_name(node))
        held = _predicates(node)
        below = _Where.FOREIGN if inside is _Where.FOREIGN or _is_foreign(node) else _Where.OTHER
        waiting.extend((part, below if any(part is one for one in held) else where) for part in parts(node))
    if "*" in elsewhere:
        return {}
    return {read: top for read, top in climbs.items() if read.rpartition("/")[2] not in elsewhere}


def _start(path: Path, where: _Where) -> _Where:
    if path.is_absolute:
        return _Where.OTHER
    if path.origin is None:
        return where
    if isinstance(path.origin, Call) and path.origin.name == "current":
        return _Where.OWN
    return _Where.FOREIGN if _is_foreign(path.origin) else _Where.OTHER


def _is_foreign(node: Expression) -> bool:
    """Say whether ``node`` gives nodes of a secondary instance."""
    while isinstance(node, (Path, Filtered)):
        inner = node.origin if isinstance(node, Path) else node.operand
        if inner is None:
            return False
        node = inner
    return isinstance(node, Call) and node.name == "instance"


def _predicates(node: Expression) -> tuple[Expression, ...]:
    if isinstance(node, Path):
        return tuple(predicate for step in node.steps for predicate in step.predicates)
    return node.predicates if isinstance(node, Filtered) else ()


def _plain(path: Path, context_path: str) -> tuple[str, str] | None:
    if path.is_absolute:
        return None
    steps = context_path.split("/")[1:]
    lowest = len(steps)
    for step in path.steps:
        if step.predicates:
            return None
        if step.axis == "parent" and isinstance(step.test, KindTest) and steps:
            steps.pop()
            lowest = min(lowest, len(steps))
        elif step.axis in {"child", "attribute"} and isinstance(step.test, NameTest) and step.test.name != "*":
            steps.append(f"@{step.test.name}" if step.axis == "attribute" else step.test.name)
        elif step.axis != "self" or not isinstance(step.test, KindTest):
            return None
    return "/" + "/".join(steps), "/" + "/".join(steps[:lowest])


def _last_name(path: Path) -> str:
    """Return the name that the last step of a path tests, ``*`` where it may be any."""
    for step in reversed(path.steps):
        if isinstance(step.test, NameTest):
            return f"@{step.test.name}" if step.axis == "attribute" else step.test.name
        return "*"
    return "*"
