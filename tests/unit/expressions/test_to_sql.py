from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import pytest
import sqlcipher3.dbapi2 as engine
from hypothesis import given, settings
from hypothesis import strategies as st
from register_rows import REGISTERS, ROOT, tables

from poverty_desktop.expressions.closures import closure
from poverty_desktop.expressions.context import Context, Scope
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import bound, constant
from poverty_desktop.expressions.grown import Row, grow_all
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_truth
from poverty_desktop.expressions.values import to_boolean

NOW = datetime(2026, 11, 29, 12, tzinfo=timezone(timedelta(hours=8)))
VARIABLES = {"day": constant("2026-11-29"), "least": constant(0.5)}
NUMBER_LEAVES = {
    "person": ["wage", "months", "last_year/income", "../income", "../area", "../last_year/income"],
    "household": ["income", "area", "last_year/income"],
    "measure": ["amount", "../income", "../area"],
    "village": ["count(household)", "count(household/person)"],
}
TEXT_LEAVES = {
    "person": ["name", "phone", "../address"],
    "household": ["address"],
    "measure": ["../address"],
    "village": ["code"],
}
CODE_LEAVES = {
    "person": ["relation", "last_year/state", "../state"],
    "household": ["state", "last_year/state"],
    "measure": ["kind", "../state"],
    "village": ["code"],
}
DATE_LEAVES = {
    "person": ["birth", "../surveyed"],
    "household": ["surveyed"],
    "measure": ["../surveyed"],
    "village": ["$day"],
}
FLAGS = {
    "person": ["insured", "../safe"],
    "household": ["safe"],
    "measure": ["../safe"],
}
SETS = {"person": ["health"], "household": [], "measure": []}
REPEATS = {
    "person": ["../person", "../measure"],
    "household": ["person", "measure"],
    "measure": [],
    "village": ["household", "household/person", "household[safe = 1]/measure", "household[count(person) > 1]/person"],
}
SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
EQUAL = st.sampled_from(["=", "!="])
CODE = st.sampled_from(["01", "02", "03"])


@st.composite
def number(draw: st.DrawFn, scope: str, depth: int) -> str:
    kinds = ["leaf", "leaf", "constant"] + (["sum", "count", "age", "days", "months", "length", "if"] if depth else [])
    match draw(st.sampled_from(kinds)):
        case "leaf":
            return draw(st.sampled_from(NUMBER_LEAVES[scope]))
        case "sum":
            left, right = draw(number(scope, depth - 1)), draw(number(scope, depth - 1))
            return f"({left} {draw(st.sampled_from(['+', '-', '*', 'div']))} {right})"
        case "count" if REPEATS[scope]:
            nodes, below = draw(repeat(scope, depth - 1))
            function = draw(st.sampled_from(["count", "count", "sum", "min", "max", "count-non-empty"]))
            if function == "count":
                return f"count({nodes})"
            plain = [leaf for leaf in NUMBER_LEAVES[below] if not leaf.startswith("..") and "/" not in leaf]
            dates = [leaf for leaf in DATE_LEAVES[below] if not leaf.startswith("..")]
            leaves = plain + (dates if function in ("min", "max", "count-non-empty") else [])
            return f"{function}({nodes}/{draw(st.sampled_from(leaves))})"
        case "if" if scope in FLAGS:
            branches = draw(number(scope, depth - 1)), draw(number(scope, depth - 1))
            return f"if({draw(truth(scope, depth - 1))}, {branches[0]}, {branches[1]})"
        case "age":
            return f"age({draw(date(scope))}, $day)"
        case "days":
            return f"($day - {draw(date(scope))})"
        case "months":
            return f"months-between({draw(date(scope))}, {draw(date(scope))})"
        case "length":
            return f"string-length({draw(text(scope, depth - 1))})"
        case _:
            return draw(st.sampled_from(["0", "1", "2.5", "$least", "-3", "1234.56"]))


@st.composite
def date(draw: st.DrawFn, scope: str) -> str:
    return draw(st.sampled_from([*DATE_LEAVES[scope], "$day", "date('2000-02-29')"]))


@st.composite
def text(draw: st.DrawFn, scope: str, depth: int) -> str:
    leaf = draw(st.sampled_from([*TEXT_LEAVES[scope], *CODE_LEAVES[scope]]))
    match draw(st.integers(0, 5 if depth > 0 else 2)):
        case 3:
            return f"substr({leaf}, 0, {draw(st.integers(0, 3))})"
        case 4:
            return f"concat({leaf}, '甲', {draw(st.sampled_from(TEXT_LEAVES[scope]))})"
        case 5 if scope == "person":
            return "id-sex(phone)"
        case _:
            return leaf


