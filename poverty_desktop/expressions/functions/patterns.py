"""``regex``: whether an answer has the shape that a pattern asks for."""

from __future__ import annotations

from poverty_desktop.expressions import patterns
from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.functions.registry import function
from poverty_desktop.expressions.values import Value, to_string


@function("regex", 2)
def regex(scope: Scope, value: Value, pattern: Value) -> Value:
    """Return whether the text matches ``pattern``; raises ``ExpressionError`` for a pattern that cannot be used."""
    is_whole = scope.context.dialect.pattern_is_whole
    return patterns.matches(to_string(pattern), to_string(value), is_whole=is_whole)
