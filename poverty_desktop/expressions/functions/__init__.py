"""The functions of the language, one module for each noun; importing the package fills the table."""

from __future__ import annotations

from poverty_desktop.expressions.functions import (
    dates,
    logic,
    nodes,
    numbers,
    patterns,
    selects,
    strings,
    surroundings,
)
from poverty_desktop.expressions.functions.registry import FUNCTIONS, Function, Operation

__all__ = [
    "FUNCTIONS",
    "Function",
    "Operation",
    "dates",
    "logic",
    "nodes",
    "numbers",
    "patterns",
    "selects",
    "strings",
    "surroundings",
]
