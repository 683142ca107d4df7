"""A small register for tests of checks: random rows, as a tree and as tables of an SQLite in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

import poverty_desktop.domain.check_functions  # noqa: F401 - enters the functions
from poverty_desktop.expressions.extensions import EXTENSIONS
from poverty_desktop.expressions.grown import Row
from poverty_desktop.expressions.schema import Element, Leaf, LeafType
from poverty_desktop.expressions.sql_plan import Plan

CODES = frozenset({"01", "02", "03"})
WHY_CODES = {"na": 2, "dk": 3, "refused": 4}
NUMBERS = st.one_of(
    st.integers(-3, 12).map(float), st.sampled_from([0.0, 0.5, 0.01, 1234.56, 1e6, 99.99, -0.1]), st.none()
)
DATES = st.one_of(st.none(), st.dates().map(str).filter(lambda text: "1900" < text < "2100"), st.just("2000-02-29"))


def _leaves(*leaves: tuple[str, LeafType]) -> dict[str, Leaf]:
    coded = (LeafType.CHOICE, LeafType.CHOICES)
    return {name: Leaf(name=name, type=kind, codes=CODES if kind in coded else None) for name, kind in leaves}


YEAR = _leaves(("income", LeafType.NUMBER), ("state", LeafType.CHOICE))
PERSON = Element(
    name="person",
    leaves=_leaves(
        ("relation", LeafType.CHOICE),
        ("name", LeafType.TEXT),
        ("phone", LeafType.TEXT),
        ("birth", LeafType.DATE),
        ("wage", LeafType.NUMBER),
        ("months", LeafType.NUMBER),
        ("health", LeafType.CHOICES),
        ("insured", LeafType.BOOLEAN),
    ),
    children={"last_year": Element(name="last_year", leaves=YEAR, is_single=True)},
)
HOUSEHOLD = Element(
    name="household",
    leaves=_leaves(
        ("state", LeafType.CHOICE),
        ("address", LeafType.TEXT),
        ("income", LeafType.NUMBER),
        ("area", LeafType.NUMBER),
        ("surveyed", LeafType.DATE),
        ("safe", LeafType.BOOLEAN),
    ),
    children={
        "person": PERSON,
        "measure": Element(name="measure", leaves=_leaves(("kind", LeafType.CHOICE), ("amount", LeafType.NUMBER))),
        "last_year": Element(name="last_year", leaves=YEAR, is_single=True),
    },
)
VILLAGE = Element(name="village", leaves=_leaves(("code", LeafType.TEXT)), children={"household": HOUSEHOLD})
ROOT = Element(name="register", children={"village": VILLAGE})


def cell(leaf: Leaf) -> st.SearchStrategy[str | float | None]:
    """Return what may stand in a leaf."""
    match leaf.type:
        case LeafType.NUMBER:
            return NUMBERS
        case LeafType.DATE:
            return DATES
        case LeafType.BOOLEAN:
            return st.sampled_from([None, 0, 1])
        case LeafType.CHOICE:
            return st.sampled_from([None, *sorted(leaf.codes or ())])
        case LeafType.CHOICES:
            codes = sorted(leaf.codes or ())
            return st.lists(st.sampled_from(codes), unique=True).map(lambda found: " ".join(found) or None)
        case _:
            return st.sampled_from([None, "甲", "甲乙", "01", "13800138000", "it's", "x y"])


@st.composite
def row_of(draw: st.DrawFn, element: Element) -> Row:
    """Draw a row with everything below it."""
    cells: dict[str, str | float | None] = {}
    for prefix, part in (("", element), *((f"{name}/", it) for name, it in element.children.items() if it.is_single)):
        if prefix and draw(st.booleans()):
            continue
        for leaf in part.leaves.values():
            found = cells[prefix + leaf.name] = draw(cell(leaf))
            if found is None:
                cells[f"{prefix}{leaf.name}@why"] = draw(st.sampled_from([None, None, "na", "dk", "refused"]))
    children = {
        name: draw(st.lists(row_of(below), max_size=3))
        for name, below in element.children.items()
        if not below.is_single
    }
    return Row(cells=cells, children=children)


REGISTERS = st.lists(row_of(VILLAGE), min_size=1, max_size=2)


def tables(plan: Plan, villages: Sequence[Row], connection: Any) -> None:
    """Make the tables that ``plan`` needs and fill them."""
    for known in EXTENSIONS.values():
        connection.create_function(known.sql_name, len(known.takes), known.run, deterministic=True)
    for name, columns in plan.columns.items():
        derived = plan.derived.get(name, {})
        texts = "".join(f', "{column}"' for column in columns)
        connection.execute(f"CREATE TABLE b_{name}(parent, id{texts})")
        marks = ",".join("?" * (2 + len(columns)))
        found = [
            (parent, number, *(_stored(row, column) for column in columns))
            for parent, number, row in walk(villages, name)
        ]
        connection.executemany(f"INSERT INTO b_{name} VALUES({marks})", found)
        more = "".join(f', {sql} AS "{column}"' for sql, column in derived.items())
        connection.execute(f"CREATE TABLE c_{name} AS SELECT t.*{more} FROM b_{name} AS t")
    for name, _columns, sql in plan.shared_sql():
        connection.execute(f"CREATE TABLE {name} AS {sql}")
    for name in plan.summed():
        connection.execute(f"CREATE TABLE a_{name} AS {plan.sums_sql(name)}")


def walk(villages: Sequence[Row], name: str) -> Iterator[tuple[int, int, Row]]:
    """Yield every row of the element called ``name`` with the number of its parent and its own."""

    def below(kind: str, row: Row, parent: int) -> Iterator[tuple[int, int, Row]]:
        if kind == name:
            yield parent, id(row), row
        for child, rows in row.children.items():
            for item in rows:
                yield from below(child, item, id(row))

    for village in villages:
        yield from below("village", village, 0)


def _stored(row: Row, column: str) -> object:
    found = row.cells.get(column)
    return WHY_CODES.get(str(found)) if column.endswith("@why") else found
