"""Ways out of a condition are found, and found to be minimal, on conditions of every shape."""

from __future__ import annotations

import random

import pytest

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.explain import ways_to_turn
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.write import write

NAMES = "abcdef"


def at(**leaves: str) -> Context:
    row = Node("row")
    for name, text in leaves.items():
        row.append(Node(name, text))
    root = Node("root")
    root.append(row)
    return Context(node=row, document=root)


def said(text: str, context: Context) -> list[list[str]]:
    ways = ways_to_turn(parse(text), context)
    return [[("" if wish.holds else "not ") + write(wish.expression) for wish in way] for way in ways]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a = 1 and b = 2", [["not a = 1"], ["not b = 2"]]),
        ("a = 1 or b = 2", [["not a = 1", "not b = 2"]]),
        ("a = 1 or b = 3", [["not a = 1"]]),
        ("a = 1 or a = 7 or b = 9", [["not a = 1", "not a = 7"]]),  # the other code would fire as well
        ("not(a = 2 or b = 3)", [["a = 2"], ["b = 3"]]),
        ("not(a = 2 and b = 2)", [["a = 2"]]),
        ("a = 1 and (b = 2 or c = 3)", [["not a = 1"], ["not b = 2", "not c = 3"]]),
        ("(a = 1 and b = 2) or c = 3", [["not a = 1", "not c = 3"], ["not b = 2", "not c = 3"]]),
        ("true() and a = 1", [["not a = 1"]]),
    ],
)
def test_that_the_smallest_changes_are_found(condition: str, expected: list[list[str]]) -> None:
    assert said(condition, at(a="1", b="2", c="3")) == expected


def test_that_every_way_turns_the_condition_and_none_is_too_long() -> None:
    chance = random.Random(20261130)
    turned = 0
    for _ in range(400):
        names = iter(chance.sample(NAMES, len(NAMES)))
        text = _condition(chance, names, 3)
        truths = {name: chance.random() < 0.5 for name in NAMES}
        tree = parse(text)
        before = _holds(text, truths)
        context = at(**{name: "1" if truth else "0" for name, truth in truths.items()})
        for way in ways_to_turn(tree, context):
            wishes = {write(wish.expression)[0]: wish.holds for wish in way}
            assert _holds(text, truths | wishes) is not before, text
            for name in wishes:
                fewer = {other: truth for other, truth in wishes.items() if other != name}
                assert _holds(text, truths | fewer) is before, (text, way)
            turned += 1
    assert turned > 400


def _condition(chance: random.Random, names: object, depth: int) -> str:
    name = next(names, "")  # type: ignore[call-overload]
    if depth == 0 or not name or chance.random() < 0.2:
        return f"{name} = 1" if name else "true()"
    rest = _condition(chance, names, depth - 1)
    other = f"{name} = 1"
    if chance.random() < 0.3:
        rest = f"not({rest})"
    return f"({other} {chance.choice(['and', 'or'])} {rest})"


def _holds(text: str, truths: dict[str, bool]) -> bool:
    python = text.replace("true()", "True").replace("not(", "not (")
    for name in NAMES:
        python = python.replace(f"{name} = 1", str(truths[name]))
    return bool(eval(python))
