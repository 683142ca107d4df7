"""Location paths to SQL: one leaf of a row, or nodes as a subquery, summed in one pass where that is possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.schema import Element, Leaf, LeafType
from poverty_desktop.expressions.sql_fragments import Fragment, of_leaf
from poverty_desktop.expressions.sql_plan import Focus, Plan, Rows
from poverty_desktop.expressions.sql_searches import ask_for_index, same_leaves
from poverty_desktop.expressions.tree import ANY_NODE, Call, Expression, NameTest, Path, Step
from poverty_desktop.i18n import N_

Truth = Callable[[Expression, Focus], str]

NOT_HERE = N_("The path at character {position} cannot be used in a check: use names, .., current() and [conditions].")
_DOCUMENT = Element(name="")
_OF_SUMS = re.compile(r'\ba_\w+\."')  # not the end of a name such as per_capita_income
_WHY = Step(axis="attribute", test=NameTest(name="why"))
_WHY_WORDS = "CASE {0} WHEN 2 THEN 'na' WHEN 3 THEN 'dk' WHEN 4 THEN 'refused' END"


@dataclass(frozen=True, kw_only=True, slots=True)
class Nodes:
    """Several nodes: their rows, and the leaf of them that is meant, if any.

    ``base`` is the row of the scan that they hang on where they can be summed in one pass over their table.
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
            is_first = rows is None
            rows = rows or Rows()
            if is_first and here.alias == here.element.name and here.rows is None and self._depth == 0:
                base = here
            else:
                base = None
            goes_on = not step.predicates and _leads_below(path.steps[index + 1 :], below)
            here = self._step_down(here, below, step, rows, is_open=goes_on)
        if rows is None or not here.alias:
            raise ExpressionError(N_("The path at character {position} ends at no data item."), position=path.position)
        return Nodes(focus=here, rows=rows, base=base)

    def aggregate(self, nodes: Nodes, function: str, value: str) -> str:
        """Return ``function`` of ``value`` over the nodes, from the sums of one pass where that is possible."""
        wheres = [where for where in nodes.rows.wheres if where]
        table = nodes.focus.element_of_row
        base = nodes.base
        if base is not None and self._is_summable(nodes, wheres, value, base):
            conditions = " AND ".join(wheres[1:])
            return self._from_sums(table, function, value, conditions, base)
        inner = value if function != "count" or value != "1" else "*"
        sql = f"(SELECT {function}({inner}) FROM {', '.join(nodes.rows.froms)}"
        sql += f" WHERE {' AND '.join(wheres)})" if wheres else ")"
        if nodes.rows.alone is not None and inner == "*":
            has_others, is_itself = nodes.rows.alone
            return f"(CASE WHEN {has_others} THEN {sql} ELSE {is_itself} END)"
        return f"ifnull({sql}, 0.0)" if function == "sum" else sql

    def _is_summable(self, nodes: Nodes, wheres: list[str], value: str, base: Focus) -> bool:
        """Say whether all that is looked at stands in the rows themselves or in the row above them."""
        if len(nodes.rows.froms) != 1 or not wheres:
            return False
        text = " ".join((*wheres[1:], value))
        others = {element.name for element in self._plan.elements()} - {nodes.focus.alias, base.alias}
        return "SELECT" not in text and not _OF_SUMS.search(text) and not any(f'{name}."' in text for name in others)

    def _from_sums(self, table: Element, function: str, value: str, conditions: str, base: Focus) -> str:
        if function == "count":
            test = " AND ".join(part for part in (conditions, "" if value == "1" else f"{value} IS NOT NULL") if part)
            sql = f"sum({test})" if test else "count(*)"
        else:
            sql = f"{function}(CASE WHEN {conditions} THEN {value} END)" if conditions else f"{function}({value})"
        with_parent = f'{base.alias}."' in sql
        column = self._plan.add_up(table, sql, with_parent=with_parent)
        if with_parent:
            self._plan.use(base.element)
        empty = {"count": "0", "sum": "0.0"}.get(function)
        return f"ifnull({column}, {empty})" if empty else column

    def _start(self, path: Path, focus: Focus) -> Focus:
        if path.is_absolute:
            return Focus(element=_DOCUMENT, alias="")
        if path.origin is None:
            return focus
        if isinstance(path.origin, Call) and path.origin.name == "current" and not path.origin.arguments:
            return self._context
        raise ExpressionError(NOT_HERE, position=path.position)

    def _step_down(self, here: Focus, below: Element, step: Step, rows: Rows, *, is_open: bool) -> Focus:
        self._plan.use(below)
        rows.alone = None
        if is_open and not here.alias:  # all rows of all parents: the table itself need not be looked at
            return Focus(element=below, alias="", parent=here, rows=rows)
        alias = f"{below.name}{self._depth + 1}"
        rows.froms.append(f"{below.table} AS {alias}")
        rows.wheres.append(f"{alias}.parent = {here.alias}.id" if here.alias else "")
        found = Focus(element=below, alias=alias, parent=here, rows=rows)
        is_among_all = not here.alias  # a predicate may tie the element above to a row
        self._depth += 1
        for predicate in step.predicates:
            rows.wheres.append(self._truth(predicate, found))
            if is_among_all:
                ask_for_index(self._plan, predicate, found)
        same = tuple(dict.fromkeys(name for part in step.predicates for name in same_leaves(part, below)))
        if same and is_among_all and self._depth == 1 and below is self._context.element:
            itself = " AND ".join(self._truth(part, self._context) for part in step.predicates)
            rows.alone = (self._plan.share(self._context, same), f"({itself})")
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
        here.rows.wheres.append(f"{alias}.id = {here.alias}.parent")
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


def _leads_below(rest: tuple[Step, ...], element: Element) -> bool:
    """Say whether the path goes on to elements below that repeat."""
    test = rest[0].test if rest and rest[0].axis == "child" else None
    below = element.children.get(test.name) if isinstance(test, NameTest) else None
    return below is not None and not below.is_single


def _unknown(name: str, element: Element, position: int) -> ExpressionError:
    near = get_close_matches(name, [*element.leaves, *element.children], 1, 0.5)
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