@st.composite
def repeat(draw: st.DrawFn, scope: str, depth: int) -> tuple[str, str]:
    path = draw(st.sampled_from([*REPEATS[scope], "/register/village/household/person"]))
    below = path.rsplit("/", 1)[-1]
    if draw(st.booleans()):
        return path, below
    condition = draw(truth(below, depth - 1))
    if condition in FLAGS[below]:
        condition += " = 1"  # a bare path holds for every node and is refused
    return f"{path}[{condition}]", below


@st.composite
def truth(draw: st.DrawFn, scope: str, depth: int) -> str:
    if depth > 0 and draw(st.integers(0, 2)) == 0:
        left, right = draw(truth(scope, depth - 1)), draw(truth(scope, depth - 1))
        return draw(st.sampled_from([f"({left} and {right})", f"({left} or {right})", f"not({left})"]))
    deeper = max(depth - 1, 0)
    match draw(st.integers(0, 11)):
        case 0 | 1 | 2:
            return f"{draw(number(scope, deeper))} {draw(SIGNS)} {draw(number(scope, deeper))}"
        case 3:
            return f"{draw(st.sampled_from(CODE_LEAVES[scope]))} {draw(EQUAL)} '{draw(CODE)}'"
        case 4:
            return f"{draw(text(scope, deeper))} {draw(EQUAL)} {draw(text(scope, deeper))}"
        case 5:
            return f"{draw(date(scope))} {draw(SIGNS)} {draw(date(scope))}"
        case 6:
            return f"{draw(st.sampled_from(FLAGS[scope]))} {draw(EQUAL)} {draw(st.sampled_from(['0', '1']))}"
        case 7:
            leaves = [*NUMBER_LEAVES[scope], *TEXT_LEAVES[scope], *DATE_LEAVES[scope], *SETS[scope]]
            return f"{draw(st.sampled_from(leaves))} {draw(EQUAL)} ''"
        case 8:
            leaves = [*FLAGS[scope], *NUMBER_LEAVES[scope], *SETS[scope]]
            return f"is-unanswered({draw(st.sampled_from(leaves))})"
        case 9 if SETS[scope]:
            return f"selected({draw(st.sampled_from(SETS[scope]))}, '{draw(CODE)}')"
        case 10:
            return f"{draw(st.sampled_from(['contains', 'starts-with']))}({draw(text(scope, deeper))}, '1')"
        case 11 if scope == "person":
            return draw(st.sampled_from(["mobile-ok(phone)", "name-ok(name)", "insured", "wage/@why = 'na'"]))
        case _:
            return draw(st.sampled_from(FLAGS[scope]))


def by_tree(villages: Sequence[Row], scope: str, source: str) -> list[bool]:
    document = grow_all(ROOT, villages)
    compute = closure(bound(parse(source), VARIABLES))
    nodes: list[Node] = list(document.children)
    if scope != "village":
        nodes = [node for village in nodes for node in village.named("household")]
    if scope == "person":
        nodes = [node for household in nodes for node in household.named("person")]
    found = []
    for node in nodes:
        context = Context(node=node, document=document, now=NOW, dialect=REGISTER)
        found.append(to_boolean(compute(Scope(context, node, 1, 1, stays=False)), context))
    return found


def by_sql(villages: Sequence[Row], scope: str, sources: Sequence[str]) -> list[list[bool]]:
    plan = Plan(root=ROOT)
    columns = [compile_truth(plan, scope, bound(parse(source), VARIABLES)) for source in sources]
    connection = engine.connect(":memory:")
    try:
        tables(plan, villages, connection)
        order = {number: place for place, (_parent, number, _row) in enumerate(_rows(villages, scope))}
        found = sorted(connection.execute(plan.scan_sql(scope, columns)).fetchall(), key=lambda row: order[row[0]])
    finally:
        connection.close()
    assert all(value in (0, 1) for row in found for value in row[2:])
    return [[bool(row[2 + place]) for row in found] for place in range(len(sources))]


def _rows(villages: Sequence[Row], scope: str) -> list[tuple[int, int, Row]]:
    from register_rows import walk

    return list(walk(villages, scope))


@st.composite
def question(draw: st.DrawFn, scope: str) -> str:
    if scope != "village":
        return draw(truth(scope, 3))
    return f"{draw(number(scope, 3))} {draw(SIGNS)} {draw(number(scope, 2))}"


