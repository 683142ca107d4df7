"""Values that JavaRosa itself computed for calculations of one small form.

Recorded from the ODK Validate of pyxform 4.5 in the zone Asia/Shanghai; booleans are written as words.
"""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from forms import leaf

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.evaluate import compile_expression
from poverty_desktop.expressions.nodes import Node

RECORDED = json.loads(
    (Path(__file__).parents[2] / "oracles" / "data" / "javarosa_values.json").read_text(encoding="utf-8")
)
ANSWERS = {
    "d": ("date", "2026-11-23"),
    "dt": ("dateTime", "2026-11-23T10:20:30.000+08:00"),
    "t": ("time", "10:20:30.000+08:00"),
    "n": ("int", "5"),
    "m": ("int", "7"),
    "f": ("decimal", "2.5"),
    "z": ("int", "0"),
    "e": ("int", ""),
    "s": ("string", "abc"),
    "es": ("string", ""),
    "num": ("string", "12"),
    "sel": ("string", "a b c"),
    "neg": ("int", "-3"),
}


def small_form() -> Context:
    document = Node("", kind="document")
    data = document.append(Node("data"))
    data.set_attribute("version", "3")
    for name, (kind, text) in ANSWERS.items():
        leaf(data, name, text, kind)
    leaf(data, "irr", "7", "int").relevant = False
    for text in ("1", "2", ""):
        leaf(data.append(Node("rep")), "x", text, "int")
    choices = Node("", kind="document")
    root = choices.append(Node("root"))
    for name, text in (("a", "1"), ("b", "2")):
        item = root.append(Node("item"))
        leaf(item, "name", name)
        leaf(item, "v", text)
    return Context(
        node=leaf(data, "out"),
        document=document,
        instances={"l": choices},
        now=datetime(2026, 11, 24, 1, 0, tzinfo=timezone(timedelta(hours=8))),
        version="3",
    )


@pytest.mark.parametrize(("text", "recorded"), RECORDED)
def test_that_javarosa_computes_the_same(text: str, recorded: str) -> None:
    found = compile_expression(text).as_string(small_form())
    blank = not recorded and found == "NaN"  # what is no number is stored as a blank answer
    assert found == recorded or blank or math.isclose(_number(found), _number(recorded), rel_tol=1e-9)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
