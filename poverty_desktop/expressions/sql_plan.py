"""What the tables of a run must hold for a set of compiled expressions, and the queries that scan them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from poverty_desktop.expressions.schema import Element, lineage


@dataclass(kw_only=True)
class Focus:
    """The element that names are looked up in, and the row that it is in SQL.

    ``prefix`` leads to a single element inside the row. ``alias`` is empty for an element that is not tied to a row
    yet: all of its kind. ``rows`` are the FROM and WHERE of the nodes it iterates over, None for the row of a scan.
    """

    element: Element
    alias: str
    parent: Focus | None = None
    prefix: str = ""
    rows: Rows | None = None
    row_element: Element | None = None

    @property
    def element_of_row(self) -> Element:
        """Return the element whose table the row belongs to: of a single element the one above."""
        return self.row_element or self.element


@dataclass(kw_only=True)
class Rows:
    """Nodes as the tables they come from, what ties these together, and the conditions that hold for the nodes.

    ``levels`` are the elements stepped through with the conditions on each. ``alone``, where it is known: how many rows
    are like the row of the scan, NULL if it alone, and whether the row of the scan is among them. ``is_alike``: to be
    like it is all that is asked.
    """

    froms: list[str] = field(default_factory=list)
    ties: list[str] = field(default_factory=list)
    levels: list[tuple[Focus, list[str]]] = field(default_factory=list)
    alone: tuple[str, str] | None = None
    is_alike: bool = False

    @property
    def wheres(self) -> list[str]:
        """Return all that must hold, in the order in which it was asked for."""
        return [*self.ties, *(where for _focus, conditions in self.levels for where in conditions)]


@dataclass
class Plan:
    """Collects, while expressions are compiled, the columns, sums and indexes that they need.

    ``columns``: the leaves used of each element, as paths such as ``wage_income``, ``health@why`` or
    ``last_year/wage_income``. ``derived``: SQL over one row (alias ``t``) that is computed once for each row, by the
    column it gets. ``sums``: SQL over the rows below one parent, computed in one pass, by the column it gets; it may
    look at the sums of what hangs on these rows.
    ``indexes``: columns that are searched by value together. ``shared``: columns of which it is asked what several rows
    have in common, with the number of the table ``u_<name>_<number>`` of just that. ``everywhere``: elements of which
    all rows are looked at, not only those below a row.
    """

    root: Element
    columns: dict[str, dict[str, None]] = field(default_factory=dict)
    derived: dict[str, dict[str, str]] = field(default_factory=dict)
    sums: dict[str, dict[str, str]] = field(default_factory=dict)
    sums_with_parent: set[str] = field(default_factory=set)
    indexes: dict[str, dict[tuple[str, ...], None]] = field(default_factory=dict)
    shared: dict[str, dict[tuple[str, ...], int]] = field(default_factory=dict)
    everywhere: set[str] = field(default_factory=set)

    def element(self, name: str) -> Element:
        """Return the element of the schema called ``name``."""
        return lineage(self.root, name)[-1]

    def elements(self) -> Iterator[Element]:
        """Yield every element of the schema that has rows of its own."""
        waiting = [self.root]
        for element in waiting:
            yield element
            waiting += [below for below in element.children.values() if not below.is_single]

    def column(self, focus: Focus, path: str) -> str:
        """Return the SQL of a leaf of ``focus`` and see that its table has it."""
        self.columns.setdefault(focus.element_of_row.name, {}).setdefault(focus.prefix + path)
        return f'{focus.alias}."{focus.prefix}{path}"'

    def use(self, element: Element) -> None:
        """See that the table of ``element`` is made, whatever its columns."""
        self.columns.setdefault(element.name, {})

    def derive(self, focus: Focus, sql: str) -> str:
        """Return the column that holds ``sql`` (over alias ``t``) for each row of the focus's table."""
        known = self.derived.setdefault(focus.element_of_row.name, {})
        name = known.setdefault(sql, f"d{len(known)}")
        return f'{focus.alias}."{name}"'

    def add_up(self, table: Element, sql: str, *, with_parent: bool) -> str:
        """Return the column that holds the aggregate ``sql`` over the rows of ``table`` below one parent."""
        known = self.sums.setdefault(table.name, {})
        name = known.setdefault(sql, f"s{len(known)}")
        if with_parent:
            self.sums_with_parent.add(table.name)
        return f'a_{table.name}."{name}"'

    def share(self, focus: Focus, leaves: tuple[str, ...]) -> str:
        """Return how many rows have the same in all of ``leaves`` as that of ``focus``, NULL if no other has."""
        known = self.shared.setdefault(focus.element.name, {})
        number = known.setdefault(leaves, len(known))
        same = " AND ".join(f'u."{leaf}" IS {focus.alias}."{leaf}"' for leaf in leaves)
        return f"(SELECT u.n FROM u_{focus.element.name}_{number} AS u WHERE {same})"

    def shared_sql(self) -> Iterator[tuple[str, str, str]]:
        """Yield the tables of what rows share: name, columns, and the SELECT that fills each."""
        for name, known in self.shared.items():
            for leaves, number in known.items():
                columns = ", ".join(f'"{leaf}"' for leaf in leaves)
                sql = f"SELECT {columns}, count(*) AS n FROM c_{name} GROUP BY {columns} HAVING count(*) > 1"
                yield f"u_{name}_{number}", columns, sql

    def summed(self) -> list[str]:
        """Return the elements with sums, each after those below it, on whose sums its own may rest."""
        return [element.name for element in reversed([*self.elements()]) if element.name in self.sums]

    def sums_sql(self, name: str) -> str:
        """Return the SELECT that computes the sums over the table of ``name``, one row for each parent."""
        alias, parent = f"{name}1", self._owner(name)
        added = "".join(self.sums[name])
        joins = [
            f" LEFT JOIN a_{below} ON a_{below}.parent = {alias}.id"
            for below in self.element(name).children
            if f'a_{below}."' in added
        ]
        if name in self.sums_with_parent:
            joins.append(f" JOIN {parent.table} AS {parent.name} ON {parent.name}.id = {alias}.parent")
        rows = f"c_{name} AS {alias}{''.join(joins)} WHERE {alias}.parent IS NOT NULL"
        columns = ", ".join(f'{sql} AS "{column}"' for sql, column in self.sums[name].items())
        return f"SELECT {alias}.parent AS parent, {columns} FROM {rows} GROUP BY {alias}.parent"

    def scan_sql(self, scope: str, columns: Sequence[str]) -> str:
        """Return the SELECT over every row of ``scope`` of its id, parent and ``columns``."""
        chain = lineage(self.root, scope)
        text = ", ".join((f"{scope}.id", f"{scope}.parent", *columns))
        sums = []
        for name in self.sums:
            if f'a_{name}."' in text:
                owner = self._owner(name)
                below = next((lower.name for upper, lower in pairwise(chain) if upper is owner), "")
                key = f"{below}.parent" if below else f"{owner.name}.id"
                sums.append(f"LEFT JOIN a_{name} ON a_{name}.parent = {key}")
        looked_at = " ".join((text, *sums))
        froms = [f"c_{scope} AS {scope}"]  # whoever hangs on nothing, as a household without a village, stays
        for above, below_it in zip(reversed(chain[:-1]), reversed(chain[1:]), strict=True):
            if any(f"{element.name}." in looked_at for element in chain[: chain.index(above) + 1]):
                froms.append(f"LEFT JOIN {above.table} AS {above.name} ON {above.name}.id = {below_it.name}.parent")
        return f"SELECT {text} FROM {' '.join((*froms, *sums))}"

    def _owner(self, name: str) -> Element:
        return lineage(self.root, name)[-2]