@settings(max_examples=250, deadline=None)
@given(data=st.data(), villages=REGISTERS, scope=st.sampled_from(["person", "household", "village"]))
def test_that_tree_and_sql_agree_on_every_expression(data: st.DataObject, villages: list[Row], scope: str) -> None:
    sources = data.draw(st.lists(question(scope), min_size=1, max_size=6))
    found = by_sql(villages, scope, sources)
    for source, answers in zip(sources, found, strict=True):
        assert answers == by_tree(villages, scope, source), source


HOUSEHOLD = Row(
    cells={"income": 5000.0, "safe": 0, "state": "01"},
    children={
        "person": [
            Row(cells={"relation": "01", "birth": "1970-03-01", "wage": 0.1, "insured": 1, "health": "01 02"}),
            Row(cells={"relation": "02", "wage": 0.2, "name": "甲"}),
            Row(cells={"relation": "03", "wage@why": "na", "name": "甲"}),
        ]
    },
)
REGISTER_OF_ONE = [Row(cells={"code": "1"}, children={"household": [HOUSEHOLD]})]


@pytest.mark.parametrize(
    ("scope", "source", "expected"),
    [
        ("household", "count(person[relation = '01']) != 1", [False]),
        ("household", "sum(person/wage) = 0.3", [True]),
        ("household", "safe = 0", [True]),
        ("household", "not(safe)", [True]),
        ("household", "area = ''", [True]),
        ("household", "area < 10 or area >= 10", [False]),
        ("person", "count(/register/village/household/person[name = current()/name]) > 1 and name != ''", [0, 1, 1]),
        ("person", "age(birth, $day) = 56", [True, False, False]),
        ("person", "is-unanswered(wage)", [False, False, False]),
        ("person", "wage = '' and wage/@why = 'na'", [False, False, True]),
        ("person", "selected(health, '02')", [True, False, False]),
        ("person", "count(../person[relation = '02']) = 1 and ../income > 100", [True, True, True]),
    ],
)
def test_that_an_expression_answers(scope: str, source: str, expected: list[bool]) -> None:
    expected = [bool(value) for value in expected]
    assert by_sql(REGISTER_OF_ONE, scope, [source]) == [expected]
    assert by_tree(REGISTER_OF_ONE, scope, source) == expected


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("person/wage > 3", "several nodes"),
        ("not(person)", "several nodes"),
        ("count(person[insured]) > 0", "no condition"),
        ("count(person[1]) > 0", "no condition"),
        ("incme > 3", "Is income meant"),
        ("persn = ''", "Is person meant"),
        ("state = '09'", "no code '09'"),
        ("selected(state, '09')", "no code '09'"),
        ("count(person[health = '01']) > 0", "holds several codes"),
        ("state = 1", "can never meet"),
        ("safe = '1'", "compare it with 1 or 0"),
        ("safe > 0", "compare it with 1 or 0"),
        ("address < 'b'", "have no order"),
        ("income", "no condition"),
        ("today() > surveyed", "use $day"),
        ("aeg(surveyed, $day) > 3", "Is age() meant"),
        ("pulldata('a', 'b', 'c', 'd') = ''", "cannot be used in a check"),
        ("person | measure", "cannot be used"),
        ("count(.//person) > 1", "cannot be used"),
        ("age(address, $day) > 1", "a date is needed"),
        ("income > 1 > 0", "two values at a time"),
    ],
)
def test_that_what_would_not_mean_what_it_says_is_refused(source: str, said: str) -> None:
    with pytest.raises(ExpressionError, match=said.replace("(", r"\(").replace(")", r"\)").replace("$", r"\$")):
        compile_truth(Plan(root=ROOT), "household", bound(parse(source), VARIABLES))


def test_that_counts_below_a_household_are_made_in_one_pass() -> None:
    plan = Plan(root=ROOT)
    for source in ("count(person[wage > 3]) > 1", "count(person[wage > 3]) = 0", "sum(person/wage) > income"):
        compile_truth(plan, "household", bound(parse(source), VARIABLES))
    assert len(plan.sums["person"]) == 2


def test_that_counts_over_a_village_rest_on_those_of_its_households_and_ask_nothing_anew() -> None:
    plan = Plan(root=ROOT)
    sources = (
        "max(household/measure[kind = '01' and amount > 0]/amount) = min(household/measure[kind = '01']/amount)",
        "count(household[safe = 1]/person[wage > ../income]) > count(household[count(person) > 3])",
    )
    asked = [compile_truth(plan, "village", bound(parse(source), VARIABLES)) for source in sources]
    assert not any("SELECT" in sql for sql in asked)
    assert plan.summed() == ["measure", "person", "household"]
    assert plan.sums_sql("household").count("SELECT") == 1  # one pass
