"""Location paths to SQL: one leaf of a row, or nodes as a subquery, summed in one pass where that is possible."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Protocol

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.schema import Element, Leaf, LeafType
from poverty_desktop.expressions.sql_fragments import Fragment, of_leaf
from poverty_desktop.expressions.sql_plan import Focus, Plan, Rows
from poverty_desktop.expressions.sql_searches import ask_for_index, is_only_of_same, same_leaves
from poverty_desktop.expressions.tree import ANY_NODE, Call, Expression, NameTest, Path, Step
from poverty_desktop.i18n import N_


class Truth(Protocol):
    """Compiles a predicate, as a test or as a value."""

    def __call__(self, expression: Expression, focus: Focus, *, is_test: bool = ...) -> str:
        """Return it as SQL."""


NOT_HERE = N_("The path at character {position} cannot be used in a check: use names, .., current() and [conditions].")
_DOCUMENT = Element(name="")
_ALIASES = re.compile(r'\b(\w+)\."')
_LOOKED_UP = re.compile(r'\(SELECT ("s\d+") FROM (a_\w+) WHERE \2\.parent = (\w+)\.id\)')
_WHY = Step(axis="attribute", test=NameTest(name="why"))
_WHY_WORDS = "CASE {0} WHEN 2 THEN 'na' WHEN 3 THEN 'dk' WHEN 4 THEN 'refused' END"


@dataclass(frozen=True, kw_only=True, slots=True)
class Nodes:
    """Several nodes: their rows, and the leaf of them that is meant, if any.

    ``base`` is the row that they all hang on, if there is one.
    """

    focus: Focus
    rows: Rows
    leaf: Leaf | None = None
    sql: str = ""
    base: Focus | None = None


class Paths:
    """Resolves the paths of one expression; ``truth`` compiles a predicate."""

    def __init__(self, plan: Plan, context: Focus, truth: Truth) -> None:
        self._plan = plan
        self._context = context
        self._truth = truth
        self._depth = 0

    @staticmethod
    def why_of(path: Path) -> Path:
        """Return the path to the attribute that says why the leaf at ``path`` is blank."""
        return replace(path, steps=(*path.steps, _WHY))

    def row_of(self, expression: Expression, focus: Focus) -> Focus | None:
        """Return the row in whose table a leaf stands that is named without leaving the row."""
        if not isinstance(expression, Path) or expression.origin or expression.is_absolute:
            return None
        return focus if all(step.axis == "child" for step in expression.steps) and focus.alias else None

    def resolve(self, path: Path, focus: Focus) -> Fragment | Nodes:
        """Return the leaf or the nodes at ``path``; raises ``ExpressionError`` where there can be none."""
        here = self._start(path, focus)
        rows: Rows | None = None
        base: Focus | None = None
        for index, step in enumerate(path.steps):
            if step.axis in ("self", "parent"):
                if step.test != ANY_NODE or step.predicates:
                    raise ExpressionError(NOT_HERE, position=path.position)
                here = here if step.axis == "self" else self._parent(here, path)
                continue
            if step.axis != "child" or not isinstance(step.test, NameTest) or step.test.prefix:
                raise ExpressionError(NOT_HERE, position=path.position)
            name = step.test.name
            if here.element is _DOCUMENT and name == self._plan.root.name and not step.predicates:
                here = Focus(element=self._plan.root, alias="")
                continue
            if name in here.element.leaves:
                return self._leaf(path, index, here, rows, base)
            below = here.element.children.get(name)
            if below is None:
                raise _unknown(name, here.element, step.position or path.position)
            if below.is_single:
                if step.predicates:
                    raise ExpressionError(NOT_HERE, position=path.position)
                here = replace(
                    here,
                    element=below,
                    parent=here,
                    prefix=f"{here.prefix}{name}/",
                    row_element=here.element_of_row,
                )
                continue
            if rows is None:
                rows, base = Rows(), here if here.alias else None
            goes_on = not step.predicates and _leads_below(path.steps[index + 1 :], below)
            here = self._step_down(here, below, step, rows, is_open=goes_on)
        if rows is None or not here.alias:
            raise ExpressionError(N_("The path at character {position} ends at no data item."), position=path.position)
        return Nodes(focus=here, rows=rows, base=base)

    def aggregate(self, nodes: Nodes, function: str, value: str) -> str:
        """Return ``function`` of ``value`` over the nodes, from the sums of one pass where that is possible."""
        summed = self._summed(nodes, function, value)
        if summed is not None:
            return summed
        is_counted = function == "count" and value == "1"
        if nodes.rows.alone is not None and nodes.rows.is_alike and is_counted:
            alike, is_itself = nodes.rows.alone
            return f"(CASE WHEN {is_itself} THEN ifnull({alike}, 1) ELSE 0 END)"
        for focus, _conditions in nodes.rows.levels:
            if focus.element.children:  # these tables are in the order of their own ids, or have wide rows
                self._plan.indexes.setdefault(focus.element.name, {}).setdefault(("parent",))
        wheres = [where for where in nodes.rows.wheres if where]
        sql = f"(SELECT {function}({'*' if is_counted else value}) FROM {', '.join(nodes.rows.froms)}"
        sql += f" WHERE {' AND '.join(wheres)})" if wheres else ")"
        if nodes.rows.alone is not None and is_counted:
            alike, is_itself = nodes.rows.alone
            return f"(CASE WHEN {alike} > 1 THEN {sql} ELSE {is_itself} END)"
        return f"ifnull({sql}, 0.0)" if function == "sum" else sql

    def _summed(self, nodes: Nodes, function: str, value: str) -> str | None:
        """Return it from the sums of one pass over each table: of the rows themselves, then of those that hold them.

        None where something else is looked at than the rows and the row above.
        """
        levels, base = nodes.rows.levels, nodes.base
        if base is None or len(nodes.rows.froms) != len(levels):
            return None
        above = [base, *(focus for focus, _conditions in levels[:-1])]
        chain = [*zip(levels, above, strict=True)]
        for (focus, conditions), owner in chain:
            looked_at = [*conditions, value] if focus is nodes.focus else conditions
            if not all(_stands_in(part, focus, owner) for part in looked_at):
                return None
        sql, now = value, function
        for (focus, conditions), owner in reversed(chain):
            sql = self._add_up(focus, owner, now, sql, conditions)
            now = "sum" if function == "count" else function
        if self._depth:  # inside a predicate there is no row of the scan to which the sums are joined
            table, column = sql.split(".")
            sql = f"(SELECT {column} FROM {table} WHERE {table}.parent = {base.alias}.id)"
        empty = {"count": "0", "sum": "0.0"}.get(function)
        return f"ifnull({sql}, {empty})" if empty else sql

    def _add_up(self, focus: Focus, owner: Focus, function: str, value: str, conditions: list[str]) -> str:
        """Return the column with ``function`` of ``value`` over the rows of ``focus`` that meet ``conditions``."""
        table = focus.element_of_row
        if function == "count":
            test = " AND ".join([*conditions, *([] if value == "1" else [f"{value} IS NOT NULL"])])
            sql = f"count(*) FILTER (WHERE {test})" if test else "count(*)"
        else:
            sql = f"{function}(CASE WHEN {' AND '.join(conditions)} THEN {value} END)" if conditions else ""
            sql = sql or f"{function}({value})"
        names = {focus.alias: f"{table.name}1", owner.alias: owner.element_of_row.name}
        sql = _ALIASES.sub(lambda found: f'{names.get(found[1], found[1])}."', sql)
        sql = _LOOKED_UP.sub(r"\2.\1", sql)
        with_parent = owner.element_of_row.name in _ALIASES.findall(sql)
        if with_parent:
            self._plan.use(owner.element)
        return self._plan.add_up(table, sql, with_parent=with_parent)

    def _start(self, path: Path, focus: Focus) -> Focus:
        if path.is_absolute:
            return Focus(element=_DOCUMENT, alias="")
        if path.origin is None:
            return focus
        if isinstance(path.origin, Call) and path.origin.name == "current" and not path.origin.arguments:
            return self._context
        raise ExpressionError(NOT_HERE, position=path.position)

    def _step_down(self, here: Focus, below: Element, step: Step, rows: Rows, *, is_open: bool) -> Focus:
        rows.alone = None
        if is_open and not here.alias:  # all rows of all parents: the table itself need not be looked at
            return Focus(element=below, alias="", parent=here, rows=rows)
        self._plan.use(below)
        alias = f"{below.name}{self._depth + 1}"
        rows.froms.append(f"{below.table} AS {alias}")
        rows.ties.append(f"{alias}.parent = {here.alias}.id" if here.alias else "")
        found = Focus(element=below, alias=alias, parent=here, rows=rows)
        conditions: list[str] = []
        rows.levels.append((found, conditions))
        is_among_all = not here.alias  # a predicate may tie the element above to a row
        if is_among_all:
            self._plan.everywhere.add(below.name)
        self._depth += 1
        same = [*dict.fromkeys(name for part in step.predicates for name in same_leaves(part, below))]
        is_of_same = bool(same) and is_among_all and self._depth == 1 and below is self._context.element
        rows.is_alike = is_of_same and is_only_of_same(step.predicates, below)
        for predicate in step.predicates:
            conditions.append(self._truth(predicate, found))
            if is_among_all and not rows.is_alike:
                ask_for_index(self._plan, predicate, found)
        if is_of_same:
            itself = " AND ".join(self._truth(part, self._context, is_test=False) for part in step.predicates)
            rows.alone = (self._plan.share(self._context, tuple(same)), f"({itself})")
        self._depth -= 1
        return found

    def _parent(self, here: Focus, path: Path) -> Focus:
        above = here.parent
        if above is None or above.element is self._plan.root:
            raise ExpressionError(NOT_HERE, position=path.position)
        if here.prefix and not above.prefix:
            return above
        if above.alias or here.rows is None:
            self._plan.use(above.element)
            return above
        alias = f"{above.element.name}_of_{here.alias}"
        here.rows.alone = None
        here.rows.froms.append(f"{above.element.table} AS {alias}")
        here.rows.ties.append(f"{alias}.id = {here.alias}.parent")
        self._plan.use(above.element)
        above.alias = alias
        return above

    def _leaf(self, path: Path, index: int, here: Focus, rows: Rows | None, base: Focus | None) -> Fragment | Nodes:
        step, rest = path.steps[index], path.steps[index + 1 :]
        assert isinstance(step.test, NameTest)
        leaf = here.element.leaves[step.test.name]
        asks_why = len(rest) == 1 and rest[0].axis == "attribute" and rest[0].test == _WHY.test
        if step.predicates or (rest and not asks_why) or not here.alias:
            raise ExpressionError(NOT_HERE, position=path.position)
        if asks_why:
            sql = f"({_WHY_WORDS.format(self._plan.column(here, leaf.name + '@why'))})"
            leaf = Leaf(name=f"{leaf.name}/@why", type=LeafType.CHOICE, codes=frozenset({"na", "dk", "refused"}))
        else:
            sql = self._plan.column(here, leaf.name)
        if rows is not None:
            return Nodes(focus=here, rows=rows, leaf=leaf, sql=sql, base=base)
        return of_leaf(leaf, sql)


def _stands_in(text: str, focus: Focus, owner: Focus) -> bool:
    """Say whether all that ``text`` looks at stands in the row of ``focus``, its sums, or the row above it."""
    if any(row != focus.alias for _column, _table, row in _LOOKED_UP.findall(text)):
        return False
    rest = _LOOKED_UP.sub("", text)
    return "SELECT" not in rest and {focus.alias, owner.alias}.issuperset(_ALIASES.findall(rest))


def _leads_below(rest: tuple[Step, ...], element: Element) -> bool:
    """Say whether the path goes on to elements below that repeat."""
    test = rest[0].test if rest and rest[0].axis == "child" else None
    below = element.children.get(test.name) if isinstance(test, NameTest) else None
    return below is not None and not below.is_single


def _unknown(name: str, element: Element, position: int) -> ExpressionError:
    named = {leaf.words: leaf.name for leaf in element.leaves.values() if leaf.words}
    called = get_close_matches(name, named, 1, 0.6)
    near = [named[called[0]]] if called else get_close_matches(name, [*element.leaves, *element.children], 1, 0.5)
    if near:
        return ExpressionError(
            N_("{element} has no data item {name} (character {position}). Is {near} meant?"),
            element=element.name,
            name=name,
            position=position,
            near=near[0],
        )
    return ExpressionError(
        N_("{element} has no data item {name} (character {position})."),
        element=element.name,
        name=name,
        position=position,
    )
