"""Location paths as closures: steps over node lists that end in a node-set without irrelevant nodes.

JavaRosa drops irrelevant nodes only from the result of a path (``XPathPathExprEval.removeIrrelevantNodesets``), so
they still count for the positions inside it; the same is done here.
"""

from __future__ import annotations

from collections.abc import Callable

from poverty_desktop.expressions.axes import AXES, in_document_order
from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.functions import Operation
from poverty_desktop.expressions.lookups import Lookup, lookup_of
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.predicates import Compile, Filter, compile_filter, counts_places
from poverty_desktop.expressions.tree import ANY_NODE, DESCEND, Call, KindTest, NameTest, Path, Step
from poverty_desktop.expressions.values import NodeSet, Value
from poverty_desktop.i18n import N_

Walker = Callable[[list[Node], Scope], list[Node]]
Matches = Callable[[Node, Scope], bool]

_IN_ORDER = frozenset({"child", "attribute", "self"})


def compile_path(path: Path, compile_expression: Compile) -> Operation:
    """Return the operation of a location path: its relevant nodes in document order."""
    walkers = _walkers(path, compile_expression)
    start = _start(path, compile_expression)
    names = _plain_names(path) if path.is_absolute else []

    def nodes(scope: Scope) -> Value:
        found = start(scope)
        remaining = walkers
        if names and scope.stays:
            branch = _own_branch(scope, names)
            if branch:
                found, remaining = branch[-1:], walkers[len(branch) :]
        for walker in remaining:
            if not found:
                break
            found = walker(found, scope)
        return NodeSet([node for node in found if node.relevant])

    return nodes


def nodes_from(value: Value) -> NodeSet:
    """Return ``value`` where it is a node-set; raises ``ExpressionError`` where a path begins at something else."""
    if isinstance(value, NodeSet):
        return value
    raise ExpressionError(N_("Only nodes can be followed by a path or by square brackets, or stand beside |."))


def _start(path: Path, compile_expression: Compile) -> Callable[[Scope], list[Node]]:
    if path.origin is not None:
        origin = compile_expression(path.origin)
        return lambda scope: nodes_from(origin(scope))
    return _root if path.is_absolute else _here


def _here(scope: Scope) -> list[Node]:
    return [scope.node]


def _root(scope: Scope) -> list[Node]:
    document = scope.context.document
    if document.kind == "document" or document.parent is not None:
        return [document]
    shell = Node("", kind="document")
    shell.children = [document]
    return [shell]


def _plain_names(path: Path) -> list[str]:
    """Return the names of the child steps without predicates with which ``path`` begins."""
    names: list[str] = []
    for step in path.steps:
        test = step.test
        if step.axis != "child" or step.predicates or not isinstance(test, NameTest) or not _is_plain(test):
            break
        names.append(test.name)
    return names


def _own_branch(scope: Scope, names: list[str]) -> list[Node]:
    """Return the elements above (and at) the context node that ``names`` lead through, from the root element down."""
    document = scope.context.document
    lineage: list[Node] = []
    node: Node | None = scope.node
    while node is not None and node is not document:
        lineage.append(node)
        node = node.parent
    if node is None:
        return []
    if document.kind == "element" and document.parent is None:
        lineage.append(document)
    branch: list[Node] = []
    for node, name in zip(reversed(lineage), names, strict=False):
        if node.name != name or node.kind != "element" or node.namespace:
            break
        branch.append(node)
    return branch


def _walkers(path: Path, compile_expression: Compile) -> list[Walker]:
    """Return one walker for each step; ``is_level`` says that all nodes so far are equally deep and in order."""
    walkers: list[Walker] = []
    origin = path.origin.name if isinstance(path.origin, Call) else ""
    is_level = path.origin is None or origin in ("instance", "current")
    is_fixed = origin == "instance"
    waiting = list(path.steps)
    while waiting:
        step = waiting.pop(0)
        if step == DESCEND and waiting and waiting[0].axis == "child" and not counts_places(waiting[0]):
            below = waiting.pop(0)
            step = Step(axis="descendant", test=below.test, predicates=below.predicates)
        lookup = lookup_of(step, compile_expression) if is_fixed else None
        if lookup is not None:
            walkers.append(_looking_up(step, lookup, compile_expression))
            continue
        filters = [compile_filter(predicate, compile_expression, is_fixed=is_fixed) for predicate in step.predicates]
        walkers.append(_walker(step, filters, is_level=is_level))
        is_level = is_level and (step.axis in _IN_ORDER or _is_parent(step))
    return walkers


def _walker(step: Step, filters: list[Filter], *, is_level: bool) -> Walker:
    if is_level and _is_parent(step):
        return _parents
    if is_level and step.axis == "child" and isinstance(step.test, NameTest) and _is_plain(step.test):
        return _named_children(step.test.name, filters)
    return _general(step, filters, is_in_order=is_level and step.axis in _IN_ORDER)


def _is_plain(test: NameTest) -> bool:
    return test.name != "*" and not test.prefix


def _is_parent(step: Step) -> bool:
    return step.axis == "parent" and step.test == ANY_NODE and not step.predicates


def _parents(nodes: list[Node], _scope: Scope) -> list[Node]:
    return list({id(node.parent): node.parent for node in nodes if node.parent is not None}.values())


def _named_children(name: str, filters: list[Filter]) -> Walker:
    def children(nodes: list[Node], scope: Scope) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            named = node.named(name)
            for keep in filters:
                named = keep(named, scope)
            found.extend(named)
        return found

    return children


def _general(step: Step, filters: list[Filter], *, is_in_order: bool) -> Walker:
    axis = AXES[step.axis]
    matches = _test(step)

    def nodes_on_axis(nodes: list[Node], scope: Scope) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            passed = [other for other in axis(node) if matches(other, scope)]
            for keep in filters:
                passed = keep(passed, scope)
            found.extend(passed)
        return found if is_in_order else in_document_order(found)

    return nodes_on_axis


def _looking_up(step: Step, lookup: Lookup, compile_expression: Compile) -> Walker:
    name = step.test.name if isinstance(step.test, NameTest) else ""
    parts = (*lookup.rest, *step.predicates[1:])
    plain = _named_children(
        name, [compile_filter(predicate, compile_expression, is_fixed=True) for predicate in step.predicates]
    )
    rest = [compile_filter(predicate, compile_expression, is_fixed=True) for predicate in parts]

    def items(nodes: list[Node], scope: Scope) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            passed = lookup.find(node, name, scope)
            if passed is None:
                found.extend(plain([node], scope))
                continue
            for keep in rest:
                passed = keep(passed, scope)
            found.extend(passed)
        return found

    return items


def _test(step: Step) -> Matches:
    test = step.test
    principal = "attribute" if step.axis == "attribute" else "element"
    if isinstance(test, KindTest):
        kind, target = test.kind, test.target
        if kind == "node":
            return lambda _node, _scope: True
        return lambda node, _scope: node.kind == kind and (not target or node.name == target)
    name, prefix = test.name, test.prefix
    if prefix:
        return lambda node, scope: (
            node.kind == principal
            and name in ("*", node.name)
            and node.namespace != ""
            and node.namespace == scope.context.namespaces.get(prefix)
        )
    if name == "*":
        return lambda node, _scope: node.kind == principal
    return lambda node, _scope: node.name == name and node.kind == principal and not node.namespace
